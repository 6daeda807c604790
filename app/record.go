// SPDX-License-Identifier: Apache-2.0

// Package app turns a journal and the engine into a record: what is entered is judged and kept, in that order, and what
// was kept is judged again. It is the wiring: the journal knows no violation and the engine no disk.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/report"
	"truce/spelling/unseen"
	"truce/when"
)

// ErrReopen says that the record holds more in memory than is surely on disk. The caller opens it again.
var ErrReopen = errors.New("open the record again: what is on disk decides")

// Record is an open record of the mission's realm. It is used by one goroutine at a time.
type Record struct {
	journal *sqlite.Journal
	state   *engine.State
	gone    int64 // the first entry of which an extract was destroyed, 0 for none
	stopped error // why nothing more is entered
	// doomed is what an entry says is destroyed and may still be there, and destroyed how many were carried out since the record was
	// opened.
	doomed    []journal.DestroyedParts
	destroyed int
	heard     int64 // the last entry that says so, as far as doomed goes
	each      func(Folded) error
}

// Founder says how a record begins.
type Founder struct {
	// Origin names the log.
	Origin string
	// At is the first journal time.
	At when.Instant
	// Follows is the last checkpoint of the log that this one succeeds, nil for none.
	Follows *journal.Predecessor
	// Seed is the secret, where the entries that will come were made with one before; zero to draw it.
	Seed canon.Salt
}

// Found makes the journal of a new record in a file, with a secret of its own, and opens it. The error is fs.ErrExist if
// a file is there.
func Found(ctx context.Context, path string, f Founder) (*Record, error) {
	if f.Follows != nil && f.Follows.Origin == f.Origin {
		return nil, fmt.Errorf("begin the log %s: a successor takes a name and a key of its own", f.Origin)
	}
	genesis := engine.NewGenesis(f.At)
	genesis.Genesis.Seed = f.Seed
	if f.Seed == (canon.Salt{}) {
		if _, err := rand.Read(genesis.Genesis.Seed[:]); err != nil {
			return nil, fmt.Errorf("draw the secret of the record: %w", err)
		}
	}
	draft, err := draftOf(genesis, nil)
	if err != nil {
		return nil, err
	}
	r := &Record{state: engine.NewState()}
	if _, err := r.state.Step(genesis); err != nil {
		return nil, err
	}
	r.journal, err = sqlite.Create(ctx, path, journal.Founding{Origin: f.Origin, Realm: journal.Mission, Follows: f.Follows, Draft: draft})
	return r, err
}

// Open opens the record in a file and folds what it holds; progress, which may be nil, is told how many entries were
// folded, and of how many. The error wraps an engine.VersionError if another engine made it. Where an extract was destroyed,
// nothing is judged from its entry on, and only keys are entered: Gone.
func Open(ctx context.Context, path string, progress func(done, of int64)) (*Record, error) {
	return open(ctx, path, sqlite.Open, progress)
}

// OpenReadOnly opens the record in a file as Open does, while another program may write to it. Nothing can be entered.
func OpenReadOnly(ctx context.Context, path string, progress func(done, of int64)) (*Record, error) {
	return open(ctx, path, sqlite.OpenReadOnly, progress)
}

type opener func(context.Context, string, journal.Realm) (*sqlite.Journal, error)

func open(ctx context.Context, path string, by opener, progress func(done, of int64)) (*Record, error) {
	j, err := by(ctx, path, journal.Mission)
	if err != nil {
		return nil, err
	}
	r := &Record{journal: j, state: engine.NewState()}
	if err := r.begin(ctx, progress); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return r, nil
}

// begin folds the journal. What was destroyed before is in nothing that is made of the record from here on.
func (r *Record) begin(ctx context.Context, progress func(done, of int64)) error {
	err := r.fold(ctx, progress)
	if err == nil {
		_, err = r.carried(ctx)
	}
	return err
}

// Folded is one entry of the journal as it was folded, with what came of it. Entry has no kind where the entry is for the
// journal alone, and where nothing is judged any more: Gone.
type Folded struct {
	State   *engine.State
	Entry   engine.Entry
	Kind    journal.Kind
	Placed  journal.Placed
	Effects []engine.Effect
}

