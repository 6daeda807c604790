// SPDX-License-Identifier: Apache-2.0

package whatif

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident/copies"
	"truce/when"
)

// Kind is how a finding flips.
type Kind string

// The kinds of flip. A finding changes where another version of it would stand, vanishes where none would, and appears
// where there is none now.
const (
	Changes  Kind = "changes"
	Appears  Kind = "appears"
	Vanishes Kind = "vanishes"
)

// Flip is one finding that would be otherwise.
type Flip struct {
	Kind Kind `json:"kind"`
	// Exercise marks a finding of an invented instrument.
	Exercise bool `json:"exercise,omitempty"`
	// Finding is the version on record; that of the outcome where it appears.
	Finding   canon.FindingID     `json:"finding"`
	Incident  canon.IncidentID    `json:"incident"`
	Agreement string              `json:"agreement"`
	Article   agreement.ArticleID `json:"article"`
	Term      agreement.TermID    `json:"term"`
	When      when.Interval       `json:"when"`
	// Aspects are what differs, in the order of aspectsOf; of a finding that appears or vanishes all of it that is set.
	Aspects []Aspect `json:"aspects"`
	// Because says why, most telling first.
	Because []string `json:"because,omitempty"`
}

// Aspect is one thing that a finding says, before and after; empty where nothing is said.
type Aspect struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Result is what a change would come to. It is internal to the mission.
type Result struct {
	Mark   string `json:"mark"`
	Change Change `json:"change"`
	Flips  []Flip `json:"flips"`
	// Unchanged is how many findings would stand as they are.
	Unchanged int `json:"unchanged"`
	// Before and After are how many incidents and findings there are, and would be.
	Before Size `json:"before"`
	After  Size `json:"after"`
	// Lapsed are the acts of people that would have had nothing to be on.
	Lapsed []Lapse `json:"lapsed,omitempty"`
}

// Size is how much there is.
type Size struct {
	Incidents int `json:"incidents"`
	Findings  int `json:"findings"`
	Outside   int `json:"outside"`
}

// Ask folds the record with a change and lists what flips, in order of first recording, what appears last. It errors as
// Replay does.
func (r *Record) Ask(c Change, watch Watch) (Result, error) {
	o, err := r.Replay(c, watch)
	if err != nil {
		return Result{}, err
	}
	out := Result{Mark: Mark, Change: c, Before: sizeOf(r.state), After: sizeOf(o.State), Lapsed: o.Lapsed, Flips: []Flip{}}
	for _, p := range r.pairs(o) {
		if f, flips := r.flip(o, p); flips {
			out.Flips = append(out.Flips, f)
		} else {
			out.Unchanged++
		}
	}
	return out, nil
}

func sizeOf(s *engine.State) Size {
	out := Size{Incidents: len(s.Incidents())}
	for _, d := range s.Dockets() {
		out.Findings += len(d.Findings())
		out.Outside += len(d.Outsiders())
	}
	return out
}

// pair is a finding before and after; one of them is nil where there is none.
type pair struct{ before, after *finding.Finding }

func (p pair) either() *finding.Finding {
	if p.before != nil {
		return p.before
	}
	return p.after
}

// place is what a finding is on, an observation at a time: an incident is known by what it holds.
type spot struct {
	ref         string
	term        agreement.TermID
	observation canon.ObservationID
}

// pairs brings the findings of the record together with those of an outcome: of one text and term, on the incident that
// holds most of the same observations, the earlier in the outcome where several hold as many.
func (r *Record) pairs(o *Outcome) []pair {
	var after []*finding.Finding
	at := map[spot]int{} // of the observations of the record, where in after
	for _, d := range o.State.Dockets() {
		for _, f := range d.Findings() {
			for _, m := range memberIDs(o.State, f) {
				at[spot{f.Released.Agreement, f.Released.Term, o.origin(m)}] = len(after)
			}
			after = append(after, f)
		}
	}
	taken := make([]bool, len(after))
	var out []pair
	for _, d := range r.state.Dockets() {
		for _, f := range d.Findings() {
			shared := map[int]int{}
			best := -1
			for _, m := range memberIDs(r.state, f) {
				i, ok := at[spot{f.Released.Agreement, f.Released.Term, m}]
				if !ok || taken[i] {
					continue
				}
				shared[i]++
				if best < 0 || shared[i] > shared[best] || shared[i] == shared[best] && i < best {
					best = i
				}
			}
			if best < 0 {
				out = append(out, pair{before: f})
				continue
			}
			taken[best] = true
			out = append(out, pair{f, after[best]})
		}
	}
	for i, f := range after {
		if !taken[i] {
			out = append(out, pair{after: f})
		}
	}
	return out
}

