// SPDX-License-Identifier: Apache-2.0

// Package evil turns an operator who holds every key of the log, every disk and the clock into scripted attacks, and asks for
// each who notices and what file proves it to a stranger.
package evil

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"time"

	"truce/canon"
	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/internal/sim/tree"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/cosigner"
)

const (
	origin = "evil.example/1"
	engine = "truce/engine/1"
)

// world is a log, three honest cosigners, a reader with a policy of two of three, and a clock.
type world struct {
	ctx    context.Context
	random *rand.Rand
	dir    string // for attacks on files
	now    int64  // seconds since 1970
	key    journal.SigningKey
	log    *log
	peers  []*peer
	policy string
	// last is the checkpoint that the reader accepted last.
	last    journal.SignedCheckpoint
	options Options
	// waits tells that the attack consists in waiting, so that the clock is no measure of who notices.
	waits bool
}

// Options plant bugs. The zero value plants none.
type Options struct {
	// Answer stands between a cosigner, whose key it is given, and whoever asks it.
	Answer func(key journal.SigningKey, h http.Handler) http.Handler
	// NoRecheck signs what is stored without reading it back.
	NoRecheck bool
	// NoVouch packs bundles in which the log does not vouch for the findings.
	NoVouch bool
}

// log is a log with its entries, of which an operator may have several under one key.
type log struct {
	tail journal.Tail
	rows []journal.Row
	*tree.Tree
}

// peer is an honest cosigner.
type peer struct {
	name    string
	key     journal.SigningKey
	disk    *faulty.Disk
	server  *cosigner.Server
	notices []error
	size    int64 // what it has, as the operator knows
}

// newWorld founds a log, lets it grow, and has it cosigned and accepted.
func newWorld(ctx context.Context, seed uint64, dir string, o Options) (*world, error) {
	// The clock is behind every real one, so that the commands judge what comes of it by theirs as it is judged here.
	w := &world{ctx: ctx, random: rand.New(rand.NewPCG(seed, 6)), dir: dir, now: 1_700_000_000, options: o}
	var err error
	if w.key, err = tree.Key(origin, journal.SignsNotes); err != nil {
		return nil, err
	}
	w.log = &log{Tree: tree.New(w.key)}
	lines := []string{"log " + w.key.Verifier().String()}
	for _, name := range []string{"a", "b", "c"} {
		p := &peer{name: name, disk: faulty.New()}
		if p.key, err = tree.Key(name+".example", journal.Cosigns); err != nil {
			return nil, err
		}
		if err := cosigner.Enrol(durable.NewFolder(p.disk), p.key.Verifier(), origin); err != nil {
			return nil, err
		}
		if err := w.start(p); err != nil {
			return nil, err
		}
		w.peers = append(w.peers, p)
		lines = append(lines, "witness "+name+" "+p.key.Verifier().String())
	}
	w.policy = strings.Join(append(lines, "group all 2 a b c", "quorum all", ""), "\n")
	first, err := journal.Founding{Origin: origin, Realm: journal.Mission, Draft: w.draft(journal.Genesis, `{"realm":"mission"}`)}.Seal()
	if err != nil {
		return nil, err
	}
	if _, err := w.log.place(first); err != nil {
		return nil, err
	}
	if _, err := w.grow(w.log, 4+w.random.IntN(20)); err != nil {
		return nil, err
	}
	w.last, err = w.publish(w.log)
	return w, err
}

// start starts a cosigner on its disk.
func (w *world) start(p *peer) (err error) {
	p.server, err = cosigner.Open(cosigner.Options{
		Key: p.key, Logs: []journal.VerifierKey{w.key.Verifier()}, Folder: durable.NewFolder(p.disk),
		Now: func() time.Time { return time.Unix(w.now, 0) }, Notice: func(err error) { p.notices = append(p.notices, err) },
	})
	return err
}

// draft returns a draft of one part at the time of the clock.
func (w *world) draft(kind journal.Kind, contents ...string) journal.Draft {
	d := journal.Draft{Kind: kind, Engine: engine, Time: w.now * 1000}
	for i, c := range contents {
		d.Parts = append(d.Parts, canon.Part{Label: kind.Label(i), Content: []byte(c)})
	}
	return d
}

func (l *log) place(s *journal.Sealed) (journal.Placed, error) {
	row, placed, err := l.tail.Place(s)
	if err != nil {
		return placed, err
	}
	l.rows = append(l.rows, row)
	return placed, l.Add(placed.Leaf())
}

// enter enters drafts into a log and returns their places.
func (w *world) enter(l *log, drafts ...journal.Draft) ([]journal.Placed, error) {
	sealed, err := journal.SealAll(drafts)
	if err != nil {
		return nil, err
	}
	var out []journal.Placed
	for _, s := range sealed {
		placed, err := l.place(s)
		if err != nil {
			return nil, err
		}
		out = append(out, placed)
	}
	return out, nil
}

// grow enters so many ratings.
func (w *world) grow(l *log, n int) ([]journal.Placed, error) {
	var drafts []journal.Draft
	for range n {
		drafts = append(drafts, w.draft(journal.Rating, fmt.Sprintf(`{"n":"%016x"}`, w.random.Uint64())))
	}
	return w.enter(l, drafts...)
}

