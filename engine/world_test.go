// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"truce/act"
	"truce/coverage"
	"truce/engine"
	"truce/place"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// world is what truly happened, and who truly held what: amber south of the front and cobalt north of it, the other
// way round from the swap on.
type world struct {
	focus       focus
	text        string
	at, swap    when.Instant
	hit, origin place.Point
	front       int32
	act         act.Act
	weapon      act.Weapon
	target      act.Target
	actor       string
	killed      map[string]int64
}

// focus is what a drawn world is mostly about, so that what is rare is drawn often enough.
type focus string

const (
	anything   focus = "anything"
	withdrawal focus = "a weapon that stands somewhere"
	silence    focus = "a place that is watched"
)

// box is a zone of truePact.
type box struct{ west, south, east, north float64 }

var (
	basin    = box{37, 47, 39, 49}
	strip    = box{37, 47.98, 39, 48.02}
	hill     = box{37.6, 48.01, 37.9, 48.3}
	rangeBox = box{38.1, 47.5, 38.4, 47.99}
	yard     = box{37.9, 47.95, 38.1, 48.05}
	zones    = map[string]box{"The basin": basin, "the STRIP": strip, "hill": hill, "The range": rangeBox, "yard": yard}
)

func (b box) has(p place.Point) bool {
	return int32(b.west*1e7) <= p.Lon && p.Lon <= int32(b.east*1e7) && int32(b.south*1e7) <= p.Lat && p.Lat <= int32(b.north*1e7)
}

func (b box) region() place.Region {
	point := func(lon, lat float64) place.Point { return place.Point{Lat: int32(lat * 1e7), Lon: int32(lon * 1e7)} }
	return place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{{
		point(b.west, b.south), point(b.east, b.south), point(b.east, b.north), point(b.west, b.north),
	}}}}}
}

func (w *world) in(b box) bool { return b.has(w.hit) }

func (w *world) day(n int) when.Instant {
	return when.Instant(1773964800000) + when.Instant(n)*when.Instant(when.Day)
}

func (w *world) inForce() bool { return w.day(0) <= w.at && w.at < w.day(2) }

func (w *world) isFire() bool { return slices.Contains(act.Act("fire").Leaves(), w.act) }

// fromFront is how far from the front it was, good to a hundredth.
func (w *world) fromFront() place.Length {
	return place.Length(math.Abs(float64(w.hit.Lat-w.front)) / 1e7 * 111_200 * float64(place.Metre))
}

// holder is who truly held a place when it happened.
func (w *world) holder(p place.Point) string {
	if (p.Lat < w.front) == (w.at < w.swap) {
		return "amber"
	}
	return "cobalt"
}

// moved is a point so many metres east and north of another.
func moved(p place.Point, east, north int) place.Point {
	lat := float64(p.Lat) / 1e7 * math.Pi / 180
	return place.Point{
		Lat: p.Lat + int32(float64(north)/111_200*1e7), Lon: p.Lon + int32(float64(east)/111_320/math.Cos(lat)*1e7),
	}
}

// bearing is the direction from one point to another, good to a degree over some tens of kilometres.
func bearing(from, to place.Point) place.Bearing {
	lat := float64(from.Lat) / 1e7 * math.Pi / 180
	angle := math.Atan2(float64(to.Lon-from.Lon)*math.Cos(lat), float64(to.Lat-from.Lat)) * 180_000 / math.Pi
	return place.Bearing((int(angle) + 360_000) % 360_000)
}

func anyWorld(t *rapid.T, of focus) *world {
	w := &world{text: truePact, killed: map[string]int64{}, focus: of}
	actors := []string{"amber", "cobalt"}
	if rapid.Bool().Draw(t, "third") {
		actors = append(actors, "band")
	} else {
		w.text = strings.Replace(truePact, "others: [{id: band, name: The Band}]", "others: []", 1)
	}
	w.actor = rapid.SampledFrom(actors).Draw(t, "actor")
	w.at = w.day(0) + when.Instant(rapid.IntRange(-12, 60).Draw(t, "hour"))*when.Instant(when.Hour) + when.Instant(rapid.IntRange(1, 59).Draw(t, "minute"))*when.Instant(when.Minute)
	w.swap = w.day(0) + when.Instant(rapid.IntRange(-12, 60).Draw(t, "swap"))*when.Instant(when.Hour)
	w.front = 480_000_000 + int32(rapid.IntRange(-3000, 3000).Draw(t, "front"))
	// How far from the front is drawn well apart from the distances that the text asks for: a degree here is good to
	// a hundredth.
	offs, middles := []int{600, 1500, 4000, 15_000, 25_000, 33_000, 50_000, 130_000}, []int32{377_000_000, 379_600_000, 380_400_000, 382_500_000}
	if of == silence {
		offs, middles = offs[:3], middles[1:3]
	}
	north := rapid.SampledFrom(offs).Draw(t, "off") * rapid.SampledFrom([]int{1, -1}).Draw(t, "side")
	middle := rapid.SampledFrom(middles).Draw(t, "lon")
	w.hit = moved(place.Point{Lat: 480_000_000, Lon: middle}, rapid.IntRange(-3000, 3000).Draw(t, "east"), north+rapid.IntRange(-250, 250).Draw(t, "more"))
	turn := float64(rapid.IntRange(0, 359).Draw(t, "turn")) * math.Pi / 180
	reach := float64(rapid.IntRange(1000, 30_000).Draw(t, "range"))
	w.origin = moved(w.hit, int(reach*math.Sin(turn)), int(reach*math.Cos(turn)))
	w.arm(t)
	w.target = rapid.SampledFrom([]act.Target{"school", "guard-post", "power-plant"}).Draw(t, "target")
	for _, of := range []string{"civilian", "combatant"} {
		w.killed[of] = rapid.Int64Range(0, 5).Draw(t, of)
	}
	return w
}

