// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/app"
	"truce/internal/cli/serve"
	"truce/internal/store/kept"
)

// servedTwice is a record that was served, entered into and served again, and a copy of its journal from between.
func servedTwice(t *testing.T) (path, copied string) {
	t.Helper()
	path = record(t)
	copied = filepath.Join(t.TempDir(), "copy.journal")
	start(t, path).stop()
	backup(t, path, copied)
	enterOne(t, path)
	if err := start(t, path).stop(); err != nil {
		t.Fatal(err)
	}
	return path, copied
}

// enterOne enters a report while no server runs.
func enterOne(t *testing.T, path string) {
	t.Helper()
	r, err := app.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	one := reported()
	one.Submission.Reports[0].Original.Text = "another call"
	if _, err := r.Enter(t.Context(), []app.Incoming{{Entry: one}}); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

func backup(t *testing.T, from, to string) {
	t.Helper()
	r, err := app.OpenReadOnly(t.Context(), from, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.Journal().Backup(t.Context(), to), r.Close()); err != nil {
		t.Fatal(err)
	}
}

// refused runs the verb on what it is not to serve, and returns what it says.
func refused(t *testing.T, path string) string {
	t.Helper()
	cmd := serve.Verb()
	cmd.SetArgs([]string{path, "--addr", "127.0.0.1:0"})
	cmd.SetOut(io.Discard)
	cmd.SetErr(io.Discard)
	cmd.SilenceUsage = true
	err := cmd.ExecuteContext(t.Context())
	if !errors.Is(err, kept.ErrOlder) {
		t.Fatalf("it was served, or refused for another reason: %v", err)
	}
	return err.Error()
}

func TestAJournalOlderThanWhatStandsBesideItIsNotServed(t *testing.T) {
	for _, each := range []struct {
		name    string
		change  func(t *testing.T, path, copied string)
		because string
	}{
		{"the store knows more", func(t *testing.T, path, copied string) {
			move(t, copied, path)
			if err := os.RemoveAll(path + ".reads"); err != nil {
				t.Fatal(err)
			}
		}, "has 3 entries, and mission.journal.store was written when it had 4"},
		{"the log of reads knows more", func(t *testing.T, path, copied string) {
			move(t, copied, path)
			if err := os.Remove(path + ".store"); err != nil {
				t.Fatal(err)
			}
		}, "has 3 entries, and mission.journal.reads was written when it had 4"},
		{"the older journal went on by other ways", func(t *testing.T, path, copied string) {
			enterOne(t, copied)
			move(t, copied, path)
		}, "entry 4 of mission.journal is not the one that mission.journal.store knows"},
		{"the journal is gone", func(t *testing.T, path, _ string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, "there is no mission.journal, and mission.journal.store is there"},
	} {
		t.Run(each.name, func(t *testing.T) {
			path, copied := servedTwice(t)
			each.change(t, path, copied)
			before := contents(t, path)
			if says := strings.ReplaceAll(refused(t, path), filepath.Dir(path)+"/", ""); !strings.Contains(says, each.because) || !strings.Contains(says, "Put the newest journal back") {
				t.Errorf("it says %q, want %q", says, each.because)
			}
			refused(t, path) // and again, since nothing was changed
			if after := contents(t, path); before != after {
				t.Error("the store or the log of reads was changed")
			}
		})
	}
}

func TestACopyRestoredElsewhereAndAJournalAheadOfItsStoreAreServed(t *testing.T) {
	path, copied := servedTwice(t)
	if err := start(t, copied).stop(); err != nil {
		t.Errorf("the copy elsewhere: %v", err)
	}
	enterOne(t, path) // as after a crash between writing the journal and the store
	if err := start(t, path).stop(); err != nil {
		t.Errorf("the journal ahead: %v", err)
	}
}

func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// contents are those of the store and of the log of reads beside a journal.
func contents(t *testing.T, path string) string {
	t.Helper()
	var out strings.Builder
	for _, name := range []string{path + ".store", filepath.Join(path+".reads", "reads.ndjson")} {
		data, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		out.Write(data)
		out.WriteByte('|')
	}
	return out.String()
}
