// SPDX-License-Identifier: Apache-2.0

package people_test

import (
	"testing"

	"truce/agreement"
	"truce/agreement/people"
	"truce/agreements"
)

func text(t *testing.T) *agreement.Compiled {
	t.Helper()
	data, err := agreements.Files.ReadFile("paris-exercise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("paris-exercise.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestATextKnowsItsOwnPeopleAndNobodyElse(t *testing.T) {
	c := text(t)
	for name, want := range map[string]bool{
		"amber": true, "PARTY  Cobalt": true, "special-commission": true, "Special  commission": true, "guarantor-jade": true, "Mission": true,
		"nobody in particular": false, "a passer-by": false, "": false, "jade": false,
	} {
		if got := people.Known(c, name); got != want {
			t.Errorf("%q: known %t, want %t", name, got, want)
		}
	}
}

func TestABodyMayDoWhatTheTextSays(t *testing.T) {
	c := text(t)
	for _, each := range []struct {
		name string
		acts []string
		want bool
	}{
		{"special-commission", []string{"determine"}, true},
		{"Special Commission", []string{"appeal", "determine"}, true},
		{"coordination-cell", []string{"determine"}, false},
		{"amber", []string{"determine"}, false},
		{"special-commission", nil, false},
	} {
		if got := people.May(c, each.name, each.acts...); got != each.want {
			t.Errorf("%s %v: %t, want %t", each.name, each.acts, got, each.want)
		}
	}
}

func TestAWordOfTheTextMeansSomebody(t *testing.T) {
	c := text(t)
	for _, each := range []struct {
		name, word string
		want       bool
	}{
		{"Coordination Cell", "coordination-cell", true},
		{"party cobalt", "cobalt", true},
		{"cobalt", "amber", false},
		{"mission", agreement.Mission, true},
		{"monitoring-mission", agreement.Mission, true}, // it may verify
		{"special-commission", agreement.Mission, false},
		{"amber", agreement.Claimant, false}, // a role of a case, not of the text
	} {
		if got := people.Is(c, each.name, each.word); got != each.want {
			t.Errorf("%s as %s: %t, want %t", each.name, each.word, got, each.want)
		}
	}
}
