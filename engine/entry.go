// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"

	"truce/agreement"
	"truce/canon"
	"truce/coverage"
	"truce/engine/issue"
	"truce/finding"
	"truce/internal/access/reads/trail"
	"truce/internal/publish/approval"
	"truce/keyring"
	"truce/report"
	"truce/territory"
	"truce/watch"
	"truce/when"
)

// Entry is one entry of the record, at its journal time. Exactly one of the members below Time is set: its kind.
// The kinds are closed; docs/spec/entries.md has one section for each.
type Entry struct {
	// Seq counts from 1 without holes.
	Seq int64 `json:"seq"`
	// Time is journal time, which never decreases.
	Time when.Instant `json:"time"`

	Genesis       *Genesis         `json:"genesis,omitempty"`
	Adoption      *Adoption        `json:"adoption,omitempty"`
	Layer         *territory.Layer `json:"layer,omitempty"`
	Watch         *coverage.Watch  `json:"watch,omitempty"`
	Gap           *coverage.Gap    `json:"gap,omitempty"`
	Submission    *Submission      `json:"submission,omitempty"`
	Rating        *Rating          `json:"rating,omitempty"`
	Ruling        *Ruling          `json:"ruling,omitempty"`
	Link          *Link            `json:"link,omitempty"`
	Answer        *Answer          `json:"answer,omitempty"`
	Opinion       *Opinion         `json:"opinion,omitempty"`
	Determination *Determination   `json:"determination,omitempty"`
	Advance       *Advance         `json:"advance,omitempty"`
	Key           *keyring.Key     `json:"key,omitempty"`

	Confirmation *finding.Confirmation `json:"confirmation,omitempty"`
	Duty         *watch.Duty           `json:"duty,omitempty"`
	Patrol       *watch.Patrol         `json:"patrol,omitempty"`
	Notice       *watch.Notice         `json:"notice,omitempty"`
	Mode         *watch.Mode           `json:"mode,omitempty"`

	Procedure *Procedure `json:"procedure,omitempty"`

	Publication *approval.Publication `json:"publication,omitempty"`
	Reads       *trail.Head           `json:"reads,omitempty"`
	Issue       *issue.Issue          `json:"issue,omitempty"`
}

// Realm is the half of the system that a record belongs to. A record's first entry names it, and each fold
// refuses the entries of the other.
const Realm = "mission"

// Genesis is the first entry of a record.
type Genesis struct {
	Realm    string `json:"realm"`
	Engine   string `json:"engine"`
	Database string `json:"time_zones"`
	// Seed is the secret of a mission's record: what names its reports and hides what is withheld of its findings
	// follows from it. Zero, and left out, where nothing is withheld.
	Seed canon.Salt `json:"seed,omitzero"`
}

// Adoption puts an agreement in one version on record. Starts sets its open start events, or moves the events of
// an exercise.
type Adoption struct {
	Agreement *agreement.Agreement        `json:"agreement"`
	Starts    map[agreement.TimeID]string `json:"starts,omitempty"`
}

// Submission is reports that came in together.
type Submission struct {
	Reports []report.Report `json:"reports"`
	// Device is the seal of the device that sent them, nil where nobody sealed them. Whoever enters it has computed its
	// Root from the parts as they came.
	Device *report.Sealed `json:"device,omitempty"`
	// Ahead is what LookAhead found of these reports, nil where nobody asked. It changes speed and nothing else.
	Ahead *Ahead `json:"-"`
}

// Rating is one rater's word on a custodial root, on one report, or on both apart. The axes are never combined.
type Rating struct {
	Root string `json:"root,omitempty"`
	// Reliability is "A" to "F" of the root; F means that it cannot be judged.
	Reliability string `json:"reliability,omitempty"`
	// Credibility is "1" to "6" of what Report says; 6 means that it cannot be judged.
	Credibility string         `json:"credibility,omitempty"`
	Report      canon.ReportID `json:"report,omitzero"`
	By          string         `json:"by"`
}

// Ruling is a competent body's choice among the readings of a question.
type Ruling struct {
	Agreement string               `json:"agreement"`
	Question  agreement.QuestionID `json:"question"`
	Reading   agreement.ReadingID  `json:"reading"`
	By        agreement.BodyID     `json:"by"`
}

// Link is an analyst's decision that two observations are, or are not, of one event.
type Link struct {
	A      canon.ObservationID `json:"a"`
	B      canon.ObservationID `json:"b"`
	Same   bool                `json:"same"`
	By     string              `json:"by"`
	Reason string              `json:"reason"`
}

// On names a finding by what it is about, whatever its version.
type On struct {
	Agreement string           `json:"agreement"`
	Incident  canon.IncidentID `json:"incident"`
	Term      agreement.TermID `json:"term"`
}

// Answer is an answer on one condition of an exemption.
type Answer struct {
	Agreement string         `json:"agreement"`
	Answer    finding.Answer `json:"answer"`
}

// Opinion is a position on a finding.
type Opinion struct {
	On      On              `json:"on"`
	Opinion finding.Opinion `json:"opinion"`
}

// Determination is a body's act on a finding.
type Determination struct {
	On  On                    `json:"on"`
	Act finding.Determination `json:"act"`
}

// Advance is a step of the procedure on a finding.
type Advance struct {
	On On             `json:"on"`
	To finding.Status `json:"to"`
	By string         `json:"by"`
}

// ErrEntry says that an entry does not fit the record. The state is as it was; the caller corrects the entry or
// leaves it out.
var ErrEntry = errors.New("entry refused")

// kind returns the entry's kind, or an error if not exactly one is set.
func (e *Entry) kind() (string, error) {
	found := ""
	for _, k := range []struct {
		name string
		set  bool
	}{
		{"genesis", e.Genesis != nil},
		{"adoption", e.Adoption != nil},
		{"layer", e.Layer != nil},
		{"watch", e.Watch != nil},
		{"gap", e.Gap != nil},
		{"submission", e.Submission != nil},
		{"rating", e.Rating != nil},
		{"ruling", e.Ruling != nil},
		{"link", e.Link != nil},
		{"answer", e.Answer != nil},
		{"opinion", e.Opinion != nil},
		{"determination", e.Determination != nil},
		{"advance", e.Advance != nil},
		{"key", e.Key != nil},
		{"confirmation", e.Confirmation != nil},
		{"duty", e.Duty != nil},
		{"patrol", e.Patrol != nil},
		{"notice", e.Notice != nil},
		{"mode", e.Mode != nil},
		{"procedure", e.Procedure != nil},
		{"publication", e.Publication != nil},
		{"reads", e.Reads != nil},
		{"issue", e.Issue != nil},
	} {
		if !k.set {
			continue
		}
		if found != "" {
			return "", fmt.Errorf("%w: entry %d is both %s and %s", ErrEntry, e.Seq, found, k.name)
		}
		found = k.name
	}
	if found == "" {
		return "", fmt.Errorf("%w: entry %d has no kind that this engine knows", ErrEntry, e.Seq)
	}
	return found, nil
}
