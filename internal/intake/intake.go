// SPDX-License-Identifier: Apache-2.0

// Package intake holds what every door for foreign formats shares: how rows are handed on, counted and refused.
// Each format has a package of its own below this one; foreign types stop there.
package intake

import (
	"fmt"

	"truce/coverage"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// MaxLine is the longest line or value, in bytes, that a door reads; a longer one ends the file with an error
// before it is decoded.
const MaxLine = 4 << 20

// MaxReasons is how many refusals a door keeps in words; beyond it they are counted only.
const MaxReasons = 10_000

// Options are what the caller knows of a file and the file does not say.
type Options struct {
	// File is the name that rows and refusals carry.
	File string
	// Source names the source where the format does not.
	Source string
	// Zone is the IANA name of the zone of civil times without one.
	Zone string
	// Exercise marks every row as moved into an exercise.
	Exercise bool
	// Now is the time at which the file is read, zero where nobody asks. What came later than that cannot have come: it is
	// refused, as the record would take its time for the time that it is. Exercises may lie in the future.
	Now when.Instant
	// Ground is what the agreements speak of, a box for each. A position outside all of them, and inside one once
	// latitude and longitude are exchanged, is refused; without a box none is.
	Ground []Box
	// Mapping is the mapping file of a generic CSV, MappingFile its name in messages.
	Mapping     []byte
	MappingFile string
}

// Sink receives what a door reads, in the order of the file. Each function may be nil where the caller takes
// none of its kind; the door then refuses such rows. An error from a function ends the reading and is returned.
type Sink struct {
	Report func(report.Report) error
	Layer  func(territory.Layer) error
	Watch  func(coverage.Watch) error
	Gap    func(coverage.Gap) error
	// Progress, if set, is told the number of rows and bytes read so far, at most once a thousand rows.
	Progress func(rows, bytes int64)
}

// Tally counts the rows of one file.
type Tally struct {
	File     string    `json:"file"`
	Format   string    `json:"format"`
	Rows     int64     `json:"rows"`
	Accepted int64     `json:"accepted"`
	Refused  int64     `json:"refused"`
	Reasons  []Refusal `json:"reasons,omitempty"`
}

// Refusal is a row that was not accepted, and why.
type Refusal struct {
	Row    int64  `json:"row"`
	Reason string `json:"reason"`
}

// Refuse counts a refused row and keeps its reason.
func (t *Tally) Refuse(row int64, reason error) {
	t.Refused++
	if len(t.Reasons) < MaxReasons {
		t.Reasons = append(t.Reasons, Refusal{row, reason.Error()})
	}
}

// String writes the tally for people.
func (t *Tally) String() string {
	rows := "rows"
	if t.Rows == 1 {
		rows = "row"
	}
	return fmt.Sprintf("%s (%s): %d %s, %d accepted, %d refused", t.File, t.Format, t.Rows, rows, t.Accepted, t.Refused)
}
