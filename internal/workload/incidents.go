// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"container/heap"
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"truce/act"
	"truce/canon"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Mix is what the observations of a stream are like.
type Mix struct {
	// PerDay is how many observations a day brings over the whole theatre.
	PerDay int64
	// Days tells that times are whole days, some of them more, as coded event data have them; else they are minutes, some of
	// them hours or a day.
	Days bool
	// Headlines tells that three of ten observations have words.
	Headlines bool
}

// Incidents is a stream of observations of events along a line of contact, three of an event on average: 70 % a point with
// a radius, 20 % a sector from an observer, 10 % a named place, half of those by name alone. They come in the order in which
// they were received; one of a hundred is late by up to 29 days.
type Incidents struct {
	mix     Mix
	random  *rand.Rand
	now     when.Instant
	made    uint64
	waiting queue
}

// start is when the first event happens: 2022-02-24T00:00:00Z.
const start = when.Instant(1645660800000)

// NewIncidents returns a stream from a seed.
func NewIncidents(mix Mix, seed uint64) *Incidents {
	return &Incidents{mix: mix, random: rand.New(rand.NewPCG(seed, 5)), now: start}
}

// Next returns the next observations.
func (s *Incidents) Next(n int) []*observation.Observation {
	out := make([]*observation.Observation, 0, n)
	for len(out) < n {
		for len(s.waiting) == 0 || s.waiting[0].Received > s.now {
			s.happen()
		}
		out = append(out, heap.Pop(&s.waiting).(*observation.Observation))
	}
	return out
}

// occurrence is what happened.
type occurrence struct {
	at    when.Instant
	where place.Point
	act   act.Act
	class act.Class
	words string
}

// front is the line of contact, in degrees x 10^7.
var front = [...]place.Point{
	{Lat: 464_000_000, Lon: 323_000_000},
	{Lat: 474_000_000, Lon: 347_000_000},
	{Lat: 476_000_000, Lon: 366_000_000},
	{Lat: 480_000_000, Lon: 376_000_000},
	{Lat: 486_000_000, Lon: 380_000_000},
	{Lat: 497_000_000, Lon: 378_000_000},
	{Lat: 503_000_000, Lon: 368_000_000},
}

var kinds = [...]struct {
	act   act.Act
	class act.Class
}{
	{"mortar-fire", "mortar"},
	{"artillery-fire", ""},
	{"explosion", ""},
	{"shelling", ""},
	{"uav-strike", "uav"},
	{"small-arms-fire", ""},
	{"burst", ""},
	{"rocket-fire", ""},
}

var vocabulary = [...]string{
	"shelling", "artillery", "residential", "building", "damaged", "village", "civilian", "wounded", "outskirts", "mortar",
	"rounds", "explosion", "reported", "military", "administration", "overnight", "settlement", "district", "drone", "strike",
	"обстріл", "обстрел", "поранено", "пошкоджено", "будинок", "громада", "район", "ворог", "артилерія", "безпілотник",
}

// happen makes the observations of one event.
func (s *Incidents) happen() {
	s.now += when.Instant(s.random.ExpFloat64() * 3 * float64(when.Day) / float64(s.mix.PerDay))
	k := s.random.IntN(len(front) - 1)
	along := s.random.Float64()
	between := func(a, b int32) float64 { return float64(a) + along*(float64(b)-float64(a)) }
	kind := kinds[s.random.IntN(len(kinds))]
	e := occurrence{at: s.now, act: kind.act, class: kind.class, where: place.Point{
		Lat: int32(between(front[k].Lat, front[k+1].Lat) + s.random.NormFloat64()*1_800_000),
		Lon: int32(between(front[k].Lon, front[k+1].Lon) + s.random.NormFloat64()*2_700_000),
	}}
	for range 4 {
		e.words += vocabulary[s.random.IntN(len(vocabulary))] + " "
	}
	for range 1 + s.random.IntN(5) {
		o := s.observe(&e)
		heap.Push(&s.waiting, o)
	}
}

