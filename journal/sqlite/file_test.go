// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/journaltest"
	"truce/journal/sqlite"
)

func created(t testing.TB, path string, f journal.Founding) *sqlite.Journal {
	t.Helper()
	j, err := sqlite.Create(t.Context(), path, f)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func opened(t testing.TB, path string) *sqlite.Journal {
	t.Helper()
	j, err := sqlite.Open(t.Context(), path, journal.Mission)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func closeAfter(t testing.TB, j *sqlite.Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// filled returns the path of a closed journal with two submissions.
func filled(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	j := created(t, path, journaltest.Founding())
	defer closeAfter(t, j)
	for _, who := range []string{"a", "b"} {
		if _, err := j.Append(t.Context(), []journal.Draft{journaltest.Submission(1000, who, "raw", "seen")}); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// A realm's journal takes no entry of a kind that only the other realm has.
func TestAJournalTakesNoEntryOfTheOtherRealm(t *testing.T) {
	for realm, foreign := range map[journal.Realm]journal.Kind{journal.Mission: journal.Undertaking, journal.Coalition: journal.Rating} {
		f := journaltest.Founding()
		f.Realm = realm
		j, err := sqlite.Create(t.Context(), filepath.Join(t.TempDir(), "a.journal"), f)
		if err != nil {
			t.Fatal(err)
		}
		d := journal.Draft{Kind: foreign, Engine: "truce/engine/1", Time: f.Draft.Time, Parts: []canon.Part{{Label: foreign.Label(0), Content: []byte("{}")}}}
		if _, err := j.Append(t.Context(), []journal.Draft{d}); !errors.Is(err, sqlite.ErrRealm) {
			t.Errorf("a journal of the %s was given a %s: got %v, want ErrRealm", realm, foreign, err)
		}
		if size, err := j.Size(t.Context()); err != nil || size != 1 {
			t.Errorf("afterwards it has %d entries, %v", size, err)
		}
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestCreatedFileIsPrivateAndAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a journal#1?.db")
	j := created(t, path, journaltest.Founding())
	names, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 || !strings.HasPrefix(name, path) {
			t.Errorf("%s: mode %v, %v", name, info.Mode(), err)
		}
	}
	closeAfter(t, j)
	names, err = filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(names) != 1 {
		t.Errorf("after it is closed there are %v, %v; want the journal alone", names, err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Create(t.Context(), path, journaltest.Founding()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("created again: got %v, want fs.ErrExist", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("a refused creation changed the file: %v", err)
	}
	if _, err := sqlite.Create(t.Context(), filepath.Join(t.TempDir(), "x"), journal.Founding{}); err == nil {
		t.Error("a journal without a name is created")
	}
}

func TestForeignFileIsRefusedAndLeftAlone(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other.db")
	db, err := sql.Open("sqlite", other)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE entry (seq INTEGER PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filled(t))
	if err != nil {
		t.Fatal(err)
	}
	later := bytes.Clone(whole)
	later[63]++ // the version
	for name, data := range map[string][]byte{"empty": nil, "text": []byte(strings.Repeat("text ", 100)), "later": later} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"other.db", "empty", "text", "later", "."} {
		path := filepath.Join(dir, name)
		before, _ := os.ReadFile(path)
		if _, err := sqlite.Open(t.Context(), path, journal.Mission); !errors.Is(err, sqlite.ErrForeign) {
			t.Errorf("%s: got %v, want ErrForeign", name, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Errorf("%s was changed", name)
		}
	}
	if _, err := sqlite.Open(t.Context(), filepath.Join(dir, "none"), journal.Mission); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v, want fs.ErrNotExist", err)
	}
	if _, err := sqlite.Open(t.Context(), filled(t), journal.Coalition); !errors.Is(err, sqlite.ErrRealm) {
		t.Errorf("another realm: got %v, want ErrRealm", err)
	}
}

func TestDamagedFileIsNotTakenForWhole(t *testing.T) {
	whole, err := os.ReadFile(filled(t))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "journal.db")
	for at := 0; at < len(whole); at += 997 {
		bad := bytes.Clone(whole)
		clear(bad[at:min(at+997, len(bad))])
		if bytes.Equal(bad, whole) {
			continue // nothing stood there
		}
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := recheck(t, path); err == nil && !sameEntries(t, path, whole) {
			t.Errorf("zeros from byte %d on: taken for whole", at)
		}
	}
	if err := os.WriteFile(path, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := recheck(t, path); err == nil {
		t.Error("half a file is taken for whole")
	}
}

func recheck(t *testing.T, path string) error {
	j, err := sqlite.OpenReadOnly(t.Context(), path, journal.Mission)
	if err != nil {
		return err
	}
	return errors.Join(j.Recheck(t.Context(), 1, 3), j.Close())
}

// sameEntries tells whether the entries of a file that passed are those of the whole one: the damage was elsewhere.
func sameEntries(t *testing.T, path string, whole []byte) bool {
	good := filepath.Join(t.TempDir(), "good.db")
	if err := os.WriteFile(good, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	return commitments(t, path) == commitments(t, good)
}

func commitments(t *testing.T, path string) (all [3]canon.Digest) {
	j, err := sqlite.OpenReadOnly(t.Context(), path, journal.Mission)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAfter(t, j)
	err = j.Entries(t.Context(), 1, 3, func(e journal.Entry) error {
		all[e.Header.Seq-1], err = e.Commitment()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestReadOnlyJournalTakesNothing(t *testing.T) {
	path := filled(t)
	j, err := sqlite.OpenReadOnly(t.Context(), path, journal.Mission)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAfter(t, j)
	_, appending := j.Append(t.Context(), []journal.Draft{journaltest.Note(journal.Rating, 1000, `1`)})
	for name, err := range map[string]error{
		"append":   appending,
		"destroy":  j.Destroy(t.Context(), 2, []int{0}),
		"set head": j.SetHead(t.Context(), journal.LastSigned, journal.Head{}),
	} {
		if !errors.Is(err, sqlite.ErrReadOnly) {
			t.Errorf("%s: got %v, want ErrReadOnly", name, err)
		}
	}
	w := opened(t, path)
	defer closeAfter(t, w)
	if _, err := w.Append(t.Context(), []journal.Draft{journaltest.Note(journal.Rating, 1000, `1`)}); err != nil {
		t.Fatal(err)
	}
	if n, err := j.Size(t.Context()); err != nil || n != 4 {
		t.Errorf("a reader does not see what is entered beside it: size %d, %v", n, err)
	}
	if h := j.First(); h.Origin != journaltest.Founding().Origin || h.Realm != journal.Mission {
		t.Errorf("first header %+v", h)
	}
}

func TestSecondWriterIsFoundOut(t *testing.T) {
	path := filled(t)
	a, b := opened(t, path), opened(t, path)
	defer closeAfter(t, a)
	defer closeAfter(t, b)
	draft := []journal.Draft{journaltest.Note(journal.Rating, 1000, `1`)}
	if _, err := a.Append(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := b.Append(t.Context(), draft); !errors.Is(err, journal.ErrOutgrown) || errors.Is(err, journal.ErrUnsure) {
			t.Errorf("got %v, want ErrOutgrown", err)
		}
	}
	if n, err := b.Size(t.Context()); err != nil || n != 4 {
		t.Errorf("size %d, %v; want 4", n, err)
	}
}

func TestTwoWhoWriteAndFollowEachOtherMakeOneJournal(t *testing.T) {
	path := filled(t)
	a, b := opened(t, path), opened(t, path)
	defer closeAfter(t, a)
	defer closeAfter(t, b)
	for i := range 20 {
		j, seen := []*sqlite.Journal{a, b}[i/3%2], int64(3+i)
		if err := j.Follow(t.Context(), seen); err != nil {
			t.Fatal(err)
		}
		placed, err := j.Append(t.Context(), []journal.Draft{journaltest.Note(journal.Rating, 1000, `1`)})
		if err != nil || placed[0].Seq != seen+1 {
			t.Fatalf("entry %d: %+v, %v", seen+1, placed, err)
		}
	}
	if err := a.Follow(t.Context(), 24); !errors.Is(err, journal.ErrNoEntry) {
		t.Errorf("an entry that is not there is followed: %v", err)
	}
	if err := b.Recheck(t.Context(), 1, 23); err != nil {
		t.Error(err)
	}
	root, err := tlog.TreeHash(23, b)
	if err != nil {
		t.Fatal(err)
	}
	c := opened(t, path)
	defer closeAfter(t, c)
	if again, err := tlog.TreeHash(23, c); err != nil || again != root {
		t.Errorf("another tree when it is opened again: %v", err)
	}
}

func TestBackupIsAWholeJournal(t *testing.T) {
	path := filled(t)
	j := opened(t, path)
	defer closeAfter(t, j)
	if err := j.Destroy(t.Context(), 2, []int{0}); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := j.Backup(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("copy: %v, %v", info, err)
	}
	if names, err := filepath.Glob(filepath.Join(filepath.Dir(to), "*")); err != nil || len(names) != 1 {
		t.Errorf("beside the copy there are %v, %v", names, err)
	}
	if commitments(t, to) != commitments(t, path) {
		t.Error("the copy has other entries")
	}
	again := opened(t, to)
	defer closeAfter(t, again)
	if _, err := again.Append(t.Context(), []journal.Draft{journaltest.Note(journal.Rating, 1000, `1`)}); err != nil {
		t.Error(err)
	}
	if err := again.Recheck(t.Context(), 1, 4); err != nil {
		t.Error(err)
	}
	if err := j.Backup(t.Context(), to); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: got %v, want fs.ErrExist", err)
	}
}

func TestDestroyedPartIsInNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := created(t, path, journaltest.Founding())
	defer closeAfter(t, j)
	const entries = 40
	long := strings.Repeat("content of many pages ", 3000)
	salts := make([]canon.Salt, 0, entries)
	for i := range entries {
		d := journaltest.Submission(1000, "CANARY-who", "raw", "seen", "CANARY-two", long+string(rune('a'+i)), "seen")
		d.Parts[3].Salt[1] = byte(i)
		salts = append(salts, d.Parts[0].Salt)
		if i%3 == 0 {
			d.Parts = d.Parts[:3]
		}
		d.Parts[0].Salt[1] = byte(i)
		salts[i] = d.Parts[0].Salt
		if _, err := j.Append(t.Context(), []journal.Draft{d, journaltest.Note(journal.Rating, 1000, `1`)}); err != nil {
			t.Fatal(err)
		}
	}
	if files := holding(t, path, "CANARY"); len(files) == 0 {
		t.Fatal("the canary is not where the test looks for it")
	}
	for i := range int64(entries) {
		places := []int{0, 3}
		if i%3 == 0 {
			places = places[:1]
		}
		if err := j.Destroy(t.Context(), 2+2*i, places); err != nil {
			t.Fatal(err)
		}
		if files := holding(t, path, string(salts[i][:])); len(files) > 0 {
			t.Errorf("the salt of entry %d is in %v", 2+2*i, files)
		}
	}
	if files := holding(t, path, "CANARY"); len(files) > 0 {
		t.Errorf("destroyed content is in %v", files)
	}
	if err := j.Recheck(t.Context(), 1, 1+2*entries); err != nil {
		t.Error(err)
	}
}

// holding returns the files beside a journal, itself included, that hold some bytes.
func holding(t *testing.T, path, what string) (found []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(what)) {
			found = append(found, filepath.Base(name))
		}
	}
	return found
}

func TestDestroyingBesideAReaderSaysThatACopyLingers(t *testing.T) {
	t.Parallel() // it waits for the reader as long as the journal does
	path := filled(t)
	j := opened(t, path)
	defer closeAfter(t, j)
	if _, err := j.Append(t.Context(), []journal.Draft{journaltest.Submission(1000, "CANARY", "raw", "seen")}); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRow("SELECT count(*) FROM entry").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := j.Destroy(t.Context(), 4, []int{0}); !errors.Is(err, journal.ErrLingers) {
		t.Errorf("got %v, want ErrLingers", err)
	}
	if err := errors.Join(tx.Rollback(), other.Close()); err != nil {
		t.Fatal(err)
	}
	if err := j.Destroy(t.Context(), 4, []int{0}); err != nil || len(holding(t, path, "CANARY")) > 0 {
		t.Errorf("destroyed again: %v, still in %v", err, holding(t, path, "CANARY"))
	}
}

func TestFileDoesNotGrowBesideItsContent(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.db")
	j := created(t, path, journaltest.Founding())
	long := strings.Repeat("x", 4<<20)
	entered := int64(0)
	for before, after := int64(-1), int64(0); after > before; entered++ { // one that does not lengthen the WAL began it anew
		if before = after; before > 200<<20 {
			t.Fatalf("the WAL of %d entries of 4 MiB was never begun anew: it has %d bytes", entered, before)
		}
		if _, err := j.Append(t.Context(), []journal.Draft{journaltest.Note(journal.Rating, 1000, long)}); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		after = info.Size()
	}
	closeAfter(t, j)
	j = opened(t, path)
	defer closeAfter(t, j)
	if err := j.Recheck(t.Context(), 1, 1+entered); err != nil {
		t.Error(err)
	}
}

func TestDamagedIndexIsFound(t *testing.T) {
	for _, index := range []string{"entry_root", "sqlite_autoindex_head_1"} {
		t.Run(index, func(t *testing.T) { damagedIndex(t, index) })
	}
}

func damagedIndex(t *testing.T, index string) {
	path := filled(t)
	j := opened(t, path)
	root, err := tlog.TreeHash(3, tlog.HashReaderFunc(j.ReadHashes))
	if err != nil {
		t.Fatal(err)
	}
	if err := j.SetHead(t.Context(), journal.LastSigned, journal.Head{Size: 3, Root: canon.Digest(root), Note: []byte("three")}); err != nil {
		t.Fatal(err)
	}
	closeAfter(t, j)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var page, size int
	if err := db.QueryRow("SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = ?", index).Scan(&page, &size); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[page*size-5] ^= 1 // the cells stand at the end of the page
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := recheck(t, path); !errors.Is(err, journal.ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
}
