// SPDX-License-Identifier: Apache-2.0

package daily

import (
	"cmp"
	"slices"
	"strings"

	"truce/agreement"
	"truce/finding"
	"truce/place"
	"truce/when"
)

// Assessed is a finding of the days, or for the public as many as Number of one article, verdict and status. A machine
// assessed it; no verdict stands without its status.
type Assessed struct {
	Judged
	Region string `json:"region"`
	Number int64  `json:"number"`
	// Since says what became of the incident or the term since a body determined; such a finding is in no count of assessed
	// violations.
	Since string `json:"since,omitempty"`

	// What follows is not for the public.
	Finding    string               `json:"finding,omitempty"`
	Incident   string               `json:"incident,omitempty"`
	Term       agreement.TermID     `json:"term,omitempty"`
	Time       when.Interval        `json:"time,omitzero"`
	Severity   agreement.Severity   `json:"severity,omitzero"`
	Confidence agreement.Confidence `json:"confidence,omitzero"`
	// Provisional says that the severity rests on harm that nobody confirmed.
	Provisional bool `json:"provisional,omitempty"`
	// Words are those of the attribution and nothing more: holding the ground is not firing.
	Words string `json:"words,omitempty"`
	// Contested are those who contest it. That changes no outcome.
	Contested []string `json:"contested,omitempty"`
}

// Determined is a determination that a body made during the report's days, whenever it was that what it is of happened.
type Determined struct {
	Judged
	// Body is who determined, as the text names it, and Of the day of what it is of.
	Body string    `json:"body"`
	At   when.Date `json:"at"`
	Of   when.Date `json:"of,omitzero"`
	// Outcome is what it determined; None that it divided without a majority, which is no determination.
	Outcome finding.Verdict `json:"outcome,omitempty"`
	None    bool            `json:"none,omitempty"`
	// Absent are parties that were invited and took no part.
	Absent    []string `json:"ex_parte,omitempty"`
	Contested []string `json:"contested,omitempty"`
}

// judged adds the findings of the days and the determinations made in them.
func (m *maker) judged() {
	for _, d := range m.dockets() {
		for _, f := range m.stand[d] {
			if m.has(f.Released.When) {
				m.out.Assessed = append(m.out.Assessed, m.assessed(f))
			}
			if act := f.Released.Determination; act != nil && m.out.Period.Contains(act.At) {
				m.out.Determined = append(m.out.Determined, m.determined(d, f))
			}
		}
	}
	slices.SortStableFunc(m.out.Determined, func(a, b Determined) int { return a.At.Compare(b.At) })
	if m.request.Audience == Public {
		m.out.Assessed = alikeAssessed(m.out.Assessed)
		return
	}
	slices.SortStableFunc(m.out.Assessed, func(a, b Assessed) int { return cmp.Compare(a.Time.From, b.Time.From) })
}

func (m *maker) assessed(f *finding.Finding) Assessed {
	r := &f.Released
	a := Assessed{Judged: judgedOf(f), Region: m.regionOf(f.Internal.Where), Number: 1, Since: r.Since}
	if m.request.Audience == Public {
		return a
	}
	a.Finding, a.Incident, a.Term, a.Time = f.ID.Short(), r.Incident.Short(), r.Term, r.When
	a.Severity, a.Confidence, a.Provisional = r.Grade.Severity, r.Grade.Confidence, r.Grade.Provisional
	a.Words, a.Contested = r.Attribution.Words, namesOf(r.Contested)
	return a
}

func (m *maker) determined(d *finding.Docket, f *finding.Finding) Determined {
	act, a := f.Released.Determination, d.Text().Agreement()
	out := Determined{
		Judged: judgedOf(f), Body: string(act.By), At: m.out.Zone.DateOf(act.At), Outcome: act.Outcome, None: act.None,
		Absent: act.ExParte, Contested: namesOf(f.Released.Contested),
	}
	if !f.Released.When.IsUnknown() {
		out.Of = m.out.Zone.DateOf(f.Released.When.From)
	}
	for _, b := range a.Bodies {
		if b.ID == act.By {
			out.Body = cmp.Or(b.Name, out.Body)
		}
	}
	return out
}

func namesOf(opinions []finding.Opinion) []string {
	var out []string
	for _, o := range opinions {
		out = append(out, o.By)
	}
	return out
}

func alikeAssessed(list []Assessed) []Assessed {
	compare := func(a, b Assessed) int {
		return cmp.Or(compareJudged(a.Judged, b.Judged), strings.Compare(a.Region, b.Region), strings.Compare(a.Since, b.Since))
	}
	slices.SortStableFunc(list, compare)
	out := []Assessed{}
	for _, a := range list {
		if last := len(out) - 1; last >= 0 && compare(out[last], a) == 0 {
			out[last].Number++
			continue
		}
		out = append(out, a)
	}
	return out
}

// Window is a window of silence that the text asks for, on the report's days.
type Window struct {
	Agreement string `json:"agreement"`
	Article   string `json:"article"`
	Term      string `json:"term"`
	// From and To are the times of day of a recurring window, in Zone; empty for a single span, whose Time is set.
	From string        `json:"from,omitempty"`
	To   string        `json:"to,omitempty"`
	Zone string        `json:"zone,omitempty"`
	Time when.Interval `json:"time,omitzero"`
	// Places are the names of where it is asked for; none means wherever the text applies.
	Places []string `json:"places,omitempty"`
	// Assessed are the findings under the term that are assessed as violations, Open those that are undetermined.
	Assessed int64 `json:"assessed_violations"`
	Open     int64 `json:"undetermined"`
}

