// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// accord is a small invented text. Tests change single lines of it.
const accord = `
truce: 1
id: mill-accord
version: 1
title: Mill Accord (exercise)
kind: agreement
exercise: true
sources:
  - {id: script, title: the script, standing: invented}
parties:
  - {id: amber, name: Amber}
  - {id: cobalt, name: Cobalt, from: D+5}
others: []
force:
  from: D
  until: D+60
  contested:
    - {from: D+40, until: D+45, by: [cobalt], about: whether notice was given, source: script}
articles:
  - {id: 1, title: Fire, says: Both stop firing., cite: "art. 1", source: script}
  - {id: 2, title: Distance, says: Guns go back., cite: "art. 2", source: script}
  - {id: 3, title: Demining, says: Demining is allowed., cite: "art. 3", source: script}
  - {id: 4, title: Council, says: A council decides., cite: "art. 4", source: script}
places:
  - {id: basin, name: The basin, kind: zone, geometry: {polygon: [[37, 47], [39, 47], [39, 49], [37, 49]]}, source: script}
  - {id: line, name: The line, kind: line, geometry: {line: [[37.2, 48], [38.8, 48]]}, source: script}
  - {id: depot, name: Depot, kind: site, geometry: {point: [38.0, 48.5], radius: 2 km}, source: script}
times:
  - {id: d, article: 1, event: 2026-03-20 00:00 UTC}
terms:
  - id: no-fire
    article: 1
    sense: prohibits
    acts: [fire]
    where: [basin]
    severity: S2
    exemptions:
      - id: in-answer
        article: 1
        within: 24 h
        conditions:
          - {id: attacked, says: an assault came before, preceded_by: [assault], within: 2 h}
          - {id: ordered, says: the command ordered it, answered: true, shown_by: [claimant]}
  - id: no-mining
    article: 1
    sense: prohibits
    acts: [mine-laying]
    severity: S1
    exemptions:
      - id: logged
        article: 1
        conditions:
          - {id: in-log, says: the joint log has it, answered: true, exclusive: true}
  - {id: no-blast, article: 1, sense: prohibits, acts: [explosion], where: [basin], severity: S2}
  - {id: demining, article: 3, sense: permits, acts: [demining-blast], where: [basin], severity: S1}
  - id: guns-back
    article: 2
    sense: prohibits
    acts: [weapon-presence]
    weapons: {classes: [artillery, mortar], at_least: 100}
    keep_back: {at_least: 20 km, from: line, storage: [depot]}
    severity: S3
questions:
  - id: width
    article: 2
    asks: Is it a width or a distance?
    ruled_by: council
    readings:
      - {id: distance, means: a distance from the line}
      - {id: half, means: half of a width, terms: {guns-back: {keep_back: {at_least: 10 km, from: line, storage: [depot]}}}}
counting: {unit: incident and term, day: UTC}
evidence:
  c2: {roots: 2}
  c3: {roots: 3, means: 2, reliability: B}
  sequence: 2 h
  recurrence: 7 d
severity:
  - {to: S3, recurrence: 2}
  - {to: S4, civilian_killed: 2}
bodies:
  - id: council
    name: The council
    article: 4
    members: [{id: chair}, {id: cobalt-seat, party: cobalt, opinion: true}]
    decides: consensus
    competent: [determine, rule-reading]
  - {id: patrol, name: The patrol, article: 4, decides: sole, competent: [verify]}
procedure:
  steps:
    - {does: notice, article: 4, by: council, within: 24 h, after: assessment}
`

// record is a joiner and one docket.
type record struct {
	t      testing.TB
	joiner *incident.Joiner
	docket *finding.Docket
}

// opened returns a docket of the accord with lines replaced, old and new in turn.
func opened(t testing.TB, changes ...string) *record {
	t.Helper()
	c := compiled(t, strings.NewReplacer(changes...).Replace(accord))
	d, err := finding.NewDocket(c, c.Digest(), canon.Salt{}, at(t, "2026-03-20").From)
	if err != nil {
		t.Fatal(err)
	}
	return &record{t, incident.NewJoiner(), d}
}

