// SPDX-License-Identifier: Apache-2.0

// Package journaltest turns the promises of a journal into tests that every store passes.
package journaltest

import (
	"context"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
)

// Store is what is asked of an open store: its methods. All may be called at the same time.
type Store struct {
	Append     func(context.Context, []journal.Draft) ([]journal.Placed, error)
	Size       func(context.Context) (int64, error)
	Entry      func(context.Context, int64) (journal.Entry, error)
	Entries    func(ctx context.Context, from, to int64, take func(journal.Entry) error) error
	ByRoot     func(context.Context, canon.Digest) ([]journal.Placed, error)
	ReadHashes func([]int64) ([]tlog.Hash, error)
	Recheck    func(ctx context.Context, from, to int64) error
	Destroy    func(ctx context.Context, seq int64, places []int) error
	SetHead    func(context.Context, journal.HeadName, journal.Head) error
	Head       func(context.Context, journal.HeadName) (journal.Head, error)
	Close      func() error
}

// Site is a place where one journal is kept.
type Site struct {
	// Open opens the journal. It is called again after Close.
	Open func(*testing.T) Store
	// Alter changes a stored field behind the store's back. A change to nil removes the whole row.
	Alter func(t *testing.T, f Field, row int64, change func([]byte) []byte)
}

// Field is a stored field.
type Field string

// The fields that are stored: of an entry, whose row is its number, or the hash of the tree whose row is its number.
const (
	HeaderField Field = "header"
	SaltField   Field = "salt"
	RootField   Field = "root"
	PartsField  Field = "parts"
	HashField   Field = "hash"
)

// Test asks a store for every promise of docs/spec/journal.md. Create makes a journal at a new site.
func Test(t *testing.T, create func(*testing.T, journal.Founding) Site) {
	for name, test := range map[string]func(*testing.T, Site){
		"entries are numbered in order":                  testOrder,
		"of a bad batch nothing is entered":              testAtomic,
		"a retry is entered once":                        testRetry,
		"time never decreases":                           testTime,
		"nothing comes after the closing":                testClosing,
		"the tree is that of the leaves":                 testTree,
		"destroying keeps commitments and proofs":        testDestroy,
		"all is there when it is opened again":           testReopen,
		"callers that come together all get their place": testTogether,
		"a head never goes back":                         testHead,
		"a recheck finds every kind of damage":           func(t *testing.T, _ Site) { testDamage(t, create) },
		"a recheck finds every row that is missing":      func(t *testing.T, _ Site) { testMissing(t, create) },
		"a caller who gives up gets an answer":           testGivenUp,
	} {
		t.Run(name, func(t *testing.T) { test(t, create(t, Founding())) })
	}
}

// Founding is what the journals of the tests begin with.
func Founding() journal.Founding {
	return journal.Founding{
		Origin: "test.example/1", Realm: journal.Mission,
		Draft: journal.Draft{
			Kind: journal.Genesis, Engine: "truce/engine/1", Time: 1000,
			Parts: []canon.Part{{Label: "genesis", Content: []byte(`{}`)}},
		},
	}
}

// Note returns a draft of one part.
func Note(kind journal.Kind, time int64, content string) journal.Draft {
	return journal.Draft{
		Kind: kind, Engine: "truce/engine/1", Time: time, Parts: []canon.Part{{Label: kind.Label(0), Content: []byte(content)}},
	}
}

// Submission returns a draft of reports, three contents each, whose salts a device drew.
func Submission(time int64, contents ...string) journal.Draft {
	d := journal.Draft{Kind: journal.Submission, Engine: "truce/engine/1", Time: time, Salted: true, Device: "a signed header"}
	for i, c := range contents {
		salt := canon.Salt(canon.SumBytes("salt of a test", []byte(c)))
		salt[0] = byte(i)
		d.Parts = append(d.Parts, canon.Part{Label: d.Kind.Label(i), Salt: salt, Content: []byte(c)})
	}
	return d
}

// appended enters drafts and fails the test if the store does not.
func (s Store) appended(t *testing.T, drafts ...journal.Draft) []journal.Placed {
	t.Helper()
	placed, err := s.Append(t.Context(), drafts)
	if err != nil {
		t.Fatalf("append %d drafts: %v", len(drafts), err)
	}
	if len(placed) != len(drafts) {
		t.Fatalf("append %d drafts: got %d places", len(drafts), len(placed))
	}
	return placed
}

func (s Store) size(t *testing.T) int64 {
	t.Helper()
	n, err := s.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// root returns the root of the whole tree as the store's hashes give it.
func (s Store) root(t *testing.T) canon.Digest {
	t.Helper()
	root, err := tlog.TreeHash(s.size(t), tlog.HashReaderFunc(s.ReadHashes))
	if err != nil {
		t.Fatal(err)
	}
	return canon.Digest(root)
}

// opened opens the journal for the length of a test.
func (s Site) opened(t *testing.T) Store {
	t.Helper()
	store := s.Open(t)
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}
