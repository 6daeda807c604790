// SPDX-License-Identifier: Apache-2.0

package response

import (
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/response/clock"
	"truce/response/rules"
	"truce/when"
)

// What is owed by the text, and what sort of thing it is: package rules.
type (
	Rule = rules.Rule
	Kind = rules.Kind
)

// The kinds of package rules.
const (
	StepObligation   = rules.StepObligation
	RungObligation   = rules.RungObligation
	RemedyObligation = rules.RemedyObligation
)

// State is how far something owed has come. That its time ran out is kept apart, in RanOut, and stays on record.
type State string

// The states. Waiting is a rung that needs a determination; Defaulted a reply that did not come; Lapsed a right that nobody
// used in time.
const (
	Open      State = "open"
	Waiting   State = "waiting"
	Paused    State = "paused"
	Fulfilled State = "done"
	Defaulted State = "defaulted"
	Lapsed    State = "lapsed"
	Dropped   State = "dropped"
)

// Obligation is one thing that is owed in a case, with its clock.
type Obligation struct {
	*Rule
	Case int `json:"case"`
	// Start is when its clock began, Due when it runs out; zero where the text sets no time or it did not begin.
	Start when.Instant `json:"start,omitzero"`
	Due   when.Instant `json:"due,omitzero"`
	State State        `json:"state"`
	// RanOut is the instant at which its time was over and it was not done.
	RanOut when.Instant `json:"ran_out,omitzero"`
	// Done is when it was done and Recorded when that was entered, DoneBy who did it.
	Done     when.Instant `json:"done,omitzero"`
	Recorded when.Instant `json:"recorded,omitzero"`
	DoneBy   string       `json:"done_by,omitempty"`
	Detail   *Detail      `json:"detail,omitempty"`

	id int
}

// Detail is what few obligations have.
type Detail struct {
	// To are those who have to be reached, Reached those who were.
	To      []string `json:"to,omitempty"`
	Reached []string `json:"reached,omitempty"`
	// Pauses are in order; the clock stands in the last one while its To is zero.
	Pauses []Stopped `json:"pauses,omitempty"`
	// Fallback is the body that acts since the first could not.
	Fallback string `json:"fallback,omitempty"`
	Says     string `json:"says,omitempty"`

	// gone says that it was dropped with what the machine assessed, by nobody, and comes back with it; said is what Says was.
	gone bool
	said string
	left when.Instant // since when it is gone
}

// Stopped is one pause of a clock.
type Stopped struct {
	From   when.Instant `json:"from"`
	To     when.Instant `json:"to,omitzero"`
	By     string       `json:"by"`
	Reason string       `json:"reason"`
	// Ends is when it goes on by itself, zero where the text sets no limit.
	Ends when.Instant `json:"ends,omitzero"`
}

func (d *Obligation) detail() *Detail {
	if d.Detail == nil {
		d.Detail = &Detail{}
	}
	return d.Detail
}

// IsOpen tells whether it is still to be done.
func (d *Obligation) IsOpen() bool { return d.State == Open || d.State == Waiting || d.State == Paused }

// Late returns how late it was done, or how late it is at an instant while it is open; 0 where it is not.
func (d *Obligation) Late(at when.Instant) when.Duration {
	switch {
	case d.Due == 0 || d.State == Dropped && d.RanOut == 0 || d.State == Paused || d.State == Lapsed:
		return 0
	case d.Done != 0:
		at = d.Done
	case d.State == Dropped || d.State == Defaulted:
		return 0
	}
	return when.Duration(max(at-d.Due, 0))
}

func (d *Obligation) paused() (sum when.Duration) {
	if d.Detail == nil {
		return 0
	}
	for _, p := range d.Detail.Pauses {
		if p.To != 0 {
			sum += when.Duration(max(p.To-max(p.From, d.Start), 0)) // a clock that did not run yet lost nothing
		}
	}
	return sum
}

// Case is the procedure on one finding, or on a complaint without one.
type Case struct {
	Number   int              `json:"case"`
	Incident canon.IncidentID `json:"incident,omitzero"`
	Term     agreement.TermID `json:"term,omitempty"`
	Opened   when.Instant     `json:"opened"`
	// Finding is the current version, nil for a complaint without one.
	Finding     *finding.Finding `json:"-"`
	Obligations []*Obligation    `json:"obligations"`
	// Papers are everything that was entered in the case; nil while nothing was.
	Papers *Papers `json:"papers,omitempty"`

	starts [clock.Events]when.Instant
	stood  *finding.Finding // the last version that was not withdrawn
}

