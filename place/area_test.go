// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"math"
	"testing"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"
	"pgregory.net/rapid"

	"truce/place"
)

// The eccentricity of WGS 84 and the radius of the sphere of equal area.
const (
	squareE  = 0.0066943799901413165
	authalic = 6371007.180918475
)

// under is the closed form of the area under a parallel, per radian of longitude (Snyder 1987, 3-12).
func under(lat float64) float64 {
	e, s := math.Sqrt(squareE), math.Sin(lat)
	b := 6356752.314245179
	return b * b / 2 * (s/(1-squareE*s*s) + math.Log((1+e*s)/(1-e*s))/(2*e))
}

func TestACellOfOneDegreeHasTheAreaOfTheClosedForm(t *testing.T) {
	for _, south := range []int32{-60, 0, 30, 44, 48, 52, 70} {
		cell := square(float64(south)+0.5, 30.5, 0.5)
		rad := func(d int32) float64 { return float64(d) * math.Pi / 180 }
		want := (under(rad(south+1)) - under(rad(south))) * math.Pi / 180
		if got := float64(cell.Area()); math.Abs(got-want) > 1 {
			t.Errorf("%d N: %.0f m2, the closed form has %.1f", south, got, want)
		}
	}
}

// S2 measures on a sphere. With latitudes turned into those of the sphere of equal area, and edges so short that a great circle and a
// straight edge are one, it measures what the ellipsoid has.
func TestAreasAreThoseOfS2OnTheSphereOfEqualArea(t *testing.T) {
	pole := under(math.Pi / 2)
	rapid.Check(t, func(t *rapid.T) {
		at := func(name string) [2]float64 {
			return [2]float64{rapid.Float64Range(44, 53).Draw(t, name+" lat"), rapid.Float64Range(22, 41).Draw(t, name+" lon")}
		}
		corners := [][2]float64{at("a"), at("b"), at("c")}
		var ring []place.Point
		var points []s2.Point
		for i, a := range corners {
			b := corners[(i+1)%3]
			const steps = 400
			for k := range steps {
				share := float64(k) / steps
				p := place.Point{Lat: int32((a[0] + (b[0]-a[0])*share) * 1e7), Lon: int32((a[1] + (b[1]-a[1])*share) * 1e7)}
				if n := len(ring); n > 0 && ring[n-1] == p {
					continue
				}
				ring = append(ring, p)
				lat := math.Asin(under(float64(p.Lat)*math.Pi/1.8e9) / pole)
				points = append(points, s2.PointFromLatLng(s2.LatLng{Lat: s1.Angle(lat), Lng: s1.Angle(float64(p.Lon) * math.Pi / 1.8e9)}))
			}
		}
		polygon := place.Polygon{Rings: [][]place.Point{ring}}
		if polygon.Check() != nil {
			t.Skip("not a ring")
		}
		loop := s2.LoopFromPoints(points)
		loop.Normalize()
		want, got := loop.Area()*authalic*authalic, float64(polygon.Area())
		if math.Abs(got-want) > 1e-5*want+1e6 {
			t.Errorf("%.0f m2, S2 has %.0f", got, want)
		}
	})
}
