// SPDX-License-Identifier: Apache-2.0

package brief

import (
	"fmt"
	"strings"

	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/when"
)

// Text is the page for people, a line for each thing. What is invented begins with EXERCISE.
func (b Brief) Text() string {
	var w page
	mark := exercise(b.Exercise)
	w.line("%sBrief for %s, as of %s. For %s alone.", mark, b.State, b.AsOf, b.State)
	w.line("What a text asks, what a state has said of it and what was decided stand apart. No line says that an undertaking is live.")
	b.writeTexts(&w)
	b.writePledges(&w)
	b.writeMeetings(&w)
	b.writeCells(&w)
	b.writeReleases(&w)
	w.head("Said of it or for it, in sources on record", len(b.Said))
	for _, e := range b.Said {
		x := e.Fact
		mark := exercise(e.Exercise)
		w.line("  %s%s (%s; %s, %s): %s", mark, x.ID, words(x.Nature), words(x.Grade), x.Source, x.Says)
		for _, f := range x.Flags {
			w.line("    %s%s: %s", mark, words(f.Word), f.Says)
		}
	}
	w.head("This page rests on", len(b.Sources))
	for _, s := range b.Sources {
		w.line("  %s", s)
	}
	return w.String()
}

type page struct{ strings.Builder }

// line writes one line, whatever line feeds stand in the words of a source: none of them begins a line of its own.
func (w *page) line(format string, args ...any) {
	w.WriteString(strings.NewReplacer("\n", " ", "\t", " ").Replace(fmt.Sprintf(format, args...)) + "\n")
}

// head begins a part, and says of one without lines that nothing is on record, which is not that there is nothing.
func (w *page) head(title string, lines int) {
	w.line("")
	if lines == 0 {
		w.line("%s: nothing on record", title)
		return
	}
	w.line("%s", title)
}

func exercise(is bool) string {
	if is {
		return "EXERCISE "
	}
	return ""
}

func by(s sourced.Said) string {
	if s.By == "" {
		return "nothing on record"
	}
	text := fmt.Sprintf("%s, %s", s.By, s.On)
	if s.OnlyReported() {
		text += ", reported"
	}
	return text
}

func (b Brief) writeTexts(w *page) {
	w.head("Bound by, where somebody who may be quoted says so", len(b.Bound))
	for _, l := range b.Bound {
		w.line("  %s%s (%s)", exercise(b.invented(l.Is.To)), l.Is.To, by(l.Said))
	}
	w.head("Where it stands on each text, and what the text asks of it", len(b.Texts))
	for _, t := range b.Texts {
		mark := exercise(t.Exercise)
		w.line("  %s%s: %s", mark, t.Text, t.Title)
		for _, c := range t.Components {
			whole := ""
			if c.Whole {
				whole = " (the text as a whole)"
			}
			asks := "asks of it what is not on record"
			if c.What != "" {
				asks = "asks: " + words(c.What)
			}
			w.line("    %s%s, %s: %s%s, by %s; the text %s; binding: %s", mark, c.ID, c.Title, words(c.Stance), whole, by(c.By), asks, words(c.Binding))
			if c.Reservation != "" {
				w.line("      %sit excepts: %s", mark, c.Reservation)
			}
		}
		switch {
		case len(t.Components) == 0: // a text that is known by report alone asks nothing yet
		case len(t.Owing) == 0 && t.Taken == 0:
			w.line("    %sopen in ratification: no step on record; that none is owed does not follow", mark)
		case len(t.Owing) == 0:
			w.line("    %sopen in ratification: every step on record is taken", mark)
		}
		for _, s := range t.Owing {
			w.line("    %sopen in ratification: %s, %s (%s)", mark, words(s.Is.Owner), words(s.Is.Progress), by(s.Said))
		}
	}
	for _, l := range b.Relations {
		w.line("  %s%s %s (%s)", exercise(b.invented(l.Is.To)), words(l.Is.Tie), l.Is.To, by(l.Said))
	}
	for _, l := range b.Roles {
		w.line("  %s%s of %s, which binds it to nothing (%s)", exercise(b.invented(l.Is.Of)), words(l.Is.Part), l.Is.Of, by(l.Said))
	}
}

func (b Brief) writePledges(w *page) {
	w.head("Pledged, with its caveats", len(b.Pledges))
	for _, l := range b.Pledges {
		p := l.Is
		quantity := "quantity not stated"
		if p.Quantity > 0 {
			quantity = fmt.Sprint(p.Quantity)
		}
		caveats := ""
		for _, c := range p.Caveats {
			caveats += "; " + words(c)
		}
		w.line("  %s%s to %s: %s, %s%s (%s)", exercise(l.Exercise), p.ID, p.Line, words(p.Firmness), quantity, caveats, by(l.Said))
	}
	for _, d := range b.Hanging {
		w.line("  %shangs on %s: %s, %s, for %s (%s)", exercise(d.Exercise), d.Is.ID, d.Is.What, words(d.Is.Choice), d.Is.Owner, by(d.Said))
	}
}

