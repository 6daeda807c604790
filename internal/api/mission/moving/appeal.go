// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"cmp"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
)

// number is the number of the case in the address of a form, 0 where it is none.
func number(a *api.Ask) int {
	n, err := strconv.Atoi(a.PathValue("number"))
	if err != nil {
		return 0
	}
	return n
}

// appealRule is what the text says of appeals, nil where it knows none.
func (s *sitting) appealRule() *agreement.Appeal {
	if p := s.text().Procedure; p != nil {
		return p.Appeal
	}
	return nil
}

// appellant is in whose name an appeal can be entered now, or why it cannot.
func (s *acting) appellant() (string, error) {
	ground := sampled
	var words []string
	if rule := s.appealRule(); rule != nil {
		if words = rule.By; len(rule.Grounds) > 0 {
			ground = rule.Grounds[0]
		}
	}
	return s.voice(words, func(by string) response.Act {
		return response.Act{Appeal: &response.Appeal{Thread: response.Thread{Case: s.c.Number}, By: by, Ground: ground}}
	})
}

// appealable is the open right to appeal in the case, nil where the text sets no step or time for it.
func (s *sitting) appealable() *response.Obligation {
	for _, o := range s.c.Obligations {
		if o.Kind == response.StepObligation && o.Name == "appeal" && o.IsOpen() {
			return o
		}
	}
	return nil
}

func (d door) appealPage(a *api.Ask) (out page.Page, err error) {
	err = d.enter(a, func(s *acting) error {
		out = s.page("Appeal", "An appeal asks another body to look at what was determined. Until it is decided the determination stands, under appeal.")
		out.Blocks = s.about()
		by, why := s.appellant()
		if why != nil {
			out.Blocks = append(out.Blocks, turnedAway(why), s.back())
			return nil
		}
		rule := s.appealRule()
		facts := page.Facts{Title: "What the text says", Facts: []page.Fact{
			{Name: "Article", Text: string(rule.Article), Link: "/agreement/" + s.register.Ref() + "#" + string(rule.Article)},
			{Name: "Meanwhile", Text: map[bool]string{true: "responses and remedies of the case stand still until it is decided", false: "responses and remedies go on"}[rule.Suspensive]},
		}}
		if o := s.appealable(); o != nil {
			facts.Facts = append(facts.Facts, page.Fact{Name: "Time", Text: s.until(o)})
		}
		ground := page.Field{Name: "ground", Label: "Ground", Kind: "area", Required: true, Max: 2000, Value: a.Value("ground", ""), Error: a.Fault("ground")}
		if len(rule.Grounds) > 0 {
			ground = page.Field{Name: "ground", Label: "Ground", Kind: "choice", Value: a.Value("ground", ""), Options: desk.Choices(rule.Grounds...), Error: a.Fault("ground"), Help: "Those that the text admits."}
		}
		out.Blocks = append(out.Blocks, facts, page.Form{ID: "appeal", Action: s.form("appeal"), Submit: "Appeal", Lead: "Entered in the name of " + s.who(by) + ", unsigned, and not taken back. Everybody who sees the case sees that there is one.", Fields: []page.Field{ground}}, s.back())
		return nil
	})
	return out, err
}

func (d door) appeal(a *api.Ask) (api.Done, error) {
	x := response.Appeal{Ground: strings.TrimSpace(a.Sent.Get("ground"))}
	to := ""
	err := d.enter(a, func(s *acting) (err error) {
		to, x.Case = s.address(""), s.c.Number
		if x.By, err = s.appellant(); err != nil {
			return &api.Refused{Reason: "Nothing was entered: " + err.Error() + "."}
		}
		if x.Ground == "" {
			return api.Refuse("ground", "say on what ground")
		}
		return nil
	})
	if err != nil {
		return api.Done{}, err
	}
	if err := d.take(a, response.Act{Appeal: &x}, []fault{{"ground", "ground"}, {"a text of", "ground"}}); err != nil {
		return api.Done{}, err
	}
	message := "The appeal is on record."
	err = d.enter(a, func(s *acting) error {
		for _, o := range s.c.Obligations {
			if o.IsOpen() && o.Name == "decide-appeal" {
				message += " It is to be decided by " + cmp.Or(s.who(o.By), "a body that the text does not name") + ", " + s.until(o) + "."
			}
		}
		return nil
	})
	return api.Done{To: to, Message: message}, err
}
