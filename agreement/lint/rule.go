// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"slices"

	"truce/act"
	"truce/agreement"
	"truce/agreement/diff"
	"truce/known"
	"truce/place"
	"truce/when"
)

// rule is a term under one combination of readings, with the text it stands in.
type rule struct {
	*agreement.Rule
	t *text
}

// rules lists the rules of a text in its order, but for those that their reading makes void.
func (t *text) rules() []rule {
	var out []rule
	for _, r := range t.Rules() {
		if !r.Void {
			out = append(out, rule{r, t})
		}
	}
	return out
}

// cite names the article of a rule, with its instrument where the settlement has several.
func (r rule) cite(s settlement) string {
	if len(s) == 1 {
		return "article " + string(r.Term.Article)
	}
	return fmt.Sprintf("%s article %s", r.t.doc.ID, r.Term.Article)
}

// pair names two terms, the same for each combination of their readings.
func pair(p, q rule) string {
	if p.t == q.t {
		return fmt.Sprintf("%s and %s", p.Term.ID, q.Term.ID)
	}
	return fmt.Sprintf("%s/%s and %s/%s", p.t.doc.ID, p.Term.ID, q.t.doc.ID, q.Term.ID)
}

// bound lists the parties that a rule binds at any time.
func (r rule) bound() []agreement.PartyID {
	var out []agreement.PartyID
	for _, p := range r.t.doc.Parties {
		if r.Binds(p.ID, when.Interval{}) != known.No {
			out = append(out, p.ID)
		}
	}
	return out
}

// leaves lists the acts of a rule in list order.
func (r rule) leaves() []act.Act {
	var out []act.Act
	for _, leaf := range act.Leaves() {
		if r.Act(leaf) == known.Yes {
			out = append(out, leaf)
		}
	}
	return out
}

// contradictions finds acts that one term prohibits and another permits for the same party, place and time,
// unless one of the two is plainly an exception from the other.
func contradictions(s settlement) []Complaint {
	var all []rule
	for _, t := range s {
		all = append(all, t.rules()...)
	}
	var out []Complaint
	seen := make(map[string]bool)
	for _, p := range all {
		for _, q := range all {
			if p.Term.Sense != agreement.Prohibits || q.Term.Sense != agreement.Permits || !meet(p, q) || isException(q, p) || isException(p, q) {
				continue
			}
			acts := slices.DeleteFunc(p.leaves(), func(a act.Act) bool { return q.Act(a) != known.Yes })
			if name := pair(p, q); len(acts) > 0 && !seen[name] {
				seen[name] = true
				out = append(out, q.t.complain("contradiction", q.Term.Article, name).says(
					"%s prohibits what %s permits, for the same party, place and time: %s%s.", sentence(p.cite(s)), q.cite(s), diff.ActWords(acts), underReadings(p, q)))
			}
		}
	}
	return out
}

// meet tells whether two rules can touch one and the same act.
func meet(p, q rule) bool {
	if p.KeepBack != nil || p.Beyond != nil || !coexist(p, q) {
		return false
	}
	if p.t == q.t && !slices.Equal(p.Term.When, q.Term.When) && len(p.When) > 0 && len(q.When) > 0 {
		return false
	}
	if len(p.Targets) > 0 && len(q.Targets) > 0 && !overlap(targetLeaves(p), targetLeaves(q)) {
		return false
	}
	if !weaponsMeet(p.Weapons, q.Weapons) {
		return false
	}
	return placesMeet(p, q) && !excluded(p, q) && !excluded(q, p)
}

func weaponsMeet(a, b act.WeaponRule) bool {
	empty := func(r act.WeaponRule) bool {
		return len(r.Classes) == 0 && len(r.Models) == 0 && r.AtLeast == 0 && r.AtMost == 0
	}
	return empty(a) || empty(b) || shared(a, b) != ""
}

// placesMeet tells whether a place of one rule is or lies in one of the other. Places that only overlap are taken to
// stand beside each other: near a border nothing is sure.
func placesMeet(p, q rule) bool {
	if len(p.Where) == 0 || len(q.Where) == 0 || p.t != q.t {
		return true
	}
	for _, x := range p.Where {
		for _, y := range q.Where {
			if p.t.inside(x, y) || p.t.inside(y, x) {
				return true
			}
		}
	}
	return false
}

// inside tells whether place x is y or surely lies in it, by the words of the text or by its drawings.
func (t *text) inside(x, y agreement.PlaceID) bool {
	return x == y || t.Holds(y, place.Region{Name: string(x)}) == known.Yes
}

// excluded tells whether every place of one rule lies in a place that the other does not reach.
func excluded(p, q rule) bool {
	return len(p.Where) > 0 && p.t == q.t && !slices.ContainsFunc(p.Where, func(x agreement.PlaceID) bool {
		return !slices.ContainsFunc(q.NotWhere, func(y agreement.PlaceID) bool { return p.t.inside(x, y) })
	})
}

// isException tells whether one rule is narrower than another in place, hours, dates, target, weapon or party: then
// it plainly carves something out of the other, and does not deny it.
func isException(q, p rule) bool {
	narrower := func(qs, ps int) bool { return qs > 0 && (ps == 0 || qs < ps) }
	return narrower(len(targetLeaves(q)), len(targetLeaves(p))) || len(q.Where) > 0 && placeInside(q, p) ||
		narrower(len(q.When), len(p.When)) || len(q.bound()) < len(p.bound()) || q.Term.Narrow != "" && p.Term.Narrow == "" ||
		narrower(len(q.Weapons.Classes)+len(q.Weapons.Models), len(p.Weapons.Classes)+len(p.Weapons.Models)) ||
		q.Span.From > p.Span.From || q.Span.To < p.Span.To
}

// placeInside tells whether every place of q is a proper part of one of p's.
func placeInside(q, p rule) bool {
	if len(p.Where) == 0 {
		return true
	}
	return p.t == q.t && !slices.ContainsFunc(q.Where, func(x agreement.PlaceID) bool {
		return slices.Contains(p.Where, x) || !slices.ContainsFunc(p.Where, func(y agreement.PlaceID) bool { return p.t.inside(x, y) })
	})
}

func targetLeaves(r rule) []act.Target {
	var out []act.Target
	for _, t := range r.Targets {
		out = append(out, t.Leaves()...)
	}
	return unique(out)
}

func overlap[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(w T) bool { return slices.Contains(b, w) })
}

func shareParty(a, b rule) bool { return overlap(a.bound(), b.bound()) }
