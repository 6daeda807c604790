// SPDX-License-Identifier: Apache-2.0

package moving

import (
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

// key names what is owed in an address: a step by its kind, a rung by its ID.
func key(o *response.Obligation) string { return string(o.Kind) + ":" + o.Name }

// the is what is owed as a part of a sentence: the words in which a text says what a rung owes are a sentence of their own.
func the(o *response.Obligation) string {
	if o.Kind == response.StepObligation {
		return "the " + desk.Step(o)
	}
	return "“" + desk.Step(o) + "”"
}

// hasForm tells whether a form of its own, a vote or the deed itself enters something that is owed, rather than the form of a step.
func hasForm(o *response.Obligation) bool {
	return o.Kind == response.RemedyObligation ||
		o.Kind == response.StepObligation && slices.Contains([]string{"reply", "determine", "appeal", "admission", "decide-appeal", "remedy"}, o.Name)
}

// deed is that something owed was done, by somebody.
func (s *acting) deed(o *response.Obligation, by string) response.Act {
	d := response.Done{Thread: response.Thread{Case: s.c.Number}, By: by}
	if d.Step = o.Name; o.Kind == response.RungObligation {
		d.Step, d.Rung = "", o.Name
	}
	if d.Step == "notice" {
		d.Summary = sampled
	}
	return response.Act{Done: &d}
}

// doer is in whose name what is owed can be entered as done now, or why it cannot. For a body of several the watch enters it, once the
// body has adopted a decision in words.
func (s *acting) doer(o *response.Obligation) (string, error) {
	by, why := s.voice([]string{o.By}, func(by string) response.Act { return s.deed(o, by) })
	if why == nil || len(s.carrying(o)) == 0 {
		return by, why
	}
	act := s.deed(o, o.By)
	return o.By, s.refuses(&act)
}

// carrying are the motions in words by which a body of several may have decided what it owes, since its clock began. None where
// somebody else than the watch asks, or one person decides for the body.
func (s *acting) carrying(o *response.Obligation) []*response.Motion {
	b := s.ofID(o.By)
	if s.needs != access.Watching || b == nil || len(b.Members) == 0 || b.Decides == "chair" || b.Decides == "sole" {
		return nil
	}
	return s.worded(o.By, o.Start)
}

// owed is what is open in the case under a key, nil where nothing is.
func (s *acting) owed(of string) *response.Obligation {
	for _, o := range s.c.Obligations {
		if o.IsOpen() && !hasForm(o) && key(o) == of {
			return o
		}
	}
	return nil
}

// mine are the things that are open in the case and that whoever asks can enter as done now.
func (s *acting) mine() (out []*response.Obligation) {
	for _, o := range s.c.Obligations {
		if !o.IsOpen() || hasForm(o) {
			continue
		}
		if _, why := s.doer(o); why == nil {
			out = append(out, o)
		}
	}
	return out
}

// until says by when something is owed, and how late it is.
func (s *sitting) until(o *response.Obligation) string {
	switch late := o.Late(s.at); {
	case o.Due == 0:
		return "no time set"
	case late > 0:
		return api.Clock(o.Due, s.words.Zone) + ", late"
	default:
		return "until " + api.Clock(o.Due, s.words.Zone)
	}
}

// facts say what is owed, of whom, until when, and who is still to be reached.
func (s *sitting) owes(o *response.Obligation) page.Facts {
	f := page.Facts{Title: "What is owed", Facts: []page.Fact{
		{Name: "Step", Text: desk.Step(o)},
		{Name: "By", Text: desk.Or(s.who(o.By), "nobody in particular")},
		{Name: "Due", Text: s.until(o)},
		{Name: "Article", Text: string(o.Article), Link: "/agreement/" + s.register.Ref() + "#" + string(o.Article)},
	}}
	if o.Late(s.at) > 0 {
		f.Facts[2].Status = "late"
	}
	if to := desk.Unreached(o); len(to) > 0 {
		f.Facts = append(f.Facts, page.Fact{Name: "To be reached", Text: s.list(to)})
	}
	return f
}

// list names people as a sentence does.
func (s *sitting) list(who []string) string {
	var out []string
	for _, each := range who {
		out = append(out, s.who(each))
	}
	if n := len(out); n > 1 {
		return strings.Join(out[:n-1], ", ") + " and " + out[n-1]
	}
	return strings.Join(out, "")
}

func (d door) stepPage(a *api.Ask) (out page.Page, err error) {
	of := a.Value("of", a.URL.Query().Get("of"))
	err = d.enter(a, func(s *acting) error {
		out = s.page("Enter what was done", "A step of the procedure is done by an entry that says so. Until then its clock runs, and how late it is stands on record.")
		o := s.owed(of)
		if o == nil {
			out.Blocks = []page.Block{s.choices(), s.back()}
			return nil
		}
		out.Title = fmt.Sprintf("Enter %s of case %d", the(o), s.c.Number)
		out.Blocks = append(s.about(), s.owes(o))
		by, why := s.doer(o)
		if why != nil {
			out.Blocks = append(out.Blocks, turnedAway(why), s.back())
			return nil
		}
		out.Blocks = append(out.Blocks, s.stepForm(a, o, by))
		if o.Name == "call" {
			out.Blocks = append(out.Blocks, s.unanswered())
		}
		out.Blocks = append(out.Blocks, s.back())
		return nil
	})
	return out, err
}

// unanswered leads to where a call is entered that reached nobody: the watch has a clock for it.
func (s *acting) unanswered() page.Note {
	to := "/watch/call"
	if s.c.Finding != nil {
		to = page.With(to, "about", s.c.Incident.String()+" "+s.register.Ref()+" "+string(s.c.Term))
	}
	return page.Note{Kind: page.Help, Text: "A call that nobody answered reaches nobody and leaves this owed.", Link: page.Link{Text: "Enter it on the watch, with the time to call again", To: to}}
}

// choices lists what whoever asks can enter as done in the case.
func (s *acting) choices() page.List {
	l := page.List{ID: "can", Title: "What you can enter as done", Empty: "Nothing that is open in this case is owed by whom you speak for.", Columns: []page.Column{
		{Key: "step", Name: "Step"}, {Key: "by", Name: "By"}, {Key: "due", Name: "Due"},
	}}
	for _, o := range s.mine() {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: desk.Step(o), Link: s.formOf(o)}, {Text: s.who(o.By)}, {Text: s.until(o)}}})
	}
	return l
}

