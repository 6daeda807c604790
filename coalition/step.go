// SPDX-License-Identifier: Apache-2.0

// Package coalition turns the entries of a coalition's record, one after the other, into its registers: who is bound to what, what
// force is pledged, who meets, how far a text is agreed, who said what, and what a mission released. It is a deterministic state
// machine with a journal and keys of its own. Of the mission's realm it knows released findings and nothing else, and nothing
// of it flows back (ADR 22).
package coalition

import (
	"errors"
	"fmt"

	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/internal/access/reads/trail"
	"truce/keyring"
	"truce/when"
)

// State is what the entries so far come to. It is used by one goroutine at a time.
type State struct {
	seq     int64
	now     when.Instant
	genesis *Genesis

	ring     *keyring.Ring
	releases []Released

	statements   *statement.Register
	undertakings *undertaking.Register
	force        *force.Register
	meetings     *meeting.Register
	readiness    *readiness.Register
	heads        trail.Heads
}

// NewState returns the state before the first entry.
func NewState() *State {
	return &State{
		ring:       newRing(),
		statements: statement.New(), undertakings: undertaking.New(), force: force.New(), meetings: meeting.New(),
		readiness: readiness.New(),
	}
}

// Seq is the number of the last entry, 0 before the first.
func (s *State) Seq() int64 { return s.seq }

// Now is the journal time of the last entry.
func (s *State) Now() when.Instant { return s.now }

// Statements are the sources and what was said in them.
func (s *State) Statements() *statement.Register { return s.statements }

// Undertakings are what texts say, and where states stand on them.
func (s *State) Undertakings() *undertaking.Register { return s.undertakings }

// Force is what is required and what was pledged. It answers contributors, and whom they admit.
func (s *State) Force() *force.Register { return s.force }

// Meetings are who meets whom, and what comes of it.
func (s *State) Meetings() *meeting.Register { return s.meetings }

// Readiness is how far texts are agreed.
func (s *State) Readiness() *readiness.Register { return s.readiness }

// Reads are the heads of the log of reads that are on record.
func (s *State) Reads() *trail.Heads { return &s.heads }

// Effect is what came of an entry: exactly one member is set.
type Effect struct {
	// Released is a released finding of a mission that was not on record before.
	Released *Released `json:"released,omitempty"`
	// Entered is the kind of an entry that a register took.
	Entered string `json:"entered,omitempty"`
}

// Step applies one entry and returns what came of it. After an error nothing has changed: the entry is looked at whole before
// anything is done. It errors with ErrEntry, and says why; with ErrRealm as well where the record is of another realm.
func (s *State) Step(e Entry) ([]Effect, error) {
	kind, err := s.admit(&e)
	if err != nil {
		return nil, err
	}
	apply, err := s.prepare(&e)
	if err != nil {
		return nil, fmt.Errorf("%w: entry %d, %s: %w", ErrEntry, e.Seq, kind, err)
	}
	s.seq, s.now = e.Seq, e.Time
	return apply(), nil
}

// Skip passes over an entry that is for the journal alone: it takes its number and its time, and nothing comes of it. After an
// error, which is ErrEntry, nothing has changed.
func (s *State) Skip(seq int64, at when.Instant) error {
	if seq != s.seq+1 || s.genesis == nil || at < s.now || at > when.MaxInstant {
		return fmt.Errorf("%w: entry %d at %s is passed over, after entry %d at %s", ErrEntry, seq, at, s.seq, s.now)
	}
	s.seq, s.now = seq, at
	return nil
}

// admit checks what every entry must fulfil, whatever its kind.
func (s *State) admit(e *Entry) (string, error) {
	kind, err := e.kind()
	switch {
	case err != nil:
	case e.Seq != s.seq+1:
		err = fmt.Errorf("%w: entry %d follows entry %d", ErrEntry, e.Seq, s.seq)
	case (e.Genesis != nil) != (s.genesis == nil):
		err = fmt.Errorf("%w: entry %d is a %s: a record begins with its genesis and has no other", ErrEntry, e.Seq, kind)
	case e.Time < when.MinInstant || e.Time > when.MaxInstant:
		err = fmt.Errorf("%w: entry %d: its time is outside of the years 1 to 9999", ErrEntry, e.Seq)
	case e.Genesis == nil && e.Time < s.now:
		err = fmt.Errorf("%w: entry %d at %s: journal time never decreases, and the entry before is of %s", ErrEntry, e.Seq, e.Time, s.now)
	}
	return kind, err
}

// deed is what an entry does, once it was found in order.
type deed func() []Effect

// prepare finds an entry in order, or says why it is not, and changes nothing.
func (s *State) prepare(e *Entry) (deed, error) {
	entered := func(kind string, apply func(), err error) (deed, error) {
		return func() []Effect { apply(); return []Effect{{Entered: kind}} }, err
	}
	switch {
	case e.Genesis != nil:
		return func() []Effect { s.genesis = e.Genesis; return nil }, e.Genesis.check()
	case e.Key != nil:
		return s.enrol(e.Key)
	case e.Release != nil:
		return s.release(e.Release, e.Seq, e.Time)
	case e.Statement != nil:
		apply, err := s.statements.Prepare(e.Time, e.Seq, e.Statement)
		return entered("statement", apply, err)
	case e.Undertaking != nil:
		apply, err := s.undertakings.Prepare(e.Time, e.Seq, e.Undertaking)
		return entered("undertaking", apply, err)
	case e.Force != nil:
		apply, err := s.force.Prepare(e.Time, e.Seq, e.Force)
		return entered("force", apply, err)
	case e.Meeting != nil:
		apply, err := s.meetings.Prepare(e.Time, e.Seq, e.Meeting)
		return entered("meeting", apply, err)
	case e.Readiness != nil:
		apply, err := s.readiness.Prepare(e.Time, e.Seq, e.Readiness)
		return entered("readiness", apply, err)
	case e.Reads != nil:
		apply, err := s.heads.Prepare(e.Reads, e.Time)
		return entered("reads", apply, err)
	}
	return nil, errors.New("a kind without a register")
}
