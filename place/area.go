// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// authalic returns, up to a constant factor, the area between the equator and a latitude per radian of
// longitude, in units of half the square of the semi-minor axis (Snyder 1987, formula 3-12, by its series in e).
func authalic(lat float64) float64 {
	// q/2 = (1-e^2) * integral of cos / (1 - e^2 sin^2)^2 = (1-e^2) (s + 2/3 e^2 s^3 + 3/5 e^4 s^5 + ...)
	const e2 = flattening * (2 - flattening)
	s := sin(lat)
	t := float64(e2 * float64(s*s))
	return float64((1 - e2) * float64(s*poly(t, 1, 2.0/3, 3.0/5, 4.0/7, 5.0/9)))
}

// areaUnder is the signed area in square metres between the equator and the edge ab, straight in longitude and
// latitude: the mean of authalic along it, by Gauss and Legendre with five points, times its span of longitude.
func areaUnder(a, b Point) float64 {
	nodes := [5]float64{-0.9061798459386640, -0.5384693101056831, 0, 0.5384693101056831, 0.9061798459386640}
	weights := [5]float64{0.2369268850561891, 0.4786286704993665, 0.5688888888888889, 0.4786286704993665, 0.2369268850561891}
	low, high := radians(a.Lat), radians(b.Lat)
	sum := 0.0
	for i, n := range nodes {
		lat := float64((low+high)/2) + float64((high-low)/2*n)
		sum += float64(weights[i] * authalic(lat))
	}
	width := float64((float64(b.Lon) - float64(a.Lon)) * (math.Pi / 1.8e9))
	return float64(float64(sum/2*width) * (semiMajor * semiMajor))
}

// Area returns the area of the polygon on the ellipsoid in square metres, holes taken off.
func (p Polygon) Area() int64 {
	total := 0.0
	for i, ring := range p.Rings {
		sum := 0.0
		for k, a := range ring {
			sum += areaUnder(a, ring[(k+1)%len(ring)])
		}
		if i == 0 {
			total = math.Abs(sum)
		} else {
			total -= math.Abs(sum)
		}
	}
	return int64(math.Round(total))
}

// Area returns the zone's area on the ellipsoid in square metres. Polygons of one zone do not overlap.
func (z *Zone) Area() int64 {
	total := int64(0)
	for _, p := range z.polygons {
		total += p.Area()
	}
	return total
}

// Area returns how much ground the region may mean, in square metres: its parts added up, an overlap of them
// counted twice. A radius around edges is added as length times width, so it is exact for circles only.
func (r Region) Area() int64 {
	total := 0.0
	add := func(part Region) {
		for _, s := range part.shapes() {
			total += s.filling()
			total += s.margins()
		}
	}
	add(Region{Circle: r.Circle})
	for _, p := range r.Polygons { // they have no radius: nothing but their rings need be measured
		filling := 0.0
		for i, ring := range p.Rings {
			filling += ringArea(ring, i)
		}
		total += filling
	}
	add(Region{Sectors: r.Sectors, Path: r.Path})
	return int64(math.Round(total))
}

// ringArea is what a ring adds to the area of a polygon: holes take off.
func ringArea(ring []Point, n int) float64 {
	drawn := float64(Polygon{Rings: [][]Point{ring}}.Area())
	if n > 0 {
		return -drawn
	}
	return drawn
}

// filling is the area within the edges.
func (s *shape) filling() float64 {
	total := 0.0
	for i := range s.chains {
		if s.filled {
			total += ringArea(s.chains[i].points, i)
		}
	}
	return total
}

// margins is the area that the radius adds around the edges.
func (s *shape) margins() float64 {
	radius := float64(float64(s.radius) / 1000)
	if radius == 0 {
		return 0
	}
	edges := 0.0
	for i := range s.chains {
		c := &s.chains[i]
		for k := range c.edges() {
			a, b := c.edge(k)
			metres, _ := inverse(a, b)
			edges += metres
		}
	}
	if !s.filled {
		edges *= 2
	}
	return float64(edges*radius) + float64(math.Pi*float64(radius*radius))
}
