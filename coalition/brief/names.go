// SPDX-License-Identifier: Apache-2.0

package brief

import (
	"slices"

	"truce/coalition"
	"truce/coalition/sourced"
)

// Names are those whom somebody named in a record as of a view, as a party, a delegation, an owner or otherwise: whoever may be asked
// for a page. Names that stand in the register of the force alone are not among them: it is restricted.
func Names(s *coalition.State, v sourced.View) []sourced.Name {
	all := append(bound(s, v), stand(s, v)...)
	for _, l := range s.Meetings().Log(v) {
		switch r := l.Is; {
		case r.Delegation != nil:
			all = append(all, r.Delegation.Who)
		case r.Person != nil:
			all = append(all, r.Person.Who)
		case r.Readout != nil:
			all = append(all, r.Readout.Side)
		case r.Conclusion != nil:
			all = append(all, r.Conclusion.AgreedBy...)
		case r.Action != nil:
			all = append(all, r.Action.Owner)
		}
	}
	for _, e := range s.Statements().Facts(v.AsOf) {
		all = append(all, e.Fact.For)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(n sourced.Name) bool { return n == "" })
}

// IsNamed tells whether a record names a state anywhere: what was said of it, its own pledges and its admission to the register of the
// force among that.
func IsNamed(s *coalition.State, state sourced.Name, v sourced.View) bool {
	v = v.For(state)
	return slices.Contains(Names(s, v), state) || len(s.Statements().About(state, v.AsOf)) > 0 || s.Force().MayRead(v) || len(s.Force().OwnPledges(v)) > 0
}

func bound(s *coalition.State, v sourced.View) (all []sourced.Name) {
	for _, l := range s.Undertakings().Log(v) {
		switch r := l.Is; {
		case r.Instrument != nil:
			all = append(all, r.Instrument.Parties...)
		case r.Component != nil:
			all = append(all, r.Component.Addressee)
		case r.Stipulation != nil:
			all = append(all, r.Stipulation.State)
		case r.Position != nil:
			all = append(all, r.Position.State)
		case r.Step != nil:
			all = append(all, r.Step.State)
		case r.Relation != nil:
			all = append(all, r.Relation.State)
		case r.Role != nil:
			all = append(all, r.Role.Who)
		case r.Share != nil:
			all = append(all, r.Share.With)
		}
	}
	return all
}

func stand(s *coalition.State, v sourced.View) (all []sourced.Name) {
	for _, l := range s.Readiness().Log(v) {
		switch r := l.Is; {
		case r.Text != nil:
			all = append(all, r.Text.Parties...)
		case r.Cell != nil:
			all = append(all, r.Cell.Party, r.Cell.AssertedBy)
		case r.RedLine != nil:
			all = append(all, r.RedLine.Party)
		case r.Contact != nil:
			all = append(all, r.Contact.With, r.Contact.By)
		}
	}
	return all
}
