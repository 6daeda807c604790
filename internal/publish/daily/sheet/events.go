// SPDX-License-Identifier: Apache-2.0

package sheet

import (
	"slices"
	"strings"

	"truce/finding"
	"truce/internal/publish/daily"
	"truce/when"
)

func (w *writer) harm() Section {
	s := w.section("harm")
	t := Table{ID: "harm", Caption: w.l.Fill("harm.unit"), Columns: w.columns("region", 30, "harm.kind", 14, "harm.of", 20, "harm.age", 12, "harm.known", 16, "harm.number", -10, "incidents.column", -12)}
	for _, h := range w.r.Harm {
		t.Rows = append(t.Rows, Row{Cells: texts(w.region(h.Region), w.l.Word("harm", h.Harm), w.l.Word("of", h.Of), w.l.Word("age", h.Age),
			w.l.Word("known", h.Known), w.l.Range(h.Least, h.Most), w.l.Number(h.Incidents))})
	}
	return w.or(s, t)
}

func (w *writer) damage() Section    { return w.events("damage", "object", w.r.Damage) }
func (w *writer) attacks() Section   { return w.events("attacks", "object", w.r.Attacks) }
func (w *writer) crossings() Section { return w.events("crossings", "object", w.r.Crossing) }

// events is a section with a table of incidents.
func (w *writer) events(id, target string, list []daily.Event) Section {
	s := w.section(id)
	t := Table{ID: id, Caption: w.l.Fill(id + ".unit")}
	public := w.r.Audience == daily.Public
	if public {
		t.Columns = w.columns("region", 25, "act", 20, target, 20, "judged", 30, "number", -10)
	} else {
		t.Columns = w.columns("time", 15, "region", 22, "act", 18, target, 18, "judged", 30, "incident", 13)
	}
	if w.r.Audience == daily.Mission {
		t.Columns = append(t.Columns, w.columns("place", 18)...)
	}
	for _, e := range list {
		cells := texts(w.region(e.Region), w.l.Word("act", string(e.Act)), w.l.Word("target", string(e.Target)), w.findings(e.Judged))
		if public {
			cells = append(cells, Cell{Text: w.l.Number(e.Number)})
		} else {
			cells = append(append(texts(w.l.Span(e.Time, w.r.Zone)), cells...), Cell{Text: short(e.Incident)})
		}
		if w.r.Audience == daily.Mission {
			cells = append(cells, w.own(e.Place))
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return w.or(s, t)
}

func (w *writer) findings(list []daily.Judged) string {
	if len(list) == 0 {
		return w.l.Fill("not-judged")
	}
	var out []string
	for _, j := range list {
		if said := w.judged(j); !slices.Contains(out, said) { // two terms of one article
			out = append(out, said)
		}
	}
	return strings.Join(out, "; ")
}

func (w *writer) areas() Section {
	s := w.section("areas")
	t := Table{ID: "areas", Caption: w.l.Fill("areas.unit"), Columns: w.columns("place", 40, "areas.in", -15, "areas.perhaps", -15)}
	for _, a := range w.r.Areas {
		t.Rows = append(t.Rows, Row{Cells: texts(a.Place, w.l.Number(a.Incidents), w.l.Number(a.Perhaps))})
	}
	s = w.or(s, t)
	c := Table{ID: "clocks", Caption: w.l.Fill("areas.clock"), Columns: w.columns("place", 30, "areas.clock", 25, "areas.day", 20, "areas.run", 12, "areas.reached", 10)}
	for _, a := range w.r.Areas {
		for _, clock := range a.Clocks {
			name := strings.Join(compact(clock.Clock, clock.Reading), ", ")
			day := strings.Join(compact(w.l.Date(clock.Day), w.l.Word("state", clock.State)), ": ")
			c.Rows = append(c.Rows, Row{Cells: texts(a.Place, name, day, w.l.Fill("areas.of", "run", w.l.Number(clock.Run), "needs", w.l.Number(clock.Needs)), w.l.Word("answer", clock.Reached))})
		}
	}
	if len(c.Rows) > 0 {
		s.Tables = append(s.Tables, c)
	}
	return s
}

func (w *writer) weapons(list []daily.Weapon) Section {
	s := w.section("weapons")
	t := Table{ID: "weapons", Caption: w.l.Fill("weapons.unit"), Columns: w.columns("side", 22, "weapon", 17, "class", 24, "judged", 24, "region", 20, "sightings", -11, "weapons.number", -11, "attribution", 20)}
	for _, x := range list {
		side := w.l.Fill("side.none")
		switch {
		case x.Level == string(finding.Party):
			side = w.l.Fill("side.party", "party", x.Side)
		case x.Level == daily.Said:
			side = w.l.Fill("side.said", "party", x.Side)
		case x.Side != "":
			side = w.l.Fill("side.area", "party", x.Side)
		}
		kind, class := w.l.Fill("unknown"), w.own(x.Class)
		if x.Kind != "" {
			kind = w.l.Word("weapon", string(x.Kind))
		}
		switch {
		case x.Class == "":
			class = Cell{Text: w.l.Fill("class.none")}
		case w.l.Has("back", x.Class):
			class = Cell{Text: w.l.Word("back", x.Class)}
		}
		number := w.l.Range(x.Number.Least, x.Number.Most)
		if x.Unquantified == x.Sightings {
			number = w.l.Fill("unknown")
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: side}, {Text: kind}, class, {Text: w.judged(x.Judged)}, {Text: w.region(x.Region)}, {Text: w.l.Number(x.Sightings)}, {Text: number}, w.attributed(x.Words),
		}})
	}
	return w.or(s, t)
}

