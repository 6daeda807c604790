// SPDX-License-Identifier: Apache-2.0

package force_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/coalition/force"
	"truce/coalition/sourced"
	"truce/when"
)

type (
	rec  = force.Record
	name = sourced.Name
)

func said(day int) sourced.Said {
	return sourced.Said{By: "Headquarters", On: date(day), Grade: sourced.Official}
}

func date(day int) when.Date { return when.Date{Year: 2026, Month: 1, Day: day} }

// at is the noon of a day of January.
func at(day int) when.Instant { return when.Instant(1767225600000 + int64(day-1)*86400000 + 43200000) }

func enter(t rapid.TB, g *force.Register, seq int64, records ...rec) int64 {
	t.Helper()
	for i := range records {
		seq++
		apply, err := g.Prepare(at(records[i].Said().On.Day), seq, &records[i])
		if err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
		apply()
	}
	return seq
}

func line(id name, domain force.Domain, soil force.Soil, n int64) rec {
	return rec{Line: &force.Line{ID: id, Capability: "capability " + string(id), Domain: domain, Quantity: n, Unit: "battalion", Soil: soil, Enabler: id == "lift", Said: said(1)}}
}

func pledge(id, state, to name, change func(*force.Pledge)) rec {
	p := force.Pledge{ID: id, State: state, Line: to, Firmness: force.Announced, Quantity: 1, Said: said(2)}
	if change != nil {
		change(&p)
	}
	return rec{Pledge: &p}
}

// Scenario 13: the caveats of IT, PL, DE, TR, SE and NL, and states of pledge; other states' figures are invented.
func lyse(t rapid.TB) (*force.Register, int64) {
	g := force.New()
	caveat := func(c ...force.Caveat) func(*force.Pledge) { return func(p *force.Pledge) { p.Caveats = c } }
	seq := enter(
		t, g, 0,
		line("land", force.Land, force.HostSoil, 10), line("rear", force.Land, force.Neighbour, 3), line("sea", force.Sea, force.BlackSea, 4),
		line("air", force.Air, force.AnySoil, 4), line("lift", force.Support, force.AnySoil, 2),
		pledge("fr-1", "fr", "land", func(p *force.Pledge) {
			p.Quantity, p.Firmness, p.DaysKnown, p.Earliest, p.Latest, p.Contributed = 3, force.ByGovernment, true, 10, 20, "1st Brigade"
		}),
		pledge("uk-1", "uk", "land", func(p *force.Pledge) {
			p.Quantity, p.DaysKnown, p.Earliest, p.Latest, p.Needs = 2, true, 5, 30, []name{"lift"}
		}),
		pledge("it-1", "it", "land", caveat(force.NoGroundTroops)),
		pledge("pl-1", "pl", "land", caveat(force.NoGroundTroops)),
		pledge("de-1", "de", "land", caveat(force.NeighbouringSoil)),
		pledge("de-2", "de", "rear", caveat(force.NeighbouringSoil)),
		pledge("tr-1", "tr", "sea", caveat(force.BlackSeaOnly)),
		pledge("se-1", "se", "air", caveat(force.AirAndSeaOnly)),
		pledge("nl-1", "nl", "land", func(p *force.Pledge) { p.Quantity = 0 }),
		pledge("be-1", "be", "land", func(p *force.Pledge) { p.Firmness = force.Signalled }),
		rec{Admission: &force.Admission{Reader: "hq", Said: said(2)}},
	)
	return g, seq
}

func view(day int, reader name) sourced.View { return sourced.Known(at(day)).For(reader) }

func row(t rapid.TB, g *force.Register, id name) force.Row {
	t.Helper()
	for _, r := range g.Matrix(view(28, "hq")) {
		if r.Line.ID == id {
			return r
		}
	}
	t.Fatalf("no line %s", id)
	return force.Row{}
}

func cellOf(t rapid.TB, g *force.Register, id name, f force.Firmness) force.Cell {
	t.Helper()
	for _, c := range row(t, g, id).Cells {
		if c.Firmness == f {
			return c
		}
	}
	t.Fatalf("no firmness %s", f)
	return force.Cell{}
}

