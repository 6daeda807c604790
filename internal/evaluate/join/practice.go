// SPDX-License-Identifier: Apache-2.0

package join

import (
	"cmp"
	"math"
	"slices"

	"truce/incident"
	"truce/when"
)

// Whether twelve lines of one list are one event or twelve is not in the lines. It is in how those who coded them worked at that
// place in that month. Local practice says it: how pairs that look alike, near in place and days, were decided among the labels
// that may be looked at. It is nothing where none was decided near, so it carries nothing to other years or countries.

// nearby is how far practice reaches: less the farther, nothing from days, metres or doublings of a list's length on.
type nearby struct{ days, metres, doublings float64 }

// reaches are looked at one after the other: what the first leaves unexplained is asked of the second. The days are those of
// crowds, the metres those of a stretch of the front and of a town.
var reaches = [...]nearby{{15, 100_000, 2}, {90, 10_000, 3}}

// reserve is what a place is worth, in decided pairs, of which nothing was decided: so far the weights are believed.
const reserve = 0.3

// mostPractice is the most that practice says, in bits.
const mostPractice = 8.0

// alike is what is looked at of a labelled pair to find those like it.
type alike struct {
	kind     int     // names or texts, of one source, of one day
	day      float64 // the mean of both reports
	lat, lon float64 // in metres
	length   float64 // of the list, in doublings
}

// look returns what is looked at of each sample.
func look(rows []Row, all []sample) []alike {
	crowded := incident.Crowded()
	epoch := when.Date{Year: 1970, Month: 1, Day: 1}
	out := make([]alike, len(all))
	for i := range all {
		s := &all[i]
		a, b := &rows[s.a], &rows[s.b]
		const metres = 111_195.0 / 1e7 // of a degree x 10^7 of latitude
		out[i] = alike{
			day: float64(epoch.DaysUntil(a.Day)+epoch.DaysUntil(b.Day)) / 2, lat: float64(a.Where.Lat) * metres,
			lon: float64(a.Where.Lon) * metres * math.Cos(float64(a.Where.Lat)/1e7*math.Pi/180), length: s.facts[crowded[0]],
		}
		for bit, n := range incident.Kinds() {
			if s.facts[n] != 0 {
				out[i].kind |= 2 << bit
			}
		}
		if a.Day == b.Day {
			out[i].kind++
		}
	}
	return out
}

// weight is how much what was decided of one pair says of another: nothing where they are not of one kind.
func (r nearby) weight(x, y *alike) float64 {
	if x.kind != y.kind {
		return 0
	}
	length := 1 - math.Abs(x.length-y.length)/r.doublings
	days := 1 - math.Abs(x.day-y.day)/r.days
	if length <= 0 || days <= 0 {
		return 0
	}
	place := 1 - math.Hypot(x.lat-y.lat, x.lon-y.lon)/r.metres
	return max(0, place) * length * days
}

// tallied is what was decided: how much of it was for one event, how much was expected, and of how much.
type tallied struct{ same, expected, total float64 }

func (t *tallied) add(o tallied, times float64) {
	t.same += times * o.same
	t.expected += times * o.expected
	t.total += times * o.total
}

// labelled is all pairs of a file, with what is looked at of each.
type labelled struct {
	rows []Row
	all  []sample
	seen []alike
}

// practice returns for each asked sample by how many bits the decided ones correct what a table says of it. A decided sample is
// corrected, for the second reach, without all decided ones of its two events.
func (c *labelled) practice(table *incident.Table, decided, asked []int) []float64 {
	rows, all, seen := c.rows, c.all, c.seen
	out, says := make([]float64, len(all)), make([]float64, len(all))
	for _, i := range slices.Concat(decided, asked) {
		for n, v := range all[i].facts {
			says[i] += float64(table[n]) * v / 100
		}
	}
	ofEvent := map[string][]int{}
	for _, i := range decided {
		a, b := rows[all[i].a].Event, rows[all[i].b].Event
		if ofEvent[a] = append(ofEvent[a], i); a != b {
			ofEvent[b] = append(ofEvent[b], i)
		}
	}
	said := func(i int) tallied {
		t := tallied{total: all[i].worth, expected: all[i].worth / (1 + math.Exp2(-says[i]))}
		if all[i].same {
			t.same = t.total
		}
		return t
	}
	for n, r := range reaches {
		around := r.around(seen, decided, said)
		more := make([]float64, len(all))
		for _, i := range asked {
			more[i] = around(&seen[i]).bits()
		}
		for _, i := range decided {
			if n == len(reaches)-1 {
				break // nothing is asked of them any more
			}
			t := around(&seen[i])
			a, b := rows[all[i].a].Event, rows[all[i].b].Event
			for _, k := range ofEvent[a] {
				t.add(said(k), -r.weight(&seen[i], &seen[k]))
			}
			for _, k := range ofEvent[b] {
				if a != b && rows[all[k].a].Event != a && rows[all[k].b].Event != a {
					t.add(said(k), -r.weight(&seen[i], &seen[k]))
				}
			}
			more[i] = t.bits()
		}
		for i := range more {
			says[i] += more[i]
			out[i] += more[i]
		}
	}
	for i := range out {
		out[i] = max(-mostPractice, min(mostPractice, out[i]))
	}
	return out
}

// around returns what tells how those that look like one were decided. Those that look the same count together.
func (r nearby) around(seen []alike, decided []int, said func(int) tallied) func(*alike) tallied {
	sums := map[alike]*tallied{}
	kinds := map[int][]alike{}
	for _, i := range decided {
		if sums[seen[i]] == nil {
			sums[seen[i]] = &tallied{}
			kinds[seen[i].kind] = append(kinds[seen[i].kind], seen[i])
		}
		sums[seen[i]].add(said(i), 1)
	}
	for _, list := range kinds {
		slices.SortFunc(list, compareAlike)
	}
	known := map[alike]tallied{}
	return func(x *alike) (t tallied) {
		if t, ok := known[*x]; ok {
			return t
		}
		list := kinds[x.kind]
		first, _ := slices.BinarySearchFunc(list, x.day-r.days, func(y alike, day float64) int { return cmp.Compare(y.day, day) })
		for i := first; i < len(list) && list[i].day < x.day+r.days; i++ {
			t.add(*sums[list[i]], r.weight(x, &list[i]))
		}
		known[*x] = t
		return t
	}
}

func compareAlike(x, y alike) int {
	return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.lat, y.lat), cmp.Compare(x.lon, y.lon), cmp.Compare(x.length, y.length))
}

// bits is by how many bits the odds of what was decided differ from what was expected of it; 0 where nothing was.
func (t tallied) bits() float64 {
	if t.total < 1e-9 {
		return 0
	}
	share := max(1e-6, min(1-1e-6, t.expected/t.total))
	same := max(0, min(t.total, t.same))
	return math.Log2((same+reserve*share)/(t.total-same+reserve*(1-share))) - math.Log2(share/(1-share))
}
