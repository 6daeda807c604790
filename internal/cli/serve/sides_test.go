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
	"truce/internal/cli/serve"
	"truce/response"
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

// What a side writes is read by the other side, as the form said, in a bundle that the pages do not show; so is a body's ground.
func TestTheFormsSayWhoReadsWhatABundleDiscloses(t *testing.T) {
	people, desk := shown(t, "liaison of Party Amber", "liaison of Party Cobalt", "monitor", "commissioner guarantor-jade")
	amber, cobalt, monitor, jade := people[0], people[1], people[2], people[3]
	on := url.Values{"holds": {"q9 we hold that it was not ours"}}
	register(desk, func(r *response.Register) {
		c := r.Case(6)
		on.Set("agreement", r.Ref())
		on.Set("incident", c.Incident.String())
		on.Set("term", string(c.Term))
	})
	address := "/findings/" + strings.TrimPrefix(on.Get("incident"), "incident:") + "/" + on.Get("term")
	if _, text := amber.get("/opinion?" + on.Encode()); !strings.Contains(text, "whoever is given a bundle of the record") {
		t.Errorf("the form does not say who reads a position: %.3000s", text)
	}
	if status, text := amber.post("/opinion", on); status != 200 || !strings.Contains(text, "on record") {
		t.Fatalf("%d: %.1500s", status, text)
	}
	signer, err := serve.Signer(desk)
	if err != nil {
		t.Fatal(err)
	}
	desk.Released().ProveBy(signer.Key)
	if err := desk.Room.Read(func(r *app.Record) error {
		_, err := signer.Sign(t.Context(), r.Journal())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, g := range []guest{cobalt, monitor} {
		if _, text := g.get(address); strings.Contains(text, "q9 we hold") || !strings.Contains(text, "a bundle of the record has them") {
			t.Errorf("the page of the finding does not say where the words are: %.3000s", text)
		}
	}
	_, whole := cobalt.get("/record/bundle")
	if !strings.Contains(whole, "q9 we hold") {
		t.Error("a bundle has no words of a position any more: mend the forms and docs/spec/bundle.md")
	}
	if !strings.Contains(whole, "truce/findings/1") {
		t.Error("the log's key does not vouch for the findings of a bundle, though the server has it")
	}
	if _, text := cobalt.get("/record"); !strings.Contains(text, "positions and a body") {
		t.Errorf("the page of the record does not say what a bundle holds: %.2000s", text)
	}
	monitor.wants(404, "/record/bundle")
	if _, text := jade.get("/cases/paris-exercise@1/6/move?of=determination&body=special-commission"); !strings.Contains(text, "so has one for the public") {
		t.Errorf("the form of a determination does not say who reads its reasons: %.3000s", text)
	}
	if _, text := monitor.get("/report"); !strings.Contains(text, "Whatever you choose, it is counted and assessed") {
		t.Errorf("the form of a report does not say what consent covers: %.3000s", text)
	}
}