func TestPledgesAreSetAgainstTheRequirement(t *testing.T) {
	g, seq := lyse(t)
	for _, c := range []struct {
		line     name
		firmness force.Firmness
		want     force.Cell
	}{
		{"land", force.Signalled, force.Cell{Cover: force.Cover{Least: 6, Most: 6, Unstated: 1}, GapLeast: 4, GapMost: 4}},
		{"land", force.Announced, force.Cell{Cover: force.Cover{Least: 5, Most: 5, Unstated: 1}, GapLeast: 5, GapMost: 5}},
		{"land", force.ByGovernment, force.Cell{Cover: force.Cover{Least: 3, Most: 3}, GapLeast: 7, GapMost: 7}},
		{"land", force.InTheatre, force.Cell{GapLeast: 10, GapMost: 10}},
		{"rear", force.Announced, force.Cell{Cover: force.Cover{Least: 1, Most: 1}, GapLeast: 2, GapMost: 2}},
		{"sea", force.Announced, force.Cell{Cover: force.Cover{Least: 1, Most: 1}, GapLeast: 3, GapMost: 3}},
		{"air", force.Announced, force.Cell{Cover: force.Cover{Least: 1, Most: 1}, GapLeast: 3, GapMost: 3}},
	} {
		c.want.Firmness = c.firmness
		if diff := cmp.Diff(c.want, cellOf(t, g, c.line, c.firmness)); diff != "" {
			t.Errorf("%s at %s: %s", c.line, c.firmness, diff)
		}
	}
	var aside []string
	for _, a := range row(t, g, "land").Aside {
		aside = append(aside, fmt.Sprintf("%s %t", a.Pledge, a.Counts))
	}
	if diff := cmp.Diff([]string{"it-1 false", "pl-1 false", "de-1 false"}, aside); diff != "" {
		t.Error(diff)
	}
	enter(t, g, seq, rec{Host: &force.Host{Line: "land", Host: "ua", Consent: force.Denied, Said: said(5)}})
	if c := cellOf(t, g, "land", force.Announced); c.Cover.Most != 0 || row(t, g, "land").Consent != force.Denied {
		t.Errorf("the host refuses and %d are covered", c.Cover.Most)
	}
}

func TestOneThingPledgedTwiceIsFound(t *testing.T) {
	g, seq := lyse(t)
	if got := g.Doubles(view(28, "hq")); len(got) != 0 {
		t.Fatalf("got %v, want none yet", got)
	}
	seq = enter(t, g, seq, pledge("fr-3", "fr", "air", func(p *force.Pledge) { p.Contributed, p.Firmness = "1ѕt Brigаde", force.Announced }))
	if got := g.Doubles(view(28, "hq")); len(got) != 1 || len(got[0].Pledges) != 2 {
		t.Errorf("the same formation in letters that look alike: got %v", got)
	}
	seq = enter(t, g, seq, pledge("fr-3", "fr", "air", func(p *force.Pledge) { p.Firmness, p.Said = force.PledgeWithdrawn, said(2) }))
	seq = enter(t, g, seq, pledge("fr-2", "fr", "rear", func(p *force.Pledge) { p.Contributed, p.Quantity, p.Said = "1st  brigade", 2, said(3) }))
	want := []force.Double{{State: "fr", Contributed: "1st Brigade", Pledges: []name{"fr-1", "fr-2"}, Lines: []name{"land", "rear"}}}
	if diff := cmp.Diff(want, g.Doubles(view(28, "hq"))); diff != "" {
		t.Error(diff)
	}
	if c := cellOf(t, g, "rear", force.Announced); c.Cover.Least != 1 || c.Cover.Most != 3 {
		t.Errorf("got %d to %d, want 1 to 3", c.Cover.Least, c.Cover.Most)
	}
	enter(t, g, seq, pledge("fr-2", "fr", "rear", func(p *force.Pledge) { p.Firmness, p.Said = force.PledgeWithdrawn, said(4) }))
	if got := g.Doubles(view(28, "hq")); len(got) != 0 {
		t.Errorf("got %v though one is withdrawn", got)
	}
	if got := g.Doubles(view(3, "hq")); len(got) != 1 {
		t.Errorf("as of before the withdrawal: got %v", got)
	}
}

