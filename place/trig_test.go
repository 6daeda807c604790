// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"truce/place"
)

// bigSin sums the series of the sine with 300 bits, which leaves far more than 53 right for |x| up to 20.
func bigSin(x *big.Float) *big.Float {
	sum, term := new(big.Float).SetPrec(300), new(big.Float).SetPrec(300).Set(x)
	square := new(big.Float).SetPrec(300).Mul(x, x)
	for k := int64(1); k < 200; k += 2 {
		sum.Add(sum, term)
		term.Mul(term, square)
		term.Quo(term, new(big.Float).SetPrec(300).SetInt64(-(k+1)*(k+2)))
	}
	return sum
}

// ulps is how many units in the last place of want lie between got and want; none if they are within 10^-24.
func ulps(got float64, want *big.Float) float64 {
	near, _ := want.Float64()
	unit := math.Nextafter(math.Abs(near), math.Inf(1)) - math.Abs(near)
	off, _ := new(big.Float).Sub(new(big.Float).SetPrec(300).SetFloat64(got), want).Float64()
	if math.Abs(off) < 1e-24 {
		return 0 // next to a zero
	}
	return math.Abs(off) / unit
}

func TestSineAndCosineAreRightToTwoUnits(t *testing.T) {
	halfPi, _ := new(big.Float).SetPrec(300).SetString("1.5707963267948966192313216916397514420985846996875529104874722961539082031431")
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-4*math.Pi, 4*math.Pi).Draw(t, "x")
		exact := new(big.Float).SetPrec(300).SetFloat64(x)
		if off := ulps(place.Sin(x), bigSin(exact)); off > 2 {
			t.Errorf("sin(%v) is %v units off", x, off)
		}
		if off := ulps(place.Cos(x), bigSin(exact.Add(exact, halfPi))); off > 2 {
			t.Errorf("cos(%v) is %v units off", x, off)
		}
	})
}

func TestArcTangentIsRightToTwoUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, x := rapid.Float64Range(-10, 10).Draw(t, "y"), rapid.Float64Range(-10, 10).Draw(t, "x")
		y, x = y+0, x+0 // no minus zeros: ours is an angle in (-pi, pi], and 0 at the origin
		want := math.Atan2(y, x)
		if got := place.Atan2(y, x); ulps(got, new(big.Float).SetFloat64(want)) > 2 {
			t.Errorf("atan2(%v, %v) = %v, want %v", y, x, got, want)
		}
	})
	for _, c := range []struct{ y, x, want float64 }{
		{0, 0, 0}, {0, 1, 0}, {0, -1, math.Pi}, {1, 0, math.Pi / 2}, {-1, 0, -math.Pi / 2}, {1, 1, math.Pi / 4}, {-1, -1, -3 * math.Pi / 4},
	} {
		if got := place.Atan2(c.y, c.x); got != c.want {
			t.Errorf("atan2(%v, %v) = %v, want %v", c.y, c.x, got, c.want)
		}
	}
}
