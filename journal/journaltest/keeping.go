// SPDX-License-Identifier: Apache-2.0

package journaltest

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
)

// memory is a tree in memory that shares nothing with the store.
type memory []tlog.Hash

// ReadHashes returns hashes by their numbers.
func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		out = append(out, m[i])
	}
	return out, nil
}

func testTree(t *testing.T, site Site) {
	s := site.opened(t)
	var own memory
	grow := func(e journal.Entry) error {
		leaf, err := e.Leaf()
		if err != nil || len(leaf) != journal.LeafSize {
			t.Fatalf("leaf %q, %v", leaf, err)
		}
		hashes, err := tlog.StoredHashes(e.Header.Seq-1, leaf, own)
		own = append(own, hashes...)
		return err
	}
	for size := int64(1); size <= 70; size++ {
		if err := s.Entries(t.Context(), size, size, grow); err != nil {
			t.Fatal(err)
		}
		want, err := tlog.TreeHash(size, own)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.root(t); got != canon.Digest(want) {
			t.Fatalf("root at size %d: %s, want %s", size, got, canon.Digest(want))
		}
		s.appended(t, Note(journal.Rating, 1000, fmt.Sprint(size)))
	}
	if _, err := s.ReadHashes([]int64{0, 1 << 40}); err == nil {
		t.Error("a hash that nobody stored is read")
	}
	some, err := s.ReadHashes([]int64{7, 3, 7})
	if err != nil || some[0] != own[7] || some[1] != own[3] || some[2] != own[7] {
		t.Errorf("hashes out of order, one twice: %v, %v", some, err)
	}
}

func testDestroy(t *testing.T, site Site) {
	s := site.opened(t)
	placed := s.appended(t, Submission(1000, "who", "raw", "seen", "who else", "raw else", "seen else"), Note(journal.Rating, 1000, `1`))
	before, err := s.Entry(t.Context(), placed[0].Seq)
	if err != nil {
		t.Fatal(err)
	}
	root := s.root(t)
	for range 2 { // a second time is no error
		if err := s.Destroy(t.Context(), placed[0].Seq, []int{0, 4}); err != nil {
			t.Fatal(err)
		}
	}
	after, err := s.Entry(t.Context(), placed[0].Seq)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range after.Parts {
		shown, ok := p.Disclosed()
		if gone := i == 0 || i == 4; p.IsDestroyed() != gone || ok == gone || p.Hash() != before.Parts[i].Hash() {
			t.Errorf("part %d: destroyed %t, disclosed %t, %q", i, p.IsDestroyed(), ok, shown.Content)
		}
	}
	leaf, err := after.Leaf()
	if err != nil || !bytes.Equal(leaf, placed[0].Leaf()) || s.root(t) != root {
		t.Errorf("leaf or root have changed: %v", err)
	}
	proof, err := tlog.ProveRecord(s.size(t), placed[0].Seq-1, tlog.HashReaderFunc(s.ReadHashes))
	if err != nil {
		t.Fatal(err)
	}
	if err := tlog.CheckRecord(proof, s.size(t), tlog.Hash(root), placed[0].Seq-1, tlog.RecordHash(leaf)); err != nil {
		t.Errorf("the proof does not hold: %v", err)
	}
	if err := s.Recheck(t.Context(), 1, s.size(t)); err != nil {
		t.Error(err)
	}
	if got := s.appended(t, Submission(1000, "who", "raw", "seen", "who else", "raw else", "seen else"))[0]; !got.Again {
		t.Error("what was destroyed in part is entered again")
	}
	for name, try := range map[string]error{
		"a rating":                s.Destroy(t.Context(), placed[1].Seq, []int{0}),
		"the first entry":         s.Destroy(t.Context(), 1, []int{0}),
		"a part that is not":      s.Destroy(t.Context(), placed[0].Seq, []int{1, 6}),
		"an entry that is not":    s.Destroy(t.Context(), 99, []int{0}),
		"a part before the first": s.Destroy(t.Context(), placed[0].Seq, []int{-1}),
	} {
		if try == nil {
			t.Errorf("%s is destroyed", name)
		}
	}
	if e, err := s.Entry(t.Context(), placed[0].Seq); err != nil || e.Parts[1].IsDestroyed() {
		t.Errorf("after an error a part is destroyed all the same: %v", err)
	}
}

