// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"slices"
	"strings"

	"truce/known"
	"truce/place"
)

// ground is the places of an agreement, by what the text says of them and by what it draws.
type ground struct {
	ids   map[PlaceID]int
	names map[string]int
	// above are the places that contain each place by the text, step by step; itself only in a circle. around is
	// the same with the place itself.
	above  [][]int
	around []set
	// outside are the places that each place lies outside of by the text.
	outside [][]int
	spots   []spot
}

// spot is the geometry of one place.
type spot struct {
	place  *Place
	zone   *place.Zone
	line   *place.Line
	centre *place.Region // of a point, without extent
	drawing
}

func newGround(a *Agreement) *ground {
	n := len(a.Places)
	g := &ground{
		ids: make(map[PlaceID]int, n), names: make(map[string]int, n),
		above: make([][]int, n), around: make([]set, n), outside: make([][]int, n), spots: make([]spot, n),
	}
	for i := range a.Places {
		p := &a.Places[i]
		g.spots[i].place = p
		g.ids[p.ID] = i
		for _, name := range append([]string{string(p.ID), p.Name}, p.Aliases...) {
			g.names[fold(name)] = i
		}
	}
	within := make([][]int, n)
	for i := range a.Places {
		g.outside[i], within[i] = g.indexes(a.Places[i].Outside), g.indexes(a.Places[i].Within)
	}
	for i := range a.Places {
		up := newSet(n)
		queue := slices.Clone(within[i])
		for len(queue) > 0 {
			j := queue[0]
			queue = queue[1:]
			if !up.has(j) {
				up.add(j)
				g.above[i] = append(g.above[i], j)
				queue = append(queue, within[j]...)
			}
		}
		up.add(i)
		g.around[i] = up
	}
	return g
}

// set is a set of places by index.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s set) add(i int) { s[i/64] |= 1 << (i % 64) }

func (g *ground) indexes(ids []PlaceID) []int {
	var out []int
	for _, id := range ids {
		if i, ok := g.ids[id]; ok {
			out = append(out, i)
		}
	}
	return out
}

// fold brings a name to the form in which names are compared: lower case, single spaces.
func fold(name string) string {
	if strings.Contains(name, "  ") || strings.ContainsAny(name, "\t\n\u00a0") || strings.TrimSpace(name) != name {
		name = strings.Join(strings.Fields(name), " ")
	}
	return strings.ToLower(name)
}

// reaches tells whether the text says that place i lies within j.
func (g *ground) reaches(i, j int) bool { return i != j && g.around[i].has(j) }

// apart tells whether the text says that i and j share no ground: one of them, or a place around it, is said to lie
// outside of the other or of a place around that.
func (g *ground) apart(i, j int) bool {
	return g.outsideOf(i, g.around[j]) || g.outsideOf(j, g.around[i])
}

// outsideOf tells whether i or a place around it is said to lie outside of one of the others.
func (g *ground) outsideOf(i int, others set) bool {
	leaves := func(a int) bool { return slices.ContainsFunc(g.outside[a], others.has) }
	return leaves(i) || slices.ContainsFunc(g.above[i], leaves)
}

// shapes makes the geometry of every place; what is wrong goes to note.
func (g *ground) shapes(note noter) {
	for i := range g.spots {
		s := &g.spots[i]
		path := item("places", i)
		s.drawing = draw(s.place, path, note)
		var err error
		if s.zone, s.line, err = s.shape(s.place.Edges); err != nil {
			note(child(path, "geometry"), err.Error(), "")
		}
		if s.point != nil {
			s.centre = &place.Region{Circle: &place.Circle{Centre: *s.point}}
		}
	}
}

// region is the place's own extent.
func (s *spot) region() place.Region {
	switch {
	case s.point != nil:
		return place.Region{Circle: &place.Circle{Centre: *s.point, Radius: s.radius + s.tolerance}}
	case s.zone != nil:
		return s.zone.Region()
	case len(s.drawing.line) > 0:
		return place.Region{Path: &place.Path{Points: s.drawing.line, Tolerance: s.tolerance}}
	}
	return place.Region{}
}

// somewhere is a region with the place that its name means: -1 where it means none.
type somewhere struct {
	region place.Region
	named  int
}

func (g *ground) locate(r place.Region) somewhere {
	w := somewhere{r, -1}
	if r.Name == "" {
		return w
	}
	i, ok := g.names[fold(r.Name)]
	if !ok {
		return w
	}
	w.named = i
	if !r.HasGeometry() {
		w.region = g.spots[i].region()
		w.region.Name = r.Name
	}
	return w
}

// holds tells whether something somewhere in w was in place i. The text decides where it speaks of the named
// place, the geometry otherwise; where they contradict each other nothing is decided.
func (g *ground) holds(i int, w somewhere) known.Answer {
	byText := known.Unknown
	if w.named >= 0 {
		switch {
		case w.named == i || g.reaches(w.named, i):
			byText = known.Yes
		case g.apart(w.named, i):
			byText = known.No
		}
		if w.named == i {
			return known.Yes
		}
	}
	byShape := g.spots[i].holds(w.region)
	switch {
	case byText == known.Unknown:
		return byShape
	case byShape == byText.Not():
		return known.Unknown
	default:
		return byText
	}
}

// any tells whether something somewhere in w was in one of the places.
func (g *ground) any(places []int, w somewhere) known.Answer {
	answer := known.No
	for _, i := range places {
		if answer = max(answer, g.holds(i, w)); answer == known.Yes {
			break
		}
	}
	return answer
}

func (s *spot) holds(r place.Region) known.Answer {
	switch {
	case s.zone != nil:
		return s.zone.Holds(r)
	case s.centre != nil && s.radius > 0:
		return s.inCircle(r, s.radius)
	}
	return known.Unknown
}

// inCircle tells whether something somewhere in r was within the radius around the place's point.
func (s *spot) inCircle(r place.Region, radius place.Length) known.Answer {
	d, ok := place.Gap(*s.centre, r)
	d.Least, d.Most = d.Least-s.tolerance, d.Most+s.tolerance
	return atMost(d, ok, radius)
}

// atMost tells whether a distance is at most so long.
func atMost(d place.Range, ok bool, most place.Length) known.Answer {
	switch {
	case !ok:
		return known.Unknown
	case d.Most <= most:
		return known.Yes
	case d.Least > most:
		return known.No
	default:
		return known.Unknown
	}
}

// near tells whether something somewhere in w was in place i or at most so far from it.
func (g *ground) near(i int, within place.Length, w somewhere) known.Answer {
	answer := g.holds(i, w)
	if within == 0 || answer == known.Yes || !w.region.HasGeometry() {
		return answer
	}
	switch s := &g.spots[i]; {
	case s.zone != nil:
		return s.zone.Near(w.region, within)
	case s.centre != nil:
		return s.inCircle(w.region, s.radius+within)
	case s.line != nil:
		d, ok := s.line.Distance(w.region)
		return atMost(d, ok, within)
	}
	return known.Unknown
}

func (g *ground) distance(i int, w somewhere) (place.Range, bool) {
	if g.spots[i].line == nil {
		return place.Range{}, false
	}
	return g.spots[i].line.Distance(w.region)
}
