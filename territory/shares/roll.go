// SPDX-License-Identifier: Apache-2.0

// Package shares turns what one source says of places into shares of a roll of places by who held them: the denominator is named, and
// what the source does not say of it is counted beside, never left out and never given to anybody. A claim is compared with them.
package shares

import (
	"cmp"
	"slices"

	"truce/known"
	"truce/place"
	"truce/territory"
	"truce/when"
)

// Roll is a list of units that makes a denominator, such as the hromadas of a codifier.
type Roll struct {
	// Name says what is counted, in the plural; Source whose list it is.
	Name   string `json:"name"`
	Source string `json:"source"`
	Units  []Unit `json:"units"`
	// own says that the units are the records of the account that is counted, in their order: each stands for itself.
	own bool
}

// Unit is one unit of a roll.
type Unit struct {
	Code string `json:"code"`
	// Names are those under which other lists may have it, in any language.
	Names  []string `json:"names,omitempty"`
	Oblast string   `json:"oblast,omitempty"`
	// Crimea says that the roll has it in Crimea or Sevastopol.
	Crimea bool `json:"crimea,omitempty"`
	// At is where it is, if known; Population how many people, 0 if not known.
	At         *place.Point `json:"at,omitempty"`
	Population int64        `json:"population,omitempty"`
}

// Account is what one source says of who held which of its places.
type Account struct {
	Name      string         `json:"name"`
	Source    string         `json:"source"`
	Kind      territory.Kind `json:"kind"`
	Published when.Instant   `json:"published"`
	Valid     when.Interval  `json:"valid"`
	Records   []Record       `json:"records"`
	Exercise  bool           `json:"exercise,omitempty"`
}

// Record is one place of an account, with its changes of hand.
type Record struct {
	territory.Mark
	Names  []string
	Oblast string
	// Nowhere says that its source does not say where it is.
	Nowhere bool
}

// Of returns the account that a layer's populated places give.
func Of(l *territory.Layer) Account {
	a := Account{Name: l.Name, Source: l.Source, Kind: l.Kind, Published: l.Published, Valid: l.Valid, Exercise: l.Exercise}
	for _, m := range l.Marks {
		a.Records = append(a.Records, Record{Mark: m, Names: []string{m.Name}})
	}
	return a
}

// Speaks tells whether the account speaks of all of a time. Outside its span nobody is known to hold what it names a last holder of.
func (a *Account) Speaks(i when.Interval) bool { return i.Within(a.Valid) == known.Yes }

// Holders are those that the account names, sorted, each once.
func (a *Account) Holders() []string {
	var out []string
	for i := range a.Records {
		for _, h := range a.Records[i].Holds {
			if h.Holder != "" {
				out = append(out, h.Holder)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// RollOf returns the places of an account as a roll, the places in the file: each of them stands for itself.
func RollOf(a Account) Roll {
	r := Roll{Name: "places in the list of " + a.Source, Source: a.Source, own: true}
	for _, rec := range a.Records {
		u := Unit{Code: rec.Code, Names: rec.Names, Oblast: rec.Oblast}
		if !rec.Nowhere {
			centre := rec.At.Centre
			u.At = &centre
		}
		r.Units = append(r.Units, u)
	}
	return r
}

// Describe gives the records what a roll of the same codes says of their names and oblasts. Records that it does not have stay as they are.
func (a Account) Describe(r Roll) Account {
	index := map[string]*Unit{}
	for i := range r.Units {
		index[r.Units[i].Code] = &r.Units[i]
	}
	a.Records = slices.Clone(a.Records)
	for i := range a.Records {
		rec := &a.Records[i]
		if u := index[rec.Code]; u != nil && rec.Code != "" {
			rec.Names = append(slices.Clone(u.Names), rec.Names...)
			rec.Oblast = cmp.Or(rec.Oblast, u.Oblast)
			if rec.Nowhere && u.At != nil {
				rec.At.Centre, rec.Nowhere = *u.At, false
			}
		}
	}
	return a
}
