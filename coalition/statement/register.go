// SPDX-License-Identifier: Apache-2.0

package statement

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"truce/coalition/sourced"
	"truce/when"
)

// Register holds what was entered, in the order of entry. It forgets nothing: a fact that another takes the place of is seen
// as of before.
type Register struct {
	sources []entered[Source]
	facts   []entered[Fact]

	known    map[sourced.Name]int // facts by their IDs
	replaced map[sourced.Name]int // facts by what they took the place of
}

type entered[T any] struct {
	seq int64
	at  when.Instant
	is  T
}

// New returns an empty register.
func New() *Register {
	return &Register{known: map[sourced.Name]int{}, replaced: map[sourced.Name]int{}}
}

// Prepare looks at a record whole, and returns what puts it on record. It changes nothing itself. Each fault of a field is a
// *sourced.Fault.
func (g *Register) Prepare(at when.Instant, seq int64, r *Record) (apply func(), err error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	if r.Source != nil {
		s := *r.Source
		for _, old := range g.sources {
			switch {
			case old.is.ID == s.ID:
				return nil, fault("id", "the source %s is on record by entry %d", s.ID, old.seq)
			case old.is.Digest == s.Digest:
				return nil, fault("digest", "the same text is on record as %s, by entry %d", old.is.ID, old.seq)
			}
		}
		return func() { g.sources = append(g.sources, entered[Source]{seq, at, s}) }, nil
	}
	x := *r.Fact
	if err := g.fits(&x, at); err != nil {
		return nil, err
	}
	return func() {
		g.known[x.ID] = len(g.facts)
		if x.Replaces != "" {
			g.replaced[x.Replaces] = len(g.facts)
		}
		g.facts = append(g.facts, entered[Fact]{seq, at, x})
	}, nil
}

// fits tells what keeps a fact off the record.
func (g *Register) fits(x *Fact, at when.Instant) error {
	i := slices.IndexFunc(g.sources, func(s entered[Source]) bool { return s.is.ID == x.Source })
	if i < 0 {
		return fault("source", "no source %.70q is on record; enter the source first", x.Source)
	}
	source := g.sources[i].is
	switch {
	case x.At.Offset+x.At.Length > source.Bytes || x.At.RuneOffset+x.At.RuneLength > source.Runes:
		return fault("at", "it ends beyond the text of %s, which has %d bytes and %d letters", source.ID, source.Bytes, source.Runes)
	case x.Said.From > at:
		return fault("said", "%s is after its entry", x.Said.From)
	}
	if old := g.fact(x.ID); old != nil {
		return fault("id", "the fact %s is on record by entry %d", x.ID, old.seq)
	}
	if x.Replaces == "" {
		return nil
	}
	old := g.fact(x.Replaces)
	if old == nil {
		return fault("replaces", "no fact %.70q is on record", x.Replaces)
	}
	if i, ok := g.replaced[x.Replaces]; ok {
		return fault("replaces", "%s took the place of %s by entry %d", g.facts[i].is.ID, x.Replaces, g.facts[i].seq)
	}
	if old.is.Source != x.Source {
		return fault("replaces", "%s is of the source %s; what another source says does not take its place", x.Replaces, old.is.Source)
	}
	return nil
}

func fault(field, format string, args ...any) error {
	return &sourced.Fault{Field: field, Err: fmt.Errorf(format, args...)}
}

func (g *Register) fact(id sourced.Name) *entered[Fact] {
	i, ok := g.known[id]
	if !ok {
		return nil
	}
	return &g.facts[i]
}

// Entry is a fact on record with its entry.
type Entry struct {
	Seq  int64        `json:"seq"`
	At   when.Instant `json:"at"`
	Fact Fact         `json:"fact"`
}

// Sources returns the sources on record as of a time, in the order of entry.
func (g *Register) Sources(asOf when.Instant) []Source {
	var out []Source
	for _, s := range g.sources {
		if s.at <= asOf {
			out = append(out, s.is)
		}
	}
	return out
}

// Source returns a source on record as of a time.
func (g *Register) Source(id sourced.Name, asOf when.Instant) (Source, bool) {
	for _, s := range g.Sources(asOf) {
		if s.ID == id {
			return s, true
		}
	}
	return Source{}, false
}

// Facts returns the facts on record as of a time, in the order of entry, without those whose place another has taken by then.
func (g *Register) Facts(asOf when.Instant) []Entry {
	replaced := map[sourced.Name]bool{}
	for _, f := range g.facts {
		if f.at <= asOf && f.is.Replaces != "" {
			replaced[f.is.Replaces] = true
		}
	}
	var out []Entry
	for _, f := range g.facts {
		if f.at <= asOf && !replaced[f.is.ID] {
			out = append(out, Entry{f.seq, f.at, f.is})
		}
	}
	return out
}

// About returns the facts on record as of a time that are about a matter, or said for it.
func (g *Register) About(what sourced.Name, asOf when.Instant) []Entry {
	return slices.DeleteFunc(g.Facts(asOf), func(e Entry) bool {
		return e.Fact.For != what && !slices.Contains(e.Fact.About, what)
	})
}

// Fact returns a fact by its ID, whether or not another took its place, with the ID of that other.
func (g *Register) Fact(id sourced.Name, asOf when.Instant) (e Entry, replacedBy sourced.Name, ok bool) {
	for _, f := range g.facts {
		switch {
		case f.at > asOf:
		case f.is.ID == id:
			e, ok = Entry{f.seq, f.at, f.is}, true
		case f.is.Replaces == id:
			replacedBy = f.is.ID
		}
	}
	return e, replacedBy, ok
}

// Log returns every record that a view sees, in the order of entry, those whose place another took included: what an export
// holds. The records of this register have no source but their own.
func (g *Register) Log(v sourced.View) []sourced.Line[Record] {
	var out []sourced.Line[Record]
	for _, s := range g.sources {
		if s.at <= v.AsOf {
			out = append(out, sourced.Line[Record]{Seq: s.seq, At: s.at, Is: Record{Source: &s.is}})
		}
	}
	for _, f := range g.facts {
		if f.at <= v.AsOf {
			out = append(out, sourced.Line[Record]{Seq: f.seq, At: f.at, Is: Record{Fact: &f.is}})
		}
	}
	slices.SortStableFunc(out, func(a, b sourced.Line[Record]) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

// Clone returns a register that holds the same, on which records can be tried before any of them is entered.
func (g *Register) Clone() *Register {
	return &Register{
		sources: slices.Clone(g.sources), facts: slices.Clone(g.facts), known: maps.Clone(g.known), replaced: maps.Clone(g.replaced),
	}
}
