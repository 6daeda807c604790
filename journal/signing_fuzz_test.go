// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"bytes"
	"strings"
	"testing"

	"truce/journal"
)

// What is read as a checkpoint has the same text again, and its note the same text and signatures.
//
//	go test ./journal -run '^$' -fuzz FuzzCheckpoint -fuzztime 30s
func FuzzCheckpoint(f *testing.F) {
	s := signedCheckpoint(f, "log.example", 7)
	f.Add(s.Note.Bytes())
	cosign(f, &s, "a.example", 5)
	f.Add(s.Note.Bytes())
	f.Add([]byte(s.Text()))
	log, cosigner := keyFor(f, "log.example", journal.SignsNotes).Verifier(), keyFor(f, "a.example", journal.Cosigns).Verifier()
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := journal.ParseCheckpoint(string(data)); err == nil && c.Text() != string(data) {
			t.Errorf("%q has the text %q", data, c.Text())
		}
		s, err := journal.ParseSignedCheckpoint(data)
		if err != nil {
			return
		}
		again, err := journal.ParseSignedCheckpoint(s.Note.Bytes())
		if err != nil || !bytes.Equal(again.Note.Bytes(), s.Note.Bytes()) || again.Checkpoint != s.Checkpoint {
			t.Errorf("%q reads back as %v, %v", data, again, err)
		}
		if _, err := journal.OpenCheckpoint(data, log); err == nil && s.Checkpoint != (journal.Checkpoint{Origin: "log.example", Size: 7, Root: rootOf(7)}) {
			t.Errorf("a signature that was never made: %q", data)
		}
		if _, _, err := s.CosignedBy(cosigner); err == nil && s.Size != 7 {
			t.Errorf("a cosignature that was never made: %q", data)
		}
	})
}

// What is read as a policy judges without a fault, and gives each cosigner once.
//
//	go test ./journal -run '^$' -fuzz FuzzPolicy -fuzztime 30s
func FuzzPolicy(f *testing.F) {
	text := logLine(f, "log.example") + cosignerLine(f, "a") + cosignerLine(f, "b")
	for _, end := range []string{"quorum none\n", "group g 1 a b\nquorum g", "group g all a b\ngroup h any g\nquorum h\n", "quorum a\n"} {
		f.Add([]byte(text + end))
	}
	s := signedCheckpoint(f, "log.example", 7)
	cosign(f, &s, "a.example", 5)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := journal.ParsePolicy(data)
		if err != nil {
			return
		}
		a := p.Judge(s)
		if len(a.Cosigned)+len(a.Missing) != len(p.Cosigners()) {
			t.Errorf("%q: %d cosigned and %d missing of %d", data, len(a.Cosigned), len(a.Missing), len(p.Cosigners()))
		}
		if !p.Met(func(string) bool { return true }) {
			t.Errorf("%q: nobody can meet the quorum", data)
		}
		if a.Quorum && a.MetAt > 0 && p.Blocks(a, a.MetAt*1000) {
			t.Errorf("%q: blocked at the time when it was met", data)
		}
	})
}

// What is read as signature lines reads back as the same lines.
//
//	go test ./journal -run '^$' -fuzz FuzzSignatureLines -fuzztime 30s
func FuzzSignatureLines(f *testing.F) {
	s := signedCheckpoint(f, "log.example", 7)
	cosign(f, &s, "a.example", 5)
	f.Add([]byte(journal.SignatureLine(s.Note.Signatures[0]) + journal.SignatureLine(s.Note.Signatures[1])))
	f.Add([]byte("— a AAAAAAAA\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, err := journal.ParseSignatureLines(data)
		if err != nil {
			return
		}
		var b strings.Builder
		for _, l := range lines {
			b.WriteString(journal.SignatureLine(l))
		}
		again, err := journal.ParseSignatureLines([]byte(b.String()))
		if err != nil || len(again) != len(lines) || len(lines) == 0 {
			t.Errorf("%q reads back as %v, %v", data, again, err)
		}
	})
}

// What is read as a key is written the same.
//
//	go test ./journal -run '^$' -fuzz FuzzKeys -fuzztime 30s
func FuzzKeys(f *testing.F) {
	for _, a := range []journal.Algorithm{journal.SignsNotes, journal.Cosigns} {
		f.Add(keyFor(f, "log.example", a).Verifier().String())
		f.Add(keyFor(f, "log.example", a).Secret())
	}
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := journal.ParseVerifierKey(text); err == nil && k.String() != text {
			t.Errorf("%q is written %q", text, k)
		}
		if k, err := journal.ParseSigningKey(text); err == nil && k.Secret() != strings.TrimSuffix(text, "\n") {
			t.Errorf("%q is written otherwise", text)
		}
	})
}
