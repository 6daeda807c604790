// SPDX-License-Identifier: Apache-2.0

package copies

import (
	"reflect"
	"slices"

	"truce/likeness/words"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// What makes a text a near copy of another is its resemblance, after Broder, "On the resemblance and containment of documents"
// (1997): the share of runs of words that two texts have in common of all that either has. Runs are of two words, since
// headlines are short: one word changed in nine leaves 60 percent of them. The share is so high that nobody bridges two
// texts by one of both, unless these share a third of their runs already. A text of fewer words than leastWords is what
// anybody would write.
const (
	leastWords  = 8
	runLength   = 2
	resemblance = 600_000 // ppm
)

// text is the words of accounts, ready to be compared.
type text struct {
	runs    []uint64 // sorted, each once; nil where the text is too short to tell
	numbers words.Set
	cites   []Citation
}

func newText(says string) *text {
	t := &text{cites: Citations(says)}
	order := words.InOrder(says)
	for _, s := range order {
		if s.Kind() == words.Number {
			t.numbers = append(t.numbers, s)
		}
	}
	// Numbers in words are as good as in digits.
	t.numbers = append(t.numbers, words.Of(says, 0).Numbers()...)
	slices.Sort(t.numbers)
	t.numbers = slices.Compact(t.numbers)
	if len(order) < leastWords {
		return t
	}
	for i := range order[:len(order)-runLength+1] {
		t.runs = append(t.runs, uint64(order[i])<<32|uint64(order[i+1]))
	}
	slices.Sort(t.runs)
	t.runs = slices.Compact(t.runs)
	return t
}

// near returns how many runs two texts share, of how many in both together, and whether that makes one a near copy of the
// other: with enough wording in common, and not each with a number that the other lacks. A number that one of them adds is
// an update, as agencies write them over one root; one that it changes is a fact of its own.
func near(a, b *text) (shared, all int, ok bool) {
	if len(a.runs) == 0 || len(b.runs) == 0 || words.Common(a.numbers, b.numbers).Numbers < min(len(a.numbers), len(b.numbers)) {
		return 0, 0, false
	}
	if a == b {
		return len(a.runs), len(a.runs), true
	}
	x, y := a.runs, b.runs
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			x = x[1:]
		case x[0] > y[0]:
			y = y[1:]
		default:
			shared++
			x, y = x[1:], y[1:]
		}
	}
	all = len(a.runs) + len(b.runs) - shared
	return shared, all, int64(shared)*1_000_000 >= resemblance*int64(all)
}

// IsTelling tells whether a text is long enough that two sources do not come to it word for word each by itself, so that
// accounts which agree in it and in all else are one account under whatever names.
func IsTelling(says string) bool {
	return len(says) > leastWords && len(words.InOrder(says)) >= leastWords
}

// ownFact tells whether two accounts differ in a fact beside their words: another number of things or of people, a time or a
// place of which neither holds the other. A coarser time or place is none.
func ownFact(a, b *observation.Observation) bool {
	s, t := &a.Sighting, &b.Sighting
	return apart(s.Count, t.Count) || !slices.Equal(s.Casualties, t.Casualties) && len(s.Casualties) > 0 && len(t.Casualties) > 0 ||
		!within(a.When(), b.When()) || !around(a.Where(), b.Where())
}

// apart tells whether both counted and came to different numbers.
func apart(a, b report.Count) bool {
	return a.Most > 0 && b.Most > 0 && (a.Least != b.Least || a.Most != b.Most)
}

// within tells whether one of two times holds the other, or is not known.
func within(a, b when.Interval) bool {
	if a.IsUnknown() || b.IsUnknown() {
		return true
	}
	return a.From <= b.From && b.To <= a.To || b.From <= a.From && a.To <= b.To
}

// around tells whether one of two places holds the other, or cannot be told from it.
func around(a, b place.Region) bool {
	if !a.HasGeometry() || !b.HasGeometry() || reflect.DeepEqual(a, b) {
		return true
	}
	share, ok := place.Overlap(a, b)
	return ok && share == 1_000_000
}
