// SPDX-License-Identifier: Apache-2.0

package itemlist_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/itemlist"
	"truce/place"
)

const header = "id,time,act,lat,lon,radius,place,target,weapon,count,unit,means,source,words\n"

const row = "a1,2025-04-19 20:00 Europe/Kyiv,artillery-fire,48.10,37.20,1 km,the ford,bridge,152 mm,about 10,shot,seen,a post,shells at a ford\n"

// reports reads a list as the other doors are read; without an ID a row takes its number, so that rows may be the same.
func reports(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	return itemlist.Read(ctx, r, o, itemlist.Sink{Take: func(l itemlist.Listed) error { return sink.Report(l.Report) }, Progress: sink.Progress})
}

func read(t *testing.T, text string) ([]itemlist.Listed, intake.Tally) {
	t.Helper()
	var out []itemlist.Listed
	tally, err := itemlist.Read(t.Context(), strings.NewReader(text), intake.Options{File: "list.csv"}, itemlist.Sink{Take: func(l itemlist.Listed) error {
		out = append(out, l)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return out, tally
}

func TestARowSaysWhatItsColumnsHold(t *testing.T) {
	list, _ := read(t, header+row)
	if len(list) != 1 {
		t.Fatalf("%d rows", len(list))
	}
	l := list[0]
	s := l.Report.Extract.Sightings[0]
	if l.ID != "a1" || l.Unit != "shot" || s.Act != "artillery-fire" || s.Target != "bridge" || s.Means != "seen" || s.Words != "shells at a ford" ||
		s.Where.Name != "the ford" || s.Where.Circle == nil || s.Where.Circle.Radius != place.Kilometre || s.Weapon == nil || s.Weapon.Calibre != 1520 || s.Count.Most == 0 {
		t.Errorf("got %+v", l)
	}
}

func TestAHeaderNeedsNoMoreThanNameAndTime(t *testing.T) {
	list, _ := read(t, "time;id\n2025-04-19T20:00:00Z;\n2025-04-19T20:00:00Z;x\n")
	if len(list) != 2 || list[0].ID != "row 1" || list[1].ID != "x" {
		t.Errorf("got %+v", list)
	}
	for head, want := range map[string]bool{"id,time\n": true, "ID;Time;act\n": true, "time,act\n": false, "{}": false, "": false} {
		if got := itemlist.Recognises([]byte(head)); got != want {
			t.Errorf("%q: recognised %t, want %t", head, got, want)
		}
	}
}

func TestARowThatCannotBeReadIsRefusedWithItsReason(t *testing.T) {
	for bad, want := range map[string]string{
		"a1,2025-04-19T20:00:00Z,mortar-fire,,,,,,,,,,,\na1,2025-04-19T21:00:00Z,mortar-fire,,,,,,,,,,,\n": `id "a1" stands twice`,
		"a1,2025-04-19T20:00:00Z,mortarfire,,,,,,,,,,,\n":                                                  "mortar-fire",
		"a1,2025-04-19T20:00:00Z,,48.1,,,,,,,,,,\n":                                                        "longitude",
		"a1,2025-04-19T20:00:00Z,,,,1 km,,,,,,,,\n":                                                        "a radius without lat and lon",
		"a1,2025-04-19 20:00,mortar-fire,,,,,,,,,,,\n":                                                     "zone",
	} {
		_, tally := read(t, header+bad)
		if tally.Refused != 1 || !strings.Contains(tally.Reasons[0].Reason, want) {
			t.Errorf("%q: got %+v, want %q", bad, tally, want)
		}
	}
}

func TestTheDoorKeepsItsPromises(t *testing.T) {
	intaketest.Keeps(t, reports, intaketest.Good{Before: header, Row: row[2:]})
}

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/itemlist
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row))
	f.Add([]byte("id;time\nx;2025-04-19T20:00:00Z\n"))
	intaketest.Fuzz(f, reports, intake.Options{})
}
