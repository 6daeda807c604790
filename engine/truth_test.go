// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/place"
	"truce/when"
)

// truePact is a text of which the tests below can say by themselves what is true under it: boxes, one line, one
// window of hours. It is in force for two days.
const truePact = `
truce: 1
id: true-pact
version: 1
title: True Pact (exercise)
kind: agreement
exercise: true
sources:
  - {id: script, title: the script, standing: invented}
parties:
  - {id: amber, name: Amber Side}
  - {id: cobalt, name: Cobalt Side}
others: [{id: band, name: The Band}]
force: {from: D, until: D+2 00:00}
articles:
  - {id: 1, title: All, says: All of it., cite: art. 1, source: script}
places:
  - {id: basin, name: The basin, kind: zone, geometry: {polygon: [[37, 47], [39, 47], [39, 49], [37, 49]]}, source: script}
  - {id: strip, name: The strip, kind: zone, geometry: {polygon: [[37, 47.98], [39, 47.98], [39, 48.02], [37, 48.02]]}, source: script}
  - {id: hill, name: The hill, kind: zone, geometry: {polygon: [[37.6, 48.01], [37.9, 48.01], [37.9, 48.3], [37.6, 48.3]]}, source: script}
  - {id: range, name: The range, kind: zone, geometry: {polygon: [[38.1, 47.5], [38.4, 47.5], [38.4, 47.99], [38.1, 47.99]]}, source: script}
  - {id: yard, name: The yard, kind: zone, geometry: {polygon: [[37.9, 47.95], [38.1, 47.95], [38.1, 48.05], [37.9, 48.05]]}, source: script}
  - {id: front, name: The front, kind: line, geometry: {line: [[37, 48], [39, 48]]}, tolerance: 1 km, source: script}
times:
  - {id: d, article: 1, event: 2026-03-20 00:00 UTC}
  - {id: night, article: 1, from: "22:00", to: "06:00", zone: UTC}
terms:
  - {id: no-fire, article: 1, sense: prohibits, acts: [fire], where: [basin], not_where: [hill], severity: S2}
  - {id: no-guns, article: 1, sense: prohibits, binds: [cobalt], acts: [fire], weapons: {classes: [artillery, mortar], at_least: 100}, where: [strip], severity: S3}
  - {id: far-back, article: 1, sense: prohibits, acts: [weapon-presence], weapons: {classes: [artillery, multiple-launch-rocket-system], except_models: [Grad]}, keep_back: {at_least: 20 km, from: front}, severity: S2}
  - {id: still-nights, article: 1, sense: prohibits, acts: [use-of-force], targets: [civilian-object], when: [night], where: [basin], severity: S2}
  - {id: drill, article: 1, sense: permits, binds: [amber], acts: [mortar-fire], where: [range], severity: S1}
quiet:
  - {id: calm, article: 1, place: yard, days: 3, zone: UTC, resets: [fire], hours: 24}
questions:
  - id: which
    article: 1
    asks: Does it reach small arms?
    readings:
      - {id: all, means: it does}
      - {id: heavy, means: it does not, terms: {no-fire: {acts: [mortar-fire, artillery-fire, tank-fire]}}}
  - id: far
    article: 1
    asks: Is it the width or the distance?
    readings:
      - {id: width, means: half on each side}
      - {id: distance, means: all on each side, terms: {far-back: {keep_back: {at_least: 40 km, from: front}}}}
counting: {unit: incident and term, day: UTC}
evidence: {c2: {roots: 2}, c3: {roots: 3}, sequence: 2 h, recurrence: 7 d}
severity:
  - {to: S4, civilian_killed: 3}
`

// truth is what a term comes to in a world: whether its scope holds, and the verdict.
type truth struct {
	applies bool
	verdict finding.Verdict
}

func verdictOf(applies, broken bool) truth {
	if applies && broken {
		return truth{true, finding.Violation}
	}
	return truth{applies, finding.NoViolation}
}

