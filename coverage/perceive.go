// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"truce/act"
	"truce/place"
	"truce/report"
)

// Signature is what of an act can be perceived from afar.
type Signature string

// The signatures. An act that leaves none, such as a denied patrol, is known to those it happens to and to nobody who
// watches from elsewhere.
const (
	Loud   Signature = "loud"   // an explosion or the discharge of a heavy weapon
	Light  Signature = "light"  // fire of small arms, machine guns and grenade launchers
	Flight Signature = "flight" // something in the air
	Ground Signature = "ground" // people, vehicles and works on the ground
	Heat   Signature = "heat"   // a fire
)

// Reach is how far a means perceives a signature, by day and by night; zero where it does not.
type Reach struct {
	Means     report.Means `json:"means"`
	Signature Signature    `json:"signature"`
	Day       place.Length `json:"day"`
	Night     place.Length `json:"night"`
	// Framed says that there is no distance from a post: the means perceives what its source says it had in view.
	Framed bool   `json:"framed,omitempty"`
	Basis  string `json:"basis"`
}

const (
	judged = "by judgement"
	// mast is the one distance that was published of a mission's camera at the line.
	mast = "2.4 km around, day and night, from a mast of 18 m: cameras of the OSCE SMM at Shyrokyne, Interfax-Ukraine, 12 January 2016"
	// heardAt is half of the farthest that daily reports give for what patrols heard.
	heardAt = "half of the 10 km up to which daily reports of the OSCE SMM place what patrols heard; the half by judgement"
	// noNight is why the eye of a patrol is worth little after dark.
	noNight = "by judgement; patrols of the OSCE SMM did not go out after dark (osce.org/special-monitoring-mission-to-ukraine/483761)"
)

// Reaches returns the table of what each means perceives and how far. A pair that is not in it is not perceived at all:
// craters, documents and accounts of others look back, and watch nothing. The figures are cautious: a watch that is counted
// where it could not perceive makes silence out of deafness.
func Reaches() []Reach {
	const m, km = place.Metre, place.Kilometre
	return []Reach{
		{report.Seen, Loud, 5 * km, 2 * km, false, noNight},
		{report.Seen, Light, 1 * km, 500 * m, false, noNight},
		{report.Seen, Flight, 2 * km, 0, false, noNight},
		{report.Seen, Ground, 1500 * m, 0, false, noNight},
		{report.Heard, Loud, 5 * km, 5 * km, false, heardAt},
		{report.Heard, Light, 1 * km, 1 * km, false, judged},
		{report.Heard, Flight, 1 * km, 1 * km, false, judged},
		{report.Camera, Loud, 5 * km, 2400 * m, false, "by day by judgement; by night " + mast},
		{report.Camera, Light, 2400 * m, 1 * km, false, "by day " + mast + "; by night by judgement"},
		{report.Camera, Flight, 1 * km, 500 * m, false, judged},
		{report.Camera, Ground, 2400 * m, 1 * km, false, "by day " + mast + "; by night by judgement"},
		{report.UAV, Loud, 3 * km, 3 * km, false, judged},
		{report.UAV, Light, 1 * km, 1 * km, false, judged},
		{report.UAV, Ground, 3 * km, 1 * km, false, judged},
		{report.UAV, Heat, 3 * km, 3 * km, false, judged},
		{report.Radar, Loud, 10 * km, 10 * km, false, "by judgement, for a radar that tracks shells"},
		{report.Radar, Flight, 10 * km, 10 * km, false, judged},
		{report.Acoustic, Loud, 5 * km, 5 * km, false, judged},
		{report.Acoustic, Light, 1500 * m, 1500 * m, false, judged},
		{report.Satellite, Ground, 0, 0, true, "what an image has in frame, by day; a watch lasts as long as the taking of it"},
		{report.Satellite, Heat, 0, 0, true, "what a pass has in frame; a watch lasts as long as the pass"},
	}
}

// signatureOf returns what a leaf of the acts leaves to be perceived; empty where it is nothing.
func signatureOf(leaf act.Act) Signature {
	switch leaf {
	case "small-arms-fire", "sniper-fire", "heavy-machine-gun-fire", "grenade-fire", "training-fire", "assault":
		return Light
	case "anti-tank-fire", "tank-fire", "infantry-fighting-vehicle-fire", "mortar-fire", "artillery-fire", "rocket-fire",
		"anti-aircraft-fire", "missile-strike", "air-strike", "uav-strike", "naval-fire", "mine-blast", "demining-blast",
		"sabotage", "illumination-flare":
		return Loud
	case "manned-flight", "uav-flight":
		return Flight
	case "reconnaissance", "weapon-presence", "weapon-absence", "troop-presence", "troop-movement",
		"military-vessel-movement", "fortification", "mine-laying", "marker-displacement":
		return Ground
	case "thermal-anomaly":
		return Heat
	}
	return ""
}

// asked is what a watch must perceive for its silence to mean something: the signatures of some acts. Acts that leave none
// are passed over, as those they happen to know of them; where no act leaves one, nobody can watch for it.
type asked struct {
	any bool // nothing in particular is asked
	all []Signature
}

func askedOf(acts []act.Act) asked {
	a := asked{any: len(acts) == 0}
	held := map[Signature]bool{}
	for _, each := range acts {
		for _, leaf := range each.Leaves() {
			if s := signatureOf(leaf); s != "" && !held[s] {
				held[s] = true
				a.all = append(a.all, s)
			}
		}
	}
	return a
}

// limits is how far a means perceives everything that is asked, by day and by night.
type limits struct {
	day, night place.Length
	// byDay and byNight say whether it perceives it at all, at whatever distance.
	byDay, byNight bool
	// boundless says that no distance bounds it.
	boundless bool
}

// within returns how far a means perceives all of what is asked: the least over the signatures.
func (a asked) within(m report.Means) limits {
	if a.any {
		return limits{byDay: true, byNight: true, boundless: true}
	}
	if len(a.all) == 0 {
		return limits{}
	}
	out := limits{day: 1 << 60, night: 1 << 60, byDay: true, byNight: true}
	for _, s := range a.all {
		r := reachOf(m, s)
		out.day, out.night = min(out.day, r.Day), min(out.night, r.Night)
		out.byDay = out.byDay && (r.Day > 0 || r.Framed)
		out.byNight = out.byNight && (r.Night > 0 || r.Framed && s == Heat)
	}
	return out
}

func reachOf(m report.Means, s Signature) Reach {
	for _, r := range Reaches() {
		if r.Means == m && r.Signature == s {
			return r
		}
	}
	return Reach{}
}