// texts are the texts compiled so far: a compiled text never changes, and hundreds of dockets are opened.
var texts sync.Map

func compiled(t testing.TB, text string) *agreement.Compiled {
	t.Helper()
	if c, ok := texts.Load(text); ok {
		return c.(*agreement.Compiled)
	}
	a, err := agreement.Parse("accord.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	texts.Store(text, c)
	return c
}

func at(t testing.TB, text string) when.Interval {
	t.Helper()
	zone, err := when.LoadZone("UTC")
	if err != nil {
		t.Fatal(err)
	}
	s, err := when.Parse(text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return s.Interval
}

// circle is at so many thousandths of a degree north of 48 N, 38 E, with a radius in metres.
func circle(north, radius int) place.Region {
	return place.Region{Circle: &place.Circle{
		Centre: place.Point{Lat: int32(480_000_000 + north*10_000), Lon: 380_000_000}, Radius: place.Length(radius) * place.Metre,
	}}
}

// shot is a mortar round on D+10.
func (r *record) shot(change ...func(*report.Sighting)) report.Sighting {
	s := report.Sighting{Act: "mortar-fire", Time: when.Span{Interval: at(r.t, "2026-03-30 12:00")}, Where: circle(100, 500)}
	for _, c := range change {
		c(&s)
	}
	return s
}

func (r *record) extract(source string, sightings ...report.Sighting) report.Extract {
	e := report.Extract{Level: report.Plain, Source: source, Exercise: true, Sightings: sightings}
	for _, s := range sightings {
		e.Received = max(e.Received, s.Time.Interval.To)
	}
	return e
}

func (r *record) observe(e report.Extract) []*observation.Observation {
	r.t.Helper()
	sum, err := e.Digest()
	if err != nil {
		r.t.Fatal(err)
	}
	var out []*observation.Observation
	for _, o := range observation.Extract(report.ID(sum, canon.Salt{}), e, r.docket.Text().Locate) {
		out = append(out, &o)
	}
	return out
}

// see enters a report and returns the incident of its first sighting.
func (r *record) see(e report.Extract) *incident.Incident {
	r.t.Helper()
	o := r.observe(e)
	r.docket.Take(r.joiner.Add(o), finding.Cause{Why: finding.ByReports, Says: "new reports"})
	return r.joiner.Of(o[0].ID)
}

// the returns the one finding on an incident under a term.
func (r *record) the(inc *incident.Incident, term agreement.TermID) *finding.Finding {
	r.t.Helper()
	for _, f := range r.docket.Findings() {
		if f.Released.Incident == inc.ID && f.Released.Term == term {
			return f
		}
	}
	r.t.Fatalf("no finding on %s under %s", inc.ID.Short(), term)
	return nil
}

func (r *record) do(act finding.Act, err error) []finding.Change {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	return act()
}

func refused(t *testing.T, act finding.Act, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) || act != nil {
		t.Errorf("got %v, want a refusal with %q", err, words)
	}
}

func TestScopeIsAskedInOrder(t *testing.T) {
	on := func(time string) func(*report.Sighting) {
		return func(s *report.Sighting) {
			if time == "" {
				s.Time = when.Span{}
				return
			}
			zone, _ := when.LoadZone("UTC")
			span, _ := when.Parse(time, zone)
			s.Time = span
		}
	}
	in := func(r place.Region) func(*report.Sighting) { return func(s *report.Sighting) { s.Where = r } }
	for _, each := range []struct {
		name    string
		change  func(*report.Sighting)
		verdict finding.Verdict // none: outside
		because string
	}{
		{"in force, inside", on("2026-03-30 12:00"), finding.Violation, "every condition of the term holds"},
		{"before", on("2026-03-19 23:00"), "", "begins D, 2026-03-20T00:00:00Z"},
		{"after", on("2026-05-21"), "", "ended D+60, 2026-05-19 UTC"},
		{"across the beginning", on("2026-03-19 23:00 to 2026-03-20 01:00"), finding.Undetermined, "not known: in force (may be before it begins (D, 2026-03-20T00:00:00Z))"},
		{"while contested", on("2026-05-01 12:00"), finding.Undetermined, "not known: in force (force contested since D+40, 2026-04-29 UTC by cobalt: whether notice was given)"},
		{"at no known time", on(""), finding.Undetermined, "not known: in force (the time is not known)"},
		{"outside the area", in(circle(1100, 500)), "", "not in the area: basin"},
		{"across the border of the area", in(circle(1000, 500)), finding.Undetermined, "not known: in the area (basin)"},
		{"at a place nobody knows", in(place.Region{Name: "Nowhere"}), finding.Undetermined, "not known: in the area (basin)"},
		{"another act", func(s *report.Sighting) { s.Act = "uav-flight" }, "", "not the act: fire"},
		{"an act wider than the term", func(s *report.Sighting) { s.Act = "use-of-force" }, finding.Undetermined, "not known: the act (fire)"},
		{"no act", func(s *report.Sighting) { s.Act = "" }, finding.Undetermined, "not known: the act (fire)"},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			inc := r.see(r.extract("a", r.shot(each.change)))
			if each.verdict == "" {
				out := r.docket.Outsiders()
				if len(out) != 1 || !strings.HasPrefix(out[0].Nearest, each.because) || len(r.docket.Findings()) != 0 {
					t.Errorf("outside: %+v, %d findings, want %q", out, len(r.docket.Findings()), each.because)
				}
				return
			}
			f := r.the(inc, "no-fire")
			if v := f.Released.ByReading[0]; f.Released.Verdict != each.verdict || v.Because != each.because {
				t.Errorf("got %s, %q, want %s, %q", f.Released.Verdict, v.Because, each.verdict, each.because)
			}
			if f.Released.Status != finding.Assessed || f.Released.Article != "1" || f.Released.Agreement != "mill-accord@1" {
				t.Errorf("released: %+v", f.Released)
			}
		})
	}
}

