// SPDX-License-Identifier: Apache-2.0

package response

import (
	"slices"

	"truce/finding"
	"truce/response/rules"
)

// climb brings the rungs of a case to what its finding now owes: the strictest rung that may run on an assessment, and the
// strictest that needs a determination, which waits for one while its clock runs.
func (r *Register) climb(c *Case) {
	if c.Finding == nil || c.Status() == finding.Withdrawn || len(r.rungs) == 0 {
		return
	}
	act := c.determination()
	violation := c.Finding.Released.Verdict == finding.Violation
	for _, on := range [...]string{"assessment", "determination"} {
		var want *Rule
		if act != nil && act.Outcome == finding.Violation || act == nil && violation || on == "assessment" && violation {
			want = r.strictest(c, on)
		}
		r.stand(c, on, want)
	}
}

// strictest returns the rung of a basis that asks for most of those that the finding reaches: by severity, recurrence,
// confidence, and the later one in the text.
func (r *Register) strictest(c *Case, on string) *Rule {
	grade := c.Finding.Released.Grade
	var best *rules.Rung
	for i := range r.rungs {
		g := &r.rungs[i]
		reached := g.On == on && grade.Severity >= g.Rung.Severity && grade.Confidence >= g.Rung.Confidence &&
			grade.Recurrence >= g.Rung.Recurrence && (g.Rung.Declared == "" || c.declared(g.Rung.Declared))
		if reached && (best == nil || g.Stricter(best) >= 0) {
			best = g
		}
	}
	if best == nil {
		return nil
	}
	return best.Rule
}

func (c *Case) declared(word string) bool {
	return c.Papers != nil && slices.ContainsFunc(c.Papers.Declarations, func(d Filed[Declaration]) bool { return d.Act.Word == word })
}

// stand makes a rung the one that stands on its basis in a case; nil lets the one that stands go.
func (r *Register) stand(c *Case, on string, want *Rule) {
	var now *Obligation
	for _, d := range c.Obligations {
		if d.Kind == RungObligation && d.On == on && d.State != Dropped && (d.IsOpen() || now == nil || !now.IsOpen()) {
			now = d
		}
	}
	waits := on == "determination" && c.determination() == nil
	if now != nil && now.Rule == want {
		if now.State == Waiting && !waits {
			now.State = Open
			r.note(Event{Case: c.Number, What: Owed, Obligation: now})
		}
		return
	}
	if now != nil && now.IsOpen() {
		reason := "the finding is of no such rung any more"
		if want != nil {
			reason = "rung " + want.Name + " takes its place"
		}
		r.letGo(c, func(d *Obligation) bool { return d == now }, reason)
	}
	if want == nil {
		return
	}
	if slices.ContainsFunc(c.Obligations, func(d *Obligation) bool { return d.Rule == want && d.State == Fulfilled }) {
		return // what was done is not owed again
	}
	if i := slices.IndexFunc(c.Obligations, func(d *Obligation) bool { return d.Rule == want && d.isGone() }); i >= 0 {
		r.comeBack(c, c.Obligations[i])
		return
	}
	d := r.add(c, want)
	what := Owed
	if waits {
		d.State, what = Waiting, Waits
	}
	switch begun := c.starts[want.Clock.After]; {
	case want.Clock.Named != 0:
		r.start(d, want.Clock.Named)
	case want.Clock.After != 0 && begun != 0:
		r.start(d, begun)
	}
	r.note(Event{Case: c.Number, What: what, Obligation: d})
}
