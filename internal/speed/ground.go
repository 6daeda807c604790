// SPDX-License-Identifier: Apache-2.0

package speed

import (
	"fmt"
	"slices"

	"truce/agreement/gazetteer"
	"truce/internal/workload"
	"truce/place"
)

// ground is places of a text: a thousand zones, the ground behind a line, and that line with three belts.
type ground struct {
	places       *gazetteer.Gazetteer
	line, behind []place.Point
	zone         *place.Zone // behind
	at           int         // the place of the ground behind; the line is the one after it
}

func drawnGround() (*ground, error) {
	w := workload.NewGround(1, workload.FullGround())
	g := &ground{line: w.Line, behind: w.Behind, at: len(w.Zones)}
	var entries []gazetteer.Entry
	for i := range w.Zones {
		entries = append(entries, gazetteer.Entry{ID: fmt.Sprint("zone-", i)})
	}
	g.places = gazetteer.New(append(entries, gazetteer.Entry{ID: "behind"}, gazetteer.Entry{ID: "line"}))
	for i, ring := range append(w.Zones, w.Behind) {
		zone, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{ring}}}, place.Straight, 0)
		if err != nil {
			return nil, err
		}
		g.places.Draw(i, gazetteer.Shape{Zone: zone})
		g.zone = zone
	}
	line, err := place.NewLine(g.line, place.Straight, 0)
	if err != nil {
		return nil, err
	}
	g.places.Draw(g.at+1, gazetteer.Shape{Line: line, Path: g.line})
	for _, by := range []place.Length{15, 25, 35} {
		g.places.Belt("line", by*place.Kilometre)
	}
	g.places.Survey()
	return g, nil
}

// move puts one point of the line some metres off, and the same point of the ground behind.
func (g *ground) move(i int) {
	g.line, g.behind = slices.Clone(g.line), slices.Clone(g.behind)
	g.line[i].Lat += 7
	g.behind[i] = g.line[i]
}

// redraw makes anew what the line has changed.
func (g *ground) redraw() error {
	zone, err := g.zone.Redrawn([]place.Polygon{{Rings: [][]place.Point{g.behind}}}, place.Straight)
	if err != nil {
		return err
	}
	line, err := place.NewLine(g.line, place.Straight, 0)
	if err != nil {
		return err
	}
	g.zone = zone
	g.places = g.places.Redraw(g.at, gazetteer.Shape{Zone: zone}).Redraw(g.at+1, gazetteer.Shape{Line: line, Path: g.line})
	return nil
}
