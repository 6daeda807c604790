// SPDX-License-Identifier: Apache-2.0

package join_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/incident"
	"truce/internal/evaluate/join"
)

const head = "event_id,event_year,source_office,source_date,headline,latitude,longitude,where_prec\n"

func read(t testing.TB, text string) []join.Row {
	t.Helper()
	rows, err := join.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// labels are the reports whose events people have coded.
func labels(t testing.TB) []join.Row {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", "ucdp-ged-ukraine", "reports_with_event_labels.csv"))
	if err != nil {
		t.Skipf("no labelled reports beside the checkout: %v", err)
	}
	return read(t, string(data))
}

func TestShippedWeightsAreWhatTheLabelsSpeakFor(t *testing.T) {
	if diff := cmp.Diff(incident.Shipped, join.Fit(labels(t))); diff != "" {
		t.Errorf("incident.Shipped is not what --fit gives (-shipped +fit):\n%s", diff)
	}
}

func TestTheJoinerBeatsLeavingAloneOnYearsItHasNotSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("joins the labelled reports twice over: left out of -short")
	}
	rows := labels(t)
	for protocol, least := range map[string]float64{"forward": 0.92, "backward": 0.88} {
		got, err := join.Evaluate(rows, protocol)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: F1 %.6f, rounded %.6f, alone %.6f, n %d, events %d", protocol, got.F1, got.Rounded, got.Alone, got.N, got.Events)
		if got.F1 < least {
			t.Errorf("%s: F1 %.6f, was %.3f or more: say in the commit why the joining got worse", protocol, got.F1, least)
		}
	}
}

// small is three events: two reports of one, one of another in the same village a month on, and one elsewhere.
const small = head +
	"1,2015,Agency A,2015-05-01,Two soldiers killed near the village of Pisky,48.06,37.68,2\n" +
	"1,2015,Agency B,2015-05-01,Ukraine says two soldiers killed in the east,48.06,37.68,2\n" +
	"2,2015,Agency A,2015-05-29,One civilian killed by a mine,48.06,37.68,2\n" +
	"3,2015,Agency A,02/05/2015,Shelling of Mariupol kills one,47.10,37.55,1\n"

func TestFiguresAreThoseOfACountByHand(t *testing.T) {
	got, err := join.Evaluate(read(t, small), "shipped")
	if err != nil {
		t.Fatal(err)
	}
	if got.N != 4 || got.Events != 3 || got.Clusters != 3 || got.F1 != 1 || got.Pairs.Together != 1 || got.Pairs.Both != 1 {
		t.Errorf("got %+v", got)
	}
	// Alone, the two of one event have half of their event each: recall (1/2 + 1/2 + 1 + 1) / 4 = 3/4, F1 2 x 3/4 / (7/4).
	if got.Alone != 0.857143 {
		t.Errorf("alone: %v, want 0.857143", got.Alone)
	}
}

func TestTheOrderOfRowsLeavesNoTrace(t *testing.T) {
	var lines []string
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		event := i / (1 + i%3)
		lines = append(lines, fmt.Sprintf("%d,%d,Office %d,2016-%02d-%02d,headline %d of %d killed,%d.5,37.%d,%d\n",
			event, 2015+event%4, chance.IntN(5), 1+event%3, 1+chance.IntN(9), chance.IntN(7), chance.IntN(4), 48, chance.IntN(4), 1+event%5))
	}
	for _, protocol := range []string{"shipped", "cv", "forward", "backward"} {
		want, err := join.Evaluate(read(t, head+strings.Join(lines, "")), protocol)
		if err != nil {
			t.Fatal(err)
		}
		chance.Shuffle(len(lines), func(i, k int) { lines[i], lines[k] = lines[k], lines[i] })
		got, err := join.Evaluate(read(t, head+strings.Join(lines, "")), protocol)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: another order of rows (-first +second):\n%s", protocol, diff)
		}
	}
}

func TestReadNamesTheLineAndTheMend(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "the header",
		"event_id,event_year\n":                  `no column "source_office"`,
		head + ",2015,A,2015-01-01,x,48,37,1\n":  "line 2: no event_id",
		head + "1,then,A,2015-01-01,x,48,37,1\n": "event_year",
		head + "1,2015,A,2015-01-01,x,148,37,1\n": "latitude",
		head + "1,2015,A,2015-01-01,x,48,37,9\n":  "where_prec",
		head + "1,2015,A\n":                       "wrong number of fields",
	} {
		if _, err := join.Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q in it", text, err, want)
		}
	}
	if _, err := join.Evaluate(read(t, small), "best"); err == nil || !strings.Contains(err.Error(), "use shipped, cv") {
		t.Errorf("an unknown protocol: %v", err)
	}
	if _, err := join.Evaluate(read(t, small), "forward"); err == nil {
		t.Error("forward of a file without later years: no error")
	}
}

// FuzzRead: go test -fuzz FuzzRead ./internal/evaluate/join
func FuzzRead(f *testing.F) {
	f.Add(small)
	f.Add(head + "1,2015,A,,\"a, b\",-0.0000001,180,7\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := join.Read(strings.NewReader(text))
		if err != nil || len(rows) == 0 || len(rows) > 50 {
			return
		}
		got, err := join.Evaluate(rows, "shipped")
		if err != nil {
			t.Fatal(err)
		}
		if got.N != len(rows) || got.F1 <= 0 || got.F1 > 1 {
			t.Fatalf("got %+v of %d rows", got, len(rows))
		}
	})
}
