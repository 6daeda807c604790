// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"cmp"
	"slices"

	"truce/known"
	"truce/place"
	"truce/when"
)

// tally gathers the cells of one area.
type tally struct {
	request *Request
	area    Area
	cell    map[Cell]int // place in cells
	cells   []CellCount
	watched []Spans // by anybody, of each cell
}

// add counts the hours of one piece.
func (t *tally) add(p piece, groups []*group, gaps []lostGround) {
	times := newTimes()
	for _, g := range groups {
		day, night := g.holds(p)
		if !day && !night {
			continue
		}
		for _, w := range g.watches {
			s := w.of(day, night)
			times.watches = append(times.watches, observed{w.watch.Means, w.watch.Source, s.kept})
			for i, c := range Causes() {
				times.lost[c] = append(times.lost[c], s.lost[i]...)
			}
		}
	}
	ground := block{p.cell, p.cell}.region(t.request.Side)
	for _, g := range gaps {
		if !g.bounds.touches(p.cell, t.request.Side) {
			continue
		}
		if touch, _ := place.Touch(g.Where, ground); touch {
			times.lost[g.Reason] = append(times.lost[g.Reason], g.Time)
		}
	}
	all := times.all()
	t.cell[p.cell] = len(t.cells)
	t.cells = append(t.cells, CellCount{Cell: p.cell, Count: Count{Hours: times.hours(t.request.Period, all)}})
	t.watched = append(t.watched, all)
}

func (t *times) hours(period when.Interval, all Spans) Hours {
	h := Hours{Wall: period.Length() + 1, Watched: all.Total(), By: t.by()}
	byCause, nobody := t.unwatched(period, all)
	for i, c := range Causes() {
		if lost := byCause[i].Total(); lost > 0 {
			h.Lost = append(h.Lost, Lost{c, lost})
		}
	}
	h.NoData = nobody.Total()
	return h
}

// done counts the events and adds up the cells.
func (t *tally) done() AreaCount {
	out := AreaCount{Name: t.area.Name, Ground: t.area.Where.Area(), Cells: t.cells}
	placed := make([]placed, 0, len(t.request.Events))
	for i := range t.request.Events {
		if p := t.place(&t.request.Events[i]); p.here != known.No {
			placed = append(placed, p)
			t.count(p, &out.Seen)
		}
	}
	limits := bounds{}
	for i := range t.cells {
		c := &t.cells[i]
		c.Rate = limits.rate(c.Seen, c.Watched)
		out.Hours = out.plus(c.Hours)
	}
	out.Rate = limits.rate(out.Seen, out.Watched)
	out.Days = t.grade(placed)
	return out
}

func (h Hours) plus(other Hours) Hours {
	h.Wall, h.Watched, h.NoData = h.Wall+other.Wall, h.Watched+other.Watched, h.NoData+other.NoData
	all := slices.Concat(h.By, other.By)
	slices.SortStableFunc(all, func(a, b ByMeans) int { return cmp.Compare(a.Means, b.Means) })
	lost := map[Cause]when.Duration{}
	for _, l := range slices.Concat(h.Lost, other.Lost) {
		lost[l.Why] += l.Time
	}
	h.By, h.Lost = nil, nil
	for _, b := range all {
		if n := len(h.By); n > 0 && h.By[n-1].Means == b.Means {
			h.By[n-1].Watched += b.Watched
			h.By[n-1].Observers += b.Observers
			continue
		}
		h.By = append(h.By, b)
	}
	for _, c := range Causes() {
		if lost[c] > 0 {
			h.Lost = append(h.Lost, Lost{c, lost[c]})
		}
	}
	return h
}

// placed is an event with the cells of the area that it touches.
type placed struct {
	event *Event
	here  known.Answer // in the area, and one of the acts asked for
	cells []int
	only  bool // it surely was in one cell
}

func (t *tally) place(e *Event) placed {
	p := placed{event: e, here: e.Is}
	if e.Is == known.No {
		return p
	}
	if !e.Where.HasGeometry() {
		p.here = known.Unknown // it may have been anywhere
		return p
	}
	if touch, ok := place.Touch(t.area.Where, e.Where); ok && !touch {
		p.here = known.No
		return p
	}
	if !within(t.area.Where, e.Where) {
		p.here = known.Unknown
	}
	cells := touched(e.Where, t.request.Side)
	for _, c := range cells {
		if i, ok := t.cell[c]; ok {
			p.cells = append(p.cells, i)
		}
	}
	p.only = len(cells) == 1
	return p
}

// count counts an event of the period for the area and for each cell that it touches.
func (t *tally) count(p placed, area *Seen) {
	at := p.event.When
	here := p.here
	if !at.IsUnknown() {
		here = known.And(here, at.Within(t.request.Period))
	} else {
		here = known.And(here, known.Unknown)
	}
	if here == known.No {
		return
	}
	area.add(here, t.watchedIn(p.cells, at))
	for _, i := range p.cells {
		in := here
		if !p.only {
			in = known.Unknown
		}
		t.cells[i].Seen.add(in, t.watchedIn([]int{i}, at))
	}
}

func (s *Seen) add(here, watched known.Answer) {
	switch {
	case watched == known.No:
		s.Unwatched++
	case here == known.Yes && watched == known.Yes:
		s.Watched++
	default:
		s.Perhaps++
	}
}

// watchedIn tells whether an event in some cells happened while somebody watched: Yes if every one of them was watched all
// the time that it may have taken, No if none was at any of it. An event that no cell or no time is known of is Unknown if
// anybody watched at all.
func (t *tally) watchedIn(cells []int, at when.Interval) known.Answer {
	if len(cells) == 0 {
		for i := range t.cells {
			cells = append(cells, i)
		}
		if t.watchedIn(cells, at) == known.No || len(cells) == 0 {
			return known.No
		}
		return known.Unknown
	}
	every, some := !at.IsUnknown(), false
	for _, i := range cells {
		every = every && t.watched[i].Holds(at)
		some = some || t.watched[i].Touches(at) || at.IsUnknown() && len(t.watched[i]) > 0
	}
	switch {
	case every:
		return known.Yes
	case some:
		return known.Unknown
	}
	return known.No
}
