// SPDX-License-Identifier: Apache-2.0

package worlds

import (
	"math"
	"slices"

	"truce/finding/origin"
	"truce/place"
	"truce/place/field"
	"truce/report"
)

// observe adds what one observer says of the origin.
func (w *world) observe() {
	m := means[w.chance.IntN(len(means))]
	errs := origin.Errors(m, w.weapon)
	declared := errs
	if w.kind == Misdeclared && (m == report.Heard || m == report.Told) && w.chance.IntN(2) == 0 {
		declared = origin.Errors(report.Seen, w.weapon)
	}
	var region place.Region
	if m == report.UAV || m == report.Radar || m == report.Told && w.chance.IntN(2) == 0 {
		region.Circle = w.area(errs)
	} else {
		region.Sectors = []place.Sector{w.sector(m, errs)}
	}
	w.question.Observations = append(w.question.Observations, field.Observation{Accounts: []field.Account{{Region: region, Errors: declared}}})
}

// area is a circle that somebody names as the ground of the origin.
func (w *world) area(e field.Errors) *place.Circle {
	c := &place.Circle{Radius: place.Length(200+w.chance.IntN(1800)) * place.Metre}
	if w.happens(e.WrongPlace) {
		c.Centre = place.Travel(w.origin, place.Bearing(w.chance.IntN(360_000)), place.Length(math.Sqrt(w.chance.Float64())*30e6))
		return c
	}
	sigma := float64(e.Place)
	for {
		far := math.Sqrt(w.chance.Float64()) * (float64(c.Radius) + 6*sigma)
		outside := max(0, far-float64(c.Radius)) / sigma
		if w.kind == HeavyTails {
			outside /= 1 + w.chance.ExpFloat64()
		}
		if w.chance.Float64() < math.Erfc(outside/math.Sqrt2) {
			c.Centre = place.Travel(w.origin, place.Bearing(w.chance.IntN(360_000)), place.Length(far))
			return c
		}
	}
}

// sector is a direction and a distance that somebody gives from where they are.
func (w *world) sector(m report.Means, e field.Errors) place.Sector {
	at, own := w.stand(m, e)
	s := place.Sector{Observer: place.Circle{Centre: at, Radius: own}}
	from := w.within(s.Observer)
	bearing := float64(place.Direction(from, w.origin)) + w.err(0)*float64(e.Bearing)
	wrong := e.WrongBearing
	if w.kind == WrongBearings {
		wrong += 100_000
	}
	if w.happens(wrong) {
		bearing = float64(w.chance.IntN(360_000))
	}
	turn := int64(math.Floor(bearing))%360_000 + 360_000
	half := int64(500) // people name one of the sixteen winds, instruments a degree
	if slices.Contains([]report.Means{report.Heard, report.Seen, report.Told, report.Crater}, m) {
		half = 11_250
	}
	wind := (turn + half) / (2 * half)
	s.From = place.Bearing((wind*2*half - half + 720_000) % 360_000)
	s.To = place.Bearing((wind*2*half + half) % 360_000)
	log := math.Log2(float64(place.Distance(from, w.origin))) + w.err(1)*float64(e.Distance)/100
	if w.happens(e.WrongDistance) {
		log = math.Log2(100_000) + w.chance.Float64()*math.Log2(1000)
	}
	// Distances fall into classes of a third of a bit or, for most people, a whole one.
	step := []float64{1.0 / 3, 1}[w.chance.IntN(2)]
	class := math.Floor(log / step)
	s.Distance = place.Range{Least: place.Length(math.Exp2(class * step)), Most: place.Length(math.Exp2((class + 1) * step))}
	if w.chance.IntN(4) == 0 { // no distance is given
		s.Distance = place.Range{Most: 200 * place.Kilometre}
	}
	return s
}

// stand is where an observer is who noticed it, and how well that is known.
func (w *world) stand(m report.Means, e field.Errors) (place.Point, place.Length) {
	if m == report.Crater {
		return w.hit.Centre, w.hit.Radius
	}
	own := place.Length(10+w.chance.IntN(190)) * place.Metre
	for {
		at := place.Travel(w.hit.Centre, place.Bearing(w.chance.IntN(360_000)), place.Length(math.Sqrt(w.chance.Float64())*20e6))
		if e.Reach == 0 {
			return at, own
		}
		beyond := math.Log2(float64(max(1, place.Distance(at, w.origin)))/float64(e.Reach)) / (field.ReachSigma / 100.0)
		missed := field.ReachWrong / 1e6
		if w.chance.Float64() < missed+(1-missed)*math.Erfc(beyond/math.Sqrt2)/2 {
			return at, own
		}
	}
}

func (w *world) happens(ppm int64) bool { return w.chance.Int64N(1_000_000) < ppm }

// err is an error of one standard deviation.
func (w *world) err(of int) float64 {
	own := w.chance.NormFloat64()
	switch w.kind {
	case HeavyTails:
		square := 0.0
		for range 3 {
			z := w.chance.NormFloat64()
			square += z * z
		}
		return own / math.Sqrt(square/3)
	case Correlated:
		return math.Sqrt2 / 2 * (own + w.shared[of])
	default:
		return own
	}
}
