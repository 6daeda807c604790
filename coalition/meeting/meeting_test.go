// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/coalition/meeting"
	"truce/coalition/sourced"
	"truce/when"
)

type (
	rec  = meeting.Record
	name = sourced.Name
)

func said(day int) sourced.Said {
	return sourced.Said{By: "Presidency", On: date(day), Grade: sourced.Official}
}

func date(day int) when.Date { return when.Date{Year: 2026, Month: 1, Day: day} }

// at is the noon of a day of January.
func at(day int) when.Instant { return when.Instant(1767225600000 + int64(day-1)*86400000 + 43200000) }

func known(day int) sourced.View { return sourced.Known(at(day)) }

func enter(t rapid.TB, g *meeting.Register, seq int64, records ...rec) int64 {
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

func held(id name, first int, mode meeting.Mode) rec {
	return rec{Meeting: &meeting.Meeting{ID: id, Title: "Meeting " + string(id), First: date(first), Mode: mode, Said: said(2)}}
}

func delegation(of, who name, stage meeting.Stage, day int, change func(*meeting.Delegation)) rec {
	d := meeting.Delegation{Meeting: of, Who: who, Whose: meeting.OfState, Stage: stage, Mode: meeting.InPerson, Rank: meeting.UnknownRank, Said: said(day)}
	if change != nil {
		change(&d)
	}
	return rec{Delegation: &d}
}

func person(of, who name, named string, rank meeting.Rank, stage meeting.Stage, day int) rec {
	return rec{Person: &meeting.Person{Meeting: of, Who: who, Name: named, Rank: rank, Stage: stage, Mode: meeting.InPerson, Said: said(day)}}
}

func count(of, id name, what meeting.What, stage meeting.Stage, n int64) rec {
	return rec{Count: &meeting.Count{Meeting: of, ID: id, What: what, Stage: stage, Number: n, Said: said(5)}}
}

// advisers is the meeting that prepares another: 15 countries, two organisations and one more state by video.
func advisers(t rapid.TB) (*meeting.Register, int64) {
	g := meeting.New()
	seq := enter(t, g, 0, held("summit", 6, meeting.InPerson), held("advisers", 3, meeting.InPerson))
	for i := range 15 {
		seq = enter(t, g, seq, delegation("advisers", name(fmt.Sprintf("state-%02d", i)), meeting.Present, 4, nil))
	}
	for _, org := range []name{"nato", "eu"} {
		seq = enter(t, g, seq, delegation("advisers", org, meeting.Present, 4, func(d *meeting.Delegation) { d.Whose = meeting.OfOrganisation }))
	}
	return g, enter(t, g, seq, delegation("advisers", "us", meeting.Present, 4, func(d *meeting.Delegation) { d.Mode, d.Rank = meeting.ByVideo, meeting.Envoy }),
		count("advisers", "countries", meeting.States, meeting.Present, 15), count("advisers", "video", meeting.OnVideo, meeting.Present, 1),
		count("advisers", "organisations", meeting.Organisations, meeting.Present, 3))
}

func verdicts(g *meeting.Register, of name, day int) map[name]meeting.Verdict {
	out := map[name]meeting.Verdict{}
	for _, b := range g.Compare(of, known(day)) {
		out[b.Count.Is.ID] = b.Verdict
	}
	return out
}

func TestFifteenCountriesWithTwoOrganisationsAndOneByVideo(t *testing.T) {
	g, _ := advisers(t)
	var present meeting.Tally
	for _, each := range g.Tallies("advisers", known(28)) {
		if each.Stage == meeting.Present {
			present = each
		} else if each.States != 0 {
			t.Errorf("%d states are %s, though nobody said so", each.States, each.Stage)
		}
	}
	if diff := cmp.Diff(meeting.Tally{Stage: meeting.Present, States: 16, Organisations: 2, ByVideo: 1}, present); diff != "" {
		t.Error(diff)
	}
	want := map[name]meeting.Verdict{"countries": meeting.Consistent, "video": meeting.Consistent, "organisations": meeting.CannotTell}
	if diff := cmp.Diff(want, verdicts(g, "advisers", 28)); diff != "" {
		t.Error(diff)
	}
}

func TestAQuotedNumberOfHeadsOfStateStandsBesideTheOfficesOfTheNamed(t *testing.T) {
	g, seq := advisers(t)
	seq = enter(
		t, g, seq,
		count("summit", "states", meeting.States, meeting.Expected, 35),
		count("summit", "heads", meeting.Heads, meeting.Expected, 27),
		count("summit", "either", meeting.HeadsOfEither, meeting.Expected, 1),
		person("summit", "ua", "A", meeting.HeadOfState, meeting.Expected, 5),
		person("summit", "uk", "B", meeting.HeadOfGovernment, meeting.Expected, 5),
		person("summit", "de", "C", meeting.HeadOfGovernment, meeting.Expected, 5),
		person("summit", "us", "D", meeting.Envoy, meeting.Expected, 5),
		person("summit", "it", "E", meeting.HeadOfGovernment, meeting.Declined, 5),
	)
	for _, b := range g.Compare("summit", known(28)) {
		switch b.Count.Is.ID {
		case "heads":
			want := []string{"C of de is head of government", "B of uk is head of government"}
			if b.Named != 1 || b.Verdict != meeting.CannotTell || !cmp.Equal(b.Flags, want) {
				t.Errorf("got %d named, %s, %v", b.Named, b.Verdict, b.Flags)
			}
		case "either":
			if b.Named != 3 || b.Verdict != meeting.NotConsistent {
				t.Errorf("three are named and one was stated: %s, %d", b.Verdict, b.Named)
			}
		case "states":
			if b.Verdict != meeting.CannotTell {
				t.Errorf("nobody names the 35: %s", b.Verdict)
			}
		}
	}
	enter(t, g, seq, person("summit", "uk", "B", meeting.HeadOfGovernment, meeting.Absent, 7))
	for _, p := range g.Persons("summit", known(28)) {
		if p.Is.Name == "B" && p.Is.Stage != meeting.Absent {
			t.Errorf("what was said last of B is %s", p.Is.Stage)
		}
	}
}

func TestStagesAreKeptApart(t *testing.T) {
	g, seq := advisers(t)
	enter(t, g, seq, delegation("summit", "uk", meeting.Invited, 5, nil), delegation("summit", "uk", meeting.Present, 7, nil))
	a := g.Attendances("summit", known(28))
	if len(a) != 1 || !a[0].Has(meeting.Invited) || a[0].Has(meeting.Confirmed) || a[0].Last().Stage != meeting.Present {
		t.Errorf("got %+v", a)
	}
	if got := g.Attendances("summit", known(6)); got[0].Has(meeting.Present) {
		t.Error("present before anybody said so")
	}
	r := delegation("summit", "uk", meeting.Present, 5, nil)
	if _, err := meetingOn(g, 5, seq+10, r); err == nil {
		t.Error("present before the meeting")
	}
}

func meetingOn(g *meeting.Register, day int, seq int64, r rec) (func(), error) {
	clone := meeting.New()
	for _, l := range g.Log(known(day)) {
		apply, err := clone.Prepare(l.At, l.Seq, &l.Is)
		if err != nil {
			return nil, err
		}
		apply()
	}
	return clone.Prepare(at(day), seq, &r)
}

func TestWhatCameOfAMeetingIsKeptApart(t *testing.T) {
	g, seq := advisers(t)
	enter(
		t, g, seq,
		rec{Readout: &meeting.Readout{Meeting: "summit", Side: "fr", Words: "aligned", Said: said(7)}},
		rec{Readout: &meeting.Readout{Meeting: "summit", Side: "us", Words: "progress", Said: said(7)}},
		rec{Conclusion: &meeting.Conclusion{Meeting: "summit", ID: "c1", Accord: meeting.Agreed, Words: "a declaration", AgreedBy: []name{"fr", "uk"}, Said: said(7)}},
		rec{Conclusion: &meeting.Conclusion{Meeting: "summit", ID: "c2", Accord: meeting.ChairSummary, Words: "a summary", Said: said(7)}},
		rec{Decision: &meeting.Decision{ID: "d1", Meeting: "summit", What: "deployment", Choice: meeting.Finalising, Said: said(7)}},
		rec{Action: &meeting.Action{ID: "a1", Meeting: "summit", What: "text", Owner: "fr", Due: date(9), Progress: meeting.ToDo, Decision: "d1", Said: said(7)}},
		rec{Action: &meeting.Action{ID: "a2", Meeting: "summit", What: "map", Owner: "uk", Due: date(8), Progress: meeting.Done, Said: said(7)}},
		rec{Action: &meeting.Action{ID: "a3", Meeting: "summit", What: "list", Owner: "uk", Progress: meeting.ToDo, Said: said(7)}},
	)
	v := known(28)
	if a, s := g.Conclusions("summit", meeting.Agreed, v), g.Conclusions("summit", meeting.ChairSummary, v); len(a) != 1 || len(s) != 1 || a[0].Is.ID == s[0].Is.ID {
		t.Errorf("got %v and %v", a, s)
	}
	if got := g.Readouts("summit", v); len(got) != 2 {
		t.Errorf("got %d readouts, want each side's own", len(got))
	}
	var overdue []string
	for _, i := range g.Actions("summit", v) {
		overdue = append(overdue, fmt.Sprintf("%s %t", i.Line.Is.ID, i.Overdue))
	}
	if diff := cmp.Diff([]string{"a2 false", "a1 true", "a3 false"}, overdue); diff != "" {
		t.Error(diff)
	}
	for _, i := range g.Actions("summit", known(9)) {
		if i.Overdue {
			t.Errorf("%s is overdue on its day", i.Line.Is.ID)
		}
	}
}

func TestRecordsThatDoNotFitAreRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		r    rec
		want string
	}{
		{"no meeting", delegation("none", "uk", meeting.Invited, 5, nil), "no meeting none"},
		{"a summary that others agreed", rec{Conclusion: &meeting.Conclusion{Meeting: "summit", ID: "c", Accord: meeting.ChairSummary, Words: "w", AgreedBy: []name{"uk"}, Said: said(7)}}, "agreed_by: "},
		{"an item of no decision", rec{Action: &meeting.Action{ID: "a", Meeting: "summit", What: "w", Owner: "uk", Progress: meeting.ToDo, Decision: "none", Said: said(7)}}, "no decision none"},
		{"a meeting that ends before it begins", rec{Meeting: &meeting.Meeting{ID: "m", Title: "t", First: date(5), Last: date(4), Mode: meeting.InPerson, Said: said(5)}}, "last: "},
		{"hours on another day", rec{Meeting: &meeting.Meeting{ID: "m", Title: "t", First: date(5), Opens: at(9), Mode: meeting.InPerson, Said: said(5)}}, "opens: is on none"},
		{"a semicolon in a chair's name", rec{Meeting: &meeting.Meeting{ID: "m", Title: "t", First: date(5), Chairs: []string{"a;b"}, Mode: meeting.InPerson, Said: said(5)}}, "semicolon"},
		{"an empty readout", rec{Readout: &meeting.Readout{Meeting: "summit", Side: "uk", Said: said(7)}}, "words: "},
		{"nothing", rec{}, "nothing is set"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, seq := advisers(t)
			if _, err := g.Prepare(at(9), seq+1, &c.r); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// property is one content line of a calendar, unfolded: name, parameters, value.
type property struct{ name, params, value string }

// parse reads a calendar by RFC 5545 section 3.1, strictly: every line ends in CRLF, has at most 75 octets and is UTF-8 by itself,
// and what is folded begins with a space.
func parse(t rapid.TB, text string) []property {
	t.Helper()
	if !strings.HasSuffix(text, "\r\n") {
		t.Fatal("the last line does not end")
	}
	var whole []string
	for _, l := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") || l == "" {
			t.Fatalf("line %q: %d octets", l, len(l))
		}
		if rest, ok := strings.CutPrefix(l, " "); ok {
			whole[len(whole)-1] += rest
			continue
		}
		whole = append(whole, l)
	}
	var out []property
	for _, l := range whole {
		head, value, ok := strings.Cut(l, ":")
		if !ok {
			t.Fatalf("%q has no value", l)
		}
		named, params, _ := strings.Cut(head, ";")
		out = append(out, property{named, params, value})
	}
	return out
}

