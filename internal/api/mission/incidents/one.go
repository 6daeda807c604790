// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/incident/copies"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/store"
	"truce/observation"
	"truce/place"
	"truce/when"
)

func number(n int) string { return strconv.Itoa(n) }

// one is the page of one incident.
func (p *pages) one(a *api.Ask) (page.Page, error) {
	var out page.Page
	seen, err := p.reviewed(a)
	if err != nil {
		return out, err
	}
	err = p.with(a, func(v view) error {
		v.seen = seen
		if p.Rows() == nil {
			v.seen = acknowledged(v.s)[v.inc.ID]
		}
		v.count()
		out = v.page()
		return nil
	})
	if errors.Is(err, api.ErrNotFound) {
		if id, fault := desk.IncidentID(a.PathValue("id")); fault == nil {
			err = p.Read(func(s *engine.State) (err error) {
				out, err = p.was(a, s, id)
				return err
			})
		}
	}
	return out, err
}

// with reads the incident that an address names.
func (p *pages) with(a *api.Ask, read func(view) error) error {
	id, err := desk.IncidentID(a.PathValue("id"))
	if err != nil {
		return err
	}
	return p.Read(func(s *engine.State) error {
		inc := s.Incident(id)
		if inc == nil {
			return api.ErrNotFound
		}
		return read(view{s: s, inc: inc, zone: p.Zone(), asked: a})
	})
}

// reviewed asks the projections for the last word of the watch on the incident of an address; none where there are no projections.
func (p *pages) reviewed(a *api.Ask) (word, error) {
	id, err := desk.IncidentID(a.PathValue("id"))
	rows := p.Rows()
	if err != nil || rows == nil {
		return word{}, err
	}
	got, err := rows.Named(a.Context(), store.IncidentFilter{Prefix: id.String(), Limit: 1})
	if err != nil || len(got.Rows) == 0 {
		return word{}, err
	}
	return word{got.Rows[0].Review.By, got.Rows[0].Review.At}, nil
}

// view is one incident as it is looked at.
type view struct {
	s     *engine.State
	inc   *incident.Incident
	zone  when.Zone
	asked *api.Ask
	seen  word                        // the last word of the watch on it
	at    map[canon.ObservationID]int // the number of each account on the page
}

func (v *view) count() {
	v.at = map[canon.ObservationID]int{}
	for i, m := range v.inc.Members {
		v.at[m.ID] = i + 1
	}
}

func (v *view) page() page.Page {
	inc := v.inc
	out := page.Page{Title: what(inc) + ", " + inc.ID.Short(), Exercise: inc.Exercise, Lead: "One physical event, as told by " + desk.Counted(len(inc.Members), "account") + ". Impact and origin are apart, and so is how sure each is."}
	out.Blocks = append(out.Blocks, v.facts(), v.drawn(), v.findings(), v.confidence(), v.accounts(), v.joins())
	if l := v.copied(); len(l.Rows) > 0 {
		out.Blocks = append(out.Blocks, l)
	}
	out.Blocks = append(out.Blocks, v.origins(), v.sames())
	if v.asked.Viewer.May(access.Inside) {
		out.Blocks = append(out.Blocks, v.linked(), v.inRoom())
		if v.asked.Viewer.May(access.Watching) {
			out.Blocks = append(out.Blocks, v.enterAbout())
		}
		out.Blocks = append(out.Blocks, v.watched()...)
		out.Blocks = append(out.Blocks, v.ratings())
	}
	return v.forms(out)
}

