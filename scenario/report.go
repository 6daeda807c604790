// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"errors"
	"slices"

	"truce/engine"
	"truce/scenario/reported"
)

// issue enters that a report of a day is issued, made of the record as it stands.
func (r *Run) issue(s step) error {
	act, err := reported.Issue(r.state, s.get)
	if err != nil {
		return err
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Issue: act})
}

// wantReport makes the report of a day, or of a week, and compares what is asked of it. refused= is the reason for which there is none.
func (r *Run) wantReport(s step) error {
	report, err := reported.Make(r.state, s.get)
	if want := s.get("refused"); want != "" {
		if err == nil {
			r.fail(s, "there is a report")
			return nil
		}
		r.compare(s, "refused", err.Error(), want)
		return nil
	}
	if err != nil {
		return err
	}
	asked := false
	for _, p := range s.named {
		if slices.Contains(reported.Of(), p.key) {
			continue
		}
		got, err := reported.Aspect(report, p.key)
		if err != nil {
			return err
		}
		asked = true
		r.compare(s, p.key, got, p.value)
	}
	if !asked {
		return errors.New("write: want report day=DATE and what of it")
	}
	return nil
}
