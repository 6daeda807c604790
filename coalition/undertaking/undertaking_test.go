// SPDX-License-Identifier: Apache-2.0

package undertaking_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/when"
)

type (
	rec  = undertaking.Record
	name = sourced.Name
)

func said(day int) sourced.Said {
	return sourced.Said{By: "Presidency", On: date(day), Grade: sourced.Official}
}

func date(day int) when.Date { return when.Date{Year: 2026, Month: 1, Day: day} }

// at is the noon of a day of January.
func at(day int) when.Instant { return when.Instant(1767225600000 + int64(day-1)*86400000 + 43200000) }

// enter enters records, each on the day on which it was said and numbered from the first on.
func enter(t rapid.TB, g *undertaking.Register, records ...rec) {
	t.Helper()
	seq := int64(len(g.Log(sourced.Known(when.MaxInstant))))
	for i := range records {
		seq++
		day := records[i].Said().On.Day
		apply, err := g.Prepare(at(day), seq, &records[i])
		if err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
		apply()
	}
}

// paris is the declaration in two versions: a draft that asks the third state to support the force, and a final text that only
// proposes it; two states signed and a third attended.
func paris(t rapid.TB) *undertaking.Register {
	t.Helper()
	g := undertaking.New()
	enter(
		t, g,
		rec{Instrument: &undertaking.Instrument{ID: "paris", Version: "draft", Kind: undertaking.Declaration, Title: "Draft", Draft: true, Parties: []name{"fr", "uk", "us"}, Said: said(5)}},
		rec{Component: &undertaking.Component{Instrument: "paris", Version: "draft", ID: "force", Title: "Multinational force", Addressee: "ua", Binding: undertaking.LegalNotInForce, Said: said(5)}},
		rec{Stipulation: &undertaking.Stipulation{Instrument: "paris", Version: "draft", Component: "force", State: "us", What: undertaking.Assist, Words: "support the force if it is attacked", Said: said(5)}},
		rec{Instrument: &undertaking.Instrument{ID: "paris", Version: "final", Kind: undertaking.Declaration, Title: "Declaration", Parties: []name{"fr", "uk"}, Said: said(6)}},
		rec{Component: &undertaking.Component{
			Instrument: "paris", Version: "final", ID: "force", Title: "Multinational force", Addressee: "ua", Binding: undertaking.Political,
			Constitutional: true, Expires: date(30), Said: said(6),
		}},
		rec{Stipulation: &undertaking.Stipulation{Instrument: "paris", Version: "final", Component: "force", State: "us", What: undertaking.Proposed, Words: "support that is proposed", Said: said(6)}},
		rec{Stipulation: &undertaking.Stipulation{Instrument: "paris", Version: "final", Component: "force", What: undertaking.Assist, Words: "contribute", Said: said(6)}},
		rec{Condition: &undertaking.Condition{Instrument: "paris", Version: "final", Component: "force", ID: "made", Needs: undertaking.NeedsDetermination, Words: "a body has determined it", Said: said(6)}},
		rec{Condition: &undertaking.Condition{Instrument: "paris", Version: "final", Component: "force", ID: "grave", Needs: undertaking.NeedsSeverity, Severity: 4, Words: "a grave act", Said: said(6)}},
		rec{Condition: &undertaking.Condition{Instrument: "paris", Version: "final", Component: "force", ID: "expanded", Needs: undertaking.NeedsExpanded, Words: "an expanded attack", Said: said(6)}},
		rec{Position: &undertaking.Position{Instrument: "paris", Version: "final", State: "fr", Stance: undertaking.Signed, Said: said(6)}},
		rec{Position: &undertaking.Position{Instrument: "paris", Version: "final", State: "it", Stance: undertaking.Signed, Said: said(6)}},
		rec{Position: &undertaking.Position{Instrument: "paris", Version: "final", State: "us", Stance: undertaking.Attended, Said: said(6)}},
		rec{Step: &undertaking.Step{Instrument: "paris", State: "fr", Owner: undertaking.Parliament, Progress: undertaking.Done, Said: said(7)}},
		rec{Step: &undertaking.Step{Instrument: "paris", State: "it", Owner: undertaking.Parliament, Progress: undertaking.Owed, Said: said(7)}},
	)
	return g
}

