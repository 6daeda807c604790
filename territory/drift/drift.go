// SPDX-License-Identifier: Apache-2.0

// Package drift turns an agreed line and the markers that stand for it on the ground into how far each marker stands from the line and
// on which side, and into the ground between the line and the marked one, each with its uncertainty, by sector. A marker that stands off
// the line is a fact about the marker: who moved it, and why, is not told here.
package drift

import (
	"cmp"
	"fmt"
	"slices"

	"truce/place"
)

// Marker is a thing on the ground that marks a line, and how well it is known where it stands.
type Marker struct {
	Name string       `json:"name"`
	At   place.Circle `json:"at"`
}

// Sector is a stretch of the line, by lengths from its beginning.
type Sector struct {
	Name string       `json:"name"`
	From place.Length `json:"from"`
	To   place.Length `json:"to"`
}

// Side is where a marker stands, seen along the line as it is drawn.
type Side string

// The sides. A marker whose uncertainty reaches the line is on no side; one beyond an end of the line has none.
const (
	Left    Side = "left"
	Right   Side = "right"
	OnLine  Side = "on the line, as far as is known"
	PastEnd Side = "past the end of the line"
)

// Question is what is compared.
type Question struct {
	// Line is the agreed line, with the tolerance of its drawing.
	Line    *place.Line
	Markers []Marker
	// Sectors may be empty: then the whole line is one.
	Sectors []Sector
}

// Answer is how the markers stand.
type Answer struct {
	Length    place.Length `json:"length"`
	Tolerance place.Length `json:"tolerance"`
	// Markers stand in order along the line.
	Markers []Placed  `json:"markers"`
	Sectors []Between `json:"sectors"`
}

// Placed is a marker by the line.
type Placed struct {
	Marker
	Sector string `json:"sector,omitempty"`
	// Along is how far along the line its nearest point is; Distance how far the marker is from it, all uncertainty included.
	Along    place.Length  `json:"along"`
	Away     place.Length  `json:"away"`
	Distance place.Range   `json:"distance"`
	Side     Side          `json:"side"`
	Towards  place.Bearing `json:"towards_mdeg"`
	foot     place.Foot
}

// Between is the ground between the line and the marked one in a sector, from its first marker to its last.
type Between struct {
	Sector  string `json:"sector"`
	Markers int    `json:"markers"`
	// Marked is how much of the line lies between markers, Unmarked the rest of the sector, of which nothing is said.
	Marked   place.Length `json:"marked"`
	Unmarked place.Length `json:"unmarked"`
	// Spacing is the longest way between two markers that follow each other: between them the marked line is taken as straight.
	Spacing place.Length `json:"spacing"`
	// Farthest is the largest distance of a marker on either side.
	Farthest place.Range `json:"farthest"`
	Left     Area        `json:"left"`
	Right    Area        `json:"right"`
}

// Area is square metres: about, and what cannot be excluded.
type Area struct {
	Least int64 `json:"least_m2"`
	About int64 `json:"about_m2"`
	Most  int64 `json:"most_m2"`
}

// Ask places the markers. It is an error if there is none, if a sector is empty or off the line, or if sectors overlap.
func (q Question) Ask() (Answer, error) {
	if q.Line == nil || len(q.Markers) == 0 {
		return Answer{}, fmt.Errorf("could not tell: no %s", map[bool]string{true: "line", false: "marker"}[q.Line == nil])
	}
	a := Answer{Length: q.Line.Length(), Tolerance: q.Line.Tolerance()}
	sectors, err := q.sectors(a.Length)
	if err != nil {
		return Answer{}, err
	}
	for _, m := range q.Markers {
		if err := (place.Region{Circle: &m.At}).Check(); err != nil {
			return Answer{}, fmt.Errorf("marker %s: %w", m.Name, err)
		}
		p := q.place(m)
		for _, s := range sectors {
			if s.From <= p.Along && p.Along < s.To || p.Along == a.Length && s.To == a.Length {
				p.Sector = s.Name
			}
		}
		a.Markers = append(a.Markers, p)
	}
	slices.SortFunc(a.Markers, func(x, y Placed) int {
		return cmp.Or(cmp.Compare(x.Along, y.Along), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Away, y.Away))
	})
	for _, s := range sectors {
		a.Sectors = append(a.Sectors, q.between(s, a.Markers))
	}
	return a, nil
}

