// SPDX-License-Identifier: Apache-2.0

// Package acts turns what people do in the procedure into the types by which an entry carries it: one act, of one of a closed list of
// kinds, and what a motion is exactly. What an act comes to is for package response. The format is docs/spec/procedure.md.
package acts

import (
	"errors"
	"fmt"
	"reflect"

	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/when"
)

// Act is one act of people in the procedure, as an entry of kind "procedure" carries it: exactly one member is set.
// docs/spec/procedure.md has a section for each.
type Act struct {
	Complaint    *Complaint      `json:"complaint,omitempty"`
	Admission    *Admission      `json:"admission,omitempty"`
	Done         *Done           `json:"done,omitempty"`
	Verification *Verification   `json:"verification,omitempty"`
	Motion       *Move           `json:"motion,omitempty"`
	Vote         *Vote           `json:"vote,omitempty"`
	Recusal      *Recusal        `json:"recusal,omitempty"`
	Proxy        *Proxy          `json:"proxy,omitempty"`
	Pause        *Halt           `json:"pause,omitempty"`
	Resume       *Halt           `json:"resume,omitempty"`
	Appeal       *Appeal         `json:"appeal,omitempty"`
	Appealed     *AppealDecision `json:"appealed,omitempty"`
	Revision     *Revision       `json:"revision,omitempty"`
	Remedy       *Order          `json:"remedy,omitempty"`
	FollowUp     *FollowUp       `json:"follow_up,omitempty"`
	Correction   *Correction     `json:"correction,omitempty"`
	Decided      *Decided        `json:"decided,omitempty"`
	Declaration  *Declaration    `json:"declaration,omitempty"`
	Claim        *Claim          `json:"claim,omitempty"`
	Log          *LogLine        `json:"log,omitempty"`
}

// Thread names what an act is on: the case by its number, or the finding by incident and term.
type Thread struct {
	Case     int              `json:"case,omitempty"`
	Incident canon.IncidentID `json:"incident,omitzero"`
	Term     agreement.TermID `json:"term,omitempty"`
}

// Complaint is a report with standing. Incident and Term name the finding that it is about, if there is one.
type Complaint struct {
	Complainant string              `json:"complainant"`
	Respondent  string              `json:"respondent,omitempty"`
	Article     agreement.ArticleID `json:"article"`
	Incident    canon.IncidentID    `json:"incident,omitzero"`
	Term        agreement.TermID    `json:"term,omitempty"`
	Says        string              `json:"says"`
	// Seeks is the remedy sought.
	Seeks string `json:"seeks,omitempty"`
}

// Admission is what became of a complaint before anybody looked into it: "admitted", "rejected" for a reason, or "joined"
// to the case of another.
type Admission struct {
	Complaint int    `json:"complaint"`
	Outcome   string `json:"outcome"`
	Into      int    `json:"into,omitempty"`
	By        string `json:"by"`
	Reason    string `json:"reason,omitempty"`
}

// Done says that a step of the procedure, or what a rung owes, was done. A step is done by an entry that says so.
type Done struct {
	Thread
	// Step is the kind of step, or Rung the ID of a rung.
	Step string `json:"step,omitempty"`
	Rung string `json:"rung,omitempty"`
	By   string `json:"by"`
	// At is when it was done, the time of the entry unless given.
	At when.Instant `json:"at,omitzero"`
	// To are those who were reached; none means everybody who had to be.
	To []string `json:"to,omitempty"`
	// Summary is what a notice says; it is needed there.
	Summary string `json:"summary,omitempty"`
	// Reply is when a reply is due, where a notice or an invitation sets it because the text does not.
	Reply when.Instant `json:"reply,omitzero"`
	Says  string       `json:"says,omitempty"`
}

// Verification is what became of one site of a case on the ground.
type Verification struct {
	Thread
	Site string `json:"site"`
	// State is "detected", "visited", "access-pending" or "access-denied"; Remnants "found", "none" or "unknown".
	State    string `json:"state"`
	Remnants string `json:"remnants,omitempty"`
	By       string `json:"by"`
	Says     string `json:"says,omitempty"`
}

// Recusal takes a member out of a case, or out of everything that comes before the body where no case is named.
type Recusal struct {
	Body   agreement.BodyID `json:"body"`
	Member string           `json:"member"`
	Case   int              `json:"case,omitempty"`
	By     string           `json:"by"`
	Reason string           `json:"reason"`
}

