// SPDX-License-Identifier: Apache-2.0

package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/sqlite"
)

// Depth is how much is asked of a journal.
type Depth int

// The depths.
const (
	// Read opens the journal and reads all of it.
	Read Depth = iota
	// Enter appends an entry after that, and reads once more.
	Enter
)

// Check opens the journal in a folder with the shipped store and asks it for everything that was acknowledged, and for
// nothing half. Its error says what is broken; nil says that every promise holds.
func (l *Ledger) Check(ctx context.Context, dir string, depth Depth) error {
	if err := l.checkSecrets(dir); err != nil {
		return fmt.Errorf("before it is opened: %w", err)
	}
	path := filepath.Join(dir, File)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if l.Acknowledged(Create) > 0 {
			return errors.New("the journal is gone")
		}
		return l.checkBackups(ctx, dir)
	}
	j, err := sqlite.Open(ctx, path, journal.Mission)
	if err != nil {
		return fmt.Errorf("it does not open: %w", err)
	}
	err = l.checkJournal(ctx, j)
	if err == nil {
		err = l.checkHead(ctx, j)
	}
	if err == nil {
		err = l.checkSecrets(dir)
	}
	if err == nil && depth == Enter {
		err = enter(ctx, j)
	}
	return errors.Join(err, j.Close(), l.checkBackups(ctx, dir))
}

// found is what is read of a journal: the entries by the act that they say they come from, and a tree of its own.
type found struct {
	acts   map[string][]known
	hashes memory
	size   int64
}

// known is an entry as its content says who it is.
type known struct {
	ID string `json:"id"`
	I  int    `json:"i"`
	N  int    `json:"n"`

	seq  int64
	leaf string
}

// memory is a tree in memory that shares nothing with the store.
type memory []tlog.Hash

// ReadHashes returns hashes by their numbers.
func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		out = append(out, m[i])
	}
	return out, nil
}

func (f *found) take(e journal.Entry) error {
	leaf, err := e.Leaf()
	if err != nil {
		return err
	}
	more, err := tlog.StoredHashes(f.size, leaf, f.hashes)
	if err != nil {
		return err
	}
	f.hashes, f.size = append(f.hashes, more...), f.size+1
	if e.Header.Kind == journal.Genesis {
		return nil
	}
	at := 0
	if e.Header.Kind == journal.Submission {
		at = journal.PartsOfReport - 1 // the extract, which is never destroyed here
	}
	part, shown := e.Parts[at].Disclosed()
	k := known{seq: e.Header.Seq, leaf: string(leaf)}
	if err := json.Unmarshal(part.Content, &k); !shown || err != nil {
		return fmt.Errorf("entry %d: not what anybody entered: %w", e.Header.Seq, err)
	}
	f.acts[k.ID] = append(f.acts[k.ID], k)
	return nil
}

// checkJournal reads every entry and the tree.
func (l *Ledger) checkJournal(ctx context.Context, j *sqlite.Journal) error {
	size, err := j.Size(ctx)
	if err != nil {
		return err
	}
	f := &found{acts: map[string][]known{}}
	if err := j.Entries(ctx, 1, size, f.take); err != nil {
		return err
	}
	if err := j.Recheck(ctx, 1, size); err != nil {
		return fmt.Errorf("recheck: %w", err)
	}
	own, err := tlog.TreeHash(size, f.hashes)
	if err != nil {
		return err
	}
	if stored, err := tlog.TreeHash(size, tlog.HashReaderFunc(j.ReadHashes)); err != nil || stored != own {
		return fmt.Errorf("the root at %d entries is %s, computed from them it is %s: %w", size, stored, own, err)
	}
	return l.checkActs(ctx, j, f.acts)
}

