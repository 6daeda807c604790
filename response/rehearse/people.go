// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"slices"

	"truce/agreement"
	"truce/finding"
	"truce/response"
	"truce/when"
)

// react lets those whom it concerns act on what came about.
func (f *performance) react(events []response.Event) {
	for _, e := range events {
		if m, ok := f.tables[e.Motion]; ok && e.What == response.Closed {
			f.session[m.body.ID] = f.now + when.Instant(inSession)
		}
		if e.Carry != nil {
			f.carry(e.Carry)
		}
		switch e.What {
		case response.Owed, response.Waits:
			f.owed(e.Obligation, e.What == response.Waits)
		case response.RanOut:
			if e.Obligation.State == response.Open {
				f.instead(e.Obligation, f.body(e.Obligation.By))
			}
		case response.FallsBack:
			f.takeUp(e.Obligation, f.body(e.Obligation.Detail.Fallback))
		case response.Did, response.ByDefault:
			if e.Obligation.Name == "reply" && e.Obligation.Kind == response.StepObligation {
				f.heard()
			}
		case response.Closed:
			f.closed(e.Motion)
		default:
		}
	}
}

// carry takes a decision over to the finding, as a docket does.
func (f *performance) carry(d *response.Decision) {
	if d.Determination == nil {
		return
	}
	f.finding.Version++
	f.finding.Released.Determination = d.Determination
	if !d.Determination.None {
		f.finding.Released.Status = finding.Determined
		if f.determined == 0 {
			f.determined = f.now
		}
	}
	f.take(d.By)
}

// owed lets whoever owes something go about it.
func (f *performance) owed(d *response.Obligation, waits bool) {
	if d.Kind == response.RungObligation {
		f.out.climbed = true
	}
	switch {
	case d.Kind == response.RemedyObligation || d.Name == "appeal":
		return
	case waits:
		if f.named("determine") < 0 {
			f.takeUp(&response.Obligation{Rule: &response.Rule{Kind: response.StepObligation, Name: "determine"}}, f.body(f.determiner("")))
		}
		return
	case d.Name == "reply" && d.Kind == response.StepObligation:
		f.replied = false
	}
	switch b := f.body(d.By); {
	case b != nil:
		f.takeUp(d, b)
	case d.By == agreement.Respondent:
		f.side(d)
	case d.By != "" && d.By != agreement.Complainant:
		f.at(f.now+when.Instant(promptly), func() { f.do(d, d.By) })
	}
}

// side lets the respondent do what it owes.
func (f *performance) side(d *response.Obligation) {
	i := slices.IndexFunc(f.cast.actors, func(a actor) bool { return a.role == side })
	if t, ok := f.turn(i, f.now, d.Due); ok {
		f.at(t, func() { f.do(d, f.respondents[f.play.respondent]) })
	}
}

// turn is when an actor does something that it was asked at a time and that is due at another; false where it never does.
func (f *performance) turn(actor int, asked, due when.Instant) (when.Instant, bool) {
	prompt := asked + when.Instant(promptly)
	switch how := f.play.behaviour(actor); {
	case how == Absent:
		return 0, false
	case how == Slow:
		return prompt + when.Instant(SlowBy), true
	case how == Latest && due != 0:
		return max(due-when.Instant(lastly), asked), true
	default:
		return prompt, true
	}
}

// do enters a step or rung as done, if it is still to be done.
func (f *performance) do(d *response.Obligation, by string) {
	if !d.IsOpen() {
		return
	}
	switch {
	case d.Kind == declaring:
		return // what was adopted is declared
	case d.Kind == response.RungObligation:
		f.act(&response.Act{Done: &response.Done{Thread: first, Rung: d.Name, By: by}})
	case d.Name == "remedy":
		f.act(&response.Act{Remedy: &response.Order{
			Thread: first, By: by, Force: f.force(by), Respondent: f.respondents[f.play.respondent], Says: "as rehearsed",
		}})
	default:
		f.act(&response.Act{Done: &response.Done{Thread: first, Step: d.Name, By: by, Summary: "as rehearsed"}})
	}
}

// force is the strongest that a remedy of a body may have.
func (f *performance) force(by string) string {
	if b := f.body(by); b != nil && len(b.Remedies) > 0 {
		return b.Remedies[len(b.Remedies)-1]
	}
	return "ordered"
}

// heard lets go on what waited for the reply.
func (f *performance) heard() {
	f.replied = true
	waiting := f.waiting
	f.waiting = nil
	for _, do := range waiting {
		do()
	}
}

// takeUp lets a body go about something, once.
func (f *performance) takeUp(d *response.Obligation, b *agreement.Body) {
	if b == nil {
		return
	}
	key := asking{b.ID, string(d.Kind) + d.Name}
	if _, again := f.asked[key]; again {
		return
	}
	f.asked[key] = f.now
	m := matterOf{obligation: d, body: b}
	votes := d.Name == "determine" || d.Kind == declaring || len(b.Members) > 0 && (d.Kind == response.RungObligation || d.Name == "remedy")
	if !votes {
		f.clerk(m)
		return
	}
	if d.Name == "determine" && !f.replied {
		f.waiting = append(f.waiting, func() { f.convene(m) })
		return
	}
	f.convene(m)
}

// clerk lets somebody of a body do what needs no vote: the first who is there.
func (f *performance) clerk(m matterOf) {
	actors := f.of(m.body)
	at, found := when.Instant(0), false
	for _, a := range actors {
		if t, ok := f.turn(a, f.now, m.obligation.Due); ok && (!found || t < at) {
			at, found = t, true
		}
	}
	if !found {
		f.instead(m.obligation, m.body)
		return
	}
	f.at(at, func() { f.do(m.obligation, string(m.body.ID)) })
}

// of are the actors of a body.
func (f *performance) of(b *agreement.Body) []int {
	i := slices.IndexFunc(f.doc.Bodies, func(other agreement.Body) bool { return other.ID == b.ID })
	if f.cast.office[i] >= 0 {
		return []int{f.cast.office[i]}
	}
	var out []int
	for k, a := range f.cast.actors {
		if a.role == member && slices.Contains(a.bodies, i) {
			out = append(out, k)
		}
	}
	return out
}

// convene brings a body together on something: after the time that it needs, inside the window in which it sits.
func (f *performance) convene(m matterOf) {
	takes, err := m.body.Convenes.Parse()
	if err != nil {
		takes = 0
	}
	sits := sittingOf(f.doc, m.body)
	at := sits.next(f.now + when.Instant(max(takes, promptly)))
	if f.session[m.body.ID] >= f.now {
		at = f.now
	}
	if f.play.base == Latest && m.obligation.Due != 0 {
		at = max(at, sits.last(m.obligation.Due-when.Instant(voting+lastly)))
	}
	f.at(at, func() { f.meet(m) })
}
