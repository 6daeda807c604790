// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"errors"
	"fmt"

	"truce/finding"
	"truce/scenario/aspect"
)

// wantQuiet compares a clock of silence under one reading, as it stands at the time of the line: reached (yes, no
// or unknown), completed and earliest (a date), run, resets (a number), void, and day:DATE (quiet, broken,
// not-proven).
func (r *Run) wantQuiet(s step) error {
	if len(s.words) != 1 {
		return errors.New("write: want quiet CLOCK [reading=QUESTION=READING] and what of it")
	}
	var found []finding.Silence
	sc, err := r.scope(s)
	if err != nil {
		return err
	}
	for _, d := range sc.dockets {
		silences, err := d.Silences(r.state.Coverage(), r.now)
		if err != nil {
			return err
		}
		for _, each := range silences {
			if each.Clock == s.words[0] && (s.get("reading") == "" || s.get("reading") == each.Reading) {
				found = append(found, each)
			}
		}
	}
	if len(found) != 1 {
		return fmt.Errorf("%d clocks fit %q and the reading: name one", len(found), s.words[0])
	}
	asked := false
	for _, p := range s.named {
		if p.key == "of" || p.key == "reading" {
			continue
		}
		asked = true
		got, err := aspect.OfSilence(found[0], p.key)
		if err != nil {
			return err
		}
		r.check(s, p.key, got, p.value)
	}
	if !asked {
		return errors.New("write: want quiet CLOCK [reading=QUESTION=READING] and what of it")
	}
	return nil
}
