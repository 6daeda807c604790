// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"cmp"
	"slices"

	"truce/canon"
	"truce/observation"
	"truce/place"
)

// settle clusters the parts of the touched nodes again and replaces the incidents. Nodes that grew by a copy are
// described anew; no cluster changes by that.
func (j *Joiner) settle(touched, grown []*node) []Change {
	j.rounds++
	clusters := make([][]*node, 0, len(touched)+len(grown))
	for i, n := range touched {
		switch {
		case n.settled == j.rounds:
		case n.isByItself():
			n.settled = j.rounds
			clusters = append(clusters, touched[i:i+1:i+1])
		default:
			nodes := once(n.part().nodes)
			clusters = append(clusters, j.cluster(nodes, len(n.groups)-1)...)
			j.settled(nodes)
		}
	}
	for _, n := range grown {
		if n.settled != j.rounds {
			nodes := j.nodesOf(n.incident)
			clusters = append(clusters, nodes)
			j.settled(nodes)
		}
	}
	changes := j.replace(clusters)
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(a.first(), b.first()) })
	clear(j.anew)
	return changes
}

func (j *Joiner) settled(nodes []*node) {
	for _, n := range nodes {
		n.settled = j.rounds
	}
}

// first is when the member was recorded that an incident of a change is named after.
func (c *Change) first() int32 {
	if c.Incident == nil {
		return c.Was.first
	}
	return c.Incident.first
}

// replace makes the incidents of clusters, keeping the ID and counting up the version of each incident whose first
// member still leads a cluster. The incidents that the clusters' members were in have no others.
func (j *Joiner) replace(clusters [][]*node) []Change {
	out := make([]Change, 0, len(clusters))
	var before []*Incident // of the members, as they are come upon
	seen := map[*Incident]bool{}
	for _, members := range clusters {
		for _, n := range members {
			if n.incident != nil && !seen[n.incident] {
				seen[n.incident] = true
				before = append(before, n.incident)
			}
		}
	}
	kept := map[*Incident]bool{}
	for _, members := range clusters {
		was := members[0].incident
		if was != nil && was.first != members[0].first {
			was = nil
		}
		if was != nil {
			kept[was] = true
			if j.isAsBefore(was, members) {
				continue
			}
		}
		inc := j.describe(members)
		if was != nil && was.says(inc) {
			inc = was
		} else {
			if was != nil {
				inc.Version = was.Version + 1
			}
			out = append(out, Change{Incident: inc, Was: was})
		}
		j.byInc[inc.ID] = members[0]
		for _, n := range members {
			if n.incident = inc; n.tidings != nil {
				n.stirred = false
			}
		}
	}
	for _, was := range before {
		if !kept[was] {
			out = append(out, j.gone(was))
		}
	}
	return out
}

// isAsBefore tells, where it is quick to tell, that an incident has the members and the reasons it had: its accounts have
// not been scored again, others say the same of them, and no analyst has ever decided on one of them.
func (j *Joiner) isAsBefore(was *Incident, accounts []*node) bool {
	if len(j.anew) > 0 {
		return false
	}
	for _, n := range accounts {
		if n.incident != was || n.ruled != nil || n.tidings != nil && n.stirred {
			return false
		}
	}
	members := j.membersOf(accounts)
	if len(members) != len(was.Members) {
		return false
	}
	for i, at := range members {
		if j.held[at].obs != was.Members[i] {
			return false
		}
	}
	return true
}

// membersOf returns the places of the members of accounts in order of recording, until the next call.
func (j *Joiner) membersOf(accounts []*node) []int32 {
	j.members = j.members[:0]
	for _, n := range accounts {
		j.members = append(append(j.members, n.first), n.more...)
	}
	slices.Sort(j.members)
	return j.members
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
	if lead := accounts[0]; len(accounts) == 1 && len(lead.more) == 0 {
		return single(j.named(lead), lead)
	}
	for i, n := range accounts {
		n.spot = int32(i)
	}
	members := j.membersOf(accounts)
	observations := make([]*observation.Observation, len(members))
	for i, at := range members {
		observations[i] = j.held[at].obs
	}
	inc := newIncident(j.named(accounts[0]), observations, regionOf(accounts))
	inc.first = members[0]
	pairs := 0 // twice the most that there can be
	for _, n := range accounts {
		pairs += min(len(n.links), len(accounts)-1)
	}
	inc.Joins = slices.Grow(inc.Joins, pairs/2+len(members)-len(accounts))
	for i, n := range accounts {
		j.describeJoins(inc, accounts, i, n)
	}
	return inc
}

