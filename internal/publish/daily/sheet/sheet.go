// SPDX-License-Identifier: Apache-2.0

// Package sheet turns a daily report and a language into headings, sentences and tables, the same for every form in which the
// report is given. It adds nothing to the report and leaves nothing out.
package sheet

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/internal/publish/daily"
	"truce/internal/publish/daily/words"
	"truce/when"
)

// Sheet is a report in one language, ready to be laid out.
type Sheet struct {
	// Lang is its language in BCP 47.
	Lang string
	// Exercise is what stands on every page and section of an invented report, and Mark before every row; empty in others.
	Exercise string
	Mark     string
	// Title is the heading of all, Lead the lines below it, Marks those of them that must not be overlooked.
	Title string
	Marks []string
	Lead  []string
	// Running stands on each page beside its number; Page is the text of the number, with {n} and {of}.
	Running string
	Page    string
	// Contents is the heading of the list of sections.
	Contents string
	Sections []Section
	// Made is the instant that files bear as theirs: the cut-off, never a clock.
	Made when.Instant
	// Digest is that of the report's data.
	Digest string
}

// Section is a part of a sheet.
type Section struct {
	ID, Heading string
	Notes       []string
	Tables      []Table
	// After are sentences below the tables.
	After []string
}

// Table is a table of cells. A row that has fewer cells than the heading ends empty.
type Table struct {
	ID, Caption string
	Columns     []Column
	Rows        []Row
}

// Column is a column of a table: its heading, whether it holds numbers, and how wide it is beside the others.
type Column struct {
	Heading string
	Number  bool
	Weight  int
}

// Row is a row of a table; Sum marks one that is of all the others.
type Row struct {
	Cells []Cell
	Sum   bool
}

// Cell is a text; Lang is its language where that is not the sheet's.
type Cell struct{ Text, Lang string }

// recordLang is the language in which the record's own words are.
const recordLang = "en"

// writer is a sheet that is being written.
type writer struct {
	r *daily.Report
	l *words.Language
}

// Of writes a report in a language. It errors where there is no table for the language, or the report has no canonical form.
func Of(r *daily.Report, lang string) (*Sheet, error) {
	w, s, err := begin(r, lang)
	if err != nil {
		return nil, err
	}
	s.Title = w.title()
	s.Lead = append([]string{w.days()}, s.Lead...)
	s.Sections = []Section{w.recorded(), w.harm(), w.damage(), w.attacks(), w.areas(), w.weapons(w.r.Weapons), w.windows()}
	if r.Audience == daily.Mission {
		s.Sections = append(s.Sections, w.notices())
	}
	s.Sections = append(s.Sections, w.crossings(), w.freedom(), w.coverage(), w.incidents(), w.assessed(), w.determined(), w.restrictions())
	s.Running = strings.Join(compact(s.Exercise, s.Title, w.days(), w.version()), " \u00b7 ")
	return s, nil
}

// title is the heading of a report: its number, or that nobody issued it.
func (w *writer) title() string {
	switch several := w.r.First != w.r.Last; {
	case w.r.Draft && several:
		return w.l.Fill("draft.several")
	case w.r.Draft:
		return w.l.Fill("draft.title")
	case several:
		return w.l.Fill("title.several", "name", w.r.Name())
	}
	return w.l.Fill("title", "name", w.r.Name())
}

// version is that of an issued report, empty of a draft.
func (w *writer) version() string {
	if w.r.Draft {
		return ""
	}
	return w.l.Fill("version", "n", fmt.Sprint(w.r.Version))
}

// OfWeek writes the weekly table of weapons by side and class.
func OfWeek(r *daily.Report, lang string) (*Sheet, error) {
	w, s, err := begin(r, lang)
	if err != nil {
		return nil, err
	}
	s.Title = w.l.Fill("title.week", "first", w.l.Date(r.First), "last", w.l.Date(r.Last))
	s.Sections = []Section{w.weapons(everywhere(r.Weapons))}
	draft := ""
	if r.Draft {
		draft = w.l.Fill("draft.short")
	}
	s.Running = strings.Join(compact(s.Exercise, draft, s.Title), " \u00b7 ")
	return s, nil
}

