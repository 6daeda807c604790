// SPDX-License-Identifier: Apache-2.0

package alarm

import (
	"errors"
	"fmt"
	"slices"

	"truce/when"
)

// Window is how far apart two observers may set the beginning of one alert.
const Window = 5 * when.Minute

// Agreement is how far two observers of the same alerts agree, over the regions and the time that both have.
type Agreement struct {
	First      Observer      `json:"first"`
	Second     Observer      `json:"second"`
	Period     when.Interval `json:"period"`
	Regions    []string      `json:"regions"`
	OnlyFirst  []string      `json:"regions_only_first"`
	OnlySecond []string      `json:"regions_only_second"`
	Window     when.Duration `json:"window_ms"`
	Matched    int64         `json:"matched"`
	// ByChance is what is matched when the second observer's alerts are moved by whole days: the same hours of other days.
	ByChance []Chance `json:"by_chance"`
	// Begin and End are of the second observer less the first, End of pairs whose end the second noted, Filler of those it
	// says it guessed.
	Begin  Differences `json:"begin"`
	End    Differences `json:"end_noted"`
	Filler Differences `json:"end_guessed"`
	Guess  Guess       `json:"guessed_ends"`
	Joiner string      `json:"joiner"`
}

// Observer is what became of one observer's alerts.
type Observer struct {
	File     string `json:"file"`
	Rows     int64  `json:"rows"`
	Refused  int64  `json:"refused"`
	Compared int64  `json:"compared"` // those for a whole region, in the time and the regions of both
	Matched  Share  `json:"share_matched"`
	// Unmatched are the reasons, each row under the first that holds.
	Unmatched []Reason `json:"unmatched"`
	Apart     []Reason `json:"not_compared"`
}

// Reason is why rows have no counterpart, and how many.
type Reason struct {
	Why  string `json:"why"`
	Rows int64  `json:"rows"`
}

// Chance is what is matched by chance.
type Chance struct {
	ShiftDays int64 `json:"shift_days"`
	Matched   int64 `json:"matched"`
	Share     Share `json:"share_of_second"`
}

// The reasons for which a row is not compared, and for which one that is has no counterpart, in the order in which they are
// asked.
const (
	noRegion = "the other observer has no such region"
	outside  = "outside the time that both observed"
	below    = "for a raion or hromada only, where the other observes whole regions"
	several  = "several of the other began within the window, none nearer than the rest to it and to nothing else"
	overOne  = "lies over one of the other that began at another time"
	overMore = "lies over several of the other"
	part     = "the other has it for a raion or hromada only"
	nothing  = "the other has none at that time"
)

// noJoiner says why the joiner of incidents does not do this.
const noJoiner = "the joiner makes %d incidents of these rows: the door reads an alert as an aggregate, context that opens no incident. " +
	"They are matched on its principles instead: one region, beginnings within the window, each the nearest to the other, and a tie is no match"

// Compare compares two observers. Its result does not depend on the order of the rows of either file. It errors if a row has no
// canonical form.
func Compare(first, second *File) (*Agreement, error) {
	a := &Agreement{Window: Window}
	joined, err1 := first.incidents()
	more, err2 := second.incidents()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	a.Joiner = fmt.Sprintf(noJoiner, joined+more)
	a.Regions, a.OnlyFirst, a.OnlySecond = common(first, second)
	a.Period = both(first, second, a.Regions)
	one, two := a.take(first, &a.First), a.take(second, &a.Second)
	pairs := match(one, two)
	a.Matched = int64(len(pairs))
	for _, days := range []int64{-14, -7, -1, 1, 7, 14} {
		n := int64(len(match(one, moved(two, days))))
		a.ByChance = append(a.ByChance, Chance{days, n, ratio(n, a.Second.Compared)})
	}
	a.First.Matched, a.Second.Matched = ratio(a.Matched, a.First.Compared), ratio(a.Matched, a.Second.Compared)
	a.First.Unmatched = unmatched(one, pairsOf(pairs, false), second)
	a.Second.Unmatched = unmatched(two, pairsOf(pairs, true), first)
	a.differences(pairs)
	a.Guess = recognise(two, pairs, first)
	return a, nil
}

func (a *Agreement) differences(pairs []pair) {
	var begin, noted, guessed []when.Duration
	for _, p := range pairs {
		begin = append(begin, when.Duration(p.second.From-p.first.From))
		if end := when.Duration(p.second.To - p.first.To); p.second.Guessed {
			guessed = append(guessed, end)
		} else {
			noted = append(noted, end)
		}
	}
	a.Begin, a.End, a.Filler = differencesOf(begin), differencesOf(noted), differencesOf(guessed)
}

// regions returns the names of the whole regions of a file, sorted.
func regions(f *File) []string {
	var out []string
	for _, a := range f.Alerts {
		if !a.Below && (len(out) == 0 || out[len(out)-1] != a.Region) {
			out = append(out, a.Region)
		}
	}
	return slices.Compact(out)
}

func common(first, second *File) (shared, onlyFirst, onlySecond []string) {
	one, two := regions(first), regions(second)
	shared, onlyFirst, onlySecond = []string{}, []string{}, []string{}
	for _, name := range one {
		if slices.Contains(two, name) {
			shared = append(shared, name)
		} else {
			onlyFirst = append(onlyFirst, name)
		}
	}
	for _, name := range two {
		if !slices.Contains(one, name) {
			onlySecond = append(onlySecond, name)
		}
	}
	return shared, onlyFirst, onlySecond
}

// both is the time in which beginnings of both files lie, and the window around it: a counterpart may begin that much sooner
// or later.
func both(first, second *File, names []string) when.Interval {
	one, two := beginnings(first, names), beginnings(second, names)
	const window = when.Instant(Window)
	return when.Interval{From: max(one.From, two.From) - window, To: min(one.To, two.To) + window}
}

func beginnings(f *File, names []string) when.Interval {
	var out when.Interval
	for _, a := range f.Alerts {
		if !a.Below && slices.Contains(names, a.Region) {
			out = out.Hull(when.Interval{From: a.From, To: a.From})
		}
	}
	return out
}

// take returns the alerts of a file that are compared, and counts the others with their reasons.
func (a *Agreement) take(f *File, o *Observer) []Alert {
	o.File, o.Rows, o.Refused = f.Tally.File, f.Tally.Rows, f.Tally.Refused
	apart := counter{}
	var out []Alert
	for _, each := range f.Alerts {
		switch {
		case !slices.Contains(a.Regions, each.Region):
			apart.add(noRegion)
		case !a.Period.Contains(each.From):
			apart.add(outside)
		case each.Below:
			apart.add(below)
		default:
			out = append(out, each)
		}
	}
	o.Compared, o.Apart = int64(len(out)), apart.reasons(noRegion, outside, below)
	return out
}

// counter counts rows by reason.
type counter map[string]int64

func (c counter) add(why string) { c[why]++ }

func (c counter) reasons(order ...string) []Reason {
	out := []Reason{}
	for _, why := range order {
		if c[why] > 0 {
			out = append(out, Reason{why, c[why]})
		}
	}
	return out
}
