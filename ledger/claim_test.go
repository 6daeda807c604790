// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/ledger"
	"truce/when"
)

// The two totals of Easter 2025, as they were reported.
func easter() (a, b ledger.Claim) {
	a = ledger.Claim{
		By: "one side", Least: 2935, Most: 2935, Unit: "assaults, shellings and drones counted together",
		Acts: []act.Act{"assault", "shelling", "uav-strike"}, Period: when.Interval{From: start + 6*3_600_000, To: start + 30*3_600_000 - 1},
	}
	b = ledger.Claim{By: "the other side", Least: 4900, Most: 4900, Unit: "violations", Period: when.Interval{From: start, To: start + 30*3_600_000 - 1}}
	return a, b
}

func obstacles(t ledger.Totals) []string {
	var out []string
	for _, r := range t.Reasons {
		out = append(out, string(r.Obstacle))
	}
	return out
}

func TestTotalsWithoutItemsAreNotComparableAndSayWhy(t *testing.T) {
	a, b := easter()
	got := ledger.Compare(a, b)
	want := []string{"no-items", "no-items", "not-stated", "not-stated", "mixed-acts", "different-period", "different-unit"}
	if got.Comparable || !slices.Equal(obstacles(got), want) {
		t.Errorf("got %v, want %v", obstacles(got), want)
	}
	words := strings.Join(got.Sentences(), " ")
	if !strings.Contains(words, "one side states 2935") || !strings.Contains(words, "not comparable") {
		t.Errorf("words: %s", words)
	}
	for _, computed := range []string{"1965", "7835", "3917", "3918"} { // difference, sum, mean
		if strings.Contains(words, computed) {
			t.Errorf("the words hold %s, which nobody stated: %s", computed, words)
		}
	}
}

func TestOnlyTotalsWithNothingAgainstThemAreComparable(t *testing.T) {
	whole := func() ledger.Claim {
		return ledger.Claim{By: "one", Least: 10, Most: 12, Unit: "event", Acts: []act.Act{"shelling"}, Period: when.Interval{From: start, To: start + 1}, Area: "the strip", Items: 10}
	}
	a, b := whole(), whole()
	b.By = "two"
	if got := ledger.Compare(a, b); !got.Comparable {
		t.Errorf("not comparable: %v", obstacles(got))
	}
	for want, change := range map[string]func(*ledger.Claim){
		"no-items":         func(c *ledger.Claim) { c.Items = 0 },
		"different-period": func(c *ledger.Claim) { c.Period.To++ },
		"different-unit":   func(c *ledger.Claim) { c.Unit = "shell" },
		"different-acts":   func(c *ledger.Claim) { c.Acts = []act.Act{"uav-strike"} },
		"different-area":   func(c *ledger.Claim) { c.Area = "the basin" },
		"not-stated":       func(c *ledger.Claim) { c.Area = "" },
	} {
		b := whole()
		b.By = "two"
		change(&b)
		if got := obstacles(ledger.Compare(a, b)); !slices.Contains(got, want) {
			t.Errorf("got %v, want %s", got, want)
		}
	}
}

func TestExchangedClaimsHaveTheSameReasons(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(name string) ledger.Claim {
			n := rapid.Int64Range(0, 3).Draw(rt, name)
			return ledger.Claim{
				By: rapid.SampledFrom([]string{"x", "y"}).Draw(rt, "by"), Least: n, Most: n, Unit: rapid.SampledFrom([]string{"", "event", "Event", "shell"}).Draw(rt, "unit"),
				Acts: rapid.SliceOfN(rapid.SampledFrom([]act.Act{"fire", "assault"}), 0, 2).Draw(rt, "acts"), Items: rapid.Int64Range(0, 1).Draw(rt, "items"),
			}
		}
		a, b := draw("a"), draw("b")
		one, other := ledger.Compare(a, b), ledger.Compare(b, a)
		if !slices.Equal(one.Reasons, other.Reasons) || one.Comparable != other.Comparable {
			rt.Fatalf("%v and %v", one.Reasons, other.Reasons)
		}
	})
}
