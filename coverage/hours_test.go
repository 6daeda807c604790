// SPDX-License-Identifier: Apache-2.0

package coverage_test

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/act"
	"truce/coverage"
	"truce/known"
	"truce/place"
	"truce/report"
	"truce/when"
)

func box(south, west, north, east int32) place.Region {
	return place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{{
		{Lat: south, Lon: west}, {Lat: south, Lon: east}, {Lat: north, Lon: east}, {Lat: north, Lon: west},
	}}}}}
}

// village is 3 cells from south to north and 2 from west to east.
func village() coverage.Area {
	return coverage.Area{Name: "village", Where: box(480_010_000, 380_010_000, 480_590_000, 380_390_000)}
}

func counted(t *testing.T, l *coverage.Ledger, r coverage.Request) coverage.AreaCount {
	t.Helper()
	out, err := l.Count(r)
	if err != nil || len(out) != 1 {
		t.Fatalf("%d areas, %v", len(out), err)
	}
	return out[0]
}

func TestHoursAreCountedByCellAndMeans(t *testing.T) {
	var l coverage.Ledger
	south := box(480_000_000, 380_000_000, 480_200_000, 380_400_000) // one row of cells
	l.Add(watch("camera", report.Camera, south, hours(0, 12)))
	l.Add(watch("post", report.Seen, south, hours(6, 18)))
	l.Add(watch("second post", report.Seen, south, hours(6, 10)))
	l.AddGap(coverage.Gap{Source: "camera", Reason: coverage.Dark, Time: hours(2, 4)})
	l.AddGap(coverage.Gap{Source: "patrol", Reason: coverage.Denied, Where: south, Time: hours(3, 20)})
	got := counted(t, &l, coverage.Request{Areas: []coverage.Area{village()}, Period: hours(0, 24)})
	if len(got.Cells) != 6 {
		t.Fatalf("%d cells, want 3 rows of 2", len(got.Cells))
	}
	want := coverage.Hours{
		Wall: 24 * when.Hour, Watched: 16 * when.Hour,
		By: []coverage.ByMeans{
			{Means: report.Camera, Watched: 10 * when.Hour, Observers: 10 * when.Hour},
			{Means: report.Seen, Watched: 12 * when.Hour, Observers: 16 * when.Hour},
		},
		// From 3 to 4 the camera was dark and the patrol denied: the time is counted once, under the first.
		Lost:   []coverage.Lost{{Why: coverage.Denied, Time: 3 * when.Hour}, {Why: coverage.Dark, Time: when.Hour}},
		NoData: 4 * when.Hour,
	}
	for i, c := range got.Cells {
		if i < 2 {
			if diff := gocmp.Diff(c.Hours, want); diff != "" {
				t.Errorf("cell %v (-got +want):\n%s", c.Cell, diff)
			}
			continue
		}
		// A cell that touches the patrol's ground shares its rim, and so what kept the patrol out may have been there.
		if c.Watched != 0 || c.Rate != nil {
			t.Errorf("cell %v: watched %s, rate %v; want no data, and no rate of zero", c.Cell, c.Watched, c.Rate)
		}
	}
	if got.Wall != 6*24*when.Hour || got.Watched != 2*16*when.Hour {
		t.Errorf("in all %s of %s", got.Watched, got.Wall)
	}
}

