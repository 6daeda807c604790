// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"truce/agreement"
	"truce/canon"
	"truce/coverage"
	"truce/keyring"
	"truce/observation"
	"truce/watch"
	"truce/when"
)

// Room returns the operations room: who is on, what is open, who was called. Nobody but the fold changes it.
func (s *State) Room() *watch.Room { return &s.room }

// inRoom prepares an act of the operations room. The room checks what it can tell; whether what the act names is on record, and
// who signed a handover, is checked here. A clock that had run out before the entry that sets it runs out at once.
func (s *State) inRoom(e *Entry) (deed, error) {
	var do func()
	var err error
	var refs []watch.Ref
	after := func() {}
	switch {
	case e.Duty != nil:
		refs = e.Duty.Refs()
		do, err = s.room.Duty(e.Duty, e.Time)
		if err == nil {
			err = s.oneSpelling(e.Duty)
		}
		if err == nil && e.Duty.Handover != nil {
			after, err = s.signedHandover(e.Duty)
		}
		if err == nil && e.Duty.Flash != nil {
			err = s.checkFlash(e.Duty.Flash)
		}
	case e.Patrol != nil:
		p := *e.Patrol
		if p.Order != nil {
			order := *p.Order
			order.Source = observation.Root(order.Source)
			p.Order = &order
		}
		refs = p.Refs()
		do, err = s.room.Patrol(&p, e.Time)
	case e.Notice != nil:
		do, err = s.room.Notice(e.Notice, e.Time)
	default:
		m := *e.Mode
		m.Stay = make([]string, len(e.Mode.Stay))
		for i, source := range e.Mode.Stay {
			m.Stay[i] = observation.Root(source)
		}
		do, err = s.room.SetMode(&m, e.Time)
	}
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		if e.Duty != nil && e.Duty.Ack != nil && s.room.Heard(ref) {
			continue
		}
		if err := s.onRecord(ref); err != nil {
			return nil, err
		}
	}
	return func() []Effect {
		do()
		after()
		return s.ranOut(e.Time)
	}, nil
}

// onRecord returns an error unless what an act names outside the room is on record.
func (s *State) onRecord(ref watch.Ref) error {
	switch {
	case !ref.Report.IsZero() && !s.reports[ref.Report]:
		return fmt.Errorf("there is no report %s", ref.Report)
	case !ref.Incident.IsZero() && s.joiner.Get(ref.Incident) == nil:
		return fmt.Errorf("there is no incident %s", ref.Incident)
	case ref.IsFinding():
		d, err := s.docket(ref.Agreement)
		if err != nil {
			return err
		}
		if d.Current(ref.Incident, agreement.TermID(ref.Term)) == nil {
			return fmt.Errorf("there is no finding on %s under %.80q", ref.Incident, ref.Term)
		}
	}
	return nil
}

// ranOut lets the clocks of the room up to an instant run out.
func (s *State) ranOut(at when.Instant) []Effect {
	var out []Effect
	for _, d := range s.room.Fire(at) {
		out = append(out, Effect{Due: &d})
	}
	return out
}

// overheard tells the room of new versions of findings, and returns the effects.
func (s *State) overheard(effects []Effect, at when.Instant) []Effect {
	for _, e := range effects {
		if f := e.Finding; f != nil {
			s.room.Hear(watch.Ref{
				Incident: f.Released.Incident, Agreement: f.Released.Agreement, Term: string(f.Released.Term),
			}, at)
		}
	}
	return effects
}

// OwedGaps returns the gaps that follow from the operations room as of now and are not on record as entries of their own.
func (s *State) OwedGaps() []watch.Owed { return s.room.Gaps(s.now, s.coverage.Sources()) }

func (s *State) owedGaps() []coverage.Gap {
	var out []coverage.Gap
	for _, o := range s.OwedGaps() {
		out = append(out, o.Gap)
	}
	return out
}

