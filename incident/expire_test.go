// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/incident"
	"truce/internal/workload"
	"truce/place"
	"truce/report"
	"truce/when"
)

// TestWhatComesLateFindsWhatHasExpired has a report that comes a month, most of a year and ten years after its event: it is
// of the old incident, or its possible same where that is all that can be said, and never silently a new one.
func TestWhatComesLateFindsWhatHasExpired(t *testing.T) {
	far := func(s *report.Sighting) { s.Time = minutes(4, 5) } // beside the other's time: a possible same at most
	named := func(s *report.Sighting) { s.Where = place.Region{Name: "SARTANA"} }
	old := mortar(func(s *report.Sighting) { s.Where.Name = "Sartana"; s.Words = "shells landed near orchard" })
	for _, days := range []int{31, 300, 3650} {
		for _, each := range []struct {
			name string
			late report.Sighting
			want []string
		}{
			{"of the same event", mortar(), []string{"late+old"}},
			{"of a name alone", mortar(named, func(s *report.Sighting) { s.Words = old.Words }), []string{"late+old"}},
			{"which may be the same", mortar(far), []string{"late ~ old", "old ~ late"}},
			{"of another place", mortar(func(s *report.Sighting) { s.Where = circle(9000, 500) }), []string{"late", "old"}},
		} {
			t.Run(fmt.Sprintf("%s, %d days later", each.name, days), func(t *testing.T) {
				j := joined(t, plain("old", old))
				now := noon + when.Instant(days)*when.Instant(when.Day)
				j.Expire(now - when.Instant(30*when.Day))
				if live, cold, _ := j.IndexBytes(); live != 0 || cold == 0 {
					t.Errorf("%d bytes live, %d cold: nothing has expired", live, cold)
				}
				late := plain("late", each.late)
				late.Received = now
				j.Add(observe(t, late))
				j.Expire(now - when.Instant(30*when.Day))
				if diff := cmp.Diff(each.want, partition(j)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				third := plain("third", each.late) // finds the second, which went cold by itself
				third.Received = now + 1
				j.Add(observe(t, third))
				if got := len(j.Of(observe(t, third)[0].ID).Members); got < 2 {
					t.Errorf("a third report, like the second, is by itself")
				}
			})
		}
	}
}

// TestExpiryDecidesNothing joins a stream with reports up to 29 days late once without expiry and once with, also with an
// expiry so hasty that almost everything is cold.
func TestExpiryDecidesNothing(t *testing.T) {
	for _, mix := range []workload.Mix{{PerDay: 50, Days: true, Headlines: true}, {PerDay: 2000}} {
		told := func(window when.Duration) []string {
			s := workload.NewIncidents(mix, 3)
			j := incident.NewJoiner()
			for range 40 {
				list := s.Next(100)
				j.Add(list)
				if window > 0 {
					j.Expire(list[len(list)-1].Received - when.Instant(window))
				}
			}
			var out []string
			for _, inc := range j.All() {
				out = append(out, fmt.Sprint(inc.ID, inc.Version, inc.MemberIDs, inc.Joins, inc.When, j.PossibleSames(inc.ID)))
			}
			return out
		}
		want := told(0)
		for _, window := range []when.Duration{30 * when.Day, when.Day, when.Second} {
			if diff := cmp.Diff(want, told(window)); diff != "" {
				t.Errorf("%+v, expiry after %d ms (-without +with):\n%s", mix, window, diff)
			}
		}
	}
}
