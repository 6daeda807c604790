// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"truce/act"
	"truce/place"
)

// fired is a weapon and where it was fired from, nil where nobody says.
type fired struct {
	class act.Class
	from  *place.Region
}

func weapon(class act.Class, calibre act.Calibre) *act.Weapon {
	return &act.Weapon{Class: class, Calibre: calibre}
}

func actOf(word string) act.Act { return act.Act(word) }

// box is the ground from one latitude to another, from 37 to 39 degrees east.
func box(south, north float64) []place.Polygon {
	e7 := func(d float64) int32 { return int32(d*1e7 + 0.5) }
	return []place.Polygon{{Rings: [][]place.Point{{
		{Lat: e7(south), Lon: e7(37)}, {Lat: e7(south), Lon: e7(39)}, {Lat: e7(north), Lon: e7(39)}, {Lat: e7(north), Lon: e7(37)},
	}}}}
}
