// SPDX-License-Identifier: Apache-2.0

package territory

import (
	"cmp"
	"fmt"
	"slices"

	"truce/canon"
	"truce/known"
	"truce/place"
	"truce/when"
)

// State is what a layer says of ground at a time.
type State string

// The states. Contested is its source's own word; what it does not say, or says in two ways, is untold.
const (
	Held      State = "held"
	Contested State = "contested"
	Untold    State = "could not tell"
)

// OutsideSpan is why a source says nothing of a time: whoever it names last held the ground then, not now.
const OutsideSpan = "outside the source's span"

// Said is what one layer says of who held somewhere.
type Said struct {
	Layer     string        `json:"layer"`
	ID        canon.LayerID `json:"id"`
	Kind      Kind          `json:"kind"`
	Source    string        `json:"source"`
	Published when.Instant  `json:"published"`
	Valid     when.Interval `json:"valid"`
	Exercise  bool          `json:"exercise,omitempty"`
	State     State         `json:"state"`
	// Holder is as the source names it; only of held ground.
	Holder string `json:"holder,omitempty"`
	// Why says what the state rests on.
	Why string `json:"why"`
	// Mark is the nearest populated place of the layer, Border the nearest border of its areas.
	Mark   *Near `json:"mark,omitempty"`
	Border *Near `json:"border,omitempty"`
}

// Near is how far the nearest mark or border is.
type Near struct {
	Name     string      `json:"name"`
	Distance place.Range `json:"distance"`
}

// KnownBy returns the layers that were published by a time, in their order.
func KnownBy(maps []*Map, asOf when.Instant) []*Map {
	var out []*Map
	for _, m := range maps {
		if m.Layer.Published <= asOf {
			out = append(out, m)
		}
	}
	return out
}

// Say returns what the layer says of somewhere during a time. It holds for all of the region and the interval, or is untold.
func (m *Map) Say(r place.Region, i when.Interval) Said {
	l := &m.Layer
	s := Said{
		Layer: l.Name, ID: m.ID, Kind: l.Kind, Source: l.Source, Published: l.Published, Valid: l.Valid, Exercise: l.Exercise,
		State: Untold, Mark: m.nearestMark(r), Border: m.nearestBorder(r),
	}
	holder, sure := m.Holder(r, i)
	switch {
	case !r.HasGeometry():
		s.Why = "it is not known where"
	case i.Within(l.Valid) != known.Yes:
		s.Why = OutsideSpan
	case sure == known.Yes:
		s.State, s.Holder, s.Why = Held, holder, m.ground(r)
	default:
		s.State, s.Why = m.whyUntold(r, i)
	}
	return s
}

// ground says what a holder rests on.
func (m *Map) ground(r place.Region) string {
	for n, z := range m.zones {
		if z.Holds(r) == known.Yes {
			return fmt.Sprintf("inside an area of %s, beyond the tolerance of its border", m.Layer.Areas[n].Holder)
		}
	}
	return "within the ground of its populated place"
}

// whyUntold looks for the first reason why the layer names no holder.
func (m *Map) whyUntold(r place.Region, i when.Interval) (State, string) {
	touched := 0
	for _, z := range m.zones {
		if z.Holds(r) != known.No {
			touched++
		}
	}
	switch touched {
	case 0:
	case 1:
		return Untold, "within the tolerance of the border of one of its areas, or partly outside"
	default:
		return Untold, "on or near ground of several of its areas"
	}
	var speaking []*Mark
	for n := range m.Layer.Marks {
		mark := &m.Layer.Marks[n]
		ground := place.Circle{Centre: mark.At.Centre, Radius: mark.At.Radius + m.Layer.Reach}
		if touch, ok := place.Touch(place.Region{Circle: &ground}, r); ok && touch {
			speaking = append(speaking, mark)
		}
	}
	if len(speaking) == 0 {
		return Untold, "none of its areas and populated places speaks of it"
	}
	contested := true
	for _, mark := range speaking {
		contested = contested && mark.StateOver(i) == Contested
	}
	switch {
	case contested:
		return Contested, "its source calls it contested"
	case len(speaking) == 1 && len(speaking[0].Holds) > 0 && i.To < speaking[0].Holds[0].From:
		return Untold, "before the first that is known of its populated place"
	case len(speaking) == 1 && speaking[0].StateOver(i) == Untold:
		return Untold, "it changed hands in that time, or its first change came within it"
	case len(speaking) == 1:
		return Untold, "its populated place speaks for a part of it only"
	}
	return Untold, "its populated places there differ, changed hands, or speak for a part of it only"
}

// StateOver tells what the source says of the mark throughout a time.
func (m *Mark) StateOver(i when.Interval) State {
	if _, ok := m.holderOver(i); ok {
		return Held
	}
	state, current := Untold, ""
	for _, h := range m.Holds {
		switch {
		case h.From <= i.From:
			state, current = Contested, h.Holder
		case h.From <= i.To && h.Holder != current:
			return Untold
		}
	}
	if current != "" {
		return Untold
	}
	return state
}

// HolderOver returns the one holder of the mark throughout a time; ok is false where there was none, two or a contest.
func (m *Mark) HolderOver(i when.Interval) (holder string, ok bool) { return m.holderOver(i) }

// Names are the layer's holders, sorted, each once.
func (l *Layer) Names() []string {
	var out []string
	for _, a := range l.Areas {
		out = append(out, a.Holder)
	}
	for _, m := range l.Marks {
		for _, h := range m.Holds {
			if h.Holder != "" {
				out = append(out, h.Holder)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (m *Map) nearestMark(r place.Region) *Near {
	var best *Near
	for _, mark := range m.Layer.Marks {
		d, ok := place.Gap(place.Region{Circle: &place.Circle{Centre: mark.At.Centre}}, r)
		if !ok {
			return nil
		}
		if best == nil || cmp.Or(cmp.Compare(d.Least, best.Distance.Least), cmp.Compare(mark.Name, best.Name)) < 0 {
			best = &Near{mark.Name, d}
		}
	}
	return best
}

// nearestBorder measures to the rings of the areas, with their tolerance.
func (m *Map) nearestBorder(r place.Region) *Near {
	var best *Near
	for _, a := range m.Layer.Areas {
		for _, p := range a.Polygons {
			for _, ring := range p.Rings {
				edges := cmp.Or(a.Edges, place.Straight)
				line, err := place.NewLine(append(slices.Clone(ring), ring[0]), edges, a.Tolerance)
				if err != nil {
					continue // the zone was drawn, so a closed ring of it is a line
				}
				d, ok := line.Distance(r)
				if ok && (best == nil || d.Least < best.Distance.Least) {
					best = &Near{"border of the area of " + a.Holder, d}
				}
			}
		}
	}
	return best
}
