// SPDX-License-Identifier: Apache-2.0

package words

import (
	"slices"
	"strings"
)

// Attribution writes in the language what the machine says of where something came from. ok is false where the words are none that it
// says by itself, such as those of several weapons together or with the name of a place: they stay as the record has them.
func (l *Language) Attribution(words string) (text string, ok bool) {
	switch words {
	case "cannot attribute: no control layer":
		return l.Fill("origin.no-layer"), true
	case "cannot attribute: no origin is reported":
		return l.Fill("origin.none"), true
	case "cannot attribute: the accounts do not agree on where it came from":
		return l.Fill("origin.disagree"), true
	}
	var parts []string
	direction, held, both := strings.Cut(words, ", from the area controlled by ")
	if !both {
		direction, held = words, ""
		if after, is := strings.CutPrefix(words, "from the area controlled by "); is {
			direction, held = "", after
		}
	}
	if direction != "" {
		wind, is := strings.CutPrefix(strings.Replace(direction, "from an ", "from a ", 1), "from a ")
		wind, ends := strings.CutSuffix(wind, " direction")
		at := slices.Index(winds(), wind)
		if !is || !ends || at < 0 {
			return "", false
		}
		parts = append(parts, l.Fill("origin.direction", "wind", l.Winds[at]))
	}
	if held != "" {
		party, rest, is := strings.Cut(held, ", as of ")
		date, source, too := strings.Cut(rest, ", according to ")
		if !is || !too || len(date) != len("2006-01-02") {
			return "", false
		}
		parts = append(parts, l.Fill("origin.area", "party", party, "date", date, "source", source))
	}
	return strings.Join(parts, ", "), len(parts) > 0
}

// winds are the sixteen winds as the record names them, clockwise from the north.
func winds() []string {
	return []string{
		"northerly", "north-north-easterly", "north-easterly", "east-north-easterly", "easterly", "east-south-easterly", "south-easterly", "south-south-easterly",
		"southerly", "south-south-westerly", "south-westerly", "west-south-westerly", "westerly", "west-north-westerly", "north-westerly", "north-north-westerly",
	}
}

// windsOf makes the names of the sixteen winds of those of the four, as a language joins them: each wind between two is named by
// its first part as it stands before others, a hyphen and the rest.
func windsOf(first, last [4]string) []string {
	const n, e, s, w = 0, 1, 2, 3
	var out []string
	for _, parts := range [][]int{
		{n}, {n, n, e}, {n, e}, {e, n, e}, {e}, {e, s, e}, {s, e}, {s, s, e}, {s}, {s, s, w}, {s, w}, {w, s, w}, {w}, {w, n, w}, {n, w}, {n, n, w},
	} {
		var name []string
		for i, at := range parts {
			if i == len(parts)-1 {
				name = append(name, last[at])
			} else {
				name = append(name, first[at])
			}
		}
		out = append(out, strings.Join(name, "-"))
	}
	return out
}
