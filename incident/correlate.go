// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"fmt"
	"slices"

	"truce/canon"
	"truce/observation"
	"truce/report"
)

// Joiner holds the observations recorded so far and the incidents they make. What it joins depends on the set
// of observations and of analysts' decisions, not on the order in which the observations came (ADR 14); only IDs
// and versions do.
type Joiner struct {
	held    []*held // in order of recording
	byID    map[canon.ObservationID]*held
	made    int               // how many accounts were made
	copies  map[copyKey]*node // accounts that may have copies
	index   *index
	decided map[[2]canon.ObservationID]bool
	byInc   map[canon.IncidentID]*Incident
}

// NewJoiner returns a joiner without observations.
func NewJoiner() *Joiner {
	return &Joiner{
		byID: map[canon.ObservationID]*held{}, copies: map[copyKey]*node{}, index: newIndex(),
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
	var touched, grown []*node
	for _, o := range observations {
		if o.Level == report.Aggregate || j.byID[o.ID] != nil {
			continue
		}
		if n, fresh := j.hold(o); fresh {
			touched = append(touched, admit([]*node{n}, 0)...)
		} else {
			grown = append(grown, n)
		}
	}
	return j.settle(touched, grown)
}

// Decide records an analyst's decision that two observations are, or are not, of one event, and returns what
// changed. The last decision on a pair stands. Its error names an observation that is not on record, an exercise
// joined to an event, or a decision that the others contradict.
func (j *Joiner) Decide(a, b canon.ObservationID, same bool) ([]Change, error) {
	if err := j.CheckDecision(a, b, same); err != nil {
		return nil, err
	}
	ha, hb := j.byID[a], j.byID[b]
	j.decided[pairOf(ha, hb)] = same
	nodes := slices.Concat(j.alone(ha), j.alone(hb))
	na, nb := ha.node, hb.node
	na.joined, na.split = without(na.joined, nb), without(na.split, nb)
	nb.joined, nb.split = without(nb.joined, na), without(nb.split, na)
	if same {
		na.joined, nb.joined = append(na.joined, nb), append(nb.joined, na)
	} else {
		na.split, nb.split = append(na.split, nb), append(nb.split, na)
	}
	return j.settle(regroup(once(nodes)), nil), nil
}

// once returns the nodes in order of recording, each once.
func once(nodes []*node) []*node {
	nodes = slices.Clone(nodes)
	slices.SortFunc(nodes, byIndex)
	return slices.Compact(nodes)
}

func without[T comparable](list []T, one T) []T {
	return slices.DeleteFunc(list, func(other T) bool { return other == one })
}

// CheckDecision returns the error that Decide would return, and changes nothing.
func (j *Joiner) CheckDecision(a, b canon.ObservationID, same bool) error {
	ha, hb := j.byID[a], j.byID[b]
	if ha == nil || hb == nil || ha == hb {
		return fmt.Errorf("join or split %s and %s: both must be different observations on record", a, b)
	}
	if same && ha.obs.Exercise != hb.obs.Exercise {
		return fmt.Errorf("join %s and %s: one is an exercise", a, b)
	}
	na, nb := ha.node, hb.node
	if na == nb {
		return nil // copies, on which nobody has decided yet
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
			same, decided := j.decided[pairOf(x.copies[0], y.copies[0])]
			if decided && !same && (x != a || y != b) {
				return fmt.Errorf("join %s and %s: it would join %s and %s, which were split", a.obs().ID, b.obs().ID, x.obs().ID, y.obs().ID)
			}
		}
	}
	return nil
}

// Get returns the current version of an incident, or nil if there is none.
func (j *Joiner) Get(id canon.IncidentID) *Incident { return j.byInc[id] }

// Of returns the incident that holds an observation, or nil.
func (j *Joiner) Of(id canon.ObservationID) *Incident {
	if h := j.byID[id]; h != nil {
		return h.node.incident
	}
	return nil
}

// All returns the current incidents in order of their first members.
func (j *Joiner) All() []*Incident {
	var out []*Incident
	for _, h := range j.held {
		if inc := h.node.incident; inc != nil && inc.Members[0] == h.obs {
			out = append(out, inc)
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
	for _, n := range j.nodesOf(inc) {
		for _, l := range n.links {
			if same, decided := j.decided[pairOf(n.copies[0], l.to.copies[0])]; l.to.incident != inc && (same || !decided) {
				others = append(others, j.byID[l.to.incident.Members[0].ID].node)
			}
		}
	}
	var out []canon.IncidentID
	for _, n := range once(others) {
		out = append(out, n.incident.ID)
	}
	return out
}

// nodesOf returns the accounts of an incident in order of recording.
func (j *Joiner) nodesOf(inc *Incident) []*node {
	nodes := make([]*node, len(inc.Members))
	for i, m := range inc.Members {
		nodes[i] = j.byID[m.ID].node
	}
	return once(nodes)
}

// pairOf names a pair by the order of recording, so that each pair has one name.
func pairOf(a, b *held) [2]canon.ObservationID {
	if a.index > b.index {
		a, b = b, a
	}
	return [2]canon.ObservationID{a.obs.ID, b.obs.ID}
}

// connect scores the candidates of a new node, links those that may be the same event, and makes it a candidate.
func (j *Joiner) connect(n *node) {
	a := n.obs()
	j.index.candidates(n, func(c *node) {
		if c.tried > n.number {
			return
		}
		c.tried = n.number + 1
		b := c.obs()
		if !n.says.extent.meets(&c.says.extent) || a.Level == report.Coded && b.Level == report.Coded && a.Report != b.Report {
			return
		}
		if t := explain(n.says, c.says); !t.veto && t.score >= possibleAt {
			n.links = append(n.links, link{c, t})
			c.links = append(c.links, link{n, t})
		}
	})
	j.index.enter(n)
}
