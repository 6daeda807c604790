// SPDX-License-Identifier: Apache-2.0

package place

import (
	"fmt"
	"math/bits"
)

// The predicates below are exact: coordinates are integers, their differences fit in 33 bits, and the products
// are compared in 128 bits. No tolerance hides in them.

// side tells on which side of the directed line from a to b the point c lies: 1 left, -1 right, 0 on it.
func side(a, b, c Point) int {
	return compareProducts(int64(b.Lon)-int64(a.Lon), int64(c.Lat)-int64(a.Lat), int64(b.Lat)-int64(a.Lat), int64(c.Lon)-int64(a.Lon))
}

// compareProducts returns the sign of a*b - c*d.
func compareProducts(a, b, c, d int64) int {
	signL, hiL, loL := product(a, b)
	signR, hiR, loR := product(c, d)
	if signL != signR {
		return sign(int64(signL - signR))
	}
	if hiL != hiR {
		if hiL > hiR {
			return signL
		}
		return -signL
	}
	if loL != loR {
		if loL > loR {
			return signL
		}
		return -signL
	}
	return 0
}

func product(a, b int64) (s int, hi, lo uint64) {
	hi, lo = bits.Mul64(magnitude(a), magnitude(b))
	return sign(a) * sign(b), hi, lo
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

func sign(n int64) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	default:
		return 0
	}
}

// within tells whether c, which is on the line through a and b, lies between them.
func within(a, b, c Point) bool {
	return min(a.Lon, b.Lon) <= c.Lon && c.Lon <= max(a.Lon, b.Lon) && min(a.Lat, b.Lat) <= c.Lat && c.Lat <= max(a.Lat, b.Lat)
}

// meet tells whether the segments ab and cd share a point.
func meet(a, b, c, d Point) bool {
	if max(a.Lon, b.Lon) < min(c.Lon, d.Lon) || max(c.Lon, d.Lon) < min(a.Lon, b.Lon) ||
		max(a.Lat, b.Lat) < min(c.Lat, d.Lat) || max(c.Lat, d.Lat) < min(a.Lat, b.Lat) {
		return false
	}
	s1, s2, s3, s4 := side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
	if s1*s2 < 0 && s3*s4 < 0 {
		return true
	}
	return s1 == 0 && within(a, b, c) || s2 == 0 && within(a, b, d) || s3 == 0 && within(c, d, a) || s4 == 0 && within(c, d, b)
}

// maxPoints is how many points a zone, a polygon or a line may have.
const maxPoints = 100_000

// checkPoint refuses positions off the globe and says so if longitude and latitude look exchanged.
func checkPoint(p Point) error {
	switch {
	case (p.Lat < -900_000_000 || p.Lat > 900_000_000) && p.Lon >= -900_000_000 && p.Lon <= 900_000_000:
		return fmt.Errorf("latitude %s is beyond 90 degrees: longitude and latitude may be swapped", degrees(p.Lat))
	case p.Lat < -900_000_000 || p.Lat > 900_000_000:
		return fmt.Errorf("latitude %s is beyond 90 degrees", degrees(p.Lat))
	case p.Lon < -1_800_000_000 || p.Lon > 1_800_000_000:
		return fmt.Errorf("longitude %s is beyond 180 degrees", degrees(p.Lon))
	}
	return nil
}

// degrees writes a coordinate with seven decimals.
func degrees(e7 int32) string {
	n, s := int64(e7), ""
	if n < 0 {
		n, s = -n, "-"
	}
	return fmt.Sprintf("%s%d.%07d", s, n/10_000_000, n%10_000_000)
}
