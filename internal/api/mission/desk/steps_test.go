// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"testing"

	"truce/internal/access"
)

// A step is told by what the text says that it owes wherever people read it, and by its key in a column of its own where programs do.
func TestAStepIsToldInWordsAndByItsKeyInFiles(t *testing.T) {
	s := open(t, week).as(access.DutyOfficer)
	const at = "/cases/paris-exercise@1/6"
	read := regexp.MustCompile(`<[^>]*>`) // what a form sends is not read
	for _, each := range []struct{ name, text string }{
		{"the page of a case", s.must(at)},
		{"the page of cases", s.must("/cases?all=yes")},
		{"the feed of cases", s.must("/cases/feed.atom")},
		{"the calendar", s.must("/cases/calendar.ics")},
		{"the queue", s.must("/queue")},
		{"the watch", read.ReplaceAllString(s.must("/watch"), " ")},
		{"what the cases owe of the watch", read.ReplaceAllString(s.must("/watch/owed"), " ")},
	} {
		for _, key := range []string{"rung l0", "rung l1", "rung l3", "rung urgent", "rung:"} {
			if strings.Contains(each.text, key) {
				t.Errorf("%s says %q", each.name, key)
			}
		}
	}
	if page := s.must(at); !strings.Contains(page, "the phase is paused; if it persists, the guarantors&#39; force") || !strings.Contains(page, "respondent: Party Amber, Party Cobalt") {
		t.Errorf("the case does not say in words what is owed by whom: %.3000s", page)
	}
	for _, path := range []string{at, "/watch?fragment=late-elsewhere"} {
		if page := s.must(path); !strings.Contains(page, "notice to the respondent") {
			t.Errorf("%s names the notice otherwise: %.3000s", path, page)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(s.must(at + "?format=csv&fragment=owed"))).ReadAll()
	if err != nil || len(rows) < 5 {
		t.Fatalf("%v: %v", err, rows)
	}
	column := slices.Index(rows[0], "key")
	var keys []string
	for _, row := range rows[1:] {
		if column >= 0 {
			keys = append(keys, row[column])
		}
	}
	for _, want := range []string{"notice", "reply", "determine", "rung:urgent", "rung:l3"} {
		if !slices.Contains(keys, want) {
			t.Errorf("the file has no key %s: %v", want, keys)
		}
	}
}

// The terms of a text say from when, how far from which line and with what they hold.
func TestATermSaysWhereAndFromWhenItHolds(t *testing.T) {
	page := open(t, week).as(access.Public).must("/agreement/paris-exercise@1")
	for _, words := range []string{
		"closer than 50 km to line of the exercise; they go to storage site of Party Amber or storage site of Party Cobalt", "from D&#43;15 (",
		"09:00 to 15:00 Europe/Kyiv", "weapon presence, with multiple-launch-rocket-system except Smerch and Tornado-S", "not in guarded zone",
	} {
		if !strings.Contains(page, words) {
			t.Errorf("the page of the text does not say %q", words)
		}
	}
}
