// SPDX-License-Identifier: Apache-2.0

package people

import (
	"fmt"
	"slices"

	"truce/agreement"
)

// Competent returns an error unless the text makes the body competent for the act: "determine", "rule-reading",
// "verify", "call", "appeal", "remedy" or "set-time".
func Competent(text *agreement.Compiled, id agreement.BodyID, act string) error {
	for _, b := range text.Agreement().Bodies {
		if b.ID != id {
			continue
		}
		if slices.Contains(b.Competent, act) {
			return nil
		}
		return fmt.Errorf("%s: body %s may %v, not %s", text.Ref(), id, b.Competent, act)
	}
	return fmt.Errorf("%s has no body %q", text.Ref(), id)
}

// EntitledToOpinion tells whether the text entitles somebody to an opinion that marks a finding contested.
func EntitledToOpinion(text *agreement.Compiled, member string) bool {
	for _, b := range text.Agreement().Bodies {
		for _, m := range b.Members {
			if m.ID == member && m.Opinion {
				return true
			}
		}
	}
	return false
}

// MayRule returns an error unless the text has the question and the reading and lets the body rule on it.
func MayRule(text *agreement.Compiled, q agreement.QuestionID, reading agreement.ReadingID, by agreement.BodyID) error {
	for _, question := range text.Agreement().Questions {
		if question.ID != q {
			continue
		}
		if !slices.ContainsFunc(question.Readings, func(r agreement.Reading) bool { return r.ID == reading }) {
			return fmt.Errorf("%s: question %s has no reading %q", text.Ref(), q, reading)
		}
		if question.RuledBy == "" {
			return fmt.Errorf("%s: the text lets nobody rule on question %s", text.Ref(), q)
		}
		if question.RuledBy != by {
			return fmt.Errorf("%s: %s may rule on question %s, not %s", text.Ref(), question.RuledBy, q, by)
		}
		return nil
	}
	return fmt.Errorf("%s has no question %q", text.Ref(), q)
}

// CheckCondition returns an error unless the term has the exemption and it the condition.
func CheckCondition(text *agreement.Compiled, term agreement.TermID, exemption, condition string) error {
	for _, t := range text.Agreement().Terms {
		for _, e := range t.Exemptions {
			if t.ID != term || e.ID != exemption {
				continue
			}
			if slices.ContainsFunc(e.Conditions, func(each agreement.Condition) bool { return each.ID == condition }) {
				return nil
			}
			return fmt.Errorf("%s: exemption %s of term %s has no condition %q", text.Ref(), exemption, term, condition)
		}
	}
	return fmt.Errorf("%s: term %s has no exemption %q", text.Ref(), term, exemption)
}
