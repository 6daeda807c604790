// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"truce/canon"
	"truce/engine"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/place"
	"truce/report"
	"truce/when"
)

// TestManyReleasesSayNoMoreOfWhereThanTheFinest draws accounts that come one after the other and move what is known of where, and a
// release after each of them, under the rule or a stricter one: what all cells have in common in which an event was ever published
// is one of them, and so as large as the rule asks.
func TestManyReleasesSayNoMoreOfWhereThanTheFinest(t *testing.T) {
	empty, intersected := begun(t), 0
	rapid.Check(t, func(t *rapid.T) {
		r := empty.again(t)
		start := r.state.Now() + when.Instant(12*when.Hour)
		known := map[canon.IncidentID]release.Cell{}
		for n := range rapid.IntRange(2, 5).Draw(t, "accounts") {
			at := place.Point{Lat: rapid.Int32Range(474_800_000, 475_200_000).Draw(t, "lat"), Lon: rapid.Int32Range(373_800_000, 374_200_000).Draw(t, "lon")}
			s := report.Sighting{
				Act: "mortar-fire", Means: report.Seen, Time: when.Span{Interval: when.Interval{From: start, To: start + when.Instant(when.Minute)}},
				Where: place.Region{Circle: &place.Circle{Centre: at, Radius: place.Length(rapid.Int64Range(50, 5_000).Draw(t, "radius")) * place.Metre}},
			}
			e := report.Extract{Level: report.Plain, Source: fmt.Sprintf("source-%d", n), Received: start + when.Instant(n+1)*when.Instant(24*when.Hour), Sightings: []report.Sighting{s}}
			r.enter(engine.Entry{Time: e.Received, Submission: &engine.Submission{Reports: []report.Report{{Identity: report.Identity{Consent: "public"}, Extract: e}}}})
			rule := approval.Rule{AsOf: e.Received + when.Instant(5*24*when.Hour), Cell: rapid.SampledFrom([]int64{0, 11, 13, 17, 23, 41}).Draw(t, "km") * int64(place.Kilometre)}
			draft, err := release.Make(release.OfEntries(r.entries), rule)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range draft.Held {
				rule.Show = append(rule.Show, h.Finding)
			}
			if draft, err = release.Make(release.OfEntries(r.entries), rule); err != nil {
				t.Fatal(err)
			}
			intersected += intersect(t, r, draft, known)
		}
	})
	if intersected == 0 {
		t.Error("no event was published twice: the test shows nothing")
	}
}

// intersect takes the cells of a release into what is known of each event, and tells of how many something was known.
func intersect(t *rapid.T, r *recorder, d *release.Draft, known map[canon.IncidentID]release.Cell) (n int) {
	of := map[canon.FindingID]canon.IncidentID{}
	for _, versions := range r.state.Dockets()[0].All() {
		for _, f := range versions {
			of[f.ID] = f.Released.Incident
		}
	}
	for _, i := range d.Release.Items {
		if i.Cell == nil {
			continue
		}
		c, id := *i.Cell, of[i.Finding]
		was, before := known[id]
		if before {
			n++
			both := release.Cell{South: max(was.South, c.South), West: max(was.West, c.West), North: min(was.North, c.North), East: min(was.East, c.East)}
			if both != was && both != c {
				t.Errorf("published in %s and then in %s, which have %s in common", was, c, both)
			}
			c = both
		}
		known[id] = c
	}
	return n
}
