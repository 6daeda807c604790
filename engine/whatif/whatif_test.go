// SPDX-License-Identifier: Apache-2.0

package whatif_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/engine/whatif"
	"truce/finding"
	"truce/place"
	"truce/report"
	"truce/when"
)

// pact is a small invented text between two parties.
const pact = `
truce: 1
id: bridge-pact
version: 1
title: Bridge Pact (exercise)
kind: agreement
exercise: true
sources:
  - {id: script, title: the script, standing: invented}
parties:
  - {id: amber, name: Amber Side}
  - {id: cobalt, name: Cobalt Side}
others: []
force: {from: D, until: D+60}
articles:
  - {id: 1, title: Fire, says: Both stop firing., cite: art. 1, source: script}
  - {id: 2, title: Council, says: A council decides., cite: art. 2, source: script}
places:
  - {id: basin, name: The basin, kind: zone, geometry: {polygon: [[37, 47], [39, 47], [39, 49], [37, 49]]}, source: script}
  - {id: strip, name: The strip, kind: zone, geometry: {polygon: [[37, 47.98], [39, 47.98], [39, 48.02], [37, 48.02]]}, source: script}
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
          - {id: attacked, says: fire came before, preceded_by: [fire], within: 2 h}
          - {id: ordered, says: the command ordered it, answered: true}
questions:
  - id: which
    article: 1
    asks: Does it reach small arms?
    readings:
      - {id: all, means: it does}
      - {id: heavy, means: it does not, terms: {no-fire: {acts: [mortar-fire, artillery-fire, tank-fire]}}}
counting: {unit: incident and term, day: UTC}
evidence: {c2: {roots: 2}, c3: {roots: 2, means: 2, reliability: B}, sequence: 2 h, recurrence: 7 d}
severity:
  - {to: S3, recurrence: 1}
bodies:
  - {id: council, name: The council, article: 2, members: [{id: chair, opinion: true}], decides: consensus, competent: [determine]}
ladder:
  - {id: call, article: 2, severity: S1, confidence: C1, on: assessment, owes: a call, by: council, within: 1 h, after: assessment}
  - {id: warning, article: 2, severity: S2, confidence: C2, on: assessment, owes: a warning, by: council, within: 24 h, after: assessment}
`

const dayD = when.Instant(1773964800000)

// log is entries that grow as a test goes on.
type log struct {
	t       testing.TB
	entries []engine.Entry
	state   *engine.State
}

func begun(t testing.TB, text string) *log {
	t.Helper()
	a, err := agreement.Parse("pact.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	l := &log{t: t, state: engine.NewState()}
	l.enter(engine.NewGenesis(dayD))
	l.enter(engine.Entry{Time: dayD, Adoption: &engine.Adoption{Agreement: a}})
	return l
}

func (l *log) enter(e engine.Entry) {
	l.t.Helper()
	e.Seq = int64(len(l.entries)) + 1
	e.Time = max(e.Time, l.state.Now())
	if _, err := l.state.Step(e); err != nil {
		l.t.Fatal(err)
	}
	l.entries = append(l.entries, e)
}

func (l *log) submit(minute int, reports ...report.Report) {
	l.t.Helper()
	at := dayD + when.Instant(minute)*when.Instant(when.Minute)
	for i := range reports {
		reports[i].Extract.Received = at
	}
	l.enter(engine.Entry{Time: at, Submission: &engine.Submission{Reports: reports}})
}

func (l *log) open() *whatif.Record {
	l.t.Helper()
	r, err := whatif.Open(l.entries, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	return r
}

// of returns the current finding on what a source told, under a term.
func (l *log) of(source string, term agreement.TermID) *finding.Finding {
	l.t.Helper()
	for _, o := range l.state.Observations() {
		if o.Source != source {
			continue
		}
		inc := l.state.Holding(o.ID)
		for _, f := range l.state.Dockets()[0].Findings() {
			if inc != nil && f.Released.Incident == inc.ID && f.Released.Term == term {
				return f
			}
		}
	}
	l.t.Fatalf("no finding on what %s told under %s", source, term)
	return nil
}

// shot is a mortar round so many minutes after D, so many thousandths of a degree north of 48 N.
func shot(minute, north int) report.Sighting {
	from := dayD + when.Instant(minute)*when.Instant(when.Minute)
	return report.Sighting{
		Act: "mortar-fire", Means: report.Heard,
		Time:  when.Span{Interval: when.Interval{From: from, To: from + 59_999}},
		Where: circle(north),
	}
}

func circle(north int) place.Region {
	return place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_000_000 + int32(north)*10_000, Lon: 380_000_000}, Radius: 500 * place.Metre}}
}

