// SPDX-License-Identifier: Apache-2.0

package release

import (
	"truce/canon"
	"truce/coverage"
	"truce/engine"
	"truce/when"
)

// Release is what a public release says, before it is written into files. Days are civil days in Zone.
type Release struct {
	V int `json:"v"`
	// Exercise says that all of it is invented: then every row and page says EXERCISE.
	Exercise bool   `json:"exercise,omitempty"`
	Engine   string `json:"engine"`
	Zone     string `json:"zone"`
	// From is the day on which the first text was on record, To the last day of which anything is shown or was taken into account.
	From       when.Date `json:"from"`
	To         when.Date `json:"to"`
	DelayHours int64     `json:"delay_hours"`
	CellMetres int64     `json:"cell_m"`

	Texts       []Text       `json:"texts"`
	Items       []Item       `json:"items,omitempty"`
	Days        []Day        `json:"days,omitempty"`
	Counts      Counts       `json:"counts"`
	Coverage    []Coverage   `json:"coverage,omitempty"`
	Corrections []Correction `json:"corrections,omitempty"`
}

// Text is an agreement that findings of the release are under.
type Text struct {
	Ref   string `json:"agreement"`
	Title string `json:"title"`
	// Article is the article of the rule of publication, empty where the text has none.
	Article  string            `json:"rule_article,omitempty"`
	Articles map[string]string `json:"articles"` // titles by ID
}

// Item is one version of a finding as the public sees it.
type Item struct {
	Exercise   bool            `json:"exercise,omitempty"`
	Finding    canon.FindingID `json:"finding"`
	Version    int             `json:"version"`
	Supersedes canon.FindingID `json:"supersedes,omitzero"`
	// Why is what brought a version after the first about, in a word.
	Why string `json:"why,omitempty"`
	// Day is when it happened, Until the last day where it may have been on several; both empty where nobody knows.
	Day   string `json:"day,omitempty"`
	Until string `json:"until,omitempty"`

	Agreement string `json:"agreement"`
	Article   string `json:"article"`
	Term      string `json:"term"`
	Verdict   string `json:"verdict"`
	Status    string `json:"status"`
	// Readings are the outcomes under each reading of the text where it has several, as READING:VERDICT.
	Readings    []string `json:"readings,omitempty"`
	Severity    string   `json:"severity"`
	Provisional bool     `json:"provisional,omitempty"`
	Confidence  string   `json:"confidence"`
	// Level is how far an attribution goes, and Words say it.
	Level string `json:"attribution"`
	Words string `json:"words"`
	// Casualties are records, never a sum: "2 injured civilian, reported".
	Casualties []string `json:"casualties,omitempty"`
	// Contested are the parties and members that contest it.
	Contested     []string       `json:"contested_by,omitempty"`
	Determination *Determination `json:"determination,omitempty"`
	// Since says that what is on record has changed since a body determined it.
	Since bool `json:"changed_since,omitempty"`
	// Cell is nil where no place is shown, and Place says why: cell, not-known, withheld or too-exact.
	Cell  *Cell  `json:"cell,omitempty"`
	Place string `json:"place"`
}

// Why the place of an item is as it is.
const (
	inCell   = "cell"
	notKnown = "not-known"
	withheld = "withheld"
	tooExact = "too-exact"
)

// Determination is what a body decided.
type Determination struct {
	By      string   `json:"by"`
	Day     string   `json:"day"`
	Outcome string   `json:"outcome"` // "no determination" where the body divided
	ExParte []string `json:"ex_parte,omitempty"`
}

// Counts are the four counts of what a release may count, never added.
type Counts struct {
	Observations map[string]engine.Number `json:"observations,omitempty"`
	Unquantified int64                    `json:"unquantified"`
	Incidents    int64                    `json:"incidents"`
	Assessed     int64                    `json:"assessed_violations"`
	Determined   int64                    `json:"determined_violations"`
}

// Day is a day of which something is shown.
type Day struct {
	Day    string `json:"day"`
	Counts Counts `json:"counts"`
}

// Coverage is how long somebody watched, by region and for whole months.
type Coverage struct {
	Agreement string           `json:"agreement"`
	From      when.Date        `json:"from"`
	To        when.Date        `json:"to"`
	Totals    []coverage.Total `json:"totals"`
}

// Correction is something that was taken back or put right. A text that would give a time, a place or a name away is left out, and
// Withheld says so.
type Correction struct {
	Exercise   bool            `json:"exercise,omitempty"`
	Day        string          `json:"day"`
	Finding    canon.FindingID `json:"finding"`
	Supersedes canon.FindingID `json:"supersedes,omitzero"`
	Agreement  string          `json:"agreement"`
	By         string          `json:"by,omitempty"`
	Cause      string          `json:"cause,omitempty"`
	Extent     string          `json:"extent,omitempty"`
	Told       []string        `json:"told,omitempty"`
	Withheld   bool            `json:"words_withheld,omitempty"`
}

// Held is a finding that the check of what would point at somebody holds back. It is the mission's own and stands in no file.
type Held struct {
	Finding canon.FindingID `json:"finding"`
	Day     string          `json:"day,omitempty"`
	Reasons []string        `json:"reasons"`
	// Shown says that the rule shows it all the same.
	Shown bool `json:"shown"`
}
