// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/internal/durable"
	"truce/internal/entryfile"
	"truce/when"
)

// text is an agreement that a command line names, ready to be adopted.
type text struct {
	compiled *agreement.Compiled
	starts   map[agreement.TimeID]string
}

// texts are the agreements of one command line: all in force, or all exercises.
type texts []text

func (t texts) exercise() bool { return len(t) > 0 && t[0].compiled.Agreement().Exercise }

// readTexts reads and compiles agreements. Each start event is set in every agreement that has it.
func readTexts(names []string, starts map[string]string) (texts, error) {
	var all texts
	used := map[string]bool{}
	for _, name := range names {
		a, err := readAgreement(name)
		if err != nil {
			return nil, err
		}
		own := map[agreement.TimeID]string{}
		for _, t := range a.Times {
			if at, ok := starts[string(t.ID)]; ok {
				own[t.ID], used[string(t.ID)] = at, true
			}
		}
		c, err := agreement.Compile(a, own)
		if err != nil {
			return nil, ofFile(name, a, err)
		}
		all = append(all, text{c, own})
		if a.Exercise != all.exercise() {
			return nil, mixed(name)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(starts)) {
		if !used[id] {
			return nil, fmt.Errorf("--start %s: none of the agreements has a time of that name: it stands under times: as id", id)
		}
	}
	return all, nil
}

func mixed(name string) error {
	return fmt.Errorf("%s: an exercise and a text in force are never judged together: judge them apart, each with a --state of its own", name)
}

// What is on record of a run of judge that ended with an error.
const (
	nothingEntered = "nothing was entered"
	allEntered     = "what the run took in was entered"
	mayNotLast     = "what the run took in was entered and may not last: run again"
)

// record is a folder of entries, folded: what it held and what is new.
type record struct {
	dir   string
	size  int64 // of the file of entries when it was read
	state *engine.State
	fresh []engine.Entry

	entered string // what of this run is on record
}

// openRecord folds the entries of a folder; without a folder the record is empty and kept nowhere.
func openRecord(ctx context.Context, dir string) (*record, error) {
	r := &record{dir: dir, state: engine.NewState(), size: sizeOf(dir), entered: nothingEntered}
	if dir == "" {
		return r, nil
	}
	err := entryfile.Read(dir, func(e engine.Entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		progressOf(ctx).note("entries of the record folded", e.Seq, 0)
		_, err := r.state.Step(e)
		return err
	})
	progressOf(ctx).end()
	return r, ofRecord("read the record", err)
}

// ofRecord says of an error of reading a record whether its bytes are at fault or the machine. It is never changed.
func ofRecord(doing string, err error) error {
	var path *fs.PathError
	var other *engine.VersionError
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &other):
		return fmt.Errorf("%s: %w", doing, err)
	case errors.As(err, &path):
		return fmt.Errorf("%s: %w: %w", doing, say.ErrUnknown, err)
	default:
		return fmt.Errorf("%s: %w: fetch a copy that is whole", doing, err)
	}
}

// sizeOf returns the size of a folder's file of entries, 0 where there is none.
func sizeOf(dir string) int64 {
	info, err := os.Stat(filepath.Join(dir, entryfile.Name))
	if dir == "" || err != nil {
		return 0
	}
	return info.Size()
}

// exercise tells whether the record is one of an exercise.
func (r *record) exercise() bool {
	d := r.state.Dockets()
	return len(d) > 0 && d[0].Text().Agreement().Exercise
}

// missing returns the agreements that the record does not hold yet, and refuses those that do not fit it.
func (r *record) missing(all texts) (texts, error) {
	var rest texts
	for _, t := range all {
		ref := t.compiled.Ref()
		if len(r.state.Dockets()) > 0 && r.exercise() != all.exercise() {
			return nil, mixed(ref)
		}
		i := slices.IndexFunc(r.state.Dockets(), func(d *finding.Docket) bool { return d.Text().Ref() == ref })
		if i < 0 {
			rest = append(rest, t)
			continue
		}
		same, err := t.sameAs(r.state.Dockets()[i].Text())
		if err != nil {
			return nil, err
		}
		if !same {
			return nil, fmt.Errorf("%s: the record holds this version with another text or another start: give the new text a version of its own, or use another folder for --state", ref)
		}
	}
	return rest, nil
}

// sameAs tells whether the text is the one on record. Without starts of its own it takes those of the record.
func (t text) sameAs(held *agreement.Compiled) (bool, error) {
	if len(t.starts) > 0 {
		return t.compiled.Digest() == held.Digest(), nil
	}
	a, errA := canon.Encode(t.compiled.Agreement())
	b, errB := canon.Encode(held.Agreement())
	return bytes.Equal(a, b), errors.Join(errA, errB)
}

// enter gives the engine the agreements and then the batch, and returns how many rows were left out as repeats of
// others or because they are on record.
func (r *record) enter(ctx context.Context, all texts, b *engine.Batch) (repeats int, err error) {
	begin := r.state.Now()
	if r.state.Seq() == 0 {
		if first, ok := b.First(); ok {
			begin = first
		}
		if err := r.step(ctx, engine.NewGenesis(begin)); err != nil {
			return 0, err
		}
	}
	for _, t := range all {
		adoption := &engine.Adoption{Agreement: t.compiled.Agreement(), Starts: t.starts}
		if err := r.step(ctx, engine.Entry{Seq: r.state.Seq() + 1, Time: begin, Adoption: adoption}); err != nil {
			return 0, err
		}
	}
	rest, repeats, err := b.Entries(r.state)
	if err != nil {
		return 0, err
	}
	for i, e := range rest {
		progressOf(ctx).note("new entries folded", int64(i), int64(len(rest)))
		if err := r.step(ctx, e); err != nil {
			return 0, err
		}
	}
	progressOf(ctx).end()
	return repeats, ctx.Err()
}

func (r *record) step(ctx context.Context, e engine.Entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, err := r.state.Step(e)
	r.fresh = append(r.fresh, e)
	return err
}

// keep writes the new entries to the folder, unless another run wrote to it since it was read. Afterwards r.entered
// says what is on record.
func (r *record) keep() (err error) {
	if r.dir == "" || len(r.fresh) == 0 {
		return nil
	}
	if err := os.MkdirAll(r.dir, 0o755); err != nil {
		return r.notKept(err)
	}
	unlock, err := durable.Lock(r.dir)
	if err != nil {
		return r.notKept(err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if sizeOf(r.dir) != r.size {
		return r.notKept(errors.New("another run changed the folder meanwhile: run again"))
	}
	err = entryfile.Append(r.dir, r.fresh)
	switch {
	case err == nil:
		r.entered = allEntered
		return nil
	case sizeOf(r.dir) != r.size:
		r.entered = mayNotLast
	}
	return r.notKept(err)
}

func (r *record) notKept(err error) error {
	return fmt.Errorf("keep the entries in %s: %w: %w", r.dir, say.ErrUnknown, err)
}

// rewind folds again only what was known at a time.
func (r *record) rewind(ctx context.Context, cut when.Instant) error {
	state := engine.NewState()
	take := func(e engine.Entry) error {
		if e.Time > cut {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		progressOf(ctx).note("entries folded up to --as-of", e.Seq, 0)
		_, err := state.Step(e)
		return err
	}
	if r.dir != "" {
		if err := entryfile.Read(r.dir, take); err != nil {
			return ofRecord("read the record", err)
		}
	} else {
		for _, e := range r.fresh {
			if err := take(e); err != nil {
				return err
			}
		}
	}
	if state.Seq() > 0 {
		state.Tick(cut)
	}
	r.state = state
	return nil
}
