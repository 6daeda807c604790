// SPDX-License-Identifier: Apache-2.0

// Package papers turns what people entered in a case into words of its page: what was done and by whom, what was seen, stopped, appealed
// and put right. What is for the mission and the bodies alone, and for those whom it is said to, is told to nobody else.
package papers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// Works tells whether a viewer sees what the mission and the bodies write to each other in a case.
func Works(a *api.Ask) bool { return a.Viewer.May(access.Mission) || a.Viewer.May(access.Judging) }

// Case is a case whose papers are told, for as long as the state is read.
type Case struct {
	Register *response.Register
	*response.Case
	Words desk.Wording
}

// DoneWords say when something that was owed was done and by whom, empty where it was not.
func (c Case) DoneWords(o *response.Obligation) string {
	if o.Done == 0 {
		return ""
	}
	return api.Clock(o.Done, c.Words.Zone) + ", by " + desk.Or(c.Words.Name(o.DoneBy), "nobody who is named")
}

// StateWords say how far something that is owed is: since when its clock stands and, to those who work on the case, whom it still has to reach.
func (c Case) StateWords(a *api.Ask, o *response.Obligation) string {
	text := desk.Plain(string(o.State))
	d := o.Detail
	switch {
	case d == nil:
	case o.State == response.Defaulted:
		if silent := c.Silent(o); len(silent) > 0 && len(silent) < len(d.To) {
			text += ": " + c.names(silent) + "; replied in time: " + c.names(slices.DeleteFunc(slices.Clone(d.To), func(who string) bool { return slices.Contains(silent, who) }))
		}
	case !o.IsOpen():
	case o.State == response.Paused && len(d.Pauses) > 0:
		last := d.Pauses[len(d.Pauses)-1]
		text += fmt.Sprintf(" since %s by %s", api.Clock(last.From, c.Words.Zone), c.Words.Name(last.By))
		if last.Ends != 0 {
			text += ", until " + api.Clock(last.Ends, c.Words.Zone)
		}
	case len(d.Reached) > 0 && Works(a):
		text += ", still to reach " + c.names(desk.Unreached(o))
	}
	return text
}

// Silent returns those of whom a reply was still awaited when the time for it was over, nil for anything else that is owed: of several
// some may have replied in time.
func (c Case) Silent(o *response.Obligation) []string {
	if o.Kind != response.StepObligation || o.Name != "reply" || o.RanOut == 0 || o.Detail == nil || c.Papers == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(o.Detail.To), func(who string) bool { return !slices.Contains(c.Papers.ExParte, who) })
}

func (c Case) names(who []string) string {
	var out []string
	for _, each := range who {
		out = append(out, c.Words.Name(each))
	}
	return strings.Join(out, ", ")
}

// SeenWords say what is known of a remedy, by whose word and since when.
func (c Case) SeenWords(r *response.Remedy) string {
	text := desk.Plain(r.State())
	if n := len(r.FollowUps); n > 0 {
		last := r.FollowUps[n-1]
		text += ", by the word of " + c.Words.Name(last.Act.By) + ", " + api.Clock(last.At, c.Words.Zone)
	}
	return text
}

// Notices are those that reached whoever asks, with what they say: it was said to them. Who works on the case reads them among what was
// entered.
func (c Case) Notices(a *api.Ask) (out []page.Fact) {
	if c.Papers == nil || a.Viewer.Member == "" {
		return nil
	}
	for _, s := range c.Papers.Steps {
		if s.Act.Summary == "" || !c.told(&s.Act, a.Viewer.Member) {
			continue
		}
		text := fmt.Sprintf("by %s, %s: %s", c.Words.Name(s.Act.By), api.Clock(s.Act.At, c.Words.Zone), s.Act.Summary)
		out = append(out, page.Fact{Name: "Notice to " + c.Words.Name(a.Viewer.Member), Text: text})
	}
	return out
}

