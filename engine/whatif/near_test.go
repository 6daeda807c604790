// SPDX-License-Identifier: Apache-2.0

package whatif_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"truce/act"
	"truce/canon"
	"truce/engine"
	"truce/engine/whatif"
	"truce/finding"
	"truce/known"
	"truce/place"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// anyLog draws a record of a few days about a few places, with all that findings may rest on: copies, coded events, layers,
// ratings, decisions of analysts, answers and determinations.
func anyLog(t *rapid.T, tb testing.TB) *log {
	l := begun(tb, pact)
	if rapid.Bool().Draw(t, "layer") {
		l.enter(engine.Entry{Time: dayD, Layer: anyLayer(t)})
	}
	minute := 0
	for range rapid.IntRange(2, 14).Draw(t, "reports") {
		s := shot(rapid.IntRange(0, 4).Draw(t, "minute")*30+rapid.IntRange(0, 3).Draw(t, "day")*1440, rapid.SampledFrom([]int{-300, -12, 0, 5, 12, 300}).Draw(t, "north"))
		s.Act = rapid.SampledFrom([]act.Act{"mortar-fire", "mortar-fire", "small-arms-fire", "fire", "explosion"}).Draw(t, "act")
		s.Means = rapid.SampledFrom([]report.Means{report.Seen, report.Heard, report.UAV}).Draw(t, "means")
		if rapid.Bool().Draw(t, "long") {
			s.Time.Interval.To += when.Instant(when.Hour)
		}
		if rapid.Bool().Draw(t, "origin") {
			from := circle(rapid.SampledFrom([]int{-300, 0, 300}).Draw(t, "from"))
			s.Origin = &from
		}
		if rapid.IntRange(0, 3).Draw(t, "claim") == 0 {
			s.InAnswerTo = "fire"
		}
		if who := rapid.SampledFrom([]string{"", "", "Amber Side", "Cobalt Side"}).Draw(t, "who"); who != "" {
			s.Actors = []report.Claim{{Actor: who, Basis: rapid.SampledFrom([]string{"observed", "said"}).Draw(t, "basis")}}
		}
		r := told(fmt.Sprint("s", rapid.IntRange(0, 5).Draw(t, "source")), s)
		r.Extract.Level = rapid.SampledFrom([]report.Level{report.Plain, report.Plain, report.Plain, report.Coded, report.Aggregate}).Draw(t, "level")
		for _, root := range []string{"r0", "r1", "r2"} {
			if rapid.IntRange(0, 2).Draw(t, root) == 0 {
				r.Extract.Roots = append(r.Extract.Roots, root)
			}
		}
		minute += rapid.IntRange(0, 600).Draw(t, "wait")
		l.submit(max(minute, 5*1440), r)
		l.people(t)
	}
	return l
}

func anyLayer(t *rapid.T) *territory.Layer {
	holder := rapid.SampledFrom([]string{"amber", "cobalt"}).Draw(t, "holder")
	point := func(lon, lat int32) place.Point { return place.Point{Lat: lat * 10_000_000, Lon: lon * 10_000_000} }
	return &territory.Layer{
		Kind: territory.Observed, Name: "front", Source: "map desk", Exercise: true, Published: dayD,
		Valid: when.Interval{From: dayD, To: dayD + when.Instant(10*when.Day)},
		Areas: []territory.Area{{Holder: holder, Polygons: []place.Polygon{{Rings: [][]place.Point{{point(37, 48), point(39, 48), point(39, 49), point(37, 49)}}}}}},
	}
}

