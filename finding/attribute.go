// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/finding/actors"
	"truce/finding/wording"
	"truce/incident"
	"truce/known"
	"truce/place"
	"truce/territory"
	"truce/when"
)

// attribution says where the event came from, each weapon group for itself, and what the groups come to together:
// the least that all support. It returns the layers that were asked.
func (d *Docket) attribution(inc *incident.Incident) (Attribution, []Origin, []canon.LayerID) {
	if seen, ok := actors.Seen(d.text, inc); ok {
		return Attribution{Party, "by " + seen.Name + ", seen to do it", seen.ID}, nil, nil
	}
	var origins []Origin
	var layers []canon.LayerID
	maps := d.mapsOver(inc.When)
	for _, g := range inc.Weapons() {
		for _, from := range g.Accounts() {
			a, used := d.origin(from, inc, maps)
			origins = append(origins, Origin{Weapon: g.Weapon.Designated().String(), Attribution: a})
			layers = append(layers, used...)
		}
	}
	return together(origins), origins, sortedIDs(layers)
}

// mapsOver returns the layers that speak of some of an interval. Others are not asked, so that it does not matter
// when they came.
func (d *Docket) mapsOver(i when.Interval) []*territory.Map {
	var out []*territory.Map
	for _, m := range d.maps {
		if m.Layer.Valid.Overlaps(i) {
			out = append(out, m)
		}
	}
	return out
}

// together joins the attributions of the weapons of one event: at the lowest level, to one holder only where all
// name the same, each weapon's words its own.
func together(origins []Origin) Attribution {
	all := origins[0].Attribution
	same := true
	rank := []Level{None, Direction, Area}
	for _, o := range origins[1:] {
		a := o.Attribution
		same = same && a.Words == all.Words
		if slices.Index(rank, a.Level) < slices.Index(rank, all.Level) {
			all.Level = a.Level
		}
		if a.Party != all.Party {
			all.Party = ""
			if all.Level == Area {
				all.Level = Direction
			}
		}
	}
	if same {
		return all
	}
	var words []string
	for _, o := range origins {
		words = append(words, o.Weapon+": "+o.Attribution.Words)
	}
	all.Words = strings.Join(words, "; ")
	return all
}

// origin attributes one region of origin by the layers that may speak of the time.
func (d *Docket) origin(origin *place.Region, inc *incident.Incident, maps []*territory.Map) (Attribution, []canon.LayerID) {
	if origin == nil {
		if len(maps) == 0 && len(d.text.Agreement().Control) == 0 {
			return Attribution{Level: None, Words: "cannot attribute: no control layer"}, nil
		}
		return Attribution{Level: None, Words: "cannot attribute: no origin is reported"}, nil
	}
	direction := wording.Direction(*origin, inc.Where)
	h := d.holder(*origin, inc.When, maps)
	switch {
	case h.party != "":
		words := fmt.Sprintf("from the area controlled by %s, as of %s, according to %s",
			d.text.PartyName(h.party), d.zone.DateOf(inc.When.From), h.source)
		if direction != "" {
			words = direction + ", " + words
		}
		return Attribution{Level: Area, Words: words, Party: h.party}, h.asked
	case direction != "":
		return Attribution{Level: Direction, Words: direction}, h.asked
	default:
		return Attribution{Level: None, Words: "cannot attribute: " + h.source}, h.asked
	}
}

// holding is who held a region, according to whom, or else why that is not known.
type holding struct {
	party  agreement.PartyID
	source string
	asked  []canon.LayerID
}

// holder returns who held all of the region, if the agreement or the layers on record say so and none of them
// names somebody else.
func (d *Docket) holder(r place.Region, i when.Interval, maps []*territory.Map) holding {
	if party, src, a := d.text.ControlOf(r, i); a == known.Yes {
		return holding{party: party, source: d.titleOf(src)}
	}
	var asked []canon.LayerID
	var names, sources []string
	for _, m := range maps {
		asked = append(asked, m.ID)
		if name, a := m.Holder(r, i); a == known.Yes && !d.claimsOf(m.Layer.Source, name) {
			names, sources = append(names, name), append(sources, m.Layer.Source)
		}
	}
	none := func(why string) holding { return holding{source: why, asked: asked} }
	switch {
	case !r.HasGeometry():
		return none("where " + r.Name + " is, is not known")
	case len(maps) == 0 && len(d.text.Agreement().Control) > 0:
		return none("the agreement does not say who held all of it")
	case len(maps) == 0:
		return none("no control layer of that time")
	case len(names) == 0:
		return none("no layer says who held all of it")
	}
	first, named := d.text.Party(names[0])
	for _, name := range names[1:] {
		if party, ok := d.text.Party(name); name != names[0] && (!ok || party != first) {
			return none("the layers differ on who held it")
		}
	}
	source := strings.Join(slices.Compact(sources), " and ")
	if !named {
		return none(fmt.Sprintf("%s: held by %s, whom the text does not name", source, names[0]))
	}
	return holding{first, source, asked}
}

// claimsOf tells whether a side says who held ground, other than of itself: that is a claim, whatever kind its layer
// gives itself.
func (d *Docket) claimsOf(source, holder string) bool {
	side, ok := d.text.Party(source)
	held, _ := d.text.Party(holder)
	return ok && side != held
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
