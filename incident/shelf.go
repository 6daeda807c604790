// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"cmp"
	"math"
	"slices"

	"truce/when"
)

// sides are the sides of the cells of a shelf, in degrees x 10^7. A region stands in the cell of its south-western
// corner, among the cells that are at least as wide and high as its bounds; beyond the last, in one cell for all.
var sides = [...]int32{500_000, 4_000_000, 32_000_000, 0}

// world is the place in sides of the one cell for all, and names what follows it: the cells of names.
const (
	world = len(sides) - 1
	named = len(sides)     // regions on the ground that bear a name, by it
	bare  = len(sides) + 1 // names alone
)

// shelf holds the accounts of one bucket by cell, and by name. Nothing in it points anywhere, and an entry is found by one
// look into the slots. A cold shelf has no slots: its entries are in the order of their keys.
type shelf struct {
	bucket  int64
	start   when.Instant
	unit    when.Duration
	ends    when.Instant // when the last of its accounts ends
	entries []entry
	slots   []slot // a power of two of them, a third of which are free at least
	used    int
	held    [bare + 1]int32 // entries of each kind
	high    [world]int32    // the largest bounds of each
	wide    [world]int32
}

// entry is one account under one key. The bounds of a name are its number: no region meets it by chance.
type entry struct {
	south, north, west, east int32
	from, to                 int32 // in units from the start, rounded outward
	number                   int32
	next                     uint32 // one more than the place of the next entry of the key; in a cold shelf, the key
}

// slot holds one more than the place of the last entry of a key; zero where it is free.
type slot struct{ key, head uint32 }

func newShelf(bucket int64, span int) *shelf {
	return &shelf{bucket: bucket, start: startOf(bucket, span), unit: spans[span].unit, ends: math.MinInt64, slots: make([]slot, 4)}
}

// put adds an account: by its cell if it is on the ground, and by its name.
func (s *shelf) put(e *extent, number int32) {
	s.ends = max(s.ends, e.time.To)
	n := entry{number: number, from: s.units(e.time.From), to: s.units(e.time.To + when.Instant(s.unit) - 1)}
	if e.ground {
		n.south, n.north, n.west, n.east = e.low.Lat, e.high.Lat, e.low.Lon, e.high.Lon
		side, key := cellOf(&n)
		if side < world {
			s.high[side] = max(s.high[side], n.north-n.south)
			s.wide[side] = max(s.wide[side], n.east-n.west)
		}
		s.add(n, side, key)
	}
	if e.name != "" {
		kind := bare
		if e.ground {
			kind = named
		}
		name := nameKey(e.name)
		n.south, n.north, n.west, n.east = math.MaxInt32, math.MinInt32, int32(name), int32(name)
		s.add(n, kind, keyOfName(kind, name))
	}
}

// units counts time from the start of the bucket, rounded down, as far as that can be counted.
func (s *shelf) units(t when.Instant) int32 {
	n := int64(t-s.start) / int64(s.unit)
	if t < s.start && int64(t-s.start)%int64(s.unit) != 0 {
		n--
	}
	return int32(min(math.MaxInt32, max(math.MinInt32, n)))
}

// cellOf returns the place in sides and the key of the cell in which a region stands.
func cellOf(n *entry) (side int, key uint32) {
	high, wide := int64(n.north)-int64(n.south), int64(n.east)-int64(n.west)
	for side < world && (high > int64(sides[side]) || wide > int64(sides[side])) {
		side++
	}
	if side == world {
		return world, keyOfCell(world, 0, 0)
	}
	return side, keyOfCell(side, rowOf(int64(n.south), side), rowOf(int64(n.west), side))
}

// rowOf counts rows or columns from beyond the south pole and the antimeridian, so that it rounds down.
func rowOf(e7 int64, side int) int64 { return (e7 + 4_000_000_000) / int64(sides[side]) }

func keyOfCell(side int, row, column int64) uint32 {
	return mixed(uint64(side)<<60 ^ uint64(row)<<30 ^ uint64(column))
}

func keyOfName(kind int, name uint64) uint32 { return mixed(name + uint64(kind)) }

// mixed spreads keys over 32 bits (the finalizer of splitmix64).
func mixed(h uint64) uint32 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return uint32(h >> 32)
}

func (s *shelf) add(n entry, kind int, key uint32) {
	if 3*s.used >= 2*len(s.slots) {
		s.grow()
	}
	at := s.slot(key)
	if at.head == 0 {
		at.key = key
		s.used++
	}
	n.next = at.head
	s.entries = append(s.entries, n)
	at.head = uint32(len(s.entries))
	s.held[kind]++
}

