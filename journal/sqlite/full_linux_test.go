// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"truce/journal"
	"truce/journal/journaltest"
)

func TestFullDiskEntersNothingAndGoesOnWithSpace(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Skipf("a small disk needs the right to mount one: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	path := filepath.Join(dir, "journal.db")
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	j := created(t, path, journaltest.Founding())
	draft := func() []journal.Draft {
		return []journal.Draft{journaltest.Note(journal.Rating, 1000, `"`+strings.Repeat("x", 10_000)+`"`)}
	}
	full, last := 0, int64(1)
	for full < 5 {
		placed, err := j.Append(t.Context(), draft())
		if err == nil {
			if placed[0].Seq != last+1 || full > 0 {
				t.Fatalf("entry %d after %d, with a full disk %d times", placed[0].Seq, last, full)
			}
			last = placed[0].Seq
			continue
		}
		full++
		if errors.Is(err, journal.ErrUnsure) || errors.Is(err, journal.ErrStopped) {
			t.Fatalf("a full disk: got %v, want that nothing was written", err)
		}
		if size, err := j.Size(t.Context()); err != nil || size != last {
			t.Fatalf("a full disk: size %d, %v; want %d", size, err, last)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	placed, err := j.Append(t.Context(), draft())
	if err != nil || placed[0].Seq != last+1 {
		t.Fatalf("with space again: %v, %v", placed, err)
	}
	if err := j.Recheck(t.Context(), 1, last+1); err != nil {
		t.Error(err)
	}
	closeAfter(t, j)
	j = opened(t, path)
	defer closeAfter(t, j)
	if err := j.Recheck(t.Context(), 1, last+1); err != nil {
		t.Error(err)
	}
}

// limitVar asks the child to let its disk fail.
const limitVar = "TRUCE_TEST_LIMIT"

func TestFailedWriteIsUnsureAndStopsTheJournal(t *testing.T) {
	if path := os.Getenv(limitVar); path != "" {
		failingDisk(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "journal.db")
	closeAfter(t, created(t, path, journaltest.Founding()))
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	child.Env = append(os.Environ(), limitVar+"="+path)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	j := opened(t, path)
	defer closeAfter(t, j)
	size, err := j.Size(t.Context())
	if err != nil || size < 2 {
		t.Fatalf("size %d, %v", size, err)
	}
	if err := j.Recheck(t.Context(), 1, size); err != nil {
		t.Error(err)
	}
	if _, err := j.Append(t.Context(), []journal.Draft{journaltest.Note(journal.Rating, 1000, `1`)}); err != nil {
		t.Errorf("opened again: %v", err)
	}
}

// failingDisk enters until no file may grow any more, which SQLite takes for a fault of the disk.
func failingDisk(t *testing.T, path string) {
	signal.Ignore(syscall.SIGXFSZ)
	j := opened(t, path)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}); err != nil {
		t.Fatal(err)
	}
	draft := []journal.Draft{journaltest.Note(journal.Rating, 1000, `"`+strings.Repeat("x", 10_000)+`"`)}
	for {
		_, err := j.Append(t.Context(), draft)
		if err == nil {
			continue
		}
		if !errors.Is(err, journal.ErrUnsure) {
			t.Errorf("got %v, want ErrUnsure", err)
		}
		break
	}
	for name, do := range map[string]func() error{
		"append":  func() error { _, err := j.Append(t.Context(), draft); return err },
		"destroy": func() error { return j.Destroy(t.Context(), 2, nil) },
	} {
		if err := do(); err == nil || errors.Is(err, journal.ErrUnsure) {
			t.Errorf("%s afterwards: got %v, want an error that nothing was done", name, err)
		}
	}
	if _, err := j.Append(t.Context(), draft); !errors.Is(err, journal.ErrStopped) {
		t.Errorf("append afterwards: got %v, want ErrStopped", err)
	}
	if _, err := j.Entry(t.Context(), 1); err != nil {
		t.Errorf("reading afterwards: %v", err)
	}
}
