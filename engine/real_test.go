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
