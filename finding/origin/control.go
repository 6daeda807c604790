// SPDX-License-Identifier: Apache-2.0

package origin

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/known"
	"truce/place"
	"truce/territory"
	"truce/when"
)

// Control says who held ground over an interval, by the agreement or by layers.
type Control struct {
	Text *agreement.Compiled
	// Maps are the layers that may carry an attribution and speak of some of the interval.
	Maps []*territory.Map
	When when.Interval
}

// Holding is who held a region, according to whom, or else why that is not known.
type Holding struct {
	Party agreement.PartyID
	// Source is whose word it is; where there is no party, why nobody can be named.
	Source string
	// Asked are the layers that were asked.
	Asked []canon.LayerID
}

// Holder returns who held all of the region, if the agreement or the layers on record say so and none of them
// names somebody else.
func (c Control) Holder(r place.Region) Holding {
	if party, src, a := c.Text.ControlOf(r, c.When); a == known.Yes {
		return Holding{Party: party, Source: c.titleOf(src)}
	}
	var asked []canon.LayerID
	var names, sources []string
	for _, m := range c.Maps {
		asked = append(asked, m.ID)
		if name, ok := c.says(m, r); ok {
			names, sources = append(names, name), append(sources, m.Layer.Source)
		}
	}
	none := func(why string) Holding { return Holding{Source: why, Asked: asked} }
	switch {
	case !r.HasGeometry():
		return none("where " + r.Name + " is, is not known")
	case len(c.Maps) == 0 && len(c.Text.Agreement().Control) > 0:
		return none("the agreement does not say who held all of it")
	case len(c.Maps) == 0:
		return none("no control layer of that time")
	case len(names) == 0:
		return none("no layer says who held all of it")
	}
	for _, name := range names[1:] {
		if !c.same(name, names[0]) {
			return none("the layers differ on who held it")
		}
	}
	return c.named(names[0], sources, asked)
}

// named is the holding of whoever layers of some sources name.
func (c Control) named(name string, sources []string, asked []canon.LayerID) Holding {
	source := strings.Join(slices.Compact(sources), " and ")
	party, ok := c.Text.Party(name)
	if !ok {
		return Holding{Source: fmt.Sprintf("%s: held by %s, whom the text does not name", source, name), Asked: asked}
	}
	return Holding{party, source, asked}
}

// says is whom a layer names as the holder of all of a region, unless a side says so of others: that is a claim, whatever
// kind its layer gives itself.
func (c Control) says(m *territory.Map, r place.Region) (name string, ok bool) {
	name, a := m.Holder(r, c.When)
	if a != known.Yes {
		return "", false
	}
	side, ok := c.Text.Party(m.Layer.Source)
	held, _ := c.Text.Party(name)
	return name, !ok || side == held
}

// same tells whether two names are of one holder.
func (c Control) same(a, b string) bool {
	if a == b {
		return true
	}
	first, ok := c.Text.Party(a)
	other, too := c.Text.Party(b)
	return ok && too && first == other
}

// titleOf is the title of a source of the text.
func (c Control) titleOf(id string) string {
	for _, s := range c.Text.Agreement().Sources {
		if s.ID == id {
			return s.Title
		}
	}
	return id
}

// nameOf is the party's name for a holder whom the text knows, else the name that the layer gives.
func (c Control) nameOf(holder string) string {
	if party, ok := c.Text.Party(holder); ok {
		return c.Text.PartyName(party)
	}
	return holder
}

// Ground says who held ground, by the agreement and all layers together.
func (c Control) Ground(r place.Region) (holder, open string, whole bool) {
	party, _, a := c.Text.ControlOf(r, c.When)
	if a == known.Yes {
		return c.Text.PartyName(party), "", true
	}
	whole = a == known.No
	open = Outside
	if !whole {
		open = Near
	}
	for _, m := range c.Maps {
		name, gap, all := c.OfLayer(m)(r)
		whole = whole && all
		switch {
		case name != "" && holder == "" && open != Contested:
			holder, open = name, ""
		case name != "" && name != holder:
			holder, open = "", Contested
		case gap == Near && open == Outside:
			open = Near
		}
	}
	return holder, open, whole
}

// OfLayer says who held ground by one layer.
func (c Control) OfLayer(m *territory.Map) Ground {
	return func(r place.Region) (holder, open string, whole bool) {
		if name, ok := c.says(m, r); ok {
			return c.nameOf(name), "", true
		}
		if m.Speaks(r, c.When) {
			return "", Near, false
		}
		return "", Outside, true
	}
}

// Sources are whose word it is that somebody held what a share is of: the agreement's source, and layers, in order, each once.
func (c Control) Sources(s Share) []string {
	var out []string
	add := func(source string) {
		if !slices.Contains(out, source) {
			out = append(out, source)
		}
	}
	for _, r := range s.ground {
		if _, src, a := c.Text.ControlOf(r, c.When); a == known.Yes {
			add(c.titleOf(src))
			continue
		}
		for _, m := range c.Maps {
			if name, ok := c.says(m, r); ok && c.nameOf(name) == s.Holder {
				add(m.Layer.Source)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Estimated returns who held the ground of an estimate, as Holder does of a region. It is worked out once for the
// same layers and time, under the one text of the event.
func (c Control) Estimated(e *Estimate) Holding {
	var asked []canon.LayerID
	for _, m := range c.Maps {
		asked = append(asked, m.ID)
	}
	if m := e.made; m.holding == nil || m.over != c.When || !slices.Equal(m.by, asked) {
		held, why := Holder(Shares(e.Field, e.Field.Within(Credible), c.Ground))
		holding := Holding{Source: why, Asked: asked}
		if why == "" {
			holding = c.named(held.Holder, c.Sources(held), asked)
		}
		m.by, m.over, m.holding = asked, c.When, &holding
	}
	return *e.made.holding
}
