// SPDX-License-Identifier: Apache-2.0

package cosigner_test

import (
	"fmt"
	"net/http"
	"testing"

	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/journal/cosigner"
)

// search lets a cosigner sign one tree under every fault, and then offers it another on every disk that may be found.
type search struct {
	wrap  func(durable.FS) durable.FS
	disks int
	// good and fork are the bodies of requests for the two trees, by the old size.
	good, fork map[int64][]byte
	// bad says where two trees were signed, or a cosigner did not start again.
	bad []string
}

// maxDisks is on how many of the disks that a fault may leave the other tree is offered.
const maxDisks = 100

func newSearch(t *testing.T, wrap func(durable.FS) durable.FS) *search {
	t.Helper()
	good, fork := newTree(t, 20, 20), newTree(t, 20, 10)
	s := &search{wrap: wrap, good: map[int64][]byte{}, fork: map[int64][]byte{}}
	for _, old := range []int64{0, 5, 12} {
		s.good[old], s.fork[old] = good.request(t, old, 12).Bytes(), fork.request(t, old, 12).Bytes()
	}
	return s
}

// from tries each fault while a tree grows from a size: the power goes, or one operation fails, done or not.
func (s *search) from(t *testing.T, old int64) {
	t.Helper()
	first := newTree(t, 20, 20).request(t, 0, max(old, 1)).Bytes()
	for _, fault := range []struct {
		name string
		set  func(d *faulty.Disk, n int)
	}{
		{"the power goes", func(d *faulty.Disk, n int) { d.CrashAt(n) }},
		{"a failure", func(d *faulty.Disk, n int) { d.FailAt(n, false) }},
		{"a failure after it was done", func(d *faulty.Disk, n int) { d.FailAt(n, true) }},
	} {
		for n := 1; n <= 10 && len(s.bad) < 5; n++ {
			disk := enrolled(t)
			if old > 0 {
				if w := post(start(t, disk), first); w.Code != http.StatusOK {
					t.Fatal(w.Code)
				}
			}
			b := start(t, s.wrap(disk))
			fault.set(disk, n)
			one := post(b, s.good[old]).Code == http.StatusOK
			what := fmt.Sprintf("from %d leaves, %s at operation %d", old, fault.name, n)
			same := post(b, s.fork[old]).Code == http.StatusOK
			if one && same {
				s.bad = append(s.bad, what+": two trees by one process")
			}
			looked := 0
			for found := range disk.Survivors() {
				if looked++; looked > maxDisks {
					break
				}
				s.offer(t, found, what, [2]bool{one, same})
			}
		}
	}
}

// offer starts the cosigner on a disk that was found and offers it both trees. signed are the trees that it has signed
// before.
func (s *search) offer(t *testing.T, found *faulty.Disk, what string, signed [2]bool) {
	t.Helper()
	s.disks++
	o, b := options(t, found)
	var err error
	if b.Server, err = cosigner.Open(o); err != nil {
		s.bad = append(s.bad, fmt.Sprintf("%s: it does not start: %v", what, err))
		return
	}
	b.clock.seconds = 3000
	for _, old := range []int64{0, 5, 12} {
		signed[1] = post(b, s.fork[old]).Code == http.StatusOK || signed[1]
		signed[0] = post(b, s.good[old]).Code == http.StatusOK || signed[0]
	}
	if signed[0] && signed[1] {
		s.bad = append(s.bad, what+": two trees")
	}
}

func TestNoFaultMakesACosignerSignTwoTrees(t *testing.T) {
	s := newSearch(t, func(f durable.FS) durable.FS { return f })
	s.from(t, 0)
	s.from(t, 5)
	for _, bad := range s.bad {
		t.Error(bad)
	}
	if s.disks < 500 {
		t.Errorf("%d disks were looked at, want many", s.disks)
	}
}

// noDirSync forgets to sync directories, and so the name of the new state.
type noDirSync struct{ durable.FS }

func (noDirSync) Sync(string) error { return nil }

// noFileSync forgets to sync files.
type noFileSync struct{ durable.FS }

func (n noFileSync) Create(name string) (durable.File, error) {
	f, err := n.FS.Create(name)
	return unsynced{f}, err
}

type unsynced struct{ durable.File }

func (unsynced) Sync() error { return nil }

func TestTheSameSearchFindsACosignerThatDoesNotSync(t *testing.T) {
	for name, wrap := range map[string]func(durable.FS) durable.FS{
		"directories": func(f durable.FS) durable.FS { return noDirSync{f} },
		"files":       func(f durable.FS) durable.FS { return noFileSync{f} },
	} {
		s := newSearch(t, wrap)
		s.from(t, 5)
		if len(s.bad) == 0 {
			t.Errorf("%s are not synced and nothing is found on %d disks", name, s.disks)
		}
	}
}

func TestACrashWhileALogIsEnrolledLeavesItNewOrEnrolled(t *testing.T) {
	for n := 1; n <= 12; n++ {
		disk := faulty.New()
		disk.CrashAt(n)
		o, _ := options(t, disk)
		enrolErr := cosigner.Enrol(o.Folder, o.Key.Verifier(), origin)
		for found := range disk.Survivors() {
			o, _ := options(t, found)
			_, err := cosigner.Open(o)
			if enrolErr == nil && err != nil {
				t.Errorf("enrolled, crash at %d: %v", n, err)
			}
			if err != nil {
				if err := cosigner.Enrol(o.Folder, o.Key.Verifier(), origin); err != nil {
					t.Errorf("crash at %d, enrolled again: %v", n, err)
				}
			}
		}
	}
}
