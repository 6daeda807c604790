// SPDX-License-Identifier: Apache-2.0

package ndjson_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/act"
	"truce/canon"
	"truce/coverage"
	"truce/internal/intake"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/ndjson"
	"truce/place"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// row is an invented report; a change is a text and what stands in its place.
func row(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(`{"source":"patrol-12","act":"explosion","count":7,"means":"heard",` +
		`"time":"2031-03-04 08:15-08:20 Europe/Kyiv","where":"47.1, 37.5","received":"2031-03-04T09:00Z"}` + "\n")
}

var kyiv = intake.Options{Zone: "Europe/Kyiv"}

func span(t *testing.T, text string) when.Span {
	t.Helper()
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	s, err := when.Parse(text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sighting(t *testing.T, members string) report.Sighting {
	t.Helper()
	return intaketest.One(t, ndjson.Read, `{"source":"s","time":"2031-03-04",`+members+`}`, kyiv).Extract.Sightings[0]
}

func TestKeepsThePromisesOfADoor(t *testing.T) {
	intaketest.Keeps(t, ndjson.Read, intaketest.Good{Row: row()})
}

func TestALineIsAReportOfOneSighting(t *testing.T) {
	got := intaketest.One(t, ndjson.Read, row(), intake.Options{File: "f", Exercise: true})
	where, err := place.ParsePoint("47.1, 37.5")
	if err != nil {
		t.Fatal(err)
	}
	digest := canon.SumBytes("truce/original/1", []byte(strings.TrimSpace(row())))
	want := report.Report{
		Identity: report.Identity{Door: "ndjson", File: "f", Row: 1},
		Original: report.Original{Digest: digest},
		Extract: report.Extract{
			Tag:   digest,
			Level: report.Plain, Source: "patrol-12", Received: span(t, "2031-03-04T09:00Z").Interval.To, Exercise: true,
			Sightings: []report.Sighting{{
				Act: "explosion", Count: report.Count{Kind: report.Exact, Least: 7, Most: 7}, Means: report.Heard,
				Time: span(t, "2031-03-04 08:15-08:20 Europe/Kyiv"), Where: place.Region{Circle: &where},
			}},
		},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestAReportSaysAllThatItCanSay(t *testing.T) {
	got := intaketest.One(t, ndjson.Read, oneLine(`{"level":"coded-event","source":"s","roots":["a","b"],"received":"041000ZMAR31",
"person":"p-17","consent":"court","original":"as sent","zone":"Europe/Berlin","exercise":true,
"complaint":{"complainant":"Northland","respondent":"Southland","article":3,"remedy":"withdraw"},
"sightings":[{"act":"mortar-fire","words":"three rounds","weapon":"120 mm mortar","target":"home","count":"about 3","means":"crater",
"describes":["incoming","assessed-inside-area"],"time":"2031-03-04 08:15","evidence":"guessed","where":{"name":"Mill","at":"47.1, 37.5","radius":"200 m"},
"origin":{"observer":{"at":"47.1, 37.5","radius":"10 m"},"bearing":"north-west","distance":"5-9 km"},
"actors":["Southland",{"actor":"Westland","basis":"claimed","by":"Northland"}],"between":["Northland","Southland"],
"casualties":[{"harm":"injured","of":"civilian","age":"child","number":"2-4","cause":"shrapnel","side":"Northland"},{"harm":"killed","number":1}],
"class":"in violation of the withdrawal lines","in_answer_to":"an attack"},{"words":"smoke"}]}`), intake.Options{})
	centre := place.Point{Lat: 471000000, Lon: 375000000}
	time := span(t, "2031-03-04 08:15 Europe/Berlin")
	time.Evidence = when.Guessed
	want := report.Report{
		Identity: report.Identity{Door: "ndjson", Row: 1, Person: "p-17", Consent: "court"},
		Original: report.Original{Text: "as sent", Digest: got.Original.Digest},
		Extract: report.Extract{
			Level: report.Coded, Source: "s", Roots: []string{"a", "b"}, Exercise: true,
			Received: span(t, "2031-03-04T10:00Z").Interval.To,
			Complaint: &report.Complaint{
				Complainant: "Northland", Respondent: "Southland", Article: "3", Remedy: "withdraw",
			},
			Sightings: []report.Sighting{{
				Act: "mortar-fire", Words: "three rounds", Weapon: &act.Weapon{Class: "mortar", Calibre: 1200}, Target: "home",
				Count: report.Count{Kind: report.About, Least: 2, Most: 4}, Means: report.Crater,
				Describes: []report.Description{report.Incoming, report.InsideArea}, Time: time,
				Where: place.Region{Name: "Mill", Circle: &place.Circle{Centre: centre, Radius: 200 * place.Metre}},
				Origin: &place.Region{Sectors: []place.Sector{{
					Observer: place.Circle{Centre: centre, Radius: 10 * place.Metre}, From: 303750, To: 326250,
					Distance: place.Range{Least: 5 * place.Kilometre, Most: 9 * place.Kilometre},
				}}},
				Actors:  []report.Claim{{Actor: "Southland", Basis: "said"}, {Actor: "Westland", Basis: "claimed", By: "Northland"}},
				Between: []string{"Northland", "Southland"},
				Casualties: []report.Casualties{
					{Harm: "injured", Of: "civilian", Age: "child", Least: 2, Most: 4, Cause: "shrapnel", Side: "Northland"},
					{Harm: "killed", Of: "unknown", Age: "unknown", Least: 1, Most: 1},
				},
				Class: "in violation of the withdrawal lines", InAnswerTo: "an attack",
			}, {Words: "smoke"}},
		},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func oneLine(text string) string { return strings.ReplaceAll(text, "\n", "") }

func TestPlacesInEveryForm(t *testing.T) {
	for text, kind := range map[string]string{
		`"47.1, 37.5"`:                          "circle",
		`"37TDN1234"`:                           "circle",
		`"Old mill"`:                            "name",
		`{"name":"3rd mill"}`:                   "name",
		`{"at":"47.1, 37.5","radius":"1.5 km"}`: "circle",
		`{"observer":"47.1, 37.5","sectors":["7-10 km NW","2-7 km NNE, NE and NNW"]}`:            "sectors",
		`{"observer":"47.1, 37.5","bearing":315,"distance":"7-10 km"}`:                           "sectors",
		`{"geometry":{"type":"Polygon","coordinates":[[[37,47],[38,47],[38,48],[37,47]]]}}`:      "polygons",
		`{"geometry":{"type":"LineString","coordinates":[[37,47],[38,47]]},"radius":"100 m"}`:    "path",
		`{"geometry":{"type":"Point","coordinates":[37.5,47.1]},"radius":"100 m","name":"Mill"}`: "circle",
	} {
		r := sighting(t, `"where":`+text).Where
		got := "name"
		switch {
		case r.Circle != nil:
			got = "circle"
		case r.Sectors != nil:
			got = "sectors"
		case r.Polygons != nil:
			got = "polygons"
		case r.Path != nil:
			got = "path"
		}
		if got != kind {
			t.Errorf("%s: got %s (%+v), want %s", text, got, r, kind)
		}
	}
}

func TestAWatchMaySayWhereItsPostIs(t *testing.T) {
	got := intaketest.Text(ndjson.Read, `{"watch":{"source":"patrol","means":"heard","post":{"at":"47.1, 37.5","radius":"50 m"},"time":"2031-03-04"}}`, kyiv)
	post := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 471000000, Lon: 375000000}, Radius: 50 * place.Metre}}
	if got.Err != nil || len(got.Watches) != 1 || !cmp.Equal(got.Watches[0].Post, post) || !got.Watches[0].Where.IsUnknown() {
		t.Errorf("got %+v, tally %+v, error %v", got.Watches, got.Tally, got.Err)
	}
	if reason := intaketest.Refused(t, ndjson.Read, `{"watch":{"source":"c","means":"heard","post":"Mill","time":"2031-03-04"}}`, kyiv); !strings.Contains(reason, "no place") {
		t.Errorf("a post by its name alone: got reason %q", reason)
	}
}

func TestWatchesGapsAndLayersStandOnLinesOfTheirOwn(t *testing.T) {
	got := intaketest.Text(ndjson.Read, `{"watch":{"source":"camera-3","means":"camera","where":{"at":"47.1, 37.5","radius":"5 km"},"time":"2031-03-04"}}
{"gap":{"source":"camera-3","reason":"dark","time":"2031-03-04 22:00-23:00"}}

{"layer":{"name":"line","kind":"agreed","source":"annex","published":"2031-03-01","valid":"2031-03-01/2031-12-31","areas":[{"holder":"Northland","geometry":{"type":"Polygon","coordinates":[[[37,47],[38,47],[38,48],[37,47]]]},"tolerance":"500 m"}],"marks":[{"name":"Mill","at":"47.1, 37.5","radius":"3 km","holds":[{"from":"2031-03-02","holder":"Southland"}]}],"reach":"2 km"}}`, kyiv)
	if got.Err != nil || got.Tally.Accepted != 3 {
		t.Fatalf("got tally %+v, error %v", got.Tally, got.Err)
	}
	centre := place.Point{Lat: 471000000, Lon: 375000000}
	want := intaketest.Result{
		Tally: got.Tally,
		Watches: []coverage.Watch{{
			Source: "camera-3", Means: report.Camera, Time: span(t, "2031-03-04").Interval,
			Where: place.Region{Circle: &place.Circle{Centre: centre, Radius: 5 * place.Kilometre}},
		}},
		Gaps: []coverage.Gap{{Source: "camera-3", Reason: "dark", Time: span(t, "2031-03-04 22:00-23:00").Interval}},
		Layers: []territory.Layer{{
			Name: "line", Kind: territory.Agreed, Source: "annex", Published: span(t, "2031-03-01").Interval.To,
			Valid: span(t, "2031-03-01/2031-12-31").Interval,
			Areas: []territory.Area{{Holder: "Northland", Tolerance: 500 * place.Metre, Polygons: []place.Polygon{{Rings: [][]place.Point{{
				{Lat: 470000000, Lon: 370000000}, {Lat: 470000000, Lon: 380000000}, {Lat: 480000000, Lon: 380000000},
			}}}}}},
			Marks: []territory.Mark{{
				Name: "Mill", At: place.Circle{Centre: centre, Radius: 3 * place.Kilometre},
				Holds: []territory.Hold{{From: span(t, "2031-03-02").Interval.From, Holder: "Southland"}},
			}},
			Reach: 2 * place.Kilometre,
		}},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestWhatCannotBeReadIsRefusedWithItsMend(t *testing.T) {
	for line, reason := range map[string]string{
		`{"sorce":"x"}`: `unknown member "sorce": did you mean "source"?`,
		`{"source":"x","sightings":[{"wher":"y"}]}`:                                                                             `did you mean "where"?`,
		row(`"where":"47.1, 37.5"`, `"where":{"nme":"x"}`):                                                                      `did you mean "name"?`,
		row(`"act":"explosion"`, `"act":"explosoin"`):                                                                           `did you mean "explosion"?`,
		row(`"where":"47.1, 37.5"`, `"where":{"at":"47.1, 37.5","radiuss":"1 km"}`):                                             `unknown member "radiuss": did you mean "radius"?`,
		row(`"act"`, `"radiuss":"1 km","act"`):                                                                                  `unknown member "radiuss"`,
		row(`"where":"47.1, 37.5"`, `"where":{"at":"NaN, 127.0","radius":"1 km"}`):                                              `"NaN" is not a number of degrees`,
		row("47.1, 37.5", "NaN, 127.0"):                                                                                         `"NaN" is not a number of degrees`,
		row("47.1, 37.5", "47.1, inf"):                                                                                          `"inf" is not a number of degrees`,
		row(`"47.1, 37.5"`, `{"geometry":{"type":"Polygon","coordinates":[[[37,47],[38,48],[38,47],[37,48],[37,47]]]}}`):        "the ring crosses or touches itself",
		row(`"47.1, 37.5"`, `{"geometry":{"type":"Polygon","coordinates":[[[179,47],[-179,47],[-179,48],[179,48],[179,47]]]}}`): "crosses the antimeridian: split the polygon there",
		row(`"47.1, 37.5"`, `{"geometry":{"type":"LineString","coordinates":[[179,47],[-179,47]]},"radius":"1 km"}`):            "crosses the antimeridian: split the line there",
		row("47.1", "147.1"):                                                               "where",
		row("47.1, 37.5", "3 mills"):                                                       `{"name": ...}`,
		row("47.1, 37.5", "0, 0"):                                                          "missing position",
		row("2031-03-04 08:15-08:20", "2031-02-31 08:15"):                                  "2031-02-31",
		row("2031-03-04 08:15-08:20 Europe/Kyiv", "2031-03-04"):                            "zone",
		row("09:00Z", "05:00Z"):                                                            "before its time ends",
		row(`"count":7`, `"count":"lots"`):                                                 "about 110",
		row(`"means":"heard"`, `"means":"felt"`):                                           "use seen, heard",
		row(`"source":"patrol-12"`, `"source":""`):                                         "no source",
		row(`"act"`, `"source":"other","act"`):                                             "twice",
		row(`"act"`, `"weapon":"catapult","act"`):                                          `cannot read "catapult"; write a class (small-arms, `,
		row(`"act"`, `"weapon":"mortarr","act"`):                                           `did you mean "mortar"?`,
		row(`"act"`, `"weapon":{"calibre":"14.55 mm"},"act"`):                              "calibre",
		row(`"act"`, `"sightings":[{"words":"x"}],"act"`):                                  "use one",
		row(`"act"`, `"between":["Northland"],"act"`):                                      "two named sides",
		row(`"act"`, `"casualties":[{"harm":"hurt","number":1}],"act"`):                    "killed, injured, missing",
		row(`"act"`, `"casualties":[{"harm":"killed","number":"several"}],"act"`):          "no bounds",
		row(`"act"`, `"level":"rumour","act"`):                                             "coded-event",
		row(`"47.1, 37.5"`, `{"geometry":{"type":"Point","coordinates":[37.5,47.1]}}`):     "never exact",
		row(`"47.1, 37.5"`, `{"observer":"Old mill","sectors":"7-10 km NW"}`):              "needs a position",
		row(`"47.1, 37.5"`, `{"bearing":"NW","distance":"7-10 km"}`):                       "need an observer",
		row(`"47.1, 37.5"`, `{}`):                                                          "nothing is said",
		`{"source":"x"}`:                                                                   "nothing is reported",
		`{"source":"x","words":"y"}`:                                                       "received",
		`{"watch":{"source":"c","means":"camera","time":"2031-03-04Z"},"act":"explosion"}`: "alone",
		`{"watch":{"source":"c","means":"camera","time":"2031-03-04T00:00Z"}}`:             "no place",
		`{"gap":{"source":"c","reason":"asleep","time":"2031-03-04T00:00Z"}}`:              "denied, delayed",
		`{"gap":{"source":"c","reason":"dark","where":"Mill","time":"2031-03-04T00:00Z"}}`: "only a name",
		`{"layer":{"name":"l","kind":"agreed","source":"s","published":"2031-03-04T00:00Z","valid":"2031-03-04T00:00Z"}}`: "neither areas nor marks",
		`[1]`:           "JSON",
		`{"source":"x"`: "JSON",
		`nonsense`:      "JSON",
	} {
		if got := intaketest.Refused(t, ndjson.Read, line, intake.Options{}); !strings.Contains(got, reason) {
			t.Errorf("%s: got reason %q, want it to say %q", line, got, reason)
		}
	}
}

func TestANameThatIsNoPositionIsAName(t *testing.T) {
	for _, name := range []string{"Nan", "None of the mills", "Infinity bridge"} {
		got := intaketest.One(t, ndjson.Read, row("47.1, 37.5", name), intake.Options{})
		if w := got.Extract.Sightings[0].Where; w.Name != name || w.HasGeometry() {
			t.Errorf("%q: got %+v", name, w)
		}
	}
}

func TestWhatTheCallerDoesNotTakeIsRefused(t *testing.T) {
	tally, err := ndjson.Read(t.Context(), strings.NewReader(row()+`{"gap":{"source":"c","reason":"dark","time":"2031-03-04T00:00Z"}}`), intake.Options{}, intake.Sink{})
	if err != nil || tally.Refused != 2 {
		t.Errorf("got tally %+v, error %v; want both refused", tally, err)
	}
}
