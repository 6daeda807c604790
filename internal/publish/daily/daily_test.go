// SPDX-License-Identifier: Apache-2.0

package daily_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/agreement"
	"truce/coverage"
	"truce/engine"
	"truce/internal/publish/daily"
	"truce/when"
)

func TestEverySectionOfABusyDayIsFilled(t *testing.T) {
	r := mustMake(t, busy(t), daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Mission})
	want := []daily.Harm{{Region: "amber-side", Harm: "killed", Of: "civilian", Age: "child", Known: "reported", Least: 1, Most: 1, Incidents: 1}}
	if diff := cmp.Diff(want, r.Harm); diff != "" {
		t.Errorf("harm, combatants left out:\n%s", diff)
	}
	var bases []string
	for _, f := range r.Freedom {
		bases = append(bases, f.Basis+" "+f.Kind)
	}
	if got := strings.Join(bases, ", "); got != "reported monitor-denial, patrol denied, gap denied" {
		t.Errorf("restrictions: %s", got)
	}
	if !r.Region("amber-side").Marked || !r.Region("cobalt-side").Marked || r.Region(daily.Elsewhere).Marked {
		t.Errorf("the marks stand at %+v", r.Regions)
	}
	if len(r.Attacks) != 1 || len(r.Damage) != 1 || len(r.Crossing) != 1 || len(r.Weapons) != 1 || len(r.Windows) != 1 || len(r.Areas) != 1 {
		t.Errorf("attacks %v, damage %v, crossings %v, weapons %v, windows %v, areas %v", r.Attacks, r.Damage, r.Crossing, r.Weapons, r.Windows, r.Areas)
	}
	if w := r.Weapons[0]; w.Side != "Party Amber" || w.Level != daily.Said || w.Class != "in violation of the withdrawal lines" {
		t.Errorf("the weapon stands as %+v", w)
	}
	for _, c := range r.Coverage {
		if c.Share == 0 && c.Grade == coverage.Quiet {
			t.Errorf("%s was not watched, and is called quiet", c.Region)
		}
	}
}

// TestASideCorroboratesNoHarmOfWhatNoTermReaches has a second source tell of the dead of a shell on a day before the text is in force.
func TestASideCorroboratesNoHarmOfWhatNoTermReaches(t *testing.T) {
	for source, want := range map[string]string{"hospital": "corroborated", "amber": "reported", "Party Cobalt": "reported"} {
		row := `{"source":%q,"sightings":[{"act":"mortar-fire","means":"seen","time":"2026-01-10 09:10","where":{"at":"50.1, 30.2","radius":"200 m"},"casualties":[{"harm":"killed","of":"civilian","number":"2"}]}]}` + "\n"
		r := mustMake(t, scripted(t, `# EXERCISE: a day before the day
zone Europe/Kyiv
at "2026-01-10 00:00" agreement paris-exercise d="2026-01-11 00:00 Europe/Kyiv"
at "2026-01-10 12:00" submit rows.ndjson exercise=yes
want incidents 1
want outside 1
-- rows.ndjson --
`+fmt.Sprintf(row, "patrol")+fmt.Sprintf(row, source)), daily.Request{Last: day(t, "2026-01-10"), Audience: daily.Mission})
		if len(r.Harm) != 1 || r.Harm[0].Known != want || r.Harm[0].Least != 2 {
			t.Errorf("a patrol and %s: %+v, want %s", source, r.Harm, want)
		}
	}
}

