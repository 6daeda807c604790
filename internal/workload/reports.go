// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"fmt"

	"truce/act"
	"truce/canon"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Stream is reports in the order in which they come in. Of a hundred, seventy say a point with a radius, twenty a
// direction from an observer and ten the name of a place; thirty bring the words of a headline; and thirty speak of an event of which of which
// one of the reports shortly before them speaks. Events lie along the front, five of six of them within forty
// kilometres of it.
type Stream struct {
	rand   source
	kinds  []kindOfEvent
	towns  []place.Point
	now    when.Instant
	step   int64 // the mean time from one event to the next, in milliseconds
	recent []happening
	made   int64
	// Headlines is how many of a hundred reports bring words, 30 unless it is set.
	Headlines int64
}

// happening is what reports speak of.
type happening struct {
	at     when.Instant
	where  place.Point
	what   kindOfEvent
	weapon *act.Weapon
	named  int // the settlement nearest to it, of those tried
}

// kindOfEvent is what was done, with the words that an observer may use for it.
type kindOfEvent struct {
	act     act.Act
	words   string
	classes []act.Class
	calibre []act.Calibre
}

// recentEvents is how many events another account may speak of.
const recentEvents = 16

// NewStream begins a stream at an instant, with so many events a day: a real theatre has about a thousand.
func NewStream(seed uint64, from when.Instant, perDay int64) *Stream {
	s := &Stream{rand: source{seed}, kinds: kindsOfEvent(), now: from, step: int64(when.Day) / max(1, perDay), Headlines: 30}
	for i := range settlements {
		s.towns = append(s.towns, settlement(i))
	}
	return s
}

// Next returns the next reports. Each is received no later than the one after it.
func (s *Stream) Next(n int) []report.Report {
	out := make([]report.Report, n)
	for i := range out {
		out[i] = s.report()
	}
	return out
}

// Now is when the last report was received.
func (s *Stream) Now() when.Instant { return s.now }

func (s *Stream) report() report.Report {
	s.made++
	e := s.happening()
	said := s.sighting(e)
	r := report.Report{
		Identity: report.Identity{Door: "device", Person: fmt.Sprintf("ref-%06d", s.rand.below(4000))},
		Extract: report.Extract{
			Level: report.Plain, Source: fmt.Sprintf("post-%03d", s.rand.below(240)), Exercise: true,
			Sightings: []report.Sighting{said},
		},
	}
	r.Extract.Received = s.now
	r.Original = report.Original{
		Text:   fmt.Sprintf("EXERCISE %d: %s, seen from post %d at %d", s.made, said.Act, s.rand.below(240), e.at),
		Digest: s.digest(),
	}
	r.Extract.Tag = s.digest()
	return r
}

// happening is a new one, or one that was reported shortly before.
func (s *Stream) happening() happening {
	s.now += when.Instant(s.rand.below(2*s.step*7/10 + 1)) // three of ten reports bring no event of their own
	if len(s.recent) > 0 && s.rand.chance(30) {
		return one(&s.rand, s.recent)
	}
	e := happening{at: s.now - when.Instant(s.rand.between(60_000, 1_800_000)), where: s.point(), what: one(&s.rand, s.kinds)}
	if len(e.what.classes) > 0 && s.rand.chance(50) {
		e.weapon = &act.Weapon{Class: one(&s.rand, e.what.classes)}
		if len(e.what.calibre) > 0 && s.rand.chance(60) {
			e.weapon.Calibre = one(&s.rand, e.what.calibre)
		}
	}
	e.named = nearest(e.where, s.towns)
	if len(s.recent) < recentEvents {
		s.recent = append(s.recent, e)
	} else {
		s.recent[s.rand.below(recentEvents)] = e
	}
	return e
}

// point is where something happened.
func (s *Stream) point() place.Point {
	if s.rand.chance(15) {
		return place.Point{Lat: int32(s.rand.between(basinSouth, basinNorth)), Lon: int32(s.rand.between(basinWest, basinEast))}
	}
	at := s.rand.below(frontPieces * 1000)
	p := frontAt(at)
	return place.Point{Lat: p.Lat + int32(s.rand.around(3_600_000)), Lon: p.Lon + int32(s.rand.around(5_500_000))}
}

