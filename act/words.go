// SPDX-License-Identifier: Apache-2.0

package act

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/known"
	"truce/spelling"
)

// set is a set of leaves of one list, one bit each.
type set uint64

// within tells whether what s stands for lies in covered: Yes, No, or Unknown when only a part of it does or s
// is not given.
func (s set) within(covered set) known.Answer {
	switch {
	case s == 0:
		return known.Unknown
	case s&^covered == 0:
		return known.Yes
	case s&covered == 0:
		return known.No
	default:
		return known.Unknown
	}
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// unknown is the error for a word that is not in a list: it quotes the start of the word.
func unknown(what, word string, list []string) error {
	return fmt.Errorf("unknown %s %.*q%s", what, spelling.Longest, word, suggest(word, list))
}

// maxListed is how many words an error lists whole.
const maxListed = 30

// suggest returns ": did you mean ...?" with the nearest word of the list, or the list, of which a long one is only
// begun: the glossary has the rest.
func suggest(word string, list []string) string {
	best, least := "", min(len(word), spelling.Longest)/2+1
	for _, w := range list {
		if d := spelling.Distance(word, w); d < least {
			best, least = w, d
		}
	}
	if best == "" {
		if len(list) > maxListed {
			return fmt.Sprintf(": write one of the list in docs/GLOSSARY.md, such as %s", strings.Join(list[:3], ", "))
		}
		return ": write one of " + strings.Join(list, ", ")
	}
	return fmt.Sprintf(": did you mean %q?", best)
}
