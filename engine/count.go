// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/act"
	"truce/canon"
	"truce/finding"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Counts are the four counts of a period, never added and never mixed. Each is printed with its unit, the period
// and the cut-off of what was known.
type Counts struct {
	Period when.Interval `json:"period"`
	// CutOff is the journal time up to which entries are counted.
	CutOff when.Instant `json:"cut_off"`
	// Zone is whose clocks both are to be read on: that of the first text on record.
	Zone when.Zone `json:"zone,omitzero"`
	// Exercise says that all of it is of an exercise: the first text on record is one.
	Exercise bool `json:"exercise,omitempty"`
	// LeftOut is how many observations of the period are of the other world, an exercise beside texts in force or
	// the reverse. They are in no other figure.
	LeftOut int64 `json:"left_out,omitempty"`
	// Observations are counts as recorded, by what was counted: explosions, bursts, shots, other.
	Observations map[string]Number `json:"observations"`
	// LiveFire are the counts of what its source assessed as a live-fire exercise, by what was counted, and
	// LiveFireRows how many observations those are. They are in no figure of Observations.
	LiveFire     map[string]Number `json:"live_fire,omitempty"`
	LiveFireRows int64             `json:"live_fire_rows,omitempty"`
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
func Count(s *State, period when.Interval) Counts { return Gather(s, period).Count(period) }

// Gathered is what is on record of a period, gathered once to be counted many times.
type Gathered struct {
	counts       Counts // of nothing
	observations []*observation.Observation
	incidents    []*incident.Incident
	findings     []*finding.Finding
}

// Gather looks through the record for what begins in a period.
func Gather(s *State, period when.Interval) *Gathered {
	g := &Gathered{counts: Counts{CutOff: s.now}}
	if len(s.dockets) > 0 {
		g.counts.Exercise, g.counts.Zone = s.dockets[0].Text().Agreement().Exercise, s.dockets[0].Zone()
	}
	for _, o := range s.observations {
		if o.Level != report.Aggregate && begins(o.When(), period) {
			g.observations = append(g.observations, o)
		}
	}
	for _, inc := range s.Incidents() {
		if inc.Exercise == g.counts.Exercise && begins(inc.When, period) {
			g.incidents = append(g.incidents, inc)
		}
	}
	for _, d := range s.dockets {
		if d.Text().Agreement().Exercise != g.counts.Exercise {
			continue
		}
		for _, f := range d.Findings() {
			if begins(f.Released.When, period) {
				g.findings = append(g.findings, f)
			}
		}
	}
	return g
}

// Drop leaves out the observations and the incidents that the caller names, and the findings on these incidents.
func (g *Gathered) Drop(said func(*observation.Observation) bool, of func(*incident.Incident) bool) {
	gone := map[canon.IncidentID]bool{}
	g.observations = slices.DeleteFunc(g.observations, said)
	g.incidents = slices.DeleteFunc(g.incidents, func(inc *incident.Incident) bool {
		gone[inc.ID] = of(inc)
		return gone[inc.ID]
	})
	g.findings = slices.DeleteFunc(g.findings, func(f *finding.Finding) bool { return f.Released.Determination == nil && gone[f.Released.Incident] })
}

// Count counts as the function of that name, for a period within that which was gathered.
func (g *Gathered) Count(period when.Interval) Counts {
	if all := g.CountBy(period, func(place.Region) string { return "" })[""]; all != nil {
		return *all
	}
	return *g.none(period)
}

func (g *Gathered) none(period when.Interval) *Counts {
	c := g.counts
	c.Period, c.Observations, c.LiveFire = period, map[string]Number{}, map[string]Number{}
	return &c
}

// CountBy is Count of each part of what was gathered, by the name that the caller gives the region of a thing, such as the place in
// which it surely lies; a part of which there is nothing is not there. The parts add up to the whole, observations left out and all.
func (g *Gathered) CountBy(period when.Interval, part func(place.Region) string) map[string]*Counts {
	out := map[string]*Counts{}
	of := func(where place.Region) *Counts {
		name := part(where)
		if out[name] == nil {
			out[name] = g.none(period)
		}
		return out[name]
	}
	for _, o := range g.observations {
		if !begins(o.When(), period) {
			continue
		}
		if c := of(o.Where()); o.Exercise != c.Exercise {
			c.LeftOut++
		} else {
			c.Observe(o)
		}
	}
	for _, inc := range g.incidents {
		if begins(inc.When, period) {
			of(inc.Where).Incidents++
		}
	}
	for _, f := range g.findings {
		if begins(f.Released.When, period) {
			of(f.Internal.Where).Find(f)
		}
	}
	return out
}

// Find counts one finding that stands, whatever the period.
func (c *Counts) Find(f *finding.Finding) {
	if f.Released.Verdict == finding.Violation && f.Released.Since == "" {
		c.Assessed++
	}
	if act := f.Released.Determination; act != nil && !act.None && act.Outcome == finding.Violation {
		c.Determined++
	}
}

// Observe counts one observation as it was recorded, whatever the period. What its source assessed as a live-fire exercise is counted apart.
func (c *Counts) Observe(o *observation.Observation) {
	n, sums := o.Sighting.Count, c.Observations
	liveFire := slices.Contains(o.Sighting.Describes, report.LiveFire)
	if liveFire {
		c.LiveFireRows++
		sums = c.LiveFire
	}
	kind, _, counted := Counted(o)
	switch {
	case counted:
		sums[kind] = Number{sums[kind].Least + n.Least, sums[kind].Most + n.Most}
	case !liveFire:
		c.Unquantified++
	}
}

// Counted returns how many an observation says there were, in the unit in which missions count it; ok is false where it gives no
// number.
func Counted(o *observation.Observation) (unit string, n Number, ok bool) {
	c := o.Sighting.Count
	if c.Kind != report.Exact && c.Kind != report.About {
		return "", n, false
	}
	return countedAs(cmp.Or(c.Unit, o.Sighting.Act)), Number{c.Least, c.Most}, true
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
	case "live-fire":
		return strconv.FormatInt(c.LiveFireRows, 10), true
	case "live-fire-explosions", "live-fire-bursts", "live-fire-shots", "live-fire-other":
		kind := strings.TrimPrefix(name, "live-fire-")
		if kind == "other" {
			kind = "other-observations"
		}
		return c.LiveFire[kind].String(), true
	case "cut-off":
		return fmt.Sprintf("%s %s %s", c.Zone.DateOf(c.CutOff), c.Zone.ClockOf(c.CutOff), c.Zone), true
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
	writeNumbers(&b, c.Observations)
	fmt.Fprintf(&b, "%d without a number\n", c.Unquantified)
	if c.LiveFireRows > 0 {
		fmt.Fprintf(&b, "assessed by their sources as live-fire exercises, in no figure above: ")
		writeNumbers(&b, c.LiveFire)
		fmt.Fprintf(&b, "in %d observations\n", c.LiveFireRows)
	}
	fmt.Fprintf(&b, "incidents: %d\nassessed violations (incident x term): %d\ndetermined violations: %d", c.Incidents, c.Assessed, c.Determined)
	switch {
	case c.LeftOut > 0 && c.Exercise:
		fmt.Fprintf(&b, "\nleft out of every figure: %d observations that are of no exercise", c.LeftOut)
	case c.LeftOut > 0:
		fmt.Fprintf(&b, "\nleft out of every figure: %d observations of an exercise", c.LeftOut)
	}
	return b.String()
}

// writeNumbers writes each number with its unit, in the order of missions' reports.
func writeNumbers(b *strings.Builder, numbers map[string]Number) {
	for _, k := range []string{"explosions", "bursts", "shots", "other-observations"} {
		if n, ok := numbers[k]; ok {
			fmt.Fprintf(b, "%s %s, ", n, k)
		}
	}
}
