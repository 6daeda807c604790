// SPDX-License-Identifier: Apache-2.0

package aspect

import (
	"truce/act"
	"truce/agreement"
	"truce/known"
	"truce/when"
)

// Forbids tells whether a text forbids an act against a target on a day, wherever it is and whoever does it.
func Forbids(text *agreement.Compiled, what act.Act, target act.Target, day when.Interval) known.Answer {
	force, _ := text.InForce(day)
	answers := []known.Answer{known.No}
	for _, rule := range text.Rules() {
		if rule.Term.Sense == agreement.Prohibits && !rule.Void {
			answers = append(answers, known.And(force, rule.Time(day), rule.Act(what), rule.Target(target)))
		}
	}
	return known.Or(answers...)
}
