// SPDX-License-Identifier: Apache-2.0

package rot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"time"

	"truce/canon"
	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/internal/sim/tree"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/cosigner"
	"truce/journal/tiles"
)

const origin = "rot.example/1"

// public is a log that was published, cosigned and packed.
type public struct {
	key, own journal.SigningKey
	log      *tree.Tree
	signed   journal.SignedCheckpoint
	policy   journal.Policy
	disk     *faulty.Disk
	files    map[string][]byte
}

func published(ctx context.Context) ([]subject, error) {
	p := &public{disk: faulty.New(), files: map[string][]byte{}}
	if err := p.make(ctx); err != nil {
		return nil, err
	}
	out := []subject{
		{"checkpoint", p.files["checkpoint"], p.readCheckpoint, 40},
		{"cosigner's state", p.files[statePath()], p.readState, 40},
	}
	for _, path := range []string{"tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"} {
		out = append(out, subject{"tiles", p.files[path], func(ctx context.Context, data []byte) (Verdict, error) { return p.readTile(ctx, path, data) }, 20})
	}
	packed, policy, err := pack(p.key, p.own)
	if err != nil {
		return nil, err
	}
	whole, err := bundle.Check(bytes.NewReader(packed), &policy, bundle.Seen{})
	for _, a := range whole.Answers { // a bundle that does not hold before shows nothing of what is found after
		if a.Outcome != journal.Yes {
			err = errors.Join(err, fmt.Errorf("the bundle before anything rots: %s: %s: %s", a.Question, a.Outcome, a.Says))
		}
	}
	return append(out, subject{"bundle", packed, func(_ context.Context, data []byte) (Verdict, error) {
		r, err := bundle.Check(bytes.NewReader(data), &policy, bundle.Seen{})
		if err != nil {
			return Found, nil
		}
		for _, a := range r.Answers {
			if a.Outcome != journal.Yes {
				return Found, nil
			}
		}
		return Served, nil
	}, 60}), err
}

func statePath() string {
	return "logs/" + canon.SumBytes("truce/cosigner/1", []byte(origin)).String() + "/state"
}

func (p *public) make(ctx context.Context) (err error) {
	if p.key, err = tree.Key(origin, journal.SignsNotes); err != nil {
		return err
	}
	if p.own, err = tree.Key("cosigner.example", journal.Cosigns); err != nil {
		return err
	}
	if p.policy, err = policyOf(p.key, p.own); err != nil {
		return err
	}
	p.log = tree.New(p.key)
	if err := p.log.Grow(300, ""); err != nil {
		return err
	}
	if err := cosigner.Enrol(durable.NewFolder(p.disk), p.own.Verifier(), origin); err != nil {
		return err
	}
	s, err := p.start(p.disk)
	if err != nil {
		return err
	}
	code, answer, err := ask(s, p.log, 0, 300)
	if err != nil || code != http.StatusOK {
		return fmt.Errorf("an honest tree is answered %d: %w", code, err)
	}
	lines, err := journal.ParseSignatureLines(answer)
	if err != nil {
		return err
	}
	if p.signed, err = p.log.Checkpoint(300); err != nil {
		return err
	}
	p.signed.Note = p.signed.Note.With(lines...)
	if err := tiles.Publish(ctx, durable.NewFolder(p.disk), p.log.Source(), p.signed); err != nil {
		return err
	}
	for _, path := range []string{"checkpoint", statePath(), "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"} {
		if p.files[path], err = p.disk.Read(path, 1<<20); err != nil {
			return err
		}
	}
	return nil
}

func policyOf(key, own journal.SigningKey) (journal.Policy, error) {
	return journal.ParsePolicy(fmt.Appendf(nil, "log %s\nwitness one %s\nquorum one\n", key.Verifier(), own.Verifier()))
}

func (p *public) start(disk durable.FS) (*cosigner.Server, error) {
	return cosigner.Open(cosigner.Options{
		Key: p.own, Logs: []journal.VerifierKey{p.key.Verifier()}, Folder: durable.NewFolder(disk), Now: func() time.Time { return time.Unix(1_900_000_000, 0) },
	})
}

func ask(s *cosigner.Server, t *tree.Tree, old, size int64) (int, []byte, error) {
	r, err := t.Request(old, size)
	if err != nil {
		return 0, nil, err
	}
	out := httptest.NewRecorder()
	s.ServeHTTP(out, httptest.NewRequest(http.MethodPost, "/add-checkpoint", bytes.NewReader(r.Bytes())))
	return out.Code, out.Body.Bytes(), nil
}

