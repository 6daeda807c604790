// SPDX-License-Identifier: Apache-2.0

// Package worlds turns a seed into invented events whose origin is known, lets invented observers err in telling it, and
// counts how often the fields that are made of what they say hold the truth. It stands beside the path and judges nothing.
package worlds

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"truce/act"
	"truce/finding/origin"
	"truce/place"
	"truce/place/field"
	"truce/report"
)

// Kind is how the observers of a world err.
type Kind string

// The kinds. Only in the first do they err as the tables say.
const (
	// Modelled errors are those of the tables, each observer's its own.
	Modelled Kind = "modelled"
	// HeavyTails are errors of Student's distribution with three degrees of freedom, of the same scale.
	HeavyTails Kind = "heavy-tails"
	// WrongBearings are one bearing in ten, of any means, that says nothing, on top of the tables.
	WrongBearings Kind = "wrong-bearings"
	// Correlated observers share half of the variance of their bearings and distances.
	Correlated Kind = "correlated"
	// Misdeclared means: every other account that was told or heard is declared as seen.
	Misdeclared Kind = "misdeclared-means"
	// Copied accounts: one observer's account is given three times under roots that nobody knows to be one.
	Copied Kind = "undetected-copies"
	// FartherThanKnown weapons fire half as far again as the table says.
	FartherThanKnown Kind = "longer-range"
)

// Kinds returns all kinds, the modelled one first.
func Kinds() []Kind {
	return []Kind{Modelled, HeavyTails, WrongBearings, Correlated, Misdeclared, Copied, FartherThanKnown}
}

// Rate is a share of worlds, in parts per million, with how many it is of.
type Rate struct {
	PPM int64 `json:"ppm"`
	Of  int   `json:"of"`
}

func rate(n, of int) Rate {
	if of == 0 {
		return Rate{}
	}
	return Rate{int64(n) * 1_000_000 / int64(of), of}
}

// Result is what came of many worlds of a kind.
type Result struct {
	Kind   Kind `json:"kind"`
	Worlds int  `json:"worlds"`
	// Covers50 to Covers95 are how often the credible region of that share, in hundredths, held the true origin.
	Covers50 Rate `json:"covers_50"`
	Covers90 Rate `json:"covers_90"`
	Covers95 Rate `json:"covers_95"`
	// Agreed is how often the observations agreed at all, AgreedCovers90 how often the region then held the truth.
	Agreed         Rate `json:"agreed"`
	AgreedCovers90 Rate `json:"agreed_covers_90"`
	// Named is how often, of the worlds in which the observations agreed, one side was named as holder of the ground;
	// NamedWrongly how often, of those, it was the wrong one.
	Named        Rate `json:"named"`
	NamedWrongly Rate `json:"named_wrongly"`
	// MedianArea90 and WidestArea90 are of the credible region of 90 %, in hectares.
	MedianArea90 int64 `json:"median_area_90_ha"`
	WidestArea90 int64 `json:"widest_area_90_ha"`
}

// Run makes n worlds of a kind from a seed. The same seed gives the same worlds.
func Run(kind Kind, n int, seed uint64) (Result, error) {
	if !slices.Contains(Kinds(), kind) {
		return Result{}, fmt.Errorf("no kind of worlds is called %q: use one of %v", kind, Kinds())
	}
	var c counts
	for i := range n {
		w := newWorld(kind, 0, rand.New(rand.NewPCG(seed, uint64(i))))
		f, ok := field.Make(w.question)
		if !ok {
			return Result{}, fmt.Errorf("world %d of %s has no field", i, kind)
		}
		c.take(w, f)
	}
	slices.Sort(c.areas)
	return Result{
		Kind: kind, Worlds: n, Covers50: rate(c.in[0], n), Covers90: rate(c.in[1], n), Covers95: rate(c.in[2], n),
		Agreed: rate(c.agreed, n), AgreedCovers90: rate(c.agreedIn, c.agreed),
		Named: rate(c.named, c.agreed), NamedWrongly: rate(c.wrong, c.named),
		MedianArea90: c.areas[len(c.areas)/2] / 10_000, WidestArea90: c.areas[len(c.areas)-1] / 10_000,
	}, nil
}

// Questions are those of n modelled worlds with as many observers each.
func Questions(n, observers int, seed uint64) []field.Question {
	out := make([]field.Question, n)
	for i := range out {
		out[i] = newWorld(Modelled, observers, rand.New(rand.NewPCG(seed, uint64(i)))).question
	}
	return out
}