// truths says of each term and reading of truePact what is true in the world, without the engine.
func (w *world) truths() map[string]truth {
	fire := !slices.Contains([]string{"sabotage", "mine-blast", "demining-blast", "training-fire", "weapon-presence"}, string(w.act))
	force := fire || w.act == "sabotage" || w.act == "mine-blast"
	heavy := slices.Contains([]string{"mortar-fire", "artillery-fire", "tank-fire"}, string(w.act))
	gun := (w.weapon.Class == "artillery" || w.weapon.Class == "mortar") && w.weapon.Calibre >= 1000
	far := w.weapon.Class == "artillery" || w.weapon.Class == "multiple-launch-rocket-system" && w.weapon.Model != "Grad"
	hours := (int64(w.at) / int64(when.Hour)) % 24
	ground := w.in(basin) && !w.in(hill)
	bound := w.actor != "band"
	drill := w.actor == "amber" && w.act == "mortar-fire" && w.in(rangeBox)
	apart := w.fromFront()
	scope := func(holds bool) bool { return w.inForce() && holds }
	return map[string]truth{
		"no-fire which=all":     verdictOf(scope(ground && fire), bound && !drill),
		"no-fire which=heavy":   verdictOf(scope(ground && heavy), bound && !drill),
		"no-guns ":              verdictOf(scope(w.in(strip) && fire && gun), w.actor == "cobalt" && !drill),
		"far-back far=width":    verdictOf(scope(w.act == "weapon-presence" && far), bound && apart < 20*place.Kilometre),
		"far-back far=distance": verdictOf(scope(w.act == "weapon-presence" && far), bound && apart < 40*place.Kilometre),
		"still-nights ":         verdictOf(scope(w.in(basin) && force && w.target == "school" && (hours >= 22 || hours < 6)), bound && !drill),
	}
}

// TestWhatTheRecordSaysIsTrue draws a world and accounts of one event that hold what is true, joined rightly, with
// layers and watches that are right: whatever a finding says is then true or left open. What it draws is in
// world_test.go.
func TestWhatTheRecordSaysIsTrue(t *testing.T) {
	for _, of := range []focus{anything, withdrawal, silence} {
		t.Run(string(of), func(t *testing.T) {
			few(t, func(rt *rapid.T) { saysWhatIsTrue(t, rt, anyWorld(rt, of)) })
		})
	}
}

func saysWhatIsTrue(t *testing.T, rt *rapid.T, w *world) {
	s := engine.NewState()
	begin := dayD(t) - when.Instant(9*when.Day)
	step(t, s, engine.NewGenesis(begin))
	step(t, s, engine.Entry{Seq: 2, Time: begin, Adoption: &engine.Adoption{Agreement: parsed(t, w.text)}})
	w.enter(rt, s)
	list := s.Incidents()
	if len(list) > 1 {
		rt.Fatalf("%d incidents of one event", len(list))
	}
	if len(list) == 1 {
		w.checkIncident(rt, list[0])
		w.checkFindings(rt, s.Dockets()[0])
	}
	w.checkSilence(rt, s)
}

func (w *world) checkIncident(rt *rapid.T, inc *incident.Incident) {
	if !inc.When.IsUnknown() && !inc.When.Contains(w.at) {
		rt.Errorf("the incident's time %s does not hold %s", inc.When, w.at)
	}
	if inc.Where.HasGeometry() && !inc.Where.Contains(w.hit) {
		rt.Errorf("the incident's place %+v does not hold %+v", inc.Where, w.hit)
	}
}

func (w *world) checkFindings(rt *rapid.T, d *finding.Docket) {
	all := w.truths()
	found := map[string]bool{}
	for _, f := range d.Findings() {
		r := &f.Released
		found[string(r.Term)] = true
		verdicts := map[finding.Verdict]bool{}
		for _, each := range r.ByReading {
			want, ok := all[string(r.Term)+" "+each.Reading]
			if !ok {
				rt.Fatalf("term %s has a reading %q that the test does not know", r.Term, each.Reading)
			}
			verdicts[want.verdict] = true
			if each.Verdict != want.verdict && each.Verdict != finding.Undetermined {
				rt.Errorf("%s %s: %s (%s), in truth %s", r.Term, each.Reading, each.Verdict, each.Because, want.verdict)
			}
		}
		if r.Verdict != finding.Undetermined && (len(verdicts) != 1 || !verdicts[r.Verdict]) {
			rt.Errorf("%s: %s, in truth %v", r.Term, r.Verdict, verdicts)
		}
		if r.When != (when.Interval{}) && !r.When.Contains(w.at) || f.Internal.Where.HasGeometry() && !f.Internal.Where.Contains(w.hit) {
			rt.Errorf("%s: %s at %+v, in truth %s at %+v", r.Term, r.When, f.Internal.Where, w.at, w.hit)
		}
		w.checkHarm(rt, r)
		w.checkClass(rt, r)
		w.checkAttribution(rt, r.Attribution)
		for _, o := range f.Internal.Origins {
			w.checkAttribution(rt, o.Attribution)
		}
	}
	for name, truth := range all {
		if term, _, _ := strings.Cut(name, " "); truth.applies && !found[term] {
			rt.Errorf("%s: no finding, and in truth it applies", name)
		}
	}
}