// begin writes what stands above every sheet.
func begin(r *daily.Report, lang string) (*writer, *Sheet, error) {
	l, ok := words.In(lang)
	if !ok {
		return nil, nil, fmt.Errorf("no report is written in %.20q: use %s", lang, strings.Join(words.Tags(), ", "))
	}
	digest, err := r.Digest()
	if err != nil {
		return nil, nil, err
	}
	w := &writer{r, l}
	s := &Sheet{Lang: lang, Made: r.CutOff, Digest: digest.String(), Page: l.Texts["page"], Contents: l.Fill("contents")}
	if r.Exercise {
		s.Exercise, s.Mark = l.Fill("exercise"), "EXERCISE"
		s.Marks = append(s.Marks, l.Fill("exercise.note"))
	}
	if r.Draft {
		s.Marks = append(s.Marks, l.Fill("draft.mark"))
	}
	s.Marks = append(s.Marks, l.Fill("audience."+string(r.Audience)), w.authority())
	if r.Partial {
		s.Marks = append(s.Marks, l.Fill("partial"))
	}
	s.Lead = append(s.Lead, compact(w.version())...)
	if c := r.Corrects; c != nil && c.Because == "" {
		s.Marks = append(s.Marks, l.Fill("draft", "n", fmt.Sprint(c.Version)))
	} else if c != nil {
		s.Lead = append(s.Lead, l.Fill("corrects", "n", fmt.Sprint(c.Version), "because", c.Because), l.Fill("corrects.digest", "n", fmt.Sprint(c.Version), "digest", c.Digest.String()))
	}
	s.Lead = append(s.Lead,
		l.Fill("cutoff", "time", l.Moment(r.CutOff, r.Zone), "zone", r.Zone.String(), "offset", words.Offset(r.Period.To, r.Zone)),
		l.Fill("period", "from", l.Moment(r.Period.From, r.Zone), "to", l.Moment(r.Period.To+1, r.Zone)),
		l.Fill("agreement", "title", r.Title, "ref", r.Agreement), l.Fill("names"), l.Fill("method"), l.Fill("digest", "digest", s.Digest))
	if lang != recordLang {
		s.Lead = append(s.Lead, l.Fill("original"))
	}
	return w, s, nil
}

// authority says whether the language of the sheet decides.
func (w *writer) authority() string {
	switch deciding := Authoritative(w.r.Languages); {
	case !slices.ContainsFunc(w.r.Languages, func(l agreement.Language) bool { return l.Authoritative }):
		return w.l.Fill("authority.unsaid")
	case deciding == "":
		return w.l.Fill("authority.none")
	case deciding == w.l.Tag:
		return w.l.Fill("authority.this")
	default:
		return w.l.Fill("authority.other", "languages", w.l.Fill("language."+deciding))
	}
}

// Authoritative is the language of a report's versions that decides: the first authoritative one of the agreement that reports
// are written in, empty where there is none.
func Authoritative(languages []agreement.Language) string {
	for _, each := range languages {
		tag, _, _ := strings.Cut(each.Tag, "-")
		if each.Authoritative && slices.Contains(words.Tags(), tag) {
			return tag
		}
	}
	return ""
}

func (w *writer) days() string {
	if w.r.First == w.r.Last {
		return w.l.Fill("day", "date", w.l.Date(w.r.Last))
	}
	return w.l.Fill("days", "first", w.l.Date(w.r.First), "last", w.l.Date(w.r.Last))
}

// region is what a region is called, with the mark of restrictions.
func (w *writer) region(id string) string {
	r := w.r.Region(id)
	name := ""
	switch {
	case r == nil:
		return id
	case id == daily.NotTold || id == daily.Elsewhere:
		name = w.l.Fill("region." + id)
	case id == daily.Whole:
		name = w.l.Fill("region.whole", "names", w.list(r.Names))
	default:
		name = w.list(r.Names)
	}
	if r.Marked {
		name += "*"
	}
	return name
}

func (w *writer) list(names []string) string { return strings.Join(names, w.l.Fill("list.and")) }

// span is a period as captions have it.
func (w *writer) span(i when.Interval) string {
	return w.l.Short(i.From, w.r.Zone) + " \u2013 " + w.l.Short(i.To+1, w.r.Zone)
}

func compact(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// section begins a section under the words of its key.
func (w *writer) section(id string) Section {
	return Section{ID: id, Heading: w.l.Fill(id)}
}

// or says that there is nothing on record where a table is empty.
func (w *writer) or(s Section, t Table) Section {
	if len(t.Rows) == 0 {
		s.Notes = append(s.Notes, w.l.Fill("none"))
		return s
	}
	s.Tables = append(s.Tables, t.pruned())
	return s
}

// pruned leaves out columns in which nothing stands.
func (t Table) pruned() Table {
	for i := len(t.Columns) - 1; i >= 0; i-- {
		if slices.ContainsFunc(t.Rows, func(r Row) bool { return i < len(r.Cells) && r.Cells[i].Text != "" }) {
			continue
		}
		t.Columns = slices.Delete(slices.Clone(t.Columns), i, i+1)
		for k, r := range t.Rows {
			if i < len(r.Cells) {
				t.Rows[k].Cells = slices.Delete(slices.Clone(r.Cells), i, i+1)
			}
		}
	}
	return t
}

// texts makes cells of texts.
func texts(all ...string) []Cell {
	out := make([]Cell, len(all))
	for i, t := range all {
		out[i] = Cell{Text: t}
	}
	return out
}

// attributed is a cell of what the machine says of where something came from: in the sheet's language where it is of the kinds that
// the language has words for, else as the record has it.
func (w *writer) attributed(text string) Cell {
	if w.l.Tag == recordLang {
		return Cell{Text: text}
	}
	if said, ok := w.l.Attribution(text); ok {
		return Cell{Text: said}
	}
	return w.own(text)
}

// own is a cell with words of the record, in the record's language.
func (w *writer) own(text string) Cell {
	if text == "" || w.l.Tag == recordLang {
		return Cell{Text: text}
	}
	return Cell{Text: text, Lang: recordLang}
}
