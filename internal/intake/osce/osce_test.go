// SPDX-License-Identifier: Apache-2.0

package osce_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/act"
	"truce/internal/intake"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/osce"
	"truce/place"
	"truce/report"
	"truce/when"
)

const header = "SMM position,Event location,Means,No.,Observation,Description,Weapon,\"Date, time\",Observer latitude,Observer longitude\n"

// row is an invented row of the table; a change is a text and what stands in its place.
func row(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(
		`"Old mill ('Northland'-controlled, 3 km N of Ford)",2-7 km NNE and NE,heard,7,explosion,undetermined,N/K,"22 Sept 2021, 08:15-10:55",48.0500,37.8000` + "\n")
}

func one(t *testing.T, changes ...string) report.Extract {
	t.Helper()
	return intaketest.Said(intaketest.One(t, osce.Read, header+row(changes...), intake.Options{}))
}

func interval(t *testing.T, text string) when.Interval {
	t.Helper()
	kyiv, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	span, err := when.Parse(text, kyiv)
	if err != nil {
		t.Fatal(err)
	}
	return span.Interval
}

func TestKeepsThePromisesOfADoor(t *testing.T) {
	intaketest.Keeps(t, osce.Read, intaketest.Good{Before: header, Row: row()})
}

func TestARowBecomesAReportOfOneSighting(t *testing.T) {
	got := one(t)
	observer := place.Circle{Centre: place.Point{Lat: 480500000, Lon: 378000000}, Radius: got.Sightings[0].Where.Sectors[0].Observer.Radius}
	at := func(from, to place.Bearing) place.Sector {
		return place.Sector{Observer: observer, From: from, To: to, Distance: place.Range{Least: 2 * place.Kilometre, Most: 7 * place.Kilometre}}
	}
	time := interval(t, "2021-09-22 08:15/2021-09-22 10:55")
	want := report.Extract{
		Level: report.Plain, Source: "osce-smm/Old mill", Received: time.To,
		Sightings: []report.Sighting{{
			Act: "explosion", Words: "explosion", Means: report.Heard, Describes: []report.Description{report.NotKnown},
			Count: report.Count{Kind: report.Exact, Least: 7, Most: 7, Unit: "explosion"},
			Time:  when.Span{Interval: time, Evidence: when.Stated, Zone: "Europe/Kyiv"},
			Where: place.Region{
				Name:    "2-7 km NNE and NE, from Old mill ('Northland'-controlled, 3 km N of Ford)",
				Sectors: []place.Sector{at(11250, 33750), at(33750, 56250)},
			},
		}},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestTheRowItselfIsTheOriginal(t *testing.T) {
	got := intaketest.One(t, osce.Read, header+row(), intake.Options{}).Original
	if got.Text != strings.TrimSpace(row()) {
		t.Errorf("got %q", got.Text)
	}
}

func TestEventLocations(t *testing.T) {
	for text, sectors := range map[string]int{
		"all 1-4.5 km SSE and SSW":           2,
		"\"2-7 km NNE, NE and NNW\"":         3,
		"7-10 km NW of its location":         1,
		"2km N and 3-4km E of the position":  2,
		"approximately 5 km south-east":      1,
		"7-10 km NW of Ford":                 0, // from somewhere else
		"NW":                                 0, // how far is not said
		"3 km":                               0, // in what direction is not said
		"in the vicinity of the old station": 0,
	} {
		got := one(t, "2-7 km NNE and NE", text).Sightings[0].Where
		if len(got.Sectors) != sectors || got.Name == "" {
			t.Errorf("%s: got %d sectors, name %q; want %d and a name", text, len(got.Sectors), got.Name, sectors)
		}
	}
	if got := one(t, "2-7 km NNE and NE", "N/K").Sightings[0].Where; !got.IsUnknown() {
		t.Errorf("got %+v, want unknown", got)
	}
	if got := one(t, "48.0500,37.8000", ",").Sightings[0].Where; got.HasGeometry() || got.Name == "" {
		t.Errorf("without the position of the observer: got %+v, want a name only", got)
	}
}

func TestDatesAndTimes(t *testing.T) {
	for text, want := range map[string]string{
		"22-Sep-21 08:15":                              "2021-09-22 08:15",
		"2021-09-22 08:15 - 10:55":                     "2021-09-22 08:15/2021-09-22 10:55",
		"22.09.2021 08:15–10:55":                       "2021-09-22 08:15/2021-09-22 10:55",
		"22 September 2021":                            "2021-09-22",
		"22 Sept 2021, 23:15-01:10":                    "2021-09-22 23:15/2021-09-23 01:10",
		"23-24 Sept 2021, 20:15-06:30":                 "2021-09-23 20:15/2021-09-24 06:30",
		"22:10 31 Dec - 01:20 1 Jan 2022":              "2021-12-31 22:10/2022-01-01 01:20",
		"evening and night of 23-24 Sept 2021":         "2021-09-23 17:00/2021-09-24 07:59",
		"night of 23-24 Sept 2021":                     "2021-09-23 20:00/2021-09-24 07:59",
		"evening of 23 and morning of 24":              "",
		"night of 23 Sept 2021":                        "2021-09-23 00:00/2021-09-24 07:59",
		"afternoon of 23 Sept 2021":                    "2021-09-23 12:00/2021-09-23 18:59",
		"at about 13:02 on 24 Jan 2015":                "2015-01-24 12:47/2015-01-24 13:17",
		"31 Oct 2021, 03:30":                           "2021-10-31T03:30+03:00/2021-10-31T03:30+02:00",
		"31 Oct 2021, 03:30 EEST":                      "2021-10-31T03:30+03:00",
		"31 Oct 2021, 03:30 EET":                       "2021-10-31T03:30+02:00",
		"22 Sept 2021, 20:00-24:00":                    "2021-09-22 20:00/2021-09-23 00:00",
		"28 March 2021, 03:30":                         "", // the clocks never showed it
		"31 Feb 2021, 08:15":                           "",
		"22 Sept, 08:15":                               "", // no year
		"22 Sept 2021, 08:15-10:55, 12:00":             "",
		"22 Sept 2021, after lunch":                    "",
		"08:15":                                        "",
		"24-23 Sept 2021":                              "",
		"22 Sept 2021, 25:15":                          "",
		strings.Repeat("very ", 50) + "22 Sept 2021":   "",
		"23-24 Sept 2021, 20:15":                       "",
		"22 Sept 2021 to 23 Sept 2021 to 24 Sept 2021": "",
	} {
		text, want := text, want
		if want == "" {
			intaketest.Refused(t, osce.Read, header+row("22 Sept 2021, 08:15-10:55", text), intake.Options{})
			continue
		}
		if got := one(t, "22 Sept 2021, 08:15-10:55", text).Sightings[0].Time.Interval; got != interval(t, want) {
			t.Errorf("%s: got %s, want %s", text, got, interval(t, want))
		}
	}
}

func TestTheYearComesFromTheDateOfTheReport(t *testing.T) {
	text := strings.Replace(header, "\n", ",Report date\n", 1) +
		strings.Replace(row("22 Sept 2021, 08:15", "31 Dec, 08:15"), "\n", ",2022-01-02\n", 1)
	got := intaketest.One(t, osce.Read, text, intake.Options{}).Extract
	if want := interval(t, "2021-12-31 08:15/2021-12-31 10:55"); got.Sightings[0].Time.Interval != want {
		t.Errorf("got %s, want %s", got.Sightings[0].Time.Interval, want)
	}
	if want := interval(t, "2022-01-02").To; got.Received != want {
		t.Errorf("got received %s, want %s", got.Received, want)
	}
}

func TestDescriptionsAndWeapons(t *testing.T) {
	type result struct {
		Act       act.Act
		Weapon    *act.Weapon
		Describes []report.Description
		Origin    string
	}
	for _, c := range []struct {
		name    string
		changes []string
		want    result
	}{
		{
			"a mortar round exploding is mortar fire",
			[]string{"N/K", "mortar (120 mm)", "undetermined", "incoming"},
			result{"mortar-fire", &act.Weapon{Class: "mortar", Calibre: 1200}, []report.Description{report.Incoming}, ""},
		},
		{
			"a mortar of two calibres has none",
			[]string{"N/K", "mortar 82/120", "undetermined", "outgoing"},
			result{"mortar-fire", &act.Weapon{Class: "mortar"}, []report.Description{report.Outgoing}, ""},
		},
		{
			"bursts of a heavy machine-gun",
			[]string{"N/K", "HMG", "explosion", "burst", "undetermined", ""},
			result{"heavy-machine-gun-fire", &act.Weapon{Class: "heavy-machine-gun"}, nil, ""},
		},
		{
			"a designation gives class and calibre",
			[]string{"N/K", "MLRS (BM-21 Grad)", "undetermined", ""},
			result{"rocket-fire", &act.Weapon{Class: "multiple-launch-rocket-system", Model: "BM-21 Grad", Calibre: 1220}, nil, ""},
		},
		{
			"a projectile from somewhere has an origin",
			[]string{"explosion", "projectile in flight", "undetermined", "from WNW to ESE"},
			result{"projectile-in-flight", nil, nil, "from wnw"},
		},
		{
			"a direction in words",
			[]string{"undetermined", "fired from a north-easterly direction"},
			result{"explosion", nil, nil, "from a north-easterly"},
		},
		{
			"fire assessed as an exercise is training fire",
			[]string{"undetermined", "assessed as a live-fire exercise outside the security zone"},
			result{"training-fire", nil, []report.Description{report.LiveFire, report.OutsideArea}, ""},
		},
		{
			"inside the area",
			[]string{"undetermined", "assessed as inside the disengagement area"},
			result{"explosion", nil, []report.Description{report.InsideArea}, ""},
		},
		{
			"an unknown observation stays in words",
			[]string{"explosion", "plume of smoke", "undetermined", ""},
			result{"", nil, nil, ""},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := one(t, c.changes...).Sightings[0]
			got := result{s.Act, s.Weapon, s.Describes, ""}
			if s.Origin != nil {
				got.Origin = s.Origin.Name
				if len(s.Origin.Sectors) != 1 || s.Origin.Sectors[0].Distance.Most != 120*place.Kilometre {
					t.Errorf("got origin %+v", s.Origin)
				}
			}
			if diff := cmp.Diff(got, c.want); diff != "" || s.Words == "" {
				t.Errorf("words %q (-got +want):\n%s", s.Words, diff)
			}
		})
	}
}

func TestACameraIsASourceOfItsOwn(t *testing.T) {
	for _, c := range []struct{ position, means, source, want string }{
		{"Old mill", "heard", "osce-smm/Old mill", "heard"},
		{"Old mill", "recorded", "osce-smm/camera at Old mill", "camera"},
		{"SMM camera at Old mill (15 km N of Ford)", "N/K", "osce-smm/camera at Old mill", "camera"},
		{"Old mill", "saw and heard", "osce-smm/Old mill", "seen"},
		{"Old mill", "an SMM mini-UAV spotted", "osce-smm/Old mill", "uav"},
		{"Old mill", "told by residents", "osce-smm/Old mill", "told"},
		{"Old mill", "felt", "osce-smm/Old mill", ""},
	} {
		got := one(t, "Old mill ('Northland'-controlled, 3 km N of Ford)", c.position, "heard", c.means)
		if got.Source != c.source || string(got.Sightings[0].Means) != c.want {
			t.Errorf("%s, %s: got source %q by %q, want %q by %q", c.position, c.means, got.Source, got.Sightings[0].Means, c.source, c.want)
		}
	}
}

func TestCounts(t *testing.T) {
	for text, want := range map[string]report.Count{
		"about 110":      {Kind: report.About, Least: 99, Most: 121, Unit: "explosion"},
		"several bursts": {Kind: report.Some, Unit: "explosion"},
		"N/K":            {},
	} {
		if got := one(t, ",7,", ","+text+",").Sightings[0].Count; got != want {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
	}
	intaketest.Refused(t, osce.Read, header+row(",7,", ",lots of,"), intake.Options{})
}

func TestARowThatCannotBeTrueIsRefused(t *testing.T) {
	for reason, changes := range map[string][]string{
		"latitude":  {"48.0500", "NaN"},
		"exchanged": {"48.0500", "148.0500"},
		"source":    {"\"Old mill ('Northland'-controlled, 3 km N of Ford)\"", ""},
	} {
		if got := intaketest.Refused(t, osce.Read, header+row(changes...), intake.Options{}); !strings.Contains(got, reason) {
			t.Errorf("got reason %q, want it to say %q", got, reason)
		}
	}
}

func TestAMissingColumnEndsTheFile(t *testing.T) {
	got := intaketest.Text(osce.Read, strings.Replace(header, "Observation", "Obsrvation", 1)+row(), intake.Options{})
	if got.Err == nil || !strings.Contains(got.Err.Error(), `"observation": did you mean "Obsrvation"?`) {
		t.Errorf("got error %v", got.Err)
	}
}

func TestSemicolonsAndTabsPartColumnsToo(t *testing.T) {
	want := one(t)
	text := "SMM position\tEvent location\tMeans\tNo.\tObservation\tDescription\tWeapon\tDate, time\tLat\tLon\r\n" +
		"Old mill ('Northland'-controlled, 3 km N of Ford)\t2-7 km NNE and NE\theard\t7\texplosion\tundetermined\tN/K\t22 Sept 2021, 08:15-10:55\t48.0500\t37.8000\r\n"
	for _, separator := range []string{"\t", ";"} {
		got := intaketest.Said(intaketest.One(t, osce.Read, strings.ReplaceAll(text, "\t", separator), intake.Options{}))
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("%q (-got +want):\n%s", separator, diff)
		}
	}
}
