// SPDX-License-Identifier: Apache-2.0

package territory

import (
	"cmp"
	"slices"

	"truce/place"
	"truce/when"
)

// Comparison is two layers side by side at the populated places of either. They are compared, never merged.
type Comparison struct {
	A string `json:"a"`
	B string `json:"b"`
	// Agree and Differ count places of which both name a holder; OnlyA and OnlyB those of which one does; Neither the rest.
	Agree   int          `json:"agree"`
	Differ  int          `json:"differ"`
	OnlyA   int          `json:"only_a"`
	OnlyB   int          `json:"only_b"`
	Neither int          `json:"neither"`
	Differs []Difference `json:"differs,omitempty"`
}

// Difference is a place of which two layers name different holders.
type Difference struct {
	Name string      `json:"name"`
	At   place.Point `json:"at"`
	A    string      `json:"a"`
	B    string      `json:"b"`
}

// Compare asks both layers who held the centre of each populated place of either throughout a time.
func Compare(a, b *Map, i when.Interval) Comparison {
	out := Comparison{A: a.Layer.Name, B: b.Layer.Name}
	spots := append(slices.Clone(a.Layer.Marks), b.Layer.Marks...)
	slices.SortFunc(spots, func(p, q Mark) int {
		return cmp.Or(cmp.Compare(p.Name, q.Name), cmp.Compare(p.At.Centre.Lat, q.At.Centre.Lat), cmp.Compare(p.At.Centre.Lon, q.At.Centre.Lon))
	})
	spots = slices.CompactFunc(spots, func(p, q Mark) bool { return p.Name == q.Name && p.At.Centre == q.At.Centre })
	for _, s := range spots {
		at := place.Region{Circle: &place.Circle{Centre: s.At.Centre}}
		byA, _ := a.Holder(at, i)
		byB, _ := b.Holder(at, i)
		switch {
		case byA == "" && byB == "":
			out.Neither++
		case byB == "":
			out.OnlyA++
		case byA == "":
			out.OnlyB++
		case byA == byB:
			out.Agree++
		default:
			out.Differ++
			out.Differs = append(out.Differs, Difference{s.Name, s.At.Centre, byA, byB})
		}
	}
	return out
}