func (b Brief) writeMeetings(w *page) {
	w.head("Next meetings", len(b.Meetings))
	for _, m := range b.Meetings {
		part := "its part is not on record"
		if m.Stage != "" {
			part = words(m.Stage) + ", " + mode(words(m.Mode))
		}
		w.line("  %s%s, %s: %s", exercise(m.Meeting.Exercise), m.Meeting.First, m.Meeting.Title, part)
	}
	w.head("It owes", len(b.Actions))
	for _, a := range b.Actions {
		due := "no day set"
		if d := a.Line.Is.Due; !d.IsZero() {
			due = "by " + d.String()
		}
		late := ""
		if a.Overdue {
			late = ", OVERDUE"
		}
		w.line("  %s%s: %s, %s%s (%s)", exercise(a.Exercise), a.Line.Is.ID, a.Line.Is.What, due, late, by(a.Line.Said))
	}
}

func mode(text string) string {
	if text == "unknown" {
		return "in person or by video not said"
	}
	return text
}

func (b Brief) writeCells(w *page) {
	w.head("Its cells of the texts that are being agreed", len(b.Cells))
	for i := 0; i < len(b.Cells); {
		text := b.Cells[i].Text
		var groups []string
		lists := map[string][]string{}
		for ; i < len(b.Cells) && b.Cells[i].Text == text; i++ {
			c := b.Cells[i]
			group := words(c.Status) + condition(c) + ", " + wordOf(c)
			if lists[group] == nil {
				groups = append(groups, group)
			}
			lists[group] = append(lists[group], article(c))
		}
		for _, group := range groups {
			w.line("  %s%s: %s: %s", exercise(b.Cells[i-1].Exercise), text, group, strings.Join(lists[group], ", "))
		}
	}
	for _, l := range b.RedLines {
		w.line("  %sred line: %s (%s)", exercise(l.Exercise), l.Is.Words, by(l.Said))
	}
}

// condition says without which articles the state does not agree, empty for none.
func condition(c Cell) string {
	var out []string
	for _, id := range c.ConditionalOn {
		out = append(out, string(id))
	}
	if len(out) == 0 {
		return ""
	}
	return ", if " + strings.Join(out, " and ")
}

// wordOf is on whose word a cell is what it is.
func wordOf(c Cell) string {
	switch {
	case c.Self:
		return "by its own word"
	case c.Disputed:
		return "others differ"
	case c.Status == readiness.UnknownStatus:
		return "no source says"
	}
	return "by others' word"
}

// article is an article in a list: what is agreed needs no title.
func article(c Cell) string {
	if c.Status == readiness.Agreed {
		return string(c.Article)
	}
	return fmt.Sprintf("%s (%s)", c.Article, c.Title)
}

func (b Brief) writeReleases(w *page) {
	w.head("Releases of a mission for it to read", len(b.Releases))
	for _, each := range b.Releases {
		r := each.Released
		mark := exercise(r.Exercise)
		w.line("  %s%s of %s: %s (%s), article %s of %s, %s; held %s", mark, r.Finding.Short(), r.Origin, words(r.Verdict), r.Status, r.Article, r.Agreement, span(r.When), words(r.Hold))
		if gap := r.Gap(); gap != "" {
			w.line("    %s%s", mark, gap)
		}
		if each.Fault != "" {
			w.line("    %scould not be set beside its undertakings: %s", mark, each.Fault)
		}
		for _, x := range each.Standings {
			b.writeStanding(w, x)
		}
	}
}

func (b Brief) writeStanding(w *page, x undertaking.Standing) {
	mark := exercise(x.Exercise)
	own := "it has stated no reading of its own"
	if x.Reading != nil {
		own = fmt.Sprintf("its own stated reading: %s (%s)", words(x.Reading.Is.Holds), by(x.Reading.Said))
	}
	w.line("    %s%s of %s: on the text its conditions are apparently %s; %s", mark, x.Component, x.Text, words(x.Conditions), own)
	for _, c := range x.Clauses {
		w.line("      %s%s: %s: %s", mark, c.Words, words(c.Answer), c.Reason)
	}
	if x.Act != nil {
		w.line("      %sact of %s: %s (%s)", mark, x.Act.Is.Authority, words(x.Act.Is.Decided), by(x.Act.Said))
	}
}

func span(i when.Interval) string {
	if i.From == i.To {
		return i.From.String()
	}
	return i.From.String() + " to " + i.To.String()
}
