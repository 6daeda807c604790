// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"cmp"
	"fmt"
	"slices"

	"truce/canon"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// maxTogether is the largest group of observations, linked by possible sameness, that is clustered. A larger
// group is left apart, its pairs noted as possible sames: where that many accounts cannot be told from each
// other, joining any of them would be a guess.
const maxTogether = 400

// Joiner holds the observations recorded so far and the incidents they make. What it joins depends on the set
// of observations and of analysts' decisions, not on the order in which they came (ADR 14); only IDs and
// versions do.
type Joiner struct {
	nodes  []*node
	byID   map[canon.ObservationID]*node
	days   map[int64][]*node // by civil-free day of UTC, for candidates
	always []*node           // of more than maxDays: candidates of everything
	ties   map[[2]canon.ObservationID]bool
	byInc  map[canon.IncidentID]*Incident
}

// maxDays is the longest interval, in days, that is entered day by day.
const maxDays = 40

// node is an observation with its scored neighbours and the incident it is in.
type node struct {
	index    int
	obs      *observation.Observation
	links    []link
	incident *Incident
}

// link is a scored neighbour.
type link struct {
	to    *node
	score tally
}

// NewJoiner returns a joiner without observations.
func NewJoiner() *Joiner {
	return &Joiner{
		byID: map[canon.ObservationID]*node{}, days: map[int64][]*node{},
		ties: map[[2]canon.ObservationID]bool{}, byInc: map[canon.IncidentID]*Incident{},
	}
}

// Change is an incident that is new, has a new version or is gone.
type Change struct {
	Incident *Incident
	// Was is the version before, nil for a new incident.
	Was *Incident
	// Into names the incidents that now hold the members of one that is gone; Incident is nil then.
	Into []canon.IncidentID
}

// Add joins new observations and returns what changed, in order of the incidents' first members. Aggregates are
// left out. An observation that is already held changes nothing.
func (j *Joiner) Add(observations []*observation.Observation) []Change {
	var touched []*node
	for _, o := range observations {
		if o.Level == report.Aggregate || j.byID[o.ID] != nil {
			continue
		}
		n := &node{index: len(j.nodes), obs: o}
		j.nodes = append(j.nodes, n)
		j.byID[o.ID] = n
		j.connect(n)
		j.enter(n)
		touched = append(touched, n)
	}
	return j.settle(touched)
}

// Decide records an analyst's decision that two observations are, or are not, of one event, and returns what
// changed. Its error names an observation that is not on record.
func (j *Joiner) Decide(a, b canon.ObservationID, same bool) ([]Change, error) {
	na, nb := j.byID[a], j.byID[b]
	if na == nil || nb == nil || na == nb {
		return nil, fmt.Errorf("join or split %s and %s: both must be different observations on record", a, b)
	}
	j.ties[pairOf(na, nb)] = same
	if same && !slices.ContainsFunc(na.links, func(l link) bool { return l.to == nb }) {
		t := tally{reasons: []Reason{{Name: "joined by an analyst"}}}
		na.links = append(na.links, link{nb, t})
		nb.links = append(nb.links, link{na, t})
	}
	return j.settle([]*node{na, nb}), nil
}

// Get returns the current version of an incident, or nil if there is none.
func (j *Joiner) Get(id canon.IncidentID) *Incident { return j.byInc[id] }

// Of returns the incident that holds an observation, or nil.
func (j *Joiner) Of(id canon.ObservationID) *Incident {
	if n := j.byID[id]; n != nil {
		return n.incident
	}
	return nil
}

// All returns the current incidents in order of their first members.
func (j *Joiner) All() []*Incident {
	var out []*Incident
	for _, n := range j.nodes {
		if n.incident != nil && n.incident.Members[0] == n.obs {
			out = append(out, n.incident)
		}
	}
	return out
}

// pairOf names a pair by the order of recording, so that each pair has one name.
func pairOf(a, b *node) [2]canon.ObservationID {
	if a.index > b.index {
		a, b = b, a
	}
	return [2]canon.ObservationID{a.obs.ID, b.obs.ID}
}

// connect scores the candidates of a new node and links those that may be the same event.
func (j *Joiner) connect(n *node) {
	seen := map[*node]bool{}
	try := func(candidates []*node) {
		for _, c := range candidates {
			if seen[c] {
				continue
			}
			seen[c] = true
			if t := compare(n.obs, c.obs); !t.veto && t.score >= possibleAt {
				n.links = append(n.links, link{c, t})
				c.links = append(c.links, link{n, t})
			}
		}
	}
	first, last, long := dayRange(n.obs.When())
	if long {
		try(j.nodes[:n.index])
		return
	}
	for d := first; d <= last; d++ {
		try(j.days[d])
	}
	try(j.always)
}

