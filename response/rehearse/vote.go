// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"fmt"

	"truce/agreement"
	"truce/finding"
	"truce/response"
	"truce/when"
)

// meet puts a motion before a body that has come together, and lets its members vote.
func (f *performance) meet(m matterOf) {
	if m.obligation.Name == "determine" && f.determined != 0 || m.obligation.Name != "determine" && !m.obligation.IsOpen() {
		return
	}
	actors := f.of(m.body)
	mover := ""
	for _, a := range actors {
		if how := f.play.behaviour(a); how != Absent && how != Recused && mover == "" {
			mover = f.cast.actors[a].name
		}
	}
	if mover == "" { // an empty room is waited in as long as a vote is open, and it takes the vote to show that nobody came
		f.stopped(m, "nobody of "+string(m.body.ID)+" takes part")
		mover = string(m.body.ID)
	}
	for _, a := range actors {
		if f.play.behaviour(a) == Recused {
			name := f.cast.actors[a].name
			f.act(&response.Act{Recusal: &response.Recusal{Body: m.body.ID, Member: name, Case: first.Case, By: name, Reason: "the matter is its own"}})
		}
	}
	before := len(f.register.Motions())
	f.act(&response.Act{Motion: &response.Move{
		Body: m.body.ID, By: mover, Thread: first, Proposes: f.proposal(m), Closes: f.now + when.Instant(voting),
	}})
	if len(f.register.Motions()) == before {
		f.stopped(m, string(m.body.ID)+" may not decide it")
		f.instead(m.obligation, m.body)
		return
	}
	motion := f.register.Motions()[before]
	f.tables[motion] = m
	for _, a := range actors {
		if at, ok := f.ballotAt(m, a); ok && at < motion.Content.Closes {
			f.at(at, func() { f.vote(motion, m, a) })
		}
	}
}

// proposal is what the motion proposes.
func (f *performance) proposal(m matterOf) response.Proposal {
	switch {
	case m.obligation.Kind == declaring:
		return response.Proposal{Declaration: &response.Declaration{Thread: first, By: string(m.body.ID), Word: m.obligation.Name, Reason: "rehearsed"}}
	case m.obligation.Name == "determine" && m.cleared:
		return response.Proposal{Determination: &response.Outcome{Outcome: finding.NoViolation, Reasons: "rehearsed"}}
	case m.obligation.Name == "determine":
		return response.Proposal{Determination: &response.Outcome{Outcome: finding.Violation, Reasons: "rehearsed"}}
	case m.obligation.Name == "remedy" && m.obligation.Kind == response.StepObligation:
		return response.Proposal{Remedy: &response.Order{
			Thread: first, By: string(m.body.ID), Force: f.force(string(m.body.ID)), Respondent: f.respondents[f.play.respondent], Says: "as rehearsed",
		}}
	default:
		return response.Proposal{Text: "to do what rung " + m.obligation.Name + " owes"}
	}
}

// ballotAt is when somebody votes, from now on; false where it never does.
func (f *performance) ballotAt(m matterOf, actor int) (when.Instant, bool) {
	a := &f.cast.actors[actor]
	asked := f.asked[asking{m.body.ID, string(m.obligation.Kind) + m.obligation.Name}]
	at := f.now
	switch f.play.behaviour(actor) {
	case Absent, Recused:
		return 0, false
	case Slow:
		at = max(at, asked+when.Instant(promptly+SlowBy))
	default:
	}
	if a.needs == "" {
		return at, true
	}
	takes, err := a.within.Parse()
	return max(at, asked+when.Instant(takes)), err == nil && a.within != ""
}

// vote casts the vote of one member, or of a body without members.
func (f *performance) vote(motion *response.Motion, m matterOf, actor int) {
	if motion.State != response.Undecided {
		return
	}
	choice := response.Yes
	if f.play.behaviour(actor) == Refuses && !m.cleared {
		choice = response.No
	}
	v := &response.Vote{Motion: motion.Digest, By: f.cast.actors[actor].name, Choice: choice}
	if m.body.Signatures > 0 {
		v.Key, v.Signature = "rehearsed", "cmVoZWFyc2Vk"
	}
	f.act(&response.Act{Vote: v})
}

// closed goes on from what came of a motion.
func (f *performance) closed(motion *response.Motion) {
	m, ok := f.tables[motion]
	if !ok {
		return
	}
	switch motion.State {
	case response.Adopted:
		if m.obligation.Name != "determine" && m.obligation.IsOpen() {
			f.do(m.obligation, string(m.body.ID))
		}
		return
	case response.Refused:
		if m.obligation.Name == "determine" && !m.cleared {
			m.cleared = true
			f.meet(m)
			return
		}
	case response.NoQuorum, response.Unsigned:
		if at, ok := f.later(m); ok && m.body.Fallback == "" {
			f.at(sittingOf(f.doc, m.body).next(at), func() { f.meet(m) })
			return
		}
	default:
	}
	f.stopped(m, fmt.Sprintf("the vote of %s ends %s (%s)", m.body.ID, motion.State, motion.Because))
	f.instead(m.obligation, m.body)
}

// later is when the next member votes who could not yet.
func (f *performance) later(m matterOf) (next when.Instant, ok bool) {
	for _, a := range f.of(m.body) {
		if at, votes := f.ballotAt(m, a); votes && at > f.now && (!ok || at < next) {
			next, ok = at, true
		}
	}
	return next, ok
}

// stopped keeps why a body did not decide.
func (f *performance) stopped(m matterOf, why string) {
	if f.out.why == "" {
		f.out.why = why
	}
}

// instead hands something to the body that the text names where another does not act, or else to one that may determine:
// who may determine may take every step.
func (f *performance) instead(d *response.Obligation, b *agreement.Body) {
	if b == nil {
		return
	}
	if fallback := f.body(b.Fallback); fallback != nil && fallback.ID != b.ID {
		f.takeUp(d, fallback)
	}
	if other := f.body(f.determiner(b.ID)); other != nil {
		f.takeUp(d, other)
	}
}
