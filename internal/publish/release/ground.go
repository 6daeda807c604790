// SPDX-License-Identifier: Apache-2.0

package release

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/finding"
	"truce/incident"
	"truce/known"
	"truce/place"
)

// ground is where an event can have been by what the articles of its findings say, whose places are public: a cell and an article
// together say what they have in common. Its sizes are in square metres.
type ground struct {
	limits []limit
	grid   *grid
	level  int
	// known is what a cell has in common with the ground, of those that anything asked for.
	known map[Cell]int64
}

// limit is what one rule of a text says of where an event was: on its ground, or off it where it would apply otherwise.
type limit struct {
	rule *agreement.Rule
	off  bool
	// near says that it was nearer to a line than the rule lets a party of the text be.
	near []agreement.PartyID
}

// holds tells whether something somewhere in a region can have been where the limit says.
func (l limit) holds(r place.Region) known.Answer {
	answer := min(l.rule.Area(r), l.rule.IsPast(r))
	if l.off {
		return answer.Not()
	}
	if len(l.near) > 0 {
		var close []known.Answer
		for _, p := range l.near {
			close = append(close, l.rule.IsTooClose(p, r))
		}
		answer = min(answer, known.Or(close...))
	}
	return answer
}

// groundOf is the ground of an event, found once for all events of the same rules at a level.
func (m *maker) groundOf(e *event, inc *incident.Incident, level int) *ground {
	var limits []limit
	key := []string{fmt.Sprint(level)}
	for n, d := range m.state.Dockets() {
		if d.Text().Agreement().Exercise != m.rule.Exercise {
			continue
		}
		on := d.On(e.id)
		for i, r := range d.Text().Rules() {
			l, says := limitOf(d, r, on, inc)
			if !says || r.Void {
				continue
			}
			limits = append(limits, l)
			key = append(key, fmt.Sprint(n, ":", i, ":", l.off, ":", len(l.near)))
		}
	}
	name := strings.Join(key, " ")
	if m.grounds[name] == nil {
		m.grounds[name] = &ground{limits: limits, grid: m.grid, level: level, known: map[Cell]int64{}}
	}
	return m.grounds[name]
}

// limitOf is what a rule says of where an event was, by the findings on it; says is false where it says nothing.
func limitOf(d *finding.Docket, r *agreement.Rule, on []*finding.Finding, inc *incident.Incident) (l limit, says bool) {
	at := slices.IndexFunc(on, func(f *finding.Finding) bool { return f.Released.Term == r.Term.ID })
	if at < 0 { // somebody who knows of the act sees that its place is what kept it from being under the term
		narrow := len(r.Where)+len(r.NotWhere) > 0 || r.Beyond != nil
		return limit{rule: r, off: true}, narrow && inc.Is(r.Acts...) != known.No && min(r.Area(inc.Where), r.IsPast(inc.Where)) == known.No
	}
	by := slices.IndexFunc(on[at].Released.ByReading, func(v finding.ReadingVerdict) bool { return v.Reading == r.Reading })
	if by < 0 {
		return limit{}, false
	}
	l.rule = r
	if r.HasKeepBack() && on[at].Released.ByReading[by].Verdict == finding.Violation {
		for _, p := range d.Text().Agreement().Parties {
			l.near = append(l.near, p.ID)
		}
	}
	return l, true
}

// fit is the least cell around a point, from the ground's level on, that has as much in common with the ground as a cell of that
// level has to be: counted is what no lesser cell was enough for, or whoever knows the rule would know that it was there and not
// in the part that a lesser cell is shown for. ok is false where no level has one.
func (g *ground) fit(p place.Point) (level int, ok bool) {
	if g.in(g.grid.at(p, g.level)) >= g.enough() {
		return g.level, true
	}
	for level = g.level + 1; level < levels; level++ {
		if g.left(g.grid.at(p, level), level) >= g.enough() {
			return level, true
		}
	}
	return 0, false
}

// enough is how much of the ground a cell has to hold: the square of the side that the level asks for.
func (g *ground) enough() int64 {
	side := int64(g.grid.level[g.level].side / place.Metre)
	return side * side
}

// left is how much of the ground is in the cells of the level below that are not enough by themselves, nor together within one.
func (g *ground) left(c Cell, level int) (sum int64) {
	switch g.whole(c) {
	case known.No, known.Yes: // a whole cell is as large as any below it has to be
		return 0
	case known.Unknown:
	}
	for south := c.South; south < c.North; {
		north := c.North
		for west := c.West; west < c.East; {
			below := g.grid.at(place.Point{Lat: int32(south), Lon: int32(west)}, level-1)
			size := int64(0)
			if level-1 == g.level {
				size = g.in(below)
			} else {
				size = g.left(below, level-1)
			}
			if size < g.enough() {
				sum += size
			}
			north, west = below.North, below.East
		}
		south = north
	}
	return sum
}

// fine is into how many rows and columns a cell is cut to find what it has in common with the ground.
const fine = 16

// in is what a cell has in common with the ground: by the middles of 16 x 16 parts of it. What the texts do not draw is all around.
func (g *ground) in(c Cell) int64 {
	if size, ok := g.known[c]; ok {
		return size
	}
	all := place.BoxArea(c.low(), c.high())
	size := all
	switch g.whole(c) {
	case known.No:
		size = 0
	case known.Unknown:
		points := int64(0)
		for i := range int64(fine * fine) {
			row, column := i/fine, i%fine
			at := place.Point{
				Lat: int32(c.South + (c.North-c.South)*(2*row+1)/(2*fine)), Lon: int32(c.West + (c.East-c.West)*(2*column+1)/(2*fine)),
			}
			if g.answer(place.Region{Circle: &place.Circle{Centre: at}}) != known.No {
				points++
			}
		}
		size = all * points / (fine * fine)
	case known.Yes:
	}
	g.known[c] = size
	return size
}

// whole tells whether all of a cell is on the ground, or none of it.
func (g *ground) whole(c Cell) known.Answer {
	if c.East-c.West > seam { // no polygon goes round the pole
		return known.Unknown
	}
	low, high := c.low(), c.high()
	return g.answer(place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{{low, {Lat: low.Lat, Lon: high.Lon}, high, {Lat: high.Lat, Lon: low.Lon}}}}}})
}

func (g *ground) answer(r place.Region) known.Answer {
	answer := known.Yes
	for _, l := range g.limits {
		if answer = min(answer, l.holds(r)); answer == known.No {
			break
		}
	}
	return answer
}

func (c Cell) low() place.Point  { return place.Point{Lat: int32(c.South), Lon: int32(c.West)} }
func (c Cell) high() place.Point { return place.Point{Lat: int32(c.North), Lon: int32(c.East)} }
