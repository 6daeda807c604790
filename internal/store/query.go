// SPDX-License-Identifier: Apache-2.0

package store

import (
	"errors"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/report"
	"truce/when"
)

// Limits of one answer. A limit of 0 is DefaultLimit; one beyond MostRows is MostRows, and for points MostPoints.
const (
	DefaultLimit = 50
	MostRows     = 500
	MostPoints   = 200_000
	// MostDays is how many rows of days one answer has.
	MostDays = 20_000
	// MostNamed is how many incidents one answer names.
	MostNamed = 5_000
)

// ErrRebuilding says that the store is being made from the record and serves nothing yet. The caller says so and tries again.
var ErrRebuilding = errors.New("the projections are being made from the record")

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("not on record")

// ErrCursor says that a cursor is not one that an answer of this query gave. The caller begins at the first page.
var ErrCursor = errors.New("no cursor of this list")

// Cursor says where the next page of a list begins; empty for the first one, and in the last one. It is text that can stand in
// a query of a URL. Rows that come or change meanwhile move nothing: a page begins behind the last row of the page before.
type Cursor string

// Page is one page of a list.
type Page[T any] struct {
	Rows []T    `json:"rows"`
	Next Cursor `json:"next,omitempty"`
	// Seq is the entry up to which the rows are.
	Seq int64 `json:"seq"`
	// Looked is true where the list was looked through to no end: so rare is what was asked for that the page was ended
	// short, maybe empty, and Next goes on from there.
	Looked bool `json:"looked,omitempty"`
}

// IncidentFilter says which incidents are listed, newest first by the first instant of their time; those of no known time
// come last. What is not set leaves nothing out; superseded incidents are never listed.
type IncidentFilter struct {
	// Window keeps those whose bounds touch it.
	Window *Bounds
	// Span keeps those whose time may be in it; those of no known time are left out. Not known if zero.
	Span when.Interval
	// Untimed keeps those of no known time whatever the span.
	Untimed bool
	// Act keeps those with this act or, of a group, any act of it.
	Act    act.Act
	Region *string
	// Agreement, Outcome and Status keep those with a finding that stands and has all of those that are set.
	Agreement string
	Outcome   finding.Verdict
	Status    finding.Status
	Triage    Triage
	// Not leaves out those of one state of triage.
	Not Triage
	// Prefix keeps those whose ID begins so, with or without its kind.
	Prefix string
	Cursor Cursor
	Limit  int
}

// Named is an incident by its ID, with the last word of the watch on it.
type Named struct {
	ID     canon.IncidentID `json:"id"`
	Review Review           `json:"review"`
}

// Extent is the ground and the time of all incidents that are not superseded. Bounds is nil where none has a place, Span not known
// where none has a time.
type Extent struct {
	Bounds *Bounds       `json:"bounds,omitempty"`
	Span   when.Interval `json:"span"`
}

// FindingFilter says which findings are listed, the last changed first. Withdrawn ones are listed only by that status.
type FindingFilter struct {
	// Recorded lists the last recorded first; a change of one then moves nothing.
	Recorded bool
	// Agreement is "id@version".
	Agreement string
	Article   agreement.ArticleID
	Term      agreement.TermID
	Outcome   finding.Verdict
	Status    finding.Status
	Severity  agreement.Severity
	Incident  canon.IncidentID
	Region    *string
	// Span keeps those whose event may be in it. Not known if zero.
	Span   when.Interval
	Prefix string
	Cursor Cursor
	Limit  int
}

// ReportFilter says which reports are listed, the last entered first.
type ReportFilter struct {
	// Received keeps those that came in it. Not known if zero.
	Received when.Interval
	Class    Class
	Level    report.Level
	Form     Form
	Triage   Triage
	Region   *string
	Prefix   string
	Cursor   Cursor
	Limit    int
}

// PointFilter says which incidents are points: those with bounds that lie in the window by their middle, if there is one,
// and whose time may be in Span, if that is known. If there are more than Limit, the newest are given.
type PointFilter struct {
	Window *Bounds
	Span   when.Interval
	Limit  int
}

// Points are incidents on the map, the newest first.
type Points struct {
	Points []Point `json:"points"`
	// Cut says that there are more.
	Cut bool  `json:"cut,omitempty"`
	Seq int64 `json:"seq"`
}

// DayFilter says which days are counted: From to To, both included; zero leaves that end open. What no time is known of is
// counted only if both are zero.
type DayFilter struct {
	From, To when.Date
	Region   *string
}

// Days are counts by day and region, in order of the day, the region, and real before exercise; a day and region of which
// nothing is on record has no row. That there is no row does not say that it was quiet.
type Days struct {
	Days []Day `json:"days"`
	Seq  int64 `json:"seq"`
}

// IncidentDetail is everything that is kept of one incident.
type IncidentDetail struct {
	Incident Incident `json:"incident"`
	// Observations are the first MostRows of its observations in order of recording; Observations of the store has the others.
	Observations []Observation `json:"observations"`
	// Findings are the current versions, those that are withdrawn too.
	Findings []Finding `json:"findings"`
	// Same are the incidents that may be the same event; nothing on record decides it.
	Same []Incident `json:"same,omitempty"`
	Seq  int64      `json:"seq"`
}

// ObservationFilter says which observations are listed, in order of recording: those of one incident, or of one report.
type ObservationFilter struct {
	Incident canon.IncidentID
	Report   canon.ReportID
	Cursor   Cursor
	Limit    int
}

// FindingDetail is one version of a finding with what became of it.
type FindingDetail struct {
	// Current is the row of the current version.
	Current Finding `json:"current"`
	// Finding is the version that was asked for; its Internal never leaves the mission.
	Finding finding.Finding `json:"finding"`
	// Versions are all versions, oldest first.
	Versions []Version `json:"versions"`
	Seq      int64     `json:"seq"`
}

// Version is one version of a finding.
type Version struct {
	ID      canon.FindingID `json:"id"`
	Version int             `json:"version"`
	Outcome finding.Verdict `json:"outcome"`
	Status  finding.Status  `json:"status"`
	Why     finding.Why     `json:"why,omitempty"`
	// Entry is the entry that made it, At its journal time.
	Entry int64        `json:"entry"`
	At    when.Instant `json:"at"`
}

// News is what came or changed after an entry, each list in order of that, the oldest first; incidents that are superseded since
// are among them, and say so. What deadlines changed since the last entry is news until there is another entry.
type News struct {
	Reports   []Report   `json:"reports"`
	Incidents []Incident `json:"incidents"`
	Findings  []Finding  `json:"findings"`
	// Cut says that some list has more than the limit.
	Cut bool  `json:"cut,omitempty"`
	Seq int64 `json:"seq"`
}
