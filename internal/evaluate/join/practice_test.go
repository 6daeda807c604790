// SPDX-License-Identifier: Apache-2.0

package join_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"truce/internal/evaluate/join"
)

// listed draws lines of a list and news of it, at a few places in two months of one year: some of a day are one event.
func listed(chance *rand.Rand) string {
	var text strings.Builder
	text.WriteString(head)
	for i := range 120 {
		event := i/3*3 + chance.IntN(3)
		office, words := "List", "Marinovka"
		if i%4 == 0 {
			office, words = fmt.Sprint("Office ", chance.IntN(3)), fmt.Sprint("soldiers killed in shelling number ", i)
		}
		fmt.Fprintf(&text, "%d,2015,%s,2015-0%d-%02d,%s,47.9%d,38.8,2\n", event, office, 1+i/60, 1+i/6%10, words, i/3%4)
	}
	return text.String()
}

// TestNoPairIsScoredByALabelOfItsOwnFolds deals the labels of one fold anew among its rows: no pair that has a row of that fold is
// weighed otherwise, while others are, as they should be.
func TestNoPairIsScoredByALabelOfItsOwnFolds(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	rows := read(t, listed(chance))
	before, corrected := join.Crossed(rows, true)
	if corrected < 100 {
		t.Fatalf("local practice corrects %d pairs: too few to tell anything", corrected)
	}
	others := false
	for _, fold := range []int{1, 2} {
		dealt := slices.Clone(rows)
		var at []int
		for i := range dealt {
			if join.Fold(dealt[i].Event) == fold {
				at = append(at, i)
			}
		}
		chance.Shuffle(len(at), func(i, k int) { dealt[at[i]].Event, dealt[at[k]].Event = dealt[at[k]].Event, dealt[at[i]].Event })
		after, _ := join.Crossed(dealt, true)
		// What is told of a pair names the folds of its rows; a pair is of this one where either is.
		in := func(pair string) bool { return strings.Contains(pair, fmt.Sprintf(" of fold %d;", fold)) }
		keep := func(all []string) []string {
			return slices.DeleteFunc(slices.Clone(all), func(pair string) bool { return !in(pair) })
		}
		if want, got := keep(before), keep(after); !slices.Equal(want, got) || len(want) == 0 {
			t.Errorf("fold %d: the weights of its %d pairs depend on its labels", fold, len(want))
		}
		others = others || !slices.Equal(before, after)
	}
	if !others {
		t.Error("no label changes any weight: this test shows nothing")
	}
}

// TestPracticeSaysNothingWhereNothingIsDecidedNear holds one event of one place and month to decided ones a year on.
func TestPracticeSaysNothingWhereNothingIsDecidedNear(t *testing.T) {
	far := listed(rand.New(rand.NewPCG(5, 6))) +
		"900,2017,List,2017-01-01,Pisky,47.9,38.8,2\n900,2017,List,2017-01-01,Pisky,47.9,38.8,2\n"
	rows := read(t, far)
	with, _ := join.Crossed(rows, true)
	without, _ := join.Crossed(rows, false)
	found := false
	for _, pair := range with {
		if strings.Contains(pair, "Pisky") {
			found = true
			if !slices.Contains(without, pair) {
				t.Errorf("corrected by what was decided two years before: %s", pair)
			}
		}
	}
	if !found {
		t.Fatal("the pair is not weighed at all")
	}
}
