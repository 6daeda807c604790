// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/sqlite"
)

// onStore are attacks on the database behind the journal's back. What the operator publishes from it afterwards is the
// evidence: a bundle that does not stand under the checkpoint that was cosigned.
func onStore() []Attack {
	by := "the journal before it signs, and whoever checks a bundle of it"
	return []Attack{
		edited("edit the database", "changes the content of an entry in the file", by, `UPDATE entry SET parts = CAST(replace(CAST(parts AS TEXT), 'seen', 'sewn') AS BLOB) WHERE seq = 3`),
		edited("edit a header in the database", "changes the time of an entry in the file", by, `UPDATE entry SET header = CAST(replace(CAST(header AS TEXT), '"time":1', '"time":2') AS BLOB) WHERE seq = 3`),
		edited("edit a hash in the database", "changes a hash of the tree in the file", by, `UPDATE hash SET hash = zeroblob(32) WHERE idx = 3`),
		edited("delete the last entries from the database", "takes the end out of the file, with its hashes", by, `DELETE FROM entry WHERE seq > 3; DELETE FROM hash WHERE idx > 3`),
		edited("exchange two entries in the database", "lets two rows change their numbers", by, `UPDATE entry SET seq = -2 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 3; UPDATE entry SET seq = 3 WHERE seq = -2`),
		{"rewrite the database whole", "makes a whole new journal with other entries in place of the old one, and its kept checkpoint", by, rewritten},
		{"open one realm as the other", "takes the mission's journal for the coalition's", "the journal, and every reader by the first entry", otherRealm},
	}
}

