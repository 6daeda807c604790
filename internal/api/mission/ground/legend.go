// SPDX-License-Identifier: Apache-2.0

package ground

import (
	"strings"

	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/territory"
	"truce/when"
)

// legend is all that the map draws besides incidents, in words: each line with whose it is, and as of when.
func legend(s *engine.State, z when.Zone) page.List {
	list := page.List{
		ID: "drawn", Title: "What the map draws besides incidents", Lead: "No line is drawn that no text and no dated layer names. Names are those of the texts and take no side.",
		Columns: []page.Column{{Key: "kind", Name: "Kind"}, {Key: "name", Name: "Name"}, {Key: "time", Name: "Of which time"}, {Key: "source", Name: "Source"}, {Key: "as_of", Name: "As of"}, {Key: "note", Name: "Note"}},
		Empty:   "No text on record draws a place, and no dated layer is on record. A text is put on record by the operator, a layer by truce territory.",
	}
	row := func(kind, name, time, source, asOf, note string) {
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: kind}, {Text: name}, {Text: time}, {Text: source}, {Text: asOf}, {Text: note}}})
	}
	for _, d := range s.Dockets() {
		text := d.Text()
		for _, f := range desk.GroundOf(text) {
			if f.Geometry != nil {
				row(word(f, "role"), word(f, "name"), "while the text is in force", word(f, "source"), "", word(f, "reported"))
			}
		}
		for _, b := range beltsOf(text) {
			p := b.properties(text)
			row("belt", p["name"].(string), force(&b, z), p["source"].(string), "", word(desk.Feature{Properties: p}, "reported"))
		}
	}
	for _, m := range s.Layers() {
		l := &m.Layer
		row("layer, "+string(l.Kind), l.Name+": "+holders(l), desk.When(l.Valid, z), l.Source, api.Clock(l.Published, z), "")
	}
	return list
}

func word(f desk.Feature, name string) string {
	text, _ := f.Properties[name].(string)
	return text
}

// force is when the terms of a belt bind.
func force(b *belt, z when.Zone) string {
	span := b.span()
	switch {
	case span.From > when.MinInstant && span.To < when.MaxInstant:
		return desk.When(span, z)
	case span.From > when.MinInstant:
		return "from " + api.Clock(span.From, z)
	case span.To < when.MaxInstant:
		return "until " + api.Clock(span.To, z)
	default:
		return "while the text is in force"
	}
}

// holders are who holds what of a layer, each with how many areas and places.
func holders(l *territory.Layer) string {
	var names []string
	for i := range l.Areas {
		add(&names, l.Areas[i].Holder)
	}
	out := "areas of " + strings.Join(names, ", ")
	switch {
	case len(names) == 0:
		return desk.Counted(len(l.Marks), "place")
	case len(l.Marks) > 0:
		return out + "; " + desk.Counted(len(l.Marks), "place")
	default:
		return out
	}
}