func released() undertaking.Released {
	return undertaking.Released{ID: "finding:a", Article: "5", Outcome: undertaking.Violation, Status: undertaking.Determined, Act: date(10), Severity: 4}
}

func answerOf(s undertaking.Standing, clause name) undertaking.Answer {
	for _, c := range s.Clauses {
		if c.ID == clause {
			return c.Answer
		}
	}
	return "not asked"
}

func stand(t rapid.TB, g *undertaking.Register, d undertaking.Released, reader name) undertaking.Standing {
	t.Helper()
	all, err := g.Stand(d, sourced.Known(at(28)).For(reader))
	if err != nil || len(all) != 1 {
		t.Fatalf("%s sees %d undertakings and %v, want its own", reader, len(all), err)
	}
	return all[0]
}

// Scenario 9: one state is bound and its parliament is through, one still owes it, one is no signatory.
func TestConditionsAreReadClauseByClause(t *testing.T) {
	g := paris(t)
	for _, c := range []struct {
		name   string
		state  name
		change func(*undertaking.Released)
		clause name
		want   undertaking.Answer
		all    undertaking.Answer
	}{
		{"signed and ratified, expanded attack not answered", "fr", nil, "expanded", undertaking.Unknown, undertaking.Unknown},
		{"the determination", "fr", nil, "made", undertaking.Met, undertaking.Unknown},
		{"its own steps are done", "fr", nil, "steps", undertaking.Met, undertaking.Unknown},
		{"a parliament that still owes", "it", nil, "steps", undertaking.NotMet, undertaking.NotMet},
		{"no signatory", "us", nil, "signed", undertaking.NotMet, undertaking.NotMet},
		{"what is merely proposed", "us", nil, "asked", undertaking.NotMet, undertaking.NotMet},
		{"only assessed", "fr", func(d *undertaking.Released) { d.Status = undertaking.Assessed }, "made", undertaking.NotMet, undertaking.NotMet},
		{"under appeal", "fr", func(d *undertaking.Released) { d.Status = undertaking.UnderAppeal }, "made", undertaking.Unknown, undertaking.Unknown},
		{"withdrawn", "fr", func(d *undertaking.Released) { d.Status = undertaking.Retracted }, "made", undertaking.NotMet, undertaking.NotMet},
		{"a body that divided", "fr", func(d *undertaking.Released) { d.Outcome = undertaking.NoDetermination }, "made", undertaking.NotMet, undertaking.NotMet},
		{"less grave", "fr", func(d *undertaking.Released) { d.Severity = 3 }, "grave", undertaking.NotMet, undertaking.NotMet},
		{"grave but provisional", "fr", func(d *undertaking.Released) { d.Provisional = true }, "grave", undertaking.Unknown, undertaking.Unknown},
		{"no severity released", "fr", func(d *undertaking.Released) { d.Severity = 0 }, "grave", undertaking.Unknown, undertaking.Unknown},
		{"after it expired", "fr", func(d *undertaking.Released) { d.Act = date(31) }, "period", undertaking.NotMet, undertaking.NotMet},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := released()
			if c.change != nil {
				c.change(&d)
			}
			s := stand(t, g, d, c.state)
			if got := answerOf(s, c.clause); got != c.want {
				t.Errorf("clause %s: got %s, want %s", c.clause, got, c.want)
			}
			if s.Conditions != c.all {
				t.Errorf("together: got %s, want %s", s.Conditions, c.all)
			}
		})
	}
}

