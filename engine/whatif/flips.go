// SPDX-License-Identifier: Apache-2.0

package whatif

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/observation"
)

// MostTogether is how many inputs at a time are left out in the search for the fewest that change a finding, and mostSets
// how many sets of them are tried at most: where there would be more, fewer are left out together. The search is whole up
// to the number that Minimum.UpTo gives and says nothing beyond it.
const (
	MostTogether = 3
	mostSets     = 10_000
)

// Minimum is the least that would change one finding: its flip set. It is internal to the mission, is derived when
// somebody asks, and is part of no finding.
type Minimum struct {
	Mark      string              `json:"mark"`
	Exercise  bool                `json:"exercise,omitempty"`
	Finding   canon.FindingID     `json:"finding"`
	Incident  canon.IncidentID    `json:"incident"`
	Agreement string              `json:"agreement"`
	Article   agreement.ArticleID `json:"article"`
	Term      agreement.TermID    `json:"term"`
	Verdict   finding.Verdict     `json:"verdict"`
	Status    finding.Status      `json:"status"`
	// Inputs are what was left out, alone and together: the custodial roots of the incident's own accounts, the sources that
	// pass several roots on, and the sources of the layers that its attribution rests on. A source that passes on a root of
	// somebody else's is no input of its own: however many copies there are, what they rest on is one.
	Inputs []Input `json:"inputs"`
	// UpTo is how many were left out together at most: MostTogether, all that there are, or as many as can be tried.
	UpTo int `json:"up_to"`
	// Sets are the fewest that change something: no part of a set changes the same. In order of size and of Inputs.
	Sets []Set `json:"sets"`
	// Firm are the aspects that no set up to UpTo changes while the finding stands.
	Firm []string `json:"firm"`
	// Ratings are those whose change by one step changes something, of Rated that were tried, each up and down.
	Ratings []Step `json:"ratings"`
	Rated   int    `json:"rated"`
	// Open are the conditions that an undetermined finding hangs on, with what would close each.
	Open []Unsettled `json:"open,omitempty"`
	// Together is what would be found with accounts that close all of these, as far as accounts can; none where that is one.
	Together []Supposed `json:"together,omitempty"`
	// Folds is how often entries were folded, each time Reports reports of the Total of the record.
	Folds   int `json:"folds"`
	Reports int `json:"reports"`
	Total   int `json:"total"`
}

// Input is sources or roots that leave the same out: only together can they be told from none.
type Input struct {
	Names []string `json:"names"`
	// Reports is how many reports of what the finding may rest on go without it, Struck how many lose a root and stay, and
	// Layers how many layers go.
	Reports int `json:"reports"`
	Struck  int `json:"struck,omitempty"`
	Layers  int `json:"layers,omitempty"`
}

// Set is inputs that together change something when they are left out.
type Set struct {
	// Without are the first names of the inputs.
	Without []string `json:"without"`
	Kind    Kind     `json:"kind"`
	// Aspects are those that no part of the set changes.
	Aspects []Aspect `json:"aspects"`
	Because []string `json:"because,omitempty"`
}

// Step is a rating that is one step better or worse.
type Step struct {
	// Of is the root, or the report by its ID.
	Of   string `json:"of"`
	By   string `json:"by"`
	From string `json:"from"`
	To   string `json:"to"`
	// Aspects are what changes with it.
	Aspects []Aspect `json:"aspects"`
}

// decisive are the aspects of which the least change is looked for.
func decisive() []string {
	return []string{
		"verdict", "severity", "confidence of the fact", "confidence of the weapon", "confidence of the origin",
		"confidence of the casualties", "attribution", "rungs",
	}
}

// Find returns the current version of the one finding of which some version's ID is id. Its error is ErrChange.
func (r *Record) Find(id canon.FindingID) (*finding.Finding, error) {
	for _, d := range r.state.Dockets() {
		for _, versions := range d.All() {
			if slices.ContainsFunc(versions, func(f *finding.Finding) bool { return f.ID == id }) {
				last := versions[len(versions)-1]
				if r.state.Incident(last.Released.Incident) == nil || last.Released.Status == finding.Withdrawn {
					return nil, fmt.Errorf("%w: the finding %s no longer stands: %s", ErrChange, last.ID, last.Internal.Cause)
				}
				return last, nil
			}
		}
	}
	return nil, fmt.Errorf("%w: no finding %s is on record", ErrChange, id)
}

// search is one search for the least that changes a finding.
type search struct {
	near  *Record // of what the finding may rest on
	all   *Record // what is folded: near, or the whole record
	f     *finding.Finding
	watch Watch
	done  int
	due   int
}

