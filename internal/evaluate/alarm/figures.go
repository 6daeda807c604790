// SPDX-License-Identifier: Apache-2.0

package alarm

import (
	"fmt"
	"slices"

	"truce/when"
)

// Share is a share in parts per million, or a ratio in millionths; in JSON a number with six decimals. It is negative where
// there is nothing that it would be a share of, and then JSON has null.
type Share int64

// ratio returns a part of a whole, to the nearest millionth.
func ratio(part, of int64) Share {
	if of <= 0 {
		return -1
	}
	return Share((part*1_000_000 + of/2) / of)
}

// MarshalJSON implements json.Marshaler.
func (s Share) MarshalJSON() ([]byte, error) { return []byte(s.String()), nil }

// String writes the share as JSON has it.
func (s Share) String() string {
	if s < 0 {
		return "null"
	}
	return fmt.Sprintf("%d.%06d", s/1_000_000, s%1_000_000)
}

// Differences are how far times of the second observer lie after those of the first, in seconds: signed, and by size alone.
type Differences struct {
	Pairs int64 `json:"pairs"`
	P10   int64 `json:"p10_s"`
	P50   int64 `json:"p50_s"`
	P90   int64 `json:"p90_s"`
	Abs50 int64 `json:"abs_p50_s"`
	Abs90 int64 `json:"abs_p90_s"`
}

func differencesOf(list []when.Duration) Differences {
	d := Differences{Pairs: int64(len(list))}
	if len(list) == 0 {
		return d
	}
	signed, size := make([]int64, len(list)), make([]int64, len(list))
	for i, each := range list {
		signed[i] = int64(each / when.Second)
		size[i] = max(signed[i], -signed[i])
	}
	slices.Sort(signed)
	slices.Sort(size)
	d.P10, d.P50, d.P90 = percentile(signed, 10), percentile(signed, 50), percentile(signed, 90)
	d.Abs50, d.Abs90 = percentile(size, 50), percentile(size, 90)
	return d
}

// percentile returns the least of sorted numbers that at least so many percent are not above.
func percentile(sorted []int64, percent int) int64 {
	return sorted[max((len(sorted)*percent+99)/100-1, 0)]
}

// Recognised says how well something was recognised: of those taken for it how many were, and of those that were how many
// were taken for it.
type Recognised struct {
	Taken     int64 `json:"taken"`
	Right     int64 `json:"right"`
	Were      int64 `json:"were"`
	Precision Share `json:"precision"`
	Recall    Share `json:"recall"`
}

func (r *Recognised) add(taken, were bool) {
	if taken {
		r.Taken++
	}
	if were {
		r.Were++
	}
	if taken && were {
		r.Right++
	}
	r.Precision, r.Recall = ratio(r.Right, r.Taken), ratio(r.Right, r.Were)
}
