// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/when"
)

// write makes a new version of each finding of a case that no longer says what stands, and tells whether the
// incident is outside.
func (d *Docket) write(h *hearing, cause string) Change {
	var out Change
	if h.into != "" {
		out.Findings = d.withdrawAll(h, h.into)
		h.outside = nil
		return out
	}
	byTerm := d.byTerm(h)
	for _, term := range d.terms() {
		rec, verdicts := h.records[term.ID], byTerm[term.ID]
		if len(verdicts) == 0 {
			if rec != nil && rec.status != Withdrawn {
				out.Findings = append(out.Findings, d.withdraw(h, rec, "the term does not apply: "+cause))
			}
			continue
		}
		if rec == nil {
			rec = &record{}
			h.records[term.ID] = rec
		}
		if rec.status == "" || rec.status == Withdrawn {
			rec.status = Assessed
		}
		if f := d.version(h, term, verdicts, cause); f != nil {
			out.Findings = append(out.Findings, f)
		}
	}
	out.Outside = d.placeOutside(h, len(byTerm))
	return out
}

// terms returns the judged terms in document order.
func (d *Docket) terms() []*agreement.Term {
	var out []*agreement.Term
	for _, r := range d.rules {
		if !slices.Contains(out, r.Term) {
			out = append(out, r.Term)
		}
	}
	return out
}

// version makes the next version of a finding if it differs from the last in anything but what brought it about.
func (d *Docket) version(h *hearing, term *agreement.Term, verdicts []ReadingVerdict, cause string) *Finding {
	rec := h.records[term.ID]
	verdict, ruledFor := fold(verdicts, d.isRuled)
	grade := d.grade(h.incident, term, d.recurrence(h, term.ID))
	f := &Finding{
		Released: Released{
			Exercise: d.text.Agreement().Exercise, Incident: h.incident.ID, Agreement: d.text.Ref(),
			Article: term.Article, Term: term.ID, Verdict: verdict, Status: rec.status, ByReading: verdicts,
			Ruled: ruledFor, Grade: grade, Attribution: h.attr, Sequence: d.sequence(h),
			Class: d.class(h, term), When: h.incident.When,
			Contested: rec.contested, Positions: rec.positions, Determination: rec.act,
		},
		Internal: Internal{
			IncidentVersion: h.incident.Version, Where: h.incident.Where, Reasons: d.reasons(h, term),
			Observations: h.incident.MemberIDs, Layers: h.layers, Origins: h.origins, RuleSet: d.ruleSet,
		},
	}
	return d.append(rec, f, cause)
}

// append adds a version to a record, unless it says what the last one says.
func (d *Docket) append(rec *record, f *Finding, cause string) *Finding {
	f.Version = len(rec.versions) + 1
	if n := len(rec.versions); n > 0 {
		last := rec.versions[n-1]
		if canon.Equal(last.Released, f.Released) && canon.Equal(last.Internal, f.Internal) {
			return nil
		}
		f.Supersedes, f.Cause = last.ID, cause
	}
	sum, err := canon.Sum("truce/finding/1", f)
	if err != nil {
		panic("finding: a finding has no canonical form: " + err.Error())
	}
	f.ID = canon.NewFindingID(sum)
	rec.versions = append(rec.versions, f)
	return f
}

func (d *Docket) withdrawAll(h *hearing, cause string) []*Finding {
	var out []*Finding
	for _, term := range d.terms() {
		if rec := h.records[term.ID]; rec != nil && rec.status != Withdrawn {
			out = append(out, d.withdraw(h, rec, cause))
		}
	}
	return out
}

// withdraw makes a last version of a finding that says so, and why.
func (d *Docket) withdraw(h *hearing, rec *record, cause string) *Finding {
	rec.status = Withdrawn
	f := *rec.versions[len(rec.versions)-1]
	f.ID, f.Released.Status = canon.FindingID{}, Withdrawn
	return d.append(rec, &f, cause)
}

// class is the withdrawal class of the first reading that gives one, where all readings that give one agree.
func (d *Docket) class(h *hearing, term *agreement.Term) string {
	class := ""
	for i, r := range d.rules {
		c := h.rules[i].class
		if r.Term != term || c == "" {
			continue
		}
		if class != "" && class != c {
			return ""
		}
		class = c
	}
	return class
}

func (d *Docket) reasons(h *hearing, term *agreement.Term) []Reason {
	var out []Reason
	for i, r := range d.rules {
		if r.Term == term {
			out = append(out, h.rules[i].reasons...)
		}
	}
	for _, res := range h.rules {
		for _, e := range res.pending {
			if h.claimed == 0 {
				continue
			}
			for _, c := range e.Conditions {
				reason := Reason{Condition: "exemption " + e.Exemption.ID, Holds: d.condition(h, term.ID, e, c), Says: c.Condition.Says}
				if !slices.Contains(out, reason) {
					out = append(out, reason)
				}
			}
		}
	}
	return out
}

// placeOutside notes an incident that no term applies to, with the reason of the term that came nearest.
func (d *Docket) placeOutside(h *hearing, applying int) *Outside {
	if applying > 0 || len(d.rules) == 0 {
		h.outside = nil
		return nil
	}
	nearest := 0
	for i := range h.rules {
		if h.rules[i].stage > h.rules[nearest].stage {
			nearest = i
		}
	}
	o := &Outside{
		Incident: h.incident.ID, Agreement: d.text.Ref(), Exercise: d.text.Agreement().Exercise,
		Nearest: h.rules[nearest].because, Article: d.rules[nearest].Term.Article,
	}
	if h.outside != nil && *h.outside == *o {
		return nil
	}
	h.outside = o
	return o
}

