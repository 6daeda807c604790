// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/canon"
	"truce/finding"
	"truce/known"
	"truce/place"
	"truce/report"
	"truce/when"
)

func (r *record) answer(f *finding.Finding, exemption, condition string, met known.Answer) (finding.Act, error) {
	return r.docket.Answer(finding.Answer{
		Incident: f.Released.Incident, Term: f.Released.Term, Exemption: exemption, Condition: condition,
		Met: met, By: "council", At: at(r.t, "2026-03-30 18:00").From,
	})
}

func TestAnExemptionIsClaimedAnsweredOrOverdue(t *testing.T) {
	r := opened(t)
	byAmber := func(s *report.Sighting) { s.Actors = []report.Claim{{Actor: "amber", Basis: "said"}} }
	inAnswer := func(s *report.Sighting) { s.InAnswerTo = "the assault" }
	shot := r.see(r.extract("a", r.shot(byAmber)))
	want := func(when string, verdict finding.Verdict, because string) {
		t.Helper()
		if f := r.the(shot, "no-fire"); f.Released.Verdict != verdict || f.Released.ByReading[0].Because != because {
			t.Errorf("%s: got %s, %q, want %s, %q", when, f.Released.Verdict, f.Released.ByReading[0].Because, verdict, because)
		}
	}
	want("nobody claims it", finding.Violation, "every condition of the term holds")
	if _, ok := r.docket.NextDue(); ok {
		t.Error("a clock runs though nobody claims anything")
	}
	r.see(r.extract("a2", r.shot(byAmber, inAnswer)))
	want("claimed by a report", finding.Undetermined, "exemption in-answer: not known: an assault came before")
	due, ok := r.docket.NextDue()
	if wanted := at(t, "2026-03-30 12:00").To + when.Instant(when.Day); !ok || due != wanted {
		t.Errorf("due %s, want %s: a day after the claim was received", due, wanted)
	}
	r.see(r.extract("c", r.assault()))
	want("the assault is on record", finding.Undetermined, "exemption in-answer: not known: the command ordered it")
	f := r.the(shot, "no-fire")
	r.docket.Fire(at(t, "2026-03-30 18:00").From)
	r.do(r.answer(f, "in-answer", "ordered", known.Yes))
	want("ordered", finding.Exempt, "article 1: every condition of the exemption is met")
	r.do(r.answer(f, "in-answer", "ordered", known.No))
	want("not ordered", finding.Violation, "every condition of the term holds")
	r.do(r.answer(f, "in-answer", "ordered", known.Unknown))
	want("neither", finding.Undetermined, "exemption in-answer: not known: the command ordered it")
	r.docket.Fire(due - 1)
	want("just before the answer is due", finding.Undetermined, "exemption in-answer: not known: the command ordered it")
	if changes := r.docket.Fire(due); len(changes) != 1 {
		t.Errorf("%d changes when the answer is due, want one", len(changes))
	}
	want("not shown in time", finding.Violation, "every condition of the term holds")
	if _, ok := r.docket.NextDue(); ok {
		t.Error("a clock still runs")
	}
	act, err := r.answer(f, "in-answer", "tired", known.Yes)
	refused(t, act, err, "no condition")
	act, err = r.answer(f, "no-reason", "ordered", known.Yes)
	refused(t, act, err, "no exemption")
	f.Released.Incident = canon.IncidentID{}
	act, err = r.answer(f, "in-answer", "ordered", known.Yes)
	refused(t, act, err, "there is no finding")
}

