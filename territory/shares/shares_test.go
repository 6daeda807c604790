// SPDX-License-Identifier: Apache-2.0

package shares_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/place"
	"truce/place/parting"
	"truce/territory"
	"truce/territory/shares"
	"truce/when"
)

var (
	year = when.Interval{From: 1000, To: 9000}
	now  = when.Interval{From: 5000, To: 5000}
)

func spot(lat int32) *place.Point { return &place.Point{Lat: lat * 100_000, Lon: 300_000_000} }

// record is a place by its code, at so many hundredths of a degree, with one holder after the other from 1000, 2000 and so on.
func record(code, name string, lat int32, holders ...string) shares.Record {
	m := territory.Mark{Name: name, Code: code, At: place.Circle{Centre: *spot(lat), Radius: 100}}
	for i, h := range holders {
		m.Holds = append(m.Holds, territory.Hold{From: when.Instant(1000 * (i + 1)), Holder: h})
	}
	return shares.Record{Mark: m, Names: []string{name}}
}

func account(records ...shares.Record) shares.Account {
	return shares.Account{Name: "list", Source: "desk", Kind: territory.Observed, Valid: year, Records: records}
}

func TestARecordStandsForOneUnitOrNone(t *testing.T) {
	roll := shares.Roll{Units: []shares.Unit{
		{Code: "k:1", Names: []string{"Mill"}, Oblast: "north", At: spot(4500)},
		{Code: "k:2", Names: []string{"Mill"}, Oblast: "south", At: spot(4600)},
		{Code: "k:3", Names: []string{"Ford", "Furt"}, At: spot(4700)},
		{Code: "k:4", Names: []string{"Rock"}, At: spot(4800)},
		{Code: "k:5", Names: []string{"Rock"}, At: spot(4801)},
		{Code: "k:6", Names: []string{"Quay"}},
		{Code: "k:7", Names: []string{"Gate"}},
		{Code: "k:7", Names: []string{"Door"}},
	}}
	in := func(r shares.Record, oblast string) shares.Record { r.Oblast = oblast; return r }
	nowhere := func(r shares.Record) shares.Record { r.Nowhere = true; return r }
	for _, each := range []struct {
		name string
		rec  shares.Record
		unit int
		why  shares.Unmatched
	}{
		{"by its code, whatever its name", record("k:2", "Elsewhere", 1000), 1, ""},
		{"by its name, where one is near", record("g:9", "mill", 4501), 0, ""},
		{"by another of its names", record("g:9", "FURT", 4701), 2, ""},
		{"by its name in its oblast", nowhere(in(record("g:9", "Mill", 0), "south")), 1, ""},
		{"not where two units bear its code", record("k:7", "Gate", 4500), -1, shares.Ambiguous},
		{"not in another oblast", in(record("g:9", "Mill", 4500), "south"), -1, shares.Elsewhere},
		{"not far away", record("g:9", "Ford", 4000), -1, shares.Elsewhere},
		{"not where two are near", record("g:9", "Rock", 4800), -1, shares.Ambiguous},
		{"not by a name alone", record("g:9", "Quay", 4800), -1, shares.Elsewhere},
		{"not where nothing is called so", record("g:9", "Inn", 4800), -1, shares.NoName},
		{"not where it is known neither where nor in what oblast", nowhere(record("g:9", "Mill", 0)), -1, shares.NoPlace},
	} {
		t.Run(each.name, func(t *testing.T) {
			m := shares.Match(roll, []shares.Record{each.rec}, 20*place.Kilometre)
			if m.Unit[0] != each.unit || each.why != "" && m.Why[each.why] != 1 {
				t.Errorf("got unit %d, why %v", m.Unit[0], m.Why)
			}
		})
	}
}

func TestThePlacesOfAnAccountStandForThemselves(t *testing.T) {
	a := account(record("", "Mill", 1, "A"), record("", "Mill", 1, "B"))
	got := shares.Question{Roll: shares.RollOf(a), Account: a, At: now, Within: place.Kilometre}.Answer()
	if got.Of != 2 || len(got.Held) != 2 || got.Unmatched != 0 {
		t.Errorf("got %+v", got)
	}
}

func question() shares.Question {
	roll := shares.Roll{Name: "hromadas", Source: "codifier"}
	for i, code := range []string{"k:1", "k:2", "k:3", "k:4", "k:5", "k:6"} {
		roll.Units = append(roll.Units, shares.Unit{Code: code, Names: []string{code}, Crimea: i == 5, Population: int64(i * 100)})
	}
	return shares.Question{
		Roll: roll, At: now, Within: place.Kilometre, Crimea: true,
		Account: account(record("k:1", "a", 1, "A"), record("k:1", "a2", 1, "A"), record("k:2", "b", 1, "A", "B"), record("k:3", "c", 1, "A"),
			record("k:3", "c2", 1, "B"), record("k:4", "d", 1, "A", ""), record("k:6", "f", 1, "B")),
	}
}

func TestSharesNameTheirDenominatorAndCountWhatIsNotKnown(t *testing.T) {
	got := question().Answer()
	want := []shares.Held{{Holder: "A", Number: 1, Least: 166_666, Most: 666_667}, {Holder: "B", Number: 2, Least: 333_333, Most: 833_334}}
	if d := cmp.Diff(want, got.Held); d != "" {
		t.Error(d)
	}
	if got.Of != 6 || got.Contested != 1 || got.Mixed != 1 || got.Unmatched != 1 || got.Untold != 0 {
		t.Errorf("got %+v", got)
	}
	q := question()
	q.Crimea = false
	if without := q.Answer(); without.Of != 5 || without.Outside != 1 || without.Crimea == got.Crimea {
		t.Errorf("without: %+v", without)
	}
	q = question()
	q.Weighted = true
	people := q.Answer()
	if people.Of != 1500 || people.NoPopulation != 1 || people.Unit != "people" || people.Held[0].Holder != "B" || people.Held[0].Number != 600 {
		t.Errorf("people: %+v", people)
	}
	q = question()
	q.At = when.Interval{From: 9500, To: 9500}
	if late := q.Answer(); len(late.Held) != 0 || late.Untold != 5 || late.Unmatched != 1 || late.FigureOf("A").None != territory.OutsideSpan {
		t.Errorf("after the account ends: %+v", late)
	}
}