// formOf is the address of the form that enters what is owed: a verification has one that asks for the sites.
func (s *acting) formOf(o *response.Obligation) string {
	if o.Name == "verify" && o.Kind == response.StepObligation && s.mayVerify() == nil {
		return s.form("verify")
	}
	return page.With(s.form("step"), "of", key(o))
}

// setsReply tells whether a step may say by when a reply is due: where the text has a reply and sets no time for it.
func (s *acting) setsReply(o *response.Obligation) bool {
	p := s.text().Procedure
	if p == nil || o.Kind != response.StepObligation || o.Name != "notice" && o.Name != "invite" {
		return false
	}
	for _, step := range p.Steps {
		if step.Does == "reply" && step.Within == "" {
			return true
		}
	}
	return false
}

// stepForm is the form of something that is owed.
func (s *acting) stepForm(a *api.Ask, o *response.Obligation, by string) page.Form {
	f := page.Form{
		ID: "step", Action: s.form("step"), Submit: "Enter that it was done",
		Lead:   "Entered in the name of " + s.who(by) + ", unsigned. It stands on record with its time, and is not taken back.",
		Fields: []page.Field{{Name: "of", Kind: "hidden", Value: key(o)}},
	}
	if list := s.carrying(o); len(list) > 0 {
		f.Fields = append(f.Fields, s.byMotion(a, list, a.Value("motion", "")))
	}
	for _, who := range desk.Unreached(o) {
		f.Fields = append(f.Fields, page.Field{Name: "to-" + who, Label: "It reached " + s.who(who), Kind: "tick", Value: a.Value("to-"+who, ""), Error: a.Fault("to-" + who)})
	}
	if o.Kind == response.StepObligation && o.Name == "notice" {
		f.Fields = append(f.Fields, page.Field{Name: "summary", Label: "What the notice says", Kind: "area", Required: true, Max: 2000, Value: a.Value("summary", ""), Error: a.Fault("summary"), Help: "What happened, under which article, and how it stands. No source, no position, nothing that tells who saw it."})
	}
	if s.setsReply(o) {
		f.Fields = append(f.Fields, page.Field{Name: "reply", Label: "A reply is due by", Kind: "time", Value: a.Value("reply", ""), Error: a.Fault("reply"), Help: "The text sets no time for it. Left out, none is due by any time."})
	}
	return s.ending(a, f)
}

// ending adds what every form of something that was done ends with.
func (s *acting) ending(a *api.Ask, f page.Form) page.Form {
	f.Fields = append(f.Fields,
		page.Field{Name: "says", Label: "What is to be said of it", Kind: "area", Max: 2000, Value: a.Value("says", ""), Error: a.Fault("says"), Help: "For the mission and the bodies alone."},
		page.Field{Name: "at", Label: "When it was done", Kind: "time", Value: a.Value("at", ""), Error: a.Fault("at"), Help: "On the agreement's clocks, " + s.words.Zone.Name() + ". Left out, now."})
	return f
}

