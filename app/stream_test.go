// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/internal/durable"
	"truce/internal/workload"
	"truce/journal"
	"truce/keyring"
	"truce/report"
)

// theatre is a record under the text of fifty terms, and what its device sends.
type theatre struct {
	path     string
	record   *app.Record
	log      journal.SigningKey
	arrivals []app.Arrival
}

// newTheatre makes a record and so many submissions.
func newTheatre(t testing.TB, submissions, reports int) *theatre {
	t.Helper()
	begin := at(t, "2026-03-02T00:00:00Z")
	th := &theatre{log: key(t, origin, journal.SignsNotes), path: filepath.Join(t.TempDir(), "record.journal")}
	var err error
	if th.record, err = app.Found(t.Context(), th.path, app.Founder{Origin: origin, At: begin}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = th.record.Close() })
	device := key(t, "device-1", journal.SignsNotes)
	if _, err := th.record.Enter(t.Context(), []app.Incoming{
		{Entry: engine.Entry{Time: begin, Adoption: &engine.Adoption{Agreement: workload.Accord()}}},
		{Entry: engine.Entry{Time: begin, Key: &keyring.Key{
			Name: "device-1", Text: device.Verifier().String(), Act: keyring.Made, Holder: "mission", By: "mission", Use: keyring.ForDevice,
		}}},
	}); err != nil {
		t.Fatal(err)
	}
	stream, sender := workload.NewStream(1, begin, 1000), workload.NewDevice(device.NoteSigner(), origin, 1)
	for range submissions {
		data, err := sender.Seal(stream.Next(reports), stream.Now())
		if err != nil {
			t.Fatal(err)
		}
		th.arrivals = append(th.arrivals, app.Arrival{Data: data, At: stream.Now()})
	}
	return th
}

