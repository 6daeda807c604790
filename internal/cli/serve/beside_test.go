// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/app"
	"truce/cases"
	"truce/engine"
	"truce/internal/cli/serve"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/watch"
)

// keyFiles writes a key for the log of record and a policy without cosigners.
func keyFiles(t *testing.T) (key, policy string) {
	t.Helper()
	k, err := journal.GenerateKey(rand.Reader, "truce.test/serve", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	key, policy = filepath.Join(dir, "log.key"), filepath.Join(dir, "policy")
	for name, text := range map[string]string{key: k.Secret() + "\n", policy: "log " + k.Verifier().String() + "\nquorum none\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return key, policy
}

// TestAServerGoesOnSigningAndForgetsItsRowsWhenPartsAreDestroyedBesideIt destroys a report by a file of its own, as truce destroy does.
func TestAServerGoesOnSigningAndForgetsItsRowsWhenPartsAreDestroyedBesideIt(t *testing.T) {
	path := record(t)
	key, policy := keyFiles(t)
	s := start(t, path, "--key", key, "--policy", policy, "--every", "1s")
	until := func(what string, is func() bool) {
		t.Helper()
		for !is() {
			if t.Context().Err() != nil {
				t.Fatalf("%s never comes: %s", what, s.said())
			}
		}
	}
	signed := func(size int) func() bool {
		return func() bool {
			_, body := get(t, s.address+"/record/checkpoint")
			return strings.HasPrefix(body, fmt.Sprintf("truce.test/serve\n%d\n", size)) || strings.Contains(s.said(), "no checkpoint is signed")
		}
	}
	const canary = "post-1" // the source of the report
	kept := func() bool {
		for _, ending := range []string{"", "-wal"} {
			data, err := os.ReadFile(path + ".store" + ending)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte(canary)) {
				return true
			}
		}
		return false
	}
	until("a checkpoint of 3 entries", signed(3))
	if !kept() {
		t.Fatal("the projections do not hold the report: there is nothing to look for")
	}
	beside, err := sqlite.Open(t.Context(), path, journal.Mission)
	if err != nil {
		t.Fatal(err)
	}
	what := journal.DestroyedParts{By: "desk", Origin: "truce.test/serve", Parts: []string{"identity", "original", "extract"}, Reason: "asked for", Report: 1, Seq: 3}
	if _, err := app.Destroy(t.Context(), beside, app.Destroying{What: what, At: march, Record: beside}); err != nil && !errors.Is(err, journal.ErrLingers) {
		t.Fatal(err)
	}
	if err := beside.Close(); err != nil {
		t.Fatal(err)
	}
	until("a checkpoint of 4 entries", signed(4))
	until("the end of the rows", func() bool { return !kept() })
	until("the word of it", func() bool { return strings.Contains(s.said(), "the projections are dropped") })
	if said := s.said(); strings.Contains(said, "no checkpoint is signed") || strings.Contains(said, "behind the record") {
		t.Error(said)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = start(t, path)
	if kept() {
		t.Error("the projections hold it again when the server starts again")
	}
	if said := s.said(); said != "" {
		t.Error(said)
	}
}

// TestAServerHoldsWhatStandsBesideItsJournalBeforeItOpensThat has another program hold it, as adopt does while it writes.
func TestAServerHoldsWhatStandsBesideItsJournalBeforeItOpensThat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mission.journal")
	r, err := app.Found(t.Context(), path, app.Founder{Origin: "unnamed/mission.journal", At: 1})
	if err == nil {
		err = r.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	held, err := serve.OpenHouse(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	cmd := serve.Verb()
	cmd.SetArgs([]string{path, "--addr", "127.0.0.1:0"})
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	if err := cmd.ExecuteContext(t.Context()); !errors.Is(err, durable.ErrLocked) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path + ".store"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the journal is opened all the same: %v", err)
	}
}

func TestNothingIsPutBesideAFileThatIsNoJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(path, []byte("Sir,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := serve.Verb()
	cmd.SetArgs([]string{path, "--addr", "127.0.0.1:0"})
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	if err := cmd.ExecuteContext(t.Context()); !errors.Is(err, sqlite.ErrForeign) {
		t.Errorf("got %v", err)
	}
	if list, err := os.ReadDir(filepath.Dir(path)); err != nil || len(list) != 1 {
		t.Errorf("beside it: %v, %v", list, err)
	}
}

// TestListsAreNotReadFromRowsThatLackWhatAnotherProgramEntered enters something beside a server that keeps projections.
func TestListsAreNotReadFromRowsThatLackWhatAnotherProgramEntered(t *testing.T) {
	data, err := cases.Files.ReadFile("absent-guarantor.txtar")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	_, desk, end, err := serve.Demonstrate(t.Context(), folder, "absent-guarantor", data)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	}()
	if desk.Rows() == nil {
		t.Fatal("there are no projections")
	}
	other, err := app.Open(t.Context(), filepath.Join(folder, "demo.journal"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	duty := engine.Entry{Time: max(desk.Clock(), other.State().Now()), Duty: &watch.Duty{By: "another", On: &watch.On{}}}
	if _, err := other.Enter(t.Context(), []app.Incoming{{Entry: duty}}); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"looked at it", "entered something itself", "entered something more"} {
		switch what {
		case "looked at it":
			err = desk.Look(t.Context())
		default:
			_, err = desk.Enter(t.Context(), engine.Entry{Duty: &watch.Duty{By: what, On: &watch.On{}}})
		}
		if err != nil {
			t.Fatal(err)
		}
		if desk.Rows() != nil {
			t.Errorf("once the server has %s, lists are read from rows that lack an entry", what)
		}
	}
}
