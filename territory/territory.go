// SPDX-License-Identifier: Apache-2.0

// Package territory turns dated layers, each with its source, into answers about who held a place as of a time.
// It imports only the ground. Holding the ground is not firing from it.
package territory

import (
	"errors"
	"fmt"
	"slices"

	"truce/canon"
	"truce/known"
	"truce/place"
	"truce/place/locate"
	"truce/when"
)

// Kind says what a layer's source claims with it.
type Kind string

// The kinds of layer. Only agreed and observed layers carry an attribution; claimed and demanded ones are shown,
// never decided on.
const (
	Agreed   Kind = "agreed"
	Claimed  Kind = "claimed"
	Observed Kind = "observed"
	Demanded Kind = "demanded"
)

// Layer says who held what over a span of time, according to one source.
type Layer struct {
	Name   string `json:"name"`
	Kind   Kind   `json:"kind"`
	Source string `json:"source"`
	// Published is when the source said so.
	Published when.Instant `json:"published"`
	// Valid is when it held, as far as the source says.
	Valid when.Interval `json:"valid"`
	Areas []Area        `json:"areas,omitempty"`
	// Marks are single populated places with their changes of hand. Reach is how far around each of them its source
	// says that it speaks; nobody else may say so.
	Marks    []Mark       `json:"marks,omitempty"`
	Reach    place.Length `json:"reach,omitempty"`
	Exercise bool         `json:"exercise,omitempty"`
}

// Area is ground held by one side, as the source names it.
type Area struct {
	Holder    string          `json:"holder"`
	Polygons  []place.Polygon `json:"polygons"`
	Edges     place.EdgeModel `json:"edges,omitempty"`
	Tolerance place.Length    `json:"tolerance"`
}

// Mark is a populated place and who held it from when, in order of time. An empty holder means contested.
type Mark struct {
	Name string `json:"name"`
	// Code is what a list of places calls it, with the name of the list before it, such as geonames:461727; empty if not known.
	Code  string       `json:"code,omitempty"`
	At    place.Circle `json:"at"`
	Holds []Hold       `json:"holds"`
}

// Hold is a holder from a time on.
type Hold struct {
	From   when.Instant `json:"from"`
	Holder string       `json:"holder,omitempty"`
}

// ID returns the layer's identity.
func (l Layer) ID() (canon.LayerID, error) {
	sum, err := canon.Sum("truce/layer/1", l)
	return canon.NewLayerID(sum), err
}

// Map is a layer made ready to be asked.
type Map struct {
	Layer Layer
	ID    canon.LayerID
	zones []*place.Zone // one an area, in order
	index *locate.Index // of the zones
}

// NewMap checks a layer and makes it ready, or says which area or mark is at fault.
func NewMap(l Layer) (*Map, error) {
	if !slices.Contains([]Kind{Agreed, Claimed, Observed, Demanded}, l.Kind) {
		return nil, fmt.Errorf("layer %q: kind %q: use agreed, claimed, observed or demanded", l.Name, l.Kind)
	}
	if l.Source == "" {
		return nil, fmt.Errorf("layer %q: no source: every layer names who says so", l.Name)
	}
	if l.Valid.IsUnknown() {
		return nil, fmt.Errorf("layer %q: no span of validity", l.Name)
	}
	if err := l.Valid.Check(); err != nil {
		return nil, fmt.Errorf("layer %q: %w", l.Name, err)
	}
	if l.Reach < 0 {
		return nil, fmt.Errorf("layer %q: reach %s: give a length of 0 or more", l.Name, l.Reach)
	}
	m := &Map{Layer: l}
	for i, a := range l.Areas {
		edges := a.Edges
		if edges == "" {
			edges = place.Straight
		}
		zone, err := place.NewZone(a.Polygons, edges, a.Tolerance)
		if err != nil {
			return nil, fmt.Errorf("layer %q: area %d of %s: %w", l.Name, i+1, a.Holder, err)
		}
		if a.Holder == "" {
			return nil, fmt.Errorf("layer %q: area %d: no holder: leave contested ground out", l.Name, i+1)
		}
		m.zones = append(m.zones, zone)
	}
	for _, mark := range l.Marks {
		if err := mark.check(); err != nil {
			return nil, fmt.Errorf("layer %q: place %q: %w", l.Name, mark.Name, err)
		}
	}
	id, err := l.ID()
	if err != nil {
		return nil, fmt.Errorf("layer %q: %w", l.Name, err)
	}
	m.ID = id
	m.index = indexOf(m.zones)
	return m, nil
}

