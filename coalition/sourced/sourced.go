// SPDX-License-Identifier: Apache-2.0

// Package sourced turns dated statements, each with who made it, into what stood on record as of a time. The registers of the
// coalition share it: none of them holds a state of affairs that nobody said, and none forgets what was said before.
package sourced

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"truce/when"
)

// Name is what a register knows a state, an organisation, a person or a thing by: letters, digits, and "-", "." and "_" between
// them, at most 64. Two names are the same only if they are written the same.
type Name string

// Grade says how a source may be held to what it said.
type Grade string

// The grades of a source. A figure that only the press or an unnamed speaker gives is printed as reported.
const (
	Official  Grade = "official"
	Attested  Grade = "named"
	Anonymous Grade = "anonymous"
	Reported  Grade = "reported"
)

// Grades returns the closed list.
func Grades() []Grade { return []Grade{Official, Attested, Anonymous, Reported} }

// Said is who said something, when and where it can be read. Every record of a register has one.
type Said struct {
	// By is who said it, in words: "Office of the President of ...", "two diplomats".
	By string `json:"by"`
	// On is the day on which it was said; of several statements on one thing the one said last is the one that stands.
	On when.Date `json:"on"`
	// In is where it can be read: a document, an address, the ID of a statement.
	In    string `json:"in,omitempty"`
	Grade Grade  `json:"grade"`
	// Corrects is the number of the entry that this one takes the place of, because that one was wrong from the beginning;
	// 0 where things moved on.
	Corrects int64 `json:"corrects,omitempty"`
	// Void says that nothing takes the place of what is corrected: it should not have been entered.
	Void bool `json:"void,omitempty"`
}

// OnlyReported tells whether nobody who can be named or held to it said it, so that it is printed as reported.
func (s Said) OnlyReported() bool { return s.Grade == Anonymous || s.Grade == Reported }

// Check adds what is wrong with the source.
func (s Said) Check(f *Faults) {
	f.Need("by", s.By, maxLine)
	f.Day("on", s.On)
	f.Text("in", s.In, maxLine)
	f.Word("grade", string(s.Grade), words(Grades()))
	f.Within("corrects", s.Corrects, MaxNumber)
	if s.Void && s.Corrects == 0 {
		f.Add("void", errors.New("says that nothing takes the place of another entry; name that entry in corrects"))
	}
}

// View is who asks, and as of when.
type View struct {
	// Reader is the state that asks, empty for nobody in particular. What is restricted is shown to nobody in particular.
	Reader Name
	// AsOf is known as of: what was entered later is not seen. It is journal time.
	AsOf when.Instant
	// Day leaves out what was said after it; the zero Date leaves out nothing.
	Day when.Date
}

// Known asks what was on record at an instant, for nobody in particular.
func Known(at when.Instant) View { return View{AsOf: at} }

// For is the view with a reader.
func (v View) For(reader Name) View {
	v.Reader = reader
	return v
}

// Line is one statement on record.
type Line[T any] struct {
	// Seq and At are the number and the journal time of its entry.
	Seq  int64        `json:"seq"`
	At   when.Instant `json:"at"`
	Said Said         `json:"said"`
	Is   T            `json:"is"`
}

// History is every statement on one thing, in the order of entry. It only grows.
type History[T any] []Line[T]

// Standing returns the statements that a view sees and no correction that it sees took the place of, the one said last at the
// end; what was said on one day stands in the order of entry.
func (h History[T]) Standing(v View) []Line[T] {
	var out []Line[T]
	wrong := map[int64]bool{}
	for _, l := range h {
		if l.At <= v.AsOf && l.Said.Corrects != 0 {
			wrong[l.Said.Corrects] = true
		}
	}
	for _, l := range h {
		if l.At <= v.AsOf && !wrong[l.Seq] && !l.Said.Void && (v.Day.IsZero() || l.Said.On.Compare(v.Day) <= 0) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Line[T]) int {
		return cmp.Or(a.Said.On.Compare(b.Said.On), cmp.Compare(a.Seq, b.Seq))
	})
	return out
}

