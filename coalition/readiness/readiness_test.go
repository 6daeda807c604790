// SPDX-License-Identifier: Apache-2.0

package readiness_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/when"
)

type (
	rec  = readiness.Record
	name = sourced.Name
)

func said(day int) sourced.Said {
	return sourced.Said{By: "Presidency", On: date(day), Grade: sourced.Attested}
}

func date(day int) when.Date { return when.Date{Year: 2026, Month: 1, Day: day} }

// at is the noon of a day of January.
func at(day int) when.Instant { return when.Instant(1767225600000 + int64(day-1)*86400000 + 43200000) }

func known(day int) sourced.View { return sourced.Known(at(day)) }

func enter(t rapid.TB, g *readiness.Register, seq int64, records ...rec) int64 {
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

func cell(article, party, by name, status readiness.Status, day int, on ...name) rec {
	return rec{Cell: &readiness.Cell{
		Text: "plan", Version: "december", Article: article, Party: party, AssertedBy: by, Status: status, Authority: readiness.HeadLevel,
		ConditionalOn: on, Said: said(day),
	}}
}

func version() readiness.Version { return readiness.Version{Text: "plan", Version: "december"} }

func point(i int) name { return name(fmt.Sprintf("p%02d", i)) }

// plan is scenario 12: 20 points, of which 12 and 14 are open; one side's account is the only source for itself and for the second,
// and of the third nobody says anything.
func plan(t rapid.TB) (*readiness.Register, int64) {
	g := readiness.New()
	seq := enter(t, g, 0, rec{Text: &readiness.Text{ID: "plan", Version: "december", Title: "Plan of 20 points", Parties: []name{"kyiv", "washington", "moscow"}, Said: said(1)}})
	for i := 1; i <= 20; i++ {
		status := readiness.Agreed
		if i == 12 || i == 14 {
			status = readiness.Open
		}
		seq = enter(t, g, seq,
			rec{Article: &readiness.Article{Text: "plan", Version: "december", ID: point(i), Title: "Point", Said: said(1)}},
			cell(point(i), "kyiv", "kyiv", status, 1), cell(point(i), "washington", "kyiv", status, 1))
	}
	return g, enter(t, g, seq, rec{Claim: claim(900_000, 5_000)})
}

func claim(share, within int64) *readiness.Claim {
	return &readiness.Claim{ID: "ninety", Text: "plan", Version: "december", Share: share, Within: within, Words: "90 percent", Said: said(1)}
}

func count(t rapid.TB, g *readiness.Register, w readiness.Way, day int) readiness.Count {
	t.Helper()
	if w.Counts == nil {
		w.Counts = []readiness.Status{readiness.Agreed}
	}
	c, err := g.Count(version(), w, known(day))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTwentyPointsAreCountedInEveryWay(t *testing.T) {
	g, _ := plan(t)
	both := []name{"kyiv", "washington"}
	for _, c := range []struct {
		name             string
		way              readiness.Way
		yes, no, unknown int64
		verdict          readiness.Verdict
	}{
		{"the two, by whoever's word", readiness.Way{Parties: both}, 18, 2, 0, readiness.Consistent},
		{"the two, by their own words", readiness.Way{Parties: both, SelfOnly: true}, 0, 2, 18, readiness.CannotTell},
		{"all three", readiness.Way{}, 0, 2, 18, readiness.CannotTell},
		{"the third alone", readiness.Way{Parties: []name{"moscow"}}, 0, 0, 20, readiness.CannotTell},
		{"the one alone, by its own word", readiness.Way{Parties: []name{"kyiv"}, SelfOnly: true}, 18, 2, 0, readiness.Consistent},
		{"nothing agreed until everything is", readiness.Way{Parties: both, Whole: true}, 0, 20, 0, readiness.NotConsistent},
		{"territory for ten", readiness.Way{Parties: both, Weights: []readiness.Weight{{Article: "p14", Weight: 10}}}, 18, 11, 0, readiness.NotConsistent},
		{"what is open counts too", readiness.Way{Parties: both, Counts: []readiness.Status{readiness.Agreed, readiness.Open}}, 20, 0, 0, readiness.NotConsistent},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := count(t, g, c.way, 28)
			if n.Yes != c.yes || n.No != c.no || n.Unknown != c.unknown {
				t.Errorf("got %d, %d, %d", n.Yes, n.No, n.Unknown)
			}
			if got := claim(900_000, 5_000).Beside(n); got.Verdict != c.verdict {
				t.Errorf("got %s (%s), want %s", got.Verdict, got.Reason, c.verdict)
			}
		})
	}
}

func TestAClaimStandsBesideEveryWayOfCounting(t *testing.T) {
	g, _ := plan(t)
	all, err := g.Compare(*claim(900_000, 5_000), known(28))
	if err != nil {
		t.Fatal(err)
	}
	tally := map[readiness.Verdict]int{}
	for _, b := range all {
		tally[b.Verdict]++
	}
	if diff := cmp.Diff(map[readiness.Verdict]int{readiness.Consistent: 12, readiness.CannotTell: 30}, tally); diff != "" {
		t.Error(diff)
	}
	high, err := g.Compare(*claim(1_000_000, 0), known(28))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range high {
		if b.Verdict == readiness.Consistent {
			t.Errorf("all of it, and %s is consistent with it", b.Count.Way)
		}
	}
	if _, err := g.Compare(*claim(1, 1), sourced.Known(0)); err == nil {
		t.Error("a claim is compared before its text is on record")
	}
}