// arm draws what was done with what.
func (w *world) arm(t *rapid.T) {
	acts := []act.Act{
		"mortar-fire", "mortar-fire", "artillery-fire", "tank-fire", "small-arms-fire", "uav-strike", "sabotage", "mine-blast",
		"demining-blast", "training-fire", "weapon-presence",
	}
	switch w.focus {
	case withdrawal:
		acts = acts[len(acts)-1:]
	case silence:
		acts = acts[:7]
	case anything:
	}
	w.act = rapid.SampledFrom(acts).Draw(t, "act")
	w.weapon = rapid.SampledFrom([]act.Weapon{
		{Class: "artillery", Model: "D-20", Calibre: 1520},
		{Class: "artillery", Calibre: 760},
		{Class: "mortar", Calibre: 820},
		{Class: "mortar", Model: "2B11", Calibre: 1200},
		{Class: "tank", Model: "T-72", Calibre: 1250},
		{Class: "multiple-launch-rocket-system", Model: "Grad", Calibre: 1220},
		{Class: "multiple-launch-rocket-system", Model: "Uragan", Calibre: 2200},
	}).Draw(t, "weapon")
}

// around draws a region that holds a point, or says nothing.
func around(t *rapid.T, p place.Point) place.Region {
	wide := rapid.SampledFrom([]int{100, 1000, 5000, 20_000, 60_000}).Draw(t, "wide")
	off := func(name string) int { return rapid.IntRange(-wide, wide).Draw(t, name) }
	near := moved(p, off("dx"), off("dy"))
	circle := place.Region{Circle: &place.Circle{Centre: near, Radius: place.Distance(near, p) + place.Length(off("slack")+wide+1)*place.Metre}}
	out := circle
	switch rapid.IntRange(0, 6).Draw(t, "shape") {
	case 0:
		return place.Region{}
	case 1:
		low, high := moved(p, -1-rapid.IntRange(0, wide).Draw(t, "west"), -1-rapid.IntRange(0, wide).Draw(t, "south")), moved(p, 1+rapid.IntRange(0, wide).Draw(t, "east"), 1+rapid.IntRange(0, wide).Draw(t, "north"))
		out = box{float64(low.Lon) / 1e7, float64(low.Lat) / 1e7, float64(high.Lon) / 1e7, float64(high.Lat) / 1e7}.region()
	case 2:
		out = place.Region{Sectors: []place.Sector{sectorTo(t, near, p)}}
	case 3:
		out = place.Region{Path: &place.Path{
			Points: []place.Point{moved(p, -wide, wide/4), moved(p, wide, wide/4)}, Tolerance: place.Length(wide/3+10) * place.Metre,
		}}
	case 4:
		var names []string
		for name, b := range zones {
			if b.has(p) {
				names = append(names, name)
			}
		}
		if slices.Sort(names); len(names) > 0 {
			out = place.Region{Name: rapid.SampledFrom(names).Draw(t, "name")}
			if rapid.Bool().Draw(t, "both") {
				out.Circle = circle.Circle
			}
			return out
		}
	}
	if out.Check() != nil || !out.Contains(p) { // such as a sector of no distance
		return circle
	}
	return out
}

