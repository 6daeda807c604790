// SPDX-License-Identifier: Apache-2.0

package join

import (
	"regexp"
	"strconv"
	"strings"

	"truce/report"
)

// before reads a number of dead that stands before the word, with who they were between, and after one that stands behind it.
var (
	before = regexp.MustCompile(`(?i)([\p{L}\d]+)(?: (?:more|ukrainian|ukraine|soldiers?|servicem[ae]n|servicewom[ae]n|civilians?|people|killed|troops|` +
		`military|rebels?|personnel|fighters?|were|was|is|dead|persons?|marines?|paratroopers?|militants?|militiam[ae]n))* ?(?:kia|killed|dead|die|dies|deaths?)\b`)
	after = regexp.MustCompile(`(?i)\b(?:kills?|killing|lost|loses?) (?:at least |about |over )?([\p{L}\d]+)`)
)

// numbers are the words for numbers, and for one person.
var numbers = map[string]int64{
	"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"soldier": 1, "serviceman": 1, "man": 1, "woman": 1, "civilian": 1, "child": 1,
}

// mostKilled is the largest number that a headline is taken to give of one event: a larger one is of a war.
const mostKilled = 200

// killed returns the dead that an English headline counts, nothing where it gives no number.
func killed(headline string) []report.Casualties {
	for _, pattern := range []*regexp.Regexp{before, after} {
		m := pattern.FindStringSubmatch(headline)
		if m == nil {
			continue
		}
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			n = numbers[strings.ToLower(m[1])]
		}
		if n > 0 && n < mostKilled {
			return []report.Casualties{{Harm: "killed", Of: "unknown", Age: "unknown", Least: n, Most: n}}
		}
	}
	return nil
}
