// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/agreement/lint"
	"truce/finding"
	"truce/response"
	"truce/response/gate"
	"truce/response/tally"
	"truce/scenario/aspect"
	"truce/when"
)

// procedureWants are what a want line may ask of the procedure.
func procedureWants() map[string]verb {
	on := func(more ...string) []string { return append([]string{"of", "on", "term", "case"}, more...) }
	return map[string]verb{
		"case":       {run: (*Run).wantCase, keys: on("status", "outcome", "ex-parte", "opened", "declared", "claims", "corrections", "appeals", "sites")},
		"no-case":    {run: (*Run).wantNoCase, keys: on()},
		"cases":      {run: (*Run).wantCases, keys: []string{"of"}},
		"owed":       {run: (*Run).wantOwed, keys: on("by", "state", "start", "due", "done", "done-by", "late", "ran-out", "says", "fallback", "missing", "reported")},
		"rung":       {run: (*Run).wantRung, keys: on("basis", "by", "state", "start", "due", "ran-out", "late", "reported")},
		"motion":     {run: (*Run).wantMotion, keys: []string{"of", "result", "because", "yes", "no", "abstain", "void", "signed", "quorum"}},
		"remedy":     {run: (*Run).wantRemedy, keys: []string{"of", "state", "verifiable", "later", "force"}},
		"gate":       {run: (*Run).wantGate, keys: []string{"of", "open", "figures"}},
		"overdue":    {run: (*Run).wantOverdue, keys: []string{"of"}},
		"complaints": {run: (*Run).wantComplaints, keys: []string{"of", "lodged", "pending", "admitted", "rejected", "joined", "upheld", "not-upheld", "divided"}},
		"lint":       {run: (*Run).wantLint, keys: []string{"subject"}},
		"log":        {run: (*Run).wantLog, keys: []string{"of", "body"}},
	}
}

// caseOf returns the case that case=, or on= and term=, name; nil where there is none.
func (r *Run) caseOf(s step) (*response.Register, *response.Case, error) {
	ref, err := r.ref(s)
	if err != nil {
		return nil, nil, err
	}
	register := r.state.Register(ref)
	t, err := r.thread(s)
	if err != nil {
		return nil, nil, err
	}
	if t.Case != 0 {
		return register, register.Case(t.Case), nil
	}
	return register, register.CaseOf(t.Incident, t.Term), nil
}

// each compares every named word of a line that is not about what it asks of.
func (r *Run) each(s step, got map[string]func() string) error {
	asked := false
	for _, p := range s.named {
		if slices.Contains([]string{"of", "on", "term", "case", "basis", "body"}, p.key) {
			continue
		}
		asked = true
		r.compare(s, p.key, got[p.key](), p.value)
	}
	if !asked {
		r.result.Passed++
	}
	return nil
}

func (r *Run) stamp(at when.Instant) string {
	if at == 0 {
		return ""
	}
	c := r.zone.ClockOf(at)
	return fmt.Sprintf("%s %02d:%02d", r.zone.DateOf(at), c.Hour, c.Minute)
}

func (r *Run) wantCase(s step) error {
	_, c, err := r.caseOf(s)
	if err != nil {
		return err
	}
	if c == nil {
		r.fail(s, "there is no such case")
		return nil
	}
	p := response.Papers{}
	if c.Papers != nil {
		p = *c.Papers
	}
	return r.each(s, map[string]func() string{
		"status":      func() string { return string(c.Status()) },
		"outcome":     func() string { return string(c.Outcome()) },
		"ex-parte":    func() string { return strings.Join(p.ExParte, ",") },
		"opened":      func() string { return r.stamp(c.Opened) },
		"claims":      func() string { return strconv.Itoa(len(p.Claims)) },
		"corrections": func() string { return strconv.Itoa(len(p.Corrections)) },
		"appeals":     func() string { return strconv.Itoa(len(p.Appeals)) },
		"declared": func() string {
			var out []string
			for _, d := range p.Declarations {
				out = append(out, d.Act.Word)
			}
			return strings.Join(out, ",")
		},
		"sites": func() string { return sites(p) },
	})
}