func TestAnExpandedAttackIsEnteredByABodyAndNeverComputed(t *testing.T) {
	g := paris(t)
	if got := answerOf(stand(t, g, released(), "fr"), "expanded"); got != undertaking.Unknown {
		t.Errorf("nobody answered and it is %s", got)
	}
	r := rec{Answer: &undertaking.Answered{Instrument: "paris", Component: "force", Condition: "made", Body: "commission", Is: undertaking.Met, Said: said(11)}}
	if _, err := g.Prepare(at(11), 99, &r); err == nil {
		t.Error("a body's answer stands in the place of a determination")
	}
	enter(t, g, rec{Answer: &undertaking.Answered{Instrument: "paris", Component: "force", Condition: "expanded", About: "finding:a", Body: "commission", Is: undertaking.Met, Said: said(11)}})
	s := stand(t, g, released(), "fr")
	if answerOf(s, "expanded") != undertaking.Met || s.Conditions != undertaking.Met {
		t.Errorf("the body answered and it is %s, together %s", answerOf(s, "expanded"), s.Conditions)
	}
	other := released()
	other.ID = "finding:b"
	if got := answerOf(stand(t, g, other, "fr"), "expanded"); got != undertaking.Unknown {
		t.Errorf("an answer on one determination answers another: %s", got)
	}
}

func TestTheWordTriggeredIsOnlyEverARecordedAct(t *testing.T) {
	g := paris(t)
	enter(
		t, g,
		rec{Answer: &undertaking.Answered{Instrument: "paris", Component: "force", Condition: "expanded", Body: "commission", Is: undertaking.Met, Said: said(11)}},
		rec{Reading: &undertaking.Reading{Instrument: "paris", Component: "force", State: "fr", About: "finding:a", Holds: undertaking.Met, Said: said(12)}},
	)
	s := stand(t, g, released(), "fr")
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if s.Conditions != undertaking.Met || strings.Contains(string(text), "trigger") {
		t.Errorf("every condition is met, %s, and no act is on record: %s", s.Conditions, text)
	}
	enter(t, g, rec{Act: &undertaking.Authority{Instrument: "paris", Component: "force", State: "fr", About: "finding:a", Authority: "parliament", Decided: undertaking.Triggered, Said: said(13)}})
	s = stand(t, g, released(), "fr")
	if s.Act == nil || s.Act.Is.Decided != undertaking.Triggered || s.Reading == nil {
		t.Errorf("got act %v and reading %v, want both", s.Act, s.Reading)
	}
}

// What an unnamed speaker says that an authority decided is no act on record.
func TestAnActIsNotOnRecordByWhatThePressSays(t *testing.T) {
	g := paris(t)
	for _, grade := range sourced.Grades() {
		r := rec{Act: &undertaking.Authority{
			Instrument: "paris", Component: "force", State: "fr", About: "finding:x", Authority: "the parliament", Decided: undertaking.Triggered,
			Said: sourced.Said{By: "an adviser", On: date(9), Grade: grade},
		}}
		_, err := g.Prepare(at(20), 99, &r)
		if want := grade == sourced.Anonymous || grade == sourced.Reported; (err != nil) != want {
			t.Errorf("%s: got %v, want refused: %t", grade, err, want)
		}
	}
}

func TestALeaveToSeeIsShownToTheTwoItIsBetween(t *testing.T) {
	g := paris(t)
	enter(t, g, rec{Share: &undertaking.Share{Instrument: "paris", State: "it", With: "ua", Said: said(12)}})
	for reader, want := range map[name]int{"it": 1, "ua": 1, "fr": 0, "": 0} {
		if got := g.Shares(sourced.Known(at(28)).For(reader)); len(got) != want {
			t.Errorf("%q sees %d leaves, want %d", reader, len(got), want)
		}
	}
}

