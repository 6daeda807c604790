// SPDX-License-Identifier: Apache-2.0

// Package report turns what a source sent into a sealed report that is never edited. It is the first step of
// the path and imports only the ground: known, canon, when, place, act. Its format is docs/spec/report.md.
package report

import (
	"truce/act"
	"truce/canon"
	"truce/place"
	"truce/when"
)

// Level says what a report is, and so what it may do.
type Level string

// The levels. A plain report is a source's own account. A coded event was already judged to be one event by
// whoever made the data set: it is never joined to another coded event. An aggregate counts or summarises: it
// opens no incident.
const (
	Plain     Level = "report"
	Coded     Level = "coded-event"
	Aggregate Level = "aggregate"
)

// Report is what a source sent, in three parts that can be disclosed or destroyed apart: who sent it, the
// original, and the extract that the fold reads. An identity or original that was destroyed is the zero value.
type Report struct {
	Identity Identity `json:"identity"`
	Original Original `json:"original"`
	Extract  Extract  `json:"extract"`
}

// Identity is who sent the report and how it came. It is mission-internal.
type Identity struct {
	// Door is the format the report came in by, such as "ged".
	Door string `json:"door"`
	// File and Row say where in a batch it stood; Row counts from 1.
	File string `json:"file,omitempty"`
	Row  int64  `json:"row,omitempty"`
	// Person is whoever sent it, as an opaque reference; contact details stand outside the record.
	Person string `json:"person,omitempty"`
	// Consent is the use the source allowed: "internal", "party", "public", "court"; empty means internal.
	Consent string `json:"consent,omitempty"`
}

// Original is the bytes as they came, or their digest where they are kept elsewhere.
type Original struct {
	Text   string       `json:"text,omitempty"`
	Digest canon.Digest `json:"digest"`
}

// Extract is what the report says, in the closed words and units of Truce, as its door or its observer wrote
// it. Every field may be missing; what a source does not know stays unknown.
type Extract struct {
	Level Level `json:"level"`
	// Source names who says it, stably, such as "smm-patrol-12" or "ucdp-ged".
	Source string `json:"source"`
	// Roots are the custodial roots of what is said: the first holders of the evidence. Copies share a root.
	// Empty means that the source is its own root.
	Roots []string `json:"roots,omitempty"`
	// Received is when the report came, never before its own events end.
	Received when.Instant `json:"received"`
	// Item is the source's own number of this entry, where it keeps a list: two numbers are two entries, and not copies.
	Item string `json:"item,omitempty"`
	// Sightings are what it says was seen, none for a report that only claims.
	Sightings []Sighting `json:"sightings,omitempty"`
	// Complaint is set where the report has standing as a complaint.
	Complaint *Complaint `json:"complaint,omitempty"`
	// Exercise marks a report that is invented or moved into an exercise.
	Exercise bool `json:"exercise,omitempty"`
	// Tag tells the report from others that say the same: the digest of the original where that names nobody, chance
	// from a device, zero for none. It never follows from the identity (ADR 17).
	Tag canon.Digest `json:"tag,omitzero"`
}

// Sighting is one thing that a report says was seen.
type Sighting struct {
	Act act.Act `json:"act,omitempty"`
	// Words are what the source called it, for people and for comparing accounts.
	Words  string      `json:"words,omitempty"`
	Weapon *act.Weapon `json:"weapon,omitempty"`
	Target act.Target  `json:"target,omitempty"`
	Count  Count       `json:"count,omitzero"`
	Means  Means       `json:"means,omitempty"`
	// Describes are flags the source set on what it saw.
	Describes []Description `json:"describes,omitempty"`
	Time      when.Span     `json:"time,omitzero"`
	// Where is where it happened or had its effect.
	Where place.Region `json:"where,omitzero"`
	// Origin is where it came from, if the source says so: a direction as sectors, or a place.
	Origin *place.Region `json:"origin,omitempty"`
	// Actors are who did it according to the source, as the source names them. More than one means one of them.
	Actors []Claim `json:"actors,omitempty"`
	// Between are the sides of a clash: each may have fired.
	Between []string `json:"between,omitempty"`
	// Casualties are records, each apart.
	Casualties []Casualties `json:"casualties,omitempty"`
	// Class is a class that the source's own procedure gave, carried as given and never recomputed: see
	// finding's withdrawal classes.
	Class string `json:"class,omitempty"`
	// InAnswerTo says in the source's words what it was a response to.
	InAnswerTo string `json:"in_answer_to,omitempty"`
}

// Claim is a source's word on who did something, and what that rests on.
type Claim struct {
	Actor string `json:"actor"`
	// Basis is "claimed" by an interested side, "said" by the source without a reason, or "observed".
	Basis string `json:"basis"`
	// By names the claimant where it is not the source itself.
	By string `json:"by,omitempty"`
}

// Count is how many, in observations: shots, bursts, explosions, weapons.
type Count struct {
	Kind CountKind `json:"kind"`
	// Least and Most bound the number where Kind is exact or about.
	Least int64 `json:"least,omitempty"`
	Most  int64 `json:"most,omitempty"`
	// Unit is the word under which the source counted, where that is wider than the act: bursts of small arms are
	// counted as bursts.
	Unit act.Act `json:"unit,omitempty"`
}

// CountKind says how a number is known.
type CountKind string

// The kinds of count. The empty kind is unknown.
const (
	UnknownCount CountKind = ""
	Exact        CountKind = "exact"
	About        CountKind = "about"
	Some         CountKind = "some"
)

// Means is how something was observed.
type Means string

// The closed list of means, append-only. The empty means is unknown.
const (
	Seen      Means = "seen"
	Heard     Means = "heard"
	Camera    Means = "camera"
	UAV       Means = "uav"
	Radar     Means = "radar"
	Acoustic  Means = "acoustic"
	Satellite Means = "satellite"
	Crater    Means = "crater"
	Document  Means = "document"
	Told      Means = "told"
)

// Description is a flag on what was seen, as missions use them.
type Description string

// The closed list of descriptions, append-only.
const (
	Incoming    Description = "incoming"
	Outgoing    Description = "outgoing"
	LiveFire    Description = "live-fire-exercise"
	InsideArea  Description = "assessed-inside-area"
	OutsideArea Description = "assessed-outside-area"
	NotKnown    Description = "undetermined"
	Initial     Description = "initial-assessment"
)

// Casualties is one record of harm to people: how many of one kind, how known. No names, ever.
type Casualties struct {
	// Harm is "killed", "injured" or "missing".
	Harm string `json:"harm"`
	// Of is "civilian", "combatant" or "unknown".
	Of string `json:"of"`
	// Age is "adult", "child" or "unknown".
	Age string `json:"age"`
	// Least and Most bound the number.
	Least int64  `json:"least"`
	Most  int64  `json:"most"`
	Cause string `json:"cause,omitempty"`
	// Side is whose combatants they were, as the source names it.
	Side string `json:"side,omitempty"`
}

// Complaint is a report with standing.
type Complaint struct {
	Complainant string `json:"complainant"`
	Respondent  string `json:"respondent,omitempty"`
	Article     string `json:"article"`
	Remedy      string `json:"remedy,omitempty"`
}
