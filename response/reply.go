// SPDX-License-Identifier: Apache-2.0

package response

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/response/clock"
	"truce/when"
)

// replies returns an error unless a reply is by whom the text lets reply, the respondent where it names nobody, and after the notice
// reached them. Who determines replies for nobody: a reply in another's name would silence the one that is owed.
func (r *Register) replies(c *Case, d *Done, of *Obligation) error {
	word := of.By
	if word == "" {
		word = agreement.Respondent
	}
	if !r.acts(c, d.By, word) {
		return fmt.Errorf("done: a reply is by the %s, and %s is not that", word, d.By)
	}
	step := r.tells(of)
	if step == "" {
		return nil
	}
	at, ok := r.told(c, step, r.reached(d)[0])
	switch {
	case !ok:
		return fmt.Errorf("done: a reply comes after the %s, and none that reached %s is on record in case %d: enter it first", step, d.By, c.Number)
	case d.At != 0 && d.At < at:
		return fmt.Errorf("done: a reply of %s is of before the %s, of %s", d.At, step, at)
	}
	return nil
}

// leavesTime returns an error where a step, dated back, would leave somebody else no time for what follows on it: nobody is in
// default, and no body out of time, by an entry that they could not know of.
func (r *Register) leavesTime(c *Case, d *Done, did, at when.Instant) error {
	for _, s := range r.steps {
		due := s.Clock.Due(did, 0)
		if s.Clock.After != 0 && s.Clock.After == clock.EventOf(d.Step) && due != 0 && due <= at && !r.acts(c, d.By, s.By) {
			return fmt.Errorf("done: of %s, it would leave no time for %s, over by %s: enter it as of now", did, s.Name, due)
		}
	}
	return nil
}

// tells is the step of the text by which a respondent is told, before a reply; empty where it has none.
func (r *Register) tells(reply *Obligation) string {
	for _, step := range []string{reply.After, "notice", "invite"} {
		if (step == "notice" || step == "invite") && slices.ContainsFunc(r.steps, func(s *Rule) bool { return s.Name == step }) {
			return step
		}
	}
	return ""
}

// told returns when somebody was first told by a step of a case; ok is false where they were not yet.
func (r *Register) told(c *Case, step, who string) (at when.Instant, ok bool) {
	if c.Papers != nil {
		for _, s := range c.Papers.Steps {
			if s.Act.Step == step && (len(s.Act.To) == 0 || slices.Contains(r.reached(&s.Act), who)) {
				return s.Act.At, true
			}
		}
	}
	for _, d := range c.Obligations {
		if d.Kind == StepObligation && d.Name == step && d.State == Fulfilled {
			return d.Done, true
		}
	}
	return 0, false
}
