// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"slices"
	"strings"

	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
)

// corrector is in whose name a correction of the case can be entered now.
func (s *acting) corrector() (string, error) {
	return s.voice(nil, func(by string) response.Act {
		return response.Act{Correction: &response.Correction{Thread: response.Thread{Case: s.c.Number}, By: by, Cause: sampled, Extent: sampled}}
	})
}

// addressees are those who may be told of a correction: the parties and the bodies of the text but the mission's own.
func (s *sitting) addressees() (out []page.Option) {
	for _, p := range s.text().Parties {
		out = append(out, page.Option{Value: string(p.ID), Text: p.Name})
	}
	own := watchNames(s.register.Text())
	for _, b := range s.text().Bodies {
		if !slices.Contains(own, string(b.ID)) {
			out = append(out, page.Option{Value: string(b.ID), Text: "the " + b.Name})
		}
	}
	return out
}

func (d door) correctPage(a *api.Ask) (out page.Page, err error) {
	err = d.enter(a, func(s *acting) error {
		out = s.page("Put right what was published", "A correction says what was wrong with what was published of this case, how far, and who was told. The finding stays what the reports on record make of it: to change that, enter a report or a rating.")
		out.Blocks = s.about()
		by, why := s.corrector()
		if why != nil {
			out.Blocks = append(out.Blocks, turnedAway(why), s.back())
			return nil
		}
		area := func(name, label, help string) page.Field {
			return page.Field{Name: name, Label: label, Kind: "area", Required: true, Max: 2000, Value: a.Value(name, ""), Error: a.Fault(name), Help: help}
		}
		f := page.Form{ID: "correct", Action: s.form("correct"), Submit: "Enter the correction", Lead: "Entered in the name of " + s.who(by) + ", unsigned, and not taken back.", Fields: []page.Field{
			area("cause", "What was wrong, and why", "The next public release prints it beside the finding, where it shows that. No source, no position, nothing that tells who saw it."),
			area("extent", "How far", "What else rests on it: which report of the day, which map, which notice."),
		}}
		for _, o := range s.addressees() {
			f.Fields = append(f.Fields, page.Field{Name: "told-" + o.Value, Label: "It was told to " + o.Text, Kind: "tick", Value: a.Value("told-"+o.Value, "")})
		}
		out.Blocks = append(out.Blocks, f, s.back())
		return nil
	})
	return out, err
}

func (d door) correct(a *api.Ask) (api.Done, error) {
	k := response.Correction{Cause: strings.TrimSpace(a.Sent.Get("cause")), Extent: strings.TrimSpace(a.Sent.Get("extent"))}
	to, message := "", ""
	err := d.enter(a, func(s *acting) (err error) {
		to, k.Case = s.address(""), s.c.Number
		if k.By, err = s.corrector(); err != nil {
			return &api.Refused{Reason: "Nothing was entered: " + err.Error() + "."}
		}
		switch {
		case k.Cause == "":
			return api.Refuse("cause", "say what was wrong with what was published, and why")
		case k.Extent == "":
			return api.Refuse("extent", "say how far it was wrong: what else rests on it")
		}
		for _, o := range s.addressees() {
			if a.Sent.Get("told-"+o.Value) == "yes" {
				k.Told = append(k.Told, o.Value)
			}
		}
		message = "The correction is on record, told to " + desk.Or(s.list(k.Told), "nobody yet") + "."
		if s.c.Finding != nil {
			message += " The next public release prints it where it shows the finding."
		}
		return nil
	})
	if err != nil {
		return api.Done{}, err
	}
	return api.Done{To: to, Message: message}, d.take(a, response.Act{Correction: &k}, []fault{{"a text of", "cause"}})
}
