// SPDX-License-Identifier: Apache-2.0

// Package engine turns the entries of a record, one after the other, into incidents and findings. It is a
// deterministic state machine: the same entries give the same state anywhere. It stands at the end of the path.
package engine

import (
	"fmt"

	"truce/finding"
	"truce/incident"
	"truce/observation"
	"truce/territory"
)

// Step applies one entry and returns what came of it, in order. After an error the entry is not
// applied; deadlines up to its time have passed, and the next call returns what came of them.
// These are the verbs of the path, on one screen: a report is sealed before it comes here; Extract reads it,
// Add correlates, Take judges.
func (s *State) Step(e Entry) ([]Effect, error) {
	kind, err := s.admit(&e)
	if err != nil {
		return nil, err
	}
	effects := append(s.pending, s.fire(e.Time)...)
	s.pending = nil
	var more []Effect
	switch {
	case e.Genesis != nil:
		s.genesis = e.Genesis
	case e.Adoption != nil:
		more, err = s.adopt(e.Adoption)
	case e.Layer != nil:
		more, err = s.layer(*e.Layer)
	case e.Watch != nil:
		s.coverage.Add(*e.Watch)
	case e.Gap != nil:
		s.coverage.AddGap(*e.Gap)
	case e.Submission != nil:
		more = s.submit(e.Submission)
	case e.Rating != nil:
		more = s.rate(e.Rating)
	case e.Link != nil:
		more, err = s.link(e.Link)
	default:
		more, err = s.act(&e)
	}
	if err != nil {
		s.pending = effects // the deadlines have passed all the same
		return nil, fmt.Errorf("%w: entry %d, %s: %w", ErrEntry, e.Seq, kind, err)
	}
	s.note(&e)
	s.seq, s.now = e.Seq, e.Time
	return append(effects, more...), nil
}

// submit runs the path: extract, correlate, judge.
func (s *State) submit(sub *Submission) []Effect {
	var seen []*observation.Observation
	var effects []Effect
	for _, r := range sub.Reports {
		id := mustID(r.ID())
		if s.reports[id] {
			continue
		}
		s.reports[id] = true
		for _, o := range observation.Extract(id, r.Extract, s.locate) {
			seen = append(seen, &o)
			s.observations = append(s.observations, &o)
			effects = append(effects, Effect{Observed: &o})
		}
	}
	return append(effects, s.judge(s.joiner.Add(seen), "new reports")...)
}

// judge gives changed incidents to every docket.
func (s *State) judge(changes []incident.Change, cause string) []Effect {
	var effects []Effect
	for _, c := range changes {
		effects = append(effects, Effect{Incident: &c})
	}
	for _, d := range s.dockets {
		effects = append(effects, outcome(d.Take(changes, cause))...)
	}
	return effects
}

// layer makes a control layer known to every docket.
func (s *State) layer(l territory.Layer) ([]Effect, error) {
	m, err := territory.NewMap(l)
	if err != nil {
		return nil, err
	}
	s.maps = append(s.maps, m)
	var effects []Effect
	for _, d := range s.dockets {
		effects = append(effects, outcome(d.AddLayer(m))...)
	}
	return effects, nil
}

// outcome turns a docket's changes into effects.
func outcome(changes []finding.Change) []Effect {
	var effects []Effect
	for _, c := range changes {
		for _, f := range c.Findings {
			effects = append(effects, Effect{Finding: f})
		}
		if c.Outside != nil {
			effects = append(effects, Effect{Outside: c.Outside})
		}
	}
	return effects
}