func TestExerciseAndTextInForceNeverMeet(t *testing.T) {
	r := opened(t)
	real := r.extract("a", r.shot())
	real.Exercise = false
	r.see(real)
	if out := r.docket.Outsiders(); len(out) != 1 || out[0].Status != finding.Recorded || !strings.HasPrefix(out[0].Nearest, "an exercise and a text in force never meet") {
		t.Errorf("outside: %+v", out)
	}
}

func TestWhoMayHaveDoneItDecides(t *testing.T) {
	claim := func(basis string, actors ...string) func(*report.Sighting) {
		return func(s *report.Sighting) {
			for _, a := range actors {
				s.Actors = append(s.Actors, report.Claim{Actor: a, Basis: basis})
				s.Means = report.Seen
			}
		}
	}
	early := func(s *report.Sighting) { s.Time.Interval = at(t, "2026-03-22 12:00") } // Cobalt has not acceded yet
	list := func(f ...func(*report.Sighting)) []func(*report.Sighting) { return f }
	for _, each := range []struct {
		name    string
		others  string
		change  []func(*report.Sighting)
		verdict finding.Verdict
		level   finding.Level
	}{
		{"nobody knows who, and all are bound", "", nil, finding.Violation, finding.None},
		{"nobody knows who, and one is not bound yet", "", list(early), finding.Undetermined, finding.None},
		{"nobody knows who, and others are about", "others: [{id: river-men, name: River Men}]", nil, finding.Undetermined, finding.None},
		{"the one who was seen is bound", "", list(early, claim("observed", "AMBER")), finding.Violation, finding.Party},
		{"the one who was seen is not bound yet", "", list(early, claim("observed", "Cobalt")), finding.NoViolation, finding.Party},
		{"the one whom the source names is bound", "", list(early, claim("said", "Amber")), finding.Violation, finding.None},
		{"the one whom an enemy names narrows nothing", "", list(early, claim("claimed", "Amber")), finding.Undetermined, finding.None},
		{"one of two, both bound", "", list(claim("observed", "Amber", "Cobalt")), finding.Violation, finding.None},
		{"somebody whom the text does not know", "", list(claim("observed", "Strangers")), finding.Undetermined, finding.None},
		{"the sides of a clash", "others: [{id: river-men, name: River Men}]", list(func(s *report.Sighting) { s.Between = []string{"Amber", "Cobalt"} }), finding.Violation, finding.None},
	} {
		t.Run(each.name, func(t *testing.T) {
			var r *record
			if r = opened(t); each.others != "" {
				r = opened(t, "others: []", each.others)
			}
			f := r.the(r.see(r.extract("a", r.shot(each.change...))), "no-fire")
			if f.Released.Verdict != each.verdict || f.Released.Attribution.Level != each.level {
				t.Errorf("got %s, %s, want %s, %s", f.Released.Verdict, f.Released.Attribution.Level, each.verdict, each.level)
			}
		})
	}
}

