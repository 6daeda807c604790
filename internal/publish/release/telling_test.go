// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"slices"
	"strings"
	"testing"

	"truce/coverage"
	"truce/engine"
	"truce/internal/publish/approval"
	"truce/place"
	"truce/report"
	"truce/response"
	"truce/when"
)

// TestWhoseNamesStrikeTheWordsOfACorrection names a place in a report of somebody, and corrects in words that may have it.
func TestWhoseNamesStrikeTheWordsOfACorrection(t *testing.T) {
	for _, each := range []struct {
		name, source, place, words string
		said                       bool
	}{
		{"a party calls a place by a word of the correction", "liaison of north", "wrong", "the wrong article was cited", true},
		{"a party calls a place by three letters", "north", "the", "the wrong article was cited", true},
		{"a source calls a place by a word that articles write small", "cleo", "the", "the wrong article was cited", true},
		{"a source calls a place by letters within a word", "cleo", "ong", "the wrong article was cited", true},
		{"a source names the place", "cleo", "Stara mill", "nothing was hit at STARA  mill", false},
		{"a source names the place by what cannot be seen", "cleo", "Stara mill", "nothing was hit at Sta\u200bra mill", false},
		{"a source is named", "cleo", "", "Cleo was mistaken", false},
		{"a post of the mission is named", "", "Post Seven", "Post Seven was mistaken", false},
	} {
		r, _ := told(t, teller{source: "anna", day: 1, consent: "public"}, teller{source: "ben", day: 1, consent: "public"})
		at, f := r.state.Now()+when.Instant(when.Hour), r.state.Dockets()[0].Findings()[0]
		correction := engine.Entry{Time: at, Procedure: &engine.Procedure{Agreement: f.Released.Agreement, Act: response.Act{Correction: &response.Correction{
			Thread: response.Thread{Incident: f.Released.Incident, Term: f.Released.Term}, By: "commission", Cause: each.words, Extent: "all of it", Told: []string{"North"},
		}}}}
		where := place.Region{Name: each.place}
		names := engine.Entry{Time: at, Watch: &coverage.Watch{Source: each.place, Means: "camera", Where: circle(475_300_000, 370_300_000, place.Kilometre), Time: when.Interval{From: at - when.Instant(when.Hour), To: at}}}
		if each.source != "" {
			s := report.Sighting{Act: "air-alert", Means: report.Heard, Time: when.Span{Interval: when.Interval{From: at, To: at}}, Where: where}
			names = engine.Entry{Time: at, Submission: &engine.Submission{Reports: []report.Report{{Extract: report.Extract{Level: report.Plain, Source: each.source, Received: at, Sightings: []report.Sighting{s}}}}}}
		}
		if !r.enter(correction) || !r.enter(names) {
			t.Fatalf("%s: an entry is refused", each.name)
		}
		d := made(t, r.entries, approval.Rule{AsOf: at + when.Instant(20*24*when.Hour)})
		if len(d.Release.Corrections) != 1 {
			t.Fatalf("%s: %+v", each.name, d.Release.Corrections)
		}
		c := d.Release.Corrections[0]
		want := ""
		if each.said {
			want = each.words
		}
		if c.Cause != want || c.Withheld == each.said || c.Extent != "all of it" {
			t.Errorf("%s: %+v", each.name, c)
		}
		if why := slices.ContainsFunc(d.Notes, func(n string) bool { return strings.Contains(n, "they name ") }); why == each.said {
			t.Errorf("%s: the mission is told %v", each.name, d.Notes)
		}
	}
}
