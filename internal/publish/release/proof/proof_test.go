// SPDX-License-Identifier: Apache-2.0

package proof_test

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/internal/publish/release"
	"truce/internal/publish/release/proof"
	"truce/journal"
)

// small is a release of one file in a log of two entries, with a policy that trusts its log.
func small(t testing.TB) (proof.Folder, *journal.Policy) {
	t.Helper()
	key, err := journal.GenerateKey(rand.Reader, "log.example", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	policy, err := journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", key.Verifier()))
	if err != nil {
		t.Fatal(err)
	}
	page := []byte("a page")
	manifest := fmt.Appendf(nil, `{"files":[{"bytes":%d,"name":"index.html","sha256":"%x"}],"findings":[],"v":1}`+"\n", len(page), sha256.Sum256(page))
	one, two := canon.Digest{1}, canon.Digest{2}
	hash := func(c canon.Digest) tlog.Hash { return tlog.RecordHash(journal.Leaf(c)) }
	c := journal.Checkpoint{Origin: "log.example", Size: 2, Root: tlog.NodeHash(hash(one), hash(two))}
	signed, err := journal.SignCheckpoint(c, key)
	if err != nil {
		t.Fatal(err)
	}
	word, err := proof.Word{V: 1, Origin: c.Origin, Size: c.Size, Root: canon.Digest(c.Root), Manifest: release.DigestOf(manifest), People: 2, Acts: []int64{1, 2}}.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	data, err := proof.Proof{Checkpoint: string(signed.Note.Bytes()), Word: word, Acts: []proof.Act{
		{Seq: 1, Commitment: one, Hashes: []canon.Digest{canon.Digest(hash(two))}}, {Seq: 2, Commitment: two, Hashes: []canon.Digest{canon.Digest(hash(one))}},
	}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return proof.Folder{"index.html": page, "manifest.json": manifest, "proof.json": data}, &policy
}

func TestASmallReleaseHolds(t *testing.T) {
	f, policy := small(t)
	for _, a := range proof.Check(f, policy, release.DigestOf) {
		if a.Outcome != journal.Yes {
			t.Errorf("%s: %s: %s", a.Question, a.Outcome, a.Says)
		}
	}
	if got := proof.Whole(proof.Check(f, nil, release.DigestOf)); got != journal.CouldNotTell {
		t.Errorf("without a policy: %s", got)
	}
}

func TestAFolderThatLostItsSubfolderIsToldApartFromOneThatWasChanged(t *testing.T) {
	f, policy := small(t)
	page, day := f["index.html"], []byte("a day")
	f["manifest.json"] = fmt.Appendf(nil, `{"files":[{"bytes":%d,"name":"day/2026-02-02.html","sha256":"%x"},{"bytes":%d,"name":"index.html","sha256":"%x"}],"findings":[],"v":1}`+"\n", len(day), sha256.Sum256(day), len(page), sha256.Sum256(page))
	for name, c := range map[string]struct {
		add  map[string][]byte
		want journal.Outcome
	}{
		"whole":                               {map[string][]byte{"day/2026-02-02.html": day}, journal.Yes},
		"beside the others":                   {map[string][]byte{"2026-02-02.html": day}, journal.CouldNotTell},
		"without its subfolder":               {nil, journal.CouldNotTell},
		"beside the others, and changed":      {map[string][]byte{"2026-02-02.html": []byte("a dax")}, journal.No},
		"changed in place":                    {map[string][]byte{"day/2026-02-02.html": []byte("a dax")}, journal.No},
		"beside the others, with more":        {map[string][]byte{"2026-02-02.html": day, "more": day}, journal.No},
		"missing where others are":            {map[string][]byte{"day/2026-02-03.html": day}, journal.No},
		"beside the others, the rest changed": {map[string][]byte{"2026-02-02.html": day, "index.html": []byte("b page")}, journal.No},
	} {
		folder := maps.Clone(f)
		maps.Copy(folder, c.add)
		for _, a := range proof.Check(folder, policy, release.DigestOf) {
			if a.Question == proof.Files && (a.Outcome != c.want || c.want == journal.CouldNotTell && !strings.Contains(a.Says, `"day/"`)) {
				t.Errorf("%s: %s: %s, want %s", name, a.Outcome, a.Says, c.want)
			}
		}
	}
}

// FuzzAReleaseIsReadOrRefused is run by: go test ./internal/publish/release/proof -fuzz FuzzAReleaseIsReadOrRefused
func FuzzAReleaseIsReadOrRefused(f *testing.F) {
	folder, policy := small(f)
	f.Add(folder["manifest.json"], folder["proof.json"])
	f.Add([]byte("{}\n"), []byte("{}\n"))
	f.Add([]byte(`{"files":[{"bytes":1,"name":"../x","sha256":""}]}`+"\n"), folder["proof.json"])
	f.Fuzz(func(t *testing.T, manifest, proven []byte) {
		changed := proof.Folder{"index.html": folder["index.html"], "manifest.json": manifest, "proof.json": proven}
		answers := proof.Check(changed, policy, release.DigestOf)
		if len(answers) != len(proof.Questions()) {
			t.Fatalf("%d answers", len(answers))
		}
		same := slices.Equal(manifest, folder["manifest.json"])
		if whole := proof.Whole(answers); whole == journal.Yes && !same {
			t.Errorf("a manifest that nobody let go holds: %q", manifest)
		}
	})
}