// checkActs compares what is found with what was said.
func (l *Ledger) checkActs(ctx context.Context, j *sqlite.Journal, acts map[string][]known) error {
	for id, entries := range acts {
		e, ok := l.acts[id]
		switch {
		case !ok || e.Act != Append:
			return fmt.Errorf("entry %d: nobody began %s", entries[0].seq, id)
		case e.Outcome == NotDone:
			return fmt.Errorf("entry %d: %s was said not to be entered: %s", entries[0].seq, id, e.Says)
		case len(entries) != e.Drafts:
			return fmt.Errorf("entry %d: half of %s: %d of %d drafts", entries[0].seq, id, len(entries), e.Drafts)
		}
		for i, k := range entries {
			if k.I != i || k.N != len(entries) || k.seq != entries[0].seq+int64(i) {
				return fmt.Errorf("entry %d: the drafts of %s are out of order", k.seq, id)
			}
		}
	}
	for _, id := range l.order {
		e := l.acts[id]
		if e.Outcome != Done {
			continue
		}
		switch e.Act {
		case Append:
			if len(acts[id]) == 0 {
				return fmt.Errorf("%s was acknowledged and is lost", id)
			}
			for _, k := range acts[id] {
				if e.Leaves[k.seq] != k.leaf {
					return fmt.Errorf("entry %d of %s is not the one that was acknowledged", k.seq, id)
				}
			}
		case Destroy:
			if err := checkDestroyed(ctx, j, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkDestroyed(ctx context.Context, j *sqlite.Journal, e Event) error {
	entry, err := j.Entry(ctx, e.Seq)
	if err != nil {
		return err
	}
	for place := range e.Secrets {
		if !entry.Parts[place].IsDestroyed() {
			return fmt.Errorf("entry %d: part %d was destroyed and is there again", e.Seq, place)
		}
	}
	return nil
}

// checkSecrets looks into the bytes of the journal's files for what was destroyed.
func (l *Ledger) checkSecrets(dir string) error {
	var secrets []string
	for _, e := range l.acts {
		if e.Act == Destroy && e.Outcome == Done {
			for _, s := range e.Secrets {
				secrets = append(secrets, s)
			}
		}
	}
	if len(secrets) == 0 {
		return nil
	}
	for _, ending := range []string{"", "-wal"} {
		data, err := os.ReadFile(filepath.Join(dir, File+ending))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if !bytes.Contains(data, []byte("SECRET-")) {
			continue
		}
		for _, s := range secrets {
			if bytes.Contains(data, []byte(s)) {
				return fmt.Errorf("%w: %s is in %s", ErrLingers, s, File+ending)
			}
		}
	}
	return nil
}

// ErrLingers says that what was destroyed stands in a file all the same.
var ErrLingers = errors.New("what was said to be destroyed is still there")

// checkHead holds the journal to the last checkpoint that it was given to keep.
func (l *Ledger) checkHead(ctx context.Context, j *sqlite.Journal) error {
	var kept Event
	notes := map[string]bool{"": true}
	for _, id := range l.order {
		e := l.acts[id]
		if e.Act != SetHead {
			continue
		}
		notes[e.Note] = e.Outcome != NotDone
		if e.Outcome == Done && e.Size >= kept.Size {
			kept = e
		}
	}
	h, err := j.Head(ctx, journal.LastSigned)
	switch {
	case err != nil:
		return err
	case h.Size < kept.Size:
		return fmt.Errorf("the head of size %d was kept, and it is of size %d", kept.Size, h.Size)
	case !notes[string(h.Note)]:
		return fmt.Errorf("a head of size %d that nobody kept", h.Size)
	case h.Size == 0:
		return nil
	}
	key, err := Key()
	if err != nil {
		return err
	}
	s, err := journal.OpenCheckpoint(h.Note, key.Verifier())
	if err == nil && (s.Size != h.Size || canon.Digest(s.Root) != h.Root) {
		err = errors.New("its note is of another tree")
	}
	if err != nil {
		return fmt.Errorf("the head of size %d: %w", h.Size, err)
	}
	return nil
}

// checkBackups asks for every backup: one that was said to be done is there, and whichever is there is whole.
func (l *Ledger) checkBackups(ctx context.Context, dir string) error {
	for _, e := range l.acts {
		if e.Act != Backup {
			continue
		}
		path := filepath.Join(dir, e.File)
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) && e.Outcome != Done {
			continue
		}
		sum := canon.SumBytes("a backup", data)
		if _, before := l.whole.Load(sum); err == nil && !before {
			err = checkBackup(ctx, path, e.Size)
			l.whole.Store(sum, true)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", e.File, err)
		}
	}
	return nil
}

func checkBackup(ctx context.Context, path string, size int64) error {
	j, err := sqlite.OpenReadOnly(ctx, path, journal.Mission)
	if err != nil {
		return err
	}
	got, err := j.Size(ctx)
	if err == nil && got < size {
		err = fmt.Errorf("it has %d entries of %d", got, size)
	}
	if err == nil {
		err = j.Recheck(ctx, 1, got)
	}
	return errors.Join(err, j.Close())
}

// enter appends an entry and reads it back: the journal goes on.
func enter(ctx context.Context, j *sqlite.Journal) error {
	d := Founding().Draft
	d.Kind, d.Raise = journal.Rating, true
	d.Parts = []canon.Part{{Label: d.Kind.Label(0), Content: []byte(strings.Repeat("1", 10))}}
	placed, err := j.Append(ctx, []journal.Draft{d})
	if err != nil {
		return fmt.Errorf("the journal does not go on: %w", err)
	}
	if err := j.Recheck(ctx, 1, placed[0].Seq); err != nil {
		return fmt.Errorf("recheck after an entry: %w", err)
	}
	return nil
}
