// SPDX-License-Identifier: Apache-2.0

package place

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

// HasGeometry tells whether the region has any extent on the ground.
func (g *Ground) HasGeometry() bool { return g.region.HasGeometry() }

// Area returns what the region's Area is.
func (g *Ground) Area() int64 {
	if !g.known {
		g.area, g.known = g.region.Area(), true
	}
	return g.area
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
	if a.region.onSameGround(*b.region) {
		return whole, true
	}
	as, bs := a.shapes(), b.shapes()
	if !anyTouch(as, bs) {
		return 0, false
	}
	if a.region.surelyIn(*b.region) || b.region.surelyIn(*a.region) {
		return whole, true
	}
	areaA, areaB := a.Area(), b.Area()
	switch {
	case areaA < areaB:
		return share(as, bs), true
	case areaB < areaA:
		return share(bs, as), true
	default:
		return (share(as, bs) + share(bs, as)) / 2, true
	}
}
