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
	return bounds{}.rate(Seen{Watched: count, Perhaps: perhaps}, watched)
}

// bounds are the limits of counts that came up before: in most cells nothing is seen.
type bounds map[int64][2]int64

func (b bounds) of(count int64) (low, high int64) {
	found, ok := b[count]
	if !ok {
		found[0], found[1] = Bounds(count)
		b[count] = found
	}
	return found[0], found[1]
}

func (b bounds) rate(s Seen, watched when.Duration) *Rate {
	if watched <= 0 {
		return nil
	}
	count := s.Watched
	low, _ := b.of(count)
	_, high := b.of(count + s.Perhaps)
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