type counts struct {
	in                             [3]int
	agreed, agreedIn, named, wrong int
	areas                          []int64
}

func (c *counts) take(w *world, f *field.Field) {
	for i, share := range []int64{500_000, 900_000, 950_000} {
		if field.Holds(f.Within(share), w.origin) {
			c.in[i]++
		}
	}
	cells := f.Within(900_000)
	c.areas = append(c.areas, field.Area(cells))
	if !f.Agree() {
		return
	}
	c.agreed++
	if field.Holds(cells, w.origin) {
		c.agreedIn++
	}
	side, _ := origin.Holder(origin.Shares(f, f.Within(origin.Credible), w.holder))
	if side.Holder == "" {
		return
	}
	c.named++
	if truth, _ := w.sideOf(int64(w.origin.Lon), int64(w.origin.Lon)); side.Holder != truth {
		c.wrong++
	}
}

// world is one invented event.
type world struct {
	kind     Kind
	chance   *rand.Rand
	weapon   act.Weapon
	hit      place.Circle
	origin   place.Point
	line     int64 // the longitude at which one side's ground ends
	question field.Question
	shared   [2]float64 // the common part of correlated errors, of bearings and distances
}

// tolerance is half of the ground about the line that nobody is named as holder of, in degrees x 10^7.
const tolerance = 70_000

// sideOf says on whose ground everything between two longitudes lies.
func (w *world) sideOf(west, east int64) (holder, open string) {
	switch {
	case east < w.line-tolerance:
		return "west", ""
	case west > w.line+tolerance:
		return "east", ""
	default:
		return "", origin.Near
	}
}

func (w *world) holder(r place.Region) (holder, open string, whole bool) {
	low, high, _ := r.Box()
	holder, open = w.sideOf(int64(low.Lon), int64(high.Lon))
	return holder, open, holder != ""
}

// weapons are those of the invented events.
var weapons = []act.Weapon{
	{Class: "mortar", Model: "2S12"},
	{Class: "artillery", Model: "D-30"},
	{Class: "artillery"},
	{Class: "multiple-launch-rocket-system", Model: "Grad"},
	{},
}

// means are those of the invented observers; people are the more common ones.
var means = []report.Means{
	report.Heard, report.Heard, report.Heard, report.Seen, report.Seen, report.Camera, report.Acoustic, report.Crater, report.UAV,
	report.Radar, report.Told,
}

func newWorld(kind Kind, observers int, chance *rand.Rand) *world {
	w := &world{kind: kind, chance: chance, weapon: weapons[chance.IntN(len(weapons))]}
	w.hit = place.Circle{
		Centre: place.Point{Lat: 450_000_000 + chance.Int32N(80_000_000), Lon: 300_000_000 + chance.Int32N(80_000_000)},
		Radius: place.Length(100+chance.IntN(900)) * place.Metre,
	}
	reach := w.weapon.Reach()
	least, most := float64(reach.Least), float64(reach.Most)
	if reach.Most == 0 {
		most = 25_000
	} else {
		w.question.Range = &field.Range{From: w.hit, Between: place.Range{Least: place.Length(reach.Least) * place.Metre, Most: place.Length(reach.Most) * place.Metre}}
	}
	if kind == FartherThanKnown {
		most *= 1.5
	}
	struck := w.within(w.hit)
	// By area, each piece of ground alike.
	distance := math.Sqrt(least*least + chance.Float64()*(most*most-least*least))
	w.origin = place.Travel(struck, place.Bearing(chance.IntN(360_000)), place.Length(distance*1000))
	w.line = int64(w.origin.Lon) + int64(chance.NormFloat64()*1_500_000)
	w.shared = [2]float64{chance.NormFloat64(), chance.NormFloat64()}
	n := 2 + chance.IntN(5)
	if observers > 0 {
		n = observers
	}
	for range n {
		w.observe()
	}
	if kind == Copied {
		first := w.question.Observations[0]
		w.question.Observations = append(w.question.Observations, first, first)
	}
	return w
}

// within is a point in a circle, each piece of its ground alike.
func (w *world) within(c place.Circle) place.Point {
	far := math.Sqrt(w.chance.Float64()) * float64(c.Radius)
	return place.Travel(c.Centre, place.Bearing(w.chance.IntN(360_000)), place.Length(far))
}
