// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing/fstest"

	"truce/agreement"
	"truce/canon"
	"truce/coverage"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/internal/intake"
	"truce/internal/intake/doors"
	"truce/report"
	"truce/scenario/outward"
	"truce/territory"
	"truce/when"
)

// Result is what a run of a case came to.
type Result struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Passed   int      `json:"passed"`
	Failures []string `json:"failures,omitempty"`
	// Todo are expectations that the project does not meet yet, as the case states them.
	Todo []string `json:"todo,omitempty"`
	// Digest is over everything the run produced: entries, incidents and findings.
	Digest canon.Digest `json:"digest"`
}

// Step tells a watcher what one line of the script did.
type Step struct {
	Line    int
	Entry   *engine.Entry
	Effects []engine.Effect
}

// Run is one run of a case.
type Run struct {
	library fs.FS
	c       *Case
	state   *engine.State
	zone    when.Zone
	now     when.Instant
	result  Result
	entries []engine.Entry
	texts   []*agreement.Compiled
	watch   func(Step)
	reads   outward.Reads
}

// Play runs a case. Agreements that the case does not bring come from the library. watch, if not nil, is told of
// every entry. The error is of a script that cannot run; failed expectations are in the result.
func Play(c *Case, library fs.FS, watch func(Step)) (*Run, error) {
	r := &Run{library: library, c: c, state: engine.NewState(), watch: watch, result: Result{Name: c.Name, Title: c.Title}}
	for _, s := range c.steps {
		if err := r.step(s); err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", c.Name, s.line, s.verb, err)
		}
	}
	if r.result.Passed+len(r.result.Failures)+len(r.result.Todo) == 0 {
		return nil, fmt.Errorf("%s: nothing is wanted: a case without a want line shows nothing", c.Name)
	}
	digest, err := r.digest()
	if err != nil {
		return nil, err
	}
	r.result.Digest = digest
	return r, nil
}

// Result returns what the run came to.
func (r *Run) Result() Result { return r.result }

// State returns the engine's state at the end of the run.
func (r *Run) State() *engine.State { return r.state }

func (r *Run) step(s step) error {
	if s.at != "" {
		span, err := when.Parse(s.at, r.zone)
		if err != nil {
			return err
		}
		if span.Interval.From < r.now {
			return fmt.Errorf("time %s is before %s: a case runs forward", span.Interval.From, r.now)
		}
		r.now = span.Interval.From
		if r.state.Seq() > 0 {
			r.tell(s.line, nil, r.state.Tick(r.now))
		}
	}
	return verbs()[s.verb].run(r, s)
}

func (r *Run) setZone(s step) error {
	if len(s.words) != 1 {
		return errors.New("write: zone NAME")
	}
	zone, err := when.LoadZone(s.words[0])
	r.zone = zone
	return err
}

func (r *Run) todo(s step) error {
	r.result.Todo = append(r.result.Todo, s.words[0])
	return nil
}

// enter gives an entry to the engine, after the genesis.
func (r *Run) enter(line int, e engine.Entry) error {
	if r.state.Seq() == 0 {
		genesis := engine.NewGenesis(min(r.now, e.Time))
		genesis.Genesis.Seed = r.c.Seed
		if _, err := r.state.Step(genesis); err != nil {
			return err
		}
		r.entries = append(r.entries, genesis)
	}
	e.Seq = r.state.Seq() + 1
	e.Time = max(e.Time, r.state.Now())
	effects, err := r.state.Step(e)
	if err != nil {
		return err
	}
	r.now = max(r.now, e.Time)
	r.entries = append(r.entries, e)
	r.tell(line, &e, effects)
	return nil
}

func (r *Run) tell(line int, e *engine.Entry, effects []engine.Effect) {
	if r.watch != nil && (e != nil || len(effects) > 0) {
		r.watch(Step{Line: line, Entry: e, Effects: effects})
	}
}

// adopt puts agreements on record, from the case or from the library. Named words set start events.
func (r *Run) adopt(s step) error {
	if len(s.words) == 0 {
		return errors.New("write: agreement NAME [EVENT=TIME]")
	}
	starts := map[agreement.TimeID]string{}
	for _, p := range s.named {
		starts[agreement.TimeID(p.key)] = p.value
	}
	for _, name := range s.words {
		a, err := r.read(name)
		if err != nil {
			return err
		}
		if err := r.enter(s.line, engine.Entry{Time: r.now, Adoption: &engine.Adoption{Agreement: a, Starts: starts}}); err != nil {
			return err
		}
		dockets := r.state.Dockets()
		r.texts = append(r.texts, dockets[len(dockets)-1].Text())
	}
	return nil
}

func (r *Run) read(name string) (*agreement.Agreement, error) {
	if path.Ext(name) == "" {
		name += ".yaml"
	}
	if data, ok := r.c.files[name]; ok {
		own := fstest.MapFS{}
		for n, d := range r.c.files {
			own[n] = &fstest.MapFile{Data: d}
		}
		return agreement.Parse(name, data, own)
	}
	data, err := fs.ReadFile(r.library, name)
	if err != nil {
		return nil, fmt.Errorf("agreement %s: neither in the case nor in the library", name)
	}
	return agreement.Parse(name, data, r.library)
}