func TestAStandingIsShownToTheStateAndToThoseItSharesWith(t *testing.T) {
	g := paris(t)
	sees := func(reader name, day int) (states []name) {
		all, err := g.Stand(released(), sourced.Known(at(day)).For(reader))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			states = append(states, s.State)
		}
		return states
	}
	enter(t, g, rec{Share: &undertaking.Share{Instrument: "paris", State: "it", With: "ua", Said: said(12)}})
	enter(t, g, rec{Share: &undertaking.Share{Instrument: "paris", State: "it", With: "ua", Ended: true, Said: said(14)}})
	enter(
		t, g,
		rec{Share: &undertaking.Share{Instrument: "paris", State: "fr", With: "eu", Said: said(15)}},
		rec{Share: &undertaking.Share{Instrument: "paris", Component: "force", State: "fr", With: "eu", Ended: true, Said: said(16)}},
	)
	for _, c := range []struct {
		reader name
		day    int
		want   []name
	}{
		{"", 28, nil},
		{"fr", 28, []name{"fr"}},
		{"ua", 11, nil}, // the addressee sees nothing by being it
		{"ua", 12, []name{"it"}},
		{"ua", 14, nil},
		{"nowhere", 28, nil},
		{"eu", 15, []name{"fr"}},
		{"eu", 16, nil}, // its leave for this component ended
	} {
		if diff := cmp.Diff(c.want, sees(c.reader, c.day)); diff != "" {
			t.Errorf("%q on day %d: %s", c.reader, c.day, diff)
		}
	}
}

// A8: the draft had the third state support the force if attacked; the final text says "with proposed support", and it is no party.
func TestADraftAndTheFinalTextDifferInEffect(t *testing.T) {
	g := paris(t)
	draft, final := undertaking.Text{Instrument: "paris", Version: "draft"}, undertaking.Text{Instrument: "paris", Version: "final"}
	changes, err := g.Compare(draft, final, sourced.Known(at(28)))
	if err != nil {
		t.Fatal(err)
	}
	effects := func(changes []undertaking.Change, what string, state name) []undertaking.Direction {
		var out []undertaking.Direction
		for _, c := range changes {
			for _, e := range c.Effects {
				if c.What == what && e.State == state {
					out = append(out, e.Direction)
				}
			}
		}
		return out
	}
	for _, c := range []struct {
		what  string
		state name
		want  []undertaking.Direction
	}{
		{"parties", "us", []undertaking.Direction{undertaking.BindsLess}},
		{"stipulation", "us", []undertaking.Direction{undertaking.BindsLess}},
		{"stipulation", "fr", []undertaking.Direction{undertaking.BindsMore}},
		{"stipulation", "it", []undertaking.Direction{undertaking.BindsMore}}, // it signed, and no text names it
		{"stipulation", "", []undertaking.Direction{undertaking.BindsMore}},   // each that signs
		{"binding", "it", []undertaking.Direction{undertaking.BindsLess}},
		{"binding", "fr", []undertaking.Direction{undertaking.BindsLess}},
		{"constitutional", "fr", []undertaking.Direction{undertaking.BindsLess}},
		{"expires", "uk", []undertaking.Direction{undertaking.BindsLess}},
		{"condition grave", "uk", []undertaking.Direction{undertaking.BindsLess}},
		{"title", "uk", nil},
	} {
		if diff := cmp.Diff(c.want, effects(changes, c.what, c.state)); diff != "" {
			t.Errorf("%s for %s: %s", c.what, c.state, diff)
		}
	}
	back, err := g.Compare(final, draft, sourced.Known(at(28)))
	if err != nil || len(back) != len(changes) {
		t.Fatalf("%d changes back and %v, want %d", len(back), err, len(changes))
	}
	if got := effects(back, "stipulation", "us"); !cmp.Equal(got, []undertaking.Direction{undertaking.BindsMore}) {
		t.Errorf("back: got %v", got)
	}
	same, err := g.Compare(final, final, sourced.Known(at(28)))
	if err != nil || same != nil {
		t.Errorf("a text differs from itself: %v, %v", same, err)
	}
	if _, err := g.Compare(draft, final, sourced.Known(at(5))); err == nil {
		t.Error("a text is compared before it is on record")
	}
}

