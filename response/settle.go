// SPDX-License-Identifier: Apache-2.0

package response

import (
	"container/heap"
	"slices"

	"truce/finding"
	"truce/response/ballot"
	"truce/when"
)

// Count counts the votes on a motion that are not void. Whoever is recused after it was decided took part in it.
func (r *Register) Count(m *Motion) Count {
	return ballot.CountOf(r.bodies[m.Content.Body], m.Ballots, func(who string) bool {
		return slices.ContainsFunc(r.recused, func(o Filed[Recusal]) bool {
			return o.Act.TakesOut(m.Content.Body, who, m.Content.Case) && (m.State == Undecided || o.At <= m.Closed)
		})
	})
}

// settle decides a motion if it can be decided: when it closes, when everybody voted, or when nothing can change it.
func (r *Register) settle(m *Motion, closes bool) {
	result, because := ballot.Decide(ballot.Question{
		Body: r.bodies[m.Content.Body], Ballots: m.Ballots, Count: r.Count(m), Silence: m.Content.Silence, Closes: closes,
		Over: m.Content.Closes <= r.now,
	})
	if result != Undecided {
		r.close(m, result, because)
	}
}

// close ends a motion and lets what was decided take effect.
func (r *Register) close(m *Motion, result Result, because string) {
	m.State, m.Closed, m.Because = result, r.now, because
	e := Event{Case: m.Content.Case, What: Closed, Motion: m, Says: string(result) + ": " + because}
	var err error
	if result == Adopted {
		if err = r.proposable(r.bodies[m.Content.Body], m.caseOf, &m.Content.Proposes, r.now); err == nil {
			e.Carry = r.carry(m)
		}
	}
	c, what := m.caseOf, m.Content.Proposes.Determination
	if what != nil && (result == Divided || result == Vetoed) && c.determination() == nil {
		if c.Finding == nil {
			defer r.decided(c, Decided{Case: c.Number, By: string(m.Content.Body), None: true, Reason: because})
		} else {
			e.Carry = &Decision{Incident: c.Incident, Term: c.Term, By: string(m.Content.Body), Determination: &finding.Determination{
				By: m.Content.Body, At: r.now, None: true, Reasons: because, Members: positions(m),
			}}
		}
	}
	r.note(e)
	switch p := m.Content.Proposes; {
	case !fails(result):
	case p.Determination != nil:
		r.fallBack(c, r.bodies[m.Content.Body], determining)
	case p.Appealed != nil:
		r.fallBack(c, r.bodies[m.Content.Body], onAppeals)
	}
	switch {
	case err != nil: // it was in order when it was moved
		r.note(Event{Case: m.Content.Case, What: Entered, Motion: m, Says: "not carried out: " + err.Error()})
	case result == Adopted:
		r.takeEffect(m)
	}
}

// carry is what an adopted motion does to the finding.
func (r *Register) carry(m *Motion) *Decision {
	c, p, body := m.caseOf, m.Content.Proposes, m.Content.Body
	switch {
	case p.Ruling != nil:
		return &Decision{Ruling: p.Ruling, By: string(body)}
	case p.Determination != nil && c.Finding != nil:
		act := &finding.Determination{
			By: body, At: r.now, Outcome: p.Determination.Outcome, Intent: p.Determination.Intent, Reasons: p.Determination.Reasons, Members: positions(m),
		}
		if c.Papers != nil {
			act.ExParte = slices.Clone(c.Papers.ExParte)
		}
		return &Decision{Incident: c.Incident, Term: c.Term, By: string(body), Determination: act}
	case p.Appealed != nil && p.Appealed.Outcome == "upheld" && c.Finding != nil && c.settles():
		return &Decision{Incident: c.Incident, Term: c.Term, By: string(body), Advance: finding.Final}
	}
	return nil
}

// takeEffect does what an adopted motion does to the case itself.
func (r *Register) takeEffect(m *Motion) {
	c, p, body := m.caseOf, m.Content.Proposes, string(m.Content.Body)
	switch {
	case p.Determination != nil && c.Finding == nil:
		r.decided(c, Decided{Case: c.Number, By: body, Outcome: p.Determination.Outcome, Reason: p.Determination.Reasons})
	case p.Remedy != nil:
		o := *p.Remedy
		o.By = body
		r.ordered(c, o)
	case p.Declaration != nil:
		d := *p.Declaration
		d.By = body
		r.declared(c, d)
	case p.Appealed != nil:
		a := *p.Appealed
		a.By = body
		r.appealed(c, a)
	}
}

// positions are what the members held, for the determination.
func positions(m *Motion) []finding.Opinion {
	words := map[Choice]string{Yes: "for", No: "against", Abstain: "abstains"}
	var out []finding.Opinion
	for _, b := range m.Ballots {
		if b.Void == "" && !b.Replaced {
			holds := words[b.Choice]
			if b.Says != "" {
				holds += ": " + b.Says
			}
			out = append(out, finding.Opinion{By: b.Member, At: b.At, Holds: holds})
		}
	}
	return out
}

// wake has a pause end by itself, and wakeMotion a motion close.
func (r *Register) wake(d *Obligation, at when.Instant) {
	r.end(&deadline{at: at, id: d.id, obligation: d, pause: true})
}

func (r *Register) wakeMotion(m *Motion) {
	r.end(&deadline{at: m.Content.Closes, id: m.id, motion: m})
}

func (r *Register) end(d *deadline) {
	r.closing = append(r.closing, d)
	heap.Push(&r.due, d)
}