// people draws an act of people now and then. One that does not fit what is on record is left out.
func (l *log) people(t *rapid.T) {
	try := func(e engine.Entry) {
		e.Seq, e.Time = int64(len(l.entries))+1, l.state.Now()
		if _, err := l.state.Step(e); err == nil {
			l.entries = append(l.entries, e)
		}
	}
	seen, findings := l.state.Observations(), l.state.Dockets()[0].Findings()
	switch rapid.IntRange(0, 7).Draw(t, "people") {
	case 0:
		a, b := rapid.SampledFrom(seen).Draw(t, "a").ID, rapid.SampledFrom(seen).Draw(t, "b").ID
		try(engine.Entry{Link: &engine.Link{A: a, B: b, Same: rapid.Bool().Draw(t, "same"), By: "analyst", Reason: "looked"}})
	case 1:
		try(engine.Entry{Rating: &engine.Rating{Root: fmt.Sprint("r", rapid.IntRange(0, 2).Draw(t, "rated")), Reliability: rapid.SampledFrom([]string{"A", "B", "D"}).Draw(t, "as"), By: "desk"}})
	case 2:
		try(engine.Entry{Rating: &engine.Rating{Report: rapid.SampledFrom(seen).Draw(t, "of").Report, Credibility: "2", By: "desk"}})
	case 3:
		if len(findings) > 0 {
			f := rapid.SampledFrom(findings).Draw(t, "finding").Released
			try(engine.Entry{Answer: &engine.Answer{Agreement: f.Agreement, Answer: finding.Answer{
				Incident: f.Incident, Term: f.Term, Exemption: "in-answer", Condition: "ordered", Met: known.Yes, By: "council", At: l.state.Now(),
			}}})
		}
	case 4:
		if len(findings) > 0 {
			f := rapid.SampledFrom(findings).Draw(t, "determined").Released
			try(engine.Entry{Determination: &engine.Determination{
				On:  engine.On{Agreement: f.Agreement, Incident: f.Incident, Term: f.Term},
				Act: finding.Determination{By: "council", At: l.state.Now(), Outcome: finding.NoViolation},
			}})
		}
	}
}

// What a finding rests on is all in the record around its incident: that record says the same of it as the whole one, as
// it stands and without any sources.
func TestTheRecordAroundAnIncidentSaysOfItWhatTheWholeRecordSays(t *testing.T) {
	smaller := 0
	rapid.Check(t, func(rt *rapid.T) {
		l := anyLog(rt, t)
		whole := l.open()
		findings := standing(whole)
		if len(findings) == 0 {
			return
		}
		f := rapid.SampledFrom(findings).Draw(rt, "of")
		near, err := whole.Around(f.Released.Incident)
		if err != nil {
			rt.Fatal(err)
		}
		if len(near.State().Observations()) < len(whole.State().Observations()) {
			smaller++
		}
		own := current(near, f)
		if own == nil {
			rt.Fatal("the record around the incident has no finding on it")
		}
		if diff := cmp.Diff(says(rt, f), says(rt, own)); diff != "" {
			rt.Fatalf("the whole record (-) and the one around it (+):\n%s", diff)
		}
		for range 4 {
			names := rapid.SliceOfNDistinct(rapid.SampledFrom(near.Sources()), 1, 3, rapid.ID).Draw(rt, "without")
			change := whatif.Change{Sources: names}
			if rapid.IntRange(0, 3).Draw(rt, "rated") == 0 {
				change = whatif.Change{Ratings: []whatif.Rated{{
					Root: rapid.SampledFrom([]string{"r0", "r1", "r2"}).Draw(rt, "root"), Reliability: rapid.SampledFrom([]string{"A", "C", "E"}).Draw(rt, "as"), By: "desk",
				}}}
			}
			if diff := cmp.Diff(flipOf(rt, whole, change, f), flipOf(rt, near, change, own), cmpopts.EquateComparable(canon.IncidentID{}, canon.FindingID{})); diff != "" {
				rt.Fatalf("with %+v, of the whole record (-) and of the one around it (+):\n%s", change, diff)
			}
		}
	})
	if smaller == 0 {
		t.Error("no record around an incident was smaller than the whole: the test shows nothing")
	}
}

// standing are the findings whose incident is there: one that was determined stands though its incident is another's now.
func standing(r *whatif.Record) []*finding.Finding {
	return slices.DeleteFunc(r.State().Dockets()[0].Findings(), func(f *finding.Finding) bool { return r.State().Incident(f.Released.Incident) == nil })
}

func current(r *whatif.Record, f *finding.Finding) *finding.Finding {
	list := r.State().Dockets()[0].Findings()
	i := slices.IndexFunc(list, func(own *finding.Finding) bool {
		return own.Released.Incident == f.Released.Incident && own.Released.Term == f.Released.Term
	})
	if i < 0 {
		return nil
	}
	return list[i]
}

// says is all that a finding says, but for how it came about.
func says(t *rapid.T, f *finding.Finding) string {
	out := *f
	out.ID, out.Version, out.Supersedes, out.Released.Why, out.Internal.Cause, out.Internal.IncidentVersion = canon.FindingID{}, 0, canon.FindingID{}, "", "", 0
	return encoded(t, out)
}

