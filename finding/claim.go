// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"container/heap"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/finding/actors"
	"truce/known"
	"truce/observation"
	"truce/when"
)

// Answer is what is on record of one condition of an exemption in one case.
type Answer struct {
	Incident  canon.IncidentID `json:"incident"`
	Term      agreement.TermID `json:"term"`
	Exemption string           `json:"exemption"`
	Condition string           `json:"condition"`
	Met       known.Answer     `json:"met"`
	By        string           `json:"by"`
	// At is when it was given, by the word of whoever records it; Entered is the journal time, by which clocks run.
	At      when.Instant `json:"at"`
	Entered when.Instant `json:"-"`
	Says    string       `json:"says,omitempty"`
}

// claimed returns when an exemption of a term was first claimed for a case: by a report that says what it was an
// answer to, which claims every exemption, by an account of whoever may have done it that it was an act that this one
// asks for, or by an answer on record of this one: any with standing, else one that says yes. What an answer says of its
// own time moves no clock.
func (d *Docket) claimed(h *hearing, t agreement.TermID, e agreement.CompiledExemption) (first when.Instant, ok bool) {
	claim := func(at when.Instant) {
		if !ok || at < first {
			first, ok = at, true
		}
	}
	for _, m := range h.incident.Members {
		if m.Sighting.InAnswerTo != "" || d.ownAct(h, e, m) {
			claim(m.Received)
		}
	}
	for _, a := range h.answers {
		if a.Term == t && a.Exemption == e.Exemption.ID && (a.Met == known.Yes || d.weight(h, a, conditionOf(e, a.Condition)) > 0) {
			claim(a.Entered)
		}
	}
	return first, ok
}

// conditionOf returns a condition of an exemption that is known to have it.
func conditionOf(e agreement.CompiledExemption, id string) *agreement.Condition {
	i := slices.IndexFunc(e.Conditions, func(c agreement.CompiledCondition) bool { return c.Condition.ID == id })
	return e.Conditions[i].Condition
}

// exempt looks at the exemptions of a violated term. An exemption counts only once it is claimed; a condition
// that is still unknown when the answer is due has not been shown.
func (d *Docket) exempt(h *hearing, t agreement.TermID, res ruled) (Verdict, string) {
	verdict, because := Violation, res.because
	for _, e := range res.pending {
		first, claimed := d.claimed(h, t, e)
		if !claimed && !selfEvident(h, e) {
			continue
		}
		overdue := false
		if claimed && e.Within > 0 {
			due := first + when.Instant(e.Within)
			overdue = d.now >= due
			h.awaits(due)
		}
		answers := make([]known.Answer, len(e.Conditions))
		open := ""
		for i, c := range e.Conditions {
			answers[i] = d.condition(h, t, e, c)
			if answers[i] == known.Unknown && overdue {
				answers[i] = known.No
			}
			if answers[i] == known.Unknown && open == "" {
				open = c.Condition.Says
			}
		}
		switch known.And(answers...) {
		case known.Yes:
			return Exempt, "article " + string(e.Exemption.Article) + ": every condition of the exemption is met"
		case known.Unknown:
			verdict, because = Undetermined, "exemption "+e.Exemption.ID+": not known: "+open
		case known.No:
		}
	}
	return verdict, because
}

// selfEvident tells whether an exemption needs nobody's answer: every condition is an act that was seen.
func selfEvident(h *hearing, e agreement.CompiledExemption) bool {
	return !slices.ContainsFunc(e.Conditions, func(c agreement.CompiledCondition) bool {
		return len(c.Condition.Acts) == 0 || h.incident.Is(c.Condition.Acts...) != known.Yes
	})
}