func TestChangeIsGrossAndNet(t *testing.T) {
	q := question()
	q.At = when.Interval{From: 1500, To: 1500}
	got := q.Until(now)
	if got.Gross != 2 || got.Same != 4 || got.Of != 6 {
		t.Errorf("got %+v", got)
	}
	want := []shares.Move{{From: "A", To: "B", Number: 1}, {From: "A", To: "contested", Number: 1}}
	if d := cmp.Diff(want, got.Moves); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]shares.Net{{"A", -2}, {"B", 1}}, got.Net); d != "" {
		t.Error(d)
	}
}

func TestAClaimIsNeverConfirmed(t *testing.T) {
	claim := shares.Claim{Share: 200_000, Tolerance: 20_000}
	for _, each := range []struct {
		name string
		f    shares.Figure
		want shares.Verdict
	}{
		{"a range within the tolerance", shares.Figure{Least: 185_000, Most: 210_000}, shares.Consistent},
		{"the very figure", shares.Figure{Least: 200_000, Most: 200_000}, shares.Consistent},
		{"a range that reaches beyond", shares.Figure{Least: 150_000, Most: 190_000}, shares.NoVerdict},
		{"a range around it all", shares.Figure{Least: 0, Most: 1_000_000}, shares.NoVerdict},
		{"a range below", shares.Figure{Least: 100_000, Most: 179_999}, shares.NotConsistent},
		{"a range above", shares.Figure{Least: 220_001, Most: 300_000}, shares.NotConsistent},
		{"no figure", shares.Figure{Most: 200_000, Least: 200_000, None: "no border"}, shares.NoVerdict},
	} {
		if got := claim.Against(each.f); got.Verdict != each.want || got.Because == "" {
			t.Errorf("%s: got %s, because %q", each.name, got.Verdict, got.Because)
		}
	}
}

func TestSharesAddUpAndOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := question()
		q.Account.Records = nil
		for range rapid.IntRange(0, 12).Draw(t, "records") {
			code := rapid.SampledFrom([]string{"k:1", "k:2", "k:3", "k:4", "k:5", "k:6", "g:1"}).Draw(t, "code")
			q.Account.Records = append(q.Account.Records, record(code, "x", 1, rapid.SliceOfN(rapid.SampledFrom([]string{"A", "B", ""}), 0, 3).Draw(t, "holders")...))
		}
		q.Crimea = rapid.Bool().Draw(t, "crimea")
		q.Weighted = rapid.Bool().Draw(t, "weighted")
		got := q.Answer()
		sum := got.Contested + got.Mixed + got.Untold + got.Unmatched
		for _, h := range got.Held {
			sum += h.Number
		}
		if sum != got.Of {
			t.Errorf("parts are %d of %d", sum, got.Of)
		}
		p := q
		p.Account.Records = slices.Clone(q.Account.Records)
		slices.Reverse(p.Account.Records)
		p.Roll.Units = slices.Clone(q.Roll.Units)
		slices.Reverse(p.Roll.Units)
		if d := cmp.Diff(got, p.Answer()); d != "" {
			t.Errorf("turned round:\n%s", d)
		}
		c := q.Until(when.Interval{From: 6000, To: 6000})
		if c.Same+c.Gross != c.Of || c.Of != got.Of {
			t.Errorf("alike %d and changed %d of %d", c.Same, c.Gross, c.Of)
		}
	})
}

func TestGroundIsAddedUpWithCrimeaInAndOut(t *testing.T) {
	r := parting.Result{Crosses: true, Parts: []parting.Part{
		{Unit: "East", Drawn: 60_000_000, Cells: 60_000_000, Sides: []parting.Side{{Name: "A", Least: 20_000_000, About: 25_000_000, Most: 30_000_000}, {Name: "B", Least: 25_000_000, About: 30_000_000, Most: 35_000_000}}, Unassigned: 5_000_000},
		{Unit: "Автономна Республіка Крим", Drawn: 40_000_000, Cells: 40_000_000, Sides: []parting.Side{{Name: "A", Least: 40_000_000, About: 40_000_000, Most: 40_000_000}}},
	}}
	in, out := shares.AreaOf(&r, true), shares.AreaOf(&r, false)
	if in.Of != 100_000_000 || in.Held[0].About != 65_000_000 || in.Held[0].AboutShare != 650_000 || in.Units != 2 {
		t.Errorf("in: %+v", in)
	}
	if out.Of != 60_000_000 || out.Held[0].About != 25_000_000 || out.Units != 1 || out.Crimea == in.Crimea {
		t.Errorf("out: %+v", out)
	}
	by := account()
	if f := in.FigureOf("A", &by); f.Kind != territory.Observed || f.Least != 600_000 || f.Most != 700_000 {
		t.Errorf("figure %+v", f)
	}
	none := shares.AreaOf(&parting.Result{Parts: []parting.Part{{Unit: "East", Drawn: 1, Cells: 1, Unassigned: 1}}}, true)
	if f := none.FigureOf("A", &by); f.None != "no line crosses the borders" {
		t.Errorf("no figure: %+v", f)
	}
}