func TestAMeansIsCountedOnlyWhereItPerceivesWhatIsAsked(t *testing.T) {
	all := box(470_000_000, 370_000_000, 490_000_000, 390_000_000)
	at := func(radius int) place.Region { return circle(0, radius) }
	for _, each := range []struct {
		name  string
		watch coverage.Watch
		acts  []act.Act
		want  when.Duration
	}{
		{"a camera that its source says saw it", watch("x", report.Camera, all, hours(0, 24)), []act.Act{"use-of-force"}, 24 * when.Hour},
		{"an ear, of an aircraft on the ground", watch("x", report.Heard, all, hours(0, 24)), []act.Act{"weapon-presence"}, 0},
		{"an account of another", watch("x", report.Told, all, hours(0, 24)), []act.Act{"use-of-force"}, 0},
		{"unknown means", watch("x", "", all, hours(0, 24)), []act.Act{"use-of-force"}, 0},
		{"unknown means, where nothing is asked", watch("x", "", all, hours(0, 24)), nil, 24 * when.Hour},
		{"a radar, of small arms", watch("x", report.Radar, all, hours(0, 24)), []act.Act{"small-arms-fire"}, 0},
		{"a satellite, of a fire", watch("x", report.Satellite, all, hours(0, 24)), []act.Act{"thermal-anomaly"}, 24 * when.Hour},
		{"anybody, of what leaves nothing to perceive", watch("x", report.Seen, all, hours(0, 24)), []act.Act{"detention"}, 0},
		{"an ear 400 m away", coverage.Watch{Source: "x", Means: report.Heard, Post: at(400), Time: hours(0, 24)}, []act.Act{"small-arms-fire"}, 24 * when.Hour},
		{"an ear somewhere within 2 km", coverage.Watch{Source: "x", Means: report.Heard, Post: at(2000), Time: hours(0, 24)}, []act.Act{"small-arms-fire"}, 0},
		{"an ear within 2 km, of a mortar", coverage.Watch{Source: "x", Means: report.Heard, Post: at(2000), Time: hours(0, 24)}, []act.Act{"mortar-fire"}, 24 * when.Hour},
		{"a post of which nothing is asked", coverage.Watch{Source: "x", Means: report.Heard, Post: at(400), Time: hours(0, 24)}, nil, 0},
	} {
		t.Run(each.name, func(t *testing.T) {
			var l coverage.Ledger
			if err := each.watch.Check(); err != nil {
				t.Fatal(err)
			}
			l.Add(each.watch)
			if got := l.Over(circle(0, 100), each.acts, hours(0, 24)).Covered; got != each.want {
				t.Errorf("covered %s, want %s", got, each.want)
			}
			r := coverage.Request{Areas: []coverage.Area{{Name: "x", Where: circle(0, 100)}}, Acts: each.acts, Period: hours(0, 24)}
			if got := counted(t, &l, r); got.Watched != each.want*when.Duration(len(got.Cells)) {
				t.Errorf("counted %s in %d cells, want %s each", got.Watched, len(got.Cells), each.want)
			}
		})
	}
}

func TestACameraSeesLessFarByNight(t *testing.T) {
	var l coverage.Ledger
	l.Add(coverage.Watch{Source: "camera", Means: report.Camera, Post: circle(0, 10), Time: hours(0, 24)})
	for metres, want := range map[int]string{500: "24 h", 2000: "10 h 53 min", 2500: "0"} { // 20 March, 48 degrees north
		east := circle(metres, 50)
		got := l.Over(east, []act.Act{"small-arms-fire"}, hours(0, 24)).Covered / when.Minute * when.Minute
		if got.String() != want && (want != "0" || got != 0) {
			t.Errorf("at %d m: covered %s, want %s", metres, got, want)
		}
	}
}

func TestEventsCountToARateOnlyWhereSomebodyWatched(t *testing.T) {
	var l coverage.Ledger
	l.Add(watch("post", report.Heard, village().Where, hours(0, 10)))
	minute := func(hour int) when.Interval { i := hours(hour, hour+1); i.To = i.From + 59_999; return i }
	middle := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_300_000, Lon: 380_100_000}, Radius: 100 * place.Metre}}
	far := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 490_300_000, Lon: 380_100_000}, Radius: 100 * place.Metre}}
	wide := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_300_000, Lon: 380_100_000}, Radius: 9000 * place.Metre}}
	for _, each := range []struct {
		name  string
		event coverage.Event
		want  coverage.Seen
	}{
		{"while somebody watched", coverage.Event{Is: known.Yes, Where: middle, When: minute(3)}, coverage.Seen{Watched: 1}},
		{"while nobody did", coverage.Event{Is: known.Yes, Where: middle, When: minute(12)}, coverage.Seen{Unwatched: 1}},
		{"some time of the day", coverage.Event{Is: known.Yes, Where: middle, When: hours(0, 24)}, coverage.Seen{Perhaps: 1}},
		{"nobody knows when", coverage.Event{Is: known.Yes, Where: middle}, coverage.Seen{Perhaps: 1}},
		{"nobody knows where", coverage.Event{Is: known.Yes, When: minute(3)}, coverage.Seen{Perhaps: 1}},
		{"perhaps of another kind", coverage.Event{Is: known.Unknown, Where: middle, When: minute(3)}, coverage.Seen{Perhaps: 1}},
		{"of another kind", coverage.Event{Is: known.No, Where: middle, When: minute(3)}, coverage.Seen{}},
		{"perhaps elsewhere", coverage.Event{Is: known.Yes, Where: wide, When: minute(3)}, coverage.Seen{Perhaps: 1}},
		{"elsewhere", coverage.Event{Is: known.Yes, Where: far, When: minute(3)}, coverage.Seen{}},
		{"on another day", coverage.Event{Is: known.Yes, Where: middle, When: minute(30)}, coverage.Seen{}},
	} {
		t.Run(each.name, func(t *testing.T) {
			got := counted(t, &l, coverage.Request{
				Areas: []coverage.Area{village()}, Acts: []act.Act{"use-of-force"}, Period: hours(0, 24), Events: []coverage.Event{each.event},
			})
			if got.Seen != each.want {
				t.Errorf("got %+v, want %+v", got.Seen, each.want)
			}
			low, high := int64(0), int64(3_688_880)
			if each.want.Watched > 0 {
				low, high = 25_317, 5_571_644
			} else if each.want.Perhaps > 0 {
				high = 5_571_644
			}
			hours := int64(got.Watched / when.Hour) // 6 cells, 10 hours each
			if r := got.Rate; r == nil || r.Low != low*1000/hours || r.High != (high*1000+hours-1)/hours {
				t.Errorf("rate %+v in %d cell hours", got.Rate, hours)
			}
		})
	}
}