func curve(t rapid.TB, g *force.Register, id name, day int) force.Curve {
	t.Helper()
	c, ok, err := g.BuildUp(force.Plan{Line: id, Firmness: force.Announced, Days: 60}, view(day, "hq"))
	if err != nil || !ok {
		t.Fatalf("%t, %v", ok, err)
	}
	return c
}

func TestTheBuildUpHasABandAndUnknownDaysAreNeverNought(t *testing.T) {
	g, seq := lyse(t)
	c := curve(t, g, "land", 2)
	for day, want := range map[int][2]int64{0: {0, 0}, 4: {0, 0}, 5: {0, 2}, 10: {0, 5}, 19: {0, 5}, 20: {3, 5}, 60: {3, 5}} {
		if got := c.Points[day]; got.Least != want[0] || got.Most != want[1] {
			t.Errorf("D+%d: got %d to %d, want %v", day, got.Least, got.Most, want)
		}
	}
	if c.Unstated != 1 || c.Timeless != 0 || !cmp.Equal(c.Missing, []name{"lift"}) {
		t.Errorf("got %d unstated, %d timeless, missing %v", c.Unstated, c.Timeless, c.Missing)
	}
	if tr := curve(t, g, "sea", 2); tr.Timeless != 1 || tr.Points[60].Most != 0 {
		t.Errorf("nobody stated the days, and %d are there on the last, %d of unknown day", tr.Points[60].Most, tr.Timeless)
	}
	seq = enter(t, g, seq, rec{Decision: &force.Decision{ID: "mandate", What: "mandate", Owner: "parliament", Choice: force.Open, Lines: []name{"land"}, Said: said(3)}})
	if c := curve(t, g, "land", 3); c.Points[60].Least != 0 || c.Points[60].Most != 5 || !cmp.Equal(c.Open, []name{"mandate"}) {
		t.Errorf("an open decision leaves %d to %d, open %v", c.Points[60].Least, c.Points[60].Most, c.Open)
	}
	seq = enter(t, g, seq,
		rec{Decision: &force.Decision{ID: "mandate", What: "mandate", Owner: "parliament", Choice: force.Taken, Lines: []name{"land"}, Said: said(4)}},
		pledge("es-1", "es", "lift", func(p *force.Pledge) { p.Quantity, p.Said = 2, said(4) }))
	if c := curve(t, g, "land", 4); c.Points[60].Least != 5 || c.Open != nil || c.Missing != nil {
		t.Errorf("all is decided and lifted, and the least is %d, open %v, missing %v", c.Points[60].Least, c.Open, c.Missing)
	}
	enter(t, g, seq, pledge("fr-1", "fr", "land", func(p *force.Pledge) {
		p.Quantity, p.DaysKnown, p.Earliest, p.Latest, p.Tour, p.Tours, p.Said = 3, true, 10, 20, 15, 2, said(5)
	}))
	c = curve(t, g, "land", 5)
	for day, want := range map[int][2]int64{39: {5, 5}, 40: {2, 5}, 50: {2, 2}} {
		if got := c.Points[day]; got.Least != want[0] || got.Most != want[1] {
			t.Errorf("with two tours of 15 days, D+%d: got %d to %d, want %v", day, got.Least, got.Most, want)
		}
	}
}

