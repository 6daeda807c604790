// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"cmp"
	"fmt"
	"slices"

	"truce/canon"
	"truce/observation"
	"truce/report"
)

// maxTogether is the largest group of observations, linked one to the next by enough evidence for a join, that is
// clustered. A larger group is left apart, its pairs noted as possible sames: where that many accounts cannot be
// told from each other, joining any of them would be a guess. Only what analysts join in it is joined.
const maxTogether = 400

// Joiner holds the observations recorded so far and the incidents they make. What it joins depends on the set
// of observations and of analysts' decisions, not on the order in which the observations came (ADR 14); only IDs
// and versions do.
type Joiner struct {
	nodes   []*node
	byID    map[canon.ObservationID]*node
	index   *index
	decided map[[2]canon.ObservationID]bool
	byInc   map[canon.IncidentID]*Incident
}

// node is an observation with its scored neighbours and the incident it is in.
type node struct {
	index    int
	obs      *observation.Observation
	extent   extent
	links    []link  // those that may be the same event
	joined   []*node // those that analysts have joined to it
	group    *group
	incident *Incident

	// tried is one more than the index of the last node it was compared with; spot is its place in the table
	// of the clustering under way.
	tried, spot int
}

// link is a scored neighbour.
type link struct {
	to    *node
	score tally
}

// group is the nodes that are linked, one to the next, by evidence that is enough for a join or by a decision.
// No incident reaches beyond its group: the mean score of two clusters is never above their best pair's.
type group struct {
	nodes []*node
}

// NewJoiner returns a joiner without observations.
func NewJoiner() *Joiner {
	return &Joiner{
		byID: map[canon.ObservationID]*node{}, index: newIndex(),
		decided: map[[2]canon.ObservationID]bool{}, byInc: map[canon.IncidentID]*Incident{},
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
		n := &node{index: len(j.nodes), obs: o, extent: extentOf(o)}
		j.nodes = append(j.nodes, n)
		j.byID[o.ID] = n
		j.connect(n)
		touched = append(touched, j.admit(n)...)
	}
	return j.settle(touched)
}

// Decide records an analyst's decision that two observations are, or are not, of one event, and returns what
// changed. The last decision on a pair stands. Its error names an observation that is not on record, an exercise
// joined to an event, or a decision that the others contradict.
func (j *Joiner) Decide(a, b canon.ObservationID, same bool) ([]Change, error) {
	if err := j.CheckDecision(a, b, same); err != nil {
		return nil, err
	}
	na, nb := j.byID[a], j.byID[b]
	j.decided[pairOf(na, nb)] = same
	drop := func(from, other *node) {
		from.joined = slices.DeleteFunc(from.joined, func(n *node) bool { return n == other })
	}
	drop(na, nb)
	drop(nb, na)
	if same {
		na.joined = append(na.joined, nb)
		nb.joined = append(nb.joined, na)
	}
	before := na.group.nodes
	if nb.group != na.group {
		before = slices.Concat(before, nb.group.nodes)
	}
	return j.settle(j.regroup(before)), nil
}

// CheckDecision returns the error that Decide would return, and changes nothing.
func (j *Joiner) CheckDecision(a, b canon.ObservationID, same bool) error {
	na, nb := j.byID[a], j.byID[b]
	if na == nil || nb == nil || na == nb {
		return fmt.Errorf("join or split %s and %s: both must be different observations on record", a, b)
	}
	if same && na.obs.Exercise != nb.obs.Exercise {
		return fmt.Errorf("join %s and %s: one is an exercise", a, b)
	}
	if same {
		return j.checkJoin(na, nb)
	}
	drop := func(n *node, visit func(*node)) {
		for _, m := range n.joined {
			if n != na || m != nb {
				visit(m)
			}
		}
	}
	if slices.Contains(reach([]*node{na}, drop), nb) {
		return fmt.Errorf("split %s and %s: they are joined through others: split those first", a, b)
	}
	return nil
}