// everywhere are the rows of weapons over all regions, as the weekly table has them: by side and class.
func everywhere(list []daily.Weapon) []daily.Weapon {
	var out []daily.Weapon
	for _, x := range list {
		x.Region, x.Words = "", ""
		at := slices.IndexFunc(out, func(o daily.Weapon) bool {
			return o.Judged == x.Judged && o.Side == x.Side && o.Level == x.Level && o.Kind == x.Kind && o.Class == x.Class
		})
		if at < 0 {
			out = append(out, x)
			continue
		}
		out[at].Sightings += x.Sightings
		out[at].Unquantified += x.Unquantified
		out[at].Number.Least += x.Number.Least
		out[at].Number.Most += x.Number.Most
	}
	return out
}

func (w *writer) windows() Section {
	s := w.section("windows")
	t := Table{ID: "windows", Caption: w.l.Fill("windows.unit"), Columns: w.columns("window", 35, "places", 30, "assessed.column", -18, "open.column", -15)}
	for _, x := range w.r.Windows {
		name, places := w.l.Span(x.Time, w.r.Zone), w.l.Fill("everywhere")
		if x.From != "" {
			name = w.l.Fill("window.daily", "from", x.From, "to", x.To, "zone", x.Zone)
		}
		if len(x.Places) > 0 {
			places = w.list(x.Places)
		}
		t.Rows = append(t.Rows, Row{Cells: texts(name, places, w.l.Number(x.Assessed), w.l.Number(x.Open))})
	}
	return w.or(s, t)
}

func (w *writer) notices() Section {
	s := w.section("notices")
	t := Table{ID: "notices", Caption: "", Columns: w.columns("notice", 14, "kind", 14, "time", 22, "region", 22, "places", 18, "assured", 18, "lacking", 18, "ended", 13)}
	for _, n := range w.r.Notices {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: n.ID},
			{Text: w.l.Word("notice", string(n.Kind))},
			{Text: w.l.Span(n.Time, w.r.Zone)},
			{Text: w.region(n.Region)},
			w.own(n.Place),
			{Text: w.list(n.Assured)},
			{Text: w.list(n.Lacking)},
			{Text: w.l.Word("ended", string(n.Ended))},
		}})
	}
	return w.or(s, t)
}

// freedom is the section in the order of the missions; what restricted them is listed at the end.
func (w *writer) freedom() Section {
	s := w.section("freedom")
	reported := int64(0)
	for _, r := range w.r.Freedom {
		if r.Basis == "reported" {
			reported += r.Number
		}
	}
	s.Notes = append(s.Notes, w.l.Count("restrictions", reported)+".")
	if len(w.r.Freedom) > 0 {
		s.Notes = append(s.Notes, w.l.Fill("freedom.mark"))
	}
	return s
}

