// SPDX-License-Identifier: Apache-2.0

package response

import (
	"cmp"
	"container/heap"
	"slices"

	"truce/when"
)

// deadline is an instant at which something happens by itself: the time of an obligation runs out, a pause ends, a motion closes.
type deadline struct {
	at         when.Instant
	id         int
	obligation *Obligation
	motion     *Motion
	pause      bool
}

type deadlines []*deadline

func (q deadlines) Len() int { return len(q) }

func (q deadlines) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].at, q[j].at), cmp.Compare(q[i].id, q[j].id)) < 0
}

func (q deadlines) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

func (q *deadlines) Push(x any) { *q = append(*q, x.(*deadline)) }

func (q *deadlines) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// holds tells whether a deadline still means something.
func (d *deadline) holds() bool {
	switch {
	case d.motion != nil:
		return d.motion.State == Undecided
	case d.pause:
		n := len(d.obligation.Detail.Pauses)
		return d.obligation.State == Paused && d.obligation.Detail.Pauses[n-1].Ends == d.at
	}
	return (d.obligation.State == Open || d.obligation.State == Waiting) && d.obligation.RanOut == 0 && d.obligation.Due != 0 && d.obligation.Due <= d.at
}

// NextDue returns when the next deadline passes by itself; ok is false where none is running.
func (r *Register) NextDue() (at when.Instant, ok bool) {
	for len(r.due) > 0 {
		if r.due[0].holds() {
			return r.due[0].at, true
		}
		heap.Pop(&r.due)
	}
	return 0, false
}

// Closing tells whether a motion closes or a pause ends by itself up to an instant: what an act is looked at against changes
// then.
func (r *Register) Closing(now when.Instant) bool {
	r.closing = slices.DeleteFunc(r.closing, func(d *deadline) bool { return !d.holds() })
	return slices.ContainsFunc(r.closing, func(d *deadline) bool { return d.at <= now })
}

// Fire moves the register's clock to an instant, never back, and lets every deadline up to it pass, in order of time and then
// of the number of what it is of, each at its own instant. A deadline adds no judgement.
func (r *Register) Fire(now when.Instant) []Event {
	for {
		at, ok := r.NextDue()
		if !ok || at > now {
			break
		}
		d := heap.Pop(&r.due).(*deadline)
		r.now = max(r.now, at)
		switch {
		case d.motion != nil:
			r.settle(d.motion, true)
		case d.pause:
			r.goOn(r.cases[d.obligation.Case-1], d.obligation, "the longest pause of the text is over")
			r.suspend(r.cases[d.obligation.Case-1], "")
		default:
			r.runOut(r.cases[d.obligation.Case-1], d.obligation)
		}
	}
	r.now = max(r.now, now)
	return r.flush()
}

// runOut records that the time of an obligation is over.
func (r *Register) runOut(c *Case, d *Obligation) {
	if d.Name == "appeal" && d.Kind == StepObligation {
		d.State = Lapsed
		r.note(Event{Case: c.Number, What: Lapse, Obligation: d, Says: "nobody appealed in time"})
		return
	}
	of := r.respondents(c) // nobody is in default whom the finding points at no more: the reply of whom it does not is refused
	isNot := func(who string) bool { return !slices.Contains(of, who) }
	if d.Name == "reply" && d.Kind == StepObligation && len(slices.DeleteFunc(d.missing(), isNot)) == 0 {
		d.State, d.detail().Says = Dropped, "the finding points at none of those who have not replied"
		r.note(Event{Case: c.Number, What: Drops, Obligation: d, Says: d.Detail.Says})
		return
	}
	d.RanOut = d.Due
	if d.Name == "reply" && d.Kind == StepObligation {
		d.State = Defaulted
		for _, who := range d.detail().To {
			if !isNot(who) && !slices.Contains(d.Detail.Reached, who) && !slices.Contains(c.papers().ExParte, who) {
				c.papers().ExParte = append(c.papers().ExParte, who)
			}
		}
		r.note(Event{Case: c.Number, What: ByDefault, Obligation: d, Says: "no reply came in time: ex parte"})
		return
	}
	says := ""
	if d.State == Waiting {
		says = "its time ran out before the determination that it needs"
	}
	r.note(Event{Case: c.Number, What: RanOut, Obligation: d, Says: says})
}
