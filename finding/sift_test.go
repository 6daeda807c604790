// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"flag"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/agreement"
	"truce/agreements"
	"truce/canon"
	"truce/finding"
	"truce/incident"
	"truce/internal/workload"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// pair is one docket with the sieve and one that asks everything in full.
type pair struct {
	text       *agreement.Compiled
	fast, full *finding.Docket
	joiner     *incident.Joiner
}

func newPair(t interface{ Fatal(...any) }, a *agreement.Agreement) *pair {
	text, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &pair{text: text, joiner: incident.NewJoiner()}
	for _, d := range []**finding.Docket{&p.fast, &p.full} {
		if *d, err = finding.NewDocket(text, canon.Digest{1}, canon.Salt{}, 0); err != nil {
			t.Fatal(err)
		}
	}
	finding.AskEverything(p.full)
	return p
}

// see gives reports to both dockets and compares what came of them, to the byte.
func (p *pair) see(t interface{ Fatalf(string, ...any) }, reports []report.Report) {
	var seen []*observation.Observation
	for _, r := range reports {
		sum, err := r.Extract.Digest()
		if err != nil {
			t.Fatalf("%v", err)
		}
		for _, o := range observation.Extract(report.ID(sum, canon.Salt{}), r.Extract, p.text.Locate) {
			seen = append(seen, &o)
		}
	}
	changes := p.joiner.Add(seen)
	cause := finding.Cause{Why: finding.ByReports, Says: "new reports"}
	fast, full := p.fast.Take(changes, cause), p.full.Take(changes, cause)
	if !canon.Equal(changesOf(fast), changesOf(full)) {
		for i := range min(len(fast), len(full)) {
			if !canon.Equal(changesOf(fast[i:i+1]), changesOf(full[i:i+1])) {
				t.Fatalf("of %s:\nsifted %s\nasked  %s", p.text.Ref(), written(fast[i]), written(full[i]))
			}
		}
		t.Fatalf("of %s: %d changes sifted, %d asked in full", p.text.Ref(), len(fast), len(full))
	}
}

// changed is a change in a form that has canonical bytes.
type changed struct {
	Findings []*finding.Finding `json:"findings"`
	Outside  *finding.Outside   `json:"outside"`
}

func changesOf(list []finding.Change) []changed {
	out := make([]changed, len(list))
	for i, c := range list {
		out[i] = changed(c)
	}
	return out
}

func written(c finding.Change) string {
	data, err := canon.Encode(changed(c))
	return fmt.Sprint(string(data), err)
}

// siftReports is how many reports of a theatre are judged both ways. The long run is
// go test ./finding -run Theatre -sift.reports 300000 -timeout 2h.
var siftReports = flag.Int("sift.reports", 800, "how many reports of a theatre are judged with and without the sieve")

func TestTheSieveChangesNoFindingOfATheatre(t *testing.T) {
	p := newPair(t, workload.Accord())
	stream := workload.NewStream(7, 1_772_310_000_000, 1000) // some hours before day D
	for done := 0; done < *siftReports; done += 100 {
		p.see(t, stream.Next(100))
	}
	if len(p.fast.Findings()) == 0 || len(p.fast.Outsiders()) == 0 {
		t.Fatalf("%d findings and %d outside: a test of neither", len(p.fast.Findings()), len(p.fast.Outsiders()))
	}
}

// TestTheSieveChangesNoFindingOfAnyText judges adversarial reports under the worked texts: any act, weapon, region and time,
// names with and without geometry, sides that speak for themselves, exercises and not.
func TestTheSieveChangesNoFindingOfAnyText(t *testing.T) {
	var texts []*agreement.Agreement
	files, err := agreements.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := agreements.Files.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if a, err := agreement.Parse(f.Name(), data, agreements.Files); err == nil {
			texts = append(texts, a)
		}
	}
	texts = append(texts, workload.Accord())
	if len(texts) < 10 {
		t.Fatalf("%d texts", len(texts))
	}
	rapid.Check(t, func(rt *rapid.T) {
		a := rapid.SampledFrom(texts).Draw(rt, "text")
		p := newPair(rt, a)
		w := drawnWorld{rt, a, p.text}
		for range rapid.IntRange(1, 3).Draw(rt, "submissions") {
			var reports []report.Report
			for range rapid.IntRange(1, 8).Draw(rt, "reports") {
				reports = append(reports, w.report())
			}
			p.see(rt, reports)
		}
	})
}

// drawnWorld draws reports that have to do with a text.
type drawnWorld struct {
	*rapid.T
	a    *agreement.Agreement
	text *agreement.Compiled
}

func (w drawnWorld) report() report.Report {
	sources := []string{"post-1", "post-2", "camera", "press"}
	for _, p := range w.a.Parties {
		sources = append(sources, p.Name)
	}
	e := report.Extract{
		Level: report.Plain, Source: rapid.SampledFrom(sources).Draw(w.T, "source"),
		Exercise: w.a.Exercise != (rapid.IntRange(0, 9).Draw(w.T, "exercise") == 0),
	}
	for range rapid.IntRange(1, 2).Draw(w.T, "sightings") {
		e.Sightings = append(e.Sightings, w.sighting(sources))
	}
	for _, s := range e.Sightings {
		e.Received = max(e.Received, s.Time.Interval.To+1)
	}
	return report.Report{Identity: report.Identity{Door: "test"}, Extract: e}
}

