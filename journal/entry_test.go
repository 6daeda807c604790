// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/journal"
)

func head(t testing.TB, h journal.Header) canon.Part {
	t.Helper()
	content, err := canon.Encode(h)
	if err != nil {
		t.Fatal(err)
	}
	return canon.Part{Label: journal.HeaderLabel, Content: content}
}

func genesis(t testing.TB) journal.Part {
	t.Helper()
	p, err := journal.Disclose(canon.Part{Label: "genesis", Content: []byte(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEntryHasTheCommitmentOfTheSpecification(t *testing.T) {
	e, err := journal.ReadEntry(head(t, first()), []journal.Part{genesis(t)})
	if err != nil {
		t.Fatal(err)
	}
	header, part := e.Head.Hash(), e.Parts[0].Hash()
	root := sha256.Sum256(append([]byte{0}, part[:]...))
	want := sha256.Sum256(append(append([]byte("truce/entry/1\n"), header[:]...), root[:]...))
	got, err := e.Commitment()
	if err != nil || got != want {
		t.Errorf("commitment %s, %v; want %x", got, err, want)
	}
	leaf, err := e.Leaf()
	if err != nil || len(leaf) != journal.LeafSize || string(leaf) != "truce/leaf/1\n"+hex.EncodeToString(want[:])+"\n" {
		t.Errorf("leaf %q, %v", leaf, err)
	}
	// The vector of docs/spec/journal.md.
	const vector = "db5ad826af1fbf917a9d45805815bd75fc5f7cf41a44c7671042a31c44442221"
	if got.String() != vector {
		t.Errorf("commitment %s, want that of the specification, %s", got, vector)
	}
}

func TestEntryAgreesWithItsHeader(t *testing.T) {
	three := parts(t, "a", "b", "c")
	swapped := []journal.Part{three[1], three[0], three[2]}
	note, err := journal.Disclose(canon.Part{Label: "rating", Content: []byte(`1`)})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		header journal.Header
		parts  []journal.Part
		ok     bool
	}{
		"disclosed":                       {later(journal.Submission, 3), three, true},
		"withheld":                        {later(journal.Submission, 3), []journal.Part{three[0].Withheld(), three[1], three[2].Withheld()}, true},
		"destroyed":                       {later(journal.Submission, 3), []journal.Part{journal.Destroyed(three[0].Hash()), three[1], three[2]}, true},
		"one part missing":                {later(journal.Submission, 6), three, false},
		"no parts":                        {later(journal.Submission, 3), nil, false},
		"parts in another order":          {later(journal.Submission, 3), swapped, false},
		"parts of another kind":           {later(journal.Link, 1), []journal.Part{note}, false},
		"a part that is not set":          {later(journal.Rating, 1), make([]journal.Part, 1), false},
		"a rating":                        {later(journal.Rating, 1), []journal.Part{note}, true},
		"a rating that is withheld":       {later(journal.Rating, 1), []journal.Part{note.Withheld()}, true},
		"a rating that somebody destroys": {later(journal.Rating, 1), []journal.Part{journal.Destroyed(note.Hash())}, false},
	} {
		e, err := journal.ReadEntry(head(t, tc.header), tc.parts)
		if (err == nil) != tc.ok {
			t.Errorf("%s: got %v, want ok %t", name, err, tc.ok)
		}
		if err == nil && e.Header != tc.header {
			t.Errorf("%s: header %+v", name, e.Header)
		}
	}
}

func draft(contents ...string) journal.Draft {
	d := journal.Draft{Kind: journal.Submission, Engine: "truce/engine/1", Time: 1000}
	for i, c := range contents {
		d.Parts = append(d.Parts, canon.Part{Label: d.Kind.Label(i), Content: []byte(c)})
	}
	return d
}

func founding() journal.Founding {
	return journal.Founding{Origin: "mission.example/2026", Realm: journal.Mission, Draft: journal.Draft{
		Kind: journal.Genesis, Engine: "truce/engine/1", Time: 1000, Parts: []canon.Part{{Label: "genesis", Content: []byte(`{}`)}},
	}}
}

func TestFoundingNamesLogAndRealm(t *testing.T) {
	for name, change := range map[string]func(*journal.Founding){
		"no name":         func(f *journal.Founding) { f.Origin = "" },
		"no realm":        func(f *journal.Founding) { f.Realm = "" },
		"another kind":    func(f *journal.Founding) { f.Draft.Kind, f.Draft.Parts[0].Label = journal.Rating, "rating" },
		"follows nothing": func(f *journal.Founding) { f.Follows = &journal.Predecessor{} },
	} {
		f := founding()
		change(&f)
		if _, err := f.Seal(); err == nil {
			t.Errorf("%s: sealed", name)
		}
	}
	if _, err := founding().Draft.Seal(); err == nil {
		t.Error("a genesis is sealed as any other draft")
	}
}

func TestSaltsAreDrawnOnceForEachPart(t *testing.T) {
	row, _, err := placed(t, draft("a", "a", "a", "a", "a", "a"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := row.Entry()
	if err != nil {
		t.Fatal(err)
	}
	salts := map[canon.Salt]bool{{}: true, row.Salt: true}
	for i, p := range e.Parts {
		shown, _ := p.Disclosed()
		if salts[shown.Salt] {
			t.Errorf("part %d has a salt that is zero, or that of another part", i)
		}
		salts[shown.Salt] = true
	}
}

// placed gives a draft the place of entry 2.
func placed(t testing.TB, d journal.Draft) (journal.Row, journal.Placed, error) {
	t.Helper()
	var tail journal.Tail
	f, err := founding().Seal()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := tail.Place(f); err != nil {
		t.Fatal(err)
	}
	s, err := d.Seal()
	if err != nil {
		return journal.Row{}, journal.Placed{}, err
	}
	return tail.Place(s)
}

func TestSaltsOfADeviceStay(t *testing.T) {
	d := draft("a", "b", "c")
	d.Salted = true
	for i := range d.Parts {
		d.Parts[i].Salt = canon.Salt{byte(i + 1)}
	}
	hashes := make([]canon.Digest, 0, len(d.Parts))
	for _, p := range d.Parts {
		hashes = append(hashes, p.Hash())
	}
	want, err := canon.PartsRoot(hashes)
	if err != nil {
		t.Fatal(err)
	}
	if _, got, err := placed(t, d); err != nil || got.PartsRoot != want {
		t.Errorf("parts root %s, %v; want that of the device, %s", got.PartsRoot, err, want)
	}
	d.Salted = false
	if _, _, err := placed(t, d); err == nil {
		t.Error("salts that are given and not said to be given are drawn over")
	}
}

// A tail makes the tree that tlog makes, from its own edge alone, and from the edge that it loads.
func TestTailGrowsTheTree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var own memory
		var tail journal.Tail
		f, err := founding().Seal()
		if err != nil {
			rt.Fatal(err)
		}
		row, at, refused := tail.Place(f)
		for n := rapid.IntRange(1, 70).Draw(rt, "entries"); ; n-- {
			if refused != nil || row.Seq != tail.Size() || at.Seq != row.Seq {
				rt.Fatalf("entry %d placed as %+v: %v", row.Seq, at, refused)
			}
			want, err := tlog.StoredHashes(row.Seq-1, at.Leaf(), own)
			if err != nil || len(want) != len(row.Hashes) || want[len(want)-1] != row.Hashes[len(want)-1] {
				rt.Fatalf("entry %d adds %d hashes, want %d: %v", row.Seq, len(row.Hashes), len(want), err)
			}
			own = append(own, want...)
			if n == 0 {
				break
			}
			if rapid.Bool().Draw(rt, "open again") {
				e, err := row.Entry()
				if err != nil {
					rt.Fatal(err)
				}
				if tail, err = journal.LoadTail(e.Header, own); err != nil {
					rt.Fatal(err)
				}
			}
			s, err := draft("a", "b", "c").Seal()
			if err != nil {
				rt.Fatal(err)
			}
			row, at, refused = tail.Place(s)
		}
	})
}

type memory []tlog.Hash

// ReadHashes returns hashes by their numbers.
func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		if i >= int64(len(m)) {
			return nil, errors.New("beyond the tree")
		}
		out = append(out, m[i])
	}
	return out, nil
}

// A header that is read is written again byte for byte.
//
//	go test ./journal -run '^$' -fuzz FuzzHeader -fuzztime 30s
func FuzzHeader(f *testing.F) {
	f.Add(head(f, first()).Content)
	f.Add(head(f, later(journal.Submission, 3)).Content)
	f.Add([]byte(`{"engine":"e","kind":"genesis/1","origin":"a","parts":1,"realm":"mission","follows":null,"seq":1,"time":1,"v":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := journal.ReadHeader(canon.Part{Label: journal.HeaderLabel, Content: data})
		if err != nil {
			return
		}
		if back, err := canon.Encode(h); err != nil || !bytes.Equal(back, data) {
			t.Errorf("%q is accepted and written as %q, %v", data, back, err)
		}
	})
}
