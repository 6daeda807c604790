// SPDX-License-Identifier: Apache-2.0

// Package whatif turns the entries of a record and a change of them into what would have been found: it folds the changed
// entries through the engine itself and compares. It follows engine on the path. What it returns tells a violator where
// nobody looks: it never leaves the mission and is no part of any finding. The method is docs/METHOD.md.
package whatif

import (
	"errors"
	"fmt"
	"slices"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/observation"
	"truce/when"
)

// Mark stands on everything that is made of a result.
const Mark = "MISSION-INTERNAL"

// Record is entries with the state that they come to. It is not changed by any question that is asked of it.
type Record struct {
	entries []engine.Entry
	state   *engine.State
	seed    canon.Salt
	// acted are the observations that an act's incident held when the act was entered, by the act's number.
	acted map[int64][]canon.ObservationID
	// named are the observations by the incident that each would lead.
	named map[canon.IncidentID]canon.ObservationID
	seen  map[canon.ObservationID]*observation.Observation
}

// Watch is told how many entries of how many are folded. An error from it ends the folding and is returned as it is; nil is
// told nothing.
type Watch func(done, of int64) error

// Open folds the entries of a record, from its genesis on, and keeps them: the caller does not change them afterwards. An
// entry that has no kind is passed over. It errors as engine.State.Step does.
func Open(entries []engine.Entry, watch Watch) (*Record, error) {
	return open(entries, watch, false)
}

// open is Open; in a part of a record acts of the procedure that fit nothing in it are passed over.
func open(entries []engine.Entry, watch Watch, part bool) (*Record, error) {
	r := &Record{entries: slices.Clone(entries), state: engine.NewState(), acted: map[int64][]canon.ObservationID{}}
	r.index()
	for i, e := range entries {
		if err := watch.tell(i, len(entries)); err != nil {
			return nil, err
		}
		r.entries[i] = byFinding(r.state, e)
		if on, ok := concerns(&r.entries[i]); ok {
			r.index()
			r.acted[e.Seq] = r.members(on)
		}
		err := step(r.state, e)
		if part && e.Procedure != nil && errors.Is(err, engine.ErrEntry) {
			r.entries[i] = skipped(e)
			err = step(r.state, r.entries[i])
		}
		if err != nil {
			return nil, err
		}
	}
	r.index()
	r.seed = r.state.Seed()
	return r, nil
}

// State is what the entries come to, unchanged. It must not be stepped.
func (r *Record) State() *engine.State { return r.state }

func (w Watch) tell(done, of int) error {
	if w == nil {
		return nil
	}
	return w(int64(done), int64(of))
}

// index takes in the observations that came since it was last called.
func (r *Record) index() {
	if r.seen == nil {
		r.seen, r.named = map[canon.ObservationID]*observation.Observation{}, map[canon.IncidentID]canon.ObservationID{}
	}
	for _, o := range r.state.Observations()[len(r.seen):] {
		r.seen[o.ID] = o
		r.named[incident.Named(o.ID)] = o.ID
	}
}

// members are the observations of an incident, or where it is no more the one that it was named after.
func (r *Record) members(id canon.IncidentID) []canon.ObservationID {
	if inc := r.state.Incident(id); inc != nil {
		return slices.Clone(inc.MemberIDs)
	}
	if o, ok := r.named[id]; ok {
		return []canon.ObservationID{o}
	}
	return nil
}

// isSkipped tells whether an entry has no kind: its place is kept and nothing comes of it.
func isSkipped(e *engine.Entry) bool { return *e == engine.Entry{Seq: e.Seq, Time: e.Time} }

// skipped is the place of an entry.
func skipped(e engine.Entry) engine.Entry { return engine.Entry{Seq: e.Seq, Time: e.Time} }

// ofRoom tells whether an entry is an act of the operations room. No verdict follows from one, and it may name what a changed
// record does not have.
func ofRoom(e *engine.Entry) bool {
	return e.Duty != nil || e.Patrol != nil || e.Notice != nil || e.Mode != nil
}

func step(s *engine.State, e engine.Entry) error {
	if isSkipped(&e) || ofRoom(&e) {
		return s.Skip(e.Seq, e.Time)
	}
	_, err := s.Step(e)
	return err
}

// concerns returns the incident that an act of people is on; ok is false for every other entry.
func concerns(e *engine.Entry) (on canon.IncidentID, ok bool) {
	switch {
	case e.Answer != nil:
		return e.Answer.Answer.Incident, true
	case e.Opinion != nil:
		return e.Opinion.On.Incident, true
	case e.Determination != nil:
		return e.Determination.On.Incident, true
	case e.Advance != nil:
		return e.Advance.On.Incident, true
	case e.Confirmation != nil:
		return e.Confirmation.Incident, true
	case e.Procedure != nil:
		thread, _, _ := threads(e.Procedure.Act)
		return thread.Incident, !thread.Incident.IsZero()
	}
	return on, false
}