func TestAClaimGoesWithItsReport(t *testing.T) {
	r := opened(t)
	shot, claim := r.extract("a", r.shot()), r.extract("b", r.shot(func(s *report.Sighting) { s.InAnswerTo = "the assault" }))
	inc := r.see(shot)
	r.see(claim)
	if v := r.the(inc, "no-fire").Released.Verdict; v != finding.Undetermined {
		t.Fatalf("claimed: got %s", v)
	}
	changes, err := r.joiner.Decide(r.observe(shot)[0].ID, r.observe(claim)[0].ID, false)
	if err != nil {
		t.Fatal(err)
	}
	r.docket.Take(changes, finding.Cause{Why: finding.ByAnalyst, Says: "decision"})
	if v := r.the(inc, "no-fire").Released.Verdict; v != finding.Violation {
		t.Errorf("the claim is of another event: got %s", v)
	}
	if due, ok := r.docket.NextDue(); !ok || len(r.docket.Fire(due)) != 1 {
		t.Error("only the other event's clock runs")
	}
}

func TestTheClockRunsFromTheFirstClaim(t *testing.T) {
	for _, earlierFirst := range []bool{true, false} {
		r := opened(t)
		late, early := r.extract("late", r.shot(func(s *report.Sighting) { s.InAnswerTo = "fire" })), r.extract("early", r.shot(func(s *report.Sighting) { s.InAnswerTo = "fire" }))
		late.Received += when.Instant(when.Hour)
		if earlierFirst {
			late, early = early, late
		}
		r.see(late)
		r.see(early)
		want := at(t, "2026-03-30 12:00").To + when.Instant(when.Day)
		if due, ok := r.docket.NextDue(); !ok || due != want {
			t.Errorf("due %s, want %s", due, want)
		}
	}
}

func TestAPermissionIsReadAsTheRuleIs(t *testing.T) {
	question := func(readings string) string {
		return "questions:\n  - {id: depth, article: 3, asks: How deep?, ruled_by: council, readings: [" + readings + "]}\n"
	}
	for _, each := range []struct {
		name, readings string
		want           []finding.Verdict // by reading of the prohibition
		ruledOut       finding.Verdict
	}{
		{
			"a question on the permission alone", "{id: in, means: allowed}, {id: out, means: not, terms: {demining: {void: true}}}",
			[]finding.Verdict{finding.Undetermined},
			finding.Violation,
		},
		{
			"a question on both", "{id: in, means: allowed}, {id: out, means: not, terms: {demining: {void: true}, no-blast: {where: [basin]}}}",
			[]finding.Verdict{finding.NoViolation, finding.Violation},
			finding.Violation,
		},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t, "questions:\n", question(each.readings))
			inc := r.see(r.extract("a", r.shot(func(s *report.Sighting) { s.Act = "demining-blast" })))
			f := r.the(inc, "no-blast").Released
			if len(f.ByReading) != len(each.want) || f.Verdict != finding.Undetermined {
				t.Fatalf("got %s, %+v", f.Verdict, f.ByReading)
			}
			for i, want := range each.want {
				if f.ByReading[i].Verdict != want {
					t.Errorf("%s: got %s, want %s", f.ByReading[i].Reading, f.ByReading[i].Verdict, want)
				}
			}
			r.do(r.docket.Rule("depth", "out", "council"))
			if got := r.the(inc, "no-blast").Released.Verdict; got != each.ruledOut {
				t.Errorf("ruled out: got %s, want %s", got, each.ruledOut)
			}
		})
	}
}

func TestAnExclusiveLogDecidesBySilence(t *testing.T) {
	r := opened(t)
	inc := r.see(r.extract("a", r.shot(func(s *report.Sighting) { s.Act, s.InAnswerTo = "mine-laying", "an order" })))
	f := r.the(inc, "no-mining")
	if f.Released.Verdict != finding.Violation {
		t.Errorf("not in the log: got %s", f.Released.Verdict)
	}
	r.do(r.answer(f, "logged", "in-log", known.Yes))
	if got := r.the(inc, "no-mining").Released.Verdict; got != finding.Exempt {
		t.Errorf("in the log: got %s", got)
	}
}