// observe makes one observation of an event.
func (s *Incidents) observe(e *occurrence) *observation.Observation {
	s.made++
	var d canon.Digest
	binary.LittleEndian.PutUint64(d[:], s.random.Uint64())
	binary.LittleEndian.PutUint64(d[8:], s.made)
	source := fmt.Sprintf("source-%d", s.random.IntN(400))
	o := &observation.Observation{
		ID: canon.NewObservationID(d), Report: canon.NewReportID(d), Level: report.Plain, Source: source, Roots: []string{source},
		Sighting: report.Sighting{Act: e.act, Time: when.Span{Interval: s.time(e)}, Where: s.where(e)},
	}
	late := when.Instant(s.random.ExpFloat64() * 6 * float64(when.Hour))
	if s.random.IntN(100) == 0 {
		late = when.Instant(s.random.Int64N(int64(29 * when.Day)))
	}
	o.Received = o.When().To + late
	if e.class != "" && s.random.IntN(2) == 0 {
		o.Sighting.Weapon = &act.Weapon{Class: e.class}
	}
	if s.mix.Headlines && s.random.IntN(10) < 3 {
		o.Sighting.Words = e.words
		for range 6 {
			o.Sighting.Words += vocabulary[s.random.IntN(len(vocabulary))] + " "
		}
	}
	return o
}

// time is how an observer tells when an event was.
func (s *Incidents) time(e *occurrence) when.Interval {
	long := s.random.IntN(100)
	day := e.at - e.at%when.Instant(when.Day)
	days := func(n int64) when.Interval {
		return when.Interval{From: day - when.Instant(s.random.Int64N(n))*when.Instant(when.Day), To: day + when.Instant(when.Day) - 1}
	}
	switch {
	case s.mix.Days && long < 80, long >= 97:
		return days(1)
	case s.mix.Days && long < 95:
		return days(6)
	case s.mix.Days:
		return days(30)
	}
	length := 1 + s.random.Int64N(10)
	if long >= 85 {
		length *= 12
	}
	minute := e.at - e.at%when.Instant(when.Minute) - when.Instant(s.random.Int64N(length))*when.Instant(when.Minute)
	return when.Interval{From: minute, To: minute + when.Instant(length)*when.Instant(when.Minute)}
}

// where is how an observer tells where an event was.
func (s *Incidents) where(e *occurrence) place.Region {
	off := func(metres float64) place.Point { // somewhere about as far off
		return place.Travel(e.where, place.Bearing(s.random.IntN(360_000)), place.Length(s.random.Float64()*metres*1000))
	}
	switch kind := s.random.IntN(10); {
	case kind < 7:
		radius := []float64{100, 300, 1000, 1000, 3000, 5000}[s.random.IntN(6)]
		return place.Region{Circle: &place.Circle{Centre: off(radius), Radius: place.Length(radius * 1000)}}
	case kind < 9:
		away := 1000 + s.random.Float64()*9000
		observer := place.Travel(e.where, place.Bearing(s.random.IntN(360_000)), place.Length(away*1000))
		width := []int64{22_500, 45_000}[s.random.IntN(2)]
		from := int64(place.Direction(observer, e.where)) / width * width
		return place.Region{Sectors: []place.Sector{{
			Observer: place.Circle{Centre: observer, Radius: 20 * place.Metre},
			From:     place.Bearing(from), To: place.Bearing((from + width) % 360_000),
			Distance: place.Range{Least: place.Length(away * 600), Most: place.Length(away * 1500)},
		}}}
	default: // the village whose square of 0.05 degrees it is in
		row, column := e.where.Lat/500_000, e.where.Lon/500_000
		r := place.Region{Name: fmt.Sprintf("Village %d-%d", row, column)}
		if s.random.IntN(2) == 0 {
			r.Circle = &place.Circle{Centre: place.Point{Lat: row*500_000 + 250_000, Lon: column*500_000 + 250_000}, Radius: 4 * place.Kilometre}
		}
		return r
	}
}

// queue is a heap of observations, those that were received first at its head.
type queue []*observation.Observation

// Len is the number of observations.
func (q queue) Len() int { return len(q) }

// Less puts what was received earlier first.
func (q queue) Less(i, k int) bool { return q[i].Received < q[k].Received }

// Swap exchanges two observations.
func (q queue) Swap(i, k int) { q[i], q[k] = q[k], q[i] }

// Push adds an observation at the end.
func (q *queue) Push(x any) { *q = append(*q, x.(*observation.Observation)) }

// Pop takes the last observation out.
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return last
}
