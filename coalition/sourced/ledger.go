// SPDX-License-Identifier: Apache-2.0

package sourced

import "truce/when"

// Ledger is every record of one register in the order of entry. It only grows. The zero Ledger is empty.
type Ledger[R any] struct {
	last Stamp
	log  History[R]
}

// Rules are what a register asks of its records R.
type Rules[R any] struct {
	// Check tells what is wrong with a record by itself, and Said is its source, once nothing is.
	Check func(*R) error
	Said  func(*R) Said
	// Refers adds a fault for everything that a record speaks of and the register does not hold.
	Refers func(*Faults, *R, View)
	// Enter returns what adds a record to the books of the register. It changes nothing.
	Enter func(*R, Origin) (func(), error)
}

// Origin is the stamp and the source under which a member of a record is entered.
type Origin struct {
	Stamp Stamp
	Said  Said
}

// Entered is a member of a record as a line of a book.
func Entered[T any](o Origin, is *T) Line[T] {
	return Line[T]{Seq: o.Stamp.Seq, At: o.Stamp.At, Said: o.Said, Is: *is}
}

// Prepare looks at a record whole, by itself and against the register, and returns what enters it. It changes nothing. apply
// is called once, before anything else is prepared, or never. Each fault of a field is a *Fault; ErrOrder says that the entry is
// older than the last.
func (g *Ledger[R]) Prepare(stamp Stamp, r *R, rules Rules[R]) (apply func(), err error) {
	if err := stamp.Follow(g.last); err != nil {
		return nil, err
	}
	if err := rules.Check(r); err != nil {
		return nil, err
	}
	var f Faults
	o := Origin{stamp, rules.Said(r)}
	stamp.NotAhead(&f, o.Said)
	rules.Refers(&f, r, Known(stamp.At))
	if err := f.Err(); err != nil {
		return nil, err
	}
	enter, err := rules.Enter(r, o)
	if err != nil {
		return nil, err
	}
	kept := Entered(o, r)
	return func() {
		enter()
		g.log = append(g.log, kept)
		g.last = stamp
	}, nil
}

// Seen returns every record that was entered by the time of a view, in the order of entry, corrected ones included.
func (g *Ledger[R]) Seen(v View) []Line[R] {
	var out []Line[R]
	for _, l := range g.log {
		if l.At <= v.AsOf {
			out = append(out, l)
		}
	}
	return out
}

// Replay enters every record again, into an empty register by its prepare.
func (g *Ledger[R]) Replay(prepare func(when.Instant, int64, *R) (func(), error)) {
	for _, l := range g.log {
		apply, err := prepare(l.At, l.Seq, &l.Is)
		if err != nil {
			panic("sourced: a record that was entered is refused: " + err.Error())
		}
		apply()
	}
}
