// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// WGS 84, in metres.
const (
	semiMajor  = 6378137.0
	flattening = 1 / 298.257223563
	semiMinor  = 6356752.314245179 // semiMajor (1 - flattening)
)

// maxRounds bounds the iterations of both geodesic problems. Away from the antipode they converge in under ten.
const maxRounds = 200

// Distance returns the geodesic distance between two points on WGS 84, rounded to the millimetre, by Vincenty's
// inverse formula (Survey Review XXIII, 1975). Near the antipode, at most 80 km from it, where the formula does not
// converge, it is right to 40 km of 20,000 km.
func Distance(a, b Point) Length {
	metres, _ := inverse(a, b)
	return Length(math.Round(float64(metres * 1000)))
}

// Direction returns the initial bearing of the geodesic from a to b; 0 for one and the same point, and where the
// distance is not sure near the antipode.
func Direction(a, b Point) Bearing {
	_, azimuth := inverse(a, b)
	return normal(int64(math.Round(float64(azimuth * (180000 / math.Pi)))))
}

// preciseDirection is Direction in radians.
func preciseDirection(a, b Point) float64 {
	_, azimuth := inverse(a, b)
	return azimuth
}

// normal brings millidegrees into [0, 360000).
func normal(millidegrees int64) Bearing { return Bearing((millidegrees%360000 + 360000) % 360000) }

// reduced returns the sine and cosine of the reduced latitude.
func reduced(lat float64) (s, c float64) {
	s, c = sinCos(radiansAt(lat))
	s = float64((1 - flattening) * s)
	n := math.Sqrt(float64(s*s) + float64(c*c))
	return s / n, c / n
}

// inverse is solve for points.
func inverse(a, b Point) (metres, azimuth float64) { return solve(a.spot(), b.spot()) }

// solve returns the length of the geodesic and its azimuth at a, in radians, in (-pi, pi].
func solve(a, b spot) (metres, azimuth float64) {
	if a == b {
		return 0, 0
	}
	sinA, cosA := reduced(a.lat)
	sinB, cosB := reduced(b.lat)
	turn := b.lon - a.lon
	if turn > 1.8e9 {
		turn -= 3.6e9
	} else if turn < -1.8e9 {
		turn += 3.6e9
	}
	l := radiansAt(turn)
	lambda := l
	for range maxRounds {
		sinL, cosL := sinCos(lambda)
		east := float64(cosB * sinL)
		north := float64(cosA*sinB) - float64(float64(sinA*cosB)*cosL)
		sinS := math.Sqrt(float64(east*east) + float64(north*north))
		cosS := float64(sinA*sinB) + float64(float64(cosA*cosB)*cosL)
		if sinS == 0 && cosS > 0 {
			return 0, 0
		}
		if sinS == 0 {
			break
		}
		sigma := atan2(sinS, cosS)
		sinAlpha := float64(float64(cosA*cosB)*sinL) / sinS
		cos2Alpha := 1 - float64(sinAlpha*sinAlpha)
		cos2M := 0.0 // on the equator
		if cos2Alpha > 1e-12 {
			cos2M = cosS - float64(2*float64(sinA*sinB))/cos2Alpha
		}
		g := great{sinAlpha, cos2Alpha, sigma, sinS, cosS, cos2M}
		next := l + g.sweep()
		if math.Abs(next-lambda) < 1e-13 {
			return g.length(), atan2(east, north)
		}
		if math.Abs(next) > math.Pi+1e-9 {
			break
		}
		lambda = next
	}
	return nearAntipode(a, b), 0
}

// halfMeridian is the distance in metres from any point to its antipode, over a pole.
const halfMeridian = 20003931.4586

// nearAntipode is a distance where Vincenty's formula does not converge. Over the antipode of a, by the triangle
// inequality, the truth lies between half the meridian and that less the distance from the antipode to b; no two points
// are further apart than half the meridian.
func nearAntipode(a, b spot) float64 {
	antipode := spot{-a.lat, a.lon + 1.8e9}
	if antipode.lon > 1.8e9 {
		antipode.lon -= 3.6e9
	}
	return halfMeridian - float64(geodesicAtMost(antipode.vec().chord(b.vec()))/2)
}

// great is an arc of the great circle on Vincenty's auxiliary sphere: the sine of its azimuth at the equator and
// the square of the cosine, its length sigma with sine and cosine, and the cosine of twice its middle.
type great struct{ sinAlpha, cos2Alpha, sigma, sinS, cosS, cos2M float64 }

