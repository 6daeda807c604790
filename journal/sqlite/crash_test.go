// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"truce/journal"
	"truce/journal/journaltest"
	"truce/journal/sqlite"
)

// childVar names the journal that this test program, started again, enters into until it is killed.
const childVar = "TRUCE_TEST_JOURNAL"

func TestMain(m *testing.M) {
	if path := os.Getenv(childVar); path != "" {
		if err := appendForever(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// appendForever enters submissions from several callers and says of each, in one line, what was acknowledged.
func appendForever(path string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	j, err := sqlite.Open(ctx, path, journal.Mission)
	if err != nil {
		return err
	}
	first, err := j.Size(ctx)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for caller := range 4 {
		go func() {
			for n := 0; ; n++ {
				d := journaltest.Submission(1000, strings.Repeat("who ", 1000), "raw", fmt.Sprint(first, caller, n))
				placed, err := j.Append(ctx, []journal.Draft{d, journaltest.Note(journal.Rating, 1000, `1`)})
				if err != nil {
					failed <- err
					return
				}
				for _, p := range placed {
					fmt.Println(p.Seq, p.Header, p.PartsRoot)
				}
			}
		}()
	}
	return <-failed
}

func TestKilledWriterLosesNothingThatItAcknowledged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.db")
	closeAfter(t, created(t, path, journaltest.Founding()))
	leaves := map[int64]string{}
	for round := range 6 {
		acknowledged(t, path, 20+11*round, leaves)
		j := opened(t, path)
		size, err := j.Size(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if size%2 != 1 {
			t.Errorf("round %d: of two drafts in one call one was entered: size %d", round, size)
		}
		for seq, want := range leaves {
			e, err := j.Entry(t.Context(), seq)
			if err != nil {
				t.Fatalf("round %d: entry %d was acknowledged: %v", round, seq, err)
			}
			if leaf, err := e.Leaf(); err != nil || string(leaf) != want {
				t.Fatalf("round %d: entry %d was acknowledged as another one: %v", round, seq, err)
			}
		}
		if err := j.Recheck(t.Context(), 1, size); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		closeAfter(t, j)
	}
}

// acknowledged starts a child, kills it while it writes, once it has said so many lines, and adds the leaves that it
// acknowledged.
func acknowledged(t *testing.T, path string, lines int, leaves map[int64]string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self)
	child.Env = append(os.Environ(), childVar+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	said := 0
	for scanner := bufio.NewScanner(out); scanner.Scan(); said++ {
		var seq int64
		var header, root string
		if n, _ := fmt.Sscan(scanner.Text(), &seq, &header, &root); n != 3 || len(root) != 64 {
			break // cut by the kill
		}
		p := journal.Placed{Seq: seq}
		if err := errors.Join(p.Header.UnmarshalText([]byte(header)), p.PartsRoot.UnmarshalText([]byte(root))); err != nil {
			t.Fatal(err)
		}
		leaves[seq] = string(p.Leaf())
		if said == lines {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) || said < lines {
		t.Fatalf("the child said %d lines of %d and ended with %v", said, lines, err)
	}
}
