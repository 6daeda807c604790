// SPDX-License-Identifier: Apache-2.0

package kept_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"truce/agreement"
	"truce/agreements"
	"truce/app"
	"truce/engine"
	"truce/internal/store"
	"truce/internal/store/kept"
	"truce/internal/workload"
	"truce/journal"
	"truce/when"
)

const began when.Instant = 1772323200000 // 2026-03-01

// founded makes a record with a text in force, and closes it.
func founded(t *testing.T) kept.Files {
	t.Helper()
	dir := t.TempDir()
	files := kept.Files{Journal: filepath.Join(dir, "journal"), Store: filepath.Join(dir, "store")}
	r, err := app.Found(context.Background(), files.Journal, app.Founder{Origin: "exercise.example/log", At: began})
	if err != nil {
		t.Fatal(err)
	}
	data, err := agreements.Files.ReadFile("paris-exercise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := agreement.Parse("paris-exercise.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	adopt := app.Incoming{Entry: engine.Entry{Time: began, Adoption: &engine.Adoption{Agreement: text}}}
	if _, err := r.Enter(context.Background(), []app.Incoming{adopt}); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return files
}

func opened(t *testing.T, files kept.Files) *kept.Record {
	t.Helper()
	r, err := kept.Open(context.Background(), files, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func count(t *testing.T, r *kept.Record) int64 {
	t.Helper()
	days, err := r.Store().Days(context.Background(), store.DayFilter{})
	if err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for _, d := range days.Days {
		n += d.Incidents
	}
	return n
}

func TestWhatIsEnteredIsInTheStoreAndStaysThere(t *testing.T) {
	ctx := context.Background()
	files := founded(t)
	r := opened(t, files)
	stream := workload.NewStream(1, began, 1000)
	for range 5 {
		reports := stream.Next(20)
		in := app.Incoming{Entry: engine.Entry{Time: stream.Now(), Submission: &engine.Submission{Reports: reports}}}
		if _, err := r.Enter(ctx, []app.Incoming{in}); err != nil {
			t.Fatal(err)
		}
	}
	want := count(t, r)
	if now := int64(len(r.Record().State().Incidents())); want != now || want == 0 {
		t.Fatalf("%d incidents are counted, want %d", want, now)
	}
	if got, last := r.Store().Mark().Seq, r.Record().State().Seq(); got != last {
		t.Errorf("the store is at entry %d, the record at %d", got, last)
	}
	if _, err := r.Tick(ctx, r.Record().State().Now()+when.Instant(30*when.Day)); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if got := count(t, opened(t, files)); got != want {
		t.Errorf("%d incidents once it was opened again, want %d", got, want)
	}
}

// TestADestructionDropsTheStore destroys an original, of which the store has nothing, and asks for the store to be made again all the
// same: what was destroyed is for the record to say.
func TestADestructionDropsTheStore(t *testing.T) {
	ctx := context.Background()
	files := founded(t)
	r := opened(t, files)
	stream := workload.NewStream(2, began, 1000)
	enter := func() error {
		reports := stream.Next(3)
		_, err := r.Enter(ctx, []app.Incoming{{Entry: engine.Entry{Time: stream.Now(), Submission: &engine.Submission{Reports: reports}}}})
		return err
	}
	if err := enter(); err != nil {
		t.Fatal(err)
	}
	j := r.Record().Journal()
	seq := r.Record().State().Seq()
	if _, err := app.Destroy(ctx, j, app.Destroying{
		What: journal.DestroyedParts{Origin: j.First().Origin, Seq: seq, Report: 1, Parts: []string{"original"}, By: "head", Reason: "asked for"},
		At:   stream.Now(), Record: j,
	}); err != nil {
		t.Fatal(err)
	}
	if err := enter(); !errors.Is(err, store.ErrRebuilding) {
		t.Fatalf("after a destruction: %v", err)
	}
	if _, err := r.Store().Days(ctx, store.DayFilter{}); !errors.Is(err, store.ErrRebuilding) {
		t.Errorf("a store that is to be made again answers: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	again := opened(t, files)
	if got, want := count(t, again), int64(len(again.Record().State().Incidents())); got != want || want == 0 {
		t.Errorf("%d incidents, want %d", got, want)
	}
}
