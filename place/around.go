// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// Around returns bounds that hold the region, as Box does, but at little cost and not always the narrowest: those of a
// sector hold all that its observer could have meant in that direction. ok is false without geometry.
func (r *Region) Around() (low, high Point, ok bool) {
	var e extent
	add := func(part extent) {
		if !ok {
			e, ok = part, true
			return
		}
		e = extent{min(e.south, part.south), max(e.north, part.north), min(e.west, part.west), max(e.east, part.east)}
	}
	if r.Circle != nil {
		add(extentAround(boxOf(r.Circle.Centre), r.Circle.Radius))
	}
	for _, p := range r.Polygons {
		for _, ring := range p.Rings {
			add(extentAround(boxOf(ring...), 0))
		}
	}
	for i := range r.Sectors {
		add(r.Sectors[i].around())
	}
	if r.Path != nil {
		add(extentAround(boxOf(r.Path.Points...), r.Path.Tolerance))
	}
	if !ok {
		return Point{}, Point{}, false
	}
	low, high = e.corners()
	return low, high, true
}

func extentAround(b box, radius Length) extent { return (&shape{box: b, radius: radius}).extent() }

// around bounds a sector. Near its observer the ground is taken as flat: what that leaves out of a way of some metres is
// below the way's square times bendAt, by which the bounds are widened. Far from the observer, or near a pole, the
// bounds are those of every direction.
func (s *Sector) around() extent {
	radius := s.Observer.Radius + s.margin() + Metre // for the rounding of what is drawn
	all := extentAround(boxOf(s.Observer.Centre), radius+s.outer())
	outer := float64(float64(s.outer()) / 1000)
	highest := max(math.Abs(float64(all.south)), math.Abs(float64(all.north)))
	if outer > 200_000 || highest > 7.5e8 || s.From == s.To {
		return all
	}
	far, near := outer, float64(float64(s.Distance.Least)/1000)
	way := [4]float64{} // metres to the south, north, west and east
	for n, reach := range [4]float64{far, near, far, near} {
		b := s.From
		if n > 1 {
			b = s.To
		}
		sinB, cosB := sinCos(fromMillidegrees(b))
		north, east := float64(reach*cosB), float64(reach*sinB)
		if n == 0 {
			way = [4]float64{north, north, east, east}
		}
		way = [4]float64{min(way[0], north), max(way[1], north), min(way[2], east), max(way[3], east)}
	}
	for n, cardinal := range [4]int64{180000, 0, 270000, 90000} { // the arc reaches furthest where it passes one of these
		if (cardinal-int64(s.From)+360000)%360000 <= s.span() {
			way[n] = float64(float64(1-2*((n+1)%2)) * far)
		}
	}
	wider := float64(float64(outer*outer)*bendAt(highest)) + float64(float64(radius)/1000) + 10
	way = [4]float64{way[0] - wider, way[1] + wider, way[2] - wider, way[3] + wider}
	const perStep = math.Pi / 1.8e9
	_, eastLeast := scales(highest)
	lowest := 0.0
	if all.south > 0 || all.north < 0 {
		lowest = min(math.Abs(float64(all.south)), math.Abs(float64(all.north)))
	}
	_, eastMost := scales(lowest)
	lat, lon := int64(s.Observer.Centre.Lat), int64(s.Observer.Centre.Lon)
	e := extent{
		lat + southmost(way[0], tightest*perStep, slackest*perStep), lat + northmost(way[1], tightest*perStep, slackest*perStep),
		lon + southmost(way[2], eastLeast, eastMost), lon + northmost(way[3], eastLeast, eastMost),
	}
	return extent{max(e.south, all.south), min(e.north, all.north), max(e.west, all.west), min(e.east, all.east)}
}

// southmost and northmost are ways in steps of 10^-7 degrees, which are between two lengths long, rounded away from
// each other.
func southmost(metres, shortest, longest float64) int64 {
	return int64(math.Floor(min(metres/shortest, metres/longest)))
}

func northmost(metres, shortest, longest float64) int64 {
	return int64(math.Ceil(max(metres/shortest, metres/longest)))
}
