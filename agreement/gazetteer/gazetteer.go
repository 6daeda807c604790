// SPDX-License-Identifier: Apache-2.0

// Package gazetteer turns the places of an agreement, by what its text says of them and by what it draws, into answers
// about where something was. A gazetteer is the list of places that belongs to a map.
package gazetteer

import (
	"slices"
	"strings"

	"truce/known"
	"truce/place"
	"truce/place/locate"
)

// Entry is a place as the text has it.
type Entry struct {
	ID    string
	Names []string // under which reports mean the place, besides its ID
	// Within and Outside are the IDs of places that contain it, and that it lies outside of.
	Within, Outside []string
}

// Shape is a place as it is drawn: at most one of Zone, Line and Point, nil otherwise.
type Shape struct {
	Zone  *place.Zone
	Line  *place.Line
	Path  []place.Point // the points of Line
	Point *place.Point
	// Radius is that of the ground around Point; zero for a point without extent.
	Radius    place.Length
	Tolerance place.Length
}

// Gazetteer is the places of an agreement by index, in document order.
type Gazetteer struct {
	ids   map[string]int
	names map[string]int
	// above are the places that contain each place by the text, step by step; itself only in a circle. around is
	// the same with the place itself.
	above  [][]int
	around []set
	// outside are the places that each place lies outside of by the text.
	outside [][]int
	spots   []spot
	index   *locate.Index // nil until the places are surveyed
}

// spot is the geometry of one place.
type spot struct {
	Shape
	centre *place.Region // of a point, without extent
	// distances are those that will be asked for of a line, belts what answers most such questions.
	distances []place.Length
	belts     *locate.Belts
}

