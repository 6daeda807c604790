// SPDX-License-Identifier: Apache-2.0

package page_test

import (
	"io"
	"testing"

	"truce/internal/api/page"
)

// BenchmarkList writes a list of 100 rows of a dozen cells: go test ./internal/api/page -run '^$' -bench List
func BenchmarkList(b *testing.B) {
	r, err := page.NewRenderer()
	if err != nil {
		b.Fatal(err)
	}
	l := page.List{ID: "incidents", Title: "Incidents", Empty: "None."}
	for _, name := range []string{"Incident", "Act", "Time", "Where", "Reports", "Sources", "Outcome", "Status", "Article", "Mark", "Who", "Since"} {
		l.Columns = append(l.Columns, page.Column{Key: name, Name: name, Number: name == "Reports"})
	}
	for range 100 {
		l.Rows = append(l.Rows, page.Row{ID: "7gk2", Cells: []page.Cell{
			{Text: "7gk2", Link: "/incidents/7gk2"},
			{Text: "mortar fire"},
			{Text: "2026-02-03 06:39"},
			{Text: "5 km around the school"},
			{Text: "3"},
			{Text: "2"},
			{Text: "violation", Status: "violation"},
			{Text: "alleged", Status: "alleged"},
			{Text: "3(1)"},
			{},
			{Text: "nobody"},
			{Text: "06:45"},
		}})
	}
	for b.Loop() {
		if _, err := r.WriteList(io.Discard, page.Page{Title: "Incidents", Blocks: []page.Block{l}}, "incidents"); err != nil {
			b.Fatal(err)
		}
	}
}
