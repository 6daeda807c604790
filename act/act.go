// SPDX-License-Identifier: Apache-2.0

// Package act turns the words for what was done, with what and against what into closed lists that agreements
// and reports share. It imports only known and spelling. A list is append-only: a word never changes its meaning.
package act

import (
	"math/bits"
	"slices"

	"truce/known"
)

// Act is a word of the closed list of acts: either a leaf, such as "mortar-fire", or a group of leaves, such as
// "indirect-fire". An observation names the narrowest word its source supports; a term names what it covers.
type Act string

// leaves are the acts that the list does not divide further. Order is append-only.
var leaves = []Act{
	"small-arms-fire", "sniper-fire", "heavy-machine-gun-fire", "grenade-fire", "anti-tank-fire", "tank-fire",
	"infantry-fighting-vehicle-fire", "mortar-fire", "artillery-fire", "rocket-fire", "anti-aircraft-fire",
	"missile-strike", "air-strike", "uav-strike", "naval-fire",
	"mine-blast", "demining-blast", "training-fire", "illumination-flare",
	"assault", "sabotage", "reconnaissance", "manned-flight", "uav-flight",
	"weapon-presence", "weapon-absence", "troop-presence", "troop-movement", "military-vessel-movement",
	"fortification", "mine-laying", "marker-displacement",
	"monitor-denial", "monitor-delay", "monitor-threat", "monitor-attack", "sensor-tampering", "signal-jamming",
	"aid-obstruction", "detention", "hostile-propaganda", "child-recruitment",
	"air-alert", "thermal-anomaly", "unrelated-event",
}

// groups are the acts that stand for several leaves: a word used when the source does not say which, or when
// an article covers them all. Groups may share leaves.
var groups = map[Act][]Act{
	"direct-fire": {
		"small-arms-fire", "sniper-fire", "heavy-machine-gun-fire", "grenade-fire", "anti-tank-fire", "tank-fire",
		"infantry-fighting-vehicle-fire", "anti-aircraft-fire",
	},
	"indirect-fire": {"mortar-fire", "artillery-fire", "rocket-fire"},
	"shelling":      {"mortar-fire", "artillery-fire", "rocket-fire", "tank-fire"},
	"strike":        {"missile-strike", "air-strike", "uav-strike", "rocket-fire", "artillery-fire", "naval-fire"},
	"fire": {
		"small-arms-fire", "sniper-fire", "heavy-machine-gun-fire", "grenade-fire", "anti-tank-fire", "tank-fire",
		"infantry-fighting-vehicle-fire", "mortar-fire", "artillery-fire", "rocket-fire", "anti-aircraft-fire",
		"missile-strike", "air-strike", "uav-strike", "naval-fire",
	},
	"use-of-force": {
		"small-arms-fire", "sniper-fire", "heavy-machine-gun-fire", "grenade-fire", "anti-tank-fire", "tank-fire",
		"infantry-fighting-vehicle-fire", "mortar-fire", "artillery-fire", "rocket-fire", "anti-aircraft-fire",
		"missile-strike", "air-strike", "uav-strike", "naval-fire", "assault", "sabotage", "mine-blast",
	},
	"explosion": {
		"grenade-fire", "anti-tank-fire", "tank-fire", "mortar-fire", "artillery-fire", "rocket-fire",
		"missile-strike", "air-strike", "uav-strike", "naval-fire", "mine-blast", "demining-blast", "training-fire",
		"sabotage",
	},
	"burst":                {"small-arms-fire", "heavy-machine-gun-fire", "anti-aircraft-fire", "infantry-fighting-vehicle-fire", "training-fire"},
	"shot":                 {"small-arms-fire", "sniper-fire", "heavy-machine-gun-fire", "training-fire"},
	"projectile-in-flight": {"small-arms-fire", "heavy-machine-gun-fire", "grenade-fire", "anti-tank-fire", "tank-fire", "infantry-fighting-vehicle-fire", "mortar-fire", "artillery-fire", "rocket-fire", "anti-aircraft-fire", "training-fire", "illumination-flare"},
	"muzzle-flash":         {"small-arms-fire", "heavy-machine-gun-fire", "anti-tank-fire", "tank-fire", "infantry-fighting-vehicle-fire", "mortar-fire", "artillery-fire", "rocket-fire", "anti-aircraft-fire", "training-fire"},
	"offensive-action":     {"assault", "sabotage", "reconnaissance"},
	"aerial-activity":      {"manned-flight", "uav-flight"},
	"engineering-works":    {"fortification", "mine-laying"},
	"monitor-obstruction":  {"monitor-denial", "monitor-delay", "monitor-threat", "monitor-attack", "sensor-tampering", "signal-jamming"},
}

var sets = func() map[Act]set {
	all := make(map[Act]set, len(leaves)+len(groups))
	for i, leaf := range leaves {
		all[leaf] = 1 << i
	}
	for group, members := range groups {
		var s set
		for _, m := range members {
			s |= all[m]
		}
		all[group] = s
	}
	return all
}()

// Acts returns every word of the list, leaves in list order and then groups by name.
func Acts() []Act {
	return append(slices.Clone(leaves), sortedKeys(groups)...)
}

// Leaves returns the acts that the list does not divide further, in list order.
func Leaves() []Act { return slices.Clone(leaves) }

// Leaves returns the leaves that the act stands for, in list order; none for a word not in the list.
func (a Act) Leaves() []Act {
	var out []Act
	for i, leaf := range leaves {
		if sets[a]&(1<<i) != 0 {
			out = append(out, leaf)
		}
	}
	return out
}

// Check returns an error, naming the nearest words, if the act is not in the list.
func (a Act) Check() error {
	if _, ok := sets[a]; ok {
		return nil
	}
	return unknown("act", string(a), words(Acts()))
}

// Is tells whether something observed as a is one of the acts in covered: Yes if whatever a stands for is
// covered, No if nothing of it is, Unknown otherwise or if the observed act is not given.
func (a Act) Is(covered ...Act) known.Answer {
	var c set
	for _, each := range covered {
		c |= sets[each]
	}
	return sets[a].within(c)
}

// Overlap returns how many leaves two acts share and how many each stands for: what a joiner needs to know of
// whether two words can mean one event. A word that is not given stands for no leaf.
func Overlap(a, b Act) (shared, ofA, ofB int) {
	return bits.OnesCount64(uint64(sets[a] & sets[b])), bits.OnesCount64(uint64(sets[a])), bits.OnesCount64(uint64(sets[b]))
}

// Set is the leaves that some acts stand for. It makes questions that are asked of many terms cheap and changes no answer:
// a.Is(covered...) is SetOf(a).Within(SetOf(covered...)).
type Set struct{ leaves set }

// SetOf returns the leaves that acts stand for together; a word that is not in the list stands for none.
func SetOf(acts ...Act) Set {
	var s set
	for _, a := range acts {
		s |= sets[a]
	}
	return Set{s}
}

// Within tells whether what s stands for lies in covered: Yes, No, or Unknown where only a part of it does or s is empty.
func (s Set) Within(covered Set) known.Answer { return s.leaves.within(covered.leaves) }

// Or returns the leaves of both.
func (s Set) Or(other Set) Set { return Set{s.leaves | other.leaves} }

// Meets tells whether two sets share a leaf.
func (s Set) Meets(other Set) bool { return s.leaves&other.leaves != 0 }
