// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"truce/coalition"
	"truce/coalition/force"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) force() []api.Route {
	return []api.Route{
		{Pattern: "/force", Title: "what force is required and pledged, for contributors", Needs: access.Contributors, Noted: true, Page: d.forcePage},
		{Pattern: "/force/{line}", Title: "how one requirement line builds up, for contributors", Needs: access.Contributors, Noted: true, Page: d.buildUpPage},
	}
}

// restricted stands on every page of the register of the force.
const restricted = "Restricted to contributors and to those they admit. Planned numbers, never positions."

// notTold is a number or a time that nobody stated: it is unknown, and never nought.
const notTold = "not stated"

// forcePage is for contributors: the register itself decides who is one, whatever the session says.
func (d *Desk) forcePage(a *api.Ask) (page.Page, error) {
	p := page.Page{Title: "Force", Lead: "A pledge counts for how firm it is, and no further."}
	v := view(a)
	err := d.read(func(s *coalition.State) error {
		g := s.Force()
		if !g.MayRead(v) {
			return api.ErrNotFound
		}
		lines, cover, aside := requirements(g, v)
		invented := map[sourced.Name]bool{}
		for _, x := range g.Lines(v) {
			invented[x.Is.ID] = x.Is.Exercise
		}
		p.Blocks = []page.Block{
			page.Note{Kind: page.Info, Text: restricted},
			lines, cover, aside,
			pledgeList(g, invented, v), doubleList(g, v), hangingList(g, v), consentList(g, invented, v),
		}
		return nil
	})
	return told(p), err
}

// requirements are the lines, how far each is covered at each firmness, and the pledges that are not counted or not surely.
func requirements(g *force.Register, v sourced.View) (lines, cover, aside page.List) {
	lines = page.List{
		ID: "lines", Title: "Statement of requirement", Lead: "Each line leads to how it builds up over the days after the order.",
		Empty:   "No line of requirement is on record. The secretariat prints an empty table with truce force --template and enters it with truce force RECORD --import FILE.",
		Columns: columns("Line", "Capability", "Domain", "Required#", "Unit", "Needed by", "Soil", "Where", "Enabler", "Consent of the host|host_consent"),
	}
	cover = page.List{
		ID: "cover", Title: "Covered, by how firm the pledges are", Lead: "The least counts what nothing on record speaks against; the most also what is pledged twice or committed elsewhere. Pledges without a number are counted apart, and are not nought. A line ends where nothing is so firm: firmer there is nothing either.",
		Empty:   "There is no line to cover.",
		Columns: columns("Line", "At least this firm|firmness", "Covered, least#|covered_least", "Covered, most#|covered_most", "Missing, least#|missing_least", "Missing, most#|missing_most", "Pledges without a number#|unstated"),
	}
	aside = page.List{
		ID: "aside", Title: "Not counted, or not surely", Empty: "Nothing on record speaks against a pledge.",
		Columns: columns("Line", "Pledge", "State", "Counts", "Reason"),
	}
	for _, r := range g.Matrix(v) {
		x := r.Line
		row := add(&lines, x.Exercise, string(x.ID), x.Capability, words(x.Domain), fmt.Sprint(x.Quantity), x.Unit, day(x.By), words(x.Soil), x.Where, yes(x.Enabler), words(r.Consent))
		row.Cells[0].Link = address("force", string(x.ID))
		for _, c := range r.Cells {
			add(&cover, x.Exercise, string(x.ID), words(c.Firmness), fmt.Sprint(c.Cover.Least), fmt.Sprint(c.Cover.Most), fmt.Sprint(c.GapLeast), fmt.Sprint(c.GapMost), fmt.Sprint(c.Cover.Unstated))
			if c.Cover.Most == 0 && c.Cover.Unstated == 0 {
				break
			}
		}
		for _, w := range r.Aside {
			counts := "not counted"
			if w.Counts {
				counts = "in the most only"
			}
			add(&aside, x.Exercise, string(x.ID), string(w.Pledge), string(w.State), counts, w.Reason)
		}
	}
	return lines, cover, aside
}

func pledgeList(g *force.Register, invented map[sourced.Name]bool, v sourced.View) page.List {
	l := page.List{
		ID: "pledges", Title: "Pledges", Empty: "No pledge is on record. Pledges are entered as rows of the kind pledge in the table of the force.",
		Columns: columns("Pledge", "State", "Line", "How firm|firmness", "What|contributed", "How many#|quantity", "Days to deploy", "Stays", "Caveats", "Caveats in our words|caveat_words", "Under command|command", "Needs", "Committed elsewhere already|elsewhere", "According to"),
	}
	for _, x := range g.Pledges(v) {
		q := x.Is
		add(&l, invented[q.Line], string(q.ID), string(q.State), string(q.Line), words(q.Firmness), q.Contributed, quantity(q), days(q), stays(q), words(joined(q.Caveats)), q.CaveatWords, q.Command, joined(q.Needs), q.Elsewhere, by(x.Said))
	}
	return l
}

func quantity(p force.Pledge) string {
	if p.Quantity == 0 {
		return notTold
	}
	return fmt.Sprint(p.Quantity)
}

func days(p force.Pledge) string {
	switch {
	case !p.DaysKnown:
		return notTold
	case p.Earliest == p.Latest:
		return fmt.Sprint(p.Earliest)
	}
	return fmt.Sprintf("%d to %d", p.Earliest, p.Latest)
}

// stays is how long a pledge stays, and how often it is relieved.
func stays(p force.Pledge) string {
	switch {
	case p.Tour == 0:
		return notTold
	case p.Tours == 0:
		return fmt.Sprintf("%d days a tour, no end stated", p.Tour)
	}
	return fmt.Sprintf("%d days a tour, %d in all", p.Tour, p.Tours)
}