func TestAPartysOwnWordStandsOverThatOfOthers(t *testing.T) {
	g, seq := plan(t)
	stands := func(day int, self bool) readiness.Stand { return g.Grid(version(), self, known(day))[0].Stands[1] }
	if s := stands(28, false); s.Status != readiness.Agreed || s.Self || s.Disputed {
		t.Errorf("one other says so: %+v", s)
	}
	seq = enter(t, g, seq, cell("p01", "washington", "moscow", readiness.Rejected, 3))
	if s := stands(3, false); s.Status != readiness.UnknownStatus || !s.Disputed {
		t.Errorf("others differ: %+v", s)
	}
	seq = enter(t, g, seq, cell("p01", "washington", "washington", readiness.AdReferendum, 4))
	if s := stands(4, true); s.Status != readiness.AdReferendum || !s.Self || s.Disputed {
		t.Errorf("it speaks for itself: %+v", s)
	}
	enter(t, g, seq, cell("p01", "washington", "washington", readiness.Silent, 5))
	if n := count(t, g, readiness.Way{Parties: []name{"washington"}, SelfOnly: true}, 5); n.Unknown != 20 {
		t.Errorf("silence is counted as an answer: %+v", n)
	}
}

func TestWhatHangsOnAnotherArticleFallsWithIt(t *testing.T) {
	g, seq := plan(t)
	one := readiness.Way{Parties: []name{"kyiv"}}
	seq = enter(t, g, seq, cell("p01", "kyiv", "kyiv", readiness.Agreed, 3, "p02"), cell("p02", "kyiv", "kyiv", readiness.Agreed, 3, "p01"))
	if n := count(t, g, one, 3); n.Yes != 18 {
		t.Errorf("two that hang on each other alone: %d are agreed, want 18", n.Yes)
	}
	enter(t, g, seq, cell("p02", "kyiv", "kyiv", readiness.Agreed, 4, "p03", "p01"), cell("p03", "kyiv", "kyiv", readiness.Agreed, 4, "p14"))
	if n := count(t, g, one, 4); n.Yes != 15 || !cmp.Equal(n.Open, []name{"p01", "p02", "p03", "p12", "p14"}) {
		t.Errorf("a chain to territory: %d are agreed, open %v", n.Yes, n.Open)
	}
	if n := count(t, g, one, 3); n.Yes != 18 {
		t.Errorf("as of before: %d", n.Yes)
	}
}

func TestRedLinesContactsAndVersions(t *testing.T) {
	g, seq := plan(t)
	enter(
		t, g, seq,
		rec{RedLine: &readiness.RedLine{ID: "deter", Party: "kyiv", Words: "no deal that does not deter", Said: said(2)}},
		rec{RedLine: &readiness.RedLine{ID: "donbas", Party: "moscow", Text: "plan", Article: "p14", Words: "all of the region", Said: said(2)}},
		rec{Contact: &readiness.Contact{Text: "plan", Article: "p14", With: "moscow", By: "washington", Last: date(2), Next: "envoys travel", Said: said(2)}},
		rec{RedLine: &readiness.RedLine{ID: "donbas", Party: "moscow", Text: "plan", Article: "p14", Words: "all of the region", Lifted: true, Said: said(6)}},
		rec{Text: &readiness.Text{ID: "plan", Version: "january", Title: "Plan", Parties: []name{"kyiv", "washington"}, Said: said(7)}},
	)
	if got := len(g.RedLines("plan", known(5))); got != 2 {
		t.Errorf("got %d red lines before one was lifted", got)
	}
	if got := g.RedLines("plan", known(6)); len(got) != 1 || got[0].Is.ID != "deter" {
		t.Errorf("got %v", got)
	}
	if got := g.Contacts("plan", known(28)); len(got) != 1 || got[0].Is.Next != "envoys travel" {
		t.Errorf("got %v", got)
	}
	for day, want := range map[int]name{6: "december", 7: "january"} {
		if got, _ := g.Latest("plan", known(day)); got.Version != want {
			t.Errorf("day %d: got %s, want %s", day, got, want)
		}
	}
}

