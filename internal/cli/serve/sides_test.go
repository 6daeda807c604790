// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"truce/agreements"
	"truce/app"
	"truce/canon"
	"truce/cases"
	"truce/finding"
	"truce/scenario"
	"truce/when"
)

// until is a record of a case of the library as it stands at a time.
func until(t *testing.T, name, at string) *hall {
	t.Helper()
	last, err := when.ParseInstant(at)
	if err != nil {
		t.Fatal(err)
	}
	data, err := cases.Files.ReadFile(name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenario.Parse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	c.Seed = canon.Salt{1}
	var list []app.Incoming
	if _, err := scenario.Play(c, agreements.Files, func(s scenario.Step) {
		if s.Entry != nil && s.Entry.Time <= last {
			list = append(list, app.Incoming{Entry: *s.Entry})
		}
	}); err != nil {
		t.Fatal(err)
	}
	return openWith(t, list[0].Entry.Time, c.Seed, list)
}

// A side that was attacked as the patrol has it answers, and every condition of the exemption is met. A word of the other side about
// its own attack opens none of that again, under whatever name its officer reports.
func TestTheWordOfASideDoesNotUndoWhatWasFoundOfTheOther(t *testing.T) {
	for _, member := range []string{"ukraine", "Ukraine"} {
		h := until(t, "return-fire-2020", "2020-08-18T08:00:00Z")
		answer := func() (out []finding.Finding) {
			h.desk.Room.Read(func(r *app.Record) error {
				for _, d := range r.State().Dockets() {
					for _, f := range d.Findings() {
						if f.Released.When.From > 1597608000000 && f.Released.Term == "fire" {
							out = append(out, *f)
						}
					}
				}
				return nil
			})
			return out
		}
		before := answer()
		if len(before) != 1 || before[0].Released.Verdict != finding.Exempt {
			t.Fatalf("the answer of 17 August is not exempt before: %d findings", len(before))
		}
		officer := h.operator().invited("kyiv-desk", "liaison", member)
		if _, text := officer.get("/report"); !strings.Contains(text, "counts as the word of ") {
			t.Errorf("the form does not say whose word it takes: %.2500s", text)
		}
		sent := url.Values{
			"act": {"assault"}, "words": {"assault heard"}, "means": {"heard"}, "from": {"2020-08-17T05:30"},
			"lat": {"48.0200"}, "lon": {"37.5800"}, "accuracy": {"300"}, "consent": {"party"},
		}
		if status, text := officer.post("/report", sent); status != 200 || !strings.Contains(text, "marked unreviewed") {
			t.Fatalf("%d: %.1500s", status, text)
		}
		h.desk.Room.Read(func(r *app.Record) error {
			list := r.State().Observations()
			last := list[len(list)-1]
			if last.Source != "liaison of "+member || !slices.Equal(last.Roots, []string{"ukraine"}) {
				t.Errorf("the report is of %q by the root of %q", last.Source, last.Roots)
			}
			return nil
		})
		after := answer()
		if len(after) != 1 || after[0].Released.Verdict != finding.Exempt {
			t.Errorf("a word of %s made %d findings of the answer of 17 August, the last %s", member, len(after), after[0].Released.Verdict)
		}
	}
}
