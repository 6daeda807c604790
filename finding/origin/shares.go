// SPDX-License-Identifier: Apache-2.0

package origin

import (
	"cmp"
	"slices"

	"truce/place"
	"truce/place/field"
)

// What a ground is besides held by somebody.
const (
	// Outside all layers that speak of the time nobody says who held it.
	Outside = "outside all layers"
	// Near a line, within its tolerance, or where one layer says different things, nothing is said of who held it.
	Near = "within the tolerance of a line"
	// Contested ground is held by different sides according to different layers.
	Contested = "held by different sides according to different layers"
)

// Share is how much of an estimate lies on ground of one kind.
type Share struct {
	// Holder is who held it; empty for ground that cannot be attributed.
	Holder string `json:"holder,omitempty"`
	// Open says why it cannot be; empty for ground that somebody held.
	Open string `json:"open,omitempty"`
	// PPM is in parts per million of the whole field.
	PPM int64 `json:"ppm"`

	cells  []field.Cell
	ground []place.Region // of which it was asked
}

// Ground says who held all of a region: a holder, or else why nobody can be named. whole says that the same holds for each part
// of it.
type Ground func(place.Region) (holder, open string, whole bool)

// Sure is how much of an estimate, in parts per million, one side must have held for it to be named. Together with Credible
// it keeps the words "from the area controlled by" true nine times in ten at least, by the model; how often they are
// wrong when the model is, is in docs/METHOD.md.
const Sure = 900_000

// Credible is the share of an estimate, in parts per million, in which nobody else may have held any ground. What lies
// beyond it is mostly the chance that observations are plainly wrong, which reaches everywhere.
const Credible = 950_000

// Shares returns how much of the credible region lies on whose ground, the greatest share first. They add up to what the
// region holds.
func Shares(f *field.Field, cells []field.Cell, who Ground) []Share {
	var out []Share
	add := func(holder, open string, cells []field.Cell) {
		at := slices.IndexFunc(out, func(s Share) bool { return s.Holder == holder && s.Open == open })
		if at < 0 {
			at = len(out)
			out = append(out, Share{Holder: holder, Open: open})
		}
		out[at].cells = append(out[at].cells, cells...)
		out[at].ground = append(out[at].ground, about(cells))
	}
	part(slices.Clone(cells), who, add)
	for i := range out {
		out[i].PPM = f.Share(out[i].cells)
		out[i].cells = nil
	}
	slices.SortFunc(out, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.PPM, a.PPM), cmp.Compare(a.Holder, b.Holder), cmp.Compare(a.Open, b.Open))
	})
	return out
}

// part asks of all cells at once and, where that is no answer for each of them, of the halves.
func part(cells []field.Cell, who Ground, add func(holder, open string, cells []field.Cell)) {
	if len(cells) == 0 {
		return
	}
	holder, open, whole := who(about(cells))
	if whole || len(cells) == 1 {
		add(holder, open, cells)
		return
	}
	all := hull(cells)
	tall := all.High.Lat-all.Low.Lat > all.High.Lon-all.Low.Lon
	slices.SortFunc(cells, func(a, b field.Cell) int {
		north, east := cmp.Compare(a.Low.Lat, b.Low.Lat), cmp.Compare(a.Low.Lon, b.Low.Lon)
		if tall {
			return cmp.Or(north, east)
		}
		return cmp.Or(east, north)
	})
	part(cells[:len(cells)/2], who, add)
	part(cells[len(cells)/2:], who, add)
}

// about is the circle about cells, and about the circle about each of them, so that what is so of all of it is so of each. Of a
// circle it is far cheaper to tell who held it than of a box.
func about(cells []field.Cell) place.Region {
	all, largest := hull(cells), cells[0]
	for _, c := range cells {
		if c.High.Lat-c.Low.Lat > largest.High.Lat-largest.Low.Lat {
			largest = c
		}
	}
	radius := halfDiagonal(all)
	if len(cells) > 1 {
		radius += halfDiagonal(largest)
	}
	return place.Region{Circle: &place.Circle{Centre: all.Middle(), Radius: radius}}
}

// halfDiagonal is how far the corners of a box are from its middle, and a metre.
func halfDiagonal(c field.Cell) place.Length {
	middle := c.Middle()
	return max(place.Distance(middle, c.Low), place.Distance(middle, c.High)) + place.Metre
}

// hull is the ground between the outermost parallels and meridians of cells.
func hull(cells []field.Cell) field.Cell {
	all := cells[0]
	for _, c := range cells[1:] {
		all.Low = place.Point{Lat: min(all.Low.Lat, c.Low.Lat), Lon: min(all.Low.Lon, c.Low.Lon)}
		all.High = place.Point{Lat: max(all.High.Lat, c.High.Lat), Lon: max(all.High.Lon, c.High.Lon)}
	}
	return all
}

// Holder returns the share of the one side that held enough of the credible region, if nobody else held any of it; else why
// nobody can be named.
func Holder(shares []Share) (held Share, why string) {
	for _, s := range shares {
		switch {
		case s.Open == Contested:
			return Share{}, "the layers differ on who held it"
		case s.Holder == "":
		case held.Holder != "":
			return Share{}, "it may have come from ground of more than one side"
		default:
			held = s
		}
	}
	switch {
	case held.Holder == "":
		return Share{}, "no layer says who held it"
	case held.PPM < Sure:
		return Share{}, "no layer says who held enough of it"
	}
	return held, ""
}
