// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"slices"
	"testing"

	"truce/finding"
	"truce/known"
	"truce/report"
	"truce/when"
)

// says is one answer on a condition of the exemption "in-answer".
type says struct {
	by, condition string
	met           known.Answer
}

func (r *record) say(f *finding.Finding, s says) (finding.Act, error) {
	return r.docket.Answer(finding.Answer{
		Incident: f.Released.Incident, Term: f.Released.Term, Exemption: "in-answer", Condition: s.condition,
		Met: s.met, By: s.by, At: at(r.t, "2026-03-30 18:00").From,
	})
}

func TestAnAnswerSettlesOnlyWhatItsGiverMayShow(t *testing.T) {
	yes, no := known.Yes, known.No
	byAmber := func(s *report.Sighting) { s.Actors = []report.Claim{{Actor: "amber", Basis: "said"}} }
	attacked := says{"council", "attacked", yes}
	for _, each := range []struct {
		name    string
		assault bool
		answers []says
		want    finding.Verdict
		claims  int
	}{
		{"the claimant shows its own order", true, []says{{"Amber", "ordered", yes}}, finding.Exempt, 0},
		{"a body that determines shows both", false, []says{attacked, {"The Council", "ordered", yes}}, finding.Exempt, 0},
		{"the claimant says of itself that it was attacked", false, []says{{"amber", "ordered", yes}, {"amber", "attacked", yes}}, finding.Undetermined, 1},
		{"a patrol may not show it", true, []says{{"patrol", "ordered", yes}}, finding.Undetermined, 1},
		{"the mission may not either", true, []says{{"mission", "ordered", yes}}, finding.Undetermined, 1},
		{"a member is not its body", true, []says{{"chair", "ordered", yes}}, finding.Undetermined, 1},
		{"the other side claims it", true, []says{{"cobalt", "ordered", yes}}, finding.Undetermined, 1},
		{"the other side denies it", true, []says{{"amber", "ordered", yes}, {"cobalt", "ordered", no}}, finding.Exempt, 1},
		{"the record knows of the assault", true, []says{{"amber", "ordered", yes}, {"council", "attacked", no}}, finding.Exempt, 0},
		{"the body outranks the claimant", true, []says{{"council", "ordered", no}, {"amber", "ordered", yes}}, finding.Violation, 0},
		{"the last word of the claimant", true, []says{{"amber", "ordered", yes}, {"amber", "ordered", no}}, finding.Violation, 0},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			if each.assault {
				r.see(r.extract("c", r.assault()))
			}
			inc := r.see(r.extract("a", r.shot(byAmber)))
			f := r.the(inc, "no-fire")
			for _, s := range each.answers {
				r.do(r.say(f, s))
			}
			f = r.the(inc, "no-fire")
			if f.Released.Verdict != each.want {
				t.Errorf("got %s, want %s", f.Released.Verdict, each.want)
			}
			claims := 0
			for _, a := range f.Internal.Asked[0].Answers {
				if a.Claim {
					claims++
				}
			}
			if claims != each.claims || len(f.Internal.Asked[0].Answers) != len(each.answers) {
				t.Errorf("%d claims of %d answers, want %d of %d", claims, len(f.Internal.Asked[0].Answers), each.claims, len(each.answers))
			}
		})
	}
	r := opened(t)
	f := r.the(r.see(r.extract("a", r.shot())), "no-fire")
	act, err := r.say(f, says{"nobody in particular", "ordered", yes})
	refused(t, act, err, `knows no "nobody in particular"`)
	if got := r.the(r.joiner.Get(f.Released.Incident), "no-fire"); got.Version != 1 {
		t.Errorf("version %d after a refusal", got.Version)
	}
}

