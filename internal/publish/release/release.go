// SPDX-License-Identifier: Apache-2.0

// Package release turns the record of a mission into a public release: a folder of pages and data that anybody may host, delayed
// and coarsened by the rule of the agreement. It shows what was found, under which article, how far it has come and in which
// words, on a day and in a cell of the ground; it shows no source, no place or time below the rule, and nothing that tells where
// nobody looks. What would point at somebody is held back until two people let it go. The format is docs/spec/public-release.md.
package release

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/internal/publish/approval"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// ErrNoRule says that no agreement on record says when the public may see what. The caller asks people for a delay and a cell.
var ErrNoRule = errors.New("no agreement on record has a rule of publication: give a delay and a cell")

// ErrNothing says that there is no text of the kind that a release was asked of: none in force, or no exercise.
var ErrNothing = errors.New("there is nothing of which a release could be made")

// Source folds the entries of a record up to an instant, in order, into a state, and shows each to visit. A nil state is not
// folded into. It may be called more than once, and does the same each time.
type Source func(state *engine.State, until when.Instant, visit func(engine.Entry)) error

// OfEntries is the source of a record that is at hand whole.
func OfEntries(entries []engine.Entry) Source {
	return func(state *engine.State, until when.Instant, visit func(engine.Entry)) error {
		for _, e := range entries {
			if e.Time > until {
				break
			}
			if state != nil {
				if _, err := state.Step(e); err != nil {
					return err
				}
			}
			visit(e)
		}
		return nil
	}
}

// Draft is a release that was made and that nobody let go yet.
type Draft struct {
	Release Release
	// Files are those of the folder, in order of their names, the manifest among them. What a Draft says besides is the mission's.
	Files []File
	// Manifest is the digest that two people sign.
	Manifest canon.Digest
	// Held is what the check of what would point at somebody holds back, or would but for the rule.
	Held []Held
	// Kept is how many findings are not in the release since no source of theirs allowed it.
	Kept int
	// Notes are what else whoever proposes the release should know, one sentence each.
	Notes []string
}

// Make makes the release of a record by a rule. The same entries up to the last day that it covers, and the same rule, give the
// same bytes. Its error wraps ErrNoRule, ErrNothing, or that of the source.
func Make(source Source, rule approval.Rule) (*Draft, error) {
	m := &maker{rule: rule, allowed: map[canon.ReportID]bool{}, names: map[string]map[string]bool{}, sides: map[string]agreement.PartyID{}, grounds: map[string]*ground{}}
	if err := source(nil, rule.AsOf, m.survey); err != nil {
		return nil, fmt.Errorf("make a public release: %w", err)
	}
	if err := m.cut(); err != nil {
		return nil, fmt.Errorf("make a public release: %w", err)
	}
	m.state = engine.NewState()
	if err := source(m.state, m.until, m.hear); err != nil {
		return nil, fmt.Errorf("make a public release: %w", err)
	}
	m.state.Tick(m.until)
	if err := m.collect(); err != nil {
		return nil, fmt.Errorf("make a public release: %w", err)
	}
	return m.draft()
}

// maker makes one release.
type maker struct {
	rule  approval.Rule
	texts []*agreement.Agreement
	zone  when.Zone
	delay when.Duration
	grid  *grid
	// finest is the least cell that any of the texts asks for: no release was made by a lesser one.
	finest place.Length
	until  when.Instant // the end of the last day that is shown
	begun  when.Instant // when the first of the texts was put on record

	state   *engine.State
	allowed map[canon.ReportID]bool // whether the source of a report allowed that the public sees it
	// names are those of sources, people, places of reports and of watching as wordsOf has them, each with the custodial roots of the
	// reports that give it, and the empty root where a register of the mission's does.
	names map[string]map[string]bool
	// small are words of articles that begin with a small letter, once anything asks.
	small map[string]bool
	shown map[canon.FindingID]bool
	// sides are the parties that custodial roots are, empty for a root that is none, as far as anything asked.
	sides map[string]agreement.PartyID
	// grounds are those of events, by level and rules, as far as anything asked.
	grounds map[string]*ground
	// past are the cells of each observation by the versions of the findings that rested on it, once anything asks for them.
	past map[canon.ObservationID][]Cell
	// observed are all observations by their IDs, once anything asks for one.
	observed map[canon.ObservationID]*observation.Observation

	release Release
	held    []Held
	kept    int
	notes   []string
}

