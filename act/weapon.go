// SPDX-License-Identifier: Apache-2.0

package act

import (
	"fmt"
	"slices"
	"strings"

	"truce/known"
)

// Class is a word of the closed list of weapon classes. The empty class means not known.
type Class string

// classes is append-only.
var classes = []Class{
	"small-arms", "heavy-machine-gun", "grenade-launcher", "anti-tank-weapon", "infantry-fighting-vehicle",
	"armoured-vehicle", "tank", "mortar", "artillery", "multiple-launch-rocket-system", "tactical-missile",
	"anti-aircraft-gun", "surface-to-air-missile", "aircraft", "helicopter", "uav", "naval-gun", "mine", "missile",
}

// Classes returns every weapon class in list order.
func Classes() []Class { return slices.Clone(classes) }

// Check returns an error, naming the nearest words, if the class is neither empty nor in the list.
func (c Class) Check() error {
	if c == "" || slices.Contains(classes, c) {
		return nil
	}
	return unknown("weapon class", string(c), words(classes))
}

// Calibre is in tenths of a millimetre: 14.5 mm is 145. Zero means not known.
type Calibre int32

// String writes the calibre in millimetres, "14.5 mm", or "calibre not known".
func (c Calibre) String() string {
	switch {
	case c == 0:
		return "calibre not known"
	case c%10 == 0:
		return fmt.Sprintf("%d mm", c/10)
	default:
		return fmt.Sprintf("%d.%d mm", c/10, c%10)
	}
}

// Weapon is what an observation says was used or seen. Every field may be unknown, and most are.
type Weapon struct {
	// Class is the closed word; empty means not known.
	Class Class `json:"class,omitempty"`
	// Model is the designation as the source wrote it, such as "D-20". It decides nothing unless an agreement
	// names it.
	Model string `json:"model,omitempty"`
	// Calibre is zero when not known.
	Calibre Calibre `json:"calibre,omitempty"`
}

// IsUnknown tells whether nothing is said of the weapon.
func (w Weapon) IsUnknown() bool { return w == Weapon{} }

// String writes the weapon for people, such as "D-20 artillery, 152 mm".
func (w Weapon) String() string {
	if w.IsUnknown() {
		return "weapon not known"
	}
	parts := make([]string, 0, 2)
	for _, p := range []string{w.Model, string(w.Class)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	s := strings.Join(parts, " ")
	if w.Calibre != 0 {
		s = strings.TrimPrefix(s+", "+w.Calibre.String(), ", ")
	}
	return s
}

// Designated returns the weapon with its model only where that is a designation on the list: what a source wrote
// beyond it may say more than should leave the mission.
func (w Weapon) Designated() Weapon {
	if _, ok := models[strings.ToLower(w.Model)]; !ok {
		w.Model = ""
	}
	return w
}

// WeaponRule is a set of weapons that a term covers: any class of Classes whose calibre lies within the bounds,
// and any weapon whose model is listed. The zero rule covers every weapon.
type WeaponRule struct {
	Classes []Class `json:"classes,omitempty"`
	// AtLeast and AtMost bound the calibre, both inclusive; zero means no bound.
	AtLeast Calibre `json:"at_least,omitempty"`
	AtMost  Calibre `json:"at_most,omitempty"`
	// Models are designations covered whatever their class and calibre.
	Models []string `json:"models,omitempty"`
	// ExceptModels are designations not covered whatever their class and calibre.
	ExceptModels []string `json:"except_models,omitempty"`
}

// Covers tells whether the weapon falls under the rule. What the weapon does not say leaves the answer Unknown
// unless the rest settles it: a weapon without a model may be one that the rule lists, whatever its class.
// Learning more of a weapon never turns a Yes into a No or a No into a Yes.
func (r WeaponRule) Covers(w Weapon) known.Answer {
	return known.And(known.Or(r.described(w), listed(r.Models, w)), listed(r.ExceptModels, w).Not())
}

// described answers by class and calibre. A rule of models alone describes nothing.
func (r WeaponRule) described(w Weapon) known.Answer {
	if len(r.Classes) == 0 && r.AtLeast == 0 && r.AtMost == 0 {
		return known.Of(len(r.Models) == 0)
	}
	class, calibre := known.Yes, known.Yes
	if len(r.Classes) > 0 {
		class = known.Of(slices.Contains(r.Classes, w.Class))
		if w.Class == "" {
			class = known.Unknown
		}
	}
	if r.AtLeast > 0 || r.AtMost > 0 {
		calibre = known.Of(w.Calibre >= r.AtLeast && (r.AtMost == 0 || w.Calibre <= r.AtMost))
		if w.Calibre == 0 {
			calibre = known.Unknown
		}
	}
	return known.And(class, calibre)
}
