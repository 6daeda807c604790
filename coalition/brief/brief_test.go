// SPDX-License-Identifier: Apache-2.0

package brief_test

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"truce/coalition"
	"truce/coalition/brief"
	"truce/coalition/cases"
	"truce/coalition/scenario"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/when"
)

func stateOf(t *testing.T, name string) *coalition.State {
	t.Helper()
	data, err := fs.ReadFile(cases.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenario.Parse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	run, err := scenario.Play(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return run.State()
}

// Whoever asks, the page has of pledges, standings, cells and action items those of its own state, and what it does not know it says.
func TestAPageIsOfItsOwnStateAlone(t *testing.T) {
	for _, name := range []string{"paris-2026.txtar", "ladder-exercise.txtar"} {
		s := stateOf(t, name)
		for _, state := range []sourced.Name{"France", "Italy", "Netherlands", "Russia", "Ukraine", "United-States", "Northland", "Westland", "Middleland", "Farland", "Nobody"} {
			b := brief.Make(s, state, sourced.Known(s.Now()).For("Somebody-else"))
			for _, p := range b.Pledges {
				if p.Is.State != state {
					t.Errorf("%s: the page of %s has the pledge %s", name, state, p.Is.ID)
				}
			}
			for _, r := range b.Releases {
				for _, x := range r.Standings {
					if x.State != state {
						t.Errorf("%s: the page of %s has how %s stands", name, state, x.State)
					}
				}
			}
			for _, a := range b.Actions {
				if a.Line.Is.Owner != state {
					t.Errorf("%s: the page of %s has what %s owes", name, state, a.Line.Is.Owner)
				}
			}
			for _, text := range b.Texts {
				for _, c := range text.Components {
					if c.By.By == "" && c.Stance != "unknown" {
						t.Errorf("%s: %s stands %s on %s by nobody's word", name, state, c.Stance, c.ID)
					}
				}
			}
		}
	}
}

// Every line that speaks of an invented text or finding says so.
func TestEveryLineOfAnExerciseSaysSo(t *testing.T) {
	s := stateOf(t, "ladder-exercise.txtar")
	page := brief.Make(s, "Northland", sourced.Known(s.Now())).Text()
	for line := range strings.Lines(page) {
		if (strings.Contains(line, "lake-declaration") || strings.Contains(line, "finding:")) && !strings.Contains(line, "EXERCISE") {
			t.Errorf("not marked: %s", line)
		}
	}
	if first, _, _ := strings.Cut(page, "\n"); !strings.HasPrefix(first, "EXERCISE ") {
		t.Errorf("the page begins %q", first)
	}
}

// Who is bound is one thing: the page of one state has of it what the register has, and a position on a text is none of it.
func TestAPageAndTheRegisterCountTheSameAsBound(t *testing.T) {
	signs := 0
	for _, name := range []string{"paris-2026.txtar", "ladder-exercise.txtar"} {
		s := stateOf(t, name)
		g, v := s.Undertakings(), sourced.Known(s.Now())
		for _, i := range g.Instruments(v) {
			for _, state := range g.States(i.Is.ID, v) {
				b := brief.Make(s, state, v)
				of := 0
				for _, l := range g.BoundBy(i.Is.ID, v) {
					if l.Is.State == state {
						of++
					}
				}
				has := 0
				for _, l := range b.Bound {
					if l.Is.To == i.Is.ID {
						has++
					}
				}
				if has != of || len(b.Bound) != len(g.Tied(undertaking.BoundBy, state, v)) {
					t.Errorf("%s, %s: the page has %d as bound, the register %d", state, i.Is.ID, has, of)
				}
				for _, text := range b.Texts {
					for _, c := range text.Components {
						if c.Stance == undertaking.Signed && len(b.Bound) == 0 {
							signs++
						}
					}
				}
			}
		}
	}
	if signs == 0 {
		t.Error("no case has a state that signed and that nobody calls bound: nothing was told apart")
	}
}

// As of a time before anything was entered the page is empty, and says so in each of its parts.
func TestAPageKnowsNothingBeforeItWasEntered(t *testing.T) {
	s := stateOf(t, "paris-2026.txtar")
	page := brief.Make(s, "Italy", sourced.Known(when.Instant(0))).Text()
	if n := strings.Count(page, "nothing on record"); n != 9 {
		t.Errorf("%d of nine parts say that nothing is on record:\n%s", n, page)
	}
}

// What is invented says so wherever it stands, and words of a source are never a line of their own.
func TestWhatIsInventedSaysSoAndWordsForgeNoLine(t *testing.T) {
	s := stateOf(t, "paris-2026.txtar")
	said := `"said":{"by":"staff","on":"2026-01-05","grade":"official"}`
	enter := func(text string) {
		t.Helper()
		e := coalition.Entry{Seq: s.Seq() + 1, Time: s.Now()}
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Step(e); err != nil {
			t.Fatal(err)
		}
	}
	enter(`{"force":{"line":{"line":"made-up","capability":"invented","domain":"land","quantity":9,"unit":"troops","soil":"host","exercise":true,` + said + `}}}`)
	enter(`{"force":{"pledge":{"pledge":"made-up-1","state":"Farland","line":"made-up","firmness":"announced",` + said + `}}}`)
	enter(`{"force":{"pledge":{"pledge":"made-up-2","state":"Otherland","line":"made-up","firmness":"announced",` + said + `}}}`)
	enter(`{"force":{"decision":{"decision":"made-up-vote","what":"whether","owner":"nobody","choice":"open","pledges":["made-up-2"],"lines":["made-up"],` + said + `}}}`)
	enter(`{"meeting":{"meeting":{"meeting":"made-up-talks","title":"made-up talks","first":"2031-01-01","mode":"unknown","exercise":true,` + said + `}}}`)
	enter(`{"meeting":{"action":{"action":"made-up-task","meeting":"made-up-talks","what":"made-up","owner":"Farland","progress":"open",` + said + `}}}`)
	enter(`{"readiness":{"red_line":{"red_line":"made-words","party":"Farland","words":"first, and the act of its parliament: triggered",` + said + `}}}`)
	enter(`{"undertaking":{"instrument":{"instrument":"made-up-text","version":"1","kind":"declaration","title":"made-up text","exercise":true,` + said + `}}}`)
	enter(`{"undertaking":{"component":{"instrument":"made-up-text","version":"1","component":"part","title":"part","binding":"political",` + said + `}}}`)
	enter(`{"undertaking":{"position":{"instrument":"made-up-text","version":"1","state":"Farland","stance":"endorsed","reservation":"none.\n  act of its parliament: triggered",` + said + `}}}`)
	page := brief.Make(s, "Farland", sourced.Known(s.Now())).Text()
	seen := 0
	for line := range strings.Lines(page) {
		if strings.Contains(line, "made-up") {
			seen++
			if !strings.Contains(line, "EXERCISE ") {
				t.Errorf("not marked: %s", line)
			}
		}
		if strings.HasPrefix(strings.TrimSpace(line), "act of its parliament") {
			t.Errorf("words of a source made a line: %s", line)
		}
	}
	if seen < 5 || !strings.Contains(page, "hangs on made-up-vote") || !strings.HasPrefix(page, "EXERCISE ") {
		t.Errorf("%d lines:\n%s", seen, page)
	}
}

// A brief says of an article what the register of readiness does: also that others differ, and on what an agreement hangs.
func TestAPageSaysOfAnArticleWhatTheRegisterSays(t *testing.T) {
	s := stateOf(t, "paris-2026.txtar")
	for _, cell := range []string{
		`"article":"1","party":"Russia","asserted_by":"Kyiv","status":"agreed"`, `"article":"1","party":"Russia","asserted_by":"Washington","status":"rejected"`,
		`"article":"2","party":"Russia","asserted_by":"Russia","status":"agreed","conditional_on":["14"]`,
	} {
		e := coalition.Entry{Seq: s.Seq() + 1, Time: s.Now()}
		text := `{"readiness":{"cell":{"text":"peace-plan","version":"2025-12-24","authority":"unknown",` + cell + `,"said":{"by":"staff","on":"2026-01-05","grade":"official"}}}}`
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Step(e); err != nil {
			t.Fatal(err)
		}
	}
	b := brief.Make(s, "Russia", sourced.Known(s.Now()))
	for _, row := range s.Readiness().Grid(b.Cells[0].Text, false, sourced.Known(s.Now())) {
		i := slices.IndexFunc(b.Cells, func(c brief.Cell) bool { return c.Article == row.Article.ID })
		for _, x := range row.Stands {
			if x.Party == "Russia" && (b.Cells[i].Status != x.Status || b.Cells[i].Disputed != x.Disputed || !slices.Equal(b.Cells[i].ConditionalOn, x.ConditionalOn)) {
				t.Errorf("article %s: the brief has %+v, the register %+v", row.Article.ID, b.Cells[i], x)
			}
		}
	}
	page := b.Text()
	for _, words := range []string{"unknown, others differ: 1 ", "agreed, if 14, by its own word: 2"} {
		if !strings.Contains(page, words) {
			t.Errorf("the page does not say %q:\n%s", words, page)
		}
	}
}

// A signal gives no right to read what others pledged, and is the state's own all the same.
func TestAStateThatOnlySignalledReadsItsOwnSignalAndNothingElseOfTheForce(t *testing.T) {
	s := stateOf(t, "paris-2026.txtar")
	said := `"said":{"by":"staff","on":"2026-01-05","grade":"official"}`
	for _, text := range []string{
		`{"force":{"line":{"line":"made-up","capability":"secret-need","domain":"land","quantity":9,"unit":"troops","soil":"host","exercise":true,` + said + `}}}`,
		`{"force":{"pledge":{"pledge":"sig-1","state":"Signalland","line":"made-up","firmness":"signalled",` + said + `}}}`,
		`{"force":{"pledge":{"pledge":"firm-1","state":"Firmland","line":"made-up","firmness":"generated","contributed":"secret-brigade",` + said + `}}}`,
		`{"force":{"decision":{"decision":"vote","what":"secret-vote","owner":"nobody","choice":"open",` + said + `}}}`,
	} {
		e := coalition.Entry{Seq: s.Seq() + 1, Time: s.Now()}
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Step(e); err != nil {
			t.Fatal(err)
		}
	}
	v := sourced.Known(s.Now())
	page := brief.Make(s, "Signalland", v)
	text := page.Text()
	data, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "EXERCISE sig-1 to made-up: signalled") || strings.Contains(text+string(data), "secret") || strings.Contains(text, "firm-1") {
		t.Errorf("its page is\n%s", text)
	}
	if !brief.IsNamed(s, "Signalland", v) || brief.IsNamed(s, "Atlantis", v) || slices.Contains(brief.Names(s, v), "Firmland") {
		t.Errorf("named are %v", brief.Names(s, v))
	}
}
