// SPDX-License-Identifier: Apache-2.0

package rehearse

// chance draws numbers that a seed alone decides, on every machine: SplitMix64 (Steele, Lea and Flood, 2014), whose whole
// state is one word. It is for choosing which runs to play, and for nothing that has to be secret.
type chance uint64

func (c *chance) next() uint64 {
	*c += 0x9E3779B97F4A7C15
	z := uint64(*c)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// below returns a number from 0 to n-1. Some come more often than others by less than n in 2^64.
func (c *chance) below(n int) int { return int(c.next() % uint64(n)) }
