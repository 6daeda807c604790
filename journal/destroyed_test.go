// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"truce/canon"
	"truce/journal"
)

func TestADestructionNamesPartsOfOneReport(t *testing.T) {
	whole := journal.DestroyedParts{By: "desk", Origin: "log.example", Parts: []string{"identity", "extract"}, Reason: "consent withdrawn", Report: 2, Seq: 3}
	part, err := whole.Part()
	if err != nil {
		t.Fatal(err)
	}
	shown, err := journal.Disclose(part)
	if err != nil {
		t.Fatal(err)
	}
	got, err := journal.ReadDestroyed(shown)
	if places, errP := got.Places(journal.Submission, 6); err != nil || errP != nil || !slices.Equal(places, []int{3, 5}) {
		t.Errorf("read back: %+v, %v; places %v, %v", got, err, places, errP)
	}
	if _, err := journal.ReadDestroyed(shown.Withheld()); !errors.Is(err, journal.ErrWithheld) {
		t.Errorf("withheld: %v", err)
	}
	for _, c := range []struct{ name, old, new string }{
		{"nobody decided it", `"by":"desk"`, `"by":""`},
		{"for no reason", `"reason":"consent withdrawn"`, `"reason":""`},
		{"of no log", `"origin":"log.example"`, `"origin":"truce/a"`},
		{"no part", `["identity","extract"]`, `[]`},
		{"parts that are null", `["identity","extract"]`, `null`},
		{"a part twice", `["identity","extract"]`, `["identity","identity"]`},
		{"parts out of order", `["identity","extract"]`, `["extract","identity"]`},
		{"the header", `["identity","extract"]`, `["header"]`},
		{"four parts", `["identity","extract"]`, `["identity","original","extract","extract"]`},
		{"report 0", `"report":2`, `"report":0`},
		{"an entry before the first", `"seq":3`, `"seq":0`},
		{"a member that nobody knows", `"seq":3`, `"seq":3,"z":1`},
	} {
		content := strings.Replace(string(part.Content), c.old, c.new, 1)
		if content == string(part.Content) {
			t.Fatalf("%s: nothing is changed", c.name)
		}
		p, err := journal.Disclose(canon.Part{Label: "destruction", Content: []byte(content)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := journal.ReadDestroyed(p); err == nil {
			t.Errorf("%s: taken", c.name)
		}
	}
	for name, err := range map[string]error{
		"a rating":                     errOf(whole.Places(journal.Rating, 1)),
		"a report that there is not":   errOf(whole.Places(journal.Submission, 3)),
		"a report beyond every number": errOf(journal.DestroyedParts{Report: canon.MaxInt}.Places(journal.Submission, 3)),
	} {
		if err == nil {
			t.Errorf("%s has places", name)
		}
	}
}

func errOf[T any](_ T, err error) error { return err }
