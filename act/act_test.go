// SPDX-License-Identifier: Apache-2.0

package act_test

import (
	"slices"
	"strings"
	"testing"

	"truce/act"
	"truce/known"
)

func TestEveryWordOfTheListsStandsForLeaves(t *testing.T) {
	leaves := act.Leaves()
	for _, a := range act.Acts() {
		if err := a.Check(); err != nil {
			t.Error(err)
		}
		members := a.Leaves()
		isLeaf := slices.Contains(leaves, a)
		if isLeaf && !slices.Equal(members, []act.Act{a}) {
			t.Errorf("leaf %s stands for %v, want itself", a, members)
		}
		if !isLeaf && len(members) < 2 {
			t.Errorf("group %s stands for %v, want two leaves or more", a, members)
		}
	}
	for _, target := range act.Targets() {
		if target.Check() != nil || len(target.Leaves()) == 0 {
			t.Errorf("target %s stands for %v, want leaves", target, target.Leaves())
		}
	}
}

func TestListsHoldEachWordOnceAndFitInASet(t *testing.T) {
	lists := map[string][]string{"acts": nil, "targets": nil, "classes": nil}
	for _, a := range act.Acts() {
		lists["acts"] = append(lists["acts"], string(a))
	}
	for _, a := range act.Targets() {
		lists["targets"] = append(lists["targets"], string(a))
	}
	for _, c := range act.Classes() {
		lists["classes"] = append(lists["classes"], string(c))
	}
	for name, words := range lists {
		seen := map[string]bool{}
		for _, w := range words {
			if seen[w] {
				t.Errorf("%s: %q stands twice", name, w)
			}
			seen[w] = true
			if strings.Trim(w, "abcdefghijklmnopqrstuvwxyz-") != "" {
				t.Errorf("%s: %q: want lower-case letters and hyphens", name, w)
			}
		}
	}
	if got := len(act.Leaves()); got > 64 {
		t.Errorf("%d leaves of acts, want at most the 64 bits of a set", got)
	}
}

// The first words of each list keep their places: findings on record were made with them.
func TestListsAreAppendOnly(t *testing.T) {
	if got := act.Leaves(); got[0] != "small-arms-fire" || got[38] != "aid-obstruction" || got[44] != "unrelated-event" {
		t.Errorf("leaves have moved: %v", got)
	}
	if got := act.Targets(); got[0] != "power-substation" || got[29] != "command-post" {
		t.Errorf("targets have moved: %v", got)
	}
	if got := act.Classes(); got[0] != "small-arms" || got[18] != "missile" {
		t.Errorf("classes have moved: %v", got)
	}
}

func TestActIsOneOfThoseCovered(t *testing.T) {
	for _, c := range []struct {
		name    string
		seen    act.Act
		covered []act.Act
		want    known.Answer
	}{
		{"a leaf is itself", "mortar-fire", []act.Act{"mortar-fire"}, known.Yes},
		{"a leaf is of its group", "mortar-fire", []act.Act{"indirect-fire"}, known.Yes},
		{"a leaf is not another", "mortar-fire", []act.Act{"sniper-fire"}, known.No},
		{"a group may be one of its leaves", "indirect-fire", []act.Act{"mortar-fire"}, known.Unknown},
		{"a group lies in a wider one", "indirect-fire", []act.Act{"fire"}, known.Yes},
		{"two covered words together hold a group", "aerial-activity", []act.Act{"uav-flight", "manned-flight"}, known.Yes},
		{"an explosion may be demining", "explosion", []act.Act{"use-of-force"}, known.Unknown},
		{"an explosion was no flight", "explosion", []act.Act{"aerial-activity"}, known.No},
		{"an act that is not given may be any", "", []act.Act{"fire"}, known.Unknown},
		{"a word that is not in the list may be any", "cannonade", []act.Act{"fire"}, known.Unknown},
		{"nothing covered covers nothing", "mortar-fire", nil, known.No},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.seen.Is(c.covered...); got != c.want {
				t.Errorf("%q.Is(%q) = %v, want %v", c.seen, c.covered, got, c.want)
			}
		})
	}
}

func TestTargetIsOneOfThoseCovered(t *testing.T) {
	for _, c := range []struct {
		name    string
		hit     act.Target
		covered []act.Target
		want    known.Answer
	}{
		{"a substation is energy", "power-substation", []act.Target{"energy"}, known.Yes},
		{"a home is not energy", "home", []act.Target{"energy"}, known.No},
		{"electricity may be a dam", "electricity", []act.Target{"hydro-dam"}, known.Unknown},
		{"a target that is not given may be any", "", []act.Target{"energy"}, known.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.hit.Is(c.covered...); got != c.want {
				t.Errorf("%q.Is(%q) = %v, want %v", c.hit, c.covered, got, c.want)
			}
		})
	}
}

func TestOverlapCountsSharedLeaves(t *testing.T) {
	shared, ofA, ofB := act.Overlap("indirect-fire", "shelling")
	if shared != 3 || ofA != 3 || ofB != 4 {
		t.Errorf("indirect fire and shelling share %d of %d and %d, want 3 of 3 and 4", shared, ofA, ofB)
	}
	if shared, ofA, _ := act.Overlap("", "shelling"); shared != 0 || ofA != 0 {
		t.Errorf("an act that is not given shares %d of %d, want none", shared, ofA)
	}
}

func TestUnknownWordsAreRefusedWithTheNearest(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"a slip of the pen in an act", act.Act("morter-fire").Check(), `"mortar-fire"`},
		{"an underscore in a target", act.Target("aid_convoy").Check(), `"aid-convoy"`},
		{"a plural class", act.Class("tanks").Check(), `"tank"`},
		{"a class like no other, with the whole list", act.Class("xqzw").Check(), "write one of small-arms, heavy-machine-gun, "},
		{"a word like no other", act.Act("xqzw").Check(), "docs/GLOSSARY.md"},
		{"an act that is not given", act.Act("").Check(), "docs/GLOSSARY.md"},
		{"a word of a megabyte", act.Act(strings.Repeat("mortar", 200_000)).Check(), "docs/GLOSSARY.md"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
				t.Fatalf("error %v, want one with %s", c.err, c.want)
			}
			if len(c.err.Error()) > 400 {
				t.Errorf("error of %d bytes, want a line", len(c.err.Error()))
			}
		})
	}
	if err := act.Target("").Check(); err != nil {
		t.Errorf("a target may be left out, got %v", err)
	}
	if err := act.Class("").Check(); err != nil {
		t.Errorf("a class may be left out, got %v", err)
	}
}
