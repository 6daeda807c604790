// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// compass is Travel from one point in many directions. It takes the same way, but what depends on the point or on the
// direction alone is worked out once, and for the small angles of a short way series stand in for the functions. Where
// what it finds is so close to the middle between two coordinates that a last bit would tell, Travel itself is asked: so
// the points are the same.
type compass struct {
	from             Point
	sinLat, cosLat   float64
	sinU, cosU       float64
	toward           Bearing
	sin1, cos1       float64
	sinAlpha, square float64 // square is that of the cosine
	sin2, cos2       float64 // of twice the angle from the equator
	perMetre, b      float64
}

// The longest way that the series are good for, and the highest latitude.
const (
	compassReach = 100 * Kilometre
	compassLat   = 750_000_000
)

func newCompass(from Point) compass {
	c := compass{from: from, toward: -1}
	c.sinLat, c.cosLat = sinCos(radians(from.Lat))
	c.sinU, c.cosU = reduced(float64(from.Lat))
	return c
}

// turn sets the direction.
func (c *compass) turn(b Bearing) {
	c.toward = b
	c.sin1, c.cos1 = sinCos(fromMillidegrees(b))
	c.sinAlpha = float64(c.cosU * c.sin1)
	c.square = 1 - float64(c.sinAlpha*c.sinAlpha)
	a, bb := series(c.square)
	c.perMetre, c.b = 1/float64(semiMinor*a), bb
	// sigma1 is the angle of (cosU cos1, sinU); its double is that of their square as a complex number.
	x, y := float64(c.cosU*c.cos1), c.sinU
	n := float64(x*x) + float64(y*y)
	c.sin2, c.cos2 = float64(2*float64(x*y))/n, (float64(x*x)-float64(y*y))/n
}

// travel is Travel.
func (c *compass) travel(b Bearing, distance Length) Point {
	if distance > compassReach || c.from.Lat > compassLat || c.from.Lat < -compassLat {
		return Travel(c.from, b, distance)
	}
	if c.toward != b {
		c.turn(b)
	}
	straight := float64(float64(float64(distance)/1000) * c.perMetre)
	sigma := straight
	var sinS, cosS, cos2M float64
	for range 3 { // each round leaves a thousandth of the error
		sinS, cosS = small(sigma)
		cos2M = float64(c.cos2*cosS) - float64(c.sin2*sinS)
		sigma = straight + shift(c.b, sinS, cosS, cos2M)
	}
	sinS, cosS = small(sigma)
	cos2M = float64(c.cos2*cosS) - float64(c.sin2*sinS)
	cross := float64(c.sinU*sinS) - float64(float64(c.cosU*cosS)*c.cos1)
	y := float64(c.sinU*cosS) + float64(float64(c.cosU*sinS)*c.cos1)
	x := float64((1 - flattening) * math.Sqrt(float64(c.sinAlpha*c.sinAlpha)+float64(cross*cross)))
	north := smallAtan((float64(y*c.cosLat) - float64(x*c.sinLat)) / (float64(x*c.cosLat) + float64(y*c.sinLat)))
	lambda := smallAtan(float64(sinS*c.sin1) / (float64(c.cosU*cosS) - float64(float64(c.sinU*sinS)*c.cos1)))
	g := great{c.sinAlpha, c.square, sigma, sinS, cosS, cos2M}
	lat := float64(c.from.Lat) + float64(north*(1.8e9/math.Pi))
	lon := float64(c.from.Lon) + float64((lambda-g.sweep())*(1.8e9/math.Pi))
	if isBetween(lat) || isBetween(lon) {
		return Travel(c.from, b, distance)
	}
	return Point{Lat: int32(math.Round(lat)), Lon: wrap(int64(math.Round(lon)))}
}

// isBetween tells whether a coordinate is so close to the middle between two whole ones that it may be rounded either way.
func isBetween(x float64) bool {
	_, part := math.Modf(math.Abs(x))
	return math.Abs(part-0.5) < 0.01
}

// small is sinCos of at most a fiftieth.
func small(x float64) (s, c float64) {
	z := float64(x * x)
	s = float64(x * (1 - float64(z/6*(1-float64(z/20*(1-z/42))))))
	c = 1 - float64(z/2*(1-float64(z/12*(1-z/30))))
	return s, c
}

// smallAtan is atan of at most a twentieth.
func smallAtan(x float64) float64 {
	z := float64(x * x)
	return float64(x * (1 - float64(z*(1.0/3-float64(z*(1.0/5-float64(z*(1.0/7-float64(z*(1.0/9-z/11))))))))))
}
