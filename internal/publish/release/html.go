// SPDX-License-Identifier: Apache-2.0

package release

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"maps"
	"slices"
	"strconv"

	"truce/place"
)

//go:embed pages/pages.html pages/style.css
var pageFiles embed.FS

// page is what every page is made of.
type page struct {
	Release   *Release
	Title     string
	Up        string // from the page to the folder
	Style     template.CSS
	StyleHash string
	Cell      string
	Counts    countPage
	Items     []itemPage
	Undated   bool
	Map       *mapPage
}

// countPage is a table of counts.
type countPage struct {
	Exercise        bool
	From, To, Known string
	Rows            []countRow
}

type countRow struct{ Count, Unit, Number string }

// itemPage is a finding on a page.
type itemPage struct {
	Item                              Item
	Title, Outcome, Where, Supersedes string
	// Sure is the confidence in words.
	Sure string
}

// pages writes the overview, a page for each day of which something is shown, and the log of corrections.
func (w *writer) pages() error {
	t, err := template.ParseFS(pageFiles, "pages/pages.html")
	if err != nil {
		return err
	}
	style, err := pageFiles.ReadFile("pages/style.css")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(style)
	r := w.release
	base := page{
		Release: r, Style: template.CSS(style), StyleHash: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
		Cell: (place.Length(r.CellMetres) * place.Metre).String(),
	}
	write := func(file, name string, p page) error {
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, name, p); err != nil {
			return err
		}
		w.add(file, b.Bytes())
		return nil
	}
	index := base
	index.Title, index.Counts, index.Map = "Public release", w.countPage(r.From.String(), r.To.String(), r.Counts), w.mapPage()
	index.Undated = slices.ContainsFunc(r.Items, func(i Item) bool { return i.Day == "" })
	if err := write("index.html", "index", index); err != nil {
		return err
	}
	for _, d := range r.Days {
		day := base
		day.Title, day.Up, day.Counts = d.Day, "../", w.countPage(d.Day, d.Day, d.Counts)
		for _, i := range r.Items {
			if i.Day == d.Day {
				day.Items = append(day.Items, w.itemPage(i))
			}
		}
		if err := write(dayFile(d.Day), "day", day); err != nil {
			return err
		}
	}
	undated := base
	undated.Title, undated.Undated = "Findings of no known day", true
	for _, i := range r.Items {
		if i.Day == "" {
			undated.Items = append(undated.Items, w.itemPage(i))
		}
	}
	if len(undated.Items) > 0 {
		if err := write("undated.html", "day", undated); err != nil {
			return err
		}
	}
	base.Title = "Corrections"
	return write("corrections.html", "corrections", base)
}

func (w *writer) countPage(from, to string, c Counts) countPage {
	p := countPage{Exercise: w.release.Exercise, From: from, To: to, Known: w.release.To.String()}
	for _, unit := range slices.Sorted(maps.Keys(c.Observations)) {
		p.Rows = append(p.Rows, countRow{"Observations as recorded", unit, c.Observations[unit].String()})
	}
	for _, row := range []struct {
		count, unit string
		n           int64
	}{
		{"Observations as recorded", "observations without a number", c.Unquantified},
		{"Incidents", "incidents", c.Incidents},
		{"Assessed violations", "incident x term", c.Assessed},
		{"Determined violations", "incident x term", c.Determined},
	} {
		p.Rows = append(p.Rows, countRow{row.count, row.unit, strconv.FormatInt(row.n, 10)})
	}
	return p
}

func (w *writer) itemPage(i Item) itemPage {
	p := itemPage{Item: i, Supersedes: named(i.Supersedes), Sure: i.Confidence}
	if words, ok := map[string]string{"C1": "a single source", "C2": "partly corroborated", "C3": "several independent sources and means"}[i.Confidence]; ok {
		p.Sure += ": " + words
	}
	for _, t := range w.release.Texts {
		if t.Ref == i.Agreement {
			p.Title = t.Articles[i.Article]
		}
	}
	// No verdict stands without its status.
	p.Outcome = i.Verdict + ", " + i.Status
	switch i.Place {
	case inCell:
		p.Where = "in this cell or one beside it: " + i.Cell.String()
	case withheld:
		p.Where = "not shown: it was done to those who watch"
	case tooExact:
		p.Where = "not shown: with what is public besides, any cell would tell more than a cell may"
	default:
		p.Where = "not known, or not well enough for any cell"
	}
	return p
}

// mapPage is the cells in which something is shown, drawn without any line of whose ground it is.
type mapPage struct {
	Width, Height int64
	Cells         []box
}

type box struct{ X, Y, Width, Height int64 }

// mapWidth is how wide the drawing is, in its own units.
const mapWidth = 1000

func (w *writer) mapPage() *mapPage {
	var cells []Cell
	for _, i := range w.release.Items {
		if i.Cell != nil && !slices.Contains(cells, *i.Cell) {
			cells = append(cells, *i.Cell)
		}
	}
	if len(cells) == 0 {
		return nil
	}
	all := cells[0]
	for _, c := range cells {
		all = Cell{South: min(all.South, c.South), West: min(all.West, c.West), North: max(all.North, c.North), East: max(all.East, c.East)}
	}
	// A margin of one cell, and as wide for its height as the ground is in the middle.
	tall, wide := cells[0].North-cells[0].South, cells[0].East-cells[0].West
	all = Cell{South: all.South - tall, West: all.West - wide, North: all.North + tall, East: all.East + wide}
	down, across := all.North-all.South, all.East-all.West
	height := max(mapWidth*down/across*wide/max(tall, 1), 1)
	p := &mapPage{Width: mapWidth, Height: height}
	for _, c := range cells {
		p.Cells = append(p.Cells, box{
			X: (c.West - all.West) * mapWidth / across, Y: (all.North - c.North) * height / down,
			Width: max((c.East-c.West)*mapWidth/across, 2), Height: max((c.North-c.South)*height/down, 2),
		})
	}
	return p
}
