// SPDX-License-Identifier: Apache-2.0

// Package finding turns an incident into findings: the incident judged against each term that it could touch,
// under every reading, with the reasons. It follows incident and coverage on the path and is the first step that
// reads the agreement. A finding is an assessment; a determination exists only by a recorded act of a body.
// The format is docs/spec/finding.md.
package finding

import (
	"truce/agreement"
	"truce/canon"
	"truce/known"
	"truce/place"
	"truce/when"
)

// Verdict is the outcome of an incident under a term. The zero Verdict is not set and never printed.
type Verdict string

// The verdicts. NoViolation means that the term applies and was kept; a term that does not apply gives no
// finding at all: see Outside.
const (
	Violation    Verdict = "violation"
	NoViolation  Verdict = "no-violation"
	Exempt       Verdict = "exempt"
	Undetermined Verdict = "undetermined"
)

// Status is how far a finding has come. No output prints a verdict without it.
type Status string

// The statuses. The engine sets recorded, on what is outside, and assessed, on a finding, and withdrawn where a finding
// lost its incident or its term; every other is an act of people.
const (
	Recorded    Status = "recorded"
	Assessed    Status = "assessed"
	Notified    Status = "notified"
	Replied     Status = "replied"
	Determined  Status = "determined"
	UnderAppeal Status = "under-appeal"
	Final       Status = "final"
	Withdrawn   Status = "withdrawn"
)

// Finding is one version of an incident judged against a term. Its bytes never change; new data give a new
// version that names what it supersedes and why.
type Finding struct {
	ID      canon.FindingID `json:"id"`
	Version int             `json:"version"`
	// Supersedes is the version before.
	Supersedes canon.FindingID `json:"supersedes,omitzero"`
	// Released is what may leave the room, Internal what stays. Each is committed to apart.
	Released Released `json:"released"`
	Internal Internal `json:"internal"`
}

// Released is the part of a finding that may be shown outside the mission: outcome, article, status and words.
type Released struct {
	Exercise bool             `json:"exercise,omitempty"`
	Incident canon.IncidentID `json:"incident"`
	// Agreement is the instrument and its version, "id@version".
	Agreement string              `json:"agreement"`
	Article   agreement.ArticleID `json:"article"`
	Term      agreement.TermID    `json:"term"`
	Verdict   Verdict             `json:"verdict"`
	Status    Status              `json:"status"`
	// ByReading is the outcome under each reading of the text; one element of an empty reading where no question
	// touches the term. Where they part and no body has ruled, Verdict is undetermined.
	ByReading []ReadingVerdict `json:"by_reading"`
	// Ruled are the rulings of a competent body on questions that touch the term, each "question=reading". What
	// contradicts one of them no longer counts for Verdict.
	Ruled []string `json:"ruled,omitempty"`
	Grade Grade    `json:"grade"`
	// Attribution is in words only.
	Attribution Attribution `json:"attribution"`
	Sequence    *Sequence   `json:"sequence,omitempty"`
	// Class is the class of a weapon under a withdrawal term.
	Class string `json:"class,omitempty"`
	// Casualties are the records of harm to people, never a sum over accounts of one event.
	Casualties []Harm        `json:"casualties,omitempty"`
	When       when.Interval `json:"when"`
	// Contested lists who contests the finding; it changes no outcome.
	Contested     []Opinion      `json:"contested,omitempty"`
	Positions     []Opinion      `json:"positions,omitempty"`
	Determination *Determination `json:"determination,omitempty"`
	// Since says what became of the incident or the term since a body determined: the determination stands as it
	// was made.
	Since string `json:"since,omitempty"`
	// Why is what brought a version after the first about.
	Why Why `json:"why,omitempty"`
}

// ReadingVerdict is the outcome under one reading.
type ReadingVerdict struct {
	Reading string  `json:"reading,omitempty"`
	Verdict Verdict `json:"verdict"`
	// Because is the sentence that decides it.
	Because string `json:"because"`
}

// Internal is the part of a finding that never leaves the mission: the reasons as data, the place, and the
// digests of the inputs.
type Internal struct {
	// Cause says in full what brought a version after the first about.
	Cause           string       `json:"cause,omitempty"`
	IncidentVersion int          `json:"incident_version"`
	Where           place.Region `json:"where"`
	Reasons         []Reason     `json:"reasons"`
	// Asked are the questions that claimed exemptions raise, with what was answered.
	Asked []Question `json:"asked,omitempty"`
	// Inputs are the observations and layers that went into it.
	Observations []canon.ObservationID `json:"observations"`
	Layers       []canon.LayerID       `json:"layers,omitempty"`
	Origins      []Origin              `json:"origins,omitempty"`
	// Opinions are those that contest the finding and then the positions of others, with their words.
	Opinions []Opinion `json:"opinions,omitempty"`
	// Initial are the observations that their sources call an initial assessment.
	Initial []canon.ObservationID `json:"initial,omitempty"`
	// RuleSet is the digest of everything else that went into it: engine, zone database, weights, agreement.
	RuleSet canon.Digest `json:"rule_set"`
}

