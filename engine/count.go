// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"truce/act"
	"truce/finding"
	"truce/report"
	"truce/when"
)

// Counts are the four counts of a period, never added and never mixed. Each is printed with its unit, the period
// and the cut-off of what was known.
type Counts struct {
	Period when.Interval `json:"period"`
	// CutOff is the journal time up to which entries are counted.
	CutOff when.Instant `json:"cut_off"`
	// Exercise says that all of it is of an exercise: the first text on record is one.
	Exercise bool `json:"exercise,omitempty"`
	// LeftOut is how many observations of the period are of the other world, an exercise beside texts in force or
	// the reverse. They are in no other figure.
	LeftOut int64 `json:"left_out,omitempty"`
	// Observations are counts as recorded, by what was counted: explosions, bursts, shots, other.
	Observations map[string]Number `json:"observations"`
	// Unquantified is how many observations say "some" or give no number.
	Unquantified int64 `json:"unquantified"`
	// Incidents is how many events the observations make.
	Incidents int64 `json:"incidents"`
	// Assessed is how many findings (incident x term) are assessed as violations.
	Assessed int64 `json:"assessed_violations"`
	// Determined is how many findings a body has determined to be violations.
	Determined int64 `json:"determined_violations"`
}

// Number is a number with its bounds.
type Number struct {
	Least int64 `json:"least"`
	Most  int64 `json:"most"`
}

// String writes one number, or both bounds.
func (n Number) String() string {
	if n.Least == n.Most {
		return strconv.FormatInt(n.Least, 10)
	}
	return fmt.Sprintf("%d-%d", n.Least, n.Most)
}

// WholePeriod is all of time that a record can speak of.
func WholePeriod() when.Interval {
	return when.Interval{From: when.MinInstant, To: when.MaxInstant}
}

// Count counts what is on record of a period: whatever may have happened in it, by its first instant, so that
// periods that follow each other count nothing twice.
func Count(s *State, period when.Interval) Counts {
	c := Counts{Period: period, CutOff: s.now, Observations: map[string]Number{}}
	c.Exercise = len(s.dockets) > 0 && s.dockets[0].Text().Agreement().Exercise
	for _, o := range s.observations {
		if o.Level == report.Aggregate || !begins(o.When(), period) {
			continue
		}
		if o.Exercise != c.Exercise {
			c.LeftOut++
			continue
		}
		n := o.Sighting.Count
		if n.Kind != report.Exact && n.Kind != report.About {
			c.Unquantified++
			continue
		}
		kind := countedAs(cmp.Or(n.Unit, o.Sighting.Act))
		sum := c.Observations[kind]
		c.Observations[kind] = Number{sum.Least + n.Least, sum.Most + n.Most}
	}
	for _, inc := range s.Incidents() {
		if inc.Exercise == c.Exercise && begins(inc.When, period) {
			c.Incidents++
		}
	}
	for _, d := range s.dockets {
		if d.Text().Agreement().Exercise != c.Exercise {
			continue
		}
		for _, f := range d.Findings() {
			if !begins(f.Released.When, period) {
				continue
			}
			if f.Released.Verdict == finding.Violation && f.Released.Since == "" {
				c.Assessed++
			}
			if act := f.Released.Determination; act != nil && !act.None && act.Outcome == finding.Violation {
				c.Determined++
			}
		}
	}
	return c
}

// begins tells whether something belongs to a period: by its first instant, or, where no time is known, to all of
// time alone.
func begins(i, period when.Interval) bool {
	if i.IsUnknown() {
		return period == WholePeriod()
	}
	return period.Contains(i.From)
}

// Aggregates returns how many observations on record are aggregates, which open nothing.
func Aggregates(s *State) int64 {
	n := int64(0)
	for _, o := range s.observations {
		if o.Level == report.Aggregate {
			n++
		}
	}
	return n
}

// countedAs is the unit in which missions count what was observed.
func countedAs(counted act.Act) string {
	switch counted {
	case "burst":
		return "bursts"
	case "shot", "small-arms-fire", "sniper-fire", "heavy-machine-gun-fire":
		return "shots"
	case "explosion", "mortar-fire", "artillery-fire", "rocket-fire", "tank-fire", "indirect-fire", "shelling":
		return "explosions"
	default:
		return "other-observations"
	}
}

// Get returns one count in text by its name; ok is false where there is no such count.
func (c Counts) Get(name string) (text string, ok bool) {
	switch name {
	case "explosions", "bursts", "shots", "other-observations":
		return c.Observations[name].String(), true
	case "unquantified":
		return strconv.FormatInt(c.Unquantified, 10), true
	case "incidents":
		return strconv.FormatInt(c.Incidents, 10), true
	case "assessed":
		return strconv.FormatInt(c.Assessed, 10), true
	case "determined":
		return strconv.FormatInt(c.Determined, 10), true
	}
	return "", false
}

// String writes the four counts for people, one a line.
func (c Counts) String() string {
	var b strings.Builder
	if c.Exercise {
		fmt.Fprintf(&b, "EXERCISE: every figure below is of an exercise\n")
	}
	fmt.Fprintf(&b, "observations as recorded: ")
	for _, k := range []string{"explosions", "bursts", "shots", "other-observations"} {
		if n, ok := c.Observations[k]; ok {
			fmt.Fprintf(&b, "%s %s, ", n, k)
		}
	}
	fmt.Fprintf(&b, "%d without a number\n", c.Unquantified)
	fmt.Fprintf(&b, "incidents: %d\nassessed violations (incident x term): %d\ndetermined violations: %d", c.Incidents, c.Assessed, c.Determined)
	switch {
	case c.LeftOut > 0 && c.Exercise:
		fmt.Fprintf(&b, "\nleft out of every figure: %d observations that are of no exercise", c.LeftOut)
	case c.LeftOut > 0:
		fmt.Fprintf(&b, "\nleft out of every figure: %d observations of an exercise", c.LeftOut)
	}
	return b.String()
}
