// SPDX-License-Identifier: Apache-2.0

package agreement

import "truce/act"

// Counting is the agreement's unit of account.
type Counting struct {
	// Unit says what one violation is, in words; the engine counts incident x term.
	Unit string `json:"unit"`
	// Day is the zone whose civil days periods are cut by.
	Day string `json:"day"`
}

// Evidence is the agreement's rule of how sure a finding is and which incidents belong together.
type Evidence struct {
	// C2 and C3 are what the higher levels of confidence need; C1 is everything else.
	C2 Threshold `json:"c2"`
	C3 Threshold `json:"c3"`
	// Sequence is how long after an act another one in the opposite direction is looked at as its answer.
	Sequence Duration `json:"sequence,omitempty"`
	// Recurrence is the rolling window in which violations of one term in one place are counted.
	Recurrence Duration `json:"recurrence,omitempty"`
	// Independent says in words what makes two sources independent.
	Independent string `json:"independent,omitempty"`
	Reported    bool   `json:"reported,omitempty"`
}

// Threshold is what a level of confidence needs, all of it.
type Threshold struct {
	// Roots is the number of independent custodial roots.
	Roots int `json:"roots"`
	// Means is the number of different means of observation.
	Means int `json:"means,omitempty"`
	// Reliability is the worst rating, "A" to "E", that one of the roots must have; empty asks for none.
	Reliability string `json:"reliability,omitempty"`
}

// Raise lifts the severity of a finding when all that it names is reached. Exactly the given members count.
type Raise struct {
	To             Severity     `json:"to"`
	CivilianKilled int          `json:"civilian_killed,omitempty"`
	CivilianHarmed int          `json:"civilian_harmed,omitempty"`
	Killed         int          `json:"killed,omitempty"`
	Targets        []act.Target `json:"targets,omitempty"`
	Recurrence     int          `json:"recurrence,omitempty"`
	Acts           []act.Act    `json:"acts,omitempty"`
}

// Body is a body of people.
type Body struct {
	ID      BodyID    `json:"id"`
	Name    string    `json:"name"`
	Article ArticleID `json:"article"`
	Members []Member  `json:"members,omitempty"`
	// Quorum is how many members must take part; 0 means all.
	Quorum int `json:"quorum,omitempty"`
	// Decides is "consensus", "majority", "two-thirds", "chair" or "sole".
	Decides string `json:"decides"`
	// Competent lists what the body may do: "determine", "rule-reading", "verify", "call", "appeal", "remedy",
	// "set-time".
	Competent []string `json:"competent,omitempty"`
	// Convenes is how long the body needs to meet.
	Convenes Duration `json:"convenes,omitempty"`
	// Fallback is the body or default that acts when this one cannot.
	Fallback string `json:"fallback,omitempty"`
	// Signatures is how many members have to sign the exact bytes of what the body decides; 0 means that nobody does.
	Signatures int `json:"signatures,omitempty"`
	// Silence is how long a motion lies open that counts as adopted if nobody objects; the text has no such way without it.
	Silence Duration `json:"silence,omitempty"`
	// Remedies are the forces that its remedies may have: "requested", "recommended", "ordered". None means any.
	Remedies []string `json:"remedies,omitempty"`
	Reported bool     `json:"reported,omitempty"`
	Sits     TimeID   `json:"sits,omitempty"` // the recurring window in which the body meets; without it, at any time
}

// Member is a member of a body.
type Member struct {
	ID string `json:"id"`
	// Party is the party that the member speaks for, if any.
	Party PartyID `json:"party,omitempty"`
	// Opinion says that the member may file an opinion that marks a finding contested.
	Opinion bool `json:"opinion,omitempty"`
	// Veto says that the member's refusal alone stops a decision.
	Veto bool `json:"veto,omitempty"`
	// Chair says that the member decides where the chair does.
	Chair bool `json:"chair,omitempty"`
	// Proxies are the members that may vote for this one when it says so.
	Proxies []string `json:"proxies,omitempty"`
	Needs   string   `json:"needs,omitempty"`  // what its act still needs outside the body: "consent of its parliament"
	Within  Duration `json:"within,omitempty"` // how long that takes; without it nobody knows
}

// Roles that a text may name where it names no body and no party. They are texts of a document and no list of ours.
const (
	// Claimant is the party that claims an exemption as its own.
	Claimant = "claimant"
	// Mission is the mission that keeps the record, and every body that may verify.
	Mission = "mission"
	// Respondent and Complainant are the sides of the procedure.
	Respondent  = "respondent"
	Complainant = "complainant"
)

// Procedure is the agreed path from an assessment to a final determination.
type Procedure struct {
	Steps []Step `json:"steps"`
	// Pauses say who may stop a clock; without them nobody may.
	Pauses []Pause `json:"pauses,omitempty"`
	// Appeal is the rule of appeals, Admission that of complaints.
	Appeal    *Appeal    `json:"appeal,omitempty"`
	Admission *Admission `json:"admission,omitempty"`
}

