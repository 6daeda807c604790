// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"cmp"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/known"
)

// settle works out what each term comes to under each reading once exemptions are looked at. A term applies where
// it does under some reading; under a reading that leaves the incident out of its scope, it is kept.
func (d *Docket) settle(h *hearing) {
	awaited := h.dues
	h.dues, h.outcome, h.verdicts = nil, nil, nil
	if h.into != "" {
		return
	}
	if h.rules == nil {
		d.wind(h, awaited)
		return
	}
	for n, t := range d.terms {
		applied := slices.ContainsFunc(t.rules, func(i int) bool { return h.rules.of(i).stage == applies })
		if !applied {
			continue
		}
		var verdicts []ReadingVerdict
		for _, i := range t.rules {
			res := h.rules.of(i)
			v := ReadingVerdict{Reading: d.rules[i].Reading, Verdict: res.verdict, Because: res.because}
			switch {
			case res.stage < applies:
				v.Verdict = NoViolation
			case len(res.pending) > 0:
				v.Verdict, v.Because = d.exempt(h, t.ID, res)
			}
			verdicts = append(verdicts, v)
		}
		h.verdicts.set(n, verdicts)
		h.outcome.set(n, d.fold(verdicts))
	}
	d.wind(h, awaited)
}

// fold makes one outcome of the readings: the one on which all agree that no ruling excludes, or undetermined.
func (d *Docket) fold(verdicts []ReadingVerdict) Verdict {
	var outcome Verdict
	for _, v := range verdicts {
		switch {
		case d.excluded(v.Reading):
		case outcome == "":
			outcome = v.Verdict
		case outcome != v.Verdict:
			return Undetermined
		}
	}
	return outcome
}

// hindsight is all that the findings of a case take from the cases before it.
type hindsight struct {
	verdicts   few[[]ReadingVerdict] // exemptions settled
	preceded   []known.Answer        // of every condition of a claimed exemption that asks what came before
	recurrence few[int]              // of those of Docket.terms that apply
	sequence   *Sequence
}

func (d *Docket) lookBack(h *hearing) hindsight {
	out := hindsight{verdicts: h.verdicts, sequence: d.sequence(h)}
	if h.verdicts == nil {
		return out
	}
	for n, t := range d.terms {
		if len(h.verdicts.of(n)) == 0 {
			continue
		}
		out.recurrence.set(n, d.recurrence(h, n))
		for _, i := range t.rules {
			for _, e := range h.rules.of(i).pending {
				if _, claimed := d.claimed(h, t.ID, e); !claimed && !selfEvident(h, e) {
					continue
				}
				for _, c := range e.Conditions {
					if len(c.Condition.PrecededBy) > 0 {
						out.preceded = append(out.preceded, d.preceded(h, c))
					}
				}
			}
		}
	}
	return out
}

func (s hindsight) equal(o hindsight) bool {
	return s.verdicts.equal(o.verdicts, slices.Equal) && slices.Equal(s.preceded, o.preceded) &&
		s.recurrence.equal(o.recurrence, same) && s.sequence.equal(o.sequence)
}

func (s *Sequence) equal(o *Sequence) bool {
	if s == nil || o == nil {
		return s == o
	}
	return s.After == o.After && s.Least == o.Least && s.Most == o.Most && slices.Equal(s.Tied, o.Tied)
}

// manyTimes is how far recurrences are counted where the text makes nothing of their number.
const manyTimes = 3

// mostAsked is the highest number of earlier violations that a text tells from fewer: more of them change nothing that
// anybody owes. A count that went on would make a new version of every later finding with each late report, without end.
func mostAsked(a *agreement.Agreement) int {
	most := 0
	for _, raise := range a.Severity {
		most = max(most, raise.Recurrence)
	}
	for _, rung := range a.Ladder {
		most = max(most, rung.Recurrence)
	}
	return cmp.Or(most, manyTimes)
}

// recurrence counts the earlier violations of a term within the agreement's window at places that may be the same, as
// far as the text tells their numbers apart.
func (d *Docket) recurrence(h *hearing, n int) int {
	count := 0
	for _, e := range h.earlier {
		if count == d.most {
			break
		}
		if d.repeats > 0 && e.same && e.stands(n) && before(e.hearing, h, d.repeats) {
			count++
		}
	}
	return count
}

// stands tells whether a case is an assessed violation of a term that people have not withdrawn.
func (h *hearing) stands(n int) bool {
	return h.outcome.of(n) == Violation && (h.records.of(n) == nil || h.records.of(n).status != Withdrawn)
}

// sequence returns the latest earlier incident in the opposite direction, by another holder of ground, that this
// one may have answered; nil if there is none on record.
func (d *Docket) sequence(h *hearing) *Sequence {
	if d.follows == 0 || h.attr.Party == "" {
		return nil
	}
	var last []*hearing
	for _, e := range h.earlier {
		if e.attr.Party == "" || e.attr.Party == h.attr.Party || !before(e.hearing, h, d.follows) || !facing(e.hearing, h) {
			continue
		}
		order := -1
		if len(last) > 0 {
			own, best := e.incident.When, last[0].incident.When
			order = cmp.Or(cmp.Compare(best.To, own.To), cmp.Compare(best.From, own.From))
		}
		if order < 0 {
			last = nil
		}
		if order <= 0 {
			last = append(last, e.hearing)
		}
	}
	if len(last) == 0 {
		return nil
	}
	slices.SortFunc(last, func(a, b *hearing) int { return a.order - b.order })
	s := &Sequence{After: last[0].incident.ID}
	s.Least, s.Most = last[0].incident.When.Lag(h.incident.When)
	for _, other := range last[1:] {
		s.Tied = append(s.Tied, other.incident.ID)
	}
	return s
}

// excluded tells whether a body has ruled for another reading of some question that this one answers.
func (d *Docket) excluded(reading string) bool {
	for q, r := range d.ruled {
		if part, ok := takes(reading, q); ok && part != r {
			return true
		}
	}
	return false
}

// sortedIDs returns layers sorted by their IDs, each once.
func sortedIDs(ids []canon.LayerID) []canon.LayerID {
	slices.SortFunc(ids, func(a, b canon.LayerID) int { return cmp.Compare(a.String(), b.String()) })
	return slices.Compact(ids)
}
