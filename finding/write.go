// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/finding/casualties"
	"truce/known"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// record is one finding over all its versions, with the acts of people on it.
type record struct {
	versions []*Finding
	// status is how far people have taken it; gone says why it no longer stands on its own, empty while it does.
	// What people did stays, and shows again if it comes back.
	status Status
	gone   string
	act    *Determination
}

// shown is the status that a version prints.
func (r *record) shown() Status {
	if r.gone != "" && !r.determined() {
		return Withdrawn
	}
	return r.status
}

func (r *record) last() *Finding { return r.versions[len(r.versions)-1] }

// write makes a new version of each finding of a case that no longer says what stands, and tells whether the
// incident is outside.
func (d *Docket) write(h *hearing, cause Cause) Change {
	var out Change
	applying := 0
	var sure Grade
	var rated []Reason
	for n, t := range d.terms {
		if h.records == nil && h.verdicts == nil {
			break
		}
		rec := h.records.of(n)
		if len(h.verdicts.of(n)) == 0 {
			if rec != nil && (rec.gone == "" || rec.determined()) {
				out.Findings = append(out.Findings, d.withdraw(h, n, Cause{cause.Why, "the term does not apply: " + cause.Says})...)
			}
			continue
		}
		if applying++; applying == 1 {
			sure, rated = d.sureness(h)
		}
		if rec == nil {
			rec = &record{status: Assessed}
			h.records.set(n, rec)
		}
		rec.gone = ""
		f := d.version(h, n, t)
		f.Released.Grade, f.Internal.Reasons = d.grade(sure, h, t, h.back.recurrence.of(n)), append(f.Internal.Reasons, rated...)
		out.Findings = append(out.Findings, d.append(rec, f, cause)...)
	}
	out.Outside = d.placeOutside(h, applying)
	return out
}

// version is what a finding now says, but how grave and how sure.
func (d *Docket) version(h *hearing, n int, t term) *Finding {
	rec := h.records.of(n)
	contested, positions := d.opinions(h, n)
	return &Finding{
		Released: Released{
			Exercise: d.text.Agreement().Exercise, Incident: h.incident.ID, Agreement: d.text.Ref(),
			Article: t.Article, Term: t.ID, Verdict: h.outcome.of(n), Status: rec.shown(), ByReading: h.verdicts.of(n),
			Ruled: d.rulings(t), Attribution: h.attr,
			Casualties: casualties.List(h.incident.Members, d.confirmedOf(h), d.text), Sequence: h.back.sequence, Class: d.class(h, t), When: h.incident.When,
			Contested: wordless(contested), Positions: wordless(positions), Determination: rec.act,
		},
		Internal: Internal{
			IncidentVersion: h.incident.Version, Where: h.incident.Where, Reasons: d.reasons(h, t), Asked: d.asked(h, t),
			Observations: h.incident.MemberIDs, Layers: h.layers, Origins: h.origins,
			Initial: initial(h.incident.Members), Opinions: slices.Concat(contested, positions), RuleSet: d.ruleSet,
		},
	}
}

// append adds a version to a record, unless it says what the last one says.
func (d *Docket) append(rec *record, f *Finding, cause Cause) []*Finding {
	f.Version = len(rec.versions) + 1
	if f.Version > 1 {
		last := *rec.last()
		last.Released.Why, last.Internal.Cause = "", ""
		if canon.Equal(&f.Released, &last.Released) && canon.Equal(&f.Internal, &last.Internal) {
			return nil
		}
		f.Supersedes, f.Released.Why, f.Internal.Cause = last.ID, cause.Why, cause.Says
	}
	f.ID = d.name(f)
	rec.versions = append(rec.versions, f)
	return []*Finding{f}
}

// name returns the ID of a finding that is complete otherwise. What it is made of is written where that of the one before was.
func (d *Docket) name(f *Finding) canon.FindingID {
	hash := func(label string, content any) canon.Digest {
		d.written = appended(d.written[:0], content)
		return f.part(d.seed, label, d.written).Hash()
	}
	return canon.FindingIDOf(int64(f.Version), f.Supersedes, hash("released", &f.Released), hash("internal", &f.Internal))
}

