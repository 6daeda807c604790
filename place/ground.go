// SPDX-License-Identifier: Apache-2.0

package place

import (
	"cmp"
	"math"
)

// Ground is a region made ready to be compared with many others: what its questions need of it is drawn once, at the
// first question, and kept. It answers as Overlap, Touch and Area do, and measures distances. It is not safe for concurrent use.
type Ground struct {
	region *Region
	parts  []shape
	sketch *sketch
	area   int64
	known  bool // the area was measured

	met   *Region // the last that it met, and what came of it: an explanation mostly follows a comparison
	ppm   int32
	touch bool
}

// NewGround makes a region ready. The region must not change while the Ground is in use.
func NewGround(r *Region) Ground { return Ground{region: r} }

// IsDrawn tells whether the Ground keeps more than the region.
func (g *Ground) IsDrawn() bool { return g.parts != nil || g.sketch != nil }

// Forget lets go of what was drawn; it is drawn again when it is asked for.
func (g *Ground) Forget() { g.parts, g.sketch = nil, nil }

// IsDrawnAs tells whether two regions have the same name and are drawn in the same way.
func (r *Region) IsDrawnAs(o *Region) bool { return r.Name == o.Name && r.onSameGround(o) }

// HasGeometry tells whether the region has any extent on the ground.
func (g *Ground) HasGeometry() bool { return g.region.HasGeometry() }

// Area returns what the region's Area is.
func (g *Ground) Area() int64 {
	if g.known {
		return g.area
	}
	g.known = true
	if g.region.isCircle() {
		g.area = g.region.Circle.area()
		return g.area
	}
	total := 0.0
	for i := range g.shapes() { // in the order in which Region.Area adds them up
		total += g.parts[i].filling()
		total += g.parts[i].margins()
	}
	g.area = int64(math.Round(total))
	return g.area
}

// IsLarger tells whether the region's area is larger than another's, without measuring them where a glance tells.
func (g *Ground) IsLarger(o *Ground) bool { return g.compareArea(o) > 0 }

func (g *Ground) compareArea(o *Ground) int {
	least, most := g.areaBounds()
	least2, most2 := o.areaBounds()
	switch {
	case least > most2:
		return 1
	case most < least2:
		return -1
	}
	return cmp.Compare(g.Area(), o.Area())
}

// AreaAtMost returns an upper bound of Area that is quick to have, within some percents of it for one sector.
func (g *Ground) AreaAtMost() int64 { _, most := g.areaBounds(); return most }

// areaBounds returns bounds of Area: Area itself except for one sector that is not measured yet.
func (g *Ground) areaBounds() (least, most int64) {
	r := g.region
	if g.known || r.Circle != nil || len(r.Polygons) > 0 || r.Path != nil || len(r.Sectors) != 1 || !r.Sectors[0].isNear() {
		return g.Area(), g.Area()
	}
	s := &r.Sectors[0]
	far, near := float64(float64(s.outer())/1000), float64(float64(s.Distance.Least)/1000)
	radius, turn := float64(float64(s.Observer.Radius+s.margin())/1000), fromMillidegrees(Bearing(s.span()))
	edges := float64(turn*(far+near)) + float64(2*(far-near))
	// Chords of five degrees leave out less than a thousandth of a radius, and the ground's bend as much within the reach.
	filled := float64(turn / 2 * (float64(0.993*float64(far*far)) - float64(1.002*float64(near*near))))
	filledMost := float64(turn / 2 * (float64(1.002*float64(far*far)) - float64(0.993*float64(near*near))))
	if s.span() == 360000 {
		edges = float64(turn * (far + near)) // no sides
	}
	around := float64(edges * radius)
	least = max(0, int64(float64(filled*0.999)+float64(around*0.98))-100)
	return least, int64(filledMost+float64(around*1.02)+float64(4*float64(radius*radius))) + 100
}

