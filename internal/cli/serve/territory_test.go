// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"truce/cases"
	"truce/engine"
	"truce/place"
	"truce/territory"
	"truce/when"
)

// marked is a record with two layers of the same ground, of which one claims and the other observed.
func marked(t *testing.T) *house {
	t.Helper()
	name := "yellow-line-markers.txtar"
	data, err := fs.ReadFile(cases.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return playing(t, name, data, "http://mission.example")
}

func TestTerritorySaysWhoHeldAPlaceByEachLayerAndMergesNone(t *testing.T) {
	h := marked(t)
	v := h.as(t, "public")
	_, layers := v.get("/territory?format=csv&list=layers")
	for _, want := range []string{"ground held east of the markers,observed,", "the line as one side prints it,claimed,Party Basalt,"} {
		if !strings.Contains(layers, want) {
			t.Errorf("the layers have no %q:\n%s", want, layers)
		}
	}
	ask := func(where, at string) string {
		_, body := v.get("/territory?format=csv&list=held&where=" + url.QueryEscape(where) + "&at=" + at)
		return body
	}
	east := ask("45.00500, -29.98000", "2026-02-22")
	if !strings.Contains(east, "ground held east of the markers,observed,") || !strings.Contains(east, "held,Party Basalt,") {
		t.Errorf("east of the markers:\n%s", east)
	}
	between := ask("45.00500, -29.99900", "2026-02-22")
	if strings.Count(between, "held,Party Basalt,") != 1 || !strings.Contains(between, "could not tell,,") {
		t.Errorf("between the markers and the line, where the layers part:\n%s", between)
	}
	if before := ask("45.00500, -29.98000", "2020-01-01"); strings.Contains(before, "held,Party") {
		t.Errorf("years before any layer speaks somebody holds the place:\n%s", before)
	}
}

func TestTerritorySaysWhatItNeedsWhereItCannotTell(t *testing.T) {
	v := marked(t).as(t, "public")
	_, body := v.get("/territory")
	for _, want := range []string{"could not tell: the layer draws areas and names no places", "Shares of ground need borders"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, query := range []string{"where=nowhere+at+all", "at=someday", "since=once", "where=%00&at=%27"} {
		status, body := v.get("/territory?" + query)
		if status != http.StatusOK || !strings.Contains(body, `class="error"`) {
			t.Errorf("%s: %d, and no fault is told", query, status)
		}
	}
}

func TestSharesNameTheirDenominatorAndChangesCountPlaces(t *testing.T) {
	h := marked(t)
	day := func(text string) when.Instant {
		i, err := when.ParseInstant(text + "T00:00:00Z")
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	mark := func(name string, lat int32, holds ...territory.Hold) territory.Mark {
		return territory.Mark{Name: name, At: place.Circle{Centre: place.Point{Lat: lat, Lon: -299_000_000}, Radius: 1000 * place.Metre}, Holds: holds}
	}
	first := day("2026-02-01")
	_, err := h.desk.Enter(t.Context(), engine.Entry{Layer: &territory.Layer{
		Name: "places of an almanac", Kind: territory.Observed, Source: "an almanac", Published: h.desk.Clock(), Exercise: true,
		Valid: when.Interval{From: first, To: day("2026-03-01")},
		Marks: []territory.Mark{
			mark("Upper Mill", 450_000_000, territory.Hold{From: first, Holder: "Party Basalt"}),
			mark("Lower Mill", 451_000_000, territory.Hold{From: first, Holder: "Party Basalt"}, territory.Hold{From: day("2026-02-10"), Holder: "Party Chalk"}),
			mark("Old Ford", 452_000_000, territory.Hold{From: first}),
			mark("New Ford", 453_000_000, territory.Hold{From: first, Holder: "Party Chalk"}),
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	v := h.as(t, "public")
	_, shares := v.get("/territory?format=csv&list=shares&at=2026-02-20")
	for _, want := range []string{",4,", "Party Basalt,1,25.0 %,50.0 %", "Party Chalk,2,50.0 %,75.0 %", "contested,1,"} {
		if !strings.Contains(shares, want) {
			t.Errorf("the shares have no %q:\n%s", want, shares)
		}
	}
	_, changes := v.get("/territory?format=csv&list=changes&at=2026-02-20&since=2026-02-05")
	if !strings.Contains(changes, "Party Basalt,Party Chalk,1,Lower Mill") {
		t.Errorf("the changes:\n%s", changes)
	}
}
