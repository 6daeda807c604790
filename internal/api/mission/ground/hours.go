// SPDX-License-Identifier: Apache-2.0

package ground

import (
	"slices"
	"sync"

	"truce/act"
	"truce/agreement"
	"truce/coverage"
	"truce/engine"
	"truce/finding"
	"truce/internal/api/mission/desk"
	"truce/place"
	"truce/when"
)

// recent is how far back coverage is counted unless a time is asked for.
const recent = 14 * when.Day

// mostCells is how many cells one area is counted by at most; a larger one is counted by larger cells.
const mostCells = 1_000

// counted is an area with the side of the cells by which it was counted.
type counted struct {
	coverage.AreaCount
	side int64
}

// ofText is what was counted of the places of one text.
type ofText struct {
	ref   string
	zone  when.Zone
	areas []counted
}

// hours is what was counted of one state of the record and one span of time, and the gaps of it.
type hours struct {
	span  when.Interval
	known bool // whether any watch is on record for the span
	texts []ofText
	gaps  []coverage.Gap
}

// kept is the last answers, since counting takes long and many ask the same.
type kept struct {
	mu      sync.Mutex // held for what follows, and while counting: whoever asks the same meanwhile waits for the answer
	version uint64
	by      map[when.Interval]hours // by what was asked for
}

// counting is all that a count needs, taken out of the record so that nobody waits for it.
type counting struct {
	ref     string
	zone    when.Zone
	areas   []coverage.Area
	events  []coverage.Event
	watched *coverage.Ledger
}

// hoursOf counts the hours of every place of the texts that has an extent, over the time that is asked for: the last days on record
// for the zero interval. The record is not held meanwhile.
func (p *pages) hoursOf(asked when.Interval) (hours, error) {
	p.kept.mu.Lock()
	defer p.kept.mu.Unlock()
	version, _ := p.Room.Version()
	if h, ok := p.kept.by[asked]; ok && p.kept.version == version {
		return h, nil
	}
	var h hours
	var list []counting
	err := p.Read(func(s *engine.State) error {
		ledger := s.Coverage()
		if h.span, h.known = period(ledger.Period(), asked); !h.known {
			return nil
		}
		h.gaps = slices.Clone(ledger.Gaps(h.span))
		for _, d := range s.Dockets() {
			list = append(list, take(s, d, ledger, h.span))
		}
		return nil
	})
	if err != nil {
		return h, err
	}
	for i := range list {
		areas, err := list[i].count(h.span)
		if err != nil {
			return h, err
		}
		h.texts = append(h.texts, ofText{list[i].ref, list[i].zone, areas})
	}
	if p.kept.version != version || p.kept.by == nil || len(p.kept.by) > 20 {
		p.kept.version, p.kept.by = version, map[when.Interval]hours{}
	}
	p.kept.by[asked] = h
	return h, nil
}

// asks are the acts that a watch must perceive to be counted.
func asks() []act.Act { return []act.Act{"use-of-force"} }

// take takes out of the record what the count under one text needs. What a side watched itself does not count.
func take(s *engine.State, d *finding.Docket, ledger *coverage.Ledger, span when.Interval) counting {
	text := d.Text()
	c := counting{ref: text.Ref(), zone: d.Zone(), watched: ledger.Without(func(source string) bool { _, side := text.Party(source); return side })}
	for i := range text.Agreement().Places {
		pl := &text.Agreement().Places[i]
		area := coverage.Area{Name: pl.Name, Where: text.Locate(place.Region{Name: string(pl.ID)})}
		if pl.Kind != agreement.LinePlace && area.Where.Area() > 0 {
			c.areas = append(c.areas, area)
		}
	}
	for _, inc := range s.Incidents() {
		if inc.Exercise == text.Agreement().Exercise && !inc.When.IsUnknown() && inc.When.Overlaps(span) {
			c.events = append(c.events, coverage.Event{Is: inc.Is(asks()...), Where: inc.Where, When: inc.When})
		}
	}
	return c
}

func (c *counting) count(span when.Interval) ([]counted, error) {
	var out []counted
	for _, area := range c.areas {
		side := int64(coverage.CellSide)
		for area.Cells(side) > mostCells {
			side *= 2
		}
		list, err := c.watched.Count(coverage.Request{Areas: []coverage.Area{area}, Acts: asks(), Period: span, Side: side, Zone: c.zone, Events: c.events})
		if err != nil {
			return nil, err
		}
		out = append(out, counted{list[0], side})
	}
	return out, nil
}

// period is the time that is counted: what was asked for, else the last days of what is on record.
func period(all, asked when.Interval) (when.Interval, bool) {
	if all.IsUnknown() {
		return all, false
	}
	if asked == (when.Interval{}) {
		all.From = max(all.From, all.To-when.Instant(recent))
		return all, true
	}
	return asked.Intersect(all)
}

// cells is the cells of every text's places, with how much of them somebody watched.
func (p *pages) cells() ([]desk.Feature, error) {
	h, err := p.hoursOf(when.Interval{})
	if err != nil {
		return nil, err
	}
	type square struct {
		coverage.Cell
		side int64
	}
	var out []desk.Feature
	done := map[square]bool{}
	for _, text := range h.texts {
		for _, a := range text.areas {
			for i := range a.Cells {
				if cell := (square{a.Cells[i].Cell, a.side}); !done[cell] {
					done[cell] = true
					out = append(out, cellFeature(&a, i, h.span))
				}
			}
		}
	}
	return out, nil
}