// memberIDs are the observations that a finding is on.
func memberIDs(s *engine.State, f *finding.Finding) []canon.ObservationID {
	if inc := s.Incident(f.Released.Incident); inc != nil {
		return inc.MemberIDs
	}
	return f.Internal.Observations
}

// flip compares a pair.
func (r *Record) flip(o *Outcome, p pair) (Flip, bool) {
	f := p.either()
	out := Flip{
		Kind: Changes, Exercise: f.Released.Exercise, Finding: f.ID, Incident: f.Released.Incident, Agreement: f.Released.Agreement,
		Article: f.Released.Article, Term: f.Released.Term, When: f.Released.When,
	}
	before, after := r.aspectsOf(p.before), r.aspectsOf(p.after)
	for i := range before {
		if before[i].says != after[i].says {
			out.Aspects = append(out.Aspects, Aspect{before[i].name, before[i].says, after[i].says})
		}
	}
	switch {
	case p.before == nil:
		out.Kind = Appears
	case p.after == nil:
		out.Kind = Vanishes
	case len(out.Aspects) == 0:
		return Flip{}, false
	}
	out.Because = r.because(o, p)
	return out, true
}

type told struct{ name, says string }

// aspectsOf is what a finding says that somebody may act on, empty where there is no finding. Reasons, and words but for a
// direction, follow from these, and its ID, version and cause follow from how it came about.
func (r *Record) aspectsOf(f *finding.Finding) []told {
	names := []string{
		"verdict", "severity", "confidence of the fact", "confidence of the weapon", "confidence of the origin",
		"confidence of the casualties", "attribution", "recurrence", "class", "after", "casualties", "rungs", "by reading",
	}
	out := make([]told, len(names))
	for i, name := range names {
		out[i].name = name
	}
	if f == nil {
		return out
	}
	rel, g := &f.Released, f.Released.Grade
	severity := g.Severity.String()
	if g.Provisional {
		severity += " (provisional)"
	}
	recurrence := fmt.Sprint(g.Recurrence)
	if g.OrMore {
		recurrence += " or more"
	}
	after := ""
	if rel.Sequence != nil {
		after = rel.Sequence.String()
	}
	var readings, harm []string
	for _, v := range rel.ByReading {
		readings = append(readings, strings.TrimPrefix(fmt.Sprintf("%s: %s (%s)", v.Reading, v.Verdict, rel.Status), ": "))
	}
	for _, h := range rel.Casualties {
		harm = append(harm, fmt.Sprintf("%s %s %s %d-%d %s", h.Harm, h.Of, h.Age, h.Least, h.Most, h.Known))
	}
	for i, says := range []string{
		fmt.Sprintf("%s (%s)", rel.Verdict, rel.Status), severity, level(g.Confidence), level(g.Weapon), level(g.Origin),
		level(g.Casualties), attributed(f), recurrence, rel.Class, after, strings.Join(harm, "; "), r.rungs(f), strings.Join(readings, "; "),
	} {
		out[i].says = says
	}
	return out
}

// attributed is the level, the side and the direction of an attribution. Of several weapons it is that of each too, since
// the one that stands for all is no better than the worst of them and hides what becomes of the others.
func attributed(f *finding.Finding) string {
	one := func(a finding.Attribution) string {
		out := string(a.Level)
		if a.Party != "" {
			out += ", " + string(a.Party)
		}
		if direction, _, _ := strings.Cut(a.Words, ", "); strings.HasPrefix(direction, "from a") && strings.HasSuffix(direction, "direction") {
			out += ", " + direction
		}
		return out
	}
	all, origins := f.Released.Attribution, f.Internal.Origins
	if len(origins) < 2 {
		return one(all)
	}
	all.Words = ""
	out := []string{one(all)}
	for _, o := range origins {
		out = append(out, o.Weapon+": "+one(o.Attribution))
	}
	return strings.Join(out, "; ")
}

