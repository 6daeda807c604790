// SPDX-License-Identifier: Apache-2.0

package release

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"truce/canon"
)

// tables writes the tables: findings, counts, coverage and corrections.
func (w *writer) tables() error {
	rows := [][]string{{
		"exercise", "finding", "version", "supersedes", "day", "until", "agreement", "article", "term", "outcome", "status", "readings",
		"severity", "provisional", "confidence", "attribution", "words", "casualties", "contested_by", "determined_by", "determined_on",
		"determined", "changed_since", "place", "south", "west", "north", "east",
	}}
	for _, i := range w.release.Items {
		d := i.Determination
		if d == nil {
			d = &Determination{}
		}
		row := []string{
			w.mark(), i.Finding.String(), strconv.Itoa(i.Version), named(i.Supersedes), i.Day, i.Until, i.Agreement, i.Article, i.Term, i.Verdict,
			i.Status, strings.Join(i.Readings, "; "), i.Severity, yes(i.Provisional), i.Confidence, i.Level, i.Words, strings.Join(i.Casualties, "; "),
			strings.Join(i.Contested, "; "), d.By, d.Day, d.Outcome, yes(i.Since), i.Place,
		}
		if c := i.Cell; c != nil {
			row = append(row, degrees(c.South), degrees(c.West), degrees(c.North), degrees(c.East))
		} else {
			row = append(row, "", "", "", "")
		}
		rows = append(rows, row)
	}
	w.table("findings.csv", rows)
	w.table("counts.csv", w.countRows())
	rows = [][]string{{"exercise", "agreement", "from", "to", "regions", "cell_hours_watched", "seen"}}
	for _, c := range w.release.Coverage {
		for _, t := range c.Totals {
			rows = append(rows, []string{w.mark(), c.Agreement, c.From.String(), c.To.String(), strings.Join(t.Areas, "; "), strconv.FormatInt(t.Hours, 10), strconv.FormatInt(t.Seen, 10)})
		}
	}
	w.table("coverage.csv", rows)
	rows = [][]string{{"exercise", "day", "finding", "supersedes", "agreement", "by", "cause", "extent", "told", "words_withheld"}}
	for _, c := range w.release.Corrections {
		rows = append(rows, []string{
			w.mark(), c.Day, c.Finding.String(), named(c.Supersedes), c.Agreement, c.By, c.Cause, c.Extent, strings.Join(c.Told, "; "), yes(c.Withheld),
		})
	}
	w.table("corrections.csv", rows)
	return nil
}

// countRows are the four counts, each with its unit, its period and the day up to which things were known.
func (w *writer) countRows() [][]string {
	rows := [][]string{{"exercise", "from", "to", "known_up_to", "count", "unit", "least", "most"}}
	add := func(from, to string, c Counts) {
		row := func(count, unit string, least, most int64) {
			rows = append(rows, []string{w.mark(), from, to, w.release.To.String(), count, unit, strconv.FormatInt(least, 10), strconv.FormatInt(most, 10)})
		}
		for _, unit := range slices.Sorted(maps.Keys(c.Observations)) {
			row("observations as recorded", unit, c.Observations[unit].Least, c.Observations[unit].Most)
		}
		row("observations as recorded", "observations without a number", c.Unquantified, c.Unquantified)
		row("incidents", "incidents", c.Incidents, c.Incidents)
		row("assessed violations", "incident x term", c.Assessed, c.Assessed)
		row("determined violations", "incident x term", c.Determined, c.Determined)
	}
	add(w.release.From.String(), w.release.To.String(), w.release.Counts)
	for _, d := range w.release.Days {
		add(d.Day, d.Day, d.Counts)
	}
	return rows
}

// table writes a table. A text that a spreadsheet would take for a formula is set apart by an apostrophe.
func (w *writer) table(name string, rows [][]string) {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	for _, row := range rows {
		for i, text := range row {
			if _, err := strconv.ParseFloat(text, 64); err != nil && text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
				row[i] = "'" + text
			}
		}
		if err := out.Write(row); err != nil {
			panic("release: a buffer refuses a row: " + err.Error())
		}
	}
	out.Flush()
	w.add(name, b.Bytes())
}

