// SPDX-License-Identifier: Apache-2.0

// Package ledger turns two parties' lists of one thing, under one definition, into what both list, what one lists alone, what
// they count differently and what cannot be told. It follows incident, whose weights decide what is one event, and reads the
// agreement where that is the definition. It says nothing about truth: what is matched is what both claim. The method is
// docs/METHOD.md, the format docs/spec/reconcile.md.
package ledger

import (
	"cmp"
	"fmt"
	"slices"

	"truce/canon"
	"truce/incident"
	"truce/observation"
)

// Item is one line of a party's list.
type Item struct {
	// ID is the list's own name of it, once in a list.
	ID string
	// Unit is what the line counts, such as "shot"; empty where it is one event.
	Unit string
	// Seen is what it says happened. Who says so is not looked at.
	Seen *observation.Observation
}

// List is a party's list under the name of whoever made it.
type List struct {
	Name  string
	Items []Item
}

// Class says where an item stands. Every item of a list has exactly one, so that the counts of the classes add up to the
// length of the list.
type Class string

// The classes. Outside is what the definition leaves out; all others are of what it holds, or may hold.
const (
	Matched   Class = "matched"
	Differing Class = "differently-defined"
	Possible  Class = "possible-same"
	Only      Class = "only"
	Outside   Class = "outside"
)

// Classes lists the classes in the order in which they are printed.
func Classes() []Class { return []Class{Matched, Differing, Possible, Only, Outside} }

// Partner is an item of the other list and what speaks for its being the same, in hundredths of a bit of evidence.
type Partner struct {
	ID      string            `json:"id"`
	Score   int64             `json:"score"`
	Reasons []incident.Reason `json:"reasons"`
	// Differs says what the two do not share, of what is differently defined.
	Differs string `json:"differs,omitempty"`
}

// Placed is an item with where it stands.
type Placed struct {
	ID    string `json:"id"`
	Class Class  `json:"class"`
	// Partners are of the other list, in its order; of what is matched those it is matched with, of all else the first
	// mostPartners, and LeftOut is how many more there are.
	Partners []Partner `json:"partners,omitempty"`
	LeftOut  int       `json:"partners_left_out,omitempty"`
	// Because says why it stands where it stands.
	Because string `json:"because"`
	// Open are the parts of the definition that the item does not settle: "period", "area", "act".
	Open []string `json:"open,omitempty"`
}

// Side is one list, reconciled.
type Side struct {
	Name string `json:"name"`
	// Items are in order of their first instant and then of their IDs.
	Items  []Placed `json:"items"`
	Counts Counts   `json:"counts"`
	// Twice are items of the list that say exactly the same as another of it, group by group.
	Twice [][]string `json:"twice,omitempty"`
}

// Counts is how many items of a list are of each class. Their sum is Items.
type Counts struct {
	Items     int `json:"items"`
	Matched   int `json:"matched"`
	Differing int `json:"differently_defined"`
	Possible  int `json:"possible_same"`
	Only      int `json:"only"`
	Outside   int `json:"outside"`
	// Open is how many of those that are not outside may be.
	Open int `json:"may_be_outside"`
}

// Of returns the count of a class.
func (c Counts) Of(class Class) int {
	switch class {
	case Matched:
		return c.Matched
	case Differing:
		return c.Differing
	case Possible:
		return c.Possible
	case Only:
		return c.Only
	case Outside:
		return c.Outside
	}
	return 0
}

// Event is something that both list: items of A and items of B. One side may give as one item what the other gives as
// several; several on both sides are never made into one.
type Event struct {
	A []string `json:"a"`
	B []string `json:"b"`
}

// Result is two lists under one definition.
type Result struct {
	Definition string `json:"definition"`
	Unit       string `json:"unit"`
	Exercise   bool   `json:"exercise,omitempty"`
	// Weights is the version of the joiner's weights that decided.
	Weights string `json:"weights"`
	A       Side   `json:"a"`
	B       Side   `json:"b"`
	// Events are what both list, in the order of A.
	Events []Event `json:"events"`
	// Alike is set where two lists of several items say exactly the same, item for item: they may be one list.
	Alike bool `json:"alike,omitempty"`
}