// OpenEach opens the record in a file as Open does and gives each entry to each, as it is folded. An error of it ends the
// opening.
func OpenEach(ctx context.Context, path string, each func(Folded) error) (*Record, error) {
	j, err := sqlite.Open(ctx, path, journal.Mission)
	if err != nil {
		return nil, err
	}
	r := &Record{journal: j, state: engine.NewState(), each: each}
	err = r.begin(ctx, nil)
	if r.each = nil; err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return r, nil
}

// fold folds what the journal holds beyond the state.
func (r *Record) fold(ctx context.Context, progress func(done, of int64)) error {
	size, err := r.journal.Size(ctx)
	if err != nil {
		return err
	}
	if size == r.state.Seq() {
		return r.journal.Follow(ctx, size)
	}
	err = r.journal.Entries(ctx, r.state.Seq()+1, size, func(e journal.Entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if progress != nil {
			progress(e.Header.Seq, size)
		}
		if e.Header.Kind == journal.Destruction && e.Header.Seq > r.heard { // an undoing folds again what was heard
			if err := r.doom(e); err != nil {
				return err
			}
			r.heard = e.Header.Seq
		}
		if r.gone == 0 {
			entry, effects, err := step(r.state, e.Header, e.Parts)
			if err == nil {
				return r.tell(e, entry, effects)
			}
			if !errors.Is(err, engine.ErrMissing) {
				return err
			}
			r.gone = e.Header.Seq
		}
		if err := stepKeys(r.state, e.Header, e.Parts); err != nil {
			return err
		}
		return r.tell(e, engine.Entry{Seq: e.Header.Seq, Time: when.Instant(e.Header.Time)}, nil)
	})
	if err != nil {
		return err
	}
	return r.journal.Follow(ctx, size)
}

// tell gives an entry to whoever opens the record with OpenEach.
func (r *Record) tell(e journal.Entry, entry engine.Entry, effects []engine.Effect) error {
	if r.each == nil {
		return nil
	}
	root, err := e.PartsRoot()
	if err != nil {
		return err
	}
	placed := journal.Placed{Seq: e.Header.Seq, Time: e.Header.Time, Header: e.Head.Hash(), PartsRoot: root}
	return r.each(Folded{State: r.state, Entry: entry, Kind: e.Header.Kind, Placed: placed, Effects: effects})
}

// Gone returns the number of the first entry of which an extract was destroyed, 0 for none. From there on the state has keys
// and devices, and no judgement.
func (r *Record) Gone() int64 { return r.gone }

// step folds one entry of a journal and returns it, and what came of it. The engine passes over what is for the journal alone.
func step(s *engine.State, h journal.Header, parts []journal.Part) (engine.Entry, []engine.Effect, error) {
	none := engine.Entry{Seq: h.Seq, Time: when.Instant(h.Time)}
	if h.Kind.ForJournal() {
		return none, nil, s.Skip(h.Seq, when.Instant(h.Time))
	}
	f, err := framed(h, parts)
	if err != nil {
		return none, nil, err
	}
	e, err := engine.Unframe(h.Seq, when.Instant(h.Time), f)
	if err != nil {
		return none, nil, err
	}
	effects, err := s.Step(e)
	return e, effects, err
}

// stepKeys folds of one entry what it says of keys and devices. What is for the journal alone says nothing of them.
func stepKeys(s *engine.State, h journal.Header, parts []journal.Part) error {
	if h.Kind.ForJournal() {
		return s.Skip(h.Seq, when.Instant(h.Time))
	}
	f, err := framed(h, parts)
	if err == nil {
		_, err = s.StepKeys(h.Seq, when.Instant(h.Time), f)
	}
	return err
}

// framed is an entry as the engine takes it.
func framed(h journal.Header, parts []journal.Part) (engine.Framed, error) {
	if h.Engine != engine.Version {
		return engine.Framed{}, fmt.Errorf("entry %d: %w", h.Seq, &engine.VersionError{Version: h.Engine})
	}
	f := engine.Framed{Kind: string(h.Kind), Device: h.Device, Parts: make([]canon.Part, len(parts))}
	for i, p := range parts {
		shown, _ := p.Disclosed()
		f.Parts[i] = canon.Part{Label: h.Kind.Label(i), Content: shown.Content}
	}
	var err error
	f.Root, err = (journal.Entry{Parts: parts}).PartsRoot()
	return f, err
}

