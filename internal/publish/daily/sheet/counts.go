// SPDX-License-Identifier: Apache-2.0

package sheet

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"truce/engine"
	"truce/finding"
	"truce/internal/publish/daily"
)

// columns makes columns of keys; a weight of 0 is one that holds numbers.
func (w *writer) columns(pairs ...any) []Column {
	var out []Column
	for i := 0; i+1 < len(pairs); i += 2 {
		weight := pairs[i+1].(int)
		out = append(out, Column{Heading: w.l.Fill(pairs[i].(string)), Number: weight < 0, Weight: max(weight, -weight)})
	}
	return out
}

// recorded is what was recorded by region, each day beside the one before.
func (w *writer) recorded() Section {
	s := w.section("recorded")
	for _, d := range w.r.Days {
		s.Notes = append(s.Notes, w.sentences(d)...)
		t := Table{ID: "recorded", Caption: w.l.Fill("recorded.unit", "period", w.span(d.Period), "before", w.span(d.Before))}
		t.Columns = w.columns("region", 30)
		for _, key := range []string{"explosions", "bursts", "shots", "other", "unquantified"} {
			t.Columns = append(t.Columns, w.columns(key, -10, "before", -9)...)
		}
		for _, row := range d.Rows {
			t.Rows = append(t.Rows, Row{Cells: append(texts(w.region(row.Region)), w.beside(row.Now, row.Before)...)})
		}
		t.Rows = append(t.Rows, Row{Sum: true, Cells: append(texts(w.l.Fill("total")), w.beside(d.Total, d.BeforeTotal)...)})
		s.Tables = append(s.Tables, t)
		if d.Total.LiveFireRows > 0 {
			s.After = append(s.After, w.l.Fill("livefire", "figures", w.figures(d.Total.LiveFire, 0)))
		}
		if d.LeftOut > 0 {
			s.After = append(s.After, w.l.Count("left-out", d.LeftOut))
		}
	}
	s.After = append(s.After, w.l.Fill("nothing-recorded"))
	return s
}

// sentences says of each region that has figures what missions say of it.
func (w *writer) sentences(d daily.Day) []string {
	var out []string
	for _, row := range d.Rows {
		if row.Now.Recorded == (daily.Recorded{}) && row.Before.Recorded == (daily.Recorded{}) && row.Now.Unquantified+row.Before.Unquantified == 0 {
			continue
		}
		lead := ""
		if len(w.r.Days) > 1 {
			lead = w.l.Date(d.Date) + ": "
		}
		out = append(out, lead+capital(w.l.Fill("recorded.region", "region", w.region(row.Region),
			"figures", w.figures(row.Now.Recorded, row.Now.Unquantified), "before", w.figures(row.Before.Recorded, row.Before.Unquantified))))
	}
	return out
}

// capital begins a sentence.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// figures writes counts in a sentence, with the right plurals.
func (w *writer) figures(r daily.Recorded, unquantified int64) string {
	var parts []string
	for _, each := range []struct {
		key string
		n   engine.Number
	}{{"explosions", r.Explosions}, {"bursts", r.Bursts}, {"shots", r.Shots}, {"other", r.Other}} {
		if each.n.Most > 0 || each.key == "explosions" {
			parts = append(parts, w.l.Bounded(each.key, each.n.Least, each.n.Most))
		}
	}
	if unquantified > 0 {
		parts = append(parts, w.l.Count("unquantified", unquantified))
	}
	return strings.Join(parts, ", ")
}

func (w *writer) beside(now, before daily.Figures) []Cell {
	n := func(n engine.Number) string { return w.l.Range(n.Least, n.Most) }
	return texts(
		n(now.Recorded.Explosions), n(before.Recorded.Explosions), n(now.Recorded.Bursts), n(before.Recorded.Bursts),
		n(now.Recorded.Shots), n(before.Recorded.Shots), n(now.Recorded.Other), n(before.Recorded.Other),
		w.l.Number(now.Unquantified), w.l.Number(before.Unquantified),
	)
}

// counted is a section with one of the last three counts by region, each day beside the one before.
func (w *writer) counted(id string, of func(daily.Figures) int64) Section {
	s := w.section(id)
	for _, d := range w.r.Days {
		t := Table{
			ID: id, Caption: w.l.Fill(id+".unit", "period", w.span(d.Period), "before", w.span(d.Before)),
			Columns: w.columns("region", 60, "number", -20, "before", -20),
		}
		for _, row := range d.Rows {
			t.Rows = append(t.Rows, Row{Cells: texts(w.region(row.Region), w.l.Number(of(row.Now)), w.l.Number(of(row.Before)))})
		}
		t.Rows = append(t.Rows, Row{Sum: true, Cells: texts(w.l.Fill("total"), w.l.Number(of(d.Total)), w.l.Number(of(d.BeforeTotal)))})
		s.Tables = append(s.Tables, t)
	}
	return s
}

