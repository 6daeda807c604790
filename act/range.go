// SPDX-License-Identifier: Apache-2.0

package act

import "strings"

// Metres is a distance.
type Metres int64

// Reach bounds how far a weapon fires: no nearer than Least, no farther than Most, with any of its usual ammunition. Most is
// 0 where nothing can be said.
type Reach struct{ Least, Most Metres }

// reaches by class are those of all weapons of the class that are usual in such conflicts, the shortest and the longest
// together; by judgement, from the models below. Mines, aircraft and drones have none: where they came from is no
// question of range.
var reaches = map[Class]Reach{
	"small-arms": {0, 4000}, "heavy-machine-gun": {0, 7000}, "grenade-launcher": {0, 2500}, "anti-tank-weapon": {0, 8500},
	"infantry-fighting-vehicle": {0, 7000}, "armoured-vehicle": {0, 7000}, "tank": {0, 11_000}, "mortar": {70, 9700},
	"artillery": {500, 41_000}, "multiple-launch-rocket-system": {1500, 120_000}, "tactical-missile": {15_000, 500_000},
	"anti-aircraft-gun": {0, 9000},
}

// modelReaches are by any name of a model, in lower case. The figures are those that makers and handbooks commonly give,
// read from secondary sources, the farther one with rocket-assisted ammunition where that is usual; docs/spec/field.md has
// them with their sources.
var modelReaches = map[string]Reach{
	"bm-21": {1600, 21_000}, "tornado-g": {1600, 40_000}, "bm-27": {8000, 36_000}, "bm-30": {20_000, 90_000},
	"tornado-s": {20_000, 120_000}, "tochka": {15_000, 70_000}, "tochka-u": {15_000, 120_000}, "iskander": {50_000, 500_000},
	"d-20": {1000, 24_000}, "2s3": {1000, 24_000}, "2s19": {1000, 29_000}, "2s5": {1000, 33_500}, "2a36": {1000, 33_500},
	"2a65": {1000, 29_000}, "d-30": {500, 21_900}, "2s1": {500, 21_900}, "2b9": {800, 4300}, "2b14": {80, 4300},
	"2b11": {480, 7200}, "2s12": {480, 7200}, "t-64": {0, 10_000}, "t-72": {0, 10_000}, "t-80": {0, 11_000}, "t-90": {0, 11_000},
	"bmp-1": {0, 4000}, "bmp-2": {0, 4000}, "bmp-3": {0, 7000}, "zu-23-2": {0, 2500}, "mt-12": {0, 8200}, "spg-9": {0, 4500},
	"ags-17": {0, 1700}, "ags-30": {0, 2100}, "dshk": {0, 7000}, "nsv": {0, 7000}, "kord": {0, 7000},
}

// Reach returns how far the weapon fires, as its model or else its class and calibre say.
func (w Weapon) Reach() Reach {
	if m, ok := models[strings.ToLower(w.Model)]; ok {
		for _, name := range m.Names {
			if r, ok := modelReaches[strings.ToLower(name)]; ok {
				return r
			}
		}
	}
	switch {
	case w.Class == "mortar" && w.Calibre > 0 && w.Calibre < 1000:
		return Reach{70, 6000}
	case w.Class == "multiple-launch-rocket-system" && w.Calibre > 0 && w.Calibre < 1500:
		return Reach{1500, 40_000}
	case w.Class == "multiple-launch-rocket-system" && w.Calibre > 0 && w.Calibre < 2500:
		return Reach{5000, 36_000}
	}
	return reaches[w.Class]
}