// Pause says who may stop the clock of a step or rung.
type Pause struct {
	Article ArticleID `json:"article"`
	// By are the bodies, parties or roles that may.
	By []string `json:"by"`
	// Of are the kinds of step and the IDs of rungs whose clocks may be stopped; none means all.
	Of []string `json:"of,omitempty"`
	// Most is after how long the clock goes on by itself; none means when somebody says so.
	Most Duration `json:"most,omitempty"`
}

// Appeal is who may appeal against a determination, on what ground, and what stands still meanwhile. The time to appeal is
// that of the step "appeal".
type Appeal struct {
	Article ArticleID `json:"article"`
	// By are the bodies, parties or roles that may appeal.
	By []string `json:"by"`
	// Grounds are the grounds that the text admits; none means any.
	Grounds []string `json:"grounds,omitempty"`
	// Suspensive says that rungs and remedies of the case stand still until the appeal is decided.
	Suspensive bool `json:"suspensive,omitempty"`
	// Within is the time to decide the appeal.
	Within Duration `json:"within,omitempty"`
}

// Admission is which complaints are admitted, and by whom.
type Admission struct {
	Article ArticleID `json:"article"`
	// By is the body that admits, rejects or joins.
	By BodyID `json:"by"`
	// Within is the time from the complaint to its admission.
	Within Duration `json:"within,omitempty"`
	// Grounds are the grounds on which the text lets a complaint be rejected; none means any.
	Grounds []string `json:"grounds,omitempty"`
}

// Gate is a threshold that a later phase waits for, over a rolling window.
type Gate struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Article ArticleID `json:"article"`
	Window  Duration  `json:"window"`
	// Indicators must all be within their bounds for the gate to be open.
	Indicators []Indicator `json:"indicators"`
	// By is the body that decides on the consequence; Consequence says in words what follows.
	By          BodyID `json:"by"`
	Consequence string `json:"consequence"`
	Reported    bool   `json:"reported,omitempty"`
}

// Indicator is one figure of a gate, counted within its window.
type Indicator struct {
	ID string `json:"id"`
	// Counts is "violations", "overdue" (steps, rungs and remedies whose time ran out) or "quiet-days".
	Counts string `json:"counts"`
	// Of violations: at least this grave and this sure, under these terms, on "assessment" or "determination".
	Severity   Severity   `json:"severity,omitempty"`
	Confidence Confidence `json:"confidence,omitempty"`
	Terms      []TermID   `json:"terms,omitempty"`
	On         string     `json:"on,omitempty"`
	// Clock is the quiet clock whose days are counted, under every reading that nobody ruled out.
	Clock string `json:"clock,omitempty"`
	// AtMost or AtLeast is the bound; AtMost counts where AtLeast is 0.
	AtMost  int `json:"at_most,omitempty"`
	AtLeast int `json:"at_least,omitempty"`
}

// Step is one step of the procedure.
type Step struct {
	// Does is "call", "verify", "invite", "meet", "notice", "reply", "determine", "appeal", "remedy" or "publish".
	Does    string    `json:"does"`
	Article ArticleID `json:"article"`
	// By is the body or party role ("respondent", "complainant") that owes the step; empty means nobody does.
	By string `json:"by,omitempty"`
	// Within is the time allowed; zero means none is set.
	Within Duration `json:"within,omitempty"`
	// After is what starts the clock: "breach", "report", "assessment", "complaint", "admission", "determination", another kind
	// of step or a time's ID.
	After string `json:"after,omitempty"`
	// Zone is the zone on whose clocks whole days of Within are counted; without it a day is 24 hours.
	Zone string `json:"zone,omitempty"`
	// In is a window of the text: a clock that would run out outside it runs to the end of the next one.
	In       TimeID `json:"in,omitempty"`
	Reported bool   `json:"reported,omitempty"`
}

// Rung is what is owed for findings of at least these levels.
type Rung struct {
	ID         string     `json:"id"`
	Article    ArticleID  `json:"article"`
	Severity   Severity   `json:"severity"`
	Confidence Confidence `json:"confidence"`
	Recurrence int        `json:"recurrence,omitempty"`
	// On is "assessment" or "determination": what the rung may run on.
	On string `json:"on"`
	// Owes says what is owed, in words; By names the body.
	Owes   string   `json:"owes"`
	By     BodyID   `json:"by,omitempty"`
	Within Duration `json:"within,omitempty"`
	After  string   `json:"after,omitempty"`
	// Zone and In are as in a step.
	Zone string `json:"zone,omitempty"`
	In   TimeID `json:"in,omitempty"`
	// Declared is what a body that may determine has to have declared, in this word, for the rung to be reached.
	Declared string `json:"declared,omitempty"`
	Reported bool   `json:"reported,omitempty"`
}

// Publication is what the public sees and when.
type Publication struct {
	Delay    Duration  `json:"delay"`
	Cell     Metres    `json:"cell"` // places are coarsened to cells of at least this size
	Article  ArticleID `json:"article,omitempty"`
	Reported bool      `json:"reported,omitempty"`
}
