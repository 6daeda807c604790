// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"truce/canon"
	"truce/engine"
	"truce/internal/entryfile"
	"truce/journal"
	"truce/report"
	"truce/when"
)

// ErrOtherEntries says that a journal holds something else than a folder of entries. The caller seals the folder into a
// journal of its own.
var ErrOtherEntries = errors.New("the journal is not the beginning of the folder")

// Sealing says what is sealed into which journal.
type Sealing struct {
	// Dir is the folder of entries and Journal the file, which is made if it is not there.
	Dir, Journal string
	// Founder begins the journal; its time is that of the folder's first entry. Where the journal is there already, its
	// origin is empty or that of the journal.
	Founder Founder
	// Before is the file of the journal that this one succeeds, empty for none: what was destroyed there is not sealed again.
	// Once named, it is named in every later call.
	Before string
	// Progress, which may be nil, is told how many entries were looked at.
	Progress func(done int64)
}

// Sealed is what a sealing came to.
type Sealed struct {
	// Held is how many entries the journal had, Entered how many it got, and Rest how many it had that the folder does not
	// have.
	Held, Entered, Rest int64
	// Lost is what the folder holds and was destroyed in the log before.
	Lost Lost
}

// The entries of one transaction: about so many bytes, and at most so many.
const (
	sealBytes   = 4 << 20
	sealEntries = 512
)

// Seal enters the entries of a folder into a journal and goes on where the journal stands. The first entry is the
// journal's own, since it holds a secret that no folder has; and a submission too long for one entry is cut into several.
// Keys, what devices sent and what the operations room did were entered straight into the journal and are passed over; what was known before them is
// entered at the journal's time.
// What was entered before an error, an interrupt among them, stays entered: Sealed says how much, and the same call goes on
// from there. The error wraps ErrOtherEntries if the journal holds something else.
func Seal(ctx context.Context, s Sealing) (Sealed, error) {
	r := &sealer{Sealing: s, ctx: ctx}
	err := entryfile.Read(s.Dir, r.take)
	if r.carried != nil {
		err = errors.Join(err, r.carried.before.Close())
	}
	if err == nil && r.record == nil {
		err = fmt.Errorf("folder %s: it holds no entries", s.Dir)
	}
	if err == nil {
		err = r.flush()
	}
	if r.record == nil {
		return r.done, err
	}
	r.done.Rest = r.passed + max(0, r.done.Held-r.at)
	return r.done, errors.Join(err, r.record.Close())
}

type sealer struct {
	Sealing
	ctx    context.Context
	record *Record

	carried *carrying // nil where no log before is named

	done   Sealed
	at     int64 // entries of the journal that were compared, passed over or are waiting
	passed int64 // of them, those that no folder holds
	time   int64 // journal time of the last of them
	room   bool  // whether the last of them came from the operations room
	list   []Incoming
	bytes  int
}

func (s *sealer) take(e engine.Entry) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if s.record == nil {
		return s.begin(e)
	}
	parts, err := cut(e)
	if err != nil {
		return err
	}
	for _, each := range parts {
		keep := true
		if s.carried != nil {
			var lost Lost
			if each, keep, lost, err = s.carried.entry(s.ctx, each); err != nil {
				return err
			}
			s.done.Lost.Reports, s.done.Lost.Parts = s.done.Lost.Reports+lost.Reports, s.done.Lost.Parts+lost.Parts
		}
		if !keep {
			continue
		}
		if err := s.next(each); err != nil {
			return err
		}
	}
	return nil
}

// begin opens the journal, or makes it.
func (s *sealer) begin(first engine.Entry) error {
	if _, err := engine.NewState().Step(first); err != nil {
		return err
	}
	_, err := os.Stat(s.Journal)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.Founder.At = first.Time
		if s.record, err = Found(s.ctx, s.Journal, s.Founder); err != nil {
			return err
		}
		s.done.Entered = 1
	case err != nil:
		return err
	default:
		if s.record, err = Open(s.ctx, s.Journal, nil); err != nil {
			return err
		}
		s.done.Held = s.record.State().Seq()
		head := s.record.journal.First()
		switch {
		case s.Founder.Origin != "" && s.Founder.Origin != head.Origin:
			return fmt.Errorf("journal %s is of the log %s, not of %s", s.Journal, head.Origin, s.Founder.Origin)
		case head.Time != int64(first.Time):
			return fmt.Errorf("journal %s, entry 1: %w: it begins at another time", s.Journal, ErrOtherEntries)
		}
	}
	s.at, s.time = 1, int64(first.Time)
	if s.Before != "" {
		s.carried, err = carry(s.ctx, s.Before, s.record.journal.First().Follows)
	}
	return err
}

// ofFolder tells whether an entry may have come from a folder. Keys, what devices sent and what is for the journal alone did not.
func ofFolder(h journal.Header) bool {
	return h.Device == "" && h.Kind != journal.Key && !h.Kind.ForJournal()
}

// ofRoom tells whether an entry came from the operations room, which enters straight into the journal: its own kinds, and the gaps that
// its acts make known, which follow them.
func ofRoom(h journal.Header, after bool) bool {
	switch h.Kind {
	case journal.Duty, journal.Patrol, journal.Notice, journal.Mode, journal.Issue:
		return true
	}
	return h.Kind == journal.Gap && after
}

