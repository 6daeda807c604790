// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/finding"
	"truce/internal/store"
	"truce/known"
	"truce/when"
)

// words are the numbers by which words of closed lists are kept. They follow the lists, which are append-only or else those of
// another engine, for which the store is made again.
type words struct {
	acts map[string]int
	list []act.Act

	stages []finding.Status
	triage []store.Triage
}

func newWords() *words {
	w := &words{acts: map[string]int{}, list: act.Acts(), stages: stages(), triage: triageList()}
	for i, a := range w.list {
		w.acts[string(a)] = i
	}
	if len(w.list) > 63 {
		panic(fmt.Sprintf("sqlite: %d acts do not fit into one number", len(w.list)))
	}
	return w
}

// actMask has a bit for each word.
func (w *words) actMask(acts []act.Act) int64 {
	mask := int64(0)
	for _, a := range acts {
		mask |= 1 << w.acts[string(a)]
	}
	return mask
}

// covered are the numbers of the words that are surely of an act, and their bits.
func (w *words) covered(a act.Act) (numbers []any, mask int64) {
	for i, each := range w.list {
		if each.Is(a) == known.Yes {
			numbers, mask = append(numbers, i), mask|1<<i
		}
	}
	return numbers, mask
}

func verdicts() []finding.Verdict {
	return []finding.Verdict{finding.Violation, finding.NoViolation, finding.Exempt, finding.Undetermined}
}

// stages are the statuses from the first to the furthest, withdrawn last.
func stages() []finding.Status {
	return []finding.Status{
		finding.Recorded, finding.Assessed, finding.Notified, finding.Replied, finding.Determined, finding.UnderAppeal, finding.Final,
		finding.Withdrawn,
	}
}

func outcomes(v finding.Verdict) int64 { return int64(slices.Index(verdicts(), v)) }
func statuses(s finding.Status) int64  { return int64(slices.Index(stages(), s)) }

func triageList() []store.Triage {
	return []store.Triage{store.Unreviewed, store.Reviewed, store.Changed}
}

func triages(t store.Triage) int64 { return int64(slices.Index(triageList(), t)) }

// noDay is the day of what has no known time.
const noDay = -1 << 31

func epoch() when.Date { return when.Date{Year: 1970, Month: 1, Day: 1} }

func dayNumber(d when.Date) int64 {
	if d.IsZero() {
		return noDay
	}
	return int64(epoch().DaysUntil(d))
}

func dateOf(n int64) when.Date {
	if n == noDay {
		return when.Date{}
	}
	return epoch().Add(int(n))
}

// letters is how IDs are written: see canon.ID.
func letters() *base32.Encoding {
	return base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
}

// idLetters is how many letters an ID has.
const idLetters = 32

// raw is the bytes of an ID by its text.
func raw(text string) []byte {
	_, rest, _ := strings.Cut(text, ":")
	out, err := letters().DecodeString(rest)
	if err != nil {
		panic("sqlite: an ID has other letters than it had: " + err.Error())
	}
	return out
}

// prefixed returns the least and the greatest ID whose text begins so, with or without its kind; ok is false where none does.
func prefixed(kind, prefix string) (low, high []byte, ok bool) {
	prefix = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(prefix)), kind+":")
	if len(prefix) > idLetters {
		return nil, nil, false
	}
	rest := idLetters - len(prefix)
	low, err := letters().DecodeString(prefix + strings.Repeat("a", rest))
	if err != nil {
		return nil, nil, false
	}
	high, err = letters().DecodeString(prefix + strings.Repeat("7", rest))
	return low, high, err == nil
}
