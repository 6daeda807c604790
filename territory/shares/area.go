// SPDX-License-Identifier: Apache-2.0

package shares

import (
	"cmp"
	"slices"
	"strings"

	"truce/place/parting"
)

// AreaShares is how the ground of some units was shared, in square metres.
type AreaShares struct {
	Units int `json:"units"`
	// Crimea says whether Crimea and Sevastopol are in: in, out, or that there is no border of them.
	Crimea string `json:"crimea"`
	// Of is the area within the borders as drawn.
	Of int64 `json:"of_m2"`
	// Held has each side's ground at least, as the line is drawn, and at most, with its shares of Of.
	Held []HeldArea `json:"held"`
	// Unassigned is ground that nobody is known to have held, Band what lies within the tolerance of the line.
	Unassigned int64 `json:"unassigned_m2"`
	Band       int64 `json:"band_m2"`
	// Why says why no side has anything, if none has.
	Why string `json:"why,omitempty"`
}

// HeldArea is one side's ground. The shares are parts per million.
type HeldArea struct {
	parting.Side
	LeastShare int64 `json:"least_ppm"`
	AboutShare int64 `json:"about_ppm"`
	MostShare  int64 `json:"most_ppm"`
}

// IsCrimea tells whether the name of a unit is that of Crimea or Sevastopol, in English, Ukrainian or Russian.
func IsCrimea(name string) bool {
	name = Fold(name)
	return slices.ContainsFunc([]string{"крим", "крым", "crimea", "krym", "севастополь", "sevastopol"}, func(w string) bool {
		return strings.Contains(name, w)
	})
}

// AreaOf adds up the parts of a result: those of Crimea and Sevastopol only if asked for, all others always.
func AreaOf(r *parting.Result, crimea bool) AreaShares {
	a := AreaShares{Crimea: "no border of Crimea or Sevastopol is among those given"}
	sides := map[string]parting.Side{}
	for _, p := range r.Parts {
		if IsCrimea(p.Unit) {
			if a.Crimea = "Crimea and Sevastopol are in, as far as their borders are given"; !crimea {
				a.Crimea = "Crimea and Sevastopol are out"
				continue
			}
		}
		a.Units++
		a.Of, a.Unassigned, a.Band = a.Of+p.Drawn, a.Unassigned+p.Unassigned, a.Band+p.Band
		for _, s := range p.Sides {
			t := sides[s.Name]
			sides[s.Name] = parting.Side{Name: s.Name, Least: t.Least + s.Least, About: t.About + s.About, Most: t.Most + s.Most}
		}
	}
	for _, s := range sides {
		a.Held = append(a.Held, HeldArea{s, share(s.Least, a.Of), share(s.About, a.Of), share(s.Most, a.Of)})
	}
	slices.SortFunc(a.Held, func(x, y HeldArea) int { return cmp.Compare(x.Name, y.Name) })
	if len(a.Held) == 0 {
		a.Why = why(r)
	}
	return a
}

// why says why no side has any ground.
func why(r *parting.Result) string {
	switch {
	case !r.Crosses:
		return "no line crosses the borders"
	case r.Seeds.Spoke == 0:
		return "no place of known control lies inside the borders, away from the line"
	case len(r.Open) > 0:
		return "a line ends inside the borders, " + r.Open[0].By.String() + " from the nearest ground outside of them, so that places of both sides lie in one piece: carry it on, or give the rest of it"
	}
	return "places of both sides lie in every piece that has any"
}

// share is a part of an area in parts per million, rounded; areas on the earth are far below what overflows.
func share(part, of int64) int64 {
	if of == 0 {
		return 0
	}
	// Square metres of the whole earth times a million exceed 63 bits: hectares do not.
	return (part/10_000*whole + of/20_000) / max(1, of/10_000)
}
