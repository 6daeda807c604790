// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"truce/agreements"
	"truce/cases"
	"truce/engine"
	"truce/internal/api/mission/desk"
	"truce/scenario"
	"truce/when"
)

// overdue looks through every case: which have waited longest, and how many cases and steps are late.
func overdue(s *engine.State, now when.Instant, most int) string {
	type late struct {
		name  string
		since when.Instant
	}
	var all []late
	steps := 0
	for _, r := range s.Registers() {
		for _, c := range r.Cases() {
			l := late{fmt.Sprint(r.Ref(), " ", c.Number), when.MaxInstant}
			for _, o := range c.Obligations {
				if o.IsOpen() && o.Late(now) > 0 {
					steps, l.since = steps+1, min(l.since, o.Due)
				}
			}
			if l.since < when.MaxInstant {
				all = append(all, l)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b late) int { return cmp.Compare(a.since, b.since) })
	out := fmt.Sprintf("%d steps in %d cases:", steps, len(all))
	for _, l := range all[:min(most, len(all))] {
		out += " " + l.name
	}
	return out
}

func longest(x *desk.Overdue, s *engine.State, now when.Instant, most int) string {
	list, count, steps := x.Longest(s, now, most)
	out := fmt.Sprintf("%d steps in %d cases:", steps, count)
	for _, l := range list {
		out += fmt.Sprint(" ", l.Register.Ref(), " ", l.Case.Number)
	}
	return out
}

// TestWhatIsLateIsFoundWhereSomethingChangedAsBySearchingEverything plays every case of the procedure that comes along, entry by entry, and asks
// between them: at the time of the entry, some time later before anything fired, and after that fired.
func TestWhatIsLateIsFoundWhereSomethingChangedAsBySearchingEverything(t *testing.T) {
	names, err := fs.Glob(cases.Files, "*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	asked, found := 0, 0
	for _, name := range names {
		data, err := fs.ReadFile(cases.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := scenario.Parse(strings.TrimSuffix(name, ".txtar"), data)
		if err != nil {
			t.Fatal(err)
		}
		var list []engine.Entry
		if _, err := scenario.Play(c, agreements.Files, func(s scenario.Step) {
			if s.Entry != nil {
				list = append(list, *s.Entry)
			}
		}); err != nil {
			t.Fatal(err)
		}
		s, told, untold := engine.NewState(), &desk.Overdue{}, &desk.Overdue{}
		genesis := engine.NewGenesis(list[0].Time)
		genesis.Genesis.Seed = c.Seed
		if _, err := s.Step(genesis); err != nil {
			t.Fatal(err)
		}
		ask := func(when when.Instant, what string) {
			t.Helper()
			want := overdue(s, when, 5)
			if asked++; !strings.HasPrefix(want, "0 steps") {
				found++
			}
			if got := longest(told, s, when, 5); got != want {
				t.Fatalf("%s, entry %d, %s: got %s, want %s", name, s.Seq(), what, got, want)
			}
		}
		for i, e := range list {
			before := s.Seq()
			effects, err := s.Step(e)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			told.Took(s, before, 1, effects)
			ask(e.Time, "at its time")
			if got, want := longest(untold, s, e.Time, 5), overdue(s, e.Time, 5); got != want {
				t.Fatalf("%s, entry %d, without a word of what changed: got %s, want %s", name, s.Seq(), got, want)
			}
			next := e.Time + when.Instant(400*when.Day)
			if i+1 < len(list) {
				next = list[i+1].Time
			}
			for _, later := range []when.Instant{e.Time + (next-e.Time)/3, e.Time + (next-e.Time)/3*2} {
				ask(later, "before anything fired")
				told.Took(s, s.Seq(), 0, s.Tick(later))
				ask(later, "after it fired")
			}
		}
	}
	if found == 0 || found == asked {
		t.Errorf("of %d questions something is late in %d: nothing was tested", asked, found)
	}
	t.Logf("%d of %d questions found something late", found, asked)
}
