// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
)

// The levels of a ladder.
const (
	severities  = 4
	confidences = 3
)

// Cell is an invented finding, by what the ladder asks of one.
type Cell struct {
	Severity   agreement.Severity   `json:"severity"`
	Confidence agreement.Confidence `json:"confidence"`
	// Recurrence is how many came before it.
	Recurrence int `json:"recurrence,omitempty"`
}

// String is "S3/C2", and "S3/C2/R3" where others came before.
func (c Cell) String() string {
	if c.Recurrence == 0 {
		return fmt.Sprintf("%s/%s", c.Severity, c.Confidence)
	}
	return fmt.Sprintf("%s/%s/R%d", c.Severity, c.Confidence, c.Recurrence)
}

// matter is what the ladder does not tell apart: the cells that reach the same rungs. The first of them is played for all.
type matter struct {
	cells []Cell
	rungs []int // positions in the ladder, in its order
}

// matters sorts the cells of a text by the rungs that they reach: four severities, three confidences, and each number of
// recurrences that a rung names. They come in order of their first cell.
func matters(text *agreement.Agreement) []matter {
	var out []matter
	for _, r := range recurrences(text) {
		for s := agreement.Severity(1); s <= severities; s++ {
			for c := agreement.Confidence(1); c <= confidences; c++ {
				cell := Cell{Severity: s, Confidence: c, Recurrence: r}
				rungs := reached(text, cell)
				i := slices.IndexFunc(out, func(m matter) bool { return slices.Equal(m.rungs, rungs) })
				if i < 0 {
					i = len(out)
					out = append(out, matter{rungs: rungs})
				}
				out[i].cells = append(out[i].cells, cell)
			}
		}
	}
	return out
}

// recurrences are the numbers at which a rung comes in, and none, in rising order.
func recurrences(text *agreement.Agreement) []int {
	out := []int{0}
	for i := range text.Ladder {
		out = append(out, text.Ladder[i].Recurrence)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// reached are the rungs that a finding of a cell comes to.
func reached(text *agreement.Agreement, c Cell) []int {
	var out []int
	for i := range text.Ladder {
		r := &text.Ladder[i]
		if c.Severity >= r.Severity && c.Confidence >= r.Confidence && c.Recurrence >= r.Recurrence {
			out = append(out, i)
		}
	}
	return out
}

// termsAt names the terms whose breach is of a severity, unless something raises it.
func termsAt(text *agreement.Agreement, s agreement.Severity) []string {
	var out []string
	for i := range text.Terms {
		if t := &text.Terms[i]; t.Severity == s && t.Sense != agreement.Permits {
			out = append(out, string(t.ID))
		}
	}
	return out
}

// cellList writes cells as a sentence does.
func cellList(cells []Cell) string {
	words := make([]string, len(cells))
	for i, c := range cells {
		words[i] = c.String()
	}
	return among(words)
}

// among joins words as a sentence does: "a, b and c".
func among(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