// TestSilenceWidensNothingThatTwoRootsSaw puts an account that names nobody beside accounts that do.
func TestSilenceWidensNothingThatTwoRootsSaw(t *testing.T) {
	amber := func(s *report.Sighting) {
		s.Means, s.Actors = report.Seen, []report.Claim{{Actor: "Amber", Basis: "observed"}}
	}
	for _, each := range []struct {
		name  string
		roots []string
		want  finding.Verdict
	}{
		{"one root saw who", []string{"patrol"}, finding.Undetermined},
		{"two reports of one root saw who", []string{"patrol", "patrol"}, finding.Undetermined},
		{"two roots saw who", []string{"patrol", "press"}, finding.Violation},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t, "others: []", "others: [{id: river-men, name: River Men}]")
			var inc *incident.Incident
			for i, root := range each.roots {
				e := r.extract(fmt.Sprint("account ", i), r.shot(amber))
				e.Roots = []string{root}
				inc = r.see(e)
			}
			r.see(r.extract("silent", r.shot()))
			if got := r.the(inc, "no-fire").Released.Verdict; got != each.want || len(r.joiner.All()) != 1 {
				t.Errorf("got %s of %d incidents, want %s", got, len(r.joiner.All()), each.want)
			}
		})
	}
}

func TestReadingsThatPartWaitForARuling(t *testing.T) {
	gun := func(km int, class string) report.Sighting {
		return report.Sighting{
			Act: "weapon-presence", Weapon: weapon("artillery", 1520), Class: class, Means: report.UAV,
			Time: when.Span{Interval: at(t, "2026-03-30 12:00")}, Where: circle(km*9, 50),
		}
	}
	for _, each := range []struct {
		name      string
		sighting  report.Sighting
		distance  finding.Verdict
		half      finding.Verdict
		class     string
		afterHalf string
	}{
		{"5 km from the line", gun(5, ""), finding.Violation, finding.Violation, finding.InViolation, finding.InViolation},
		{"15 km", gun(15, ""), finding.Violation, finding.NoViolation, "", finding.OutsideStorage},
		{"30 km", gun(30, ""), finding.NoViolation, finding.NoViolation, finding.OutsideStorage, finding.OutsideStorage},
		{"at the depot", gun(55, ""), finding.NoViolation, finding.NoViolation, finding.AtStorage, finding.AtStorage},
		{"a class that the source gave stands", gun(5, "missing"), finding.Violation, finding.Violation, "missing", "missing"},
		{
			"nobody knows where", func() report.Sighting { s := gun(0, ""); s.Where = place.Region{}; return s }(),
			finding.Undetermined, finding.Undetermined, "", "",
		},
		{
			"no calibre", func() report.Sighting { s := gun(5, ""); s.Weapon = weapon("mortar", 0); return s }(),
			finding.Undetermined, finding.Undetermined, "", "",
		},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			inc := r.see(r.extract("a", each.sighting))
			f := r.the(inc, "guns-back")
			want := each.distance
			if each.half != each.distance {
				want = finding.Undetermined
			}
			by := f.Released.ByReading
			if f.Released.Verdict != want || by[0].Reading != "width=distance" || by[0].Verdict != each.distance || by[1].Verdict != each.half {
				t.Errorf("got %s, %+v, want %s of %s and %s", f.Released.Verdict, by, want, each.distance, each.half)
			}
			if f.Released.Class != each.class {
				t.Errorf("class: got %q, want %q", f.Released.Class, each.class)
			}
			r.do(r.docket.Rule("width", "half", "council"))
			ruled := r.the(inc, "guns-back")
			if ruled.Released.Verdict != each.half || ruled.Released.Class != each.afterHalf || !slices.Equal(ruled.Released.Ruled, []string{"width=half"}) {
				t.Errorf("ruled: %+v", ruled.Released)
			}
			if ruled.Supersedes != f.ID || ruled.Internal.Cause != "ruling by council: width=half" {
				t.Errorf("the ruling is not cited: %q", ruled.Internal.Cause)
			}
		})
	}
	r := opened(t)
	for _, each := range []struct{ question, reading, by, words string }{
		{"width", "half", "patrol", "council may rule"}, {"width", "third", "council", "no reading"}, {"length", "half", "council", "no question"},
	} {
		act, err := r.docket.Rule(agreement.QuestionID(each.question), agreement.ReadingID(each.reading), agreement.BodyID(each.by))
		refused(t, act, err, each.words)
	}
}