// restrictions is the list at the end of the report.
func (w *writer) restrictions() Section {
	s := Section{ID: "restrictions", Heading: w.l.Fill("freedom.list")}
	t := Table{ID: "restrictions", Caption: w.l.Fill("freedom.unit")}
	public, inside := w.r.Audience == daily.Public, w.r.Audience == daily.Mission
	t.Columns = w.columns("kind", 25, "region", 25, "judged", 30)
	switch {
	case public:
		t.Columns = append(t.Columns, w.columns("number", -10)...)
	case inside:
		t.Columns = append(t.Columns, w.columns("time", 18, "basis", 18, "source", 15, "place", 15, "says", 20)...)
	default:
		t.Columns = append(t.Columns, w.columns("time", 18, "incident", 13)...)
	}
	for _, r := range w.r.Freedom {
		kind, said := w.l.Word("restriction", r.Kind), ""
		if r.Basis == "reported" {
			kind, said = w.l.Word("act", r.Kind), w.findings(r.Judged)
		}
		cells := texts("* "+kind, w.region(r.Region), said)
		switch {
		case public:
			cells = append(cells, Cell{Text: w.l.Number(r.Number)})
		case inside:
			cells = append(cells, Cell{Text: w.l.Span(r.Time, w.r.Zone)}, Cell{Text: w.l.Word("basis", r.Basis)}, Cell{Text: r.Source}, w.own(r.Place), w.own(r.Says))
		default:
			cells = append(cells, Cell{Text: w.l.Span(r.Time, w.r.Zone)}, Cell{Text: short(r.Incident)})
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return w.or(s, t)
}

func (w *writer) coverage() Section {
	s := w.section("coverage")
	if w.r.Audience != daily.Mission {
		return w.totals(s)
	}
	t := Table{ID: "coverage", Caption: w.l.Fill("coverage.unit"), Columns: w.columns("areas.day", 20, "region", 35, "coverage.grade", 22, "coverage.share", -14, "coverage.lost", 20)}
	t.Columns[0].Heading = w.l.Fill("at.day")
	for _, c := range w.r.Coverage {
		grade, lost := w.l.Fill("coverage.untold"), []string{}
		if c.Grade != "" {
			grade = w.l.Word("grade", string(c.Grade))
		}
		for _, each := range c.Lost {
			lost = append(lost, w.l.Word("cause", string(each.Why))+": "+w.l.Count("cell-hours", int64(each.Time/when.Hour)))
		}
		t.Rows = append(t.Rows, Row{Cells: texts(w.l.Date(c.Date), w.region(c.Region), grade, w.percent(c.Share), strings.Join(lost, "; "))})
	}
	return w.or(s, t)
}

// percent writes parts per million with one decimal, rounded down.
func (w *writer) percent(ppm int64) string {
	if ppm > 0 && ppm < 1000 {
		return w.l.Fill("coverage.less")
	}
	text := w.l.Number(ppm / 10_000)
	if tenth := ppm / 1000 % 10; tenth > 0 {
		text += w.l.Fill("decimal") + w.l.Number(tenth)
	}
	return w.l.Fill("coverage.percent", "n", text)
}

func (w *writer) totals(s Section) Section {
	if w.r.Totals == nil {
		s.Notes = append(s.Notes, w.l.Fill("coverage.withheld"))
		return s
	}
	x := w.r.Totals
	t := Table{ID: "totals", Caption: w.l.Fill("totals.unit", "from", w.l.Date(x.From), "to", w.l.Date(x.To)), Columns: w.columns("region", 60, "totals.hours", -20, "totals.seen", -20)}
	for _, of := range x.Of {
		names := make([]string, len(of.Areas))
		for i, id := range of.Areas {
			names[i] = w.region(id)
		}
		t.Rows = append(t.Rows, Row{Cells: texts(w.list(names), w.l.Number(of.Hours), w.l.Number(of.Seen))})
	}
	s.Tables = append(s.Tables, t)
	return s
}