func testHead(t *testing.T, site Site) {
	s := site.Open(t)
	if h, err := s.Head(t.Context(), journal.LastSigned); err != nil || h.Size != 0 {
		t.Fatalf("before any was set: %+v, %v", h, err)
	}
	at := map[int64]canon.Digest{1: s.root(t)}
	for range 3 {
		s.appended(t, Note(journal.Rating, 1000, `1`))
		at[s.size(t)] = s.root(t)
	}
	set := func(size int64, root canon.Digest, note string) error {
		return s.SetHead(t.Context(), journal.LastSigned, journal.Head{Size: size, Root: root, Note: []byte(note)})
	}
	for _, step := range []struct {
		name string
		err  error
		want error
	}{
		{"the first", set(2, at[2], "two"), nil},
		{"the same with more signatures", set(2, at[2], "two again"), nil},
		{"one before", set(1, at[1], "one"), journal.ErrHead},
		{"another of the same size", set(2, at[3], "two"), journal.ErrHead},
		{"one of another tree", set(3, at[4], "three"), journal.ErrDamaged},
		{"one of more than there is", set(5, at[4], "five"), journal.ErrHead},
		{"an empty one", set(3, at[3], ""), journal.ErrHead},
		{"the next", set(4, at[4], "four"), nil},
	} {
		if !errors.Is(step.err, step.want) {
			t.Errorf("%s: got %v, want %v", step.name, step.err, step.want)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = site.opened(t)
	if h, err := s.Head(t.Context(), journal.LastSigned); err != nil || h.Size != 4 || h.Root != at[4] || string(h.Note) != "four" {
		t.Errorf("opened again: %+v, %v", h, err)
	}
	if h, err := s.Head(t.Context(), journal.LastCosigned); err != nil || h.Size != 0 {
		t.Errorf("the other head: %+v, %v", h, err)
	}
}

func flip(at int) func([]byte) []byte {
	return func(b []byte) []byte { b[(at+len(b))%len(b)] ^= 1; return b }
}

// damage is a change of one stored field.
type damage struct {
	field  Field
	row    int64
	change func([]byte) []byte
}

// seven enters seven entries at a new site.
func seven(t *testing.T, create func(*testing.T, journal.Founding) Site) (Site, Store) {
	site := create(t, Founding())
	s := site.opened(t)
	s.appended(t, Note(journal.Rating, 1000, `"a rating"`), Submission(1000, "who", "raw", "seen"))
	for i := range 4 {
		s.appended(t, Note(journal.Rating, 1000, fmt.Sprint(i)))
	}
	if err := s.Recheck(t.Context(), 1, 7); err != nil {
		t.Fatalf("before any damage: %v", err)
	}
	return site, s
}

// mustFind damages one of seven entries and looks for it.
func (d damage) mustFind(t *testing.T, site Site, s Store) {
	site.Alter(t, d.field, d.row, d.change)
	if err := s.Recheck(t.Context(), 1, 7); !errors.Is(err, journal.ErrDamaged) && !errors.Is(err, journal.ErrNoEntry) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
}

// testDamage does one damage after the other to the same journal and mends it each time.
func testDamage(t *testing.T, create func(*testing.T, journal.Founding) Site) {
	site, s := seven(t, create)
	for name, d := range map[string]damage{
		"a header":                       {HeaderField, 3, flip(40)},
		"a header of another entry":      {HeaderField, 3, func(b []byte) []byte { return bytes.Replace(b, []byte(`"seq":3`), []byte(`"seq":2`), 1) }},
		"a time before":                  {HeaderField, 3, func(b []byte) []byte { return bytes.Replace(b, []byte(`1000`), []byte(`999`), 1) }},
		"a salt":                         {SaltField, 3, flip(0)},
		"a salt that is cut":             {SaltField, 3, func(b []byte) []byte { return b[:31] }},
		"a parts root":                   {RootField, 3, flip(31)},
		"the last byte of content":       {PartsField, 3, flip(-1)},
		"a hash of a part":               {PartsField, 3, flip(7)},
		"a salt of a part":               {PartsField, 3, flip(5 + 1 + 32)},
		"the state of a part":            {PartsField, 3, flip(5)},
		"a frame that is cut":            {PartsField, 3, func(b []byte) []byte { return b[:len(b)-1] }},
		"a part that nobody may destroy": {PartsField, 2, func(b []byte) []byte { b[5] = 1; clear(b[5+33 : 5+65]); clear(b[5+69:]); return b }},
		"the hash of a leaf":             {HashField, tlog.StoredHashIndex(0, 2), flip(3)},
		"a hash within the tree":         {HashField, tlog.StoredHashIndex(1, 0), flip(3)},
		"the hash of the last leaf":      {HashField, tlog.StoredHashIndex(0, 6), flip(3)},
		"a hash at the edge of the tree": {HashField, tlog.StoredHashIndex(2, 0), flip(3)},
	} {
		t.Run(name, func(t *testing.T) {
			var was []byte
			kept := damage{d.field, d.row, func(b []byte) []byte { was = bytes.Clone(b); return d.change(b) }}
			kept.mustFind(t, site, s)
			site.Alter(t, d.field, d.row, func([]byte) []byte { return was })
			if err := s.Recheck(t.Context(), 1, 7); err != nil {
				t.Fatalf("it is mended: got %v", err)
			}
		})
	}
	t.Run("left of the range that is read", func(t *testing.T) {
		site := create(t, Founding())
		s := site.opened(t)
		s.appended(t, Note(journal.Rating, 1000, `1`), Note(journal.Rating, 1000, `2`), Note(journal.Rating, 1000, `3`))
		if err := s.SetHead(t.Context(), journal.LastSigned, journal.Head{Size: 4, Root: s.root(t), Note: []byte("four")}); err != nil {
			t.Fatal(err)
		}
		s.appended(t, Note(journal.Rating, 1000, `4`))
		site.Alter(t, HashField, tlog.StoredHashIndex(2, 0), flip(9))
		if err := s.Recheck(t.Context(), 5, 5); !errors.Is(err, journal.ErrDamaged) {
			t.Errorf("got %v, want ErrDamaged", err)
		}
	})
}

// testMissing takes away rows, which nothing brings back.
func testMissing(t *testing.T, create func(*testing.T, journal.Founding) Site) {
	remove := func([]byte) []byte { return nil }
	for name, d := range map[string]damage{
		"an entry":       {PartsField, 3, remove},
		"the last entry": {PartsField, 7, remove},
		"a hash":         {HashField, tlog.StoredHashIndex(1, 1), remove},
	} {
		t.Run(name, func(t *testing.T) {
			site, s := seven(t, create)
			d.mustFind(t, site, s)
		})
	}
}