// unescape reads a TEXT value by RFC 5545 section 3.3.11, and refuses what has to be escaped and is not.
func unescape(t rapid.TB, value string) string {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && i+1 < len(value):
			i++
			if value[i] == 'n' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(value[i])
			}
		case strings.IndexByte(",;\\", c) >= 0:
			t.Fatalf("%q: %q is not escaped", value, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func TestTheCalendarSurvivesAStrictReader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.StringMatching(`[a-zA-Z,;:\\"'їґє☮]{1,120}`).Draw(t, "title")
		purpose := rapid.StringMatching(`([a-z,;\\їґє☮]{1,50}(\n[a-z;,]{1,40}){0,3})?`).Draw(t, "purpose")
		r := rec{Meeting: &meeting.Meeting{ID: "m", Title: title, First: date(5), Mode: meeting.InPerson, Purpose: purpose, Said: said(5)}}
		g := meeting.New()
		seq := enter(t, g, 0, r, delegation("m", "uk", meeting.Expected, 5, nil))
		enter(t, g, seq, rec{Action: &meeting.Action{ID: "a", Meeting: "m", What: title, Owner: "uk", Due: date(8), Progress: meeting.ToDo, Said: said(5)}})
		text := g.Calendar(known(28))
		var open []string
		for _, p := range parse(t, text) {
			switch p.name {
			case "BEGIN":
				open = append(open, p.value)
			case "END":
				if len(open) == 0 || open[len(open)-1] != p.value {
					t.Fatalf("%s ends in %v", p.value, open)
				}
				open = open[:len(open)-1]
			case "SUMMARY":
				got := unescape(t, p.value)
				if got != title && got != "uk: "+title {
					t.Fatalf("got %q, want %q", got, title)
				}
			case "DESCRIPTION":
				if got := unescape(t, p.value); purpose != "" && !strings.HasPrefix(got, purpose+"\n") {
					t.Fatalf("got %q, want %q first", got, purpose)
				}
			}
		}
		if len(open) != 0 {
			t.Fatalf("%v never end", open)
		}
	})
}

