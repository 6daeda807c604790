// SPDX-License-Identifier: Apache-2.0

package journaltest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/canon"
	"truce/journal"
)

func testOrder(t *testing.T, site Site) {
	s := site.opened(t)
	want := []string{`{}`, `1`, `2`, `3`}
	a := s.appended(t, Note(journal.Rating, 1000, `1`), Note(journal.Advance, 2000, `2`))
	b := s.appended(t, Note(journal.Link, 2000, `3`))
	if a[0].Seq != 2 || a[1].Seq != 3 || b[0].Seq != 4 || s.size(t) != 4 {
		t.Fatalf("got the numbers %d, %d, %d, size %d; want 2, 3, 4 of 4", a[0].Seq, a[1].Seq, b[0].Seq, s.size(t))
	}
	var got []string
	err := s.Entries(t.Context(), 1, 4, func(e journal.Entry) error {
		shown, _ := e.Parts[0].Disclosed()
		got = append(got, string(shown.Content))
		if int64(len(got)) != e.Header.Seq {
			t.Errorf("entry %d comes in place %d", e.Header.Seq, len(got))
		}
		return nil
	})
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	e, err := s.Entry(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	root, err := e.PartsRoot()
	if err != nil || root != a[1].PartsRoot || e.Head.Hash() != a[1].Header || e.Header.Time != a[1].Time || e.Header.Kind != journal.Advance {
		t.Errorf("entry 3 is %+v with the root %s, %v; it was placed as %+v", e.Header, root, err, a[1])
	}
	for _, seq := range []int64{-1, 0, 5} {
		if _, err := s.Entry(t.Context(), seq); !errors.Is(err, journal.ErrNoEntry) {
			t.Errorf("entry %d: got %v, want ErrNoEntry", seq, err)
		}
	}
	if err := s.Entries(t.Context(), 4, 5, func(journal.Entry) error { return nil }); !errors.Is(err, journal.ErrNoEntry) {
		t.Errorf("entries 4 to 5: got %v, want ErrNoEntry", err)
	}
	stop := errors.New("enough")
	if err := s.Entries(t.Context(), 1, 4, func(journal.Entry) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("entries: got %v, want the error of the caller", err)
	}
	if none, err := s.Append(t.Context(), nil); len(none) != 0 || err != nil {
		t.Errorf("append nothing: %v, %v", none, err)
	}
}

func testAtomic(t *testing.T, site Site) {
	s := site.opened(t)
	good := Note(journal.Rating, 1000, `1`)
	before := s.root(t)
	for name, bad := range map[string]journal.Draft{
		"an unknown kind":          {Kind: "x/1", Engine: "e", Time: 1000, Parts: good.Parts},
		"a second genesis":         Note(journal.Genesis, 1000, `{}`),
		"no engine":                {Kind: journal.Rating, Time: 1000, Parts: good.Parts},
		"no parts":                 {Kind: journal.Rating, Engine: "e", Time: 1000},
		"another label":            {Kind: journal.Link, Engine: "e", Time: 1000, Parts: good.Parts},
		"two thirds of a report":   Submission(1000, "a", "b"),
		"a rating of a device":     {Kind: journal.Rating, Engine: "e", Time: 1000, Parts: good.Parts, Device: "x"},
		"salts that nobody drew":   {Kind: journal.Rating, Engine: "e", Time: 1000, Parts: good.Parts, Salted: true},
		"content that is no text":  Note(journal.Rating, 1000, "\xff"),
		"more than an entry holds": Note(journal.Rating, 1000, string(make([]byte, journal.MaxFrame))),
		"a time before":            Note(journal.Rating, 999, `1`),
		"a time beyond all":        Note(journal.Rating, canon.MaxInt+1, `1`),
	} {
		placed, err := s.Append(t.Context(), []journal.Draft{good, bad, good})
		if err == nil || errors.Is(err, journal.ErrUnsure) || placed != nil {
			t.Errorf("%s: got %v, %v; want an error that says that nothing was entered", name, placed, err)
		}
	}
	if s.size(t) != 1 || s.root(t) != before {
		t.Errorf("of bad batches something was entered: size %d", s.size(t))
	}
	if got := s.appended(t, good); got[0].Seq != 2 {
		t.Errorf("afterwards a good one gets number %d, want 2", got[0].Seq)
	}
}

func testRetry(t *testing.T, site Site) {
	s := site.opened(t)
	d := Submission(1000, "who", "raw", "seen")
	one := s.appended(t, d)[0]
	d.Time = 5000
	both := s.appended(t, d, Submission(1000, "who", "raw", "other"), Submission(1000, "who", "raw", "other"))
	again := one
	again.Again = true
	if diff := cmp.Diff(again, both[0]); diff != "" {
		t.Errorf("a retry is another entry:\n%s", diff)
	}
	if both[1].Seq != 3 || both[1].Again || both[2].Seq != 3 || !both[2].Again {
		t.Errorf("twice in one batch: %+v and %+v", both[1], both[2])
	}
	found, err := s.ByRoot(t.Context(), one.PartsRoot)
	if diff := cmp.Diff([]journal.Placed{again}, found); err != nil || diff != "" {
		t.Errorf("by root: %v\n%s", err, diff)
	}
	if none, err := s.ByRoot(t.Context(), canon.Digest{}); err != nil || len(none) != 0 {
		t.Errorf("by a root of no entry: %v, %v", none, err)
	}
	d.Device = "another signed header"
	if other := s.appended(t, d)[0]; other.Again || other.Seq != 4 || other.PartsRoot != one.PartsRoot {
		t.Errorf("another header over the same parts is %+v, want an entry of its own", other)
	}
	if found, err := s.ByRoot(t.Context(), one.PartsRoot); err != nil || len(found) != 2 || found[0].Seq != 2 || found[1].Seq != 4 {
		t.Errorf("by the root of both: %v, %v", found, err)
	}
	if twice := s.appended(t, Note(journal.Rating, 5000, `1`), Note(journal.Rating, 5000, `1`)); twice[0].PartsRoot == twice[1].PartsRoot {
		t.Error("two drafts got the same salts")
	}
}

func testTime(t *testing.T, site Site) {
	s := site.opened(t)
	s.appended(t, Note(journal.Advance, 3000, `1`))
	if _, err := s.Append(t.Context(), []journal.Draft{Note(journal.Advance, 2999, `2`)}); !errors.Is(err, journal.ErrTime) {
		t.Errorf("an earlier time: got %v, want ErrTime", err)
	}
	late := Note(journal.Advance, 2000, `3`)
	late.Raise = true
	if got := s.appended(t, late)[0]; got.Time != 3000 || got.Seq != 3 {
		t.Errorf("an earlier time that is raised: entry %d at %d, want 3 at 3000", got.Seq, got.Time)
	}
}

func testClosing(t *testing.T, site Site) {
	s := site.opened(t)
	d := Submission(1000, "who", "raw", "seen")
	s.appended(t, d)
	if _, err := s.Append(t.Context(), []journal.Draft{Note(journal.Closing, 1000, `{}`), Note(journal.Rating, 1000, `1`)}); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("after the closing in one batch: got %v, want ErrEnded", err)
	}
	s.appended(t, Note(journal.Closing, 1000, `{}`))
	if _, err := s.Append(t.Context(), []journal.Draft{Note(journal.Rating, 1000, `1`)}); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("after the closing: got %v, want ErrEnded", err)
	}
	if got := s.appended(t, d)[0]; !got.Again || got.Seq != 2 {
		t.Errorf("a retry of what came before the closing: %+v", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := site.opened(t).Append(t.Context(), []journal.Draft{Note(journal.Rating, 1000, `1`)}); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("after it was opened again: got %v, want ErrEnded", err)
	}
}