// stored is a journal of the same origin in a file, with its checkpoint cosigned and kept.
func (w *world) stored() (path string, c journal.SignedCheckpoint, err error) {
	path = filepath.Join(w.dir, "journal.db")
	f := journal.Founding{Origin: origin, Realm: journal.Mission, Draft: w.draft(journal.Genesis, `{"realm":"mission"}`)}
	j, err := sqlite.Create(w.ctx, path, f)
	if err != nil {
		return "", c, err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	for range 4 {
		d := w.draft(journal.Submission, `{"door":"a"}`, `{"text":"seen"}`, fmt.Sprintf(`{"n":%d}`, w.random.Int64()))
		if _, err := j.Append(w.ctx, []journal.Draft{d}); err != nil {
			return "", c, err
		}
	}
	c, err = w.signStored(j)
	return path, c, err
}

// signStored signs what stands in a journal as its server does: after it has read it back, and once the store keeps it.
func (w *world) signStored(j *sqlite.Journal) (c journal.SignedCheckpoint, err error) {
	size, err := j.Size(w.ctx)
	if err != nil {
		return c, err
	}
	if !w.options.NoRecheck {
		if err := j.Recheck(w.ctx, 1, size); err != nil {
			return c, err
		}
	}
	root, err := tlog.TreeHash(size, tlog.HashReaderFunc(j.ReadHashes))
	if err != nil {
		return c, err
	}
	c, err = journal.SignCheckpoint(journal.Checkpoint{Origin: origin, Size: size, Root: root}, w.key)
	if err != nil {
		return c, err
	}
	for _, p := range w.peers {
		line, err := journal.Cosign(c.Checkpoint, p.key, w.now)
		if err != nil {
			return c, err
		}
		c.Note = c.Note.With(line)
	}
	return c, j.SetHead(w.ctx, journal.LastSigned, journal.Head{Size: size, Root: canon.Digest(root), Note: c.Note.Bytes()})
}

// edited is an attack by statements that the operator runs on the file.
func edited(name, does, by, statements string) Attack {
	return Attack{Name: name, Does: does, By: by, run: func(w *world) ([]byte, error) {
		path, c, err := w.stored()
		if err != nil {
			return nil, err
		}
		file, err := w.exported(path, c) // before: what honest readers hold
		if err != nil {
			return nil, err
		}
		db, err := sql.Open("sqlite", "file:"+path+"?mode=rw")
		if err != nil {
			return nil, err
		}
		if _, err := db.ExecContext(w.ctx, statements); err != nil {
			return nil, errors.Join(err, db.Close())
		}
		if err := db.Close(); err != nil {
			return nil, err
		}
		j, err := sqlite.Open(w.ctx, path, journal.Mission)
		if err == nil {
			_, err = w.signStored(j)
			err = errors.Join(err, j.Close())
		}
		if !errors.Is(err, journal.ErrDamaged) && !errors.Is(err, journal.ErrHead) {
			return nil, fmt.Errorf("%w: the edited journal is signed: %w", errUnnoticed, err)
		}
		// The operator packs by hand what the journal refuses to.
		forged := strings.Replace(file, "seen", "sewn", 1)
		if forged == file {
			return nil, errors.New("the words are not where they were looked for")
		}
		return w.file(Evidence{Kind: Bundles, Bundle: forged}), nil
	}}
}

// exported returns the bundle of a journal in a file.
func (w *world) exported(path string, c journal.SignedCheckpoint) (string, error) {
	j, err := sqlite.OpenReadOnly(w.ctx, path, journal.Mission)
	if err != nil {
		return "", err
	}
	size, err := j.Size(w.ctx)
	l := &log{}
	if err == nil {
		err = j.Entries(w.ctx, 1, size, func(e journal.Entry) error {
			frame, err := journal.AppendFrame(nil, e.Parts)
			root, errRoot := e.PartsRoot()
			l.rows = append(l.rows, journal.Row{Seq: e.Header.Seq, Header: e.Head.Content, Salt: e.Head.Salt, PartsRoot: root, Frame: frame})
			return errors.Join(err, errRoot)
		})
	}
	if err = errors.Join(err, j.Close()); err != nil {
		return "", err
	}
	return w.pack(l, c, nil)
}

func rewritten(w *world) ([]byte, error) {
	_, honest, err := w.stored()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(w.dir, "other.db")
	j, err := sqlite.Create(w.ctx, path, journal.Founding{Origin: origin, Realm: journal.Mission, Draft: w.draft(journal.Genesis, `{"realm":"mission"}`)})
	if err != nil {
		return nil, err
	}
	if _, err := j.Append(w.ctx, []journal.Draft{w.draft(journal.Rating, `{"other":true}`)}); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	err = j.SetHead(w.ctx, journal.LastSigned, journal.Head{Size: honest.Size, Root: canon.Digest(honest.Root), Note: honest.Note.Bytes()})
	if !errors.Is(err, journal.ErrHead) && !errors.Is(err, journal.ErrDamaged) {
		return nil, errors.Join(fmt.Errorf("%w: another journal keeps the checkpoint: %w", errUnnoticed, err), j.Close())
	}
	if err := j.Close(); err != nil {
		return nil, err
	}
	honest.Size = 2 // what it packs has two entries, and no checkpoint of two was cosigned
	text, err := w.exported(path, honest)
	return w.file(Evidence{Kind: Bundles, Bundle: text}), err
}

func otherRealm(w *world) ([]byte, error) {
	path, c, err := w.stored()
	if err != nil {
		return nil, err
	}
	if _, err := sqlite.Open(w.ctx, path, journal.Coalition); !errors.Is(err, sqlite.ErrRealm) {
		return nil, fmt.Errorf("%w: %w", errUnnoticed, err)
	}
	text, err := w.exported(path, c)
	if err != nil {
		return nil, err
	}
	forged := strings.Replace(text, `\"realm\":\"mission\",\"seq\"`, `\"realm\":\"coalition\",\"seq\"`, 1)
	if forged == text {
		return nil, errors.New("the realm is not where it was looked for")
	}
	return w.file(Evidence{Kind: Bundles, Bundle: forged}), nil
}
