// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/canon"
	"truce/coverage"
	"truce/finding/origin"
	"truce/incident"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/place"
	"truce/place/field"
)

// origins is where each weapon of the incident came from: what every account says, and what independent ones say together.
func (v *view) origins() page.List {
	list := page.List{
		ID: "origins", Title: "Where it came from, each weapon apart", Inside: true,
		Lead:    "Accounts of two origins are never put together. Holding the ground is not firing from it.",
		Columns: []page.Column{{Key: "weapon", Name: "Weapon"}, {Key: "what", Name: "What it rests on"}, {Key: "says", Name: "What it says"}, {Key: "ground", Name: "Whose ground then"}},
		Empty:   "No account says where it came from.",
	}
	for _, g := range v.inc.Weapons() {
		for _, m := range g.Members {
			if o := m.Sighting.Origin; o != nil {
				list.Rows = append(list.Rows, page.Row{Where: desk.Shape(*o), Cells: []page.Cell{{Text: g.Weapon.String()}, {Text: fmt.Sprintf("account %d, %s", v.at[m.ID], m.Source)}, {Text: desk.Where(*o)}, {}}})
			}
		}
	}
	for _, d := range v.s.Dockets() {
		estimates, control := d.Estimates(v.inc)
		for _, e := range estimates {
			list.Rows = append(list.Rows, together(e, control, d.Text().Ref()))
		}
	}
	return list
}

// together is the field of one weapon's origin in words.
func together(e *origin.Estimate, control origin.Control, ref string) page.Row {
	f := e.Field
	cells := f.Within(origin.Credible)
	says := fmt.Sprintf("half of the likelihood on %s, nine tenths on %s", square(field.Area(f.Within(500_000))), square(field.Area(f.Within(900_000))))
	if !f.Agree() {
		says = "they do not agree with each other: nothing follows from them together"
	} else if at, ok := e.Towards(); ok {
		says += "; from a " + place.Wind(at) + " direction of what was hit"
	}
	var held []string
	for _, share := range origin.Shares(f, cells, control.Ground) {
		held = append(held, fmt.Sprintf("%d %% %s", (share.PPM+5_000)/10_000, desk.Or(share.Holder, share.Open)))
	}
	var voices []string
	for _, voice := range e.Voices {
		voices = append(voices, voice.Root)
	}
	return page.Row{Where: desk.Shape(field.Outline(f.Within(900_000))), Cells: []page.Cell{
		{Text: e.Weapon.String()}, {Text: desk.Counted(len(voices), "independent root") + " together: " + strings.Join(voices, ", ")}, {Text: says}, {Text: strings.Join(held, "; ") + " (under " + ref + ")"},
	}}
}

func square(metres int64) string {
	if metres < 1_000_000 {
		return fmt.Sprintf("%d m²", metres)
	}
	return fmt.Sprintf("%d.%d km²", metres/1_000_000, metres%1_000_000/100_000)
}

// sames are the incidents that may be the same event.
func (v *view) sames() page.List {
	list := page.List{
		ID: "possible-sames", Title: "May be the same event", Inside: true,
		Columns: []page.Column{{Key: "what", Name: "What"}, {Key: "incident", Name: "Incident"}, {Key: "when", Name: "When"}, {Key: "where", Name: "Where"}, {Key: "speaks_for", Name: "Speaks for one event"}, {Key: "speaks_against", Name: "Speaks against"}},
		Empty:   "No other incident on record may be the same event.",
	}
	for _, id := range v.s.PossibleSames(v.inc.ID) {
		other := v.s.Incident(id)
		a, b, pro, contra := nearest(v.inc, other)
		list.Rows = append(list.Rows, page.Row{ID: id.String(), Where: desk.Shape(other.Where), Cells: []page.Cell{
			{Text: what(other), Link: desk.IncidentPath(id)}, {Text: id.Short()}, {Text: desk.When(other.When, v.zone)}, {Text: desk.Where(other.Where)}, {Text: pro}, {Text: contra},
		}, Forms: []page.Form{v.decide(a, b, true, "Join"), v.decide(a, b, false, "Keep apart")}})
	}
	return list
}

