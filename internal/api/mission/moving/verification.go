// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"fmt"
	"slices"
	"strings"

	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
)

// mayVerify returns why nobody of those for whom somebody acts may enter what was seen at a site, nil where one may.
func (s *acting) mayVerify() error {
	_, why := s.verifier(response.Verification{Site: sampled, State: "detected"})
	return why
}

// verifier is in whose name a verification can be entered now.
func (s *acting) verifier(v response.Verification) (string, error) {
	v.Case = s.c.Number
	return s.voice(nil, func(by string) response.Act {
		v.By = by
		return response.Act{Verification: &v}
	})
}

// looks are the things open in the case that a look on the spot may be all of: the verification, and what the same body owes on a rung.
func (s *acting) looks() (out []*response.Obligation) {
	by, why := s.verifier(response.Verification{Site: sampled, State: "detected"})
	if why != nil {
		return nil
	}
	for _, o := range s.mine() {
		if o.Name == "verify" && o.Kind == response.StepObligation || o.Kind == response.RungObligation && o.By == by {
			out = append(out, o)
		}
	}
	return out
}

// sites are those of the case that are on record, each with the last that was entered of it.
func (s *sitting) sites() (out []response.Filed[response.Verification]) {
	if s.c.Papers == nil {
		return nil
	}
	for _, v := range s.c.Papers.Verifications {
		out = slices.DeleteFunc(out, func(o response.Filed[response.Verification]) bool { return o.Act.Site == v.Act.Site })
		out = append(out, v)
	}
	return out
}

// siteList lists the sites of the case with how far each is.
func (s *sitting) siteList() page.List {
	l := page.List{ID: "sites", Title: "Sites of the case", Inside: true, Empty: "Nothing was entered of any site of this case.", Columns: []page.Column{
		{Key: "site", Name: "Site"}, {Key: "state", Name: "How far"}, {Key: "remnants", Name: "What lies there"}, {Key: "by", Name: "By"}, {Key: "entered", Name: "Entered"}, {Key: "says", Name: "What was said"},
	}}
	for _, v := range s.sites() {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: v.Act.Site}, {Text: desk.Plain(v.Act.State)}, {Text: desk.Or(v.Act.Remnants, "nothing is said of it")}, {Text: s.who(v.Act.By)}, {Text: api.Clock(v.At, s.words.Zone)}, {Text: v.Act.Says},
		}})
	}
	return l
}

func (d door) verifyPage(a *api.Ask) (out page.Page, err error) {
	err = d.enter(a, func(s *acting) error {
		out = s.page("Enter what was seen at a site", "A verification may stand half done, and says so: each site by itself, how far it is, and what lies there where somebody was.")
		out.Blocks = append(s.about(), s.siteList())
		if why := s.mayVerify(); why != nil {
			out.Blocks = append(out.Blocks, turnedAway(why), s.back())
			return nil
		}
		out.Blocks = append(out.Blocks, s.verifyForm(a), s.back())
		return nil
	})
	return out, err
}

func (s *acting) verifyForm(a *api.Ask) page.Form {
	by, _ := s.verifier(response.Verification{Site: sampled, State: "detected"})
	site := page.Field{Name: "site", Label: "Site", Required: true, Value: a.Value("site", a.URL.Query().Get("site")), Error: a.Fault("site"), Help: "Such as place of impact, or launch site: by what it is, without a position. The same word names the same site."}
	for _, v := range s.sites() {
		site.Options = append(site.Options, page.Option{Value: v.Act.Site, Text: v.Act.Site})
	}
	f := page.Form{
		ID: "verify", Action: s.form("verify"), Submit: "Enter it", Lead: "Entered in the name of " + s.who(by) + ", unsigned.", Fields: []page.Field{
			site,
			{Name: "state", Label: "How far it is", Kind: "choice", Value: a.Value("state", ""), Options: append([]page.Option{{Text: "choose"}}, desk.Choices("visited", "detected", "access-pending", "access-denied")...), Error: a.Fault("state")},
			{Name: "remnants", Label: "What lies there", Kind: "choice", Value: a.Value("remnants", ""), Options: []page.Option{
				{Text: "nothing is said of it"}, {Value: "found", Text: "remnants were found"}, {Value: "none", Text: "no remnants"}, {Value: "unknown", Text: "not known"},
			}, Error: a.Fault("remnants"), Help: "Known of a site that was visited, and of no other."},
		},
	}
	for _, o := range s.looks() {
		name := "done-" + key(o)
		f.Fields = append(f.Fields, page.Field{Name: name, Label: fmt.Sprintf("With this is done: %s (%s)", desk.Step(o), s.until(o)), Kind: "tick", Value: a.Value(name, ""), Error: a.Fault(name)})
	}
	return s.ending(a, f)
}

// looked are the things that a form says are done with a look on the spot.
func (s *acting) looked(a *api.Ask, v response.Verification) (out []response.Act, err error) {
	for _, o := range s.looks() {
		name := "done-" + key(o)
		if a.Sent.Get(name) != "yes" {
			continue
		}
		if v.State == "access-pending" || v.State == "access-denied" {
			return nil, api.Refuse(name, "nobody got there, so it is not done: leave it owed, and stop its clock where the text lets you")
		}
		act, err := s.done(a, o)
		if err != nil {
			return nil, err
		}
		act.Done.Says = v.Site + ": " + desk.Plain(v.State) // the rest is said of the site
		out = append(out, act)
	}
	return out, nil
}

func (d door) verify(a *api.Ask) (api.Done, error) {
	v := response.Verification{Site: strings.TrimSpace(a.Sent.Get("site")), State: a.Sent.Get("state"), Remnants: a.Sent.Get("remnants"), Says: strings.TrimSpace(a.Sent.Get("says"))}
	var acts []response.Act
	to := ""
	err := d.enter(a, func(s *acting) (err error) {
		to = s.address("")
		switch {
		case v.Site == "":
			return api.Refuse("site", "name the site")
		case v.State == "":
			return api.Refuse("state", "say how far it is: whether somebody was there")
		}
		if v.By, err = s.verifier(v); err != nil {
			return placed(&api.Refused{Reason: "Nothing was entered: " + err.Error() + "."}, []fault{{"known of one that was visited", "remnants"}, {"remnants", "remnants"}, {"state", "state"}, {"a text of", "says"}})
		}
		v.Case = s.c.Number
		acts, err = s.looked(a, v)
		return err
	})
	if err != nil {
		return api.Done{}, err
	}
	if err := d.take(a, response.Act{Verification: &v}, nil); err != nil {
		return api.Done{}, err
	}
	for _, act := range acts {
		if err := d.take(a, act, doneFaults()); err != nil {
			return api.Done{To: to, Message: "What was seen at the site is on record. That the step is done is not: " + err.Error()}, nil
		}
	}
	message := ""
	err = d.enter(a, func(s *acting) error {
		message = fmt.Sprintf("On record: %s, %s, by %s.", v.Site, desk.Plain(v.State), s.who(v.By))
		if len(s.looks()) > 0 && len(acts) == 0 {
			message += " The verification stays owed."
		}
		message += s.next()
		return nil
	})
	return api.Done{To: to, Message: message}, err
}
