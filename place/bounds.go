// SPDX-License-Identifier: Apache-2.0

package place

// Bounds returns bounds that hold all of the region, wider than those of Box where these are dear: a sector is taken for all
// ground that its observer could mean at any bearing on that side, east or west, where the bearings have one. ok is false
// without geometry. It is for telling cheaply that two places are apart.
func (r Region) Bounds() (low, high Point, ok bool) {
	var all extent
	add := func(e extent) {
		if !ok {
			all, ok = e, true
			return
		}
		all = extent{min(all.south, e.south), max(all.north, e.north), min(all.west, e.west), max(all.east, e.east)}
	}
	if r.Circle != nil {
		add(around(r.Circle.Centre, r.Circle.Radius))
	}
	for _, p := range r.Polygons {
		for _, ring := range p.Rings {
			b := boxOf(ring...)
			add(extent{int64(b.low.Lat), int64(b.high.Lat), int64(b.low.Lon), int64(b.high.Lon)})
		}
	}
	for _, s := range r.Sectors {
		add(s.bounds())
	}
	if r.Path != nil {
		part := shape{box: boxOf(r.Path.Points...), radius: r.Path.Tolerance}
		add(part.extent())
	}
	if !ok {
		return Point{}, Point{}, false
	}
	low, high = all.corners()
	return low, high, true
}

// around is the extent of a circle.
func around(p Point, radius Length) extent {
	part := shape{box: box{p, p}, radius: radius}
	return part.extent()
}

// bounds is the extent of a sector's circle, cut off at the observer where all bearings go east, or all west.
func (s Sector) bounds() extent {
	width := s.Observer.Radius + s.margin()
	e := around(s.Observer.Centre, width+s.outer())
	if from, to := s.From, s.To; from < to {
		// The sector's own width is taken at every latitude that it reaches.
		middle := shape{box: box{s.Observer.Centre, s.Observer.Centre}, radius: width}
		middle.box.low.Lat, middle.box.high.Lat = int32(max(-900_000_000, e.south)), int32(min(900_000_000, e.north))
		own := middle.extent()
		switch {
		case to <= 180_000:
			e.west = max(e.west, own.west)
		case from >= 180_000:
			e.east = min(e.east, own.east)
		}
	}
	return e
}

// Drawn is a region whose shapes are drawn once, at the first question. It is not safe for concurrent use.
type Drawn struct {
	region Region
	parts  []shape
}

// Draw returns a region to be drawn.
func Draw(r Region) Drawn { return Drawn{region: r} }

func (d *Drawn) shapes() []shape {
	if d.parts == nil {
		d.parts = d.region.shapes()
	}
	return d.parts
}

// Touching is Touch of two regions that are drawn once.
func Touching(a, b *Drawn) (touch, ok bool) {
	as, bs := a.shapes(), b.shapes()
	if len(as) == 0 || len(bs) == 0 {
		return false, false
	}
	return anyTouch(as, bs), true
}
