// SPDX-License-Identifier: Apache-2.0

package meeting

import "slices"

// Stage is how far somebody's part in a meeting is on record. One stage does not follow from another.
type Stage string

// The stages.
const (
	Invited   Stage = "invited"
	Expected  Stage = "expected"
	Confirmed Stage = "confirmed"
	Present   Stage = "present"
	Declined  Stage = "declined"
	Absent    Stage = "absent"
)

// Stages returns the closed list.
func Stages() []Stage { return []Stage{Invited, Expected, Confirmed, Present, Declined, Absent} }

// Mode is how somebody takes part.
type Mode string

// The modes.
const (
	InPerson    Mode = "in-person"
	ByVideo     Mode = "by-video"
	UnknownMode Mode = "unknown"
)

// Modes returns the closed list.
func Modes() []Mode { return []Mode{InPerson, ByVideo, UnknownMode} }

// Whose says for what a delegation stands.
type Whose string

// What may send a delegation.
const (
	OfState        Whose = "state"
	OfOrganisation Whose = "organisation"
	OfPerson       Whose = "person"
)

// Whoses returns the closed list.
func Whoses() []Whose { return []Whose{OfState, OfOrganisation, OfPerson} }

// Rank is the office of a person, not the importance.
type Rank string

// The ranks. A head of state is no head of government unless one person is both.
const (
	HeadOfState      Rank = "head-of-state"
	HeadOfGovernment Rank = "head-of-government"
	HeadOfBoth       Rank = "head-of-state-and-government"
	HeadOfOrg        Rank = "head-of-organisation"
	Minister         Rank = "minister"
	Envoy            Rank = "envoy"
	Adviser          Rank = "adviser"
	Official         Rank = "official"
	OtherRank        Rank = "other"
	UnknownRank      Rank = "unknown"
)

// Ranks returns the closed list.
func Ranks() []Rank {
	return []Rank{
		HeadOfState, HeadOfGovernment, HeadOfBoth, HeadOfOrg, Minister, Envoy, Adviser, Official, OtherRank, UnknownRank,
	}
}

// What is what a quoted number counts.
type What string

// What may be counted.
const (
	States        What = "states"
	Organisations What = "organisations"
	Persons       What = "persons"
	Heads         What = "heads-of-state"
	Governments   What = "heads-of-government"
	HeadsOfEither What = "heads-of-state-or-government"
	OnVideo       What = "by-video"
)

// Whats returns the closed list.
func Whats() []What {
	return []What{States, Organisations, Persons, Heads, Governments, HeadsOfEither, OnVideo}
}

// counts tells whether a rank is one of those that a number of heads counts.
func (w What) counts(r Rank) bool {
	switch w {
	case Heads:
		return r == HeadOfState || r == HeadOfBoth
	case Governments:
		return r == HeadOfGovernment || r == HeadOfBoth
	case HeadsOfEither:
		return slices.Contains([]Rank{HeadOfState, HeadOfGovernment, HeadOfBoth}, r)
	}
	return false
}

// Accord says whose words a conclusion is.
type Accord string

// The kinds of a conclusion. A chair's summary binds nobody to having agreed with it.
const (
	Agreed       Accord = "agreed"
	ChairSummary Accord = "chair-summary"
	DraftText    Accord = "draft"
)

// Accords returns the closed list.
func Accords() []Accord { return []Accord{Agreed, ChairSummary, DraftText} }

// Choice is how a decision stands.
type Choice string

// How a decision may stand.
const (
	Open         Choice = "open"
	Finalising   Choice = "being-finalised"
	Decided      Choice = "agreed"
	Deferred     Choice = "deferred"
	Refused      Choice = "refused"
	Dropped      Choice = "withdrawn"
	UnknownState Choice = "unknown"
)

// Choices returns the closed list.
func Choices() []Choice {
	return []Choice{Open, Finalising, Decided, Deferred, Refused, Dropped, UnknownState}
}

// Progress is how far an action item is.
type Progress string

// How far an action item may be. That it is overdue is reckoned, never recorded.
const (
	ToDo     Progress = "open"
	UnderWay Progress = "under-way"
	Done     Progress = "done"
	GivenUp  Progress = "dropped"
)

// Progresses returns the closed list.
func Progresses() []Progress { return []Progress{ToDo, UnderWay, Done, GivenUp} }

// Verdict sets a quoted number beside the record. There is no word for confirmed: the record holds what was said.
type Verdict string

// The verdicts on a quoted number.
const (
	Consistent    Verdict = "consistent with"
	NotConsistent Verdict = "not consistent with"
	CannotTell    Verdict = "could not tell"
)

// Verdicts returns the closed list.
func Verdicts() []Verdict { return []Verdict{Consistent, NotConsistent, CannotTell} }
