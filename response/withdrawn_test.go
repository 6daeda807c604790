// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/response"
	"truce/when"
)

// version is the invented finding once more, with another status and verdict.
func version(t *testing.T, status finding.Status, verdict finding.Verdict) *finding.Finding {
	t.Helper()
	f := invented(1, start(t), 3, 2)
	f.Released.Status, f.Released.Verdict = status, verdict
	return f
}

// listed are what a case owes and ever owed, in order, with state and clock.
func listed(c *response.Case) (out []string) {
	for _, d := range c.Obligations {
		says := ""
		if d.Detail != nil {
			says = d.Detail.Says
		}
		out = append(out, fmt.Sprintf("%s %s: %s from %s to %s, ran out %s, done %s %s", d.Kind, d.Name, d.State, d.Start, d.Due, d.RanOut, d.Done, says))
	}
	return out
}

// unmoved is listed, but for when an open reply is due: its clock stands while its finding does not.
func unmoved(c *response.Case) []string {
	out := listed(c)
	for i, line := range out {
		if strings.HasPrefix(line, "step reply: open") {
			out[i], _, _ = strings.Cut(line, " to ")
		}
	}
	return out
}

// stillOpen are the names of what a case owes, in order.
func stillOpen(c *response.Case) string {
	var out []string
	for _, d := range c.Obligations {
		if d.IsOpen() {
			out = append(out, fmt.Sprintf("%s %s", d.Kind, d.Name))
		}
	}
	return strings.Join(out, ", ")
}

// take moves the clock by an hour and makes a version known.
func take(r *response.Register, f *finding.Finding) []response.Event {
	r.Fire(r.Now() + hour/4)
	return r.Take(f, "")
}

