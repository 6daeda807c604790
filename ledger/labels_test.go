// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"truce/ledger"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// labelled reads the reports of each office with the event that people held them to be of, the first of each event.
func labelled(t *testing.T) (offices map[string][]ledger.Item, event map[string]string) {
	t.Helper()
	name := filepath.Join("..", "..", "shared", "data", "ucdp-ged-ukraine", "reports_with_event_labels.csv")
	f, err := os.Open(name)
	if os.IsNotExist(err) {
		t.Skip("skipped: no labelled reports at " + name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	radius := map[string]place.Length{"1": place.Kilometre, "2": 25 * place.Kilometre, "3": 30 * place.Kilometre, "4": 100 * place.Kilometre}
	offices, event = map[string][]ledger.Item{}, map[string]string{}
	seen := map[string]bool{}
	for i, row := range rows[1:] {
		wide, ok := radius[row[7]]
		key := row[2] + " " + row[0]
		if !ok || seen[key] {
			continue
		}
		seen[key] = true
		at, err := place.ParsePoint(row[5] + ", " + row[6])
		if err != nil {
			t.Fatal(err)
		}
		span, err := when.Parse(row[3], zone)
		if err != nil {
			continue // a few have no date
		}
		id := fmt.Sprint(i)
		event[id] = row[0]
		offices[row[2]] = append(offices[row[2]], ledger.Item{ID: id, Seen: &observation.Observation{
			Source: row[2], Level: report.Plain,
			Sighting: report.Sighting{Words: row[4], Time: span, Where: place.Region{Circle: &place.Circle{Centre: at.Centre, Radius: wide}}},
		}})
	}
	return offices, event
}

// Of what is matched between two offices, most is of one event by the labels of people. Their headlines and dates are all that
// tells the events of one place apart; the figures are printed with -v, and docs/METHOD.md gives them.
func TestWhatIsMatchedIsMostlyOneEventByRealLabels(t *testing.T) {
	offices, event := labelled(t)
	names := []string{"Agence France Presse", "BBC Monitoring Ukraine & Baltics", "Euromaidan Press", "ITAR-TASS World Service", "Interfax: Ukrainian General Newswire", "Reuters News", "World Service Wire"}
	matched, right, both, found, open := 0, 0, 0, 0, 0
	for i, a := range names {
		for _, b := range names[:i] {
			got, err := ledger.Reconcile(ledger.List{Name: a, Items: offices[a]}, ledger.List{Name: b, Items: offices[b]}, ledger.Definition{Name: "anything", Unit: "event"})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range got.A.Items {
				has := slices.ContainsFunc(offices[b], func(o ledger.Item) bool { return event[o.ID] == event[p.ID] })
				if has {
					both++
				}
				same := slices.ContainsFunc(p.Partners, func(o ledger.Partner) bool { return event[o.ID] == event[p.ID] })
				switch {
				case p.Class == ledger.Matched:
					matched++
					if same {
						right++
					}
					if has && same {
						found++
					}
				case p.Class == ledger.Possible && has:
					open++
				}
			}
		}
	}
	t.Logf("%d matched, %d of them of one event; of %d items whose event both have %d are matched with it and %d left open", matched, right, both, found, open)
	if matched == 0 || right*3 < matched*2 {
		t.Errorf("%d of %d matched are of one event", right, matched)
	}
}
