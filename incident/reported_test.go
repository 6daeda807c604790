// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"truce/canon"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// headline is a report of which no more is known than the day on which it came.
type headline struct {
	source, words, item string
	day, killed         int64
	lat                 int32
	radius              place.Length
}

func (h headline) observe(t *testing.T) *observation.Observation {
	t.Helper()
	end := when.Instant((1000 + h.day) * int64(when.Day))
	if h.radius == 0 {
		h.radius = 10 * place.Kilometre
	}
	s := report.Sighting{
		Words: h.words, Where: place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_000_000 + h.lat, Lon: 380_000_000}, Radius: h.radius}},
		Time: when.Span{Interval: when.Interval{From: end - when.Instant(31*when.Day), To: end}, Evidence: when.Guessed},
	}
	if h.killed > 0 {
		s.Casualties = []report.Casualties{{Harm: "killed", Of: "unknown", Age: "unknown", Least: h.killed, Most: h.killed}}
	}
	e := report.Extract{Level: report.Plain, Source: h.source, Item: h.item, Received: end, Sightings: []report.Sighting{s}}
	sum, err := e.Digest()
	if err != nil {
		t.Fatal(err)
	}
	seen := observation.Extract(report.ID(sum, canon.Salt{}), e, func(r place.Region) place.Region { return r })
	return &seen[0]
}

const shelled, struck = "two soldiers killed as shells hit the village", "village struck by artillery, two soldiers dead"

func TestWhatIsKnownByItsReportAloneIsJoinedByDaySpotAndCrowd(t *testing.T) {
	many := func(n int) []headline {
		var list []headline
		for i := range n {
			list = append(list, headline{source: fmt.Sprint("other ", i), words: fmt.Sprint("report number ", i, " of another matter there"), day: 9})
		}
		return list
	}
	for _, test := range []struct {
		name string
		a, b headline
		rest []headline
		want bool
	}{
		{"two sources on one day", headline{source: "a", words: shelled}, headline{source: "b", words: struck}, nil, true},
		{"a day apart", headline{source: "a", words: shelled}, headline{source: "b", words: struck, day: 1}, nil, true},
		{"a fortnight apart", headline{source: "a", words: shelled}, headline{source: "b", words: struck, day: 14}, nil, false},
		{"a week apart, in a crowd", headline{source: "a", words: shelled}, headline{source: "b", words: struck, day: 4}, many(40), false},
		{"other numbers of dead, a day apart, in a crowd", headline{source: "a", words: shelled, killed: 2}, headline{source: "b", words: struck, killed: 9, day: 1}, many(30), false},
		{"another spot", headline{source: "a", words: shelled}, headline{source: "b", words: struck, lat: 5_000_000}, nil, false},
		{"a spot that only overlaps", headline{source: "a", words: shelled}, headline{source: "b", words: struck, radius: 11 * place.Kilometre}, nil, false},
		{"a whole province, some days apart", headline{source: "a", words: shelled, radius: 200 * place.Kilometre}, headline{source: "b", words: struck, day: 4, radius: 200 * place.Kilometre}, nil, false},
		{"two names of one list, a day apart", headline{source: "list", words: "Ivanenko"}, headline{source: "list", words: "Petrenko", day: 1}, nil, false},
		{"copies are one account", headline{source: "a", words: shelled}, headline{source: "a", words: shelled}, nil, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, b := test.a.observe(t), test.b.observe(t)
			if a.ID == b.ID {
				b.ID = canon.NewObservationID(canon.Digest{1})
				b.Report = canon.NewReportID(canon.Digest{1})
			}
			all := []*observation.Observation{a}
			for _, h := range test.rest {
				all = append(all, h.observe(t))
			}
			all = append(all, b)
			for _, portions := range []bool{false, true} {
				j := incident.NewJoiner()
				if portions {
					for i := range all {
						j.Add(all[len(all)-1-i : len(all)-i])
					}
				} else {
					j.Add(all)
				}
				if got := j.Of(a.ID) == j.Of(b.ID); got != test.want {
					t.Errorf("joined: %v, want %v; in portions %v, %+v", got, test.want, portions, j.Of(a.ID).Joins)
				}
			}
		})
	}
}

// crowdTaken is what others of the spot within three months take from the pair of two accounts, as the joiner says it.
func crowdTaken(t *testing.T, all ...headline) int64 {
	t.Helper()
	j := incident.NewJoiner()
	var seen []*observation.Observation
	for _, h := range all {
		seen = append(seen, h.observe(t))
	}
	for i := range seen {
		j.Add(seen[i : i+1])
		j.Expire(seen[i].Received) // what is old is counted all the same
	}
	for _, x := range j.Of(seen[0].ID).Joins {
		for _, r := range x.Reasons {
			if r.Name == "others of the spot within three months" {
				return r.Bits
			}
		}
	}
	t.Fatal("the two are not joined")
	return 0
}

func TestACrowdIsCountedForNinetyDaysBothWays(t *testing.T) {
	a, b := headline{source: "a", words: shelled, day: 200}, headline{source: "b", words: struck, day: 200}
	alone := crowdTaken(t, a, b)
	for days, counted := range map[int64]bool{-91: false, -90: true, -40: true, 40: true, 90: true, 91: false} {
		third := headline{source: "c", words: "another matter altogether in the same village", day: 200 + days}
		if got := crowdTaken(t, a, b, third); (got < alone) != counted {
			t.Errorf("a third %d days on: %d, alone %d; counted should be %v", days, got, alone, counted)
		}
	}
}

// The examples by hand of docs/METHOD.md are of the weights of today.
func TestTheMethodPageReckonsWithTheWeightsInForce(t *testing.T) {
	page, err := os.ReadFile("../docs/METHOD.md")
	if err != nil {
		t.Fatal(err)
	}
	for day, says := range []string{"-112. %s: joined.", "-137: %s."} {
		a, b := headline{source: "a", words: shelled}, headline{source: "b", words: struck, day: int64(day)}
		all := []*observation.Observation{a.observe(t), b.observe(t)}
		for i := range 4 {
			all = append(all, headline{source: fmt.Sprint("other ", i), words: fmt.Sprint("report number ", i, " of another matter there")}.observe(t))
		}
		j := incident.NewJoiner()
		j.Add(all)
		for _, x := range j.Of(all[0].ID).Joins {
			if x.A != all[0].ID && x.B != all[0].ID || x.A != all[1].ID && x.B != all[1].ID {
				continue
			}
			score := fmt.Sprint(x.Score)
			if x.Score >= 1000 {
				score = score[:1] + "," + score[1:]
			}
			if want := fmt.Sprintf(says, score); !strings.Contains(string(page), want) {
				t.Errorf("a pair %d days apart: %+v, and the page does not say %q", day, x, want)
			}
		}
	}
}

func TestALongListOfOneSourceIsNotOneEvent(t *testing.T) {
	for n, want := range map[int]int{2: 1, 20: 20} {
		var all []*observation.Observation
		for i := range n {
			all = append(all, headline{source: "list", words: "Marinovka", item: fmt.Sprint(i)}.observe(t))
		}
		j := incident.NewJoiner()
		j.Add(all)
		if got := len(j.All()); got != want {
			t.Errorf("%d entries of one list: %d incidents, want %d", n, got, want)
		}
	}
}

func TestOthersNeverSpeakForAJoin(t *testing.T) {
	for _, n := range incident.Crowded() {
		if incident.Shipped[n] > 0 {
			t.Errorf("%s: %d, want at most 0", incident.Shipped.Name(n), incident.Shipped[n])
		}
	}
}