func (w *world) checkHarm(rt *rapid.T, r *finding.Released) {
	for _, h := range r.Casualties {
		if n := w.killed[h.Of]; h.Harm != "killed" || n < h.Least || h.Most < n {
			rt.Errorf("%s: %d to %d %s %s, in truth %d", r.Term, h.Least, h.Most, h.Of, h.Harm, n)
		}
	}
	if r.Grade.Severity == agreement.Severity(4) && w.killed["civilian"] < 3 {
		rt.Errorf("%s: severity S4 of %d civilians killed", r.Term, w.killed["civilian"])
	}
}

// checkClass asks for the distance alone, whoever is bound: nearer than both readings allow, or as far as both ask.
func (w *world) checkClass(rt *rapid.T, r *finding.Released) {
	far := w.fromFront()
	if strings.HasPrefix(r.Class, "in violation") && far >= 20*place.Kilometre || strings.HasPrefix(r.Class, "beyond") && far < 40*place.Kilometre {
		rt.Errorf("%s: class %q, in truth %s from the front", r.Term, r.Class, far)
	}
}

var direction = regexp.MustCompile(`from an? (\S+) direction`)

// checkAttribution wants the party of an attribution to be the one that did it or held the origin, and the directions
// in its words to be those from which it came: each stands for a quarter of the horizon, rounded to one of sixteen winds.
func (w *world) checkAttribution(rt *rapid.T, a finding.Attribution) {
	switch {
	case a.Level == finding.Party && string(a.Party) != w.actor:
		rt.Errorf("%+v, in truth %s did it", a, w.actor)
	case a.Level == finding.Area && string(a.Party) != w.holder(w.origin):
		rt.Errorf("%+v, in truth %s held %+v at %s", a, w.holder(w.origin), w.origin, w.at)
	case a.Level != finding.Area && a.Level != finding.Party && a.Party != "":
		rt.Errorf("%+v names a party", a)
	}
	for _, m := range direction.FindAllStringSubmatch(a.Words, -1) {
		off := math.Abs(float64((int(windOf(m[1]))-int(bearing(w.hit, w.origin))+540_000)%360_000 - 180_000))
		if off > 45_000+11_250+1_000 {
			rt.Errorf("%q, in truth from %d millidegrees", m[0], bearing(w.hit, w.origin))
		}
	}
}

// checkSilence wants a day that is called broken to be broken, and one that is called quiet to be quiet: whoever
// watches where it happened has reported it.
func (w *world) checkSilence(rt *rapid.T, s *engine.State) {
	silences, err := s.Dockets()[0].Silences(s.Coverage(), w.day(5))
	if err != nil || len(silences) != 1 {
		rt.Fatalf("%d clocks, %v", len(silences), err)
	}
	for _, day := range silences[0].Days {
		span := utc(rt).Whole(day.Date)
		broken := span.Contains(w.at) && w.in(yard) && w.isFire()
		if day.State == when.Quiet && broken || day.State == when.Broken && !broken {
			rt.Errorf("%s is %s (%s), in truth broken: %t", day.Date, day.State, day.Reason, broken)
		}
	}
}

func utc(rt *rapid.T) when.Zone {
	zone, err := when.LoadZone("UTC")
	if err != nil {
		rt.Fatal(err)
	}
	return zone
}

// windOf is the bearing of a wind in the words of a finding.
func windOf(word string) place.Bearing {
	for b := place.Bearing(0); b < 360_000; b += 22_500 {
		if place.Wind(b) == word {
			return b
		}
	}
	panic(fmt.Sprintf("engine_test: no wind %q", word))
}
