// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"regexp"
	"slices"
	"testing"

	"truce/engine"
	"truce/internal/access"
	"truce/when"
)

// TestTheNewestReportsOfOnesOwnAreFoundAmongThoseOfOthers asks after each of several entries, so that the later are found without those before.
func TestTheNewestReportsOfOnesOwnAreFoundAmongThoseOfOthers(t *testing.T) {
	r := serve(t, many(t, 1))
	officer := r.as(access.DutyOfficer)
	names := []string{"duty officer", "test-duty-officer", "post-1", "post-2"}
	rows := regexp.MustCompile(`<tr id="row-([^"]+)"`)
	for from := 0; from < 1000; from += 250 {
		reports := scattered(from, from+250, r.desk.Clock()-when.Instant(31*when.Day))
		for i := range reports {
			reports[i].Extract.Source = names[(from+i)*7%len(names)]
			if from == 750 {
				reports[i].Extract.Source = names[2] // and nothing new of one's own
			}
		}
		if _, err := r.desk.Enter(t.Context(), engine.Entry{Submission: &engine.Submission{Reports: reports}}); err != nil {
			t.Fatal(err)
		}
		var want, got []string
		r.state(func(s *engine.State) {
			for _, o := range slices.Backward(s.Observations()) {
				if slices.Contains(names[:2], o.Source) && len(want) < 100 {
					want = append(want, o.ID.String())
				}
			}
		})
		for _, m := range rows.FindAllStringSubmatch(officer.must("/report/own?fragment=sent"), -1) {
			got = append(got, m[1])
		}
		if len(want) != 100 || !slices.Equal(got, want) {
			t.Fatalf("after %d: got %d rows, want %d; %.200q, want %.200q", from+250, len(got), len(want), got, want)
		}
	}
}
