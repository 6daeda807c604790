// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/agreement"
	"truce/engine"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/place"
	"truce/when"
)

// TestACellAndAnArticleTogetherSayNoLessThanACell draws a strip of ground that an article is of, and an event in it: the cell that is
// shown has as much of the strip in it as a cell is large, or none is shown.
func TestACellAndAnArticleTogetherSayNoLessThanACell(t *testing.T) {
	cells, none, coarse := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		south, tall := rapid.Int64Range(4600, 4800).Draw(t, "south"), rapid.Int64Range(2, 40).Draw(t, "tall")
		west, wide := rapid.Int64Range(3600, 3700).Draw(t, "west"), rapid.Int64Range(2, 300).Draw(t, "wide")
		degrees := func(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }
		s, n, w, e := degrees(south), degrees(south+tall), degrees(west), degrees(west+wide)
		strip := fmt.Sprintf("  - {id: strip, name: strip, kind: zone, geometry: {polygon: [[%s, %s], [%s, %s], [%s, %s], [%s, %s]]}, tolerance: 10 m, source: us}\ncontrol:", w, s, e, s, e, n, w, n)
		text := strings.Replace(strings.Replace(accord, "control:", strip, 1), "acts: [fire], severity", "acts: [fire], where: [strip], severity", 1)
		a, err := agreement.Parse("strip.yaml", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		r := &recorder{state: engine.NewState()}
		start, err := when.ParseInstant("2031-03-01T00:00:00Z")
		if err != nil || !r.enter(engine.NewGenesis(start)) || !r.enter(engine.Entry{Time: start, Adoption: &engine.Adoption{Agreement: a}}) {
			t.Fatal("the record does not begin", err)
		}
		at := circle(int32(rapid.Int64Range(south*100_000+1, (south+tall)*100_000-1).Draw(t, "lat")), int32(rapid.Int64Range(west*100_000+1, (west+wide)*100_000-1).Draw(t, "lon")), place.Metre)
		for _, source := range []string{"anna", "ben"} {
			entry := teller{source: source, day: 1, consent: "public"}.entry(start)
			entry.Submission.Reports[0].Extract.Sightings[0].Where = at
			if !r.enter(entry) {
				t.Fatal("a report is refused")
			}
		}
		d, err := release.Make(release.OfEntries(r.entries), approval.Rule{AsOf: start + when.Instant(20*24*when.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Release.Items) != 1 {
			t.Fatalf("%d findings", len(d.Release.Items))
		}
		c := d.Release.Items[0].Cell
		if c == nil {
			if none++; d.Release.Items[0].Place != "too-exact" {
				t.Errorf("no cell, and the place is %s", d.Release.Items[0].Place)
			}
			return
		}
		if cells++; c.North-c.South > 1_000_000 {
			coarse++
		}
		low := place.Point{Lat: int32(max(c.South, south*100_000)), Lon: int32(max(c.West, west*100_000))}
		high := place.Point{Lat: int32(min(c.North, (south+tall)*100_000)), Lon: int32(min(c.East, (west+wide)*100_000))}
		// What a cell has in common with the strip is counted by parts of a sixteenth of its sides.
		if got := place.BoxArea(low, high); got < 75_000_000 {
			t.Errorf("%s and the strip of %s to %s N, %s to %s E have %d m2 in common", c, s, n, w, e, got)
		}
	})
	if cells == 0 || none == 0 || coarse == 0 {
		t.Errorf("%d cells, %d coarser ones and %d times none: the test shows nothing", cells, coarse, none)
	}
}
