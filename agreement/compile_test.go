// SPDX-License-Identifier: Apache-2.0

package agreement_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/act"
	"truce/agreement"
	"truce/known"
	"truce/place"
	"truce/when"
)

func compiled(t testing.TB, starts map[agreement.TimeID]string) *agreement.Compiled {
	t.Helper()
	c, err := agreement.Compile(ford(t), starts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func rule(t testing.TB, c *agreement.Compiled, term agreement.TermID, reading string) *agreement.Rule {
	t.Helper()
	for _, r := range c.Rules() {
		if r.Term.ID == term && r.Reading == reading {
			return r
		}
	}
	t.Fatalf("no rule %s under %q", term, reading)
	return nil
}

// at returns the interval of a time in the zone of the test agreement.
func at(t testing.TB, text string) when.Interval {
	t.Helper()
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	s, err := when.Parse(text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return s.Interval
}

func circle(lat, lon int32, radius place.Length) place.Region {
	return place.Region{Circle: &place.Circle{Centre: place.Point{Lat: lat * 100, Lon: lon * 100}, Radius: radius}}
}

func TestForceSaysWhetherAndWhy(t *testing.T) {
	c := compiled(t, nil)
	for _, each := range []struct {
		name, time string
		want       known.Answer
		why        string
	}{
		{"before", "2026-03-19 23:59", known.No, "begins D, 2026-03-19T22:00:00Z"},
		{"at the first minute", "2026-03-20 00:00", known.Yes, "in force since D, 2026-03-19T22:00:00Z"},
		{"across the beginning", "2026-03-19 23:00 to 2026-03-20 01:00", known.Unknown, "may be before it begins (D, 2026-03-19T22:00:00Z)"},
		{"on its last day", "2026-06-18 23:59", known.Yes, "in force since D, 2026-03-19T22:00:00Z"},
		{"across its end", "2026-06-18 23:00 to 2026-06-19 01:00", known.Unknown, "may be after it ends (D+90, 2026-06-18 Europe/Kyiv)"},
		{"after", "2026-06-19", known.No, "ended D+90, 2026-06-18 Europe/Kyiv"},
		{"while contested", "2026-05-20 12:00", known.Unknown, "force contested since D+60, 2026-05-19 Europe/Kyiv by south: whether notice was given"},
	} {
		t.Run(each.name, func(t *testing.T) {
			got, why := c.InForce(at(t, each.time))
			if got != each.want || why != each.why {
				t.Errorf("got %s, %q, want %s, %q", got, why, each.want, each.why)
			}
		})
	}
	if got, why := c.InForce(when.Interval{}); got != known.Unknown || why != "the time is not known" {
		t.Errorf("at no known time: got %s, %q", got, why)
	}
}

func TestTimePointsResolve(t *testing.T) {
	c := compiled(t, map[agreement.TimeID]string{"pullback": "2026-10-24 12:00 Europe/Kyiv"})
	for _, each := range []struct{ name, point, want string }{
		{"a day counted from D", "D+14", "2026-04-03"},
		{"the day of the event", "D+0", "2026-03-20"},
		{"the event itself", "D", "2026-03-20 00:00"},
		{"a day of 25 hours", "pullback+1", "2026-10-25"},
		{"a civil time", "2026-05-01 10:00 Europe/Kyiv", "2026-05-01 10:00"},
		{"a civil time in the zone of counting", "2026-05-01 10:00", "2026-05-01 10:00"},
		{"an instant", "2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z"},
	} {
		t.Run(each.name, func(t *testing.T) {
			got, err := c.Resolve(agreement.TimePoint(each.point))
			if err != nil {
				t.Fatal(err)
			}
			if want := at(t, each.want); got != want {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	noon, err := c.Resolve("D+14 12:00")
	if want := at(t, "2026-04-03 12:00").From; err != nil || noon != (when.Interval{From: want, To: want}) {
		t.Errorf("D+14 12:00: got %v, %v", noon, err)
	}
	repeated, err := c.Resolve("pullback+1 03:30")
	if err != nil || repeated.Length() != when.Hour {
		t.Errorf("an hour that is shown twice: got %v, %v", repeated, err)
	}
	if _, err := c.Resolve("D+9 03:30"); err == nil {
		t.Error("a time that the clocks skip resolves")
	}
}

func TestOpenStartLeavesTheAnswerUnknown(t *testing.T) {
	r := rule(t, compiled(t, nil), "pull-back", "width=distance;mortars=yes")
	if got := r.Time(at(t, "2026-05-01")); got != known.Unknown {
		t.Errorf("open: got %s, want unknown", got)
	}
	set := rule(t, compiled(t, map[agreement.TimeID]string{"pullback": "2026-04-01 Europe/Kyiv"}), "pull-back", "width=distance;mortars=yes")
	for text, want := range map[string]known.Answer{"2026-04-14": known.No, "2026-04-15": known.Yes, "2026-04-14 to 2026-04-15": known.Unknown} {
		if got := set.Time(at(t, text)); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestStartsAreSetOnlyWhereTheTextAllows(t *testing.T) {
	a := ford(t)
	if _, err := agreement.Compile(a, map[agreement.TimeID]string{"d": "2026-07-01 00:00 Europe/Kyiv"}); err != nil {
		t.Errorf("an exercise may be moved: %v", err)
	}
	a.Exercise = false
	a.Sources[0].Standing = "text"
	if _, err := agreement.Compile(a, map[agreement.TimeID]string{"pullback": "2026-07-01 Europe/Kyiv"}); err != nil {
		t.Errorf("an open event may be set: %v", err)
	}
	for _, each := range []struct{ id, start, want string }{
		{"d", "2026-07-01 Europe/Kyiv", `set start "d": the text gives its date, and only an exercise may move it`},
		{"nights", "2026-07-01 Europe/Kyiv", `set start "nights": the agreement has no start event of that ID, only "d", "pullback"`},
		{"pullback", "D+3", `set start "pullback": "D" needs one start event, or one with the ID "d": name the event, as in "pullback+14"`},
	} {
		_, err := agreement.Compile(a, map[agreement.TimeID]string{agreement.TimeID(each.id): each.start})
		if err == nil || !strings.HasSuffix(err.Error(), each.want) {
			t.Errorf("got  %v\nwant %s", err, each.want)
		}
	}
}

func TestPartiesAreFoundByNameAndBoundByDate(t *testing.T) {
	c := compiled(t, nil)
	for name, want := range map[string]agreement.PartyID{"NORTH": "north", "ns": "north", " The Northern Forces": "north", "river men": "river-men"} {
		if got, ok := c.Party(name); !ok || got != want {
			t.Errorf("party %q: got %q, want %q", name, got, want)
		}
	}
	if _, ok := c.Party("nobody"); ok {
		t.Error("nobody is a party")
	}
	want := []agreement.Actor{{ID: "north", Bound: known.Yes}, {ID: "south", Bound: known.Unknown}, {ID: "river-men", Bound: known.No}}
	if d := cmp.Diff(c.Actors(at(t, "2026-03-29 to 2026-03-30")), want); d != "" {
		t.Errorf("actors (-got +want):\n%s", d)
	}
	if got := c.PartyName("south"); got != "Southern Side" {
		t.Errorf("name %q", got)
	}
}

func TestPlacesHoldByTextAndByGeometry(t *testing.T) {
	c := compiled(t, nil)
	for _, each := range []struct {
		name   string
		place  agreement.PlaceID
		region place.Region
		want   known.Answer
	}{
		{"a place named in the zone", "strip", place.Region{Name: "the mill "}, known.Unknown},
		{"a place that the text puts in the zone", "strip", place.Region{Name: "MILL"}, known.Yes},
		{"a place that the text puts in a zone within", "basin", place.Region{Name: "mill"}, known.Yes},
		{"a place that the text puts outside", "basin", place.Region{Name: "far hill"}, known.No},
		{"a place outside of the zone around", "strip", place.Region{Name: "far hill"}, known.No},
		{"a zone itself", "strip", place.Region{Name: "security strip"}, known.Yes},
		{"a position inside", "strip", circle(4800000, 3800000, place.Kilometre), known.Yes},
		{"a position outside", "strip", circle(4850000, 3800000, place.Kilometre), known.No},
		{"a position on the border", "strip", circle(4805000, 3800000, place.Kilometre), known.Unknown},
		{"a position by the border, within its tolerance", "strip", circle(4804970, 3800000, 0), known.Unknown},
		{"a drawn site named", "basin", place.Region{Name: "depot"}, known.Yes},
		{"a position at a site", "depot", circle(4850000, 3800000, 100*place.Metre), known.Yes},
		{"a position away from a site", "depot", circle(4852000, 3800000, 100*place.Metre), known.No},
		{"a text that the position contradicts", "strip", place.Region{Name: "mill", Circle: circle(4850000, 3800000, 0).Circle}, known.Unknown},
		{"nothing known", "strip", place.Region{}, known.Unknown},
		{"a place that is not there", "moon", circle(4800000, 3800000, 0), known.Unknown},
	} {
		t.Run(each.name, func(t *testing.T) {
			if got := c.Holds(each.place, each.region); got != each.want {
				t.Errorf("got %s, want %s", got, each.want)
			}
		})
	}
}

func TestControlIsAnsweredWhereItIsAgreed(t *testing.T) {
	c := compiled(t, nil)
	in, out := circle(4800000, 3800000, 0), circle(4850000, 3800000, 0)
	for _, each := range []struct {
		name   string
		region place.Region
		time   string
		holder agreement.PartyID
		want   known.Answer
	}{
		{"inside", in, "2026-04-01", "north", known.Yes},
		{"outside", out, "2026-04-01", "", known.No},
		{"before", in, "2026-03-01", "", known.No},
		{"across the beginning", in, "2026-03-01 to 2026-04-01", "", known.Unknown},
	} {
		t.Run(each.name, func(t *testing.T) {
			holder, _, got := c.ControlOf(each.region, at(t, each.time))
			if holder != each.holder || got != each.want {
				t.Errorf("got %q, %s, want %q, %s", holder, got, each.holder, each.want)
			}
		})
	}
}

func TestRulesStandUnderEveryCombinationOfReadings(t *testing.T) {
	c := compiled(t, nil)
	var got []string
	for _, r := range c.Rules() {
		got = append(got, strings.TrimSuffix(string(r.Term.ID)+" "+r.Reading, " "))
	}
	want := []string{
		"no-fire", "night-flights",
		"pull-back width=distance;mortars=yes", "pull-back width=distance;mortars=no", "pull-back width=distance;mortars=never",
		"pull-back width=half;mortars=yes", "pull-back width=half;mortars=no", "pull-back width=half;mortars=never",
	}
	if d := cmp.Diff(got, want); d != "" {
		t.Fatalf("rules (-got +want):\n%s", d)
	}
	r := rule(t, c, "pull-back", "width=half;mortars=no")
	if reading, ok := r.Takes("mortars"); !ok || reading != "no" {
		t.Errorf("takes %q", reading)
	}
	if got := r.Weapon(act.Weapon{Class: "mortar", Model: "M-120", Calibre: 1200}); got != known.No {
		t.Errorf("a mortar under mortars=no: got %s", got)
	}
	if got := rule(t, c, "pull-back", "width=half;mortars=yes").Weapon(act.Weapon{Class: "mortar", Model: "M-120", Calibre: 1200}); got != known.Yes {
		t.Errorf("a mortar under mortars=yes: got %s", got)
	}
	if !rule(t, c, "pull-back", "width=half;mortars=never").Void {
		t.Error("mortars=never is not void")
	}
}

func TestRuleAnswersEachCondition(t *testing.T) {
	c := compiled(t, nil)
	night := rule(t, c, "night-flights", "")
	for _, each := range []struct {
		name      string
		got, want known.Answer
	}{
		{"the act", night.Act("uav-flight"), known.Yes},
		{"a group around the act", night.Act("aerial-activity"), known.Unknown},
		{"another act", night.Act("mortar-fire"), known.No},
		{"no act", night.Act(""), known.Unknown},
		{"a target where the term names none", night.Target("school"), known.Yes},
		{"at night", night.Time(at(t, "2026-04-01 23:00")), known.Yes},
		{"by day", night.Time(at(t, "2026-04-01 12:00")), known.No},
		{"in the evening of the feast", night.Time(at(t, "2026-03-25 19:00")), known.Yes},
		{"on the feast", night.Time(at(t, "2026-03-26 12:00")), known.Yes},
		{"after the feast", night.Time(at(t, "2026-03-27 12:00")), known.No},
		{"at no known time", night.Time(when.Interval{}), known.Unknown},
		{"in the strip", night.Area(circle(4800000, 3800000, 0)), known.Yes},
		{"beside the strip", night.Area(circle(4820000, 3800000, 0)), known.No},
		{"the party that is bound", night.Binds("north", at(t, "2026-04-01")), known.Yes},
		{"the party that is not", night.Binds("south", at(t, "2026-04-01")), known.No},
		{"a party before it acceded", rule(t, c, "no-fire", "").Binds("south", at(t, "2026-03-21")), known.No},
		{"fire outside of the instrument's area", rule(t, c, "no-fire", "").Area(circle(5000000, 3800000, 0)), known.No},
		{"fire anywhere in it", rule(t, c, "no-fire", "").Area(circle(4850000, 3800000, 0)), known.Yes},
	} {
		if each.got != each.want {
			t.Errorf("%s: got %s, want %s", each.name, each.got, each.want)
		}
	}
}

func TestKeepBackMeasuresFromTheLineOfTheParty(t *testing.T) {
	c := compiled(t, nil)
	distance := rule(t, c, "pull-back", "width=distance;mortars=yes")
	half := rule(t, c, "pull-back", "width=half;mortars=yes")
	for _, each := range []struct {
		name  string
		rule  *agreement.Rule
		party agreement.PartyID
		lat   int32
		want  known.Answer
		line  agreement.PlaceID
	}{
		{"ten kilometres", distance, "north", 4809000, known.Yes, "front"},
		{"ten kilometres of seven and a half", half, "north", 4809000, known.No, "front"},
		{"twenty kilometres", distance, "north", 4818000, known.No, "front"},
		{"within the tolerance", distance, "north", 4813490, known.Unknown, "front"},
		{"the other's own line", distance, "south", 4809000, known.No, "old-front"},
		{"not known whose, lines apart", distance, "", 4809000, known.Unknown, ""},
		{"not known whose, near to both", distance, "", 4795000, known.Yes, ""},
		{"not known whose, one line", half, "", 4809000, known.No, "front"},
	} {
		t.Run(each.name, func(t *testing.T) {
			got, _, line := each.rule.TooClose(each.party, circle(each.lat, 3800000, 0))
			if got != each.want || line != each.line {
				t.Errorf("got %s from %q, want %s from %q", got, line, each.want, each.line)
			}
		})
	}
	if got, _, _ := distance.TooClose("north", place.Region{Name: "mill"}); got != known.Unknown {
		t.Errorf("without geometry: got %s", got)
	}
	if rule(t, c, "no-fire", "").HasKeepBack() {
		t.Error("a term without a distance has one")
	}
}

func TestPastSaysWhetherSomethingWasFartherFromTheLine(t *testing.T) {
	a := ford(t)
	a.Terms[0].Beyond = &agreement.Beyond{Line: "front", By: "2 km"}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := rule(t, c, a.Terms[0].ID, "")
	for _, each := range []struct {
		name  string
		where place.Region
		want  known.Answer
	}{
		{"far off", circle(4810000, 3800000, 100*place.Metre), known.Yes},
		{"as far on the other side", circle(4790000, 3800000, 100*place.Metre), known.Yes},
		{"on the line", circle(4800000, 3800000, 100*place.Metre), known.No},
		{"either, as its own position is not known well", circle(4801800, 3800000, 1500*place.Metre), known.Unknown},
		{"no position at all", place.Region{Name: "mill"}, known.Unknown},
	} {
		if got, d := r.Past(each.where); got != each.want {
			t.Errorf("%s: got %s at %+v, want %s", each.name, got, d, each.want)
		}
	}
	if got, _ := rule(t, compiled(t, nil), a.Terms[0].ID, "").Past(circle(4800000, 3800000, 0)); got != known.Yes {
		t.Errorf("without a distance: got %s", got)
	}
}

func TestNarrowRunsOverWhatIsKnown(t *testing.T) {
	r := rule(t, compiled(t, nil), "night-flights", "") // count > 3 || act == "uav-strike"
	for _, each := range []struct {
		name string
		vars map[string]any
		want known.Answer
		err  string
	}{
		{"true", map[string]any{"count": int64(4), "act": "uav-flight"}, known.Yes, ""},
		{"false", map[string]any{"count": int64(3), "act": "uav-flight"}, known.No, ""},
		{"a variable missing that decides", map[string]any{"act": "uav-flight"}, known.Unknown, ""},
		{"a variable missing that does not decide", map[string]any{"act": "uav-strike"}, known.Yes, ""},
		{"a variable of nil", map[string]any{"count": nil, "act": "uav-flight"}, known.Unknown, ""},
		{"nothing known", nil, known.Unknown, ""},
		{"a variable of another type", map[string]any{"count": "many"}, known.Unknown, "narrow term night-flights: variable count is a string: give a int"},
		{"a variable of no name", map[string]any{"cnt": int64(1)}, known.Unknown, "narrow term night-flights: 1 of the variables have names that no expression knows"},
	} {
		t.Run(each.name, func(t *testing.T) {
			got, err := r.Narrowed(each.vars)
			text := ""
			if err != nil {
				text = err.Error()
			}
			if got != each.want || text != each.err {
				t.Errorf("got %s, %q, want %s, %q", got, text, each.want, each.err)
			}
		})
	}
}

func TestQuietClocksStandUnderTheirReadings(t *testing.T) {
	c := compiled(t, map[agreement.TimeID]string{"pullback": "2026-04-01 Europe/Kyiv"})
	clocks := c.QuietClocks()
	if len(clocks) != 2 {
		t.Fatalf("%d clocks, want 2", len(clocks))
	}
	inside, beside := clocks[0], clocks[1]
	if inside.Reading != "near=inside" || beside.Reading != "near=beside" || inside.Days != 7 || inside.Hours != 20 {
		t.Errorf("clocks %q %q, %d days, %d hours", inside.Reading, beside.Reading, inside.Days, inside.Hours)
	}
	near := circle(4805500, 3800000, 0)
	if got := inside.Touches(near); got != known.No {
		t.Errorf("half a kilometre outside, under inside: %s", got)
	}
	if got := beside.Touches(near); got != known.Yes {
		t.Errorf("half a kilometre outside, under beside: %s", got)
	}
	if got := beside.Touches(circle(4830000, 3800000, 0)); got != known.No {
		t.Errorf("far outside, under beside: %s", got)
	}
	if got := inside.Breaks("mortar-fire"); got != known.Yes {
		t.Errorf("mortar fire breaks the silence: %s", got)
	}
	if got, want := inside.From, at(t, "2026-04-01"); got != want {
		t.Errorf("from %v, want %v", got, want)
	}
}