// next compares an entry with that of the journal, or lets it wait to be entered.
func (s *sealer) next(e sized) error {
	if e.bytes > journal.MaxFrame {
		return fmt.Errorf("entry %d: %d bytes, stop at %d", e.entry.Seq, e.bytes, journal.MaxFrame)
	}
	s.at++
	if s.Progress != nil {
		s.Progress(s.at)
	}
	for s.at <= s.done.Held {
		held, err := s.record.journal.Entry(s.ctx, s.at)
		if err != nil {
			return err
		}
		before := s.time
		s.time = held.Header.Time
		switch {
		case held.Header.Kind == journal.Closing:
			return fmt.Errorf("journal %s, entry %d: %w: what the folder has beyond it is sealed into the successor", s.Journal, s.at, journal.ErrEnded)
		case ofRoom(held.Header, s.room) && !sameEntry(e, held, before):
			s.room = true
		case ofFolder(held.Header):
			s.room = false
			return s.compare(e, held, before)
		default:
			s.room = false
		}
		s.at, s.passed = s.at+1, s.passed+1
	}
	if len(s.list) > 0 && (s.bytes+e.bytes > sealBytes || len(s.list) >= sealEntries) {
		if err := s.flush(); err != nil {
			return err
		}
	}
	entry, err := retagged(e.entry)
	if err != nil {
		return err
	}
	s.list, s.bytes = append(s.list, Incoming{Entry: entry}), s.bytes+e.bytes
	return nil
}

// retagged returns an entry whose reports have tags drawn at random in place of those of the folder, which are the digests of
// their originals: that of a row of few unknowns would give the row away after the original was destroyed.
func retagged(e engine.Entry) (engine.Entry, error) {
	if e.Submission == nil {
		return e, nil
	}
	sub := *e.Submission
	sub.Reports = slices.Clone(sub.Reports)
	for i := range sub.Reports {
		if tag := &sub.Reports[i].Extract.Tag; !tag.IsZero() {
			if _, err := rand.Read(tag[:]); err != nil {
				return e, fmt.Errorf("draw the tag of a report: %w", err)
			}
		}
	}
	e.Submission = &sub
	return e, nil
}

func (s *sealer) flush() error {
	if len(s.list) == 0 {
		return nil
	}
	if err := s.ctx.Err(); err != nil {
		return err
	}
	for i := range s.list {
		s.list[i].Entry.Time = max(s.list[i].Entry.Time, s.record.state.Now())
	}
	got, err := s.record.Enter(s.ctx, s.list)
	s.done.Entered += int64(len(got))
	s.list, s.bytes = nil, 0
	return err
}

// compare returns an error unless an entry of the journal is that of the folder.
func (s *sealer) compare(e sized, held journal.Entry, before int64) error {
	if !sameEntry(e, held, before) {
		return fmt.Errorf("journal %s, entry %d: %w: seal the folder into a journal of its own", s.Journal, s.at, ErrOtherEntries)
	}
	return nil
}

// sameEntry tells whether an entry of a journal is one of a folder, entered at its time or at that of the entry before. A
// part that was destroyed there is passed over.
func sameEntry(e sized, held journal.Entry, before int64) bool {
	h := held.Header
	same := string(h.Kind) == e.framed.Kind && h.Time == max(before, int64(e.entry.Time)) && len(held.Parts) == len(e.framed.Parts)
	for i := 0; same && i < len(held.Parts); i++ {
		shown, ok := held.Parts[i].Disclosed()
		same = !ok || sameContent(shown, e.framed.Parts[i])
	}
	return same
}

// sameContent tells whether a part of the journal is that of the folder, but for the tag of an extract.
func sameContent(held, own canon.Part) bool {
	if held.Label != own.Label || held.Label != "extract" {
		return held.Label == own.Label && bytes.Equal(held.Content, own.Content)
	}
	var a, b report.Extract
	if canon.Decode(held.Content, &a) != nil || canon.Decode(own.Content, &b) != nil || a.Tag.IsZero() != b.Tag.IsZero() {
		return false
	}
	a.Tag, b.Tag = canon.Digest{}, canon.Digest{}
	return canon.Equal(a, b)
}

// sized is an entry and what a journal keeps of it.
type sized struct {
	entry  engine.Entry
	framed engine.Framed
	bytes  int
}

// cut returns an entry, or the entries into which a submission of too many reports is cut. The same submission is always cut
// alike.
func cut(e engine.Entry) ([]sized, error) {
	if e.Submission != nil && e.Submission.Device != nil {
		return nil, fmt.Errorf("entry %d: a device sealed it, and the folder does not hold its salts: enter what the device sent", e.Seq)
	}
	whole, err := measure(e)
	if err != nil || whole.bytes <= journal.MaxFrame || e.Submission == nil {
		return []sized{whole}, err
	}
	var out []sized
	var some []report.Report
	room := 0
	for _, r := range e.Submission.Reports {
		one, err := measure(part(e.Time, r))
		if err != nil {
			return nil, err
		}
		if len(some) > 0 && room+one.bytes > journal.MaxFrame {
			piece, err := measure(part(e.Time, some...))
			if err != nil {
				return nil, err
			}
			out, some, room = append(out, piece), nil, 0
		}
		some, room = append(some, r), room+one.bytes
	}
	last, err := measure(part(e.Time, some...))
	return append(out, last), err
}

func part(at when.Instant, reports ...report.Report) engine.Entry {
	return engine.Entry{Time: at, Submission: &engine.Submission{Reports: reports}}
}

func measure(e engine.Entry) (sized, error) {
	f, err := engine.Frame(e)
	if err != nil {
		return sized{}, err
	}
	s := sized{entry: e, framed: f, bytes: frameHead}
	for _, p := range f.Parts {
		s.bytes += framePart + len(p.Content)
	}
	return s, nil
}

// What a part and a frame take beside content (docs/spec/journal.md).
const (
	framePart = 69
	frameHead = 5
)
