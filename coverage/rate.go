// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"math/big"

	"truce/when"
)

// perHours is how many hours of watching a rate is for.
const perHours = 1000

// Rate is how often something was seen in a thousand hours of watching one cell, in millionths. Of ground that nobody
// watched there is no rate, which is not a rate of zero.
type Rate struct {
	Per1000Hours int64 `json:"per_1000_hours_micro"`
	// Low and High are a 95 percent confidence interval: its low end by what surely was seen by somebody who watched, its
	// high end by what may have been as well. It is that of independent events; events of one day seldom are.
	Low  int64 `json:"low_micro"`
	High int64 `json:"high_micro"`
}

// RateOf returns the rate of a count, and of what perhaps belongs to it, in some time of watching; nil where nobody watched.
func RateOf(count, perhaps int64, watched when.Duration) *Rate {
	if watched <= 0 {
		return nil
	}
	low, _ := Bounds(count)
	_, high := Bounds(count + perhaps)
	return &Rate{
		Per1000Hours: scaled(count*Micro, watched, 0),
		Low:          scaled(low, watched, -1),
		High:         scaled(high, watched, 1),
	}
}

// scaled is an expected count in millionths over a time, for a thousand hours: rounded down, to the nearest or up.
func scaled(micro int64, watched when.Duration, round int) int64 {
	n := new(big.Int).Mul(big.NewInt(micro), big.NewInt(perHours*int64(when.Hour)))
	switch {
	case round == 0:
		n.Add(n, big.NewInt(int64(watched)/2))
	case round > 0:
		n.Add(n, big.NewInt(int64(watched)-1))
	}
	if n.Quo(n, big.NewInt(int64(watched))); n.IsInt64() {
		return n.Int64()
	}
	return 1<<63 - 1
}
