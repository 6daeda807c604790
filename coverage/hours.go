// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"errors"
	"fmt"

	"truce/act"
	"truce/canon"
	"truce/known"
	"truce/place"
	"truce/when"
)

// Event is something that was seen, by whomever.
type Event struct {
	// Is tells whether it was one of the acts that are asked for.
	Is    known.Answer
	Where place.Region
	When  when.Interval
}

// Request is what a count of hours is asked for.
type Request struct {
	Areas []Area
	// Acts are what a watch must be able to perceive, every one of them, to be counted; none: whatever it perceives.
	Acts   []act.Act
	Period when.Interval
	// Side is the side of a cell; 0 means CellSide.
	Side int64
	// Zone is whose civil days are graded; the zero Zone grades none.
	Zone   when.Zone
	Events []Event
}

// Lost is time in which nobody watched and somebody is on record as having been kept from it.
type Lost struct {
	Why  Cause         `json:"why"`
	Time when.Duration `json:"time_ms"`
}

// Hours are the times of one cell, or of all the cells of an area added up, in milliseconds. Wall is what there was to
// watch, and is always Watched, all of Lost and NoData together.
type Hours struct {
	Wall    when.Duration `json:"wall_ms"`
	Watched when.Duration `json:"watched_ms"`
	By      []ByMeans     `json:"by,omitempty"`
	Lost    []Lost        `json:"lost,omitempty"`
	NoData  when.Duration `json:"no_data_ms"`
}

// Seen are events by whether somebody watched whose means perceives what is asked, where and when they happened. Only the
// first two enter a rate: an event that nobody was there to watch for says that somebody told of it, and nothing of how
// often such events are.
type Seen struct {
	Watched   int64 `json:"watched"`
	Perhaps   int64 `json:"perhaps"`   // it may have been elsewhere, at another time, unwatched, or of another kind
	Unwatched int64 `json:"unwatched"` // seen outside of anybody's watch
}

// Count is what is known of one cell or area.
type Count struct {
	Hours
	Seen Seen `json:"seen"`
	// Rate is nil where nobody watched: no data, which is not a rate of zero.
	Rate *Rate `json:"rate,omitempty"`
}

// CellCount is a cell with its count.
type CellCount struct {
	Cell
	Count
}

// AreaCount is an area with its count, its cells in order of rows and columns, and its days.
type AreaCount struct {
	Name   string `json:"name"`
	Ground int64  `json:"ground_m2"`
	Count
	Cells []CellCount `json:"cells"`
	Days  []Day       `json:"days,omitempty"`
}

// Count counts, for each area, the hours of its cells and what was seen in them. It does not depend on the order in which
// watches, gaps or events were entered. It errors if the period is not known, or an area is not on the ground or has too
// many cells.
func (l *Ledger) Count(r Request) ([]AreaCount, error) {
	if r.Period.IsUnknown() || r.Period.Check() != nil {
		return nil, errors.New("count of hours: no period")
	}
	if r.Side == 0 {
		r.Side = CellSide
	}
	groups, err := l.groups(r)
	if err != nil {
		return nil, err
	}
	lost := l.lost(r.Period)
	var out []AreaCount
	for _, a := range r.Areas {
		pieces, err := a.pieces(r.Side)
		if err != nil {
			return nil, err
		}
		t := &tally{request: &r, area: a, cell: map[Cell]int{}}
		for _, p := range pieces {
			t.add(p, groups, lost)
		}
		out = append(out, t.done())
	}
	return out, nil
}

// lostGround is a gap that says where, with the bounds of it.
type lostGround struct {
	*Gap
	bounds frame
}

// lost returns the gaps of a period that say where.
func (l *Ledger) lost(period when.Interval) []lostGround {
	var out []lostGround
	for i := range l.gaps {
		if g := &l.gaps[i]; g.Where.HasGeometry() && g.Time.Overlaps(period) {
			w := Watch{Where: g.Where}
			out = append(out, lostGround{g, w.frame(limits{})})
		}
	}
	return out
}

// group is the watches by one means on one ground.
type group struct {
	where   ground
	post    place.Region
	limits  limits
	bounds  frame
	watches []*prepared
}

// prepared is a watch of a period with what is left of it, and what its gaps took, for ground that it perceives by day
// only, by night only, and both.
type prepared struct {
	watch             *Watch
	day, night, whole spanned
}

type spanned struct {
	kept Spans
	lost [][]when.Interval // by Causes
}

func (l *Ledger) groups(r Request) ([]*group, error) {
	a := askedOf(r.Acts)
	index := map[string]*group{}
	var out []*group
	for i := range l.watches {
		w := &l.watches[i]
		can := a.within(w.Means)
		if !w.Time.Overlaps(r.Period) || !can.byDay && !can.byNight {
			continue
		}
		name, err := canon.Sum("truce/watched/1", Watch{Where: w.Where, Post: w.Post, Means: w.Means})
		if err != nil {
			return nil, fmt.Errorf("watch of %s: %w", w.Source, err)
		}
		g := index[name.String()]
		if g == nil {
			g = &group{where: groundOf(w.Where), post: w.Post, limits: can, bounds: w.frame(can)}
			index[name.String()] = g
			out = append(out, g)
		}
		gaps := l.gapsOf(w)
		g.watches = append(g.watches, &prepared{
			watch: w, day: cutAll(w.lit(true, false, r.Period), gaps), night: cutAll(w.lit(false, true, r.Period), gaps),
			whole: cutAll(w.lit(true, true, r.Period), gaps),
		})
	}
	return out, nil
}

func cutAll(own Spans, gaps []Gap) spanned {
	out := spanned{kept: own, lost: make([][]when.Interval, len(Causes()))}
	for i, c := range Causes() {
		for _, g := range gaps {
			if g.Reason == c {
				out.lost[i] = append(out.lost[i], own.And(Union(g.Time))...)
				out.kept = out.kept.Less(Union(g.Time))
			}
		}
	}
	return out
}

// holds tells whether a group perceives what is asked at every point of a piece, by day and by night.
func (g *group) holds(p piece) (day, night bool) {
	if !g.bounds.holds(p.points[0]) {
		return false, false
	}
	day, night = g.limits.byDay, g.limits.byNight
	posted, framed := g.post.HasGeometry(), g.where.region.HasGeometry()
	for _, at := range p.points {
		if framed && !g.where.contains(at) || !framed && g.limits.boundless {
			return false, false
		}
		if !posted || g.limits.boundless {
			continue
		}
		most := farthest(g.post, at)
		day, night = day && most <= g.limits.day, night && most <= g.limits.night
		if !day && !night {
			return false, false
		}
	}
	return day, night
}

// farthest is the most that a point may be away from somewhere in a post; a post that is one circle, as most are, is fast.
func farthest(post place.Region, at place.Point) place.Length {
	if c := post.Circle; c != nil && post.Polygons == nil && post.Sectors == nil && post.Path == nil {
		return place.Distance(c.Centre, at) + c.Radius
	}
	gap, ok := place.Gap(post, place.Region{Circle: &place.Circle{Centre: at}})
	if !ok {
		return 1 << 62
	}
	return gap.Most
}

// of returns what counts of a watch for ground that it perceives by day, by night, or both.
func (w *prepared) of(day, night bool) spanned {
	switch {
	case day && night:
		return w.whole
	case day:
		return w.day
	case night:
		return w.night
	}
	return spanned{}
}
