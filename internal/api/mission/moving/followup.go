// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/canon"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/observation"
	"truce/response"
)

// mostSeen is of how many accounts, the newest, a follow-up offers to rest on.
const mostSeen = 20

// remedy is a remedy of the case by its number, nil where the case has none of it.
func (s *sitting) remedy(number string) *response.Remedy {
	for _, r := range s.register.Remedies() {
		if r.Case == s.c.Number && strconv.Itoa(r.Number) == number {
			return r
		}
	}
	return nil
}

// follower is in whose name a follow-up on a remedy can be entered now.
func (s *acting) follower(r *response.Remedy) (string, error) {
	return s.voice(nil, func(by string) response.Act {
		return response.Act{FollowUp: &response.FollowUp{Remedy: r.Number, By: by, State: "not-known"}}
	})
}

// since are the newest accounts that came in since a remedy was given.
func (s *acting) since(r *response.Remedy) (out []*observation.Observation) {
	for _, o := range slices.Backward(s.state.Observations()) {
		if o.Received < r.At || len(out) == mostSeen {
			break
		}
		out = append(out, o)
	}
	return out
}

// remedyFacts say what a remedy asks and what is known of it.
func (s *sitting) remedyFacts(r *response.Remedy) page.Facts {
	f := page.Facts{Title: fmt.Sprintf("Remedy %d", r.Number), Facts: []page.Fact{
		{Name: "Of whom", Text: s.who(r.Order.Respondent)},
		{Name: "Force", Text: r.Order.Force + " by " + s.who(r.Order.By)},
		{Name: "What", Text: r.Order.Says},
		{Name: "Until", Text: "no time set"},
		{Name: "How it can be seen", Text: "not as it stands: nothing that can be counted was named"},
		{Name: "What is known of it", Text: desk.Plain(r.State())},
	}}
	if r.Order.Until != 0 {
		f.Facts[3].Text = api.Clock(r.Order.Until, s.words.Zone)
	}
	if k := r.Order.Check; k != nil {
		f.Facts[4].Text = fmt.Sprintf("%d of: %s", k.Count, k.What)
		if k.Away != "" {
			f.Facts[4].Text += ", " + string(k.Away) + " away"
		}
		if k.From != "" {
			f.Facts[4].Text += ", from " + s.who(string(k.From))
		}
	}
	return f
}

// laterList are the violations after the remedy was due: they decide nothing.
func (s *sitting) laterList(r *response.Remedy) page.List {
	l := page.List{ID: "later", Title: "Violations of the same term since it was due", Lead: "Attributed to the same party, as assessed. They stand beside the remedy and decide nothing.", Empty: "None is on record.", Columns: []page.Column{
		{Key: "case", Name: "Case"}, {Key: "finding", Name: "Finding (status)"}, {Key: "when", Name: "When"},
	}}
	for _, c := range s.register.Later(r) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: fmt.Sprintf("case %d", c.Number), Link: desk.CasePath(s.register.Ref(), c.Number)}, desk.Verdict(&c.Finding.Released), {Text: desk.When(c.Finding.Released.When, s.words.Zone)},
		}})
	}
	return l
}

func (d door) followPage(a *api.Ask) (out page.Page, err error) {
	which := a.Value("remedy", a.URL.Query().Get("remedy"))
	err = d.enter(a, func(s *acting) error {
		out = s.page("Enter what was seen of a remedy", "Whether a remedy was complied with is never guessed: somebody says what was seen, and on what that rests.")
		r := s.remedy(which)
		if r == nil {
			out.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "Choose the remedy in the case, and follow its button."}, s.back()}
			return nil
		}
		out.Blocks = []page.Block{s.remedyFacts(r), s.laterList(r)}
		by, why := s.follower(r)
		if why != nil {
			out.Blocks = append(out.Blocks, turnedAway(why), s.back())
			return nil
		}
		out.Blocks = append(out.Blocks, s.followForm(a, r, by), s.back())
		return nil
	})
	return out, err
}