// sweep is the difference of longitude on the auxiliary sphere less that on the ellipsoid.
func (g great) sweep() float64 {
	sinAlpha, cos2Alpha, sigma, sinS, cosS, cos2M := g.sinAlpha, g.cos2Alpha, g.sigma, g.sinS, g.cosS, g.cos2M
	c := float64(float64(flattening/16*cos2Alpha) * (4 + float64(flattening*(4-float64(3*cos2Alpha)))))
	inner := cos2M + float64(float64(c*cosS)*(float64(2*float64(cos2M*cos2M))-1))
	return float64(float64(float64((1-c)*flattening)*sinAlpha) * (sigma + float64(float64(c*sinS)*inner)))
}

// series returns Vincenty's A and B.
func series(cos2Alpha float64) (a, b float64) {
	const ratio = (semiMajor*semiMajor - semiMinor*semiMinor) / (semiMinor * semiMinor)
	u := float64(cos2Alpha * ratio)
	a = 1 + float64(u/16384*poly(u, 4096, -768, 320, -175))
	b = float64(u / 1024 * poly(u, 256, -128, 74, -47))
	return a, b
}

// shift is Vincenty's delta sigma.
func shift(b, sinS, cosS, cos2M float64) float64 {
	m := float64(cos2M * cos2M)
	first := float64(cosS * (float64(2*m) - 1))
	second := float64(float64(float64(b/6*cos2M)*(float64(4*float64(sinS*sinS))-3)) * (float64(4*m) - 3))
	return float64(float64(b*sinS) * (cos2M + float64(b/4*(first-second))))
}

// length is the length of the arc on the ellipsoid in metres.
func (g great) length() float64 {
	a, b := series(g.cos2Alpha)
	return float64(float64(semiMinor*a) * (g.sigma - shift(b, g.sinS, g.cosS, g.cos2M)))
}

// Travel returns the point that lies a distance from p along a bearing, by Vincenty's direct formula, rounded to
// 10^-7 degrees. A longitude beyond 180 degrees is carried to the other side.
func Travel(p Point, b Bearing, distance Length) Point {
	return travel(p, fromMillidegrees(b), float64(distance)/1000)
}

// travel is Travel in radians and metres.
func travel(p Point, azimuth, metres float64) Point {
	sin1, cos1 := sinCos(azimuth)
	sinU, cosU := reduced(float64(p.Lat))
	sigma1 := atan2(sinU, float64(cosU*cos1))
	sinAlpha := float64(cosU * sin1)
	cos2Alpha := 1 - float64(sinAlpha*sinAlpha)
	a, bb := series(cos2Alpha)
	straight := metres / float64(semiMinor*a)
	sigma := straight
	var sinS, cosS, cos2M float64
	for range maxRounds {
		cos2M = cos(float64(2*sigma1) + sigma)
		sinS, cosS = sinCos(sigma)
		next := straight + shift(bb, sinS, cosS, cos2M)
		done := math.Abs(next-sigma) < 1e-14
		sigma = next
		if done {
			break
		}
	}
	sinS, cosS = sinCos(sigma)
	cos2M = cos(float64(2*sigma1) + sigma)
	cross := float64(sinU*sinS) - float64(float64(cosU*cosS)*cos1)
	lat := atan2(float64(sinU*cosS)+float64(float64(cosU*sinS)*cos1),
		float64((1-flattening)*math.Sqrt(float64(sinAlpha*sinAlpha)+float64(cross*cross))))
	lambda := atan2(float64(sinS*sin1), float64(cosU*cosS)-float64(float64(sinU*sinS)*cos1))
	g := great{sinAlpha, cos2Alpha, sigma, sinS, cosS, cos2M}
	lon := float64(p.Lon) + float64((lambda-g.sweep())*(1.8e9/math.Pi))
	return Point{Lat: int32(math.Round(float64(lat * (1.8e9 / math.Pi)))), Lon: wrap(int64(math.Round(lon)))}
}

// wrap brings a longitude in degrees x 10^7 into [-180, 180] degrees.
func wrap(lon int64) int32 {
	for lon > 1_800_000_000 {
		lon -= 3_600_000_000
	}
	for lon < -1_800_000_000 {
		lon += 3_600_000_000
	}
	return int32(lon)
}
