// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// Lower bounds of distances are taken through the earth: a chord is never longer than the geodesic between its
// ends. That holds anywhere, across the antimeridian and at the poles as well, where flat pictures fail.

// vec is a position in metres from the middle of the ellipsoid.
type vec struct{ x, y, z float64 }

func (v vec) minus(w vec) vec { return vec{v.x - w.x, v.y - w.y, v.z - w.z} }

func (v vec) dot(w vec) float64 {
	return float64(v.x*w.x) + float64(v.y*w.y) + float64(v.z*w.z)
}

func (v vec) length() float64 { return math.Sqrt(v.dot(v)) }

// chord is the straight distance through the earth.
func (v vec) chord(w vec) float64 { return v.minus(w).length() }

// toSegment returns the straight distance from v to the segment ab, and where on it, from 0 to 1, the foot is.
func (v vec) toSegment(a, b vec) (distance, t float64) {
	along, from := b.minus(a), v.minus(a)
	if square := along.dot(along); square > 0 {
		t = min(1, max(0, from.dot(along)/square))
	}
	foot := vec{float64(t * along.x), float64(t * along.y), float64(t * along.z)}
	return from.minus(foot).length(), t
}

// spot is a position between the coordinates, in degrees x 10^7.
type spot struct{ lat, lon float64 }

func (p Point) spot() spot { return spot{float64(p.Lat), float64(p.Lon)} }

// between returns the spot at t, from 0 to 1, of the edge ab, which is straight in longitude and latitude.
func between(a, b Point, t float64) spot {
	return spot{
		float64(a.Lat) + float64(t*(float64(b.Lat)-float64(a.Lat))),
		float64(a.Lon) + float64(t*(float64(b.Lon)-float64(a.Lon))),
	}
}

func (s spot) vec() vec {
	const e2 = flattening * (2 - flattening)
	sinLat, cosLat := sinCos(radiansAt(s.lat))
	sinLon, cosLon := sinCos(radiansAt(s.lon))
	across := semiMajor / math.Sqrt(1-float64(e2*float64(sinLat*sinLat)))
	out := float64(across * cosLat)
	return vec{float64(out * cosLon), float64(out * sinLon), float64(float64((1-e2)*across) * sinLat)}
}

// The radii of curvature of normal sections of WGS 84 lie between these, in metres.
const (
	tightest = 6335439.32 // along the meridian at the equator
	slackest = 6399593.63 // at the poles
)

// geodesicAtMost is an upper bound of the geodesic whose chord is given. A geodesic bends at most like a circle
// of the tightest radius, so by Schur's comparison theorem its chord is no shorter than that circle's.
func geodesicAtMost(chord float64) float64 {
	x := chord / (2 * tightest)
	if x > 0.2 {
		return math.Inf(1)
	}
	square := float64(x * x)
	// asin x = x + x^3/6 + 3x^5/40 + ...; the last factor is more than the rest of the series for x up to 0.2.
	return float64(chord * (1 + float64(square*(1.0/6+float64(square*0.08)))))
}

// yardstick bounds lengths and bends of edges among some latitudes.
type yardstick struct {
	north, east float64 // most metres of a step of 10^-7 degrees
	bend        float64 // most curvature of an edge in space, per metre
}

// yardstickFor holds for edges that stay in the box.
func yardstickFor(b box) yardstick {
	nearest, furthest := int32(0), b.low.Lat
	if b.low.Lat > 0 {
		nearest = b.low.Lat
	} else if b.high.Lat < 0 {
		nearest = b.high.Lat
	}
	if magnitude(int64(b.high.Lat)) > magnitude(int64(furthest)) {
		furthest = b.high.Lat
	}
	_, east := scales(float64(nearest))
	return yardstick{north: slackest * (math.Pi / 1.8e9), east: east, bend: bendAt(float64(furthest))}
}

// bendAt bounds the curvature in space, per metre, of edges no nearer to a pole than a latitude. In space an edge
// bends as the ground does, at most 1/tightest, and on the ground by at most sin(azimuth) (1 + cos(azimuth)^2)
// tan(latitude) / radius, which is below 1.09 tan(latitude) / radius. It is infinite at the poles.
func bendAt(lat float64) float64 {
	s, c := sinCos(radiansAt(math.Abs(lat)))
	if c <= 0 {
		return math.Inf(1)
	}
	return (1.01 + float64(1.1*s)/c) / tightest
}

// metres is an upper bound of the length of an edge.
func (y yardstick) metres(a, b Point) float64 {
	return y.over(float64(b.Lat)-float64(a.Lat), float64(b.Lon)-float64(a.Lon))
}

func (y yardstick) over(dLat, dLon float64) float64 {
	n, e := float64(dLat*y.north), float64(dLon*y.east)
	return math.Sqrt(float64(n*n) + float64(e*e))
}

// bow is the most that an edge of a length leaves its chord. Half its length is always enough.
func (y yardstick) bow(length float64) float64 {
	return min(length/2, float64(y.bend*float64(length*length))/8)
}

// ball is everything at most radius, straight through the earth, from a middle.
type ball struct {
	at     spot
	middle vec
	radius float64
}

// ballOf holds all ground in a box.
func ballOf(b box) ball {
	at := spot{(float64(b.low.Lat) + float64(b.high.Lat)) / 2, (float64(b.low.Lon) + float64(b.high.Lon)) / 2}
	out := ball{at: at, middle: at.vec()}
	if b.low != b.high {
		out.radius = yardstickFor(b).over((float64(b.high.Lat)-float64(b.low.Lat))/2, (float64(b.high.Lon)-float64(b.low.Lon))/2)
	}
	return out
}

// apart is a lower bound of the distance between anything in two balls.
func (b ball) apart(c ball) float64 { return b.middle.chord(c.middle) - b.radius - c.radius }

// scales returns how many metres a step of 10^-7 degrees is at a latitude, north and east.
func scales(lat float64) (north, east float64) {
	const e2 = flattening * (2 - flattening)
	s, c := sinCos(radiansAt(lat))
	w2 := 1 - float64(e2*float64(s*s))
	w := math.Sqrt(w2)
	const perStep = math.Pi / 1.8e9
	north = float64(semiMajor*(1-e2)) / float64(w2*w)
	east = float64(semiMajor*max(0, c)) / w
	return float64(north * perStep), float64(east * perStep)
}
