// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
)

// most stands for a calibre without an upper bound.
const most = act.Calibre(1 << 30)

// models are the classes of the rocket and missile systems that withdrawal texts name, with their calibres.
func model(name string) (class act.Class, calibre act.Calibre) {
	switch strings.ToLower(name) {
	case "grad", "bm-21", "tornado-g":
		return "multiple-launch-rocket-system", 1220
	case "uragan", "bm-27":
		return "multiple-launch-rocket-system", 2200
	case "smerch", "bm-30", "tornado-s":
		return "multiple-launch-rocket-system", 3000
	case "tochka", "tochka-u":
		return "tactical-missile", 6500
	}
	return "", 0
}

// withdrawals lists the rules of the settlement that keep weapons back from a line.
func (s settlement) withdrawals() []rule {
	var out []rule
	for _, t := range s {
		for _, r := range t.rules() {
			if r.KeepBack != nil {
				out = append(out, r)
			}
		}
	}
	return out
}

// weaponOverlaps finds weapons that two terms keep back by different distances or from different lines.
func weaponOverlaps(s settlement) []Complaint {
	var out []Complaint
	seen := make(map[string]bool)
	list := s.withdrawals()
	for i, a := range list {
		for _, b := range list[i+1:] {
			if a.Term == b.Term || seen[pair(a, b)] || !coexist(a, b) || sameKeepBack(a, b) {
				continue
			}
			what := shared(a.Weapons, b.Weapons)
			if what == "" {
				continue
			}
			seen[pair(a, b)] = true
			out = append(out, b.t.complain("weapon-overlap", b.Term.Article, pair(a, b)).says(
				"Two distances for %s: %s by %s and %s by %s%s.", what, a.KeepBack.AtLeast, a.cite(s), b.KeepBack.AtLeast, b.cite(s), underReadings(a, b)))
		}
	}
	return out
}

// underReadings says under which readings of the texts two rules stand as compared.
func underReadings(rules ...rule) string {
	var names []string
	for _, r := range rules {
		if r.Reading != "" {
			names = append(names, r.Reading)
		}
	}
	if names = unique(names); len(names) == 0 {
		return ""
	}
	return ", under the " + plural(len(names), "reading") + " " + among(names)
}

// coexist tells whether two rules can bind one party at one time under readings that do not exclude each other.
func coexist(a, b rule) bool {
	if a.Span.To < b.Span.From || b.Span.To < a.Span.From {
		return false
	}
	if a.t != b.t {
		return true // the parties and questions of two instruments may bear different names
	}
	return shareParty(a, b) && !slices.ContainsFunc(a.Questions, func(q agreement.QuestionID) bool {
		x, _ := a.Takes(q)
		y, touches := b.Takes(q)
		return touches && x != y
	})
}

func sameKeepBack(a, b rule) bool {
	x, y := a.KeepBack, b.KeepBack
	return x.AtLeast == y.AtLeast && x.From == y.From && maps.Equal(x.PerParty, y.PerParty)
}

// shared names weapons that both rules cover, or returns "".
func shared(a, b act.WeaponRule) string {
	for _, m := range slices.Concat(a.Models, b.Models) {
		if coversModel(a, m) && coversModel(b, m) {
			return m
		}
	}
	if listsModels(a) || listsModels(b) {
		return ""
	}
	low, high := max(a.AtLeast, b.AtLeast), min(top(a), top(b))
	if low > high {
		return ""
	}
	if len(a.Classes) == 0 || len(b.Classes) == 0 {
		return span(slices.Concat(a.Classes, b.Classes), low, high)
	}
	both := slices.DeleteFunc(slices.Clone(a.Classes), func(c act.Class) bool { return !slices.Contains(b.Classes, c) })
	if len(both) == 0 {
		return ""
	}
	return span(both, low, high)
}

// listsModels tells whether a rule is a list of models only.
func listsModels(r act.WeaponRule) bool {
	return len(r.Models) > 0 && len(r.Classes) == 0 && r.AtLeast == 0 && r.AtMost == 0
}

// coversModel tells whether the rule surely covers a weapon known by its model.
func coversModel(r act.WeaponRule, name string) bool {
	class, calibre := model(name)
	return r.Covers(act.Weapon{Class: class, Model: name, Calibre: calibre}) > 0
}

func top(r act.WeaponRule) act.Calibre {
	if r.AtMost == 0 {
		return most
	}
	return r.AtMost
}

// span writes classes with a range of calibres for people, "mortar and artillery of 100 mm to 120 mm".
func span(classes []act.Class, low, high act.Calibre) string {
	words := among(unique(classes))
	if words == "" {
		words = "weapons"
	}
	switch {
	case low == high:
		return fmt.Sprintf("%s of exactly %s", words, low)
	case low == 0 && high == most:
		return words
	case low == 0:
		return fmt.Sprintf("%s up to %s", words, high)
	case high == most:
		return fmt.Sprintf("%s of %s and more", words, low)
	}
	return fmt.Sprintf("%s of %s to %s", words, low, high)
}

// weaponGaps finds calibres of a class that fall between the bounds of the withdrawal terms.
func weaponGaps(s settlement) []Complaint {
	list := s.withdrawals()
	var out []Complaint
	for _, class := range act.Classes() {
		var held []rule
		for _, r := range list {
			if slices.Contains(r.Weapons.Classes, class) || len(r.Weapons.Classes) == 0 && !listsModels(r.Weapons) {
				held = append(held, r)
			}
		}
		slices.SortStableFunc(held, func(a, b rule) int { return int(a.Weapons.AtLeast - b.Weapons.AtLeast) })
		for i, reach := 0, act.Calibre(0); i < len(held); i++ {
			r := held[i]
			// Bounds a whole millimetre apart leave no weapon between them: "up to 99" and "100 and more".
			if i > 0 && r.Weapons.AtLeast > reach+10 {
				out = append(out, r.t.complain("weapon-gap", r.Term.Article, string(class)).says(
					"No term withdraws %s above %s and below %s, although smaller and larger calibres go back.", class, reach, r.Weapons.AtLeast))
			}
			reach = max(reach, top(r.Weapons))
		}
	}
	return out
}
