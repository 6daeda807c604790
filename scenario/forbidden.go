// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"errors"
	"strings"

	"truce/act"
	"truce/known"
	"truce/scenario/aspect"
	"truce/when"
)

// wantForbidden asks which texts of the case forbid an act against a target on a day, wherever and whoever does it: their IDs
// in order of adoption, with "?" behind one of which it is not known. So rival texts stand beside each other day by day.
func (r *Run) wantForbidden(s step) error {
	if len(s.words) != 1 || s.get("day") == "" || s.get("by") == "" {
		return errors.New("write: want forbidden ACT [target=TARGET] day=DATE by=AGREEMENT,... or by=none")
	}
	what, target := act.Act(s.words[0]), act.Target(s.get("target"))
	if err := errors.Join(what.Check(), target.Check()); err != nil {
		return err
	}
	span, err := when.Parse(s.get("day"), r.zone)
	if err != nil {
		return err
	}
	var by []string
	for _, text := range r.texts {
		switch aspect.Forbids(text, what, target, span.Interval) {
		case known.Yes:
			by = append(by, string(text.Agreement().ID))
		case known.Unknown:
			by = append(by, string(text.Agreement().ID)+"?")
		case known.No:
		}
	}
	r.check(s, "by", orNone(strings.Join(by, ",")), s.get("by"))
	return nil
}
