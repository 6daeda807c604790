// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"cmp"
	"slices"

	"truce/canon"
)

// settle works out what each term comes to under each reading once exemptions are looked at. A term applies where
// it does under some reading; under a reading that leaves the incident out of its scope, it is kept.
func (d *Docket) settle(h *hearing) {
	awaited := h.dues
	h.dues, h.outcome, h.verdicts = nil, make([]Verdict, len(d.terms)), make([][]ReadingVerdict, len(d.terms))
	if h.into != "" {
		return
	}
	for n, t := range d.terms {
		applied := slices.ContainsFunc(t.rules, func(i int) bool { return h.rules[i].stage == applies })
		if !applied {
			continue
		}
		for _, i := range t.rules {
			res := h.rules[i]
			v := ReadingVerdict{Reading: d.rules[i].Reading, Verdict: res.verdict, Because: res.because}
			switch {
			case res.stage < applies:
				v.Verdict = NoViolation
			case len(res.pending) > 0:
				v.Verdict, v.Because = d.exempt(h, t.ID, res)
			}
			h.verdicts[n] = append(h.verdicts[n], v)
		}
		h.outcome[n] = d.fold(h.verdicts[n])
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

// recurrence counts the earlier violations of a term within the agreement's window at places that may be the same.
func (d *Docket) recurrence(h *hearing, n int) int {
	count := 0
	for _, e := range h.earlier {
		if d.repeats > 0 && e.same && e.stands(n) && before(e.hearing, h, d.repeats) {
			count++
		}
	}
	return count
}

// stands tells whether a case is an assessed violation of a term that people have not withdrawn.
func (h *hearing) stands(n int) bool {
	return h.outcome[n] == Violation && (h.records[n] == nil || h.records[n].status != Withdrawn)
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
