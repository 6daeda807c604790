// SPDX-License-Identifier: Apache-2.0

package shares

import (
	"cmp"
	"slices"

	"truce/territory"
	"truce/when"
)

// Change is which units of a roll were in other hands at a second time than at a first.
type Change struct {
	Denominator string         `json:"denominator"`
	Source      string         `json:"source"`
	Kind        territory.Kind `json:"kind"`
	Exercise    bool           `json:"exercise,omitempty"`
	Crimea      string         `json:"crimea"`
	From        when.Interval  `json:"from"`
	To          when.Interval  `json:"to"`
	// None says why nothing can be told: a time that the source does not speak of.
	None string `json:"none,omitempty"`
	Of   int64  `json:"of"`
	// Same counts units alike at both times, Gross those that are not. A change back and forth between them is not seen.
	Same  int64  `json:"same"`
	Gross int64  `json:"gross"`
	Moves []Move `json:"moves"`
	// Net is what each holder had more at the end than at the beginning.
	Net   []Net   `json:"net"`
	Units []Moved `json:"units"`
}

// Move counts changes from one state to another: a holder, or contested, mixed, untold or unmatched.
type Move struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Number int64  `json:"number"`
}

// Net is a holder's gain, below 0 a loss.
type Net struct {
	Holder string `json:"holder"`
	Number int64  `json:"number"`
}

// Moved is one unit that changed.
type Moved struct {
	Code string `json:"code,omitempty"`
	Name string `json:"name,omitempty"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Until compares the time of the question with a later one.
func (q Question) Until(later when.Interval) Change {
	m := Match(q.Roll, q.Account.Records, q.Within)
	before, after := q.states(&m, q.At), q.states(&m, later)
	c := Change{Denominator: q.Roll.Name, Source: q.Account.Source, Kind: q.Account.Kind, Exercise: q.Account.Exercise, Crimea: q.crimea(), From: q.At, To: later}
	if !q.Account.Speaks(q.At) || !q.Account.Speaks(later) {
		c.None = territory.OutsideSpan
	}
	moves, net := map[Move]int64{}, map[string]int64{}
	for i := range before {
		u := &q.Roll.Units[i]
		weight, in := q.weight(u)
		if !in {
			continue
		}
		c.Of += weight
		a, b := before[i], after[i]
		if a == b {
			c.Same += weight
			continue
		}
		c.Gross += weight
		moves[Move{From: a.String(), To: b.String()}] += weight
		if a.state == stateHeld {
			net[a.holder] -= weight
		}
		if b.state == stateHeld {
			net[b.holder] += weight
		}
		name := ""
		if len(u.Names) > 0 {
			name = u.Names[0]
		}
		c.Units = append(c.Units, Moved{u.Code, name, a.String(), b.String()})
	}
	for move, n := range moves {
		move.Number = n
		c.Moves = append(c.Moves, move)
	}
	slices.SortFunc(c.Moves, func(a, b Move) int {
		return cmp.Or(cmp.Compare(b.Number, a.Number), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	for holder, n := range net {
		c.Net = append(c.Net, Net{holder, n})
	}
	slices.SortFunc(c.Net, func(a, b Net) int { return cmp.Compare(a.Holder, b.Holder) })
	slices.SortFunc(c.Units, func(a, b Moved) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return c
}