// slot returns the slot of a key, or the free one where it belongs.
func (s *shelf) slot(key uint32) *slot {
	mask := uint32(len(s.slots) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		if at := &s.slots[i]; at.head == 0 || at.key == key {
			return at
		}
	}
}

func (s *shelf) grow() {
	old := s.slots
	s.slots = make([]slot, 2*len(old))
	for _, o := range old {
		if o.head != 0 {
			*s.slot(o.key) = o
		}
	}
}

// ask adds to what a query found the accounts that may share a time and a place with it. Where two cells happen to
// have one key, an account is found twice.
func (s *shelf) ask(q *query) {
	w := window{from: s.units(q.time.From), to: s.units(q.time.To)}
	if q.ground {
		s.askGround(q, w)
	} else if s.held[named] > 0 {
		s.askName(q, named, w)
	}
	if q.bears && s.held[bare] > 0 {
		s.askName(q, bare, w)
	}
}

// window is a time in the units of a shelf.
type window struct{ from, to int32 }

func (s *shelf) askGround(q *query, w window) {
	w0 := entry{south: q.low.Lat, north: q.high.Lat, west: q.low.Lon, east: q.high.Lon, from: w.from, to: w.to}
	cells := int64(0)
	var rows, columns [world][2]int64
	for side := range world {
		if s.held[side] == 0 {
			continue
		}
		rows[side] = [2]int64{rowOf(int64(w0.south)-int64(s.high[side]), side), rowOf(int64(w0.north), side)}
		columns[side] = [2]int64{rowOf(int64(w0.west)-int64(s.wide[side]), side), rowOf(int64(w0.east), side)}
		cells += (rows[side][1] - rows[side][0] + 1) * (columns[side][1] - columns[side][0] + 1)
	}
	if cells > int64(len(s.entries)) {
		for i := range s.entries {
			if w0.meets(&s.entries[i]) {
				q.found = append(q.found, s.entries[i].number)
			}
		}
		return
	}
	for side := range world {
		if s.held[side] == 0 {
			continue
		}
		for row := rows[side][0]; row <= rows[side][1]; row++ {
			for column := columns[side][0]; column <= columns[side][1]; column++ {
				s.look(keyOfCell(side, row, column), &w0, q)
			}
		}
	}
	if s.held[world] > 0 {
		s.look(keyOfCell(world, 0, 0), &w0, q)
	}
}

// askName looks for what bears a name or what may share the number of it: names are compared in full later.
func (s *shelf) askName(q *query, kind int, w window) {
	probe := entry{south: math.MinInt32, north: math.MaxInt32, west: int32(q.name), east: int32(q.name), from: w.from, to: w.to}
	s.look(keyOfName(kind, q.name), &probe, q)
}

// meets tells whether an entry may share a time and a place with what is asked for.
func (n *entry) meets(o *entry) bool {
	return n.from <= o.to && o.from <= n.to && n.south <= o.north && o.south <= n.north && n.west <= o.east && o.west <= n.east
}

// look visits the entries of a key.
func (s *shelf) look(key uint32, probe *entry, q *query) {
	if s.slots == nil {
		i, _ := slices.BinarySearchFunc(s.entries, key, func(n entry, key uint32) int { return cmp.Compare(n.next, key) })
		for ; i < len(s.entries) && s.entries[i].next == key; i++ {
			if probe.meets(&s.entries[i]) {
				q.found = append(q.found, s.entries[i].number)
			}
		}
		return
	}
	for at := s.slot(key).head; at != 0; {
		n := &s.entries[at-1]
		if probe.meets(n) {
			q.found = append(q.found, n.number)
		}
		at = n.next
	}
}

// cooled returns the shelf without slots, and lets go of the room for more.
func (s *shelf) cooled() *shelf {
	c := *s
	c.entries, c.slots, c.used = slices.Clip(slices.Clone(s.entries)), nil, 0
	for _, at := range s.slots {
		for i := at.head; i != 0; {
			n := &c.entries[i-1]
			i, n.next = n.next, at.key
		}
	}
	c.sort()
	return &c
}

// with returns one cold shelf of two of a bucket.
func (s *shelf) with(o *shelf) *shelf {
	c := *s
	c.ends = max(s.ends, o.ends)
	c.entries = slices.Concat(s.entries, o.entries)
	for i := range c.held {
		c.held[i] += o.held[i]
	}
	for i := range world {
		c.high[i], c.wide[i] = max(c.high[i], o.high[i]), max(c.wide[i], o.wide[i])
	}
	c.sort()
	return &c
}

func (s *shelf) sort() {
	slices.SortFunc(s.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.next, b.next), cmp.Compare(a.number, b.number))
	})
}