func (v *view) facts() page.Facts {
	inc := v.inc
	seen := v.seen
	by := "nobody yet: take it from the queue"
	if seen.By != "" {
		by = seen.By + ", " + api.Clock(seen.At, v.zone)
	}
	facts := []page.Fact{
		{Name: "When", Text: desk.When(inc.When, v.zone)},
		{Name: "Where", Text: desk.Where(inc.Where)},
		{Name: "Region of the text", Text: regions(v.s, inc)},
		{Name: "Independent roots", Text: number(len(incident.Roots(inc.Members))) + " of " + desk.Counted(reports(inc), "report")},
	}
	if told := engine.Numbers(inc.Members).String(); told != "" {
		facts = append(facts, page.Fact{Name: "How many", Text: strings.Replace(told, "-observations", " observations", 1)})
	}
	for _, f := range desk.Findings(v.s, inc.ID) {
		if harm := harmOf(f); harm != "" {
			facts = append(facts, page.Fact{Name: "Harm to people", Text: harm})
			break
		}
	}
	facts = append(facts, page.Fact{Name: "Version", Text: number(inc.Version)}, page.Fact{Name: "Seen by", Text: by}, page.Fact{Name: "ID", Text: inc.ID.String()})
	return page.Facts{Title: "What is known", Facts: facts}
}

// drawn is the map of the incident, where anything of it can be drawn.
func (v *view) drawn() page.Block {
	low, high, ok := v.inc.Where.Around()
	if !ok {
		return page.Note{Kind: page.Info, Text: "Where it was has no drawing: its sources gave a name or nothing. It is on no map."}
	}
	inside := v.asked.Viewer.May(access.Inside) && v.hasOrigin()
	if inside {
		low, high = v.withOrigins(low, high)
	}
	margin := max(high.Lat-low.Lat, high.Lon-low.Lon, 100_000)
	m := page.Map{
		ID: "map", Title: "Where, as far as its sources know", West: low.Lon - margin, South: low.Lat - margin, East: high.Lon + margin, North: high.Lat + margin,
		Zone: v.zone.Name(), Select: strings.TrimPrefix(v.inc.ID.String(), "incident:"), Text: desk.Where(v.inc.Where),
		Layers: []page.Layer{
			{Kind: "incidents", Name: "This incident", Source: "its accounts, joined", From: desk.IncidentPath(v.inc.ID) + "/shapes"},
			{Kind: "zones", Name: "Zones and lines", Source: "the texts on record, each with where it was read", From: "/map/agreement"},
			{Kind: "belts", Name: "Belts that weapons keep out of", Source: "terms of the texts on record, each with its article", From: "/map/belts"},
		},
	}
	if inside {
		m.Layers = append(m.Layers, page.Layer{Kind: "origin", Name: "Where it came from (mission only)", Source: "what each account says, and what independent ones say together", From: desk.IncidentPath(v.inc.ID) + "/origins"})
	}
	return m
}

// withOrigins is a window widened to where accounts say that it came from.
func (v *view) withOrigins(low, high place.Point) (place.Point, place.Point) {
	for _, m := range v.inc.Members {
		if m.Sighting.Origin == nil {
			continue
		}
		if l, h, ok := m.Sighting.Origin.Around(); ok {
			low, high = place.Point{Lat: min(low.Lat, l.Lat), Lon: min(low.Lon, l.Lon)}, place.Point{Lat: max(high.Lat, h.Lat), Lon: max(high.Lon, h.Lon)}
		}
	}
	return low, high
}

func (v *view) hasOrigin() bool {
	return slices.ContainsFunc(v.inc.Members, func(m *observation.Observation) bool { return m.Sighting.Origin != nil })
}

// article is the article of a finding by its number and title.
func (v *view) article(r *finding.Released) string {
	for _, d := range v.s.Dockets() {
		if d.Text().Ref() == r.Agreement {
			return desk.Article(d.Text().Agreement(), r.Article)
		}
	}
	return string(r.Article)
}

