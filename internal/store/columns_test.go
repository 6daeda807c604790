// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/canon"
	"truce/finding"
	"truce/internal/store"
	"truce/place"
	"truce/when"
)

func TestColumnsSayWhatPointsSay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var points store.Points
		for i := range rapid.IntRange(0, 20).Draw(rt, "points") {
			points.Points = append(points.Points, store.Point{
				Incident: canon.NewIncidentID(canon.Digest{byte(i + 1)}), Reach: rapid.Int32Range(0, 9_000_000).Draw(rt, "reach"),
				At:       place.Point{Lat: rapid.Int32Range(-900_000_000, 900_000_000).Draw(rt, "lat"), Lon: rapid.Int32Range(-1_800_000_000, 1_800_000_000).Draw(rt, "lon")},
				When:     rapid.SampledFrom([]when.Instant{when.MinInstant, -5_000, 0, 1_772_323_200_000}).Draw(rt, "when"),
				Act:      rapid.SampledFrom([]act.Act{"", "mortar-fire", "fire"}).Draw(rt, "act"),
				Outcomes: store.Outcomes(rapid.IntRange(0, 31).Draw(rt, "outcomes")),
				Furthest: rapid.SampledFrom([]finding.Status{"", finding.Assessed, finding.Final}).Draw(rt, "status"),
				Triage:   rapid.SampledFrom([]store.Triage{store.Unreviewed, store.Changed}).Draw(rt, "triage"), Exercise: rapid.Bool().Draw(rt, "exercise"),
			})
		}
		text, err := json.Marshal(points.Columns())
		if err != nil {
			rt.Fatal(err)
		}
		var back store.Columns
		if err := json.Unmarshal(text, &back); err != nil {
			rt.Fatal(err)
		}
		if len(back.Lat) != len(points.Points) {
			rt.Fatalf("%d points, want %d", len(back.Lat), len(points.Points))
		}
		for i, want := range points.Points {
			id, got := back.Point(i)
			if got.Incident = want.Incident; got != want || id != want.Incident.String() {
				rt.Errorf("point %d: %s %+v, want %+v", i, id, got, want)
			}
		}
	})
}
