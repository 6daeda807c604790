// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"strings"
	"testing"

	"truce/engine"
	"truce/finding"
	"truce/known"
	"truce/when"
)

func TestAnActIsDoneAfterWhatItIsOnAndInTheCalendar(t *testing.T) {
	s := begun(t, pact)
	submit(t, s, 120, told("patrol", shot(60, 0)))
	f := s.Dockets()[0].Findings()[0]
	for _, each := range []struct {
		name string
		at   when.Instant
		want string // empty: accepted
	}{
		{"outside the years that are written", -9007199254740991, "outside the years"},
		{"before the event began", f.Released.When.From - 1, "is on what began"},
		{"at its beginning", f.Released.When.From, ""},
	} {
		t.Run(each.name, func(t *testing.T) {
			_, err := s.Step(engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Answer: &engine.Answer{Agreement: "bridge-pact@1", Answer: finding.Answer{
				Incident: f.Released.Incident, Term: f.Released.Term, Exemption: "signalled", Condition: "told", Met: known.Unknown, By: "cobalt", At: each.at,
			}}})
			if each.want == "" && err != nil || each.want != "" && (err == nil || !strings.Contains(err.Error(), each.want)) {
				t.Errorf("got %v, want %q", err, each.want)
			}
		})
	}
}