// Reason is one condition of a term, and whether it holds.
type Reason struct {
	Reading   string       `json:"reading,omitempty"`
	Condition string       `json:"condition"`
	Holds     known.Answer `json:"holds"`
	Says      string       `json:"says"`
}

// Grade is how grave, how sure and how often.
type Grade struct {
	Severity agreement.Severity `json:"severity"`
	// Provisional says that the severity rests on casualties that nobody has confirmed.
	Provisional bool `json:"provisional,omitempty"`
	// Confidence is of the fact; the others are of its parts, zero where nothing is said of them.
	Confidence agreement.Confidence `json:"confidence"`
	Weapon     agreement.Confidence `json:"weapon,omitzero"`
	Origin     agreement.Confidence `json:"origin,omitzero"`
	Casualties agreement.Confidence `json:"casualties,omitzero"`
	// Recurrence counts the earlier assessed violations of the term, within the agreement's window, at places
	// that may be the same, as far as the text tells their numbers apart; OrMore says that it was counted no further.
	Recurrence int  `json:"recurrence"`
	OrMore     bool `json:"or_more,omitempty"`
}

// Level is how far an attribution goes.
type Level string

// The levels of attribution, each more than the one before.
const (
	None      Level = "none"
	Direction Level = "direction"
	Area      Level = "area"
	Party     Level = "party"
)

// Attribution is where something came from, in the words that missions use.
type Attribution struct {
	Level Level  `json:"level"`
	Words string `json:"words"`
	// Party is set at level area (who held the ground: not who fired) and level party.
	Party agreement.PartyID `json:"party,omitempty"`
}

// Origin is the attribution of one weapon group.
type Origin struct {
	Weapon      string      `json:"weapon"`
	Attribution Attribution `json:"attribution"`
}

// Sequence says what an act may have answered. Order is not intent, which the engine never sets.
type Sequence struct {
	// After is the earlier incident in the opposite direction, Least and Most the bounds of the time between.
	After canon.IncidentID `json:"after"`
	Least when.Duration    `json:"least"`
	Most  when.Duration    `json:"most"`
	// Tied are other incidents of the very same time that it may have answered as well.
	Tied []canon.IncidentID `json:"tied,omitempty"`
}

// String writes the bounds of the time between, rounded outward to seconds.
func (s Sequence) String() string {
	least := s.Least / when.Second * when.Second
	most := (s.Most + when.Second - 1) / when.Second * when.Second
	return least.String() + " to " + most.String()
}

// Opinion is a position on a finding: of a member that the agreement entitles, which makes it contested, or of a
// party, which stands beside it.
type Opinion struct {
	By string       `json:"by"`
	At when.Instant `json:"at"`
	// Holds are its words, for whoever filed it, the bodies and the mission: a finding has them in its internal part only.
	Holds string `json:"holds,omitempty"`
}

// Determination is the recorded act of a competent body.
type Determination struct {
	By      agreement.BodyID `json:"by"`
	At      when.Instant     `json:"at"`
	Outcome Verdict          `json:"outcome"`
	// None says that the body divided without a majority: no determination, with its members' positions.
	None bool `json:"none,omitempty"`
	// ExParte names the parties that were invited and took no part.
	ExParte []string `json:"ex_parte,omitempty"`
	// Intent is the body's word on intent; the engine never sets it.
	Intent  string    `json:"intent,omitempty"`
	Reasons string    `json:"reasons,omitempty"`
	Members []Opinion `json:"members,omitempty"`
}

// Outside is an incident that touches no term of an instrument: counted, with the nearest reason, and no finding.
type Outside struct {
	Incident  canon.IncidentID `json:"incident"`
	Agreement string           `json:"agreement"`
	Exercise  bool             `json:"exercise,omitempty"`
	// Status is recorded and nothing else: nobody assessed what no term reaches.
	Status Status `json:"status"`
	// Nearest is the reason that the term which came closest does not apply.
	Nearest string              `json:"nearest"`
	Article agreement.ArticleID `json:"article,omitempty"`
}