// Least looks for the least that would change a finding, each change by folding the entries around its incident without
// what is left out, or those of the whole record. watch is told how many folds of how many are done. It errors as Find
// does, and with the error of watch.
func (r *Record) Least(id canon.FindingID, whole bool, watch Watch) (Minimum, error) {
	f, err := r.Find(id)
	if err != nil {
		return Minimum{}, err
	}
	s := &search{near: r, all: r, f: f, watch: watch}
	if err := s.narrow(whole); err != nil {
		return Minimum{}, err
	}
	rel := s.f.Released
	out := Minimum{
		Mark: Mark, Exercise: rel.Exercise, Finding: f.ID, Incident: rel.Incident, Agreement: rel.Agreement, Article: rel.Article, Term: rel.Term,
		Verdict: rel.Verdict, Status: rel.Status, Sets: []Set{}, Ratings: []Step{}, Firm: []string{}, Reports: s.all.reports(), Total: r.reports(),
	}
	if out.Inputs, err = s.inputs(); err != nil {
		return Minimum{}, err
	}
	ratings := docketOf(s.all.state, rel.Agreement).RatingsOf(rel.Incident)
	out.Rated, out.UpTo = len(ratings), min(MostTogether, len(out.Inputs))
	for out.UpTo > 1 && setsUpTo(len(out.Inputs), out.UpTo) > mostSets {
		out.UpTo--
	}
	s.due = 2*len(ratings) + int(setsUpTo(len(out.Inputs), out.UpTo))
	if err := s.sets(&out); err != nil {
		return Minimum{}, err
	}
	if err := s.ratings(&out, ratings); err != nil {
		return Minimum{}, err
	}
	out.Open = openOf(s.all.state, s.f)
	if out.Together, err = s.suppose(out.Open); err != nil {
		return Minimum{}, err
	}
	out.Folds = s.done
	return out, nil
}

// narrow finds the record around the finding, and folds it in the place of the whole one, unless that is asked for. Should
// it one day say something else of the finding than the whole record does, the whole record stays in both places.
func (s *search) narrow(whole bool) error {
	near, err := s.all.Around(s.f.Released.Incident)
	if err != nil {
		return err
	}
	own := near.standing(s.f)
	if own == nil || !canon.Equal(s.all.aspects(s.f), near.aspects(own)) {
		return nil
	}
	s.near = near
	if !whole {
		s.all, s.f = near, own
	}
	return nil
}

// standing returns what the record says now of the incident and term of a finding, nil where nothing.
func (r *Record) standing(f *finding.Finding) *finding.Finding {
	d := docketOf(r.state, f.Released.Agreement)
	if d == nil {
		return nil
	}
	list := d.Findings()
	i := slices.IndexFunc(list, func(own *finding.Finding) bool {
		return own.Released.Incident == f.Released.Incident && own.Released.Term == f.Released.Term
	})
	if i < 0 {
		return nil
	}
	return list[i]
}

// aspects are the aspects of a finding as they are compared, in texts.
func (r *Record) aspects(f *finding.Finding) []string {
	var out []string
	for _, a := range r.aspectsOf(f) {
		out = append(out, a.name+": "+a.says)
	}
	return out
}

// reports is how many reports the entries hold.
func (r *Record) reports() int {
	n := 0
	for i := range r.entries {
		if s := r.entries[i].Submission; s != nil {
			n += len(s.Reports)
		}
	}
	return n
}

// inputs are what may be left out, in order of their names. Names that leave the same out are one input.
func (s *search) inputs() ([]Input, error) {
	var names []string
	for _, m := range s.near.state.Incident(s.f.Released.Incident).Members {
		if names = append(names, m.Roots...); len(m.Roots) > 1 {
			names = append(names, observation.Root(m.Source))
		}
	}
	for i := range s.near.entries {
		if l := s.near.entries[i].Layer; l != nil {
			id, err := l.ID()
			if err != nil {
				return nil, err
			}
			if slices.Contains(s.f.Internal.Layers, id) {
				names = append(names, observation.Root(l.Source))
			}
		}
	}
	slices.Sort(names)
	var out []Input
	same := map[string]int{}
	for _, name := range slices.Compact(names) {
		made, err := s.near.revise(Change{Sources: []string{name}})
		if err != nil {
			return nil, err
		}
		what, input := s.near.effect(made)
		if i, ok := same[what]; ok {
			out[i].Names = append(out[i].Names, name)
			continue
		}
		same[what] = len(out)
		input.Names = []string{name}
		out = append(out, input)
	}
	return out, nil
}

