// SPDX-License-Identifier: Apache-2.0

package coverage

import "truce/place"

// frame is bounds outside of which a watch surely perceives nothing: a quick look before the exact one.
type frame struct{ south, west, north, east int64 }

func (f frame) holds(p place.Point) bool {
	return f.south <= int64(p.Lat) && int64(p.Lat) <= f.north && f.west <= int64(p.Lon) && int64(p.Lon) <= f.east
}

// touches reports whether some of a cell may be in the bounds.
func (f frame) touches(c Cell, side int64) bool {
	south, west := c.low(side)
	return south <= f.north && f.south <= south+side && west <= f.east && f.west <= west+side
}

// frame is that of the ground of a watch, in its source's word or within reach of its post.
func (w *Watch) frame(can limits) frame {
	ground, reach := w.Where, place.Length(0)
	if !ground.HasGeometry() {
		ground, reach = w.Post, max(can.day, can.night)
	}
	low, high, ok := ground.Box()
	if !ok {
		return frame{}
	}
	// A degree of latitude has more than 110 km, one of longitude as much times the cosine of the latitude.
	const shortest = 110 * place.Kilometre
	up := int64(reach)*10_000_000/int64(shortest) + 1
	farthest := max(int64(high.Lat)+up, -(int64(low.Lat)-up)) / 10_000
	aside := int64(3_600_000_000) // near a pole, or across the antimeridian, all longitudes
	if cosine := sine(90_000 - min(farthest, 90_000)); cosine > 10_000 {
		aside = up*1_010_000/cosine + 1
	}
	out := frame{int64(low.Lat) - up, int64(low.Lon) - aside, int64(high.Lat) + up, int64(high.Lon) + aside}
	if out.west < -1_800_000_000 || out.east > 1_800_000_000 {
		out.west, out.east = -1_800_000_000, 1_800_000_000
	}
	return out
}
