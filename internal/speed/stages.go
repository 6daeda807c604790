// SPDX-License-Identifier: Apache-2.0

package speed

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"truce/agreement"
	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/finding/sieve"
	"truce/incident"
	"truce/internal/durable"
	"truce/internal/workload"
	"truce/journal"
	"truce/keyring"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// What is measured begins the day after day D of the text, with a thousand events a day.
const (
	begin   when.Instant = 1_772_409_600_000 // 2026-03-02T00:00:00Z
	perDay               = 1000
	perSent              = 256
	origin               = "log.example/speed"
)

// sender makes submissions.
type sender struct {
	key    journal.SigningKey
	stream *workload.Stream
	device *workload.Device
}

func newSender() (*sender, error) {
	k, err := journal.GenerateKey(rand.Reader, "device-1", journal.SignsNotes)
	if err != nil {
		return nil, err
	}
	return &sender{k, workload.NewStream(1, begin, perDay), workload.NewDevice(k.NoteSigner(), origin, 1)}, nil
}

func (s *sender) next() (app.Arrival, error) {
	data, err := s.device.Seal(s.stream.Next(perSent), s.stream.Now())
	return app.Arrival{Data: data, At: s.stream.Now()}, err
}

// files times what is done with each of some files, over and over.
func files(r *run, do func(data []byte) error) error {
	s, err := newSender()
	if err != nil {
		return err
	}
	var all [][]byte
	for range 16 {
		a, err := s.next()
		if err != nil {
			return err
		}
		all = append(all, a.Data)
	}
	for {
		r.begin()
		for _, data := range all {
			if err := do(data); err != nil {
				return err
			}
		}
		if r.pause(); !r.did(len(all) * perSent) {
			return nil
		}
	}
}

func decode(r *run) error {
	return files(r, func(data []byte) error {
		_, _, err := report.OpenSent(data)
		return err
	})
}

func seal(r *run) error {
	return files(r, func(data []byte) error {
		_, err := app.ReadAhead(data)
		return err
	})
}

// observer turns a stream of reports into observations as the engine does.
type observer struct {
	stream *workload.Stream
	text   *agreement.Compiled
}

func newObserver() (*observer, error) {
	text, err := agreement.Compile(workload.Accord(), nil)
	return &observer{workload.NewStream(1, begin, perDay), text}, err
}

func (o *observer) next(n int) ([]*observation.Observation, error) {
	var out []*observation.Observation
	for _, each := range o.stream.Next(n) {
		sum, err := each.Extract.Digest()
		if err != nil {
			return nil, err
		}
		for _, seen := range observation.Extract(report.ID(sum, canon.Salt{}), each.Extract, o.text.Locate) {
			out = append(out, &seen)
		}
	}
	return out, nil
}

func join(r *run) error {
	o, err := newObserver()
	if err != nil {
		return err
	}
	for joiner := incident.NewJoiner(); ; {
		seen, err := o.next(perSent)
		if err != nil {
			return err
		}
		r.begin()
		joiner.Add(seen)
		if r.pause(); !r.did(perSent) {
			return nil
		}
	}
}

// terms looks at each incident of some submissions as often as there is time for.
func terms(r *run) error {
	o, err := newObserver()
	if err != nil {
		return err
	}
	seen, err := o.next(16 * perSent)
	if err != nil {
		return err
	}
	joiner := incident.NewJoiner()
	joiner.Add(seen)
	all, s := joiner.All(), sieve.New(o.text, o.text.Rules())
	for {
		r.begin()
		for _, inc := range all {
			s.Sift(inc)
		}
		if r.pause(); !r.did(len(all)) {
			return nil
		}
	}
}

func judge(r *run) error {
	o, err := newObserver()
	if err != nil {
		return err
	}
	d, err := finding.NewDocket(o.text, canon.Digest{1}, canon.Salt{}, begin)
	if err != nil {
		return err
	}
	for joiner := incident.NewJoiner(); ; {
		seen, err := o.next(perSent)
		if err != nil {
			return err
		}
		changes := joiner.Add(seen)
		r.begin()
		d.Take(changes, finding.Cause{Why: finding.ByReports, Says: "new reports"})
		if r.pause(); !r.did(perSent) {
			return nil
		}
	}
}

// path streams submissions into a record on disk. They are made before the clock starts, in portions.
func path(r *run) error {
	s, err := newSender()
	if err != nil {
		return err
	}
	record, err := found(r, s.key)
	if err != nil {
		return err
	}
	defer record.Close()
	publish, err := publisher(r, record)
	if err != nil {
		return err
	}
	for portion := 8; ; portion = min(2*portion, 512) {
		arrivals := make([]app.Arrival, portion)
		for i := range arrivals {
			if arrivals[i], err = s.next(); err != nil {
				return err
			}
		}
		r.begin()
		err := r.enter(record, arrivals, publish)
		if r.pause(); err != nil || !r.did(portion*perSent) {
			return err
		}
	}
}

// enter enters submissions while a checkpoint is signed and published beside, and once more at the end.
func (r *run) enter(record *app.Record, arrivals []app.Arrival, publish func() error) error {
	var offered []time.Time
	var answered, refused []error
	var mu sync.Mutex
	coming := func(yield func(app.Arrival) bool) {
		for _, a := range arrivals {
			mu.Lock()
			offered = append(offered, time.Now())
			mu.Unlock()
			if !yield(a) {
				return
			}
		}
	}
	var beside sync.WaitGroup
	var published error
	beside.Go(func() { published = publish() })
	err := record.Stream(r.ctx, coming, func(a app.Answer) {
		mu.Lock()
		since := time.Since(offered[len(answered)])
		mu.Unlock()
		r.answers, answered = append(r.answers, since), append(answered, a.Err)
		if a.Err != nil {
			refused = append(refused, a.Err)
		}
	})
	beside.Wait()
	switch {
	case err != nil:
		return err
	case published != nil:
		return published
	case len(refused) > 0:
		return fmt.Errorf("%d submissions are refused: %w", len(refused), refused[0])
	}
	return publish()
}

// found begins a record under the text of fifty terms, with the key of a device.
func found(r *run, device journal.SigningKey) (*app.Record, error) {
	record, err := app.Found(r.ctx, filepath.Join(r.Dir, "record.journal"), app.Founder{Origin: origin, At: begin})
	if err != nil {
		return nil, err
	}
	_, err = record.Enter(r.ctx, []app.Incoming{
		{Entry: engine.Entry{Time: begin, Adoption: &engine.Adoption{Agreement: workload.Accord()}}},
		{Entry: engine.Entry{Time: begin, Key: &keyring.Key{
			Name: "device-1", Text: device.Verifier().String(), Act: keyring.Made, Holder: agreement.Mission, By: agreement.Mission, Use: keyring.ForDevice,
		}}},
	})
	return record, err
}

// publisher returns what signs a checkpoint of a record and publishes its tiles, under a policy without cosigners.
func publisher(r *run, record *app.Record) (func() error, error) {
	k, err := journal.GenerateKey(rand.Reader, origin, journal.SignsNotes)
	if err != nil {
		return nil, err
	}
	policy, err := journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", k.Verifier()))
	if err != nil {
		return nil, err
	}
	disk, err := durable.Open(r.Dir)
	if err != nil {
		return nil, err
	}
	folder, signer := durable.NewFolder(disk), app.Signer{Key: k, Policy: policy}
	return func() error {
		p, err := signer.Sign(r.ctx, record.Journal())
		if err != nil {
			return err
		}
		return app.PublishTiles(r.ctx, record.Journal(), folder, p.Checkpoint)
	}, nil
}