func indexOf(zones []*place.Zone) *locate.Index {
	areas := make([]locate.Area, len(zones))
	for i, z := range zones {
		areas[i].Zone = z
	}
	return locate.New(areas)
}

func (m Mark) check() error {
	if err := (place.Region{Circle: &m.At}).Check(); err != nil {
		return err
	}
	if !slices.IsSortedFunc(m.Holds, func(a, b Hold) int { return int(min(max(a.From-b.From, -1), 1)) }) {
		return errors.New("changes of hand are not in order of time")
	}
	return nil
}

// Holder says who held all of r throughout i according to the layer: a name and Yes; or Unknown where the layer
// does not say, says different things of parts of r or of i, or says that it was contested.
func (m *Map) Holder(r place.Region, i when.Interval) (string, known.Answer) {
	if i.Within(m.Layer.Valid) != known.Yes {
		return "", known.Unknown
	}
	holder, found := "", m.index.Find(r)
	for n, z := range m.zones {
		held := found.Of(n)
		if held == known.Unknown {
			held = z.Holds(r)
		}
		if held != known.Yes {
			continue
		}
		by := m.Layer.Areas[n].Holder
		if holder != "" && by != holder {
			return "", known.Unknown // its own areas overlap and differ
		}
		holder = by
	}
	if holder != "" {
		return holder, known.Yes
	}
	return m.markHolder(r, i)
}

// Speaks tells whether the layer may say anything of some of a region: an area of it, its tolerance included, or the ground of
// a place reaches it, and the layer speaks of some of the interval.
func (m *Map) Speaks(r place.Region, i when.Interval) bool {
	if !i.Overlaps(m.Layer.Valid) {
		return false
	}
	for _, z := range m.zones {
		if z.Holds(r) != known.No {
			return true
		}
	}
	for _, mark := range m.Layer.Marks {
		ground := place.Circle{Centre: mark.At.Centre, Radius: mark.At.Radius + m.Layer.Reach}
		if touch, ok := place.Touch(place.Region{Circle: &ground}, r); !ok || touch {
			return true
		}
	}
	return false
}

// markHolder asks the populated places that speak for some of r: they decide only if one of them speaks for all of
// it, and all name one holder throughout i. A mark says nothing of what lies beyond it.
func (m *Map) markHolder(r place.Region, i when.Interval) (string, known.Answer) {
	holder, covered := "", false
	for _, mark := range m.Layer.Marks {
		ground := place.Circle{Centre: mark.At.Centre, Radius: mark.At.Radius + m.Layer.Reach}
		if touch, ok := place.Touch(place.Region{Circle: &ground}, r); !ok || !touch {
			continue
		}
		far, _ := place.Gap(place.Region{Circle: &place.Circle{Centre: ground.Centre}}, r)
		covered = covered || far.Most <= ground.Radius
		at, sure := mark.holderOver(i)
		if !sure || holder != "" && at != holder {
			return "", known.Unknown
		}
		holder = at
	}
	if holder == "" || !covered {
		return "", known.Unknown
	}
	return holder, known.Yes
}

// holderOver returns the one holder over the whole interval; not sure where there was none, two or a contest.
func (m Mark) holderOver(i when.Interval) (string, bool) {
	current := ""
	for _, h := range m.Holds {
		switch {
		case h.From <= i.From:
			current = h.Holder
		case h.From <= i.To && h.Holder != current:
			return "", false
		}
	}
	return current, current != ""
}