func (p *public) readCheckpoint(_ context.Context, data []byte) (Verdict, error) {
	s, err := journal.OpenCheckpoint(data, p.key.Verifier())
	if err != nil || !p.policy.Judge(s).Accepted {
		return Found, nil
	}
	if s.Checkpoint == p.signed.Checkpoint {
		return Harmless, nil
	}
	return Served, nil
}

// readState starts a cosigner on the damaged state and offers it another tree.
func (p *public) readState(_ context.Context, data []byte) (Verdict, error) {
	disk := faulty.New()
	if err := durable.NewFolder(disk).Write(statePath(), data); err != nil {
		return "", err
	}
	s, err := p.start(disk)
	if err != nil {
		return Found, nil
	}
	fork := p.log.Fork(200)
	if err := fork.Grow(310, "other"); err != nil {
		return "", err
	}
	for _, old := range []int64{0, 200, 300} {
		code, _, err := ask(s, fork, old, 310)
		if err != nil {
			return "", err
		}
		if code == http.StatusOK {
			return Served, nil
		}
	}
	if code, _, err := ask(s, p.log, 300, 300); err != nil || code != http.StatusOK {
		return Found, err
	}
	return Harmless, nil
}

func (p *public) readTile(ctx context.Context, damagedPath string, data []byte) (Verdict, error) {
	fetch := func(_ context.Context, path string, limit int64) ([]byte, error) {
		found, ok := p.files[path]
		if path == damagedPath {
			found, ok = data, true
		}
		if !ok {
			return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
		}
		return found[:min(int64(len(found)), limit)], nil
	}
	l, err := tiles.Open(ctx, fetch, p.key.Verifier())
	if err == nil {
		err = l.Verify(ctx)
	}
	if err != nil {
		return Found, nil
	}
	return Served, nil
}

// pack writes a bundle of a small log with findings.
func pack(key, own journal.SigningKey) ([]byte, journal.Policy, error) {
	policy, err := policyOf(key, own)
	if err != nil {
		return nil, policy, err
	}
	draft := func(kind journal.Kind, contents ...string) journal.Draft {
		d := journal.Draft{Kind: kind, Engine: "truce/engine/1", Time: 1000}
		for i, c := range contents {
			d.Parts = append(d.Parts, canon.Part{Label: kind.Label(i), Content: []byte(c)})
		}
		return d
	}
	first, err := journal.Founding{Origin: origin, Realm: journal.Mission, Draft: draft(journal.Genesis, `{"realm":"mission"}`)}.Seal()
	if err != nil {
		return nil, policy, err
	}
	rest, err := journal.SealAll([]journal.Draft{draft(journal.Submission, `{"a":1}`, `{"b":2}`, `{"c":3}`), draft(journal.Rating, `{"d":4}`)})
	if err != nil {
		return nil, policy, err
	}
	var tail journal.Tail
	log := tree.New(key)
	var entries []journal.Entry
	for _, s := range append([]*journal.Sealed{first}, rest...) {
		row, placed, err := tail.Place(s)
		if err != nil {
			return nil, policy, err
		}
		e, err := row.Entry()
		if err != nil {
			return nil, policy, err
		}
		if err := log.Add(placed.Leaf()); err != nil {
			return nil, policy, err
		}
		entries = append(entries, e)
	}
	c, err := log.Checkpoint(log.Size())
	if err != nil {
		return nil, policy, err
	}
	line, err := journal.Cosign(c.Checkpoint, own, 1_900_000_000)
	if err != nil {
		return nil, policy, err
	}
	c.Note = c.Note.With(line)
	data, err := written(entries, c, key)
	return data, policy, err
}

func written(entries []journal.Entry, c journal.SignedCheckpoint, key journal.SigningKey) ([]byte, error) {
	var out bytes.Buffer
	b, err := bundle.NewWriter(&out, bundle.Head{Audience: bundle.ForMission, Origin: origin, Engine: "truce/engine/1", Size: c.Size}, c.Note.Bytes())
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if err := b.Entry(e); err != nil {
			return nil, err
		}
	}
	part := func(label, content string) (journal.Part, error) {
		return journal.Disclose(canon.Part{Label: label, Salt: canon.Salt{1}, Content: []byte(content)})
	}
	released, err := part("released", `{"agreement":"a","incident":"i","term":"t"}`)
	if err != nil {
		return nil, err
	}
	internal, err := part("internal", `{"observations":[]}`)
	if err != nil {
		return nil, err
	}
	err = b.Finding(bundle.Finding{
		ID: canon.FindingIDOf(1, canon.FindingID{}, released.Hash(), internal.Hash()), Version: 1, Released: released.Form(), Internal: internal.Form(),
	})
	if err != nil {
		return nil, err
	}
	b.Vouch(key, 0, 0)
	if err := b.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