func TestAnAnswerClaimsItsOwnExemptionOnly(t *testing.T) {
	r := opened(t)
	inc := r.see(r.extract("a", r.shot()))
	f := r.the(inc, "no-fire")
	r.do(r.answer(f, "in-answer", "ordered", known.Yes))
	if got := r.the(inc, "no-fire").Released.Verdict; got != finding.Undetermined {
		t.Errorf("no-fire: got %s, want undetermined until the assault is shown", got)
	}
	if got := r.the(inc, "no-blast").Released.Verdict; got != finding.Violation {
		t.Errorf("no-blast, which has no exemption: got %s", got)
	}
}

func killed(n int64) func(*report.Sighting) {
	return func(s *report.Sighting) {
		s.Casualties = append(s.Casualties, report.Casualties{Harm: "killed", Of: "civilian", Age: "unknown", Least: n, Most: n})
	}
}

func TestSeverityRestsOnWhatOneAccountGives(t *testing.T) {
	r := opened(t)
	inc := r.see(r.extract("a", r.shot(killed(1))))
	grade := func() finding.Grade { return r.the(inc, "no-fire").Released.Grade }
	if g := grade(); g.Severity != 2 || g.Provisional {
		t.Errorf("one killed: %+v", g)
	}
	r.see(r.extract("b", r.shot(killed(1))))
	if g := grade(); g.Severity != 2 {
		t.Errorf("one killed, told twice: %+v: accounts of one event are never added up", g)
	}
	r.see(r.extract("c", r.shot(killed(2))))
	if g := grade(); g.Severity != 4 || !g.Provisional {
		t.Errorf("two killed by one account: %+v, want S4, provisional", g)
	}
	r.see(r.extract("d", r.shot(killed(2))))
	if g := grade(); g.Severity != 4 || !g.Provisional {
		t.Errorf("two killed by two roots: %+v, want S4, provisional until people confirm", g)
	}
	casualties := func(want ...finding.Harm) {
		t.Helper()
		if diff := cmp.Diff(want, r.the(inc, "no-fire").Released.Casualties); diff != "" {
			t.Errorf("casualties (-want +got):\n%s", diff)
		}
	}
	record := finding.Harm{Harm: "killed", Of: "civilian", Age: "unknown", Least: 2, Most: 2, Known: "corroborated"}
	casualties(record)
	confirmed := finding.Confirmation{Incident: inc.ID, Harm: "killed", Of: "civilian", Age: "unknown", Least: 2, Most: 3, By: "mission", Reason: "a list"}
	r.docket.Confirm(confirmed)
	if g := grade(); g.Severity != 4 || g.Provisional {
		t.Errorf("two confirmed: %+v, want S4", g)
	}
	record.Most, record.Known = 3, "confirmed"
	casualties(record)
	confirmed.Least, confirmed.Most = 1, 1
	r.docket.Confirm(confirmed)
	if g := grade(); g.Severity != 2 || g.Provisional {
		t.Errorf("one confirmed where two were told: %+v, want S2: what is confirmed stands in place of what is told", g)
	}
	confirmed.Of, confirmed.Least, confirmed.Most = "combatant", 5, 5
	r.docket.Confirm(confirmed)
	casualties(finding.Harm{Harm: "killed", Of: "civilian", Age: "unknown", Least: 1, Most: 1, Known: "confirmed"},
		finding.Harm{Harm: "killed", Of: "combatant", Age: "unknown", Least: 5, Most: 5, Known: "confirmed"})
}

func TestASeverityThatIsCertainAnotherWayIsNotProvisional(t *testing.T) {
	for _, raises := range []string{
		"{to: S4, civilian_killed: 2}\n  - {to: S4, targets: [hospital]}", "{to: S4, targets: [hospital]}\n  - {to: S4, civilian_killed: 2}",
	} {
		r := opened(t, "{to: S4, civilian_killed: 2}", raises)
		inc := r.see(r.extract("a", r.shot(killed(2), func(s *report.Sighting) { s.Target = "hospital" })))
		if g := r.the(inc, "no-fire").Released.Grade; g.Severity != 4 || g.Provisional {
			t.Errorf("%s: %+v, want S4 for certain", raises, g)
		}
	}
}

