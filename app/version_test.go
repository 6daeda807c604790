// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"testing"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
	"truce/when"
)

func TestARecordOfAnotherEngineIsProvedAndNotJudged(t *testing.T) {
	for name, each := range map[string]struct{ version, database, needs string }{
		"an older version":       {"truce/engine/0", when.Database, "needs engine truce/engine/0"},
		"a version to come":      {"truce/engine/999", "2099z", "needs engine truce/engine/999"},
		"this, other time zones": {engine.Version, "2001a", "needs engine " + engine.Version + " with time zones 2001a"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "other.journal")
			genesis := engine.Genesis{Realm: engine.Realm, Engine: each.version, Database: each.database}
			content, err := canon.Encode(genesis)
			if err != nil {
				t.Fatal(err)
			}
			j, err := sqlite.Create(t.Context(), path, journal.Founding{Origin: origin, Realm: journal.Mission, Draft: journal.Draft{
				Kind: journal.Genesis, Engine: each.version, Time: 1000, Parts: []canon.Part{{Label: "genesis", Content: content}},
			}})
			if err != nil {
				t.Fatal(err)
			}
			signer := withCosigner(t, key(t, origin, journal.SignsNotes))
			signed, err := signer.Sign(t.Context(), j)
			if err != nil {
				t.Fatal(err)
			}
			var other *engine.VersionError
			if err := app.Pack(t.Context(), j, io.Discard, app.Packing{Audience: bundle.ForMission}); !errors.As(err, &other) || other.Needs() != each.needs {
				t.Errorf("packed: %v, want that it %s", err, each.needs)
			}
			var out bytes.Buffer
			b, err := bundle.NewWriter(&out, bundle.Head{Audience: bundle.ForMission, Origin: origin, Engine: each.version, Size: 1}, signed.Checkpoint.Note.Bytes())
			if err == nil {
				b.Vouch(signer.Key, 0, 0)
				err = j.Entries(t.Context(), 1, 1, b.Entry)
			}
			if err := errors.Join(err, b.Close(), j.Close()); err != nil {
				t.Fatal(err)
			}
			if _, err := app.Open(t.Context(), path, nil); !errors.As(err, &other) || other.Needs() != each.needs {
				t.Errorf("opened: %v, want that it %s", err, each.needs)
			}
			got, err := app.Verify(&out, &signer.Policy)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range got.Answers {
				switch {
				case a.Question == app.Recomputed && (a.Outcome != journal.CouldNotTell || a.Says != each.needs):
					t.Errorf("recomputed: %s: %s, want that it %s", a.Outcome, a.Says, each.needs)
				case a.Question != app.Recomputed && a.Question != app.Inputs && a.Outcome != journal.Yes:
					t.Errorf("%s: %s: %s", a.Question, a.Outcome, a.Says)
				}
			}
		})
	}
}
