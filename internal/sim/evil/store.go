// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"truce/app"
	"truce/canon"
	"truce/journal"
	"truce/journal/sqlite"
)

// onStore are attacks on the database behind the journal's back. What the operator publishes from it afterwards is the
// evidence: a bundle that does not stand under the checkpoint that was cosigned.
func onStore() []Attack {
	return []Attack{
		edited("edit the database", "changes the content of an entry in the file", false, `UPDATE entry SET parts = CAST(replace(CAST(parts AS TEXT), 'seen', 'sewn') AS BLOB) WHERE seq = 3`),
		edited("edit a header in the database", "changes the time of an entry in the file", false, `UPDATE entry SET header = CAST(replace(CAST(header AS TEXT), '"time":1', '"time":2') AS BLOB) WHERE seq = 3`),
		edited("edit a hash in the database", "changes a hash of the tree in the file", false, `UPDATE hash SET hash = zeroblob(32) WHERE idx = 3`),
		edited("delete the last entries from the database", "takes the end out of the file, with its hashes", true, `DELETE FROM entry WHERE seq > 3; DELETE FROM hash WHERE idx > 3`),
		edited("exchange two entries in the database", "lets two rows change their numbers", false, `UPDATE entry SET seq = -2 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 3; UPDATE entry SET seq = 3 WHERE seq = -2`),
		{"rewrite the database whole", "makes a whole new journal with other entries in place of the old one, and its kept checkpoint", byStore, rewritten},
		{"open one realm as the other", "takes the mission's journal for the coalition's", byStore, otherRealm},
	}
}

// byStore is who notices what is done to a database.
const byStore = "the program that signs, before it does, and whoever checks a bundle"

// stored is a journal of the same origin in a file, of which nothing is signed, with the place of its third entry.
func (w *world) stored() (path string, third journal.Placed, err error) {
	path = filepath.Join(w.dir, "journal.db")
	f := journal.Founding{Origin: origin, Realm: journal.Mission, Draft: w.draft(journal.Genesis, `{"realm":"mission"}`)}
	j, err := sqlite.Create(w.ctx, path, f)
	if err != nil {
		return "", third, err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	for n := range 4 {
		d := w.draft(journal.Submission, `{"door":"a"}`, `{"text":"seen"}`, fmt.Sprintf(`{"n":%d}`, w.random.Int64()))
		placed, err := j.Append(w.ctx, []journal.Draft{d})
		if err != nil {
			return "", third, err
		}
		if n == 1 {
			third = placed[0]
		}
	}
	return path, third, nil
}

// opened opens a journal in a file for as long as something is done with it.
func (w *world) opened(path string, do func(j *sqlite.Journal) error) error {
	j, err := sqlite.Open(w.ctx, path, journal.Mission)
	if err != nil {
		return err
	}
	return errors.Join(do(j), j.Close())
}

// signer is the program that signs for the log.
func (w *world) signer() app.Signer { return app.Signer{Key: w.key, Client: w.client()} }

// signStored signs what stands in a journal by the program that is shipped, or by one that reads nothing back.
func (w *world) signStored(j *sqlite.Journal) (journal.SignedCheckpoint, error) {
	if !w.options.NoRecheck {
		p, err := w.signer().Sign(w.ctx, j)
		return p.Checkpoint, err
	}
	size, err := j.Size(w.ctx)
	if err != nil {
		return journal.SignedCheckpoint{}, err
	}
	root, err := tlog.TreeHash(size, j)
	if err != nil {
		return journal.SignedCheckpoint{}, err
	}
	c, err := journal.SignCheckpoint(journal.Checkpoint{Origin: origin, Size: size, Root: root}, w.key)
	if err != nil {
		return c, err
	}
	return c, j.SetHead(w.ctx, journal.LastSigned, journal.Head{Size: size, Root: canon.Digest(root), Note: c.Note.Bytes()})
}

// cosigned signs a journal in a file and has its checkpoint cosigned.
func (w *world) cosigned(path string) (c journal.SignedCheckpoint, err error) {
	err = w.opened(path, func(j *sqlite.Journal) error {
		c, err = w.signStored(j)
		return err
	})
	for _, p := range w.peers {
		if err != nil {
			return c, err
		}
		var line note.Signature
		line, err = journal.Cosign(c.Checkpoint, p.key, w.now)
		c.Note = c.Note.With(line)
	}
	return c, err
}

// edited is an attack by statements that the operator runs on the file: before anything of it is signed, where that is no mere
// loss of what nobody was promised, and after all of it was.
func edited(name, does string, loss bool, statements string) Attack {
	return Attack{Name: name, Does: does, By: byStore, run: func(w *world) ([]byte, error) {
		unsigned, third, err := w.stored()
		if err != nil {
			return nil, err
		}
		data, err := os.ReadFile(unsigned)
		if err != nil {
			return nil, err
		}
		signed := filepath.Join(w.dir, "signed.db")
		if err := os.WriteFile(signed, data, 0o600); err != nil {
			return nil, err
		}
		c, err := w.cosigned(signed)
		if err != nil {
			return nil, err
		}
		file, err := w.exported(signed, c) // before: what honest readers hold
		if err == nil && !loss {
			err = w.refusedOf(unsigned, statements, func(j *sqlite.Journal) error {
				_, err := w.signStored(j)
				return err
			})
		}
		if err == nil {
			err = w.refusedOf(signed, statements, func(j *sqlite.Journal) error {
				_, err := w.signer().Receipt(w.ctx, j, third, app.Promise{Level: journal.Logged, Received: w.now * 1000, Deadline: (w.now + due) * 1000})
				return err
			})
		}
		if err != nil {
			return nil, err
		}
		// The operator packs by hand what the program refuses to.
		forged := strings.Replace(file, "seen", "sewn", 1)
		if forged == file {
			return nil, errors.New("the words are not where they were looked for")
		}
		return w.file(Evidence{Kind: Bundles, Bundle: forged}), nil
	}}
}

// refusedOf runs statements on a file and returns an error if the journal still opens and something is signed of it.
func (w *world) refusedOf(path, statements string, sign func(*sqlite.Journal) error) error {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=rw")
	if err != nil {
		return err
	}
	_, err = db.ExecContext(w.ctx, statements)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	err = w.opened(path, sign)
	if !errors.Is(err, journal.ErrDamaged) && !errors.Is(err, journal.ErrHead) {
		return fmt.Errorf("%w: the edited journal is signed: %w", errUnnoticed, err)
	}
	return nil
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

// storedAndCosigned is a journal in a file with its cosigned checkpoint.
func (w *world) storedAndCosigned() (path string, c journal.SignedCheckpoint, err error) {
	if path, _, err = w.stored(); err == nil {
		c, err = w.cosigned(path)
	}
	return path, c, err
}

func rewritten(w *world) ([]byte, error) {
	_, honest, err := w.storedAndCosigned()
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
	path, c, err := w.storedAndCosigned()
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