func TestConfidenceComesFromRootsAndMeans(t *testing.T) {
	r := opened(t)
	from := func(source, root string, means report.Means) report.Extract {
		e := r.extract(source, r.shot(func(s *report.Sighting) { s.Means = means }))
		e.Roots = []string{root}
		return e
	}
	inc := r.see(from("patrol-1", "mission", report.Heard))
	want := func(name string, c int) {
		t.Helper()
		if got := r.the(inc, "no-fire").Released.Grade.Confidence; int(got) != c {
			t.Errorf("%s: got C%d, want C%d", name, got, c)
		}
	}
	want("one root", 1)
	r.see(from("patrol-2", "mission", report.Seen))
	want("a second report of the same root", 1)
	r.see(from("agency", "press", report.Told))
	want("two roots", 2)
	r.see(from("company", "satellite", report.Satellite))
	want("three roots, none of them rated", 2)
	rate := func(root, reliability, by string) {
		r.docket.Rate(finding.Rating{Root: root, Reliability: reliability, By: by, At: at(t, "2026-04-01").From})
	}
	rate("press", "F", "desk")
	want("F is no rating", 2)
	rate("press", "C", "desk")
	want("C is worse than B", 2)
	rate("mission", "A", "desk")
	want("three roots, two means, one of A", 3)
	citing := from("blog", "blog", report.Told)
	citing.Roots = []string{"mission", "press", "satellite"}
	r.see(citing)
	want("an account that cites the three does not make them one", 3)
	rate("mission", "D", "Guarantor")
	want("another rater differs", 2)
	rate("mission", "A", "Desk")
	want("the first says it again", 2)
	rate("mission", "F", "guarantor")
	want("the other cannot judge it after all", 3)
	rate("mission", "C", "desk")
	want("the first thinks worse of it", 2)
	rate("mission", "B", "desk")
	report := r.joiner.Get(inc.ID).Members[0].Report
	r.docket.Rate(finding.Rating{Report: report, Credibility: "5", By: "desk"})
	want("what one report says is held improbable: the axes are never combined", 3)
	var words []string
	for _, each := range r.docket.RatingsOf(inc.ID) {
		words = append(words, each.Root+each.Reliability+each.Credibility+" "+each.By)
	}
	if diff := cmp.Diff([]string{"missionB desk", "missionF guarantor", "pressC desk", "5 desk"}, words); diff != "" {
		t.Errorf("ratings (-want +got):\n%s", diff)
	}
	if g := r.the(inc, "no-fire").Released.Grade; g.Weapon != 0 || g.Origin != 0 || g.Casualties != 0 {
		t.Errorf("nobody speaks of weapon, origin or casualties: %+v", g)
	}
}

func TestEarlierViolationsAtThePlaceCount(t *testing.T) {
	on := func(day string) func(*report.Sighting) {
		return func(s *report.Sighting) { s.Time.Interval = at(t, day+" 12:00") }
	}
	r := opened(t)
	last := r.see(r.extract("last", r.shot(on("2026-04-05"))))
	want := func(name string, recurrence, severity int) {
		t.Helper()
		if g := r.the(last, "no-fire").Released.Grade; g.Recurrence != recurrence || int(g.Severity) != severity {
			t.Errorf("%s: got %d, S%d, want %d, S%d", name, g.Recurrence, g.Severity, recurrence, severity)
		}
	}
	want("the first", 0, 2)
	r.see(r.extract("near", r.shot(on("2026-04-03"))))
	want("one the day before yesterday, reported late", 1, 2)
	r.see(r.extract("elsewhere", r.shot(on("2026-04-03"), func(s *report.Sighting) { s.Where = circle(300, 500) })))
	want("one at another place", 1, 2)
	r.see(r.extract("long-ago", r.shot(on("2026-03-28"))))
	want("one eight days ago", 1, 2)
	r.see(r.extract("later", r.shot(on("2026-04-06"))))
	want("one later", 1, 2)
	r.see(r.extract("same-time", r.shot(on("2026-04-05"), func(s *report.Sighting) { s.Act = "small-arms-fire" })))
	want("one that may be no earlier", 1, 2)
	month := r.see(r.extract("month", r.shot(func(s *report.Sighting) { s.Time.Interval = at(t, "2026-03-25 to 2026-04-01") })))
	want("one that ended four days ago, a week long", 2, 3)
	f := r.the(month, "no-fire")
	r.do(r.docket.Advance(f.Released.Incident, f.Released.Term, finding.Withdrawn, "council"))
	want("one that the council withdrew", 1, 2)
}

