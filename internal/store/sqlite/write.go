// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"truce/canon"
	"truce/engine"
	"truce/internal/store"
)

// batch is one transaction of the writer.
type batch struct {
	ctx    context.Context
	s      *Store
	chunks map[int64]*chunk
	tally  map[tallyKey]bounds
	// numbers are those of the rows of incidents, as far as they are known.
	numbers map[canon.IncidentID]int64
	packer  packer
}

// transact runs do in a transaction, all or nothing.
func (s *Store) transact(ctx context.Context, do func(*batch) error) error {
	b := &batch{ctx: ctx, s: s, chunks: map[int64]*chunk{}, tally: map[tallyKey]bounds{}, numbers: map[canon.IncidentID]int64{}}
	if _, err := b.exec("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	err := do(b)
	if err == nil {
		err = errors.Join(b.flushChunks(), b.flushTally())
	}
	if err == nil {
		_, err = b.exec("COMMIT")
	}
	if err == nil {
		return nil
	}
	b.ctx = context.WithoutCancel(ctx)
	_, back := b.exec("ROLLBACK")
	if code(back) == 1 { // SQLite ended the transaction itself when a statement failed
		back = nil
	}
	return fmt.Errorf("nothing was written: %w", errors.Join(err, back))
}

// stmt returns a statement of the writer's connection, prepared once.
func (b *batch) stmt(query string) (*sql.Stmt, error) {
	s := b.s
	if s.conn == nil {
		conn, err := s.writer.Conn(b.ctx)
		if err != nil {
			return nil, err
		}
		s.conn, s.prepared = conn, map[string]*sql.Stmt{}
	}
	if st := s.prepared[query]; st != nil {
		return st, nil
	}
	st, err := s.conn.PrepareContext(b.ctx, query)
	if err == nil {
		s.prepared[query] = st
	}
	return st, err
}

func (b *batch) exec(query string, args ...any) (sql.Result, error) {
	st, err := b.stmt(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(b.ctx, args...)
}

// row reads one row into to and tells whether there was one.
func (b *batch) row(query string, args, to []any) (bool, error) {
	st, err := b.stmt(query)
	if err != nil {
		return false, err
	}
	switch err := st.QueryRowContext(b.ctx, args...).Scan(to...); {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	default:
		return err == nil, err
	}
}

// together is about how many effects are applied in one transaction while a store is made.
const together = 20_000

// errOther says that the record is another than the store was made of.
var errOther = errors.New("the store is of another record")

// Rebuild brings the store to the end of a record: what it lacks is projected as the record is folded, and what it has is passed
// over. It is called once after Open, before Follow, with the very fold that opens the record, so that nothing is folded
// twice. Only where the record turns out to be another one, or says that parts were destroyed since, is the store dropped and
// replay called again. Nothing is served until Rebuild returns without an error; one that was interrupted goes on where it
// stood. progress, which may be nil, is told the entries that were passed.
func (s *Store) Rebuild(ctx context.Context, replay store.Replay, progress func(seq int64)) error {
	err := s.rebuild(ctx, replay, progress)
	if errors.Is(err, errOther) {
		if err = s.Drop(ctx); err == nil {
			err = s.rebuild(ctx, replay, progress)
		}
	}
	if err != nil {
		return fmt.Errorf("make the store %s: %w", s.path, err)
	}
	return nil
}

func (s *Store) rebuild(ctx context.Context, replay store.Replay, progress func(seq int64)) error {
	var waiting []store.Entered
	var state *engine.State
	effects := 0
	flush := func() error {
		if len(waiting) == 0 {
			return nil
		}
		err := s.follow(ctx, state, waiting)
		waiting, effects = waiting[:0], 0
		return err
	}
	s.primed = s.mark.Seq == 0
	begun, destroyed := s.mark, int64(0)
	err := replay(func(now *engine.State, e store.Entered) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		state = now
		if progress != nil {
			progress(e.Seq)
		}
		if e.Destroys {
			if destroyed++; begun.Seq > 0 && e.Seq > begun.Seq {
				return errOther
			}
		}
		if !s.primed {
			if e.Seq < begun.Seq {
				return nil
			}
			if e.Seq != begun.Seq || e.Commitment != begun.Commitment || destroyed != begun.Destroyed {
				return errOther
			}
			s.projector.Learn(now)
			s.primed = true
			return nil
		}
		waiting, effects = append(waiting, e), effects+len(e.Effects)+1
		if effects < together {
			return nil
		}
		return flush()
	})
	if err == nil && !s.primed {
		err = errOther
	}
	if err == nil {
		err = flush()
	}
	if err != nil {
		return err
	}
	if err := s.transact(ctx, func(b *batch) error { return b.head(head{Mark: s.mark}) }); err != nil {
		return err
	}
	s.serving.Store(true)
	return nil
}

// Follow applies what came of entries that follow each other, in one transaction: all or nothing. state is that after the last
// of them, and the first of them follows the last entry of the store. What is in the store already is passed over, so what
// failed may be given again. After an error the rows are as they were. Where an entry says that parts were destroyed the store
// is dropped instead, and the error wraps store.ErrRebuilding: the record is opened again, and the store made with it.
func (s *Store) Follow(ctx context.Context, state *engine.State, entered []store.Entered) error {
	for len(entered) > 0 && entered[0].Seq <= s.mark.Seq {
		entered = entered[1:]
	}
	if len(entered) == 0 {
		return nil
	}
	switch {
	case !s.primed:
		return fmt.Errorf("follow: %w: call Rebuild once before", store.ErrRebuilding)
	case slices.ContainsFunc(entered, func(e store.Entered) bool { return e.Destroys }):
		return errors.Join(fmt.Errorf("follow: %w: parts were destroyed, so open the record again and call Rebuild", store.ErrRebuilding), s.Drop(ctx))
	case entered[0].Seq != s.mark.Seq+1:
		return fmt.Errorf("follow: entry %d does not follow entry %d: call Rebuild", entered[0].Seq, s.mark.Seq)
	}
	if err := s.follow(ctx, state, entered); err != nil {
		return fmt.Errorf("follow: %w", err)
	}
	return nil
}

func (s *Store) follow(ctx context.Context, state *engine.State, entered []store.Entered) error {
	changes, err := s.projector.Project(state, entered)
	if err != nil {
		return err
	}
	return s.apply(ctx, changes)
}

// Tick applies what came of deadlines that passed since the last entry: the effects that the engine's Tick returned, and
// state after it. It may be left out: the store is then behind until the next entry, and the effects come no more, so
// whoever leaves one out calls Drop and Rebuild.
func (s *Store) Tick(ctx context.Context, state *engine.State, effects []engine.Effect) error {
	if len(effects) == 0 {
		return nil
	}
	if !s.primed {
		return fmt.Errorf("tick: %w: call Rebuild once before", store.ErrRebuilding)
	}
	changes, err := s.projector.Tick(state, effects)
	if err == nil {
		changes.Seq, changes.Commitment = s.mark.Seq, s.mark.Commitment
		err = s.apply(ctx, changes)
	}
	if err != nil {
		return fmt.Errorf("tick: %w", err)
	}
	return nil
}

// Apply writes changes and takes their last entry as the store's own. It is for whoever has rows and no record, as a
// benchmark does; Follow is what keeps to the record.
func (s *Store) Apply(ctx context.Context, c *store.Changes) error {
	if err := s.apply(ctx, c); err != nil {
		return err
	}
	s.serving.Store(true)
	return nil
}

func (s *Store) apply(ctx context.Context, c *store.Changes) error {
	mark := s.mark
	mark.Seq, mark.Commitment, mark.Destroyed = c.Seq, c.Commitment, mark.Destroyed+c.Destroyed
	err := s.transact(ctx, func(b *batch) error {
		if err := b.put(c); err != nil {
			return err
		}
		return b.head(head{Mark: mark, Making: !s.serving.Load()})
	})
	if err == nil {
		s.mark = mark
	}
	return err
}

// put writes the rows: incidents before what names them.
func (b *batch) put(c *store.Changes) error {
	for i := range c.Incidents {
		if err := b.incident(&c.Incidents[i]); err != nil {
			return fmt.Errorf("incident %s: %w", c.Incidents[i].ID, err)
		}
	}
	if err := b.observations(c); err != nil {
		return err
	}
	if err := b.findings(c); err != nil {
		return err
	}
	for i := range c.Reports {
		if err := b.report(&c.Reports[i]); err != nil {
			return fmt.Errorf("report %s: %w", c.Reports[i].ID, err)
		}
	}
	for i := range c.Redrawn {
		if err := b.redraw(&c.Redrawn[i]); err != nil {
			return fmt.Errorf("observation %s: %w", c.Redrawn[i].ID, err)
		}
	}
	for _, same := range c.Same {
		if err := b.same(same); err != nil {
			return fmt.Errorf("incident %s: %w", same.Of, err)
		}
	}
	for _, r := range c.Reviews {
		if err := b.review(r); err != nil {
			return fmt.Errorf("review: %w", err)
		}
	}
	return nil
}