// dutyKey returns the key by which an officer signs now, nil where none is on record for the name. A key that was
// rotated is followed to the one in its place; one that is revoked and not replaced signs nothing, and the error says so.
func (s *State) dutyKey(officer string) (note.Verifier, error) {
	last, ok := s.ring.Last(s.dutyName(officer))
	switch {
	case !ok:
		return nil, nil
	case last.Ended != "":
		return nil, fmt.Errorf("the key %q of %s is revoked: enrol another in its place", last.Key.Name, officer)
	}
	return keyring.NoteVerifier(last.Key.Text)
}

// dutyName is the name under which a key for the watch is on record for an officer: as it is written, or else as any name that
// looks like it. Another spelling of a name is no way around its key.
func (s *State) dutyName(officer string) string {
	found := ""
	for _, e := range s.ring.All() {
		if e.Key.Use != keyring.ForDuty || observation.Root(e.Key.Name) != observation.Root(officer) {
			continue
		}
		if found == "" || e.Key.Name == officer {
			found = e.Key.Name
		}
	}
	return found
}

// oneSpelling refuses an officer who is on under another spelling of the name, and a handover to oneself under another.
func (s *State) oneSpelling(d *watch.Duty) error {
	if h := d.Handover; h != nil && observation.Root(h.In) == observation.Root(d.By) {
		return fmt.Errorf("%s and %s are one name: nobody hands over to themselves", d.By, h.In)
	}
	for _, o := range s.room.OnDuty() {
		for _, name := range []string{d.By, d.Incoming()} {
			if name != "" && name != o.Name && observation.Root(name) == observation.Root(o.Name) {
				return fmt.Errorf("%s is on as %q: write the name as it was written then", name, o.Name)
			}
		}
	}
	return nil
}

// signedHandover checks the signatures of a handover: whoever has a key on record signs with it, and who has none is named.
func (s *State) signedHandover(d *watch.Duty) (after func(), err error) {
	var signed [2]bool
	for i, officer := range []string{d.By, d.Handover.In} {
		key, err := s.dutyKey(officer)
		if err != nil {
			return nil, err
		}
		if key == nil {
			continue
		}
		if err := d.Handover.SignedBy(d.By, key); err != nil {
			return nil, err
		}
		signed[i] = true
	}
	if d.Handover.Note != "" && signed == [2]bool{} {
		return nil, errors.New("it is signed, and neither officer has a key on record for the watch")
	}
	return func() { s.room.Sign(signed[0], signed[1]) }, nil
}

// checkFlash compares the status that a flash report carries with that of what it is about, and refuses a party that is named
// beyond the words of attribution.
func (s *State) checkFlash(f *watch.Flash) error {
	words, exercise, status := "", s.isExercise(f.About.Incident), "recorded"
	if f.About.IsFinding() {
		d, err := s.docket(f.About.Agreement)
		if err != nil {
			return err
		}
		found := d.Current(f.About.Incident, agreement.TermID(f.About.Term))
		if found == nil {
			return fmt.Errorf("there is no finding on %s under %.80q", f.About.Incident, f.About.Term)
		}
		words, status = found.Released.Attribution.Words, string(found.Released.Status)
	}
	switch {
	case f.Status != status:
		return fmt.Errorf("status %.40q: it is %s", f.Status, status)
	case f.Exercise != exercise:
		return fmt.Errorf("exercise %t: it is %t", f.Exercise, exercise)
	}
	for _, d := range s.dockets {
		for _, p := range d.Text().Agreement().Parties {
			for _, line := range []string{f.What, f.HowKnown, f.NotKnown} {
				if watch.NamesBeyond(line, p.Name, words) {
					return fmt.Errorf("a line names %s: a flash report names no party but in the words of attribution, %q", p.Name, words)
				}
			}
		}
	}
	return nil
}

func (s *State) isExercise(id canon.IncidentID) bool {
	inc := s.joiner.Get(id)
	return inc != nil && inc.Exercise
}