// Papers are what was entered in a case, each list in order of recording.
type Papers struct {
	Complaints []int    `json:"complaints,omitempty"`
	ExParte    []string `json:"ex_parte,omitempty"`
	// Steps are those of which something was said or who was reached; of the others all stands in the obligation.
	Steps         []Filed[Done]           `json:"steps,omitempty"`
	Verifications []Filed[Verification]   `json:"verifications,omitempty"`
	Motions       []int                   `json:"motions,omitempty"`
	Appeals       []Filed[Appeal]         `json:"appeals,omitempty"`
	Appealed      []Filed[AppealDecision] `json:"appealed,omitempty"`
	Revisions     []Filed[Revision]       `json:"revisions,omitempty"`
	Remedies      []int                   `json:"remedies,omitempty"`
	Corrections   []Filed[Correction]     `json:"corrections,omitempty"`
	Declarations  []Filed[Declaration]    `json:"declarations,omitempty"`
	Claims        []Filed[Claim]          `json:"claims,omitempty"`
	Decided       []Filed[Decided]        `json:"decided,omitempty"`
}

// Filed is an act with the time of its entry.
type Filed[T any] struct {
	At  when.Instant `json:"at"`
	Act T            `json:"act"`
}

func (c *Case) papers() *Papers {
	if c.Papers == nil {
		c.Papers = &Papers{}
	}
	return c.Papers
}

// Status is the status of the case's finding; recorded for a complaint without one.
func (c *Case) Status() finding.Status {
	if c.Finding == nil {
		return finding.Recorded
	}
	return c.Finding.Released.Status
}

// determination returns the determination that stands, or nil.
func (c *Case) determination() *finding.Determination {
	if c.Finding == nil || c.Finding.Released.Determination == nil || c.Finding.Released.Determination.None {
		return nil
	}
	return c.Finding.Released.Determination
}

// Outcome is what a body decided on the case, the determination of a finding or the decision on a complaint; empty while
// none did, or where it divided.
func (c *Case) Outcome() finding.Verdict {
	if act := c.determination(); act != nil {
		return act.Outcome
	}
	if c.Papers != nil && len(c.Papers.Decided) > 0 {
		return c.Papers.Decided[len(c.Papers.Decided)-1].Act.Outcome
	}
	return ""
}

// underAppeal tells whether an appeal is open: one that was entered and is not decided, or that the status of the finding alone tells
// of. What is final is under none.
func (c *Case) underAppeal() bool {
	alone := c.Status() == finding.UnderAppeal && (c.Papers == nil || len(c.Papers.Appeals) == 0)
	return c.Status() != finding.Final && (c.appealed() != 0 || alone)
}

// settles tells whether upholding the determination in the next decision on an appeal makes it final: no other appeal is open, and
// none was remanded since.
func (c *Case) settles() bool {
	return c.Papers != nil && len(c.Papers.Appeals) == len(c.Papers.Appealed)+1 &&
		!slices.ContainsFunc(c.Papers.Appealed, func(a Filed[AppealDecision]) bool {
			return a.Act.Outcome == "remanded" && a.At >= c.starts[clock.Determined]
		})
}

// suspended tells whether its clock stands because of an appeal.
func (d *Obligation) suspended() bool {
	return d.State == Paused && d.Detail.Pauses[len(d.Detail.Pauses)-1].Reason == appealed
}

// appealed is when the earliest appeal was entered that is not decided yet; 0 where there is none.
func (c *Case) appealed() when.Instant {
	if c.Papers == nil || len(c.Papers.Appeals) <= len(c.Papers.Appealed) {
		return 0
	}
	return c.Papers.Appeals[len(c.Papers.Appealed)].At
}

// What is what came about in a case.
type What string

// What comes about.
const (
	Opened    What = "opened"
	Owed      What = "owed"
	Waits     What = "waits"
	Did       What = "done"
	Partly    What = "partly-done"
	RanOut    What = "overdue"
	ByDefault What = "default"
	Lapse     What = "lapsed"
	Stops     What = "paused"
	GoesOn    What = "resumed"
	Drops     What = "dropped"
	FallsBack What = "falls-back"
	Moved     What = "moved"
	Voted     What = "voted"
	Voided    What = "void"
	Closed    What = "closed"
	Entered   What = "entered"
)

// Event is one thing that came about in the procedure.
type Event struct {
	At         when.Instant `json:"at"`
	Agreement  string       `json:"agreement"`
	Case       int          `json:"case,omitempty"`
	What       What         `json:"what"`
	Obligation *Obligation  `json:"obligation,omitempty"`
	Motion     *Motion      `json:"motion,omitempty"`
	Says       string       `json:"says,omitempty"`
	// Carry is a decision that has to be carried out on the finding.
	Carry *Decision `json:"-"`
}

// Decision is what a body decided by votes, for the finding: exactly one of the last three is set.
type Decision struct {
	Incident      canon.IncidentID
	Term          agreement.TermID
	Determination *finding.Determination
	Ruling        *Ruling
	// Advance is the status that the finding comes to, by the act of By.
	Advance finding.Status
	By      string
}
