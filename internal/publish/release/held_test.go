// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"slices"
	"strings"
	"testing"

	"truce/act"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/place"
	"truce/report"
	"truce/when"
)

// teller is one account: who tells, on which day at noon, at which tenth of a degree east, with which use allowed.
type teller struct {
	source  string
	day     int
	east    int32
	consent string
	injured int64
	act     act.Act
	count   int64
}

func (o teller) entry(start when.Instant) engine.Entry {
	from := start + when.Instant(o.day)*when.Instant(24*when.Hour) + when.Instant(12*when.Hour)
	s := report.Sighting{
		Act: "mortar-fire", Means: report.Seen, Time: when.Span{Interval: when.Interval{From: from, To: from + when.Instant(when.Minute)}},
		Where: circle(475_300_000, 370_300_000+o.east*10_000_000, 100*place.Metre),
	}
	if o.act != "" {
		s.Act = o.act
	}
	if o.count > 0 {
		s.Count = report.Count{Kind: report.Exact, Least: o.count, Most: o.count}
	}
	if o.injured > 0 {
		s.Casualties = []report.Casualties{{Harm: "injured", Of: "civilian", Age: "unknown", Least: o.injured, Most: o.injured}}
	}
	e := report.Extract{Level: report.Plain, Source: o.source, Received: from + when.Instant(when.Hour), Sightings: []report.Sighting{s}}
	return engine.Entry{Time: e.Received, Submission: &engine.Submission{Reports: []report.Report{{Identity: report.Identity{Door: "ndjson", Consent: o.consent}, Extract: e}}}}
}

// told makes the release of a record of some accounts, ten days later.
func told(t *testing.T, list ...teller) (*recorder, *release.Draft) {
	t.Helper()
	r := begun(t)
	start := r.state.Now()
	for _, o := range list {
		if !r.enter(o.entry(start)) {
			t.Fatalf("%+v is refused", o)
		}
	}
	return r, made(t, r.entries, approval.Rule{AsOf: start + when.Instant(20*24*when.Hour)})
}

func TestWhatIsHeldBackAndWhatIsKeptBack(t *testing.T) {
	two := []teller{{source: "anna", day: 1, consent: "public"}, {source: "ben", day: 1, consent: "public"}}
	for _, each := range []struct {
		name              string
		list              []teller
		shown, held, kept int
		why               string
	}{
		{"two tell of it", two, 1, 0, 0, ""},
		{"one alone tells of it, and of its cell", two[:1], 0, 1, 0, "one source alone"},
		{"one alone tells of it, and three of its cell", append(slices.Clone(two), teller{source: "cleo", day: 3, consent: "public"}), 2, 0, 0, ""},
		{"one alone tells of it, and three of another cell", append(slices.Clone(two), teller{source: "dan", day: 1, consent: "public"}, teller{source: "cleo", day: 3, east: 3, consent: "public"}), 1, 1, 0, "one source alone"},
		{"nobody allowed it", []teller{{source: "anna", day: 1}, {source: "ben", day: 1, consent: "party"}}, 0, 0, 1, ""},
		{"one of two allowed it", []teller{{source: "anna", day: 1}, {source: "ben", day: 1, consent: "public"}}, 1, 0, 0, ""},
		{"one person was harmed", []teller{{source: "anna", day: 1, consent: "public", injured: 1}, {source: "ben", day: 1, consent: "public"}}, 0, 1, 0, "fewer than 3 people"},
		{"eight people were harmed", []teller{{source: "anna", day: 1, consent: "public", injured: 8}, {source: "ben", day: 1, consent: "public"}}, 1, 0, 0, ""},
		{"one person was harmed, as somebody says who did not allow it", []teller{{source: "anna", day: 1, injured: 1}, {source: "ben", day: 1, consent: "public"}}, 0, 1, 0, "fewer than 3 people"},
		{"a monitor alone was turned away", []teller{{source: "anna", day: 1, consent: "public", act: "monitor-denial"}}, 1, 0, 0, ""},
	} {
		r, d := told(t, each.list...)
		if len(d.Release.Items) != each.shown || len(d.Held) != each.held || d.Kept != each.kept {
			t.Errorf("%s: %d shown, %d held back, %d kept back, want %d, %d, %d", each.name, len(d.Release.Items), len(d.Held), d.Kept, each.shown, each.held, each.kept)
			continue
		}
		if each.held > 0 && !strings.Contains(d.Held[0].Reasons[0], each.why) {
			t.Errorf("%s: %v", each.name, d.Held[0].Reasons)
		}
		if int64(each.shown) != d.Release.Counts.Incidents {
			t.Errorf("%s: %d incidents are counted", each.name, d.Release.Counts.Incidents)
		}
		if each.held == 0 {
			continue
		}
		rule := approval.Rule{AsOf: r.state.Now() + when.Instant(20*24*when.Hour), Show: []canon.FindingID{d.Held[0].Finding}}
		if again := made(t, r.entries, rule); len(again.Release.Items) != each.shown+1 || !again.Held[0].Shown {
			t.Errorf("%s: two people let it go, and %d are shown", each.name, len(again.Release.Items))
		}
	}
}

