// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/agreement"
	"truce/agreements"
	"truce/ledger"
	"truce/place"
)

func zone(t *testing.T, south, north int32) *place.Zone {
	t.Helper()
	at := func(lat, lon int32) place.Point { return place.Point{Lat: lat * 100_000, Lon: lon * 100_000} }
	z, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{{at(south, 3700), at(south, 3900), at(north, 3900), at(north, 3700)}}}}, place.Straight, 0)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestAnAreaLeavesOutWhatSurelyLiesElsewhere(t *testing.T) {
	d := definition()
	d.Area, d.Places = []*place.Zone{zone(t, 4750, 4801), zone(t, 4900, 4950)}, []string{"The Mill"}
	named := func(id, name string) ledger.Item {
		i := item(id, "fire", 60, 10, 0)
		i.Seen.Sighting.Where = place.Region{Name: name}
		return i
	}
	items := []ledger.Item{
		item("in", "fire", 60, 10, -100), item("on the border", "fire", 61, 10, 10), item("out", "fire", 62, 10, 500),
		item("in the other", "fire", 63, 10, 1200), named("by name", "the mill"), named("by another name", "the ford"),
	}
	got, err := ledger.Reconcile(ledger.List{Name: "A", Items: items}, ledger.List{Name: "B"}, d)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"in": "only ", "on the border": "only area", "out": "outside ", "in the other": "only ", "by name": "only ", "by another name": "only area"}
	for _, p := range got.A.Items {
		if says := string(p.Class) + " " + strings.Join(p.Open, ","); says != want[p.ID] {
			t.Errorf("%s: %q, want %q", p.ID, says, want[p.ID])
		}
	}
	if p := got.A.Items[slices.IndexFunc(got.A.Items, func(p ledger.Placed) bool { return p.ID == "out" })]; p.Because != "outside of the definition: area" {
		t.Errorf("because %q", p.Because)
	}
}

func TestATextIsADefinition(t *testing.T) {
	data, err := agreements.Files.ReadFile("easter-2025-u.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("easter-2025-u.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	text, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	// It begins 21:30 in Kyiv, which is 18:30 UTC: 210 minutes after the start.
	items := []ledger.Item{
		item("before", "artillery-fire", 60, 10, 0), item("across", "artillery-fire", 205, 10, 0), item("inside", "artillery-fire", 600, 10, 0),
		item("no act of it", "weapon-presence", 600, 10, 0), item("neither", "weapon-presence", 60, 10, 0),
	}
	got, err := ledger.Reconcile(ledger.List{Name: "A", Items: items}, ledger.List{Name: "B"}, ledger.Definition{Name: "the text", Unit: "event", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"before": "outside of the definition: period", "across": "period", "inside": "",
		"no act of it": "outside of the definition: act", "neither": "outside of the definition: period, act",
	}
	for _, p := range got.A.Items {
		says := strings.Join(p.Open, ",")
		if p.Class == ledger.Outside {
			says = p.Because
		}
		if says != want[p.ID] {
			t.Errorf("%s: %q, want %q", p.ID, says, want[p.ID])
		}
	}
}

var number = regexp.MustCompile(`\d+`)

// Every number that is read out is a count of one list, or of the events that both claim: none is a sum over both.
func TestTheWordsHoldNoNumberThatIsAddedUpOverTheLists(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := reconcile(t, anyList(rt, "a"), anyList(rt, "b"))
		several := 0
		for _, e := range r.Events {
			if len(e.A)+len(e.B) > 2 {
				several++
			}
		}
		shared := []int{len(r.Events), several}
		allowed := func(s ledger.Side) []int {
			c := s.Counts
			return append(shared, c.Items, c.Matched, c.Differing, c.Possible, c.Only, c.Outside, c.Open, len(s.Twice))
		}
		for _, sentence := range r.Sentences() {
			for _, text := range number.FindAllString(sentence, -1) {
				n, err := strconv.Atoi(text)
				if err != nil {
					rt.Fatal(err)
				}
				if !slices.Contains(allowed(r.A), n) && !slices.Contains(allowed(r.B), n) {
					rt.Fatalf("%d is no count: %s", n, sentence)
				}
			}
		}
	})
}
