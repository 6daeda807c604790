// SPDX-License-Identifier: Apache-2.0

package act

import (
	"slices"
	"strings"

	"truce/known"
)

// Model is a designation of a weapon and what it says of class and calibre.
type Model struct {
	// Names are all ways to write it; they mean one weapon.
	Names []string
	Class Class
	// Calibre is the one of the gun or tube as built, zero where it has none.
	Calibre Calibre
}

// Models returns the designations that are known, a longer name before one that is a part of it. A designation that
// names more than one weapon is not among them. It is no closed list: a model that is not in it is just not known.
func Models() []Model {
	return []Model{
		{[]string{"BM-21 Grad", "BM-21", "Grad"}, "multiple-launch-rocket-system", 1220},
		{[]string{"Tornado-G"}, "multiple-launch-rocket-system", 1220},
		{[]string{"BM-27 Uragan", "BM-27", "Uragan"}, "multiple-launch-rocket-system", 2200},
		{[]string{"BM-30 Smerch", "BM-30", "Smerch"}, "multiple-launch-rocket-system", 3000},
		{[]string{"Tornado-S"}, "multiple-launch-rocket-system", 3000},
		{[]string{"Tochka-U"}, "tactical-missile", 0},
		{[]string{"Tochka"}, "tactical-missile", 0},
		{[]string{"Iskander"}, "tactical-missile", 0},
		{[]string{"D-20"}, "artillery", 1520},
		{[]string{"2S3"}, "artillery", 1520},
		{[]string{"2S19"}, "artillery", 1520},
		{[]string{"2S5"}, "artillery", 1520},
		{[]string{"2A36"}, "artillery", 1520},
		{[]string{"2A65"}, "artillery", 1520},
		{[]string{"D-30"}, "artillery", 1220},
		{[]string{"2S1"}, "artillery", 1220},
		{[]string{"2B9"}, "mortar", 820},
		{[]string{"2B14"}, "mortar", 820},
		{[]string{"2B11"}, "mortar", 1200},
		{[]string{"2S12"}, "mortar", 1200},
		{[]string{"T-64"}, "tank", 1250},
		{[]string{"T-72"}, "tank", 1250},
		{[]string{"T-80"}, "tank", 1250},
		{[]string{"T-90"}, "tank", 1250},
		{[]string{"BMP-1"}, "infantry-fighting-vehicle", 730},
		{[]string{"BMP-2"}, "infantry-fighting-vehicle", 300},
		{[]string{"BMP-3"}, "infantry-fighting-vehicle", 1000},
		{[]string{"ZU-23-2", "ZU-23"}, "anti-aircraft-gun", 230},
		{[]string{"MT-12"}, "anti-tank-weapon", 1000},
		{[]string{"SPG-9"}, "anti-tank-weapon", 730},
		{[]string{"AGS-17"}, "grenade-launcher", 300},
		{[]string{"AGS-30"}, "grenade-launcher", 300},
		{[]string{"DShK"}, "heavy-machine-gun", 127},
		{[]string{"NSV", "Utes"}, "heavy-machine-gun", 127},
		{[]string{"Kord"}, "heavy-machine-gun", 127},
	}
}

// models finds a model by any of its names in lower case.
var models = func() map[string]Model {
	byName := map[string]Model{}
	for _, m := range Models() {
		for _, name := range m.Names {
			byName[strings.ToLower(name)] = m
		}
	}
	return byName
}()

// listed tells whether a weapon is one of the listed models: by its own model, under any name of it; or, if the
// model is not said, No where class or calibre rule out every one of them and Unknown where they do not.
func listed(list []string, w Weapon) known.Answer {
	if len(list) == 0 {
		return known.No
	}
	if w.Model != "" {
		return known.Of(slices.ContainsFunc(list, func(each string) bool { return sameModel(each, w.Model) }))
	}
	if slices.ContainsFunc(list, func(each string) bool { return mayBe(w, each) }) {
		return known.Unknown
	}
	return known.No
}

func sameModel(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	m, ok := models[strings.ToLower(a)]
	return ok && slices.ContainsFunc(m.Names, func(name string) bool { return strings.EqualFold(name, b) })
}

// mayBe tells whether a weapon of an unsaid model may be the named one.
func mayBe(w Weapon, name string) bool {
	m, ok := models[strings.ToLower(name)]
	return !ok || (w.Class == "" || w.Class == m.Class) && (w.Calibre == 0 || m.Calibre == 0 || w.Calibre == m.Calibre)
}
