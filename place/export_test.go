// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// Sin, Cos and Atan2 are what the package computes angles with, for the test of their errors.
func Sin(x float64) float64 { return sin(x) }

// Cos is Sin's companion.
func Cos(x float64) float64 { return cos(x) }

// Atan2 is the angle of a point.
func Atan2(y, x float64) float64 { return atan2(y, x) }

// Bits are the unrounded results for two points, bit for bit: a last bit that differs between machines shows here, where
// rounding to millimetres would mostly hide it.
func Bits(a, b Point) []uint64 {
	metres, azimuth := solve(a.spot(), b.spot())
	v := a.spot().vec()
	north, east := scales(float64(b.Lat))
	x, y := transverse(radians(b.Lat/2), radians(b.Lon/100))
	_, t := b.spot().vec().toSegment(v, vec{1e6, 2e6, 3e6})
	var bits []uint64
	for _, f := range []float64{
		metres, azimuth, v.x, v.y, v.z, north, east, x, y, t, sin(azimuth), cos(azimuth), areaUnder(a, b),
		bendAt(float64(a.Lat)), geodesicAtMost(float64(metres / 100)),
	} {
		bits = append(bits, math.Float64bits(f))
	}
	return bits
}

// TravelQuickly is Travel by a compass.
func TravelQuickly(p Point, b Bearing, d Length) Point {
	c := newCompass(p)
	return c.travel(b, d)
}
