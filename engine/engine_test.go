// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/agreement"
	"truce/canon"
	"truce/coverage"
	"truce/engine"
	"truce/finding"
	"truce/known"
	"truce/place"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// pact is a small invented text between two parties whose names tests change.
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
control:
  - {party: amber, place: strip, source: script}
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
      - id: signalled
        article: 1
        within: 36 h
        conditions:
          - {id: told, says: the other side was told, answered: true}
  - {id: no-guns, article: 1, sense: prohibits, acts: [fire], weapons: {classes: [artillery, mortar]}, where: [strip], severity: S3, binds: [cobalt]}
questions:
  - id: which
    article: 1
    asks: Does it reach small arms?
    ruled_by: council
    readings:
      - {id: all, means: it does}
      - {id: heavy, means: it does not, terms: {no-fire: {acts: [mortar-fire, artillery-fire, tank-fire]}}}
counting: {unit: incident and term, day: UTC}
evidence: {c2: {roots: 2}, c3: {roots: 3}, sequence: 2 h, recurrence: 7 d}
severity:
  - {to: S3, recurrence: 1}
bodies:
  - {id: council, name: The council, article: 2, members: [{id: chair, opinion: true}], decides: consensus, competent: [determine, rule-reading]}
procedure:
  steps:
    - {does: notice, article: 2, by: council, within: 24 h, after: assessment}