// sectorTo is a sector that an observer gives of a point.
func sectorTo(t *rapid.T, observer, p place.Point) place.Sector {
	turn := func(by int) place.Bearing {
		return place.Bearing((int(bearing(observer, p)) + by + 360_000) % 360_000)
	}
	d := place.Distance(observer, p)
	return place.Sector{
		Observer: place.Circle{Centre: observer, Radius: place.Length(rapid.IntRange(0, 500).Draw(t, "post")) * place.Metre},
		From:     turn(-rapid.IntRange(2000, 40_000).Draw(t, "left")), To: turn(rapid.IntRange(2000, 40_000).Draw(t, "right")),
		Distance: place.Range{Least: d * 8 / 10, Most: d*12/10 + place.Metre},
	}
}

// account draws what somebody says of the event: whatever it says holds what is true, but for claims. Whoever keeps a
// watch notes the time.
func (w *world) account(t *rapid.T, i int, watcher bool) report.Report {
	s := report.Sighting{Where: around(t, w.hit)}
	if rapid.IntRange(0, 5).Draw(t, "timed") > 0 || watcher {
		long := rapid.SampledFrom([]int{1, 60, 600, 3000}).Draw(t, "long")
		s.Time.Interval = when.Interval{
			From: w.at - when.Instant(rapid.IntRange(0, long).Draw(t, "before"))*when.Instant(when.Minute),
			To:   w.at + when.Instant(rapid.IntRange(0, long).Draw(t, "after"))*when.Instant(when.Minute) + 59_999,
		}
	}
	if rapid.Bool().Draw(t, "origin") {
		if o := around(t, w.origin); !o.IsUnknown() {
			s.Origin = &o
		}
		if rapid.Bool().Draw(t, "heard there") {
			s.Origin = &place.Region{Sectors: []place.Sector{sectorTo(t, w.hit, w.origin)}}
		}
	}
	words := slices.DeleteFunc(act.Acts(), func(a act.Act) bool { return !slices.Contains(a.Leaves(), w.act) })
	s.Act = rapid.SampledFrom(append(words, "", w.act, w.act)).Draw(t, "word")
	targets := slices.DeleteFunc(act.Targets(), func(g act.Target) bool { return !slices.Contains(g.Leaves(), w.target) })
	s.Target = rapid.SampledFrom(append(targets, "")).Draw(t, "at")
	s.Weapon = rapid.SampledFrom([]*act.Weapon{
		nil, {Class: w.weapon.Class}, {Class: w.weapon.Class, Calibre: w.weapon.Calibre}, &w.weapon,
	}).Draw(t, "with")
	s.Means = rapid.SampledFrom([]report.Means{"", report.Seen, report.Heard, report.UAV, report.Told}).Draw(t, "means")
	w.blame(t, &s)
	for _, of := range []string{"civilian", "combatant"} {
		n := w.killed[of]
		most := n + rapid.Int64Range(0, 3).Draw(t, "most")
		if least := rapid.Int64Range(0, n).Draw(t, "least"); most > 0 && rapid.Bool().Draw(t, "harm to "+of) {
			s.Casualties = append(s.Casualties, report.Casualties{Harm: "killed", Of: of, Age: "unknown", Least: least, Most: most})
		}
	}
	r := told(fmt.Sprint("s", i), s)
	r.Extract.Received = max(r.Extract.Received, w.at)
	r.Extract.Level = rapid.SampledFrom([]report.Level{report.Plain, report.Plain, report.Coded}).Draw(t, "level")
	return r
}

// blame draws whom an account names. What is said or seen names the one who did it, alone or among others, or under
// a name that the text does not know; what is claimed, or called seen by somebody who could not see, may name anybody.
func (w *world) blame(t *rapid.T, s *report.Sighting) {
	name := map[string]string{"amber": "Amber Side", "cobalt": "Cobalt Side", "band": "The Band"}
	anybody := rapid.SampledFrom([]string{"Amber Side", "Cobalt Side", "The Band", "Strangers"}).Draw(t, "anybody")
	truly := rapid.SampledFrom([]string{name[w.actor], name[w.actor], "Those of the mill"}).Draw(t, "truly")
	couldSee := s.Means == report.Seen || s.Means == report.UAV
	switch rapid.IntRange(0, 6).Draw(t, "blame") {
	case 0:
		s.Actors = []report.Claim{{Actor: truly, Basis: "said"}}
	case 1:
		s.Actors = []report.Claim{{Actor: anybody, Basis: "said"}, {Actor: truly, Basis: "said"}}
	case 2:
		s.Actors = []report.Claim{{Actor: truly, Basis: "observed"}}
		if !couldSee {
			s.Actors[0].Actor = anybody
		}
	case 3:
		s.Actors = []report.Claim{{Actor: anybody, Basis: "claimed", By: "Cobalt Side"}}
	case 4:
		s.Between = []string{truly, anybody}
	}
}

