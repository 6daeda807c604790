// SPDX-License-Identifier: Apache-2.0

package reporting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/place"
	"truce/report"
)

// harmLines is how many kinds of harm the form has room for: a report of more is given in two.
const harmLines = 3

// mostCalibre is the largest calibre that a report may have, in millimetres.
const mostCalibre = 1000

// ofSide tells whether who reports speaks for a member: such a word counts for what was seen, and names no target, origin or harm by
// itself.
func ofSide(a *api.Ask) bool { return a.Viewer.Member != "" }

// further are the fields that field practice records where somebody knows them: with what, from where, and who was hurt. Each is left
// out by most.
func further(a *api.Ask) []page.Group {
	if ofSide(a) {
		return nil
	}
	field := func(name, label, kind, help string) page.Field {
		return page.Field{Name: name, Label: label, Kind: kind, Value: a.Value(name, ""), Error: a.Fault(name), Help: help}
	}
	list := func(name, label string, words []string) page.Field {
		f := field(name, label, "choice", "")
		f.Options = []page.Option{{Value: "", Text: "unknown"}}
		for _, w := range words {
			f.Options = append(f.Options, page.Option{Value: w, Text: desk.Plain(w)})
		}
		return f
	}
	harm := []page.Field{list("target", "What was hit", words(act.Targets()))}
	for n := range harmLines {
		kind := list(line("harm", n), "Harm", []string{"killed", "injured", "missing"})
		kind.Options[0].Text = "none to report"
		harm = append(harm, kind, list(line("of", n), "Of whom", []string{"civilian", "combatant"}), list(line("age", n), "Age", []string{"adult", "child"}),
			field(line("hurt", n), "How many", "number", "2, or 2-4."))
	}
	known := field("harm_known", "How the harm is known", "", "Seen by yourself, told by a hospital. No names.")
	groups := []page.Group{
		{Title: "With what weapon", Lead: "Only what you know of it: the class alone is an answer.", Fields: []page.Field{
			list("weapon", "Weapon", words(act.Classes())), field("calibre", "Calibre, millimetres", "number", "Such as 120 or 14.5."), field("model", "Model, as you would write it", "", "Such as D-20."),
		}},
		{Title: "Where it came from", Lead: "Apart from where it fell or was heard, which stands above. A direction is as you had it from where you stood.", Fields: []page.Field{
			field("origin_bearing", "Direction it came from, ° from true north", "number", ""), field("origin_width", "Width of it, °", "number", "30 where you leave it out."),
			field("origin_near", "From, metres away", "number", ""), field("origin_far", "to, metres away", "number", "The farthest that it may have been."), field("origin_place", "or a place by its name", "", ""),
		}},
		{Title: "Who and what was harmed", Lead: "One line for each kind of people, each number apart.", Fields: append(harm, known)},
	}
	for i, g := range groups {
		groups[i].Open = slices.ContainsFunc(g.Fields, func(f page.Field) bool { return f.Value != "" || f.Error != "" })
	}
	return groups
}

// line is the name of a field in a line of the form, which count from 1.
func line(name string, n int) string { return fmt.Sprintf("%s_%d", name, n+1) }

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// readFurther reads the further fields into a sighting. What was left out stays unknown.
func readFurther(a *api.Ask, s *report.Sighting) error {
	if ofSide(a) {
		return nil
	}
	weapon, err := weapon(a)
	if err != nil {
		return err
	}
	if !weapon.IsUnknown() {
		s.Weapon = &weapon
	}
	if s.Origin, err = origin(a); err != nil {
		return err
	}
	s.Target = act.Target(a.Sent.Get("target"))
	if s.Target.Check() != nil {
		return api.Refuse("target", "%.40q is none of the words for what is hit: choose one of the list", s.Target)
	}
	for n := range harmLines {
		if err := harmed(a, s, n); err != nil {
			return err
		}
	}
	known := strings.TrimSpace(a.Sent.Get("harm_known"))
	if known == "" {
		return nil
	}
	if len(s.Casualties) == 0 {
		return api.Refuse("harm_known", "how a harm is known needs the harm: say of how many, or leave this out")
	}
	s.Words = strings.TrimPrefix(s.Words+"; harm known: "+known, "; ")
	return nil
}

