// SPDX-License-Identifier: Apache-2.0

package workload_test

import (
	"testing"

	"truce/agreement"
	"truce/canon"
	"truce/internal/workload"
	"truce/when"
)

const begin when.Instant = 1_773_000_000_000

func TestReportsAreSoundAndTheSameEveryTime(t *testing.T) {
	a, b := workload.NewStream(1, begin, 1000), workload.NewStream(1, begin, 1000)
	other := workload.NewStream(2, begin, 1000)
	kinds := map[string]int{}
	last := begin
	const n = 2000
	first, second, third := a.Next(n), b.Next(n), other.Next(n)
	for i, r := range first {
		if err := r.Check(); err != nil {
			t.Fatalf("report %d: %v", i, err)
		}
		if r.Extract.Received < last {
			t.Fatalf("report %d is received before the one before it", i)
		}
		last = r.Extract.Received
		switch s := r.Extract.Sightings[0]; {
		case s.Where.Circle != nil:
			kinds["circle"]++
		case len(s.Where.Sectors) > 0:
			kinds["sectors"]++
		default:
			kinds["name"]++
		}
	}
	if !canon.Equal(first, second) || canon.Equal(first, third) {
		t.Error("the same seed gives other reports, or another seed the same")
	}
	if kinds["circle"] < n*66/100 || kinds["sectors"] < n*17/100 || kinds["name"] < n*8/100 {
		t.Errorf("got %v, want about 70, 20 and 10 of a hundred", kinds)
	}
	if days := (last - begin) / when.Instant(when.Day); days < 1 || days > 3 {
		t.Errorf("%d reports take %d days", n, days)
	}
}

func TestTheTextIsSoundAndHasFiftyTerms(t *testing.T) {
	c, err := agreement.Compile(workload.Accord(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.Rules()); got != workload.Terms {
		t.Errorf("%d rules, want %d", got, workload.Terms)
	}
}
