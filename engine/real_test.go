// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"truce/engine"
	"truce/internal/intake"
	"truce/internal/intake/doors"
	"truce/scenario"
)

// shared finds a file of the shared data, or skips the test.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	for _, root := range []string{"..", "../.."} {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
			continue
		}
		data, err := os.ReadFile(filepath.Join(root, "..", "shared", "data", name))
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	t.Skipf("skipped: %s is absent: it is real data that is never copied here", name)
	return nil
}

// gedSample reads every n-th row of the real events.
func gedSample(t testing.TB, every int) *engine.Batch {
	t.Helper()
	batch := &engine.Batch{}
	door, _ := doors.Find("ged")
	all := &engine.Batch{}
	tally, err := door.Read(context.Background(), bytes.NewReader(shared(t, "ucdp-ged-ukraine/events.csv")), intake.Options{File: "events.csv"}, scenario.Into(all))
	if err != nil {
		t.Fatal(err)
	}
	if tally.Refused > 0 || len(all.Reports) == 0 {
		t.Fatalf("%d rows refused, %d read", tally.Refused, len(all.Reports))
	}
	for i := 0; i < len(all.Reports); i += every {
		batch.Reports = append(batch.Reports, all.Reports[i])
	}
	return batch
}

// TestRealEventsAreAllAccountedFor folds a sample of real coded events: each is an incident of its own, judged or
// outside with a reason under each text, and of none is it known who did it.
func TestRealEventsAreAllAccountedFor(t *testing.T) {
	batch := gedSample(t, 12)
	if n := len(batch.Reports); n == 0 || n > 300 {
		t.Fatalf("a sample of %d rows", n)
	}
	first, _ := batch.First()
	s := adopted(t, first, "minsk-memorandum-2014", "minsk-package-2015")
	fold(t, s, batch)
	if got := len(s.Incidents()); got != len(batch.Reports) {
		t.Errorf("%d incidents of %d coded events", got, len(batch.Reports))
	}
	for _, d := range s.Dockets() {
		accounted := map[string]bool{}
		for _, f := range d.Findings() {
			accounted[f.Released.Incident.String()] = true
			if a := f.Released.Attribution; a.Level != "none" || a.Words != "cannot attribute: no control layer" {
				t.Errorf("%s: attribution %+v", f.ID.Short(), a)
			}
		}
		for _, o := range d.Outsiders() {
			if accounted[o.Incident.String()] || o.Nearest == "" {
				t.Errorf("%s: outside %q, and judged %t", o.Incident.Short(), o.Nearest, accounted[o.Incident.String()])
			}
			accounted[o.Incident.String()] = true
		}
		if len(accounted) != len(batch.Reports) {
			t.Errorf("%s: %d of %d events accounted for", d.Text().Ref(), len(accounted), len(batch.Reports))
		}
	}
}
