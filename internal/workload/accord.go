// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"fmt"
	"strconv"

	"truce/act"
	"truce/agreement"
	"truce/place"
)

// The basin in which everything lies, in degrees x 10^7.
const (
	basinWest, basinEast   = 330_000_000, 380_000_000
	basinSouth, basinNorth = 470_000_000, 500_000_000
)

// frontPieces is how many straight pieces the front has.
const frontPieces = 60

// frontAt is the point of the front at so many thousandths of its pieces: it runs from south-west to north-east and
// winds.
func frontAt(milli int64) place.Point {
	i, part := milli/1000, milli%1000
	a, b := frontCorner(i), frontCorner(i+1)
	return place.Point{
		Lat: a.Lat + int32(int64(b.Lat-a.Lat)*part/1000), Lon: a.Lon + int32(int64(b.Lon-a.Lon)*part/1000),
	}
}

func frontCorner(i int64) place.Point {
	wind := source{uint64(i) + 77}
	return place.Point{
		Lat: int32(475_000_000 + 20_000_000*i/frontPieces + wind.around(600_000)),
		Lon: int32(340_000_000 + 32_000_000*i/frontPieces + wind.around(600_000)),
	}
}

// settlements is how many named places the text draws.
const settlements = 160

func settlementName(i int) string { return fmt.Sprintf("Exercise Village %d", i+1) }

// settlement is the middle of a named place: most lie along the front.
func settlement(i int) place.Point {
	s := source{uint64(i) + 1000}
	p := frontAt(int64(i) * (frontPieces * 1000 / settlements))
	return place.Point{Lat: p.Lat + int32(s.around(3_000_000)), Lon: p.Lon + int32(s.around(4_500_000))}
}

// nearest is the place of a list that is near enough: by the sum of the differences of both coordinates.
func nearest(p place.Point, list []place.Point) int {
	best, least := 0, int64(1)<<62
	for i, q := range list {
		if d := size(int64(p.Lat)-int64(q.Lat)) + size(int64(p.Lon)-int64(q.Lon)); d < least {
			best, least = i, d
		}
	}
	return best
}

