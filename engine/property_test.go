// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/act"
	"truce/engine"
	"truce/place"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// few runs a property whose every draw folds whole records with a quarter of the checks that are asked for: 25 in a plain
// go test, 500 in .ci/run, which asks with -rapid.checks.
func few(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	asked := flag.Lookup("rapid.checks").Value
	all := asked.String()
	n, err := strconv.Atoi(all)
	if err != nil {
		t.Fatal(err)
	}
	set := func(to string) {
		if err := asked.Set(to); err != nil {
			t.Fatal(err)
		}
	}
	set(strconv.Itoa(max(1, n/4)))
	defer set(all)
	rapid.Check(t, property)
}

// anyReports draws reports of a few days about a few places on both sides of the line, so that they join, answer and
// repeat each other.
func anyReports(t *rapid.T) []report.Report {
	out := make([]report.Report, rapid.IntRange(1, 9).Draw(t, "reports"))
	for i := range out {
		s := shot(rapid.IntRange(0, 6).Draw(t, "minute")*20, rapid.SampledFrom([]int{-300, -15, 0, 15, 300}).Draw(t, "north"))
		s.Act = rapid.SampledFrom([]act.Act{"mortar-fire", "small-arms-fire", "fire", "explosion"}).Draw(t, "act")
		if rapid.Bool().Draw(t, "long") {
			s.Time.Interval.To += when.Instant(when.Hour)
		}
		if rapid.Bool().Draw(t, "origin") {
			from := circle(rapid.SampledFrom([]int{-300, 0, 300}).Draw(t, "from"))
			s.Origin = &from
		}
		if rapid.Bool().Draw(t, "weapon") {
			s.Weapon = &act.Weapon{Class: rapid.SampledFrom([]act.Class{"mortar", "tank"}).Draw(t, "class")}
		}
		if rapid.IntRange(0, 3).Draw(t, "claim") == 0 {
			s.InAnswerTo = "fire"
		}
		if who := rapid.SampledFrom([]string{"", "", "Amber Side", "Cobalt Side", "Strangers"}).Draw(t, "who"); who != "" {
			s.Actors = []report.Claim{{Actor: who, Basis: rapid.SampledFrom([]string{"observed", "said", "claimed"}).Draw(t, "basis")}}
		}
		if rapid.IntRange(0, 3).Draw(t, "harm") == 0 {
			n := rapid.Int64Range(1, 3).Draw(t, "killed")
			s.Casualties = []report.Casualties{{Harm: "killed", Of: "civilian", Age: "unknown", Least: n, Most: n}}
		}
		out[i] = told(fmt.Sprint("s", i), s)
		out[i].Extract.Level = rapid.SampledFrom([]report.Level{report.Plain, report.Plain, report.Coded, report.Aggregate}).Draw(t, "level")
		out[i].Extract.Roots = []string{fmt.Sprint("root", rapid.IntRange(0, 3).Draw(t, "root"))}
	}
	return out
}

// anyLayers draws control layers, some of which differ.
func anyLayers(t *rapid.T) []territory.Layer {
	var out []territory.Layer
	day := when.Instant(1773964800000)
	for i := range rapid.IntRange(0, 2).Draw(t, "layers") {
		out = append(out, territory.Layer{
			Name: fmt.Sprint("map ", i), Kind: territory.Observed, Source: fmt.Sprint("source ", i), Exercise: true, Published: day,
			Valid: when.Interval{From: day + when.Instant(rapid.IntRange(0, 60).Draw(t, "from"))*when.Instant(when.Minute), To: day + when.Instant(when.Day)},
			Areas: []territory.Area{{
				Holder:   rapid.SampledFrom([]string{"Amber Side", "Cobalt Side", "Strangers"}).Draw(t, "holder"),
				Polygons: []place.Polygon{{Rings: [][]place.Point{{{Lat: 481_000_000, Lon: 370_000_000}, {Lat: 481_000_000, Lon: 390_000_000}, {Lat: 489_000_000, Lon: 380_000_000}}}}},
			}},
		})
	}
	return out
}

// record enters reports and layers in their order, and lets all deadlines pass.
func record(t testing.TB, text string, reports []report.Report, layers []territory.Layer) *engine.State {
	s := begun(t, text)
	for i := range max(len(reports), len(layers)) {
		if i < len(layers) {
			step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Layer: &layers[i]})
		}
		if i < len(reports) {
			submit(t, s, 600+i*300, reports[i])
		}
	}
	s.Tick(dayD(t) + when.Instant(29*when.Day))
	return s
}

// TestTheOrderOfArrivalDecidesNothing is ADR 14: inside the late window the current outcomes are the same in
// whatever order, and so at whatever times, reports and layers arrive.
func TestTheOrderOfArrivalDecidesNothing(t *testing.T) {
	few(t, func(rt *rapid.T) {
		reports, layers := anyReports(rt), anyLayers(rt)
		want := outcomes(record(t, pact, reports, layers))
		again := record(t, pact, rapid.Permutation(reports).Draw(rt, "order"), rapid.Permutation(layers).Draw(rt, "layers in order"))
		if diff := cmp.Diff(want, outcomes(again)); diff != "" {
			rt.Errorf("in another order (-want +got):\n%s", diff)
		}
	})
}

// TestNamesDecideNothing renames both parties throughout, in the text, the layers and the reports, so that they even
// change places in every alphabet: nothing but the names changes.
func TestNamesDecideNothing(t *testing.T) {
	there := strings.NewReplacer("amber", "zinc", "Amber", "Zinc", "cobalt", "argon", "Cobalt", "Argon")
	back := strings.NewReplacer("zinc", "amber", "Zinc", "Amber", "argon", "cobalt", "Argon", "Cobalt")
	few(t, func(rt *rapid.T) {
		reports, layers := anyReports(rt), anyLayers(rt)
		want := outcomes(record(t, pact, reports, layers))
		for i := range layers {
			layers[i].Areas[0].Holder = there.Replace(layers[i].Areas[0].Holder)
		}
		for i := range reports {
			for k := range reports[i].Extract.Sightings[0].Actors {
				reports[i].Extract.Sightings[0].Actors[k].Actor = there.Replace(reports[i].Extract.Sightings[0].Actors[k].Actor)
			}
		}
		got := outcomes(record(t, there.Replace(pact), reports, layers))
		for i := range got {
			got[i] = back.Replace(got[i])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Errorf("under other names (-want +got):\n%s", diff)
		}
	})
}

// TestTheSameEntriesGiveTheSameBytes folds one record twice.
func TestTheSameEntriesGiveTheSameBytes(t *testing.T) {
	few(t, func(rt *rapid.T) {
		reports, layers := anyReports(rt), anyLayers(rt)
		first := everything(t, record(t, pact, reports, layers))
		if again := everything(t, record(t, pact, reports, layers)); again != first {
			rt.Error("two folds differ")
		}
	})
}