// regionOf is eventRegion of the members of accounts, which have been measured already.
func regionOf(accounts []*node) place.Region {
	best := accounts[0]
	for _, n := range accounts[1:] {
		a, b := &best.obs.Sighting.Where, &n.obs.Sighting.Where
		if best.extent.ground && n.extent.ground && !a.IsDrawnAs(b) {
			if best.ground.IsLarger(&n.ground) || !n.ground.IsLarger(&best.ground) && canonically(b, a) < 0 {
				best = n
			}
			continue
		}
		if a.IsUnknown() || narrower(a, b) == b {
			best = n
		}
	}
	if best.obs.Where().IsUnknown() {
		return place.Region{}
	}
	return best.obs.Where()
}

// named returns the ID of the incident that a node leads.
func (j *Joiner) named(lead *node) canon.IncidentID {
	if lead.incident != nil && lead.incident.first == lead.first {
		return lead.incident.ID
	}
	return Named(lead.obs.ID)
}

// single makes the incident of one account of one observation, in one piece of memory.
func single(id canon.IncidentID, n *node) *Incident {
	s := &struct {
		inc     Incident
		members [1]*observation.Observation
		ids     [1]canon.ObservationID
	}{members: [1]*observation.Observation{n.obs}, ids: [1]canon.ObservationID{n.obs.ID}}
	s.inc = Incident{
		ID: id, Version: 1, Members: s.members[:], MemberIDs: s.ids[:], When: n.obs.When(), Exercise: n.obs.Exercise, first: n.first,
	}
	if w := &n.obs.Sighting.Where; !w.IsUnknown() {
		s.inc.Where = *w
	}
	return &s.inc
}

// describeJoins adds the reasons that join the n-th account's copies to it, and the accounts after it.
func (j *Joiner) describeJoins(inc *Incident, accounts []*node, i int, n *node) {
	begin := len(inc.Joins)
	add := func(at int32, t tally) {
		inc.Joins = append(inc.Joins, Join{A: n.obs.ID, B: j.held[at].obs.ID, Score: t.score, Reasons: t.reasons, of: n.first, at: at})
	}
	if len(n.more) > 0 {
		twin := j.known(n, n, n.first, n.more[0])
		if twin.reasons == nil {
			twin, _ = j.twins(&n.prepared, true)
		}
		for _, at := range n.more {
			add(at, twin)
		}
	}
	for _, l := range n.links {
		c := j.node(l.to)
		if k, ok := c.among(accounts); !ok || k <= i {
			continue
		}
		t := j.known(n, c, n.first, c.first)
		if t.reasons == nil {
			a, b := j.views(n, c)
			if l.share >= 0 {
				place.Recall(&a.ground, &b.ground, l.share)
			}
			t = explain(a, b, j.weights(a.obs, b.obs))
			j.drawn(n)
			j.drawn(c)
		}
		add(c.first, t)
	}
	for _, m := range n.joined() {
		if k, ok := m.among(accounts); ok && k > i {
			inc.Joins = withDecision(inc.Joins, begin, Join{A: n.obs.ID, B: m.obs.ID, of: n.first, at: m.first})
		}
	}
	slices.SortFunc(inc.Joins[begin:], func(x, y Join) int { return cmp.Compare(x.at, y.at) })
}

// known returns what the incident that both nodes are in says of the pair that was recorded as of and at; no reasons
// where it says nothing, where that may not be what is said now, or where an analyst has decided on one of the nodes.
func (j *Joiner) known(n, c *node, of, at int32) tally {
	inc := n.incident
	if inc == nil || inc != c.incident || n.tidings != nil && c.tidings != nil || n.ruled != nil || c.ruled != nil || len(j.anew) > 0 && j.anew[pairOf(n, c)] {
		return tally{}
	}
	i, ok := slices.BinarySearchFunc(inc.Joins, Join{of: of, at: at}, Join.compare)
	if !ok {
		return tally{}
	}
	return tally{score: inc.Joins[i].Score, reasons: inc.Joins[i].Reasons}
}

// compare orders joins by when their members were recorded.
func (x Join) compare(y Join) int { return cmp.Or(cmp.Compare(x.of, y.of), cmp.Compare(x.at, y.at)) }

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
