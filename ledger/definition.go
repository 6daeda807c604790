// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"strings"

	"truce/act"
	"truce/agreement"
	"truce/known"
	"truce/observation"
	"truce/place"
	"truce/when"
)

// Definition says what is counted. It is given by its parts, or by a text: then it is what some term of the text
// prohibits, whoever did it.
type Definition struct {
	Name string
	// Unit is what counts as one.
	Unit string
	// Acts are those that count; none means any.
	Acts []act.Act
	// Period is when they count; the unknown interval means at any time.
	Period when.Interval
	// Area is where they count, any of the zones; none means anywhere.
	Area []*place.Zone
	// Places are names of places that lie inside, for items that give a name alone.
	Places []string
	// Text, if set, stands in the place of all of these but Name and Unit.
	Text *agreement.Compiled
	// Exercise marks a definition of an exercise.
	Exercise bool
}

func (d *Definition) exercise() bool {
	return d.Exercise || d.Text != nil && d.Text.Agreement().Exercise
}

// inside is what a definition makes of an item.
type inside struct {
	holds known.Answer
	// out are the parts that leave it out, open those that it does not settle.
	out, open []string
}

// parts of a definition, in the order in which they are named.
func parts() []string { return []string{"period", "area", "act"} }

// asks tells whether an item is inside.
func (d *Definition) asks(o *observation.Observation) inside {
	if d.Text != nil {
		return d.asksText(o)
	}
	return insideOf(d.period(o), d.area(o.Where()), d.act(o.Sighting.Act))
}

func (d *Definition) period(o *observation.Observation) known.Answer {
	switch {
	case d.Period.IsUnknown():
		return known.Yes
	case o.When().IsUnknown():
		return known.Unknown
	}
	return o.When().Within(d.Period)
}

func (d *Definition) area(r place.Region) known.Answer {
	if len(d.Area)+len(d.Places) == 0 {
		return known.Yes
	}
	for _, name := range d.Places {
		if r.Name != "" && strings.EqualFold(name, r.Name) {
			return known.Yes
		}
	}
	if !r.HasGeometry() || len(d.Area) == 0 {
		return known.Unknown
	}
	answers := make([]known.Answer, len(d.Area))
	for i, zone := range d.Area {
		answers[i] = zone.Holds(r)
	}
	return known.Or(answers...)
}

func (d *Definition) act(a act.Act) known.Answer {
	if len(d.Acts) == 0 {
		return known.Yes
	}
	return a.Is(d.Acts...)
}

func insideOf(answers ...known.Answer) inside {
	in := inside{holds: known.And(answers...)}
	for i, name := range parts() {
		switch answers[i] {
		case known.No:
			in.out = append(in.out, name)
		case known.Unknown:
			in.open = append(in.open, name)
		case known.Yes:
		}
	}
	return in
}

// asksText asks every prohibiting term under every reading: an item is inside where it is of one of them, and what leaves
// it out is what no term has.
func (d *Definition) asksText(o *observation.Observation) inside {
	force, _ := d.Text.InForce(o.When())
	best := inside{holds: known.No}
	period, area, acts := known.No, known.No, known.No
	for _, r := range d.Text.Rules() {
		if r.Term.Sense != agreement.Prohibits || r.Void {
			continue
		}
		time, where, did := known.And(force, r.Time(o.When())), r.Area(o.Where()), r.Act(o.Sighting.Act)
		if o.When().IsUnknown() {
			time = known.Unknown
		}
		if past, _ := r.Past(o.Where()); r.Beyond != nil {
			where = known.And(where, past)
		}
		if in := insideOf(time, where, did); in.holds > best.holds {
			best = in
		}
		period, area, acts = max(period, time), max(area, where), max(acts, did)
	}
	if best.holds != known.No {
		return best
	}
	if out := insideOf(period, area, acts); len(out.out) > 0 {
		return inside{holds: known.No, out: out.out}
	}
	return inside{holds: known.No, out: parts()}
}
