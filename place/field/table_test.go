// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"truce/place/field"
)

func TestTheTablesAreWhatTheySay(t *testing.T) {
	for f, got := range field.Halving {
		want := math.Exp2(40 - float64(f)/100)
		if math.Abs(float64(got)-want) > 1 {
			t.Errorf("halving[%d] is %d, want %.1f", f, got, want)
		}
	}
	for i, got := range field.Normal[:100] {
		want := field.One * (1 - math.Erfc(float64(i)/20/math.Sqrt2)/2)
		if math.Abs(float64(got)-want) > 0.51 {
			t.Errorf("normal[%d] is %d, want %.1f", i, got, want)
		}
	}
}

// Logarithms are rounded down to hundredths of a bit, and a weight is the power of its logarithm.
func TestALogarithmIsRightToItsUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(1, 1<<52).Draw(t, "n")
		exact := 100 * math.Log2(float64(n))
		if got := float64(field.LogOf(n)); got > exact+0.01 || got < exact-1.01 {
			t.Errorf("the logarithm of %d is %.0f, want %.2f rounded down", n, got, exact)
		}
		centibits := -rapid.Int64Range(0, 5000).Draw(t, "centibits")
		if got, want := float64(field.WeightOf(centibits)), math.Exp2(40+float64(centibits)/100); math.Abs(got-want) > 2 {
			t.Errorf("the weight of %d is %.0f, want %.1f", centibits, got, want)
		}
	})
}

func TestANormalShareIsRightToATenThousandth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "x")
		sigma := rapid.Int64Range(1, 200_000).Draw(t, "sigma")
		want := 1 - math.Erfc(float64(x)/float64(sigma)/math.Sqrt2)/2
		// The table is read in thousandths of a deviation, which lets the share be off by another four.
		if got := float64(field.Below(x, sigma)) / field.One; math.Abs(got-want) > 0.0005 {
			t.Errorf("below %d of %d lies %.5f, want %.5f", x, sigma, got, want)
		}
	})
}

func TestAnArcHoldsAllArcsAndIsTheSmallest(t *testing.T) {
	for name, test := range map[string]struct {
		arcs []field.Arc
		want field.Arc
	}{
		"one arc is itself":                {[]field.Arc{{From: 10_000, Span: 5000}}, field.Arc{From: 10_000, Span: 5000}},
		"across north":                     {[]field.Arc{{From: 350_000, Span: 5000}, {From: 2000, Span: 3000}}, field.Arc{From: 350_000, Span: 15_000}},
		"one within another":               {[]field.Arc{{From: 10_000, Span: 50_000}, {From: 20_000, Span: 5000}}, field.Arc{From: 10_000, Span: 50_000}},
		"all around is all around":         {[]field.Arc{{From: 0, Span: 180_000}, {From: 90_000, Span: 180_000}, {From: 200_000, Span: 170_000}}, field.Arc{From: 0, Span: 360_000}},
		"opposite ones take the narrower":  {[]field.Arc{{From: 0, Span: 10_000}, {From: 170_000, Span: 10_000}}, field.Arc{From: 0, Span: 180_000}},
		"an arc that begins before north ": {[]field.Arc{{From: 355_000, Span: 10_000}}, field.Arc{From: 355_000, Span: 10_000}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := field.Cover(test.arcs); got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}