func (s *acting) followForm(a *api.Ask, r *response.Remedy, by string) page.Form {
	f := page.Form{
		ID: "follow", Action: s.form("follow-up"), Submit: "Enter it",
		Lead: "Entered in the name of " + s.who(by) + ", unsigned. Compliance that nobody but the party itself has seen is kept as its own word, and the remedy stays owed.",
		Fields: []page.Field{
			{Name: "remedy", Kind: "hidden", Value: strconv.Itoa(r.Number)},
			{Name: "state", Label: "What was seen", Kind: "choice", Value: a.Value("state", "not-known"), Options: desk.Choices("not-known", "complied", "not-complied"), Error: a.Fault("state")},
		},
	}
	for _, o := range s.since(r) {
		name := "seen-" + o.ID.String()
		label := fmt.Sprintf("It rests on: %s, %s, by %s", desk.Plain(string(o.Sighting.Act)), desk.When(o.When(), s.words.Zone), o.Source)
		f.Fields = append(f.Fields, page.Field{Name: name, Label: label, Kind: "tick", Value: a.Value(name, "")})
	}
	return s.saying(a, f)
}

// saying ends the form of a follow-up.
func (s *acting) saying(a *api.Ask, f page.Form) page.Form {
	f.Fields = append(f.Fields,
		page.Field{Name: "rests", Label: "Or on an account or a finding that is not in the list, by its ID", Value: a.Value("rests", ""), Error: a.Fault("rests"), Help: "That something was complied with, or was not, rests on at least one of them. What was seen and is not on record is entered as a report first."},
		page.Field{Name: "says", Label: "What is to be said of it", Kind: "area", Max: 2000, Value: a.Value("says", ""), Error: a.Fault("says"), Help: "For the mission and the bodies alone."})
	return f
}

// rests reads on what a follow-up rests.
func (s *acting) rests(a *api.Ask, r *response.Remedy, f *response.FollowUp) error {
	for _, o := range s.since(r) {
		if a.Sent.Get("seen-"+o.ID.String()) == "yes" {
			f.Observations = append(f.Observations, o.ID)
		}
	}
	text := strings.TrimSpace(a.Sent.Get("rests"))
	if text == "" {
		return nil
	}
	var of canon.FindingID
	var seen canon.ObservationID
	switch {
	case seen.UnmarshalText([]byte(text)) == nil:
		f.Observations = append(f.Observations, seen)
	case of.UnmarshalText([]byte(text)) == nil:
		f.Findings = append(f.Findings, of)
	default:
		return api.Refuse("rests", "%.80q is no ID of an account or of a finding: take it from the page of the incident or the finding", text)
	}
	return nil
}

func (d door) follow(a *api.Ask) (api.Done, error) {
	f := response.FollowUp{State: a.Sent.Get("state"), Says: strings.TrimSpace(a.Sent.Get("says"))}
	to := ""
	err := d.enter(a, func(s *acting) (err error) {
		to = s.address("#remedies")
		r := s.remedy(a.Sent.Get("remedy"))
		if r == nil {
			return &api.Refused{Reason: "Nothing was entered: the form does not say of which remedy of this case."}
		}
		f.Remedy = r.Number
		if f.By, err = s.follower(r); err != nil {
			return &api.Refused{Reason: "Nothing was entered: " + err.Error() + "."}
		}
		return s.rests(a, r, &f)
	})
	if err != nil {
		return api.Done{}, err
	}
	if err := d.take(a, response.Act{FollowUp: &f}, []fault{{"rests on nothing", "rests"}, {"there is no observation", "rests"}, {"there is no finding", "rests"}, {"state", "state"}, {"a text of", "says"}}); err != nil {
		return api.Done{}, err
	}
	message := ""
	err = d.enter(a, func(s *acting) error {
		r := s.remedy(strconv.Itoa(f.Remedy))
		message = fmt.Sprintf("On record of remedy %d: %s.", f.Remedy, desk.Plain(r.State()))
		if r.State() == response.SaysRespondent {
			message += " All that it rests on is the party's own, so the remedy stays owed until somebody else has seen it."
		}
		message += s.next()
		return nil
	})
	return api.Done{To: to, Message: message}, err
}
