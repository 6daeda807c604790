// SPDX-License-Identifier: Apache-2.0

package response

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/response/ballot"
	"truce/response/clock"
	"truce/when"
)

// The decisions that a body takes in the place of another where that cannot, by what a body has to be competent for.
const (
	determining = "determine"
	onAppeals   = "appeal"
)

// stepOf is the step of the procedure that a decision is.
func stepOf(act string) string {
	if act == onAppeals {
		return "decide-appeal"
	}
	return "determine"
}

// Turn returns an error where a body decides on a finding as of a time in the place of another that has not failed: act is
// "determine" or "appeal". Whoever enters such a decision beside the register asks it first.
func (r *Register) Turn(on Thread, act, by string, at when.Instant) error {
	c, err := r.find(on)
	if err != nil {
		return nil // nothing is on record that anybody could decide: whoever looks at the finding says so
	}
	return r.turn(c, act, by, at)
}

func (r *Register) turn(c *Case, act, by string, at when.Instant) error {
	before := r.before(act, by)
	if len(before) == 0 || slices.ContainsFunc(before, func(b *agreement.Body) bool { return r.failed(c, b, act, at) }) {
		return nil
	}
	b := before[0]
	return fmt.Errorf("%s: %s acts in the place of %s, which has not failed: first that has to divide or fail in a vote on case %d, its time to pass, "+
		"or so many of its members to be recused that there is no quorum", act, by, b.ID, c.Number)
}

// before are the bodies of which one has to have failed before somebody decides: those whose fallback it is. It is empty for the
// body that owes the step, and for the first of the text where all stand in for each other.
func (r *Register) before(act, by string) (out []*agreement.Body) {
	bodies := r.text.Agreement().Bodies
	self := slices.IndexFunc(bodies, func(b agreement.Body) bool { return people.Is(r.text, by, string(b.ID)) })
	if self < 0 {
		return nil
	}
	owner := slices.IndexFunc(r.steps, func(s *Rule) bool { return s.Name == stepOf(act) && r.bodies[agreement.BodyID(s.By)] != nil })
	if owner >= 0 && r.steps[owner].By == string(bodies[self].ID) {
		return nil
	}
	first := true
	for i := range bodies {
		b := &bodies[i]
		if i == self || !slices.Contains(b.Competent, act) {
			continue
		}
		first = first && i > self
		if b.Fallback == string(bodies[self].ID) {
			out = append(out, b)
		}
	}
	if owner < 0 && first {
		return nil
	}
	return out
}

// failed tells whether a body has shown that it does not decide on a case, since that was last to be decided.
func (r *Register) failed(c *Case, b *agreement.Body, act string, at when.Instant) bool {
	since := c.starts[clock.Determined]
	if act == onAppeals {
		since = c.appealed()
	}
	recused := func(who string) bool { return r.IsRecused(b.ID, who, c.Number) }
	return ballot.Lacks(b, recused) || r.outOfTime(c, b, act, at) || r.divided(c, b, act, since) || r.lost(c, b, act, since)
}

func (r *Register) outOfTime(c *Case, b *agreement.Body, act string, at when.Instant) bool {
	return slices.ContainsFunc(c.Obligations, func(d *Obligation) bool {
		return d.Kind == StepObligation && d.Name == stepOf(act) && d.By == string(b.ID) && d.IsOpen() &&
			(d.RanOut != 0 || d.State != Paused && d.Due != 0 && d.Due <= at)
	})
}

func (r *Register) divided(c *Case, b *agreement.Body, act string, since when.Instant) bool {
	if act != determining {
		return false
	}
	if c.Finding != nil {
		d := c.Finding.Released.Determination
		return d != nil && d.None && d.By == b.ID && d.At >= since
	}
	return c.Papers != nil && slices.ContainsFunc(c.Papers.Decided, func(d Filed[Decided]) bool {
		return d.Act.None && d.At >= since && people.Is(r.text, d.Act.By, string(b.ID))
	})
}

func (r *Register) lost(c *Case, b *agreement.Body, act string, since when.Instant) bool {
	return c.Papers != nil && slices.ContainsFunc(c.Papers.Motions, func(n int) bool {
		m := r.motions[n-1]
		is := act == determining && m.Content.Proposes.Determination != nil || act == onAppeals && m.Content.Proposes.Appealed != nil
		return is && m.Content.Body == b.ID && m.Content.Moved >= since && fails(m.State)
	})
}

// fails tells whether a body could not decide by a motion, neither for nor against.
func fails(result Result) bool {
	return result == NoQuorum || result == Divided || result == Vetoed || result == Unsigned
}

// fallBack hands what a body could not decide to whom the text names instead. It tells whether that is a body which may decide it.
func (r *Register) fallBack(c *Case, b *agreement.Body, act string) bool {
	if c == nil || b == nil || b.Fallback == "" || b.Fallback == string(b.ID) {
		return false
	}
	for _, d := range c.Obligations {
		if d.Kind == StepObligation && d.Name == stepOf(act) && d.IsOpen() && d.detail().Fallback != b.Fallback {
			d.Detail.Fallback = b.Fallback
			r.note(Event{Case: c.Number, What: FallsBack, Obligation: d, Says: fmt.Sprintf("%s acts, since %s could not", b.Fallback, b.ID)})
		}
	}
	other := r.bodies[agreement.BodyID(b.Fallback)]
	return other != nil && slices.Contains(other.Competent, act)
}

// bodyOf is the body that somebody is, by its ID or its name; empty where it is none.
func (r *Register) bodyOf(by string) agreement.BodyID {
	for _, b := range r.text.Agreement().Bodies {
		if people.Is(r.text, by, string(b.ID)) {
			return b.ID
		}
	}
	return ""
}
