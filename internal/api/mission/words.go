// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/when"
)

// refusal is what an error of an entry is to who sent it: nothing was entered, and why.
func (d *Desk) refusal(err error) error {
	if err == nil {
		return nil
	}
	return d.wording().Refusal(err)
}

// wording is that of the record as it stands.
func (d *Desk) wording() (w desk.Wording) {
	d.read(func(s *engine.State) error {
		w = desk.WordingOf(s)
		return nil
	})
	return w
}

// exerciseMark is the mark of a row under an invented instrument.
func exerciseMark(yes bool) string {
	if yes {
		return "EXERCISE"
	}
	return ""
}

// moment is a time that a form sent, on the clocks of a zone: 2026-02-01T02:30, or zero where it is empty. One that does not exist
// there, or exists twice, is refused.
func moment(a *api.Ask, name string, zone when.Zone) (when.Instant, error) {
	text := a.Sent.Get(name)
	if text == "" {
		return 0, nil
	}
	span, err := desk.Moment(name, text, zone)
	return span.Interval.From, err
}
