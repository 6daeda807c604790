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
	// Declared says that a body has entered the words that rungs of the text ask for.
	Declared bool `json:"declared,omitempty"`
}

// String is "S3/C2", and "S3/C2/R3" where others came before.
func (c Cell) String() string {
	text := fmt.Sprintf("%s/%s", c.Severity, c.Confidence)
	if c.Recurrence > 0 {
		text += fmt.Sprintf("/R%d", c.Recurrence)
	}
	if c.Declared {
		text += " as declared"
	}
	return text
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
	for _, cell := range cells(text) {
		rungs := reached(text, cell)
		i := slices.IndexFunc(out, func(m matter) bool { return slices.Equal(m.rungs, rungs) })
		if i < 0 {
			i = len(out)
			out = append(out, matter{rungs: rungs})
		}
		out[i].cells = append(out[i].cells, cell)
	}
	return out
}

// cells are all that a ladder can tell apart.
func cells(text *agreement.Agreement) []Cell {
	words := []bool{false}
	if slices.ContainsFunc(text.Ladder, func(r agreement.Rung) bool { return r.Declared != "" }) {
		words = append(words, true)
	}
	var out []Cell
	for _, declared := range words {
		for _, r := range recurrences(text) {
			for s := agreement.Severity(1); s <= severities; s++ {
				for c := agreement.Confidence(1); c <= confidences; c++ {
					out = append(out, Cell{s, c, r, declared})
				}
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
		if c.Severity >= r.Severity && c.Confidence >= r.Confidence && c.Recurrence >= r.Recurrence && (r.Declared == "" || c.Declared) {
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

// cellList writes cells as a sentence does. Where every recurrence of each severity and confidence is among them, it says so.
func cellList(cells []Cell, recurrences int) string {
	var words, plain []string
	for _, c := range cells {
		words = append(words, c.String())
		if only := (Cell{Severity: c.Severity, Confidence: c.Confidence}).String(); !slices.Contains(plain, only) {
			plain = append(plain, only)
		}
	}
	if recurrences > 1 && len(words) == len(plain)*recurrences {
		return among(plain) + " at any recurrence"
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
