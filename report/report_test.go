// SPDX-License-Identifier: Apache-2.0

package report_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/canon"
	"truce/place"
	"truce/report"
	"truce/when"
)

func valid() report.Report {
	return report.Report{
		Identity: report.Identity{Door: "ndjson", File: "a.ndjson", Row: 3},
		Original: report.Original{Digest: canon.SumBytes("truce/original/1", []byte("x"))},
		Extract: report.Extract{
			Level: report.Plain, Source: "patrol-12", Received: 2000,
			Sightings: []report.Sighting{{
				Act: "mortar-fire", Weapon: &act.Weapon{Class: "mortar", Calibre: 1200}, Target: "home",
				Count: report.Count{Kind: report.About, Least: 2, Most: 4}, Means: report.Heard,
				Describes:  []report.Description{report.Incoming},
				Time:       when.Span{Interval: when.Interval{From: 1000, To: 2000}, Evidence: when.Stated},
				Where:      place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 1, Lon: 2}, Radius: place.Metre}},
				Actors:     []report.Claim{{Actor: "Northland", Basis: "said"}},
				Casualties: []report.Casualties{{Harm: "killed", Of: "civilian", Age: "unknown", Least: 0, Most: 2}},
			}},
			Complaint: &report.Complaint{Complainant: "Southland", Article: "3"},
		},
	}
}

func TestAValidReportPasses(t *testing.T) {
	if err := valid().Check(); err != nil {
		t.Error(err)
	}
	nothing := report.Report{
		Identity: report.Identity{Door: "ndjson"}, Original: valid().Original,
		Extract: report.Extract{Level: report.Aggregate, Source: "s", Received: 1, Sightings: []report.Sighting{{}}},
	}
	if err := nothing.Check(); err != nil {
		t.Errorf("a sighting of which nothing is known: %v", err)
	}
}

func TestCheckNamesThePartAndTheMend(t *testing.T) {
	for reason, spoil := range map[string]func(*report.Report, *report.Sighting){
		"no door":             func(r *report.Report, _ *report.Sighting) { r.Identity.Door = "" },
		"use internal, party": func(r *report.Report, _ *report.Sighting) { r.Identity.Consent = "all" },
		"no digest":           func(r *report.Report, _ *report.Sighting) { r.Original.Digest = canon.Digest{} },
		"gives the person away": func(r *report.Report, _ *report.Sighting) {
			r.Identity.Person, r.Extract.Tag = "p-1", r.Original.Digest
		},
		"use report, coded-event":  func(r *report.Report, _ *report.Sighting) { r.Extract.Level = "rumour" },
		"no source":                func(r *report.Report, _ *report.Sighting) { r.Extract.Source = " " },
		"roots: one is empty":      func(r *report.Report, _ *report.Sighting) { r.Extract.Roots = []string{""} },
		"no time of receipt":       func(r *report.Report, _ *report.Sighting) { r.Extract.Received = 0 },
		"before its time ends":     func(r *report.Report, _ *report.Sighting) { r.Extract.Received = 1999 },
		"no complainant":           func(r *report.Report, _ *report.Sighting) { r.Extract.Complaint.Complainant = "" },
		"no article":               func(r *report.Report, _ *report.Sighting) { r.Extract.Complaint.Article = "" },
		"at most 1000 in a report": func(r *report.Report, _ *report.Sighting) { r.Extract.Sightings = make([]report.Sighting, 1_001) },
		"where: drawn with 2001 points: at most 2000": func(_ *report.Report, s *report.Sighting) {
			hole := place.Polygon{Rings: [][]place.Point{make([]place.Point, 500), make([]place.Point, 500)}}
			s.Where = place.Region{Polygons: []place.Polygon{hole}, Path: &place.Path{Points: make([]place.Point, 1001)}}
		},
		"origin: drawn with 2001 points: at most 2000": func(_ *report.Report, s *report.Sighting) {
			s.Origin = &place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{make([]place.Point, 2001)}}}}
		},
		`did you mean "mortar-fire"`: func(_ *report.Report, s *report.Sighting) { s.Act = "morter-fire" },
		"weapon class":               func(_ *report.Report, s *report.Sighting) { s.Weapon.Class = "catapult" },
		"0.1 mm to 1000 mm":          func(_ *report.Report, s *report.Sighting) { s.Weapon.Calibre = -1 },
		"unknown target":             func(_ *report.Report, s *report.Sighting) { s.Target = "moon" },
		"in order":                   func(_ *report.Report, s *report.Sighting) { s.Count.Least = 5 },
		"has no bounds":              func(_ *report.Report, s *report.Sighting) { s.Count.Kind = report.Some },
		"exact, about, some":         func(_ *report.Report, s *report.Sighting) { s.Count.Kind = "lots" },
		"seen, heard":                func(_ *report.Report, s *report.Sighting) { s.Means = "felt" },
		"incoming, outgoing":         func(_ *report.Report, s *report.Sighting) { s.Describes[0] = "loud" },
		"stands twice": func(_ *report.Report, s *report.Sighting) {
			s.Describes = []report.Description{report.Incoming, report.Incoming}
		},
		"ends":                 func(_ *report.Report, s *report.Sighting) { s.Time.Interval.From = 3000 },
		"evidence of time":     func(_ *report.Report, s *report.Sighting) { s.Time.Evidence = "felt" },
		"where: circle":        func(_ *report.Report, s *report.Sighting) { s.Where.Circle.Radius = -1 },
		"origin: nothing":      func(_ *report.Report, s *report.Sighting) { s.Origin = &place.Region{} },
		"one has no name":      func(_ *report.Report, s *report.Sighting) { s.Actors[0].Actor = "" },
		"claimed, said":        func(_ *report.Report, s *report.Sighting) { s.Actors[0].Basis = "guessed" },
		"two named sides":      func(_ *report.Report, s *report.Sighting) { s.Between = []string{"Northland"} },
		"killed, injured":      func(_ *report.Report, s *report.Sighting) { s.Casualties[0].Harm = "hurt" },
		"civilian, combatant":  func(_ *report.Report, s *report.Sighting) { s.Casualties[0].Of = "cow" },
		"adult, child":         func(_ *report.Report, s *report.Sighting) { s.Casualties[0].Age = "old" },
		"a record of nobody":   func(_ *report.Report, s *report.Sighting) { s.Casualties[0].Most = 0 },
		"killed from -1":       func(_ *report.Report, s *report.Sighting) { s.Casualties[0].Least = -1 },
		"not UTF-8":            func(_ *report.Report, s *report.Sighting) { s.Words = "\xff" },
		"where: \"\\xff\" is":  func(_ *report.Report, s *report.Sighting) { s.Where.Name = "\xff" },
		"zone: \"\\xff\" is":   func(_ *report.Report, s *report.Sighting) { s.Time.Zone = "\xff" },
		"to 1000000000":        func(_ *report.Report, s *report.Sighting) { s.Count.Most = 1 << 40 },
		"10001 elements":       func(_ *report.Report, s *report.Sighting) { s.Between = nil; s.Words = ""; s.Actors = nil },
		"more than 10000 acto": func(_ *report.Report, s *report.Sighting) { s.Actors = make([]report.Claim, 10_001) },
	} {
		r := valid()
		if reason == "10001 elements" {
			r.Extract.Roots = strings.Split(strings.Repeat("a ", 10_000)+"a", " ")
		}
		spoil(&r, &r.Extract.Sightings[0])
		if err := r.Check(); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("got %v, want an error that says %q", err, reason)
		}
	}
}

func TestWhatPassesTheCheckHasAnIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := valid()
		text := rapid.StringN(0, 20, 40)
		number := rapid.Int64Range(-5, 2*report.MaxCount)
		s := &r.Extract.Sightings[0]
		r.Extract.Source, s.Words, s.Where.Name = text.Draw(t, "source"), text.Draw(t, "words"), text.Draw(t, "name")
		s.Count.Least, s.Count.Most = number.Draw(t, "least"), number.Draw(t, "most")
		s.Casualties[0].Most = number.Draw(t, "casualties")
		if r.Check() != nil {
			return
		}
		if _, err := r.Extract.Digest(); err != nil {
			t.Fatal(err)
		}
	})
}

func id(t *testing.T, e report.Extract, seed canon.Salt) canon.ReportID {
	t.Helper()
	sum, err := e.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return report.ID(sum, seed)
}

func TestAReportIsNamedByItsExtractUnderTheSecretOfItsRecord(t *testing.T) {
	a, b := valid().Extract, valid().Extract
	b.Tag = canon.SumBytes("truce/original/1", []byte("another row"))
	seen := map[canon.ReportID]bool{}
	for _, each := range []struct {
		e    report.Extract
		seed canon.Salt
	}{{a, canon.Salt{}}, {b, canon.Salt{}}, {a, canon.Salt{1}}} {
		if one := id(t, each.e, each.seed); seen[one] || one != id(t, each.e, each.seed) {
			t.Errorf("%s names two reports, or not always the same", one)
		}
		seen[id(t, each.e, each.seed)] = true
	}
}

// TestIDsOfTheSpecification compares with the page, which others implement.
func TestIDsOfTheSpecification(t *testing.T) {
	page, err := os.ReadFile("../docs/spec/report.md")
	if err != nil {
		t.Fatal(err)
	}
	var e report.Extract
	if err := canon.Decode([]byte(`{"level":"report","received":2000,"source":"patrol-12"}`), &e); err != nil {
		t.Fatal(err)
	}
	sum, err := e.Digest()
	if err != nil {
		t.Fatal(err)
	}
	seed := canon.Salt(bytes.Repeat([]byte{0x11}, 32))
	for _, want := range []string{sum.String(), report.ID(sum, canon.Salt{}).String(), report.ID(sum, seed).String()} {
		if !strings.Contains(string(page), "`"+want+"`") {
			t.Errorf("the page does not give %s", want)
		}
	}
}
