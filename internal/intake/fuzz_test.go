// SPDX-License-Identifier: Apache-2.0

package intake_test

import (
	"testing"

	"truce/internal/intake"
	"truce/place"
	"truce/report"
)

// go test -fuzz FuzzWords -fuzztime 30s ./internal/intake
func FuzzWords(f *testing.F) {
	for _, seed := range []string{"about 110", "5-7", "D-20 artillery 152 mm", "mortar 82/120", "all 1-4.5 km SSE and SSW", "2 km N and 3-4 km E of its location"} {
		f.Add(seed)
	}
	observer := place.Circle{Centre: place.Point{Lat: 471000000, Lon: 375000000}, Radius: place.Metre}
	f.Fuzz(func(t *testing.T, text string) {
		s := report.Sighting{}
		if c, err := intake.ParseCount(text); err == nil {
			s.Count = c
		}
		if w, _ := intake.ParseWeapon(text); !w.IsUnknown() {
			s.Weapon = &w
		}
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		sectors, err := intake.ParseSectors(text, observer)
		if err == nil && len(sectors) == 0 {
			t.Fatal("no sectors and no error")
		}
		for _, each := range sectors {
			if each.Distance.Least < 0 || each.Distance.Most < each.Distance.Least {
				t.Fatalf("got %+v", each)
			}
		}
	})
}
