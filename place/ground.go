// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// Ground is a region made ready to be compared with many others: what its questions need of it is drawn once, at the
// first question, and kept. It answers as Overlap, Touch and Area do, and measures distances. It is not safe for concurrent use.
type Ground struct {
	region *Region
	parts  []shape
	area   int64
	known  bool // the area was measured
}

// NewGround makes a region ready. The region must not change while the Ground is in use.
func NewGround(r *Region) Ground { return Ground{region: r} }

// IsDrawn tells whether the Ground keeps more than the region.
func (g *Ground) IsDrawn() bool { return g.parts != nil }

// Forget lets go of what was drawn; it is drawn again when it is asked for.
func (g *Ground) Forget() { g.parts = nil }

// Equal tells whether two regions have the same name and are drawn in the same way.
func (r *Region) Equal(o *Region) bool { return r.Name == o.Name && r.onSameGround(*o) }

// Area returns what the region's Area is.
func (g *Ground) Area() int64 {
	if !g.known {
		if g.known = true; g.region.isCircle() {
			g.area = g.region.Circle.area()
		} else {
			g.area = g.region.Area()
		}
	}
	return g.area
}

// area is Area of a circle: there are no edges, and the radius around its centre is all.
func (c *Circle) area() int64 {
	radius := float64(float64(c.Radius) / 1000)
	return int64(math.Round(float64(math.Pi * float64(radius*radius))))
}

func (g *Ground) shapes() []shape {
	if g.parts == nil {
		g.parts = g.region.shapes()
	}
	return g.parts
}

// Meet returns what Overlap and Touch say of the regions of two Grounds that both have geometry: the share of the
// smaller one, in parts per million, that lies in the other, and whether they share a point.
func Meet(a, b *Ground) (ppm int64, touch bool) {
	if a.region.isCircle() && b.region.isCircle() && a.region.Circle.isPlain() && b.region.Circle.isPlain() {
		if ppm, touch, ok := meetCircles(a.region.Circle, b.region.Circle); ok {
			return ppm, touch
		}
	} else if a.region.onSameGround(*b.region) {
		return whole, true
	} else if ppm, ok := meetDrawn(a, b); ok {
		return ppm, true
	}
	touch, _ = Touch(*a.region, *b.region)
	ppm, _ = Overlap(*a.region, *b.region)
	return ppm, touch
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
	ppm, _, ok = shareOf(&x, extentAround(boxOf(a.Centre), a.Radius), &y)
	if ok && areaA == areaB {
		var back int64
		back, _, ok = shareOf(&y, extentAround(boxOf(b.Centre), b.Radius), &x)
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

// meetDrawn is Meet where some point of the lattice is surely in both.
func meetDrawn(a, b *Ground) (ppm int64, ok bool) {
	x, y := a.outline(), b.outline()
	if x == nil || y == nil {
		return 0, false
	}
	areaA, areaB := a.Area(), b.Area()
	if areaA > areaB {
		a, b, x, y = b, a, y, x
	}
	ppm, both, ok := shareOf(x, a.shapes()[0].extent(), y)
	if ok = ok && both; ok && areaA == areaB {
		var back int64
		back, _, ok = shareOf(y, b.shapes()[0].extent(), x)
		ppm = (ppm + back) / 2
	}
	return ppm, ok
}

// outline returns the outline of a region of one part, nil where it has none whose rows can be computed.
func (g *Ground) outline() outline {
	switch shapes := g.shapes(); {
	case len(shapes) != 1:
	case g.region.isCircle():
		if g.region.Circle.isPlain() {
			d := newDisc(*g.region.Circle)
			return &d
		}
	case shapes[0].isPlain():
		return drawn{&shapes[0]}
	}
	return nil
}
