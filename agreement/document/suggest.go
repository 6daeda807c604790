// SPDX-License-Identifier: Apache-2.0

package document

import (
	"fmt"
	"strings"

	"truce/spelling"
)

// Suggest returns "did you mean ...?" with the nearest word of the list, else the whole list if it is short.
func Suggest(word string, list []string) string {
	best, least, ties := "", min(len(word), 24)/2+1, 0
	for _, w := range list {
		switch d := spelling.Distance(word, w); {
		case d < least:
			best, least, ties = w, d, 0
		case d == least:
			ties++
		}
	}
	switch {
	case best != "" && (ties == 0 || len(list) > 12):
		return fmt.Sprintf("did you mean %q?", best)
	case len(list) == 0:
		return ""
	case len(list) <= 12:
		return "use " + enumerate(list)
	default:
		return "the list is in docs/spec/agreement.md"
	}
}

// enumerate writes "a, b or c".
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