func TestNoWordOfARoomLeavesIt(t *testing.T) {
	state := busy(t)
	for _, audience := range daily.Audiences() {
		r, err := daily.Make(state, daily.Request{Last: day(t, "2026-02-03"), Audience: audience})
		if audience == daily.Public {
			if !errors.Is(err, daily.ErrNotPublic) {
				t.Errorf("an exercise for the public: %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := r.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"canary", "secret corner", `"coverage"`, `"share_ppm"`, `"clocks"`, `"notices"`} {
			if has := strings.Contains(string(data), word); has != (audience == daily.Mission) && word != `"notices"` || has && audience != daily.Mission {
				t.Errorf("the report for %s has %q: %v", audience, word, has)
			}
		}
	}
}

func TestTheRegionsAddUpToTheWhole(t *testing.T) {
	state := played(t, "night-on-the-line")
	for _, regions := range [][]agreement.PlaceID{nil, {"donetsk-region", "luhansk-region"}} {
		r := mustMake(t, state, daily.Request{Last: day(t, "2021-10-31"), Closes: when.Clock{Hour: 19, Minute: 30}, Audience: daily.Mission, Regions: regions})
		for _, d := range r.Days {
			var sum daily.Figures
			for _, row := range d.Rows {
				sum.Incidents += row.Now.Incidents
				sum.Assessed += row.Now.Assessed
				sum.Unquantified += row.Now.Unquantified
				sum.Recorded.Explosions = plus(sum.Recorded.Explosions, row.Now.Recorded.Explosions)
			}
			if sum.Incidents != d.Total.Incidents || sum.Assessed != d.Total.Assessed || sum.Unquantified != d.Total.Unquantified || sum.Recorded.Explosions != d.Total.Recorded.Explosions {
				t.Errorf("regions %v: %+v, want %+v", regions, sum, d.Total)
			}
		}
	}
}

func plus(a, b engine.Number) engine.Number {
	return engine.Number{Least: a.Least + b.Least, Most: a.Most + b.Most}
}

func TestAWeekendIsCutIntoItsDays(t *testing.T) {
	state := played(t, "night-on-the-line")
	closes := when.Clock{Hour: 19, Minute: 30}
	r := mustMake(t, state, daily.Request{First: day(t, "2021-10-30"), Last: day(t, "2021-11-01"), Closes: closes, Audience: daily.Mission})
	for i, d := range r.Days {
		if i > 0 && d.Before != r.Days[i-1].Period {
			t.Errorf("%s stands beside %s, want %s", d.Date, d.Before, r.Days[i-1].Period)
		}
		one := mustMake(t, state, daily.Request{Last: d.Date, Closes: closes, Audience: daily.Mission})
		if diff := cmp.Diff(one.Days[0].Total, d.Total); diff != "" {
			t.Errorf("%s by itself has other figures:\n%s", d.Date, diff)
		}
	}
	if got := r.Days[1].Period.Length(); got != 25*when.Hour-1 {
		t.Errorf("the day on which the clocks went back lasts %s", got)
	}
}

func TestARequestThatMeansNoReportIsRefused(t *testing.T) {
	state := played(t, "night-on-the-line")
	for name, r := range map[string]daily.Request{
		"no day":                 {Audience: daily.Mission},
		"days that run back":     {First: day(t, "2021-11-01"), Last: day(t, "2021-10-31"), Audience: daily.Mission},
		"more days than a month": {First: day(t, "2021-09-01"), Last: day(t, "2021-10-31"), Audience: daily.Mission},
		"no such text":           {Last: day(t, "2021-10-31"), Audience: daily.Mission, Agreement: "another"},
		"no such region":         {Last: day(t, "2021-10-31"), Audience: daily.Mission, Regions: []agreement.PlaceID{"nowhere"}},
		"a line for a region":    {Last: day(t, "2021-10-31"), Audience: daily.Mission, Regions: []agreement.PlaceID{"contact-line"}},
		"nobody to read it":      {Last: day(t, "2021-10-31")},
		"a clock never shown":    {Last: day(t, "2021-03-28"), Closes: when.Clock{Hour: 3, Minute: 30}, Audience: daily.Mission},
	} {
		if report, err := daily.Make(state, r); err == nil {
			t.Errorf("%s: there is a report: %+v", name, report)
		}
	}
	if _, err := daily.Make(engine.NewState(), daily.Request{Last: day(t, "2021-10-31"), Audience: daily.Mission}); err == nil {
		t.Error("an empty record has a report")
	}
}

func TestTheSameRecordGivesTheSameBytes(t *testing.T) {
	request := daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Mission}
	a, errA := mustMake(t, busy(t), request).Bytes()
	b, errB := mustMake(t, busy(t), request).Bytes()
	if err := errors.Join(errA, errB); err != nil || string(a) != string(b) {
		t.Errorf("two runs of one record give other bytes: %v", err)
	}
}

func TestARecordOfPartOfADaySaysSo(t *testing.T) {
	state := busy(t)
	if r := mustMake(t, state, daily.Request{Last: day(t, "2026-02-04"), Audience: daily.Mission}); !r.Partial {
		t.Error("the day that is not over is not called partial")
	}
	if r := mustMake(t, state, daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Mission}); r.Partial {
		t.Error("the day that is over is called partial")
	}
}
