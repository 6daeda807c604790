// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"cmp"
	"slices"

	"truce/canon"
	"truce/incident"
)

// spoken is what people put on record of incidents, by the incident that they named. An incident is named after the
// observation that leads it, so what was said of it is said of whatever incident holds that observation now: nothing
// is lost where incidents are joined, and nothing counts twice where one is split.
type spoken[T any] map[canon.IncidentID][]given[T]

// given is one of these, with its place in the order of recording over all incidents.
type given[T any] struct {
	order int
	what  T
}

// opinion is an opinion on the finding under a term, by its place in Docket.terms.
type opinion struct {
	Opinion
	term     int
	entitled bool
}

// put keeps what was said of an incident; order is above that of everything before.
func (s spoken[T]) put(id canon.IncidentID, order int, what T) {
	s[id] = append(s[id], given[T]{order, what})
}

// of returns what was said of any of some incidents, in order of recording.
func (s spoken[T]) of(ids []canon.IncidentID) []T {
	var list []given[T]
	if len(s) == 0 {
		return nil
	}
	for _, id := range ids {
		list = append(list, s[id]...)
	}
	slices.SortFunc(list, func(a, b given[T]) int { return cmp.Compare(a.order, b.order) })
	var out []T
	for _, g := range list {
		out = append(out, g.what)
	}
	return out
}

// names returns the IDs of the incidents that the members of one lead, or led before they were joined.
func names(inc *incident.Incident) []canon.IncidentID {
	out := make([]canon.IncidentID, len(inc.MemberIDs))
	for i, id := range inc.MemberIDs {
		out[i] = incident.Named(id)
	}
	return out
}

// turn counts what people put on record.
func (d *Docket) turn() int {
	d.said++
	return d.said
}

// lookAgain reviews a case of which people have said something and those that look back on it. Where its incident is
// part of another now, that is reviewed as well.
func (d *Docket) lookAgain(h *hearing, cause Cause) []Change {
	cases := []*hearing{h}
	for i := 0; h.into != "" && i < len(d.listed); i++ {
		if other := d.listed[i]; other.into == "" && slices.Contains(other.named, h.incident.ID) {
			cases = append(cases, other)
		}
	}
	touched := touched{}
	for _, each := range cases {
		each.answers = d.answers.of(each.named)
		touched.add(each)
	}
	return d.review(touched, cause)
}

// opinions returns the opinions on the finding of a case under a term: of whom the text entitles, and of others.
func (d *Docket) opinions(h *hearing, term int) (contested, positions []Opinion) {
	for _, o := range d.filed.of(h.named) {
		switch {
		case o.term != term:
		case o.entitled:
			contested = append(contested, o.Opinion)
		default:
			positions = append(positions, o.Opinion)
		}
	}
	return contested, positions
}
