// SPDX-License-Identifier: Apache-2.0

// Package storetest turns records that are drawn at random into checks of a store: each query beside a plain answer that is
// computed from the engine's state by looking at everything.
package storetest

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"truce/act"
	"truce/agreement"
	"truce/agreements"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/store"
	"truce/known"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/response"
	"truce/watch"
	"truce/when"
)

// World is a record under the worked exercise, drawn at random, with the state that has folded it.
type World struct {
	State   *engine.State
	Entered []store.Entered
	// Batches are the reports as they came in, each together with the others of its entry.
	Batches [][]report.Report

	texts []*agreement.Agreement
	draw  *rapid.T
}

// dayD is the beginning of the exercise, 2026-02-01 in Kyiv.
const dayD when.Instant = 1769896800000

// Texts returns two versions of the worked exercise that differ in effect.
func Texts(t rapid.TB) []*agreement.Agreement {
	t.Helper()
	var out []*agreement.Agreement
	for _, name := range []string{"paris-exercise.yaml", "paris-exercise-mended.yaml"} {
		data, err := agreements.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		a, err := agreement.Parse(name, data, agreements.Files)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

// NewWorld begins a record under texts; with adopted, the first of them is in force from the second entry on.
func NewWorld(rt *rapid.T, texts []*agreement.Agreement, adopted bool) *World {
	w := &World{State: engine.NewState(), texts: texts, draw: rt}
	w.take(engine.NewGenesis(dayD - when.Instant(when.Day)))
	if adopted {
		w.adopt()
	}
	return w
}

// Commitment is that of an entry of any drawn record.
func Commitment(seq int64) canon.Digest {
	return canon.SumBytes("truce/storetest/1", fmt.Append(nil, seq))
}

// take enters an entry, or leaves it out if it does not fit the record, and tells which.
func (w *World) take(e engine.Entry) bool {
	e.Seq, e.Time = w.State.Seq()+1, max(e.Time, w.State.Now())
	effects, err := w.State.Step(e)
	if err != nil {
		return false
	}
	w.Entered = append(w.Entered, store.Entered{Seq: e.Seq, Time: e.Time, Commitment: Commitment(e.Seq), Entry: e, Effects: effects})
	return true
}

func (w *World) adopt() {
	if n := len(w.State.Dockets()); n < len(w.texts) {
		w.take(engine.Entry{Adoption: &engine.Adoption{Agreement: w.texts[n]}})
	}
}

// Grow draws one more entry.
func (w *World) Grow() {
	switch rapid.IntRange(0, 15).Draw(w.draw, "kind") {
	default:
		w.submit(w.reports())
	case 8:
		w.adopt()
	case 9:
		w.ack()
	case 10, 11:
		w.link()
	case 12:
		w.onFinding()
	case 13:
		w.confirm()
	case 14:
		w.take(engine.Entry{Duty: &watch.Duty{By: "duty", On: &watch.On{}}})
	case 15:
		w.proceed()
	}
}

// later is a time some while after the last entry.
func (w *World) later() when.Instant {
	return w.State.Now() + when.Instant(rapid.IntRange(0, 40).Draw(w.draw, "hours"))*when.Instant(when.Hour)
}

func (w *World) submit(list []report.Report) {
	at := w.later()
	for i := range list {
		at = max(at, list[i].Extract.Received)
	}
	if w.take(engine.Entry{Time: at, Submission: &engine.Submission{Reports: list}}) {
		w.Batches = append(w.Batches, list)
	}
}

// reports draws reports about a few places and hours, so that they join, part and follow each other.
func (w *World) reports() []report.Report {
	out := make([]report.Report, rapid.IntRange(1, 4).Draw(w.draw, "reports"))
	for i := range out {
		out[i] = w.report()
	}
	return out
}

func (w *World) report() report.Report {
	source := fmt.Sprint("patrol-", rapid.IntRange(0, 5).Draw(w.draw, "source"))
	r := report.Report{Identity: report.Identity{Door: "native", Person: "nobody-" + source}}
	x := &r.Extract
	x.Source, x.Exercise = source, rapid.IntRange(0, 9).Draw(w.draw, "real") > 0
	x.Level = rapid.SampledFrom([]report.Level{report.Plain, report.Plain, report.Plain, report.Coded, report.Aggregate}).Draw(w.draw, "level")
	for range rapid.IntRange(0, 2).Draw(w.draw, "sightings") {
		s := w.sighting()
		x.Sightings = append(x.Sightings, s)
		x.Received = max(x.Received, s.Time.Interval.To)
	}
	if len(x.Sightings) == 0 {
		x.Complaint = &report.Complaint{Complainant: "Party Amber", Article: "1"}
	}
	x.Received = max(x.Received, dayD) + when.Instant(rapid.IntRange(0, 3).Draw(w.draw, "delay"))*when.Instant(when.Hour)
	return r
}

func (w *World) sighting() report.Sighting {
	var s report.Sighting
	s.Act = rapid.SampledFrom([]act.Act{"mortar-fire", "mortar-fire", "fire", "explosion", "small-arms-fire", "burst", "weapon-presence", ""}).Draw(w.draw, "act")
	if rapid.IntRange(0, 9).Draw(w.draw, "timed") > 0 {
		from := dayD + when.Instant(rapid.IntRange(-10, 80).Draw(w.draw, "when"))*when.Instant(when.Hour)
		to := from + when.Instant(rapid.SampledFrom([]when.Duration{when.Minute, when.Hour, 30 * when.Hour, 9 * when.Day}).Draw(w.draw, "long"))
		s.Time = when.Span{Interval: when.Interval{From: from, To: to}, Evidence: when.Stated, Zone: "Z"}
	}
	s.Where = w.where()
	s.Means = rapid.SampledFrom([]report.Means{report.Seen, report.Heard, report.Camera, report.Told, ""}).Draw(w.draw, "means")
	s.Count = rapid.SampledFrom([]report.Count{{}, {Kind: report.Exact, Least: 3, Most: 3}, {Kind: report.About, Least: 2, Most: 9}, {Kind: report.Some}}).Draw(w.draw, "count")
	if rapid.IntRange(0, 4).Draw(w.draw, "live") == 0 {
		s.Describes = []report.Description{report.LiveFire}
	}
	if rapid.IntRange(0, 2).Draw(w.draw, "harm") == 0 {
		s.Casualties = []report.Casualties{{Harm: "killed", Of: "civilian", Age: "unknown", Least: 1, Most: 2}}
	}
	if rapid.Bool().Draw(w.draw, "weapon") {
		s.Weapon = &act.Weapon{Class: rapid.SampledFrom([]act.Class{"mortar", "tank"}).Draw(w.draw, "class")}
	}
	if rapid.IntRange(0, 3).Draw(w.draw, "actor") == 0 {
		s.Actors = []report.Claim{{Actor: "Party Cobalt", Basis: "observed"}}
	}
	return s
}

// where draws a place in the exercise, one far from it, a name, a direction from an observer, or nothing.
func (w *World) where() place.Region {
	lat := int32(490_000_000 + 200_000*rapid.IntRange(-3, 3).Draw(w.draw, "north"))
	lon := rapid.SampledFrom([]int32{310_000_000, 315_500_000, 317_500_000, 322_000_000, 20_000_000}).Draw(w.draw, "east")
	at := place.Circle{Centre: place.Point{Lat: lat, Lon: lon}, Radius: place.Length(rapid.SampledFrom([]int{200, 3_000}).Draw(w.draw, "radius")) * place.Metre}
	switch rapid.IntRange(0, 7).Draw(w.draw, "place") {
	case 0:
		return place.Region{Name: rapid.SampledFrom([]string{"marker 1", "the buffer zone", "buffer", "Elsewhere"}).Draw(w.draw, "name")}
	case 1:
		return place.Region{Sectors: []place.Sector{{Observer: at, From: 45_000, To: 90_000, Distance: place.Range{Least: place.Kilometre, Most: 4 * place.Kilometre}}}}
	case 2:
		return place.Region{}
	}
	return place.Region{Circle: &at}
}

func (w *World) ack() {
	var refs []watch.Ref
	for _, inc := range w.State.Incidents() {
		if rapid.Bool().Draw(w.draw, "seen") {
			refs = append(refs, watch.Ref{Incident: inc.ID})
		}
	}
	if list := w.State.Observations(); len(list) > 0 {
		refs = append(refs, watch.Ref{Report: list[rapid.IntRange(0, len(list)-1).Draw(w.draw, "report")].Report})
	}
	if len(refs) > 0 {
		w.take(engine.Entry{Time: w.later(), Duty: &watch.Duty{By: "duty", Ack: &watch.Ack{Of: refs}}})
	}
}

func (w *World) link() {
	list := slices.DeleteFunc(slices.Clone(w.State.Observations()), func(o *observation.Observation) bool { return w.State.Holding(o.ID) == nil })
	if len(list) < 2 {
		return
	}
	a, b := rapid.IntRange(0, len(list)-1).Draw(w.draw, "a"), rapid.IntRange(0, len(list)-1).Draw(w.draw, "b")
	w.take(engine.Entry{Time: w.later(), Link: &engine.Link{
		A: list[a].ID, B: list[b].ID, Same: rapid.Bool().Draw(w.draw, "same"), By: "analyst", Reason: "drawn",
	}})
}

// one draws a finding that stands.
func (w *World) one() *finding.Finding {
	var all []*finding.Finding
	for _, d := range w.State.Dockets() {
		all = append(all, d.Findings()...)
	}
	if len(all) == 0 {
		return nil
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(w.draw, "finding")]
}

func (w *World) onFinding() {
	f := w.one()
	if f == nil {
		return
	}
	on := engine.On{Agreement: f.Released.Agreement, Incident: f.Released.Incident, Term: f.Released.Term}
	at := w.later()
	switch rapid.IntRange(0, 3).Draw(w.draw, "act") {
	case 0:
		w.take(engine.Entry{Time: at, Determination: &engine.Determination{On: on, Act: finding.Determination{
			By: "special-commission", At: at, Outcome: rapid.SampledFrom([]finding.Verdict{finding.Violation, finding.NoViolation}).Draw(w.draw, "outcome"), Reasons: "drawn",
		}}})
	case 1:
		w.take(engine.Entry{Time: at, Opinion: &engine.Opinion{On: on, Opinion: finding.Opinion{By: "guarantor-jade", At: at, Holds: "drawn"}}})
	case 2:
		to := rapid.SampledFrom([]finding.Status{finding.Notified, finding.Replied, finding.Final, finding.Withdrawn}).Draw(w.draw, "to")
		by := rapid.SampledFrom([]string{"coordination-cell", "special-commission", "amber", "cobalt"}).Draw(w.draw, "by")
		w.take(engine.Entry{Time: at, Advance: &engine.Advance{On: on, To: to, By: by}})
	case 3:
		w.take(engine.Entry{Time: at, Answer: &engine.Answer{Agreement: on.Agreement, Answer: finding.Answer{
			Incident: on.Incident, Term: on.Term, Exemption: "return-fire", Condition: "ordered", Met: known.Yes, By: "cobalt", At: at,
		}}})
	}
}

func (w *World) confirm() {
	list := w.State.Incidents()
	if len(list) == 0 {
		return
	}
	w.take(engine.Entry{Time: w.later(), Confirmation: &finding.Confirmation{
		Incident: list[rapid.IntRange(0, len(list)-1).Draw(w.draw, "incident")].ID, Harm: "killed", Of: "civilian", Age: "unknown",
		Least: 2, Most: 2, By: agreement.Mission, Reason: "drawn",
	}})
}

func (w *World) proceed() {
	f := w.one()
	if f == nil {
		return
	}
	c := w.State.Register(f.Released.Agreement).CaseOf(f.Released.Incident, f.Released.Term)
	if c == nil {
		return
	}
	w.take(engine.Entry{Time: w.later(), Procedure: &engine.Procedure{Agreement: f.Released.Agreement, Act: response.Act{Done: &response.Done{
		Thread: response.Thread{Incident: f.Released.Incident, Term: f.Released.Term}, Step: rapid.SampledFrom([]string{"call", "verify", "notice"}).Draw(w.draw, "step"),
		By: rapid.SampledFrom([]string{"coordination-cell", "monitoring-mission"}).Draw(w.draw, "by"), Summary: "drawn",
	}}}})
}
