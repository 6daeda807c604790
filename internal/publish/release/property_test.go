// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/coverage"
	"truce/engine"
	"truce/finding"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/place"
	"truce/report"
	"truce/response"
	"truce/watch"
	"truce/when"
)

// accord is an invented text that is marked as no exercise, since a release of one says so everywhere and hides what is sought.
const accord = `
truce: 1
id: valley-accord
version: 1
title: Accord of the valley
kind: agreement
languages: [{tag: en, authoritative: true}]
sources: [{id: us, title: Written for tests, standing: text}]
parties: [{id: north, name: North}, {id: south, name: South}]
force: {from: D, until: D+900, area: [valley]}
articles:
  - {id: 1, title: Ceasefire, says: Nobody fires from day D on., cite: Article 1, source: us}
  - {id: 2, title: Monitors, says: Nobody hinders the monitors., cite: Article 2, source: us}
  - {id: 3, title: Publication, says: The public sees it after a while., cite: Article 3, source: us}
places:
  - id: valley
    name: valley
    kind: zone
    geometry: {polygon: [[-179, -85], [-60, -85], [60, -85], [179, -85], [179, 85], [60, 85], [-60, 85], [-179, 85], [-179, -85]]}
    tolerance: 10 m
    source: us
  - id: northern
    name: northern
    kind: zone
    geometry: {polygon: [[-179, 47], [-60, 47], [60, 47], [179, 47], [179, 85], [60, 85], [-60, 85], [-179, 85], [-179, 47]]}
    tolerance: 10 m
    source: us
control: [{party: north, place: northern, from: D, source: us}]
times: [{id: d, article: 1, event: 2031-03-01 00:00 Europe/Kyiv}]
terms:
  - {id: no-fire, article: 1, sense: prohibits, acts: [fire], severity: S2}
  - {id: monitors, article: 2, sense: prohibits, acts: [monitor-obstruction], severity: S3}
counting: {unit: one incident under one term, day: Europe/Kyiv}
severity: [{to: S4, civilian_harmed: 6}]
evidence: {c2: {roots: 2}, c3: {roots: 2, means: 2}}
bodies:
  - {id: commission, name: Commission, article: 1, decides: majority, quorum: 1, competent: [determine, verify], members: [{id: jade, opinion: true}, {id: canary-judge}]}
publication: {delay: 72 h, cell: 10 km, article: 3}
`

const (
	delay = 72 * when.Hour
	cell  = 10 * place.Kilometre
)

// recorder enters what is drawn, and leaves out what the engine refuses.
type recorder struct {
	state   *engine.State
	entries []engine.Entry
}

func (r *recorder) enter(e engine.Entry) bool {
	e.Seq, e.Time = r.state.Seq()+1, max(e.Time, r.state.Now())
	if _, err := r.state.Step(e); err != nil {
		return false
	}
	r.entries = append(r.entries, e)
	return true
}

