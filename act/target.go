// SPDX-License-Identifier: Apache-2.0

package act

import (
	"slices"

	"truce/known"
)

// Target is a word of the closed list of what was hit or protected: a leaf or a group. Empty means not known.
type Target string

// targetLeaves is append-only.
var targetLeaves = []Target{
	"power-substation", "power-plant", "power-line", "nuclear-power-plant", "hydro-dam", "gas-production", "gas-storage",
	"gas-pipeline", "oil-production", "oil-refinery", "oil-storage", "oil-pipeline", "pumping-station", "coal-mine",
	"port", "railway", "bridge", "settlement", "home", "school", "hospital", "water-supply", "monitor-patrol", "monitor-sensor",
	"aid-convoy", "crossing-point", "guard-post", "military-position", "storage-site", "command-post",
}

// targetGroups may share leaves.
var targetGroups = map[Target][]Target{
	"electricity":      {"power-substation", "power-plant", "power-line", "nuclear-power-plant", "hydro-dam"},
	"oil-and-gas":      {"gas-production", "gas-storage", "gas-pipeline", "oil-production", "oil-refinery", "oil-storage", "oil-pipeline", "pumping-station"},
	"energy":           {"power-substation", "power-plant", "power-line", "nuclear-power-plant", "hydro-dam", "gas-production", "gas-storage", "gas-pipeline", "oil-production", "oil-refinery", "oil-storage", "oil-pipeline", "pumping-station", "coal-mine"},
	"civilian-object":  {"settlement", "home", "school", "hospital", "water-supply", "aid-convoy", "crossing-point", "port", "railway", "bridge"},
	"protected-object": {"school", "hospital", "water-supply", "nuclear-power-plant", "hydro-dam", "aid-convoy"},
	"monitoring":       {"monitor-patrol", "monitor-sensor"},
	"military-object":  {"guard-post", "military-position", "storage-site", "command-post"},
}

var targetSets = func() map[Target]set {
	all := make(map[Target]set, len(targetLeaves)+len(targetGroups))
	for i, leaf := range targetLeaves {
		all[leaf] = 1 << i
	}
	for group, members := range targetGroups {
		var s set
		for _, m := range members {
			s |= all[m]
		}
		all[group] = s
	}
	return all
}()

// Targets returns every target leaf in list order and then the groups by name.
func Targets() []Target {
	return append(slices.Clone(targetLeaves), sortedKeys(targetGroups)...)
}

// Check returns an error, naming the nearest words, if the target is neither empty nor in the list.
func (t Target) Check() error {
	if _, ok := targetSets[t]; ok || t == "" {
		return nil
	}
	return unknown("target", string(t), words(Targets()))
}

// Leaves returns the leaves that the target stands for, in list order.
func (t Target) Leaves() []Target {
	var out []Target
	for i, leaf := range targetLeaves {
		if targetSets[t]&(1<<i) != 0 {
			out = append(out, leaf)
		}
	}
	return out
}

// Is tells whether something observed as t is one of the targets in covered, as Act.Is does.
func (t Target) Is(covered ...Target) known.Answer {
	var c set
	for _, each := range covered {
		c |= targetSets[each]
	}
	return targetSets[t].within(c)
}
