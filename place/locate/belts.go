// SPDX-License-Identifier: Apache-2.0

package locate

import (
	"slices"

	"truce/known"
	"truce/place"
)

// Belts tell on which side of some distances from a line something lies. The ground about the line is cut into square
// cells, finer where one of the distances runs; of each the distance of its middle is known, and what lies in a cell is no
// further from the middle than the way to it. It never changes.
type Belts struct {
	distances []place.Length // in order, none given twice
	within    box            // beyond it everything is farther than the largest distance
	points    []place.Point  // of the line
	tolerance place.Length
	west      int64
	south     int64
	shift     uint
	cols      int64
	rows      int64
	cells     []belt // those of the directory first
}

// belt is a cell: the first of its four parts, none if 0, and bounds of the distance of its middle in decimetres.
type belt struct {
	parts       uint32
	least, most uint32
}

const decimetre = 100 * place.Millimetre

const (
	// narrowest is the side of the smallest cells, 1 << narrowest, about 180 m.
	narrowest = 14
	// cellsPerPoint is how many cells there are for each point of a line, so that making them takes no longer than the line is
	// worth, and fewCells how many for any line.
	cellsPerPoint = 2
	fewCells      = 64
	mostBelts     = 1 << 18
)

// NewBelts returns the belts of a line for the distances that will be asked for.
func NewBelts(line *place.Line, distances []place.Length) *Belts {
	return newBelts(line, distances, nil)
}

// Redrawn returns the belts of a line that takes the place of theirs. What lies nearer to something that has stayed than to
// anything that has changed is not measured again, so that a change of a stretch costs as much as that stretch is long.
func (b *Belts) Redrawn(line *place.Line) *Belts { return newBelts(line, b.distances, b) }

func newBelts(line *place.Line, distances []place.Length, old *Belts) *Belts {
	b := &Belts{distances: slices.Compact(slices.Sorted(slices.Values(distances))), points: line.Points(), tolerance: line.Tolerance()}
	if len(b.distances) == 0 {
		return b
	}
	all := boxAround(b.points[0])
	for _, p := range b.points {
		all = all.join(boxAround(p))
	}
	var ok bool
	most := b.distances[len(b.distances)-1] + line.Tolerance()
	if b.within, ok = all.around(most + most/100 + 10*place.Metre); !ok {
		return b
	}
	s := survey{Belts: b, line: line}
	b.lay(len(b.points))
	if old != nil && b.sameDirectory(old) {
		s.old = old
		s.stretch, s.differs = changed(old.points, b.points)
	}
	s.run()
	return b
}

// lay makes the directory: about as many cells as a quarter of the budget or fewer.
func (b *Belts) lay(points int) {
	most := int64(min(mostBelts, fewCells+cellsPerPoint*points)) / 16
	for b.shift = narrowest; ; b.shift++ {
		side := int64(1) << b.shift
		b.west, b.south = b.within.west>>b.shift*side, b.within.south>>b.shift*side
		b.cols, b.rows = (b.within.east-b.west)>>b.shift+1, (b.within.north-b.south)>>b.shift+1
		if b.cols*b.rows <= max(4, most) {
			return
		}
	}
}

func (b *Belts) sameDirectory(o *Belts) bool {
	return len(o.cells) > 0 && b.tolerance == o.tolerance && b.west == o.west && b.south == o.south && b.shift == o.shift && b.cols == o.cols && b.rows == o.rows
}

// changed bounds everything that two lines do not share: the points between their common beginning and their common end, and
// the edges to and from them. ok is false where nothing differs.
func changed(old, points []place.Point) (b box, ok bool) {
	first, last := place.Shared(old, points)
	for _, list := range [2][]place.Point{old, points} {
		for _, p := range list[max(0, first-1):min(len(list), len(list)-last+1)] {
			if !ok {
				b, ok = boxAround(p), true
			}
			b = b.join(boxAround(p))
		}
	}
	return b, ok && (first+last < len(old) || first+last < len(points))
}

// survey makes the cells of belts.
type survey struct {
	*Belts
	line *place.Line
	// old are the belts before a change, nil without; stretch is where it lies, if anything differs.
	old     *Belts
	stretch box
	differs bool
}

// plot is a cell to be surveyed: its number, and that of the same cell of the old belts, or -1.
type plot struct {
	cell
	at, was int64
}

// run goes from large cells to small ones, all of one size before any of the next, until the budget is spent.
func (s *survey) run() {
	budget := min(mostBelts, fewCells+cellsPerPoint*len(s.points))
	var plots []plot
	s.cells = make([]belt, s.cols*s.rows)
	for at := range s.cols * s.rows {
		p := plot{cell{s.west + at%s.cols<<s.shift, s.south + at/s.cols<<s.shift, s.shift}, at, -1}
		if s.old != nil {
			p.was = at
		}
		plots = append(plots, p)
	}
	for len(plots) > 0 {
		var open []plot
		for _, p := range plots {
			s.measure(p)
			if p.shift > narrowest && !s.settled(p) {
				open = append(open, p)
			}
		}
		if len(s.cells)+4*len(open) > budget {
			break
		}
		plots = s.divide(open)
	}
	s.cells = slices.Clone(s.cells)
}