func (s *Stream) sighting(e happening) report.Sighting {
	from := e.at + when.Instant(s.rand.around(120_000))
	out := report.Sighting{
		Act: e.what.act, Means: one(&s.rand, []report.Means{report.Seen, report.Heard, report.Heard, report.Camera, report.Acoustic}),
		Time:  when.Span{Interval: when.Interval{From: from, To: from + when.Instant(s.rand.between(1, 10)*int64(when.Minute))}, Evidence: when.Stated, Zone: "Z"},
		Count: report.Count{Kind: report.Exact, Least: 1, Most: 1},
	}
	if n := s.rand.between(1, 12); n > 1 {
		out.Count = report.Count{Kind: report.About, Least: n, Most: n + s.rand.below(4)}
	}
	if e.weapon != nil && s.rand.chance(80) {
		w := *e.weapon
		out.Weapon = &w
	}
	if s.rand.chance(s.Headlines) {
		out.Words = fmt.Sprintf("%s near %s, %d rounds", e.what.words, settlementName(e.named), out.Count.Least)
	}
	s.now = max(s.now, out.Time.Interval.To)
	switch n := s.rand.below(10); {
	case n < 7:
		out.Where = place.Region{Circle: &place.Circle{Centre: s.near(e.where, 3_000), Radius: place.Length(s.rand.between(50, 2000)) * place.Metre}}
	case n < 9:
		out.Where = place.Region{Sectors: []place.Sector{s.seenFrom(e.where)}}
	default:
		out.Where = place.Region{Name: settlementName(e.named)}
	}
	if s.rand.chance(10) {
		out.Origin = &place.Region{Sectors: []place.Sector{s.seenFrom(e.where)}}
	}
	return out
}

// near is a point at about a distance, in units of 10^-7 degrees.
func (s *Stream) near(p place.Point, most int64) place.Point {
	return place.Point{Lat: p.Lat + int32(s.rand.around(most)), Lon: p.Lon + int32(s.rand.around(most*3/2))}
}

// seenFrom is what an observer some kilometres to the west or east of a point says of it: one of sixteen winds, and
// how far.
func (s *Stream) seenFrom(p place.Point) place.Sector {
	away := s.rand.between(2_000, 8_000) // metres
	observer := place.Point{Lat: p.Lat, Lon: p.Lon - int32(away*1300/10)}
	wind := place.Bearing(90_000)
	if s.rand.chance(50) {
		observer.Lon, wind = p.Lon+int32(away*1300/10), 270_000
	}
	return place.Sector{
		Observer: place.Circle{Centre: observer, Radius: 50 * place.Metre}, From: wind - 11_250, To: wind + 11_250,
		Distance: place.Range{Least: place.Length(away*7/10) * place.Metre, Most: place.Length(away*14/10) * place.Metre},
	}
}

func (s *Stream) digest() (d canon.Digest) {
	s.rand.fill(d[:])
	return d
}

// kindsOfEvent are what happens, the frequent ones more than once.
func kindsOfEvent() []kindOfEvent {
	mortar := kindOfEvent{"mortar-fire", "mortar rounds", []act.Class{"mortar"}, []act.Calibre{820, 1200}}
	guns := kindOfEvent{"artillery-fire", "artillery", []act.Class{"artillery"}, []act.Calibre{1220, 1520}}
	rifles := kindOfEvent{"small-arms-fire", "bursts of small arms", []act.Class{"small-arms"}, nil}
	machineGun := kindOfEvent{"heavy-machine-gun-fire", "heavy machine gun", []act.Class{"heavy-machine-gun"}, []act.Calibre{127, 145}}
	bang := kindOfEvent{"explosion", "explosion", nil, nil}
	return []kindOfEvent{
		mortar, mortar, guns, guns, rifles, rifles, rifles, machineGun, bang, bang, bang,
		{"tank-fire", "tank rounds", []act.Class{"tank"}, []act.Calibre{1250}},
		{"rocket-fire", "rockets", []act.Class{"multiple-launch-rocket-system"}, []act.Calibre{1220, 2200}},
		{"uav-strike", "an uncrewed aircraft that struck", []act.Class{"uav"}, nil},
		{"uav-flight", "an uncrewed aircraft", []act.Class{"uav"}, nil},
		{"weapon-presence", "a gun that stands there", []act.Class{"artillery", "tank", "mortar"}, []act.Calibre{1200, 1220, 1250, 1520}},
		{"troop-movement", "a column", nil, nil},
		{"mine-blast", "a mine", []act.Class{"mine"}, nil},
		{"monitor-denial", "a patrol turned back", nil, nil},
		{"fortification", "digging", nil, nil},
	}
}