func TestRelationsAndRolesDoNotFollowFromOneAnother(t *testing.T) {
	g := paris(t)
	enter(
		t, g,
		rec{Relation: &undertaking.Relation{Tie: undertaking.RepresentedAt, State: "us", To: "paris", Said: said(8)}},
		rec{Relation: &undertaking.Relation{Tie: undertaking.MemberOf, State: "fr", To: "coalition", Said: said(8)}},
		rec{Role: &undertaking.Role{Part: undertaking.Broker, Who: "us", Of: "talks", Said: said(8)}},
		rec{Role: &undertaking.Role{Part: undertaking.CoChair, Who: "fr", Of: "coalition", Said: said(8)}},
	)
	v := sourced.Known(at(28))
	for _, c := range []struct {
		name string
		got  []sourced.Line[undertaking.Relation]
		want int
	}{
		{"represented at the meeting", g.RepresentedAt("paris", v), 1},
		{"a member of it", g.MemberOf("paris", v), 0},
		{"bound by it, though it signed", g.BoundBy("paris", v), 0},
		{"a member of the coalition", g.MemberOf("coalition", v), 1},
		{"bound by the coalition", g.BoundBy("coalition", v), 0},
	} {
		if len(c.got) != c.want {
			t.Errorf("%s: got %d, want %d", c.name, len(c.got), c.want)
		}
	}
	if got := g.Roles("talks", v); len(got) != 1 || got[0].Is.Part != undertaking.Broker {
		t.Errorf("got %v", got)
	}
	if all := g.States("paris", v); !cmp.Equal(all, []name{"fr", "it", "us"}) {
		t.Errorf("got %v", all)
	}
}

func TestRecordsThatDoNotFitAreRefusedAndChangeNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		r    rec
		want string
	}{
		{"nothing", rec{}, "nothing is set"},
		{"two at once", rec{Role: &undertaking.Role{}, Share: &undertaking.Share{}}, "set together"},
		{"a signature under a draft", rec{Position: &undertaking.Position{Instrument: "paris", Version: "draft", State: "us", Stance: undertaking.Signed, Said: said(8)}}, "is a draft, which nobody signs"},
		{"another version", rec{Position: &undertaking.Position{Instrument: "paris", Version: "v9", State: "us", Stance: undertaking.Silent, Said: said(8)}}, "has no version v9"},
		{"another text", rec{Step: &undertaking.Step{Instrument: "rome", State: "us", Owner: undertaking.Deposit, Progress: undertaking.Owed, Said: said(8)}}, "rome is not on record"},
		{"said after it was entered", rec{Role: &undertaking.Role{Part: undertaking.Founder, Who: "fr", Of: "x", Said: said(20)}}, "is after the entry itself"},
		{"a press figure as if the text had it", rec{Figure: &undertaking.Figure{
			Instrument: "paris", ID: "f", Hours: 24, Start: "the breach", Owed: "a warning", Basis: undertaking.FromText,
			Said: sourced.Said{By: "Newspaper", On: date(8), Grade: sourced.Reported},
		}}, "basis: "},
		{"something proposed of nobody", rec{Stipulation: &undertaking.Stipulation{Instrument: "paris", Version: "final", Component: "force", What: undertaking.Proposed, Said: said(8)}}, "proposes of somebody"},
		{"a severity where none is needed", rec{Condition: &undertaking.Condition{
			Instrument: "paris", Version: "final", Component: "force", ID: "x", Needs: undertaking.NeedsRequest, Severity: 2, Words: "w", Said: said(8),
		}}, "severity: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := paris(t)
			before := snapshot(t, g, at(28))
			_, err := g.Prepare(at(10), 99, &c.r)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if diff := cmp.Diff(before, snapshot(t, g, at(28))); diff != "" {
				t.Errorf("a refused record changed the register: %s", diff)
			}
		})
	}
}

