// SPDX-License-Identifier: Apache-2.0

package coverage

import "math/big"

// Micro is the unit of expected counts: a millionth of an event.
const Micro = 1_000_000

// tail is the probability left on each side of an interval: 2.5 percent, as a fraction.
const (
	tailOf = 40
	// guard is how many binary places the sums are carried to; what is left out of them is below 2^-180 of the whole.
	guard = 200
)

// Bounds returns the exact 95 percent confidence interval of the expected count behind a count of independent events, in
// millionths of an event: the limits of Garwood (Biometrika 28, 1936), rounded outward, so that the interval is never
// narrower than the exact one. The lower limit of no events is 0. It computes with whole numbers only. A negative count is
// taken for none.
func Bounds(count int64) (low, high int64) {
	count = max(count, 0)
	if count > 0 {
		// The largest expectation under which as many or more have at most the tail.
		low = search(count, func(m int64) bool { return !upperExceeds(count, m) }) - 1
	}
	// The least expectation under which as few or fewer have at most the tail.
	return max(low, 0), search(count, func(m int64) bool { return lowerExceeds(count, m) })
}

// search returns the least expectation, in millionths, at which holds is false; it is true from 0 up to there.
func search(count int64, holds func(micro int64) bool) int64 {
	least, most := int64(0), (2*count+10)*Micro // above the upper limit of every count
	for least < most {
		if middle := least + (most-least)/2; holds(middle) {
			least = middle + 1
		} else {
			most = middle
		}
	}
	return least
}

// upperExceeds tells whether at least so many events have more than the tail.
func upperExceeds(count, micro int64) bool {
	below, all := sums(count-1, micro)
	return exceeds(all.Sub(all, below), new(big.Int).Add(below, all))
}

// lowerExceeds tells whether at most so many events have more than the tail.
func lowerExceeds(count, micro int64) bool {
	below, all := sums(count, micro)
	return exceeds(below, all)
}

func exceeds(part, all *big.Int) bool {
	return new(big.Int).Mul(part, big.NewInt(tailOf)).Cmp(all) > 0
}

// sums returns the weights, up to a common factor, of at most so many events and of any number, under an expectation in
// millionths. The weight of the likeliest number is 2^guard, and numbers that weigh nothing by that measure are left out.
func sums(count, micro int64) (below, all *big.Int) {
	below, all = new(big.Int), new(big.Int)
	mode := micro / Micro
	add := func(n int64, weight *big.Int) {
		all.Add(all, weight)
		if n <= count {
			below.Add(below, weight)
		}
	}
	top := new(big.Int).Lsh(big.NewInt(1), guard)
	add(mode, top)
	expected, unit := big.NewInt(micro), big.NewInt(Micro)
	weight := new(big.Int).Set(top)
	for n := mode; n > 0 && weight.Sign() > 0; n-- { // n events from n-1: times the expectation, by n
		weight.Mul(weight, new(big.Int).Mul(big.NewInt(n), unit)).Quo(weight, expected)
		add(n-1, weight)
	}
	weight.Set(top)
	for n := mode + 1; weight.Sign() > 0; n++ {
		weight.Mul(weight, expected).Quo(weight, new(big.Int).Mul(big.NewInt(n), unit))
		add(n, weight)
	}
	return below, all
}