// withdraw makes a version of a finding that says that it no longer stands, and why. What a body has determined
// is an act on record and no property of how reports were joined: it stands, and says what has changed since.
func (d *Docket) withdraw(h *hearing, n int, cause Cause) []*Finding {
	rec := h.records.of(n)
	if h.into != "" {
		cause.Says = h.into
	}
	rec.gone = cause.Says
	f := Finding{Released: rec.last().Released, Internal: rec.last().Internal}
	f.Released.Status, f.Released.Why, f.Internal.Cause = rec.shown(), "", ""
	contested, positions := d.opinions(h, n)
	f.Released.Contested, f.Released.Positions, f.Released.Determination = wordless(contested), wordless(positions), rec.act
	f.Internal.Opinions = slices.Concat(contested, positions)
	if rec.determined() {
		f.Released.Since = rec.since(h)
	}
	return d.append(rec, &f, cause)
}

// wordless are opinions as they may leave the mission: whose they are and when, without their words.
func wordless(opinions []Opinion) []Opinion {
	out := slices.Clone(opinions)
	for i := range out {
		out[i].Holds = ""
	}
	return out
}

// determined tells whether a body's determination is on record.
func (r *record) determined() bool { return r.act != nil && !r.act.None }

// since says in words that may leave the mission why an assessment is no longer made.
func (r *record) since(h *hearing) string {
	if h.into != "" {
		return h.into
	}
	return "the term no longer applies to what is on record"
}

// rulings are what bodies ruled on the questions that touch a term, in the order of the text.
func (d *Docket) rulings(t term) []string {
	var out []string
	for _, q := range d.rules[t.rules[0]].Questions {
		if r, ok := d.ruled[q]; ok {
			out = append(out, ruling(q, r))
		}
	}
	return out
}

// reasons lists every condition that was asked under every reading, and of each exemption in question what is
// known of its conditions.
func (d *Docket) reasons(h *hearing, t term) []Reason {
	var out []Reason
	for _, i := range t.rules {
		out = append(out, h.rules.of(i).reasons...)
	}
	for _, m := range h.incident.Members {
		if !m.When().IsUnknown() && m.Received > m.When().To+when.Instant(d.late) {
			out = append(out, Reason{Condition: "in time", Holds: known.No, Says: fmt.Sprintf("an account was received %s, later than %s after the event", m.Received, d.late)})
		}
	}
	for _, i := range t.rules {
		for _, e := range h.rules.of(i).pending {
			if _, claimed := d.claimed(h, t.ID, e); !claimed && !selfEvident(h, e) {
				continue
			}
			for _, c := range e.Conditions {
				reason := Reason{Condition: "exemption " + e.Exemption.ID, Holds: d.condition(h, t.ID, e, c), Says: c.Condition.Says}
				if !slices.Contains(out, reason) {
					out = append(out, reason)
				}
			}
		}
	}
	return out
}

// initial names the members that their sources call an initial assessment.
func initial(members []*observation.Observation) []canon.ObservationID {
	var out []canon.ObservationID
	for _, m := range members {
		if slices.Contains(m.Sighting.Describes, report.Initial) {
			out = append(out, m.ID)
		}
	}
	return out
}

// placeOutside notes an incident that no term applies to, with the reason of the term that came nearest.
func (d *Docket) placeOutside(h *hearing, applying int) *Outside {
	if applying > 0 || len(d.rules) == 0 || h.into != "" {
		h.outside = nil
		return nil
	}
	o := &Outside{
		Incident: h.incident.ID, Agreement: d.text.Ref(), Exercise: d.text.Agreement().Exercise, Status: Recorded,
		Nearest: h.nearest.because, Article: d.rules[h.nearest.rule].Term.Article,
	}
	if h.outside != nil && *h.outside == *o {
		return nil
	}
	h.outside = o
	return o
}

// takes returns the reading of a question in a combination of readings.
func takes(reading string, q agreement.QuestionID) (agreement.ReadingID, bool) {
	return (&agreement.Rule{Reading: reading}).Takes(q)
}
