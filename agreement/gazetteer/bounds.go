// SPDX-License-Identifier: Apache-2.0

package gazetteer

import "truce/place"

// Bounds returns the bounds of everything that is drawn; ok is false where nothing is.
func (g *Gazetteer) Bounds() (low, high place.Point, ok bool) {
	for i := range g.spots {
		a, b, drawn := g.spots[i].region().Box()
		switch {
		case !drawn:
		case !ok:
			low, high, ok = a, b, true
		default:
			low = place.Point{Lat: min(low.Lat, a.Lat), Lon: min(low.Lon, a.Lon)}
			high = place.Point{Lat: max(high.Lat, b.Lat), Lon: max(high.Lon, b.Lon)}
		}
	}
	return low, high, ok
}

// Line returns the line of an ID, nil where the place is none.
func (g *Gazetteer) Line(id string) *place.Line {
	if i, ok := g.ids[id]; ok {
		return g.spots[i].Line
	}
	return nil
}