func doubleList(g *force.Register, v sourced.View) page.List {
	l := page.List{ID: "doubles", Title: "Pledged more than once", Empty: "Nothing is pledged more than once under one name.", Columns: columns("State", "What|contributed", "Pledges", "Lines")}
	for _, x := range g.Doubles(v) {
		add(&l, false, string(x.State), x.Contributed, joined(x.Pledges), joined(x.Lines))
	}
	return l
}

func hangingList(g *force.Register, v sourced.View) page.List {
	l := page.List{
		ID: "decisions", Title: "Decisions on which it hangs", Empty: "No decision is on record. Decisions are entered as rows of the kind decision in the table of the force.",
		Columns: columns("Decision", "What", "Who decides|owner", "Stands as|choice", "Concerns", "Due", "According to"),
	}
	for _, x := range g.Decisions(v) {
		concerns := strings.Trim(joined(x.Is.Pledges)+", "+joined(x.Is.Lines), ", ")
		add(&l, false, string(x.Is.ID), x.Is.What, x.Is.Owner, words(x.Is.Choice), cmp.Or(concerns, "every pledge"), day(x.Is.Due), by(x.Said))
	}
	return l
}

func consentList(g *force.Register, invented map[sourced.Name]bool, v sourced.View) page.List {
	l := page.List{
		ID: "consents", Title: "Consents of hosts", Empty: "No host is on record as asked, willing or unwilling. A consent is entered as a row of the kind host in the table of the force.",
		Columns: columns("Line", "Host", "Consent", "In our words|words", "According to"),
	}
	for _, x := range g.Consents(v) {
		add(&l, invented[x.Is.Line], string(x.Is.Line), string(x.Is.Host), words(x.Is.Consent), x.Is.Words, by(x.Said))
	}
	return l
}

// The build-up that is shown where nobody asks for another.
const (
	usualFirmness = force.Announced
	usualDays     = 90
)

func (d *Desk) buildUpPage(a *api.Ask) (page.Page, error) {
	v, q := view(a), a.URL.Query()
	plan := force.Plan{Line: sourced.Name(a.PathValue("line")), Firmness: force.Firmness(cmp.Or(q.Get("firmness"), string(usualFirmness))), Days: usualDays}
	fault := ""
	if text := q.Get("days"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > force.MaxHorizon {
			n, fault = usualDays, fmt.Sprintf("write a whole number of days, 0 to %d; %d are shown", force.MaxHorizon, usualDays)
		}
		plan.Days = n
	}
	p := page.Page{Lead: restricted}
	err := d.read(func(s *coalition.State) error {
		c, ok, err := s.Force().BuildUp(plan, v)
		if !ok || err != nil { // what is not there and what may not be seen look alike
			return api.ErrNotFound
		}
		p.Title, p.Exercise = "Build-up of "+string(c.Line.ID), c.Line.Exercise
		p.Blocks = []page.Block{buildUpFacts(c), curveList(c), buildUpForm(plan, fault)}
		return nil
	})
	return told(p), err
}

func buildUpFacts(c force.Curve) page.Facts {
	return page.Facts{Facts: []page.Fact{
		{Name: "Capability", Text: c.Line.Capability},
		{Name: "Required", Text: fmt.Sprintf("%d %s", c.Line.Quantity, c.Line.Unit)},
		{Name: "Pledges that count", Text: "at least " + words(c.Firmness)},
		{Name: "No days to deploy stated, in no row", Text: fmt.Sprintf("%d %s", c.Timeless, c.Line.Unit)},
		{Name: "Pledges without a number, in no row", Text: fmt.Sprint(c.Unstated)},
		{Name: "Open decisions that widen the band", Text: cmp.Or(joined(c.Open), "none on record")},
		{Name: "Enablers that nothing surely covers in full", Text: cmp.Or(joined(c.Missing), "none on record")},
	}}
}

// curveList has a row for each day on which something changes, and the last.
func curveList(c force.Curve) page.List {
	l := page.List{
		ID: "curve", Title: "What could be there", Lead: "The least by the latest day and with no decision open; the most by the earliest day if every decision falls at once. The row of a day stands until the next.",
		Empty: "No day was asked for.", Columns: columns("Days after the order#|day", "Least#", "Most#", "Of the requirement|share"),
	}
	for i, q := range c.Points {
		if i == 0 || q.Least != c.Points[i-1].Least || q.Most != c.Points[i-1].Most || i == len(c.Points)-1 {
			add(&l, c.Line.Exercise, fmt.Sprint(q.Day), fmt.Sprint(q.Least), fmt.Sprint(q.Most), fmt.Sprintf("%d to %d of %d %s", q.Least, q.Most, c.Line.Quantity, c.Line.Unit))
		}
	}
	return l
}

func buildUpForm(plan force.Plan, fault string) page.Form {
	var firmness []page.Option
	for _, f := range force.Ladder() {
		firmness = append(firmness, page.Option{Value: string(f), Text: words(f)})
	}
	return page.Form{
		ID: "ask", Title: "Reckon otherwise", Action: address("force", string(plan.Line)), Submit: "Reckon", Filter: true,
		Fields: []page.Field{
			{Name: "firmness", Label: "The least firm pledge that counts", Kind: "choice", Options: firmness, Value: string(plan.Firmness)},
			{Name: "days", Label: "Days after the order", Kind: "number", Value: fmt.Sprint(plan.Days), Error: fault},
		},
	}
}
