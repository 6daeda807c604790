// SPDX-License-Identifier: Apache-2.0

package shares

import (
	"slices"
	"strings"

	"truce/place"
)

// Unmatched says why a record stands for no unit of a roll.
type Unmatched string

// Why a record is unmatched.
const (
	NoName    Unmatched = "no unit of that code or name"
	Elsewhere Unmatched = "only units of that name in another oblast or too far away"
	Ambiguous Unmatched = "several units fit"
	NoPlace   Unmatched = "no code, and it is not known where it is"
)

// Matching is which records stand for which units.
type Matching struct {
	// Unit holds the index of a unit for each record, -1 for none.
	Unit []int
	// Why counts the records that stand for none.
	Why map[Unmatched]int
	// ByCode and ByName count those that do.
	ByCode, ByName int
}

// Match finds the unit of every record: the one of its code; else the only one that has one of its names, is in the same oblast where
// both name one, and lies within the distance where both say where they are. One of the latter two at least must be known of both.
// Where several fit, none is taken.
func Match(r Roll, records []Record, within place.Length) Matching {
	if r.own && len(r.Units) == len(records) {
		m := Matching{Unit: make([]int, len(records)), ByCode: len(records)}
		for i := range records {
			m.Unit[i] = i
		}
		return m
	}
	codes, names := map[string][]int{}, map[string][]int{}
	for i, u := range r.Units {
		if u.Code != "" {
			codes[u.Code] = append(codes[u.Code], i)
		}
		for _, n := range folded(u.Names) {
			names[n] = append(names[n], i)
		}
	}
	m := Matching{Unit: make([]int, len(records)), Why: map[Unmatched]int{}}
	for i := range records {
		rec := &records[i]
		m.Unit[i] = -1
		switch coded := codes[rec.Code]; len(coded) {
		case 0:
		case 1:
			m.Unit[i] = coded[0]
			m.ByCode++
			continue
		default:
			m.Why[Ambiguous]++
			continue
		}
		var named []int
		for _, n := range folded(append(slices.Clone(rec.Names), rec.Name)) {
			named = append(named, names[n]...)
		}
		slices.Sort(named)
		named = slices.Compact(named)
		fits := slices.DeleteFunc(slices.Clone(named), func(k int) bool { return !rec.fits(&r.Units[k], within) })
		switch {
		case len(named) == 0:
			m.Why[NoName]++
		case len(fits) == 1:
			m.Unit[i] = fits[0]
			m.ByName++
		case len(fits) > 1:
			m.Why[Ambiguous]++
		case rec.Nowhere && rec.Oblast == "":
			m.Why[NoPlace]++
		default:
			m.Why[Elsewhere]++
		}
	}
	return m
}

func (rec *Record) fits(u *Unit, within place.Length) bool {
	oblast, near := rec.Oblast != "" && u.Oblast != "", !rec.Nowhere && u.At != nil
	switch {
	case !oblast && !near:
		return false
	case oblast && Fold(rec.Oblast) != Fold(u.Oblast):
		return false
	case near && place.Distance(rec.At.Centre, *u.At) > within:
		return false
	}
	return true
}

func folded(names []string) []string {
	var out []string
	for _, n := range names {
		if n = Fold(n); n != "" {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Fold brings a name to the form in which names are compared: lower case, one apostrophe for all, single spaces.
func Fold(name string) string {
	name = strings.NewReplacer("\u2019", "'", "\u02bc", "'", "\u2018", "'", "`", "'", "\u02b9", "'").Replace(strings.ToLower(name))
	return strings.Join(strings.Fields(name), " ")
}
