// SPDX-License-Identifier: Apache-2.0

package viina_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/intake"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/viina"
	"truce/place"
	"truce/report"
	"truce/territory"
	"truce/when"
)

const header = `{"20310304":[`

// row is an invented place-day of a file that ends after it.
func row(changes ...string) string { return element(changes...) + "]}" }

// element is an invented place-day; a change is a text and what stands in its place.
func element(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(
		`[37.25,47.5,"Mill","D",2,["https://www.example.org/a","https://t.me/Channel/12","http://example.org/b"]]`)
}

func zone(t *testing.T) when.Zone {
	t.Helper()
	z, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestKeepsThePromisesOfADoor(t *testing.T) {
	intaketest.Keeps(t, viina.Read, intaketest.Good{Before: header, Row: element(), Between: ",", After: "]}"})
}

func TestAPlaceDayIsAnAggregateOfItsPublishers(t *testing.T) {
	day := zone(t).Whole(when.Date{Year: 2031, Month: 3, Day: 4})
	got := intaketest.One(t, viina.Read, header+row(), intake.Options{})
	want := report.Extract{
		Level: report.Aggregate, Source: "viina", Roots: []string{"example.org", "t.me/channel"}, Received: day.To,
		Sightings: []report.Sighting{{
			Act: "uav-strike", Words: "drone strike, stories: 2",
			Time: when.Span{Interval: day, Evidence: when.Coded, Zone: "Europe/Kyiv"},
			Where: place.Region{Name: "Mill", Circle: &place.Circle{
				Centre: place.Point{Lat: 475000000, Lon: 372500000}, Radius: 5 * place.Kilometre,
			}},
		}},
	}
	if diff := cmp.Diff(intaketest.Said(got), want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestALetterThatTellsOfManyThingsLeavesTheActUnknown(t *testing.T) {
	for letter, want := range map[string]string{"S": "air-strike", "A": "shelling", "F": "fire", "L": "air-alert", "O": "", "C": "", "M": "", "V": ""} {
		got := intaketest.One(t, viina.Read, header+row(`"D"`, `"`+letter+`"`), intake.Options{}).Extract.Sightings[0]
		if string(got.Act) != want || got.Words == "" {
			t.Errorf("letter %s: got act %q with words %q, want %q and words", letter, got.Act, got.Words, want)
		}
	}
}

func TestTwoDaysWithOneRowAreTwoOriginals(t *testing.T) {
	got := intaketest.Text(viina.Read, `{"20310304":[`+element()+`],"20310305":[`+element()+`]}`, intake.Options{})
	if len(got.Reports) != 2 || got.Reports[0].Original.Digest == got.Reports[1].Original.Digest {
		t.Errorf("got %+v, error %v; want two originals", got.Tally, got.Err)
	}
}

func TestARowThatCannotBeTrueIsRefused(t *testing.T) {
	for reason, text := range map[string]string{
		"exchanged":   header + row("37.25,47.5", "47.5,37.25"),
		"outside":     header + row("37.25", "3.25"),
		"20310231":    `{"20310231":[` + row(),
		"letter":      header + row(`"D"`, `"Q"`),
		"address":     header + row("https://www.example.org/a", "example"),
		"an array of": header + `{"lon":1}]}`,
		"longitude":   header + row("37.25", `"east"`),
	} {
		got := intaketest.Refused(t, viina.Read, text, intake.Options{})
		if reason == "20310231" {
			reason = "2031-02-31"
		}
		if !strings.Contains(got, reason) {
			t.Errorf("got reason %q, want it to say %q", got, reason)
		}
	}
}

func TestAFileOfAnotherShapeIsNotRead(t *testing.T) {
	for _, text := range []string{"", "[]", `{"20310304":{}}`, header + element(), header + row() + "1", header + "[1,"} {
		if got := intaketest.Text(viina.Read, text, intake.Options{}); got.Err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

const control = "geonameid,name,latitude,longitude,population,admin1,date,status\n"

func TestChangesOfHandBecomeOneObservedLayer(t *testing.T) {
	z := zone(t)
	on := func(day int) when.Interval { return z.Whole(when.Date{Year: 2031, Month: 3, Day: day}) }
	got := intaketest.Text(viina.ReadControl, control+
		"7,Mill,47.5,37.25,100,05,2031-03-04,RU\n"+
		"7,Mill,47.5,37.25,100,05,2031-03-06,CONTESTED\n"+
		"9,Ford,47.6,37.3,200,05,2031-03-05,LIBERATED\n"+
		"7,Mill,47.5,37.25,100,05,2031-03-05,UA\n"+
		"7,Mill,47.5,37.26,100,05,2031-03-08,UA\n"+
		"8,Hill,47.5,37.26,100,05,2031-03-08,LOST\n"+
		"9,Ford,37.3,47.6,200,05,2031-03-07,RU\n", intake.Options{})
	if got.Err != nil {
		t.Fatal(got.Err)
	}
	mark := func(name string, lat, lon int32, holds ...territory.Hold) territory.Mark {
		code := map[string]string{"Mill": "geonames:7", "Ford": "geonames:9"}[name]
		return territory.Mark{Name: name, Code: code, Holds: holds, At: place.Circle{
			Centre: place.Point{Lat: lat, Lon: lon}, Radius: 3 * place.Kilometre,
		}}
	}
	want := []territory.Layer{{
		Name: "populated places by VIINA", Kind: territory.Observed, Source: "viina", Published: on(6).To,
		Valid: when.Interval{From: on(4).From, To: on(6).To},
		Marks: []territory.Mark{
			mark("Mill", 475000000, 372500000, territory.Hold{From: on(4).From, Holder: "RU"}, territory.Hold{From: on(6).From}),
			mark("Ford", 476000000, 373000000, territory.Hold{From: on(5).From, Holder: "UA"}),
		},
	}}
	if diff := cmp.Diff(got.Layers, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
	var reasons []string
	for _, r := range got.Tally.Reasons {
		reasons = append(reasons, r.Reason)
	}
	all := strings.Join(reasons, "\n")
	for _, part := range []string{"not after the change before it", "two positions", "LOST", "exchanged"} {
		if !strings.Contains(all, part) {
			t.Errorf("got reasons\n%s\nwant %q", all, part)
		}
	}
}

func TestEveryRowOfTheDataSetsIsAccountedFor(t *testing.T) {
	r := intaketest.AllRows(t, viina.Read, "viina-2026/viina-events-2026.json", 22_489)
	if r.Tally.Refused > 0 {
		t.Errorf("%d refused, the first: %+v", r.Tally.Refused, r.Tally.Reasons[0])
	}
	c := intaketest.AllRows(t, viina.ReadControl, "viina-2026/DERIVED_control_transitions_geocoded.csv", 4_581)
	if c.Tally.Refused > 0 || len(c.Layers) != 1 || len(c.Layers[0].Marks) != 1_104 {
		t.Errorf("got tally %+v and %d layers; want one of 1,104 places", c.Tally, len(c.Layers))
	}
}