// enter puts a node where candidates of later ones are looked up. An observation without a time has none.
func (j *Joiner) enter(n *node) {
	first, last, long := dayRange(n.obs.When())
	if long {
		j.always = append(j.always, n)
		return
	}
	for d := first; d <= last; d++ {
		j.days[d] = append(j.days[d], n)
	}
}

// dayRange returns the days of an interval; an empty range for an unknown time.
func dayRange(i when.Interval) (first, last int64, long bool) {
	if i.IsUnknown() {
		return 1, 0, false
	}
	first, last = floorDay(i.From), floorDay(i.To)
	return first, last, last-first > maxDays
}

func floorDay(t when.Instant) int64 {
	day := int64(t) / int64(when.Day)
	if t < 0 && int64(t)%int64(when.Day) != 0 {
		day--
	}
	return day
}

// settle clusters again every group of linked nodes that a touched node is in, and replaces the incidents.
func (j *Joiner) settle(touched []*node) []Change {
	var changes []Change
	done := map[*node]bool{}
	for _, t := range touched {
		if done[t] {
			continue
		}
		group := j.groupOf(t)
		for _, n := range group {
			done[n] = true
		}
		changes = append(changes, j.replace(group, cluster(group, j.ties))...)
	}
	return changes
}

// groupOf returns all nodes linked to n, directly or through others, in order of recording.
func (j *Joiner) groupOf(n *node) []*node {
	group, in := []*node{n}, map[*node]bool{n: true}
	for i := 0; i < len(group); i++ {
		for _, l := range group[i].links {
			if !in[l.to] {
				in[l.to] = true
				group = append(group, l.to)
			}
		}
	}
	slices.SortFunc(group, byIndex)
	return group
}

func byIndex(a, b *node) int { return cmp.Compare(a.index, b.index) }

// replace makes the incidents of the clusters, keeping the ID and counting up the version of each incident whose
// first member still leads a cluster.
func (j *Joiner) replace(group []*node, c clustering) []Change {
	before := map[canon.IncidentID]*Incident{}
	var order []canon.IncidentID
	for _, n := range group {
		if n.incident != nil && before[n.incident.ID] == nil {
			before[n.incident.ID] = n.incident
			order = append(order, n.incident.ID)
		}
	}
	var made []*Incident
	for _, members := range c.clusters {
		observations := make([]*observation.Observation, len(members))
		for i, n := range members {
			observations[i] = n.obs
		}
		inc := newIncident(observations)
		inc.Joins = joinsOf(members)
		for _, n := range members {
			n.incident = inc
		}
		made = append(made, inc)
	}
	for i, inc := range made {
		for _, other := range c.possible[i] {
			inc.PossibleSames = append(inc.PossibleSames, made[other].ID)
		}
	}
	return j.changes(before, order, made)
}

// changes compares the incidents of a group before and after.
func (j *Joiner) changes(before map[canon.IncidentID]*Incident, order []canon.IncidentID, made []*Incident) []Change {
	var out []Change
	kept := map[canon.IncidentID]bool{}
	for _, inc := range made {
		kept[inc.ID] = true
		was := before[inc.ID]
		j.byInc[inc.ID] = inc
		if was != nil {
			inc.Version = was.Version
			if canon.Equal(was, inc) {
				continue
			}
			inc.Version++
		}
		out = append(out, Change{Incident: inc, Was: was})
	}
	for _, id := range order {
		if kept[id] {
			continue
		}
		change := Change{Was: before[id]}
		for _, m := range before[id].Members {
			if into := j.byID[m.ID].incident.ID; !slices.Contains(change.Into, into) {
				change.Into = append(change.Into, into)
			}
		}
		delete(j.byInc, id)
		out = append(out, change)
	}
	return out
}

// joinsOf lists the scored pairs within one cluster.
func joinsOf(members []*node) []Join {
	var joins []Join
	for i, a := range members {
		for _, b := range members[i+1:] {
			for _, l := range a.links {
				if l.to == b {
					joins = append(joins, Join{A: a.obs.ID, B: b.obs.ID, Score: l.score.score, Reasons: l.score.reasons})
				}
			}
		}
	}
	return joins
}
