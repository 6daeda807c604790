// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/canon"
	"truce/finding/actors"
	"truce/finding/origin"
	"truce/finding/wording"
	"truce/incident"
	"truce/place"
)

// attribution says where the event came from, each weapon group for itself, and what the groups come to together:
// the least that all support. It returns the layers that were asked.
func (d *Docket) attribution(h *hearing) (Attribution, []Origin, []canon.LayerID) {
	inc := h.incident
	if seen, ok := actors.Seen(d.text, inc); ok {
		return Attribution{Party, "by " + seen.Name + ", seen to do it", seen.ID}, nil, nil
	}
	var origins []Origin
	var layers []canon.LayerID
	control, kept := d.control(inc), origin.Memo{}
	give := func(w act.Weapon, a Attribution, used []canon.LayerID) {
		origins = append(origins, Origin{Weapon: w.Designated().String(), Attribution: a})
		layers = append(layers, used...)
	}
	event := origin.Event{Text: d.text, Incident: inc, Kept: h.fields, Keep: kept}
	for _, g := range origin.Groups(inc) {
		if e := event.Estimate(g); e != nil {
			a, used := d.estimated(e, inc, control)
			give(g.Weapon, a, used)
			continue
		}
		for _, part := range g.Parts {
			for _, from := range part.Accounts() {
				a, used := d.origin(from, inc, control)
				give(part.Weapon, a, used)
			}
		}
	}
	h.fields = kept
	return together(origins), origins, sortedIDs(layers)
}

// control is who held ground at the time of an event, by layers that speak of some of it. Others are not asked, so that it
// does not matter when they came.
func (d *Docket) control(inc *incident.Incident) origin.Control {
	c := origin.Control{Text: d.text, When: inc.When}
	for _, m := range d.maps {
		if m.Layer.Valid.Overlaps(inc.When) {
			c.Maps = append(c.Maps, m)
		}
	}
	return c
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
func (d *Docket) origin(from *place.Region, inc *incident.Incident, c origin.Control) (Attribution, []canon.LayerID) {
	if from == nil {
		if len(c.Maps) == 0 && len(d.text.Agreement().Control) == 0 {
			return Attribution{Level: None, Words: "cannot attribute: no control layer"}, nil
		}
		return Attribution{Level: None, Words: "cannot attribute: no origin is reported"}, nil
	}
	direction := wording.Direction(*from, inc.Where)
	h := c.Holder(*from)
	switch {
	case h.Party != "":
		words := "from the area controlled by " + d.held(h, inc)
		if direction != "" {
			words = direction + ", " + words
		}
		return Attribution{Level: Area, Words: words, Party: h.Party}, h.Asked
	case direction != "":
		return Attribution{Level: Direction, Words: direction}, h.Asked
	default:
		return Attribution{Level: None, Words: "cannot attribute: " + h.Source}, h.Asked
	}
}

// held says who held ground, as of when and according to whom.
func (d *Docket) held(h origin.Holding, inc *incident.Incident) string {
	return fmt.Sprintf("%s, as of %s, according to %s", d.text.PartyName(h.Party), d.zone.DateOf(inc.When.From), h.Source)
}

// estimated attributes what independent observations of one origin say together.
func (d *Docket) estimated(e *origin.Estimate, inc *incident.Incident, c origin.Control) (Attribution, []canon.LayerID) {
	if !e.Field.Agree() {
		return Attribution{Level: None, Words: "cannot attribute: the accounts do not agree on where it came from"}, nil
	}
	direction := ""
	if bearing, ok := e.Towards(); ok {
		direction = wording.From(place.Wind(bearing))
	}
	h := c.Estimated(e)
	switch {
	case h.Party != "":
		words := []string{"from the area controlled by " + d.held(h, inc)}
		if name := e.Place(d.text); name != "" {
			words = []string{"in the area of " + name, "controlled by " + d.held(h, inc)}
		}
		if direction != "" {
			words = slices.Insert(words, 0, direction)
		}
		return Attribution{Level: Area, Words: strings.Join(words, ", "), Party: h.Party}, h.Asked
	case direction != "":
		return Attribution{Level: Direction, Words: direction}, h.Asked
	default:
		return Attribution{Level: None, Words: "cannot attribute: could not determine the direction of fire; " + h.Source}, h.Asked
	}
}

// Estimates returns what independent observations of an incident say together of where each weapon was fired from, with
// who held ground then. It is made anew and is internal to the mission.
func (d *Docket) Estimates(inc *incident.Incident) ([]*origin.Estimate, origin.Control) {
	var out []*origin.Estimate
	for _, g := range origin.Groups(inc) {
		if e := (origin.Event{Text: d.text, Incident: inc}).Estimate(g); e != nil {
			out = append(out, e)
		}
	}
	return out, d.control(inc)
}