func begun(t testing.TB) *recorder {
	t.Helper()
	a, err := agreement.Parse("accord.yaml", []byte(accord), nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{state: engine.NewState()}
	start := instant(t, "2031-03-01T00:00:00Z")
	if !r.enter(engine.NewGenesis(start)) || !r.enter(engine.Entry{Time: start, Adoption: &engine.Adoption{Agreement: a}}) {
		t.Fatal("the record does not begin")
	}
	return r
}

// again is a record of its own of the same entries.
func (r *recorder) again(t *rapid.T) *recorder {
	out := &recorder{state: engine.NewState()}
	for _, e := range r.entries {
		if !out.enter(e) {
			t.Fatal("the record does not begin")
		}
	}
	return out
}

// drawSighting is anything that somebody may say that they saw. Every name and word in it has canary in it.
func drawSighting(t *rapid.T, at when.Instant, near bool) report.Sighting {
	lat, lon := rapid.Int32Range(465_000_000, 475_000_000), rapid.Int32Range(370_000_000, 380_000_000)
	if !near {
		lat, lon = rapid.Int32Range(-840_000_000, 840_000_000), rapid.Int32Range(-1_789_999_999, 1_789_999_999)
	}
	s := report.Sighting{
		Act:   rapid.SampledFrom([]act.Act{"mortar-fire", "small-arms-fire", "monitor-denial", "sensor-tampering", "explosion", "troop-presence"}).Draw(t, "act"),
		Words: "seen by canary-words at the canary mill", Means: rapid.SampledFrom([]report.Means{"", "seen", "camera"}).Draw(t, "means"),
		Time: when.Span{Interval: when.Interval{From: at, To: at + when.Instant(rapid.Int64Range(0, int64(5*when.Hour)).Draw(t, "long"))}},
		Where: place.Region{Name: "canary-place", Circle: &place.Circle{
			Centre: place.Point{Lat: lat.Draw(t, "lat"), Lon: lon.Draw(t, "lon")}, Radius: place.Length(rapid.Int64Range(1000, 90_000_000).Draw(t, "radius")),
		}},
		Count: report.Count{Kind: report.Exact, Least: 7, Most: 7},
	}
	if rapid.Bool().Draw(t, "harm") {
		n := rapid.Int64Range(1, 5).Draw(t, "harmed")
		s.Casualties = []report.Casualties{{Harm: "injured", Of: "civilian", Age: "child", Least: n, Most: n, Cause: "canary-cause"}}
	}
	return s
}

// drawRecord is a record of any reports, watching, acts of people and of the room.
func drawRecord(t *rapid.T, r *recorder) {
	start := r.state.Now()
	near := rapid.Bool().Draw(t, "near")
	at := start
	for range rapid.IntRange(1, 12).Draw(t, "entries") {
		at += when.Instant(rapid.Int64Range(0, int64(40*when.Hour)).Draw(t, "later"))
		source := fmt.Sprintf("canary-source-%d", rapid.IntRange(1, 5).Draw(t, "source"))
		s := drawSighting(t, at, near)
		end := s.Time.Interval.To
		switch rapid.IntRange(0, 6).Draw(t, "kind") {
		case 0:
			r.enter(engine.Entry{Time: end, Watch: &coverage.Watch{Source: source, Means: "camera", Where: s.Where, Time: s.Time.Interval}})
			r.enter(engine.Entry{Time: end, Gap: &coverage.Gap{Source: source, Where: s.Where, Reason: coverage.Dark, Time: s.Time.Interval}})
		case 1:
			r.enter(engine.Entry{Time: end, Duty: &watch.Duty{By: "canary-officer", On: &watch.On{}}})
			r.enter(engine.Entry{Time: end, Patrol: &watch.Patrol{ID: "canary-task", By: "canary-officer", Step: watch.Requested, Order: &watch.Order{Source: source, What: "canary-what", Where: s.Where}}})
		case 2:
			drawActs(t, r, end, s)
		default:
			consent := rapid.SampledFrom([]string{"", "internal", "party", "public", "public", "public"}).Draw(t, "consent")
			e := report.Extract{Level: report.Plain, Source: source, Received: end, Sightings: []report.Sighting{s}}
			for range rapid.IntRange(0, 2).Draw(t, "more roots") {
				e.Roots = append(e.Roots, fmt.Sprintf("canary-root-%d", rapid.IntRange(1, 9).Draw(t, "root")))
			}
			r.enter(engine.Entry{Time: end, Submission: &engine.Submission{Reports: []report.Report{{
				Identity: report.Identity{Door: "ndjson", Person: "canary-person", Consent: consent}, Extract: e,
			}}}})
		}
	}
}

// drawActs are acts of people on a finding, in words that give everything away.
func drawActs(t *rapid.T, r *recorder, at when.Instant, s report.Sighting) {
	all := r.state.Dockets()[0].Findings()
	if len(all) == 0 {
		return
	}
	f := all[rapid.IntRange(0, len(all)-1).Draw(t, "finding")]
	on := engine.On{Agreement: f.Released.Agreement, Incident: f.Released.Incident, Term: f.Released.Term}
	by := rapid.SampledFrom([]string{"jade", "canary-judge", "north", "canary-person"}).Draw(t, "by")
	tells := fmt.Sprintf("at %s by canary-source-1, %d.%07d, on 2039-01-01, 36U XA 12345 67890", at, s.Where.Circle.Centre.Lat/1e7, 1234567)
	r.enter(engine.Entry{Time: at, Opinion: &engine.Opinion{On: on, Opinion: finding.Opinion{By: by, At: at, Holds: tells}}})
	r.enter(engine.Entry{Time: at, Determination: &engine.Determination{On: on, Act: finding.Determination{
		By: "commission", At: at, Outcome: finding.Violation, Reasons: tells, Intent: "canary-intent", ExParte: []string{"south", "canary-absent"}, Members: []finding.Opinion{{By: "canary-judge", At: at, Holds: tells}},
	}}})
	cause := rapid.SampledFrom([]string{tells, "a wrong article was cited", "seen at 10:15", "near 47.5, 37.5"}).Draw(t, "cause")
	r.enter(engine.Entry{Time: at, Procedure: &engine.Procedure{Agreement: f.Released.Agreement, Act: response.Act{Correction: &response.Correction{
		Thread: response.Thread{Incident: f.Released.Incident, Term: f.Released.Term}, By: "commission", Cause: cause, Extent: "the words", Told: []string{"North", "canary-told"},
	}}}})
}

// TestNothingInAnyFileLiesBelowTheGridOrBeforeTheDelay holds whatever the record: every file is read number by number.
func TestNothingInAnyFileLiesBelowTheGridOrBeforeTheDelay(t *testing.T) {
	shown, corrected := 0, 0
	empty := begun(t)
	rapid.Check(t, func(t *rapid.T) {
		r := empty.again(t)
		drawRecord(t, r)
		rule := approval.Rule{AsOf: r.state.Now() + when.Instant(rapid.Int64Range(int64(delay), int64(9*24*when.Hour)).Draw(t, "as of"))}
		d, err := release.Make(release.OfEntries(r.entries), rule)
		if err != nil {
			t.Skip(err) // nothing was on record on the last day
		}
		for _, h := range d.Held {
			if rapid.Bool().Draw(t, "show") {
				rule.Show = append(rule.Show, h.Finding)
			}
		}
		if d, err = release.Make(release.OfEntries(r.entries), rule); err != nil {
			t.Fatal(err)
		}
		shown, corrected = shown+len(d.Release.Items), corrected+len(d.Release.Corrections)
		looked(t, r, d, rule)
		grown(t, r, d, rule)
	})
	if shown == 0 || corrected == 0 {
		t.Errorf("%d findings and %d corrections were shown in all: the test shows nothing", shown, corrected)
	}
}

// looked reads every file of a release.
func looked(t *rapid.T, r *recorder, d *release.Draft, rule approval.Rule) {
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	last := d.Release.To
	if end := zone.Whole(last).To; end > rule.AsOf-when.Instant(delay) {
		t.Fatalf("the last day ends %s, less than the delay before %s", end, rule.AsOf)
	}
	edges := edgesOf(t, d)
	for _, f := range d.Files {
		if f.Name == release.VerifyName {
			continue // the same in every release
		}
		readWords(t, f, last, edges)
		for _, h := range d.Held {
			if !h.Shown && bytes.Contains(f.Data, []byte(h.Finding.String())) {
				t.Errorf("%s shows %s, which is held back", f.Name, h.Finding)
			}
		}
	}
	allowed(t, r, d)
}

var (
	datesInText  = regexp.MustCompile(`\d{4}-\d{2}-\d{2}(T[0-9:.]+Z?)?`)
	clocksInText = regexp.MustCompile(`\d\d?:\d\d`)
	decimals     = regexp.MustCompile(`-?\d+\.\d+`)
	longNumbers  = regexp.MustCompile(`[:,\[ ](-?\d{6,})[,\]} \n]`)
	styles       = regexp.MustCompile(`(?s)<style>.*?</style>|<meta [^>]*>`)
)

// readWords reads a file as text: every date, every time, every number with decimals or of many digits, and every name.
func readWords(t *rapid.T, f release.File, last when.Date, edges map[string]bool) {
	text := styles.ReplaceAllString(string(f.Data), "")
	if i := strings.Index(strings.ToLower(text), "canary"); i >= 0 {
		t.Errorf("%s names what is the mission's: %q", f.Name, text[max(0, i-40):min(len(text), i+40)])
	}
	for _, found := range datesInText.FindAllString(text, -1) {
		day, clock, timed := strings.Cut(found, "T")
		if date, err := when.ParseDate(day); err != nil || date.Compare(last) > 0 || timed && clock != "00:00:00Z" {
			t.Errorf("%s has %s, and the last day is %s", f.Name, found, last)
		}
	}
	for _, found := range clocksInText.FindAllString(strings.ReplaceAll(text, "T00:00:00Z", ""), -1) {
		t.Errorf("%s has the time %s", f.Name, found)
	}
	for _, found := range decimals.FindAllString(text, -1) {
		if !edges[strings.TrimPrefix(found, "-")] && found != "1.0" { // of the XML declaration
			t.Errorf("%s has %s, which is the edge of no cell", f.Name, found)
		}
	}
	for _, found := range longNumbers.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseInt(found[1], 10, 64)
		if err != nil || n%100_000 != 0 || !edges[fmt.Sprintf("%.2f", float64(max(n, -n))/1e7)] {
			t.Errorf("%s has %s, which is the edge of no cell", f.Name, found[1])
		}
	}
}

