// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"truce/report"
	"truce/spelling"
)

// DidYouMean returns `: did you mean "..."?` with the nearest word of the list, or no text where none is near.
func DidYouMean(word string, list []string) string {
	best, least := "", min(len(word), spelling.Longest)/2+1
	for _, w := range list {
		if d := spelling.Distance(strings.ToLower(word), strings.ToLower(w)); d < least {
			best, least = w, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}

var plainly = strings.NewReplacer("–", "-", "—", "-", "‑", "-", "−", "-", "\u00a0", " ")

// Plain returns a text in lower case with one plain space or hyphen where there were several or other ones.
func Plain(text string) string {
	return strings.Join(strings.Fields(plainly.Replace(strings.ToLower(text))), " ")
}

// notKnown are the ways to write that something, or somebody, is not known. It is the one list; docs/spec/intake.md
// gives it.
var notKnown = map[string]bool{
	"": true, "-": true, "--": true, "?": true, "n/k": true, "nk": true, "n/a": true, "na": true,
	"not known": true, "not determined": true, "not identified": true, "not specified": true,
	"unknown": true, "undetermined": true, "unidentified": true, "unspecified": true,
}

// IsNotKnown tells whether a text is one of the ways to write that something or somebody is not known, such as "N/K".
func IsNotKnown(text string) bool { return notKnown[strings.TrimRight(Plain(text), ".*")] }

var (
	someWords = map[string]bool{
		"several": true, "some": true, "multiple": true, "many": true, "numerous": true, "various": true, "few": true,
		"dozens": true, "hundreds": true, "uncountable": true, "uncounted": true, "intense": true, "sporadic": true,
	}
	numberWords = map[string]int64{
		"a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
		"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	}
	unitAfter   = regexp.MustCompile(`^(.*\d) ?[a-z][a-z ()-]*$`)
	digitsOnly  = regexp.MustCompile(`^(?:\d+|\d{1,3}(?:[ ,']\d{3})+)$`)
	numberRange = regexp.MustCompile(`^([\d,' ]+?) ?(?:-|to) ?([\d,' ]+)$`)
	aboutWord   = regexp.MustCompile(`^(?:about|approximately|approx\.?|around|circa|ca\.?|nearly|almost|~) ?`)
	someDigits  = regexp.MustCompile(`^some (\d)`)
	openBounds  = regexp.MustCompile(`^(?:at least|more than|over|not less than|no fewer than|>=?|≥) ?\d`)
	upTo        = regexp.MustCompile(`^(?:up to|at most|no more than|<=|≤) ?`)
)

// ParseCount reads how many, as people write it. "7" is exact; "5-7" is about, from 5 to 7; "about 110" is about, a
// tenth and at least one each way; "up to 5" is about, from 0; "several", and a number with no upper bound such as
// "at least 10", are some; nothing and "N/K" are unknown. A word after the number, as in "several bursts", is left
// aside.
func ParseCount(text string) (report.Count, error) {
	plain := Plain(text)
	if IsNotKnown(plain) {
		return report.Count{}, nil
	}
	plain = unitAfter.ReplaceAllString(someDigits.ReplaceAllString(plain, "about $1"), "$1")
	if openBounds.MatchString(plain) {
		return report.Count{Kind: report.Some}, nil
	}
	if m := numberRange.FindStringSubmatch(plain); m != nil {
		return bounded(text, m[1], m[2])
	}
	if rest := upTo.ReplaceAllString(plain, ""); rest != plain {
		return bounded(text, "0", rest)
	}
	rest := aboutWord.ReplaceAllString(plain, "")
	if n, ok := number(rest); ok && rest != plain {
		margin := max(n/10, 1)
		return report.Count{Kind: report.About, Least: max(n-margin, 0), Most: min(n+margin, report.MaxCount)}, nil
	}
	first, more, _ := strings.Cut(plain, " ")
	if next, _, _ := strings.Cut(more, " "); someWords[first] || first == "a" && someWords[next] {
		return report.Count{Kind: report.Some}, nil
	}
	if n, ok := number(first); ok && strings.Trim(more, "abcdefghijklmnopqrstuvwxyz ()-") == "" {
		return report.Count{Kind: report.Exact, Least: n, Most: n}, nil
	}
	return report.Count{}, fmt.Errorf("count %q: write 7, 5-7, about 110, several or N/K", text)
}

func bounded(text, least, most string) (report.Count, error) {
	l, ok1 := number(least)
	m, ok2 := number(most)
	if !ok1 || !ok2 || l > m {
		return report.Count{}, fmt.Errorf("count %q: write two numbers in order, such as 5-7", text)
	}
	return report.Count{Kind: report.About, Least: l, Most: m}, nil
}

var ungrouped = strings.NewReplacer(",", "", "'", "", " ", "")

// number reads a number in digits, with thousands apart or not, or a small one in words.
func number(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	if n, ok := numberWords[text]; ok {
		return n, true
	}
	if !digitsOnly.MatchString(text) {
		return 0, false
	}
	n, err := strconv.ParseInt(ungrouped.Replace(text), 10, 64)
	return n, err == nil && n <= report.MaxCount
}
