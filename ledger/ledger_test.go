// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/act"
	"truce/ledger"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

const start = when.Instant(1745074800000) // 2025-04-19 15:00 UTC

// item is something at a minute after the start, so many minutes long, so many thousandths of a degree north of 48 N.
func item(id string, a act.Act, minute, long, north int) ledger.Item {
	from := start + when.Instant(minute)*when.Instant(when.Minute)
	return ledger.Item{ID: id, Seen: &observation.Observation{
		Source: "list", Level: report.Plain,
		Sighting: report.Sighting{
			Act:   a,
			Time:  when.Span{Interval: when.Interval{From: from, To: from + when.Instant(long)*when.Instant(when.Minute) - 1}},
			Where: place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_000_000 + int32(north)*10_000, Lon: 380_000_000}, Radius: place.Kilometre}},
		},
	}}
}

func definition() ledger.Definition {
	return ledger.Definition{
		Name: "fire and assaults in thirty hours", Unit: "event", Acts: []act.Act{"fire", "offensive-action"},
		Period: when.Interval{From: start, To: start + when.Instant(30*when.Hour) - 1},
	}
}

func reconcile(t testing.TB, a, b []ledger.Item) ledger.Result {
	t.Helper()
	out, err := ledger.Reconcile(ledger.List{Name: "A", Items: a}, ledger.List{Name: "B", Items: b}, definition())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// placed writes a side as "id class partner,partner".
func placed(s ledger.Side) []string {
	var out []string
	for _, p := range s.Items {
		var with []string
		for _, partner := range p.Partners {
			with = append(with, partner.ID)
		}
		out = append(out, strings.TrimSpace(p.ID+" "+string(p.Class)+" "+strings.Join(with, ",")))
	}
	return out
}

func TestItemsStandWhereTheDefinitionAndTheJoinerPutThem(t *testing.T) {
	for _, each := range []struct {
		name   string
		a, b   []ledger.Item
		wantA  []string
		wantB  []string
		events int
	}{
		{
			"the same shelling on both lists",
			[]ledger.Item{item("a1", "artillery-fire", 60, 10, 0)},
			[]ledger.Item{item("b1", "artillery-fire", 65, 10, 0)},
			[]string{"a1 matched b1"},
			[]string{"b1 matched a1"},
			1,
		},
		{
			"one list has what the other does not",
			[]ledger.Item{item("a1", "artillery-fire", 60, 10, 0)},
			[]ledger.Item{item("b1", "artillery-fire", 600, 10, 0), item("b2", "artillery-fire", 60, 10, 900)},
			[]string{"a1 only"},
			[]string{"b2 only", "b1 only"},
			0,
		},
		{
			"an assault on one list is its five shellings on the other",
			[]ledger.Item{item("a1", "assault", 60, 120, 0)},
			[]ledger.Item{item("b1", "mortar-fire", 65, 1, 0), item("b2", "mortar-fire", 80, 1, 0), item("b3", "mortar-fire", 100, 1, 0), item("b4", "mortar-fire", 130, 1, 0), item("b5", "mortar-fire", 170, 1, 0)},
			[]string{"a1 differently-defined b1,b2,b3,b4,b5"},
			[]string{"b1 differently-defined a1", "b2 differently-defined a1", "b3 differently-defined a1", "b4 differently-defined a1", "b5 differently-defined a1"},
			0,
		},
		{
			"a shelling of an hour on one list is three on the other",
			[]ledger.Item{item("a1", "mortar-fire", 60, 60, 0)},
			[]ledger.Item{item("b1", "mortar-fire", 65, 1, 0), item("b2", "mortar-fire", 80, 1, 0), item("b3", "mortar-fire", 100, 1, 0)},
			[]string{"a1 matched b1,b2,b3"},
			[]string{"b1 matched a1", "b2 matched a1", "b3 matched a1"},
			1,
		},
		{
			"one of two is taken by a match of its own, and the whole keeps the rest",
			[]ledger.Item{item("a1", "mortar-fire", 60, 60, 0), item("a2", "mortar-fire", 80, 1, 0)},
			[]ledger.Item{item("b1", "mortar-fire", 65, 1, 0), item("b2", "mortar-fire", 80, 1, 0)},
			[]string{"a1 matched b1", "a2 matched b2"},
			[]string{"b1 matched a1", "b2 matched a2"},
			2,
		},
		{
			"two on each list that nothing tells apart",
			[]ledger.Item{item("a1", "mortar-fire", 60, 10, 0), item("a2", "mortar-fire", 60, 10, 0)},
			[]ledger.Item{item("b1", "mortar-fire", 60, 10, 0), item("b2", "mortar-fire", 60, 10, 0)},
			[]string{"a1 possible-same b1,b2", "a2 possible-same b1,b2"},
			[]string{"b1 possible-same a1,a2", "b2 possible-same a1,a2"},
			0,
		},
		{
			"outside of the period, and of the acts",
			[]ledger.Item{item("a1", "artillery-fire", -60, 10, 0), item("a2", "weapon-presence", 60, 10, 0)},
			nil,
			[]string{"a1 outside", "a2 outside"},
			nil, 0,
		},
		{
			"what may be of the period is on the other list as surely before it",
			[]ledger.Item{item("a1", "artillery-fire", -5, 10, 0)},
			[]ledger.Item{item("b1", "artillery-fire", -5, 4, 0)},
			[]string{"a1 differently-defined b1"},
			[]string{"b1 outside a1"},
			0,
		},
		{
			"what the other list has as something outside is defined differently",
			[]ledger.Item{item("a1", "assault", 60, 30, 0)},
			[]ledger.Item{item("b1", "mine-laying", 60, 30, 0)},
			[]string{"a1 differently-defined b1"},
			[]string{"b1 outside a1"},
			0,
		},
	} {
		t.Run(each.name, func(t *testing.T) {
			got := reconcile(t, each.a, each.b)
			if diff := cmp.Diff(each.wantA, placed(got.A)); diff != "" {
				t.Errorf("A: want (-), got (+):\n%s", diff)
			}
			if diff := cmp.Diff(each.wantB, placed(got.B)); diff != "" {
				t.Errorf("B: want (-), got (+):\n%s", diff)
			}
			if len(got.Events) != each.events {
				t.Errorf("%d events, want %d", len(got.Events), each.events)
			}
		})
	}
}

func TestAnActThatIsNotKnownIsNoOtherAct(t *testing.T) {
	a, b := item("a1", "", 60, 10, 0), item("b1", "mortar-fire", 60, 10, 0)
	a.Seen.Sighting.Count, b.Seen.Sighting.Count = report.Count{Kind: report.Exact, Least: 3, Most: 3}, report.Count{Kind: report.Exact, Least: 30, Most: 30}
	if p := reconcile(t, []ledger.Item{a}, []ledger.Item{b}).A.Items[0]; p.Class != ledger.Possible {
		t.Errorf("got %s: %s", p.Class, p.Because)
	}
}

func TestAnotherUnitIsAnotherDefinition(t *testing.T) {
	shots := item("b1", "mortar-fire", 60, 10, 0)
	shots.Unit = "shot"
	got := reconcile(t, []ledger.Item{item("a1", "mortar-fire", 60, 10, 0)}, []ledger.Item{shots})
	if p := got.A.Items[0]; p.Class != ledger.Differing || p.Because != "one counts by event, the other by shot" {
		t.Errorf("got %s: %s", p.Class, p.Because)
	}
}

func TestAnItemThatIsGivenTwiceIsSeen(t *testing.T) {
	got := reconcile(t, []ledger.Item{item("a1", "mortar-fire", 60, 10, 0), item("a2", "mortar-fire", 60, 10, 0)}, nil)
	if diff := cmp.Diff([][]string{{"a1", "a2"}}, got.A.Twice); diff != "" {
		t.Error(diff)
	}
	if _, err := ledger.Reconcile(ledger.List{Name: "A", Items: []ledger.Item{item("x", "fire", 1, 1, 0), item("x", "fire", 2, 1, 0)}}, ledger.List{}, definition()); err == nil {
		t.Error("an ID that stands twice is accepted")
	}
}

func TestOneListUnderOtherIDsInAnotherOrderIsSeen(t *testing.T) {
	a := []ledger.Item{item("a1", "mortar-fire", 60, 10, 0), item("a2", "mortar-fire", 60, 10, 50), item("a3", "mortar-fire", 300, 10, 0)}
	for name, test := range map[string]struct {
		b    []ledger.Item
		want bool
	}{
		"shuffled":              {[]ledger.Item{item("x", "mortar-fire", 300, 10, 0), item("y", "mortar-fire", 60, 10, 0), item("z", "mortar-fire", 60, 10, 50)}, true},
		"one time is otherwise": {[]ledger.Item{item("x", "mortar-fire", 301, 10, 0), item("y", "mortar-fire", 60, 10, 0), item("z", "mortar-fire", 60, 10, 50)}, false},
		"one item is missing":   {[]ledger.Item{item("y", "mortar-fire", 60, 10, 0), item("z", "mortar-fire", 60, 10, 50)}, false},
	} {
		got := reconcile(t, a, test.b)
		said := slices.ContainsFunc(got.Sentences(), func(s string) bool { return strings.Contains(s, "may be a copy of the other") })
		if got.Alike != test.want || said != test.want {
			t.Errorf("%s: alike %v, said %v, want %v", name, got.Alike, said, test.want)
		}
	}
}

func TestWhatAnItemDoesNotSayLeavesItOpenAndNotOutside(t *testing.T) {
	vague := item("a1", "explosion", 60, 10, 0)
	got := reconcile(t, []ledger.Item{vague, item("a2", "artillery-fire", -30, 60, 0)}, nil)
	if got.A.Counts.Outside != 0 || got.A.Counts.Open != 2 {
		t.Fatalf("counts %+v", got.A.Counts)
	}
	if !slices.Equal(got.A.Items[0].Open, []string{"period"}) || !slices.Equal(got.A.Items[1].Open, []string{"act"}) {
		t.Errorf("open: %v and %v", got.A.Items[0].Open, got.A.Items[1].Open)
	}
}

// anyList draws items close enough together that they match, contain and rival each other.
func anyList(t *rapid.T, name string) []ledger.Item {
	out := make([]ledger.Item, rapid.IntRange(0, 9).Draw(t, name))
	for i := range out {
		out[i] = item(fmt.Sprint(name, i), rapid.SampledFrom([]act.Act{"mortar-fire", "mortar-fire", "mortar-fire", "mortar-fire", "fire", "assault", "explosion", "weapon-presence"}).Draw(t, "act"),
			rapid.IntRange(-1, 8).Draw(t, "at")*20, rapid.SampledFrom([]int{1, 1, 10, 240}).Draw(t, "long"), rapid.SampledFrom([]int{0, 0, 5, 100}).Draw(t, "north"))
		if rapid.IntRange(0, 9).Draw(t, "unit") == 0 {
			out[i].Unit = "shot"
		}
		if rapid.IntRange(0, 3).Draw(t, "counted") == 0 {
			n := rapid.Int64Range(1, 3).Draw(t, "count")
			out[i].Seen.Sighting.Count = report.Count{Kind: report.Exact, Least: n, Most: n}
		}
	}
	return out
}

func TestCountsAddUpAndOrderAndSidesDoNotMatter(t *testing.T) {
	matched, possible := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		a, b := anyList(rt, "a"), anyList(rt, "b")
		got := reconcile(t, a, b)
		for _, each := range []struct {
			side ledger.Side
			n    int
		}{{got.A, len(a)}, {got.B, len(b)}} {
			sum := 0
			for _, class := range ledger.Classes() {
				sum += each.side.Counts.Of(class)
			}
			if sum != each.n || each.side.Counts.Items != each.n || len(each.side.Items) != each.n {
				rt.Fatalf("%d items, counts %+v", each.n, each.side.Counts)
			}
		}
		inEvents := 0
		for _, e := range got.Events {
			if len(e.A) == 0 || len(e.B) == 0 || len(e.A) > 1 && len(e.B) > 1 {
				rt.Fatalf("the event %+v is no pair and no whole with its parts", e)
			}
			inEvents += len(e.A)
		}
		if inEvents != got.A.Counts.Matched {
			rt.Fatalf("%d items of A in events, %d matched", inEvents, got.A.Counts.Matched)
		}
		matched, possible = matched+len(got.Events), possible+got.A.Counts.Possible

		turned := reconcile(t, rapid.Permutation(a).Draw(rt, "a turned"), rapid.Permutation(b).Draw(rt, "b turned"))
		if diff := cmp.Diff(text(rt, got), text(rt, turned)); diff != "" {
			rt.Fatalf("another order of the items:\n%s", diff)
		}
		swapped := reconcile(t, b, a)
		swapped.A, swapped.B = swapped.B, swapped.A
		swapped.A.Name, swapped.B.Name = "A", "B"
		for i, e := range swapped.Events {
			swapped.Events[i] = ledger.Event{A: e.B, B: e.A}
		}
		byFirst := func(x, y ledger.Event) int { return strings.Compare(x.A[0], y.A[0]) }
		slices.SortFunc(swapped.Events, byFirst)
		slices.SortFunc(got.Events, byFirst)
		if diff := cmp.Diff(text(rt, got), text(rt, swapped)); diff != "" {
			rt.Fatalf("the lists exchanged:\n%s", diff)
		}
	})
	if matched == 0 || possible == 0 {
		t.Errorf("%d events, %d possible: the drawn lists show too little", matched, possible)
	}
}