// windows adds every term that a window of time narrows, with what was found under it.
func (m *maker) windows() {
	for _, d := range m.dockets() {
		text := d.Text()
		a := text.Agreement()
		for i := range a.Terms {
			term := &a.Terms[i]
			for _, id := range term.When {
				if w, ok := m.window(text, term, id); ok {
					m.under(d, term.ID, &w)
					m.out.Windows = append(m.out.Windows, w)
				}
			}
		}
	}
}

func (m *maker) window(text *agreement.Compiled, term *agreement.Term, id agreement.TimeID) (Window, bool) {
	a := text.Agreement()
	w := Window{Agreement: text.Ref(), Article: string(term.Article), Term: string(term.ID)}
	for _, p := range term.Where {
		w.Places = append(w.Places, nameOfPlace(a, p))
	}
	at := slices.IndexFunc(a.Times, func(t agreement.Time) bool { return t.ID == id })
	if at < 0 {
		return w, false
	}
	force, _ := text.InForce(m.out.Period)
	if t := a.Times[at]; t.From != "" {
		w.From, w.To, w.Zone = string(t.From), string(t.To), t.Zone
		return w, force != no
	}
	span, ok := text.Time(id)
	w.Time = span
	return w, ok && span.Overlaps(m.out.Period)
}

func (m *maker) under(d *finding.Docket, term agreement.TermID, w *Window) {
	for _, f := range m.stand[d] {
		if f.Released.Term != term || !m.has(f.Released.When) {
			continue
		}
		switch {
		case f.Released.Verdict == finding.Violation && f.Released.Since == "":
			w.Assessed++
		case f.Released.Verdict == finding.Undetermined:
			w.Open++
		}
	}
}

// nameOfPlace is what a text calls a place: status-neutral names, never ours.
func nameOfPlace(a *agreement.Agreement, id agreement.PlaceID) string {
	for _, p := range a.Places {
		if p.ID == id {
			return cmp.Or(p.Name, string(id))
		}
	}
	return string(id)
}

// Silence is an area with a clock of silence, such as one of disengagement, on the report's last whole day.
type Silence struct {
	Agreement string `json:"agreement"`
	Article   string `json:"article"`
	Place     string `json:"place"`
	// Incidents are how many of the days surely were in the area, and Perhaps how many may have been.
	Incidents int64 `json:"incidents"`
	Perhaps   int64 `json:"perhaps"`
	// Clocks are for the mission alone: a day that is not proven says where nobody looked.
	Clocks []Clock `json:"clocks,omitempty"`
}

// Clock is a clock of silence under one reading of the text.
type Clock struct {
	Clock   string `json:"clock"`
	Reading string `json:"reading,omitempty"`
	// Day is the last day that was over, and State what is known of it.
	Day   when.Date `json:"day,omitzero"`
	State string    `json:"state,omitempty"`
	// Run is how many days in a row were quiet up to then, of Needs; Reached says whether they were ever complete.
	Run     int64  `json:"run"`
	Needs   int64  `json:"needs"`
	Reached string `json:"reached"`
}

// silences adds the areas with a clock of silence, each once.
func (m *maker) silences() error {
	incidents := m.incidents()
	for _, d := range m.dockets() {
		text := d.Text()
		var seen []agreement.PlaceID
		for _, q := range text.Agreement().Quiet {
			if slices.Contains(seen, q.Place) {
				continue
			}
			seen = append(seen, q.Place)
			if large, err := m.mayShow(q.Place); err != nil {
				return err
			} else if !large { // a place that is smaller than the rule's cell is not counted by itself
				continue
			}
			row := Silence{Agreement: text.Ref(), Article: string(q.Article), Place: nameOfPlace(text.Agreement(), q.Place)}
			for _, inc := range incidents {
				switch text.Holds(q.Place, inc.Where) {
				case yes:
					row.Incidents++
				case unknown:
					row.Perhaps++
				case no:
				}
			}
			m.out.Areas = append(m.out.Areas, row)
		}
		if m.request.Audience != Mission || len(seen) == 0 {
			continue
		}
		clocks, err := d.Silences(m.state.Coverage(), min(m.out.CutOff, m.out.Period.To+1))
		if err != nil {
			return err
		}
		for _, c := range clocks {
			m.clock(text.Ref(), nameOfPlace(text.Agreement(), c.Place), c)
		}
	}
	return nil
}

func (m *maker) clock(ref, name string, c finding.Silence) {
	at := slices.IndexFunc(m.out.Areas, func(s Silence) bool { return s.Agreement == ref && s.Place == name })
	if at < 0 || c.Void {
		return
	}
	row := Clock{Clock: c.Clock, Reading: c.Reading, Run: int64(c.Count.Run), Needs: int64(c.Needs), Reached: c.Count.Reached.String()}
	if n := len(c.Days); n > 0 {
		row.Day, row.State = c.Days[n-1].Date, c.Days[n-1].State.String()
	}
	m.out.Areas[at].Clocks = append(m.out.Areas[at].Clocks, row)
}

// located is the ground of a region of the report, for whoever counts hours on it.
func (m *maker) located(id agreement.PlaceID) place.Region {
	return m.text.Locate(place.Region{Name: string(id)})
}