// sites are the last states of the sites of a case, in order of their first entry.
func sites(p response.Papers) string {
	var names, states []string
	for _, v := range p.Verifications {
		state := v.Act.Site + ": " + v.Act.State
		if v.Act.Remnants != "" {
			state += ", remnants " + v.Act.Remnants
		}
		if i := slices.Index(names, v.Act.Site); i >= 0 {
			states[i] = state
			continue
		}
		names, states = append(names, v.Act.Site), append(states, state)
	}
	return strings.Join(states, "; ")
}

func (r *Run) wantNoCase(s step) error {
	_, c, err := r.caseOf(s)
	if err == nil && c != nil {
		r.fail(s, "there is case %d", c.Number)
		return nil
	}
	r.result.Passed++
	return err
}

func (r *Run) wantCases(s step) error {
	ref, err := r.ref(s)
	if err != nil {
		return err
	}
	return r.wantNumber(s, "cases", len(r.state.Register(ref).Cases()))
}

// obligation compares an obligation with what is wanted of it.
func (r *Run) obligation(s step, d *response.Obligation) error {
	detail := response.Detail{}
	if d.Detail != nil {
		detail = *d.Detail
	}
	return r.each(s, map[string]func() string{
		"by":       func() string { return d.By },
		"state":    func() string { return string(d.State) },
		"start":    func() string { return r.stamp(d.Start) },
		"due":      func() string { return r.stamp(d.Due) },
		"done":     func() string { return r.stamp(d.Done) },
		"done-by":  func() string { return d.DoneBy },
		"ran-out":  func() string { return r.stamp(d.RanOut) },
		"says":     func() string { return detail.Says },
		"fallback": func() string { return detail.Fallback },
		"reported": func() string { return aspect.YesNo(d.Reported) },
		"late": func() string {
			if late := d.Late(r.now); late > 0 {
				return late.String()
			}
			return "no"
		},
		"missing": func() string {
			return strings.Join(slices.DeleteFunc(slices.Clone(detail.To), func(who string) bool { return slices.Contains(detail.Reached, who) }), ",")
		},
	})
}

// wantOwed asks of the last obligation of a name in a case; state=none asks that there is none.
func (r *Run) wantOwed(s step) error {
	name, err := single(s)
	if err != nil {
		return err
	}
	_, c, err := r.caseOf(s)
	switch {
	case err != nil:
		return err
	case c == nil:
		return errors.New("there is no such case")
	}
	var last *response.Obligation
	for _, d := range c.Obligations {
		if d.Name == name {
			last = d
		}
	}
	if last == nil {
		r.check(s, name, "none", s.get("state"))
		return nil
	}
	return r.obligation(s, last)
}

// wantRung asks of the rung that stands on a basis: basis=assessment or determination.
func (r *Run) wantRung(s step) error {
	name, err := single(s)
	if err != nil {
		return err
	}
	_, c, err := r.caseOf(s)
	switch {
	case err != nil:
		return err
	case c == nil:
		return errors.New("there is no such case")
	}
	var stands *response.Obligation
	for _, d := range c.Obligations {
		if d.Kind == response.RungObligation && d.On == s.get("basis") && d.State != response.Dropped {
			stands = d
		}
	}
	got := "none"
	if stands != nil {
		got = stands.Name
	}
	if got != name {
		r.check(s, "rung on "+s.get("basis"), got, name)
		return nil
	}
	if stands == nil {
		r.result.Passed++
		return nil
	}
	return r.obligation(s, stands)
}

func (r *Run) wantMotion(s step) error {
	n, err := single(s)
	if err != nil {
		return err
	}
	m, err := r.motion(s, n)
	if err != nil {
		return err
	}
	ref, err := r.ref(s)
	if err != nil {
		return err
	}
	count := r.state.Register(ref).Count(m)
	return r.each(s, map[string]func() string{
		"result":  func() string { return string(m.State) },
		"because": func() string { return m.Because },
		"yes":     func() string { return strconv.Itoa(count.Yes) },
		"no":      func() string { return strconv.Itoa(count.No) },
		"abstain": func() string { return strconv.Itoa(count.Abstain) },
		"signed":  func() string { return fmt.Sprintf("%d of %d", count.Signed, count.Needed) },
		"quorum":  func() string { return fmt.Sprintf("%d of %d", count.Taking(), count.Quorum) },
		"void": func() string {
			var out []string
			for _, b := range m.Ballots {
				if b.Void != "" {
					out = append(out, b.Member+": "+b.Void)
				}
			}
			return strings.Join(out, "; ")
		},
	})
}