func encoded(t *rapid.T, v any) string {
	data, err := canon.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), ",", ",\n")
}

// flipOf is what becomes of a finding, without its ID.
func flipOf(t *rapid.T, r *whatif.Record, c whatif.Change, f *finding.Finding) *whatif.Flip {
	out, err := r.Ask(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, flip := range out.Flips {
		if flip.Kind != whatif.Appears && flip.Incident == f.Released.Incident && flip.Term == f.Released.Term {
			flip.Finding = canon.FindingID{}
			return &flip
		}
	}
	return nil
}

// What is told of the least that changes a finding is what the whole record comes to without it, and no smaller set does
// the same: everything that is said is recomputed here on the whole record.
func TestEverySetIsVerifiedOnTheWholeRecordAndNoPartOfItDoesTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := anyLog(rt, t)
		whole := l.open()
		findings := standing(whole)
		if len(findings) == 0 {
			return
		}
		f := rapid.SampledFrom(findings).Draw(rt, "of")
		m, err := whole.Least(f.ID, false, nil)
		if err != nil {
			rt.Fatal(err)
		}
		all, err := whole.Least(f.ID, true, nil)
		if err != nil {
			rt.Fatal(err)
		}
		all.Reports = m.Reports
		if diff := cmp.Diff(encoded(rt, m), encoded(rt, all)); diff != "" {
			rt.Fatalf("by the record around it (-) and by the whole one (+):\n%s", diff)
		}
		for _, set := range m.Sets {
			flip := flipOf(rt, whole, whatif.Change{Sources: set.Without}, f)
			if flip == nil {
				rt.Fatalf("without %v nothing changes", set.Without)
			}
			for _, a := range set.Aspects {
				if !slices.Contains(flip.Aspects, a) {
					rt.Fatalf("without %v: %v is not among %v", set.Without, a, flip.Aspects)
				}
			}
			for i := range set.Without {
				part := slices.Delete(slices.Clone(set.Without), i, i+1)
				if len(part) == 0 {
					continue
				}
				less := flipOf(rt, whole, whatif.Change{Sources: part}, f)
				for _, a := range set.Aspects {
					if less != nil && slices.ContainsFunc(less.Aspects, func(b whatif.Aspect) bool { return b.Name == a.Name }) {
						rt.Fatalf("%v changes the %s, and so does its part %v", set.Without, a.Name, part)
					}
				}
			}
		}
	})
}

func TestThereIsNoRecordAroundNoIncident(t *testing.T) {
	if _, err := two(t).open().Around(canon.IncidentID{}); !errors.Is(err, whatif.ErrChange) {
		t.Errorf("got %v", err)
	}
}

// A shell that answers another, from the opposite side, is excused; so a later one in its place is the first. Without the
// first shell it is not excused, and the later one is a repeat. The later one has nothing to do with the first shell itself.
func TestWhatAnEarlierIncidentRestsOnIsInTheRecordAroundALaterOne(t *testing.T) {
	l := begun(t, pact)
	by := func(who string, s report.Sighting) report.Sighting {
		s.Means, s.Actors = report.Seen, []report.Claim{{Actor: who, Basis: "observed"}}
		return s
	}
	north, south := circle(300), circle(-300)
	first := by("Amber Side", shot(0, 300))
	first.Origin = &south
	answer := by("Cobalt Side", shot(60, -300))
	answer.Origin, answer.InAnswerTo = &north, "the shell before"
	l.submit(70, told("z", first), told("y", answer))
	f := l.of("y", "no-fire")
	l.enter(engine.Entry{Answer: &engine.Answer{Agreement: "bridge-pact@1", Answer: finding.Answer{
		Incident: f.Released.Incident, Term: "no-fire", Exemption: "in-answer", Condition: "ordered", Met: known.Yes, By: "council", At: l.state.Now(),
	}}})
	if f := l.of("y", "no-fire"); f.Released.Verdict != finding.Exempt {
		t.Fatalf("the answer is %s: %+v", f.Released.Verdict, f.Internal.Reasons)
	}
	l.submit(3000, told("x", by("Cobalt Side", shot(2900, -300))), told("far", shot(2900, 900)))
	later := l.of("x", "no-fire")

	whole := l.open()
	near, err := whole.Around(later.Released.Incident)
	if err != nil {
		t.Fatal(err)
	}
	if got := near.Sources(); !slices.Equal(got, []string{"x", "y", "z"}) {
		t.Fatalf("the record around it has %v", got)
	}
	for _, r := range []*whatif.Record{whole, near} {
		out := ask(t, r, whatif.Change{Sources: []string{"z"}})
		i := slices.IndexFunc(out.Flips, func(f whatif.Flip) bool { return f.Incident == later.Released.Incident })
		if i < 0 || !slices.Contains(said(out.Flips[i].Aspects), "severity: S2 -> S3") || !slices.Contains(said(out.Flips[i].Aspects), "recurrence: 0 -> 1 or more") {
			t.Errorf("flips: %+v", out.Flips)
		}
	}
}