// nearest is the pair of accounts of two incidents for which most speaks.
func nearest(x, y *incident.Incident) (a, b canon.ObservationID, pro, contra string) {
	best, found := int64(0), false
	for _, m := range x.Members {
		for _, o := range y.Members {
			w := incident.Weigh(m, o)
			if found && w.Score <= best {
				continue
			}
			best, found = w.Score, true
			a, b = m.ID, o.ID
			pro, contra = told(w.Reasons)
		}
	}
	return a, b, pro, contra
}

// decide is the form of one decision on a pair, which asks for a reason.
func (v *view) decide(a, b canon.ObservationID, same bool, submit string) page.Form {
	do := "split"
	if same {
		do = "join"
	}
	return page.Form{Quiet: true, Action: desk.IncidentPath(v.inc.ID), Submit: submit, Fields: []page.Field{
		{Name: "do", Kind: "hidden", Value: do},
		{Name: "a", Kind: "hidden", Value: a.String()},
		{Name: "b", Kind: "hidden", Value: b.String()},
		{Name: "reason", Label: "Reason", Kind: "text", Required: true, Max: 500},
	}}
}

// watched says who could have seen it, there and then. It tells where nobody looked.
func (v *view) watched() []page.Block {
	if v.inc.When.IsUnknown() || !v.inc.Where.HasGeometry() {
		return []page.Block{page.Note{Kind: page.Inside, Text: "Whether anybody watched there and then cannot be told: its time or its ground is not known."}}
	}
	w := v.s.Coverage().Over(v.inc.Where, acts(v.inc), v.inc.When)
	facts := page.Facts{Title: "Who could have seen it, there and then", Inside: true, Facts: []page.Fact{
		{Name: "Watched", Text: w.Covered.String() + " of " + (v.inc.When.Length() + 1).String()},
	}}
	for _, by := range w.By {
		facts.Facts = append(facts.Facts, page.Fact{Name: "By means: " + desk.Or(string(by.Means), "means not known"), Text: by.Watched.String()})
	}
	for i, h := range w.Holes {
		if i == 20 {
			facts.Facts = append(facts.Facts, page.Fact{Name: "Not watched", Text: fmt.Sprintf("and %d more spans", len(w.Holes)-i)})
			break
		}
		facts.Facts = append(facts.Facts, page.Fact{Name: "Not watched", Text: desk.When(h.Time, v.zone) + ": " + hole(h)})
	}
	return []page.Block{facts}
}

func hole(h coverage.Hole) string {
	if h.Why == "" {
		return "no data: nobody is on record as having tried"
	}
	return string(h.Why)
}

func acts(inc *incident.Incident) []act.Act {
	var out []act.Act
	for _, m := range inc.Members {
		if m.Sighting.Act != "" && !slices.Contains(out, m.Sighting.Act) {
			out = append(out, m.Sighting.Act)
		}
	}
	return out
}

// ratings are the words of every rater on what the incident rests on, each axis apart.
func (v *view) ratings() page.List {
	list := page.List{
		ID: "ratings", Title: "Ratings of its sources and reports", Inside: true, Lead: "Two axes, never put together: how reliable a source is, A to F, and how credible a report is, 1 to 6. F and 6 say that it cannot be judged.",
		Columns: []page.Column{{Key: "of", Name: "Of"}, {Key: "reliability", Name: "Reliability"}, {Key: "credibility", Name: "Credibility"}, {Key: "by", Name: "By"}, {Key: "at", Name: "When"}},
		Empty:   "Nobody has rated its sources or reports. Rate them below; an unrated source is not a bad one.",
	}
	texts := v.s.Dockets()
	if len(texts) == 0 {
		return list
	}
	for _, r := range texts[0].RatingsOf(v.inc.ID) { // every text has the same ratings
		of := r.Root
		if r.Credibility != "" {
			of = r.Report.Short()
		}
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: of}, {Text: r.Reliability}, {Text: r.Credibility}, {Text: r.By}, {Text: api.Clock(r.At, v.zone)}}})
	}
	return list
}
