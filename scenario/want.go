// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/engine"
	"truce/finding"
	"truce/incident"
)

// wants are the things that a want line may ask of.
var wants = map[string]verb{
	"incidents": (*Run).wantIncidents, "findings": (*Run).wantFindings, "finding": (*Run).wantFinding,
	"no-finding": (*Run).wantNoFinding, "outside": (*Run).wantOutside, "same": (*Run).wantSame, "apart": (*Run).wantApart,
	"possible": (*Run).wantPossible, "versions": (*Run).wantVersions, "counts": (*Run).wantCounts, "quiet": (*Run).wantQuiet,
}

func (r *Run) want(s step) error {
	if len(s.words) == 0 || wants[s.words[0]] == nil {
		return errors.New("say what is wanted: finding, findings, no-finding, incidents, outside, same, apart, possible, versions, counts or quiet")
	}
	inner := s
	inner.words = s.words[1:]
	return wants[s.words[0]](r, inner)
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

func (r *Run) wantNumber(s step, what string, got int) error {
	if len(s.words) != 1 {
		return fmt.Errorf("want %s NUMBER", what)
	}
	r.check(s, what, strconv.Itoa(got), s.words[0])
	return nil
}

func (r *Run) wantFindings(s step) error {
	count := 0
	for _, f := range r.findings(s) {
		if verdict := s.get("verdict"); verdict == "" || verdict == string(f.Released.Verdict) {
			count++
		}
	}
	return r.wantNumber(s, "findings", count)
}

// findings returns the current findings that of=, on= and term= leave.
func (r *Run) findings(s step) []*finding.Finding {
	var out []*finding.Finding
	for _, d := range r.state.Dockets() {
		if of := s.get("of"); of != "" && of != d.Text().Ref() && of != string(d.Text().Agreement().ID) {
			continue
		}
		for _, f := range d.Findings() {
			if term := s.get("term"); term != "" && term != string(f.Released.Term) {
				continue
			}
			if on := s.get("on"); on != "" {
				inc, err := r.event(on)
				if err != nil || inc.ID != f.Released.Incident {
					continue
				}
			}
			out = append(out, f)
		}
	}
	return out
}

func (r *Run) wantNoFinding(s step) error {
	if found := r.findings(s); len(found) > 0 {
		r.fail(s, "there is one: %s under term %s of %s", found[0].Released.Verdict, found[0].Released.Term, found[0].Released.Agreement)
		return nil
	}
	r.result.Passed++
	return nil
}

// aspects are what a want finding line may ask of a finding, in text.
var aspects = map[string]func(*Run, *finding.Finding) string{
	"article":     func(_ *Run, f *finding.Finding) string { return string(f.Released.Article) },
	"agreement":   func(_ *Run, f *finding.Finding) string { return f.Released.Agreement },
	"verdict":     func(_ *Run, f *finding.Finding) string { return string(f.Released.Verdict) },
	"status":      func(_ *Run, f *finding.Finding) string { return string(f.Released.Status) },
	"attribution": func(_ *Run, f *finding.Finding) string { return string(f.Released.Attribution.Level) },
	"party":       func(_ *Run, f *finding.Finding) string { return string(f.Released.Attribution.Party) },
	"severity":    func(_ *Run, f *finding.Finding) string { return f.Released.Grade.Severity.String() },
	"confidence":  func(_ *Run, f *finding.Finding) string { return f.Released.Grade.Confidence.String() },
	"recurrence":  func(_ *Run, f *finding.Finding) string { return strconv.Itoa(f.Released.Grade.Recurrence) },
	"provisional": func(_ *Run, f *finding.Finding) string { return yesNo(f.Released.Grade.Provisional) },
	"class":       func(_ *Run, f *finding.Finding) string { return f.Released.Class },
	"exercise":    func(_ *Run, f *finding.Finding) string { return yesNo(f.Released.Exercise) },
	"contested":   func(_ *Run, f *finding.Finding) string { return names(f.Released.Contested) },
	"positions":   func(_ *Run, f *finding.Finding) string { return names(f.Released.Positions) },
	"version":     func(_ *Run, f *finding.Finding) string { return strconv.Itoa(f.Version) },
	"because":     func(_ *Run, f *finding.Finding) string { return f.Released.ByReading[0].Because },
	"cause":       func(_ *Run, f *finding.Finding) string { return f.Cause },
	"readings":    func(_ *Run, f *finding.Finding) string { return readings(f) },
	"origins":     func(_ *Run, f *finding.Finding) string { return strconv.Itoa(len(f.Internal.Origins)) },
	"words":       func(_ *Run, f *finding.Finding) string { return f.Released.Attribution.Words },
	"lag":         func(_ *Run, f *finding.Finding) string { return lag(f) },
	"after":       (*Run).after,
	"determined":  func(_ *Run, f *finding.Finding) string { return determined(f) },
	"ex-parte":    func(_ *Run, f *finding.Finding) string { return exParte(f) },
	"intent":      func(_ *Run, f *finding.Finding) string { return intent(f) },
}

// wantFinding asks for exactly one finding that of=, on= and term= name, and compares every other named word;
// a value that begins with "~" need only be contained.
func (r *Run) wantFinding(s step) error {
	found := r.findings(s)
	if len(found) != 1 {
		r.fail(s, "%d findings fit of=%s on=%s term=%s, want one", len(found), orNone(s.get("of")), orNone(s.get("on")), orNone(s.get("term")))
		return nil
	}
	for _, p := range s.named {
		if slices.Contains([]string{"of", "on", "term"}, p.key) {
			continue
		}
		ask, ok := aspects[p.key]
		if !ok {
			return fmt.Errorf("a finding has no %q", p.key)
		}
		got := ask(r, found[0])
		if part, ok := strings.CutPrefix(p.value, "~"); ok && part != "" && strings.Contains(got, part) {
			r.result.Passed++
			continue
		}
		r.check(s, p.key, got, p.value)
	}
	return nil
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func names(opinions []finding.Opinion) string {
	var out []string
	for _, o := range opinions {
		out = append(out, o.By)
	}
	return strings.Join(out, ",")
}

func readings(f *finding.Finding) string {
	var out []string
	for _, v := range f.Released.ByReading {
		out = append(out, v.Reading+":"+string(v.Verdict))
	}
	return strings.Join(out, ",")
}

func lag(f *finding.Finding) string {
	if f.Released.Sequence == nil {
		return ""
	}
	return f.Released.Sequence.String()
}

func (r *Run) after(f *finding.Finding) string {
	if f.Released.Sequence == nil {
		return ""
	}
	return r.state.Incident(f.Released.Sequence.After).Members[0].Source
}

func determined(f *finding.Finding) string {
	switch d := f.Released.Determination; {
	case d == nil:
		return ""
	case d.None:
		return "none by " + string(d.By)
	default:
		return string(d.Outcome) + " by " + string(d.By)
	}
}

func exParte(f *finding.Finding) string {
	if f.Released.Determination == nil {
		return ""
	}
	return strings.Join(f.Released.Determination.ExParte, ",")
}

func intent(f *finding.Finding) string {
	if f.Released.Determination == nil {
		return ""
	}
	return f.Released.Determination.Intent
}

// wantOutside counts the incidents outside an agreement; nearest= asks that some reason contains the words.
func (r *Run) wantOutside(s step) error {
	var found []finding.Outside
	for _, d := range r.state.Dockets() {
		if of := s.get("of"); of != "" && of != d.Text().Ref() && of != string(d.Text().Agreement().ID) {
			continue
		}
		for _, o := range d.Outsiders() {
			if on := s.get("on"); on != "" {
				inc, err := r.event(on)
				if err != nil || inc.ID != o.Incident {
					continue
				}
			}
			found = append(found, o)
		}
	}
	if words := s.get("nearest"); words != "" {
		if !slices.ContainsFunc(found, func(o finding.Outside) bool { return strings.Contains(o.Nearest, words) }) {
			got := ""
			if len(found) > 0 {
				got = found[0].Nearest
			}
			r.fail(s, "nearest: got %s, want %s", orNone(got), words)
			return nil
		}
		r.result.Passed++
	}
	return r.wantNumber(s, "outside", len(found))
}

func (r *Run) wantSame(s step) error  { return r.wantTogether(s, true) }
func (r *Run) wantApart(s step) error { return r.wantTogether(s, false) }

func (r *Run) two(s step) (a, b *incident.Incident, err error) {
	if len(s.words) != 2 {
		return nil, nil, errors.New("name two observations")
	}
	if a, err = r.event(s.words[0]); err == nil {
		b, err = r.event(s.words[1])
	}
	return a, b, err
}

func (r *Run) wantTogether(s step, want bool) error {
	a, b, err := r.two(s)
	if err != nil {
		return err
	}
	r.check(s, "one incident", yesNo(a.ID == b.ID), yesNo(want))
	return nil
}

func (r *Run) wantPossible(s step) error {
	a, b, err := r.two(s)
	if err != nil {
		return err
	}
	r.check(s, "possibly the same", yesNo(slices.Contains(a.PossibleSames, b.ID)), "yes")
	return nil
}

func (r *Run) wantVersions(s step) error {
	found := r.findings(s)
	if len(found) != 1 {
		r.fail(s, "%d findings fit, want one", len(found))
		return nil
	}
	return r.wantNumber(s, "versions", found[0].Version)
}

// wantCounts compares the four counts, each by its name.
func (r *Run) wantCounts(s step) error {
	counts := engine.Count(r.state, engine.WholePeriod())
	for _, p := range s.named {
		got, ok := counts.Get(p.key)
		if !ok {
			return fmt.Errorf("there is no count %q: use explosions, bursts, shots, other-observations, unquantified, incidents, assessed, determined", p.key)
		}
		r.check(s, p.key, got, p.value)
	}
	return nil
}
