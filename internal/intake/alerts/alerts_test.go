// SPDX-License-Identifier: Apache-2.0

package alerts_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/intake"
	"truce/internal/intake/alerts"
	"truce/internal/intake/intaketest"
	"truce/place"
	"truce/report"
	"truce/when"
)

const (
	header     = "oblast,raion,hromada,level,started_at,finished_at,source\n"
	volunteers = "region,started_at,finished_at,naive\n"
)

// row is an invented alert; a change is a text and what stands in its place.
func row(changes ...string) string {
	return strings.NewReplacer(changes...).Replace("North,East,Mill,hromada,2031-03-04 05:00:01+00:00,2031-03-04 05:30:02+00:00,official\n")
}

func TestKeepsThePromisesOfADoor(t *testing.T) {
	intaketest.Keeps(t, alerts.Read, intaketest.Good{Before: header, Row: row()})
	intaketest.Keeps(t, alerts.Read, intaketest.Good{
		Before: volunteers, Row: "North,2031-03-04 05:00:01+00:00,2031-03-04 05:30:02+00:00,False\n",
	})
}

func TestAnAlertIsAnAggregateAtANamedPlace(t *testing.T) {
	got := intaketest.One(t, alerts.Read, header+row(), intake.Options{})
	span, err := when.Parse("2031-03-04T05:00:01Z/2031-03-04T05:30:02Z", when.Zone{})
	if err != nil {
		t.Fatal(err)
	}
	want := report.Extract{
		Level: report.Aggregate, Source: "air-alerts-official", Received: span.Interval.To,
		Sightings: []report.Sighting{{
			Act: "air-alert", Words: "air alert", Where: place.Region{Name: "Mill, East, North"},
			Time: when.Span{
				Interval: span.Interval, Evidence: when.Stated, Zone: got.Extract.Sightings[0].Time.Zone,
			},
		}},
	}
	if diff := cmp.Diff(intaketest.Said(got), want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestAnEndThatNobodyNotedIsOpenUpToABound(t *testing.T) {
	for _, each := range []struct {
		name, end, naive string
		evidence         when.Evidence
		want             string
	}{
		{"noted", "2031-03-04 05:30:02", "False", when.Stated, "2031-03-04T05:00:01Z/2031-03-04T05:30:02Z"},
		{"filled in", "2031-03-04 05:30:01", "True", when.Guessed, "2031-03-04T05:00:01Z/2031-03-07T23:00:01Z"},
		{"filled in, and later than the bound", "2031-03-08 05:30:01", "True", when.Guessed, "2031-03-04T05:00:01Z/2031-03-08T05:30:01Z"},
	} {
		t.Run(each.name, func(t *testing.T) {
			text := volunteers + "North,2031-03-04 05:00:01+00:00," + each.end + "+00:00," + each.naive + "\n"
			got := intaketest.One(t, alerts.Read, text, intake.Options{}).Extract
			want, err := when.Parse(each.want, when.Zone{})
			if err != nil {
				t.Fatal(err)
			}
			s := got.Sightings[0]
			if s.Time.Interval != want.Interval || s.Time.Evidence != each.evidence || got.Received != want.Interval.To {
				t.Errorf("got %s by %q, received %s", s.Time.Interval, s.Time.Evidence, got.Received)
			}
			if strings.Contains(s.Words, "bound") != (each.naive == "True") || got.Source != "air-alerts-volunteers" {
				t.Errorf("got %q of %s", s.Words, got.Source)
			}
		})
	}
}

func TestTheBoundHoldsForTheAlertsOfTheOfficialFeed(t *testing.T) {
	r := intaketest.From(alerts.Read, intaketest.Data(t, "air-raid-sirens/official_data_en_to_20240423.csv"), intake.Options{})
	longest := when.Duration(0)
	for _, each := range r.Reports {
		longest = max(longest, each.Extract.Sightings[0].Time.Interval.Length())
	}
	if len(r.Reports) != 43_031 || longest < 87*when.Hour || longest > 90*when.Hour {
		t.Errorf("the longest of %d alerts took %s; the bound is 90 h", len(r.Reports), longest)
	}
}

func TestARowThatCannotBeTrueIsRefused(t *testing.T) {
	for reason, text := range map[string]string{
		"finished_at":            header + row("05:30", "25:30"),
		"started_at":             header + row("2031-03-04 05:00", "2031-02-31 05:00"),
		"ends":                   header + row("05:30", "04:30"),
		"no place":               header + row("North,East,Mill", ",,"),
		"a time of day is due":   header + row("2031-03-04 05:30:02+00:00", "2031-03-04"),
		"naive \"maybe\"":        volunteers + "North,2031-03-04 05:00:01+00:00,2031-03-04 05:30:02+00:00,maybe\n",
		"cannot read a date at ": volunteers + "North,,2031-03-04 05:30:02+00:00,True\n",
	} {
		if got := intaketest.Refused(t, alerts.Read, text, intake.Options{}); !strings.Contains(got, reason) {
			t.Errorf("got reason %q, want it to say %q", got, reason)
		}
	}
}

func TestEveryRowOfTheDataSetsIsAccountedFor(t *testing.T) {
	for name, rows := range map[string]int64{
		"air-raid-sirens/official_data_en_to_20240423.csv":  43_031,
		"air-raid-sirens/volunteer_data_en_to_20241010.csv": 54_514,
	} {
		r := intaketest.AllRows(t, alerts.Read, name, rows)
		if r.Tally.Refused > 0 {
			t.Errorf("%d refused, the first: %+v", r.Tally.Refused, r.Tally.Reasons[0])
		}
	}
}
