// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"sync"

	"truce/engine"
	"truce/journal"
	"truce/when"
)

// Arrival is a submission file as it came.
type Arrival struct {
	Data []byte
	// At is the journal time at which it is entered, or that of the entry before where that is later.
	At when.Instant
}

// Answer is what came of one arrival, in the order in which they came.
type Answer struct {
	Entered
	// Err says why it was refused: it wraps report.ErrSent or engine.ErrEntry. What a device sent before is no error, and
	// marked Again.
	Err error
}

// The most that is under way: so many files are read ahead for each core, and so many entries wait to be written together.
const (
	aheadPerCore = 4
	mostTogether = 64
)

// Stream enters submission files in the order in which they come, as Enter does one after the other, and answers each once it
// is on disk or refused. Files are read ahead on every core; while some are folded, those before are written, as many
// together as have come meanwhile. answer is called on one goroutine, never at the same time. Stream ends when the
// arrivals do, when ctx is done (what has come is entered still), or when the journal takes nothing more: then its error is
// as Enter's, and entries that were not answered may or may not be on disk if it wraps ErrReopen, and are not otherwise.
func (r *Record) Stream(ctx context.Context, arrivals iter.Seq[Arrival], answer func(Answer)) error {
	if err := errors.Join(r.stopped, ctx.Err()); err != nil {
		return err
	}
	steady := context.WithoutCancel(ctx)
	if err := r.fold(steady, nil); err != nil {
		return err
	}
	s := &stream{record: r, ctx: steady, answer: answer, folded: make(chan *passage, mostTogether), failed: make(chan struct{})}
	coming := readAhead(ctx, arrivals, s.failed)
	var writing sync.WaitGroup
	writing.Go(s.write)
	for p := range coming {
		s.fold(p)
	}
	close(s.folded)
	writing.Wait()
	if s.err != nil {
		return r.undo(steady, s.err)
	}
	return nil
}

// passage is one arrival on its way.
type passage struct {
	at     when.Instant
	ready  *Ready
	read   chan struct{} // closed once it was read
	answer Answer
	broken error // the record could not look at it: that is no refusal
}

// readAhead reads arrivals on every core and passes them on in the order in which they came, until one of the two ends.
func readAhead(ctx context.Context, arrivals iter.Seq[Arrival], failed <-chan struct{}) <-chan *passage {
	cores := runtime.GOMAXPROCS(0)
	inOrder := make(chan *passage, aheadPerCore*cores)
	go func() {
		defer close(inOrder)
		free := make(chan struct{}, cores)
		for a := range arrivals {
			p := &passage{at: a.At, read: make(chan struct{})}
			select {
			case free <- struct{}{}:
			case <-failed:
				return
			}
			go func() {
				p.ready, p.answer.Err = ReadAhead(a.Data)
				close(p.read)
				<-free
			}()
			select {
			case inOrder <- p:
			case <-failed:
				return
			}
			if ctx.Err() != nil {
				return
			}
		}
	}()
	return inOrder
}

// stream is what folds and what writes.
type stream struct {
	record *Record
	ctx    context.Context
	answer func(Answer)
	folded chan *passage
	failed chan struct{} // closed once err is set
	err    error         // why the journal takes nothing more
}

// fold lets an arrival take its turn.
func (s *stream) fold(p *passage) {
	<-p.read
	select {
	case <-s.failed:
		return // nothing more is folded, and what was is undone
	default:
	}
	if p.answer.Err == nil {
		in := Incoming{Entry: engine.Entry{Time: max(p.at, s.record.state.Now())}, Ready: p.ready}
		_, p.answer.Entered, p.answer.Err = s.record.take(s.ctx, in)
		if err := p.answer.Err; err != nil && !errors.Is(err, engine.ErrEntry) {
			p.broken = err
		}
	}
	s.folded <- p
}

// write writes what was folded, as much together as there is, and answers.
func (s *stream) write() {
	for p := range s.folded {
		group := []*passage{p}
		for more := true; more && len(group) < mostTogether; {
			select {
			case next, ok := <-s.folded:
				if more = ok; ok {
					group = append(group, next)
				}
			default:
				more = false
			}
		}
		if s.err == nil {
			s.enter(group)
		}
	}
}

// end ends the stream: nothing more is taken.
func (s *stream) end(err error) {
	s.err = err
	close(s.failed)
}

func (s *stream) enter(group []*passage) {
	if i := slices.IndexFunc(group, func(p *passage) bool { return p.broken != nil }); i >= 0 {
		if s.enter(group[:i]); s.err == nil {
			s.end(group[i].broken)
		}
		return
	}
	var sealed []*journal.Sealed
	var to []*passage
	for _, p := range group {
		if p.answer.Err == nil && !p.answer.Placed.Again {
			sealed, to = append(sealed, p.ready.sealed), append(to, p)
		}
	}
	places, err := s.record.journal.AppendSealed(s.ctx, sealed)
	if err != nil {
		s.end(err)
		return
	}
	for i, at := range places {
		to[i].answer.Placed = at
	}
	for _, p := range group {
		s.again(p)
		s.answer(p.answer)
	}
}

// again finds the place of what a device sent twice, where the first was on its way still when the second took its turn.
func (s *stream) again(p *passage) {
	if !errors.Is(p.answer.Err, engine.ErrRepeat) {
		return
	}
	if place, found, err := s.record.entered(s.ctx, p.ready.sealed); err == nil && found {
		p.answer = Answer{Entered: Entered{Placed: place}}
	}
}