// edgesOf are the edges of the cells that are shown, each of which is as large as the rule asks at the rim nearer to the pole.
func edgesOf(t *rapid.T, d *release.Draft) map[string]bool {
	edges := map[string]bool{}
	for _, i := range d.Release.Items {
		c := i.Cell
		if c == nil {
			continue
		}
		at := func(lat, lon int64) place.Point { return place.Point{Lat: int32(lat), Lon: int32(lon)} }
		far := max(c.North, -c.South)
		tall := place.Distance(at(c.South, 0), at(c.North, 0))
		wide := cell
		if far < 900_000_000 && c.East-c.West < 1_800_000_000 {
			wide = place.Distance(at(far, 0), at(far, c.East-c.West))
		}
		if tall < cell || wide < cell || c.South%100_000 != 0 || c.West%100_000 != 0 {
			t.Errorf("cell %s is %s by %s", c, tall, wide)
		}
		for _, e := range []int64{c.South, c.West, c.North, c.East} {
			edges[fmt.Sprintf("%.2f", float64(max(e, -e))/1e7)] = true
		}
	}
	return edges
}

// allowed holds each finding that is shown to the record: some source of it allowed it, and what was done to those who watch shows
// no place.
func allowed(t *rapid.T, r *recorder, d *release.Draft) {
	public := map[canon.ReportID]bool{}
	for _, e := range r.entries {
		if e.Submission == nil {
			continue
		}
		for _, each := range e.Submission.Reports {
			digest, err := each.Extract.Digest()
			if err != nil {
				t.Fatal(err)
			}
			id := report.ID(digest, r.state.Seed())
			if _, known := public[id]; !known {
				public[id] = each.Identity.Consent == "public"
			}
		}
	}
	observed := map[canon.ObservationID]canon.ReportID{}
	for _, o := range r.state.Observations() {
		observed[o.ID] = o.Report
	}
	known := map[canon.FindingID]*finding.Finding{}
	for _, versions := range r.state.Dockets()[0].All() {
		for _, f := range versions {
			known[f.ID] = f
		}
	}
	for _, i := range d.Release.Items {
		f := known[i.Finding]
		if f == nil || !slices.ContainsFunc(f.Internal.Observations, func(o canon.ObservationID) bool { return public[observed[o]] }) {
			t.Errorf("no source of %s allowed that the public sees it", i.Finding)
		}
		if i.Term == "monitors" && i.Cell != nil {
			t.Errorf("%s says where those who watch were", i.Finding)
		}
	}
}

