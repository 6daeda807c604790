// SPDX-License-Identifier: Apache-2.0

package agreement_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/agreement"
	"truce/agreements"
	"truce/canon"
	"truce/finding"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// worked are the texts that come with the program and have places.
func worked(t *testing.T) []*agreement.Agreement {
	t.Helper()
	files, err := agreements.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var out []*agreement.Agreement
	for _, f := range files {
		data, err := agreements.Files.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if a, err := agreement.Parse(f.Name(), data, agreements.Files); err == nil && len(a.Places) > 0 {
			out = append(out, a)
		}
	}
	if len(out) < 8 {
		t.Fatalf("only %d texts", len(out))
	}
	return out
}

// TestFindingsAreTheSameWithoutTheIndex judges reports about the places of every worked text with the index and without it. Many
// more: go test ./agreement -run WithoutTheIndex -rapid.checks 20000
func TestFindingsAreTheSameWithoutTheIndex(t *testing.T) {
	texts := worked(t)
	judged := 0
	rapid.Check(t, func(rt *rapid.T) {
		a := rapid.SampledFrom(texts).Draw(rt, "text")
		var digests [2]canon.Digest
		reports := drawnReports(rt, a)
		for i, compile := range []func(*agreement.Agreement) (*agreement.Compiled, error){
			func(a *agreement.Agreement) (*agreement.Compiled, error) { return agreement.Compile(a, nil) }, agreement.Unsurveyed,
		} {
			text, err := compile(a)
			if err != nil {
				rt.Fatal(err)
			}
			changes := judge(rt, text, reports)
			judged += len(changes)
			if digests[i], err = canon.Sum("test/findings", changes); err != nil {
				rt.Fatal(err)
			}
		}
		if digests[0] != digests[1] {
			rt.Fatalf("%s: other findings with the index than without", a.ID)
		}
	})
	if judged == 0 {
		t.Error("nothing was judged")
	}
}

// become is what became of an incident in a form with canonical bytes.
type become struct {
	Findings []*finding.Finding `json:"findings"`
	Outside  *finding.Outside   `json:"outside"`
}

func judge(rt *rapid.T, text *agreement.Compiled, reports []report.Report) []become {
	d, err := finding.NewDocket(text, canon.Digest{1}, canon.Salt{}, 0)
	if err != nil {
		rt.Fatal(err)
	}
	var seen []*observation.Observation
	for _, r := range reports {
		sum, err := r.Extract.Digest()
		if err != nil {
			rt.Fatal(err)
		}
		for _, o := range observation.Extract(report.ID(sum, canon.Salt{}), r.Extract, text.Locate) {
			seen = append(seen, &o)
		}
	}
	var out []become
	for _, c := range d.Take(incident.NewJoiner().Add(seen), finding.Cause{Why: finding.ByReports, Says: "new reports"}) {
		out = append(out, become(c))
	}
	return out
}

// drawnReports are of acts, and of weapons and actors of all kinds, at and about the places of a text.
func drawnReports(rt *rapid.T, a *agreement.Agreement) []report.Report {
	text, err := agreement.Compile(a, nil)
	if err != nil {
		rt.Fatal(err)
	}
	var out []report.Report
	for i := range rapid.IntRange(1, 6).Draw(rt, "reports") {
		s := report.Sighting{
			Act: rapid.SampledFrom(act.Acts()).Draw(rt, "act"), Where: drawnRegion(rt, a, text), Means: report.Seen,
			Time: when.Span{Interval: timeIn(a, text, rapid.IntRange(0, 20).Draw(rt, "day"))},
		}
		if rapid.Bool().Draw(rt, "weapon") {
			m := rapid.SampledFrom(act.Models()).Draw(rt, "model")
			s.Weapon = &act.Weapon{Class: m.Class, Calibre: m.Calibre}
		}
		if rapid.Bool().Draw(rt, "actor") {
			s.Actors = []report.Claim{{Actor: rapid.SampledFrom(a.Parties).Draw(rt, "party").Name, Basis: "observed"}}
		}
		out = append(out, report.Report{Identity: report.Identity{Door: "test"}, Extract: report.Extract{
			Level: report.Plain, Source: fmt.Sprint("post-", i), Exercise: a.Exercise, Received: s.Time.Interval.To + 1,
			Sightings: []report.Sighting{s},
		}})
	}
	return out
}

// timeIn is an hour some days after the text came into force.
func timeIn(a *agreement.Agreement, text *agreement.Compiled, day int) when.Interval {
	at, err := text.Resolve(a.Force.From)
	if err != nil || at.IsUnknown() {
		at.From = 1_772_323_200_000
	}
	from := at.From + when.Instant(day)*when.Instant(when.Day)
	return when.Interval{From: from, To: from + when.Instant(when.Hour)}
}

// drawnRegion is about a corner or an edge of a place, or named.
func drawnRegion(rt *rapid.T, a *agreement.Agreement, text *agreement.Compiled) place.Region {
	p := rapid.SampledFrom(a.Places).Draw(rt, "place")
	ground := text.Locate(place.Region{Name: string(p.ID)})
	var points []place.Point
	for _, polygon := range ground.Polygons {
		points = append(points, polygon.Rings[0]...)
	}
	if ground.Path != nil {
		points = append(points, ground.Path.Points...)
	}
	if ground.Circle != nil {
		points = append(points, ground.Circle.Centre)
	}
	if len(points) == 0 {
		return place.Region{Name: p.Name}
	}
	i := rapid.IntRange(0, len(points)-1).Draw(rt, "corner")
	from, to := points[i], points[(i+1)%len(points)]
	share := rapid.Int64Range(0, 4).Draw(rt, "share")
	off := rapid.SampledFrom([]int32{0, 1, 5, 300, 30_000, 3_000_000})
	at := place.Point{
		Lat: from.Lat + int32((int64(to.Lat)-int64(from.Lat))*share/4) + off.Draw(rt, "south") - off.Draw(rt, "north"),
		Lon: from.Lon + int32((int64(to.Lon)-int64(from.Lon))*share/4) + off.Draw(rt, "west") - off.Draw(rt, "east"),
	}
	metres := place.Length(rapid.SampledFrom([]int{0, 1, 100, 3000, 40_000}).Draw(rt, "metres")) * place.Metre
	r := place.Region{Circle: &place.Circle{Centre: at, Radius: metres}}
	switch rapid.IntRange(0, 5).Draw(rt, "shape") {
	case 0:
		r = place.Region{Sectors: []place.Sector{{Observer: *r.Circle, From: 10_000, To: 80_000, Distance: place.Range{Least: metres, Most: metres + 900*place.Metre}}}}
	case 1:
		r = place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{{at, {Lat: at.Lat, Lon: at.Lon + 20_000}, {Lat: at.Lat + 20_000, Lon: at.Lon}}}}}}
	case 2:
		r.Name = p.Name
	}
	if r.Check() != nil {
		return place.Region{Name: p.Name}
	}
	return r
}
