// SPDX-License-Identifier: Apache-2.0

package place

import (
	"math"
	"math/bits"
)

// Overlap asks for each of 24 by 24 points whether two regions contain it. Here a row of them is answered at once: where
// the row crosses the borders is computed for the plane, with a bound of what the plane leaves out, and only points that
// close to a border are asked for one by one. So the shares are the same, point for point.

// row is one row of lattice points.
type row struct {
	lat         int64
	lons        [lattice]float64
	perColumn   float64 // columns for a step of 10^-7 degrees
	polar       float64 // metres of its points from the axis of the earth
	up          float64 // metres above the plane of the equator
	sin, cos    float64 // of its latitude
	north, east float64 // metres for a step of 10^-7 degrees, once it is scaled
	bend        float64 // bendAt its latitude
}

// columns is a set of the points of a row.
type columns uint32

const allColumns = columns(1<<lattice - 1)

// outline answers for whole rows: sure are the points that it contains, and maybe those that must be asked for.
type outline interface {
	row(r *row) (sure, maybe columns)
	exactly(p Point) bool
	extent() extent
	bounds() hull
}

// from returns the columns from a longitude on.
func (r *row) from(lon float64) columns {
	t := float64((lon - r.lons[0]) * r.perColumn)
	if !(t > 0) {
		return allColumns
	}
	if t > lattice {
		return 0
	}
	k := int(t)
	for k < lattice && r.lons[k] < lon {
		k++
	}
	for k > 0 && r.lons[k-1] >= lon {
		k--
	}
	return allColumns << k & allColumns
}

// between returns the columns between two longitudes, the second left out.
func (r *row) between(low, high float64) columns {
	if !(low <= high) {
		return 0
	}
	return r.from(low) &^ r.from(high)
}

// slack is how many metres on either side of a border are left to be asked for. It is far above the errors of floats, and of
// the distances that are measured on the ellipsoid.
const slack = 0.05

// disc is the outline of everything within a radius of a point.
type disc struct {
	circle    Circle
	polar, up float64 // as those of a row
	in, out   float64 // squared chords of what is surely within and not surely without
	shape     *shape
}

// isPlain tells whether a disc's rows can be computed: not by a pole or the antimeridian, and not of half a continent.
func (c *Circle) isPlain() bool {
	const widest = 3_600_000_000 / 12
	return c.Radius <= 300*Kilometre && c.Centre.Lat < 750_000_000 && c.Centre.Lat > -750_000_000 &&
		c.Centre.Lon < halfTurnE7-widest && c.Centre.Lon > -halfTurnE7+widest
}

// middleOf is a disc of which only the centre counts.
func middleOf(c *Circle) disc {
	d := disc{circle: *c}
	d.polar, d.up = meridional(sinCos(radians(c.Centre.Lat)))
	return d
}

func newDisc(c Circle) disc {
	d := middleOf(&c)
	reach := float64(float64(c.Radius) / 1000)
	if inner := reach - slack; inner > 0 {
		half := reach / (2 * tightest)
		inner /= 1 + float64(float64(half*half)*(1.0/6+0.08)) // no geodesic of such a chord is longer: geodesicAtMost
		d.in = float64(inner * inner)
	}
	d.out = float64((reach + slack) * (reach + slack))
	return d
}

// meridional returns how far from the axis and from the plane of the equator a latitude is, in metres.
func meridional(sinLat, cosLat float64) (polar, up float64) {
	const e2 = flattening * (2 - flattening)
	across := semiMajor / math.Sqrt(1-float64(e2*float64(sinLat*sinLat)))
	return float64(across * cosLat), float64(float64((1-e2)*across) * sinLat)
}

// half returns half the width of a row, in steps, whose ends are a chord from the centre; below zero where it is none.
func (d *disc) half(r *row, square float64) float64 {
	dr, dz := r.polar-d.polar, r.up-d.up
	left := square - float64(dr*dr) - float64(dz*dz)
	if left < 0 {
		return -1
	}
	q := left / float64(4*float64(r.polar*d.polar)) // the square of the sine of half the turn, below 0.01
	s := math.Sqrt(q)
	series := 1.0/6 + float64(q*(3.0/40+float64(q*(15.0/336+float64(q*(105.0/3456))))))
	return float64(float64(float64(2*s)*(1+float64(q*series))) * (1.8e9 / math.Pi))
}

func (d *disc) row(r *row) (sure, maybe columns) {
	middle := float64(d.circle.Centre.Lon)
	out := d.half(r, d.out)
	if out < 0 {
		return 0, 0
	}
	maybe = r.between(middle-out-1, middle+out+1)
	if in := d.half(r, d.in); in >= 1 && d.in > 0 {
		sure = r.between(middle-in+1, middle+in-1)
	}
	return sure, maybe &^ sure
}

func (d *disc) extent() extent { return extentAround(boxOf(d.circle.Centre), d.circle.Radius) }

