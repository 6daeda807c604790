// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/scenario/aspect"
	"truce/when"
)

// wantOutside counts the incidents outside an agreement; nearest= asks that some reason contains the words.
func (r *Run) wantOutside(s step) error {
	sc, err := r.scope(s)
	if err != nil {
		return err
	}
	var found []finding.Outside
	for _, d := range sc.dockets {
		for _, o := range d.Outsiders() {
			if status := s.get("status"); sc.has(o.Incident) && (status == "" || status == string(o.Status)) {
				found = append(found, o)
			}
		}
	}
	if words := s.get("nearest"); words != "" {
		var nearest []string
		for _, o := range found {
			nearest = append(nearest, o.Nearest)
		}
		if got := strings.Join(nearest, "; "); strings.Contains(got, words) {
			r.result.Passed++
		} else {
			r.fail(s, "nearest: got %s, want %s", orNone(got), words)
		}
	}
	return r.wantNumber(s, "outside", len(found))
}

// wantSame asks that two observations are of one incident; because= names a reason of the join, or several.
func (r *Run) wantSame(s step) error {
	a, b, err := r.two(s)
	if err != nil {
		return err
	}
	r.check(s, "one incident", aspect.YesNo(a.ID == b.ID), "yes")
	if a.ID != b.ID || s.get("because") == "" {
		return nil
	}
	var names []string
	for _, j := range a.Joins {
		for _, reason := range j.Reasons {
			names = append(names, reason.Name)
		}
	}
	for _, want := range strings.Split(s.get("because"), ",") {
		if !slices.Contains(names, want) {
			r.fail(s, "reasons of the join: got %s, want %s", strings.Join(names, ", "), want)
			continue
		}
		r.result.Passed++
	}
	return nil
}

func (r *Run) wantApart(s step) error {
	a, b, err := r.two(s)
	if err != nil {
		return err
	}
	r.check(s, "one incident", aspect.YesNo(a.ID == b.ID), "no")
	return nil
}

func (r *Run) two(s step) (a, b *incident.Incident, err error) {
	if len(s.words) != 2 {
		return nil, nil, errors.New("name two observations")
	}
	if a, err = r.event(s.words[0]); err == nil {
		b, err = r.event(s.words[1])
	}
	return a, b, err
}

func (r *Run) wantPossible(s step) error {
	a, b, err := r.two(s)
	if err != nil {
		return err
	}
	r.check(s, "possibly the same", aspect.YesNo(slices.Contains(r.state.PossibleSames(a.ID), b.ID)), "yes")
	return nil
}

func (r *Run) wantVersions(s step) error {
	found, err := r.findings(s)
	if err != nil {
		return err
	}
	if len(found) != 1 {
		r.fail(s, "%d findings fit, want one", len(found))
		return nil
	}
	return r.wantNumber(s, "versions", found[0].Version)
}

// wantCounts compares the four counts, each by its name, of the whole record or of a period.
func (r *Run) wantCounts(s step) error {
	period := engine.WholePeriod()
	if text := s.get("period"); text != "" {
		span, err := when.Parse(text, r.zone)
		if err != nil {
			return err
		}
		period = span.Interval
	}
	counts := engine.Count(r.state, period)
	for _, p := range s.named {
		if p.key == "period" {
			continue
		}
		got, ok := counts.Get(p.key)
		if !ok {
			return fmt.Errorf("there is no count %q: use %s", p.key, strings.Join(countNames(), ", "))
		}
		r.check(s, p.key, got, p.value)
	}
	return nil
}

func countNames() []string {
	return []string{"explosions", "bursts", "shots", "other-observations", "unquantified", "incidents", "assessed", "determined", "live-fire", "live-fire-explosions", "live-fire-bursts", "live-fire-shots", "live-fire-other", "cut-off"}
}
