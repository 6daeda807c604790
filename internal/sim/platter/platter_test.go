// SPDX-License-Identifier: Apache-2.0

package platter_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"truce/internal/sim/platter"
	"truce/internal/sim/trace"
)

// found counts what may stand at a path.
func found(d *platter.Disk, path string) map[string]int {
	out := map[string]int{}
	for c := range platter.Choices(rand.New(rand.NewPCG(1, 1)), 500) {
		data, ok := d.After(c)[path]
		if !ok {
			out["absent"]++
			continue
		}
		short := string(bytes.TrimRight(data, "\x00"))
		if len(short) > 4 {
			short = string(data[:2]) + string(data[len(data)-2:])
		}
		out[short]++
	}
	return out
}

func do(t *testing.T, d *platter.Disk, ops ...trace.Op) {
	t.Helper()
	for _, op := range ops {
		if err := d.Do(op); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsNotSyncedIsLostOrTorn(t *testing.T) {
	d := platter.New("/d", platter.Image{"/d/x": bytes.Repeat([]byte("a"), 1024)})
	do(t, d, trace.Op{Kind: trace.Write, Path: "/d/x", Data: bytes.Repeat([]byte("b"), 1024)})
	got := found(d, "/d/x")
	for _, want := range []string{"aaaa", "bbbb", "aabb", "bbaa"} {
		if got[want] == 0 {
			t.Errorf("%q is never found, only %v", want, got)
		}
	}
	do(t, d, trace.Op{Kind: trace.Sync, Path: "/d/x"})
	if got := found(d, "/d/x"); len(got) != 1 || got["bbbb"] == 0 || d.Pending() != 0 {
		t.Errorf("after a sync: %v", got)
	}
}

func TestNamesAreLostApartFromContent(t *testing.T) {
	d := platter.New("/d", nil)
	do(t, d,
		trace.Op{Kind: trace.Create, Path: "/d/new"}, trace.Op{Kind: trace.Write, Path: "/d/new", Data: []byte("one")},
		trace.Op{Kind: trace.Sync, Path: "/d/new"})
	if got := found(d, "/d/new"); got["absent"] == 0 || got["one"] == 0 || len(got) != 2 {
		t.Errorf("with the content synced: %v", got)
	}
	do(t, d, trace.Op{Kind: trace.Sync, Path: "/d"}, trace.Op{Kind: trace.Rename, Path: "/d/x", From: "/d/new"})
	var both, neither bool
	for c := range platter.Choices(rand.New(rand.NewPCG(1, 1)), 100) {
		image := d.After(c)
		_, was := image["/d/new"]
		_, is := image["/d/x"]
		both, neither = both || was && is, neither || !was && !is
	}
	if !both || !neither {
		t.Errorf("after a renaming both names: %t, neither: %t", both, neither)
	}
	if err := d.Do(trace.Op{Kind: trace.Write, Path: "/d/none"}); err == nil {
		t.Error("a file that is not there is written to")
	}
}

func TestAFileThatWasCutMayBeLongAgain(t *testing.T) {
	d := platter.New("/d", platter.Image{"/d/x": []byte("long")})
	do(t, d, trace.Op{Kind: trace.Truncate, Path: "/d/x", Offset: 1})
	if got := found(d, "/d/x"); got["long"] == 0 || got["l"] == 0 {
		t.Errorf("got %v", got)
	}
}