// divide makes four cells of each.
func (s *survey) divide(open []plot) []plot {
	out := make([]plot, 0, 4*len(open))
	for _, p := range open {
		parts := int64(len(s.cells))
		s.cells[p.at].parts = uint32(parts)
		s.cells = append(s.cells, belt{}, belt{}, belt{}, belt{})
		for i := range int64(4) {
			part := plot{p.child(int(i)), parts + i, -1}
			if p.was >= 0 && s.old.cells[p.was].parts > 0 {
				part.was = int64(s.old.cells[p.was].parts) + i
			}
			out = append(out, part)
		}
	}
	return out
}

// measure finds the distance of the middle of a cell.
func (s *survey) measure(p plot) {
	c := &s.cells[p.at]
	x, y := p.middle()
	if p.was >= 0 {
		was := s.old.cells[p.was]
		far, ok := s.stretch.around(place.Length(was.most)*decimetre + s.line.Tolerance() + place.Metre)
		if !s.differs || ok && !far.holds(box{x, y, x, y}) {
			c.least, c.most = was.least, was.most
			return
		}
	}
	// A middle beyond the globe is moved to its edge, which is nearer to all of the cell that is ground.
	at := place.Point{Lat: int32(min(90*degree, max(-90*degree, y))), Lon: int32(min(halfTurn, max(-halfTurn, x)))}
	d, _ := s.line.Distance(place.Region{Circle: &place.Circle{Centre: at}})
	c.least, c.most = uint32(d.Least/decimetre), uint32(d.Most/decimetre)+1
}

func (c cell) middle() (x, y int64) {
	half := int64(1) << c.shift >> 1
	return c.x + half, c.y + half
}

// settled tells whether all of a cell lies on one side of each distance.
func (s *survey) settled(p plot) bool {
	half := int64(1) << p.shift >> 1
	for _, by := range s.distances {
		if s.cells[p.at].side(by, 0, squareOfWay(half, half, p.nearest())) == known.Unknown {
			return false
		}
	}
	return true
}

// nearest is the latitude of the cell that is nearest to the equator, as a size.
func (c cell) nearest() int64 {
	switch north := c.y + 1<<c.shift; {
	case c.y > 0:
		return min(c.y, furthest)
	case north < 0:
		return min(-north, furthest)
	default:
		return 0
	}
}

// side tells whether everything at most radius from a position at the end of a way from the middle is surely nearer to the
// line than a distance (Yes) or surely farther (No).
func (c belt) side(by, radius place.Length, squareOfWay int64) known.Answer {
	doubt := margin(by) + 2*place.Metre + radius
	if room := int64(by - place.Length(c.most)*decimetre - doubt); room > 0 && squareOfWay < square(room) {
		return known.Yes
	}
	if room := int64(place.Length(c.least)*decimetre - by - doubt); room > 0 && squareOfWay < square(room) {
		return known.No
	}
	return known.Unknown
}

// square is the square of a length, of at most 2,000 km: squareOfWay is more for all ways that are longer.
func square(n int64) int64 {
	n = min(n, 2_000_000_000)
	return n * n
}

// Within tells whether something somewhere in a circle is surely nearer to the line than a distance (Yes), surely farther
// (No), or whether only the line itself can tell (Unknown), as it must of all other regions.
func (b *Belts) Within(r place.Region, by place.Length) known.Answer {
	c := r.Circle
	if c == nil || len(r.Polygons) > 0 || len(r.Sectors) > 0 || r.Path != nil || len(b.cells) == 0 {
		return known.Unknown
	}
	x, y := int64(c.Centre.Lon), int64(c.Centre.Lat)
	ux, uy := x-b.west, y-b.south
	col, row := ux>>b.shift, uy>>b.shift
	if uint64(col) >= uint64(b.cols) || uint64(row) >= uint64(b.rows) {
		return b.beyond(c, by)
	}
	at, shift := row*b.cols+col, b.shift
	belt := b.cells[at]
	for belt.parts != 0 {
		shift--
		belt = b.cells[int64(belt.parts)+uy>>shift&1<<1+ux>>shift&1]
	}
	under := cell{b.west + ux>>shift<<shift, b.south + uy>>shift<<shift, shift}
	mx, my := under.middle()
	return belt.side(by, c.Radius, squareOfWay(max(y-my, my-y), max(x-mx, mx-x), under.nearest()))
}

// beyond answers of what lies outside of all cells: it is farther than the largest distance.
func (b *Belts) beyond(c *place.Circle, by place.Length) known.Answer {
	own, ok := boxAround(c.Centre).around(c.Radius)
	if !ok || own.touches(b.within) || by > b.distances[len(b.distances)-1] {
		return known.Unknown
	}
	return known.No
}

// Bytes is about how much memory the belts take beyond the line itself.
func (b *Belts) Bytes() int { return 12 * cap(b.cells) }
