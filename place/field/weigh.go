// SPDX-License-Identifier: Apache-2.0

package field

import (
	"math"

	"truce/place"
)

// part is one part of an account made ready: a sector with its vantage, or ground.
type part struct {
	errors  *Errors
	vantage place.Vantage
	sector  place.Sector

	ground *place.Ground // nil for a sector and a circle
	circle *place.Circle // nil for all else, seen from the vantage
	flat   int64         // what it says where it is wrong: how much of all that it could have said it is, of one
	far    int64         // of a sector, the same of its distance
	least  int64         // logarithm of the least distance of a sector in millimetres, or 0
	most   int64
	span   int64 // of a sector, in millidegrees
}

// wide is the ground, in square metres, against which a wrong area is held: of a circle of 30 km.
const wide = 2_827_000_000

// A wrong distance is anywhere, by its logarithm, from 100 m to 100 km: ten bits but a little.
const (
	nearLog = 1660 // of 100 m in millimetres
	farSpan = 997
)

// prepare makes the accounts of an observation ready.
func prepare(o *Observation) [][]part {
	out := make([][]part, len(o.Accounts))
	for i := range o.Accounts {
		a := &o.Accounts[i]
		for _, s := range a.Region.Sectors {
			out[i] = append(out[i], sectorPart(s, &a.Errors))
		}
		if c := a.Region.Circle; c != nil {
			out[i] = append(out[i], part{errors: &a.Errors, circle: c, vantage: place.NewVantage(c.Centre), flat: flatOf(place.Region{Circle: c})})
		}
		rest := a.Region
		rest.Sectors, rest.Circle = nil, nil
		if rest.HasGeometry() {
			ground := place.NewGround(&rest)
			out[i] = append(out[i], part{errors: &a.Errors, ground: &ground, flat: flatOf(rest)})
		}
	}
	return out
}

// flatOf is how much of all ground that could have been named some ground is.
func flatOf(r place.Region) int64 { return max(one/1000, min(r.Area(), wide)/1000*one/(wide/1000)) }

func sectorPart(s place.Sector, e *Errors) part {
	p := part{errors: e, vantage: place.NewVantage(s.Observer.Centre), sector: s, most: logOf(uint64(s.Distance.Most))}
	p.span = (int64(s.To) - int64(s.From) + 360_000) % 360_000
	if p.span == 0 {
		p.span = 360_000
	}
	p.flat = p.span * one / 360_000
	if s.Distance.Least > 0 {
		p.least = logOf(uint64(s.Distance.Least))
	}
	p.far = max(one/100, min(one, (p.most-max(p.least, nearLog))*one/farSpan))
	return p
}

// spot is the middle of a cell with half of its longer side.
type spot struct {
	at   place.Point
	fix  place.Fix
	half int64
}

// root is the square root of a whole number below 2^52, rounded down: IEEE 754 has it exact.
func root(n int64) int64 { return int64(math.Sqrt(float64(n))) }

// maxSquare keeps sums of squares below 2^52.
const maxSquare = 40_000_000

func square(n int64) int64 {
	n = min(n, maxSquare)
	return n * n
}

// weigh returns what the part gives a cell, of one, and how much of that is not owed to the part's being wrong.
func (p *part) weigh(at *spot) (right, all int64) {
	if p.ground != nil {
		return p.outside(int64(p.ground.Distance(at.at)), at.half)
	}
	bearing, length := p.vantage.Look(&at.fix)
	if p.circle != nil {
		return p.outside(max(0, int64(length-p.circle.Radius)), at.half)
	}
	distance := max(1000, int64(length))
	// How far observer and cell, each somewhere in its own ground, are off, in millimetres.
	blur := root(square(int64(p.sector.Observer.Radius)/1000)/4+square(at.half/1000)/3) * 1000
	rightTurn, turn := p.turned(int64(bearing), min(90_000, blur*57_296/distance))
	log := logOf(uint64(distance))
	rightFar, far := p.away(log, min(300, blur*144/distance))
	notice := int64(one)
	if p.errors.Reach > 0 {
		_, notice = mixed(one-below(log-logOf(uint64(p.errors.Reach)), ReachSigma), one, ReachWrong)
	}
	return times(times(rightTurn, rightFar), notice), times(times(turn, far), notice)
}

// outside is what ground gives a cell whose middle is so far off it, in millimetres.
func (p *part) outside(off, half int64) (right, all int64) {
	share := int64(one)
	if off > 0 {
		// In metres, so that the squares stay small.
		sigma := root(square(int64(p.errors.Place)/1000) + square(half/1000)/3)
		share = 2 * (one - below(off/1000, sigma))
	}
	return mixed(share, p.flat, p.errors.WrongPlace)
}

// How sharply observers cease to notice something with distance, in hundredths of a bit, and how many notice it at any, in
// parts per million.
const (
	ReachSigma = 75
	ReachWrong = 20_000
)

// turned is the share of the bearings that such an observer would give which lie in the sector.
func (p *part) turned(bearing, blur int64) (right, all int64) {
	if p.span == 360_000 {
		return one, one
	}
	off := (bearing - int64(p.sector.From) - p.span/2 + 900_000) % 360_000
	off -= 180_000
	sigma := root(square(p.errors.Bearing) + square(blur))
	share := below(p.span/2-off, sigma) + below(p.span/2+off, sigma) - one
	return mixed(max(0, share), p.flat, p.errors.WrongBearing)
}

// away is the same of distances.
func (p *part) away(log, blur int64) (right, all int64) {
	sigma := root(square(p.errors.Distance) + square(blur))
	share := below(p.most-log, sigma)
	if p.sector.Distance.Least > 0 {
		share -= below(p.least-log, sigma)
	}
	return mixed(max(0, share), p.far, p.errors.WrongDistance)
}

// weighAll returns what an observation gives a cell: the mean of its accounts, each the sum of its parts.
func weighAll(accounts [][]part, at *spot) (right, all int64) {
	for _, parts := range accounts {
		r, a := int64(0), int64(0)
		for i := range parts {
			pr, pa := parts[i].weigh(at)
			r, a = r+pr, a+pa
		}
		right, all = right+min(one, r), all+min(one, a)
	}
	n := int64(len(accounts))
	return right / n, all / n
}

// bound is a range made ready.
type bound struct {
	vantage     place.Vantage
	radius      int64
	least, most int64 // logarithms; least 0 for none
}

// How far a weapon's range may be off, in hundredths of a bit, and how often the weapon is another one, in parts per
// million.
const (
	rangeSigma = 10
	rangeWrong = 20_000
)

func newBound(r *Range) *bound {
	if r == nil || r.Between.Most <= 0 {
		return nil
	}
	b := &bound{vantage: place.NewVantage(r.From.Centre), radius: int64(r.From.Radius), most: logOf(uint64(r.Between.Most))}
	if r.Between.Least > 0 {
		b.least = logOf(uint64(r.Between.Least))
	}
	return b
}

// weigh returns the chance that something in a cell reached the place that was struck.
func (b *bound) weigh(at *spot) (right, all int64) {
	_, length := b.vantage.Look(&at.fix)
	distance := max(1000, int64(length))
	near, far := max(1000, distance-b.radius), distance+b.radius
	sigma := root(square(rangeSigma) + square(min(300, at.half*83/distance)))
	share := below(b.most-logOf(uint64(near)), sigma)
	if b.least > 0 {
		share = times(share, below(logOf(uint64(far))-b.least, sigma))
	}
	return mixed(share, one, rangeWrong)
}
