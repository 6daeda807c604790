// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"truce/agreement"
	"truce/when"
)

// Report is what a rehearsal shows. The same text and options give the same report.
type Report struct {
	Agreement string `json:"agreement"`
	Exercise  bool   `json:"exercise,omitempty"`
	// Findings are what somebody has to mend, in order of article.
	Findings []Finding `json:"findings"`
	// Decisions are the steps and rungs of the text, with the time that they took.
	Decisions []Decision `json:"decisions"`
	// Stops are the smallest sets of failures that stop a decision, tolerated ones included.
	Stops      []Stop     `json:"stops,omitempty"`
	Population Population `json:"population"`
}

// Population is which runs were played.
type Population struct {
	// Actors are all who act; Classes are how many kinds of them the text tells apart.
	Actors  int `json:"actors"`
	Classes int `json:"classes"`
	// Settings is how many invented findings, beginnings, respondents and bases there are for each choice of failures.
	Settings int `json:"settings"`
	// Complete is up to how many failures every run was played; -1 where not even those without failure were.
	Complete int `json:"complete"`
	// Whole says that there are no other runs.
	Whole bool `json:"whole"`
	// Played is how many runs were played, and Stands how many they stand for: those that differ only by names that the
	// text does not tell apart are played once.
	Played int64 `json:"played"`
	Stands int64 `json:"stands"`
	// Sampled is how many of the played were drawn by the seed, from those with more failures.
	Sampled int    `json:"sampled"`
	Seed    uint64 `json:"seed"`
	// Cut is how many of the played were ended after MostHappenings or at the Horizon while somebody was still to act, so that what
	// came after was not played and counts as not taken.
	Cut int64 `json:"cut,omitempty"`
	// Tolerated is how many failures a text may be stopped by without a finding.
	Tolerated int `json:"tolerated"`
}

// Finding is one defect of a text that a rehearsal shows.
type Finding struct {
	Kind    Kind                `json:"kind"`
	Article agreement.ArticleID `json:"article,omitempty"`
	// Subject is the step, rung, member or cell that it is about.
	Subject string `json:"subject"`
	// Says states what happens, in one sentence; Mend who must change what.
	Says string `json:"says"`
	Mend string `json:"mend"`
	// Shown is the run that shows it; nil where every run does.
	Shown *Run `json:"shown,omitempty"`
}

// Kind is a kind of finding. The list is closed; docs/spec/rehearse.md explains each.
type Kind string

// The kinds of finding.
const (
	Deadlock         Kind = "deadlock"
	OutrunsDecision  Kind = "clock-outruns-determination"
	CannotMeet       Kind = "cannot-meet"
	OverWeekend      Kind = "over-the-weekend"
	Unowned          Kind = "unowned-deadline"
	Endless          Kind = "no-deadline"
	EmptyCell        Kind = "ladder-cell"
	Idle             Kind = "idle-rung"
	OpenRatification Kind = "open-ratification"
)

// Decision is a step or rung, with how long it took from the breach in the runs that owed it.
type Decision struct {
	Name    string              `json:"name"`
	Article agreement.ArticleID `json:"article"`
	By      string              `json:"by,omitempty"`
	Within  agreement.Duration  `json:"within,omitempty"`
	After   string              `json:"after,omitempty"`
	// Owed is how many runs owed it, and Taken in how many of those it was taken.
	Owed  int64 `json:"owed"`
	Taken int64 `json:"taken"`
	// Typical is the median, of a population in which failures are as likely as the enumeration makes them: no forecast.
	Typical when.Duration `json:"typical_ms,omitempty"`
	Worst   when.Duration `json:"worst_ms,omitempty"`
	Shown   *Run          `json:"shown,omitempty"`
}

// Stop is a smallest set of failures that stops a decision.
type Stop struct {
	Decision string   `json:"decision"`
	Failures []Fails  `json:"failures"`
	With     []string `json:"with,omitempty"` // decisions that are stopped by the same
	// Alike is how many other sets of as many failures stop it too, of those that were played; only told of what takes more
	// failures than are tolerated.
	Alike int  `json:"alike,omitempty"`
	Shown *Run `json:"shown"`
}

// Fails is one of a number of actors that the text does not tell apart, and how it fails.
type Fails struct {
	// Of are who may be meant; so many of them as there are equal entries in a list.
	Of  []string  `json:"of"`
	How Behaviour `json:"how"`
}

// Run is one run, so that it can be played again.
type Run struct {
	Cell       Cell         `json:"cell"`
	Breach     when.Instant `json:"breach"`
	Respondent string       `json:"respondent"`
	// Base is how everybody behaves whom Failures does not name.
	Base     Behaviour `json:"base"`
	Failures []Failure `json:"failures,omitempty"`
}

// Failure is somebody who departs from the text.
type Failure struct {
	Actor string    `json:"actor"`
	How   Behaviour `json:"how"`
}
