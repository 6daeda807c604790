// SPDX-License-Identifier: Apache-2.0

package agreement_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"truce/agreement"
	"truce/canon"
)

// go test ./agreement -run FuzzParse -fuzz FuzzParse -fuzztime 30s -fuzzminimizetime 1x
func FuzzParse(f *testing.F) {
	good := read(f, "ford.yaml")
	f.Add([]byte(good))
	for i := 0; i < len(badDocuments); i += 9 { // each costs its milliseconds in every test run
		f.Add([]byte(strings.Replace(good, badDocuments[i].old, badDocuments[i].new, 1)))
	}
	for _, text := range []string{"", "truce: 1", "[{}]", "a: [", "? [a]\n: b", "- a\n-", "truce: 1\nterms: [{where: 3}]", "\xff", "a: \"\\uD800\""} {
		f.Add([]byte(text))
	}
	files := os.DirFS("testdata")
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := agreement.Parse("f.yaml", data, files)
		if err != nil {
			var faults agreement.Faults
			if !errors.As(err, &faults) || len(faults) == 0 {
				t.Fatalf("an error that is not faults: %v", err)
			}
			return
		}
		bytes, err := canon.Encode(a)
		if err != nil {
			t.Fatalf("a sound document has no canonical bytes: %v", err)
		}
		back, err := agreement.Decode(bytes)
		if err != nil {
			t.Fatalf("canonical bytes do not decode: %v", err)
		}
		if !canon.Equal(a, back) {
			t.Fatal("canonical bytes decode to something else")
		}
		if _, err := agreement.Compile(a, nil); err != nil {
			t.Fatalf("a sound document does not compile: %v", err)
		}
	})
}

// go test ./agreement -run FuzzDecode -fuzz FuzzDecode -fuzztime 30s -fuzzminimizetime 1x
func FuzzDecode(f *testing.F) {
	data, err := canon.Encode(ford(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"truce":1}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := agreement.Decode(data)
		if err != nil {
			return
		}
		if again, err := canon.Encode(a); err != nil || string(again) != string(data) {
			t.Fatalf("got %s, %v", again, err)
		}
	})
}