func (r *Run) wantRemedy(s step) error {
	n, err := single(s)
	if err != nil {
		return err
	}
	ref, err := r.ref(s)
	if err != nil {
		return err
	}
	register := r.state.Register(ref)
	number, err := strconv.Atoi(n)
	if err != nil || number < 1 || number > len(register.Remedies()) {
		return fmt.Errorf("there is no remedy %q", n)
	}
	rem := register.Remedies()[number-1]
	return r.each(s, map[string]func() string{
		"state":      rem.State,
		"verifiable": func() string { return aspect.YesNo(rem.Verifiable) },
		"later":      func() string { return strconv.Itoa(len(register.Later(rem))) },
		"force":      func() string { return rem.Order.Force },
	})
}

func (r *Run) wantGate(s step) error {
	id, err := single(s)
	if err != nil {
		return err
	}
	ref, err := r.ref(s)
	if err != nil {
		return err
	}
	var silences []finding.Silence
	for _, d := range r.state.Dockets() {
		if d.Text().Ref() == ref {
			if silences, err = d.Silences(r.state.Coverage(), r.now); err != nil {
				return err
			}
		}
	}
	gates, err := gate.Gates(r.state.Register(ref), r.now, silences)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(gates, func(g gate.Gate) bool { return g.ID == id })
	if i < 0 {
		return fmt.Errorf("there is no gate %q", id)
	}
	return r.each(s, map[string]func() string{
		"open": func() string { return gates[i].Open.String() },
		"figures": func() string {
			var out []string
			for _, f := range gates[i].Figures {
				figure := fmt.Sprintf("%s %d", f.ID, f.Count)
				if f.MayBe > 0 {
					figure += fmt.Sprintf(" to %d", f.Count+f.MayBe)
				}
				out = append(out, figure)
			}
			return strings.Join(out, ", ")
		},
	})
}

// wantOverdue counts what is owed, open and out of time.
func (r *Run) wantOverdue(s step) error {
	ref, err := r.ref(s)
	if err != nil {
		return err
	}
	count := 0
	for _, c := range r.state.Register(ref).Cases() {
		for _, d := range c.Obligations {
			if d.IsOpen() && d.RanOut != 0 {
				count++
			}
		}
	}
	return r.wantNumber(s, "overdue", count)
}

func (r *Run) wantComplaints(s step) error {
	ref, err := r.ref(s)
	if err != nil {
		return err
	}
	t := tally.Of(r.state.Register(ref))
	got := map[string]func() string{}
	for name, n := range map[string]int{
		"lodged": t.Lodged, "pending": t.Pending, "admitted": t.Admitted, "rejected": t.Rejected, "joined": t.Joined, "upheld": t.Upheld,
		"not-upheld": t.NotUpheld, "divided": t.Divided,
	} {
		got[name] = func() string { return strconv.Itoa(n) }
	}
	return r.each(s, got)
}

func (r *Run) wantLog(s step) error {
	ref, err := r.ref(s)
	if err != nil {
		return err
	}
	count := 0
	for _, l := range r.state.Register(ref).Log() {
		if s.get("body") == "" || string(l.Act.Body) == s.get("body") {
			count++
		}
	}
	return r.wantNumber(s, "lines", count)
}

// wantLint asks whether the linter has a complaint of a check about a subject, of the texts of the case together.
func (r *Run) wantLint(s step) error {
	check, err := single(s)
	if err != nil {
		return err
	}
	found := false
	for _, c := range lint.Check(r.texts...) {
		found = found || c.Check == check && (s.get("subject") == "" || s.get("subject") == c.Subject)
	}
	if !found {
		r.fail(s, "the linter has no complaint %s about %s", check, orNone(s.get("subject")))
		return nil
	}
	r.result.Passed++
	return nil
}
