// SPDX-License-Identifier: Apache-2.0

// Package undertaking turns what texts say, and what states say of them, into who has undertaken what, how strongly, on what
// condition, and what is still missing. It never says that an undertaking is live: it sets the conditions of a text beside
// a released determination and beside each state's own reading, and only the recorded act of an authority says more.
package undertaking

import (
	"truce/coalition/sourced"
	"truce/when"
)

// Record is one dated statement for the register. Exactly one member is set.
type Record struct {
	Instrument  *Instrument  `json:"instrument,omitempty"`
	Component   *Component   `json:"component,omitempty"`
	Stipulation *Stipulation `json:"stipulation,omitempty"`
	Condition   *Condition   `json:"condition,omitempty"`
	Position    *Position    `json:"position,omitempty"`
	Step        *Step        `json:"step,omitempty"`
	Relation    *Relation    `json:"relation,omitempty"`
	Role        *Role        `json:"role,omitempty"`
	Reading     *Reading     `json:"reading,omitempty"`
	Answer      *Answered    `json:"answer,omitempty"`
	Act         *Authority   `json:"act,omitempty"`
	Figure      *Figure      `json:"figure,omitempty"`
	Share       *Share       `json:"share,omitempty"`
}

// Text names one version of an instrument: "paris-declaration" at "final".
type Text struct {
	Instrument sourced.Name `json:"instrument"`
	Version    sourced.Name `json:"version"`
}

// String writes instrument@version.
func (t Text) String() string { return string(t.Instrument) + "@" + string(t.Version) }

// Instrument is one version of a text.
type Instrument struct {
	ID      sourced.Name `json:"instrument"`
	Version sourced.Name `json:"version"`
	Kind    Kind         `json:"kind"`
	Title   string       `json:"title"`
	// Draft marks a version that nobody could sign.
	Draft bool `json:"draft,omitempty"`
	// Parties are those that the text itself names as its parties; a state may be named in a text without being one.
	Parties []sourced.Name `json:"parties,omitempty"`
	// Exercise marks an invented text.
	Exercise bool         `json:"exercise,omitempty"`
	Said     sourced.Said `json:"said"`
}

// Component is a part of one version of a text that can be undertaken by itself.
type Component struct {
	Instrument sourced.Name `json:"instrument"`
	Version    sourced.Name `json:"version"`
	ID         sourced.Name `json:"component"`
	Title      string       `json:"title"`
	// Addressee is to whom it is promised, empty where the text names nobody.
	Addressee sourced.Name `json:"addressee,omitempty"`
	// Scope says in our words what it covers, and where.
	Scope   string  `json:"scope,omitempty"`
	Binding Binding `json:"binding"`
	// Constitutional says that the text subjects it to each state's own constitutional steps.
	Constitutional bool `json:"constitutional,omitempty"`
	// From and Expires are the first and the last day on which it can be called on, zero where the text sets none.
	From    when.Date    `json:"from,omitzero"`
	Expires when.Date    `json:"expires,omitzero"`
	Said    sourced.Said `json:"said"`
}

// Stipulation is what a component asks of one state, or of each that signed.
type Stipulation struct {
	Instrument sourced.Name `json:"instrument"`
	Version    sourced.Name `json:"version"`
	Component  sourced.Name `json:"component"`
	// State is of whom it asks, empty for each that signed or endorsed.
	State sourced.Name `json:"state,omitempty"`
	What  What         `json:"what"`
	// Words say in our words what is asked.
	Words string       `json:"words,omitempty"`
	Said  sourced.Said `json:"said"`
}

// Condition is one clause on which a component depends.
type Condition struct {
	Instrument sourced.Name `json:"instrument"`
	Version    sourced.Name `json:"version"`
	Component  sourced.Name `json:"component"`
	ID         sourced.Name `json:"condition"`
	Needs      Needs        `json:"needs"`
	// Severity is the least that NeedsSeverity asks for, 1 to 4.
	Severity int64 `json:"severity,omitempty"`
	// Respondent is whom NeedsRespondent asks a determination to name.
	Respondent sourced.Name `json:"respondent,omitempty"`
	// Words say the clause in our words.
	Words string       `json:"words"`
	Said  sourced.Said `json:"said"`
}

