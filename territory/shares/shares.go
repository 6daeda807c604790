// SPDX-License-Identifier: Apache-2.0

package shares

import (
	"cmp"
	"fmt"
	"slices"

	"truce/place"
	"truce/territory"
	"truce/when"
)

// whole is all of a denominator, in parts per million.
const whole = 1_000_000

// Question asks how a roll was shared among holders at a time.
type Question struct {
	Roll    Roll
	Account Account
	At      when.Interval
	// Within is how near a place must be to the unit that it is taken for by its name.
	Within place.Length
	// Crimea has the units in Crimea and Sevastopol in the denominator.
	Crimea bool
	// Weighted counts people, where the roll knows how many, instead of units.
	Weighted bool
}

// Shares is how a roll was shared. Held, Contested, Mixed, Untold and Unmatched add up to Of.
type Shares struct {
	Denominator string         `json:"denominator"`
	Roll        string         `json:"roll_source"`
	Source      string         `json:"source"`
	Kind        territory.Kind `json:"kind"`
	Published   when.Instant   `json:"published"`
	// Valid is when the source speaks of, At the time that was asked about. None says why there is no figure: the one is outside the other.
	Valid when.Interval `json:"valid"`
	At    when.Interval `json:"at"`
	None  string        `json:"none,omitempty"`
	// Crimea says whether Crimea and Sevastopol are in: in, out, or that the roll has none.
	Crimea   string `json:"crimea"`
	Exercise bool   `json:"exercise,omitempty"`
	// Unit is what is counted: units, or people.
	Unit string `json:"unit"`
	Of   int64  `json:"of"`
	Held []Held `json:"held"`
	// Contested is what the source calls so; Mixed are units with places of several holders; Untold those whose places changed hands
	// in that time, or of which nothing was known yet; Unmatched those of which the source says nothing.
	Contested int64 `json:"contested"`
	Mixed     int64 `json:"mixed"`
	Untold    int64 `json:"untold"`
	Unmatched int64 `json:"unmatched"`
	// NoPopulation counts units left out of a weighted count, as nobody knows how many people they have.
	NoPopulation int64 `json:"no_population,omitempty"`
	// Records counts the places of the source, Outside those that stand for a unit that is not in the denominator, Loose those that
	// stand for no unit, by why.
	Records int            `json:"records"`
	ByCode  int            `json:"by_code"`
	ByName  int            `json:"by_name"`
	Outside int            `json:"outside,omitempty"`
	Loose   []LooseRecords `json:"loose,omitempty"`
	// Words says what the shares are of, and what they are not.
	Words string `json:"words"`
}

// Held is what one holder had.
type Held struct {
	Holder string `json:"holder"`
	Number int64  `json:"number"`
	// Least is its share of the denominator; Most is the same if all that is not known were its own too. Parts per million.
	Least int64 `json:"least_ppm"`
	Most  int64 `json:"most_ppm"`
}

// LooseRecords counts records that stand for no unit.
type LooseRecords struct {
	Why    Unmatched `json:"why"`
	Number int       `json:"number"`
}

// unitState is what the places of a unit come to: a holder, or one of the states below.
type unitState struct {
	holder string
	state  string
}

const (
	stateHeld      = "held"
	stateContested = "contested"
	stateMixed     = "mixed"
	stateUntold    = "untold"
	stateUnmatched = "unmatched"
)

// String writes the state for a table.
func (s unitState) String() string {
	if s.state == stateHeld {
		return s.holder
	}
	return s.state
}

