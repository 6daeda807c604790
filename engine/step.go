// SPDX-License-Identifier: Apache-2.0

// Package engine turns the entries of a record, one after the other, into incidents and findings. It is a
// deterministic state machine: the same entries give the same state anywhere. It stands at the end of the path.
package engine

import (
	"errors"
	"fmt"

	"truce/agreement"
	"truce/finding"
	"truce/incident"
	"truce/observation"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// Step applies one entry and returns what came of it, in order: first of the deadlines up to its time, each at its
// due instant, then of the entry. After an error nothing has changed: the entry is looked at whole before
// anything is done. Only where motions close or pauses end by themselves up to its time do the deadlines pass first, since that is
// what the entry is looked at against; then the effects of that are returned with the error, as Tick would. It errors with ErrEntry, and says why; with ErrRepeat as well where a device sent the very same
// again.
func (s *State) Step(e Entry) ([]Effect, error) {
	kind, err := s.admit(&e)
	if err != nil {
		return nil, err
	}
	var effects []Effect
	if s.decides(e.Time) {
		effects = s.Tick(e.Time)
	}
	apply, err := s.prepare(&e)
	if err != nil {
		return effects, fmt.Errorf("%w: entry %d, %s: %w", ErrEntry, e.Seq, kind, err)
	}
	effects = append(effects, s.fire(e.Time)...)
	s.seq, s.now = e.Seq, e.Time
	return append(effects, s.overheard(s.proceed(apply(), e.Time, e.by()), e.Time)...), nil
}

// StepKeys applies of an entry, as a journal keeps it, only what it says of keys and of the device that signed it: all that
// can be told once the content of an entry before is gone (ErrMissing). No deadline passes, and nothing is judged. Who
// begins with it never comes back to Step. It errors as Step and Unframe do.
func (s *State) StepKeys(seq int64, time when.Instant, f Framed) ([]Effect, error) {
	e := Entry{Seq: seq, Time: time}
	apply := func() []Effect { return nil }
	var err error
	switch {
	case seq != s.seq+1 || time < s.now:
		err = fmt.Errorf("%w: it does not follow entry %d", ErrEntry, s.seq)
	case f.Kind == "key"+kindVersion:
		if err = e.unframe(f); err == nil {
			apply, err = s.enrol(e.Key)
		}
	case f.Device != "":
		var shows func(int64) []Effect
		shows, _, err = s.vouch(report.Sealed{Header: f.Device, Root: f.Root}, len(f.Parts)/report.PartsPerReport)
		apply = func() []Effect { return shows(seq) }
	}
	if err != nil {
		return nil, fmt.Errorf("%w: entry %d, %.40s: %w", ErrEntry, seq, f.Kind, err)
	}
	s.seq, s.now = seq, time
	return apply(), nil
}

// deed is what an entry does, once it was found in order.
type deed func() []Effect

// prepare finds an entry in order, or says why it is not, and changes nothing.
func (s *State) prepare(e *Entry) (deed, error) {
	switch {
	case e.Genesis != nil:
		return func() []Effect { s.genesis = e.Genesis; return nil }, e.Genesis.check()
	case e.Adoption != nil:
		return s.adopt(e.Adoption, e.Time)
	case e.Layer != nil:
		return s.layer(e.Layer)
	case e.Watch != nil:
		w := *e.Watch
		w.Source = observation.Root(w.Source)
		return func() []Effect { s.hold(e); s.coverage.Add(w); return nil }, w.Check()
	case e.Gap != nil:
		g := *e.Gap
		g.Source = observation.Root(g.Source)
		return func() []Effect { s.hold(e); s.coverage.AddGap(g); s.room.Record(g); return nil }, g.Check()
	case e.Submission != nil:
		return s.submit(e.Submission, e.Seq, e.Time)
	case e.Rating != nil:
		return func() []Effect { return s.rate(e.Rating, e.Time) }, e.Rating.check(s)
	case e.Link != nil:
		return s.link(e.Link, e.Time)
	case e.Key != nil:
		return s.enrol(e.Key)
	case e.Confirmation != nil:
		return s.confirm(e.Confirmation)
	case e.Duty != nil, e.Patrol != nil, e.Notice != nil, e.Mode != nil:
		return s.inRoom(e)
	case e.Procedure != nil:
		return s.procedure(e.Procedure, e.Time)
	case e.Publication != nil:
		return s.publish(e.Publication, e.Seq, e.Time)
	case e.Reads != nil:
		return s.countReads(e.Reads, e.Time)
	case e.Issue != nil:
		return s.issue(e)
	default:
		return s.act(e)
	}
}

// submit runs the path: a report is sealed before it comes here; Extract reads it, Add correlates, Take judges.
// A report that is on record already is left out. Identities and originals are not looked at: they may be gone.
func (s *State) submit(sub *Submission, seq int64, at when.Instant) (deed, error) {
	if len(sub.Reports) == 0 {
		return nil, errors.New("no reports")
	}
	shows := func(int64) []Effect { return nil }
	holder := agreement.Mission
	if sub.Device != nil {
		var err error
		if shows, holder, err = s.vouch(*sub.Device, len(sub.Reports)); err != nil {
			return nil, err
		}
	}
	extracts, err := sub.checked()
	if err != nil {
		return nil, err
	}
	for i := range sub.Reports {
		if received := sub.Reports[i].Extract.Received; received > at {
			return nil, fmt.Errorf("report %d: received %s, after its entry", i+1, received)
		}
	}
	return func() []Effect {
		var seen []*observation.Observation
		effects := shows(seq)
		for i, extract := range extracts {
			if s.held[extract] {
				continue
			}
			s.held[extract] = true
			id := report.ID(extract, s.genesis.Seed)
			s.reports[id] = true
			list := observation.Extract(id, sub.Reports[i].Extract, s.locate)
			if holder != agreement.Mission {
				list = observation.Through(holder, list)
			}
			for _, o := range list {
				seen = append(seen, &o)
				s.observations = append(s.observations, &o)
				effects = append(effects, Effect{Observed: &o})
				s.tell(&o)
			}
		}
		changes := s.joiner.Add(seen)
		s.joiner.Expire(at - when.Instant(s.lateWindow()))
		return append(effects, s.judge(changes, finding.Cause{Why: finding.ByReports, Says: "new reports"})...)
	}, nil
}

// lateWindow is the longest late window of the instruments, beyond which the joiner keeps what it holds in less memory.
// It decides nothing: a report that comes later yet finds its incident.
func (s *State) lateWindow() when.Duration {
	longest := when.Duration(0)
	for _, d := range s.dockets {
		longest = max(longest, d.LateWindow())
	}
	return longest
}

// tell makes an aggregate known to every docket; the joiner leaves it out.
func (s *State) tell(o *observation.Observation) {
	for _, d := range s.dockets {
		if o.Level == report.Aggregate {
			d.AddAggregate(o)
		}
	}
}

// judge gives changed incidents to every docket.
func (s *State) judge(changes []incident.Change, cause finding.Cause) []Effect {
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
func (s *State) layer(l *territory.Layer) (deed, error) {
	m, err := territory.NewMap(*l)
	if err != nil {
		return nil, err
	}
	return func() []Effect {
		s.hold(&Entry{Layer: l})
		s.maps = append(s.maps, m)
		var effects []Effect
		for _, d := range s.dockets {
			effects = append(effects, outcome(d.AddLayer(m))...)
		}
		return effects
	}, nil
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