func TestAQuestionHasItsTimeAndItsLateness(t *testing.T) {
	r := opened(t)
	inc := r.see(r.extract("a", r.shot(func(s *report.Sighting) { s.InAnswerTo = "an assault" })))
	q := r.the(inc, "no-fire").Internal.Asked
	since := at(t, "2026-03-30 12:00").To
	due := since + when.Instant(when.Day)
	if len(q) != 1 || q[0].Since != since || q[0].Due != due || q[0].Overdue || !slices.Equal(q[0].Open, []string{"attacked", "ordered"}) {
		t.Fatalf("asked: %+v", q)
	}
	answer := func(condition string) {
		t.Helper()
		r.do(r.docket.Answer(finding.Answer{
			Incident: inc.ID, Term: "no-fire", Exemption: "in-answer", Condition: condition, Met: known.Yes, By: "council", At: due - 1,
		}))
	}
	r.docket.Fire(due - 1)
	answer("attacked")
	r.docket.Fire(due)
	if q = r.the(inc, "no-fire").Internal.Asked; !q[0].Overdue {
		t.Errorf("overdue: %+v", q)
	}
	answer("ordered")
	q = r.the(inc, "no-fire").Internal.Asked
	if len(q[0].Open) != 0 || q[0].Overdue || q[0].Answers[0].Late || !q[0].Answers[1].Late {
		t.Errorf("answered: %+v", q)
	}
}

func TestAStepIsTakenByWhoeverTheTextNames(t *testing.T) {
	reply := []string{"after: assessment}\n", "after: assessment}\n    - {does: reply, article: 4, by: respondent}\n    - {does: appeal, article: 4, by: complainant}\n    - {does: notice, article: 4, by: patrol}\n"}
	r := opened(t, reply...)
	inc := r.see(r.extract("a", r.shot(func(s *report.Sighting) { s.Actors = []report.Claim{{Actor: "amber", Basis: "said"}} })))
	to := func(s finding.Status, by string) (finding.Act, error) {
		return r.docket.Advance(inc.ID, "no-fire", s, by)
	}
	not := func(s finding.Status, by string) {
		t.Helper()
		act, err := to(s, by)
		refused(t, act, err, "names who owes the step")
	}
	for _, by := range []string{"a passer-by", "amber", "patrol", "mission", "chair"} {
		not(finding.Withdrawn, by)
	}
	not(finding.Notified, "amber")
	r.do(to(finding.Notified, "patrol"))
	for _, by := range []string{"cobalt", "council"} {
		act, err := to(finding.Replied, by)
		refused(t, act, err, "a reply is the respondent's")
	}
	r.do(to(finding.Replied, "Amber"))
	r.do(r.docket.Determine(inc.ID, "no-fire", finding.Determination{By: "council", Outcome: finding.Violation}))
	not(finding.UnderAppeal, "amber")
	r.do(to(finding.UnderAppeal, "cobalt"))
	not(finding.Final, "cobalt")
	not(finding.Withdrawn, "cobalt")
	r.do(to(finding.Withdrawn, "council"))
}

func TestASidesOwnWordIsAClaimWhateverItCallsItself(t *testing.T) {
	early := func(s *report.Sighting) { s.Time.Interval = at(t, "2026-03-22 12:00") } // Cobalt is not bound yet
	for _, each := range []struct {
		name, source string
		roots        []string
		actor        string
		between      bool
		verdict      finding.Verdict
		level        finding.Level
	}{
		{"a source of no side", "press", nil, "Amber", false, finding.Violation, finding.Party},
		{"a side of its enemy", "Cobalt", nil, "Amber", false, finding.Undetermined, finding.None},
		{"a press of which a side is the root", "cobalt-press", []string{"a camera", "COBALT"}, "Amber", false, finding.Undetermined, finding.None},
		{"a side as source of somebody else's film", "cobalt", []string{"a camera"}, "Amber", false, finding.Undetermined, finding.None},
		{"a side of a clash", "Cobalt", nil, "Amber", true, finding.Undetermined, finding.None},
		{"a side against itself", "Amber", nil, "Amber", false, finding.Violation, finding.Party},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			e := r.extract(each.source, r.shot(early, func(s *report.Sighting) {
				s.Means = report.Seen
				if each.between {
					s.Between = []string{each.actor, each.actor}
					return
				}
				s.Actors = []report.Claim{{Actor: each.actor, Basis: "observed"}}
			}))
			e.Roots = each.roots
			f := r.the(r.see(e), "no-fire").Released
			if f.Verdict != each.verdict || f.Attribution.Level != each.level {
				t.Errorf("got %s, %s, want %s, %s", f.Verdict, f.Attribution.Level, each.verdict, each.level)
			}
		})
	}
}