// lines writes the findings one a line, in canonical bytes.
func (w *writer) lines() error {
	var b bytes.Buffer
	for _, i := range w.release.Items {
		data, err := canon.Encode(i)
		if err != nil {
			return err
		}
		b.Write(append(data, '\n'))
	}
	w.add("findings.ndjson", b.Bytes())
	data, err := canon.Encode(w.release)
	w.add("release.json", append(data, '\n'))
	return err
}

// geometry writes the findings as features: a cell each, or no geometry where no place is shown.
func (w *writer) geometry() error {
	var b bytes.Buffer
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for n, i := range w.release.Items {
		properties, err := json.Marshal(struct {
			Exercise bool   `json:"exercise,omitempty"`
			Day      string `json:"day,omitempty"`
			Until    string `json:"until,omitempty"`
			Under    string `json:"agreement"`
			Article  string `json:"article"`
			Outcome  string `json:"outcome"`
			Status   string `json:"status"`
			Severity string `json:"severity"`
			Sure     string `json:"confidence"`
			Words    string `json:"words"`
			Place    string `json:"place"`
		}{i.Exercise, i.Day, i.Until, i.Agreement, i.Article, i.Verdict, i.Status, i.Severity, i.Confidence, i.Words, i.Place})
		if err != nil {
			return err
		}
		if n > 0 {
			b.WriteByte(',')
		}
		geometry := "null"
		if c := i.Cell; c != nil {
			south, west, north, east := degrees(c.South), degrees(c.West), degrees(c.North), degrees(c.East)
			geometry = fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%s,%s],[%s,%s],[%s,%s],[%s,%s],[%s,%s]]]}`,
				west, south, east, south, east, north, west, north, west, south)
		}
		fmt.Fprintf(&b, "\n"+`{"type":"Feature","id":%q,"geometry":%s,"properties":%s}`, i.Finding.String(), geometry, properties)
	}
	b.WriteString("\n]}\n")
	w.add("findings.geojson", b.Bytes())
	return nil
}

// The feed: one entry a day, whose time is the beginning of the day in UTC and tells no more than the day.
type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type feedEntry struct {
	Title   string   `xml:"title"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Link    feedLink `xml:"link"`
	Summary string   `xml:"summary"`
}

func (w *writer) feed() error {
	var refs []string
	for _, t := range w.release.Texts {
		refs = append(refs, t.Ref)
	}
	name := "urn:truce:public-release:" + strings.Join(refs, "+")
	f := feed{
		Title: w.title("Public release"), ID: name, Updated: w.release.To.String() + "T00:00:00Z", Author: cmp.Or(w.mark(), "The mission"),
		Links: []feedLink{{"self", "feed.atom"}, {"alternate", "index.html"}},
	}
	for _, d := range slices.Backward(w.release.Days) {
		f.Entries = append(f.Entries, feedEntry{
			Title: w.title(d.Day), ID: name + "/" + d.Day, Updated: d.Day + "T00:00:00Z", Link: feedLink{"alternate", dayFile(d.Day)},
			Summary: fmt.Sprintf("%d incidents; %d assessed violations (incident x term), by the engine and no body; %d determined violations", d.Counts.Incidents, d.Counts.Assessed, d.Counts.Determined),
		})
	}
	data, err := xml.MarshalIndent(f, "", " ")
	w.add("feed.atom", append(append([]byte(xml.Header), data...), '\n'))
	return err
}

// title puts the mark of an exercise before a title.
func (w *writer) title(text string) string {
	return strings.TrimSpace(strings.TrimSpace(w.mark()) + " " + text)
}

func dayFile(day string) string { return "day/" + day + ".html" }

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

func named(id canon.FindingID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}