// from returns a second log that has the first entries of a log.
func (l *log) from(size int64) (*log, error) {
	out := &log{rows: l.rows[:size:size], Tree: l.Fork(size)}
	e, err := l.rows[size-1].Entry()
	if err != nil {
		return nil, err
	}
	out.tail, err = journal.LoadTail(e.Header, out.Tree)
	return out, err
}

// ask asks one cosigner as the protocol has it, and returns the status and the answer.
func (w *world) ask(p *peer, r cosigner.Request) (int, string) {
	out := httptest.NewRecorder()
	var h http.Handler = p.server
	if w.options.Answer != nil {
		h = w.options.Answer(p.key, h)
	}
	h.ServeHTTP(out, httptest.NewRequest(http.MethodPost, "/add-checkpoint", bytes.NewReader(r.Bytes())))
	return out.Code, out.Body.String()
}

// cosign asks some cosigners for a checkpoint of a log, from the size that they have, and returns it with what they gave.
func (w *world) cosign(l *log, size int64, peers ...*peer) (journal.SignedCheckpoint, int, error) {
	c, err := l.Checkpoint(size)
	if err != nil {
		return c, 0, err
	}
	given := 0
	for _, p := range peers {
		r, err := l.Request(p.size, size)
		if err != nil {
			r = cosigner.Request{Old: p.size, Checkpoint: c} // there is no proof, so none is sent
		}
		code, answer := w.ask(p, r)
		if code != http.StatusOK {
			continue
		}
		lines, err := journal.ParseSignatureLines([]byte(answer))
		if err != nil {
			return c, given, err
		}
		c.Note = c.Note.With(lines...)
		p.size = size
		given++
	}
	w.now += 10
	return c, given, nil
}

// publish has a log cosigned by all, and accepted.
func (w *world) publish(l *log) (journal.SignedCheckpoint, error) {
	c, given, err := w.cosign(l, l.Size(), w.peers...)
	if err == nil && (given != len(w.peers) || !w.judge(c).Accepted) {
		err = fmt.Errorf("an honest checkpoint of %d leaves is cosigned by %d of %d", l.Size(), given, len(w.peers))
	}
	return c, err
}

func (w *world) judge(c journal.SignedCheckpoint) journal.Acceptance {
	p, err := journal.ParsePolicy([]byte(w.policy))
	if err != nil {
		panic("evil: the reader's policy is none: " + err.Error())
	}
	return p.Judge(c)
}

// receipt signs a receipt of an entry.
func (w *world) receipt(level journal.Level, p journal.Placed, deadline int64) (string, error) {
	r := journal.Receipt{Level: level, Origin: origin, Root: p.PartsRoot, Received: w.now * 1000, Deadline: deadline * 1000}
	if level.Includes(journal.Durable) {
		r.Seq, r.Header = p.Seq, p.Header
	}
	data, err := journal.SignReceipt(r, w.key)
	return string(data), err
}

// pack writes a bundle of the entries of a log up to those of a checkpoint, each changed if change is not nil.
func (w *world) pack(l *log, c journal.SignedCheckpoint, change func(*journal.Entry)) (string, error) {
	var out bytes.Buffer
	rows := l.rows[:min(c.Size, int64(len(l.rows)))]
	b, err := bundle.NewWriter(&out, bundle.Head{Audience: bundle.ForMission, Origin: origin, Engine: engine, Size: int64(len(rows))}, c.Note.Bytes())
	if err != nil {
		return "", err
	}
	for _, row := range rows {
		e, err := row.Entry()
		if err != nil {
			return "", err
		}
		if change != nil {
			change(&e)
		}
		if err := b.Entry(e); err != nil {
			return "", err
		}
	}
	if err := b.Close(); err != nil {
		return "", err
	}
	return out.String(), nil
}

// file writes evidence.
func (w *world) file(e Evidence) []byte {
	e.Policy = w.policy
	data, err := json.Marshal(e)
	if err != nil {
		panic("evil: evidence has no JSON: " + err.Error())
	}
	return data
}

// errUnnoticed says that an attack went through.
var errUnnoticed = errors.New("nobody noticed")

// kept returns the evidence that a cosigner kept of two checkpoints of one size: what it was asked for and what it had cosigned.
func (w *world) kept(p *peer) ([]byte, error) {
	for _, notice := range p.notices {
		m := regexp.MustCompile(`see (\S+)`).FindStringSubmatch(notice.Error())
		if m == nil {
			continue
		}
		data, err := p.disk.Read(m[1], 1<<20)
		if err != nil {
			return nil, err
		}
		at := strings.LastIndex(string(data), "\n"+origin+"\n")
		r, err := cosigner.ParseRequest(data[:at])
		if err != nil {
			return nil, err
		}
		had, err := journal.ParseSignedCheckpoint(data[at+1:])
		return w.twoTrees(had, r.Checkpoint, nil), err
	}
	return nil, fmt.Errorf("%w: cosigner %s kept no evidence", errUnnoticed, p.name)
}