func (q *Question) sectors(length place.Length) ([]Sector, error) {
	if len(q.Sectors) == 0 {
		return []Sector{{Name: "whole line", To: length}}, nil
	}
	out := slices.Clone(q.Sectors)
	slices.SortFunc(out, func(a, b Sector) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Name, b.Name)) })
	for i := range out {
		s := &out[i]
		s.To = min(s.To, length)
		switch {
		case s.Name == "":
			return nil, fmt.Errorf("sector %d has no name", i+1)
		case s.From < 0 || s.From >= s.To:
			return nil, fmt.Errorf("sector %s: %s to %s is no stretch of a line of %s", s.Name, s.From, s.To, length)
		case i > 0 && s.From < out[i-1].To:
			return nil, fmt.Errorf("sectors %s and %s overlap", out[i-1].Name, s.Name)
		}
	}
	return out, nil
}

func (q *Question) place(m Marker) Placed {
	f := q.Line.Foot(m.At.Centre)
	d, _ := q.Line.Distance(place.Region{Circle: &m.At})
	p := Placed{Marker: m, Along: f.Along, Away: f.Away, Distance: d, Side: OnLine, foot: f, Towards: place.Direction(f.At, m.At.Centre)}
	switch {
	case f.Ended:
		p.Side = PastEnd
	case d.Least == 0:
	case f.Side > 0:
		p.Side = Left
	case f.Side < 0:
		p.Side = Right
	}
	return p
}

// doubt is how far a marker may be from where it is taken to be, the line's tolerance included.
func (q *Question) doubt(p *Placed) int64 { return int64(p.At.Radius + q.Line.Tolerance()) }

// offset is how far left of the line a marker is, right being below 0, in millimetres.
func (p *Placed) offset() int64 { return int64(p.foot.Side) * int64(p.Away) }

// between adds up the strips between markers that follow each other, as far as they lie in the sector.
func (q *Question) between(s Sector, markers []Placed) Between {
	b := Between{Sector: s.Name}
	var last *Placed
	for i := range markers {
		p := &markers[i]
		if p.Side == PastEnd {
			continue
		}
		if p.Sector == s.Name {
			b.Markers++
			if p.Distance.Most > b.Farthest.Most {
				b.Farthest = p.Distance
			}
		}
		if last != nil {
			q.strip(&b, s, last, p)
		}
		last = p
	}
	b.Unmarked = s.To - s.From - b.Marked
	return b
}

// strip adds what lies between two markers. The offset from the line is taken to change evenly from one to the other.
func (q *Question) strip(b *Between, s Sector, from, to *Placed) {
	low, high := max(from.Along, s.From), min(to.Along, s.To)
	if low >= high {
		return
	}
	b.Marked += high - low
	b.Spacing = max(b.Spacing, to.Along-from.Along)
	at := func(along place.Length, a, b int64) int64 {
		return a + mulDiv(b-a, int64(along-from.Along), int64(to.Along-from.Along))
	}
	d1, d2 := at(low, from.offset(), to.offset()), at(high, from.offset(), to.offset())
	u1, u2 := at(low, q.doubt(from), q.doubt(to)), at(high, q.doubt(from), q.doubt(to))
	bend := q.bend(low, high, max(abs(d1)+u1, abs(d2)+u2))
	for _, side := range []struct {
		area *Area
		sign int64
	}{{&b.Left, 1}, {&b.Right, -1}} {
		about := above(side.sign*d1, side.sign*d2, int64(high-low))
		side.area.About += about
		side.area.Least += max(0, above(side.sign*d1-u1, side.sign*d2-u2, int64(high-low))-bend)
		most := above(side.sign*d1+u1, side.sign*d2+u2, int64(high-low))
		if most > 0 {
			most += bend
		}
		side.area.Most += most
	}
}

// above is the area in square metres between a height that changes evenly from one to another over a way, as far as it is above 0.
// All are in millimetres.
func above(a, b, way int64) int64 {
	switch {
	case a <= 0 && b <= 0:
		return 0
	case a >= 0 && b >= 0:
		return mulDiv(a+b, way, 2_000_000)
	case a > 0:
		return mulDiv(mulDiv(a, way, a-b), a, 2_000_000)
	default:
		return mulDiv(mulDiv(b, way, b-a), b, 2_000_000)
	}
}

// bend bounds, in square metres, what the turns of a stretch of the line add to or take from a strip so wide: a turn by an angle sweeps
// angle times width squared over 2.
func (q *Question) bend(low, high place.Length, width int64) int64 {
	points, along, turned := q.Line.Points(), place.Length(0), int64(0)
	for i := 1; i+1 < len(points) && along < high; i++ {
		along += place.Distance(points[i-1], points[i])
		if along > low && along < high {
			turn := abs(int64(place.Direction(points[i], points[i+1]) - place.Direction(points[i-1], points[i])))
			turned += min(turn, 360_000-turn)
		}
	}
	// Millidegrees to radians, halved, in parts of 10^9; metres squared from millimetres.
	metres := width/1000 + 1
	return mulDiv(mulDiv(turned, 8_727, 1), mulDiv(metres, metres, 1000), 1_000_000)
}

func abs(n int64) int64 { return max(n, -n) }