// condition tells whether one condition of an exemption is met. What the record settles, nobody's answer outranks.
func (d *Docket) condition(h *hearing, t agreement.TermID, e agreement.CompiledExemption, c agreement.CompiledCondition) known.Answer {
	met := known.Unknown
	switch {
	case len(c.Condition.Acts) > 0:
		met = d.acted(h, c.Condition)
	case len(c.Condition.PrecededBy) > 0:
		met = d.preceded(h, c)
	}
	if met == known.Unknown {
		met = d.answered(h, t, e, c.Condition)
	}
	if met == known.Unknown && c.Condition.Exclusive {
		return known.No
	}
	return met
}

// ownAct tells whether an account is of an act that an exemption asks for, and of a side that may have done it.
func (d *Docket) ownAct(h *hearing, e agreement.CompiledExemption, m *observation.Observation) bool {
	return slices.ContainsFunc(e.Conditions, func(c agreement.CompiledCondition) bool {
		return len(c.Condition.Acts) > 0 && m.Sighting.Act.Is(c.Condition.Acts...) == known.Yes
	}) && actors.SpeaksFor(d.text, actors.Possible(d.text, h.incident), m)
}

// acted tells whether the act was one that a condition asks for. It is asked of each actor who may have done it, without
// that actor's own accounts where they would show it: a name that the text does not know may be any side's.
func (d *Docket) acted(h *hearing, c *agreement.Condition) known.Answer {
	met := h.incident.Is(c.Acts...)
	if met != known.Yes {
		return met
	}
	for _, a := range actors.Possible(d.text, h.incident) {
		rest := h.incident.Only(func(m *observation.Observation) bool {
			return !actors.SpeaksFor(d.text, []actors.Actor{a}, m) && (a.ID != "" || !actors.Interested(d.text, m))
		})
		if rest == nil || rest.Is(c.Acts...) != known.Yes {
			return known.Unknown
		}
	}
	return met
}

// awaits notes that a case changes by itself at an instant.
func (h *hearing) awaits(due when.Instant) {
	if !slices.Contains(h.dues, due) {
		h.dues = append(h.dues, due)
	}
}

// alarm is when a case is to be looked at again. One that the case no longer awaits rings in vain.
type alarm struct {
	at when.Instant
	of *hearing
}

// alarms is a heap, the earliest first.
type alarms []alarm

func (a alarms) Len() int           { return len(a) }
func (a alarms) Less(i, k int) bool { return a[i].at < a[k].at }
func (a alarms) Swap(i, k int)      { a[i], a[k] = a[k], a[i] }

// Push appends, for container/heap.
func (a *alarms) Push(x any) { *a = append(*a, x.(alarm)) }

// Pop takes the last, for container/heap.
func (a *alarms) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// wind sets alarms for what a case awaits and did not await before; what is past needs none.
func (d *Docket) wind(h *hearing, before []when.Instant) {
	h.dues = slices.DeleteFunc(h.dues, func(at when.Instant) bool { return at <= d.now })
	for _, at := range h.dues {
		if !slices.Contains(before, at) {
			heap.Push(&d.alarms, alarm{at, h})
		}
	}
}

// NextDue returns when the next answer to an exemption is due; ok is false if none is.
func (d *Docket) NextDue() (due when.Instant, ok bool) {
	for len(d.alarms) > 0 {
		if next := d.alarms[0]; slices.Contains(next.of.dues, next.at) {
			return next.at, true
		}
		heap.Pop(&d.alarms)
	}
	return 0, false
}

// Fire moves the docket's clock to an instant, never back, and judges the cases whose answers were due by then.
// All of them are judged as of that instant: call it for each due instant in turn.
func (d *Docket) Fire(now when.Instant) []Change {
	touched := touched{}
	for {
		due, ok := d.NextDue()
		if !ok || due > now {
			break
		}
		h := heap.Pop(&d.alarms).(alarm).of
		h.dues = slices.DeleteFunc(h.dues, func(at when.Instant) bool { return at == due })
		touched.add(h)
	}
	d.now = max(d.now, now)
	return d.review(touched, Cause{ByDeadline, "answer due " + now.String()})
}