func text(t *rapid.T, r ledger.Result) string {
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A list that is held to itself matches wholly where its items can be told apart.
func TestAListMatchesItself(t *testing.T) {
	var a, b []ledger.Item
	for i := range 50 {
		a = append(a, item(fmt.Sprint("a", i), "mortar-fire", i*30, 10, i%3*100))
		b = append(b, item(fmt.Sprint("b", i), "mortar-fire", i*30, 10, i%3*100))
	}
	got := reconcile(t, a, b)
	if got.A.Counts.Matched != 50 || got.B.Counts.Matched != 50 || len(got.Events) != 50 {
		t.Errorf("A %+v, B %+v, %d events", got.A.Counts, got.B.Counts, len(got.Events))
	}
}

// BenchmarkTenThousandItems holds two lists of five thousand items of thirty hours to each other, half of each matched.
// Run it with: go test ./ledger -run '^$' -bench TenThousand
func BenchmarkTenThousandItems(b *testing.B) {
	left, right := ten(5000)
	for b.Loop() {
		reconcile(b, left, right)
	}
}

// BenchmarkTenThousandItemsOfVillagesAndDays holds two lists to each other that give a village and a day for each item, so
// that nothing tells the items of one village apart.
// Run it with: go test ./ledger -run '^$' -bench VillagesAndDays
func BenchmarkTenThousandItemsOfVillagesAndDays(b *testing.B) {
	left, right := vague(5000)
	for b.Loop() {
		reconcile(b, left, right)
	}
}

// vague makes two lists of n items each over thirty hours, forty villages and three acts, each of a whole day.
func vague(n int) (left, right []ledger.Item) {
	acts := []act.Act{"mortar-fire", "artillery-fire", "uav-strike"}
	for i := range n {
		left = append(left, item(fmt.Sprint("a", i), acts[i%3], 0, 1440, i%40*100))
		right = append(right, item(fmt.Sprint("b", i), acts[i/7%3], 0, 1440, i%40*100))
	}
	return left, right
}

// ten makes two lists of n items each over thirty hours and a front of 300 places.
func ten(n int) (left, right []ledger.Item) {
	seed := uint64(7)
	next := func(below int) int {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int(seed>>33) % below
	}
	for i := range n {
		minute, north := next(1790), next(300)*10
		left = append(left, item(fmt.Sprint("a", i), "artillery-fire", minute, 10, north))
		if i%2 == 0 {
			minute, north = next(1790), next(300)*10
		}
		right = append(right, item(fmt.Sprint("b", i), "artillery-fire", minute, 10, north))
	}
	return left, right
}

func TestTenThousandItemsAddUp(t *testing.T) {
	left, right := ten(5000)
	got := reconcile(t, left, right)
	c := got.A.Counts
	if c.Matched+c.Differing+c.Possible+c.Only+c.Outside != 5000 || c.Matched < 2000 {
		t.Errorf("counts %+v", c)
	}
}
