// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"truce/journal"
)

// seeded returns a key whose secret is one byte, 32 times.
func seeded(t *testing.T, b byte, name string, a journal.Algorithm) journal.SigningKey {
	t.Helper()
	k, err := journal.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{b}, 32)), name, a)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestVectorsOfTheSigningPages makes what the pages show and looks for it there: a second implementation is written from
// the pages.
func TestVectorsOfTheSigningPages(t *testing.T) {
	log, cosigner := seeded(t, 1, "log.example", journal.SignsNotes), seeded(t, 2, "cosigner.example", journal.Cosigns)
	r := journal.Receipt{Level: journal.Durable, Origin: "log.example", Received: 1_800_000_000_000, Deadline: 1_800_000_060_000, Seq: 1}
	r.Root[31], r.Header[31] = 1, 2
	durable, err := journal.SignReceipt(r, log)
	if err != nil {
		t.Fatal(err)
	}
	s, err := journal.SignCheckpoint(journal.Checkpoint{Origin: "log.example", Size: 1, Root: tlog.RecordHash(r.Leaf())}, log)
	if err != nil {
		t.Fatal(err)
	}
	line, err := journal.Cosign(s.Checkpoint, cosigner, 1_800_000_030)
	if err != nil {
		t.Fatal(err)
	}
	s.Note = s.Note.With(line)
	for page, wants := range map[string][]string{
		"checkpoint.md": {log.Verifier().String(), cosigner.Verifier().String(), log.Secret(), cosigner.Secret(), string(s.Note.Bytes())},
		"receipt.md":    {string(durable), strings.TrimSuffix(string(r.Leaf()), "\n")},
	} {
		text, err := os.ReadFile("../docs/spec/" + page)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s does not show:\n%s", page, want)
			}
		}
	}
}
