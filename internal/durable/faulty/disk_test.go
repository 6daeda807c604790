// SPDX-License-Identifier: Apache-2.0

package faulty_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"truce/internal/durable/faulty"
)

const two = "sixteen bytes, 1sixteen bytes, 2" // two sectors

// found counts what stands at a name on the disks that may be found.
func found(t *testing.T, d *faulty.Disk, name string) map[string]int {
	t.Helper()
	out, n := map[string]int{}, 0
	defer func() {
		if ways := d.Ways(); n != ways {
			t.Errorf("%d disks are found, and there are %d ways", n, ways)
		}
	}()
	for s := range d.Survivors() {
		n++
		data, err := s.Read(name, 100)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			out["absent"]++
		case err != nil:
			out[err.Error()]++
		default:
			out[strings.ReplaceAll(string(data), "\x00", ".")]++
		}
	}
	return out
}

func write(t *testing.T, d *faulty.Disk, name, text string, sync bool) {
	t.Helper()
	f, err := d.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if sync {
		if err := f.Sync(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsNotSyncedIsLostTornAndReordered(t *testing.T) {
	d := faulty.New()
	write(t, d, "x", two, false)
	got := found(t, d, "x")
	for _, want := range []string{"absent", "", two, two[:16], strings.Repeat(".", 16) + two[16:]} {
		if got[want] == 0 {
			t.Errorf("%q is never found, only %v", want, got)
		}
	}
	if err := d.Sync("."); err != nil {
		t.Fatal(err)
	}
	if got := found(t, d, "x"); got["absent"] != 0 || len(got) != 4 {
		t.Errorf("with the name synced: %v", got)
	}
	if err := d.Sync("x"); err != nil {
		t.Fatal(err)
	}
	if got := found(t, d, "x"); len(got) != 1 || got[two] != 1 {
		t.Errorf("with all synced: %v", got)
	}
}

func TestNamesAndContentReachThePlattersApart(t *testing.T) {
	d := faulty.New()
	write(t, d, "x", "old", true)
	if err := d.Sync("."); err != nil {
		t.Fatal(err)
	}
	write(t, d, "y", two, false)
	if err := d.Rename("y", "x"); err != nil {
		t.Fatal(err)
	}
	got := found(t, d, "x")
	for _, want := range []string{"old", two, "", two[:16]} {
		if got[want] == 0 {
			t.Errorf("%q is never found, only %v", want, got)
		}
	}
}

func TestASyncThatFailedIsNotMadeGoodByTheNext(t *testing.T) {
	d := faulty.New()
	write(t, d, "x", "old", false)
	if err := d.Sync("."); err != nil {
		t.Fatal(err)
	}
	d.FailAt(1, false)
	if err := d.Sync("x"); !errors.Is(err, faulty.ErrFault) {
		t.Fatal(err)
	}
	if err := d.Sync("x"); err != nil {
		t.Fatal(err)
	}
	if got := found(t, d, "x"); got[""] == 0 || got["old"] == 0 {
		t.Errorf("after a sync that failed and one that did not: %v", got)
	}
}

func TestAFaultIsOfOneOperationAndACrashOfAllThatFollow(t *testing.T) {
	d := faulty.New()
	d.FailAt(1, true)
	if err := d.Mkdir("done"); !errors.Is(err, faulty.ErrFault) {
		t.Error(err)
	}
	d.FailAt(1, false)
	if err := d.Mkdir("not"); !errors.Is(err, faulty.ErrFault) {
		t.Error(err)
	}
	if err := d.Mkdir("done"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("what failed and was done: %v", err)
	}
	if err := d.Mkdir("not"); err != nil {
		t.Errorf("what failed and was not done: %v", err)
	}
	d.CrashAt(2)
	if err := d.Sync("."); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := d.Sync("."); !errors.Is(err, faulty.ErrPower) {
			t.Error(err)
		}
	}
	if n := d.Operations(); n != 7 {
		t.Errorf("%d operations, want 7", n)
	}
	if err := d.Restart().Sync("."); err != nil {
		t.Errorf("after a restart: %v", err)
	}
}
