// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"strings"
	"testing"

	"truce/engine"
	"truce/internal/access"
	"truce/when"
)

// In case 6 of the exercise both sides were given notice, one replied in time, and the other never.
func TestASideThatRepliedInTimeIsNotSaidToHaveDefaulted(t *testing.T) {
	r := open(t, week)
	for _, role := range []access.Role{access.Liaison, access.Monitor, access.Commissioner, access.DutyOfficer} {
		s := r.as(role)
		if file := s.must("/cases/paris-exercise@1/6?format=csv&list=owed"); !strings.Contains(file, "defaulted: Party Cobalt; replied in time: Party Amber") {
			t.Errorf("%s: %s", role, file)
		}
		feed := s.must("/cases/feed.atom")
		_, entry, found := strings.Cut(feed, "case 6: time ran out: reply")
		entry, _, _ = strings.Cut(entry, "</entry>")
		if !found || !strings.Contains(entry, "Owed by Party Cobalt.") {
			t.Errorf("%s: the feed says %s", role, entry)
		}
	}
}

func TestACalendarSaysWhoHasNotReplied(t *testing.T) {
	var due when.Instant
	open(t, week).state(func(s *engine.State) {
		for _, o := range s.Register("paris-exercise@1").Cases()[5].Obligations {
			if o.Name == "reply" {
				due = o.Due
			}
		}
	})
	file := strings.ReplaceAll(openAt(t, week, due-1).as(access.DutyOfficer).must("/cases/calendar.ics"), "\r\n ", "")
	if !strings.Contains(file, "case 6: reply\\, owed by Party Cobalt\r\n") {
		t.Error(file)
	}
}
