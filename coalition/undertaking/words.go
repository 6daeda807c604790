// SPDX-License-Identifier: Apache-2.0

package undertaking

// Kind is the kind of an instrument. What it is called does not say how strongly it binds: that is said of each component.
type Kind string

// The kinds of an instrument.
const (
	Declaration Kind = "declaration"
	Treaty      Kind = "treaty"
	Bilateral   Kind = "bilateral-agreement"
	Intent      Kind = "declaration-of-intent"
	Memorandum  Kind = "memorandum"
	Statement   Kind = "statement"
	OtherKind   Kind = "other"
)

// Kinds returns the closed list.
func Kinds() []Kind {
	return []Kind{Declaration, Treaty, Bilateral, Intent, Memorandum, Statement, OtherKind}
}

// Stance is where a state says that it stands on an instrument or a component, or is said to.
type Stance string

// The stances. To have been in the room is not to have signed, and to have said nothing is neither.
const (
	Signed        Stance = "signed"
	Endorsed      Stance = "endorsed"
	Attended      Stance = "attended"
	Silent        Stance = "silent"
	UnknownStance Stance = "unknown"
	Withdrawn     Stance = "withdrawn"
)

// Stances returns the closed list.
func Stances() []Stance {
	return []Stance{Signed, Endorsed, Attended, Silent, UnknownStance, Withdrawn}
}

// Binding is how strongly the text of a component binds those who signed it.
type Binding string

// The binding levels.
const (
	Political       Binding = "political"
	LegalNotInForce Binding = "legal-not-in-force"
	LegalInForce    Binding = "legal-in-force"
	UnknownBinding  Binding = "unknown"
)

// Bindings returns the closed list.
func Bindings() []Binding {
	return []Binding{Political, LegalNotInForce, LegalInForce, UnknownBinding}
}

// What is what a component asks of a state, on its text.
type What string

// What a text asks. Proposed names a state and asks nothing of it: "with the proposed support of".
const (
	Proposed    What = "proposed"
	Consult     What = "consult"
	Assist      What = "assist"
	Act         What = "act"
	UnknownWhat What = "unknown"
)

// Whats returns the closed list, the weakest first and unknown at the end.
func Whats() []What { return []What{Proposed, Consult, Assist, Act, UnknownWhat} }

// Needs is what a condition of a component needs. All but the last two are answered from a released determination.
type Needs string

// What a condition may need. Expanded and OtherNeed are only ever answered by a recorded answer of a body.
const (
	NeedsDetermination Needs = "determination"
	NeedsFinal         Needs = "final-determination"
	NeedsSeverity      Needs = "severity"
	NeedsRespondent    Needs = "respondent"
	NeedsCeasefire     Needs = "ceasefire-in-force"
	NeedsRequest       Needs = "request"
	NeedsExpanded      Needs = "expanded-attack"
	NeedsOther         Needs = "other"
)

// NeedsList returns the closed list.
func NeedsList() []Needs {
	return []Needs{
		NeedsDetermination, NeedsFinal, NeedsSeverity, NeedsRespondent, NeedsCeasefire, NeedsRequest, NeedsExpanded, NeedsOther,
	}
}

// Owner is who within a state owes a step.
type Owner string

// The owners of a step.
const (
	Government Owner = "government"
	Parliament Owner = "parliament"
	Head       Owner = "head-of-state"
	Court      Owner = "court"
	Deposit    Owner = "deposit"
	OtherOwner Owner = "other"
)

// Owners returns the closed list.
func Owners() []Owner { return []Owner{Government, Parliament, Head, Court, Deposit, OtherOwner} }

// Progress is how far a step is.
type Progress string

// How far a step may be.
const (
	Owed            Progress = "owed"
	UnderWay        Progress = "under-way"
	Done            Progress = "done"
	Refused         Progress = "refused"
	NotNeeded       Progress = "not-needed"
	UnknownProgress Progress = "unknown"
)

// Progresses returns the closed list.
func Progresses() []Progress {
	return []Progress{Owed, UnderWay, Done, Refused, NotNeeded, UnknownProgress}
}

// Tie is a relation of a state to something. None follows from another.
type Tie string

// The relations.
const (
	RepresentedAt Tie = "represented-at"
	MemberOf      Tie = "member-of"
	BoundBy       Tie = "bound-by"
)

// Ties returns the closed list.
func Ties() []Tie { return []Tie{RepresentedAt, MemberOf, BoundBy} }

// Part is a part that somebody plays in bringing something about. It binds nobody to anything.
type Part string

// The parts.
const (
	Broker     Part = "broker"
	CoChair    Part = "co-chair"
	Founder    Part = "founder"
	HostPart   Part = "host"
	Depositary Part = "depositary"
	Observer   Part = "observer"
)

// Parts returns the closed list.
func Parts() []Part { return []Part{Broker, CoChair, Founder, HostPart, Depositary, Observer} }

// Answer says whether a condition is met. It is never more than apparent: the text is read, nobody decides.
type Answer string

// The answers.
const (
	Met     Answer = "met"
	NotMet  Answer = "not-met"
	Unknown Answer = "unknown"
)

// Answers returns the closed list.
func Answers() []Answer { return []Answer{Met, NotMet, Unknown} }

// Verdict is the recorded act of an authority on its own state's undertaking.
type Verdict string

// What an authority may record. No other part of this package uses these words.
const (
	Triggered    Verdict = "triggered"
	NotTriggered Verdict = "not-triggered"
)

// Verdicts returns the closed list.
func Verdicts() []Verdict { return []Verdict{Triggered, NotTriggered} }

// Basis says where a figure of a ladder comes from.
type Basis string

// The bases. A figure of the press is reported, and is configuration until a text has it.
const (
	FromText   Basis = "text"
	FromReport Basis = "reported"
)

// Bases returns the closed list.
func Bases() []Basis { return []Basis{FromText, FromReport} }