func TestTheRegisterIsRestrictedToContributors(t *testing.T) {
	g, seq := lyse(t)
	enter(t, g, seq, rec{Admission: &force.Admission{Reader: "hq", Ended: true, Said: said(9)}})
	for _, c := range []struct {
		reader name
		day    int
		want   bool
	}{
		{"fr", 28, true},
		{"de", 28, true},
		{"hq", 8, true},
		{"hq", 9, false},  // its admission ended
		{"be", 28, false}, // a signal contributes nothing yet
		{"ua", 28, false},
		{"", 28, false},
		{"fr", 1, false}, // before its pledge
	} {
		v := view(c.day, c.reader)
		sees := len(g.Matrix(v)) + len(g.Lines(v)) + len(g.Pledges(v)) + len(g.Decisions(v)) + len(g.Consents(v)) + len(g.Doubles(v)) + len(g.Log(v))
		_, curve, _ := g.BuildUp(force.Plan{Line: "land", Firmness: force.Announced, Days: 1}, v)
		if g.MayRead(v) != c.want || (sees > 0) != c.want || curve != c.want {
			t.Errorf("%q on day %d: may %t, sees %d, curve %t, want %t", c.reader, c.day, g.MayRead(v), sees, curve, c.want)
		}
	}
}

func TestNobodyAdmitsItself(t *testing.T) {
	by := func(day int, who string) sourced.Said {
		s := said(day)
		s.By = who
		return s
	}
	for name, c := range map[string]struct {
		entries []force.Admission
		want    bool
	}{
		"by another":                            {[]force.Admission{{Said: by(3, "France")}}, true},
		"by itself":                             {[]force.Admission{{Said: by(3, "Spain")}}, false},
		"by its government":                     {[]force.Admission{{Said: by(3, "Government of  SPAIN")}}, false},
		"by itself after another ended it":      {[]force.Admission{{Said: by(3, "France")}, {Ended: true, Said: by(4, "France")}, {Said: by(5, "Spain")}}, false},
		"by another, and again by itself":       {[]force.Admission{{Said: by(3, "France")}, {Said: by(4, "Spain")}}, true},
		"by another, and ended by itself":       {[]force.Admission{{Said: by(3, "France")}, {Ended: true, Said: by(4, "Spain")}}, false},
		"by one whose name only begins like it": {[]force.Admission{{Said: by(3, "Spainland")}}, true},
	} {
		g, seq := lyse(t)
		for i := range c.entries {
			c.entries[i].Reader = "Spain"
			seq = enter(t, g, seq, rec{Admission: &c.entries[i]})
		}
		if got := g.MayRead(view(28, "Spain")); got != c.want {
			t.Errorf("admitted %s: may read %t, want %t", name, got, c.want)
		}
	}
	g, seq := lyse(t)
	enter(t, g, seq, rec{Admission: &force.Admission{Reader: "Spain", Said: by(3, "France")}})
	ended := enter(t, g, seq+1, rec{Admission: &force.Admission{Reader: "Spain", Ended: true, Said: by(4, "France")}})
	taken := by(5, "Spain")
	taken.Corrects, taken.Void = ended, true
	enter(t, g, ended, rec{Admission: &force.Admission{Reader: "Spain", Ended: true, Said: taken}})
	if g.MayRead(view(28, "Spain")) {
		t.Error("a state takes back by its own word that its admission ended")
	}
}

func TestAStateReadsItsOwnPledgesAndNobodyElses(t *testing.T) {
	g, _ := lyse(t)
	for reader, want := range map[name]int{"be": 1, "de": 2, "ua": 0, "": 0} {
		if got := g.OwnPledges(view(28, reader)); len(got) != want {
			t.Errorf("%q reads %d pledges as its own, want %d", reader, len(got), want)
		}
	}
}

func TestLeavingOutWhatWasSaidGivesNobodyARight(t *testing.T) {
	g, seq := lyse(t)
	enter(t, g, seq, rec{Admission: &force.Admission{Reader: "hq", Ended: true, Said: said(9)}})
	v := view(28, "hq")
	v.Day = date(8)
	if g.MayRead(v) {
		t.Error("who was let in until the ninth reads what is on record now, by asking for the eighth")
	}
}

