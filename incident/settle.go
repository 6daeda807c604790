// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"slices"

	"truce/canon"
	"truce/observation"
)

// settle clusters again what the touched nodes are grouped with, and replaces the incidents.
func (j *Joiner) settle(touched []*node) []Change {
	var changes []Change
	slices.SortFunc(touched, byIndex)
	done := make(map[*node]bool, len(touched))
	for _, n := range slices.Compact(touched) {
		if done[n] {
			continue
		}
		again := n.group.nodes
		if len(again) > maxTogether {
			again = decidedWith(n)
			if n.incident != nil {
				again = append(again, j.membersOf(n.incident)...)
			}
		}
		again = slices.Clone(again)
		slices.SortFunc(again, byIndex)
		again = slices.Compact(again)
		for _, m := range again {
			done[m] = true
		}
		changes = append(changes, j.replace(again, len(n.group.nodes) > maxTogether)...)
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return byIndex(j.first(a), j.first(b)) })
	return changes
}

// first is the node that an incident of a change is named after.
func (j *Joiner) first(c Change) *node {
	inc := c.Incident
	if inc == nil {
		inc = c.Was
	}
	return j.byID[inc.Members[0].ID]
}

func (j *Joiner) membersOf(inc *Incident) []*node {
	nodes := make([]*node, len(inc.Members))
	for i, m := range inc.Members {
		nodes[i] = j.byID[m.ID]
	}
	return nodes
}

// replace makes the incidents of the clusters of some nodes, keeping the ID and counting up the version of each
// incident whose first member still leads a cluster.
func (j *Joiner) replace(nodes []*node, tooMany bool) []Change {
	before := map[canon.IncidentID]*Incident{}
	var order []canon.IncidentID
	for _, n := range nodes {
		if n.incident != nil && before[n.incident.ID] == nil {
			before[n.incident.ID] = n.incident
			order = append(order, n.incident.ID)
		}
	}
	var clusters [][]*node
	if tooMany {
		clusters = j.decidedOnly(nodes)
	} else {
		clusters = j.cluster(nodes)
	}
	var out []Change
	kept := map[canon.IncidentID]bool{}
	for _, members := range clusters {
		inc := j.describe(members)
		was := before[inc.ID]
		kept[inc.ID] = true
		if was != nil && was.says(inc) {
			inc = was
		} else {
			if was != nil {
				inc.Version = was.Version + 1
			}
			out = append(out, Change{Incident: inc, Was: was})
		}
		j.byInc[inc.ID] = inc
		for _, n := range members {
			n.incident = inc
		}
	}
	for _, id := range order {
		if !kept[id] {
			out = append(out, j.gone(before[id]))
		}
	}
	return out
}

// gone is the change of an incident whose first member now belongs to another.
func (j *Joiner) gone(was *Incident) Change {
	change := Change{Was: was}
	for _, n := range j.membersOf(was) {
		if into := n.incident.ID; !slices.Contains(change.Into, into) {
			change.Into = append(change.Into, into)
		}
	}
	delete(j.byInc, was.ID)
	return change
}

// describe makes the incident of the members, with its reasons and in its first version.
func (j *Joiner) describe(members []*node) *Incident {
	observations := make([]*observation.Observation, len(members))
	for i, n := range members {
		observations[i], n.spot = n.obs, i
	}
	inc := newIncident(observations)
	for i, a := range members {
		begin := len(inc.Joins)
		for _, l := range a.links {
			if k := l.to.spot; k > i && k < len(members) && members[k] == l.to {
				inc.Joins = append(inc.Joins, Join{A: a.obs.ID, B: l.to.obs.ID, Score: l.score.score, Reasons: l.score.reasons, at: k})
			}
		}
		for _, b := range a.joined {
			if b.spot > i && members[b.spot] == b {
				inc.Joins = withDecision(inc.Joins, begin, Join{A: a.obs.ID, B: b.obs.ID, at: b.spot})
			}
		}
		slices.SortFunc(inc.Joins[begin:], func(x, y Join) int { return x.at - y.at })
	}
	return inc
}

// withDecision adds an analyst's join to the reasons of its pair, which stand from begin on.
func withDecision(joins []Join, begin int, pair Join) []Join {
	reason := Reason{Name: "joined by an analyst"}
	for i := begin; i < len(joins); i++ {
		if joins[i].B == pair.B {
			joins[i].Reasons = append(slices.Clone(joins[i].Reasons), reason)
			return joins
		}
	}
	pair.Reasons = []Reason{reason}
	return append(joins, pair)
}

// says tells whether another version would say the same: all else follows from the members and the reasons.
func (inc *Incident) says(other *Incident) bool {
	return slices.Equal(inc.MemberIDs, other.MemberIDs) &&
		slices.EqualFunc(inc.Joins, other.Joins, func(a, b Join) bool {
			return a.A == b.A && a.B == b.B && slices.Equal(a.Reasons, b.Reasons)
		})
}
