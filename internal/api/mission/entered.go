// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// doneWords say when something that was owed was done and by whom, empty where it was not.
func (f found) doneWords(o *response.Obligation, zone when.Zone) string {
	if o.Done == 0 {
		return ""
	}
	return api.Clock(o.Done, zone) + ", by " + desk.Or(f.words.Name(o.DoneBy), "nobody who is named")
}

// stateWords say how far something that is owed is: since when its clock stands and, to those who work on the case, whom it still has to reach.
func (f found) stateWords(a *api.Ask, o *response.Obligation, zone when.Zone) string {
	text := desk.Plain(string(o.State))
	d := o.Detail
	switch {
	case d == nil || !o.IsOpen():
	case o.State == response.Paused && len(d.Pauses) > 0:
		last := d.Pauses[len(d.Pauses)-1]
		text += fmt.Sprintf(" since %s by %s", api.Clock(last.From, zone), f.words.Name(last.By))
		if last.Ends != 0 {
			text += ", until " + api.Clock(last.Ends, zone)
		}
	case len(d.Reached) > 0 && mayWork(a):
		left := slices.DeleteFunc(slices.Clone(d.To), func(who string) bool { return slices.Contains(d.Reached, who) })
		text += ", still to reach " + f.names(left)
	}
	return text
}

func (f found) names(who []string) string {
	var out []string
	for _, each := range who {
		out = append(out, f.words.Name(each))
	}
	return strings.Join(out, ", ")
}

// seenWords say what is known of a remedy, by whose word and since when.
func (f found) seenWords(r *response.Remedy, zone when.Zone) string {
	text := desk.Plain(r.State())
	if n := len(r.FollowUps); n > 0 {
		last := r.FollowUps[n-1]
		text += ", by the word of " + f.words.Name(last.Act.By) + ", " + api.Clock(last.At, zone)
	}
	return text
}

// appeals say who appealed and when; on what ground reads who works on the case, and who appealed.
func (f found) appeals(a *api.Ask, zone when.Zone) (out []page.Fact) {
	if f.c.Papers == nil {
		return nil
	}
	for _, x := range f.c.Papers.Appeals {
		text := f.words.Name(x.Act.By) + ", " + api.Clock(x.At, zone)
		if mayWork(a) || a.Viewer.Member != "" && a.Viewer.Member == x.Act.By {
			text += ": " + x.Act.Ground
		}
		out = append(out, page.Fact{Name: "Appealed by", Text: text})
	}
	return out
}

// corrections are what was put right of what was published of the case: that there is one for everybody who sees the case, its words for the
// mission, the bodies and those who were told.
func (f found) corrections(a *api.Ask, zone when.Zone) page.List {
	l := page.List{ID: "corrections", Title: "Corrections", Empty: "Nothing that was published of this case was put right.", Columns: []page.Column{
		{Key: "entered", Name: "Entered"}, {Key: "by", Name: "By"}, {Key: "cause", Name: "What was wrong"}, {Key: "extent", Name: "How far"}, {Key: "told", Name: "Told to"},
	}}
	if f.c.Papers == nil {
		return l
	}
	for _, k := range f.c.Papers.Corrections {
		cause, extent := "for those who were told", ""
		if mayWork(a) || a.Viewer.Member != "" && slices.Contains(k.Act.Told, a.Viewer.Member) {
			cause, extent = k.Act.Cause, k.Act.Extent
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: api.Clock(k.At, zone)}, {Text: f.words.Name(k.Act.By)}, {Text: cause}, {Text: extent}, {Text: desk.Or(f.names(k.Act.Told), "nobody yet")}}})
	}
	return l
}

// entered is what was entered in the case by people, in order of its entry, for those who work on it.
func (f found) entered(zone when.Zone) page.Timeline {
	t := page.Timeline{Title: "What was entered", Empty: "Nothing beyond the clocks was entered."}
	if f.c.Papers == nil {
		return t
	}
	var list []response.Filed[string]
	add := func(at when.Instant, said ...string) {
		list = append(list, response.Filed[string]{At: at, Act: strings.Join(slices.DeleteFunc(said, func(each string) bool { return each == "" }), ": ")})
	}
	for _, s := range f.c.Papers.Steps {
		add(s.At, fmt.Sprintf("%s, by %s", desk.Did(&s.Act, f.register.Text().Agreement()), f.words.Name(s.Act.By)), f.names(s.Act.To), s.Act.Summary, s.Act.Says)
	}
	for _, v := range f.c.Papers.Verifications {
		seen := v.Act.Site + ", " + desk.Plain(v.Act.State)
		if v.Act.Remnants != "" {
			seen += ", remnants: " + v.Act.Remnants
		}
		add(v.At, "site, by "+f.words.Name(v.Act.By), seen, v.Act.Says)
	}
	for _, r := range f.register.Remedies() {
		for _, u := range r.FollowUps {
			if r.Case == f.c.Number {
				add(u.At, fmt.Sprintf("remedy %d, by %s", r.Number, f.words.Name(u.Act.By)), desk.Plain(u.Act.State), u.Act.Says)
			}
		}
	}
	for _, o := range f.c.Obligations {
		if o.Detail == nil {
			continue
		}
		for _, p := range o.Detail.Pauses {
			add(p.From, fmt.Sprintf("clock of the %s stopped, by %s", desk.Step(o), f.words.Name(p.By)), p.Reason)
		}
	}
	slices.SortStableFunc(list, func(x, y response.Filed[string]) int { return cmp.Compare(x.At, y.At) })
	for _, each := range list {
		t.Events = append(t.Events, page.Event{At: api.RFC3339(each.At), When: api.Clock(each.At, zone), Text: each.Act})
	}
	return t
}
