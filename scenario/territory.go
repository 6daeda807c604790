// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/internal/territoryfile"
	"truce/place"
	"truce/territory"
	"truce/territory/drift"
	"truce/territory/shares"
	"truce/when"
)

// layers are the layers entered so far that were published by a time.
func (r *Run) layers(asOf when.Instant) ([]*territory.Map, error) {
	var out []*territory.Map
	for _, e := range r.entries {
		if e.Layer == nil {
			continue
		}
		m, err := territory.NewMap(*e.Layer)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return territory.KnownBy(out, asOf), nil
}

// layer is the layer that a line names, or the only one, of those published by the line's as-of=, now unless given.
func (r *Run) layer(s step) (*territory.Map, error) {
	asOf := r.now
	if text := s.get("as-of"); text != "" {
		span, err := when.Parse(text, r.zone)
		if err != nil {
			return nil, err
		}
		asOf = span.Interval.To
	}
	maps, err := r.layers(asOf)
	if err != nil {
		return nil, err
	}
	name := s.get("layer")
	fits := slices.DeleteFunc(maps, func(m *territory.Map) bool { return name != "" && m.Layer.Name != name })
	if len(fits) != 1 {
		return nil, fmt.Errorf("layer=%q means %d layers published by %s: name one", name, len(fits), asOf)
	}
	return fits[0], nil
}

// wantControl asks a layer who held a position: state (held, contested, could not tell), holder, why, and mark, the nearest populated
// place.
func (r *Run) wantControl(s step) error {
	if len(s.words) != 1 {
		return errors.New("write: want control POSITION at=TIME [layer=] [as-of=] and what of it")
	}
	circle, err := place.ParsePoint(s.words[0])
	if err != nil {
		return err
	}
	at, err := r.during(s)
	if err != nil {
		return err
	}
	m, err := r.layer(s)
	if err != nil {
		return err
	}
	said := m.Say(place.Region{Circle: &circle}, at)
	mark := ""
	if said.Mark != nil {
		mark = said.Mark.Name
	}
	return r.aspects(s, map[string]string{"state": string(said.State), "holder": said.Holder, "why": said.Why, "kind": string(said.Kind), "mark": mark})
}

// during is the time that a line asks about: its when=, else now.
func (r *Run) during(s step) (when.Interval, error) {
	if text := s.get("when"); text != "" {
		span, err := when.Parse(text, r.zone)
		return span.Interval, err
	}
	return when.Interval{From: r.now, To: r.now}, nil
}

// aspects compares the aspects that a line names with what they are.
func (r *Run) aspects(s step, got map[string]string) error {
	asked := false
	for _, p := range s.named {
		if is, ok := got[p.key]; ok {
			asked = true
			r.compare(s, p.key, is, p.value)
		}
	}
	if !asked {
		return errors.New("say what is wanted of it")
	}
	return nil
}

// wantShare counts the places of a layer, or of a roll of the case, by a holder.
func (r *Run) wantShare(s step) error {
	if len(s.words) != 1 {
		return errors.New("write: want share HOLDER [layer=] [when=] [roll=FILE] [crimea=no] and what of it")
	}
	at, err := r.during(s)
	if err != nil {
		return err
	}
	m, err := r.layer(s)
	if err != nil {
		return err
	}
	account := shares.Of(&m.Layer)
	q := shares.Question{Roll: shares.RollOf(account), Account: account, At: at, Within: 20 * place.Kilometre, Crimea: s.get("crimea") != "no"}
	if name := s.get("roll"); name != "" {
		data, ok := r.c.files[name]
		if !ok {
			return fmt.Errorf("the case has no file %q for roll=", name)
		}
		if q.Roll, err = territoryfile.ParseRoll(name, data); err != nil {
			return err
		}
	}
	if names := account.Holders(); !slices.Contains(names, s.words[0]) {
		return fmt.Errorf("the layer names no holder %q: %s", s.words[0], strings.Join(names, ", "))
	}
	a := q.Answer()
	held := shares.Held{}
	for _, h := range a.Held {
		if h.Holder == s.words[0] {
			held = h
		}
	}
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return r.aspects(s, map[string]string{
		"held": number(held.Number), "denominator": number(a.Of), "least-ppm": number(held.Least), "most-ppm": number(held.Most),
		"contested": number(a.Contested), "mixed": number(a.Mixed), "untold": number(a.Untold), "unmatched": number(a.Unmatched),
	})
}

// wantDrift places the markers that a source observed by a line of an agreement. Markers are its observations of a displaced marker.
func (r *Run) wantDrift(s step) error {
	q, err := r.drift(s)
	if err != nil {
		return err
	}
	a, err := q.Ask()
	if err != nil {
		return err
	}
	name := s.get("sector")
	i := slices.IndexFunc(a.Sectors, func(b drift.Between) bool { return name == "" || b.Sector == name })
	if i < 0 {
		return fmt.Errorf("sectors= has no sector %q", name)
	}
	b := a.Sectors[i]
	got := map[string]string{
		"markers": strconv.Itoa(b.Markers), "farthest": rangeWords(b.Farthest), "marked": b.Marked.String(), "spacing": b.Spacing.String(),
		"left": areaWords(b.Left), "right": areaWords(b.Right),
	}
	for _, m := range a.Markers {
		got["marker:"+m.Name] = strings.TrimSpace(rangeWords(m.Distance) + " " + string(m.Side))
	}
	for _, p := range s.named {
		if _, ok := got[p.key]; !ok && strings.HasPrefix(p.key, "marker:") {
			return fmt.Errorf("%s has no %s", s.get("from"), p.key)
		}
	}
	return r.aspects(s, got)
}

func rangeWords(d place.Range) string { return fmt.Sprintf("%s to %s", d.Least, d.Most) }

// areaWords writes hectares, rounded: about, and what cannot be excluded.
func areaWords(a drift.Area) string {
	hectares := func(m2 int64) int64 { return (m2 + 5_000) / 10_000 }
	return fmt.Sprintf("%d ha (%d to %d)", hectares(a.About), hectares(a.Least), hectares(a.Most))
}

func (r *Run) drift(s step) (q drift.Question, err error) {
	if s.get("line") == "" || s.get("from") == "" {
		return q, errors.New("write: want drift line=PLACE from=SOURCE [of=] [sectors=] [sector=] and what of it")
	}
	ref, err := r.ref(s)
	if err != nil {
		return q, err
	}
	text := r.texts[slices.IndexFunc(r.texts, func(t *agreement.Compiled) bool { return t.Ref() == ref })]
	if q.Line = text.Line(agreement.PlaceID(s.get("line"))); q.Line == nil {
		return q, fmt.Errorf("line=%q is no line of %s", s.get("line"), ref)
	}
	if sectors := s.get("sectors"); sectors != "" {
		if q.Sectors, err = territoryfile.ParseSectors(sectors); err != nil {
			return q, err
		}
	}
	for _, o := range r.state.Observations() {
		if o.Source == s.get("from") && o.Sighting.Act == "marker-displacement" && o.Where().Circle != nil {
			q.Markers = append(q.Markers, drift.Marker{Name: o.Where().Name, At: *o.Where().Circle})
		}
	}
	slices.SortFunc(q.Markers, func(a, b drift.Marker) int { return cmp.Compare(a.Name, b.Name) })
	return q, nil
}
