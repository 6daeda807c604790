// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"fmt"
	"slices"

	"truce/canon"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// Joiner holds the observations recorded so far and the incidents they make. What it joins depends on the set
// of observations and of analysts' decisions, not on the order in which the observations came (ADR 14), nor on what
// has expired; only IDs and versions do. Its zero value is not usable; it is not safe for concurrent use.
type Joiner struct {
	held    []held // in order of recording
	byID    map[canon.ObservationID]int32
	reports map[canon.ReportID]int32 // one more than the place of the last of each report
	slabs   [][]node
	made    int32 // how many accounts were made
	index   *index
	decided map[[2]int32]bool          // by pairOf
	byInc   map[canon.IncidentID]*node // the account of the first member
	anew    map[[2]int32]bool          // pairs that were scored again: what was said of them is not what is said now

	// found, near and looks serve look-ups, rounds, table and members the settling; drawings are the nodes whose ground is kept drawn.
	found    []int32
	near     []*node
	looks    int32
	rounds   int32
	table    table
	members  []int32
	drawings []*node
	oldest   int

	weights func(a, b *observation.Observation) *Table
	stirred []*node // those of which other accounts say something else than before, until they are settled
}

// NewJoiner returns a joiner without observations.
func NewJoiner() *Joiner {
	return NewWeighed(func(_, _ *observation.Observation) *Table { return &Shipped })
}

// NewWeighed returns a joiner without observations that takes the weights for each pair from a function, which has to be
// symmetric and without state. It is there for measuring weights that were fitted without the pair.
func NewWeighed(weights func(a, b *observation.Observation) *Table) *Joiner {
	return &Joiner{
		byID: map[canon.ObservationID]int32{}, reports: map[canon.ReportID]int32{}, index: newIndex(),
		decided: map[[2]int32]bool{}, byInc: map[canon.IncidentID]*node{}, anew: map[[2]int32]bool{}, weights: weights,
	}
}

// Expire lets go of what ended before an instant: it is kept in less memory, and only what is as old is compared with it.
// No outcome depends on it, whether and when it is called: what comes late finds what is old as if nothing had expired.
func (j *Joiner) Expire(before when.Instant) { j.index.expire(before) }

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
		if o.Level == report.Aggregate {
			continue
		}
		if _, ok := j.byID[o.ID]; ok {
			continue
		}
		switch n, fresh := j.hold(o); {
		case fresh:
			touched = j.admitNew(append(touched, n), n)
		case j.linkAgain(n, int32(len(j.held)-1)):
			touched = append(touched, j.regroup(once(j.groupsAround(slices.Clone(n.groupAt(0).nodes), n, n)))...)
			grown = append(grown, n)
		default:
			grown = append(grown, n)
		}
	}
	return j.settle(j.withCrowd(touched), grown)
}

// Decide records an analyst's decision that two observations are, or are not, of one event, and returns what
// changed. The last decision on a pair stands. Its error names an observation that is not on record, an exercise
// joined to an event, or a decision that the others contradict.
func (j *Joiner) Decide(a, b canon.ObservationID, same bool) ([]Change, error) {
	if err := j.CheckDecision(a, b, same); err != nil {
		return nil, err
	}
	ha, hb := j.byID[a], j.byID[b]
	nodes := slices.Concat(j.alone(ha), j.alone(hb))
	na, nb := j.node(j.held[ha].account), j.node(j.held[hb].account)
	j.decided[pairOf(na, nb)] = same
	na.ruled.joined, na.ruled.split = besides(na.joined(), nb), besides(na.split(), nb)
	nb.ruled.joined, nb.ruled.split = besides(nb.joined(), na), besides(nb.split(), na)
	if same {
		na.ruled.joined, nb.ruled.joined = append(na.ruled.joined, nb), append(nb.ruled.joined, na)
	} else {
		na.ruled.split, nb.ruled.split = append(na.ruled.split, nb), append(nb.ruled.split, na)
	}
	return j.settle(j.withCrowd(j.regroup(once(nodes))), nil), nil
}

// once returns the nodes in order of recording, each once.
func once(nodes []*node) []*node {
	nodes = slices.Clone(nodes)
	slices.SortFunc(nodes, byFirst)
	return slices.Compact(nodes)
}

func besides(list []*node, one *node) []*node {
	return slices.DeleteFunc(list, func(other *node) bool { return other == one })
}

// CheckDecision returns the error that Decide would return, and changes nothing.
func (j *Joiner) CheckDecision(a, b canon.ObservationID, same bool) error {
	ha, okA := j.byID[a]
	hb, okB := j.byID[b]
	if !okA || !okB || ha == hb {
		return fmt.Errorf("join or split %s and %s: both must be different observations on record", a, b)
	}
	if same && j.held[ha].obs.Exercise != j.held[hb].obs.Exercise {
		return fmt.Errorf("join %s and %s: one is an exercise", a, b)
	}
	na, nb := j.node(j.held[ha].account), j.node(j.held[hb].account)
	if na == nb {
		return nil // copies, on which nobody has decided yet
	}
	if same {
		return j.checkJoin(na, nb)
	}
	drop := func(n *node, visit func(*node)) {
		for _, m := range n.joined() {
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
func (j *Joiner) Get(id canon.IncidentID) *Incident {
	if n := j.byInc[id]; n != nil {
		return n.incident
	}
	return nil
}

// Of returns the incident that holds an observation, or nil.
func (j *Joiner) Of(id canon.ObservationID) *Incident {
	if at, ok := j.byID[id]; ok {
		return j.node(j.held[at].account).incident
	}
	return nil
}

// All returns the current incidents in order of their first members.
func (j *Joiner) All() []*Incident {
	var out []*Incident
	for _, h := range j.held {
		if inc := j.node(h.account).incident; inc != nil && inc.Members[0] == h.obs {
			out = append(out, inc)
		}
	}
	return out
}

// PossibleSames returns the incidents that may be the same event as one, in order of their first members: some
// pair of their observations may be, nothing decides it, and no analyst has split that pair.
func (j *Joiner) PossibleSames(id canon.IncidentID) []canon.IncidentID {
	inc := j.Get(id)
	if inc == nil {
		return nil
	}
	var others []*node
	for _, n := range j.nodesOf(inc) {
		for _, l := range n.links {
			c := j.node(l.to)
			same, decided := j.decided[pairOf(n, c)]
			if c.incident != inc && (same || !decided && j.scoreOf(n, l) >= possibleAt) {
				others = append(others, j.byInc[c.incident.ID])
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
		nodes[i] = j.node(j.held[j.byID[m.ID]].account)
	}
	return once(nodes)
}

// pairOf names a pair of nodes, so that each has one name.
func pairOf(a, b *node) [2]int32 { return [2]int32{min(a.number, b.number), max(a.number, b.number)} }
