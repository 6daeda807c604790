// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"slices"
	"strings"

	"truce/agreement"
	"truce/agreement/people"
	"truce/engine"
	"truce/finding"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/known"
	"truce/response"
	"truce/when"
)

// condition is a condition of an exemption that somebody may show.
type condition struct {
	exemption *agreement.Exemption
	*agreement.Condition
	by string
}

func (c condition) key() string { return c.exemption.ID + " " + c.ID }

// conditions are those of the exemptions of the finding's term that the text lets whoever asks show: a side for itself, where the text asks the one
// that claims it; whoever the text names; and a body that determines, where one person decides for it.
func (s *acting) conditions() (out []condition) {
	f := s.c.Finding
	if f == nil || f.Released.Status == finding.Withdrawn {
		return nil
	}
	for i := range s.text().Terms {
		t := &s.text().Terms[i]
		for j := range t.Exemptions {
			for k := range t.Exemptions[j].Conditions {
				c := condition{&t.Exemptions[j], &t.Exemptions[j].Conditions[k], ""}
				if t.ID != f.Released.Term {
					continue
				}
				if c.by = s.shows(c.Condition); c.by != "" {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// shows is in whose name whoever asks may show a condition, empty where in none.
func (s *acting) shows(c *agreement.Condition) string {
	text := s.register.Text()
	for _, by := range s.names() {
		_, party := text.Party(by)
		may := people.May(text, by, "determine") || slices.ContainsFunc(c.ShownBy, func(word string) bool {
			return word == agreement.Claimant && party || people.Is(text, by, word)
		})
		if may {
			return by
		}
	}
	return ""
}

// asked are the answers that are on record of the exemptions of the finding: for the mission, which has all reasons.
func (s *acting) asked() page.List {
	l := page.List{ID: "answers", Title: "What was answered", Inside: true, Empty: "Nobody has answered.", Columns: []page.Column{
		{Key: "exemption", Name: "Exemption"}, {Key: "condition", Name: "Condition"}, {Key: "met", Name: "Met"}, {Key: "by", Name: "By"}, {Key: "at", Name: "When"},
	}}
	for _, q := range s.c.Finding.Internal.Asked {
		for _, x := range q.Answers {
			l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: q.Exemption}, {Text: x.Condition}, {Text: x.Met.String()}, {Text: s.who(x.By)}, {Text: api.Clock(x.At, s.words.Zone)}}})
		}
	}
	return l
}

func (d door) answerPage(a *api.Ask) (out page.Page, err error) {
	err = d.enter(a, func(s *acting) error {
		out = s.page("Answer on an exemption", "The text excuses some acts on conditions, and says who can show each. The last answer of those counts; what the record settles itself no answer outranks.")
		out.Blocks = s.about()
		list := s.conditions()
		if len(list) == 0 {
			out.Blocks = append(out.Blocks, page.Note{Kind: page.Help, Text: "The text asks nobody for whom you speak to show a condition of an exemption here."}, s.back())
			return nil
		}
		if a.Viewer.May(access.Mission) {
			out.Blocks = append(out.Blocks, s.asked())
		}
		shown, field := s.shown(a, list)
		lead := "It is entered unsigned. On these pages an answer is for the mission and the bodies, and others see what comes of it. Its words go on record: from the next checkpoint on whoever is given a bundle of the record reads them too, the other sides and the guarantors among them."
		if slices.ContainsFunc(list, s.logged) {
			lead += " That of the cell becomes a line of its log, whose words no bundle for others has."
		}
		out.Blocks = append(out.Blocks, shown, page.Form{ID: "answer", Action: s.form("answer"), Submit: "Enter the answer", Lead: lead, Fields: []page.Field{
			field,
			{Name: "met", Label: "Is it met", Kind: "choice", Value: a.Value("met", ""), Options: []page.Option{{Text: "choose"}, {Value: "yes", Text: "yes"}, {Value: "no", Text: "no"}, {Value: "unknown", Text: "not known"}}, Error: a.Fault("met")},
			{Name: "says", Label: "On what that rests", Kind: "area", Required: true, Max: 2000, Value: a.Value("says", ""), Error: a.Fault("says"), Help: "Such as: ordered by the command at 06:29; line 3 of the log."},
			{Name: "at", Label: "When it was given", Kind: "time", Value: a.Value("at", ""), Error: a.Fault("at"), Help: "On the agreement's clocks, " + s.words.Zone.Name() + ". Left out, now."},
		}}, s.back())
		return nil
	})
	return out, err
}

// shown lists conditions with who is asked to show them, and lets one be chosen.
func (s *acting) shown(a *api.Ask, list []condition) (page.List, page.Field) {
	l := page.List{ID: "conditions", Title: "What can be shown", Empty: "Nothing.", Columns: []page.Column{
		{Key: "condition", Name: "Condition"}, {Key: "says", Name: "What it says"}, {Key: "article", Name: "Article"}, {Key: "by", Name: "Answered in the name of"},
	}}
	field := page.Field{Name: "condition", Label: "Condition", Kind: "choice", Value: a.Value("condition", ""), Error: a.Fault("condition")}
	for _, c := range list {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: desk.Plain(c.exemption.ID + ": " + c.ID)}, {Text: c.Says}, {Text: string(c.exemption.Article)}, {Text: s.who(c.by)}}})
		field.Options = append(field.Options, page.Option{Value: c.key(), Text: desk.Plain(c.exemption.ID + ": " + c.ID)})
	}
	return l, field
}

