// SPDX-License-Identifier: Apache-2.0

// Package store turns the mission's record into rows that pages ask for: incidents, findings, reports, points of a map
// and counts by day and region. It decides nothing: each row says again, in the words of the engine, what the engine's
// state says already, so a store can be dropped at any time and made again from the record (ADR 6, ADR 23).
//
// What stands in a field Inside never leaves the mission. So does the ground of a row as it is drawn: a sector shows
// where its observer stood. What goes outside is coarsened and delayed by whoever publishes it.
package store

import (
	"encoding/json"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/place"
	"truce/report"
	"truce/when"
)

// NotTold is the region of what no text on record puts into one of its zones or regions.
const NotTold = ""

// Bounds hold a region: every point of it lies between both corners. Coordinates are degrees x 10^7.
type Bounds struct {
	Low  place.Point `json:"low"`
	High place.Point `json:"high"`
}

// Ground is where something was, and what the texts on record call that.
type Ground struct {
	// Where is the region as GeoJSON (RFC 7946), empty where it has no geometry. It is drawn as its sources gave it, so it
	// stays inside.
	Where json.RawMessage `json:"where,omitempty"`
	// Bounds hold Where; nil where it has no geometry.
	Bounds *Bounds `json:"bounds,omitempty"`
	// Named is what the source called the place, in its own words; empty where it gave no name.
	Named string `json:"named,omitempty"`
	// Place is the place that the text on record knows under that name, by the name that the text gives it; empty if none.
	Place string `json:"place,omitempty"`
	// Zones are the zones of the text that surely hold the region, the smallest first, by their names there.
	Zones []string `json:"zones,omitempty"`
	// Region is what counts are grouped by: the region that the text names the place as, else the smallest of Zones;
	// NotTold if neither. Of several texts the first on record that tells.
	Region string `json:"region,omitempty"`
}

// Triage says whether the watch has looked at something.
type Triage string

// The states of triage. Changed was reviewed, and is another version since.
const (
	Unreviewed Triage = "unreviewed"
	Reviewed   Triage = "reviewed"
	Changed    Triage = "changed"
)

// Review is the last word of the watch on an incident or a report. By and At are empty and zero where it is unreviewed.
type Review struct {
	Triage Triage       `json:"triage"`
	By     string       `json:"by,omitempty"`
	At     when.Instant `json:"at,omitzero"`
}

// Incident is the row of an incident in its current version.
type Incident struct {
	ID      canon.IncidentID `json:"id"`
	Version int              `json:"version"`
	// Exercise says that it is of an exercise; whatever shows the row says so.
	Exercise bool `json:"exercise,omitempty"`
	// When is the time of the event, not known if zero.
	When when.Interval `json:"when"`
	// Date is the civil day on which it is counted, zero where no time is known: see Day.
	Date   when.Date `json:"date,omitzero"`
	Ground Ground    `json:"ground"`
	// Acts are the different words of its observations, in order of the list of acts; none where nobody knows.
	Acts []act.Act `json:"acts,omitempty"`
	// Weapons are the classes of the weapons that were used or seen, as act.Class, in order of their names.
	Weapons []act.Class `json:"weapons,omitempty"`
	// Harm are the records of harm to people, each kind apart, never to be added over kinds. They are those of the first
	// finding that stands, with what people confirmed, else what the accounts give; none of an incident that does not stand.
	Harm []finding.Harm `json:"harm,omitempty"`
	// Observations, Reports and Roots count what it rests on: rows seen, reports that they came in, and independent
	// custodial roots. Copies raise the first two and not the third.
	Observations int `json:"observations"`
	Reports      int `json:"reports"`
	Roots        int `json:"roots"`
	// Findings are those that stand, in order of adoption of the texts and then of recording.
	Findings []Brief `json:"findings,omitempty"`
	// Outside are the texts no term of which it touches.
	Outside []finding.Outside `json:"outside,omitempty"`
	Review  Review            `json:"review"`
	// First and Last are the entries by which it came on record and last changed: a new version, another finding, an act
	// of the procedure. What a deadline changes bears the number of the entry that comes next.
	First int64 `json:"first"`
	Last  int64 `json:"last"`
	// Gone says that it is superseded: its observations are part of Into now. It is in no list and no count.
	Gone bool               `json:"gone,omitempty"`
	Into []canon.IncidentID `json:"into,omitempty"`
}