// survey reads the rule of the release out of the texts that were on record when it is as of.
func (m *maker) survey(e engine.Entry) {
	if e.Adoption == nil || e.Adoption.Agreement.Exercise != m.rule.Exercise {
		return
	}
	if len(m.texts) == 0 {
		m.begun = e.Time
	}
	m.texts = append(m.texts, e.Adoption.Agreement)
}

// cut finds the delay, the cell and the last day: the strictest of what the texts and the rule ask for.
func (m *maker) cut() error {
	if len(m.texts) == 0 {
		kind := "text in force"
		if m.rule.Exercise {
			kind = "exercise"
		}
		return fmt.Errorf("%w: no %s is on record as of %s", ErrNothing, kind, m.rule.AsOf)
	}
	var err error
	if m.zone, err = when.LoadZone(cmp.Or(m.texts[0].Counting.Day, "UTC")); err != nil {
		return err
	}
	m.delay = m.rule.Delay
	cell, least := place.Length(m.rule.Cell), place.Length(0)
	for _, a := range m.texts {
		p := a.Publication
		if p == nil {
			continue
		}
		delay, errDelay := p.Delay.Parse()
		side, errSide := p.Cell.Parse()
		if err := errors.Join(errDelay, errSide); err != nil {
			return fmt.Errorf("%s@%d: publication: %w", a.ID, a.Version, err)
		}
		m.delay, cell = max(m.delay, delay), max(cell, side)
		least = min(cmp.Or(least, side), side)
	}
	if m.delay == 0 || cell == 0 {
		return ErrNoRule
	}
	m.grid, m.finest = newGrid(cell), cmp.Or(least, cell)
	limit := m.rule.AsOf - when.Instant(m.delay)
	if limit <= when.MinInstant {
		return fmt.Errorf("%w: the delay reaches back before all time", ErrNothing)
	}
	last := m.zone.DateOf(limit)
	if m.zone.Whole(last).To > limit {
		last = last.Add(-1)
	}
	m.until = m.zone.Whole(last).To
	if m.begun > m.until {
		return fmt.Errorf("%w: nothing was on record on %s, the last day that may be shown", ErrNothing, last)
	}
	m.release = Release{
		V: 1, Exercise: m.rule.Exercise, Engine: engine.Version, Zone: m.zone.Name(), From: m.zone.DateOf(m.begun), To: last,
		DelayHours: int64((m.delay + when.Hour - 1) / when.Hour), CellMetres: int64(m.grid.side / place.Metre),
	}
	return nil
}

// hear takes what no output may repeat, and what sources allowed, out of an entry that the release knows.
func (m *maker) hear(e engine.Entry) {
	switch {
	case e.Submission != nil:
		for _, r := range e.Submission.Reports {
			m.hearReport(r)
		}
	case e.Watch != nil:
		m.name(e.Watch.Source, e.Watch.Where.Name, e.Watch.Post.Name)
	case e.Gap != nil:
		m.name(e.Gap.Source, e.Gap.Where.Name)
	case e.Patrol != nil:
		m.name(e.Patrol.By, e.Patrol.ID)
		if o := e.Patrol.Order; o != nil {
			m.name(o.Source, o.Where.Name)
		}
	case e.Duty != nil:
		m.name(e.Duty.By)
	case e.Key != nil:
		m.name(e.Key.Name)
	}
}

func (m *maker) hearReport(r report.Report) {
	roots := r.Extract.Roots
	if len(roots) == 0 {
		roots = []string{r.Extract.Source}
	}
	m.says(roots, append(slices.Clone(roots), r.Extract.Source, r.Identity.Person)...)
	for _, s := range r.Extract.Sightings {
		m.says(roots, s.Where.Name)
	}
	digest, err := r.Extract.Digest()
	if err != nil {
		return // it was refused when it came
	}
	id := report.ID(digest, m.state.Seed())
	if _, known := m.allowed[id]; !known { // of two with one extract the first is the report
		m.allowed[id] = r.Identity.Consent == "public"
	}
}
