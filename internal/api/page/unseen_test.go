// SPDX-License-Identifier: Apache-2.0

package page_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"truce/internal/api/page"
)

// What was put on record before such signs were refused reads on a page and in its files in the order in which it stands.
func TestASignThatTurnsOthersIsWrittenOut(t *testing.T) {
	const words = "not \u202eyb dehsilbup"
	r, err := page.NewRenderer()
	if err != nil {
		t.Fatal(err)
	}
	l := page.List{ID: "calls", Title: "Calls", Empty: "None.", Columns: []page.Column{{Key: "said", Name: "Said"}}, Rows: []page.Row{{ID: "1", Cells: []page.Cell{{Text: words}}}}}
	p := page.Page{Title: words, Lead: words, Blocks: []page.Block{l, page.Prose{Paragraphs: []string{words}, Exact: true}, page.Form{ID: "f", Action: "/f", Fields: []page.Field{{Name: "says", Kind: "area", Value: words}}}}}
	var whole, alone bytes.Buffer
	if err := r.Write(&whole, page.Frame{}, p); err != nil {
		t.Fatal(err)
	}
	if _, err := r.WriteList(&alone, p, "calls"); err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{"the page": whole.String(), "the list alone": alone.String()}
	for _, f := range []page.Format{page.CSV, page.JSON, page.GeoJSON} {
		var file bytes.Buffer
		if err := l.WriteFile(&file, f, false); err != nil {
			t.Fatal(err)
		}
		shown[string(f)] = file.String()
	}
	for where, text := range shown {
		if strings.Contains(text, "\u202e") || !strings.Contains(text, "[U+202E]") && !strings.Contains(text, `\u202e`) {
			t.Errorf("%s: %s", where, text)
		}
	}
	var back []map[string]string
	if err := json.Unmarshal([]byte(shown["json"]), &back); err != nil || back[0]["said"] != words {
		t.Errorf("the JSON says %q, %v: want what is on record", back, err)
	}
}
