// SPDX-License-Identifier: Apache-2.0

package observation_test

import (
	"slices"
	"testing"

	"truce/canon"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

func TestExtractGivesOneObservationForEachSighting(t *testing.T) {
	origin := place.Region{Name: "Hill"}
	e := report.Extract{
		Level: report.Plain, Source: "patrol", Roots: []string{" press ", "agency", "press", ""}, Received: 100, Exercise: true,
		Sightings: []report.Sighting{
			{Act: "mortar-fire", Where: place.Region{Name: "Mill"}, Origin: &origin, Time: when.Span{Interval: when.Interval{From: 5, To: 6}}},
			{Act: "tank-fire"},
		},
	}
	sum, err := e.Digest()
	if err != nil {
		t.Fatal(err)
	}
	id := report.ID(sum, canon.Salt{})
	at := func(lat int32) *place.Circle { return &place.Circle{Centre: place.Point{Lat: lat}} }
	locate := func(r place.Region) place.Region {
		switch r.Name {
		case "Mill":
			r.Circle = at(1)
		case "Hill":
			r.Circle = at(2)
		}
		return r
	}
	got := observation.Extract(id, e, locate)
	if len(got) != 2 || got[0].ID == got[1].ID || got[0].Report != id {
		t.Fatalf("got %+v", got)
	}
	first := got[0]
	if *first.Where().Circle != *at(1) || *first.Sighting.Origin.Circle != *at(2) || origin.Circle != nil {
		t.Errorf("located at %+v, from %+v; the report's own region is %+v", first.Where(), first.Sighting.Origin, origin)
	}
	if !slices.Equal(first.Roots, []string{"agency", "press"}) {
		t.Errorf("roots: %q, want each once, sorted", first.Roots)
	}
	if first.When() != (when.Interval{From: 5, To: 6}) || !first.Exercise || first.Received != 100 || first.Level != report.Plain {
		t.Errorf("got %+v", first)
	}
	again := observation.Extract(id, e, locate)
	if again[0].ID != first.ID {
		t.Error("the same report gives other IDs")
	}
	e.Roots = []string{"  "}
	if own := observation.Extract(id, e, locate)[0].Roots; !slices.Equal(own, []string{"patrol"}) {
		t.Errorf("without roots: %q, want the source as its own root", own)
	}
}