func level(c agreement.Confidence) string {
	if c == 0 {
		return ""
	}
	return c.String()
}

// rungs are those of the ladder that the grade of an assessed violation reaches, by their names in the text.
func (r *Record) rungs(f *finding.Finding) string {
	d := docketOf(r.state, f.Released.Agreement)
	if d == nil || f.Released.Verdict != finding.Violation {
		return ""
	}
	var out []string
	g := f.Released.Grade
	for _, rung := range d.Text().Agreement().Ladder {
		if g.Severity >= rung.Severity && g.Confidence >= rung.Confidence && g.Recurrence >= rung.Recurrence {
			out = append(out, rung.ID)
		}
	}
	return strings.Join(out, ", ")
}

// maxBecause is how many conditions are given as reasons of one flip.
const maxBecause = 4

// because says what brought a flip about: what is gone of the incident, then what the rule counts, then each condition whose
// answer is another one.
func (r *Record) because(o *Outcome, p pair) []string {
	switch {
	case p.before == nil:
		return append(r.whence(o, p.after), firstReading(p.after)...)
	case p.after == nil:
		return r.whither(o, p.before)
	}
	var out []string
	was, is := counted(r.state, p.before), counted(o.State, p.after)
	if was != is {
		out = append(out, fmt.Sprintf("it rests on %s instead of %s", is, was))
	}
	shown := len(out)
	for _, b := range p.before.Internal.Reasons {
		for _, a := range p.after.Internal.Reasons {
			if a.Reading == b.Reading && a.Condition == b.Condition && a.Says == b.Says && a.Holds != b.Holds && len(out) < shown+maxBecause {
				out = append(out, fmt.Sprintf("%s: %s -> %s (%s)", strings.TrimSpace(b.Condition+" "+b.Reading), b.Holds, a.Holds, b.Says))
			}
		}
	}
	if p.before.Released.Verdict != p.after.Released.Verdict || len(out) == 0 {
		out = append(out, firstReading(p.after)...)
	}
	return out
}

func firstReading(f *finding.Finding) []string {
	if len(f.Released.ByReading) == 0 {
		return nil
	}
	v := f.Released.ByReading[0]
	return []string{strings.TrimPrefix(v.Reading+": "+v.Because, ": ")}
}

// basis is what the evidence rule counts of an incident.
type basis struct{ observations, roots, means int }

// String writes the numbers with their units.
func (b basis) String() string {
	return fmt.Sprintf("%d observations of %d independent roots and %d means", b.observations, b.roots, b.means)
}

func counted(s *engine.State, f *finding.Finding) basis {
	inc := s.Incident(f.Released.Incident)
	if inc == nil {
		return basis{}
	}
	rests := copies.Of(inc.Members).Independent(nil)
	return basis{len(inc.Members), len(rests.Roots), rests.Means}
}

// whither says what became of a finding that would not stand.
func (r *Record) whither(o *Outcome, f *finding.Finding) []string {
	var into []canon.IncidentID
	for _, m := range memberIDs(r.state, f) {
		id, ok := o.twin(m)
		if !ok {
			continue
		}
		if inc := o.State.Holding(id); inc != nil && !slices.Contains(into, inc.ID) {
			into = append(into, inc.ID)
		}
	}
	if len(into) == 0 {
		return []string{"nothing is left of what came in on it"}
	}
	if d := docketOf(o.State, f.Released.Agreement); d != nil {
		for _, out := range d.Outsiders() {
			if slices.Contains(into, out.Incident) {
				return []string{"the term does not apply: " + out.Nearest}
			}
		}
	}
	return []string{"what is left of it is judged otherwise, or as one with another event: " + into[0].Short()}
}

// whence says where a finding would come from.
func (r *Record) whence(o *Outcome, f *finding.Finding) []string {
	var from []canon.IncidentID
	for _, m := range memberIDs(o.State, f) {
		if inc := r.state.Holding(o.origin(m)); inc != nil && !slices.Contains(from, inc.ID) {
			from = append(from, inc.ID)
		}
	}
	switch len(from) {
	case 0:
		return nil
	case 1:
		return []string{"it is of the event " + from[0].Short()}
	default:
		return []string{fmt.Sprintf("it is of %d events that would be one, such as %s", len(from), from[0].Short())}
	}
}