func weapon(a *api.Ask) (act.Weapon, error) {
	w := act.Weapon{Class: act.Class(a.Sent.Get("weapon")), Model: strings.TrimSpace(a.Sent.Get("model"))}
	if w.Class.Check() != nil {
		return w, api.Refuse("weapon", "%.40q is no class of weapons: choose one of the list", w.Class)
	}
	if text := strings.TrimSpace(a.Sent.Get("calibre")); text != "" {
		n, err := scaled(text, 10)
		if err != nil || n < 1 || n > 10*mostCalibre {
			return w, api.Refuse("calibre", "%q: want millimetres up to %d, such as 120 or 14.5", text, mostCalibre)
		}
		w.Calibre = act.Calibre(n)
	}
	return w, nil
}

// origin is where it came from as the sender knows it: a direction from where they stood, a place by its name, both, or nil.
func origin(a *api.Ask) (*place.Region, error) {
	r := place.Region{Name: strings.TrimSpace(a.Sent.Get("origin_place"))}
	if strings.TrimSpace(a.Sent.Get("origin_bearing")) == "" {
		for _, name := range []string{"origin_near", "origin_far"} {
			if a.Sent.Get(name) != "" {
				return nil, api.Refuse("origin_bearing", "a distance needs the direction that it came from")
			}
		}
		if r.Name == "" {
			return nil, nil
		}
		return &r, nil
	}
	stood, ok, err := observer(a)
	if err == nil && !ok {
		err = api.Refuse("origin_bearing", "a direction is from where you stood: say where that was, or name a place instead")
	}
	if err != nil {
		return nil, err
	}
	bearing, err := degrees(a, "origin_bearing")
	if err != nil {
		return nil, err
	}
	width := int64(30_000)
	if a.Sent.Get("origin_width") != "" {
		if width, err = wide(a, "origin_width"); err != nil {
			return nil, err
		}
	}
	near, err := number(a, "origin_near", 0, 100_000)
	if err != nil {
		return nil, err
	}
	far, err := number(a, "origin_far", 1, 100_000)
	switch {
	case err != nil:
		return nil, err
	case far == 0:
		return nil, api.Refuse("origin_far", "a direction needs a distance: want at most how many metres away it was, such as 20000")
	case near >= far:
		return nil, api.Refuse("origin_near", "it is farther than the other end, or as far")
	}
	from := (bearing - width/2 + fullTurn) % fullTurn
	r.Sectors = []place.Sector{{Observer: stood, From: place.Bearing(from), To: place.Bearing((from + width) % fullTurn), Distance: place.Range{Least: place.Length(near), Most: place.Length(far)}}}
	return &r, nil
}

// harmed reads one line of harm to people, which is a record of its own.
func harmed(a *api.Ask, s *report.Sighting, n int) error {
	harm, number := a.Sent.Get(line("harm", n)), line("hurt", n)
	many, err := count(a, number)
	switch {
	case err != nil:
		return err
	case harm == "" && many.Kind != report.UnknownCount:
		return api.Refuse(line("harm", n), "a number of people needs what happened to them: killed, injured or missing")
	case harm == "":
		return nil
	case many.Kind == report.UnknownCount:
		return api.Refuse(number, "say how many, such as 1-10 where you do not know it well")
	}
	c := report.Casualties{Harm: harm, Of: cmp.Or(a.Sent.Get(line("of", n)), "unknown"), Age: cmp.Or(a.Sent.Get(line("age", n)), "unknown"), Least: many.Least, Most: many.Most}
	if err := c.Check(); err != nil {
		return api.Refuse(line("harm", n), "%v", err)
	}
	s.Casualties = append(s.Casualties, c)
	return nil
}
