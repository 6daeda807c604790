// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"truce/canon"
	"truce/journal"
)

// Visitor is given the lines of a bundle, in order, as far as they have the form of the format. An error of a visitor
// ends the reading and is returned as it is.
type Visitor struct {
	Head       func(Head) error
	Checkpoint func(note string) error
	Entry      func(n int64, e Entry) error // n counts from 1
	Finding    func(n int64, f Finding) error
	End        func(End) error
}

// Read reads a bundle to its end, one line in memory at a time. An error that wraps ErrForm names the line.
func Read(r io.Reader, v Visitor) error {
	in := bufio.NewReaderSize(r, 1<<16)
	s := &sequence{v: v}
	for n := 1; ; n++ {
		data, err := readLine(in)
		switch {
		case errors.Is(err, io.EOF) && s.step == ended:
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%w: line %d: the file ends before its end line", ErrForm, n)
		case err != nil:
			return fmt.Errorf("line %d: %w", n, err)
		}
		var l line
		if err := canon.Decode(data, &l); err != nil {
			return fmt.Errorf("%w: line %d: %w", ErrForm, n, err)
		}
		if err := s.take(&l); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
}

func readLine(in *bufio.Reader) ([]byte, error) {
	var data []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(data)+len(part) > MaxLine+1 {
			return nil, fmt.Errorf("%w: longer than %d bytes", ErrForm, MaxLine)
		}
		data = append(data, part...)
		switch {
		case err == nil:
			return bytes.TrimSuffix(data, []byte{'\n'}), nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(data) > 0:
			return nil, fmt.Errorf("%w: the last line has no end", ErrForm)
		default:
			return nil, err
		}
	}
}

// step is how far into the order of lines a reading is.
type step int

const (
	atHead step = iota
	atCheckpoint
	atEntries
	atFindings
	ended
)

// sequence holds a reading to the order of lines.
type sequence struct {
	v       Visitor
	step    step
	size    int64
	entries int64
	ids     []canon.FindingID
}

// members is how many members of a line are set.
func (l *line) members() int {
	n := 0
	for _, set := range []bool{l.Bundle != nil, l.Checkpoint != "", l.Entry != nil, l.Finding != nil, l.End != nil} {
		if set {
			n++
		}
	}
	return n
}

func (s *sequence) take(l *line) error {
	switch {
	case l.members() != 1:
		return fmt.Errorf("%w: want one of bundle, checkpoint, entry, finding and end", ErrForm)
	case s.step == atHead && l.Bundle != nil:
		return s.head(*l.Bundle)
	case s.step == atCheckpoint && l.Checkpoint != "":
		s.step = atEntries
		return s.v.Checkpoint(l.Checkpoint)
	case s.step == atEntries && l.Entry != nil:
		return s.entry(*l.Entry)
	case s.step == atFindings && l.Finding != nil && l.Finding.Version < 1:
		return fmt.Errorf("%w: version %d of a finding: they count from 1", ErrForm, l.Finding.Version)
	case s.step == atFindings && l.Finding != nil:
		s.ids = append(s.ids, l.Finding.ID)
		return s.v.Finding(int64(len(s.ids)), *l.Finding)
	case s.step == atFindings && l.End != nil:
		s.step = ended
		return s.v.End(*l.End)
	default:
		return fmt.Errorf("%w: not the line that belongs here", ErrForm)
	}
}

func (s *sequence) head(h Head) error {
	switch {
	case h.Version != 1:
		return fmt.Errorf("%w: version %d is not known here", ErrForm, h.Version)
	case !slices.Contains([]Audience{ForMission, ForParty, ForPublic, ForCoalition}, h.Audience):
		return fmt.Errorf("%w: audience %.40q", ErrForm, string(h.Audience))
	case h.Size < 1:
		return fmt.Errorf("%w: a bundle of %d entries", ErrForm, h.Size)
	case h.Engine == "":
		return fmt.Errorf("%w: no engine", ErrForm)
	}
	if err := journal.CheckOrigin(h.Origin); err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	s.step, s.size = atCheckpoint, h.Size
	return s.v.Head(h)
}

func (s *sequence) entry(e Entry) error {
	s.entries++
	whole, rooted, bare := e.Header != nil && len(e.Parts) > 0, e.Header != nil && e.Root != nil, e.Commitment != nil
	switch {
	case whole && !rooted && !bare, rooted && len(e.Parts) == 0 && !bare:
	case bare && e.Header == nil && e.Root == nil && len(e.Parts) == 0 && s.entries > 1:
	default:
		return fmt.Errorf("%w: entry %d: want header and parts, header and root, or, after the first, a commitment", ErrForm, s.entries)
	}
	if s.entries == s.size {
		s.step = atFindings
	}
	return s.v.Entry(s.entries, e)
}