// entry is an item at work.
type entry struct {
	Item
	in     inside
	bounds bounds
	says   int // the same for items that say the same, in either list
	links  []*link
	class  Class
	event  int // in Result.Events, from 1; 0 where it is in none
}

// Reconcile places every item of two lists. The order of the items is without effect, and exchanging the lists exchanges the
// sides of the result. It errors where an ID stands twice in a list, or an item has no canonical form.
func Reconcile(a, b List, d Definition) (Result, error) {
	said := map[canon.Digest]int{}
	left, err := entries(a, d, said)
	if err != nil {
		return Result{}, err
	}
	right, err := entries(b, d, said)
	if err != nil {
		return Result{}, err
	}
	connect(left, right, d)
	groups := match(left, right)
	classify(left)
	classify(right)
	return Result{
		Definition: d.Name, Unit: d.Unit, Exercise: d.exercise(), Weights: incident.Weights,
		A: side(a.Name, left), B: side(b.Name, right), Events: groups, Alike: alike(left, right),
	}, nil
}

// alike tells whether two lists of several items say exactly the same, item for item and in whatever order.
func alike(left, right []*entry) bool {
	contents := func(list []*entry) []content {
		out := make([]content, len(list))
		for i, e := range list {
			out[i] = content{e.Unit, e.says}
		}
		slices.SortFunc(out, func(a, b content) int { return cmp.Or(cmp.Compare(a.says, b.says), cmp.Compare(a.unit, b.unit)) })
		return out
	}
	return len(left) > 1 && slices.Equal(contents(left), contents(right))
}

// content is what an item says, by its number, and the unit that it counts by.
type content struct {
	unit string
	says int
}

// entries sorts the items of a list and asks the definition of each. said numbers what items say.
func entries(l List, d Definition, said map[canon.Digest]int) ([]*entry, error) {
	out := make([]*entry, len(l.Items))
	for i, item := range l.Items {
		says, err := canon.Sum("truce/ledger-item/1", item.Seen.Sighting)
		if err != nil {
			return nil, fmt.Errorf("item %s of %s: %w", item.ID, l.Name, err)
		}
		if _, ok := said[says]; !ok {
			said[says] = len(said)
		}
		out[i] = &entry{Item: item, in: d.asks(item.Seen), bounds: boundsOf(item.Seen), says: said[says]}
	}
	slices.SortFunc(out, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(a.Seen.When().From, b.Seen.When().From), cmp.Compare(a.ID, b.ID))
	})
	seen := map[string]bool{}
	for _, e := range out {
		if seen[e.ID] {
			return nil, fmt.Errorf("the list of %s has the ID %q twice: give each item one of its own", l.Name, e.ID)
		}
		seen[e.ID] = true
	}
	return out, nil
}

func side(name string, list []*entry) Side {
	out := Side{Name: name, Items: make([]Placed, len(list)), Counts: Counts{Items: len(list)}, Twice: twice(list)}
	for i, e := range list {
		out.Items[i] = e.placed()
		out.Counts.add(out.Items[i])
	}
	return out
}

func (c *Counts) add(p Placed) {
	switch p.Class {
	case Matched:
		c.Matched++
	case Differing:
		c.Differing++
	case Possible:
		c.Possible++
	case Only:
		c.Only++
	case Outside:
		c.Outside++
	}
	if p.Class != Outside && len(p.Open) > 0 {
		c.Open++
	}
}

// twice finds the items that say exactly the same and count it by the same unit.
func twice(list []*entry) [][]string {
	at := map[content]int{}
	var groups [][]string
	for _, e := range list {
		key := content{e.Unit, e.says}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], e.ID)
	}
	return slices.DeleteFunc(groups, func(g []string) bool { return len(g) < 2 })
}
