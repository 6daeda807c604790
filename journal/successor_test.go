// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"crypto/rand"
	"errors"
	"testing"

	"truce/canon"
	"truce/journal"
)

func TestAClosingNamesOneLog(t *testing.T) {
	log, err := journal.GenerateKey(rand.Reader, "log.example/2032", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	cosigner, err := journal.GenerateKey(rand.Reader, "log.example/2032", journal.Cosigns)
	if err != nil {
		t.Fatal(err)
	}
	s, err := journal.SuccessorBy(log.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	read := func(p canon.Part) error {
		shown, err := journal.Disclose(p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := journal.ReadSuccessor(shown)
		if err == nil && got != s {
			t.Errorf("read %v, want %v", got, s)
		}
		return err
	}
	part, err := s.Part()
	if err != nil || read(part) != nil {
		t.Errorf("what was written is not read back: %v, %v", err, read(part))
	}
	if _, err := journal.ReadSuccessor(journal.Withhold(part.Hash())); !errors.Is(err, journal.ErrWithheld) {
		t.Errorf("withheld: %v", err)
	}
	for name, content := range map[string]string{
		"another name":      `{"key":"` + s.Key + `","origin":"log.example/2033"}`,
		"a cosigner's key":  `{"key":"` + cosigner.Verifier().String() + `","origin":"log.example/2032"}`,
		"no key":            `{"key":"","origin":"log.example/2032"}`,
		"an unknown member": `{"key":"` + s.Key + `","more":1,"origin":"log.example/2032"}`,
		"nothing":           `{}`,
	} {
		if read(canon.Part{Label: "closing", Content: []byte(content)}) == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if part.Label = "rating"; read(part) == nil {
		t.Error("a part of another label is taken")
	}
	if _, err := journal.SuccessorBy(cosigner.Verifier()); err == nil {
		t.Error("a cosigner succeeds a log")
	}
}
