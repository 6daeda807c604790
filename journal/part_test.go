// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"strings"
	"testing"

	"truce/canon"
	"truce/journal"
)

func TestPartHasExactlyThreeForms(t *testing.T) {
	zeros := strings.Repeat("0", 64)
	hash := "db339cc6afc72e4807299981f13571a432049a1599e51c20281b08b139404fb3" // of the first vector of commitment.md
	for name, tc := range map[string]struct {
		text string
		ok   bool
	}{
		"disclosed":                      {`{"content":"{}","label":"extract","salt":"` + zeros + `"}`, true},
		"disclosed without content":      {`{"content":"","label":"extract","salt":"` + zeros + `"}`, true},
		"withheld":                       {`{"hash":"` + hash + `"}`, true},
		"destroyed":                      {`{"destroyed":true,"hash":"` + hash + `"}`, true},
		"nothing":                        {`{}`, false},
		"destroyed without a hash":       {`{"destroyed":true}`, false},
		"not destroyed in so many words": {`{"destroyed":false,"hash":"` + hash + `"}`, false},
		"content without a salt":         {`{"content":"{}","label":"extract"}`, false},
		"content without a label":        {`{"content":"{}","salt":"` + zeros + `"}`, false},
		"no content":                     {`{"label":"extract","salt":"` + zeros + `"}`, false},
		"content and hash":               {`{"content":"{}","hash":"` + hash + `","label":"extract","salt":"` + zeros + `"}`, false},
		"a hash with a label":            {`{"hash":"` + hash + `","label":"extract"}`, false},
		"a label that no part has":       {`{"content":"{}","label":"Extract","salt":"` + zeros + `"}`, false},
		"an unknown member":              {`{"hash":"` + hash + `","why":""}`, false},
		"null":                           {`{"content":null,"hash":"` + hash + `"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := readPart(tc.text)
			if (err == nil) != tc.ok {
				t.Fatalf("got error %v, want ok %t", err, tc.ok)
			}
			if err != nil {
				return
			}
			if back, err := canon.Encode(p.Form()); err != nil || string(back) != tc.text {
				t.Errorf("written again: %s, %v", back, err)
			}
		})
	}
}

func readPart(text string) (journal.Part, error) {
	var form journal.PartForm
	if err := canon.Decode([]byte(text), &form); err != nil {
		return journal.Part{}, err
	}
	return form.Part()
}

func TestPartKeepsItsHashInEveryForm(t *testing.T) {
	shown, err := readPart(`{"content":"{}","label":"extract","salt":"` + strings.Repeat("0", 64) + `"}`)
	if err != nil {
		t.Fatal(err)
	}
	const want = "db339cc6afc72e4807299981f13571a432049a1599e51c20281b08b139404fb3"
	gone := journal.Destroyed(shown.Hash())
	for name, p := range map[string]journal.Part{"shown": shown, "withheld": shown.Withheld(), "gone": gone, "gone and withheld": gone.Withheld()} {
		if got := p.Hash().String(); got != want {
			t.Errorf("%s: hash %s, want %s", name, got, want)
		}
	}
	if !gone.Withheld().IsDestroyed() || shown.Withheld().IsDestroyed() {
		t.Error("withholding hides that a part is destroyed, or says so of one that is not")
	}
	if _, ok := shown.Withheld().Disclosed(); ok {
		t.Error("a withheld part is disclosed")
	}
	if _, err := journal.Disclose(canon.Part{Label: "extract", Content: []byte{0xff}}); err == nil {
		t.Error("content that is not UTF-8 is taken")
	}
}
