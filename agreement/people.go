// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"fmt"
	"slices"
)

// Competent returns an error unless the text makes the body competent for the act: "determine", "rule-reading",
// "verify", "call", "appeal", "remedy" or "set-time".
func (c *Compiled) Competent(id BodyID, act string) error {
	for _, b := range c.agreement.Bodies {
		if b.ID != id {
			continue
		}
		if slices.Contains(b.Competent, act) {
			return nil
		}
		return fmt.Errorf("%s: body %s may %v, not %s", c.Ref(), id, b.Competent, act)
	}
	return fmt.Errorf("%s has no body %q", c.Ref(), id)
}

// EntitledToOpinion tells whether the text entitles somebody to an opinion that marks a finding contested.
func (c *Compiled) EntitledToOpinion(member string) bool {
	for _, b := range c.agreement.Bodies {
		for _, m := range b.Members {
			if m.ID == member && m.Opinion {
				return true
			}
		}
	}
	return false
}

// MayRule returns an error unless the text has the question and the reading and lets the body rule on it.
func (c *Compiled) MayRule(q QuestionID, reading ReadingID, by BodyID) error {
	for _, question := range c.agreement.Questions {
		if question.ID != q {
			continue
		}
		if !slices.ContainsFunc(question.Readings, func(r Reading) bool { return r.ID == reading }) {
			return fmt.Errorf("%s: question %s has no reading %q", c.Ref(), q, reading)
		}
		if question.RuledBy == "" {
			return fmt.Errorf("%s: the text lets nobody rule on question %s", c.Ref(), q)
		}
		if question.RuledBy != by {
			return fmt.Errorf("%s: %s may rule on question %s, not %s", c.Ref(), question.RuledBy, q, by)
		}
		return nil
	}
	return fmt.Errorf("%s has no question %q", c.Ref(), q)
}

// CheckCondition returns an error unless the term has the exemption and it the condition.
func (c *Compiled) CheckCondition(term TermID, exemption, condition string) error {
	for _, t := range c.agreement.Terms {
		for _, e := range t.Exemptions {
			if t.ID != term || e.ID != exemption {
				continue
			}
			if slices.ContainsFunc(e.Conditions, func(each Condition) bool { return each.ID == condition }) {
				return nil
			}
			return fmt.Errorf("%s: exemption %s of term %s has no condition %q", c.Ref(), exemption, term, condition)
		}
	}
	return fmt.Errorf("%s: term %s has no exemption %q", c.Ref(), term, exemption)
}
