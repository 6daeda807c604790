// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement/people"
	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// decisions are the acts by which a body decided the case, or divided on it: who, when, how and, for those who may see them, why.
func (f found) decisions(a *api.Ask, zone when.Zone) (out []page.Block) {
	if f.c.Finding != nil {
		if d := f.c.Finding.Released.Determination; d != nil {
			out = append(out, f.decision(a, zone, *d))
		}
		return out
	}
	if f.c.Papers == nil {
		return nil
	}
	for _, d := range f.c.Papers.Decided {
		act := finding.Determination{At: d.At, Outcome: d.Act.Outcome, None: d.Act.None, Reasons: d.Act.Reason}
		for _, b := range f.register.Text().Agreement().Bodies {
			if people.Is(f.register.Text(), d.Act.By, string(b.ID)) {
				act.By = b.ID
			}
		}
		out = append(out, f.decision(a, zone, act))
	}
	return out
}

func (f found) decision(a *api.Ask, zone when.Zone, d finding.Determination) page.Facts {
	outcome := desk.Plain(string(d.Outcome))
	if d.None {
		outcome = "no determination: the body divided without a majority"
	}
	how, link := "on paper: entered as decided, without a vote on this record", ""
	m := f.motionOf(&d)
	if m != nil {
		how, link = fmt.Sprintf("by motion %d: %s", m.Content.Number, resultOf(m)), desk.MotionPath(f.register.Ref(), m.Content.Number)
	}
	out := page.Facts{Title: "What the body decided", Facts: []page.Fact{
		{Name: "Body", Text: f.words.Name(string(d.By))},
		{Name: "When", Text: api.Clock(d.At, zone)},
		{Name: "Outcome", Text: outcome},
		{Name: "How", Text: how, Link: link},
		{Name: "Members", Text: membersOf(m, &d)},
	}}
	out.Facts = append(out.Facts, desk.Early(f.c, &d, zone)...)
	if !desk.Reasoned(a.Viewer, f.register.Text()) {
		out.Facts = append(out.Facts, page.Fact{Name: "Reasons", Text: desk.Elsewhere})
		return out
	}
	if d.Reasons != "" {
		out.Facts = append(out.Facts, page.Fact{Name: "Reasons", Text: d.Reasons})
	}
	for _, o := range d.Members {
		text := o.Holds
		if m != nil && slices.ContainsFunc(m.Ballots, func(b *response.Ballot) bool { return b.Member == o.By && b.At == o.At && b.Beside }) {
			text += " (these words are not signed)"
		}
		out.Facts = append(out.Facts, page.Fact{Name: "Position of " + f.words.Name(o.By), Text: text})
	}
	return out
}

// motionOf is the motion by which a body decided, nil where it decided on paper.
func (f found) motionOf(d *finding.Determination) *response.Motion {
	for _, m := range f.register.Motions() {
		if m.Content.Case == f.c.Number && m.Content.Body == d.By && m.Content.Proposes.Determination != nil && m.Closed == d.At && (m.State == response.Adopted) != d.None {
			return m
		}
	}
	return nil
}

// membersOf are those who voted by a motion and whether each signed, or whom an act on paper names.
func membersOf(m *response.Motion, d *finding.Determination) string {
	var out []string
	if m != nil {
		for _, b := range m.Ballots {
			if b.Void != "" || b.Replaced {
				continue
			}
			signed := "unsigned"
			if b.Key != "" {
				signed = "signed"
			}
			out = append(out, fmt.Sprintf("%s (%s)", b.Member, signed))
		}
	} else {
		for _, o := range d.Members {
			out = append(out, o.By)
		}
	}
	return desk.Or(strings.Join(out, ", "), "none is named")
}
