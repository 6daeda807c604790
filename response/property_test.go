// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"truce/agreement"
	"truce/finding"
	"truce/response"
	"truce/response/tally"
	"truce/when"
)

// everything is what a register holds, in text.
func everything(t rapid.TB, r *response.Register) string {
	t.Helper()
	data, err := json.Marshal([]any{r.Cases(), r.Motions(), r.Complaints(), r.Remedies(), r.Log(), tally.Of(r)})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// play takes findings and acts in turn, drawn from the same source, and fires at the instants in between that ticks names.
func play(t *rapid.T, c *agreement.Compiled, moves []move, ticks bool) (string, []string) {
	r := register(t, c, response.Options{})
	at := start(t)
	var refused []string
	for i, m := range moves {
		if ticks {
			for _, tick := range m.ticks {
				r.Fire(at + when.Instant(tick)*when.Instant(m.after)/100)
			}
		}
		at += when.Instant(m.after)
		r.Fire(at)
		if m.act == nil {
			f := invented(m.incident, at-hour, m.severity, m.confidence)
			f.Released.Verdict = m.verdict
			f.Released.Attribution = m.attribution
			r.Take(f, "")
			continue
		}
		deed, err := r.Prepare(m.act, at)
		if err != nil {
			refused = append(refused, fmt.Sprintf("%d: %v", i, err))
			continue
		}
		deed()
	}
	r.Fire(at + 40*24*hour)
	return everything(t, r), refused
}

type move struct {
	after       when.Duration
	ticks       []int
	incident    int
	severity    agreement.Severity
	confidence  agreement.Confidence
	verdict     finding.Verdict
	attribution finding.Attribution
	act         *response.Act
}

func drawMove(t *rapid.T) move {
	m := move{
		after: when.Duration(rapid.IntRange(0, 60).Draw(t, "hours")) * when.Hour, ticks: rapid.SliceOfN(rapid.IntRange(0, 100), 0, 4).Draw(t, "ticks"),
		incident: rapid.IntRange(1, 3).Draw(t, "incident"),
		severity: agreement.Severity(rapid.IntRange(1, 4).Draw(t, "severity")), confidence: agreement.Confidence(rapid.IntRange(1, 3).Draw(t, "confidence")),
		verdict: rapid.SampledFrom([]finding.Verdict{finding.Violation, finding.Violation, finding.NoViolation, finding.Undetermined}).Draw(t, "verdict"),
	}
	slices.Sort(m.ticks)
	if rapid.Bool().Draw(t, "attributed") {
		m.attribution = finding.Attribution{Level: finding.Party, Party: "cobalt"}
	}
	on := response.Thread{Incident: incidentID(m.incident), Term: "ceasefire"}
	member := rapid.SampledFrom([]string{"guarantor-jade", "guarantor-ochre", "guarantor-slate", "guarantor-umber", "guarantor-teal"}).Draw(t, "member")
	switch rapid.IntRange(0, 11).Draw(t, "what") {
	case 0:
		m.act = &response.Act{Done: &response.Done{Thread: on, Step: "call", By: "coordination-cell"}}
	case 1:
		m.act = &response.Act{Done: &response.Done{Thread: on, Step: "notice", By: "coordination-cell", Summary: "told"}}
	case 2:
		m.act = &response.Act{Done: &response.Done{Thread: on, Step: "reply", By: rapid.SampledFrom([]string{"amber", "cobalt"}).Draw(t, "by")}}
	case 3:
		m.act = &response.Act{Pause: &response.Halt{Thread: on, Of: "determine", By: "special-commission", Reason: "access"}}
	case 4:
		m.act = &response.Act{Resume: &response.Halt{Thread: on, Of: "determine", By: "special-commission", Reason: "access"}}
	case 5:
		m.act = &response.Act{Complaint: &response.Complaint{Complainant: "amber", Respondent: "cobalt", Article: "1", Says: "shells"}}
	case 6:
		m.act = &response.Act{Admission: &response.Admission{Complaint: rapid.IntRange(1, 3).Draw(t, "complaint"), Outcome: "admitted", By: "special-commission"}}
	case 7:
		m.act = &response.Act{Motion: &response.Move{Body: "special-commission", By: member, Proposes: response.Proposal{Text: "a press release"}, Silence: true}}
	case 8:
		m.act = &response.Act{Remedy: &response.Order{Thread: on, By: "special-commission", Force: "requested", Respondent: "cobalt", Says: "stop", Until: start(t) + 200*hour}}
	}
	return m
}

// withPauses is the mended exercise with a right to pause and a way of silence.
func withPauses(t rapid.TB) *agreement.Compiled {
	return text(t, "paris-exercise-mended", func(a *agreement.Agreement) {
		a.Procedure.Pauses = []agreement.Pause{{Article: "14", By: []string{"special-commission"}, Most: "48 h"}}
		for i := range a.Bodies {
			if a.Bodies[i].ID == "special-commission" {
				a.Bodies[i].Silence = "24 h"
			}
		}
	})
}

func TestWhenAProcessRanDecidesNothing(t *testing.T) {
	c := withPauses(t)
	rapid.Check(t, func(t *rapid.T) {
		moves := rapid.SliceOfN(rapid.Custom(drawMove), 1, 25).Draw(t, "moves")
		with, refusedWith := play(t, c, moves, true)
		without, refusedWithout := play(t, c, moves, false)
		if with != without || !slices.Equal(refusedWith, refusedWithout) {
			t.Fatalf("with ticks:\n%s\n%v\nwithout:\n%s\n%v", with, refusedWith, without, refusedWithout)
		}
	})
}

var errForged = errors.New("forged")

// vote is one drawn vote.
type vote struct {
	member  string
	choice  response.Choice
	key     string // "good", "ended" or "forged"
	recuses bool
}

// TestNothingIsDecidedOnFewerThanTheSignaturesAsked counts again by the plainest of ways what a motion came to.
func TestNothingIsDecidedOnFewerThanTheSignaturesAsked(t *testing.T) {
	members := []string{"guarantor-jade", "guarantor-ochre", "guarantor-slate", "guarantor-umber", "guarantor-teal"}
	texts := map[int]*agreement.Compiled{}
	for k := range 5 {
		texts[k] = text(t, "paris-exercise-mended", func(a *agreement.Agreement) { a.Bodies[0].Signatures = k })
		if a := texts[k].Agreement().Bodies[0]; a.ID != "special-commission" {
			t.Fatal("the Commission is not the first body")
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(0, 4).Draw(t, "k")
		r := register(t, texts[k], response.Options{Verify: func(s response.Signature) (string, error) {
			switch {
			case s.Signature == "ended":
				return s.Member, fmt.Errorf("%w: %s", response.ErrEnded, s.Key)
			case s.Signature != "good" || len(s.Message) == 0:
				return "", errForged
			}
			return s.Member, nil
		}})
		at := start(t)
		r.Take(invented(1, at, 3, 2), "")
		do(t, r, at, response.Act{Motion: &response.Move{
			Body: "special-commission", By: "guarantor-jade", Thread: response.Thread{Case: 1}, Closes: at + 24*hour,
			Proposes: response.Proposal{Determination: &response.Outcome{Outcome: finding.Violation, Reasons: "seen"}},
		}})
		m := r.Motions()[0]
		last, recused := map[string]response.Choice{}, map[string]bool{}
		votes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) vote {
			return vote{
				rapid.SampledFrom(members).Draw(t, "member"), rapid.SampledFrom([]response.Choice{response.Yes, response.Yes, response.No, response.Abstain}).Draw(t, "choice"),
				rapid.SampledFrom([]string{"good", "good", "good", "ended", "forged"}).Draw(t, "key"), rapid.IntRange(0, 8).Draw(t, "recuses") == 0,
			}
		}), 0, 12).Draw(t, "votes")
		for _, v := range votes {
			if m.State != response.Undecided {
				break
			}
			if v.recuses {
				do(t, r, at, response.Act{Recusal: &response.Recusal{Body: "special-commission", Member: v.member, By: v.member, Reason: "kin"}})
				recused[v.member] = true
				delete(last, v.member)
				continue
			}
			deed, err := r.Prepare(&response.Act{Vote: &response.Vote{Motion: m.Digest, By: v.member, Choice: v.choice, Key: "key-of-" + v.member, Signature: v.key}}, at)
			if (err != nil) != (v.key == "forged") {
				t.Fatalf("%+v: %v", v, err)
			}
			if err != nil {
				continue
			}
			deed()
			if v.key == "good" && !recused[v.member] {
				last[v.member] = v.choice
			}
		}
		r.Fire(at + 24*hour)
		yes, taking := 0, len(last)
		for _, c := range last {
			if c == response.Yes {
				yes++
			}
		}
		if m.State == response.Adopted && (yes < k || 2*yes <= taking || taking < 3) {
			t.Fatalf("adopted with %d of %d signatures, %d took part: %s", yes, k, taking, m.Because)
		}
		if m.State == response.Undecided {
			t.Fatal("it closed and is open")
		}
		for _, b := range m.Ballots {
			if recused[b.Member] && b.Void == "" {
				t.Fatalf("a vote of %s counts, who is recused", b.Member)
			}
		}
	})
}