// Last returns the statement that stands: the one said last. ok is false where the view sees none.
func (h History[T]) Last(v View) (last Line[T], ok bool) {
	all := h.Standing(v)
	if len(all) == 0 {
		return last, false
	}
	return all[len(all)-1], true
}

// Revision counts the entries that a view's time has seen, corrections and what they took the place of among them, and says when the
// last of them was made: it rises with every change, whatever it was.
func (h History[T]) Revision(v View) (n int, last when.Instant) {
	for _, l := range h {
		if l.At <= v.AsOf {
			n, last = n+1, l.At
		}
	}
	return n, last
}

// Has tells whether an entry of that number is in the history.
func (h History[T]) Has(seq int64) bool {
	_, ok := slices.BinarySearchFunc(h, seq, func(l Line[T], seq int64) int { return cmp.Compare(l.Seq, seq) })
	return ok
}

// Book is the histories of many things by their keys.
type Book[K comparable, T any] struct {
	of   map[K]History[T]
	keys []K // in the order of first entry
}

// Of returns the history of a thing, nil where nothing was said of it.
func (b *Book[K, T]) Of(key K) History[T] { return b.of[key] }

// Keys returns every key, in the order in which they were first entered. The caller does not change it.
func (b *Book[K, T]) Keys() []K { return b.keys }

// Last returns the statement on a thing that stands in a view.
func (b *Book[K, T]) Last(key K, v View) (Line[T], bool) { return b.of[key].Last(v) }

// All returns what stands in a view, a line for each thing of which anything does, in the order of first entry.
func (b *Book[K, T]) All(v View) []Line[T] {
	var out []Line[T]
	for _, k := range b.keys {
		if l, ok := b.of[k].Last(v); ok {
			out = append(out, l)
		}
	}
	return out
}

// Prepare looks whether a line may be added to the history of a thing and returns what adds it. Its error says that the line
// corrects an entry that is not of this thing.
func (b *Book[K, T]) Prepare(key K, l Line[T]) (apply func(), err error) {
	if c := l.Said.Corrects; c != 0 && (c >= l.Seq || !b.of[key].Has(c)) {
		return nil, &Fault{"corrects", fmt.Errorf("entry %d says nothing of this, so it cannot be corrected here; name an earlier entry on the same thing", c)}
	}
	return func() {
		if b.of == nil {
			b.of = map[K]History[T]{}
		}
		if _, ok := b.of[key]; !ok {
			b.keys = append(b.keys, key)
		}
		b.of[key] = append(b.of[key], l)
	}, nil
}

// Stamp is the number and the journal time of an entry.
type Stamp struct {
	At  when.Instant
	Seq int64
}

// ErrOrder says that an entry is older than one on record; the caller enters it at the present journal time.
var ErrOrder = errors.New("journal time and numbers do not go back")

// Follow returns an error unless an entry may come after the last one: journal time never decreases. Several records of
// one entry share its number.
func (s Stamp) Follow(last Stamp) error {
	if s.At < last.At || s.Seq < last.Seq || s.Seq < 1 {
		return fmt.Errorf("entry %d at %s after entry %d at %s: %w", s.Seq, s.At, last.Seq, last.At, ErrOrder)
	}
	return nil
}

// NotAhead adds a fault if something was said after the entry was made. A day is left for the zones of the earth.
func (s Stamp) NotAhead(f *Faults, said Said) {
	if said.On.Check() == nil && when.Date.Compare(said.On, dayOf(s.At).Add(1)) > 0 {
		f.Add("on", fmt.Errorf("%s is after the entry itself, which is of %s; enter it when it has been said", said.On, dayOf(s.At)))
	}
}

// dayOf is the day of an instant in UTC, the first or last one that there is for what lies beyond.
func dayOf(t when.Instant) when.Date {
	t = min(max(t, when.MinInstant), when.MaxInstant)
	days := int64(t) / int64(when.Day)
	if int64(t)%int64(when.Day) < 0 {
		days--
	}
	return when.Date{Year: 1970, Month: 1, Day: 1}.Add(int(days))
}

// DayOf is the day of an instant in UTC.
func DayOf(t when.Instant) when.Date { return dayOf(t) }
