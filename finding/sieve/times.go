// SPDX-License-Identifier: Apache-2.0

package sieve

import (
	"fmt"

	"truce/agreement"
	"truce/known"
	"truce/when"
)

// Windows of civil time are dear to ask, and reports come in the order of their times: what was found of a half hour is kept. What
// holds of all of a half hour holds of what lies in it.
const (
	halfHour = when.Instant(30 * when.Minute)
	slots    = 256
)

// asked is what one rule's times were found to say of a span of half hours.
type asked struct {
	like   int // the rule, or the first of the same times
	within when.Interval
	holds  known.Answer
}

// times keeps what was found.
type times struct {
	like []int // for each rule the first of the same times
	kept [slots]asked
}

func newTimes(rules []*agreement.Rule) *times {
	t := &times{}
	first := map[string]int{}
	for i, r := range rules {
		key := fmt.Sprint(r.Span, r.Term.From, r.Term.Until, r.When)
		if r.Reading != "" {
			key += " " + r.Reading + " " + string(r.Term.ID)
		}
		if _, ok := first[key]; !ok {
			first[key] = i
		}
		t.like = append(t.like, first[key])
	}
	return t
}

// not tells whether a rule did not apply at the time of something that happened in i.
func (t *times) not(n int, r *agreement.Rule, i when.Interval) bool {
	if i.IsUnknown() || len(r.When) == 0 {
		return r.Time(i) == known.No
	}
	within := when.Interval{From: down(i.From), To: down(i.To) + halfHour - 1}
	slot := &t.kept[(uint64(within.From/halfHour)+uint64(t.like[n])*37)%slots]
	if slot.within != within || slot.like != t.like[n] || within.IsUnknown() {
		*slot = asked{t.like[n], within, r.Time(within)}
	}
	if slot.holds != known.Unknown {
		return slot.holds == known.No
	}
	return r.Time(i) == known.No
}

// down is the beginning of the half hour.
func down(i when.Instant) when.Instant {
	rest := i % halfHour
	if rest < 0 {
		rest += halfHour
	}
	return i - rest
}