func testReopen(t *testing.T, site Site) {
	s := site.Open(t)
	for i := range 20 {
		s.appended(t, slices.Repeat([]journal.Draft{Note(journal.Rating, 1000, `1`)}, i%4+1)...)
		size, root := s.size(t), s.root(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = site.Open(t)
		if s.size(t) != size || s.root(t) != root {
			t.Fatalf("opened again: size %d, root %s; want %d, %s", s.size(t), s.root(t), size, root)
		}
	}
	if err := s.Recheck(t.Context(), 1, s.size(t)); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func testTogether(t *testing.T, site Site) {
	s := site.opened(t)
	const callers, times = 8, 12
	places := make([][]journal.Placed, callers)
	var all sync.WaitGroup
	for c := range callers {
		all.Go(func() {
			for i := range times {
				d := Submission(1000, "who", "raw", fmt.Sprint(c, i))
				placed, err := s.Append(t.Context(), []journal.Draft{Note(journal.Rating, 1000, `1`), d})
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Append(t.Context(), []journal.Draft{Note(journal.Rating, 0, `1`)}); !errors.Is(err, journal.ErrTime) {
					t.Errorf("a bad draft beside good ones of others: %v", err)
				}
				if e, err := s.Entry(t.Context(), placed[1].Seq); err != nil || e.Head.Hash() != placed[1].Header {
					t.Errorf("entry %d is not there for whoever entered it: %v", placed[1].Seq, err)
				}
				places[c] = append(places[c], placed...)
			}
		})
	}
	all.Wait()
	seen := map[int64]bool{}
	for _, p := range slices.Concat(places...) {
		seen[p.Seq] = true
	}
	if n := int64(len(seen)); n != 2*callers*times || s.size(t) != n+1 {
		t.Errorf("%d different numbers, size %d; want %d", n, s.size(t), 2*callers*times)
	}
	if err := s.Recheck(t.Context(), 1, s.size(t)); err != nil {
		t.Error(err)
	}
}

func testGivenUp(t *testing.T, site Site) {
	s := site.opened(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 {
		before := s.size(t)
		placed, err := s.Append(ctx, []journal.Draft{Note(journal.Rating, 1000, `1`)})
		after := s.size(t)
		if err == nil && (after != before+1 || placed[0].Seq != after) {
			t.Fatalf("entered as %+v, and the size went from %d to %d", placed, before, after)
		}
		if err != nil && (after != before || !errors.Is(err, context.Canceled) || errors.Is(err, journal.ErrUnsure)) {
			t.Fatalf("got %v, and the size went from %d to %d", err, before, after)
		}
	}
}
