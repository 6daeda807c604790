// SPDX-License-Identifier: Apache-2.0

package statement

import (
	"fmt"
	"strconv"
	"strings"
)

// rough stands before a figure that its source rounds.
const rough = "about "

// String writes a figure as ParseFigure reads it: "90 percent", "about 20 percent".
func (g Figure) String() string {
	text := strconv.FormatInt(g.Number, 10) + " " + g.Unit
	if g.About {
		return rough + text
	}
	return text
}

// ParseFigure reads a whole number with its unit, and "about" before it where the source rounds it.
func ParseFigure(text string) (Figure, error) {
	rest, about := strings.CutPrefix(text, rough)
	number, unit, _ := strings.Cut(rest, " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if unit = strings.TrimSpace(unit); err != nil || unit == "" {
		return Figure{}, fmt.Errorf("%.60q is no figure; write a whole number and its unit: 90 percent, about 20 percent", text)
	}
	return Figure{Number: n, Unit: unit, About: about}, nil
}

// String writes a flag as ParseFlag reads it: "one-sided: one envoy of two".
func (g Flag) String() string { return string(g.Word) + ": " + g.Says }

// ParseFlag reads a word, a colon and the note. Whether the word is one of the list is for the check of the fact.
func ParseFlag(text string) (Flag, error) {
	word, note, ok := strings.Cut(text, ":")
	if !ok {
		return Flag{}, fmt.Errorf("%.60q is no flag; write a word, a colon and the note", text)
	}
	return Flag{Word: FlagWord(strings.TrimSpace(word)), Says: strings.TrimSpace(note)}, nil
}
