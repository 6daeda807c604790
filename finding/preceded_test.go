// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"testing"

	"truce/finding"
	"truce/known"
	"truce/report"
	"truce/when"
)

// assault is an assault of Cobalt half an hour before the shot.
func (r *record) assault(change ...func(*report.Sighting)) report.Sighting {
	s := r.shot(func(s *report.Sighting) {
		s.Act, s.Time.Interval = "assault", at(r.t, "2026-03-30 11:30")
		s.Actors = []report.Claim{{Actor: "Cobalt", Basis: "said"}}
	})
	for _, c := range change {
		c(&s)
	}
	return s
}

// TestOnlyWhatOthersSurelyDidExcuses holds a shot of Amber, which says that it was ordered, against what came before.
func TestOnlyWhatOthersSurelyDidExcuses(t *testing.T) {
	by := func(actors ...string) func(*report.Sighting) {
		return func(s *report.Sighting) {
			s.Actors, s.Means = nil, report.Seen
			for _, a := range actors {
				s.Actors = append(s.Actors, report.Claim{Actor: a, Basis: "observed"})
			}
		}
	}
	span := func(from, to string) func(*report.Sighting) {
		return func(s *report.Sighting) { s.Time.Interval = when.Interval{From: at(t, from).From, To: at(t, to).To} }
	}
	for _, each := range []struct {
		name    string
		earlier func(r *record) []report.Extract
		shot    func(*report.Sighting)
		want    finding.Verdict
	}{
		{"an assault of Cobalt, half an hour before", func(r *record) []report.Extract { return []report.Extract{r.extract("c", r.assault())} }, nil, finding.Exempt},
		{"Cobalt says that it did it", func(r *record) []report.Extract { return []report.Extract{r.extract("Cobalt", r.assault())} }, nil, finding.Exempt},
		{"only Amber says so", func(r *record) []report.Extract { return []report.Extract{r.extract("Amber", r.assault())} }, nil, finding.Undetermined},
		{"a press whose root is Amber", func(r *record) []report.Extract {
			e := r.extract("press", r.assault())
			e.Roots = []string{"AMBER"}
			return []report.Extract{e}
		}, nil, finding.Undetermined},
		{"Amber alone knows the hour", func(r *record) []report.Extract {
			return []report.Extract{r.extract("c", r.assault(span("2026-03-30 06:00", "2026-03-30 11:40"))), r.extract("Amber", r.assault())}
		}, nil, finding.Undetermined},
		{"an assault of Amber itself", func(r *record) []report.Extract { return []report.Extract{r.extract("c", r.assault(by("Amber")))} }, nil, finding.Undetermined},
		{"an assault of nobody knows whom", func(r *record) []report.Extract { return []report.Extract{r.extract("c", r.assault(by()))} }, nil, finding.Undetermined},
		{"an assault of strangers, who may be Amber", func(r *record) []report.Extract { return []report.Extract{r.extract("c", r.assault(by("Strangers")))} }, nil, finding.Undetermined},
		{"an assault of both", func(r *record) []report.Extract {
			return []report.Extract{r.extract("c", r.assault(by("Amber", "Cobalt")))}
		}, nil, finding.Undetermined},
		{"an assault of the other world", func(r *record) []report.Extract {
			e := r.extract("c", r.assault())
			e.Exercise = false
			return []report.Extract{e}
		}, nil, finding.Undetermined},
		{"at some time in ten days", func(r *record) []report.Extract {
			return []report.Extract{r.extract("c", r.assault(span("2026-03-20", "2026-03-30 11:59")))}
		}, nil, finding.Undetermined},
		{"at an hour when only the least lag is within", func(r *record) []report.Extract {
			return []report.Extract{r.extract("c", r.assault(span("2026-03-30 09:30", "2026-03-30 10:30")))}
		}, nil, finding.Undetermined},
		{"somewhere in 200 km", func(r *record) []report.Extract {
			return []report.Extract{r.extract("c", r.assault(func(s *report.Sighting) { s.Where = circle(0, 200_000) }))}
		}, nil, finding.Undetermined},
		{"before the text came into force", func(r *record) []report.Extract {
			return []report.Extract{r.extract("c", r.assault(span("2026-03-19 23:30", "2026-03-19 23:30")))}
		}, span("2026-03-20 00:30", "2026-03-20 00:30"), finding.Exempt},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			for _, e := range each.earlier(r) {
				r.see(e)
			}
			shot := r.shot(by("Amber"))
			if each.shot != nil {
				each.shot(&shot)
			}
			inc := r.see(r.extract("patrol", shot))
			r.do(r.say(r.the(inc, "no-fire"), says{"Amber", "ordered", known.Yes}))
			if f := r.the(inc, "no-fire"); f.Released.Verdict != each.want {
				t.Errorf("got %s, %+v, want %s", f.Released.Verdict, f.Internal.Reasons, each.want)
			}
		})
	}
}

func TestNoOtherMayClaimInPlaceOfWhoeverDidIt(t *testing.T) {
	byAmber := func(s *report.Sighting) { s.Actors = []report.Claim{{Actor: "amber", Basis: "said"}} }
	byNobody := func(*report.Sighting) {}
	attacked := says{"council", "attacked", known.Yes}
	for _, each := range []struct {
		name    string
		shot    func(*report.Sighting)
		answers []says
		want    finding.Verdict
	}{
		{"Amber, after Cobalt took the word back", byAmber, []says{{"cobalt", "ordered", known.Yes}, {"cobalt", "ordered", known.No}, {"amber", "ordered", known.Yes}}, finding.Exempt},
		{"either, and only one of them claims", byNobody, []says{{"cobalt", "ordered", known.No}, {"amber", "ordered", known.Yes}}, finding.Undetermined},
		{"either, and the last word is the other's", byNobody, []says{{"amber", "ordered", known.Yes}, {"cobalt", "ordered", known.No}}, finding.Undetermined},
		{"either, and each shows its own order", byNobody, []says{{"amber", "ordered", known.Yes}, {"cobalt", "ordered", known.Yes}}, finding.Exempt},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			inc := r.see(r.extract("a", r.shot(each.shot)))
			for _, s := range append([]says{attacked}, each.answers...) {
				r.do(r.say(r.the(inc, "no-fire"), s))
			}
			if f := r.the(inc, "no-fire"); f.Released.Verdict != each.want {
				t.Errorf("got %s, want %s", f.Released.Verdict, each.want)
			}
		})
	}
}

func TestAClockRunsByTheJournal(t *testing.T) {
	r := opened(t)
	now := at(t, "2026-03-31 00:00").From
	r.docket.Fire(now)
	inc := r.see(r.extract("a", r.shot()))
	answer := func(met known.Answer) {
		t.Helper()
		r.do(r.docket.Answer(finding.Answer{
			Incident: inc.ID, Term: "no-fire", Exemption: "in-answer", Condition: "ordered", Met: met, By: "patrol",
			At: now - 1000*when.Instant(when.Day),
		}))
	}
	answer(known.Unknown)
	answer(known.No)
	if f := r.the(inc, "no-fire"); len(f.Internal.Asked) != 0 || f.Released.Verdict != finding.Violation {
		t.Errorf("who may show nothing says nothing: %+v", f.Internal.Asked)
	}
	answer(known.Yes)
	f := r.the(inc, "no-fire")
	if q := f.Internal.Asked; len(q) != 1 || q[0].Since != now || q[0].Due != now+when.Instant(when.Day) || q[0].Overdue || f.Released.Verdict != finding.Undetermined {
		t.Errorf("backdated by a thousand days: %s, %+v", f.Released.Verdict, q)
	}
}