func (w drawnWorld) sighting(sources []string) report.Sighting {
	s := report.Sighting{
		Act: rapid.SampledFrom(append(act.Acts(), "", "mortar-fire", "artillery-fire", "weapon-presence")).Draw(w.T, "act"), Where: w.region(),
		Means: rapid.SampledFrom([]report.Means{report.Seen, report.Heard, report.Told, ""}).Draw(w.T, "means"),
		Time:  when.Span{Interval: w.time()},
	}
	if rapid.Bool().Draw(w.T, "weapon") {
		m := rapid.SampledFrom(act.Models()).Draw(w.T, "model")
		s.Weapon = &act.Weapon{Class: m.Class, Calibre: m.Calibre}
		if rapid.Bool().Draw(w.T, "named") {
			s.Weapon.Model = m.Names[0]
		}
	}
	if rapid.IntRange(0, 3).Draw(w.T, "target") == 0 {
		s.Target = rapid.SampledFrom(act.Targets()).Draw(w.T, "which")
	}
	if rapid.IntRange(0, 3).Draw(w.T, "origin") == 0 {
		from := w.region()
		s.Origin = &from
	}
	if rapid.IntRange(0, 3).Draw(w.T, "actor") == 0 {
		s.Actors = []report.Claim{{Actor: rapid.SampledFrom(sources).Draw(w.T, "who"), Basis: rapid.SampledFrom([]string{"observed", "said", "claimed"}).Draw(w.T, "basis")}}
	}
	if rapid.IntRange(0, 5).Draw(w.T, "answer") == 0 {
		s.InAnswerTo = "fire"
	}
	return s
}

// time is near the beginning or the end of the text, or not known.
func (w drawnWorld) time() when.Interval {
	if rapid.IntRange(0, 9).Draw(w.T, "no time") == 0 {
		return when.Interval{}
	}
	point := w.a.Force.From
	if w.a.Force.Until != "" && rapid.Bool().Draw(w.T, "end") {
		point = w.a.Force.Until
	}
	at, err := w.text.Resolve(point)
	if err != nil || at.IsUnknown() {
		at.From = 1_772_323_200_000
	}
	from := at.From + when.Instant(rapid.SampledFrom([]int{-50, -1, 0, 1, 7, 20, 40}).Draw(w.T, "day"))*when.Instant(when.Day) +
		when.Instant(rapid.IntRange(0, 23).Draw(w.T, "hour"))*when.Instant(when.Hour)
	return when.Interval{From: from, To: from + when.Instant(rapid.SampledFrom([]when.Duration{0, when.Minute, when.Hour, when.Day}).Draw(w.T, "long"))}
}

// region is a name of the text, ground about one of its places, or both.
func (w drawnWorld) region() place.Region {
	var r place.Region
	if rapid.IntRange(0, 19).Draw(w.T, "nowhere") == 0 || len(w.a.Places) == 0 {
		return r
	}
	p := rapid.SampledFrom(w.a.Places).Draw(w.T, "place")
	if rapid.IntRange(0, 2).Draw(w.T, "by name") == 0 {
		r.Name = p.Name
	}
	low, high, ok := w.text.Locate(place.Region{Name: string(rapid.SampledFrom(w.a.Places).Draw(w.T, "about").ID)}).Box()
	if !ok || r.Name != "" && rapid.Bool().Draw(w.T, "name only") {
		return r
	}
	// At, just beyond and far beyond the corners and edges of its bounds.
	off := func(label string, low, high int32, most int64) int32 {
		n := rapid.SampledFrom([]int64{int64(low), int64(high), (int64(low) + int64(high)) / 2}).Draw(w.T, label) +
			rapid.SampledFrom([]int64{0, -1, 1, -1000, 1000, -17_000, 17_000, -100_000, 100_000, -5_000_000, 5_000_000}).Draw(w.T, label+" off")
		return int32(max(-most, min(most, n)))
	}
	at := place.Point{Lat: off("lat", low.Lat, high.Lat, 880_000_000), Lon: off("lon", low.Lon, high.Lon, 1_790_000_000)}
	metres := place.Length(rapid.SampledFrom([]int{0, 1, 150, 200, 250, 2000, 40_000}).Draw(w.T, "metres")) * place.Metre
	switch rapid.IntRange(0, 3).Draw(w.T, "shape") {
	case 0:
		from := place.Bearing(rapid.IntRange(0, 359).Draw(w.T, "from") * 1000)
		to := (from + place.Bearing(rapid.SampledFrom([]int{0, 1, 22, 90, 180, 300}).Draw(w.T, "angle")*1000)) % 360_000
		r.Sectors = []place.Sector{{Observer: place.Circle{Centre: at, Radius: metres / 100}, From: from, To: to, Distance: place.Range{Least: metres / 2, Most: metres + 500*place.Metre}}}
	case 1:
		r.Polygons = []place.Polygon{{Rings: [][]place.Point{{at, {Lat: at.Lat, Lon: at.Lon + 20_000}, {Lat: at.Lat + 20_000, Lon: at.Lon}}}}}
	default:
		r.Circle = &place.Circle{Centre: at, Radius: metres}
	}
	if r.Check() != nil {
		return place.Region{Name: r.Name}
	}
	return r
}
