// SPDX-License-Identifier: Apache-2.0

package drift

import (
	"math"
	"math/bits"
)

// mulDiv returns a*b/c by a product of 128 bits, towards 0; what does not fit in the end becomes the largest number.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(abs(a)), uint64(abs(b)))
	divisor := uint64(abs(c))
	if hi >= divisor {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, divisor)
	out := int64(min(q, math.MaxInt64))
	if (a < 0) != (b < 0) != (c < 0) {
		return -out
	}
	return out
}