func (v *view) findings() page.List {
	list := page.List{
		ID: "findings", Title: "Findings", Columns: []page.Column{{Key: "term", Name: "Term"}, {Key: "article", Name: "Article"}, {Key: "outcome", Name: "Outcome (status)"}, {Key: "attribution", Name: "Attribution"}, {Key: "agreement", Name: "Text"}},
		Empty: "No text on record reaches it. It is counted as outside, with the nearest reason.",
	}
	for _, f := range desk.Findings(v.s, v.inc.ID) {
		r := &f.Released
		list.Rows = append(list.Rows, page.Row{ID: f.ID.String(), Cells: []page.Cell{
			{Text: string(r.Term), Link: desk.FindingPath(r)}, {Text: v.article(r)}, desk.Verdict(r), {Text: r.Attribution.Words}, {Text: r.Agreement},
		}})
	}
	for _, d := range v.s.Dockets() {
		if o := d.OutsideOf(v.inc.ID); o != nil {
			list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: "outside"}, {Text: string(o.Article)}, {Text: "outside (" + string(o.Status) + "): " + o.Nearest, Status: string(o.Status)}, {}, {Text: o.Agreement}}})
		}
	}
	return list
}

// confidence says how sure the fact, the weapon, the origin and the casualties are, each apart.
func (v *view) confidence() page.List {
	list := page.List{
		ID: "confidence", Title: "How sure, each apart", Inside: true, Empty: "Nothing was assessed, so no confidence stands.",
		Columns: []page.Column{{Key: "term", Name: "Term"}, {Key: "fact", Name: "Fact"}, {Key: "weapon", Name: "Weapon"}, {Key: "origin", Name: "Origin"}, {Key: "casualties", Name: "Casualties"}, {Key: "severity", Name: "Severity"}},
	}
	for _, f := range desk.Findings(v.s, v.inc.ID) {
		g := f.Released.Grade
		severity := g.Severity.String()
		if g.Provisional {
			severity += ", provisional: nobody confirmed the casualties"
		}
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: string(f.Released.Term)}, {Text: desk.Sure(g.Confidence)}, {Text: desk.Sure(g.Weapon)}, {Text: desk.Sure(g.Origin)}, {Text: desk.Sure(g.Casualties)}, {Text: severity}}})
	}
	return list
}

func (v *view) accounts() page.List {
	list := page.List{
		ID: "accounts", Title: "Every account in it", Inside: true, Empty: "There is no account.",
		Lead: "What a source does not say stays empty. The number is the one by which the reasons below name it.",
		Columns: []page.Column{
			{Key: "number", Name: "No.", Number: true},
			{Key: "source", Name: "Source"},
			{Key: "means", Name: "Means"},
			{Key: "when", Name: "When"},
			{Key: "where", Name: "Where"},
			{Key: "what", Name: "What"},
			{Key: "count", Name: "Number counted"},
			{Key: "weapon", Name: "Weapon"},
			{Key: "origin", Name: "Origin"},
			{Key: "says", Name: "What else it says"},
			{Key: "harm", Name: "Harm"},
			{Key: "roots", Name: "Roots"},
			{Key: "received", Name: "Came in"},
			{Key: "report", FileOnly: true},
			{Key: "observation", FileOnly: true},
			{Key: "level", FileOnly: true},
		},
	}
	for i, m := range v.inc.Members {
		list.Rows = append(list.Rows, v.account(i+1, m))
	}
	list.LeaveOut()
	return list
}

func (v *view) account(n int, m *observation.Observation) page.Row {
	s := &m.Sighting
	weapon, origin := "", ""
	if s.Weapon != nil && !s.Weapon.IsUnknown() {
		weapon = s.Weapon.String()
	}
	if s.Origin != nil {
		origin = desk.Where(*s.Origin)
	}
	var harm []string
	for _, c := range s.Casualties {
		harm = append(harm, desk.Casualties(c))
	}
	what := desk.Plain(string(s.Act))
	if s.Words != "" {
		what = strings.TrimPrefix(what+": "+desk.Cut(s.Words, 200), ": ")
	}
	return page.Row{ID: m.ID.String(), Where: desk.Shape(s.Where), Cells: []page.Cell{
		{Text: number(n)},
		{Text: m.Source, Link: page.With("/sources", "root", m.Source)},
		{Text: string(s.Means)},
		{Text: desk.When(m.When(), v.zone)},
		{Text: desk.Where(s.Where)},
		{Text: what},
		{Text: desk.Count(s.Count)},
		{Text: weapon},
		{Text: origin},
		{Text: otherwise(m)},
		{Text: strings.Join(harm, "; ")},
		{Text: strings.Join(m.Roots, ", ")},
		{Text: api.Clock(m.Received, v.zone)},
		{Text: m.Report.String()},
		{Text: m.ID.String()},
		{Text: string(m.Level)},
	}}
}