func (d *disc) bounds() hull {
	return hullOf(boxOf(d.circle.Centre), d.circle.Radius, []Point{d.circle.Centre})
}

func (d *disc) exactly(p Point) bool {
	if d.shape == nil {
		s := pointShape(d.circle.Centre, d.circle.Radius)
		d.shape = &s
	}
	return d.shape.contains(p)
}

// sketch is the outline of a region of one part that is no circle: its edges, without what searching them needs.
type sketch struct {
	lines  [][]Point
	closed bool // and filled
	plain  bool // its rows can be computed
	radius Length
	box    box
	around hull
	whole  *Ground // of which the part is asked where a row does not tell
}

// isPlain tells whether the rows can be computed, and are worth it.
func (s *sketch) isPlain() bool {
	const far, wide = 750_000_000, 50_000_000
	size := 0
	for _, line := range s.lines {
		size += len(line)
	}
	return s.box.low.Lat > -far && s.box.high.Lat < far && s.radius <= 5*Kilometre && size <= 512 &&
		int64(s.box.high.Lon)-int64(s.box.low.Lon) < wide && int64(s.box.high.Lat)-int64(s.box.low.Lat) < wide
}

func (s *sketch) extent() extent { return extentAround(s.box, s.radius) }

func (s *sketch) bounds() hull { return s.around }

func (s *sketch) exactly(p Point) bool { return s.whole.shapes()[0].contains(p) }

func (s *sketch) row(r *row) (sure, maybe columns) {
	m, steps := margin{}, int64(0)
	if s.radius > 0 || !s.closed {
		r.scale()
		m.reach = float64(float64(s.radius) / 1000)
		m.wide = slack + float64(float64(2*float64(m.reach*m.reach))*r.bend)
		m.north, m.east = (m.reach+m.wide)/r.north, (m.reach+m.wide)/r.east
		steps = int64(m.north) + 1
	}
	var room [32]brink
	near := room[:0]
	for _, line := range s.lines {
		a := line[len(line)-1]
		if !s.closed {
			a, line = line[0], line[1:]
		}
		for _, b := range line {
			from := a
			if a = b; int64(max(from.Lat, b.Lat))+steps < r.lat || int64(min(from.Lat, b.Lat))-steps > r.lat {
				continue
			}
			beyond, within := r.cross(from, b, &m)
			if s.closed {
				sure ^= beyond
			}
			if within != 0 {
				near = append(near, brink{from, b, within})
			}
		}
	}
	for _, e := range near {
		if s.closed { // on the border, a parity says nothing
			on := r.border(e.a, e.b)
			sure, maybe = sure&^on, maybe|on
		}
	}
	for _, e := range near {
		if e.within&^sure == 0 || m.wide == 0 {
			continue
		}
		maybe |= r.capsule(e.a, e.b, m.reach+m.wide)
		if m.reach > m.wide {
			sure |= r.capsule(e.a, e.b, m.reach-m.wide)
		}
	}
	return sure, maybe &^ sure
}

// margin is how far from an edge points may be that are within the radius of a sketch, in metres and, at the latitude of a
// row, in steps; wide is how much of it is in doubt. It is zero where the sketch has no radius and is filled.
type margin struct{ reach, wide, north, east float64 }

// brink is an edge and the points that may be within the radius of it.
type brink struct {
	a, b   Point
	within columns
}

// cross returns the points east of an edge that crosses the row, which are on the other side of it, and all those that may be
// on the edge or within a margin of it. Where the latter are none, it matters not which end of the margin the
// former are counted from.
func (r *row) cross(a, b Point, m *margin) (beyond, within columns) {
	if (int64(a.Lat) > r.lat) == (int64(b.Lat) > r.lat) {
		return 0, r.between(float64(min(a.Lon, b.Lon))-m.east-1, float64(max(a.Lon, b.Lon))+m.east+2)
	}
	slope := (float64(b.Lon) - float64(a.Lon)) / (float64(b.Lat) - float64(a.Lat))
	x := float64(a.Lon) + float64((float64(r.lat)-float64(a.Lat))*slope)
	w := m.east + float64(m.north*math.Abs(slope)) + 1
	low, high := r.from(x-w), r.from(x+w)
	if low == high && int64(b.Lat) != r.lat && int64(a.Lat) != r.lat {
		return low, 0
	}
	return r.from(x), low&^high | r.between(float64(b.Lon)-1, float64(b.Lon)+2)
}