// Brief is a finding as the row of its incident names it. Outcome is never printed without Status.
type Brief struct {
	ID        canon.FindingID     `json:"id"`
	Agreement string              `json:"agreement"`
	Article   agreement.ArticleID `json:"article"`
	Term      agreement.TermID    `json:"term"`
	Outcome   finding.Verdict     `json:"outcome"`
	Status    finding.Status      `json:"status"`
	// Grade has severity, the confidences apart, and recurrence.
	Grade     finding.Grade `json:"grade"`
	Contested bool          `json:"contested,omitempty"`
	// Divided says that a body divided without a majority.
	Divided bool `json:"divided,omitempty"`
	// Determined says that a body determined a violation.
	Determined bool `json:"determined,omitempty"`
}

// Observation is the row of one thing that a report says was seen.
type Observation struct {
	ID     canon.ObservationID `json:"id"`
	Report canon.ReportID      `json:"report"`
	// Incident holds it now; zero for an aggregate, which opens nothing.
	Incident canon.IncidentID `json:"incident,omitzero"`
	// Seq is the entry that brought it.
	Seq      int64                `json:"seq"`
	Received when.Instant         `json:"received"`
	Level    report.Level         `json:"level"`
	Exercise bool                 `json:"exercise,omitempty"`
	When     when.Interval        `json:"when"`
	Date     when.Date            `json:"date,omitzero"`
	Ground   Ground               `json:"ground"`
	Act      act.Act              `json:"act,omitempty"`
	Weapon   act.Class            `json:"weapon,omitempty"`
	Count    report.Count         `json:"count,omitzero"`
	Means    report.Means         `json:"means,omitempty"`
	Flags    []report.Description `json:"flags,omitempty"`
	// Joined says why it is in its incident: what was found of it and each observation recorded before it. It is empty for
	// the one that was recorded first, and for one that is there through others.
	Joined []Joined          `json:"joined,omitempty"`
	Inside ObservationInside `json:"inside"`
}

// Joined is what was found of a pair: the score is in hundredths of a bit, and Reasons are its parts.
type Joined struct {
	With    canon.ObservationID `json:"with"`
	Score   int64               `json:"score"`
	Reasons []incident.Reason   `json:"reasons"`
}

// ObservationInside is what of an observation never leaves the mission.
type ObservationInside struct {
	Source string   `json:"source,omitempty"`
	Roots  []string `json:"roots,omitempty"`
	// Words are what the source called it.
	Words string `json:"words,omitempty"`
	// Origin is where it came from as GeoJSON, if the source says so.
	Origin json.RawMessage `json:"origin,omitempty"`
}

// Finding is the row of a finding in its current version. Outcome is never printed without Status.
type Finding struct {
	ID         canon.FindingID     `json:"id"`
	Version    int                 `json:"version"`
	Supersedes canon.FindingID     `json:"supersedes,omitzero"`
	Incident   canon.IncidentID    `json:"incident"`
	Agreement  string              `json:"agreement"` // "id@version"
	Article    agreement.ArticleID `json:"article"`
	Term       agreement.TermID    `json:"term"`
	Outcome    finding.Verdict     `json:"outcome"`
	Status     finding.Status      `json:"status"`
	Exercise   bool                `json:"exercise,omitempty"`
	Grade      finding.Grade       `json:"grade"`
	// Level is how far the attribution goes. Outside analysis pages Words alone are shown.
	Level finding.Level `json:"level"`
	Words string        `json:"words"`
	// When is the time of the event, Date the civil day on which it is counted, Region where it was, as in Ground.
	When   when.Interval `json:"when"`
	Date   when.Date     `json:"date,omitzero"`
	Region string        `json:"region,omitempty"`
	// Contested says that an entitled member contests it; ContestedBy names who does.
	ContestedBy []string `json:"contested_by,omitempty"`
	// Determined is what a body decided, empty while none did; Divided that it divided without a majority.
	Determined finding.Verdict `json:"determined,omitempty"`
	Divided    bool            `json:"divided,omitempty"`
	// Since says what became of its incident since a body determined, and Why what brought this version about.
	Since string      `json:"since,omitempty"`
	Why   finding.Why `json:"why,omitempty"`
	// Case is its case in the procedure, 0 if none; Next is what is owed in it and due first.
	Case int   `json:"case,omitempty"`
	Next *Owed `json:"next,omitempty"`
	// First and Last are the entries by which it came on record and last changed, as in Incident; At is the journal time
	// of its version.
	First int64        `json:"first"`
	Last  int64        `json:"last"`
	At    when.Instant `json:"at"`
}

// Owed is something open in a case. That it is late follows from Due and whoever looks.
type Owed struct {
	// Name is the step, the rung or "remedy", By who owes it, empty where the text names nobody.
	Name string `json:"name"`
	By   string `json:"by,omitempty"`
	// Due is zero where the text sets no time.
	Due when.Instant `json:"due,omitzero"`
	// RanOut is when its time was over, zero while it is not.
	RanOut when.Instant `json:"ran_out,omitzero"`
}

