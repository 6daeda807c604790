// SPDX-License-Identifier: Apache-2.0

package force

import (
	"fmt"
	"slices"

	"truce/coalition/sourced"
)

// MaxHorizon is the longest build-up that is reckoned, in days.
const MaxHorizon = 1000

// Plan asks how one line builds up.
type Plan struct {
	Line sourced.Name
	// Firmness is the least firm pledge that counts.
	Firmness Firmness
	// Days is the last day after the order, 0 to MaxHorizon.
	Days int
}

// Point is what could be there on a day after the order, in the unit of the line.
type Point struct {
	Day int `json:"day"`
	// Least counts what is surely pledged, with no decision open, by its latest day; Most whatever could be there by its
	// earliest, if every decision falls at once.
	Least int64 `json:"least"`
	Most  int64 `json:"most"`
}

// Curve is how one line builds up over the days after the order.
type Curve struct {
	Line     Line     `json:"line"`
	Firmness Firmness `json:"firmness"`
	Points   []Point  `json:"points"`
	// Timeless is the quantity of pledges whose days to deploy nobody stated: it is in no point, and not there at once.
	Timeless int64 `json:"timeless"`
	// Unstated is the number of pledges whose quantity nobody stated: they are in no point either.
	Unstated int `json:"unstated"`
	// Open are the decisions that widen the band.
	Open []sourced.Name `json:"open,omitempty"`
	// Missing are enabler lines on which a pledge depends and which nothing surely covers in full.
	Missing []sourced.Name `json:"missing,omitempty"`
}

// BuildUp reckons how a line builds up, to those who may read it; ok is false where they may not. Its error says what is wrong
// with the question. What is in theatre is there on day 0. Where tours and their number are stated, it leaves again after them.
func (g *Register) BuildUp(p Plan, v sourced.View) (c Curve, ok bool, err error) {
	if !g.MayRead(v) {
		return c, false, nil
	}
	line, found := g.lines.Last(p.Line, v)
	switch {
	case !found:
		return c, false, fmt.Errorf("no requirement line %.70q is on record as of then", string(p.Line))
	case !slices.Contains(Ladder(), p.Firmness):
		return c, false, fmt.Errorf("%.40q is no firmness that a pledge can be counted from", string(p.Firmness))
	case p.Days < 0 || p.Days > MaxHorizon:
		return c, false, fmt.Errorf("%d days: ask for 0 to %d", p.Days, MaxHorizon)
	}
	c = Curve{Line: line.Is, Firmness: p.Firmness, Points: make([]Point, p.Days+1)}
	for i := range c.Points {
		c.Points[i].Day = i
	}
	b := building{g, v, g.weigh(v), map[sourced.Name]bool{}, &c}
	for _, w := range b.weights {
		if w.pledge.Line == p.Line && !w.none && w.pledge.Firmness.AtLeast(p.Firmness) {
			b.add(w)
		}
	}
	return c, true, nil
}

// building is a curve that is being reckoned.
type building struct {
	register *Register
	view     sourced.View
	weights  []weight
	covered  map[sourced.Name]bool // the enablers that were looked at
	curve    *Curve
}

func (b building) add(w weight) {
	c, p := b.curve, w.pledge
	sure := w.sure
	for _, d := range b.register.pending(p, b.view) {
		sure = false
		if !slices.Contains(c.Open, d) {
			c.Open = append(c.Open, d)
		}
	}
	for _, need := range p.Needs {
		if p.Firmness != InTheatre && !b.enabled(need) {
			sure = false
			if !slices.Contains(c.Missing, need) {
				c.Missing = append(c.Missing, need)
			}
		}
	}
	there := p.Firmness == InTheatre
	switch {
	case p.Quantity == 0:
		c.Unstated++
		return
	case !p.DaysKnown && !there:
		c.Timeless += p.Quantity
		return
	}
	earliest, latest := p.Earliest, p.Latest
	if there {
		earliest, latest = 0, 0
	}
	for i := range c.Points {
		day := int64(i)
		if day >= earliest && !leaves(p, day, latest) {
			c.Points[i].Most += p.Quantity
		}
		if sure && day >= latest && !leaves(p, day, earliest) {
			c.Points[i].Least += p.Quantity
		}
	}
}

// leaves tells whether a pledge that came on a day has gone again: after its tours, where how many there are is stated.
func leaves(p Pledge, day, came int64) bool {
	return p.Tours != 0 && day >= came+p.Tour*p.Tours
}

// pending returns the decisions that a pledge waits for. One that was refused or is unknown is waited for as well: nothing says
// that it was taken.
func (g *Register) pending(p Pledge, v sourced.View) []sourced.Name {
	if p.Firmness == InTheatre {
		return nil
	}
	var out []sourced.Name
	for _, l := range g.decisions.All(v) {
		if l.Is.Concerns(p) && !l.Is.Choice.Settled() {
			out = append(out, l.Is.ID)
		}
	}
	return out
}

// enabled tells whether an enabler line is surely covered in full.
func (b building) enabled(id sourced.Name) bool {
	covered, looked := b.covered[id]
	if !looked {
		l, ok := b.register.lines.Last(id, b.view)
		covered = ok && cell(l.Is, b.curve.Firmness, b.weights).Cover.Least >= l.Is.Quantity
		b.covered[id] = covered
	}
	return covered
}