// Position is where one state stands on a text, or on one component of it.
type Position struct {
	Instrument sourced.Name `json:"instrument"`
	Version    sourced.Name `json:"version"`
	// Component is empty for the text as a whole; a position on a component stands over that.
	Component sourced.Name `json:"component,omitempty"`
	State     sourced.Name `json:"state"`
	Stance    Stance       `json:"stance"`
	// Reservation says in our words what the state excepts.
	Reservation string       `json:"reservation,omitempty"`
	Said        sourced.Said `json:"said"`
}

// Step is a step that a state has to take before an instrument binds it, and how far it is.
type Step struct {
	Instrument sourced.Name `json:"instrument"`
	// Component is empty for a step that the whole instrument needs.
	Component sourced.Name `json:"component,omitempty"`
	State     sourced.Name `json:"state"`
	Owner     Owner        `json:"owner"`
	Progress  Progress     `json:"progress"`
	Words     string       `json:"words,omitempty"`
	Said      sourced.Said `json:"said"`
}

// Relation is one state's relation to a meeting, a group or an instrument.
type Relation struct {
	Tie   Tie          `json:"relation"`
	State sourced.Name `json:"state"`
	To    sourced.Name `json:"to"`
	Ended bool         `json:"ended,omitempty"`
	Said  sourced.Said `json:"said"`
}

// Role is a part that a state, a person or an organisation plays in something.
type Role struct {
	Part  Part         `json:"role"`
	Who   sourced.Name `json:"who"`
	Of    sourced.Name `json:"of"`
	Ended bool         `json:"ended,omitempty"`
	Said  sourced.Said `json:"said"`
}

// Reading is how one state reads its own undertaking, in general or on one determination.
type Reading struct {
	Instrument sourced.Name `json:"instrument"`
	Component  sourced.Name `json:"component"`
	State      sourced.Name `json:"state"`
	// About is the determination, empty for its reading in general.
	About string       `json:"about,omitempty"`
	Holds Answer       `json:"holds"`
	Words string       `json:"words,omitempty"`
	Said  sourced.Said `json:"said"`
}

// Answered is a body's answer on a condition that no determination answers, such as that an attack has expanded.
type Answered struct {
	Instrument sourced.Name `json:"instrument"`
	Component  sourced.Name `json:"component"`
	Condition  sourced.Name `json:"condition"`
	// About is the determination, empty for all.
	About string `json:"about,omitempty"`
	// Body is who answered; nobody else's word is entered here.
	Body  sourced.Name `json:"body"`
	Is    Answer       `json:"is"`
	Words string       `json:"words,omitempty"`
	Said  sourced.Said `json:"said"`
}

// Authority is the act by which the authority that a state's law names decides on its undertaking.
type Authority struct {
	Instrument sourced.Name `json:"instrument"`
	Component  sourced.Name `json:"component"`
	State      sourced.Name `json:"state"`
	About      string       `json:"about"`
	Authority  string       `json:"authority"`
	Decided    Verdict      `json:"decided"`
	Words      string       `json:"words,omitempty"`
	Said       sourced.Said `json:"said"`
}

// Figure is a period of a response ladder, such as 24 or 72 hours.
type Figure struct {
	Instrument sourced.Name `json:"instrument"`
	ID         sourced.Name `json:"figure"`
	// Hours from the start, above nought.
	Hours int64 `json:"hours"`
	// Start says in our words what the period runs from, and Owed what is owed within it.
	Start string       `json:"start"`
	Owed  string       `json:"owed"`
	Basis Basis        `json:"basis"`
	Said  sourced.Said `json:"said"`
}

// Share is a state's leave that another may see how its undertaking stands against determinations.
type Share struct {
	Instrument sourced.Name `json:"instrument"`
	// Component is empty for every component.
	Component sourced.Name `json:"component,omitempty"`
	State     sourced.Name `json:"state"`
	With      sourced.Name `json:"with"`
	Ended     bool         `json:"ended,omitempty"`
	Said      sourced.Said `json:"said"`
}
