// SPDX-License-Identifier: Apache-2.0

package document_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/agreement/document"
)

const schema = `{
	"$id": "urn:test", "type": "object", "additionalProperties": false, "required": ["id"],
	"properties": {"id": {"type": "string"}, "terms": {"type": "array", "items": {"$ref": "#/$defs/term"}}},
	"$defs": {"term": {"type": "object", "properties": {"article": {}, "acts": {"type": "array", "items": {"$ref": "#/$defs/act"}}}},
		"act": {"enum": ["fire", "shelling"]}}
}`

func TestWhatTheSchemaRefusesIsToldWithItsLineAndTakenOut(t *testing.T) {
	d, ok := document.Parse([]byte("id: 7\nterms:\n  - article: 2\n    acts: [fire, shelin]\ntermz: 1\n"))
	if !ok {
		t.Fatalf("got faults %v, want a document", d.Faults())
	}
	value, err := checked(d)
	if err != nil {
		t.Fatal(err)
	}
	want := []document.Fault{
		{Line: 1, Path: "id", Problem: "want a text, got a number", Mend: "put it in quotes"},
		{Line: 4, Article: "2", Path: "terms[0].acts[1]", Problem: `unknown act "shelin"`, Mend: `did you mean "shelling"?`},
		{Line: 5, Path: "termz", Problem: `unknown key "termz"`, Mend: `did you mean "terms"?`},
	}
	if d := cmp.Diff(d.Faults(), want); d != "" {
		t.Errorf("faults (-got +want):\n%s", d)
	}
	if got, want := fmt.Sprint(value), "map[terms:[map[acts:[fire <nil>] article:2]]]"; got != want {
		t.Errorf("value %s, want %s", got, want)
	}
}

func TestAFaultIsToldOncePerPath(t *testing.T) {
	var d document.Document
	d.Add("terms[0]", "a cause", "")
	d.Add("terms[0]", "its consequence", "")
	d.AddAll("terms[0]", "another cause", "")
	if got := d.Count(); got != 2 || !d.Spoilt("terms[0]") || d.Spoilt("terms[1]") {
		t.Errorf("%d faults %v, want the two causes", got, d.Faults())
	}
}

func TestAFullDocumentTakesNoMore(t *testing.T) {
	var d document.Document
	for i := range 1001 {
		d.Add(document.Item("terms", i), "wrong", "")
	}
	faults := d.Faults()
	if got := faults[len(faults)-1].Problem; !d.Full() || len(faults) != 1001 || got != "1000 faults and perhaps more" {
		t.Errorf("%d faults, the last %q", len(faults), got)
	}
}

func TestJSONHasNoLines(t *testing.T) {
	d, err := document.Decode([]byte(`{"articles": [{"id": "2.b"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	d.Add("articles[0].title", "missing", "")
	want := []document.Fault{{Article: "2.b", Path: "articles[0].title", Problem: "missing"}}
	if d := cmp.Diff(d.Faults(), want); d != "" {
		t.Errorf("faults (-got +want):\n%s", d)
	}
	if _, err := document.Decode([]byte("{")); err == nil {
		t.Error("half a value is read")
	}
}

// go test ./agreement/document -run FuzzParse -fuzz FuzzParse -fuzztime 30s -fuzzminimizetime 1x
func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "id: a", "[{}]", "a: [", "? [a]\n: b", "- a\n-", "terms: [{acts: 3}]", "\xff", "a: \"\\uD800\""} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, ok := document.Parse(data)
		if !ok && d.Count() == 0 {
			t.Fatal("refused without a fault")
		}
		if !ok {
			return
		}
		if _, err := checked(d); err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(data), "\n") + strings.Count(string(data), "\r") + 1
		for _, each := range d.Faults() {
			if each.Line > lines {
				t.Fatalf("line %d of %d: %v", each.Line, lines, each)
			}
		}
	})
}

// checked holds a document against the schema of these tests.
func checked(d *document.Document) (any, error) {
	s, err := document.NewSchema([]byte(schema))
	if err != nil {
		return nil, err
	}
	return d.Check(s), nil
}
