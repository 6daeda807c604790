// SPDX-License-Identifier: Apache-2.0

package load

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/sqlite"
)

// Origin is the name of the log of all journals here.
const Origin = "sim.example/1"

// File is the name of the journal in its folder.
const File = "journal.db"

// Engine is the engine that all entries name.
const Engine = "truce/engine/1"

// Key returns the log's key, the same in every process.
func Key() (journal.SigningKey, error) {
	seed := sha256.Sum256([]byte("the key of " + Origin))
	return journal.GenerateKey(bytes.NewReader(seed[:]), Origin, journal.SignsNotes)
}

// Founding is what the journals begin with.
func Founding() journal.Founding {
	return journal.Founding{
		Origin: Origin, Realm: journal.Mission,
		Draft: journal.Draft{
			Kind: journal.Genesis, Engine: Engine, Time: 1000,
			Parts: []canon.Part{{Label: journal.Genesis.Label(0), Content: []byte(`{}`)}},
		},
	}
}

// worker is one caller of a journal.
type worker struct {
	name   string
	n      int
	random *rand.Rand
	says   *speaker
	dir    string
	j      *sqlite.Journal

	sent []sent // submissions with secrets that are still there
	size int64  // the highest number that this worker was given
}

// sent is a submission and the secrets in its parts.
type sent struct {
	seq     int64
	secrets map[int]string
}

func (w *worker) next() string {
	w.n++
	return fmt.Sprintf("%s.%d", w.name, w.n)
}

// outcome says of an error what it says of the act.
func outcome(err error) Outcome {
	switch {
	case err == nil:
		return Done
	case errors.Is(err, journal.ErrUnsure):
		return Unsure
	default:
		return NotDone
	}
}

// do says that an act begins, does it, and says what came of it.
func (w *worker) do(e Event, act func(*Event) error) error {
	e.ID = w.next()
	w.says.say(e)
	err := act(&e)
	if e.Outcome = outcome(err); err != nil {
		e.Says = fmt.Sprintf("%.300v", err)
	}
	w.says.say(e)
	return err
}

func (w *worker) create(ctx context.Context) error {
	return w.do(Event{Act: Create}, func(e *Event) error {
		j, err := sqlite.Create(ctx, filepath.Join(w.dir, File), Founding())
		if err != nil && j == nil {
			e.Says = err.Error()
			return errors.Join(journal.ErrUnsure, err) // the file may be there, as opening comes after
		}
		w.j, w.size = j, 1
		return err
	})
}

// text is the content by which an entry is known: which act entered it, and which of how many drafts it is.
func text(id string, i, n int, pad string) []byte {
	return fmt.Appendf(nil, `{"id":%q,"i":%d,"n":%d,"pad":%q}`, id, i, n, pad)
}

// draft returns the i-th of n drafts, and the secrets in it.
func (w *worker) draft(id string, i, n int) (journal.Draft, map[int]string) {
	if w.random.IntN(2) == 0 {
		content := text(id, i, n, strings.Repeat("p", w.random.IntN(200)))
		return journal.Draft{
			Kind: journal.Rating, Engine: Engine, Time: 1000, Raise: true,
			Parts: []canon.Part{{Label: journal.Rating.Label(0), Content: content}},
		}, nil
	}
	d := journal.Draft{Kind: journal.Submission, Engine: Engine, Time: 1000, Raise: true, Salted: true, Device: "device of " + id}
	secrets := map[int]string{}
	for place := range journal.PartsOfReport * (1 + w.random.IntN(2)) {
		content := text(id, i, n, "")
		if place%journal.PartsOfReport != 2 {
			secret := fmt.Sprintf("SECRET-%016x-%d", w.random.Uint64(), place)
			secrets[place] = secret
			repeat := 1
			if w.random.IntN(8) == 0 {
				repeat = 1000 // many pages
			}
			content = []byte(strings.Repeat(secret+" ", repeat))
		}
		salt := canon.Salt(canon.SumBytes("salt of a simulation", fmt.Append(nil, id, i, place)))
		d.Parts = append(d.Parts, canon.Part{Label: d.Kind.Label(place), Salt: salt, Content: content})
	}
	return d, secrets
}

func (w *worker) append(ctx context.Context) error {
	n := 1 + w.random.IntN(3)
	id := fmt.Sprintf("%s.%d", w.name, w.n+1)
	drafts, secrets := make([]journal.Draft, n), make([]map[int]string, n)
	for i := range drafts {
		drafts[i], secrets[i] = w.draft(id, i, n)
	}
	return w.do(Event{Act: Append, Drafts: n}, func(e *Event) error {
		placed, err := w.j.Append(ctx, drafts)
		e.Leaves = map[int64]string{}
		for i, p := range placed {
			e.Leaves[p.Seq] = string(p.Leaf())
			w.size = max(w.size, p.Seq)
			if len(secrets[i]) > 0 {
				w.sent = append(w.sent, sent{p.Seq, secrets[i]})
			}
		}
		return err
	})
}

// sign reads back what stands in the journal, signs it and keeps the checkpoint, as whoever runs a log does.
func (w *worker) sign(ctx context.Context) error {
	key, err := Key()
	if err != nil {
		return err
	}
	size, err := w.j.Size(ctx)
	if err != nil {
		return err
	}
	if err := w.j.Recheck(ctx, 1, size); err != nil {
		return err
	}
	root, err := tlog.TreeHash(size, tlog.HashReaderFunc(w.j.ReadHashes))
	if err != nil {
		return err
	}
	signed, err := journal.SignCheckpoint(journal.Checkpoint{Origin: Origin, Size: size, Root: root}, key)
	if err != nil {
		return err
	}
	note := signed.Note.Bytes()
	return w.do(Event{Act: SetHead, Size: size, Note: string(note)}, func(*Event) error {
		return w.j.SetHead(ctx, journal.LastSigned, journal.Head{Size: size, Root: canon.Digest(root), Note: note})
	})
}

func (w *worker) destroy(ctx context.Context) error {
	if len(w.sent) == 0 {
		return nil
	}
	at := w.random.IntN(len(w.sent))
	s := w.sent[at]
	w.sent = slices.Delete(w.sent, at, at+1)
	places := make([]int, 0, len(s.secrets))
	for place := range s.secrets {
		places = append(places, place)
	}
	slices.Sort(places)
	return w.do(Event{Act: Destroy, Seq: s.seq, Secrets: s.secrets}, func(e *Event) error {
		err := w.j.Destroy(ctx, s.seq, places)
		if errors.Is(err, journal.ErrLingers) {
			return errors.Join(journal.ErrUnsure, err)
		}
		return err
	})
}

func (w *worker) backup(ctx context.Context) error {
	name := fmt.Sprintf("backup-%s-%d.db", w.name, w.n+1)
	return w.do(Event{Act: Backup, File: name, Size: w.size}, func(*Event) error {
		err := w.j.Backup(ctx, filepath.Join(w.dir, name))
		if err != nil {
			return errors.Join(journal.ErrUnsure, err) // it is whole or not there, whichever
		}
		return nil
	})
}