// effect names what a change edits, and counts it.
func (r *Record) effect(m *revised) (string, Input) {
	var lines []string
	var of Input
	for id, twin := range m.reports {
		lines = append(lines, id.String()+" "+twin.String())
		if twin.IsZero() {
			of.Reports++
		} else {
			of.Struck++
		}
	}
	for i, e := range m.edits {
		if isSkipped(&e) {
			lines = append(lines, fmt.Sprint(i))
		}
		if r.entries[i].Layer != nil {
			of.Layers++
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n"), of
}

// setsUpTo is how many sets of one to most things there are of n, most being MostTogether or less.
func setsUpTo(n, most int) int64 {
	sum, each := int64(0), int64(1)
	for k := 1; k <= most; k++ {
		each = each * int64(n-k+1) / int64(k)
		sum += each
	}
	return sum
}

// sets looks for the sets of inputs, the smallest first.
func (s *search) sets(out *Minimum) error {
	found := map[string][][]int{} // the sets that change an aspect, and under "" those without which nothing stands
	for size := 1; size <= out.UpTo; size++ {
		err := eachSet(len(out.Inputs), size, func(set []int) error {
			if anyWithin(found[""], set) {
				s.done++
				return nil // without a part of it nothing is left to change
			}
			change := Change{}
			for _, i := range set {
				change.Sources = append(change.Sources, out.Inputs[i].Names[0])
			}
			flip, flips, err := s.ask(change)
			if err != nil || !flips {
				return err
			}
			if flip.Kind == Vanishes {
				found[""] = append(found[""], slices.Clone(set))
				flip.Aspects = flip.Aspects[:1] // the verdict; all else goes with it
			}
			var fresh []Aspect
			for _, a := range flip.Aspects {
				if slices.Contains(decisive(), a.Name) && !anyWithin(found[a.Name], set) {
					found[a.Name] = append(found[a.Name], slices.Clone(set))
					fresh = append(fresh, a)
				}
			}
			if len(fresh) > 0 {
				out.Sets = append(out.Sets, Set{change.Sources, flip.Kind, fresh, flip.Because})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, a := range s.all.aspectsOf(s.f) {
		if slices.Contains(decisive(), a.name) && a.says != "" && len(found[a.name]) == 0 {
			out.Firm = append(out.Firm, a.name)
		}
	}
	return nil
}

// eachSet visits every set of so many of n, in order.
func eachSet(n, size int, visit func([]int) error) error {
	set := make([]int, size)
	var from func(k, least int) error
	from = func(k, least int) error {
		if k == size {
			return visit(set)
		}
		for i := least; i <= n-(size-k); i++ {
			set[k] = i
			if err := from(k+1, i+1); err != nil {
				return err
			}
		}
		return nil
	}
	return from(0, 0)
}

// anyWithin tells whether some of the sets is a part of one.
func anyWithin(sets [][]int, whole []int) bool {
	return slices.ContainsFunc(sets, func(part []int) bool {
		return !slices.ContainsFunc(part, func(i int) bool { return !slices.Contains(whole, i) })
	})
}

// ask folds the entries around the finding with a change and says what becomes of it.
func (s *search) ask(c Change) (Flip, bool, error) {
	if err := s.watch.tell(s.done, s.due); err != nil {
		return Flip{}, false, err
	}
	s.done++
	o, err := s.all.Replay(c, nil)
	if err != nil {
		return Flip{}, false, err
	}
	for _, p := range s.all.pairs(o) {
		if p.before == s.f {
			flip, flips := s.all.flip(o, p)
			return flip, flips, nil
		}
	}
	return Flip{}, false, errors.New("whatif: a finding has no place among its own")
}

// ratings tries every rating one step up and one step down. F and 6 mean that the rater could not judge: they are no step
// from anything.
func (s *search) ratings(out *Minimum, list []finding.Rating) error {
	for _, given := range list {
		for _, to := range steps(given.Reliability + given.Credibility) {
			rated := Rated{Root: given.Root, Reliability: to, By: given.By}
			step := Step{Of: given.Root, By: given.By, From: given.Reliability + given.Credibility, To: to}
			if given.Credibility != "" {
				rated = Rated{Report: given.Report, Credibility: to, By: given.By}
				step.Of = given.Report.String()
			}
			flip, flips, err := s.ask(Change{Ratings: []Rated{rated}})
			if err != nil {
				return err
			}
			if flips {
				step.Aspects = flip.Aspects
				out.Ratings = append(out.Ratings, step)
			}
		}
	}
	return nil
}

// steps are the words one better and one worse.
func steps(word string) []string {
	for _, scale := range []string{"ABCDE", "12345"} {
		if i := strings.Index(scale, word); i >= 0 && len(word) == 1 {
			var out []string
			for _, k := range []int{i - 1, i + 1} {
				if k >= 0 && k < len(scale) {
					out = append(out, scale[k:k+1])
				}
			}
			return out
		}
	}
	return nil
}
