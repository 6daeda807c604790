// SPDX-License-Identifier: Apache-2.0

package issue_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/canon"
	"truce/engine/issue"
	"truce/when"
)

// first is the first version of a report of 31 October 2021.
func first() issue.Issue {
	d := when.Date{Year: 2021, Month: 10, Day: 31}
	return issue.Issue{
		Key: issue.Key{Agreement: "text@1", First: d, Last: d, Audience: "parties"}, Closes: when.Clock{Hour: 24}, AsOf: 100, Number: 1, Year: 2021,
		Version: 1, Digest: canon.Digest{1}, By: "duty",
	}
}

func put(s *issue.Shelf, i issue.Issue, seq int64) error {
	do, err := s.Prepare(&i, seq, 200)
	if err == nil {
		do()
	}
	return err
}

func TestAnIssueThatIsNotInOrderIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*issue.Issue)
		want   string
	}{
		"days that run back":          {func(i *issue.Issue) { i.First = i.Last.Add(1) }, "are none"},
		"more days than a month":      {func(i *issue.Issue) { i.First = i.Last.Add(-31) }, "more than 31"},
		"no time at which days close": {func(i *issue.Issue) { i.Closes = when.Clock{} }, "24:00"},
		"a cut-off to come":           {func(i *issue.Issue) { i.AsOf = 201 }, "after its entry"},
		"an audience of no list":      {func(i *issue.Issue) { i.Audience = "press" }, "mission, parties or public"},
		"nobody who issues it":        {func(i *issue.Issue) { i.By = "" }, "say who issues it"},
		"no digest":                   {func(i *issue.Issue) { i.Digest = canon.Digest{} }, "no digest"},
		"another number":              {func(i *issue.Issue) { i.Number = 2 }, "is number 1/2021"},
		"a version too far":           {func(i *issue.Issue) { i.Version = 2 }, "does not follow"},
		"a reason for a first one":    {func(i *issue.Issue) { i.Because = "late" }, "corrects nothing"},
		"a region without a name":     {func(i *issue.Issue) { i.Regions = []string{""} }, "no name"},
		"a reason that is too long":   {func(i *issue.Issue) { i.Because = strings.Repeat("a", 2001) }, "longer"},
	} {
		var s issue.Shelf
		i := first()
		c.change(&i)
		if err := put(&s, i, 5); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if len(s.All()) != 0 {
			t.Errorf("%s: it is on the shelf", name)
		}
	}
}

func TestALaterVersionNamesItsReasonAndIsNotOlder(t *testing.T) {
	var s issue.Shelf
	if err := put(&s, first(), 5); err != nil {
		t.Fatal(err)
	}
	second := first()
	second.Version = 2
	if err := put(&s, second, 6); err == nil {
		t.Error("a second version without a reason is taken")
	}
	second.Because, second.AsOf = "a late table", 99
	if err := put(&s, second, 6); err == nil {
		t.Error("a second version as of an earlier time is taken")
	}
	second.AsOf = 100
	if err := put(&s, second, 6); err != nil {
		t.Error(err)
	}
	if last, ok := s.Last(second.Key); !ok || last.Version != 2 || last.Seq != 6 {
		t.Errorf("the last version is %+v", last)
	}
}

func TestNumbersGoThroughTheYearAndAreSharedByAudiences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s issue.Shelf
		days := map[string]int64{}
		for seq := range rapid.Int64Range(1, 40).Draw(t, "issues") {
			i := first()
			i.Audience = rapid.SampledFrom([]string{"mission", "parties", "public"}).Draw(t, "audience")
			i.First = i.Last.Add(rapid.IntRange(-5, 100).Draw(t, "days"))
			i.Last = i.First
			i.Number, i.Year = s.Number(i.Key)
			if last, ok := s.Last(i.Key); ok {
				i.Version, i.Because = last.Version+1, "again"
			}
			if err := put(&s, i, seq+1); err != nil {
				t.Fatal(err)
			}
			day := i.Last.String()
			if was, ok := days[day]; ok && was != i.Number {
				t.Fatalf("%s is number %d and %d", day, was, i.Number)
			}
			for other, number := range days {
				if other != day && other[:4] == day[:4] && number == i.Number {
					t.Fatalf("%s and %s are both number %d", other, day, number)
				}
			}
			days[day] = i.Number
		}
	})
}
