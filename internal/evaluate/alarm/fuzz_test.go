// SPDX-License-Identifier: Apache-2.0

package alarm_test

import (
	"testing"

	"truce/internal/evaluate/alarm"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/evaluate/alarm
//
// Whatever the bytes: an error or a file, and a file compares with itself, all of whose rows are accounted for.
func FuzzRead(f *testing.F) {
	f.Add([]byte(official+row("North", "01 10:00:00", "01 11:00:00", "")+row("North", "01 10:02:00", "01 11:00:00", "East")), []byte(fireHeader+fire("48.5", "36.5", "01", "1010", "D")))
	f.Add([]byte("\ufeff"+volunteers+row("North", "01 10:00:00", "01 11:00:00", "True")+row("North", "01 10:00:00", "01 10:30:00", "False")), []byte(fireHeader))
	regions, _, err := alarm.ReadRegions("regions", []byte(squares), "NAME")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, rows, pixels []byte) {
		alerts, err := alarm.Read(t.Context(), "alerts", rows)
		if err != nil {
			return
		}
		a, err := alarm.Compare(alerts, alerts)
		if err != nil {
			t.Fatal(err)
		}
		counted := a.Matched
		for _, list := range [][]alarm.Reason{a.First.Unmatched, a.First.Apart} {
			for _, r := range list {
				counted += r.Rows
			}
		}
		if counted != a.First.Rows-a.First.Refused || a.Matched > a.First.Compared {
			t.Errorf("%d rows are accounted for: %+v", counted, a.First)
		}
		if fires, err := alarm.ReadFires(t.Context(), "fires", pixels); err == nil {
			if c, err := fires.Compare(alerts, regions, []int64{-1, 1}); err == nil && c.All.Under+c.All.Not+c.All.Unknown != c.Fires.Used {
				t.Errorf("%+v of %+v", c.All, c.Fires)
			}
		}
	})
}