// isNear tells whether a sector is small enough, and far enough from a pole, for the plane to be a guide.
func (s *Sector) isNear() bool {
	const far = 700_000_000
	return s.outer() <= 60*Kilometre && s.Observer.Radius <= 5*Kilometre && s.Observer.Centre.Lat > -far && s.Observer.Centre.Lat < far
}

// area is Area of a circle: there are no edges, and the radius around its centre is all.
func (c *Circle) area() int64 {
	radius := float64(float64(c.Radius) / 1000)
	return int64(math.Round(float64(math.Pi * float64(radius*radius))))
}

func (g *Ground) shapes() []shape {
	switch s := g.sketch; {
	case g.parts != nil:
	case s != nil && s.closed && len(g.region.Sectors) == 1: // it is drawn already
		g.parts = []shape{polygonShape(Polygon{Rings: s.lines}, s.radius)}
	default:
		g.parts = g.region.shapes()
	}
	return g.parts
}

// Touches returns what Touch says of the regions of two Grounds.
func (g *Ground) Touches(o *Ground) (touch, ok bool) {
	if g.region.isCircle() && o.region.isCircle() && g.region.Circle.isPlain() && o.region.Circle.isPlain() {
		if touch, ok := touchCircles(g.region.Circle, o.region.Circle); ok {
			return touch, true
		}
	} else if x, y := g.outline(), o.outline(); x != nil && y != nil && x.bounds().apart(y.bounds()) {
		return false, true
	}
	a, b := g.shapes(), o.shapes()
	if len(a) == 0 || len(b) == 0 {
		return false, false
	}
	return anyTouch(a, b), true
}

// Meet returns what Overlap and Touch say of the regions of two Grounds that both have geometry: the share of the
// smaller one, in parts per million, that lies in the other, and whether they share a point.
func Meet(a, b *Ground) (ppm int64, touch bool) {
	switch {
	case a.met == b.region:
		return int64(a.ppm), a.touch
	case b.met == a.region:
		return int64(b.ppm), b.touch
	}
	ppm, touch = compareGround(a, b)
	a.met, a.ppm, a.touch = b.region, int32(ppm), touch
	b.met, b.ppm, b.touch = a.region, int32(ppm), touch
	return ppm, touch
}

// Met returns the share that Meet found of two Grounds, if one of them was last asked about the other.
func Met(a, b *Ground) (ppm int32, ok bool) {
	switch {
	case a.met == b.region:
		return a.ppm, true
	case b.met == a.region:
		return b.ppm, true
	}
	return 0, false
}

// Recall reminds two Grounds of a share that Met returned of them once, where they touch.
func Recall(a, b *Ground, ppm int32) { a.met, a.ppm, a.touch = b.region, ppm, true }

func compareGround(a, b *Ground) (ppm int64, touch bool) {
	if a.region.onSameGround(b.region) {
		return whole, true
	}
	x, y := a.outline(), b.outline()
	switch {
	case x == nil || y == nil:
	case a.region.isCircle() && b.region.isCircle():
		if ppm, touch, ok := meetCircles(a.region.Circle, b.region.Circle); ok {
			return ppm, touch
		}
	default:
		if x.bounds().apart(y.bounds()) {
			return 0, false
		}
		if ppm, ok := meetOutlines(a, b, x, y); ok {
			return ppm, true
		}
	}
	as, bs := a.shapes(), b.shapes()
	if !anyTouch(as, bs) {
		return 0, false
	}
	if a.region.surelyIn(*b.region) || b.region.surelyIn(*a.region) {
		return whole, true
	}
	switch larger := a.compareArea(b); {
	case larger < 0:
		return share(as, bs), true
	case larger > 0:
		return share(bs, as), true
	default:
		return (share(as, bs) + share(bs, as)) / 2, true
	}
}