func TestADayIsGraded(t *testing.T) {
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	// 28 and 29 March 2026; the 29th has 23 hours.
	first, second := zone.Whole(when.Date{Year: 2026, Month: 3, Day: 28}), zone.Whole(when.Date{Year: 2026, Month: 3, Day: 29})
	if second.Length()+1 != 23*when.Hour {
		t.Fatalf("29 March has %s", second.Length()+1)
	}
	both := first.Hull(second)
	half := box(480_000_000, 380_000_000, 480_300_000, 380_400_000)
	rest := box(480_300_000, 380_000_000, 480_600_000, 380_400_000)
	middle := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_250_000, Lon: 380_100_000}, Radius: 100 * place.Metre}}
	for _, each := range []struct {
		name    string
		watches []coverage.Watch
		event   *coverage.Event
		want    []coverage.Grade
	}{
		{"nobody", nil, nil, []coverage.Grade{coverage.NoData, coverage.NoData}},
		{"one who saw it all", []coverage.Watch{watch("a", report.Seen, village().Where, both)}, nil, []coverage.Grade{coverage.Quiet, coverage.Quiet}},
		{"two who saw half each", []coverage.Watch{watch("a", report.Seen, half, both), watch("b", report.Seen, rest, both)}, nil, []coverage.Grade{coverage.PartlyCovered, coverage.PartlyCovered}},
		{"one who came an hour late", []coverage.Watch{watch("a", report.Seen, village().Where, when.Interval{From: both.From + 3_600_000, To: both.To})}, nil, []coverage.Grade{coverage.PartlyCovered, coverage.Quiet}},
		{"an event", []coverage.Watch{watch("a", report.Seen, village().Where, both)}, &coverage.Event{Is: known.Yes, Where: middle, When: second}, []coverage.Grade{coverage.Quiet, coverage.Broken}},
		{"an event that nobody watched for", nil, &coverage.Event{Is: known.Yes, Where: middle, When: second}, []coverage.Grade{coverage.NoData, coverage.Broken}},
		{"perhaps an event", []coverage.Watch{watch("a", report.Seen, village().Where, both)}, &coverage.Event{Is: known.Unknown, Where: middle, When: second}, []coverage.Grade{coverage.Quiet, coverage.Undetermined}},
	} {
		t.Run(each.name, func(t *testing.T) {
			var l coverage.Ledger
			for _, w := range each.watches {
				l.Add(w)
			}
			r := coverage.Request{Areas: []coverage.Area{village()}, Period: both, Zone: zone}
			if each.event != nil {
				r.Events = []coverage.Event{*each.event}
			}
			var grades []coverage.Grade
			for _, d := range counted(t, &l, r).Days {
				grades = append(grades, d.Grade)
			}
			if !slices.Equal(grades, each.want) {
				t.Errorf("got %v, want %v", grades, each.want)
			}
		})
	}
}

