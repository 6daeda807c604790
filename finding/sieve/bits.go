// SPDX-License-Identifier: Apache-2.0

package sieve

import (
	"iter"
	"math/bits"
)

// bitset is a set of rules by their places.
type bitset []uint64

func newBits(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int) { b[i/64] |= 1 << (i % 64) }

func (b bitset) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bitset) any() bool {
	for _, w := range b {
		if w != 0 {
			return true
		}
	}
	return false
}

// fill sets the first n.
func (b bitset) fill(n int) {
	for i := range n {
		b.set(i)
	}
}

// and visits what is in both, in order.
func (b bitset) and(o bitset) iter.Seq[int] {
	return func(yield func(int) bool) {
		for w := range b {
			for both := b[w] & o[w]; both != 0; both &= both - 1 {
				if !yield(w*64 + bits.TrailingZeros64(both)) {
					return
				}
			}
		}
	}
}