// touchCircles is Touch for two plain circles. ok is false where they come so close to touching that a bound does not tell.
func touchCircles(a, b *Circle) (touch, ok bool) {
	x, y := middleOf(a), middleOf(b)
	least, most := x.apart(&y)
	radii := float64(float64(a.Radius)/1000) + float64(float64(b.Radius)/1000)
	if least-2*doubt(least)-slack > radii {
		return false, true
	}
	return true, most <= radii
}

// meetCircles is Meet for two plain circles. ok is false where they come so close to touching that a bound does not tell.
func meetCircles(a, b *Circle) (ppm int64, touch, ok bool) {
	if *a == *b {
		return whole, true, true
	}
	if a.Radius > b.Radius {
		a, b = b, a
	}
	x, y := newDisc(*a), newDisc(*b)
	least, most := x.apart(&y)
	small, large := float64(float64(a.Radius)/1000), float64(float64(b.Radius)/1000)
	switch radii := small + large; {
	case least-2*doubt(least)-slack > radii:
		return 0, false, true
	case most > radii:
		return 0, false, false
	case most+small+2*doubt(most+small)+1 <= large:
		return whole, true, true
	}
	areaA, areaB := a.area(), b.area()
	ppm, _, ok = shareOf(&x, &y)
	if ok && areaA == areaB {
		var back int64
		back, _, ok = shareOf(&y, &x)
		ppm = (ppm + back) / 2
	}
	return ppm, true, ok
}

// apart bounds the distance of two centres, in metres.
func (d *disc) apart(o *disc) (least, most float64) {
	turn := math.Abs(float64(d.circle.Centre.Lon)-float64(o.circle.Centre.Lon)) * (math.Pi / 1.8e9)
	dr, dz := d.polar-o.polar, d.up-o.up
	s := sin(float64(turn / 2))
	least = math.Sqrt(float64(dr*dr) + float64(dz*dz) + float64(float64(4*float64(d.polar*o.polar))*float64(s*s)))
	return least, geodesicAtMost(least)
}

// meetOutlines is Meet where some point of the lattice is surely in both.
func meetOutlines(a, b *Ground, x, y outline) (ppm int64, ok bool) {
	larger := a.compareArea(b)
	if larger > 0 {
		x, y = y, x
	}
	ppm, both, ok := shareOf(x, y)
	if ok = ok && both; ok && larger == 0 {
		var back int64
		back, _, ok = shareOf(y, x)
		ppm = (ppm + back) / 2
	}
	return ppm, ok
}

// outline returns the outline of a region of one part, nil where it has none whose rows can be computed.
func (g *Ground) outline() outline {
	r := g.region
	if r.isCircle() {
		if !r.Circle.isPlain() {
			return nil
		}
		d := newDisc(*r.Circle)
		return &d
	}
	if g.sketch == nil {
		g.sketch = g.drawSketch()
	}
	if !g.sketch.plain {
		return nil
	}
	return g.sketch
}

// drawSketch draws a region of one part; nothing of one that is of more.
func (g *Ground) drawSketch() *sketch {
	r, s := g.region, &sketch{whole: g}
	switch {
	case r.Circle == nil && len(r.Polygons) == 1 && len(r.Sectors) == 0 && r.Path == nil:
		s.lines, s.closed = r.Polygons[0].Rings, true
	case r.Circle == nil && len(r.Polygons) == 0 && len(r.Sectors) == 1 && r.Path == nil:
		s.lines, s.closed, s.radius = r.Sectors[0].rings(), true, r.Sectors[0].Observer.Radius+r.Sectors[0].margin()
	case r.Circle == nil && len(r.Polygons) == 0 && len(r.Sectors) == 0 && r.Path != nil:
		s.lines, s.radius = [][]Point{r.Path.Points}, r.Path.Tolerance
	default:
		return s
	}
	s.box = boxOf(s.lines[0]...)
	for _, line := range s.lines[1:] {
		s.box = s.box.join(boxOf(line...))
	}
	if s.plain = s.isPlain(); s.plain {
		s.around = hullOf(s.box, s.radius, s.lines...)
	}
	return s
}
