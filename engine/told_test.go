// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"testing"

	"truce/act"
	"truce/engine"
	"truce/observation"
	"truce/report"
)

func TestNumbersOfOneEventAreHeldToEachOther(t *testing.T) {
	exact := func(n int64) report.Count { return report.Count{Kind: report.Exact, Least: n, Most: n} }
	about := func(least, most int64) report.Count {
		return report.Count{Kind: report.About, Least: least, Most: most}
	}
	bursts := exact(9)
	bursts.Unit = act.Act("burst")
	for name, c := range map[string]struct {
		counts []report.Count
		want   string
	}{
		"nobody gives one":                      {[]report.Count{{}, {Kind: report.Some}}, ""},
		"one does":                              {[]report.Count{{}, exact(4)}, "4 shots, given by 1"},
		"two agree":                             {[]report.Count{exact(4), exact(4)}, "4 shots, given by 2"},
		"one lies within the bounds of another": {[]report.Count{about(3, 6), exact(4)}, "4 shots, given by 2"},
		"bounds overlap":                        {[]report.Count{about(3, 6), about(5, 9)}, "5-6 shots, given by 2"},
		"two do not agree":                      {[]report.Count{exact(4), exact(7)}, "4-7 shots, and 2 accounts do not agree"},
		"a third agrees with both of two":       {[]report.Count{exact(4), exact(7), about(1, 9)}, "1-9 shots, and 3 accounts do not agree"},
		"another unit is not compared":          {[]report.Count{exact(4), bursts}, "4 shots, given by 1"},
	} {
		t.Run(name, func(t *testing.T) {
			var accounts []*observation.Observation
			for _, count := range c.counts {
				accounts = append(accounts, &observation.Observation{Sighting: report.Sighting{Act: "small-arms-fire", Count: count}})
			}
			for range 2 {
				if got := engine.Numbers(accounts).String(); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
			}
		})
	}
}
