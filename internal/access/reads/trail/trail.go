// SPDX-License-Identifier: Apache-2.0

// Package trail turns what people looked at, one line after the other, into a chain of digests whose head stands for all of
// it, and holds the heads that a record has of such a chain to each other. The lines themselves are kept by package reads and
// never enter the record, which has the heads alone: they bind the lines and say nothing of them.
package trail

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"truce/canon"
	"truce/when"
)

// Limits of what a line holds, in bytes.
const (
	MaxName = 200
	MaxText = 2000
)

// Answer is what somebody who looked got to see.
type Answer string

// The closed list of answers.
const (
	// Shown says that it was shown.
	Shown Answer = "shown"
	// Refused says that it was not: to whoever asked it looked as what does not exist.
	Refused Answer = "refused"
	// Absent says that there is no such thing.
	Absent Answer = "absent"
)

// Read is one line: somebody looked at something, or asked to.
type Read struct {
	// Seq counts from 1; Add sets it.
	Seq int64        `json:"seq"`
	At  when.Instant `json:"at"`
	// Who is the person, Member the party, guarantor or body that they speak for, if any, and Role what they acted as.
	Who    string `json:"who"`
	Member string `json:"member,omitempty"`
	Role   string `json:"role"`
	// Kind is what sort of thing was looked at, such as notice or finding, and Object which.
	Kind   string `json:"kind"`
	Object string `json:"object,omitempty"`
	// Query is what was asked for, as it came: the address of a page with what was filled in.
	Query  string `json:"query,omitempty"`
	Answer Answer `json:"answer"`
}

// word is how a role and a kind are written, whatever the lists of those who write them.
var word = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)

// Check returns an error unless a line is of the form; its number is not looked at.
func (r *Read) Check() error {
	switch {
	case r.At < when.MinInstant || r.At > when.MaxInstant:
		return errors.New("a read lies in the years 1 to 9999")
	case r.Who == "":
		return errors.New("a read names who looked; one who did not say is anonymous")
	case !word.MatchString(r.Role):
		return fmt.Errorf("role %.80q: a word of small letters, digits and hyphens", r.Role)
	case !word.MatchString(r.Kind):
		return fmt.Errorf("kind %.80q: a word of small letters, digits and hyphens", r.Kind)
	case r.Answer != Shown && r.Answer != Refused && r.Answer != Absent:
		return fmt.Errorf("answer %.40q: use shown, refused or absent", r.Answer)
	}
	for _, each := range []struct {
		what, text string
		most       int
	}{{"who", r.Who, MaxName}, {"member", r.Member, MaxName}, {"object", r.Object, MaxName}, {"query", r.Query, MaxText}} {
		if len(each.text) > each.most || !utf8.ValidString(each.text) || strings.ContainsFunc(each.text, func(c rune) bool { return c < ' ' || c == 0x7f }) {
			return fmt.Errorf("%s: want one line of text of at most %d bytes", each.what, each.most)
		}
	}
	return nil
}

// Trail is where a log of reads stands. The zero Trail is that of an empty log.
type Trail struct {
	Count  int64
	Digest canon.Digest
	// Last is the time of the last line.
	Last when.Instant
}

// Add takes in the next line: it sets its number, and moves the head. A line of an earlier time than the last is an error, and
// so is one that is not of the form; then nothing has changed.
func (c *Trail) Add(r *Read) error {
	if err := r.Check(); err != nil {
		return err
	}
	if c.Count > 0 && r.At < c.Last {
		return fmt.Errorf("a read of %s stands after one of %s", r.At, c.Last)
	}
	next := *r
	next.Seq = c.Count + 1
	line, err := canon.Encode(next)
	if err != nil {
		return err
	}
	*r = next
	c.Count, c.Last = next.Seq, next.At
	c.Digest = canon.SumBytes("truce/read/1", append(append([]byte(nil), c.Digest[:]...), line...))
	return nil
}

// Head is where a log of reads stood at the end of a day, as an entry of kind "reads" carries it.
type Head struct {
	By string `json:"by"`
	// Day is the civil day in UTC whose reads, and all before them, the head stands for.
	Day    when.Date    `json:"day"`
	Count  int64        `json:"count"`
	Digest canon.Digest `json:"digest"`
}

// Heads are the heads that a record has, in order of recording. The zero Heads are none.
type Heads struct {
	list []Head
}

// All returns the heads in order of recording.
func (h *Heads) All() []Head { return h.list }

// Prepare looks at a head whole and returns what enters it; it changes nothing. A head goes on from the one before: on a later
// day, with no fewer lines, and with the same digest where there are no more.
func (h *Heads) Prepare(next *Head, at when.Instant) (apply func(), err error) {
	var last Head
	if len(h.list) > 0 {
		last = h.list[len(h.list)-1]
	}
	utc, err := when.LoadZone("UTC")
	if err != nil {
		return nil, err
	}
	switch {
	case next.By == "" || len(next.By) > MaxName:
		return nil, errors.New("a head of the log of reads names who enters it")
	case next.Day.Check() != nil || utc.Whole(next.Day).To >= at:
		return nil, fmt.Errorf("the day %s is not over", next.Day)
	case len(h.list) > 0 && next.Day.Compare(last.Day) <= 0:
		return nil, fmt.Errorf("the head of %s is on record: the next is of a later day", last.Day)
	case next.Count < last.Count || next.Count == last.Count && next.Digest != last.Digest:
		return nil, fmt.Errorf("the log of reads had %d lines with the digest %s on %s, and this is another log, or less of it", last.Count, last.Digest, last.Day)
	case next.Count == 0 && !next.Digest.IsZero():
		return nil, errors.New("the digest of a log of no reads is zero")
	}
	head := *next
	return func() { h.list = append(h.list, head) }, nil
}
