// SPDX-License-Identifier: Apache-2.0

package place

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Check returns an error, naming the part and the mend, if the region is not valid.
func (r Region) Check() error {
	if r.Circle != nil {
		if err := r.Circle.check(); err != nil {
			return fmt.Errorf("circle: %w", err)
		}
	}
	for i, p := range r.Polygons {
		if err := p.Check(); err != nil {
			return fmt.Errorf("polygon %d: %w", i+1, err)
		}
	}
	for i, s := range r.Sectors {
		if err := s.check(); err != nil {
			return fmt.Errorf("sector %d: %w", i+1, err)
		}
	}
	if r.Path != nil {
		if err := checkLine(r.Path.Points, r.Path.Tolerance); err != nil {
			return fmt.Errorf("path: %w", err)
		}
	}
	return nil
}

// maxRadius is the largest radius or distance of a region: beyond it flat pictures of the ground fail.
const maxRadius = 2000 * Kilometre

func (c Circle) check() error {
	if err := checkPoint(c.Centre); err != nil {
		return err
	}
	if c.Radius < 0 || c.Radius > maxRadius {
		return fmt.Errorf("radius %d mm: use 0 to %s", int64(c.Radius), maxRadius)
	}
	return nil
}

func (s Sector) check() error {
	if err := s.Observer.check(); err != nil {
		return fmt.Errorf("observer: %w", err)
	}
	if s.From < 0 || s.From >= 360000 || s.To < 0 || s.To >= 360000 {
		return fmt.Errorf("bearings %d to %d: use millidegrees from 0 to 359999", s.From, s.To)
	}
	if s.Distance.Least < 0 || s.Distance.Most <= 0 || s.Distance.Least >= s.Distance.Most || s.Distance.Most > maxRadius {
		return fmt.Errorf("distance %d to %d mm: use 0 or more, the larger last, at most %s", int64(s.Distance.Least), int64(s.Distance.Most), maxRadius)
	}
	reach := pointShape(s.Observer.Centre, s.Observer.Radius+s.outer())
	around := reach.extent()
	if around.south < -890_000_000 || around.north > 890_000_000 || around.west < -halfTurnE7 || around.east > halfTurnE7 {
		return errors.New("reaches across the antimeridian or a pole, where sectors cannot be drawn: give a circle or polygons")
	}
	return nil
}

// span is the angle of a sector in millidegrees.
func (s Sector) span() int64 {
	if s.From == s.To {
		return 360000
	}
	return (int64(s.To) - int64(s.From) + 360000) % 360000
}

func checkLine(points []Point, tolerance Length) error {
	if len(points) < 2 {
		return errors.New("a line needs at least two points")
	}
	if len(points) > maxPoints {
		return fmt.Errorf("a line of %d points: at most %d", len(points), maxPoints)
	}
	if tolerance < 0 || tolerance > maxRadius {
		return fmt.Errorf("tolerance %d mm: use 0 to %s", int64(tolerance), maxRadius)
	}
	for i, p := range points {
		if err := checkPoint(p); err != nil {
			return fmt.Errorf("point %d: %w", i+1, err)
		}
		if i > 0 {
			if d := int64(p.Lon) - int64(points[i-1].Lon); d > 1_800_000_000 || d < -1_800_000_000 {
				return fmt.Errorf("the edge from point %d crosses the antimeridian: split the line there", i)
			}
		}
	}
	return nil
}

// Contains tells whether p lies in the region.
func (r Region) Contains(p Point) bool {
	for _, s := range r.shapes() {
		if s.contains(p) {
			return true
		}
	}
	return false
}

// Box returns the region's bounds: every point of the region has coordinates between low and high. A region that
// reaches across the antimeridian or a pole has bounds of all longitudes. ok is false without geometry.
func (r Region) Box() (low, high Point, ok bool) {
	shapes := r.shapes()
	if len(shapes) == 0 {
		return Point{}, Point{}, false
	}
	low, high = extentOf(shapes).corners()
	return low, high, true
}

// Centre returns the middle of the region's bounds; ok is false without geometry.
func (r Region) Centre() (p Point, ok bool) {
	shapes := r.shapes()
	if len(shapes) == 0 {
		return Point{}, false
	}
	e := extentOf(shapes)
	return Point{Lat: int32((max(-900_000_000, e.south) + min(900_000_000, e.north)) / 2), Lon: wrap((e.west + e.east) / 2)}, true
}

