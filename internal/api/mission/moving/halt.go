// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
)

// halt is a clock of a case that somebody may stop or let go on.
type halt struct {
	o      *response.Obligation
	by     string
	resume bool
}

func (h halt) key() string {
	if h.resume {
		return "resume:" + h.o.Name
	}
	return "pause:" + h.o.Name
}

// act is the halt for a reason.
func (h halt) act(number int, reason string) response.Act {
	stop := response.Halt{Thread: response.Thread{Case: number}, Of: h.o.Name, By: h.by, Reason: reason}
	if h.resume {
		return response.Act{Resume: &stop}
	}
	return response.Act{Pause: &stop}
}

// pausers are the words by which the text says who may stop a clock.
func (s *sitting) pausers(of string) (out []string) {
	for _, rule := range s.text().Procedure.Pauses {
		if len(rule.Of) == 0 || slices.Contains(rule.Of, of) {
			out = append(out, rule.By...)
		}
	}
	return out
}

// halts are the clocks of the case that whoever asks may stop or let go on now, and why not others where a body of several may. A name means
// the first that is open under it.
func (s *acting) halts() (out []halt, why error) {
	if p := s.text().Procedure; p == nil || len(p.Pauses) == 0 {
		return nil, nil
	}
	seen := map[string]bool{}
	for _, o := range s.c.Obligations {
		if !o.IsOpen() || seen[o.Name] {
			continue
		}
		seen[o.Name] = true
		h := halt{o: o, resume: o.State == response.Paused}
		by, err := s.voice(s.pausers(o.Name), func(by string) response.Act {
			h.by = by
			return h.act(s.c.Number, sampled)
		})
		if h.by = by; err == nil {
			out = append(out, h)
		} else if errors.Is(err, errMembers) {
			why = err
		}
	}
	return out, why
}

func (d door) pausePage(a *api.Ask) (out page.Page, err error) {
	err = d.enter(a, func(s *acting) error {
		out = s.page("Stop a clock, or let it go on", "The text lets some stop a clock for a reason. The time that it stands is added to what is allowed; everybody who sees the case sees that it stands.")
		field := page.Field{Name: "of", Label: "Which clock", Kind: "choice", Value: a.Value("of", a.URL.Query().Get("of")), Error: a.Fault("of")}
		list, why := s.halts()
		for _, h := range list {
			does := "Stop: "
			if h.resume {
				does = "Let go on: "
			}
			field.Options = append(field.Options, page.Option{Value: h.key(), Text: does + desk.Step(h.o) + ", " + s.until(h.o)})
		}
		if len(field.Options) == 0 {
			text := "The text lets you stop no clock that runs in this case, and none stands that you may let go on."
			if why != nil {
				text = "You alone stop no clock of this case: " + why.Error() + "."
			}
			out.Blocks = []page.Block{page.Note{Kind: page.Help, Text: text}, s.back()}
			return nil
		}
		out.Blocks = []page.Block{s.pauseRules(), page.Form{ID: "pause", Action: s.form("pause"), Submit: "Enter it", Lead: "It is entered unsigned, with its reason.", Fields: []page.Field{
			field, {Name: "reason", Label: "Why", Kind: "area", Required: true, Max: 1000, Value: a.Value("reason", ""), Error: a.Fault("reason"), Help: "Those who work on the case read it."},
		}}, s.back()}
		return nil
	})
	return out, err
}

// pauseRules says whom the text lets stop which clock, and for how long.
func (s *acting) pauseRules() page.List {
	l := page.List{ID: "rules", Title: "What the text says of it", Empty: "The text lets nobody stop a clock.", Columns: []page.Column{
		{Key: "by", Name: "Who may"}, {Key: "of", Name: "Which clocks"}, {Key: "most", Name: "For at most"}, {Key: "article", Name: "Article"},
	}}
	for _, rule := range s.text().Procedure.Pauses {
		var of []string
		for _, step := range rule.Of {
			of = append(of, desk.Did(&response.Done{Step: step}, s.text()))
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: s.list(rule.By)}, {Text: desk.Or(strings.Join(of, ", "), "every clock")}, {Text: desk.Or(string(rule.Most), "no limit: until somebody lets it go on")}, {Text: string(rule.Article)},
		}})
	}
	return l
}

func (d door) pause(a *api.Ask) (api.Done, error) {
	var h halt
	to, reason := "", reasonOf(a)
	err := d.enter(a, func(s *acting) error {
		to = s.address("")
		list, _ := s.halts()
		for _, each := range list {
			if each.key() == a.Sent.Get("of") {
				h = each
			}
		}
		switch {
		case h.o == nil:
			return api.Refuse("of", "choose a clock that the text lets you stop or let go on: this is none now")
		case reason == "":
			return api.Refuse("reason", "say why")
		}
		return nil
	})
	if err != nil {
		return api.Done{}, err
	}
	if err := d.take(a, h.act(number(a), reason), []fault{{"a text of", "reason"}}); err != nil {
		return api.Done{}, err
	}
	message := ""
	err = d.enter(a, func(s *acting) error {
		message = s.halted(h)
		return nil
	})
	return api.Done{To: to, Message: message}, err
}

// halted says how a clock is after it was stopped or let go on.
func (s *acting) halted(h halt) string {
	if h.resume {
		return fmt.Sprintf("The clock of %s goes on, %s.", the(h.o), s.until(h.o))
	}
	said := fmt.Sprintf("The clock of %s stands, stopped by %s.", the(h.o), s.who(h.by))
	if d := h.o.Detail; d != nil && len(d.Pauses) > 0 {
		if ends := d.Pauses[len(d.Pauses)-1].Ends; ends != 0 {
			return said + " It goes on by itself " + api.Clock(ends, s.words.Zone) + "."
		}
	}
	return said + " It goes on when somebody lets it."
}