// Form is what a report is made of.
type Form string

// The forms.
const (
	Sightings          Form = "sightings"
	Complaint          Form = "complaint"
	ComplaintSightings Form = "complaint-with-sightings"
	Nothing            Form = "neither"
)

// Class is what sort of evidence a report is, told from how its observations were made; it names nobody.
type Class string

// The classes. Observer saw or heard, Sensor is a camera or another device, Trace is what was left behind, Paper a document,
// Told somebody's word, Several more than one of these.
const (
	Observer     Class = "observer"
	Sensor       Class = "sensor"
	Trace        Class = "trace"
	Paper        Class = "paper"
	Told         Class = "told"
	Several      Class = "several"
	UnknownClass Class = "unknown"
)

// Report is the row of a report as it was received. It holds nothing of the report's identity and original: these may be
// destroyed, and what is projected must not outlive them.
type Report struct {
	ID canon.ReportID `json:"id"`
	// Seq is its entry and Entered that entry's time; Received is when it came, by the report.
	Seq      int64        `json:"seq"`
	Entered  when.Instant `json:"entered"`
	Received when.Instant `json:"received"`
	Class    Class        `json:"class"`
	Level    report.Level `json:"level"`
	Form     Form         `json:"form"`
	Exercise bool         `json:"exercise,omitempty"`
	// Sightings is how many observations it gave, Region where the first of them was, as in Ground.
	Sightings int    `json:"sightings"`
	Region    string `json:"region,omitempty"`
	// Incidents hold its observations now, in order of its sightings.
	Incidents []canon.IncidentID `json:"incidents,omitempty"`
	Review    Review             `json:"review"`
	Inside    ReportInside       `json:"inside"`
}

// ReportInside is what of a report never leaves the mission.
type ReportInside struct {
	Source string `json:"source,omitempty"`
	// Item is the source's own number of the entry.
	Item string `json:"item,omitempty"`
	// Device is the name of the key that sealed it, empty where nobody did.
	Device string `json:"device,omitempty"`
}

// Point is an incident on the map: the middle of its bounds and how far they reach.
type Point struct {
	Incident canon.IncidentID `json:"incident"`
	At       place.Point      `json:"at"`
	// Reach is half the diagonal of the bounds, in metres.
	Reach int32 `json:"reach_m"`
	// When is the first instant of the event, when.MinInstant where its time is not known, and Until the last one, to the next second.
	When  when.Instant `json:"when"`
	Until when.Instant `json:"until"`
	// Act is the first of its acts, empty where nobody knows.
	Act act.Act `json:"act,omitempty"`
	// Outcomes are those of its findings, and Furthest the status of the one of the gravest outcome that has come furthest; empty if
	// it has none.
	Outcomes Outcomes       `json:"outcomes"`
	Furthest finding.Status `json:"furthest,omitempty"`
	Triage   Triage         `json:"triage"`
	Exercise bool           `json:"exercise,omitempty"`
}

// Outcomes is a set of outcomes.
type Outcomes uint8

// The members of a set of outcomes.
const (
	HasViolation Outcomes = 1 << iota
	HasNoViolation
	HasExempt
	HasUndetermined
	// HasDetermined says that a body determined a violation.
	HasDetermined
)

// Gravest is the outcome that an incident comes to on a map, empty where it has none.
func (o Outcomes) Gravest() finding.Verdict {
	switch {
	case o&HasViolation != 0:
		return finding.Violation
	case o&HasUndetermined != 0:
		return finding.Undetermined
	case o&HasExempt != 0:
		return finding.Exempt
	case o&HasNoViolation != 0:
		return finding.NoViolation
	}
	return ""
}

// Day is what is on record of one civil day in one region, by the first instant of each thing. The four counts are never
// added and never mixed; engine.Counts says what each is.
type Day struct {
	// Date is a day of the zone of the first text on record, of UTC while there is none; zero for what no time is known of.
	Date when.Date `json:"date"`
	// Region is as in Ground.
	Region   string `json:"region"`
	Exercise bool   `json:"exercise,omitempty"`

	// Observations are counts as recorded, by what was counted; LiveFire those that their sources assessed as a live-fire
	// exercise, LiveFireRows how many rows these are, and Unquantified rows without a number.
	Observations map[string]engine.Number `json:"observations,omitempty"`
	LiveFire     map[string]engine.Number `json:"live_fire,omitempty"`
	LiveFireRows int64                    `json:"live_fire_rows,omitempty"`
	Unquantified int64                    `json:"unquantified,omitempty"`

	Incidents  int64 `json:"incidents"`
	Assessed   int64 `json:"assessed_violations"`
	Determined int64 `json:"determined_violations"`
}
