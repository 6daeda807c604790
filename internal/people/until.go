// SPDX-License-Identifier: Apache-2.0

package people

import "truce/when"

// UntilOf returns when an account runs out whose last day is given as YYYY-MM-DD, a day in UTC: at its end. An empty text is no end.
func UntilOf(lastDay string) (when.Instant, error) {
	if lastDay == "" {
		return 0, nil
	}
	d, err := when.ParseDate(lastDay)
	if err != nil {
		return 0, err
	}
	utc, err := when.LoadZone("UTC")
	if err != nil {
		return 0, err
	}
	return utc.Whole(d).To + 1, nil
}

// LastDay returns the last day in UTC on which an account holds that runs out at a time; the zero day for no end.
func LastDay(until when.Instant) when.Date {
	utc, err := when.LoadZone("UTC")
	if until == 0 || err != nil {
		return when.Date{}
	}
	return utc.DateOf(until - 1)
}
