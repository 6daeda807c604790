// SPDX-License-Identifier: Apache-2.0

package ledgerfile_test

import (
	"slices"
	"strings"
	"testing"

	"truce/internal/intake"
	"truce/internal/ledgerfile"
	"truce/ledger"
	"truce/place"
	"truce/when"
)

const definition = `definition: 1
name: shelling on the first night
unit: Event
acts: [shelling]
period: {from: 2025-04-19 18:00, until: 2025-04-20 06:00, zone: Europe/Moscow}
polygons: [[[37, 47], [39, 47], [39, 49], [37, 49]]]
places: [the ford]
`

const totals = `totals:
  - {by: one, total: "2,935", unit: events, acts: [assault, shelling], period: {from: 2025-04-20, until: 2025-04-21}}
  - {by: other, total: 4800-4900, items: 12, area: the front}
`

func TestADefinitionIsRead(t *testing.T) {
	d, err := ledgerfile.ParseDefinition("d.yaml", []byte(definition))
	if err != nil {
		t.Fatal(err)
	}
	if d.Name != "shelling on the first night" || d.Unit != "event" || len(d.Area) != 1 || !slices.Equal(d.Places, []string{"the ford"}) ||
		d.Period.Length() != 12*when.Hour-when.Millisecond {
		t.Errorf("got %+v, a period of %s", d, d.Period.Length())
	}
}

func TestTotalsAreRead(t *testing.T) {
	list, err := ledgerfile.ParseTotals("t.yaml", []byte(totals))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0].Most != 2935 || list[1].Least != 4800 || list[1].Most != 4900 || list[1].Items != 12 || list[0].Period.IsUnknown() {
		t.Errorf("got %+v", list)
	}
}

func TestFilesThatSayTooLittleOrTheWrongAreRefused(t *testing.T) {
	for bad, want := range map[string]string{
		"name: x\n":       "begin it with definition: 1",
		"definition: 1\n": "say in words what is counted",
		strings.Replace(definition, "shelling]", "shellings]", 1):                  "shelling",
		strings.Replace(definition, "until: 2025-04-20 06:00, ", "", 1):            "give both",
		strings.Replace(definition, "2025-04-20 06:00", "2025-04-19 06:00", 1):     "ends before it begins",
		strings.Replace(definition, "Europe/Moscow", "Europe/Nowhere", 1):          "Europe/Nowhere",
		strings.Replace(definition, "[39, 47], [39, 49], [37, 49]", "[39, 47]", 1): "polygon 1",
		definition + "colour: red\n":                                               "colour",
	} {
		if _, err := ledgerfile.ParseDefinition("d.yaml", []byte(bad)); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "d.yaml: ") {
			t.Errorf("%q: got %v, want %q", bad, err, want)
		}
	}
	for bad, want := range map[string]string{
		"totals: [{by: one, total: 3}]\n":                       "two or more",
		"totals: [{by: one, total: 3}, {total: 4}]\n":           "total 2: by: say who states it",
		"totals: [{by: one, total: many}, {by: b, total: 4}]\n": "write a number, or its bounds",
		"totals: [{by: one, total: 9-3}, {by: b, total: 4}]\n":  "write a number, or its bounds",
	} {
		if _, err := ledgerfile.ParseTotals("t.yaml", []byte(bad)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", bad, err, want)
		}
	}
}

func read(t *testing.T, text string, o ledgerfile.Options) (ledger.List, intake.Tally, error) {
	t.Helper()
	return ledgerfile.ReadList(t.Context(), strings.NewReader(text), o)
}

func TestAListComesThroughItsOwnDoorOrAnyOther(t *testing.T) {
	list, _, err := read(t, "id,time,place\na1,2025-04-19T20:00:00Z,the mill\n", ledgerfile.Options{Name: "one", Locate: func(r place.Region) place.Region {
		r.Circle = &place.Circle{Centre: place.Point{Lat: 480_000_000, Lon: 370_000_000}, Radius: place.Kilometre}
		return r
	}})
	if err != nil || list.Name != "one" || len(list.Items) != 1 || list.Items[0].ID != "a1" || list.Items[0].Seen.Where().Circle == nil {
		t.Errorf("got %+v, %v", list, err)
	}
	lines := `{"source":"p","sightings":[{"act":"fire","time":"2025-04-19T20:00:00Z"},{"act":"fire","time":"2025-04-19T21:00:00Z"}]}
{"level":"aggregate","source":"p","act":"fire","count":9,"time":"2025-04-19T20:00:00Z"}
`
	list, tally, err := read(t, lines, ledgerfile.Options{Intake: intake.Options{File: "list.ndjson"}})
	if err != nil || len(list.Items) != 2 || list.Items[1].ID != "row 1.2" {
		t.Errorf("got %+v, %v", list, err)
	}
	if tally.Accepted != 1 || tally.Refused != 1 || !strings.Contains(tally.Reasons[0].Reason, "a total and no item") {
		t.Errorf("an aggregate is an item: %+v", tally)
	}
	if _, _, err := read(t, "a,b\n1,2\n", ledgerfile.Options{Intake: intake.Options{File: "x.csv"}}); err == nil || !strings.Contains(err.Error(), "columns id and time") {
		t.Errorf("got %v", err)
	}
}

// go test -fuzz FuzzDefinition -fuzztime 30s ./internal/ledgerfile
func FuzzDefinition(f *testing.F) {
	f.Add([]byte(definition))
	f.Fuzz(func(t *testing.T, data []byte) {
		if d, err := ledgerfile.ParseDefinition("d", data); err == nil && (d.Name == "" || d.Unit == "") {
			t.Fatalf("a definition without a name or a unit is accepted: %+v", d)
		}
	})
}

// go test -fuzz FuzzTotals -fuzztime 30s ./internal/ledgerfile
func FuzzTotals(f *testing.F) {
	f.Add([]byte(totals))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := ledgerfile.ParseTotals("t", data)
		if err != nil {
			return
		}
		for _, c := range list {
			if c.By == "" || c.Least < 0 || c.Most < c.Least {
				t.Fatalf("a total is accepted that nobody stated: %+v", c)
			}
		}
	})
}

// go test -fuzz FuzzList -fuzztime 30s ./internal/ledgerfile
func FuzzList(f *testing.F) {
	f.Add([]byte("id,time,act,lat,lon\na1,2025-04-19T20:00:00Z,mortar-fire,48.1,37.2\na2,2025-04-19T20:00:30Z,assault,48.1,37.2\n"))
	d, err := ledgerfile.ParseDefinition("d", []byte(definition))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, tally, err := read(t, string(data), ledgerfile.Options{Name: "list", Intake: intake.Options{File: "list.csv"}})
		if err != nil || len(list.Items) > 200 {
			return
		}
		if int64(len(list.Items)) != tally.Accepted && !slices.ContainsFunc(list.Items, func(i ledger.Item) bool { return strings.Contains(i.ID, ".") }) {
			t.Fatalf("%d items of %d accepted rows", len(list.Items), tally.Accepted)
		}
		got, err := ledger.Reconcile(list, list, d)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, class := range ledger.Classes() {
			sum += got.A.Counts.Of(class)
		}
		if sum != len(list.Items) {
			t.Fatalf("%d items, counts %+v", len(list.Items), got.A.Counts)
		}
	})
}
