// SPDX-License-Identifier: Apache-2.0

package sieve

import (
	"truce/agreement"
	"truce/known"
	"truce/place"
)

// Bounds are widened by two hundred metres and the tolerance of the place and some, in degrees x 10^7: what is outside of them is
// far enough away that no doubt of a distance matters. A metre is below 92 such parts of a meridian, and below four times as
// many of a parallel up to 75 degrees of latitude; beyond that nothing is ruled out by its place.
const (
	perMetre  = 92
	spare     = 200 * perMetre
	narrower  = 4
	mostNorth = 750_000_000
)

// boxesOf returns the bounds of every place of a text that geometry alone can rule out.
func boxesOf(text *agreement.Compiled) map[agreement.PlaceID]box {
	boxes := map[agreement.PlaceID]box{}
	for i := range text.Agreement().Places {
		p := &text.Agreement().Places[i]
		if p.Kind == agreement.LinePlace || !ownName(text, p) {
			continue
		}
		b, ok := boxOf(text, p)
		if ok {
			boxes[p.ID] = b
		}
	}
	return boxes
}

// ownName tells whether the ID of a place is no other place's name.
func ownName(text *agreement.Compiled, p *agreement.Place) bool {
	own, ok := text.PlaceNamed(string(p.ID))
	return ok && own == p
}

func boxOf(text *agreement.Compiled, p *agreement.Place) (box, bool) {
	r := text.Locate(place.Region{Name: string(p.ID)})
	if len(r.Polygons) == 0 && !hasRadius(p) {
		return box{}, false // a point without extent holds nothing, and says of nothing that it is elsewhere
	}
	low, high, ok := r.Around()
	tolerance, err := p.Tolerance.Parse()
	if !ok || err != nil || tolerance > 1000*place.Kilometre || low.Lat < -mostNorth || high.Lat > mostNorth {
		return box{}, false
	}
	wider := spare + int64(tolerance/place.Metre+1)*perMetre*101/100
	return box{
		place.Point{Lat: clip(int64(low.Lat)-wider, 900_000_000), Lon: clip(int64(low.Lon)-narrower*wider, 1_800_000_000)},
		place.Point{Lat: clip(int64(high.Lat)+wider, 900_000_000), Lon: clip(int64(high.Lon)+narrower*wider, 1_800_000_000)},
	}, true
}

func hasRadius(p *agreement.Place) bool {
	if p.Geometry == nil {
		return false
	}
	radius, err := p.Geometry.Radius.Parse()
	return err == nil && radius > 0
}

func clip(n, most int64) int32 { return int32(max(-most, min(most, n))) }

// all returns the bounds of places; nil where there are none, or one of them has no bounds.
func all(boxes map[agreement.PlaceID]box, places []agreement.PlaceID) []box {
	out := make([]box, 0, len(places))
	for _, id := range places {
		b, ok := boxes[id]
		if !ok {
			return nil
		}
		out = append(out, b)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// nearOf returns what the text says of a place that a report names.
func (s *Sieve) nearOf(p *agreement.Place) named {
	if n, ok := s.named[p]; ok {
		return n
	}
	sound := ownName(s.text, p)
	may := func(places []agreement.PlaceID) bool {
		for _, id := range places {
			if !sound || s.text.Holds(id, place.Region{Name: string(p.ID)}) != known.No {
				return true
			}
		}
		return false
	}
	n := named{newBits(len(s.rules)), may(s.areas)}
	for i := range s.rules {
		if may(s.rules[i].of.Where) {
			n.rules.set(i)
		}
	}
	s.named[p] = n
	return n
}
