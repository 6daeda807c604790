// SPDX-License-Identifier: Apache-2.0

package rot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"truce/app"
	"truce/engine"
	"truce/internal/sim/load"
	"truce/internal/sim/tally"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
	"truce/report"
	"truce/when"
)

// handed is a record from which its operator hands something out: receipts and bundles.
type handed struct {
	dir    string
	data   []byte // the file after it was closed
	signer app.Signer
	placed []journal.Placed
	want   []byte // what is handed out while nothing is damaged
}

// records are the subjects that ask not what a journal says, but what its operator signs and packs of it.
func records(ctx context.Context, job tally.Job) ([]subject, error) {
	h := &handed{dir: filepath.Join(job.Dir, "rot-record")}
	if err := os.Mkdir(h.dir, 0o700); err != nil {
		return nil, err
	}
	if err := h.record(ctx); err != nil {
		return nil, err
	}
	return []subject{
		{"record, receipts", h.data, func(ctx context.Context, data []byte) (Verdict, error) { return h.read(ctx, data, h.receipts) }, 100},
		{"record, bundles", h.data, func(ctx context.Context, data []byte) (Verdict, error) { return h.read(ctx, data, h.bundle) }, 100},
	}, nil
}

func (h *handed) record(ctx context.Context) error {
	key, err := load.Key()
	if err != nil {
		return err
	}
	h.signer = app.Signer{Key: key}
	path := filepath.Join(h.dir, load.File)
	r, err := app.Found(ctx, path, app.Founder{Origin: load.Origin, At: 1000})
	if err != nil {
		return err
	}
	err = h.enter(ctx, r)
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	if h.data, err = os.ReadFile(path); err != nil {
		return err
	}
	for _, each := range []handing{h.receipts, h.bundle} {
		out, err := h.hand(ctx, h.data, each)
		if err == nil && out == nil {
			err = errors.New("damage is found in the record before there is any")
		}
		if err != nil {
			return err
		}
		h.want = append(h.want, out...)
	}
	return nil
}

func (h *handed) enter(ctx context.Context, r *app.Record) error {
	for n := range 6 {
		var one report.Report
		one.Identity.Door = "ndjson"
		one.Original.Text = fmt.Sprint("original ", n)
		one.Original.Digest[0] = 1
		one.Extract = report.Extract{
			Level: report.Plain, Source: fmt.Sprint("source ", n), Received: 1000,
			Sightings: []report.Sighting{{Act: "artillery-fire", Means: report.Seen, Time: when.Span{Interval: when.Interval{From: 1, To: 2}}}},
		}
		got, err := r.Enter(ctx, []app.Incoming{{Entry: engine.Entry{Time: 1000, Submission: &engine.Submission{Reports: []report.Report{one}}}}})
		if err != nil {
			return err
		}
		h.placed = append(h.placed, got[0].Placed)
	}
	_, err := h.signer.Sign(ctx, r.Journal())
	return err
}

// handing writes what is handed out of a journal.
type handing func(ctx context.Context, j *sqlite.Journal, out *bytes.Buffer) error

// receipts signs a receipt of every entry, at the levels that need no cosigner.
func (h *handed) receipts(ctx context.Context, j *sqlite.Journal, out *bytes.Buffer) error {
	for _, p := range h.placed {
		e, err := j.Entry(ctx, p.Seq)
		if err != nil {
			return err
		}
		root, err := e.PartsRoot()
		if err != nil {
			return err
		}
		at := journal.Placed{Seq: p.Seq, Time: e.Header.Time, Header: e.Head.Hash(), PartsRoot: root}
		for _, level := range []journal.Level{journal.Durable, journal.Logged} {
			note, err := h.signer.Receipt(ctx, j, at, app.Promise{Level: level, Received: at.Time, Deadline: at.Time + 1000})
			if err != nil {
				return err
			}
			out.Write(note)
		}
	}
	return nil
}

// bundle packs for the mission. Whoever packs has no key, so a signature that does not hold is found by the reader.
func (h *handed) bundle(ctx context.Context, j *sqlite.Journal, out *bytes.Buffer) error {
	if err := app.Pack(ctx, j, out, app.Packing{Audience: bundle.ForMission}); err != nil {
		return err
	}
	return bundle.Read(bytes.NewReader(out.Bytes()), bundle.Visitor{
		Head: func(bundle.Head) error { return nil },
		Checkpoint: func(text string) error {
			_, err := journal.OpenCheckpoint([]byte(text), h.signer.Key.Verifier())
			return err
		},
		Entry:   func(int64, bundle.Entry) error { return nil },
		Finding: func(int64, bundle.Finding) error { return nil },
		End:     func(bundle.End) error { return nil },
	})
}

// read hands something out of a damaged record. What was handed out before, byte for byte, is no harm.
func (h *handed) read(ctx context.Context, data []byte, hand handing) (v Verdict, err error) {
	out, err := h.hand(ctx, data, hand)
	switch {
	case err != nil:
		return "", err
	case out == nil:
		return Found, nil
	case bytes.Contains(h.want, out):
		return Harmless, nil
	default:
		return Served, nil
	}
}

// hand returns what is handed out of a damaged record, nil where the damage was found out.
func (h *handed) hand(ctx context.Context, data []byte, hand handing) (handed []byte, err error) {
	dir, err := os.MkdirTemp(h.dir, "damaged-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, load.File)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return nil, err
	}
	j, err := sqlite.OpenReadOnly(ctx, path, journal.Mission)
	if err != nil {
		return nil, nil
	}
	var out bytes.Buffer
	err = hand(ctx, j, &out)
	_ = j.Close() // of a damaged file it may fail, which finds it out no less
	if err != nil {
		return nil, nil
	}
	return out.Bytes(), nil
}