// snapshot is every answer of a register as of a time, as canonical bytes.
func snapshot(t rapid.TB, g *undertaking.Register, as when.Instant) string {
	t.Helper()
	v := sourced.Known(as)
	out := []any{g.Instruments(v), g.Relations("", v), g.Roles("", v), g.Figures("paris", v), g.Owing("paris", v), g.States("paris", v), g.Log(v)}
	for _, version := range []name{"draft", "final"} {
		text := undertaking.Text{Instrument: "paris", Version: version}
		out = append(out, g.Components(text, v), g.Positions(text, v), g.Stipulations(text, "force", v), g.Conditions(text, "force", v))
	}
	for _, reader := range []name{"", "fr", "it", "us", "ua"} {
		all, err := g.Stand(released(), v.For(reader))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, all)
	}
	data, err := canon.Encode(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// moves draws a record that fits paris.
func moves(t *rapid.T, day int) rec {
	state := rapid.SampledFrom([]name{"fr", "it", "us", "uk"}).Draw(t, "state")
	s := said(rapid.IntRange(1, day).Draw(t, "said"))
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return rec{Position: &undertaking.Position{Instrument: "paris", Version: "final", State: state, Stance: rapid.SampledFrom(undertaking.Stances()).Draw(t, "stance"), Said: s}}
	case 1:
		return rec{Step: &undertaking.Step{Instrument: "paris", State: state, Owner: undertaking.Parliament, Progress: rapid.SampledFrom(undertaking.Progresses()).Draw(t, "progress"), Said: s}}
	case 2:
		return rec{Share: &undertaking.Share{Instrument: "paris", State: state, With: "ua", Ended: rapid.Bool().Draw(t, "ended"), Said: s}}
	case 3:
		return rec{Answer: &undertaking.Answered{Instrument: "paris", Component: "force", Condition: "expanded", Body: "commission", Is: rapid.SampledFrom(undertaking.Answers()).Draw(t, "is"), Said: s}}
	case 4:
		return rec{Stipulation: &undertaking.Stipulation{Instrument: "paris", Version: "final", Component: "force", State: state, What: rapid.SampledFrom(undertaking.Whats()).Draw(t, "what"), Said: s}}
	case 5:
		return rec{Relation: &undertaking.Relation{Tie: rapid.SampledFrom(undertaking.Ties()).Draw(t, "tie"), State: state, To: "paris", Said: s}}
	default:
		return rec{Reading: &undertaking.Reading{Instrument: "paris", Component: "force", State: state, Holds: rapid.SampledFrom(undertaking.Answers()).Draw(t, "holds"), Said: s}}
	}
}

func TestAnEarlierQuestionKeepsItsAnswerAndACloneGivesTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := undertaking.New()
		base := paris(t)
		for _, l := range base.Log(sourced.Known(when.MaxInstant)) {
			apply, err := g.Prepare(l.At, l.Seq, &l.Is)
			if err != nil {
				t.Fatal(err)
			}
			apply()
		}
		seq := int64(15)
		before := map[int]string{}
		for day := 8; day < 8+rapid.IntRange(1, 12).Draw(t, "days"); day++ {
			for range rapid.IntRange(0, 2).Draw(t, "records") {
				seq++
				r := moves(t, day)
				apply, err := g.Prepare(at(day), seq, &r)
				if err != nil {
					t.Fatal(err)
				}
				apply()
			}
			before[day] = snapshot(t, g, at(day))
		}
		clone := g.Clone()
		for day, want := range before {
			if got := snapshot(t, g, at(day)); got != want {
				t.Fatalf("as of day %d: %s", day, cmp.Diff(want, got))
			}
			if clone != nil && snapshot(t, clone, at(day)) != want {
				t.Fatalf("a clone differs as of day %d", day)
			}
		}
	})
}
