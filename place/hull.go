// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// hull is how far something reaches along eight directions of the plane of latitude and longitude. Edges are straight in
// it, so their ends reach furthest. Two that do not meet along one direction do not touch.
type hull [8][2]float64

// slants are the eight directions: a step of latitude and one of longitude counted so. At the latitude of 49 degrees they
// are about evenly spread.
var slants = [8][2]float64{{1, 0}, {0, 1}, {1, 0.66}, {1, -0.66}, {1, 0.27}, {1, -0.27}, {1, 1.6}, {1, -1.6}}

// hullOf bounds points of a box, and everything within a radius of what runs straight between them.
func hullOf(b box, radius Length, lines ...[]Point) hull {
	highest := max(math.Abs(float64(b.low.Lat)), math.Abs(float64(b.high.Lat)))
	const perStep = math.Pi / 1.8e9
	metres := float64(float64(float64(radius)/1000)*1.0001) + 1
	north := metres / (tightest * perStep)
	east := metres / float64(float64(semiMajor*perStep)*cos(radiansAt(min(8.9e8, highest+north))))
	var h hull
	for n, s := range slants {
		low, high := math.Inf(1), math.Inf(-1)
		for _, line := range lines {
			for _, p := range line {
				at := float64(s[0]*float64(p.Lat)) + float64(s[1]*float64(p.Lon))
				low, high = min(low, at), max(high, at)
			}
		}
		more := float64(s[0]*north) + math.Abs(float64(s[1]*east)) + 1
		h[n] = [2]float64{low - more, high + more}
	}
	return h
}

// apart tells whether two surely do not touch.
func (h hull) apart(o hull) bool {
	for n := range h {
		if h[n][1] < o[n][0] || o[n][1] < h[n][0] {
			return true
		}
	}
	return false
}