// layers draws control layers that are right to their tolerance, some of one side only, and one that is merely claimed
// and may be wrong.
func (w *world) layers(t *rapid.T) []territory.Layer {
	var out []territory.Layer
	half := func(north bool) []place.Polygon {
		b := box{30, 45, 45, 48}
		if north {
			b = box{30, 48, 45, 52}
		}
		return b.region().Polygons
	}
	names := []string{"Amber Side", "Cobalt Side"}
	for i, valid := range []when.Interval{{From: w.day(-8), To: w.swap - 1}, {From: w.swap, To: w.day(8)}} {
		for _, kind := range []territory.Kind{territory.Observed, territory.Agreed} {
			if rapid.IntRange(0, 2).Draw(t, "layer") == 0 {
				continue
			}
			l := territory.Layer{Name: fmt.Sprint("map ", i), Kind: kind, Source: string(kind), Exercise: true, Published: w.day(-8), Valid: valid}
			for side := range 2 {
				if rapid.IntRange(0, 4).Draw(t, "side known") > 0 {
					l.Areas = append(l.Areas, territory.Area{Holder: names[(side+i)%2], Polygons: half(side == 1), Tolerance: 500 * place.Metre})
				}
			}
			out = append(out, l)
		}
	}
	if rapid.Bool().Draw(t, "claimed") {
		out = append(out, territory.Layer{
			Name: "boast", Kind: territory.Claimed, Source: "a side", Exercise: true, Published: w.day(-8),
			Valid: when.Interval{From: w.day(-8), To: w.day(8)},
			Areas: []territory.Area{{Holder: "Cobalt Side", Polygons: box{30, 45, 45, 52}.region().Polygons}},
		})
	}
	return out
}

// watch draws a watch of the yard or of a part of it, and a gap in it; seen tells whether whoever kept it saw the event.
func (w *world) watch(t *rapid.T, i int) (coverage.Watch, *coverage.Gap, bool) {
	wide := box{37.8, 47.9, 38.2, 48.1}
	ground := rapid.SampledFrom([]box{wide, wide, {37.8, 47.9, 38, 48.1}, {38, 47.9, 38.2, 48.1}, {37.8, 48, 38.2, 48.1}}).Draw(t, "watched")
	from := rapid.IntRange(-1, 2).Draw(t, "watch from")
	watch := coverage.Watch{
		Source: fmt.Sprint("post ", i), Means: report.Seen, Where: ground.region(),
		Time: when.Interval{From: w.day(from), To: w.day(from+rapid.IntRange(1, 4).Draw(t, "watch days")) - 1},
	}
	seen := ground.has(w.hit) && watch.Time.Contains(w.at)
	if rapid.IntRange(0, 2).Draw(t, "gap") > 0 {
		return watch, nil, seen
	}
	dark := w.day(rapid.IntRange(-1, 2).Draw(t, "dark on")) + when.Instant(rapid.IntRange(0, 23).Draw(t, "dark from"))*when.Instant(when.Hour)
	gap := &coverage.Gap{Source: watch.Source, Reason: "dark", Time: when.Interval{From: dark, To: dark + when.Instant(2*when.Hour)}}
	return watch, gap, seen && !gap.Time.Contains(w.at)
}

// enter puts accounts, layers and watches on record, and lets an analyst join what the joiner left apart.
func (w *world) enter(rt *rapid.T, s *engine.State) {
	put := func(e engine.Entry) {
		e.Seq, e.Time = s.Seq()+1, max(s.Now(), w.day(8))
		if _, err := s.Step(e); err != nil {
			rt.Fatalf("entry refused: %v", err)
		}
	}
	layers := w.layers(rt)
	accounts, watched := rapid.IntRange(0, 4).Draw(rt, "accounts"), false
	least := 0
	if w.focus == silence {
		least = 1
	}
	for i := range rapid.IntRange(least, 2).Draw(rt, "watches") {
		watch, gap, seen := w.watch(rt, i)
		put(engine.Entry{Watch: &watch})
		if gap != nil {
			put(engine.Entry{Gap: gap})
		}
		watched = watched || seen
	}
	if watched {
		accounts = max(accounts, 1)
	}
	for i := range max(accounts, len(layers)) {
		if i < accounts {
			r := w.account(rt, i, watched && i == 0)
			put(engine.Entry{Submission: &engine.Submission{Reports: []report.Report{r}}})
			w.join(s, put)
		}
		if i < len(layers) {
			put(engine.Entry{Layer: &layers[i]})
		}
	}
}

// join joins the last observation to the first.
func (w *world) join(s *engine.State, put func(engine.Entry)) {
	all := s.Observations()
	if first, last := all[0].ID, all[len(all)-1].ID; first != last {
		put(engine.Entry{Link: &engine.Link{A: first, B: last, Same: true, By: "analyst", Reason: "it is one event"}})
	}
}
