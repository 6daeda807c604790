// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/scenario/aspect"
)

func (r *Run) want(s step) error {
	inner := s.inner()
	return wants()[inner.verb].run(r, inner)
}

// check counts a pass, or a failure with both sides.
func (r *Run) check(s step, what string, got, want string) {
	if got == want {
		r.result.Passed++
		return
	}
	r.fail(s, "%s: got %s, want %s", what, orNone(got), orNone(want))
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func (r *Run) wantIncidents(s step) error {
	return r.wantNumber(s, "incidents", len(r.state.Incidents()))
}

// wantAggregates counts the observations on record that are aggregates, which open nothing.
func (r *Run) wantAggregates(s step) error {
	return r.wantNumber(s, "aggregates", int(engine.Aggregates(r.state)))
}

func (r *Run) wantNumber(s step, what string, got int) error {
	if len(s.words) != 1 {
		return fmt.Errorf("write: want %s NUMBER", what)
	}
	if _, err := strconv.Atoi(s.words[0]); err != nil {
		return fmt.Errorf("want %s: %q is no number", what, s.words[0])
	}
	r.check(s, what, strconv.Itoa(got), s.words[0])
	return nil
}

func (r *Run) wantFindings(s step) error {
	found, err := r.findings(s)
	if err != nil {
		return err
	}
	count := 0
	for _, f := range found {
		verdict, status := s.get("verdict"), s.get("status")
		if (verdict == "" || verdict == string(f.Released.Verdict)) && (status == "" || status == string(f.Released.Status)) {
			count++
		}
	}
	return r.wantNumber(s, "findings", count)
}

// scope is what the named words of=, on= and term= leave of the record.
type scope struct {
	dockets  []*finding.Docket
	narrowed bool // by on=
	incident *incident.Incident
	term     string
}

// scope reads of=, on= and term=. A name that nothing on record bears is an error: it would otherwise pass for
// something that is not there.
func (r *Run) scope(s step) (scope, error) {
	out := scope{narrowed: s.get("on") != "", term: s.get("term")}
	termKnown := out.term == ""
	for _, d := range r.state.Dockets() {
		a := d.Text().Agreement()
		if of := s.get("of"); of == "" || of == d.Text().Ref() || of == string(a.ID) {
			out.dockets = append(out.dockets, d)
			termKnown = termKnown || slices.ContainsFunc(a.Terms, func(t agreement.Term) bool { return string(t.ID) == out.term })
		}
	}
	switch {
	case len(out.dockets) == 0:
		return out, fmt.Errorf("no agreement of the case is %q", s.get("of"))
	case !termKnown:
		return out, fmt.Errorf("no such agreement has a term %q", out.term)
	case out.narrowed:
		o, err := r.member(s.get("on"))
		if err != nil {
			return out, err
		}
		out.incident = r.holding(o)
	}
	return out, nil
}

// has tells whether an incident is the one that on= names, if it names one.
func (sc scope) has(id canon.IncidentID) bool {
	return !sc.narrowed || sc.incident != nil && sc.incident.ID == id
}

// findings returns the current findings that of=, on= and term= leave. With status=withdrawn it returns those that
// are withdrawn instead.
func (r *Run) findings(s step) ([]*finding.Finding, error) {
	sc, err := r.scope(s)
	if err != nil {
		return nil, err
	}
	var out []*finding.Finding
	for _, d := range sc.dockets {
		current := d.Findings()
		if s.get("status") == string(finding.Withdrawn) {
			current = d.Withdrawn()
		}
		for _, f := range current {
			if sc.has(f.Released.Incident) && (sc.term == "" || sc.term == string(f.Released.Term)) {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

func (r *Run) wantNoFinding(s step) error {
	found, err := r.findings(s)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		r.fail(s, "there is one: %s under term %s of %s", found[0].Released.Verdict, found[0].Released.Term, found[0].Released.Agreement)
		return nil
	}
	r.result.Passed++
	return nil
}

// wantFinding asks for exactly one finding that of=, on= and term= name, and compares every other named word;
// a value that begins with "~" need only be contained.
func (r *Run) wantFinding(s step) error {
	found, err := r.findings(s)
	if err != nil {
		return err
	}
	if len(found) != 1 {
		r.fail(s, "%d findings fit of=%s on=%s term=%s, want one", len(found), orNone(s.get("of")), orNone(s.get("on")), orNone(s.get("term")))
		return nil
	}
	asked := false
	for _, p := range s.named {
		if slices.Contains([]string{"of", "on", "term"}, p.key) {
			continue
		}
		got, err := r.aspect(found[0], p.key)
		if err != nil {
			return err
		}
		asked = true
		r.compare(s, p.key, got, p.value)
	}
	if !asked { // that there is exactly one is all that is wanted
		r.result.Passed++
	}
	return nil
}

// compare checks equality, or with "~" before what is wanted, that it is contained.
func (r *Run) compare(s step, what, got, want string) {
	if part, ok := strings.CutPrefix(want, "~"); ok && part != "" && strings.Contains(got, part) {
		r.result.Passed++
		return
	}
	r.check(s, what, got, want)
}

// aspect is one thing that a want finding line may ask of a finding, in text.
func (r *Run) aspect(f *finding.Finding, key string) (string, error) {
	if ask, ok := aspects[key]; ok {
		return ask(r, f), nil
	}
	if ask, ok := aspect.Of[key]; ok {
		return ask(f), nil
	}
	kind, name, _ := strings.Cut(key, ":")
	if kind == "origin" {
		for _, o := range f.Internal.Origins {
			if strings.Contains(o.Weapon, name) {
				return string(o.Attribution.Level) + ": " + o.Attribution.Words, nil
			}
		}
		return "", fmt.Errorf("no weapon of the event is %q", name)
	}
	if kind == "reason" {
		return aspect.ReasonOf(f, name)
	}
	for _, v := range f.Released.ByReading {
		if v.Reading == name && kind == "because" {
			return v.Because, nil
		}
		if v.Reading == name {
			return string(v.Verdict), nil
		}
	}
	return "", fmt.Errorf("the finding has no reading %q: it has %s", name, orNone(aspect.Of["readings"](f)))
}