func told(source string, sightings ...report.Sighting) report.Report {
	return report.Report{
		Identity: report.Identity{Door: "test"}, Original: report.Original{Digest: canon.SumBytes("test", []byte(source))},
		Extract: report.Extract{Level: report.Plain, Source: source, Sightings: sightings, Exercise: true},
	}
}

func rooted(source string, roots []string, s report.Sighting) report.Report {
	r := told(source, s)
	r.Extract.Roots = roots
	return r
}

func ask(t *testing.T, r *whatif.Record, c whatif.Change) whatif.Result {
	t.Helper()
	out, err := r.Ask(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if out.Mark != "MISSION-INTERNAL" {
		t.Errorf("the mark is %q", out.Mark)
	}
	return out
}

// said writes a flip's aspects as "name: before -> after".
func said(aspects []whatif.Aspect) []string {
	var out []string
	for _, a := range aspects {
		out = append(out, a.Name+": "+a.Before+" -> "+a.After)
	}
	return out
}

// two is a shell told by two sources by two means, another that one source told, and a later one in the same place.
func two(t testing.TB) *log {
	l := begun(t, pact)
	seen := shot(60, 0)
	seen.Means = report.Seen
	l.submit(120, told("patrol", shot(60, 0)), told("camera", seen))
	l.submit(700, told("patrol", shot(600, 300)))
	l.enter(engine.Entry{Rating: &engine.Rating{Root: "camera", Reliability: "B", By: "mission"}})
	return l
}

func TestWithoutASourceConfidenceFallsAndWhatItAloneToldVanishes(t *testing.T) {
	l := two(t)
	if got := l.of("camera", "no-fire").Released.Grade.Confidence; got != 3 {
		t.Fatalf("confidence %d, want 3", got)
	}
	out := ask(t, l.open(), whatif.Change{Sources: []string{"Patrol"}})
	if len(out.Flips) != 2 || out.Unchanged != 0 {
		t.Fatalf("%d flips, %d unchanged: %+v", len(out.Flips), out.Unchanged, out.Flips)
	}
	first, second := out.Flips[0], out.Flips[1]
	if got := said(first.Aspects); first.Kind != whatif.Changes || !slices.Contains(got, "confidence of the fact: C3 -> C1") || !slices.Contains(got, "rungs: call, warning -> call") {
		t.Errorf("%s %v", first.Kind, got)
	}
	if !strings.Contains(strings.Join(first.Because, "\n"), "1 observations of 1 independent roots and 1 means instead of 2 observations of 2 independent roots and 2 means") {
		t.Errorf("because %q", first.Because)
	}
	if second.Kind != whatif.Vanishes || !slices.Equal(second.Because, []string{"nothing is left of what came in on it"}) {
		t.Errorf("%s because %q", second.Kind, second.Because)
	}
	if out.Before.Incidents != 2 || out.After.Incidents != 1 {
		t.Errorf("incidents %d -> %d", out.Before.Incidents, out.After.Incidents)
	}
}

// An analyst joined two accounts to a third. Without the third there are two events, and a finding on each.
func TestWithoutTheAccountThatHoldsTwoTogetherAFindingAppears(t *testing.T) {
	l := begun(t, pact)
	l.submit(1000, told("first", shot(60, 0)), told("bridge", shot(300, 300)), told("second", shot(900, 600)))
	o := l.state.Observations()
	for _, other := range []int{0, 2} {
		l.enter(engine.Entry{Link: &engine.Link{A: o[1].ID, B: o[other].ID, Same: true, By: "analyst", Reason: "one salvo"}})
	}
	out := ask(t, l.open(), whatif.Change{Sources: []string{"bridge"}})
	if len(out.Flips) != 2 || out.Flips[0].Kind != whatif.Changes || out.Flips[1].Kind != whatif.Appears || out.Before.Incidents != 1 || out.After.Incidents != 2 {
		t.Fatalf("incidents %d -> %d, flips %+v", out.Before.Incidents, out.After.Incidents, out.Flips)
	}
	if f := out.Flips[1]; !strings.HasPrefix(f.Because[0], "it is of the event ") || f.Aspects[0].Before != "" || f.Aspects[0].After != "violation (assessed)" {
		t.Errorf("got %+v", f)
	}
	if len(out.Lapsed) != 2 || out.Lapsed[0].Why != "what it joined or split is gone" {
		t.Errorf("lapsed: %+v", out.Lapsed)
	}
}

func TestWithoutOneReportOthersOfItsSourceStay(t *testing.T) {
	l := two(t)
	var id canon.ReportID
	for _, o := range l.state.Observations() {
		id = o.Report
	}
	out := ask(t, l.open(), whatif.Change{Reports: []canon.ReportID{id}})
	if len(out.Flips) != 1 || out.Flips[0].Kind != whatif.Vanishes || out.Unchanged != 1 {
		t.Errorf("%d unchanged, flips %+v", out.Unchanged, out.Flips)
	}
}

func TestARootIsStruckAndTheReportStaysOnItsOthers(t *testing.T) {
	l := begun(t, pact)
	coded := rooted("data set", []string{"paper", "radio"}, shot(60, 0))
	coded.Extract.Level = report.Coded
	l.submit(120, coded)
	l.enter(engine.Entry{Opinion: &engine.Opinion{
		On:      engine.On{Agreement: "bridge-pact@1", Incident: l.state.Incidents()[0].ID, Term: "no-fire"},
		Opinion: finding.Opinion{By: "chair", At: l.state.Now(), Holds: "it was thunder"},
	}})
	out := ask(t, l.open(), whatif.Change{Sources: []string{"paper"}})
	if len(out.Flips) != 1 || !slices.Contains(said(out.Flips[0].Aspects), "confidence of the fact: C2 -> C1") || len(out.Lapsed) != 0 {
		t.Errorf("lapsed %v, flips %+v", out.Lapsed, out.Flips)
	}
	out = ask(t, l.open(), whatif.Change{Sources: []string{"paper", "radio"}})
	if len(out.Flips) != 1 || out.Flips[0].Kind != whatif.Vanishes || len(out.Lapsed) != 1 || !strings.Contains(out.Lapsed[0].Why, "nothing is left") {
		t.Errorf("lapsed %v, flips %+v", out.Lapsed, out.Flips)
	}
}

func TestAnActFollowsTheIncidentWhenItsFirstAccountIsGone(t *testing.T) {
	l := two(t)
	f := l.of("camera", "no-fire")
	on := engine.On{Agreement: "bridge-pact@1", Incident: f.Released.Incident, Term: "no-fire"}
	l.enter(engine.Entry{Determination: &engine.Determination{On: on, Act: finding.Determination{By: "council", At: l.state.Now(), Outcome: finding.NoViolation}}})
	r := l.open()
	o, err := r.Replay(whatif.Change{Sources: []string{"patrol"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Lapsed) != 0 || o.State.Dockets()[0].Findings()[0].Released.Determination == nil {
		t.Errorf("the determination is gone; lapsed: %v", o.Lapsed)
	}
	if o.State.Seq() != r.State().Seq() {
		t.Errorf("entry %d, want %d: every entry keeps its number", o.State.Seq(), r.State().Seq())
	}
}

func TestRatingsThresholdsAndReadingsAreRecomputed(t *testing.T) {
	for _, each := range []struct {
		name   string
		change whatif.Change
		want   string
	}{
		{"a worse rating takes C3 away", whatif.Change{Ratings: []whatif.Rated{{Root: "camera", Reliability: "C", By: "mission"}}}, "confidence of the fact: C3 -> C2"},
		{"another rater's word is one more", whatif.Change{Ratings: []whatif.Rated{{Root: "camera", Reliability: "E", By: "desk"}}}, "confidence of the fact: C3 -> C2"},
		{"a higher bar of roots", whatif.Change{Thresholds: []whatif.Threshold{{"evidence.c3.roots", "3"}}}, "confidence of the fact: C3 -> C2"},
		{"a higher bar in one text", whatif.Change{Thresholds: []whatif.Threshold{{"bridge-pact@1/evidence.c3.means", "3"}}}, "confidence of the fact: C3 -> C2"},
		{"both bars", whatif.Change{Thresholds: []whatif.Threshold{{"evidence.c3.roots", "3"}, {"evidence.c2.roots", "3"}}}, "confidence of the fact: C3 -> C1"},
	} {
		t.Run(each.name, func(t *testing.T) {
			out := ask(t, two(t).open(), each.change)
			if len(out.Flips) == 0 || !slices.Contains(said(out.Flips[0].Aspects), each.want) {
				t.Errorf("got %+v, want %s", out.Flips, each.want)
			}
		})
	}
	l := begun(t, pact)
	rifle := shot(60, 0)
	rifle.Act = "small-arms-fire"
	l.submit(120, told("patrol", rifle))
	for reading, want := range map[string]string{"which=all": "verdict: undetermined (assessed) -> violation (assessed)", "which=heavy": "verdict: undetermined (assessed) -> no-violation (assessed)"} {
		out := ask(t, l.open(), whatif.Change{Readings: []string{reading}})
		if len(out.Flips) != 1 || !slices.Contains(said(out.Flips[0].Aspects), want) {
			t.Errorf("%s: got %+v, want %s", reading, out.Flips, want)
		}
	}
}

func TestChangesAreMadeTogether(t *testing.T) {
	l := two(t)
	out := ask(t, l.open(), whatif.Change{
		Sources: []string{"patrol"}, Readings: []string{"which=heavy"}, Thresholds: []whatif.Threshold{{"evidence.c2.roots", "1"}, {"evidence.c3.roots", "1"}, {"evidence.c3.means", "1"}},
		Ratings: []whatif.Rated{{Root: "camera", Reliability: "A", Credibility: "2", By: "mission"}},
	})
	if len(out.Flips) != 1 || out.Flips[0].Kind != whatif.Vanishes || out.Unchanged != 1 {
		t.Errorf("%d unchanged, flips %+v", out.Unchanged, out.Flips)
	}
	if len(out.Change.Sources) != 1 || len(out.Change.Thresholds) != 3 {
		t.Errorf("the change is not told: %+v", out.Change)
	}
}

func TestWhatCannotBeChangedIsRefusedWithAReason(t *testing.T) {
	r := two(t).open()
	for _, each := range []struct {
		name   string
		change whatif.Change
		want   string
	}{
		{"a source that nobody has", whatif.Change{Sources: []string{"satelite"}}, `of a source or root "satelite"`},
		{"a report that is not there", whatif.Change{Reports: []canon.ReportID{{}}}, "no report"},
		{"no parameter", whatif.Change{Thresholds: []whatif.Threshold{{"incident.join", "500"}}}, `has a parameter "incident.join"`},
		{"a number that is none", whatif.Change{Thresholds: []whatif.Threshold{{"evidence.c2.roots", "many"}}}, "no whole number"},
		{"a window that the text does not accept", whatif.Change{Thresholds: []whatif.Threshold{{"evidence.recurrence", "a while"}}}, "a while"},
		{"a reading that nobody holds", whatif.Change{Readings: []string{"which=none"}}, "they are which=all, which=heavy"},
		{"a rating that is none", whatif.Change{Ratings: []whatif.Rated{{Root: "camera", Reliability: "G", By: "desk"}}}, "A to F"},
	} {
		t.Run(each.name, func(t *testing.T) {
			_, err := r.Ask(each.change, nil)
			if !errors.Is(err, whatif.ErrChange) || !strings.Contains(err.Error(), each.want) {
				t.Errorf("got %v, want %q", err, each.want)
			}
		})
	}
}

func TestEveryParameterCanBeSetToItsOwnValueAndNothingFlips(t *testing.T) {
	r := two(t).open()
	list := r.Parameters()
	if len(list) < 10 {
		t.Fatalf("only %d parameters", len(list))
	}
	for _, p := range list {
		out := ask(t, r, whatif.Change{Thresholds: []whatif.Threshold{{p.Agreement + "/" + p.Name, p.Value}}})
		if len(out.Flips) != 0 || out.Unchanged == 0 {
			t.Errorf("%s=%s: %d flips, %d unchanged", p.Name, p.Value, len(out.Flips), out.Unchanged)
		}
	}
}

func TestTheRecordIsNotChangedByAsking(t *testing.T) {
	l := two(t)
	before, err := canon.Encode(l.entries)
	if err != nil {
		t.Fatal(err)
	}
	r := l.open()
	ask(t, r, whatif.Change{Sources: []string{"patrol"}, Thresholds: []whatif.Threshold{{"evidence.c2.roots", "9"}}})
	after, err := canon.Encode(l.entries)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("the entries are others than before")
	}
	if out := ask(t, r, whatif.Change{}); len(out.Flips) != 0 || out.Unchanged != 2 {
		t.Errorf("no change flips %d of %d", len(out.Flips), len(out.Flips)+out.Unchanged)
	}
}

func TestAFoldCanBeInterrupted(t *testing.T) {
	stop := errors.New("stop")
	l := two(t)
	if _, err := whatif.Open(l.entries, func(done, of int64) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("Open: got %v", err)
	}
	calls := 0
	_, err := l.open().Least(l.of("camera", "no-fire").ID, false, func(done, of int64) error {
		if calls++; calls == 2 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) {
		t.Errorf("Least: got %v", err)
	}
}

func least(t *testing.T, l *log, f *finding.Finding) whatif.Minimum {
	t.Helper()
	out, err := l.open().Least(f.ID, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sets writes the sets as "a+b: aspects".
func sets(m whatif.Minimum) []string {
	var out []string
	for _, s := range m.Sets {
		var names []string
		for _, a := range s.Aspects {
			names = append(names, a.Name)
		}
		out = append(out, strings.Join(s.Without, "+")+" "+string(s.Kind)+": "+strings.Join(names, ", "))
	}
	return out
}

func TestTheLeastThatChangesAFindingIsFoundBySize(t *testing.T) {
	l := two(t)
	m := least(t, l, l.of("camera", "no-fire"))
	want := []string{"camera changes: confidence of the fact, rungs", "patrol changes: confidence of the fact, rungs", "camera+patrol vanishes: verdict"}
	if got := sets(m); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(m.Ratings) != 1 || m.Ratings[0].To != "C" || m.Rated != 1 {
		t.Errorf("ratings %+v of %d, want camera from B to C", m.Ratings, m.Rated)
	}
	if !slices.Equal(m.Firm, []string{"severity", "attribution"}) {
		t.Errorf("firm: %v", m.Firm)
	}
	if m.Mark != "MISSION-INTERNAL" || m.UpTo != 2 || len(m.Open) != 0 {
		t.Errorf("mark %q, up to %d, open %v", m.Mark, m.UpTo, m.Open)
	}
}

func TestCopiesOfOneRootAreOneInputHoweverMany(t *testing.T) {
	for _, copies := range []int{1, 10, 200} {
		l := begun(t, pact)
		var list []report.Report
		for i := range copies {
			list = append(list, rooted(fmt.Sprint("channel ", i), []string{"ministry"}, shot(60, 0)))
		}
		l.submit(120, append(list, told("patrol", shot(60, 0)))...)
		m := least(t, l, l.of("patrol", "no-fire"))
		one := slices.ContainsFunc(m.Inputs, func(in whatif.Input) bool { return slices.Contains(in.Names, "ministry") && in.Reports == copies })
		if !one {
			t.Errorf("%d copies: no input leaves them all out: %+v", copies, m.Inputs[:min(3, len(m.Inputs))])
		}
		if copies > 10 {
			continue
		}
		if got := sets(m); !slices.ContainsFunc(got, func(s string) bool { return s == "ministry changes: confidence of the fact, rungs" || copies == 1 }) {
			t.Errorf("%d copies: %q", copies, got)
		}
	}
}

func TestWhatWouldSettleAnUndeterminedFindingFollowsFromItsConditions(t *testing.T) {
	l := begun(t, pact)
	wide := shot(60, 0)
	wide.Where.Circle.Radius = 200 * place.Kilometre
	l.submit(120, told("rumour", wide))
	m := least(t, l, l.of("rumour", "no-fire"))
	if len(m.Open) != 1 || m.Open[0].Condition != "in the area" || !slices.Contains(m.Open[0].Means, report.Crater) {
		t.Fatalf("open: %+v", m.Open)
	}
	if got := m.Open[0].Supposed; len(got) != 1 || got[0] != (whatif.Supposed{Account: "says that it was inside The basin", Sources: 1, Then: "violation (assessed)"}) {
		t.Errorf("supposed: %+v", got)
	}
	// An account of the kind that is asked for settles it.
	narrow := shot(60, 0)
	narrow.Means = report.Crater
	l.submit(130, told("crater team", narrow))
	l.enter(engine.Entry{Link: &engine.Link{A: l.state.Observations()[0].ID, B: l.state.Observations()[1].ID, Same: true, By: "analyst", Reason: "one bang"}})
	if f := l.of("rumour", "no-fire"); f.Released.Verdict != finding.Violation {
		t.Errorf("with a narrow place it is %s: %+v", f.Released.Verdict, f.Released.ByReading)
	}

	l = begun(t, pact)
	rifle := shot(60, 0)
	rifle.Act = "small-arms-fire"
	l.submit(120, told("patrol", rifle))
	m = least(t, l, l.of("patrol", "no-fire"))
	if len(m.Open) != 1 || m.Open[0].Condition != "question which" || !strings.Contains(m.Open[0].Needs, "lets nobody rule") {
		t.Errorf("open: %+v", m.Open)
	}

	l = begun(t, pact)
	answer := shot(60, 0)
	answer.InAnswerTo = "fire from over there"
	l.submit(120, told("patrol", answer))
	m = least(t, l, l.of("patrol", "no-fire"))
	if len(m.Open) != 2 || m.Open[0].Condition != "exemption in-answer" || !strings.Contains(m.Open[0].Needs, "earlier act") || !slices.Contains(m.Open[1].By, "council") {
		t.Errorf("open: %+v", m.Open)
	}
}

func TestAccountsThatWouldCloseAConditionAreFolded(t *testing.T) {
	guns := strings.Replace(pact, "questions:", "  - {id: no-guns, article: 1, sense: prohibits, acts: [mortar-fire, artillery-fire], targets: [school], weapons: {classes: [artillery, mortar], at_least: 100}, where: [strip], severity: S3, binds: [cobalt]}\nquestions:", 1)
	l := begun(t, guns)
	bang := shot(60, 0)
	bang.Act, bang.Where.Circle.Radius = "fire", 5*place.Kilometre
	l.submit(120, told("patrol", bang))
	m := least(t, l, l.of("patrol", "no-guns"))
	var got []string
	for _, o := range m.Open {
		for _, each := range o.Supposed {
			got = append(got, o.Condition+": "+each.Account+": "+each.Then)
		}
	}
	for _, each := range m.Together {
		got = append(got, each.Account+": "+each.Then)
	}
	want := []string{
		"in the area: says that it was inside The strip: undetermined (assessed)",
		"the act: says that it was mortar-fire: undetermined (assessed)",
		"the target: says that it struck school: undetermined (assessed)",
		"the weapon: gives the weapon as artillery, 100 mm: undetermined (assessed)",
		"the actor: saw that it was Cobalt Side: undetermined (assessed)",
		"the actor: saw that it was Amber Side: no-violation (assessed)",
		"says the first of each of these in one: violation (assessed)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if n := len(l.open().State().Observations()); n != 1 {
		t.Errorf("%d observations on record: what was supposed is on it", n)
	}
}

func TestAFindingThatIsNotThereIsRefused(t *testing.T) {
	if _, err := two(t).open().Least(canon.FindingID{}, false, nil); !errors.Is(err, whatif.ErrChange) {
		t.Errorf("got %v", err)
	}
}