// TakesOut tells whether it keeps a member from what a body decides on a case; 0 is what is on none.
func (o *Recusal) TakesOut(body agreement.BodyID, member string, number int) bool {
	return o.Body == body && o.Member == member && (o.Case == 0 || o.Case == number)
}

// Proxy lets another member vote for one until it is taken back.
type Proxy struct {
	Body   agreement.BodyID `json:"body"`
	Member string           `json:"member"`
	Holder string           `json:"holder"`
	// Ends takes it back.
	Ends bool   `json:"ends,omitempty"`
	By   string `json:"by"`
}

// Halt stops a clock for a reason, or lets it go on.
type Halt struct {
	Thread
	// Of is the kind of step or the ID of the rung.
	Of     string `json:"of"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Appeal is an appeal against a determination.
type Appeal struct {
	Thread
	By     string `json:"by"`
	Ground string `json:"ground"`
}

// AppealDecision decides an appeal: "upheld" makes the determination final, "remanded" gives the case back to the body that
// determines.
type AppealDecision struct {
	Thread
	By      string `json:"by"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitempty"`
}

// Revision asks a body to look at a determination again, on facts that were not known.
type Revision struct {
	Thread
	By    string `json:"by"`
	Facts string `json:"facts"`
}

// Order is a remedy with its force: "requested", "recommended" or "ordered".
type Order struct {
	Thread
	By         string       `json:"by"`
	Force      string       `json:"force"`
	Respondent string       `json:"respondent"`
	Says       string       `json:"says"`
	Until      when.Instant `json:"until,omitzero"`
	// Check is how anybody can see whether it was complied with; a remedy without it is not verifiable.
	Check *Check `json:"check,omitempty"`
}

// Check is a remedy that can be verified: so many of these leave or stay so far from this place.
type Check struct {
	What  string            `json:"what"`
	Count int               `json:"count"`
	Away  agreement.Metres  `json:"away,omitempty"`
	From  agreement.PlaceID `json:"from,omitempty"`
}

// FollowUp is what was seen of a remedy: "complied", "not-complied" or "not-known". The first two rest on observations or
// findings.
type FollowUp struct {
	Remedy       int                   `json:"remedy"`
	By           string                `json:"by"`
	State        string                `json:"state"`
	Observations []canon.ObservationID `json:"observations,omitempty"`
	Findings     []canon.FindingID     `json:"findings,omitempty"`
	Says         string                `json:"says,omitempty"`
}

// Correction says what was wrong with what was published of a case, how far, and who was told.
type Correction struct {
	Thread
	By     string   `json:"by"`
	Cause  string   `json:"cause"`
	Extent string   `json:"extent"`
	Told   []string `json:"told,omitempty"`
}

// Decided is a body's decision on paper on a complaint of which there is no finding.
type Decided struct {
	Case    int             `json:"case"`
	By      string          `json:"by"`
	Outcome finding.Verdict `json:"outcome,omitempty"`
	// None says that the body divided.
	None   bool   `json:"none,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// Declaration is a word that a body enters and no machine computes, such as that an attack is an expanded one.
type Declaration struct {
	Thread
	By     string `json:"by"`
	Word   string `json:"word"`
	Reason string `json:"reason"`
}

// Claim is what a party claims to follow from the text, such as that it is released. Nothing follows from it by itself.
type Claim struct {
	Thread
	By      string              `json:"by"`
	Article agreement.ArticleID `json:"article"`
	Says    string              `json:"says"`
}

// LogLine is a line of the log that a body keeps. What it shows of a condition of an exemption is an answer by that body.
type LogLine struct {
	Body   agreement.BodyID `json:"body"`
	At     when.Instant     `json:"at"`
	Caller string           `json:"caller,omitempty"`
	Says   string           `json:"says"`
	Shows  *finding.Answer  `json:"shows,omitempty"`
}

// Kind returns what is set of an act, with its name. Its error says that there is nothing or more than one thing.
func (a *Act) Kind() (name string, value any, err error) {
	v := reflect.ValueOf(*a)
	for i := range v.NumField() {
		if v.Field(i).IsNil() {
			continue
		}
		if value != nil {
			return "", nil, fmt.Errorf("an act is one thing, not %s and %s", name, v.Type().Field(i).Name)
		}
		name, value = v.Type().Field(i).Name, v.Field(i).Interface()
	}
	if value == nil {
		return "", nil, errors.New("an act of the procedure says nothing that this engine knows")
	}
	return name, value, nil
}