// states returns the state of every unit of the roll.
func (q *Question) states(m *Matching, at when.Interval) []unitState {
	out := make([]unitState, len(q.Roll.Units))
	for i := range out {
		out[i] = unitState{state: stateUnmatched}
	}
	spoken := q.Account.Speaks(at)
	for i := range q.Account.Records {
		u := m.Unit[i]
		if u < 0 {
			continue
		}
		rec := &q.Account.Records[i]
		now := unitState{state: stateUntold}
		if holder, ok := rec.HolderOver(at); ok && spoken {
			now = unitState{holder, stateHeld}
		} else if spoken && rec.StateOver(at) == territory.Contested {
			now = unitState{state: stateContested}
		}
		switch {
		case out[u].state == stateUnmatched:
			out[u] = now
		case out[u] != now && (out[u].state == stateUntold || now.state == stateUntold):
			out[u] = unitState{state: stateUntold}
		case out[u] != now:
			out[u] = unitState{state: stateMixed}
		}
	}
	return out
}

// weight is what a unit counts for, and whether it is in the denominator.
func (q *Question) weight(u *Unit) (weight int64, in bool) {
	if u.Crimea && !q.Crimea {
		return 0, false
	}
	if q.Weighted {
		return u.Population, u.Population > 0
	}
	return 1, true
}

// Answer counts the shares.
func (q Question) Answer() Shares {
	m := Match(q.Roll, q.Account.Records, q.Within)
	s := Shares{
		Denominator: q.Roll.Name, Roll: q.Roll.Source, Source: q.Account.Source, Kind: q.Account.Kind, Published: q.Account.Published,
		Valid: q.Account.Valid, At: q.At, Exercise: q.Account.Exercise, Unit: "units", Records: len(m.Unit), ByCode: m.ByCode, ByName: m.ByName,
		Crimea: q.crimea(),
	}
	if q.Weighted {
		s.Unit = "people"
	}
	if !q.Account.Speaks(q.At) {
		s.None = territory.OutsideSpan
	}
	held := map[string]int64{}
	for i, state := range q.states(&m, q.At) {
		weight, in := q.weight(&q.Roll.Units[i])
		if !in {
			if q.Weighted && (q.Crimea || !q.Roll.Units[i].Crimea) {
				s.NoPopulation++
			}
			continue
		}
		s.Of += weight
		switch state.state {
		case stateHeld:
			held[state.holder] += weight
		case stateContested:
			s.Contested += weight
		case stateMixed:
			s.Mixed += weight
		case stateUntold:
			s.Untold += weight
		default:
			s.Unmatched += weight
		}
	}
	open := s.Contested + s.Mixed + s.Untold + s.Unmatched
	for holder, n := range held {
		s.Held = append(s.Held, Held{holder, n, n * whole / s.Of, ((n+open)*whole + s.Of - 1) / s.Of})
	}
	slices.SortFunc(s.Held, func(a, b Held) int { return cmp.Compare(a.Holder, b.Holder) })
	for _, u := range m.Unit {
		if u >= 0 && q.Roll.Units[u].Crimea && !q.Crimea {
			s.Outside++
		}
	}
	for _, why := range []Unmatched{NoName, Elsewhere, Ambiguous, NoPlace} {
		if n := m.Why[why]; n > 0 {
			s.Loose = append(s.Loose, LooseRecords{why, n})
		}
	}
	s.Words = s.words()
	return s
}

func (q *Question) crimea() string {
	has := slices.ContainsFunc(q.Roll.Units, func(u Unit) bool { return u.Crimea })
	switch {
	case !has:
		return "Whether Crimea and Sevastopol are in is not known: the roll marks no unit as in them"
	case q.Crimea:
		return "Crimea and Sevastopol are in the denominator as far as the roll lists them"
	}
	return "Crimea and Sevastopol are not in the denominator"
}

func (s *Shares) words() string {
	what := "a share of units, not of ground or people"
	if s.Unit == "people" {
		what = fmt.Sprintf("a share of people as the roll counts them, not of ground; %d units without a number are left out", s.NoPopulation)
	}
	return fmt.Sprintf("Of %d %s (%s), by %s, %s: %s. %s.", s.Of, s.Denominator, s.Unit, s.Source, s.Kind, what, s.Crimea)
}

// Open is how much of the denominator nobody is known to have held.
func (s *Shares) Open() int64 { return s.Contested + s.Mixed + s.Untold + s.Unmatched }
