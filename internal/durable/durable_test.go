// SPDX-License-Identifier: Apache-2.0

package durable_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/internal/durable"
	"truce/internal/durable/faulty"
)

const (
	name  = "logs/one/state"
	first = "the first content, which is longer than two sectors of the simulated disk"
	then  = "the second content: shorter than the first"
	last  = "the third"
	limit = 1000
)

// content returns what stands at the name, and "" if nothing does.
func content(fsys durable.FS) (string, error) {
	data, err := fsys.Read(name, limit)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(data), err
}

// prepared is a disk on which the first content was written, or nothing if that is empty.
func prepared(old string) (*faulty.Disk, error) {
	disk := faulty.New()
	if old == "" {
		return disk, nil
	}
	return disk, durable.NewFolder(disk).Write(name, []byte(old))
}

// explorer writes under every fault and looks at every disk that may be found afterwards.
type explorer struct {
	// wrap plants a bug between the code and the disk.
	wrap func(durable.FS) durable.FS
	// disks is how many were looked at, and bad what was wrong with some.
	disks int
	bad   []string
}

// crashes lets the power go at each operation of a write of a file that has old content.
func (e *explorer) crashes(t *testing.T, old string) {
	t.Helper()
	for n := 1; ; n++ {
		disk, err := prepared(old)
		if err != nil {
			t.Fatal(err)
		}
		disk.CrashAt(n)
		err = durable.NewFolder(e.wrap(disk)).Write(name, []byte(then))
		e.look(disk, fmt.Sprintf("from %.9q, power gone at operation %d", old, n), old, err)
		if err == nil {
			return
		}
		if n > 100 {
			t.Fatal("a write has more than 100 operations")
		}
	}
}

// faults lets each operation of a write fail, done or not; then a write of the last content is tried by a new process.
func (e *explorer) faults(t *testing.T, old string) {
	t.Helper()
	for n := 1; ; n++ {
		failed := false
		for _, done := range []bool{false, true} {
			disk, err := prepared(old)
			if err != nil {
				t.Fatal(err)
			}
			disk.FailAt(n, done)
			err = durable.NewFolder(e.wrap(disk)).Write(name, []byte(then))
			failed = failed || err != nil
			what := fmt.Sprintf("from %.9q, operation %d fails, done %v", old, n, done)
			e.look(disk, what, old, err)
			if old == "" && !done && (n == 2 || n == 4) {
				continue // the sync of a new directory failed, which the next process cannot know
			}
			again := disk.Restart()
			if err := durable.NewFolder(e.wrap(again)).Write(name, []byte(last)); err != nil {
				e.bad = append(e.bad, fmt.Sprintf("%s; again: %v", what, err))
			}
			e.all(again, what+"; again", func(got string) bool { return got == last })
		}
		if !failed {
			return
		}
	}
}

// look checks every disk that may be found against the error that the write returned.
func (e *explorer) look(disk *faulty.Disk, what, old string, err error) {
	want := func(got string) bool { return got == then }
	switch {
	case errors.Is(err, durable.ErrNotDone):
		want = func(got string) bool { return got == old }
	case errors.Is(err, durable.ErrUnknown):
		want = func(got string) bool { return got == old || got == then }
	case err != nil:
		e.bad = append(e.bad, fmt.Sprintf("%s: an error without a class: %v", what, err))
	}
	e.all(disk, what, want)
}

func (e *explorer) all(disk *faulty.Disk, what string, want func(string) bool) {
	for found := range disk.Survivors() {
		e.disks++
		if got, err := content(found); err != nil || !want(got) {
			e.bad = append(e.bad, fmt.Sprintf("%s: found %q, %v", what, got, err))
		}
	}
}

func (e *explorer) everything(t *testing.T) {
	t.Helper()
	for _, old := range []string{"", first} {
		e.crashes(t, old)
		e.faults(t, old)
	}
}

func TestAfterAnyCrashAFileIsOldOrNew(t *testing.T) {
	e := explorer{wrap: func(f durable.FS) durable.FS { return f }}
	e.everything(t)
	for _, bad := range e.bad {
		t.Error(bad)
	}
	if e.disks < 300 {
		t.Errorf("%d disks were looked at, want every one", e.disks)
	}
}

