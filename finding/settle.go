// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"slices"

	"truce/agreement"
	"truce/incident"
	"truce/known"
	"truce/place"
	"truce/when"
)

// settle works out what each term comes to under each reading once exemptions are looked at.
func (d *Docket) settle(h *hearing) {
	h.outcome = map[agreement.TermID]Verdict{}
	if h.into != "" {
		return
	}
	d.claim(h)
	for term, verdicts := range d.byTerm(h) {
		v, _ := fold(verdicts, d.isRuled)
		h.outcome[term] = v
	}
}

// byTerm returns the outcome of each term that applies under some reading, one element a reading. Under a reading
// that leaves the incident out of the term's scope, the term is kept.
func (d *Docket) byTerm(h *hearing) map[agreement.TermID][]ReadingVerdict {
	out := map[agreement.TermID][]ReadingVerdict{}
	applied := map[agreement.TermID]bool{}
	for i, r := range d.rules {
		res := h.rules[i]
		v := ReadingVerdict{Reading: r.Reading, Verdict: res.verdict, Because: res.because}
		if res.stage < applies {
			v.Verdict = NoViolation
		} else {
			applied[r.Term.ID] = true
			if len(res.pending) > 0 {
				v.Verdict, v.Because = d.exempt(h, r.Term.ID, res)
			}
		}
		out[r.Term.ID] = append(out[r.Term.ID], v)
	}
	for term := range out {
		if !applied[term] {
			delete(out, term)
		}
	}
	return out
}

// claim notes when an exemption was first claimed for the incident: by a report that says what it answered, or
// by an answer on record.
func (d *Docket) claim(h *hearing) {
	for _, m := range h.incident.Members {
		if m.Sighting.InAnswerTo != "" && (h.claimed == 0 || m.Received < h.claimed) {
			h.claimed = m.Received
		}
	}
	if h.claimed == 0 {
		return
	}
	longest := when.Duration(0)
	for _, res := range h.rules {
		for _, e := range res.pending {
			longest = max(longest, e.Within)
		}
	}
	if longest > 0 {
		h.due = h.claimed + when.Instant(longest)
	}
}

// exempt looks at the exemptions of a violated term. An exemption counts only once it is claimed; a condition
// that is still unknown when the answer is due has not been shown.
func (d *Docket) exempt(h *hearing, term agreement.TermID, res ruled) (Verdict, string) {
	verdict, because := Violation, res.because
	for _, e := range res.pending {
		if h.claimed == 0 && !d.selfEvident(h, e) {
			continue
		}
		answers := make([]known.Answer, len(e.Conditions))
		open := ""
		for i, c := range e.Conditions {
			answers[i] = d.condition(h, term, e, c)
			if answers[i] == known.Unknown && d.overdue(h, e) {
				answers[i] = known.No
			}
			if answers[i] == known.Unknown && open == "" {
				open = c.Condition.Says
			}
		}
		switch known.And(answers...) {
		case known.Yes:
			return Exempt, "article " + string(e.Exemption.Article) + ": every condition of the exemption is met"
		case known.Unknown:
			verdict, because = Undetermined, "exemption "+e.Exemption.ID+": not known: "+open
		case known.No:
		}
	}
	return verdict, because
}

// selfEvident tells whether an exemption needs nobody's answer: every condition is an act that was seen.
func (d *Docket) selfEvident(h *hearing, e agreement.CompiledExemption) bool {
	return !slices.ContainsFunc(e.Conditions, func(c agreement.CompiledCondition) bool {
		return len(c.Condition.Acts) == 0 || h.incident.Is(c.Condition.Acts...) != known.Yes
	})
}

func (d *Docket) overdue(h *hearing, e agreement.CompiledExemption) bool {
	return e.Within > 0 && h.claimed != 0 && d.now >= h.claimed+when.Instant(e.Within)
}

// condition tells whether one condition of an exemption is met. What people answered stands over what is derived.
func (d *Docket) condition(h *hearing, term agreement.TermID, e agreement.CompiledExemption, c agreement.CompiledCondition) known.Answer {
	if a, ok := d.answers[answerKey{h.incident.ID, term, e.Exemption.ID, c.Condition.ID}]; ok {
		return a.Met
	}
	switch {
	case len(c.Condition.Acts) > 0:
		return h.incident.Is(c.Condition.Acts...)
	case len(c.Condition.PrecededBy) > 0:
		return d.preceded(h, c)
	case c.Condition.Exclusive:
		return known.No
	default:
		return known.Unknown
	}
}

// preceded is met by an earlier act on record; that none is on record does not show that there was none.
func (d *Docket) preceded(h *hearing, c agreement.CompiledCondition) known.Answer {
	for _, n := range h.near {
		if n.incident.Is(c.Condition.PrecededBy...) == known.Yes && before(n.hearing, h, c.Within) && (n.same || facing(n.hearing, h)) {
			return known.Yes
		}
	}
	return known.Unknown
}

// before tells whether a surely came before b and at most span earlier; no span means any.
func before(a, b *hearing, span when.Duration) bool {
	if a.incident.When.Before(b.incident.When) != known.Yes {
		return false
	}
	least, _ := a.incident.When.Lag(b.incident.When)
	return span == 0 || least <= span
}

// facing tells whether each of two incidents had its effect where the other may have come from.
func facing(a, b *hearing) bool {
	return reaches(a.incident, b.incident) && reaches(b.incident, a.incident)
}

func reaches(from, to *incident.Incident) bool {
	return slices.ContainsFunc(to.Weapons(), func(g incident.WeaponGroup) bool {
		return g.Origin != nil && samePlace(from.Where, *g.Origin)
	})
}

// samePlace tells whether two regions may be one place.
func samePlace(a, b place.Region) bool {
	if a.HasGeometry() && b.HasGeometry() {
		gap, ok := place.Gap(a, b)
		return ok && gap.Least == 0
	}
	return a.Name != "" && a.Name == b.Name
}

// recurrence counts the earlier violations of a term within the agreement's window at places that may be the same.
func (d *Docket) recurrence(h *hearing, term agreement.TermID) int {
	count := 0
	for _, n := range h.near {
		if d.repeats > 0 && n.same && n.outcome[term] == Violation && before(n.hearing, h, d.repeats) {
			count++
		}
	}
	return count
}

// sequence returns the latest earlier incident in the opposite direction, by another holder of ground, that this
// one may have answered; nil if there is none on record.
func (d *Docket) sequence(h *hearing) *Sequence {
	if d.follows == 0 || h.attr.Party == "" {
		return nil
	}
	var last *hearing
	for _, n := range h.near {
		if n.attr.Party == "" || n.attr.Party == h.attr.Party || !before(n.hearing, h, d.follows) || !facing(n.hearing, h) {
			continue
		}
		if last == nil || last.incident.When.From < n.incident.When.From {
			last = n.hearing
		}
	}
	if last == nil {
		return nil
	}
	least, most := last.incident.When.Lag(h.incident.When)
	return &Sequence{After: last.incident.ID, Least: least, Most: most}
}
