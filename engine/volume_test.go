// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"truce/engine"
	"truce/internal/intake"
	"truce/internal/intake/doors"
	"truce/scenario"
	"truce/when"
)

// table writes rows as the mission's annexed table has them: so many single explosions along a line from a latitude
// on, one a minute, the last three of them assessed as a live-fire exercise.
func table(day string, rows int, latitude float64) string {
	var b strings.Builder
	b.WriteString("SMM position,Event location,Means,No.,Observation,Description,Weapon,\"Date, time\",Observer latitude,Observer longitude\n")
	for i := range rows {
		means, description := []string{"heard", "recorded", "saw"}[i%3], "undetermined"
		if i >= rows-3 {
			description = "assessed as a live-fire exercise"
		}
		minute := 6*60 + i // from 06:00 on
		fmt.Fprintf(&b, "Post %d,%d-%d km E,%s,1,explosion,%s,N/K,\"%s, %02d:%02d\",%.4f,37.6000\n",
			i%40, 1+i%3, 2+i%3, means, description, day, minute/60, minute%60, latitude+float64(i%40)*0.02)
	}
	return b.String()
}

// TestADayAtVolumeIsCountedWithoutLoss reads a day of the size that a monitoring mission reported in November and
// December 2021, 745 and 144 violations, and a smaller one before it, through the door of its table. Every row is synthetic.
func TestADayAtVolumeIsCountedWithoutLoss(t *testing.T) {
	batch := &engine.Batch{}
	door, _ := doors.Find("osce")
	for name, text := range map[string]string{
		"donetsk-1.csv": table("29 Nov 2021", 50, 47.5), "luhansk-1.csv": table("29 Nov 2021", 30, 48.6),
		"donetsk-2.csv": table("30 Nov 2021", 745+3, 47.5), "luhansk-2.csv": table("30 Nov 2021", 144+3, 48.6),
	} {
		tally, err := door.Read(context.Background(), strings.NewReader(text), intake.Options{File: name, Zone: "Europe/Kyiv"}, scenario.Into(batch))
		if err != nil || tally.Refused > 0 {
			t.Fatalf("%s: %+v, %v", name, tally, err)
		}
	}
	first, _ := batch.First()
	s := adopted(t, first, "minsk-package-2015")
	fold(t, s, batch)
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	day := func(date string) engine.Counts {
		d, err := when.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		return engine.Count(s, zone.Whole(d))
	}
	before, own := day("2021-11-29"), day("2021-11-30")
	for _, each := range []struct{ name, got, want string }{
		{"the day before", before.Observations["explosions"].String(), "74"},
		{"its exercises", before.LiveFire["explosions"].String(), "6"},
		{"the day", own.Observations["explosions"].String(), "889"},
		{"its exercises", own.LiveFire["explosions"].String(), "6"},
		{"both", engine.Count(s, engine.WholePeriod()).Observations["explosions"].String(), "963"},
	} {
		if each.got != each.want {
			t.Errorf("%s: got %s, want %s", each.name, each.got, each.want)
		}
	}
	all := engine.Count(s, engine.WholePeriod())
	if all.LiveFireRows != 12 || all.Unquantified != 0 || int64(len(s.Observations())) != 50+30+745+144+6 {
		t.Errorf("%d rows of exercises, %d without a number, %d observations", all.LiveFireRows, all.Unquantified, len(s.Observations()))
	}
	held := 0
	for _, inc := range s.Incidents() {
		held += len(inc.MemberIDs)
	}
	if held != len(s.Observations()) || before.Incidents+own.Incidents != all.Incidents {
		t.Errorf("incidents hold %d of %d observations; %d and %d incidents of %d", held, len(s.Observations()), before.Incidents, own.Incidents, all.Incidents)
	}
	if !strings.Contains(own.String(), "live-fire exercises, in no figure above: 6 explosions, in 6 observations") {
		t.Errorf("printed:\n%s", own)
	}
}