// submit enters a file of the case at the time of the line, in the native format unless format= names another:
// its reports as one submission received now, its layers, watches and gaps as they come. A refused row fails the
// case, unless refused= gives their number.
func (r *Run) submit(s step) error {
	b, err := r.file(s)
	if err != nil {
		return err
	}
	if err := r.receive(b); err != nil {
		return err
	}
	for _, l := range b.Layers {
		if err := r.enter(s.line, engine.Entry{Time: r.now, Layer: &l}); err != nil {
			return err
		}
	}
	for _, w := range b.Watches {
		if err := r.enter(s.line, engine.Entry{Time: r.now, Watch: &w}); err != nil {
			return err
		}
	}
	for _, g := range b.Gaps {
		if err := r.enter(s.line, engine.Entry{Time: r.now, Gap: &g}); err != nil {
			return err
		}
	}
	if len(b.Reports) == 0 {
		return nil
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Submission: &engine.Submission{Reports: b.Reports}})
}

// receive makes the batch one that comes in now: nothing in it may speak of a later time.
func (r *Run) receive(b *engine.Batch) error {
	for i := range b.Reports {
		if last := latest(b.Reports[i]); last > r.now {
			return fmt.Errorf("report %d speaks of %s, after its submission", i+1, last)
		}
		b.Reports[i].Extract.Received = r.now
	}
	for _, w := range b.Watches {
		if w.Time.To > r.now {
			return fmt.Errorf("the watch of %s speaks of %s, after its submission", w.Source, w.Time.To)
		}
	}
	for _, g := range b.Gaps {
		if g.Time.To > r.now {
			return fmt.Errorf("the gap of %s speaks of %s, after its submission", g.Source, g.Time.To)
		}
	}
	return nil
}

func latest(rep report.Report) when.Instant {
	var last when.Instant
	for _, s := range rep.Extract.Sightings {
		last = max(last, s.Time.Interval.To)
	}
	return last
}

// importFile enters a file as a batch, each part at the time it was known.
func (r *Run) importFile(s step) error {
	b, err := r.file(s)
	if err != nil {
		return err
	}
	entries, _, err := b.Entries(r.state)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := r.enter(s.line, e); err != nil {
			return err
		}
	}
	return nil
}

// file reads a file of the case through a door.
func (r *Run) file(s step) (*engine.Batch, error) {
	if len(s.words) != 1 {
		return nil, errors.New("name one file of the case")
	}
	data, ok := r.c.files[s.words[0]]
	if !ok {
		return nil, fmt.Errorf("the case has no file %q", s.words[0])
	}
	if e := s.get("exercise"); e != "" && e != "yes" {
		return nil, fmt.Errorf("exercise=%s: write exercise=yes, or leave it out", e)
	}
	if m := s.get("mapping"); m != "" && r.c.files[m] == nil {
		return nil, fmt.Errorf("the case has no file %q for mapping=", m)
	}
	name := s.get("format")
	if name == "" {
		name = "ndjson"
	}
	door, ok := doors.Find(name)
	if !ok {
		return nil, fmt.Errorf("unknown format %q: use %s", name, strings.Join(doors.Names(), ", "))
	}
	b := &engine.Batch{}
	tally, err := door.Read(context.Background(), bytes.NewReader(data),
		intake.Options{
			File: s.words[0], Source: s.get("source"), Zone: r.zone.Name(), Exercise: s.get("exercise") == "yes",
			Mapping: r.c.files[s.get("mapping")],
		}, Into(b))
	if err != nil {
		return nil, err
	}
	for i := range b.Reports {
		if tag := &b.Reports[i].Extract.Tag; r.c.Seed != (canon.Salt{}) && !tag.IsZero() {
			*tag = canon.SumBytes("truce/case-tag/1", append(r.c.Seed[:], tag[:]...))
		}
	}
	if want := cmp.Or(s.get("refused"), "0"); want != fmt.Sprint(tally.Refused) {
		first := ""
		if len(tally.Reasons) > 0 {
			first = fmt.Sprintf(", the first: row %d: %s", tally.Reasons[0].Row, tally.Reasons[0].Reason)
		}
		return nil, fmt.Errorf("%d rows refused, refused=%s%s", tally.Refused, want, first)
	}
	return b, nil
}

// Into returns a sink that gathers everything a door reads into a batch.
func Into(b *engine.Batch) intake.Sink {
	return intake.Sink{
		Report: func(r report.Report) error { b.Reports = append(b.Reports, r); return nil },
		Layer:  func(l territory.Layer) error { b.Layers = append(b.Layers, l); return nil },
		Watch:  func(w coverage.Watch) error { b.Watches = append(b.Watches, w); return nil },
		Gap:    func(g coverage.Gap) error { b.Gaps = append(b.Gaps, g); return nil },
	}
}

// digest covers the entries, the incidents and the findings of the run.
func (r *Run) digest() (canon.Digest, error) {
	var findings []*finding.Finding
	var outside []finding.Outside
	for _, d := range r.state.Dockets() {
		findings = append(findings, d.Findings()...)
		outside = append(outside, d.Outsiders()...)
	}
	return canon.Sum("truce/run/1", struct {
		Entries   []engine.Entry       `json:"entries"`
		Incidents []*incident.Incident `json:"incidents"`
		Findings  []*finding.Finding   `json:"findings"`
		Outside   []finding.Outside    `json:"outside"`
	}{r.entries, r.state.Incidents(), findings, outside})
}