// Gap returns the least and the most distance between something in a and something in b, ellipsoidal. ok is false
// where either has no geometry. Most is an upper bound that may lie above the truth by the regions' own extent.
func Gap(a, b Region) (d Range, ok bool) {
	as, bs := a.shapes(), b.shapes()
	if len(as) == 0 || len(bs) == 0 {
		return Range{}, false
	}
	least, most := math.Inf(1), 0.0
	for i := range as {
		for k := range bs {
			least = as[i].gap(&bs[k], least)
			c := as[i].centre()
			most = max(most, as[i].reach(c)+bs[k].reach(c))
		}
	}
	return outward(least, most), true
}

// Touch tells whether something in a and something in b may be at one place: whether the regions share a point.
// ok is false where either has no geometry. It is Gap's Least == 0, without the cost of a distance.
func Touch(a, b Region) (touch, ok bool) {
	as, bs := a.shapes(), b.shapes()
	if len(as) == 0 || len(bs) == 0 {
		return false, false
	}
	return anyTouch(as, bs), true
}

func anyTouch(as, bs []shape) bool {
	for i := range as {
		for k := range bs {
			// What is below a millimetre is 0 in Gap.
			if as[i].gap(&bs[k], 0.001) < 0.001 {
				return true
			}
		}
	}
	return false
}

// lattice is how many sample points each way Overlap takes of the smaller region's bounds.
const lattice = 24

// whole is a share of all, in parts per million.
const whole = 1_000_000

// Overlap returns the share, in parts per million, of the smaller region that lies in the other: 0 apart,
// 1,000,000 contained. It counts points of a lattice of 24 by 24 over the smaller one, so a share is coarse: about
// 50,000 either way. Regions of equal area share the mean of both ways. ok is false where either has no geometry.
func Overlap(a, b Region) (ppm int64, ok bool) {
	if a.HasGeometry() && a.onSameGround(&b) {
		return whole, true // every point of the lattice lies in both
	}
	as, bs := a.shapes(), b.shapes()
	if len(as) == 0 || len(bs) == 0 {
		return 0, false
	}
	if !anyTouch(as, bs) {
		return 0, true
	}
	if a.surelyIn(b) || b.surelyIn(a) {
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

// onSameGround tells whether two regions are drawn in the same way; their names do not count.
func (r *Region) onSameGround(o *Region) bool {
	if (r.Circle == nil) != (o.Circle == nil) || (r.Path == nil) != (o.Path == nil) {
		return false
	}
	return (r.Circle == nil || *r.Circle == *o.Circle) && slices.Equal(r.Sectors, o.Sectors) &&
		(r.Path == nil || r.Path.Tolerance == o.Path.Tolerance && slices.Equal(r.Path.Points, o.Path.Points)) &&
		slices.EqualFunc(r.Polygons, o.Polygons, func(p, q Polygon) bool {
			return slices.EqualFunc(p.Rings, q.Rings, func(a, b []Point) bool { return slices.Equal(a, b) })
		})
}

// surelyIn tells, cheaply, that a circle lies in another, a metre and the doubt of distances at least within it.
func (r Region) surelyIn(o Region) bool {
	if !r.isCircle() || !o.isCircle() || r.Circle.Radius >= o.Circle.Radius {
		return false
	}
	metres, _ := inverse(r.Circle.Centre, o.Circle.Centre)
	reach := metres + float64(float64(r.Circle.Radius)/1000)
	return reach+doubt(reach)+1 <= float64(float64(o.Circle.Radius)/1000)
}

// isCircle tells whether the region is one circle and nothing else.
func (r *Region) isCircle() bool {
	return r.Circle != nil && len(r.Polygons) == 0 && len(r.Sectors) == 0 && r.Path == nil
}

// share samples the points of a and returns how many of them lie in b. Of a region without area it takes the
// corners.
func share(a, b []shape) int64 {
	in, all := int64(0), int64(0)
	count := func(p Point) {
		all++
		if anyContains(b, p) {
			in++
		}
	}
	for n := range a {
		e := a[n].extent()
		for i := range int64(lattice) {
			lat := latticeAt(e.south, e.north, i)
			for k := range int64(lattice) {
				p := Point{Lat: int32(min(900_000_000, max(-900_000_000, lat))), Lon: wrap(latticeAt(e.west, e.east, k))}
				if int64(p.Lat) == lat && a[n].contains(p) {
					count(p)
				}
			}
		}
	}
	if all == 0 {
		for n := range a {
			for _, c := range a[n].chains {
				for _, p := range c.points {
					count(p)
				}
			}
		}
	}
	return in * whole / all
}

func latticeAt(low, high, i int64) int64 { return low + (high-low)*(2*i+1)/(2*lattice) }

func anyContains(shapes []shape, p Point) bool {
	for i := range shapes {
		if shapes[i].contains(p) {
			return true
		}
	}
	return false
}
