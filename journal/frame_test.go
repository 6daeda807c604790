// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/journal"
)

// parts returns the disclosed parts of a submission with these contents.
func parts(t testing.TB, contents ...string) []journal.Part {
	t.Helper()
	out := make([]journal.Part, 0, len(contents))
	for i, c := range contents {
		p, err := journal.Disclose(canon.Part{Label: journal.Submission.Label(i), Salt: canon.Salt{byte(i + 1)}, Content: []byte(c)})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func forms(all []journal.Part) []journal.PartForm {
	out := make([]journal.PartForm, 0, len(all))
	for _, p := range all {
		out = append(out, p.Form())
	}
	return out
}

func TestFrameGivesBackItsParts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := parts(t, rapid.SliceOfN(rapid.String(), 1, 12).Draw(rt, "contents")...)
		gone := rapid.SliceOf(rapid.IntRange(0, len(want)-1)).Draw(rt, "destroyed")
		frame, err := journal.AppendFrame(nil, want)
		if err != nil {
			rt.Fatal(err)
		}
		length := len(frame)
		if err := journal.DestroyInFrame(frame, gone); err != nil || len(frame) != length {
			rt.Fatalf("destroy: %v, %d bytes instead of %d", err, len(frame), length)
		}
		for _, i := range gone {
			want[i] = journal.Destroyed(want[i].Hash())
		}
		got, err := journal.ReadFrame(journal.Submission, frame)
		if diff := cmp.Diff(forms(want), forms(got)); err != nil || diff != "" {
			rt.Fatalf("%v\n%s", err, diff)
		}
	})
}

func TestDestroyedPartLeavesNothingInTheFrame(t *testing.T) {
	frame, err := journal.AppendFrame(nil, parts(t, "who it was", "what was said", "what was seen"))
	if err != nil {
		t.Fatal(err)
	}
	salt := make([]byte, 32)
	salt[0] = 1
	if !bytes.Contains(frame, salt) {
		t.Fatal("the frame does not hold the salt that the test looks for")
	}
	if err := journal.DestroyInFrame(frame, []int{0}); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(frame, []byte("who")) || bytes.Contains(frame, salt) {
		t.Error("content or salt are still there")
	}
	if !bytes.Contains(frame, []byte("what was said")) {
		t.Error("another part is gone")
	}
	for _, places := range [][]int{{-1}, {3}, {1, 3}} {
		before := bytes.Clone(frame)
		if err := journal.DestroyInFrame(frame, places); err == nil || !bytes.Equal(before, frame) {
			t.Errorf("destroy %v: got %v, and the frame changed: %t", places, err, !bytes.Equal(before, frame))
		}
	}
}

func TestFrameOfAnotherFormIsRefused(t *testing.T) {
	good, err := journal.AppendFrame(nil, parts(t, "a", "b", "c"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		if got, err := journal.ReadFrame(journal.Submission, bad); err == nil {
			t.Errorf("byte %d flipped: read as %d parts", i, len(got))
		}
		if _, err := journal.ReadFrame(journal.Submission, good[:i]); err == nil {
			t.Errorf("cut at %d: read", i)
		}
	}
	if _, err := journal.ReadFrame(journal.Submission, append(good, 0)); err == nil {
		t.Error("a byte after the last part is passed over")
	}
	huge := binary.BigEndian.AppendUint32([]byte{1}, 1<<32-1)
	if got := testing.AllocsPerRun(10, func() {
		if _, err := journal.ReadFrame(journal.Submission, huge); err == nil {
			t.Error("four thousand million parts are read from five bytes")
		}
	}); got > 10 {
		t.Errorf("%v allocations for a frame of five bytes", got)
	}
	if _, err := journal.AppendFrame(nil, []journal.Part{journal.Withhold(canon.Digest{})}); err == nil {
		t.Error("a withheld part is stored")
	}
	if _, err := journal.AppendFrame(nil, parts(t, string(make([]byte, journal.MaxFrame)))); err == nil {
		t.Error("a frame that no bundle can hold is stored")
	}
}

// What ReadFrame accepts, AppendFrame writes again byte for byte.
//
//	go test ./journal -run '^$' -fuzz FuzzFrame -fuzztime 30s
func FuzzFrame(f *testing.F) {
	whole, err := journal.AppendFrame(nil, parts(f, "a", "", `{"b":1}`))
	if err != nil {
		f.Fatal(err)
	}
	gone := bytes.Clone(whole)
	if err := journal.DestroyInFrame(gone, []int{0, 2}); err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{nil, {1}, {1, 0, 0, 0, 0}, {1, 255, 255, 255, 255}, whole, gone, whole[:80]} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := journal.ReadFrame(journal.Submission, data)
		if err != nil {
			return
		}
		if back, err := journal.AppendFrame(nil, got); err != nil || !bytes.Equal(back, data) {
			t.Errorf("%x is accepted and written as %x, %v", data, back, err)
		}
	})
}