func TestWhomItHarmedIsSaidOnlyWhereEachWhoSaysItAllowedThat(t *testing.T) {
	for name, each := range map[string]struct {
		consent string
		want    string
	}{
		"both allowed it":     {"public", "8 injured civilian, reported"},
		"one of two did not":  {"internal", ""},
		"one said nothing":    {"", ""},
		"one allowed a party": {"party", ""},
	} {
		_, d := told(t, teller{source: "anna", day: 1, consent: each.consent, injured: 8}, teller{source: "ben", day: 1, consent: "public"})
		if len(d.Release.Items) != 1 || strings.Join(d.Release.Items[0].Casualties, "; ") != each.want {
			t.Errorf("%s: %+v", name, d.Release.Items)
		}
	}
}

// TestTheSeveritySaysNothingOfDeathsThatAreTheMissions gives deaths that raise the severity of a finding, as somebody says who keeps
// them to the mission, and as somebody who does not.
func TestTheSeveritySaysNothingOfDeathsThatAreTheMissions(t *testing.T) {
	for _, each := range []struct {
		name, consent string
		injured       int64
		want          string
	}{
		{"nobody was harmed", "internal", 0, "S2"},
		{"it is kept to the mission", "internal", 8, "S2"},
		{"it is for a party", "party", 8, "S2"},
		{"it may be public", "public", 8, "S4"},
	} {
		_, d := told(t, teller{source: "anna", day: 1, consent: each.consent, injured: each.injured}, teller{source: "ben", day: 1, consent: "public"})
		if len(d.Release.Items) != 1 || d.Release.Items[0].Severity != each.want || d.Release.Items[0].Provisional != (each.want == "S4") {
			t.Errorf("%s: %+v, want %s", each.name, d.Release.Items, each.want)
		}
	}
}

func TestTwoWithOneExtractAreAsTheFirstAllowed(t *testing.T) {
	first, second := teller{source: "anna", day: 1, consent: "internal"}, teller{source: "anna", day: 1, consent: "public"}
	if _, d := told(t, first, second, teller{source: "ben", day: 1}); d.Kept != 1 {
		t.Errorf("a second copy gave what the first did not allow: %+v", d.Release.Items)
	}
}

func TestAFindingToBeShownThatIsNotHeldBackIsAnError(t *testing.T) {
	r, d := told(t, teller{source: "anna", day: 1, consent: "public"}, teller{source: "ben", day: 1, consent: "public"})
	rule := approval.Rule{AsOf: r.state.Now() + when.Instant(20*24*when.Hour), Show: []canon.FindingID{d.Release.Items[0].Finding}}
	if _, err := release.Make(release.OfEntries(r.entries), rule); err == nil || !strings.Contains(err.Error(), "is not held back") {
		t.Errorf("got %v", err)
	}
}