func size(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// zoneCount is how many zones the text draws along the front.
const zoneCount = 36

// Terms is how many terms the text has.
const Terms = 50

// Accord returns the invented text: fifty terms that differ in act, weapon, calibre, place, time and in whom they bind.
// Its day D is 1 March 2026.
func Accord() *agreement.Agreement {
	a := &agreement.Agreement{
		Format: 1, ID: "fifty-terms", Version: 1, Title: "EXERCISE: an accord of fifty terms", Kind: agreement.Accord, Exercise: true,
		Sources: []agreement.Source{{ID: "invented", Title: "Invented to measure speed", Standing: "invented"}},
		Parties: []agreement.Party{{ID: "amber", Name: "Party Amber"}, {ID: "cobalt", Name: "Party Cobalt"}},
		Others:  []agreement.Party{},
		Force:   agreement.Force{From: "D", Until: "D+3000", Area: []agreement.PlaceID{"theatre"}},
		Times: []agreement.Time{
			{ID: "d", Article: "1", Event: "2026-03-01 00:00 UTC"},
			{ID: "night", Article: "1", From: "20:00", To: "05:00", Zone: "UTC"},
			{ID: "works", Article: "1", From: "09:00", To: "15:00", Zone: "UTC"},
		},
		Places:   drawn(),
		Counting: agreement.Counting{Unit: "one incident under one term", Day: "UTC"},
		Evidence: agreement.Evidence{C2: agreement.Threshold{Roots: 2}, C3: agreement.Threshold{Roots: 3, Means: 2}, Recurrence: "10 d"},
	}
	for i := range 5 {
		n := strconv.Itoa(i + 1)
		a.Articles = append(a.Articles, agreement.Article{
			ID: agreement.ArticleID(n), Title: "Article " + n, Says: "Ten of the terms.", Cite: "Exercise, article " + n, Source: "invented",
		})
	}
	for i := range Terms {
		a.Terms = append(a.Terms, fiftyOf(i))
	}
	return a
}

// fiftyOf is one of the terms.
func fiftyOf(i int) agreement.Term {
	t := agreement.Term{
		ID: agreement.TermID(fmt.Sprintf("term-%02d", i+1)), Article: agreement.ArticleID(strconv.Itoa(i/10 + 1)),
		Sense: agreement.Prohibits, Severity: 2, Where: []agreement.PlaceID{zoneID(i % zoneCount)},
	}
	switch i % 5 {
	case 0:
		t.Acts, t.Weapons = []act.Act{"indirect-fire"}, &agreement.Weapons{Classes: []act.Class{"artillery", "mortar", "multiple-launch-rocket-system"}, AtLeast: "100"}
	case 1:
		t.Acts, t.When = []act.Act{"fire", "explosion"}, []agreement.TimeID{"night"}
	case 2:
		t.Acts, t.Binds = []act.Act{"weapon-presence", "troop-movement"}, []agreement.PartyID{"amber"}
		t.KeepBack = &agreement.KeepBack{AtLeast: "15 km", From: "front"}
	case 3:
		t.Acts, t.From = []act.Act{"aerial-activity", "uav-strike"}, "D+14"
	case 4:
		t.Acts, t.When, t.Binds = []act.Act{"engineering-works", "direct-fire"}, []agreement.TimeID{"works"}, []agreement.PartyID{"cobalt"}
	}
	if i%7 == 0 {
		t.Where = append(t.Where, zoneID((i+11)%zoneCount))
	}
	return t
}

func zoneID(i int) agreement.PlaceID { return agreement.PlaceID(fmt.Sprintf("zone-%02d", i+1)) }

// drawn are the places of the text: the theatre, the front, zones along it and settlements.
func drawn() []agreement.Place {
	out := []agreement.Place{{
		ID: "theatre", Name: "The theatre", Kind: agreement.ZonePlace, Source: "invented",
		Geometry: &agreement.Geometry{Polygon: [][2]agreement.Degrees{
			at(basinWest-5_000_000, basinSouth-5_000_000), at(basinEast+5_000_000, basinSouth-5_000_000), at(basinEast+5_000_000, basinNorth+5_000_000), at(basinWest-5_000_000, basinNorth+5_000_000),
		}},
	}}
	front := agreement.Place{ID: "front", Name: "The front", Kind: agreement.LinePlace, Source: "invented", Geometry: &agreement.Geometry{}}
	for i := range int64(frontPieces + 1) {
		p := frontCorner(i)
		front.Geometry.Line = append(front.Geometry.Line, at(int64(p.Lon), int64(p.Lat)))
	}
	out = append(out, front)
	for i := range zoneCount {
		out = append(out, zone(i))
	}
	for i := range settlements {
		p := settlement(i)
		point := at(int64(p.Lon), int64(p.Lat))
		out = append(out, agreement.Place{
			ID: agreement.PlaceID(fmt.Sprintf("village-%03d", i+1)), Name: settlementName(i), Kind: agreement.NamedPlace, Source: "invented",
			Geometry: &agreement.Geometry{Point: &point, Radius: "1500 m"},
		})
	}
	return out
}

// zone is an eight-cornered zone of some twelve kilometres about a point of the front.
func zone(i int) agreement.Place {
	p := frontAt(int64(i) * (frontPieces * 1000 / zoneCount))
	lat, lon := int64(p.Lat), int64(p.Lon)
	const a, b, c, d = 1_100_000, 450_000, 1_700_000, 700_000
	return agreement.Place{
		ID: zoneID(i), Name: "Zone " + strconv.Itoa(i+1), Kind: agreement.ZonePlace, Source: "invented", Tolerance: "100 m",
		Geometry: &agreement.Geometry{Polygon: [][2]agreement.Degrees{
			at(lon-c, lat-b), at(lon-d, lat-a), at(lon+d, lat-a), at(lon+c, lat-b), at(lon+c, lat+b), at(lon+d, lat+a), at(lon-d, lat+a), at(lon-c, lat+b),
		}},
	}
}

// at writes a position as the text does, to the seventh decimal.
func at(lon, lat int64) [2]agreement.Degrees { return [2]agreement.Degrees{degrees(lon), degrees(lat)} }

func degrees(e7 int64) agreement.Degrees {
	return agreement.Degrees(fmt.Sprintf("%d.%07d", e7/10_000_000, e7%10_000_000))
}