// draftOf returns what the journal is given of an entry. salts are those that a device drew, one for each part, or nil
// for the journal to draw.
func draftOf(e engine.Entry, salts []canon.Salt) (journal.Draft, error) {
	if e.Submission != nil {
		if err := checkTags(e.Submission.Reports); err != nil {
			return journal.Draft{}, err
		}
	}
	f, err := engine.Frame(e)
	if err != nil {
		return journal.Draft{}, err
	}
	d := journal.Draft{Kind: journal.Kind(f.Kind), Engine: engine.Version, Time: int64(e.Time), Parts: f.Parts, Device: f.Device}
	for i, p := range d.Parts {
		if p.Content == nil {
			return journal.Draft{}, fmt.Errorf("part %s of report %d is not at hand", p.Label, i/journal.PartsOfReport+1)
		}
	}
	if salts == nil {
		return d, nil
	}
	if len(salts) != len(d.Parts) {
		return journal.Draft{}, fmt.Errorf("%d salts for %d parts", len(salts), len(d.Parts))
	}
	d.Salted = true
	for i := range d.Parts {
		d.Parts[i].Salt = salts[i]
	}
	return d, nil
}

// Close closes the record's journal.
func (r *Record) Close() error { return r.journal.Close() }

// State is what the entries come to. Nobody but the record changes it.
func (r *Record) State() *engine.State { return r.state }

// Journal is where the entries are kept.
func (r *Record) Journal() *sqlite.Journal { return r.journal }

// Entered is one entry and what came of it.
type Entered struct {
	Placed journal.Placed
	// Entry is what was entered; it has no kind where it was there before.
	Entry   engine.Entry
	Effects []engine.Effect
}

// Incoming is an entry to be taken, its number and, where a device drew them, the salts of its parts. The number is set
// by the record.
type Incoming struct {
	Entry engine.Entry
	Salts []canon.Salt
	// Ready, where it is not nil, is the submission: then Entry has only the time, and there are no salts.
	Ready *Ready
}

// Enter takes entries in order: the engine looks at each whole, and what it takes is in the journal, on disk, when Enter
// returns. The first that is refused ends it; those before it are entered, and the error wraps engine.ErrEntry. What a
// device drew salts for and sent before is entered once: its first place is returned, marked Again, and nothing comes of it.
// Where the journal takes nothing, the record is as it was. Where it is not known what is on disk the error wraps ErrReopen,
// and so does every later one. Once the first entry was looked at, a context that is done ends nothing. Another program may enter
// something meanwhile: then everything is looked at once more, behind that.
func (r *Record) Enter(ctx context.Context, list []Incoming) ([]Entered, error) {
	if err := errors.Join(r.stopped, ctx.Err()); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	out, err := r.enter(ctx, list)
	if errors.Is(err, journal.ErrOutgrown) && r.stopped == nil {
		out, err = r.enter(ctx, list)
	}
	return out, err
}

func (r *Record) enter(ctx context.Context, list []Incoming) ([]Entered, error) {
	if err := r.Look(ctx); err != nil { // what another program entered since
		return nil, err
	}
	var out []Entered
	var taken []*Ready
	var at []int // where in out each of them stands
	var refused error
	for _, in := range list {
		one, entered, err := r.take(ctx, in)
		if err != nil {
			refused = err
			break
		}
		if !entered.Placed.Again {
			taken, at = append(taken, one), append(at, len(out))
		}
		out = append(out, entered)
	}
	if len(taken) == 0 {
		return out, refused
	}
	places, err := r.append(ctx, taken)
	if err != nil {
		return nil, r.undo(ctx, err)
	}
	for i, p := range places {
		out[at[i]].Placed = p
	}
	return out, refused
}

func (r *Record) append(ctx context.Context, taken []*Ready) ([]journal.Placed, error) {
	sealed := make([]*journal.Sealed, len(taken))
	for i, each := range taken {
		var err error
		if sealed[i], err = each.final(); err != nil {
			return nil, err
		}
	}
	return r.journal.AppendSealed(ctx, sealed)
}