// onto returns an act with another incident in the place of its own.
func onto(e engine.Entry, id canon.IncidentID) engine.Entry {
	switch {
	case e.Answer != nil:
		act := *e.Answer
		act.Answer.Incident, e.Answer = id, &act
	case e.Opinion != nil:
		act := *e.Opinion
		act.On.Incident, e.Opinion = id, &act
	case e.Determination != nil:
		act := *e.Determination
		act.On.Incident, e.Determination = id, &act
	case e.Procedure != nil:
		e.Procedure = moved(e.Procedure, id)
	case e.Advance != nil:
		act := *e.Advance
		act.On.Incident, e.Advance = id, &act
	case e.Confirmation != nil:
		act := *e.Confirmation
		act.Incident, e.Confirmation = id, &act
	}
	return e
}

// Lapse is an act of people, or an analyst's decision, that does not fit what the change leaves, and why.
type Lapse struct {
	Seq  int64        `json:"entry"`
	Time when.Instant `json:"time"`
	Why  string       `json:"why"`
}

// Outcome is what changed entries come to.
type Outcome struct {
	State *engine.State
	// Lapsed are the acts that could not be entered, in order.
	Lapsed []Lapse
	// twins are the observations of the outcome by those of the record that they come from, where the two differ; zero
	// where an observation is gone. back is the reverse.
	twins map[canon.ObservationID]canon.ObservationID
	back  map[canon.ObservationID]canon.ObservationID
	// reports are the reports of the outcome by those that they come from, likewise.
	reports map[canon.ReportID]canon.ReportID
}

// twin returns what became of an observation; ok is false where it is gone.
func (o *Outcome) twin(id canon.ObservationID) (canon.ObservationID, bool) {
	if other, changed := o.twins[id]; changed {
		return other, !other.IsZero()
	}
	return id, true
}

// origin returns the observation of the record that one of the outcome comes from.
func (o *Outcome) origin(id canon.ObservationID) canon.ObservationID {
	if other, changed := o.back[id]; changed {
		return other
	}
	return id
}

// Replay folds the record with a change. It errors with ErrChange where the change cannot be made, and says what can; an
// act of people that does not fit any more lapses, and the fold goes on.
func (r *Record) Replay(c Change, watch Watch) (*Outcome, error) {
	made, err := r.revise(c)
	if err != nil {
		return nil, err
	}
	return r.replay(made, watch)
}

func (r *Record) replay(made *revised, watch Watch) (*Outcome, error) {
	o := &Outcome{State: engine.NewState(), twins: made.twins, back: made.back, reports: made.reports}
	for i, e := range r.entries {
		if err := watch.tell(i, len(r.entries)); err != nil {
			return nil, err
		}
		e = made.entry(i, e)
		e, why := o.carry(e, r.acted[e.Seq])
		if why == "" {
			err := step(o.State, e)
			switch {
			case err == nil:
				continue
			case !errors.Is(err, engine.ErrEntry) || !mayLapse(&e):
				return nil, fmt.Errorf("%w: %w", ErrChange, err)
			}
			why = err.Error()
		}
		o.Lapsed = append(o.Lapsed, Lapse{e.Seq, e.Time, why})
		if err := step(o.State, skipped(e)); err != nil {
			return nil, err
		}
	}
	for _, e := range made.further {
		e.Seq, e.Time = o.State.Seq()+1, o.State.Now()
		if err := step(o.State, e); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrChange, err)
		}
	}
	return o, nil
}

// mayLapse tells whether an entry is something that people did on what was on record: without that it is void.
func mayLapse(e *engine.Entry) bool {
	_, act := concerns(e)
	return act || e.Link != nil || e.Rating != nil || e.Ruling != nil || e.Procedure != nil
}

// carry brings an entry that names reports, observations or an incident to what became of them. why is not empty where
// nothing did.
func (o *Outcome) carry(e engine.Entry, acted []canon.ObservationID) (_ engine.Entry, why string) {
	switch _, act := concerns(&e); {
	case act:
		return o.carryAct(e, acted)
	case e.Link != nil:
		link := *e.Link
		var okA, okB bool
		link.A, okA = o.twin(link.A)
		link.B, okB = o.twin(link.B)
		if !okA || !okB {
			return e, "what it joined or split is gone"
		}
		e.Link = &link
	case e.Rating != nil && !e.Rating.Report.IsZero():
		rating := *e.Rating
		if other, changed := o.reports[rating.Report]; changed {
			rating.Report = other
		}
		if rating.Report.IsZero() {
			rating.Credibility = ""
		}
		if rating.Credibility == "" && rating.Reliability == "" {
			return e, "the report that it rated is gone"
		}
		e.Rating = &rating
	}
	return e, ""
}

// carryAct puts an act on the incident that holds what is left of the one it was on: the first member that is left.
func (o *Outcome) carryAct(e engine.Entry, acted []canon.ObservationID) (engine.Entry, string) {
	for _, m := range acted {
		if id, ok := o.twin(m); ok {
			if inc := o.State.Holding(id); inc != nil {
				return onto(e, inc.ID), ""
			}
		}
	}
	return e, "nothing is left of the incident that it was on"
}

// docketOf is the docket of an instrument in a state, nil where there is none.
func docketOf(s *engine.State, ref string) *finding.Docket {
	i := slices.IndexFunc(s.Dockets(), func(d *finding.Docket) bool { return d.Text().Ref() == ref })
	if i < 0 {
		return nil
	}
	return s.Dockets()[i]
}
