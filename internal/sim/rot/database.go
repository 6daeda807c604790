// SPDX-License-Identifier: Apache-2.0

package rot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/internal/sim/load"
	"truce/internal/sim/tally"
	"truce/journal"
	"truce/journal/sqlite"
)

// view is everything that a journal says, as text that two journals share only if they say the same.
type view string

// viewer reads journals.
type viewer struct {
	key   journal.VerifierKey
	roots []canon.Digest // of all entries that there ever were

	options Options
}

// look reads a journal whole. Its error says that damage was found out.
func (v *viewer) look(ctx context.Context, j *sqlite.Journal) (view, error) {
	size, err := j.Size(ctx)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = j.Entries(ctx, 1, size, func(e journal.Entry) error {
		leaf, err := e.Leaf()
		fmt.Fprintf(&b, "%s%s", leaf, e.Head.Content)
		for _, p := range e.Parts {
			form, errForm := json.Marshal(p.Form())
			fmt.Fprintf(&b, "%s\n", form)
			err = errors.Join(err, errForm)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if !v.options.NoRecheck {
		if err := j.Recheck(ctx, 1, size); err != nil {
			return "", err
		}
	}
	root, err := tlog.TreeHash(size, tlog.HashReaderFunc(j.ReadHashes))
	if err != nil {
		return "", err
	}
	fmt.Fprintln(&b, size, root)
	for _, r := range v.roots {
		placed, err := j.ByRoot(ctx, r)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&b, placed)
	}
	for _, name := range []journal.HeadName{journal.LastSigned, journal.LastCosigned} {
		h, err := j.Head(ctx, name)
		if err != nil {
			return "", err
		}
		if h.Size > 0 { // whoever uses it opens its note
			if s, err := journal.OpenCheckpoint(h.Note, v.key); err != nil || s.Size != h.Size || canon.Digest(s.Root) != h.Root {
				return "", fmt.Errorf("the %s head: %w: its note is of another tree", name, err)
			}
		}
		fmt.Fprintf(&b, "%s %d %s %s\n", name, h.Size, h.Root, h.Note)
	}
	return view(b.String()), nil
}

// recorded is a journal at some moments.
type recorded struct {
	viewer
	dir     string
	journal []byte // the file, and the WAL beside it
	wal     []byte
	closed  []byte // the file after it was closed
	earlier map[view]bool
	now     view
}

func databases(ctx context.Context, job tally.Job, o Options) ([]subject, error) {
	r := &recorded{viewer: viewer{options: o}, dir: filepath.Join(job.Dir, "rot"), earlier: map[view]bool{}}
	if err := os.Mkdir(r.dir, 0o700); err != nil {
		return nil, err
	}
	if err := r.record(ctx); err != nil {
		return nil, err
	}
	return []subject{
		{"database", r.closed, func(ctx context.Context, data []byte) (Verdict, error) { return r.read(ctx, data, nil) }, 400},
		{"database with a WAL", r.journal, func(ctx context.Context, data []byte) (Verdict, error) { return r.read(ctx, data, r.wal) }, 50},
		{"WAL", r.wal, func(ctx context.Context, data []byte) (Verdict, error) { return r.read(ctx, r.journal, data) }, 150},
	}, nil
}

// record works on a journal and keeps what it says after each act.
func (r *recorded) record(ctx context.Context) error {
	key, err := load.Key()
	if err != nil {
		return err
	}
	r.key = key.Verifier()
	path := filepath.Join(r.dir, load.File)
	j, err := sqlite.Create(ctx, path, load.Founding())
	if err != nil {
		return err
	}
	for n := range 14 {
		if err := r.act(ctx, j, n, key); err != nil {
			return errors.Join(err, j.Close())
		}
	}
	// Until now the roots were not all known, so that views differ by that alone; look at each moment once more from copies.
	if r.now, err = r.look(ctx, j); err != nil {
		return errors.Join(err, j.Close())
	}
	if r.journal, err = os.ReadFile(path); err != nil {
		return err
	}
	if r.wal, err = os.ReadFile(path + "-wal"); err != nil {
		return err
	}
	if err := j.Close(); err != nil {
		return err
	}
	if r.closed, err = os.ReadFile(path); err != nil {
		return err
	}
	return r.moments(ctx)
}

// act is one of the acts of record: submissions, a destroyed part, which leaves free space, and a kept checkpoint.
func (r *recorded) act(ctx context.Context, j *sqlite.Journal, n int, key journal.SigningKey) error {
	switch n {
	case 6:
		return j.Destroy(ctx, 3, []int{0, 1})
	case 9, 12:
		size, err := j.Size(ctx)
		if err != nil {
			return err
		}
		root, err := tlog.TreeHash(size, tlog.HashReaderFunc(j.ReadHashes))
		if err != nil {
			return err
		}
		c, err := journal.SignCheckpoint(journal.Checkpoint{Origin: load.Origin, Size: size, Root: root}, key)
		if err != nil {
			return err
		}
		return j.SetHead(ctx, journal.LastSigned, journal.Head{Size: size, Root: canon.Digest(root), Note: c.Note.Bytes()})
	}
	d := journal.Draft{Kind: journal.Submission, Engine: load.Engine, Time: 1000, Salted: true, Device: fmt.Sprint("device ", n)}
	for i := range journal.PartsOfReport {
		content := fmt.Appendf(nil, "part %d of act %d", i, n)
		if n == 4 && i == 1 {
			content = bytes.Repeat(content, 2000) // some pages
		}
		salt := canon.Salt(canon.SumBytes("salt of rot", content))
		d.Parts = append(d.Parts, canon.Part{Label: d.Kind.Label(i), Salt: salt, Content: content})
	}
	placed, err := j.Append(ctx, []journal.Draft{d})
	if err == nil {
		r.roots = append(r.roots, placed[0].PartsRoot)
	}
	return err
}

// moments cuts the WAL at every frame and keeps what the journal said then.
func (r *recorded) moments(ctx context.Context) error {
	const head, frame = 32, 24 + 16384
	for end := head; end <= len(r.wal); end += frame {
		v, err := r.open(ctx, r.journal, r.wal[:end])
		if err != nil {
			return fmt.Errorf("the journal at an earlier moment: %w", err)
		}
		r.earlier[v] = true
	}
	v, err := r.open(ctx, r.closed, nil)
	if err == nil && v != r.now {
		err = errors.New("the journal says something else once it is closed")
	}
	return err
}

func (r *recorded) open(ctx context.Context, data, wal []byte) (v view, err error) {
	dir, err := os.MkdirTemp(r.dir, "damaged-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, load.File)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", err
	}
	if wal != nil {
		if err := os.WriteFile(path+"-wal", wal, 0o600); err != nil {
			return "", err
		}
	}
	j, err := sqlite.Open(ctx, path, journal.Mission)
	if err != nil {
		return "", err
	}
	v, err = r.look(ctx, j)
	_ = j.Close() // of a damaged file it may fail, which finds it out no less
	return v, err
}

func (r *recorded) read(ctx context.Context, data, wal []byte) (Verdict, error) {
	v, err := r.open(ctx, data, wal)
	switch {
	case err != nil:
		return Found, nil
	case v == r.now:
		return Harmless, nil
	case wal != nil && r.earlier[v]:
		return Cut, nil
	default:
		return Served, nil
	}
}
