// SPDX-License-Identifier: Apache-2.0

package aspect

import (
	"fmt"
	"strconv"

	"truce/finding"
)

// OfSilence is one thing that a case file may ask of a clock of silence, in text. It errors where there is no such thing.
func OfSilence(q finding.Silence, key string) (string, error) {
	switch key {
	case "reached":
		return q.Count.Reached.String(), nil
	case "completed":
		return q.Count.Completed.String(), nil
	case "earliest":
		return q.Count.Earliest.String(), nil
	case "run":
		return strconv.Itoa(q.Count.Run), nil
	case "resets":
		return strconv.Itoa(len(q.Count.Resets)), nil
	case "void":
		return YesNo(q.Void), nil
	}
	for _, day := range q.Days {
		if key == "day:"+day.Date.String() {
			return day.State.String(), nil
		}
	}
	return "", fmt.Errorf("a clock has no %q: use reached, completed, earliest, run, resets, void or day:DATE", key)
}
