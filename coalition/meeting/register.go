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
	last sourced.Stamp
	log  sourced.History[Record]

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
	stamp := sourced.Stamp{At: at, Seq: seq}
	if err := stamp.Follow(g.last); err != nil {
		return nil, err
	}
	if err := r.Check(); err != nil {
		return nil, err
	}
	var f sourced.Faults
	said := r.Said()
	stamp.NotAhead(&f, said)
	g.refers(&f, r, sourced.Known(at))
	if err := f.Err(); err != nil {
		return nil, err
	}
	enter, err := g.enter(r, line{stamp, said})
	if err != nil {
		return nil, err
	}
	kept := sourced.Line[Record]{Seq: seq, At: at, Said: said, Is: *r}
	return func() {
		enter()
		g.log = append(g.log, kept)
		g.last = stamp
	}, nil
}

// line is the stamp and source under which a member of a record is entered.
type line struct {
	stamp sourced.Stamp
	said  sourced.Said
}

func entered[T any](l line, is *T) sourced.Line[T] {
	return sourced.Line[T]{Seq: l.stamp.Seq, At: l.stamp.At, Said: l.said, Is: *is}
}

func (g *Register) enter(r *Record, l line) (func(), error) {
	switch {
	case r.Meeting != nil:
		return g.meetings.Prepare(r.Meeting.ID, entered(l, r.Meeting))
	case r.Delegation != nil:
		d := r.Delegation
		return g.delegations.Prepare(delegationKey{d.Meeting, d.Who, d.Stage}, entered(l, d))
	case r.Person != nil:
		p := r.Person
		return g.persons.Prepare(personKey{p.Meeting, p.Who, p.Name, p.Stage}, entered(l, p))
	case r.Count != nil:
		return g.counts.Prepare(partKey{r.Count.Meeting, r.Count.ID}, entered(l, r.Count))
	case r.Readout != nil:
		return g.readouts.Prepare(partKey{r.Readout.Meeting, r.Readout.Side}, entered(l, r.Readout))
	case r.Conclusion != nil:
		return g.conclusions.Prepare(partKey{r.Conclusion.Meeting, r.Conclusion.ID}, entered(l, r.Conclusion))
	case r.Decision != nil:
		return g.decisions.Prepare(r.Decision.ID, entered(l, r.Decision))
	default:
		return g.actions.Prepare(r.Action.ID, entered(l, r.Action))
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
	var out []sourced.Line[Record]
	for _, l := range g.log {
		if l.At <= v.AsOf {
			out = append(out, l)
		}
	}
	return out
}

// Clone returns a register that holds the same, on which records can be tried before any of them is entered.
func (g *Register) Clone() *Register {
	out := New()
	for _, l := range g.log {
		apply, err := out.Prepare(l.At, l.Seq, &l.Is)
		if err != nil {
			panic("meeting: a record that was entered is refused: " + err.Error())
		}
		apply()
	}
	return out
}