// otherwise is what an account says besides: what was hit, who it says did it and on what ground, and its flags.
func otherwise(m *observation.Observation) string {
	s := &m.Sighting
	var out []string
	if s.Target != "" {
		out = append(out, "target: "+desk.Plain(string(s.Target)))
	}
	for _, c := range s.Actors {
		by := "its own word"
		if c.By != "" {
			by = "by " + c.By
		}
		out = append(out, fmt.Sprintf("%s did it, %s (%s)", c.Actor, c.Basis, by))
	}
	if len(s.Between) > 0 {
		out = append(out, "between "+strings.Join(s.Between, " and "))
	}
	for _, d := range s.Describes {
		out = append(out, desk.Plain(string(d)))
	}
	if s.Class != "" {
		out = append(out, "class given: "+s.Class)
	}
	if s.InAnswerTo != "" {
		out = append(out, "in answer to: "+desk.Cut(s.InAnswerTo, 120))
	}
	return strings.Join(out, "; ")
}

// joins says why the accounts are held to be of one event.
func (v *view) joins() page.List {
	list := page.List{
		ID: "joins", Title: "Why these are one event", Inside: true,
		Columns: []page.Column{{Key: "accounts", Name: "Accounts"}, {Key: "speaks_for", Name: "Speaks for one event"}, {Key: "speaks_against", Name: "Speaks against"}, {Key: "centibits", Name: "Evidence, 1/100 bit", Number: true}},
		Empty:   "One account alone: nothing was joined. If another incident is the same event, join them below.",
	}
	for _, j := range v.inc.Joins {
		pro, contra := told(j.Reasons)
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{
			{Text: fmt.Sprintf("%d and %d", v.at[j.A], v.at[j.B])}, {Text: pro}, {Text: contra}, {Text: strconv.FormatInt(j.Score, 10)},
		}})
	}
	return list
}

// copied says which accounts have their news from others, and so add no root.
func (v *view) copied() page.List {
	list := page.List{ID: "copies", Title: "Who has it from whom, and so adds no root", Inside: true, Empty: "No account is a copy of another.", Columns: []page.Column{{Key: "account", Name: "Account", Number: true}, {Key: "says", Name: "What shows it"}}}
	for _, c := range copies.Of(v.inc.Members).Copies() {
		says := c.Says()
		if c.Cites == nil {
			says = fmt.Sprintf("a near copy of %d: it %s", v.at[c.Of], says)
		}
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: number(v.at[c.Copy])}, {Text: says}}})
	}
	return list
}

// told writes the reasons of a join as facts: what speaks for one event and what against.
func told(reasons []incident.Reason) (pro, contra string) {
	var with, against []string
	for _, r := range reasons {
		switch {
		case r.Veto:
			against = append(against, "it forbids the join: "+fact(r.Name))
		case r.Bits < 0:
			against = append(against, fact(r.Name))
		case r.Bits > 0, r.Name == "joined by an analyst": // which weighs nothing: it decides
			with = append(with, fact(r.Name))
		}
	}
	return strings.Join(with, "; "), strings.Join(against, "; ")
}

// fact is what a reason says, in words; a reason that has none of its own keeps its name.
func fact(name string) string {
	switch name {
	case "time":
		return "their times share an instant"
	case "place":
		return "their places overlap"
	case "place of the same name":
		return "both name the same place"
	case "act":
		return "both may be of one act"
	case "same weapon":
		return "the weapon is of one class"
	case "words in common":
		return "they use words in common"
	case "one account":
		return "one report tells of one event"
	default:
		return name
	}
}