func TestTheCalendarSaysWhenAndWhoAndHowFar(t *testing.T) {
	g := meeting.New()
	seq := enter(t, g, 0,
		rec{Meeting: &meeting.Meeting{ID: "two-days", Title: "t", First: date(5), Last: date(6), Mode: meeting.InPerson, Said: said(4)}},
		rec{Meeting: &meeting.Meeting{ID: "hours", Title: "t", First: date(7), Opens: at(7), Closes: at(7) + 3600000, Mode: meeting.ByVideo, Said: said(4)}},
		delegation("two-days", "uk", meeting.Invited, 4, nil), delegation("two-days", "uk", meeting.Confirmed, 4, nil),
		delegation("two-days", "de", meeting.Declined, 4, nil))
	enter(t, g, seq, rec{Meeting: &meeting.Meeting{ID: "hours", Title: "t", First: date(7), Mode: meeting.ByVideo, Cancelled: true, Said: said(5)}})
	got := g.Calendar(known(4)) + g.Calendar(known(5))
	for _, want := range []string{
		"DTSTART;VALUE=DATE:20260105\r\nDTEND;VALUE=DATE:20260107\r\n", "DTSTART:20260107T120000Z\r\nDTEND:20260107T130000Z\r\n",
		"PARTSTAT=ACCEPTED:urn:x-truce:uk", "PARTSTAT=DECLINED:urn:x-truce:de", "SEQUENCE:1\r\nDTSTART;VALUE=DATE:20260107", "STATUS:CANCELLED",
		"UID:meeting-hours@truce.invalid", "DTSTAMP:20260104T120000Z",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// A calendar that took a meeting in takes in whatever becomes of it only under a higher number.
func TestTheSequenceRisesWithEveryChange(t *testing.T) {
	g := meeting.New()
	put := func(day int, change func(*meeting.Meeting)) {
		m := meeting.Meeting{ID: "talks", Title: "t", First: date(20), Mode: meeting.InPerson, Said: said(day)}
		change(&m)
		enter(t, g, int64(day), rec{Meeting: &m})
	}
	put(4, func(*meeting.Meeting) {})
	put(5, func(m *meeting.Meeting) { m.First = date(21) })
	put(6, func(m *meeting.Meeting) { m.First, m.Said.Corrects = date(22), 6 })
	put(7, func(m *meeting.Meeting) { m.Cancelled = true })
	put(8, func(m *meeting.Meeting) { m.Said.Corrects = 8 })
	for day, want := range map[int]string{4: "SEQUENCE:0", 5: "SEQUENCE:1", 6: "SEQUENCE:2", 7: "SEQUENCE:3", 8: "SEQUENCE:4"} {
		got := g.Calendar(known(day))
		if !strings.Contains(got, want+"\r\n") || !strings.Contains(got, fmt.Sprintf("DTSTAMP:202601%02dT", day)) {
			t.Errorf("day %d: no %s in\n%s", day, want, got)
		}
	}
	taken := meeting.New()
	m := meeting.Meeting{ID: "talks", Title: "t", First: date(20), Mode: meeting.InPerson, Said: said(4)}
	seq := enter(t, taken, 0, rec{Meeting: &m})
	m.Said.Corrects, m.Said.Void = 1, true
	enter(t, taken, seq, rec{Meeting: &m})
	if got := taken.Calendar(known(9)); !strings.Contains(got, "STATUS:CANCELLED") || !strings.Contains(got, "SEQUENCE:1") {
		t.Errorf("a meeting that was taken back stays in every calendar:\n%s", got)
	}
}

// snapshot is every answer of a register as of a day, as canonical bytes.
func snapshot(t rapid.TB, g *meeting.Register, day int) string {
	v := known(day)
	out := []any{g.Meetings(v), g.Actions("", v), g.Decisions("", v), g.Log(v), g.Calendar(v)}
	for _, id := range []name{"summit", "advisers"} {
		out = append(out, g.Attendances(id, v), g.Persons(id, v), g.Tallies(id, v), g.Compare(id, v), g.Readouts(id, v))
	}
	data, err := canon.Encode(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAnEarlierQuestionKeepsItsAnswerAndNoNumberIsConfirmed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, seq := advisers(t)
		before := map[int]string{}
		for day := 6; day < 6+rapid.IntRange(1, 8).Draw(t, "days"); day++ {
			for range rapid.IntRange(0, 3).Draw(t, "records") {
				seq = enter(t, g, seq, draw(t, day))
			}
			before[day] = snapshot(t, g, day)
			for _, b := range g.Compare("summit", known(day)) {
				if strings.Contains(string(b.Verdict)+b.Reason, "confirmed") {
					t.Fatalf("%+v", b)
				}
			}
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

func draw(t *rapid.T, day int) rec {
	who := rapid.SampledFrom([]name{"uk", "de", "us"}).Draw(t, "who")
	stage := rapid.SampledFrom(meeting.Stages()).Draw(t, "stage")
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return person("summit", who, "P", rapid.SampledFrom(meeting.Ranks()).Draw(t, "rank"), stage, day)
	case 1:
		r := count("summit", who, rapid.SampledFrom(meeting.Whats()).Draw(t, "what"), stage, rapid.Int64Range(0, 4).Draw(t, "number"))
		r.Count.Said = said(day)
		return r
	case 2:
		return rec{Decision: &meeting.Decision{ID: "d", Meeting: "summit", What: "w", Choice: rapid.SampledFrom(meeting.Choices()).Draw(t, "choice"), Said: said(day)}}
	default:
		return delegation("summit", who, stage, day, func(d *meeting.Delegation) { d.Mode = rapid.SampledFrom(meeting.Modes()).Draw(t, "mode") })
	}
}
