// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// Foot is where on a line a point is nearest to it.
type Foot struct {
	At Point
	// Along is how far At is from the beginning of the line, along it; right to a hundred-thousandth.
	Along Length
	// Away is the ellipsoidal distance of the point from At.
	Away Length
	// Side is where the point lies, seen along the line: 1 to the left, -1 to the right, 0 on it.
	Side int
	// Ended says that At is an end of the line and that the point lies beyond it, so that no side is sure.
	Ended bool
}

// Length returns the length of the line on the ellipsoid.
func (l *Line) Length() Length {
	points, total := l.Points(), 0.0
	for i := 0; i+1 < len(points); i++ {
		total += edgeMetres(points[i], points[i+1])
	}
	return Length(math.Round(float64(total * 1000)))
}

// stretch is the longest part of an edge that is measured or searched as one, in metres.
const stretch = 5000

// edgeMetres is the length of an edge, which is straight in longitude and latitude, in parts.
func edgeMetres(a, b Point) float64 {
	n := parts(a, b)
	total, from := 0.0, a.spot()
	for k := 1; k <= n; k++ {
		to := between(a, b, float64(k)/float64(n))
		metres, _ := solve(from, to)
		total += metres
		from = to
	}
	return total
}

func parts(a, b Point) int {
	metres, _ := inverse(a, b)
	return int(math.Ceil(metres/stretch)) + 1
}

// Foot returns the point of the line that is nearest to p. Of several the first along the line counts.
func (l *Line) Foot(p Point) Foot {
	points := l.Points()
	at, from := p.spot().vec(), p.spot()
	best, edge, share := math.Inf(1), 0, 0.0
	for i := 0; i+1 < len(points); i++ {
		a, b := points[i], points[i+1]
		u, v := l.shape.chains[0].ends(i)
		stick := l.shape.chains[0].stick
		if d, _ := at.toSegment(u, v); d-stick.bow(stick.metres(a, b)) > best {
			continue
		}
		n := parts(a, b)
		for k := range n {
			low, high := float64(k)/float64(n), float64(k+1)/float64(n)
			_, t := at.toSegment(between(a, b, low).vec(), between(a, b, high).vec())
			t = refineFoot(a, b, from, [3]float64{low, low + float64(t*(high-low)), high})
			if metres, _ := solve(between(a, b, t), from); metres < best-1e-6 {
				best, edge, share = metres, i, t
			}
		}
	}
	along := 0.0
	for i := range edge {
		along += edgeMetres(points[i], points[i+1])
	}
	a, b := points[edge], points[edge+1]
	whole := edgeMetres(a, b)
	foot := between(a, b, share)
	f := Foot{
		At:    Point{Lat: int32(math.Round(foot.lat)), Lon: int32(math.Round(foot.lon))},
		Along: Length(math.Round(float64(float64(along+float64(share*whole)) * 1000))),
		Away:  Length(math.Round(float64(best * 1000))),
	}
	f.Side, f.Ended = l.sideOf(p, edge, share)
	return f
}

// refineFoot steps to where the edge and the geodesic to a spot are at right angles; t holds the least, the first and the most share.
func refineFoot(a, b Point, from spot, t [3]float64) float64 {
	dLat, dLon := float64(b.Lat)-float64(a.Lat), float64(b.Lon)-float64(a.Lon)
	at := t[1]
	for range refineRounds {
		spot := between(a, b, at)
		metres, azimuth := solve(spot, from)
		north, east := scales(spot.lat)
		y, x := float64(dLat*north), float64(dLon*east)
		square := float64(x*x) + float64(y*y)
		if square == 0 || metres < 0.0005 {
			return at
		}
		s, c := sinCos(azimuth)
		at = min(t[2], max(t[0], at+float64(metres*(float64(x*s)+float64(y*c)))/square))
	}
	return at
}

// sideOf tells on which side of the line a point lies whose nearest point is at a share of an edge. At a corner it lies on the
// outside of the turn, unless both edges have it on one side; by an end it may lie beyond.
func (l *Line) sideOf(p Point, edge int, share float64) (sideways int, ended bool) {
	points := l.Points()
	a, b := points[edge], points[edge+1]
	here := side(a, b, p)
	switch {
	case share > 1e-9 && share < 1-1e-9:
		return here, false
	case share <= 1e-9 && edge == 0 || share >= 1-1e-9 && edge+2 == len(points):
		return here, true
	case share <= 1e-9:
		a, b = points[edge-1], points[edge]
	default:
		a, b = points[edge+1], points[edge+2]
	}
	other := side(a, b, p)
	if other == here || other == 0 {
		return here, false
	}
	if here == 0 {
		return other, false
	}
	first, corner, last := points[edge], points[edge+1], Point{}
	if share <= 1e-9 {
		first, corner, last = points[edge-1], points[edge], points[edge+1]
	} else {
		last = points[edge+2]
	}
	return -side(first, corner, last), false
}
