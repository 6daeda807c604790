// SPDX-License-Identifier: Apache-2.0

package agreement

import "truce/agreement/gazetteer"

// newGazetteer lists the places of an agreement, by what the text says of them.
func newGazetteer(a *Agreement) *gazetteer.Gazetteer {
	entries := make([]gazetteer.Entry, len(a.Places))
	for i := range a.Places {
		p := &a.Places[i]
		entries[i] = gazetteer.Entry{
			ID: string(p.ID), Names: append([]string{p.Name}, p.Aliases...), Within: textsOf(p.Within), Outside: textsOf(p.Outside),
		}
	}
	return gazetteer.New(entries)
}

func textsOf(ids []PlaceID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// shapes draws every place; what is wrong goes to note.
func (c *Compiled) shapes(note noter) {
	for i := range c.agreement.Places {
		p, path := &c.agreement.Places[i], item("places", i)
		d := draw(p, path, note)
		zone, line, err := d.shape(p.Edges)
		if err != nil {
			note(child(path, "geometry"), err.Error(), "")
		}
		c.ground.Draw(i, gazetteer.Shape{
			Zone: zone, Line: line, Path: d.line, Point: d.point, Radius: d.radius, Tolerance: d.tolerance,
		})
	}
}

// indexes returns the places of the IDs, passing over those that are not there.
func indexes(g *gazetteer.Gazetteer, ids []PlaceID) gazetteer.Places { return g.Places(textsOf(ids)) }