// TestAfterTwoCrashesAFileIsOldOrNew lets the power go at each operation of a second write, on each disk that the first
// crash may have left.
func TestAfterTwoCrashesAFileIsOldOrNew(t *testing.T) {
	disks := 0
	for n := 1; n <= 11; n++ {
		disk, err := prepared(first)
		if err != nil {
			t.Fatal(err)
		}
		disk.CrashAt(n)
		if err := durable.NewFolder(disk).Write(name, []byte(then)); err != nil && !errors.Is(err, faulty.ErrPower) {
			t.Fatal(err)
		}
		for found := range disk.Survivors() {
			before, err := content(found)
			if err != nil {
				t.Fatal(err)
			}
			for m := 1; m <= 11; m++ {
				for second := range found.Survivors() { // a copy, as nothing is pending
					second.CrashAt(m)
					err := durable.NewFolder(second).Write(name, []byte(last))
					for left := range second.Survivors() {
						disks++
						got, readErr := content(left)
						if readErr != nil || got != last && (err == nil || got != before) {
							t.Fatalf("crashes at %d and %d: %q became %q, %v, after %v", n, m, before, got, readErr, err)
						}
					}
				}
			}
		}
	}
	if disks < 1500 {
		t.Errorf("%d disks were looked at", disks)
	}
}

func TestNothingIsWrittenAfterASyncThatFailed(t *testing.T) {
	disk, err := prepared(first)
	if err != nil {
		t.Fatal(err)
	}
	folder := durable.NewFolder(disk)
	disk.FailAt(2, false) // the sync of a directory above
	if err := folder.Write(name, []byte(then)); !errors.Is(err, faulty.ErrFault) {
		t.Fatalf("the write that fails: %v", err)
	}
	before := disk.Operations()
	if err := folder.Write(name, []byte(then)); !errors.Is(err, durable.ErrNotDone) || !errors.Is(err, faulty.ErrFault) {
		t.Errorf("the next write: %v", err)
	}
	if err := folder.Keep(name, []byte(first)); !errors.Is(err, durable.ErrNotDone) {
		t.Errorf("the next keep: %v", err)
	}
	if n := disk.Operations() - before; n != 0 {
		t.Errorf("%d operations after the sync that failed", n)
	}
}

// noFileSync forgets to sync files.
type noFileSync struct{ durable.FS }

func (n noFileSync) Create(name string) (durable.File, error) {
	f, err := n.FS.Create(name)
	return unsynced{f}, err
}

type unsynced struct{ durable.File }

func (unsynced) Sync() error { return nil }

// noDirSync forgets to sync directories: all of them, or only those above the file's own.
type noDirSync struct {
	durable.FS
	only string
}

func (n noDirSync) Sync(name string) error {
	if n.only == "" || n.only == name {
		return nil
	}
	return n.FS.Sync(name)
}

// lateSync syncs a file only after it has been renamed.
type lateSync struct {
	durable.FS
	files map[string]durable.File
}

func (l lateSync) Create(name string) (durable.File, error) {
	f, err := l.FS.Create(name)
	l.files[name] = f
	return unsynced{f}, err
}

func (l lateSync) Rename(from, to string) error {
	if err := l.FS.Rename(from, to); err != nil {
		return err
	}
	return l.files[from].Sync()
}

func TestTheSameSearchFindsPlantedBugs(t *testing.T) {
	for _, c := range []struct {
		name string
		wrap func(durable.FS) durable.FS
	}{
		{"the file is not synced", func(f durable.FS) durable.FS { return noFileSync{f} }},
		{"no directory is synced", func(f durable.FS) durable.FS { return noDirSync{FS: f} }},
		{"the directory of the file is not synced", func(f durable.FS) durable.FS { return noDirSync{f, "logs/one"} }},
		{"the parent of a new directory is not synced", func(f durable.FS) durable.FS { return noDirSync{f, "logs"} }},
		{"the file is renamed before it is synced", func(f durable.FS) durable.FS { return lateSync{f, map[string]durable.File{}} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := explorer{wrap: c.wrap}
			e.everything(t)
			if len(e.bad) == 0 {
				t.Errorf("%d disks and nothing found", e.disks)
			}
		})
	}
}

func TestAProcessThatDiesLeavesNothingUnsyncedForTheNext(t *testing.T) {
	for _, keep := range []bool{false, true} {
		for n := 1; n <= 20; n++ {
			disk := faulty.New()
			disk.CrashAt(n)
			if err := durable.NewFolder(disk).Write(name, []byte(then)); err != nil && !errors.Is(err, faulty.ErrPower) {
				t.Fatal(err)
			}
			next := disk.Restart()
			folder := durable.NewFolder(next)
			write := folder.Write
			if keep {
				write = folder.Keep
			}
			if err := write(name, []byte(then)); err != nil {
				t.Fatalf("keep %v after operation %d: %v", keep, n, err)
			}
			for found := range next.Survivors() {
				if got, err := content(found); got != then || err != nil {
					t.Errorf("keep %v after operation %d: found %q, %v", keep, n, got, err)
				}
			}
		}
	}
}