// New returns the places by what the text says of them; nothing is drawn yet. A reference to a place that is not
// there is passed over.
func New(entries []Entry) *Gazetteer {
	n := len(entries)
	g := &Gazetteer{
		ids: make(map[string]int, n), names: make(map[string]int, n),
		above: make([][]int, n), around: make([]set, n), outside: make([][]int, n), spots: make([]spot, n),
	}
	for i, e := range entries {
		g.ids[e.ID] = i
		g.names[Fold(e.ID)] = i
		for _, name := range e.Names {
			g.names[Fold(name)] = i
		}
	}
	within := make([][]int, n)
	for i, e := range entries {
		g.outside[i], within[i] = g.indexes(e.Outside), g.indexes(e.Within)
	}
	for i := range entries {
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

func (g *Gazetteer) indexes(ids []string) []int {
	var out []int
	for _, id := range ids {
		if i, ok := g.ids[id]; ok {
			out = append(out, i)
		}
	}
	return out
}

// Index returns the place of an ID.
func (g *Gazetteer) Index(id string) (i int, ok bool) {
	i, ok = g.ids[id]
	return i, ok
}

// Named returns the place of an ID, name or alias, matched whole and without case.
func (g *Gazetteer) Named(name string) (i int, ok bool) {
	i, ok = g.names[Fold(name)]
	return i, ok
}

// Draw gives place i its shape.
func (g *Gazetteer) Draw(i int, s Shape) {
	g.spots[i] = spot{Shape: s}
	if s.Point != nil {
		g.spots[i].centre = &place.Region{Circle: &place.Circle{Centre: *s.Point}}
	}
}

// InItself tells whether the text says that place i lies within itself, step by step.
func (g *Gazetteer) InItself(i int) bool { return slices.Contains(g.above[i], i) }

// Torn tells whether the text says that place i lies within places of which one is outside of the other.
func (g *Gazetteer) Torn(i int) bool { return g.outsideOf(i, g.around[i]) }

// Fold brings a name to the form in which names are compared: lower case, single spaces.
func Fold(name string) string {
	if strings.Contains(name, "  ") || strings.ContainsAny(name, "\t\n\u00a0") || strings.TrimSpace(name) != name {
		name = strings.Join(strings.Fields(name), " ")
	}
	return strings.ToLower(name)
}

// reaches tells whether the text says that place i lies within j.
func (g *Gazetteer) reaches(i, j int) bool { return i != j && g.around[i].has(j) }

// apart tells whether the text says that i and j share no ground: one of them, or a place around it, is said to lie
// outside of the other or of a place around that.
func (g *Gazetteer) apart(i, j int) bool {
	return g.outsideOf(i, g.around[j]) || g.outsideOf(j, g.around[i])
}

// outsideOf tells whether i or a place around it is said to lie outside of one of the others.
func (g *Gazetteer) outsideOf(i int, others set) bool {
	leaves := func(a int) bool { return slices.ContainsFunc(g.outside[a], others.has) }
	return leaves(i) || slices.ContainsFunc(g.above[i], leaves)
}

// region is the place's own extent.
func (s *spot) region() place.Region {
	switch {
	case s.Point != nil:
		return place.Region{Circle: &place.Circle{Centre: *s.Point, Radius: s.Radius + s.Tolerance}}
	case s.Zone != nil:
		return s.Zone.Region()
	case len(s.Path) > 0:
		return place.Region{Path: &place.Path{Points: s.Path, Tolerance: s.Tolerance}}
	}
	return place.Region{}
}

// Somewhere is a region with the place that its name means.
type Somewhere struct {
	Region place.Region
	named  int // -1 where it means none
	// found is what the index knows of the region, where it was sought.
	found  locate.Found
	sought bool
	ground *place.Ground // the region made ready, once it was asked for
}

// drawn returns the region made ready for zones to be asked of it.
func (w *Somewhere) drawn() *place.Ground {
	if w.ground == nil {
		g := place.NewGround(&w.Region)
		w.ground = &g
	}
	return w.ground
}

// Locate finds the place that the region's name means. A region without geometry takes that of the place, where it is
// drawn; a point without a radius is taken as exact.
func (g *Gazetteer) Locate(r place.Region) Somewhere {
	w := Somewhere{Region: r, named: -1}
	if r.Name == "" {
		return w
	}
	i, ok := g.names[Fold(r.Name)]
	if !ok {
		return w
	}
	w.named = i
	if !r.HasGeometry() {
		w.Region = g.spots[i].region()
		w.Region.Name = r.Name
	}
	return w
}

// Holds tells whether something somewhere in w was in place i. The text decides where it speaks of the named
// place, the geometry otherwise; where they contradict each other nothing is decided.
func (g *Gazetteer) Holds(i int, w Somewhere) known.Answer { return g.holds(i, &w) }

func (g *Gazetteer) holds(i int, w *Somewhere) known.Answer {
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
	byShape := g.byShape(i, w)
	switch {
	case byText == known.Unknown:
		return byShape
	case byShape == byText.Not():
		return known.Unknown
	default:
		return byText
	}
}

func (s *spot) holds(w *Somewhere) known.Answer {
	switch {
	case s.Zone != nil:
		return s.Zone.HoldsGround(w.drawn())
	case s.centre != nil && s.Radius > 0:
		return s.inCircle(w.Region, s.Radius)
	}
	return known.Unknown
}

// inCircle tells whether something somewhere in r was within the radius around the place's point.
func (s *spot) inCircle(r place.Region, radius place.Length) known.Answer {
	d, ok := place.Gap(*s.centre, r)
	d.Least, d.Most = d.Least-s.Tolerance, d.Most+s.Tolerance
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
func (g *Gazetteer) Near(i int, within place.Length, w Somewhere) known.Answer {
	answer := g.Holds(i, w)
	if within == 0 || answer == known.Yes || !w.Region.HasGeometry() {
		return answer
	}
	switch s := &g.spots[i]; {
	case s.Zone != nil:
		return s.Zone.Near(w.Region, within)
	case s.centre != nil:
		return s.inCircle(w.Region, s.Radius+within)
	case s.Line != nil:
		d, ok := s.Line.Distance(w.Region)
		return atMost(d, ok, within)
	}
	return known.Unknown
}

// Distance returns the least and the most that something somewhere in w was from the line of place i. ok is false where
// the place is no line or w has no geometry.
func (g *Gazetteer) Distance(i int, w Somewhere) (place.Range, bool) {
	if g.spots[i].Line == nil {
		return place.Range{}, false
	}
	return g.spots[i].Line.Distance(w.Region)
}
