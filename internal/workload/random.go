// SPDX-License-Identifier: Apache-2.0

package workload

// source is a generator of numbers that are the same on every machine: SplitMix64 (Steele, Lea and Flood, "Fast
// splittable pseudorandom number generators", 2014). It is no source of secrets.
type source struct{ state uint64 }

func (s *source) next() uint64 {
	s.state += 0x9e3779b97f4a7c15
	z := s.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1. Its bias is below one in 2^40 for the small n that are asked here.
func (s *source) below(n int64) int64 { return int64(s.next() >> 1 % uint64(n)) }

// between returns a number from low to high, both included.
func (s *source) between(low, high int64) int64 { return low + s.below(high-low+1) }

// chance is true in so many of a hundred cases.
func (s *source) chance(percent int64) bool { return s.below(100) < percent }

// around returns a number that is likelier near 0, from -most to most: the mean of three.
func (s *source) around(most int64) int64 {
	return (s.between(-most, most) + s.between(-most, most) + s.between(-most, most)) / 3
}

// one returns an element of a list.
func one[T any](s *source, list []T) T { return list[s.below(int64(len(list)))] }

// fill fills bytes that stand for salts and digests.
func (s *source) fill(data []byte) {
	for i := range data {
		data[i] = byte(s.next() >> 33)
	}
}