func (d door) answer(a *api.Ask) (api.Done, error) {
	given := finding.Answer{Says: strings.TrimSpace(a.Sent.Get("says")), At: a.Now}
	to, logged := "", false
	err := d.enter(a, func(s *acting) (err error) {
		list := s.conditions()
		i := slices.IndexFunc(list, func(c condition) bool { return c.key() == a.Sent.Get("condition") })
		if i < 0 {
			return api.Refuse("condition", "choose a condition that the text lets you show")
		}
		f := s.c.Finding.Released
		to = page.With(desk.FindingPath(&f), "agreement", s.register.Ref())
		given.Incident, given.Term, given.Exemption, given.Condition, given.By = f.Incident, f.Term, list[i].exemption.ID, list[i].ID, list[i].by
		logged = s.logged(list[i])
		given.Met, err = metOf(a)
		return err
	})
	if err != nil {
		return api.Done{}, err
	}
	if given.Says == "" {
		return api.Done{}, api.Refuse("says", "say on what that rests: whoever reads the finding asks it")
	}
	var at when.Instant
	if at, err = d.moment(a, "at"); err != nil {
		return api.Done{}, err
	}
	switch {
	case at > a.Now:
		return api.Done{}, api.Refuse("at", "an answer that is given later is entered then: leave it out, or give a time that is past")
	case at != 0:
		given.At = at
	}
	e := engine.Entry{Answer: &engine.Answer{Agreement: a.PathValue("agreement"), Answer: given}}
	if logged {
		line := response.LogLine{Body: agreement.BodyID(given.By), At: given.At, Says: given.Says, Shows: &given}
		e = engine.Entry{Procedure: &engine.Procedure{Agreement: a.PathValue("agreement"), Act: response.Act{Log: &line}}}
	}
	err = d.Take(a.Context(), e)
	return api.Done{To: to, Message: "The answer is on record. What comes of it for the finding stands here, with its status."}, placed(err, []fault{{"exemption", "condition"}, {"condition", "condition"}, {"a text", "says"}})
}

// logged tells whether an answer is a line of a log: that of a body whose calls the watch makes and whose log it keeps.
func (s *acting) logged(c condition) bool {
	b := s.ofID(c.by)
	return s.needs == access.Watching && b != nil && slices.Contains(b.Competent, "call")
}

// metOf reads whether a condition is met.
func metOf(a *api.Ask) (known.Answer, error) {
	switch a.Sent.Get("met") {
	case "yes":
		return known.Yes, nil
	case "no":
		return known.No, nil
	case "unknown":
		return known.Unknown, nil
	}
	return known.Unknown, api.Refuse("met", "say whether it is met: yes, no, or not known")
}