// done is what a form says was done of what is owed.
func (s *acting) done(a *api.Ask, o *response.Obligation) (response.Act, error) {
	by, why := s.doer(o)
	if why != nil {
		return response.Act{}, &api.Refused{Reason: "Nothing was entered: " + why.Error() + "."}
	}
	act := s.deed(o, by)
	d := act.Done
	d.Summary, d.Says = strings.TrimSpace(a.Sent.Get("summary")), strings.TrimSpace(a.Sent.Get("says"))
	if d.Step == "notice" && d.Summary == "" {
		return act, api.Refuse("summary", "say what the notice says: it is what the party answers to")
	}
	if list := s.carrying(o); len(list) > 0 {
		m, err := motionSent(a, list)
		if err != nil {
			return act, err
		}
		d.Says = strings.TrimSpace(fmt.Sprintf("By motion %d. %s", m.Content.Number, d.Says))
	}
	var err error
	if d.At, err = s.moment(a, "at"); err != nil {
		return act, err
	}
	switch {
	case d.At == 0:
	case o.Start != 0 && d.At < o.Start:
		return act, api.Refuse("at", "its clock began %s, and it was not done before: leave the time out, or give a later one", api.Clock(o.Start, s.words.Zone))
	case (d.Step == "notice" || d.Step == "invite") && d.At < a.Now-when.Instant(toldAgo):
		return act, api.Refuse("at", "the time to answer runs from it, so it is entered within an hour of being given: leave the time out, and it runs from now")
	}
	if s.setsReply(o) {
		if d.Reply, err = s.moment(a, "reply"); err != nil {
			return act, err
		}
	}
	to := desk.Unreached(o)
	for _, who := range to {
		if a.Sent.Get("to-"+who) == "yes" {
			d.To = append(d.To, who)
		}
	}
	if len(to) > 0 && len(d.To) == 0 {
		return act, api.Refuse("to-"+to[0], "tick who was reached: what reached nobody was not done")
	}
	return act, nil
}

// toldAgo is how long ago somebody may have been told of a case where that is entered here: their time to answer runs from then, and
// until the entry stands they see nothing of it.
const toldAgo = when.Hour

// doneFaults are the fields of the form of a step beside which the reasons of the procedure stand.
func doneFaults() []fault {
	return []fault{{"later than the entry", "at"}, {"notice of it before", "at"}, {"leave no time", "at"}, {"before the notice", "at"}, {"a reply is due", "reply"}, {"in a summary", "summary"}, {"a text of", "says"}}
}

func (d door) step(a *api.Ask) (api.Done, error) {
	var act response.Act
	var o *response.Obligation
	to := ""
	err := d.enter(a, func(s *acting) (err error) {
		to = s.address("")
		if o = s.owed(a.Sent.Get("of")); o == nil {
			return &api.Refused{Reason: "Nothing was entered: this is not owed in the case any more. See its clocks for what is."}
		}
		act, err = s.done(a, o)
		return err
	})
	if err != nil {
		return api.Done{}, err
	}
	if err := d.take(a, act, doneFaults()); err != nil {
		return api.Done{}, err
	}
	message := ""
	err = d.enter(a, func(s *acting) error {
		message = s.became(o) + s.next()
		return nil
	})
	return api.Done{To: to, Message: message}, err
}

// became says what is on record of something that was owed, after an act on it.
func (s *acting) became(o *response.Obligation) string {
	if to := desk.Unreached(o); o.IsOpen() && len(to) > 0 {
		return fmt.Sprintf("On record: %s, which still has to reach %s (%s).", desk.Step(o), s.list(to), s.until(o))
	}
	if o.Done == 0 {
		return "It is on record."
	}
	said := fmt.Sprintf("On record: %s, done %s by %s.", desk.Step(o), api.Clock(o.Done, s.words.Zone), s.who(o.DoneBy))
	if late := o.Late(s.at); late > 0 {
		said += " It was late, and stays so."
	}
	return said
}

// next says what is owed next in the case.
func (s *sitting) next() string {
	var next *response.Obligation
	for _, o := range s.c.Obligations {
		if o.IsOpen() && (next == nil || o.Due != 0 && (next.Due == 0 || o.Due < next.Due)) {
			next = o
		}
	}
	if next == nil {
		return " Nothing more is owed in this case."
	}
	return fmt.Sprintf(" Owed next: %s by %s, %s.", desk.Step(next), desk.Or(s.who(next.By), "nobody in particular"), s.until(next))
}