// comesTo is a digest of everything that a record comes to, but for what is drawn at random when it begins.
func comesTo(t testing.TB, r *app.Record) canon.Digest {
	t.Helper()
	type result struct {
		Agreement string `json:"agreement"`
		Incident  any    `json:"incident"`
		Outcome   any    `json:"outcome"`
	}
	var all []result
	for _, d := range r.State().Dockets() {
		for _, f := range d.Findings() {
			all = append(all, result{f.Released.Agreement, f.Released.When, f.Released.ByReading})
		}
		for _, o := range d.Outsiders() {
			all = append(all, result{o.Agreement, r.State().Incident(o.Incident).When, o.Nearest})
		}
	}
	sum, err := canon.Sum("test", all)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestAStreamComesToWhatEnteringOneByOneDoes(t *testing.T) {
	one := newTheatre(t, 8, 40)
	for _, a := range one.arrivals {
		sent, err := report.ReadSent(a.Data)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := sent.Sealed()
		if err != nil {
			t.Fatal(err)
		}
		e := engine.Entry{Time: a.At, Submission: &engine.Submission{Reports: sent.Reports, Device: &sealed}}
		if _, err := one.record.Enter(t.Context(), []app.Incoming{{Entry: e, Salts: sent.Salts}}); err != nil {
			t.Fatal(err)
		}
	}
	other := newTheatre(t, 8, 40)
	spoilt := app.Arrival{Data: bytes.Replace(other.arrivals[2].Data, []byte("EXERCISE"), []byte("EXERCISF"), 1), At: other.arrivals[2].At}
	arrivals := slices.Concat(other.arrivals[:3], []app.Arrival{spoilt, other.arrivals[2]}, other.arrivals[3:], other.arrivals[:1])
	var answers []app.Answer
	if err := other.record.Stream(t.Context(), slices.Values(arrivals), func(a app.Answer) { answers = append(answers, a) }); err != nil {
		t.Fatal(err)
	}
	want := []string{"4", "5", "6", "not a submission", "6 again", "7", "8", "9", "10", "11", "4 again"}
	var got []string
	for _, a := range answers {
		switch {
		case errors.Is(a.Err, report.ErrSent):
			got = append(got, "not a submission")
		case a.Err != nil:
			got = append(got, a.Err.Error())
		case a.Placed.Again:
			got = append(got, fmt.Sprint(a.Placed.Seq, " again"))
		default:
			got = append(got, fmt.Sprint(a.Placed.Seq))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if a, b := comesTo(t, one.record), comesTo(t, other.record); a != b || len(one.record.State().Incidents()) == 0 {
		t.Errorf("one by one %s, as a stream %s", a, b)
	}
	again, err := app.OpenReadOnly(t.Context(), other.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if a, b := comesTo(t, again), comesTo(t, other.record); a != b {
		t.Errorf("what is on disk comes to %s, the stream to %s", a, b)
	}
}

func TestAStreamThatIsInterruptedEndsWithWhatHasCome(t *testing.T) {
	th := newTheatre(t, 6, 10)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	endless := func(yield func(app.Arrival) bool) {
		for i := 0; ; i++ {
			if i == 3 {
				cancel()
			}
			if !yield(th.arrivals[i]) {
				return
			}
		}
	}
	answers := 0
	if err := th.record.Stream(ctx, endless, func(a app.Answer) {
		if a.Err != nil {
			t.Error(a.Err)
		}
		answers++
	}); err != nil {
		t.Fatal(err)
	}
	if size, err := th.record.Journal().Size(t.Context()); err != nil || size != int64(3+answers) || answers != 4 {
		t.Errorf("%d answers and %d entries, %v", answers, size, err)
	}
}

// BenchmarkWholePath streams submissions of 256 reports under fifty terms: signature, decoding, joining, judging, one file
// on disk, and every so often a checkpoint and its tiles. Run it with:
// go test ./app -run '^$' -bench WholePath -benchtime 400x -count 3
func BenchmarkWholePath(b *testing.B) {
	const perSubmission = 256
	th := newTheatre(b, b.N, perSubmission)
	policy, err := journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", th.log.Verifier()))
	if err != nil {
		b.Fatal(err)
	}
	disk, err := durable.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	folder, signer := durable.NewFolder(disk), app.Signer{Key: th.log, Policy: policy}
	publish := func() {
		p, err := signer.Sign(b.Context(), th.record.Journal())
		if err == nil {
			err = app.PublishTiles(b.Context(), th.record.Journal(), folder, p.Checkpoint)
		}
		if err != nil {
			b.Error(err)
		}
	}
	due := make(chan struct{}, 1)
	var publishing sync.WaitGroup
	publishing.Go(func() {
		for range due {
			publish()
		}
	})
	b.SetBytes(int64(len(th.arrivals[0].Data)))
	b.ResetTimer()
	entered := 0
	if err := th.record.Stream(b.Context(), slices.Values(th.arrivals), func(a app.Answer) {
		if a.Err != nil {
			b.Error(a.Err)
		}
		if entered++; entered%64 == 0 {
			select {
			case due <- struct{}{}:
			default: // one is under way, and takes this in
			}
		}
	}); err != nil {
		b.Fatal(err)
	}
	close(due)
	publishing.Wait()
	publish()
	b.StopTimer()
	b.ReportMetric(float64(b.N*perSubmission)/b.Elapsed().Seconds(), "reports/s")
	findings := 0
	for _, d := range th.record.State().Dockets() {
		findings += len(d.Findings())
	}
	b.ReportMetric(float64(findings), "findings")
	b.ReportMetric(float64(len(th.record.State().Incidents())), "incidents")
}

func TestAStreamEndsWhenTheJournalTakesNothingMore(t *testing.T) {
	th := newTheatre(t, 40, 5)
	answers := 0
	err := th.record.Stream(t.Context(), slices.Values(th.arrivals), func(app.Answer) {
		if answers++; answers == 1 {
			if err := th.record.Journal().Close(); err != nil {
				t.Error(err)
			}
		}
	})
	if !errors.Is(err, app.ErrReopen) || answers == len(th.arrivals) {
		t.Errorf("after %d answers: %v, want ErrReopen", answers, err)
	}
	again, err := app.OpenReadOnly(t.Context(), th.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got := again.State().Seq(); got != int64(3+answers) {
		t.Errorf("%d answers and %d entries", answers, got)
	}
}
