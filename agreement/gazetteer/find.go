// SPDX-License-Identifier: Apache-2.0

package gazetteer

import (
	"slices"

	"truce/known"
	"truce/place"
	"truce/place/locate"
)

// Places are some of the places of a gazetteer, to be asked for together.
type Places struct {
	list []int
	has  set
	// vague says that one of them is not drawn as ground, so that whatever has a geometry may be in it.
	vague bool
}

// Len is how many places they are.
func (p Places) Len() int { return len(p.list) }

// Places returns the places of IDs, passing over those that are not there. They must be drawn already.
func (g *Gazetteer) Places(ids []string) Places {
	p := Places{list: g.indexes(ids), has: newSet(len(g.spots))}
	for _, i := range p.list {
		p.has.add(i)
		p.vague = p.vague || !g.spots[i].isGround()
	}
	return p
}

// isGround tells whether the place is drawn as something that other ground may lie in.
func (s *spot) isGround() bool { return s.Zone != nil || s.centre != nil && s.Radius > 0 }

// area is the place for the index.
func (s *spot) area() locate.Area {
	switch {
	case s.Zone != nil:
		return locate.Area{Zone: s.Zone}
	case s.isGround():
		return locate.Area{Extent: s.region()}
	default:
		return locate.Area{}
	}
}

// Belt says that it will be asked whether something is within a distance of the line of an ID.
func (g *Gazetteer) Belt(line string, distance place.Length) {
	if i, ok := g.ids[line]; ok && g.spots[i].Line != nil {
		g.spots[i].distances = append(g.spots[i].distances, distance)
	}
}

// Survey makes an index of the places, which are all drawn, and the belts of lines. It changes no answer: what they are not
// sure of is asked of the place itself.
func (g *Gazetteer) Survey() {
	areas := make([]locate.Area, len(g.spots))
	for i := range g.spots {
		s := &g.spots[i]
		areas[i] = s.area()
		if len(s.distances) > 0 {
			s.belts = locate.NewBelts(s.Line, s.distances)
		}
	}
	g.index = locate.New(areas)
}

// Redraw returns surveyed places with another shape for place i, which costs as much as the shape changes.
func (g *Gazetteer) Redraw(i int, s Shape) *Gazetteer {
	out, old := *g, &g.spots[i]
	out.spots = slices.Clone(g.spots)
	out.Draw(i, s)
	now := &out.spots[i]
	if s.Line != nil && old.belts != nil {
		now.distances, now.belts = old.distances, old.belts.Redrawn(s.Line)
	}
	out.index = g.index.Redrawn(i, now.area())
	return &out
}

// AtMost tells whether something somewhere in w was at most so far from the line of an ID, and how far it was. Unknown where
// there is no such line or w has no geometry.
func (g *Gazetteer) AtMost(line string, most place.Length, w Somewhere) (known.Answer, place.Range) {
	i, ok := g.ids[line]
	if !ok {
		return known.Unknown, place.Range{}
	}
	d, ok := g.Distance(i, w)
	return atMost(d, ok, most), d
}

// IsAtMost is AtMost without the distance, which is what costs time, and of a region that is not located yet.
func (g *Gazetteer) IsAtMost(line string, most place.Length, r place.Region) known.Answer {
	if i, ok := g.ids[line]; ok && g.spots[i].belts != nil {
		if a := g.spots[i].belts.Within(r, most); a != known.Unknown {
			return a
		}
	}
	a, _ := g.AtMost(line, most, g.Locate(r))
	return a
}

// Find is Locate for questions in which of the places something was.
func (g *Gazetteer) Find(r place.Region) Somewhere {
	w := g.Locate(r)
	if g.index != nil && r.HasGeometry() {
		w.found, w.sought = g.index.Find(r), true
	}
	return w
}

// byShape tells by geometry whether something somewhere in w was in place i.
func (g *Gazetteer) byShape(i int, w *Somewhere) known.Answer {
	s := &g.spots[i]
	if w.sought && s.isGround() {
		if a := w.found.Of(i); a != known.Unknown {
			return a
		}
	}
	return s.holds(w)
}

// Any tells whether something somewhere in w was in one of the places.
func (g *Gazetteer) Any(p Places, w *Somewhere) known.Answer {
	if !w.sought || w.found.Open() || w.named >= 0 {
		return g.anyOf(p.list, w)
	}
	answer := known.No
	if p.vague {
		answer = known.Unknown
	}
	for k := range w.found.Len() {
		if i, a := w.found.At(k); a == known.Yes && p.has.has(i) {
			return a
		}
	}
	for k := range w.found.Len() {
		if i, a := w.found.At(k); a == known.Unknown && p.has.has(i) {
			if answer = max(answer, g.spots[i].holds(w)); answer == known.Yes {
				break
			}
		}
	}
	return answer
}

// Inside tells whether something somewhere in w was in one of each of some places, and in none of others. Where there are none
// of any it is Yes.
func (g *Gazetteer) Inside(w *Somewhere, area, where, not Places) known.Answer {
	answer := known.Yes
	if area.Len() > 0 {
		answer = g.Any(area, w)
	}
	if where.Len() > 0 && answer != known.No {
		answer = min(answer, g.Any(where, w))
	}
	if not.Len() > 0 && answer != known.No {
		answer = min(answer, g.Any(not, w).Not())
	}
	return answer
}

// anyOf asks one place after the other.
func (g *Gazetteer) anyOf(places []int, w *Somewhere) known.Answer {
	answer := known.No
	for _, i := range places {
		if answer = max(answer, g.holds(i, w)); answer == known.Yes {
			break
		}
	}
	return answer
}