func TestRecordsAndWaysThatDoNotFitAreRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		r    rec
		want string
	}{
		{"no party of the text", cell("p01", "rome", "rome", readiness.Open, 3), "rome is no party of plan@december"},
		{"no article of the text", cell("p99", "kyiv", "kyiv", readiness.Open, 3), "no article p99"},
		{"a condition that is none", cell("p01", "kyiv", "kyiv", readiness.Open, 3, "p99"), "conditional_on: "},
		{"a condition on itself", cell("p01", "kyiv", "kyiv", readiness.Open, 3, "p01"), "names the article itself"},
		{"a share above the whole", rec{Claim: claim(1_000_001, 0)}, "share_ppm: "},
		{"an article without its text", rec{RedLine: &readiness.RedLine{ID: "r", Party: "kyiv", Article: "p14", Words: "w", Said: said(3)}}, "text: "},
		{"a text without parties", rec{Text: &readiness.Text{ID: "x", Version: "v", Title: "t", Said: said(3)}}, "parties: "},
		{"nothing", rec{}, "nothing is set"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, seq := plan(t)
			if _, err := g.Prepare(at(9), seq+1, &c.r); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	g, _ := plan(t)
	agreed := []readiness.Status{readiness.Agreed}
	for _, w := range []readiness.Way{
		{},
		{Counts: []readiness.Status{readiness.Silent}},
		{Counts: agreed, Parties: []name{"rome"}},
		{Counts: agreed, Parties: []name{"kyiv", "kyiv"}},
		{Counts: agreed, Weights: []readiness.Weight{{Article: "p99", Weight: 1}}},
		{Counts: agreed, Weights: []readiness.Weight{{Article: "p01"}}},
	} {
		if _, err := g.Count(version(), w, known(28)); err == nil {
			t.Errorf("%+v is taken", w)
		}
	}
}

// snapshot is every answer of a register as of a day, as canonical bytes.
func snapshot(t rapid.TB, g *readiness.Register, day int) string {
	v := known(day)
	beside, err := g.Compare(*claim(900_000, 5_000), v)
	if err != nil {
		t.Fatal(err)
	}
	data, err := canon.Encode([]any{g.Texts(v), g.Grid(version(), false, v), g.Grid(version(), true, v), g.RedLines("plan", v), g.Claims(version(), v), beside})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAnEarlierQuestionKeepsItsAnswerAndNoClaimIsConfirmed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := readiness.New()
		seq := enter(t, g, 0, rec{Text: &readiness.Text{ID: "plan", Version: "december", Title: "Plan", Parties: []name{"kyiv", "washington", "moscow"}, Said: said(1)}})
		for i := 1; i <= 4; i++ {
			seq = enter(t, g, seq, rec{Article: &readiness.Article{Text: "plan", Version: "december", ID: point(i), Title: "Point", Said: said(1)}})
		}
		parties := []name{"kyiv", "washington", "moscow"}
		before := map[int]string{}
		for day := 2; day < 2+rapid.IntRange(1, 3).Draw(t, "days"); day++ {
			for range rapid.IntRange(0, 6).Draw(t, "records") {
				i := rapid.IntRange(1, 4).Draw(t, "article")
				var on []name
				if rapid.Bool().Draw(t, "conditional") {
					on = []name{point(i%4 + 1)}
				}
				seq = enter(t, g, seq, cell(point(i), rapid.SampledFrom(parties).Draw(t, "party"), rapid.SampledFrom(parties).Draw(t, "by"), rapid.SampledFrom(readiness.Statuses()).Draw(t, "status"), day, on...))
			}
			before[day] = snapshot(t, g, day)
			counts(t, g, day)
		}
		clone := g.Clone()
		for day, want := range before {
			if got := snapshot(t, g, day); got != want {
				t.Fatalf("as of day %d: %s", day, cmp.Diff(want, got))
			}
			if snapshot(t, clone, day) != want {
				t.Fatalf("a clone differs as of day %d", day)
			}
		}
	})
}

// counts: what is counted adds up, more parties never agree on more, and no claim is confirmed.
func counts(t rapid.TB, g *readiness.Register, day int) {
	all := count(t, g, readiness.Way{}, day)
	one := count(t, g, readiness.Way{Parties: []name{"kyiv"}}, day)
	if all.Yes+all.No+all.Unknown != all.Of || all.Of != 4 {
		t.Fatalf("%+v does not add up", all)
	}
	if all.Yes > one.Yes || all.No < one.No || all.Least() > all.Most() {
		t.Fatalf("all: %+v; one: %+v", all, one)
	}
	beside, err := g.Compare(*claim(500_000, 100_000), known(day))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(beside)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "confirm") {
		t.Fatalf("%s", text)
	}
}

// Of several others none is picked whose condition is left out: an article is not agreed because the first to speak named none.
func TestOthersWhoDifferInAConditionDisputeAStand(t *testing.T) {
	g := readiness.New()
	enter(
		t, g, 0,
		rec{Text: &readiness.Text{ID: "plan", Version: "december", Title: "Plan", Parties: []name{"a"}, Said: said(1)}},
		rec{Article: &readiness.Article{Text: "plan", Version: "december", ID: "p1", Title: "One", Said: said(1)}},
		rec{Article: &readiness.Article{Text: "plan", Version: "december", ID: "p2", Title: "Two", Said: said(1)}},
		cell("p1", "a", "b", readiness.Agreed, 2), cell("p1", "a", "c", readiness.Agreed, 2, "p2"), cell("p2", "a", "a", readiness.Open, 2),
	)
	if s := g.Grid(version(), false, known(3))[0].Stands[0]; s.Status != readiness.UnknownStatus || !s.Disputed {
		t.Errorf("got %s, disputed %t", s.Status, s.Disputed)
	}
}