// TestWhatPeopleDidAfterTheLastDayIsInTheNextRelease enters a determination within the delay.
func TestWhatPeopleDidAfterTheLastDayIsInTheNextRelease(t *testing.T) {
	r, _ := told(t, teller{source: "anna", day: 1, consent: "public"}, teller{source: "ben", day: 1, consent: "public"})
	f := r.state.Dockets()[0].Findings()[0]
	start, now := r.entries[0].Time, r.entries[0].Time+when.Instant(9*24*when.Hour)
	if !r.enter(engine.Entry{Time: now, Determination: &engine.Determination{
		On:  engine.On{Agreement: f.Released.Agreement, Incident: f.Released.Incident, Term: f.Released.Term},
		Act: finding.Determination{By: "commission", At: now, Outcome: finding.Violation},
	}}) {
		t.Fatal("the determination is refused")
	}
	for days, want := range map[int]string{11: "assessed", 13: "determined"} {
		d := made(t, r.entries, approval.Rule{AsOf: start + when.Instant(days)*when.Instant(24*when.Hour)})
		if got := d.Release.Items[0].Status; got != want {
			t.Errorf("after %d days: %s, want %s", days, got, want)
		}
	}
}

func TestTheStrictestOfWhatIsAskedForCounts(t *testing.T) {
	r, _ := told(t, teller{source: "anna", day: 1, consent: "public"}, teller{source: "ben", day: 1, consent: "public"})
	asOf := r.state.Now() + when.Instant(20*24*when.Hour)
	for _, each := range []struct {
		name        string
		rule        approval.Rule
		hours, cell int64
	}{
		{"the text alone", approval.Rule{AsOf: asOf}, 72, 10_000},
		{"less is asked for", approval.Rule{AsOf: asOf, Delay: when.Hour, Cell: int64(place.Kilometre)}, 72, 10_000},
		{"more is asked for", approval.Rule{AsOf: asOf, Delay: 100 * when.Hour, Cell: int64(25 * place.Kilometre)}, 100, 25_000},
	} {
		d := made(t, r.entries, each.rule)
		if d.Release.DelayHours != each.hours || d.Release.CellMetres != each.cell {
			t.Errorf("%s: %d h, %d m", each.name, d.Release.DelayHours, d.Release.CellMetres)
		}
	}
}

// TestWhatWasTakenBackStandsInTheLogOfCorrections joins two events that an analyst finds to be one.
func TestWhatWasTakenBackStandsInTheLogOfCorrections(t *testing.T) {
	r, before := told(t,
		teller{source: "anna", day: 1, consent: "public"}, teller{source: "ben", day: 1, consent: "public"},
		teller{source: "cleo", day: 1, east: 3, consent: "public"}, teller{source: "dan", day: 1, east: 3, consent: "public"},
	)
	if len(before.Release.Items) != 2 || len(before.Release.Corrections) != 0 {
		t.Fatalf("before: %+v", before.Release)
	}
	seen := r.state.Observations()
	if !r.enter(engine.Entry{Time: r.state.Now() + when.Instant(when.Hour), Link: &engine.Link{A: seen[0].ID, B: seen[2].ID, Same: true, By: "desk", Reason: "one barrage"}}) {
		t.Fatal("the join is refused")
	}
	d := made(t, r.entries, approval.Rule{AsOf: r.state.Now() + when.Instant(20*24*when.Hour)})
	withdrawn := slices.IndexFunc(d.Release.Items, func(i release.Item) bool { return i.Status == string(finding.Withdrawn) })
	if withdrawn < 0 || len(d.Release.Corrections) != 1 {
		t.Fatalf("after: %+v", d.Release)
	}
	item, c := d.Release.Items[withdrawn], d.Release.Corrections[0]
	if c.Finding != item.Finding || c.Supersedes != item.Supersedes || item.Supersedes.IsZero() || c.Cause != "decision of an analyst" {
		t.Errorf("correction %+v of %+v", c, item)
	}
	if got, want := d.Release.Counts.Assessed, int64(len(d.Release.Items)-1); got != want {
		t.Errorf("%d assessed violations are counted of %d findings that stand", got, want)
	}
	if !slices.ContainsFunc(before.Release.Items, func(i release.Item) bool { return i.Finding == item.Supersedes }) {
		t.Errorf("it supersedes %s, which was not shown", item.Supersedes)
	}
}
