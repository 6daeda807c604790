// SPDX-License-Identifier: Apache-2.0

package alarm_test

import (
	"fmt"
	"strings"
	"testing"

	"truce/internal/evaluate/alarm"
)

const fireHeader = "latitude,longitude,scan,track,acq_date,acq_time,satellite,instrument,confidence,frp,daynight\n"

const squares = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"NAME":"Північна область"},"geometry":{"type":"Polygon","coordinates":[[[36,48],[37,48],[37,49],[36,49],[36,48]]]}},
{"type":"Feature","properties":{"NAME":"Місто Київ"},"geometry":{"type":"Polygon","coordinates":[[[38,48],[39,48],[39,49],[38,49],[38,48]]]}},
{"type":"Feature","properties":{"NAME":"Broken"},"geometry":{"type":"Polygon","coordinates":[[[40,48],[41,49],[41,48],[40,49],[40,48]]]}}]}`

func fire(lat, lon, day, clock, daynight string) string {
	return fmt.Sprintf("%s,%s,0.5,0.5,2031-03-%s,%s,N,VIIRS,n,5,%s\n", lat, lon, day, clock, daynight)
}

func contrast(t *testing.T, fires, alerts string, shifts ...int64) *alarm.Against {
	t.Helper()
	f, err := alarm.ReadFires(t.Context(), "fires.csv", []byte(fires))
	if err != nil {
		t.Fatal(err)
	}
	regions, refused, err := alarm.ReadRegions("regions.geojson", []byte(squares), "NAME")
	if err != nil || len(regions) != 2 || len(refused) != 1 || !strings.HasPrefix(refused[0], "Broken: ") {
		t.Fatalf("%d regions, refused %v, %v", len(regions), refused, err)
	}
	a, err := f.Compare(read(t, alerts), regions, shifts)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestFiresAreComparedWithTheSameHoursOfOtherDays(t *testing.T) {
	alerts := official +
		row("Pivnichna oblast", "01 00:00:00", "01 01:00:00", "") +
		row("Pivnichna oblast", "10 00:00:00", "10 12:00:00", "") + // 12 of the hours
		row("Pivnichna oblast", "11 00:00:00", "11 06:00:00", "Mill") + // a part only: on neither side
		row("Kyiv City", "20 00:00:00", "20 12:00:00", "") // none in the period
	fires := fireHeader +
		fire("48.5", "36.5", "09", "0100", "N") +
		fire("48.5", "36.5", "10", "0100", "N") +
		fire("48.51", "36.5", "10", "0100", "N") +
		fire("48.5", "36.5", "10", "1230", "D") + // after the alert
		fire("48.5", "36.5", "11", "0100", "N") + // a raion was under alert
		fire("48.5", "37.0", "10", "0100", "N") + // on the border
		fire("48.5", "38.5", "10", "0100", "N") + // in a region without an alert
		fire("48.5", "36.5", "12", "0100", "N") +
		fire("48.5", "36.5", "25", "0100", "N") // beyond the alerts, less the shift
	a := contrast(t, fires, alerts, 1, -1, 1)
	if len(a.Shifts) != 2 || len(a.Says) == 0 || !strings.Contains(a.Says[0], "No record of violence") || !strings.Contains(a.Says[1], "not a strike") {
		t.Errorf("shifts %v, says %v", a.Shifts, a.Says)
	}
	if a.Fires.Used != 6 || a.Fires.Border != 1 || a.Fires.NoAlert != 1 || a.Fires.Outside != 1 {
		t.Errorf("%+v", a.Fires)
	}
	c := a.All
	if c.Under != 2 || c.Unknown != 1 || c.Not != 3 || c.HoursUnder != 12 || c.HoursUnknown != 6 {
		t.Errorf("%+v", c)
	}
	// (2 fires / 12 hours) / (3 fires / the rest of the hours)
	if want := alarm.Share(2 * (c.HoursNot + 1) * 1_000_000 / (12 * 3)); c.Ratio < want-100 || c.Ratio > want+100 { // the last hour lacks a millisecond
		t.Errorf("ratio %s, want %s", c.Ratio, want)
	}
	if a.Night.Under != 2 || a.Day.Under != 0 || a.Day.Not != 1 || len(a.Regions) != 1 {
		t.Errorf("night %+v, day %+v, %d regions", a.Night, a.Day, len(a.Regions))
	}
	// A day sooner the alert was on during the fire of the 9th, a day later during that of the 11th.
	if c.Null.Shifts != 2 || c.Null.Above != 0 || c.Null.Each[0] >= c.Ratio || c.Null.Each[1] >= c.Ratio {
		t.Errorf("null %+v against %s", c.Null, c.Ratio)
	}
}

func TestWhatCannotBeComparedIsRefused(t *testing.T) {
	f, err := alarm.ReadFires(t.Context(), "fires.csv", []byte(fireHeader+fire("48.5", "36.5", "09", "0100", "N")))
	if err != nil {
		t.Fatal(err)
	}
	alerts := read(t, official+row("Pivnichna oblast", "09 00:00:00", "09 01:00:00", ""))
	for reason, shifts := range map[string][]int64{"no shifts": nil, "other than 0": {0, 1}, "no day in common": {14}} {
		if _, err := f.Compare(alerts, nil, shifts); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%v: got %v, want it to say %q", shifts, err, reason)
		}
	}
	if _, err := alarm.ReadFires(t.Context(), "x.csv", []byte(official)); err == nil {
		t.Error("alerts pass for fires")
	}
	if _, err := alarm.Read(t.Context(), "x.csv", []byte(fireHeader)); err == nil {
		t.Error("fires pass for alerts")
	}
	if _, _, err := alarm.ReadRegions("x", []byte(squares), "ADMIN_1"); err == nil || !strings.Contains(err.Error(), "ADMIN_1") {
		t.Errorf("regions without names: %v", err)
	}
}

func TestNamesAreRomanisedAsUkraineDoes(t *testing.T) {
	for text, want := range map[string]string{
		"Київська область": "Kyivska oblast", "Запорізька область": "Zaporizka oblast", "Івано-Франківська": "Ivano-Frankivska",
		"Хмельницька": "Khmelnytska", "Згурський": "Zghurskyi", "Їжакевич": "Yizhakevych", "Щербухи": "Shcherbukhy",
		"Знам'янка": "Znamianka", "Kyiv City": "Kyiv City", "Короп'є": "Koropie",
	} {
		if got := alarm.Romanised(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestTheFiresOf2023AgainstTheAlerts(t *testing.T) {
	fires, alerts := data(t, "firms-viirs-2023/fire_nrt_SV-C2_400448.csv"), data(t, "air-raid-sirens/official_data_en_to_20240423.csv")
	regions, refused, err := alarm.ReadRegions("oblasts", data(t, "gazetteer-ukraine/oblast_2020.geojson"), "ADMIN_1")
	if err != nil || len(regions) != 26 || len(refused) != 1 {
		t.Fatalf("%d regions, refused %v, %v", len(regions), refused, err)
	}
	compare := func(fires, alerts []byte) *alarm.Against {
		f, err := alarm.ReadFires(t.Context(), "fires", fires)
		if err != nil {
			t.Fatal(err)
		}
		a, err := alarm.Read(t.Context(), "alerts", alerts)
		if err != nil {
			t.Fatal(err)
		}
		out, err := f.Compare(a, regions, []int64{-7, 7})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	a := compare(fires, alerts)
	if n := a.Fires.Used + a.Fires.Outside + a.Fires.Border + a.Fires.NoAlert; n != a.Fires.Rows || a.Fires.Used < 35_000 {
		t.Errorf("%d of %d fires are accounted for: %+v", n, a.Fires.Rows, a.Fires)
	}
	if got, want := asJSON(t, compare(shuffled(fires, 3), shuffled(alerts, 4))), asJSON(t, a); got != want {
		t.Errorf("in another order of rows:\n%s\nwant\n%s", got, want)
	}
}
