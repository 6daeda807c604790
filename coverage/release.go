// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"truce/place"
	"truce/when"
)

// Total is what the public may see of coverage: how many hours somebody watched a cell, over large areas and long after. It
// has no gaps, no means, no days and no cells, and says nothing of where in its areas nobody looked.
type Total struct {
	Areas []string `json:"areas"`
	// Hours are cell hours watched, two digits of them, rounded down.
	Hours int64 `json:"cell_hours_watched"`
	// Seen is what was seen by somebody who watched, and Rate follows from it and from Hours as they stand here.
	Seen int64 `json:"seen"`
	Rate *Rate `json:"rate,omitempty"`
}

// leastShare is how much of what there was to watch must have been watched for a figure to be published, in parts per
// million: a small figure would say that nobody looked.
const leastShare = 100_000

// Totals returns what may be published of areas. Each stands for itself only if all of them are at least as large as a cell
// of the agreement's rule on publication and were watched at least a tenth of the time; else all are one total, as naming
// some would tell which the others are. Nothing is published where the one total is below a tenth too.
func Totals(areas []AreaCount, cell place.Length) []Total {
	apart := len(areas) > 0
	one := Total{Areas: []string{}}
	var sum Count
	for _, a := range areas {
		side := int64(cell / place.Metre)
		apart = apart && a.Ground >= side*side && a.published()
		one.Areas = append(one.Areas, a.Name)
		sum.Hours = sum.plus(a.Hours)
		sum.Seen.Watched += a.Seen.Watched
	}
	if !apart {
		if !sum.published() {
			return nil
		}
		return []Total{one.with(sum)}
	}
	var out []Total
	for _, a := range areas {
		out = append(out, Total{Areas: []string{a.Name}}.with(a.Count))
	}
	return out
}

func (c Count) published() bool {
	return c.Watched >= when.Hour && ppm(int64(c.Watched), int64(c.Wall)) >= leastShare
}

func (t Total) with(c Count) Total {
	t.Hours, t.Seen = int64(c.Watched/when.Hour), c.Seen.Watched
	unit := int64(1)
	for t.Hours/unit >= 100 {
		unit *= 10
	}
	t.Hours = t.Hours / unit * unit
	t.Rate = RateOf(t.Seen, 0, when.Duration(t.Hours)*when.Hour)
	return t
}
