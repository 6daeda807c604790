// SPDX-License-Identifier: Apache-2.0

package findings

import (
	"fmt"
	"strings"

	"truce/agreement"
	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
)

// inside is what of a finding stays in the mission: reasons, what each part rests on, what was asked, and how it changed.
func (v *view) inside() []page.Block {
	f := v.last()
	r := &f.Released
	out := []page.Block{page.Note{Kind: page.Inside, Text: "From here on this page is the mission's own: reasons, sources and words of others never leave it."}, v.reasons(), v.grade(), v.origins()}
	if s := r.Sequence; s != nil {
		out = append(out, page.Facts{Title: "Order of events", Inside: true, Facts: []page.Fact{
			{Name: "It came", Text: s.String() + " after another act in the opposite direction", Link: desk.IncidentPath(s.After)},
			{Name: "What that says", Text: "An order of events, not a motive" + ties(len(s.Tied)) + "."},
		}})
	}
	out = append(out, v.asked()...)
	out = append(out, v.history())
	return out
}

func ties(n int) string {
	if n == 0 {
		return ""
	}
	return "; it may as well have answered one of " + desk.Counted(n, "other act") + " of the same time"
}

// reasons are the conditions of the term, each with whether it holds.
func (v *view) reasons() page.List {
	list := page.List{ID: "reasons", Title: "The term, condition by condition", Inside: true, Columns: []page.Column{{Key: "condition", Name: "Condition"}, {Key: "holds", Name: "Holds"}, {Key: "says", Name: "What was found"}, {Key: "reading", Name: "Reading"}}, Empty: "No condition was recorded."}
	for _, reason := range v.last().Internal.Reasons {
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: reason.Condition}, {Text: reason.Holds.String()}, {Text: v.said(reason.Says)}, {Text: desk.Or(reason.Reading, "the text")}}})
	}
	return list
}

// grade is how grave, how sure, each part apart, and how often.
func (v *view) grade() page.Facts {
	g := v.last().Released.Grade
	severity := g.Severity.String()
	if g.Provisional {
		severity += ", provisional: nobody has confirmed the casualties"
	}
	recurrence := fmt.Sprint(g.Recurrence)
	if g.OrMore {
		recurrence += " or more"
	}
	f := page.Facts{Title: "How grave, how sure, how often", Inside: true, Facts: []page.Fact{
		{Name: "Severity", Text: severity},
		{Name: "Confidence of the fact", Text: desk.Sure(g.Confidence)},
		{Name: "Of the weapon", Text: desk.Sure(g.Weapon)},
		{Name: "Of the origin", Text: desk.Sure(g.Origin)},
		{Name: "Of the casualties", Text: desk.Sure(g.Casualties)},
		{Name: "Assessed before, at places that may be the same", Text: recurrence},
	}}
	for _, h := range v.last().Released.Casualties {
		f.Facts = append(f.Facts, page.Fact{Name: "Harm", Text: desk.Harm(h)})
	}
	return f
}

func (v *view) origins() page.List {
	list := page.List{ID: "origins", Title: "Attribution, each weapon apart", Inside: true, Columns: []page.Column{{Key: "weapon", Name: "Weapon"}, {Key: "level", Name: "How far it goes"}, {Key: "words", Name: "In words"}}, Empty: "Nothing is said of where it came from: " + v.last().Released.Attribution.Words}
	for _, o := range v.last().Internal.Origins {
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: desk.Or(o.Weapon, "not known")}, {Text: string(o.Attribution.Level)}, {Text: o.Attribution.Words}}})
	}
	return list
}

// asked is what whoever claims an exemption was asked, and what they answered.
func (v *view) asked() []page.Block {
	var out []page.Block
	for i, q := range v.last().Internal.Asked {
		list := page.List{
			ID: fmt.Sprintf("asked-%d", i+1), Title: "Asked of who claims the exemption " + q.Exemption, Inside: true,
			Columns: []page.Column{{Key: "condition", Name: "Condition"}, {Key: "met", Name: "Met"}, {Key: "by", Name: "By"}, {Key: "at", Name: "When"}, {Key: "says", Name: "What was said"}},
			Empty:   "Nobody has answered.", Lead: v.askedLead(&q),
		}
		for _, answer := range q.Answers {
			note := answer.Says
			if answer.Claim {
				note += " (a claim: the text does not let who says it settle the condition)"
			}
			if answer.Late {
				note += " (late)"
			}
			list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: answer.Condition}, {Text: answer.Met.String()}, {Text: answer.By}, {Text: api.Clock(answer.At, v.zone)}, {Text: note}}})
		}
		out = append(out, list)
	}
	return out
}

func (v *view) askedLead(q *finding.Question) string {
	text := "Claimed " + api.Clock(q.Since, v.zone)
	if len(q.Of) > 0 {
		text += "; asked of " + strings.Join(parties(v.text, q.Of), " and ")
	}
	if q.Due != 0 {
		text += "; due " + api.Clock(q.Due, v.zone)
	}
	if q.Overdue {
		text += ", overdue"
	}
	if len(q.Open) > 0 {
		text += "; not known: " + strings.Join(q.Open, ", ")
	}
	return text + "."
}

// said is a sentence of the record as people read it.
func (v *view) said(text string) string { return desk.WordingOf(v.s).Said(text) }

func parties(a *agreement.Agreement, ids []agreement.PartyID) []string {
	var out []string
	for _, id := range ids {
		name := string(id)
		for _, p := range a.Parties {
			if p.ID == id {
				name = p.Name
			}
		}
		out = append(out, name)
	}
	return out
}

// history is every version, with what it superseded and why.
func (v *view) history() page.List {
	list := page.List{ID: "versions", Title: "Versions", Inside: true, Columns: []page.Column{{Key: "version", Name: "Version", Number: true}, {Key: "outcome", Name: "Outcome (status)"}, {Key: "why", Name: "Why it was made"}, {Key: "id", Name: "ID"}, {Key: "supersedes", Name: "Supersedes"}}, Empty: "There is no version."}
	for i := len(v.versions) - 1; i >= 0; i-- {
		f := v.versions[i]
		supersedes := ""
		if !f.Supersedes.IsZero() {
			supersedes = f.Supersedes.Short()
		}
		list.Rows = append(list.Rows, page.Row{ID: f.ID.String(), Cells: []page.Cell{{Text: fmt.Sprint(f.Version)}, desk.Verdict(&f.Released), {Text: desk.Or(f.Internal.Cause, "first judged")}, {Text: f.ID.Short()}, {Text: supersedes}}})
	}
	return list
}