func (j *Joiner) checkJoin(a, b *node) error {
	for _, x := range decidedWith(a) {
		for _, y := range decidedWith(b) {
			same, decided := j.decided[pairOf(x, y)]
			if decided && !same && (x != a || y != b) {
				return fmt.Errorf("join %s and %s: it would join %s and %s, which were split", a.obs.ID, b.obs.ID, x.obs.ID, y.obs.ID)
			}
		}
	}
	return nil
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

// PossibleSames returns the incidents that may be the same event as one, in order of their first members: some
// pair of their observations may be, nothing decides it, and no analyst has split that pair.
func (j *Joiner) PossibleSames(id canon.IncidentID) []canon.IncidentID {
	inc := j.byInc[id]
	if inc == nil {
		return nil
	}
	var others []*node
	for _, m := range inc.Members {
		n := j.byID[m.ID]
		for _, l := range n.links {
			if same, decided := j.decided[pairOf(n, l.to)]; l.to.incident != inc && (same || !decided) {
				others = append(others, j.byID[l.to.incident.Members[0].ID])
			}
		}
	}
	slices.SortFunc(others, byIndex)
	var out []canon.IncidentID
	for _, n := range slices.Compact(others) {
		out = append(out, n.incident.ID)
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

// connect scores the candidates of a new node, links those that may be the same event, and makes it a candidate.
func (j *Joiner) connect(n *node) {
	j.index.candidates(n, func(c *node) {
		if c.tried > n.index {
			return
		}
		c.tried = n.index + 1
		if !n.extent.meets(&c.extent) || n.obs.Level == report.Coded && c.obs.Level == report.Coded && n.obs.Report != c.obs.Report {
			return
		}
		if t := compare(n.obs, c.obs); !t.veto && t.score >= possibleAt {
			n.links = append(n.links, link{c, t})
			c.links = append(c.links, link{n, t})
		}
	})
	j.index.enter(n)
}

// admit puts a new node into the group that its links make and returns the nodes to cluster again. A group that
// is too large already grows without looking at it again.
func (j *Joiner) admit(n *node) []*node {
	n.group = &group{nodes: []*node{n}}
	touched := []*node{n}
	n.strong(func(other *node) {
		a, b := n.group, other.group
		if a == b {
			return
		}
		if len(a.nodes) < len(b.nodes) {
			a, b = b, a
		}
		if whole := len(a.nodes) + len(b.nodes); whole > maxTogether {
			for _, g := range []*group{a, b} {
				if len(g.nodes) <= maxTogether {
					touched = append(touched, g.nodes...)
				}
			}
		}
		a.nodes = append(a.nodes, b.nodes...)
		for _, m := range b.nodes {
			m.group = a
		}
	})
	if len(n.group.nodes) <= maxTogether {
		return n.group.nodes
	}
	return touched
}

// strong visits the nodes that n is linked to by enough evidence for a join, or by a decision.
func (n *node) strong(visit func(*node)) {
	for _, l := range n.links {
		if l.score.score >= joinAt {
			visit(l.to)
		}
	}
	for _, m := range n.joined {
		visit(m)
	}
}

// regroup makes the groups of the nodes of whole groups anew and returns those nodes.
func (j *Joiner) regroup(nodes []*node) []*node {
	done := map[*node]bool{}
	for _, n := range nodes {
		if done[n] {
			continue
		}
		g := &group{nodes: reach([]*node{n}, (*node).strong)}
		for _, m := range g.nodes {
			m.group, done[m] = g, true
		}
	}
	return nodes
}

// reach returns the nodes that steps lead to from the first, and the first, in order of recording.
func reach(from []*node, steps func(n *node, visit func(*node))) []*node {
	in := map[*node]bool{from[0]: true}
	for i := 0; i < len(from); i++ {
		steps(from[i], func(m *node) {
			if !in[m] {
				in[m] = true
				from = append(from, m)
			}
		})
	}
	slices.SortFunc(from, byIndex)
	return from
}

func byIndex(a, b *node) int { return cmp.Compare(a.index, b.index) }