// amberNorth enters a layer by which Amber holds all north of 48 N.
func amberNorth(l *log) {
	point := func(lon, lat int32) place.Point { return place.Point{Lat: lat * 10_000_000, Lon: lon * 10_000_000} }
	l.enter(engine.Entry{Time: dayD, Layer: &territory.Layer{
		Kind: territory.Observed, Name: "front", Source: "Map Desk", Exercise: true, Published: dayD,
		Valid: when.Interval{From: dayD, To: dayD + when.Instant(10*when.Day)},
		Areas: []territory.Area{{Holder: "amber", Polygons: []place.Polygon{{Rings: [][]place.Point{{point(37, 48), point(39, 48), point(39, 49), point(37, 49)}}}}}},
	}})
}

func TestAnAttributionRestsOnItsLayerWhichIsAnInput(t *testing.T) {
	l := begun(t, pact)
	amberNorth(l)
	s, from := shot(60, -300), circle(300)
	s.Origin = &from
	l.submit(120, told("patrol", s))
	f := l.of("patrol", "no-fire")
	if f.Released.Attribution.Level != finding.Area {
		t.Fatalf("attribution %+v", f.Released.Attribution)
	}
	m := least(t, l, f)
	if got := sets(m); !slices.Contains(got, "map desk changes: attribution") {
		t.Errorf("sets %q", got)
	}
	if !slices.ContainsFunc(m.Inputs, func(in whatif.Input) bool { return in.Names[0] == "map desk" && in.Layers == 1 && in.Reports == 0 }) {
		t.Errorf("inputs %+v", m.Inputs)
	}
}

// What is attributed of all weapons together is the least of them, and stays while that of one of them changes.
func TestWhatBecomesOfTheOriginOfOneWeaponIsAFlip(t *testing.T) {
	l := begun(t, pact)
	amberNorth(l)
	first, second, from := shot(60, -300), shot(60, -300), circle(300)
	first.Weapon, first.Origin = &act.Weapon{Class: "mortar", Model: "2S12"}, &from
	second.Weapon = &act.Weapon{Class: "mortar", Model: "2B14"}
	l.submit(120, told("patrol", first, second))
	f := l.of("patrol", "no-fire")
	if len(f.Internal.Origins) != 2 || f.Released.Attribution.Level != finding.None {
		t.Fatalf("attribution %+v of %+v", f.Released.Attribution, f.Internal.Origins)
	}
	got := ask(t, l.open(), whatif.Change{Sources: []string{"map desk"}})
	want := []string{"attribution: none; 2B14 mortar: none; 2S12 mortar: area, amber, from a northerly direction -> " +
		"none; 2B14 mortar: none; 2S12 mortar: direction, from a northerly direction"}
	if len(got.Flips) != 1 || !slices.Equal(said(got.Flips[0].Aspects), want) {
		t.Errorf("flips %+v", got.Flips)
	}
}

func TestAnotherDirectionIsAnotherAttribution(t *testing.T) {
	l := begun(t, pact)
	north, south := circle(300), circle(-400)
	south.Circle.Radius *= 2
	near, far := shot(60, 0), shot(60, 0)
	near.Origin, far.Origin = &north, &south
	l.submit(120, rooted("patrol", []string{"post"}, near), rooted("agency", []string{"post"}, far))
	got := ask(t, l.open(), whatif.Change{Sources: []string{"patrol"}})
	want := []string{"attribution: direction; weapon not known: direction, from a southerly direction; " +
		"weapon not known: direction, from a northerly direction -> direction, from a southerly direction"}
	if len(got.Flips) != 1 || !slices.Equal(said(got.Flips[0].Aspects), want) {
		t.Errorf("flips %+v", got.Flips)
	}
}