func TestKeepNeverChangesAFile(t *testing.T) {
	disk, err := prepared(first)
	if err != nil {
		t.Fatal(err)
	}
	folder := durable.NewFolder(disk)
	for _, other := range []string{then, "", first + "x", first[1:]} {
		if err := folder.Keep(name, []byte(other)); !errors.Is(err, durable.ErrDiffers) {
			t.Errorf("Keep(%.10q) = %v, want %v", other, err, durable.ErrDiffers)
		}
	}
	if err := folder.Keep(name, []byte(first)); err != nil {
		t.Error(err)
	}
	if got, err := content(disk); got != first || err != nil {
		t.Errorf("the file has %q, %v", got, err)
	}
	for n := 1; n <= 4; n++ {
		for _, done := range []bool{false, true} {
			disk.FailAt(n, done)
			err := durable.NewFolder(disk).Keep(name, []byte(first))
			if !errors.Is(err, faulty.ErrFault) || errors.Is(err, durable.ErrNotDone) == errors.Is(err, durable.ErrUnknown) {
				t.Errorf("operation %d fails: %v", n, err)
			}
		}
	}
}

func TestNamesThatNoFileHas(t *testing.T) {
	folder := durable.NewFolder(faulty.New())
	for _, bad := range []string{"", ".", "..", "../x", "/x", "a//b", "a/", "a/../b", "state.new"} {
		if err := folder.Write(bad, nil); !errors.Is(err, durable.ErrNotDone) {
			t.Errorf("Write(%q) = %v", bad, err)
		}
		if err := folder.Keep(bad, nil); !errors.Is(err, durable.ErrNotDone) {
			t.Errorf("Keep(%q) = %v", bad, err)
		}
		if _, err := folder.Read(bad, limit); err == nil {
			t.Errorf("Read(%q) reads", bad)
		}
	}
}

func TestTheDiskOfTheMachine(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	disk, err := durable.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	folder := durable.NewFolder(disk)
	for _, want := range []string{first, then} {
		if err := folder.Write(name, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := folder.Read(name, limit); string(got) != want || err != nil {
			t.Errorf("Read = %q, %v", got, err)
		}
	}
	if err := folder.Keep(name, []byte(then)); err != nil {
		t.Error(err)
	}
	if err := folder.Keep(name, []byte(first)); !errors.Is(err, durable.ErrDiffers) {
		t.Errorf("Keep of other content: %v", err)
	}
	if _, err := folder.Read(name, 3); !errors.Is(err, durable.ErrTooLarge) {
		t.Errorf("Read within 3 bytes: %v", err)
	}
	if _, err := folder.Read("logs/two", limit); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read of nothing: %v", err)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "logs", "one"))
	if err != nil || len(entries) != 1 {
		t.Errorf("left beside the file: %v, %v", entries, err)
	}
	if err := os.Symlink(t.TempDir(), filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	if err := folder.Write("out/x", nil); !errors.Is(err, durable.ErrNotDone) {
		t.Errorf("a write through a link out of the folder: %v", err)
	}
	if err := folder.Write("logs", nil); !errors.Is(err, durable.ErrUnknown) && !errors.Is(err, durable.ErrNotDone) {
		t.Errorf("a write in place of a directory: %v", err)
	}
}

func TestAFolderHasOneWriter(t *testing.T) {
	dir := t.TempDir()
	disk, err := durable.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := durable.Open(dir)
	if err == nil {
		second.Close()
		t.Skip("this system has no flock, so two writers are not told of each other")
	}
	if !errors.Is(err, durable.ErrLocked) || !strings.Contains(err.Error(), dir) {
		t.Errorf("a second writer: %v", err)
	}
	if err := disk.Close(); err != nil {
		t.Fatal(err)
	}
	third, err := durable.Open(dir)
	if err != nil {
		t.Fatalf("after the first is gone: %v", err)
	}
	third.Close()
	if _, err := durable.Open(filepath.Join(dir, "no", "such")); err == nil {
		t.Error("a folder below one that is not there is opened")
	}
}
