// SPDX-License-Identifier: Apache-2.0

package act_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/known"
)

func TestWeaponRuleCovers(t *testing.T) {
	artillery := act.WeaponRule{Classes: []act.Class{"artillery", "mortar"}, AtLeast: 1000}
	models := act.WeaponRule{Models: []string{"BM-30", "9P140"}}
	both := act.WeaponRule{Classes: []act.Class{"artillery"}, Models: []string{"2S9"}, ExceptModels: []string{"D-30"}}
	for _, c := range []struct {
		name   string
		rule   act.WeaponRule
		weapon act.Weapon
		want   known.Answer
	}{
		{"no rule covers every weapon", act.WeaponRule{}, act.Weapon{}, known.Yes},
		{"class and calibre within", artillery, act.Weapon{Class: "artillery", Calibre: 1520}, known.Yes},
		{"the bound is within", artillery, act.Weapon{Class: "artillery", Calibre: 1000}, known.Yes},
		{"calibre below", artillery, act.Weapon{Class: "mortar", Calibre: 820}, known.No},
		{"class without", artillery, act.Weapon{Class: "tank", Calibre: 1250}, known.No},
		{"calibre not known", artillery, act.Weapon{Class: "mortar"}, known.Unknown},
		{"calibre not known but class without", artillery, act.Weapon{Class: "tank"}, known.No},
		{"class not known but calibre below", artillery, act.Weapon{Calibre: 76}, known.No},
		{"nothing known", artillery, act.Weapon{}, known.Unknown},
		{"calibre above", act.WeaponRule{AtMost: 145}, act.Weapon{Calibre: 200}, known.No},
		{"a listed model in other letters", models, act.Weapon{Model: "bm-30"}, known.Yes},
		{"a model that is not listed", models, act.Weapon{Model: "BM-21"}, known.No},
		{"a model not said may be listed", models, act.Weapon{Class: "multiple-launch-rocket-system"}, known.Unknown},
		{"a listed model of another class", both, act.Weapon{Class: "mortar", Model: "2S9"}, known.Yes},
		{"an excepted model", both, act.Weapon{Class: "artillery", Model: "d-30"}, known.No},
		{"a model not said may be excepted", both, act.Weapon{Class: "artillery"}, known.Unknown},
		{"a model neither listed nor excepted", both, act.Weapon{Class: "artillery", Model: "D-20"}, known.Yes},
		{"a mortar of 82 mm is none of the rockets listed", act.WeaponRule{Models: []string{"Uragan", "Tochka"}}, act.Weapon{Class: "mortar", Calibre: 820}, known.No},
		{"a launcher may be the one listed", act.WeaponRule{Models: []string{"Uragan", "Tochka"}}, act.Weapon{Class: "multiple-launch-rocket-system"}, known.Unknown},
		{"another name of the model", act.WeaponRule{Models: []string{"Uragan"}}, act.Weapon{Model: "BM-27"}, known.Yes},
		{"everything but a model", act.WeaponRule{ExceptModels: []string{"D-30"}}, act.Weapon{Model: "D-20"}, known.Yes},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.rule.Covers(c.weapon); got != c.want {
				t.Errorf("%+v.Covers(%+v) = %v, want %v", c.rule, c.weapon, got, c.want)
			}
		})
	}
}

// Learning more of a weapon may settle an answer and never overturns one.
func TestLearningMoreOfAWeaponOverturnsNothing(t *testing.T) {
	// A designation that is known comes with its own class and calibre; "2S9" is not known and comes with any.
	model := rapid.SampledFrom([]string{"D-30", "2S9", "T-64", "2B14"})
	weapon := rapid.SampledFrom([]act.Weapon{
		{Class: "artillery", Model: "D-30", Calibre: 1220},
		{Class: "tank", Model: "T-64", Calibre: 1250},
		{Class: "mortar", Model: "2B14", Calibre: 820},
		{Class: "artillery", Model: "2S9", Calibre: 1520},
		{Class: "mortar", Model: "2S9", Calibre: 1200},
	})
	class := rapid.SampledFrom([]act.Class{"artillery", "mortar", "tank"})
	rapid.Check(t, func(t *rapid.T) {
		rule := act.WeaponRule{
			Classes:      rapid.SliceOfN(class, 0, 2).Draw(t, "classes"),
			Models:       rapid.SliceOfN(model, 0, 2).Draw(t, "models"),
			ExceptModels: rapid.SliceOfN(model, 0, 1).Draw(t, "except"),
			AtLeast:      rapid.SampledFrom([]act.Calibre{0, 1000}).Draw(t, "at least"),
			AtMost:       rapid.SampledFrom([]act.Calibre{0, 1220}).Draw(t, "at most"),
		}
		full := weapon.Draw(t, "weapon")
		less := full
		if rapid.Bool().Draw(t, "class unknown") {
			less.Class = ""
		}
		if rapid.Bool().Draw(t, "model unknown") {
			less.Model = ""
		}
		if rapid.Bool().Draw(t, "calibre unknown") {
			less.Calibre = 0
		}
		before, after := rule.Covers(less), rule.Covers(full)
		if before != known.Unknown && before != after {
			t.Errorf("%+v: %+v is %v and %+v is %v", rule, less, before, full, after)
		}
		if after == known.Unknown {
			t.Errorf("%+v: all is said of %+v and the answer is unknown", rule, full)
		}
	})
}

func TestWeaponsReadWell(t *testing.T) {
	for _, c := range []struct {
		weapon act.Weapon
		want   string
	}{
		{act.Weapon{}, "weapon not known"},
		{act.Weapon{Class: "artillery", Model: "D-20", Calibre: 1520}, "D-20 artillery, 152 mm"},
		{act.Weapon{Calibre: 145}, "14.5 mm"},
		{act.Weapon{Class: "tank"}, "tank"},
	} {
		if got := c.weapon.String(); got != c.want {
			t.Errorf("%#v reads %q, want %q", c.weapon, got, c.want)
		}
	}
}
