// SPDX-License-Identifier: Apache-2.0

package store

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"truce/agreement"
	"truce/agreement/gazetteer"
	"truce/engine"
	"truce/known"
	"truce/place"
	"truce/when"
)

// atlas is what the texts on record call the ground, each text with its zones from the smallest on.
type atlas struct {
	texts []chart
	zone  when.Zone // whose civil days are counted: that of the first text
	// told is what was found of regions in the entries at hand: an observation, its incident and its findings share one.
	told map[drawn]Ground
}

// drawn tells apart regions that are held in memory at the same time.
type drawn struct {
	name     string
	circle   *place.Circle
	path     *place.Path
	sectors  *place.Sector
	polygons *place.Polygon
	exercise bool
}

func drawnAs(r place.Region, exercise bool) drawn {
	d := drawn{name: r.Name, circle: r.Circle, path: r.Path, exercise: exercise}
	if len(r.Sectors) > 0 {
		d.sectors = &r.Sectors[0]
	}
	if len(r.Polygons) > 0 {
		d.polygons = &r.Polygons[0]
	}
	return d
}

type chart struct {
	text  *agreement.Compiled
	zones []zone
	named map[string]answer // what was found of mere names
}

type zone struct {
	id   agreement.PlaceID
	name string
	area int64
}

// answer is what a text calls a place.
type answer struct {
	place  string
	region string
	zones  []string
}

// follow takes in the texts that were adopted since, and tells whether there were any.
func (a *atlas) follow(s *engine.State) bool {
	dockets := s.Dockets()
	if len(dockets) == len(a.texts) {
		return false
	}
	a.zone = dockets[0].Zone()
	for _, d := range dockets[len(a.texts):] {
		c := chart{text: d.Text(), named: map[string]answer{}}
		for _, p := range d.Text().Agreement().Places {
			if p.Kind != agreement.ZonePlace {
				continue
			}
			z := zone{p.ID, p.Name, math.MaxInt64}
			if drawn := d.Text().Locate(place.Region{Name: string(p.ID)}); drawn.HasGeometry() {
				z.area = drawn.Area()
			}
			c.zones = append(c.zones, z)
		}
		slices.SortStableFunc(c.zones, func(x, y zone) int { return cmp.Compare(x.area, y.area) })
		a.texts = append(a.texts, c)
	}
	return true
}

// dateOf returns the civil day of the first instant of an interval, zero where no time is known.
func (a *atlas) dateOf(i when.Interval) when.Date {
	switch {
	case i.IsUnknown():
		return when.Date{}
	case a.zone.IsZero():
		return utc(i.From)
	}
	return a.zone.DateOf(i.From)
}

// utc returns the day of an instant by the clocks of UTC.
func utc(at when.Instant) when.Date {
	d := int64(at) / int64(when.Day)
	if int64(at)%int64(when.Day) < 0 {
		d--
	}
	return when.Date{Year: 1970, Month: 1, Day: 1}.Add(int(d))
}

// ground returns a region as a row has it. exercise is whether what happened there was one: a text of an exercise names
// nothing else, nor the reverse.
func (a *atlas) ground(r place.Region, exercise bool) (Ground, error) {
	key := drawnAs(r, exercise)
	if g, ok := a.told[key]; ok {
		return g, nil
	}
	g, err := a.draw(r, exercise)
	if err == nil {
		a.told[key] = g
	}
	return g, err
}

func (a *atlas) draw(r place.Region, exercise bool) (Ground, error) {
	g := Ground{Named: r.Name}
	if r.HasGeometry() {
		drawn, err := place.FormatGeoJSON(r)
		if err != nil {
			return g, err
		}
		g.Where = json.RawMessage(drawn)
		low, high, _ := r.Box()
		g.Bounds = &Bounds{Low: low, High: high}
	}
	for i := range a.texts {
		c := &a.texts[i]
		if c.text.Agreement().Exercise != exercise {
			continue
		}
		if found := c.ask(r); found.region != NotTold || found.place != "" && g.Place == "" {
			g.Place, g.Zones, g.Region = found.place, found.zones, found.region
			if g.Region != NotTold {
				break
			}
		}
	}
	return g, nil
}

// ask returns what a text calls a region.
func (c *chart) ask(r place.Region) answer {
	if r.HasGeometry() || r.Name == "" {
		return c.find(r)
	}
	found, ok := c.named[r.Name]
	if !ok {
		found = c.find(r)
		c.named[r.Name] = found
	}
	return found
}

func (c *chart) find(r place.Region) answer {
	var out answer
	if p, ok := c.text.PlaceNamed(r.Name); ok && r.Name != "" {
		out.place = p.Name
		if isRegion(p) {
			out.region = p.Name
		}
	}
	for _, z := range c.zones {
		if c.text.Holds(z.id, r) == known.Yes {
			out.zones = append(out.zones, z.name)
		}
	}
	if out.region == NotTold && len(out.zones) > 0 {
		out.region = out.zones[0]
	}
	return out
}

// isRegion tells whether a place of a text is a region of a country by one of its names.
func isRegion(p *agreement.Place) bool {
	if p.Kind != agreement.NamedPlace {
		return false
	}
	for _, name := range append([]string{p.Name}, p.Aliases...) {
		folded := gazetteer.Fold(name)
		for _, word := range []string{"oblast", "region", "область"} {
			if slices.Contains(strings.Fields(folded), word) {
				return true
			}
		}
	}
	return false
}
