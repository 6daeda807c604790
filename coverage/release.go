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

// Totals returns what may be published of the same areas over some months, each a list in the same order. An area stands for
// itself only if all of them are at least as large as a cell of the agreement's rule on publication and were watched at least
// a tenth of the time in every month; else all are one total, as naming some would tell which the others are. Nothing is
// published where the one total is below a tenth in some month: whoever keeps what was published before could subtract it.
func Totals(months [][]AreaCount, cell place.Length) []Total {
	if len(months) == 0 {
		return nil
	}
	apart := len(months[0]) > 0
	one, sums := Count{}, make([]Count, len(months[0]))
	for _, month := range months {
		var all Count
		for i, a := range month {
			side := int64(cell / place.Metre)
			apart = apart && a.Ground >= side*side && a.published()
			sums[i].add(a.Count)
			all.add(a.Count)
		}
		if !all.published() {
			return nil
		}
		one.add(all)
	}
	var out []Total
	names := []string{}
	for i, a := range months[0] {
		names = append(names, a.Name)
		out = append(out, Total{Areas: []string{a.Name}}.with(sums[i]))
	}
	if !apart {
		return []Total{Total{Areas: names}.with(one)}
	}
	return out
}

func (c *Count) add(other Count) {
	c.Hours = c.plus(other.Hours)
	c.Seen.Watched += other.Seen.Watched
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