// take looks at one entry as the journal will keep it, and folds what would come back from there.
func (r *Record) take(ctx context.Context, in Incoming) (*Ready, Entered, error) {
	seq := r.state.Seq() + 1
	refuse := func(err error) (*Ready, Entered, error) {
		return nil, Entered{}, fmt.Errorf("%w: entry %d: %w", engine.ErrEntry, seq, err)
	}
	ready := in.Ready
	if ready == nil {
		var err error
		if ready, err = sealedOf(in); err != nil {
			return refuse(err)
		}
	}
	sealed := ready.sealed
	sealed.At(int64(in.Entry.Time))
	if sealed.Salted() {
		place, found, err := r.entered(ctx, sealed)
		if err != nil {
			return nil, Entered{}, err
		}
		if found {
			return ready, Entered{Placed: place}, nil
		}
	}
	if err := r.addressed(sealed.Device()); err != nil {
		return refuse(err)
	}
	if r.gone > 0 {
		if sealed.Kind() != journal.Key {
			return refuse(fmt.Errorf("%w: an extract of entry %d was destroyed, so only keys are entered: go on in a successor", engine.ErrMissing, r.gone))
		}
		effects, err := r.state.StepKeys(seq, in.Entry.Time, ready.framed)
		return ready, Entered{Effects: effects, Entry: engine.Entry{Seq: seq, Time: in.Entry.Time}}, err
	}
	e, err := ready.entry(seq, in.Entry.Time)
	if err == nil {
		err = reads(&e)
	}
	if err != nil {
		return refuse(err)
	}
	effects, err := r.state.Step(e)
	return ready, Entered{Effects: effects, Entry: e}, err
}

// reads returns an error where somebody wrote a sign that nobody sees, or that turns the order of letters. Texts of agreements, maps and
// what sources report stay as they are, and so does what is on record: only what comes in is asked.
func reads(e *engine.Entry) error {
	if e.Genesis != nil || e.Adoption != nil || e.Layer != nil || e.Submission != nil {
		return nil
	}
	return unseen.CheckAll(e)
}

// addressed returns an error unless the header of a device, empty for none, is for this log, and the checkpoint that it saw
// is of the tree that the log has.
func (r *Record) addressed(header string) error {
	if header == "" {
		return nil
	}
	h, err := report.ReadHeader(header)
	if err != nil {
		return err
	}
	if own := r.journal.First().Origin; h.Origin != own {
		return fmt.Errorf("the device sealed it for the log %.80q, and this is %s", h.Origin, own)
	}
	size, root, err := h.Saw()
	if err != nil || size == 0 {
		return err
	}
	if held := r.state.Seq(); size > held {
		return fmt.Errorf("the device saw a checkpoint of %d entries, and this journal has %d: is it an old copy?", size, held)
	}
	own, err := tlog.TreeHash(size, r.journal)
	if err != nil {
		return fmt.Errorf("the root of the first %d entries, of which the device saw a checkpoint: %w", size, err)
	}
	if canon.Digest(own) != root {
		return fmt.Errorf("the device saw the root %s at %d entries, and this journal has %s there: if the log signed both, it signed two trees", root, size, canon.Digest(own))
	}
	return nil
}

// entered returns the place of an entry that is what was sealed.
func (r *Record) entered(ctx context.Context, sealed *journal.Sealed) (place journal.Placed, found bool, err error) {
	places, err := r.journal.ByRoot(ctx, sealed.PartsRoot())
	if err != nil {
		return place, false, err
	}
	for _, p := range places {
		e, err := r.journal.Entry(ctx, p.Seq)
		if err != nil {
			return place, false, err
		}
		if e.Header.Kind == sealed.Kind() && e.Header.Device == sealed.Device() {
			p.Again = true
			return p, true, nil
		}
	}
	return place, false, nil
}

// undo brings the state back to what the journal holds after it took nothing.
func (r *Record) undo(ctx context.Context, err error) error {
	if errors.Is(err, journal.ErrUnsure) || errors.Is(err, journal.ErrStopped) {
		r.stopped = fmt.Errorf("%w: %w", ErrReopen, err)
		return r.stopped
	}
	r.state, r.gone = engine.NewState(), 0
	if again := r.fold(ctx, nil); again != nil {
		r.stopped = fmt.Errorf("%w: %w", ErrReopen, errors.Join(err, again))
		return r.stopped
	}
	return fmt.Errorf("nothing was entered: %w", err)
}