// border returns the points that may be on an edge of a filled sketch.
func (r *row) border(a, b Point) (on columns) {
	switch aboveA, aboveB := int64(a.Lat) > r.lat, int64(b.Lat) > r.lat; {
	case aboveA != aboveB:
		x := float64(a.Lon) + float64((float64(r.lat)-float64(a.Lat))*((float64(b.Lon)-float64(a.Lon))/(float64(b.Lat)-float64(a.Lat))))
		on = r.between(x-1, x+1)
	case int64(a.Lat) == r.lat && a.Lat == b.Lat:
		on = r.between(float64(min(a.Lon, b.Lon))-1, float64(max(a.Lon, b.Lon))+2)
	}
	if int64(b.Lat) == r.lat {
		on |= r.between(float64(b.Lon)-1, float64(b.Lon)+2)
	}
	return on
}

// capsule returns the columns within a distance of an edge, in the plane of the row's own scales.
func (r *row) capsule(a, b Point, reach float64) columns {
	middle := float64(a.Lon)
	ay, by := float64((float64(a.Lat)-float64(r.lat))*r.north), float64((float64(b.Lat)-float64(r.lat))*r.north)
	bx := float64((float64(b.Lon) - middle) * r.east) // that of a is 0
	low, high, square := math.Inf(1), math.Inf(-1), float64(reach*reach)
	if left := square - float64(ay*ay); left >= 0 {
		w := math.Sqrt(left)
		low, high = -w, w
	}
	if left := square - float64(by*by); left >= 0 {
		w := math.Sqrt(left)
		low, high = min(low, bx-w), max(high, bx+w)
	}
	dy := by - ay
	if length := math.Sqrt(float64(bx*bx) + float64(dy*dy)); length > 0 && dy != 0 {
		nx, ny := -float64(reach*dy)/length, float64(reach*bx)/length
		if t := -(ay + ny) / dy; t >= 0 && t <= 1 {
			x := nx + float64(t*bx)
			low, high = min(low, x), max(high, x)
		}
		if t := -(ay - ny) / dy; t >= 0 && t <= 1 {
			x := float64(t*bx) - nx
			low, high = min(low, x), max(high, x)
		}
	}
	if low > high {
		return 0
	}
	return r.between(middle+low/r.east-0.01, middle+high/r.east+0.01)
}

// shareOf returns what share returns of one outline in another, and whether a point is surely in both. ok is false where
// the rows cannot be computed.
func shareOf(a, b outline) (ppm int64, both, ok bool) {
	e := a.extent()
	if e.east-e.west < 50*lattice || e.north-e.south < 2 || e.south < -800_000_000 || e.north > 800_000_000 || e.west <= -halfTurnE7 || e.east >= halfTurnE7 {
		return 0, false, false
	}
	in, all := 0, 0
	r := row{perColumn: lattice / float64(e.east-e.west)}
	for k := range r.lons {
		r.lons[k] = float64(latticeAt(e.west, e.east, int64(k)))
	}
	near := slope{lat: (e.south + e.north) / 2}
	near.sin, near.cos = sinCos(radiansAt(float64(near.lat)))
	for i := range int64(lattice) {
		r.at(latticeAt(e.south, e.north, i), near)
		mine, ask := a.row(&r)
		if mine|ask == 0 {
			continue
		}
		yours, askYours := b.row(&r)
		both = both || mine&yours != 0
		mine |= r.exact(ask, a)
		yours |= r.exact(askYours&mine, b)
		all += bits.OnesCount32(uint32(mine))
		in += bits.OnesCount32(uint32(mine & yours))
	}
	if all == 0 {
		return 0, false, false
	}
	return int64(in) * whole / int64(all), both, true
}

// at moves the row to a latitude, a few steps from which the sine and the cosine are known.
func (r *row) at(lat int64, near slope) {
	r.lat = lat
	if turn := radiansAt(float64(lat - near.lat)); math.Abs(turn) < 0.02 {
		s, c := small(turn)
		r.sin, r.cos = float64(near.sin*c)+float64(near.cos*s), float64(near.cos*c)-float64(near.sin*s)
	} else {
		r.sin, r.cos = sinCos(radiansAt(float64(lat)))
	}
	r.polar, r.up = meridional(r.sin, r.cos)
}

// slope is a latitude with its sine and cosine.
type slope struct {
	lat      int64
	sin, cos float64
}

// scale sets the lengths of steps at the row's latitude, and bendAt it.
func (r *row) scale() {
	const e2, perStep = flattening * (2 - flattening), math.Pi / 1.8e9
	across := r.polar / r.cos
	r.north = float64(float64(float64((1-e2)*across)/(1-float64(e2*float64(r.sin*r.sin)))) * perStep)
	r.east = float64(r.polar * perStep)
	r.bend = (1.01 + float64(1.1*math.Abs(r.sin))/r.cos) / tightest
}

// exact asks for points one by one.
func (r *row) exact(ask columns, o outline) (in columns) {
	for ; ask != 0; ask &= ask - 1 {
		k := bits.TrailingZeros32(uint32(ask))
		if o.exactly(Point{Lat: int32(r.lat), Lon: int32(r.lons[k])}) {
			in |= 1 << k
		}
	}
	return in
}