// TestWhatIsOwedComesBackWithItsFinding lets a finding lose its incident or its term and have it again: as when reports are joined
// and split, a class changes, or a correction is taken back.
func TestWhatIsOwedComesBackWithItsFinding(t *testing.T) {
	remedy := response.Act{Remedy: &response.Order{Thread: response.Thread{Case: 1}, By: "special-commission", Force: "requested", Respondent: "cobalt", Says: "stop"}}
	notice := response.Act{Done: &response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told"}}
	gone, undetermined := version(t, finding.Withdrawn, finding.Violation), version(t, finding.Assessed, finding.Undetermined)
	for name, between := range map[string][]*finding.Finding{
		"withdrawn":                        {gone},
		"withdrawn twice":                  {gone, gone},
		"withdrawn, undetermined":          {gone, undetermined},
		"undetermined, withdrawn":          {undetermined, gone},
		"withdrawn, back, withdrawn":       {gone, version(t, finding.Assessed, finding.Violation), gone},
		"undetermined":                     {undetermined},
		"withdrawn while it was not known": {version(t, finding.Withdrawn, finding.Undetermined)},
	} {
		for what, before := range map[string][]response.Act{"nothing": nil, "a remedy": {remedy}, "a notice": {notice}} {
			t.Run(name+" after "+what, func(t *testing.T) {
				r := register(t, text(t, "paris-exercise-mended", func(a *agreement.Agreement) {
					a.Ladder = slices.DeleteFunc(a.Ladder, func(g agreement.Rung) bool { return g.ID == "verify" }) // as the step is named
					a.Ladder[0].ID = "log"
				}), response.Options{})
				r.Take(invented(1, start(t), 3, 2), "")
				for _, a := range before {
					do(t, r, start(t), a)
				}
				want := unmoved(r.Case(1))
				for _, f := range between {
					take(r, f)
					owes := stillOpen(r.Case(1))
					if f.Released.Status == finding.Withdrawn && owes != "" || f == undetermined && owes != "step call, step verify" {
						t.Errorf("%s, %s: owes %q", f.Released.Status, f.Released.Verdict, owes)
					}
				}
				take(r, version(t, finding.Assessed, finding.Violation))
				if got := unmoved(r.Case(1)); !slices.Equal(got, want) {
					t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			})
		}
	}
}

// TestAStepThatWasTakenIsNotTakenAgainWhenItsFindingComesBack has notice given before.
func TestAStepThatWasTakenIsNotTakenAgainWhenItsFindingComesBack(t *testing.T) {
	r := noticed(t, nil)
	r.Take(version(t, finding.Notified, finding.Violation), "coordination-cell")
	want := unmoved(r.Case(1))
	take(r, version(t, finding.Withdrawn, finding.Violation))
	take(r, version(t, finding.Notified, finding.Violation))
	if got := unmoved(r.Case(1)); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	take(r, version(t, finding.Replied, finding.Violation))
	if d := owed(t, r.Case(1), "reply"); d.State != response.Fulfilled {
		t.Errorf("a reply after that: %s", d.State)
	}
}

// TestWhatPeopleEndedDoesNotComeBack has people do, decide or see to something while the machine assesses no violation.
func TestWhatPeopleEndedDoesNotComeBack(t *testing.T) {
	gone, undetermined := version(t, finding.Withdrawn, finding.Violation), version(t, finding.Assessed, finding.Undetermined)
	for name, each := range map[string]struct {
		between *finding.Finding
		happens func(t *testing.T, r *response.Register)
		of      string
		state   response.State
	}{
		"a notice was given meanwhile": {gone, func(t *testing.T, r *response.Register) {
			do(t, r, r.Now(), response.Act{Done: &response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told"}})
		}, "notice", response.Fulfilled},
		"a body determined without a notice": {undetermined, func(t *testing.T, r *response.Register) {
			f := version(t, finding.Determined, finding.Undetermined)
			f.Released.Determination = &finding.Determination{By: "special-commission", At: r.Now(), Outcome: finding.Violation}
			take(r, f)
		}, "notice", response.Dropped},
		"the remedy was complied with meanwhile": {gone, func(t *testing.T, r *response.Register) {
			do(t, r, r.Now(), response.Act{FollowUp: &response.FollowUp{Remedy: 1, By: "mission", State: "complied", Observations: []canon.ObservationID{{}}}})
		}, "remedy", response.Fulfilled},
	} {
		t.Run(name, func(t *testing.T) {
			r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
			r.Take(invented(1, start(t), 3, 2), "")
			do(t, r, start(t), response.Act{Remedy: &response.Order{Thread: response.Thread{Case: 1}, By: "special-commission", Force: "requested", Respondent: "cobalt", Says: "stop"}})
			take(r, each.between)
			each.happens(t, r)
			back := version(t, r.Case(1).Status(), finding.Violation)
			if back.Released.Status == finding.Withdrawn {
				back.Released.Status = finding.Assessed
			}
			back.Released.Determination = r.Case(1).Finding.Released.Determination
			take(r, back)
			if d := owed(t, r.Case(1), each.of); d.State != each.state {
				t.Errorf("%s is %s, want %s", each.of, d.State, each.state)
			}
			if n := strings.Count(stillOpen(r.Case(1)), "determine"); n > 0 && back.Released.Determination != nil {
				t.Errorf("determined, and owed again: %s", stillOpen(r.Case(1)))
			}
		})
	}
}

// TestAClockThatRanOutMeanwhileRunsOutOnceWhenItComesBack withdraws a finding before its notice is due, or after.
func TestAClockThatRanOutMeanwhileRunsOutOnceWhenItComesBack(t *testing.T) {
	for _, from := range []when.Instant{hour, 30 * hour} {
		r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
		r.Take(invented(1, start(t), 3, 2), "")
		var out []string
		note := func(events []response.Event) {
			for _, e := range events {
				if e.What == response.RanOut {
					out = append(out, fmt.Sprintf("%s %s", e.Obligation.Kind, e.Obligation.Name))
				}
			}
		}
		note(r.Fire(start(t) + from))
		note(r.Take(version(t, finding.Withdrawn, finding.Violation), ""))
		note(r.Fire(start(t) + 40*hour))
		note(r.Take(version(t, finding.Assessed, finding.Violation), ""))
		note(r.Fire(start(t) + 41*hour))
		slices.Sort(out)
		if want := []string{"rung verify", "step call", "step notice", "step verify"}; !slices.Equal(out, want) {
			t.Errorf("withdrawn after %s: %q ran out, want %q", when.Duration(from), out, want)
		}
		if d := owed(t, r.Case(1), "notice"); d.RanOut != d.Due || d.Due != start(t)+12*hour {
			t.Errorf("notice: due %s, ran out %s", d.Due, d.RanOut)
		}
	}
}

// TestADeclarationOnAWithdrawnFindingOwesNothing enters the word that a rung waits for while the finding does not stand.
func TestADeclarationOnAWithdrawnFindingOwesNothing(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	r.Take(invented(1, start(t), 3, 2), "")
	take(r, version(t, finding.Withdrawn, finding.Violation))
	c := r.Case(1)
	motion := motionOf("special-commission", "guarantor-jade", 0)
	motion.Motion.Proposes = response.Proposal{Declaration: &response.Declaration{Word: "expanded-attack", Reason: "seen"}}
	do(t, r, r.Now(), motion)
	for _, who := range []string{"guarantor-jade", "guarantor-ochre", "guarantor-slate"} {
		deed, err := r.Prepare(&response.Act{Vote: &response.Vote{Motion: r.Motions()[0].Digest, By: who, Choice: response.Yes}}, r.Now())
		if err != nil {
			t.Fatal(err)
		}
		deed()
	}
	if owes := stillOpen(c); owes != "" || r.Motions()[0].State != response.Adopted {
		t.Errorf("%s, owes %s", r.Motions()[0].State, owes)
	}
}