func TestAnActMayHaveAnsweredAnotherOne(t *testing.T) {
	north, south := circle(200, 500), circle(-200, 500)
	fire := func(minute string, from, to place.Region, who string) func(*report.Sighting) {
		return func(s *report.Sighting) {
			s.Time.Interval = at(t, "2026-03-30 12:"+minute)
			s.Where, s.Origin = to, &from
			s.Actors, s.Means = []report.Claim{{Actor: who, Basis: "observed"}}, report.Seen
		}
	}
	r := opened(t)
	second := r.see(r.extract("b", r.shot(fire("32", south, north, "Amber"))))
	if s := r.the(second, "no-fire").Released.Sequence; s != nil {
		t.Fatalf("nothing came before: %+v", s)
	}
	first := r.see(r.extract("a", r.shot(fire("00", north, south, "Cobalt"))))
	want := &finding.Sequence{After: first.ID, Least: 31*when.Minute + 1, Most: 33*when.Minute - 1}
	same := cmp.Comparer(func(a, b canon.IncidentID) bool { return a == b })
	if diff := cmp.Diff(want, r.the(second, "no-fire").Released.Sequence, same); diff != "" {
		t.Errorf("sequence (-want +got):\n%s", diff)
	}
	if got := want.String(); got != "31 min to 33 min" {
		t.Errorf("in words: %s", got)
	}
	twin := r.see(r.extract("a2", r.shot(fire("00", north, south, "Cobalt"), func(s *report.Sighting) { s.Act = "tank-fire" })))
	if s := r.the(second, "no-fire").Released.Sequence; s.After != first.ID || len(s.Tied) != 1 || s.Tied[0] != twin.ID {
		t.Errorf("two of the same minute: %+v, want both", s)
	}
	for _, each := range []struct {
		name   string
		change func(*report.Sighting)
	}{
		{"by the same side", fire("10", north, south, "Amber")},
		{"not facing", fire("10", circle(400, 500), south, "Cobalt")},
		{"later", fire("40", north, south, "Cobalt")},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			second := r.see(r.extract("b", r.shot(fire("32", south, north, "Amber"))))
			r.see(r.extract("a", r.shot(each.change)))
			if s := r.the(second, "no-fire").Released.Sequence; s != nil {
				t.Errorf("got %+v", s)
			}
		})
	}
}