// isRuled tells whether a reading is the one that bodies have ruled for, on every question that it answers.
func (d *Docket) isRuled(reading string) bool {
	ruled := false
	for q, r := range d.ruled {
		if part, ok := (&agreement.Rule{Reading: reading}).Takes(q); ok {
			if part != r {
				return false
			}
			ruled = true
		}
	}
	return ruled
}

// act applies an act of people to a finding and returns the version that shows it.
func (d *Docket) act(incident canon.IncidentID, term agreement.TermID, cause string, apply func(*record) error) ([]Change, error) {
	h := d.cases[incident]
	if h == nil || h.records[term] == nil {
		return nil, fmt.Errorf("%s: there is no finding on %s under term %s of %s", cause, incident, term, d.text.Ref())
	}
	if err := apply(h.records[term]); err != nil {
		return nil, fmt.Errorf("%s: %w", cause, err)
	}
	return d.review(map[*hearing]bool{h: true}, cause), nil
}

// Determine records the act of a competent body on a finding. A body that divides without a majority records no
// determination, with its members' positions; the assessment then stands as it was.
func (d *Docket) Determine(incident canon.IncidentID, term agreement.TermID, act Determination) ([]Change, error) {
	if err := d.text.Competent(act.By, "determine"); err != nil {
		return nil, err
	}
	if !act.None && !slices.Contains([]Verdict{Violation, NoViolation, Exempt, Undetermined}, act.Outcome) {
		return nil, fmt.Errorf("determination by %s: outcome %q: use violation, no-violation, exempt or undetermined", act.By, act.Outcome)
	}
	return d.act(incident, term, "determination by "+string(act.By), func(rec *record) error {
		rec.act = &act
		if !act.None {
			rec.status = Determined
		}
		return nil
	})
}

// File records an opinion on a finding: it marks the finding contested where the agreement entitles whoever files
// it, and stands beside it as a position otherwise.
func (d *Docket) File(incident canon.IncidentID, term agreement.TermID, o Opinion) ([]Change, error) {
	return d.act(incident, term, "opinion of "+o.By, func(rec *record) error {
		if d.text.EntitledToOpinion(o.By) {
			rec.contested = append(slices.Clone(rec.contested), o)
		} else {
			rec.positions = append(slices.Clone(rec.positions), o)
		}
		return nil
	})
}

// comesAfter says which statuses may come after which by an act of people; determined has an act of its own.
var comesAfter = map[Status][]Status{
	Notified:    {Assessed},
	Replied:     {Notified},
	UnderAppeal: {Determined, Final},
	Final:       {Determined, UnderAppeal},
	Withdrawn:   {Assessed, Notified, Replied, Determined, UnderAppeal},
}

// Advance records a step of the procedure: notified, replied, under-appeal, final or withdrawn.
func (d *Docket) Advance(incident canon.IncidentID, term agreement.TermID, to Status, by string) ([]Change, error) {
	return d.act(incident, term, string(to)+" by "+by, func(rec *record) error {
		if !slices.Contains(comesAfter[to], rec.status) {
			return fmt.Errorf("a finding that is %s cannot become %s", rec.status, to)
		}
		rec.status = to
		return nil
	})
}

// NextDue returns when the next answer to an exemption is due, or zero if none is.
func (d *Docket) NextDue() when.Instant {
	next := when.Instant(0)
	for _, h := range d.sorted {
		if h.due > d.now && (next == 0 || h.due < next) {
			next = h.due
		}
	}
	return next
}

// Fire moves the docket's clock to an instant and judges the cases whose answers were due by then.
func (d *Docket) Fire(now when.Instant) []Change {
	touched := map[*hearing]bool{}
	for _, h := range d.sorted {
		if h.due > d.now && h.due <= now {
			for _, each := range withLater(h) {
				touched[each] = true
			}
		}
	}
	d.now = now
	if len(touched) == 0 {
		return nil
	}
	return d.review(touched, "answer due "+now.String())
}

func (d *Docket) ordered() []*hearing {
	list := make([]*hearing, 0, len(d.cases))
	for _, h := range d.cases {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b *hearing) int { return a.order - b.order })
	return list
}

// Findings returns the current version of every finding that is not withdrawn, in order of first recording.
func (d *Docket) Findings() []*Finding {
	var out []*Finding
	for _, h := range d.ordered() {
		for _, term := range d.terms() {
			if rec := h.records[term.ID]; rec != nil && rec.status != Withdrawn {
				out = append(out, rec.versions[len(rec.versions)-1])
			}
		}
	}
	return out
}

// Outsiders returns the incidents that are outside, in order of first recording.
func (d *Docket) Outsiders() []Outside {
	var out []Outside
	for _, h := range d.ordered() {
		if h.outside != nil {
			out = append(out, *h.outside)
		}
	}
	return out
}

// All returns every finding on record with all its versions, oldest first, in order of first recording.
func (d *Docket) All() [][]*Finding {
	var out [][]*Finding
	for _, h := range d.ordered() {
		for _, term := range d.terms() {
			if rec := h.records[term.ID]; rec != nil {
				out = append(out, slices.Clone(rec.versions))
			}
		}
	}
	return out
}