func TestCaveatsExcludeLines(t *testing.T) {
	for _, c := range []struct {
		caveat force.Caveat
		domain force.Domain
		soil   force.Soil
		want   bool
	}{
		{force.NoGroundTroops, force.Land, force.HostSoil, true},
		{force.NoGroundTroops, force.Land, force.Neighbour, false},
		{force.NoGroundTroops, force.Air, force.HostSoil, false},
		{force.NeighbouringSoil, force.Land, force.HostSoil, true},
		{force.NeighbouringSoil, force.Land, force.UnknownSoil, false},
		{force.NeighbouringSoil, force.Sea, force.BlackSea, true},
		{force.BlackSeaOnly, force.Sea, force.BlackSea, false},
		{force.BlackSeaOnly, force.Land, force.AnySoil, true},
		{force.AirAndSeaOnly, force.Land, force.AnySoil, true},
		{force.AirAndSeaOnly, force.Air, force.HostSoil, false},
		{force.AfterCeasefire, force.Land, force.HostSoil, false},
		{force.OtherCaveat, force.Land, force.HostSoil, false},
	} {
		if got := c.caveat.Excludes(force.Line{Domain: c.domain, Soil: c.soil}); got != c.want {
			t.Errorf("%s on a %s line on %s soil: got %t", c.caveat, c.domain, c.soil, got)
		}
	}
}

func TestNoPositionIsTaken(t *testing.T) {
	for words, want := range map[string]bool{
		"west of the country": true, "near the 2nd city, 30 km": true, "3.5 days by rail": true, "2026-01-06": true, "version 1.2.3": true,
		"48.1234, 37.1": false, "at 48.123 37.9": false, "48°30'N": false, "37UDQ1234567890": false, "grid 37U DQ 12345": true, "(-48.5000)": false,
		"50,4501": false, "50,4501 30,5234": false, "50,450 30,523": false, "10,000 of 12,500 troops": true, "12,000, then 15,000": true, "1,250": true,
		"N50.4501": false, "50.45N 30.52E": false, "50.45, 30.52": false, "2.5, 3.7 and 4.1": true, "50·4501": false, "５０．４５０１": false, "٥٠٫٤٥٠١": false,
		"50 27 N 30 31 E": false, "50-27-00N": false, "50 27 00 n": false, "50 deg 27 min": false, "50 27'00\"": false, "7 December 2026": true, "1st, 2 and 3 Nordic battalions": true,
		"37U DQ 1234 5678": false, "37udq12345678": false, "500000 4649776": false, "8GXXF2C2+22": false, "2026+2027": true, "12 hours at 22 a day": true,
	} {
		r := line("x", force.Land, force.HostSoil, 1)
		r.Line.Where = words
		if err := r.Check(); (err == nil) != want {
			t.Errorf("%q: got %v", words, err)
		}
	}
}

func TestRecordsThatDoNotFitAreRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		r    rec
		want string
	}{
		{"no line", pledge("x", "fr", "none", nil), "no requirement line none"},
		{"another state's pledge", pledge("fr-1", "uk", "land", nil), "fr-1 is a pledge of fr"},
		{"an enabler that is none", pledge("x", "fr", "land", func(p *force.Pledge) { p.Needs = []name{"sea"} }), "line sea is no enabler"},
		{"days that nobody knows", pledge("x", "fr", "land", func(p *force.Pledge) { p.Earliest, p.Latest = 1, 2 }), "days_known: "},
		{"a latest before the earliest", pledge("x", "fr", "land", func(p *force.Pledge) { p.DaysKnown, p.Earliest = true, 9 }), "latest_days: "},
		{"a requirement of nothing", line("x", force.Land, force.HostSoil, 0), "quantity: "},
		{"a decision on no pledge", rec{Decision: &force.Decision{ID: "d", What: "w", Owner: "o", Choice: force.Open, Pledges: []name{"none"}, Said: said(3)}}, "no pledge none"},
		{"nothing", rec{}, "nothing is set"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, seq := lyse(t)
			if _, err := g.Prepare(at(9), seq+1, &c.r); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// snapshot is every answer of a register as of a day, as canonical bytes.
func snapshot(t rapid.TB, g *force.Register, day int) string {
	var out []any
	for _, reader := range []name{"", "hq", "fr", "uk", "be"} {
		v := view(day, reader)
		out = append(out, g.Matrix(v), g.Pledges(v), g.Decisions(v), g.Consents(v), g.Doubles(v), g.Log(v), g.Lines(v))
		c, _, err := g.BuildUp(force.Plan{Line: "land", Firmness: force.Announced, Days: 40}, v)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	data, err := canon.Encode(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAnEarlierQuestionKeepsItsAnswerAndBandsAreBands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, seq := lyse(t)
		before := map[int]string{}
		for day := 3; day < 3+rapid.IntRange(1, 4).Draw(t, "days"); day++ {
			for range rapid.IntRange(0, 3).Draw(t, "records") {
				state := rapid.SampledFrom([]name{"fr", "uk", "be"}).Draw(t, "state")
				seq = enterOn(t, g, seq, day, draw(t, state, day))
			}
			before[day] = snapshot(t, g, day)
		}
		clone := g.Clone()
		for day, want := range before {
			if got := snapshot(t, g, day); got != want {
				t.Fatalf("as of day %d: %s", day, cmp.Diff(want, got))
			}
			if snapshot(t, clone, day) != want {
				t.Fatalf("a clone differs as of day %d", day)
			}
			bands(t, g, day)
		}
	})
}

func enterOn(t rapid.TB, g *force.Register, seq int64, day int, r rec) int64 {
	apply, err := g.Prepare(at(day), seq+1, &r)
	if err != nil {
		t.Fatal(err)
	}
	apply()
	return seq + 1
}

func draw(t *rapid.T, state name, day int) rec {
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return rec{Decision: &force.Decision{ID: "d", What: "w", Owner: "o", Choice: rapid.SampledFrom(force.Choices()).Draw(t, "choice"), Said: said(day)}}
	case 1:
		return rec{Host: &force.Host{Line: "land", Host: "ua", Consent: rapid.SampledFrom(force.Consents()).Draw(t, "consent"), Said: said(day)}}
	default:
		return pledge(state+"-"+name(fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "pledge"))), state, "land", func(p *force.Pledge) {
			p.Firmness = rapid.SampledFrom(force.Firmnesses()).Draw(t, "firmness")
			p.Quantity = rapid.Int64Range(0, 4).Draw(t, "quantity")
			p.DaysKnown = rapid.Bool().Draw(t, "known")
			if p.DaysKnown {
				p.Earliest = rapid.Int64Range(0, 20).Draw(t, "earliest")
				p.Latest = p.Earliest + rapid.Int64Range(0, 20).Draw(t, "more")
			}
			if rapid.Bool().Draw(t, "tours") {
				p.Tour, p.Tours = rapid.Int64Range(1, 9).Draw(t, "tour"), rapid.Int64Range(0, 3).Draw(t, "times")
			}
			p.Contributed = rapid.SampledFrom([]string{"", "brigade"}).Draw(t, "contributed")
			p.Said = said(day)
		})
	}
}

// bands: the least is never above the most and firmer never covers more.
func bands(t rapid.TB, g *force.Register, day int) {
	for _, r := range g.Matrix(view(day, "hq")) {
		for i, c := range r.Cells {
			if c.Cover.Least > c.Cover.Most || c.GapLeast > c.GapMost || c.GapLeast < 0 {
				t.Fatalf("%s: %+v", r.Line.ID, c)
			}
			if i > 0 && (c.Cover.Most > r.Cells[i-1].Cover.Most || c.Cover.Least > r.Cells[i-1].Cover.Least) {
				t.Fatalf("%s covers more at %s than before", r.Line.ID, c.Firmness)
			}
		}
	}
	for _, p := range curve(t, g, "land", day).Points {
		if p.Least > p.Most || p.Least < 0 {
			t.Fatalf("%+v", p)
		}
	}
}
