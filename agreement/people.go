// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"fmt"
	"slices"

	"truce/agreement/gazetteer"
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

// Known tells whether the text knows somebody: a party or other armed actor, a body by its ID or name, or a member
// of one. The mission that keeps the record is known to every text.
func (c *Compiled) Known(name string) bool {
	if _, ok := c.Party(name); ok || c.isMission(name) {
		return true
	}
	if _, ok := c.bodyNamed(name); ok {
		return true
	}
	return slices.ContainsFunc(c.agreement.Bodies, func(b Body) bool {
		return slices.ContainsFunc(b.Members, func(m Member) bool { return gazetteer.Fold(m.ID) == gazetteer.Fold(name) })
	})
}

// bodyNamed returns a body by its ID or name, without regard to case.
func (c *Compiled) bodyNamed(name string) (*Body, bool) {
	i := slices.IndexFunc(c.agreement.Bodies, func(b Body) bool {
		return gazetteer.Fold(string(b.ID)) == gazetteer.Fold(name) || gazetteer.Fold(b.Name) == gazetteer.Fold(name)
	})
	if i < 0 {
		return nil, false
	}
	return &c.agreement.Bodies[i], true
}

// May tells whether somebody is a body that the text makes competent for one of the acts that Competent knows.
func (c *Compiled) May(name string, acts ...string) bool {
	b, ok := c.bodyNamed(name)
	return ok && slices.ContainsFunc(acts, func(act string) bool { return slices.Contains(b.Competent, act) })
}

// isMission tells whether somebody is the mission: by that word, or a body that may verify.
func (c *Compiled) isMission(name string) bool {
	return gazetteer.Fold(name) == Mission || c.May(name, "verify")
}

// Is tells whether somebody is whom the text means by a word: the ID of a body or party, or "mission". The other
// roles are of a case and not of the text.
func (c *Compiled) Is(name, word string) bool {
	if word == Mission {
		return c.isMission(name)
	}
	if b, ok := c.bodyNamed(name); ok && string(b.ID) == word {
		return true
	}
	p, ok := c.Party(name)
	return ok && string(p) == word
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