`

var texts sync.Map

func parsed(t testing.TB, text string) *agreement.Agreement {
	t.Helper()
	if a, ok := texts.Load(text); ok {
		return a.(*agreement.Agreement)
	}
	a, err := agreement.Parse("pact.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	texts.Store(text, a)
	return a
}

func instant(t testing.TB, text string) when.Instant {
	t.Helper()
	i, err := when.ParseInstant(text)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// dayD is when the pact begins.
func dayD(t testing.TB) when.Instant { return instant(t, "2026-03-20T00:00:00Z") }

// begun returns a state with a text on record.
func begun(t testing.TB, text string) *engine.State {
	t.Helper()
	s := engine.NewState()
	step(t, s, engine.NewGenesis(dayD(t)))
	step(t, s, engine.Entry{Seq: 2, Time: dayD(t), Adoption: &engine.Adoption{Agreement: parsed(t, text)}})
	return s
}

// shot is a mortar round so many minutes after D, so many thousandths of a degree north of 48 N.
func shot(minute, north int) report.Sighting {
	from := when.Instant(1773964800000) + when.Instant(minute)*when.Instant(when.Minute)
	return report.Sighting{
		Act: "mortar-fire", Means: report.Seen, Weapon: nil,
		Time:  when.Span{Interval: when.Interval{From: from, To: from + when.Instant(when.Minute) - 1}},
		Where: circle(north),
	}
}

func circle(north int) place.Region {
	return place.Region{Circle: &place.Circle{Centre: place.Point{Lat: int32(480_000_000 + north*10_000), Lon: 380_000_000}, Radius: 300 * place.Metre}}
}

func told(source string, sightings ...report.Sighting) report.Report {
	e := report.Extract{Level: report.Plain, Source: source, Exercise: true, Sightings: sightings}
	for _, s := range sightings {
		e.Received = max(e.Received, s.Time.Interval.To)
	}
	return report.Report{Extract: e}
}

// submit enters reports at a number of minutes after D.
func submit(t testing.TB, s *engine.State, minute int, reports ...report.Report) []engine.Effect {
	t.Helper()
	at := dayD(t) + when.Instant(minute)*when.Instant(when.Minute)
	return step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: at, Submission: &engine.Submission{Reports: reports}})
}

// everything is the digest of what a state shows.
func everything(t testing.TB, s *engine.State) canon.Digest {
	t.Helper()
	var versions [][]*finding.Finding
	var outside []finding.Outside
	for _, d := range s.Dockets() {
		versions = append(versions, d.All()...)
		outside = append(outside, d.Outsiders()...)
	}
	var sames [][]canon.IncidentID
	for _, inc := range s.Incidents() {
		sames = append(sames, s.PossibleSames(inc.ID))
	}
	sum, err := canon.Sum("test", []any{s.Seq(), s.Now(), s.Incidents(), sames, versions, outside, len(s.Observations()), s.Devices()})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// outcomes says what stands in words: no IDs, versions or causes, sorted.
func outcomes(s *engine.State) []string {
	names := func(id canon.IncidentID) string {
		var list []string
		for _, m := range s.Incident(id).Members {
			list = append(list, m.Source)
		}
		slices.Sort(list)
		return strings.Join(list, "+")
	}
	all := func(ids []canon.IncidentID) string {
		var list []string
		for _, id := range ids {
			list = append(list, names(id))
		}
		slices.Sort(list)
		return strings.Join(list, ",")
	}
	var out []string
	for _, inc := range s.Incidents() {
		out = append(out, fmt.Sprintf("incident %s %s %v possibly %s", names(inc.ID), inc.When, inc.Where.Circle, all(s.PossibleSames(inc.ID))))
	}
	for _, d := range s.Dockets() {
		for _, f := range d.Findings() {
			r := f.Released
			answers := ""
			if q := r.Sequence; q != nil {
				answers = all(append(slices.Clone(q.Tied), q.After)) + " " + q.String()
			}
			out = append(out, fmt.Sprintf("%s under %s: %s %s %v %v %v after [%s] %v %s %v %d", names(r.Incident), r.Term, r.Verdict, r.Status,
				r.ByReading, r.Grade, r.Attribution, answers, r.Casualties, r.Class, f.Internal.Origins, len(f.Internal.Layers)))
		}
		for _, o := range d.Outsiders() {
			out = append(out, "outside "+names(o.Incident)+": "+o.Nearest)
		}
	}
	slices.Sort(out)
	return out
}

func TestStepRefusesAndLeavesTheStateAsItWas(t *testing.T) {
	s := begun(t, pact)
	claim := told("b", shot(60, 0))
	claim.Extract.Sightings[0].InAnswerTo = "fire"
	submit(t, s, 120, claim)
	f := s.Dockets()[0].Findings()[0]
	on := engine.On{Agreement: "bridge-pact@1", Incident: f.Released.Incident, Term: f.Released.Term}
	late := dayD(t) + when.Instant(100*when.Hour) // beyond the deadlines that run
	before := everything(t, s)
	other := engine.NewGenesis(late).Genesis
	future := told("c", shot(10_000, 0))
	for _, each := range []struct {
		name  string
		entry engine.Entry
		words string
	}{
		{"a wrong number", engine.Entry{Seq: 3, Time: late, Submission: &engine.Submission{}}, "number 3 follows 3"},
		{"time that goes back", engine.Entry{Seq: 4, Time: dayD(t), Submission: &engine.Submission{}}, "is before"},
		{"time beyond all calendars", engine.Entry{Seq: 4, Time: 1 << 60, Submission: &engine.Submission{}}, "outside the years"},
		{"no kind", engine.Entry{Seq: 4, Time: late}, "no kind"},
		{"two kinds", engine.Entry{Seq: 4, Time: late, Submission: &engine.Submission{}, Rating: &engine.Rating{}}, "both submission and rating"},
		{"a second genesis", engine.Entry{Seq: 4, Time: late, Genesis: other}, "one genesis"},
		{"an agreement that is not there", engine.Entry{Seq: 4, Time: late, Adoption: &engine.Adoption{}}, "no agreement"},
		{"an agreement twice", engine.Entry{Seq: 4, Time: late, Adoption: &engine.Adoption{Agreement: parsed(t, pact)}}, "adopted already"},
		{"a submission of nothing", engine.Entry{Seq: 4, Time: late, Submission: &engine.Submission{}}, "no reports"},
		{"a report from the future", engine.Entry{Seq: 4, Time: late, Submission: &engine.Submission{Reports: []report.Report{future}}}, "after its entry"},
		{"a report that is not sound", engine.Entry{Seq: 4, Time: late, Submission: &engine.Submission{Reports: []report.Report{{}}}}, "report 1"},
		{"a rating of nobody", engine.Entry{Seq: 4, Time: late, Rating: &engine.Rating{By: "desk", Reliability: "A"}}, "names a root"},
		{"a rating beyond F", engine.Entry{Seq: 4, Time: late, Rating: &engine.Rating{Root: "x", By: "desk", Reliability: "G"}}, "use A to F"},
		{"a layer without a source", engine.Entry{Seq: 4, Time: late, Layer: &territory.Layer{Kind: territory.Agreed}}, "no source"},
		{"a watch of nowhere", engine.Entry{Seq: 4, Time: late, Watch: &coverage.Watch{Source: "x"}}, "no place on the ground"},
		{"a gap for no reason", engine.Entry{Seq: 4, Time: late, Gap: &coverage.Gap{Source: "x"}}, "use denied, delayed, jammed, dark or unknown"},
		{"a join without a reason", engine.Entry{Seq: 4, Time: late, Link: &engine.Link{By: "desk"}}, "who decides and why"},
		{"a join of nothing", engine.Entry{Seq: 4, Time: late, Link: &engine.Link{By: "desk", Reason: "x"}}, "different observations on record"},
		{"a ruling by nobody competent", engine.Entry{Seq: 4, Time: late, Ruling: &engine.Ruling{Agreement: on.Agreement, Question: "which", Reading: "all", By: "chair"}}, "council may rule"},
		{"an act under no agreement", engine.Entry{Seq: 4, Time: late, Advance: &engine.Advance{By: "x"}}, `no agreement ""`},
		{"an act before it was done", engine.Entry{Seq: 4, Time: late, Opinion: &engine.Opinion{On: on, Opinion: finding.Opinion{By: "chair", Holds: "no", At: late + 1}}}, "before it was done"},
		{"an advance out of turn", engine.Entry{Seq: 4, Time: late, Advance: &engine.Advance{On: on, To: finding.Final, By: "x"}}, "cannot become final"},
	} {
		t.Run(each.name, func(t *testing.T) {
			effects, err := s.Step(each.entry)
			if !errors.Is(err, engine.ErrEntry) || !strings.Contains(err.Error(), each.words) || effects != nil {
				t.Errorf("got %v, want %q", err, each.words)
			}
			if everything(t, s) != before {
				t.Error("the state changed")
			}
		})
	}
	fresh := engine.NewState()
	for _, each := range []struct {
		name  string
		g     engine.Genesis
		words string
	}{
		{"another realm", engine.Genesis{Realm: "coalition", Engine: engine.Version, Database: when.Database}, "of the coalition realm"},
		{"another engine", engine.Genesis{Realm: engine.Realm, Engine: "truce/engine/0", Database: when.Database}, "needs engine truce/engine/0, this is"},
		{"other time zones", engine.Genesis{Realm: engine.Realm, Engine: engine.Version, Database: "none"}, "needs engine " + engine.Version + " with time zones none, this is"},
	} {
		if _, err := fresh.Step(engine.Entry{Seq: 1, Time: late, Genesis: &each.g}); err == nil || !strings.Contains(err.Error(), each.words) {
			t.Errorf("%s: got %v", each.name, err)
		}
	}
	if _, err := fresh.Step(engine.Entry{Seq: 1, Time: late, Submission: &engine.Submission{}}); err == nil || !strings.Contains(err.Error(), "begins with its genesis") {
		t.Errorf("no genesis: got %v", err)
	}
}

func TestDeadlinesFireInOrderAtTheirInstant(t *testing.T) {
	s := begun(t, pact)
	claim := told("b", shot(60, 0))
	claim.Extract.Sightings[0].InAnswerTo = "fire"
	submit(t, s, 120, claim)
	received := claim.Extract.Received
	verdict := func() finding.Verdict { return s.Dockets()[0].Findings()[0].Released.Verdict }
	for _, each := range []struct {
		after when.Duration
		want  finding.Verdict
	}{{24 * when.Hour, finding.Undetermined}, {36 * when.Hour, finding.Violation}} {
		due, ok := s.NextDue()
		if !ok || due != received+when.Instant(each.after) {
			t.Fatalf("due %s, want %s after %s", due, each.after, received)
		}
		if effects := s.Tick(due - 1); len(effects) != 0 {
			t.Errorf("a tick before anything is due: %+v", effects)
		}
		s.Tick(due)
		if verdict() != each.want {
			t.Errorf("%s after the claim: got %s, want %s", each.after, verdict(), each.want)
		}
	}
	if _, ok := s.Dockets()[0].NextDue(); ok {
		t.Error("a clock still runs")
	}
	if effects := s.Tick(dayD(t)); len(effects) != 0 || s.Now() < received {
		t.Error("a tick turned the clock back")
	}

	// Both deadlines pass before one late entry, in order, each as of its own instant.
	later := begun(t, pact)
	submit(t, later, 120, claim)
	var causes []string
	last := engine.Entry{Seq: later.Seq() + 1, Time: dayD(t) + when.Instant(100*when.Hour), Rating: &engine.Rating{Root: "somebody else", Reliability: "B", By: "desk"}}
	for _, e := range step(t, later, last) {
		if e.Finding != nil {
			causes = append(causes, e.Finding.Internal.Cause+": "+string(e.Finding.Released.Verdict))
		}
	}
	want := []string{"answer due " + (received + when.Instant(36*when.Hour)).String() + ": violation"}
	if diff := cmp.Diff(want, causes[len(causes)-1:]); diff != "" {
		t.Errorf("effects (-want +got):\n%s", diff)
	}
}

func TestTicksAddNoJudgement(t *testing.T) {
	run := func(tick bool) canon.Digest {
		s := begun(t, pact)
		for i, minute := range []int{60, 90, 2000} {
			r := told(fmt.Sprint("s", i), shot(minute, 0))
			r.Extract.Sightings[0].InAnswerTo = "fire"
			if tick {
				for at := s.Now(); at < r.Extract.Received; at += when.Instant(7 * when.Hour) {
					s.Tick(at)
				}
			}
			submit(t, s, minute+1, r)
		}
		s.Tick(dayD(t) + when.Instant(90*when.Day))
		return everything(t, s)
	}
	if run(true) != run(false) {
		t.Error("ticks changed what is on record")
	}
}

func TestTheFourCountsAreApart(t *testing.T) {
	s := begun(t, pact)
	counted := func(minute int, n int64, unit report.Sighting) report.Sighting {
		unit.Count = report.Count{Kind: report.Exact, Least: n, Most: n}
		return unit
	}
	a := told("a", counted(60, 3, shot(60, 0)), shot(4000, 0))
	b := told("b", counted(60, 3, shot(60, 0)))
	about := told("c", shot(61, 500))
	about.Extract.Sightings[0].Act, about.Extract.Sightings[0].Count = "burst", report.Count{Kind: report.About, Least: 10, Most: 14}
	total := told("d", counted(60, 100, shot(60, 0)))
	total.Extract.Level = report.Aggregate
	timeless := told("e", shot(0, 0))
	timeless.Extract.Sightings[0].Time, timeless.Extract.Received = when.Span{}, dayD(t)
	submit(t, s, 5000, a, b, about, total, timeless)
	day := when.Interval{From: dayD(t), To: dayD(t) + when.Instant(when.Day) - 1}
	for _, each := range []struct {
		period when.Interval
		want   map[string]string
	}{
		{engine.WholePeriod(), map[string]string{"explosions": "6", "bursts": "10-14", "shots": "0", "unquantified": "2", "incidents": "4", "assessed": "2", "determined": "0"}},
		{when.Interval{From: 0, To: 1000}, map[string]string{"explosions": "0", "unquantified": "0", "incidents": "0", "assessed": "0"}},
		{day, map[string]string{"explosions": "6", "unquantified": "0", "incidents": "2", "assessed": "1"}},
	} {
		counts := engine.Count(s, each.period)
		for name, want := range each.want {
			if got, ok := counts.Get(name); !ok || got != want {
				t.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
		if counts.CutOff != s.Now() {
			t.Errorf("cut off at %s, want %s", counts.CutOff, s.Now())
		}
	}
	real := told("f", counted(60, 50, shot(60, 0)))
	real.Extract.Exercise = false
	submit(t, s, 5000, real)
	with := engine.Count(s, day)
	if n, _ := with.Get("explosions"); n != "6" || with.Incidents != 2 || with.LeftOut != 1 || !with.Exercise {
		t.Errorf("with a report of no exercise: %s explosions, %d incidents, %d left out", n, with.Incidents, with.LeftOut)
	}
	if got := engine.Aggregates(s); got != 1 {
		t.Errorf("%d aggregates, want 1", got)
	}
	for _, f := range s.Dockets()[0].Findings() {
		if f.Released.Verdict == finding.Violation {
			step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Determination: &engine.Determination{
				On:  engine.On{Agreement: "bridge-pact@1", Incident: f.Released.Incident, Term: f.Released.Term},
				Act: finding.Determination{By: "council", At: s.Now(), Outcome: finding.Violation},
			}})
			break
		}
	}
	counts := engine.Count(s, engine.WholePeriod())
	if counts.Assessed != 2 || counts.Determined != 1 {
		t.Errorf("assessed %d, determined %d, want 2 and 1", counts.Assessed, counts.Determined)
	}
	if _, ok := counts.Get("victories"); ok {
		t.Error("there is a count of victories")
	}
}

func TestABatchLeavesNoTraceOfItsFiles(t *testing.T) {
	reports := []report.Report{told("a", shot(60, 0)), told("b", shot(60, 0)), told("c", shot(90, 5)), told("a", shot(60, 0))}
	for i := range reports {
		reports[i].Identity = report.Identity{Door: "ndjson", File: "one.ndjson", Row: int64(i)}
	}
	layer := territory.Layer{
		Name: "map", Kind: territory.Observed, Source: "osint", Exercise: true, Published: dayD(t) + 5,
		Valid: when.Interval{From: dayD(t), To: dayD(t) + 10}, Marks: []territory.Mark{{Name: "Mill", At: *circle(0).Circle}},
	}
	watch := coverage.Watch{Source: "post", Means: report.Seen, Where: circle(0), Time: when.Interval{From: dayD(t), To: dayD(t) + 10}}
	gap := coverage.Gap{Source: "post", Reason: "denied", Time: when.Interval{From: dayD(t) + 3, To: dayD(t) + 10}}
	forward := &engine.Batch{Reports: reports, Layers: []territory.Layer{layer}, Watches: []coverage.Watch{watch}, Gaps: []coverage.Gap{gap}}
	backward := &engine.Batch{Layers: forward.Layers, Watches: forward.Watches, Gaps: forward.Gaps}
	for i := len(reports) - 1; i >= 0; i-- {
		r := reports[i]
		r.Identity.File, r.Identity.Row = "other.ndjson", 7
		backward.Reports = append(backward.Reports, r)
	}
	s := begun(t, pact)
	want, repeats, err := forward.Entries(s)
	if err != nil || repeats != 1 || len(want) != 5 {
		t.Fatalf("%d entries, %d repeats, %v, want 5 and 1", len(want), repeats, err)
	}
	got, repeats, err := backward.Entries(s)
	if err != nil || repeats != 1 || !canon.Equal(want, got) {
		t.Errorf("another order of files gives other entries: %v", err)
	}
	for _, e := range want {
		step(t, s, e)
	}
	again, repeats, err := backward.Entries(s)
	if err != nil || repeats != 7 || len(again) != 0 {
		t.Errorf("a second time: %d entries, %d repeats, %v, want 0 and 7", len(again), repeats, err)
	}
	if first, ok := forward.First(); !ok || first != dayD(t)+5 {
		t.Errorf("first known at %s", first)
	}
	if _, ok := (&engine.Batch{}).First(); ok {
		t.Error("an empty batch has a first time")
	}
}

func TestAnAgreementAdoptedLateJudgesWhatIsOnRecord(t *testing.T) {
	early, late := begun(t, pact), engine.NewState()
	r := told("a", shot(60, 0))
	r.Extract.Sightings[0].InAnswerTo = "fire"
	submit(t, early, 120, r)
	early.Tick(dayD(t) + when.Instant(90*when.Hour))
	step(t, late, engine.NewGenesis(dayD(t)))
	submit(t, late, 120, r)
	at := dayD(t) + when.Instant(90*when.Hour)
	step(t, late, engine.Entry{Seq: 3, Time: at, Adoption: &engine.Adoption{Agreement: parsed(t, pact)}})
	if diff := cmp.Diff(outcomes(early), outcomes(late)); diff != "" {
		t.Errorf("adopted late (-early +late):\n%s", diff)
	}
}

func TestTheTextsReadANameEachAsItDoes(t *testing.T) {
	known := strings.Replace(pact, "control:\n", "  - {id: mill, name: Mill, kind: site, geometry: {point: [38, 48], radius: 1 km}, source: script}\ncontrol:\n", 1)
	rival := strings.NewReplacer("id: bridge-pact", "id: rival-pact", "point: [38, 48]", "point: [30, 40]").Replace(known)
	for _, order := range [][]string{{known, rival}, {rival, known}} {
		s := engine.NewState()
		step(t, s, engine.NewGenesis(dayD(t)))
		for _, text := range order {
			step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: dayD(t), Adoption: &engine.Adoption{Agreement: parsed(t, text)}})
		}
		r := told("a", shot(60, 0))
		r.Extract.Sightings[0].Where = place.Region{Name: "mill"}
		submit(t, s, 120, r)
		for _, d := range s.Dockets() {
			if own := d.Text().Agreement().ID == "bridge-pact"; own != (len(d.Findings()) > 0) {
				t.Errorf("%s: %d findings", d.Text().Ref(), len(d.Findings()))
			}
		}
	}
}

func TestAnswersAndRulingsAreEntries(t *testing.T) {
	s := begun(t, pact)
	r := told("a", shot(60, 0))
	r.Extract.Sightings[0].Act = "small-arms-fire"
	submit(t, s, 120, r)
	f := s.Dockets()[0].Findings()[0]
	if f.Released.Verdict != finding.Undetermined {
		t.Fatalf("the readings part: got %s", f.Released.Verdict)
	}
	step(t, s, engine.Entry{Seq: 4, Time: s.Now(), Ruling: &engine.Ruling{Agreement: "bridge-pact@1", Question: "which", Reading: "all", By: "council"}})
	if got := s.Dockets()[0].Findings()[0].Released.Verdict; got != finding.Violation {
		t.Errorf("ruled: got %s", got)
	}
	for _, each := range []struct {
		met  known.Answer
		want finding.Verdict
	}{{known.No, finding.Violation}, {known.Yes, finding.Exempt}} { // it never claims the other exemption
		step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Answer: &engine.Answer{Agreement: "bridge-pact@1", Answer: finding.Answer{
			Incident: f.Released.Incident, Term: f.Released.Term, Exemption: "signalled", Condition: "told", Met: each.met, By: "council", At: s.Now(),
		}}})
		if got := s.Dockets()[0].Findings()[0].Released.Verdict; got != each.want {
			t.Errorf("answered %s: got %s, want %s", each.met, got, each.want)
		}
	}
}

func TestCasualtiesAreConfirmedByWhoeverMay(t *testing.T) {
	early, late := begun(t, pact), engine.NewState()
	r := told("a", shot(60, 0))
	submit(t, early, 120, r)
	step(t, late, engine.NewGenesis(dayD(t)))
	submit(t, late, 120, r)
	entry := func(s *engine.State, by string, change func(*finding.Confirmation)) engine.Entry {
		c := finding.Confirmation{
			Incident: s.Incidents()[0].ID, Harm: "killed", Of: "civilian", Age: "unknown", Least: 3, Most: 3, By: by, Reason: "a list",
		}
		if change != nil {
			change(&c)
		}
		return engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Confirmation: &c}
	}
	for name, e := range map[string]engine.Entry{
		"a passer-by may not confirm": entry(early, "a passer-by", nil),
		"there is no incident":        entry(early, "mission", func(c *finding.Confirmation) { c.Incident = canon.IncidentID{} }),
		"names who confirms and why":  entry(early, "mission", func(c *finding.Confirmation) { c.Reason = "" }),
		"least and most are in order": entry(early, "mission", func(c *finding.Confirmation) { c.Most = 2 }),
		"use killed":                  entry(early, "mission", func(c *finding.Confirmation) { c.Harm = "tired" }),
	} {
		if _, err := early.Step(e); !errors.Is(err, engine.ErrEntry) || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want a refusal with %q", err, name)
		}
	}
	step(t, early, entry(early, "council", nil))
	step(t, late, entry(late, "mission", nil))
	step(t, late, engine.Entry{Seq: late.Seq() + 1, Time: late.Now(), Adoption: &engine.Adoption{Agreement: parsed(t, pact)}})
	for _, s := range []*engine.State{early, late} {
		got := s.Dockets()[0].Findings()[0].Released.Casualties
		if len(got) != 1 || got[0].Known != "confirmed" || got[0].Least != 3 {
			t.Errorf("casualties %+v", got)
		}
	}
}