// TestHoursAddUp draws watches, gaps and events. Whatever they are: wall time is what was watched, lost and not known
// together; no means has more observer hours than sources times wall hours, nor fewer than hours watched; a watch cut in two
// changes nothing; and neither does the order in which things were entered.
func TestHoursAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var watches []coverage.Watch
		var gaps []coverage.Gap
		span := func() when.Interval {
			from := rapid.IntRange(-5, 40).Draw(rt, "from")
			return hours(from, from+rapid.IntRange(1, 20).Draw(rt, "long"))
		}
		sources := []string{"a", "b", "c"}
		for range rapid.IntRange(0, 5).Draw(rt, "watches") {
			w := watch(rapid.SampledFrom(sources).Draw(rt, "source"), rapid.SampledFrom([]report.Means{report.Seen, report.Camera, report.Heard, report.Radar}).Draw(rt, "means"), place.Region{}, span())
			if rapid.Bool().Draw(rt, "posted") {
				w.Post = circle(rapid.IntRange(-3000, 6000).Draw(rt, "east"), 10)
			} else {
				w.Where = circle(rapid.IntRange(-3000, 6000).Draw(rt, "east"), rapid.IntRange(500, 9000).Draw(rt, "radius"))
			}
			watches = append(watches, w)
		}
		for range rapid.IntRange(0, 4).Draw(rt, "gaps") {
			g := coverage.Gap{Source: rapid.SampledFrom(sources).Draw(rt, "source"), Reason: rapid.SampledFrom(coverage.Causes()).Draw(rt, "reason"), Time: span()}
			if rapid.Bool().Draw(rt, "placed") {
				g.Where = circle(rapid.IntRange(-3000, 6000).Draw(rt, "east"), 800)
			}
			gaps = append(gaps, g)
		}
		r := coverage.Request{Areas: []coverage.Area{village()}, Acts: []act.Act{"use-of-force"}, Period: hours(0, 48)}
		if rapid.Bool().Draw(rt, "loud") {
			r.Acts = []act.Act{"indirect-fire"}
		}
		for range rapid.IntRange(0, 3).Draw(rt, "events") {
			r.Events = append(r.Events, coverage.Event{Is: known.Yes, Where: circle(rapid.IntRange(0, 3000).Draw(rt, "east"), 200), When: span()})
		}
		ledger := func(watches []coverage.Watch, gaps []coverage.Gap) *coverage.Ledger {
			var l coverage.Ledger
			for _, w := range watches {
				l.Add(w)
			}
			for _, g := range gaps {
				l.AddGap(g)
			}
			return &l
		}
		got := counted(t, ledger(watches, gaps), r)
		for _, c := range got.Cells {
			sum := c.Watched + c.NoData
			for _, l := range c.Lost {
				sum += l.Time
			}
			if sum != c.Wall || c.Wall != 48*when.Hour {
				rt.Fatalf("%+v do not add up", c.Hours)
			}
			for _, b := range c.By {
				if b.Observers < b.Watched || b.Observers > c.Wall*when.Duration(len(sources)) || b.Watched > c.Watched {
					rt.Fatalf("%+v", c.Hours)
				}
			}
			if (c.Rate == nil) != (c.Watched == 0) {
				rt.Fatalf("%s watched and rate %v", c.Watched, c.Rate)
			}
		}
		if n := got.Seen.Watched + got.Seen.Perhaps + got.Seen.Unwatched; n > int64(len(r.Events)) {
			rt.Fatalf("%d events became %d", len(r.Events), n)
		}
		var halves []coverage.Watch
		for _, w := range watches {
			one, two := w, w
			cut := w.Time.From + when.Instant(rapid.Int64Range(1, int64(w.Time.Length())).Draw(rt, "cut"))
			one.Time.To, two.Time.From = cut-1, cut
			halves = append(halves, two, one)
		}
		if diff := gocmp.Diff(counted(t, ledger(halves, gaps), r), got); diff != "" {
			rt.Fatalf("in two halves (-got +want):\n%s", diff)
		}
		slices.Reverse(gaps)
		slices.SortFunc(halves, func(a, b coverage.Watch) int { return cmp.Compare(b.Time.From, a.Time.From) })
		slices.Reverse(r.Events)
		if diff := gocmp.Diff(counted(t, ledger(halves, gaps), r), got); diff != "" {
			rt.Fatalf("in another order (-got +want):\n%s", diff)
		}
	})
}
