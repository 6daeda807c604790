// SPDX-License-Identifier: Apache-2.0

package workload

import "truce/place"

// Ground is the made-up ground that locating is measured on: star-shaped zones strewn over a theatre of eighteen by eight
// degrees and one long line through it, with ground behind that line. All of it is in whole numbers and follows from a seed.
type Ground struct {
	// Zones are star-shaped rings. Two of three radii lie between half of the median and twice as much.
	Zones [][]place.Point
	// Line runs from south to north and winds on every scale.
	Line []place.Point
	// Behind is the ring of the ground to the east of the line.
	Behind []place.Point
}

// The theatre, in degrees x 10^7.
const (
	theatreWest, theatreEast   = 221_000_000, 402_000_000
	theatreSouth, theatreNorth = 443_000_000, 524_000_000
)

// GroundSize is how much ground there is: so many zones of so many points each, the median of their radii, and the points of
// the line. Behind has two points more.
type GroundSize struct {
	Zones, Points int
	Radius        place.Length
	Line          int
}

// FullGround is the size that figures are given for: 1,000 zones of 500 points about 12 km around, and a line of 100,000
// points with the corners behind it.
func FullGround() GroundSize {
	return GroundSize{Zones: 1000, Points: 500, Radius: 12 * place.Kilometre, Line: 99_998}
}

// Times is so many times as many zones that cover as much ground together as before: their radii shrink.
func (s GroundSize) Times(n int) GroundSize {
	root := place.Length(1)
	for root*root < place.Length(n)*1_000_000 {
		root++
	}
	s.Zones, s.Radius = s.Zones*n, s.Radius*1000/root
	return s
}

// NewGround makes a ground.
func NewGround(seed uint64, size GroundSize) *Ground {
	d := dice(seed)
	g := &Ground{Line: longLine(&d, size.Line)}
	g.Behind = append(append([]place.Point{}, g.Line...),
		place.Point{Lat: theatreNorth, Lon: theatreEast}, place.Point{Lat: theatreSouth, Lon: theatreEast})
	for range size.Zones {
		g.Zones = append(g.Zones, star(&d, size))
	}
	return g
}

// dice are numbers that are the same on every machine: SplitMix64 (Steele, Lea and Flood, 2014).
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1.
func (d *dice) below(n int64) int64 { return int64(d.next() >> 1 % uint64(n)) }

// bell is a number of about the normal distribution with a deviation of 1,000: twelve dice less their mean (Irwin and Hall).
func (d *dice) bell() int64 {
	sum := int64(0)
	for range 12 {
		sum += d.below(1000)
	}
	return sum - 5994
}

// star is a ring around a middle, in steps of equal angle.
func star(d *dice, size GroundSize) []place.Point {
	middle := place.Point{
		Lat: int32(theatreSouth + d.below(theatreNorth-theatreSouth)), Lon: int32(theatreWest + d.below(theatreEast-theatreWest)),
	}
	// The median times e to the power of a bell of deviation 0.65, in steps of one in 64.
	radius := size.Radius
	steps := d.bell() * 42 / 1000
	for ; steps > 0; steps-- {
		radius += radius / 64
	}
	for ; steps < 0; steps++ {
		radius -= radius / 65
	}
	rough := winding(d, size.Points, 7, true)
	ring := make([]place.Point, size.Points)
	for i := range ring {
		bearing := place.Bearing(int64(i) * 360_000 / int64(size.Points))
		ring[i] = place.Travel(middle, bearing, radius+radius*place.Length(rough[i])/4_000_000)
	}
	return ring
}

// longLine goes steadily north and winds to both sides.
func longLine(d *dice, points int) []place.Point {
	rough := winding(d, points, 17, false)
	line := make([]place.Point, points)
	for i := range line {
		step := int64(i) * (theatreNorth - theatreSouth) / int64(points)
		line[i] = place.Point{Lat: int32(theatreSouth + step), Lon: int32(330_000_000 + step/2 + rough[i]*12)}
	}
	return line
}

// winding is a rough curve of so many points between -2,000,000 and 2,000,000: the sum of chains of straight pieces, each
// of twice as many pieces as the one before, and 0.6 times as high.
func winding(d *dice, points, octaves int, closed bool) []int64 {
	out := make([]int64, points)
	height, pieces := int64(800_000), 4
	for range octaves {
		ends := make([]int64, pieces+1)
		for i := range ends {
			ends[i] = d.below(2*height+1) - height
		}
		if closed {
			ends[pieces] = ends[0]
		}
		for i := range out {
			at := int64(i) * int64(pieces)
			k, part := at/int64(points), at%int64(points)
			out[i] += ends[k] + (ends[k+1]-ends[k])*part/int64(points)
		}
		height, pieces = height*6/10, pieces*2
	}
	return out
}

// Uniform returns points strewn evenly over the theatre.
func (g *Ground) Uniform(seed uint64, n int) []place.Point {
	d := dice(seed)
	out := make([]place.Point, n)
	for i := range out {
		out[i] = d.anywhere()
	}
	return out
}

func (d *dice) anywhere() place.Point {
	return place.Point{
		Lat: int32(theatreSouth + d.below(theatreNorth-theatreSouth)), Lon: int32(theatreWest + d.below(theatreEast-theatreWest)),
	}
}

// Front returns points of which 85 of 100 lie about the line, with a deviation of 20 km to the north and to the east, and the
// others anywhere.
func (g *Ground) Front(seed uint64, n int) []place.Point {
	d := dice(seed)
	out := make([]place.Point, n)
	for i := range out {
		if d.below(100) >= 85 {
			out[i] = d.anywhere()
			continue
		}
		at := g.Line[d.below(int64(len(g.Line)))]
		// 20 km are 0.18 degrees of latitude and, at 48.5 degrees, 0.27 of longitude.
		out[i] = place.Point{Lat: at.Lat + int32(d.bell()*1800), Lon: at.Lon + int32(d.bell()*2710)}
	}
	return out
}
