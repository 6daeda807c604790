// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"strings"
	"testing"

	"truce/coverage"
	"truce/engine"
	"truce/place"
	"truce/report"
	"truce/when"
)

// TestAGapAndAnAggregateCountHoweverTheyCome enters a gap under another spelling of the camera's name, and an aggregate
// before and after the text is adopted.
func TestAGapAndAnAggregateCountHoweverTheyCome(t *testing.T) {
	text := strings.Replace(pact, "counting:", "quiet:\n  - {id: q, article: 1, place: strip, days: 1, zone: UTC, from: D, resets: [fire], hours: 24}\ncounting:", 1)
	for _, each := range []struct {
		name       string
		gap, total bool
		late       bool // the text is adopted after the rest
		want       string
	}{
		{"a watch alone", false, false, false, "quiet"},
		{"a gap", true, false, false, "not-proven"},
		{"an aggregate", false, true, false, "not-proven"},
		{"an aggregate before the text", false, true, true, "not-proven"},
	} {
		t.Run(each.name, func(t *testing.T) {
			s := engine.NewState()
			step(t, s, engine.NewGenesis(dayD(t)))
			next := func(e engine.Entry) {
				e.Seq, e.Time = s.Seq()+1, dayD(t)+when.Instant(2*when.Hour)
				step(t, s, e)
			}
			adopt := func() { next(engine.Entry{Adoption: &engine.Adoption{Agreement: parsed(t, text)}}) }
			if !each.late {
				adopt()
			}
			day := when.Interval{From: dayD(t), To: dayD(t) + when.Instant(when.Day) - 1}
			around := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_000_000, Lon: 380_000_000}, Radius: 120_000 * place.Metre}}
			next(engine.Entry{Watch: &coverage.Watch{Source: "camera-7", Means: report.Camera, Where: around, Time: day}})
			if each.gap {
				next(engine.Entry{Gap: &coverage.Gap{Source: " Camera\u20117", Reason: "jammed", Time: day}})
			}
			if each.total {
				e := told("daily report", shot(60, 0))
				e.Extract.Level = report.Aggregate
				next(engine.Entry{Submission: &engine.Submission{Reports: []report.Report{e}}})
			}
			if each.late {
				adopt()
			}
			list, err := s.Dockets()[0].Silences(s.Coverage(), day.To)
			if err != nil || len(list) != 1 || len(list[0].Days) != 1 {
				t.Fatal(list, err)
			}
			if got := list[0].Days[0]; got.State.String() != each.want {
				t.Errorf("%s: %s", got.State, got.Reason)
			}
		})
	}
}