func (w *writer) incidents() Section {
	s := w.counted("incidents", func(f daily.Figures) int64 { return f.Incidents })
	if n := w.r.PossibleSames; n > 0 {
		s.After = append(s.After, w.l.Count("possible", n))
	}
	if n := w.r.Outside; n > 0 {
		s.After = append(s.After, w.l.Count("outside", n))
	}
	if n := w.r.OneSided; n > 0 {
		s.After = append(s.After, w.l.Count("one-sided", n))
	}
	return s
}

func (w *writer) assessed() Section {
	s := w.counted("assessed", func(f daily.Figures) int64 { return f.Assessed })
	if len(w.r.Assessed) == 0 {
		return s
	}
	if w.r.Audience != daily.Public {
		s = w.violations(s)
	}
	return w.others(s)
}

// violations lists what is assessed as a violation, or went further.
func (w *writer) violations(s Section) Section {
	t := Table{ID: "findings", Caption: w.l.Fill("assessed.list"), Columns: w.columns("time", 18, "region", 24, "judged", 34, "severity", 4, "confidence", 4, "attribution", 30, "incident", 8)}
	for _, a := range w.r.Assessed {
		if !detailed(a) {
			continue
		}
		said := w.judged(a.Judged)
		if a.Term != "" {
			said = string(a.Term) + ", " + said
		}
		if len(a.Contested) > 0 {
			said += "; " + w.l.Fill("contested", "names", w.list(a.Contested))
		}
		severity := a.Severity.String()
		if a.Provisional {
			severity = w.l.Fill("provisional", "severity", severity)
		}
		cells := texts(w.l.Span(a.Time, w.r.Zone), w.region(a.Region), said, severity, a.Confidence.String())
		t.Rows = append(t.Rows, Row{Cells: append(cells, w.attributed(a.Words), Cell{Text: short(a.Incident)})})
	}
	if len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	return s
}

// detailed tells whether a finding stands by itself in the list: violations, and what people took further.
func detailed(a daily.Assessed) bool {
	return a.Verdict == finding.Violation || a.Status != finding.Assessed || len(a.Contested) > 0
}

// others counts the findings that are not listed, of the public's all of them, by article, verdict and status.
func (w *writer) others(s Section) Section {
	t := Table{ID: "other-findings", Caption: w.l.Fill("assessed.others"), Columns: w.columns("judged", 70, "region", 40, "number", -12)}
	var order []string
	rows := map[string]*Row{}
	counts := map[string]int64{}
	for _, a := range w.r.Assessed {
		if w.r.Audience != daily.Public && detailed(a) {
			continue
		}
		said, region := w.judged(a.Judged), w.region(a.Region)
		key := said + "\x00" + region
		if rows[key] == nil {
			rows[key] = &Row{Cells: texts(said, region, "")}
			order = append(order, key)
		}
		counts[key] += a.Number
	}
	slices.Sort(order)
	for _, key := range order {
		rows[key].Cells[2].Text = w.l.Number(counts[key])
		t.Rows = append(t.Rows, *rows[key])
	}
	if len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	return s
}

// short is the name of an incident without its kind.
func short(id string) string {
	_, name, ok := strings.Cut(id, ":")
	if !ok {
		return id
	}
	return name
}

func (w *writer) determined() Section {
	s := w.counted("determined", func(f daily.Figures) int64 { return f.Determined })
	if len(w.r.Determined) == 0 {
		return s
	}
	t := Table{ID: "determinations", Caption: w.l.Fill("determined.list"), Columns: w.columns("at", 15, "of", 15, "body", 25, "judged", 30, "outcome", 25)}
	for _, d := range w.r.Determined {
		outcome := w.l.Word("verdict", string(d.Outcome))
		if d.None {
			outcome = w.l.Fill("outcome.none")
		}
		outcome += " (" + w.l.Word("status", string(d.Status)) + ")"
		if len(d.Absent) > 0 {
			outcome += "; " + w.l.Fill("absent", "names", w.list(d.Absent))
		}
		if len(d.Contested) > 0 {
			outcome += "; " + w.l.Fill("contested", "names", w.list(d.Contested))
		}
		t.Rows = append(t.Rows, Row{Cells: texts(w.l.Date(d.At), w.l.Date(d.Of), d.Body, w.judged(d.Judged), outcome)})
	}
	s.Tables = append(s.Tables, t)
	return s
}

// judged is what a finding says, never without its status.
func (w *writer) judged(j daily.Judged) string {
	text := w.l.Fill("article", "article", j.Article, "verdict", w.l.Word("verdict", string(j.Verdict)), "status", w.l.Word("status", string(j.Status)))
	if j.Agreement != w.r.Agreement {
		text = j.Agreement + ", " + text
	}
	return text
}
