// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"bytes"
	"errors"
	"fmt"

	"truce/canon"
	"truce/coalition"
	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/internal/casefile"
	"truce/internal/intake/registers"
)

// importTable enters a table of a register, the rows as entries of their own, all at the time of the line.
func (r *Run) importTable(s casefile.Step) error {
	if len(s.Words) != 2 {
		return errors.New("write: import REGISTER FILE")
	}
	data, err := r.file(s.Words[1])
	if err != nil {
		return err
	}
	switch s.Words[0] {
	case "undertakings":
		return rows(r, s.Words[1], data, sheet[undertaking.Record]{registers.Undertakings(), func(x *undertaking.Record) coalition.Entry { return coalition.Entry{Undertaking: x} }})
	case "force":
		return rows(r, s.Words[1], data, sheet[force.Record]{registers.Force(), func(x *force.Record) coalition.Entry { return coalition.Entry{Force: x} }})
	case "meetings":
		return rows(r, s.Words[1], data, sheet[meeting.Record]{registers.Meetings(), func(x *meeting.Record) coalition.Entry { return coalition.Entry{Meeting: x} }})
	case "readiness":
		return rows(r, s.Words[1], data, sheet[readiness.Record]{registers.Readiness(), func(x *readiness.Record) coalition.Entry { return coalition.Entry{Readiness: x} }})
	case "statements":
		return rows(r, s.Words[1], data, sheet[statement.Record]{registers.Statements(), func(x *statement.Record) coalition.Entry { return coalition.Entry{Statement: x} }})
	}
	return unknown("register", s.Words[0], []string{"undertakings", "force", "meetings", "readiness", "statements"})
}

// sheet is the table of a register, and how a row of it is an entry.
type sheet[R any] struct {
	table registers.Sheet[R]
	entry func(*R) coalition.Entry
}

func rows[R any](r *Run, name string, data []byte, s sheet[R]) error {
	read, err := s.table.ReadRows(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, row := range read {
		if err := r.enter(s.entry(&row.Record)); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, row.Line, err)
		}
	}
	return nil
}

// release enters the released half of a finding that a file has as a JSON object. It came in no bundle, and what the record says of it
// is that it was entered by hand.
func (r *Run) release(s casefile.Step) error {
	if len(s.Words) != 1 || s.Get("origin") == "" || s.Get("by") == "" {
		return errors.New("write: release FILE origin=LOG by=NAME")
	}
	data, err := r.file(s.Words[0])
	if err != nil {
		return err
	}
	var value any
	if err := canon.DecodeLoose(data, &value); err != nil {
		return fmt.Errorf("%s: %w", s.Words[0], err)
	}
	content, err := canon.Encode(value)
	if err != nil {
		return fmt.Errorf("%s: %w", s.Words[0], err)
	}
	x := coalition.Release{Origin: s.Get("origin"), By: s.Get("by"), Version: 1, Content: string(content), Internal: canon.SumBytes("truce/case-internal/1", content)}
	if before := s.Get("supersedes"); before != "" {
		old, err := r.released(before)
		if err != nil {
			return err
		}
		x.Version, x.Supersedes = old.Version+1, old.Finding
	}
	x.Finding = canon.FindingIDOf(x.Version, x.Supersedes, canon.Part{Label: "released", Salt: x.Salt, Content: content}.Hash(), x.Internal)
	return r.enter(coalition.Entry{Release: &x})
}

// released finds a release by its place, "1" for the first, or "last".
func (r *Run) released(name string) (coalition.Released, error) {
	all := r.state.Releases()
	for i, each := range all {
		if name == fmt.Sprint(i+1) || name == "last" && i == len(all)-1 {
			return each, nil
		}
	}
	return coalition.Released{}, fmt.Errorf("no release %.40q: there are %d, by their places or last", name, len(all))
}
