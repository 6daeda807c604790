// SPDX-License-Identifier: Apache-2.0

package act_test

import (
	"testing"

	"truce/act"
)

func TestAWeaponFiresAsFarAsWhatIsKnownOfItSays(t *testing.T) {
	for name, test := range map[string]struct {
		weapon act.Weapon
		want   act.Reach
	}{
		"a model by any of its names":           {act.Weapon{Model: "grad"}, act.Reach{Least: 1600, Most: 21_000}},
		"a model before its class":              {act.Weapon{Class: "mortar", Model: "2S12"}, act.Reach{Least: 480, Most: 7200}},
		"a class with a calibre":                {act.Weapon{Class: "multiple-launch-rocket-system", Calibre: 2200}, act.Reach{Least: 5000, Most: 36_000}},
		"a class alone, as far as any of it":    {act.Weapon{Class: "artillery"}, act.Reach{Least: 500, Most: 41_000}},
		"a model that nobody knows, as a class": {act.Weapon{Class: "tank", Model: "home-made"}, act.Reach{Most: 11_000}},
		"a drone has no range":                  {act.Weapon{Class: "uav"}, act.Reach{}},
		"nor has what is not known":             {act.Weapon{}, act.Reach{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.weapon.Reach(); got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

// Every model has a range of its own, no wider than that of its class, and every range is one.
func TestEveryModelHasARange(t *testing.T) {
	for _, m := range act.Models() {
		r, class := act.Weapon{Model: m.Names[0]}.Reach(), act.Weapon{Class: m.Class}.Reach()
		if r.Most <= r.Least || r.Least < class.Least || r.Most > class.Most {
			t.Errorf("%s: %v, its class %s %v", m.Names[0], r, m.Class, class)
		}
	}
}
