// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"fmt"

	"truce/coalition/sourced"
	"truce/when"
)

// The keys of the books: what one history is about.
type (
	delegationKey struct {
		meeting, who sourced.Name
		stage        Stage
	}
	personKey struct {
		meeting, who sourced.Name
		name         string
		stage        Stage
	}
	partKey struct{ meeting, id sourced.Name }
)

// Register is what has been said of meetings. It only grows, and every question to it is asked as of a time.
type Register struct {
	log sourced.Ledger[Record]

	meetings    sourced.Book[sourced.Name, Meeting]
	delegations sourced.Book[delegationKey, Delegation]
	persons     sourced.Book[personKey, Person]
	counts      sourced.Book[partKey, Count]
	readouts    sourced.Book[partKey, Readout]
	conclusions sourced.Book[partKey, Conclusion]
	decisions   sourced.Book[sourced.Name, Decision]
	actions     sourced.Book[sourced.Name, Action]
}

// New returns an empty register.
func New() *Register { return &Register{} }

// Prepare looks at a record whole, by itself and against the register, and returns what enters it. It changes nothing. apply
// is called once, before anything else is prepared, or never. Each fault of a field is a *sourced.Fault; ErrOrder of package
// sourced says that the entry is older than the last.
func (g *Register) Prepare(at when.Instant, seq int64, r *Record) (apply func(), err error) {
	return g.log.Prepare(sourced.Stamp{At: at, Seq: seq}, r, sourced.Rules[Record]{
		Check: (*Record).Check, Said: (*Record).Said, Refers: g.refers, Enter: g.enter,
	})
}

func (g *Register) enter(r *Record, o sourced.Origin) (func(), error) {
	switch {
	case r.Meeting != nil:
		return g.meetings.Prepare(r.Meeting.ID, sourced.Entered(o, r.Meeting))
	case r.Delegation != nil:
		d := r.Delegation
		return g.delegations.Prepare(delegationKey{d.Meeting, d.Who, d.Stage}, sourced.Entered(o, d))
	case r.Person != nil:
		p := r.Person
		return g.persons.Prepare(personKey{p.Meeting, p.Who, p.Name, p.Stage}, sourced.Entered(o, p))
	case r.Count != nil:
		return g.counts.Prepare(partKey{r.Count.Meeting, r.Count.ID}, sourced.Entered(o, r.Count))
	case r.Readout != nil:
		return g.readouts.Prepare(partKey{r.Readout.Meeting, r.Readout.Side}, sourced.Entered(o, r.Readout))
	case r.Conclusion != nil:
		return g.conclusions.Prepare(partKey{r.Conclusion.Meeting, r.Conclusion.ID}, sourced.Entered(o, r.Conclusion))
	case r.Decision != nil:
		return g.decisions.Prepare(r.Decision.ID, sourced.Entered(o, r.Decision))
	default:
		return g.actions.Prepare(r.Action.ID, sourced.Entered(o, r.Action))
	}
}

// refers adds a fault for everything that the record speaks of and the register does not hold, and for a stage that the day of
// the statement does not allow.
func (g *Register) refers(f *sourced.Faults, r *Record, v sourced.View) {
	var of sourced.Name
	var stage Stage
	switch {
	case r.Meeting != nil:
		if p := r.Meeting.Prepares; p != "" {
			if _, ok := g.meetings.Last(p, v); !ok {
				f.Add("prepares", fmt.Errorf("no meeting %s is on record; enter it first", p))
			}
		}
		return
	case r.Delegation != nil:
		of, stage = r.Delegation.Meeting, r.Delegation.Stage
	case r.Person != nil:
		of, stage = r.Person.Meeting, r.Person.Stage
	case r.Count != nil:
		of, stage = r.Count.Meeting, r.Count.Stage
	case r.Readout != nil:
		of = r.Readout.Meeting
	case r.Conclusion != nil:
		of = r.Conclusion.Meeting
	case r.Decision != nil:
		of = r.Decision.Meeting
	case r.Action != nil:
		of = r.Action.Meeting
		if d := r.Action.Decision; d != "" {
			if _, ok := g.decisions.Last(d, v); !ok {
				f.Add("decision", fmt.Errorf("no decision %s is on record; enter it first", d))
			}
		}
	}
	m, ok := g.meetings.Last(of, v)
	if !ok {
		f.Add("meeting", fmt.Errorf("no meeting %s is on record; enter it first", of))
		return
	}
	if (stage == Present || stage == Absent) && r.Said().On.Compare(m.Is.First) < 0 {
		f.Add("stage", fmt.Errorf("%s before the meeting, which is on %s; say expected or confirmed", stage, m.Is.First))
	}
}

// Log returns every record that a view sees, in the order of entry, corrected ones included: what an export holds.
func (g *Register) Log(v sourced.View) []sourced.Line[Record] {
	return g.log.Seen(v)
}

// Clone returns a register that holds the same, on which records can be tried before any of them is entered.
func (g *Register) Clone() *Register {
	out := New()
	g.log.Replay(out.Prepare)
	return out
}
