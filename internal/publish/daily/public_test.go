// SPDX-License-Identifier: Apache-2.0

package daily_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/internal/publish/daily"
)

// published is a text in force with a rule on publication: three days, cells of 10 km, and three places of which one is small.
const published = `
-- text.yaml --
truce: 1
id: text
version: 1
title: A text with a rule on publication
kind: agreement
languages:
  - {tag: fr, authoritative: true}
sources:
  - {id: invented, title: For this test, standing: text}
parties:
  - {id: north, name: North}
  - {id: south, name: South}
others: []
force:
  from: 2026-01-01 00:00 UTC
articles:
  - {id: 1, title: Ceasefire, says: Nobody fires., cite: article 1, source: invented}
places:
  - {id: east, name: the east, kind: zone, geometry: {polygon: [[30.0, 50.0], [31.0, 50.0], [31.0, 51.0], [30.0, 51.0]]}, source: invented}
  - {id: west, name: the west, kind: zone, geometry: {polygon: [[28.0, 50.0], [29.0, 50.0], [29.0, 51.0], [28.0, 51.0]]}, source: invented}
SMALL
terms:
  - {id: ceasefire, article: 1, sense: prohibits, acts: [fire], severity: S2}
counting: {unit: one incident under one term, day: UTC}
evidence:
  c2: {roots: 2}
  c3: {roots: 2, means: 2, reliability: B}
  sequence: 2 h
  recurrence: 14 d
  independent: two sources are independent when neither took it from the other
publication: {delay: 72 h, cell: 10 km}
`

const smallPlace = `  - {id: yard, name: the yard, kind: zone, geometry: {polygon: [[32.0, 50.0], [32.05, 50.0], [32.05, 50.05], [32.0, 50.05]]}, source: invented}`

func publishedCase(small, until string, rows ...string) string {
	return `# a text in force
zone UTC
at "2026-02-01 00:00" agreement text.yaml
at "2026-02-03 23:00" submit rows.ndjson
at "` + until + `" want incidents ` + fmt.Sprint(len(rows)) + strings.Replace(published, "SMALL", small, 1) + "-- rows.ndjson --\n" + strings.Join(rows, "\n") + "\n"
}

func shot(source, at, minute string) string {
	return fmt.Sprintf(`{"source":%q,"sightings":[{"act":"mortar-fire","means":"heard","count":3,"time":"2026-02-03 09:%s","where":{"name":"canary-place","at":%q,"radius":"100 m"}}]}`, source, minute, at)
}

func TestThePublicSeesADayAfterTheDelay(t *testing.T) {
	row := shot("canary-a", "50.5, 30.5", "10")
	for until, want := range map[string]error{"2026-02-06 23:58": daily.ErrNotPublic, "2026-02-07 00:00": nil} {
		_, err := daily.Make(scripted(t, publishedCase("", until, row)), daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Public})
		if !errors.Is(err, want) {
			t.Errorf("at %s: %v, want %v", until, err, want)
		}
	}
}

func TestARegionBelowTheCellMakesAllOfThemOne(t *testing.T) {
	row := shot("canary-a", "50.5, 30.5", "10")
	request := daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Public}
	apart := mustMake(t, scripted(t, publishedCase("", "2026-02-08 00:00", row)), request)
	one := mustMake(t, scripted(t, publishedCase(smallPlace, "2026-02-08 00:00", row)), request)
	if apart.Region("east") == nil || apart.Region(daily.Whole) != nil {
		t.Errorf("large regions stand as %+v", apart.Regions)
	}
	if one.Region("east") != nil || one.Region(daily.Whole) == nil {
		t.Errorf("with a small one they stand as %+v", one.Regions)
	}
	request.Audience = daily.Parties
	if r := mustMake(t, scripted(t, publishedCase(smallPlace, "2026-02-08 00:00", row)), request); r.Region("yard") == nil {
		t.Errorf("the parties see %+v", r.Regions)
	}
}

func TestNoPartyWritesTheFiguresOfThePublic(t *testing.T) {
	alone, both := shot("liaison of north", "50.5, 30.5", "10"), shot("North", "50.7, 30.7", "40")
	request := daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Public}
	r := mustMake(t, scripted(t, publishedCase("", "2026-02-08 00:00", alone)), request)
	if now := r.Days[0].Total; now.Incidents+now.Assessed+now.Recorded.Explosions.Most+now.Recorded.Other.Most+int64(len(r.Assessed)) != 0 || r.OneSided != 1 {
		t.Errorf("one party alone wrote %+v, %d left out", now, r.OneSided)
	}
	s := scripted(t, publishedCase("", "2026-02-08 00:00", both, shot("canary-a", "50.5, 30.5", "10")))
	if now := mustMake(t, s, request).Days[0].Total; now.Incidents != 1 || now.Assessed != 1 {
		t.Errorf("beside a source a party wrote %+v", now)
	}
	request.Audience = daily.Parties
	if r := mustMake(t, s, request); r.Days[0].Total.Incidents != 2 || r.OneSided != 0 {
		t.Errorf("the parties see %+v", r.Days[0].Total)
	}
}

func TestThePublicReportTellsNothingFinerThanARegionAndADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minute := rapid.IntRange(10, 50).Draw(t, "minute")
		lat, lon := rapid.IntRange(5001, 5099).Draw(t, "lat"), rapid.IntRange(3001, 3099).Draw(t, "lon")
		report := func(lat, lon, minute int) string {
			at := fmt.Sprintf("%d.%02d, %d.%02d", lat/100, lat%100, lon/100, lon%100)
			r, err := daily.Make(scripted(t, publishedCase("", "2026-02-08 00:00", shot("canary-a", at, fmt.Sprint(minute)))), daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Public})
			if err != nil {
				t.Fatal(err)
			}
			data, err := r.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
		got := report(lat, lon, minute)
		if strings.Contains(got, "canary") {
			t.Fatalf("it names a source or a place: %s", got)
		}
		if other := report(5050, 3050, 30); got != other {
			t.Fatalf("it depends on where in the region and when in the day:\n%s\n%s", got, other)
		}
	})
}