func TestAPermissionCoversOnlyWhatWasSeen(t *testing.T) {
	for _, each := range []struct {
		name    string
		act     string
		permits string
		verdict finding.Verdict
	}{
		{"demining that was seen", "demining-blast", "", finding.NoViolation},
		{"an explosion that may have been", "explosion", "", finding.Undetermined},
		{"fire", "artillery-fire", "", finding.Violation},
		{"demining by one who may not", "demining-blast", "acts: [demining-blast], binds: [cobalt]", finding.Undetermined},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			if each.permits != "" {
				r = opened(t, "sense: permits, acts: [demining-blast]", "sense: permits, "+each.permits)
			}
			f := r.the(r.see(r.extract("a", r.shot(func(s *report.Sighting) { s.Act = actOf(each.act) }))), "no-blast")
			if f.Released.Verdict != each.verdict {
				t.Errorf("got %s, %q, want %s", f.Released.Verdict, f.Released.ByReading[0].Because, each.verdict)
			}
		})
	}
}

func TestAttributionSaysNoMoreThanIsKnown(t *testing.T) {
	north, south := circle(300, 3000), circle(-300, 3000)
	layer := func(source, holder string) territory.Layer {
		return territory.Layer{
			Name: "map of " + source, Kind: territory.Observed, Source: source, Exercise: true, Published: at(t, "2026-03-25").From,
			Valid: when.Interval{From: at(t, "2026-03-25").From, To: at(t, "2026-04-25").To},
			Areas: []territory.Area{{Holder: holder, Polygons: box(48.2, 48.9)}, {Holder: "Amber", Polygons: box(47.1, 47.8)}},
		}
	}
	exercise := layer("press", "Cobalt")
	exercise.Exercise = false
	demanded := layer("envoys", "Cobalt")
	demanded.Kind = territory.Demanded
	old := layer("archive", "Cobalt")
	old.Valid = at(t, "2026-03-01")
	fire := func(weapons ...fired) report.Extract {
		r := opened(t)
		var list []report.Sighting
		for _, w := range weapons {
			list = append(list, r.shot(func(s *report.Sighting) { s.Act, s.Weapon, s.Origin = "fire", weapon(w.class, 0), w.from }))
		}
		return r.extract("a", list...)
	}
	for _, each := range []struct {
		name   string
		layers []territory.Layer
		report report.Extract
		want   finding.Attribution
	}{
		{"no layer, no origin", nil, fire(fired{"mortar", nil}), finding.Attribution{Level: finding.None, Words: "cannot attribute: no control layer"}},
		{"no origin", []territory.Layer{layer("osint", "Cobalt")}, fire(fired{"mortar", nil}), finding.Attribution{Level: finding.None, Words: "cannot attribute: no origin is reported"}},
		{"a direction only", nil, fire(fired{"mortar", &north}), finding.Attribution{Level: finding.Direction, Words: "from a northerly direction"}},
		{
			"from ground that one holds",
			[]territory.Layer{layer("osint", "Cobalt")},
			fire(fired{"mortar", &north}),
			finding.Attribution{Level: finding.Area, Words: "from a northerly direction, from the area controlled by Cobalt, as of 2026-03-30, according to osint", Party: "cobalt"},
		},
		{
			"two layers agree",
			[]territory.Layer{layer("osint", "cobalt"), layer("mission", "Cobalt")},
			fire(fired{"mortar", &north}),
			finding.Attribution{Level: finding.Area, Words: "from a northerly direction, from the area controlled by Cobalt, as of 2026-03-30, according to mission and osint", Party: "cobalt"},
		},
		{
			"two layers differ",
			[]territory.Layer{layer("osint", "Cobalt"), layer("mission", "Amber")},
			fire(fired{"mortar", &north}),
			finding.Attribution{Level: finding.Direction, Words: "from a northerly direction"},
		},
		{
			"a side's own map of its enemy's ground",
			[]territory.Layer{layer("amber", "Cobalt")},
			fire(fired{"mortar", &north}),
			finding.Attribution{Level: finding.Direction, Words: "from a northerly direction"},
		},
		{
			"a side's own map against itself",
			[]territory.Layer{layer("COBALT", "Cobalt")},
			fire(fired{"mortar", &north}),
			finding.Attribution{Level: finding.Area, Words: "from a northerly direction, from the area controlled by Cobalt, as of 2026-03-30, according to COBALT", Party: "cobalt"},
		},
		{
			"held by somebody the text does not name",
			[]territory.Layer{layer("osint", "Strangers")},
			fire(fired{"mortar", &north}),
			finding.Attribution{Level: finding.Direction, Words: "from a northerly direction"},
		},
		{
			"a layer of another time, of another world, or of a demand says nothing",
			[]territory.Layer{old, exercise, demanded},
			fire(fired{"mortar", nil}),
			finding.Attribution{Level: finding.None, Words: "cannot attribute: no control layer"},
		},
		{
			"two weapons, two origins, two holders",
			[]territory.Layer{layer("osint", "Cobalt")},
			fire(fired{"mortar", &north}, fired{"tank", &south}),
			finding.Attribution{Level: finding.Direction, Words: "mortar: from a northerly direction, from the area controlled by Cobalt, as of 2026-03-30, according to osint; " +
				"tank: from a southerly direction, from the area controlled by Amber, as of 2026-03-30, according to osint"},
		},
		{
			"two weapons, of one of which nothing is known",
			[]territory.Layer{layer("osint", "Cobalt")},
			fire(fired{"mortar", &north}, fired{"tank", nil}),
			finding.Attribution{Level: finding.None, Words: "mortar: from a northerly direction, from the area controlled by Cobalt, as of 2026-03-30, according to osint; " +
				"tank: cannot attribute: no origin is reported"},
		},
	} {
		t.Run(each.name, func(t *testing.T) {
			for _, layersFirst := range []bool{true, false} {
				r := opened(t)
				var inc *incident.Incident
				if !layersFirst {
					inc = r.see(each.report)
				}
				for _, l := range each.layers {
					m, err := territory.NewMap(l)
					if err != nil {
						t.Fatal(err)
					}
					r.docket.AddLayer(m)
				}
				if layersFirst {
					inc = r.see(each.report)
				}
				if got := r.the(inc, "no-fire").Released.Attribution; got != each.want {
					t.Errorf("layers first %t:\ngot  %+v\nwant %+v", layersFirst, got, each.want)
				}
			}
		})
	}
}
