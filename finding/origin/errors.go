// SPDX-License-Identifier: Apache-2.0

package origin

import (
	"truce/act"
	"truce/place"
	"truce/place/field"
	"truce/report"
)

// Table returns how accounts by some means err: what docs/spec/field.md lists with the source of each figure. Most are by
// judgement, wider rather than narrower: who is told too little errs less than who is told something wrong. Means that are
// not known err as what was told does.
func Table(m report.Means) field.Errors {
	switch m {
	case report.Seen:
		return field.Errors{
			Bearing: 5000, Distance: 45, Place: 300 * place.Metre,
			WrongBearing: 30_000, WrongDistance: 100_000, WrongPlace: 30_000,
		}
	case report.Heard:
		return field.Errors{
			Bearing: 12_000, Distance: 75, Place: 1500 * place.Metre,
			WrongBearing: 100_000, WrongDistance: 200_000, WrongPlace: 100_000,
		}
	case report.Camera:
		return field.Errors{
			Bearing: 2000, Distance: 35, Place: 200 * place.Metre,
			WrongBearing: 20_000, WrongDistance: 100_000, WrongPlace: 20_000,
		}
	case report.UAV:
		return field.Errors{
			Bearing: 2000, Distance: 10, Place: 100 * place.Metre,
			WrongBearing: 10_000, WrongDistance: 20_000, WrongPlace: 10_000,
		}
	case report.Radar:
		return field.Errors{
			Bearing: 500, Distance: 5, Place: 150 * place.Metre,
			WrongBearing: 20_000, WrongDistance: 20_000, WrongPlace: 20_000,
		}
	case report.Acoustic:
		return field.Errors{
			Bearing: 2000, Distance: 25, Place: 500 * place.Metre,
			WrongBearing: 50_000, WrongDistance: 100_000, WrongPlace: 50_000,
		}
	case report.Satellite:
		return field.Errors{
			Bearing: 2000, Distance: 10, Place: 500 * place.Metre,
			WrongBearing: 50_000, WrongDistance: 50_000, WrongPlace: 50_000,
		}
	case report.Crater:
		return field.Errors{
			Bearing: 8000, Distance: 50, Place: 1000 * place.Metre,
			WrongBearing: 50_000, WrongDistance: 100_000, WrongPlace: 50_000,
		}
	case report.Document, report.Told, "":
		return told
	}
	return told
}

var told = field.Errors{
	Bearing: 20_000, Distance: 100, Place: 2000 * place.Metre,
	WrongBearing: 150_000, WrongDistance: 200_000, WrongPlace: 150_000,
}

// directness orders means from the one that is nearest to what happened: of one root's accounts of the same ground the most
// direct is the account, and the others are copies of it.
func directness(m report.Means) int {
	for i, each := range []report.Means{
		report.Radar, report.UAV, report.Camera, report.Acoustic, report.Satellite, report.Crater, report.Seen, report.Heard,
		report.Told, report.Document,
	} {
		if m == each {
			return i
		}
	}
	return 10
}

// noticed is how far off half of the observers by some means would notice that a weapon fires, by judgement; 0 where the
// means do not depend on it.
func noticed(m report.Means, w act.Weapon) place.Length {
	var audible, visible place.Length
	switch w.Class {
	case "small-arms":
		audible, visible = 3, 3
	case "heavy-machine-gun", "grenade-launcher", "infantry-fighting-vehicle", "armoured-vehicle", "anti-tank-weapon":
		audible, visible = 5, 5
	case "mortar":
		audible, visible = 8, 8
	case "tank", "anti-aircraft-gun":
		audible, visible = 12, 12
	case "artillery", "naval-gun":
		audible, visible = 20, 20
	case "multiple-launch-rocket-system", "tactical-missile", "surface-to-air-missile", "missile":
		audible, visible = 25, 40
	default:
		audible, visible = 20, 20
	}
	switch m {
	case report.Heard:
		return audible * place.Kilometre
	case report.Seen, report.Camera:
		return visible * place.Kilometre
	default:
		return 0
	}
}

// Errors returns how an account by some means of something that a weapon did errs.
func Errors(m report.Means, w act.Weapon) field.Errors {
	e := Table(m)
	e.Reach = noticed(m, w)
	return e
}

// impactErrors is Errors of where something had its effect: whoever looks at craters stands among them, and to notice what
// strikes is no question of the weapon that fired.
func impactErrors(m report.Means, _ act.Weapon) field.Errors {
	e := Table(m)
	if m == report.Crater {
		e.Place = 100 * place.Metre
	}
	return e
}
