// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"slices"

	"truce/canon"
	"truce/observation"
)

// settle clusters the parts of the touched nodes again and replaces the incidents. Nodes that grew by a copy are
// described anew; no cluster changes by that.
func (j *Joiner) settle(touched, grown []*node) []Change {
	var clusters [][]*node
	done := map[*group]bool{}
	again := map[*Incident]bool{}
	for _, n := range touched {
		part := n.part()
		if done[part] {
			continue
		}
		done[part] = true
		nodes := once(part.nodes)
		clusters = append(clusters, j.cluster(nodes, len(n.groups)-1)...)
		for _, m := range nodes {
			again[m.incident] = true
		}
	}
	for _, n := range grown {
		if !done[n.part()] && !again[n.incident] {
			again[n.incident] = true
			clusters = append(clusters, j.nodesOf(n.incident))
		}
	}
	changes := j.replace(clusters)
	slices.SortStableFunc(changes, func(a, b Change) int { return j.first(a) - j.first(b) })
	return changes
}

// first is when the member was recorded that an incident of a change is named after.
func (j *Joiner) first(c Change) int {
	inc := c.Incident
	if inc == nil {
		inc = c.Was
	}
	return j.byID[inc.Members[0].ID].index
}

// replace makes the incidents of clusters, keeping the ID and counting up the version of each incident whose first
// member still leads a cluster. The incidents that the clusters' members were in have no others.
func (j *Joiner) replace(clusters [][]*node) []Change {
	before := map[canon.IncidentID]*Incident{}
	var order []canon.IncidentID
	for _, members := range clusters {
		for _, n := range members {
			if n.incident != nil && before[n.incident.ID] == nil {
				before[n.incident.ID] = n.incident
				order = append(order, n.incident.ID)
			}
		}
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
	for _, n := range j.nodesOf(was) {
		if into := n.incident.ID; !slices.Contains(change.Into, into) {
			change.Into = append(change.Into, into)
		}
	}
	delete(j.byInc, was.ID)
	return change
}

// describe makes the incident of accounts, which are in order of recording, with its reasons and in its first version.
func (j *Joiner) describe(accounts []*node) *Incident {
	var members []*held
	for i, n := range accounts {
		n.spot = i
		members = append(members, n.copies...)
	}
	slices.SortFunc(members, func(a, b *held) int { return a.index - b.index })
	observations := make([]*observation.Observation, len(members))
	for i, h := range members {
		observations[i] = h.obs
	}
	inc := newIncident(observations)
	pairs := 0 // twice the most that there can be
	for _, n := range accounts {
		pairs += min(len(n.links), len(accounts)-1)
	}
	inc.Joins = slices.Grow(inc.Joins, pairs/2+len(members)-len(accounts))
	for i, n := range accounts {
		begin := len(inc.Joins)
		add := func(b *held, t tally) {
			inc.Joins = append(inc.Joins, Join{A: n.obs().ID, B: b.obs.ID, Score: t.score, Reasons: t.reasons, at: b.index})
		}
		for _, c := range n.copies[1:] {
			add(c, n.twin)
		}
		for _, l := range n.links {
			if k, ok := l.to.among(accounts); ok && k > i {
				add(l.to.copies[0], l.score)
			}
		}
		for _, m := range n.joined {
			if k, ok := m.among(accounts); ok && k > i {
				inc.Joins = withDecision(inc.Joins, begin, Join{A: n.obs().ID, B: m.obs().ID, at: m.copies[0].index})
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
