// SPDX-License-Identifier: Apache-2.0

package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"truce/internal/cli"
)

// trip cancels a context at the n-th text that is written to it.
type trip struct {
	bytes.Buffer
	n      int
	cancel context.CancelFunc
}

func (w *trip) Write(p []byte) (int, error) {
	if w.n--; w.n == 0 {
		w.cancel()
	}
	return w.Buffer.Write(p)
}

func TestAnInterruptedRunWritesNothing(t *testing.T) {
	common := func(name string) string { return filepath.Join("testdata", "common", name) }
	for name, n := range map[string]int{"after the first file": 1, "after the last file": 2} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "record")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var stdout bytes.Buffer
			stderr := &trip{n: n, cancel: cancel}
			got := cli.Execute(ctx, []string{
				"judge", "-a", common("draft.yaml"), "--state", dir, common("monday.ndjson"), common("tuesday.ndjson"),
			}, &stdout, stderr)
			if got != 2 {
				t.Errorf("exit code %d, want 2", got)
			}
			if !strings.HasSuffix(stderr.String(), "truce: interrupted; nothing was entered\n") {
				t.Errorf("standard error %q", stderr)
			}
			if stdout.Len() > 0 {
				t.Errorf("standard output %q, want nothing", &stdout)
			}
			if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the record: %v, want none", err)
			}
		})
	}
}

func TestTheOtherVerbsAreInterruptedToo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if got := cli.Execute(ctx, []string{"test", "korea-guard-posts-2020"}, &out, &errs); got != 2 || out.Len() > 0 {
		t.Errorf("exit code %d with %q, want 2 and nothing", got, &out)
	}
}

// The file is a pipe whose writer says nothing more, so only the signal can end the run.
func TestASignalEndsARunThatWaits(t *testing.T) {
	mkfifo, err := exec.LookPath("mkfifo")
	if err != nil {
		t.Skip("needs mkfifo: ", err)
	}
	dir := t.TempDir()
	pipe, record := filepath.Join(dir, "pipe.ndjson"), filepath.Join(dir, "record")
	if out, err := exec.CommandContext(t.Context(), mkfifo, pipe).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "truce", "judge", "-a", filepath.Join("testdata", "common", "draft.yaml"), "--state", record, pipe)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits until the run has opened it
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Errorf("got %v, want exit code 2; it said %q", err, &stderr)
	}
	if stdout.Len() > 0 {
		t.Errorf("standard output %q, want nothing", &stdout)
	}
	if _, err := os.Stat(record); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the record: %v, want none", err)
	}
}

func TestRunsAtOnceLoseNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "record")
	type ended struct {
		name string
		code int
	}
	judge := func(name string, flags ...string) (int, string) {
		var stdout, stderr bytes.Buffer
		args := []string{"judge", "-a", filepath.Join("testdata", "common", "draft.yaml"), "--state", dir, filepath.Join("testdata", "common", name)}
		return cli.Execute(t.Context(), append(args, flags...), &stdout, &stderr), stderr.String()
	}
	rows := map[string]int{"monday.ndjson": 2, "tuesday.ndjson": 3}
	all := make(chan ended)
	for range 4 {
		for name := range rows {
			go func() {
				code, _ := judge(name)
				all <- ended{name, code}
			}()
		}
	}
	done := map[string]bool{}
	for range 4 * len(rows) {
		switch e := <-all; e.code {
		case 0:
			done[e.name] = true
		case 2: // another run was faster; this one says that it wrote nothing
		default:
			t.Errorf("%s: exit code %d, want 0 or 2", e.name, e.code)
		}
	}
	if len(done) == 0 {
		t.Error("no run was done")
	}
	for name := range done {
		code, said := judge(name, "--json")
		if want := fmt.Sprintf(`"repeats":%d}`, rows[name]); code != 0 || !strings.Contains(said, want) {
			t.Errorf("%s: exit code %d, want %s in %s", name, code, want, said)
		}
	}
}
