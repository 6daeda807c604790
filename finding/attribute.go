// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/incident"
	"truce/known"
	"truce/place"
	"truce/territory"
	"truce/when"
)

// actor is somebody who may have done it: a party or another armed actor of the text, or, with an empty id, a
// name that the text does not know.
type actor struct {
	id   agreement.PartyID
	name string
}

// possibleActors returns who may have done it: the ones that sources name without an interest in it, else the
// sides of the clash, else everybody the text knows to be armed in the area. An interested claim narrows nothing,
// nor does control of the ground.
func possibleActors(text *agreement.Compiled, inc *incident.Incident) []actor {
	named := namedActors(text, inc, "observed", "said")
	if len(named) == 0 {
		for _, m := range inc.Members {
			for _, side := range m.Sighting.Between {
				named = addActor(named, text, side)
			}
		}
	}
	if len(named) > 0 {
		return named
	}
	for _, a := range text.Actors(inc.When) {
		named = append(named, actor{a.ID, text.PartyName(a.ID)})
	}
	return named
}

func namedActors(text *agreement.Compiled, inc *incident.Incident, bases ...string) []actor {
	var out []actor
	for _, m := range inc.Members {
		for _, c := range m.Sighting.Actors {
			if slices.Contains(bases, c.Basis) {
				out = addActor(out, text, c.Actor)
			}
		}
	}
	return out
}

func addActor(list []actor, text *agreement.Compiled, name string) []actor {
	a := actor{name: name}
	if id, ok := text.Party(name); ok {
		a = actor{id, text.PartyName(id)}
	}
	if slices.Contains(list, a) {
		return list
	}
	return append(list, a)
}

// attribution says where the event came from, each weapon group for itself, and what the groups come to together:
// the least that all support. It returns the layers that were asked.
func (d *Docket) attribution(inc *incident.Incident) (Attribution, []Origin, []canon.LayerID) {
	seen := namedActors(d.text, inc, "observed")
	if len(seen) == 1 && seen[0].id != "" {
		return Attribution{Party, "by " + seen[0].name + ", seen to do it", seen[0].id}, nil, nil
	}
	var origins []Origin
	var layers []canon.LayerID
	for _, g := range inc.Weapons() {
		a, used := d.origin(g.Origin, inc)
		origins = append(origins, Origin{Weapon: g.Weapon.String(), Attribution: a})
		layers = append(layers, used...)
	}
	all := origins[0].Attribution
	for _, o := range origins[1:] {
		all = lesser(all, o.Attribution)
	}
	slices.SortFunc(layers, func(a, b canon.LayerID) int { return strings.Compare(a.String(), b.String()) })
	return all, origins, slices.Compact(layers)
}

// lesser joins the attributions of two weapons: at the lower level, and no area where the holders differ.
func lesser(a, b Attribution) Attribution {
	rank := []Level{None, Direction, Area, Party}
	if slices.Index(rank, b.Level) < slices.Index(rank, a.Level) {
		a, b = b, a
	}
	if a.Level == Area && b.Level == Area && a.Party != b.Party {
		return Attribution{Level: Direction, Words: a.Words + "; " + b.Words}
	}
	if a.Words != b.Words {
		a.Words += "; " + b.Words
	}
	return a
}

// origin attributes one region of origin.
func (d *Docket) origin(origin *place.Region, inc *incident.Incident) (Attribution, []canon.LayerID) {
	if origin == nil {
		if len(d.maps) == 0 && len(d.text.Agreement().Control) == 0 {
			return Attribution{Level: None, Words: "cannot attribute: no control layer"}, nil
		}
		return Attribution{Level: None, Words: "cannot attribute: no direction of fire is reported"}, nil
	}
	direction := directionWords(*origin, inc.Where)
	holder, source, as, used := d.holder(*origin, inc.When)
	switch {
	case holder != "":
		words := fmt.Sprintf("from the area controlled by %s, as of %s, according to %s", d.text.PartyName(holder), as, source)
		if direction != "" {
			words = direction + ", " + words
		}
		return Attribution{Level: Area, Words: words, Party: holder}, used
	case direction != "":
		return Attribution{Level: Direction, Words: direction}, used
	default:
		return Attribution{Level: None, Words: "cannot attribute: " + source}, used
	}
}

// holder returns who held all of the region, if the agreement or the layers on record say so and none of them
// says otherwise; else source is the reason why not.
func (d *Docket) holder(r place.Region, i when.Interval) (id agreement.PartyID, source, as string, used []canon.LayerID) {
	day := d.zone.DateOf(i.From).String()
	if party, src, a := d.text.ControlOf(r, i); a == known.Yes {
		return party, d.titleOf(src), day, nil
	}
	for _, m := range d.maps {
		if m.Layer.Kind != territory.Observed && m.Layer.Kind != territory.Agreed {
			continue
		}
		name, a := m.Holder(r, i)
		used = append(used, m.ID)
		if a != known.Yes {
			continue
		}
		party, ok := d.text.Party(name)
		switch {
		case !ok:
			return "", fmt.Sprintf("%s says that %s held it, whom the text does not name", m.Layer.Source, name), "", used
		case id != "" && id != party:
			return "", "the layers differ on who held it", "", used
		}
		id = party
		source = strings.TrimPrefix(source+" and "+m.Layer.Source, " and ")
	}
	if id != "" {
		return id, source, day, used
	}
	if len(used) == 0 {
		return "", "no control layer", "", nil
	}
	return "", "no layer says who held all of it", "", used
}

// titleOf is the title of a source of the text.
func (d *Docket) titleOf(id string) string {
	for _, s := range d.text.Agreement().Sources {
		if s.ID == id {
			return s.Title
		}
	}
	return id
}

// directionWords says from which direction, where the origin lies all on one side of the place that was hit.
func directionWords(origin, hit place.Region) string {
	from, ok := place.Towards(hit, origin)
	if !ok {
		return ""
	}
	return "from a " + from + " direction"
}

func distanceWords(r place.Range) string {
	if r.Least == r.Most {
		return r.Least.String()
	}
	return r.Least.String() + " to " + r.Most.String()
}