// grown holds that the same record gives the same bytes, also where it went on since.
func grown(t *rapid.T, r *recorder, d *release.Draft, rule approval.Rule) {
	r.state.Tick(rule.AsOf)
	drawRecord(t, r)
	again, err := release.Make(release.OfEntries(r.entries), rule)
	if err != nil {
		t.Fatal(err)
	}
	if again.Manifest != d.Manifest || len(again.Files) != len(d.Files) {
		t.Fatalf("the manifest was %s and is %s", d.Manifest, again.Manifest)
	}
	for i, f := range again.Files {
		if f.Name != d.Files[i].Name || !bytes.Equal(f.Data, d.Files[i].Data) {
			t.Errorf("%s is another", f.Name)
		}
	}
}

// TestEveryFileSaysTheSame reads the tables, the lines and the features back, and holds them to each other.
func TestEveryFileSaysTheSame(t *testing.T) {
	d := made(t, exercise(t), approval.Rule{AsOf: instant(t, "2026-02-12T12:00:00Z"), Exercise: true})
	files := map[string][]byte{}
	for _, f := range d.Files {
		files[f.Name] = f.Data
	}
	rows, err := csv.NewReader(bytes.NewReader(files["findings.csv"])).ReadAll()
	if err != nil || len(rows) != len(d.Release.Items)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var features struct {
		Features []struct {
			ID       string
			Geometry *struct{ Coordinates [][][2]float64 }
		}
	}
	if err := json.Unmarshal(files["findings.geojson"], &features); err != nil || len(features.Features) != len(d.Release.Items) {
		t.Fatalf("%d features, %v", len(features.Features), err)
	}
	lines := strings.Split(strings.TrimSpace(string(files["findings.ndjson"])), "\n")
	for n, i := range d.Release.Items {
		var line release.Item
		if err := canon.Decode([]byte(lines[n]), &line); err != nil || line.Finding != i.Finding {
			t.Errorf("line %d: %v", n+1, err)
		}
		if rows[n+1][1] != i.Finding.String() || features.Features[n].ID != i.Finding.String() || rows[n+1][9] != i.Verdict || rows[n+1][10] != i.Status {
			t.Errorf("row %v, feature %v, item %+v", rows[n+1], features.Features[n], i)
		}
		if (features.Features[n].Geometry == nil) != (i.Cell == nil) {
			t.Errorf("feature %v, cell %v", features.Features[n], i.Cell)
		}
		if !bytes.Contains(files["day/"+i.Day+".html"], []byte(i.Verdict+", "+i.Status)) {
			t.Errorf("the page of %s does not show %s with its status", i.Day, i.Verdict)
		}
	}
	var whole release.Release
	if err := canon.Decode(bytes.TrimSpace(files["release.json"]), &whole); err != nil || len(whole.Items) != len(d.Release.Items) {
		t.Error(err)
	}
}