// told tells whether a step reached somebody: where it names nobody, whoever had to be reached.
func (c Case) told(d *response.Done, who string) bool {
	if len(d.To) > 0 {
		return slices.Contains(d.To, who)
	}
	return slices.ContainsFunc(c.Obligations, func(o *response.Obligation) bool {
		return o.Kind == response.StepObligation && o.Name == d.Step && o.Detail != nil && slices.Contains(o.Detail.To, who)
	})
}

// Appeals say who appealed and when; on what ground reads who works on the case, and who appealed.
func (c Case) Appeals(a *api.Ask) (out []page.Fact) {
	if c.Papers == nil {
		return nil
	}
	for _, x := range c.Papers.Appeals {
		text := c.Words.Name(x.Act.By) + ", " + api.Clock(x.At, c.Words.Zone)
		if Works(a) || a.Viewer.Member != "" && a.Viewer.Member == x.Act.By {
			text += ": " + x.Act.Ground
		}
		out = append(out, page.Fact{Name: "Appealed by", Text: text})
	}
	return out
}

// Corrections are what was put right of what was published of the case: that there is one for everybody who sees the case, its words for the
// mission, the bodies and those who were told.
func (c Case) Corrections(a *api.Ask) page.List {
	l := page.List{ID: "corrections", Title: "Corrections", Empty: "Nothing that was published of this case was put right.", Columns: []page.Column{
		{Key: "entered", Name: "Entered"}, {Key: "by", Name: "By"}, {Key: "cause", Name: "What was wrong"}, {Key: "extent", Name: "How far"}, {Key: "told", Name: "Told to"},
	}}
	if c.Papers == nil {
		return l
	}
	for _, k := range c.Papers.Corrections {
		cause, extent := "for those who were told", ""
		if Works(a) || a.Viewer.Member != "" && slices.Contains(k.Act.Told, a.Viewer.Member) {
			cause, extent = k.Act.Cause, k.Act.Extent
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: api.Clock(k.At, c.Words.Zone)}, {Text: c.Words.Name(k.Act.By)}, {Text: cause}, {Text: extent}, {Text: desk.Or(c.names(k.Act.Told), "nobody yet")}}})
	}
	return l
}

// Entered is what was entered in the case by people, in order of its entry, for those who work on it.
func (c Case) Entered() page.Timeline {
	t := page.Timeline{Title: "What was entered", Empty: "Nothing beyond the clocks was entered."}
	if c.Papers == nil {
		return t
	}
	var list []response.Filed[string]
	add := func(at when.Instant, said ...string) {
		list = append(list, response.Filed[string]{At: at, Act: strings.Join(slices.DeleteFunc(said, func(each string) bool { return each == "" }), ": ")})
	}
	for _, s := range c.Papers.Steps {
		add(s.At, fmt.Sprintf("%s, by %s", desk.Did(&s.Act, c.Register.Text().Agreement()), c.Words.Name(s.Act.By)), c.names(s.Act.To), s.Act.Summary, s.Act.Says)
	}
	for _, v := range c.Papers.Verifications {
		seen := v.Act.Site + ", " + desk.Plain(v.Act.State)
		if v.Act.Remnants != "" {
			seen += ", remnants: " + v.Act.Remnants
		}
		add(v.At, "site, by "+c.Words.Name(v.Act.By), seen, v.Act.Says)
	}
	for _, r := range c.Register.Remedies() {
		for _, u := range r.FollowUps {
			if r.Case == c.Number {
				add(u.At, fmt.Sprintf("remedy %d, by %s", r.Number, c.Words.Name(u.Act.By)), desk.Plain(u.Act.State), u.Act.Says)
			}
		}
	}
	for _, o := range c.Obligations {
		if o.Detail == nil {
			continue
		}
		for _, p := range o.Detail.Pauses {
			add(p.From, fmt.Sprintf("clock of the %s stopped, by %s", desk.Step(o), c.Words.Name(p.By)), p.Reason)
		}
	}
	slices.SortStableFunc(list, func(x, y response.Filed[string]) int { return cmp.Compare(x.At, y.At) })
	for _, each := range list {
		t.Events = append(t.Events, page.Event{At: api.RFC3339(each.At), When: api.Clock(each.At, c.Words.Zone), Text: each.Act})
	}
	return t
}
