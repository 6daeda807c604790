// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"slices"
	"strings"
	"testing"

	"truce/engine"
)

// TestNoPartyWritesTheFiguresOfThePublic gives accounts of parties beside those of others: what a party alone tells is in no figure
// and no finding, and no party hides a single source.
func TestNoPartyWritesTheFiguresOfThePublic(t *testing.T) {
	anna, ben := teller{source: "anna", day: 1, consent: "public", count: 4}, teller{source: "ben", day: 1, consent: "public"}
	billion := func(source string) teller {
		return teller{source: source, day: 1, consent: "public", count: 1_000_000_000}
	}
	elsewhen := func(t teller, day int) teller { t.day = day; return t }
	other := func(t teller) teller { t.act = "troop-presence"; return t }
	for _, each := range []struct {
		name            string
		list            []teller
		shown, held     int
		incidents, seen int64
		from            string
	}{
		{"a party's officer alone tells of it", []teller{billion("liaison of north")}, 0, 1, 0, 0, "2031-03-01"},
		{"a party alone tells of it under its name", []teller{billion("North")}, 0, 1, 0, 0, "2031-03-01"},
		{"a party alone tells of what no term asks for", []teller{other(billion("liaison of north"))}, 0, 0, 0, 0, "2031-03-01"},
		{"a source alone tells of what no term asks for", []teller{other(billion("anna"))}, 0, 0, 0, 0, "2031-03-01"},
		{"two tell of it, and a party gives a number", []teller{anna, ben, billion("liaison of north")}, 1, 0, 1, 4, "2031-03-01"},
		{"both parties tell of it", []teller{billion("north"), billion("south")}, 1, 0, 1, 0, "2031-03-01"},
		{"a source and a party tell of it", []teller{anna, billion("north")}, 0, 1, 0, 0, "2031-03-01"},
		{"two parties do not hide a source in its cell", []teller{anna, elsewhen(billion("north"), 3), elsewhen(billion("liaison of south"), 3)}, 1, 1, 1, 0, "2031-03-01"},
		{"two tell of what was long before any text", []teller{elsewhen(anna, -9000), elsewhen(ben, -9000)}, 0, 0, 0, 0, "2031-03-01"},
	} {
		_, d := told(t, each.list...)
		if len(d.Release.Items) != each.shown || len(d.Held) != each.held || d.Release.Counts.Incidents != each.incidents {
			t.Errorf("%s: %d shown, %d held back, %d incidents counted, want %d, %d, %d", each.name, len(d.Release.Items), len(d.Held), d.Release.Counts.Incidents, each.shown, each.held, each.incidents)
		}
		sum := engine.Number{}
		for _, n := range d.Release.Counts.Observations {
			sum.Least, sum.Most = sum.Least+n.Least, sum.Most+n.Most
		}
		if sum.Most != each.seen || d.Release.From.String() != each.from {
			t.Errorf("%s: %s observed from %s, want %d from %s", each.name, sum, d.Release.From, each.seen, each.from)
		}
		if each.shown+each.held == 0 && !slices.ContainsFunc(d.Notes, func(n string) bool { return strings.Contains(n, "in no figure") }) {
			t.Errorf("%s: the mission is not told that it is in no figure: %v", each.name, d.Notes)
		}
	}
}
