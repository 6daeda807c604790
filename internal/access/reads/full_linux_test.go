// SPDX-License-Identifier: Apache-2.0

package reads_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"truce/internal/access/reads"
	"truce/internal/access/reads/trail"
)

// narrow lets no file of this program grow beyond a size until the function that it returns is called.
func narrow(t *testing.T, most uint64) func() {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ) // so that a write fails, as it does on a full disk
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: most, Max: was.Max}); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
			t.Fatal(err)
		}
		signal.Reset(syscall.SIGXFSZ)
	}
}

func TestAFullDiskStopsTheLogOnlyAsLongAsItIsFull(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "reads")
	l := open(t, dir)
	fill(t, l)
	is, err := os.Stat(filepath.Join(dir, reads.Name))
	if err != nil {
		t.Fatal(err)
	}
	more := read(at(t, "2031-03-02T09:00:00Z"), "ben", "notice-3", trail.Shown)
	for _, room := range []int64{0, 1, 40} { // none, and room for some of the line
		wider := narrow(t, uint64(is.Size()+room))
		if _, err := l.Append(more); err == nil {
			t.Errorf("room for %d bytes: a line is written that does not fit", room)
		}
		wider()
	}
	if got, err := l.Append(more); err != nil || got.Seq != 4 {
		t.Fatalf("once there is room: line %d, %v", got.Seq, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	list, err := open(t, dir).List(reads.Filter{})
	if err != nil || len(list) != 4 || list[3].Who != "ben" {
		t.Errorf("opened again: %+v, %v", list, err)
	}
}