func TestStatusesFollowTheProcedure(t *testing.T) {
	r := opened(t)
	inc := r.see(r.extract("a", r.shot()))
	is := func(want finding.Status) {
		t.Helper()
		if got := r.the(inc, "no-fire").Released.Status; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	to := func(s finding.Status) (finding.Act, error) { return r.docket.Advance(inc.ID, "no-fire", s, "council") }
	determine := func(d finding.Determination) (finding.Act, error) {
		return r.docket.Determine(inc.ID, "no-fire", d)
	}
	for _, s := range []finding.Status{finding.Replied, finding.Final, finding.UnderAppeal, finding.Determined, finding.Assessed, "sold"} {
		act, err := to(s)
		refused(t, act, err, "cannot become")
	}
	act, err := determine(finding.Determination{By: "patrol", Outcome: finding.Violation})
	refused(t, act, err, "may [verify], not determine")
	act, err = determine(finding.Determination{By: "council", Outcome: "guilty"})
	refused(t, act, err, `outcome "guilty"`)
	r.do(to(finding.Notified))
	is(finding.Notified)
	act, err = to(finding.Replied)
	refused(t, act, err, "council is neither")
	r.do(r.docket.Advance(inc.ID, "no-fire", finding.Replied, "amber"))
	r.do(determine(finding.Determination{By: "council", None: true, Members: []finding.Opinion{{By: "chair", Holds: "violation"}, {By: "cobalt-seat", Holds: "none"}}}))
	is(finding.Replied)
	if d := r.the(inc, "no-fire").Released.Determination; d == nil || !d.None || len(d.Members) != 2 {
		t.Errorf("a body that divides: %+v", d)
	}
	r.do(determine(finding.Determination{By: "council", Outcome: finding.NoViolation}))
	is(finding.Determined)
	if got := r.the(inc, "no-fire").Released.Verdict; got != finding.Violation {
		t.Errorf("the machine's verdict became %s: it stays beside the body's", got)
	}
	act, err = determine(finding.Determination{By: "council", None: true})
	refused(t, act, err, "a determination by council stands")
	r.do(to(finding.UnderAppeal))
	r.do(to(finding.Final))
	act, err = determine(finding.Determination{By: "council", Outcome: finding.Violation})
	refused(t, act, err, "the finding is final")
	act, err = to(finding.Withdrawn)
	refused(t, act, err, "cannot become")
}

func TestAnAccountThatComesLateIsJudgedAndMarked(t *testing.T) {
	r := opened(t, "articles:", "late_window: 40 d\narticles:")
	late := r.extract("b", r.shot())
	late.Received = r.shot().Time.Interval.To + when.Instant(41*when.Day)
	inc := r.see(r.extract("a", r.shot()))
	marked := func() bool {
		return slices.ContainsFunc(r.the(inc, "no-fire").Internal.Reasons, func(x finding.Reason) bool { return x.Condition == "in time" })
	}
	if marked() {
		t.Error("an account in time is marked as late")
	}
	r.see(late)
	if len(r.joiner.All()) != 1 || !marked() {
		t.Errorf("%d incidents, marked %v: a report 41 days late is of the old incident, and said to be late", len(r.joiner.All()), marked())
	}
}

func TestOpinionsChangeNoOutcome(t *testing.T) {
	r := opened(t)
	inc := r.see(r.extract("a", r.shot()))
	before := r.the(inc, "no-fire")
	r.do(r.docket.File(inc.ID, "no-fire", finding.Opinion{By: "cobalt-seat", Holds: "it was an exercise"}))
	r.do(r.docket.File(inc.ID, "no-fire", finding.Opinion{By: "Amber", Holds: "regrets"}))
	after := r.the(inc, "no-fire").Released
	if len(after.Contested) != 1 || after.Contested[0].By != "cobalt-seat" || len(after.Positions) != 1 || after.Verdict != before.Released.Verdict {
		t.Errorf("got %+v", after)
	}
	if len(before.Released.Contested) != 0 || len(r.docket.All()[0][1].Released.Positions) != 0 {
		t.Error("an earlier version changed")
	}
	inside := r.the(inc, "no-fire").Internal.Opinions
	if after.Contested[0].Holds+after.Positions[0].Holds != "" || len(inside) != 2 || inside[0].Holds != "it was an exercise" || inside[1].Holds != "regrets" {
		t.Errorf("the words of opinions stay inside: %+v, inside %+v", after, inside)
	}
	act, err := r.docket.File(inc.ID, "no-fire", finding.Opinion{By: "a passer-by", Holds: "whoever told it lives at the mill"})
	refused(t, act, err, `knows no "a passer-by"`)
	act, err = r.docket.File(inc.ID, "no-fire", finding.Opinion{By: "cobalt-seat"})
	refused(t, act, err, "what it holds")
}

func TestAMergedIncidentWithdrawsItsFindingAndASplitBringsItBack(t *testing.T) {
	r := opened(t)
	a := r.extract("a", r.shot())
	b := r.extract("b", r.shot(func(s *report.Sighting) { s.Time.Interval = at(t, "2026-03-30 12:20") }))
	first, second := r.see(a), r.see(b)
	r.do(r.docket.Advance(second.ID, "no-fire", finding.Notified, "council"))
	decide := func(same bool) {
		t.Helper()
		changes, err := r.joiner.Decide(r.observe(a)[0].ID, r.observe(b)[0].ID, same)
		if err != nil {
			t.Fatal(err)
		}
		r.docket.Take(changes, finding.Cause{Why: finding.ByAnalyst, Says: "decision"})
	}
	count := func() int { return len(r.docket.Findings()) } // two terms apply to each shot
	if count() != 4 {
		t.Fatalf("%d findings, want 4", count())
	}
	decide(true)
	if count() != 2 {
		t.Errorf("merged: %d findings, want 2", count())
	}
	var last *finding.Finding
	for _, versions := range r.docket.All() {
		if v := versions[len(versions)-1]; v.Released.Incident == second.ID && v.Released.Term == "no-fire" {
			last = v
		}
	}
	if last.Released.Status != finding.Withdrawn || last.Internal.Cause != "its observations are part of "+first.ID.String() || last.Supersedes.IsZero() {
		t.Errorf("withdrawn: %s, %q", last.Released.Status, last.Internal.Cause)
	}
	act, err := r.docket.Advance(second.ID, "no-fire", finding.Final, "council")
	refused(t, act, err, "is withdrawn: its observations are part of")
	decide(false)
	if f := r.the(second, "no-fire"); f.Released.Status != finding.Notified || f.Version != last.Version+1 {
		t.Errorf("split again: %s, version %d: what the council did still stands", f.Released.Status, f.Version)
	}
}

func TestADeterminationOutlivesHowReportsAreJoined(t *testing.T) {
	r := opened(t)
	a := r.extract("a", r.shot())
	b := r.extract("b", r.shot(func(s *report.Sighting) { s.Time.Interval = at(t, "2026-03-30 12:20") }))
	first, second := r.see(a), r.see(b)
	r.do(r.docket.Determine(second.ID, "no-fire", finding.Determination{By: "council", Outcome: finding.Violation}))
	changes, err := r.joiner.Decide(r.observe(a)[0].ID, r.observe(b)[0].ID, true)
	if err != nil {
		t.Fatal(err)
	}
	r.docket.Take(changes, finding.Cause{Why: finding.ByAnalyst, Says: "decision"})
	f := r.the(second, "no-fire")
	if f.Released.Status != finding.Determined || f.Released.Determination == nil || f.Released.Since != "its observations are part of "+first.ID.String() {
		t.Fatalf("merged: %s, since %q", f.Released.Status, f.Released.Since)
	}
	r.do(r.docket.Advance(second.ID, "no-fire", finding.UnderAppeal, "council"))
	if f = r.the(second, "no-fire"); f.Released.Status != finding.UnderAppeal || f.Released.Since == "" {
		t.Errorf("appealed: %s, since %q", f.Released.Status, f.Released.Since)
	}
}

func TestWhatPeopleWithdrawStaysWithdrawn(t *testing.T) {
	r := opened(t)
	inc := r.see(r.extract("a", r.shot()))
	r.do(r.docket.Advance(inc.ID, "no-fire", finding.Withdrawn, "council"))
	r.see(r.extract("b", r.shot()))
	for _, f := range r.docket.Findings() {
		if f.Released.Term == "no-fire" {
			t.Errorf("it is back: %s by %q", f.Released.Status, f.Internal.Cause)
		}
	}
}
