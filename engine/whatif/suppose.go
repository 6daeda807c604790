// SPDX-License-Identifier: Apache-2.0

package whatif

import (
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
	"truce/engine"
	"truce/known"
	"truce/observation"
	"truce/place"
	"truce/report"
)

// Supposed is an account as somebody might give it, and what would be found with it: the entries are folded with a report
// that says all that the incident's first account says, and this besides.
type Supposed struct {
	Account string `json:"account"`
	// Sources is how many independent sources give it.
	Sources int `json:"sources"`
	// Then is the verdict with its status, or that the finding would vanish.
	Then string `json:"then"`
}

// supposer is the name of the source of accounts that nobody gave.
const supposer = "supposed by what-if"

// suppose folds an account for each open condition that one can be made for, and for all of them together.
func (s *search) suppose(open []Unsettled) ([]Supposed, error) {
	all, changed, most := s.all.state.Incident(s.f.Released.Incident).Members[0].Sighting, 0, 1
	told := all
	for i := range open {
		sources := 1
		if open[i].Condition == actor {
			sources = twice
		}
		for _, may := range s.accounts(&open[i], told) {
			then, err := s.with(may.sighting, sources)
			if err != nil {
				return nil, err
			}
			open[i].Supposed = append(open[i].Supposed, Supposed{may.says, sources, then})
		}
		if may := s.accounts(&open[i], all); len(may) > 0 {
			all, changed, most = may[0].sighting, changed+1, max(most, sources)
		}
	}
	if changed < 2 {
		return nil, nil
	}
	then, err := s.with(all, most)
	return []Supposed{{"says the first of each of these in one", most, then}}, err
}

// account is a sighting that closes a condition, in words.
type account struct {
	says     string
	sighting report.Sighting
}

// accounts are those that would close a condition of a term, from what was told already. There is none for what no account
// closes, nor where the text does not draw the place or the first account rules out what it asks for.
func (s *search) accounts(o *Unsettled, told report.Sighting) []account {
	text := docketOf(s.all.state, s.f.Released.Agreement).Text()
	reading, _, _ := strings.Cut(o.Reading, ", ") // the first of those under which it is open
	i := slices.IndexFunc(text.Rules(), func(r *agreement.Rule) bool { return r.Term.ID == s.f.Released.Term && r.Reading == reading })
	if i < 0 {
		return nil
	}
	rule := text.Rules()[i]
	switch o.Condition {
	case "in the area":
		return inside(text, rule, told)
	case "the act":
		return ofAct(rule, told)
	case "the target":
		return onTarget(rule, told)
	case "the weapon":
		return withWeapon(rule, told)
	case actor:
		return byParty(text, rule, told)
	}
	return nil
}

// inside puts it where the term applies: somewhere in a place that the text draws.
func inside(text *agreement.Compiled, rule *agreement.Rule, told report.Sighting) []account {
	for _, id := range slices.Concat(rule.Where, text.Agreement().Force.Area) {
		for _, p := range text.Agreement().Places {
			where := text.Locate(place.Region{Name: p.Name})
			if p.ID == id && where.HasGeometry() && rule.Area(where) == known.Yes {
				told.Where = where
				return []account{{"says that it was inside " + p.Name, told}}
			}
		}
	}
	return nil
}

func ofAct(rule *agreement.Rule, told report.Sighting) []account {
	for _, a := range rule.Acts {
		for _, leaf := range a.Leaves() {
			if shared, _, _ := act.Overlap(leaf, told.Act); shared > 0 || told.Act == "" {
				told.Act = leaf
				return []account{{"says that it was " + string(leaf), told}}
			}
		}
	}
	return nil
}

func onTarget(rule *agreement.Rule, told report.Sighting) []account {
	for _, g := range rule.Targets {
		for _, leaf := range g.Leaves() {
			if told.Target == "" || slices.Contains(told.Target.Leaves(), leaf) {
				told.Target = leaf
				return []account{{"says that it struck " + string(leaf), told}}
			}
		}
	}
	return nil
}

func withWeapon(rule *agreement.Rule, told report.Sighting) []account {
	w := act.Weapon{Calibre: rule.Weapons.AtLeast}
	if told.Weapon != nil {
		w = *told.Weapon
		w.Calibre = max(w.Calibre, rule.Weapons.AtLeast)
	}
	if w.Class == "" && len(rule.Weapons.Classes) > 0 {
		w.Class = rule.Weapons.Classes[0]
	}
	if rule.Weapon(w) != known.Yes {
		return nil
	}
	told.Weapon = &w
	return []account{{"gives the weapon as " + w.String(), told}}
}

// byParty supposes for each party that it was seen to do it: first for those whom the term binds, in the order of the text.
func byParty(text *agreement.Compiled, rule *agreement.Rule, told report.Sighting) []account {
	var out []account
	parties := slices.Concat(text.Agreement().Parties, text.Agreement().Others)
	slices.SortStableFunc(parties, func(a, b agreement.Party) int {
		return int(rule.Binds(b.ID, told.Time.Interval) - rule.Binds(a.ID, told.Time.Interval))
	})
	for _, p := range parties {
		told.Means, told.Actors, told.Between = report.Seen, []report.Claim{{Actor: p.Name, Basis: "observed"}}, nil
		out = append(out, account{"saw that it was " + p.Name, told})
	}
	return out
}

// twice is how many independent sources are supposed to give an account of who did it: beside an account that names nobody,
// one alone narrows nothing.
const twice = 2

// with folds the entries with an account more, of so many sources, which an analyst joins to the incident, and says what
// is found then.
func (s *search) with(told report.Sighting, sources int) (string, error) {
	first := s.all.state.Incident(s.f.Released.Incident).Members[0]
	var supposed revised
	for i := range sources {
		extract := report.Extract{
			Level: report.Plain, Source: fmt.Sprintf("%s %d", supposer, i+1), Received: s.all.state.Now(), Sightings: []report.Sighting{told}, Exercise: first.Exercise,
		}
		id, err := s.all.idOf(extract)
		if err != nil {
			return "", err
		}
		supposed.further = append(supposed.further,
			engine.Entry{Submission: &engine.Submission{Reports: []report.Report{{Extract: extract}}}},
			engine.Entry{Link: &engine.Link{A: first.ID, B: observation.ID(id, 0), Same: true, By: supposer, Reason: "supposed to be of one event"}})
	}
	if err := s.watch.tell(s.done, s.due); err != nil {
		return "", err
	}
	s.done++
	o, err := s.all.replay(&supposed, nil)
	if err != nil {
		return "", err
	}
	for _, p := range s.all.pairs(o) {
		if p.before == s.f && p.after != nil {
			return fmt.Sprintf("%s (%s)", p.after.Released.Verdict, p.after.Released.Status), nil
		}
	}
	return "no finding under this term", nil
}
