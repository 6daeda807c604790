// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"truce/agreement"
	"truce/app"
	"truce/response"
)

// Where people have accounts, whoever moves a motion reads its exact words and signs them by their own passkey: nothing else is taken.
func TestAMotionIsMovedByAPasskeyOverItsExactWords(t *testing.T) {
	h := beforeAVote(t)
	at, body, number := "", "", 0
	motions := func() (out []*response.Motion) {
		h.desk.Room.Read(func(r *app.Record) error {
			for _, g := range r.State().Registers() {
				for _, b := range g.Text().Agreement().Bodies {
					if slices.ContainsFunc(b.Members, func(m agreement.Member) bool { return m.ID == "guarantor-jade" }) {
						body, number = string(b.ID), len(g.Motions())+1
						at = fmt.Sprintf("/cases/%s/%d", url.PathEscape(g.Ref()), g.Cases()[0].Number)
						out = slices.Clone(g.Motions())
					}
				}
			}
			return nil
		})
		return out
	}
	before := len(motions())
	jade := h.operator().invited("jade-desk", "commissioner", "guarantor-jade")
	move := func(change map[string]string) url.Values {
		form := url.Values{"of": {"text"}, "body": {body}, "text": {"that the post\r\nmoves"}}
		for k, v := range change {
			form.Set(k, v)
		}
		return form
	}
	if _, text := jade.get(at + "/move?of=text&body=" + body); !strings.Contains(text, "See the exact words to sign") {
		t.Fatalf("the form does not lead to a signature: %.3000s", text)
	}
	if status, text := jade.post(at+"/move", move(nil)); status != 422 || !strings.Contains(text, "a motion is signed here") {
		t.Errorf("a motion that nobody signed: %d %.1500s", status, text)
	}
	if status, text := jade.post(at+"/move", move(map[string]string{"read": "yes", "text": " "})); status != 422 || !strings.Contains(text, "say what is decided") {
		t.Errorf("words that are missing are asked to be signed: %d %.1500s", status, text)
	}
	exact := func() string {
		status, text := jade.post(at+"/move", move(map[string]string{"read": "yes"}))
		if status != 200 || !strings.Contains(text, "truce/move/1\n{") || !strings.Contains(text, fmt.Sprintf("&#34;number&#34;:%d", number)) || !strings.Contains(text, "that the post moves") {
			t.Fatalf("%d: %.3000s", status, text)
		}
		return text
	}
	signs := func(text string, change map[string]string) (int, string) {
		form := hidden(text, `action="`+at+`/move"`)
		if want := []string{"body", "of", "sign", "text"}; !slices.Equal(slices.DeleteFunc(slices.Sorted(maps.Keys(form)), func(name string) bool { return name == "bytes" || name == "signature" }), want) {
			t.Fatalf("the form sends %v", form)
		}
		for k, v := range change {
			form.Set(k, v)
		}
		return jade.signsWhatIs(text, at+"/move", form)
	}
	for name, change := range map[string]map[string]string{
		"other words":            {"text": "that the post stays"},
		"an end that was not in": {"closes": "2031-01-01T00:00"},
	} {
		if status, _ := signs(exact(), change); status != 422 {
			t.Errorf("a signature over %s: %d", name, status)
		}
	}
	if got := len(motions()); got != before {
		t.Fatalf("%d motions, want %d", got, before)
	}
	if status, text := signs(exact(), nil); status != 200 || !strings.Contains(text, "guarantor-jade, signed by the key jade-desk") {
		t.Fatalf("%d: %.3000s", status, text)
	}
	if list := motions(); len(list) != before+1 || list[before].Key != "jade-desk" || list[before].Holder != "guarantor-jade" || list[before].Content.Proposes.Text != "that the post moves" {
		t.Errorf("%+v", list[len(list)-1])
	}
	if _, text := jade.get(at); !strings.Contains(text, "guarantor-jade (signed)") {
		t.Errorf("the case does not say that it was signed: %.3000s", text)
	}
}

func TestAVoteIsSignedByAPasskeyOverItsExactBytes(t *testing.T) {
	h := beforeAVote(t)
	var m *response.Motion
	path := ""
	ballots := func() (n int, last response.Ballot) {
		h.desk.Room.Read(func(r *app.Record) error {
			for _, g := range r.State().Registers() {
				for _, m = range g.Motions() {
					path = fmt.Sprintf("/motions/%s/%d", url.PathEscape(g.Ref()), m.Content.Number)
					if n = len(m.Ballots); n > 0 {
						last = *m.Ballots[n-1]
					}
				}
			}
			return nil
		})
		return n, last
	}
	if n, _ := ballots(); n != 0 || path == "" {
		t.Fatalf("%d ballots at %q", n, path)
	}
	operator := h.operator()
	jade := operator.invited("jade-desk", "commissioner", "guarantor-jade")
	if status, _ := jade.post(path, url.Values{"choice": {"yes"}}); status != 422 {
		t.Errorf("an unsigned vote in a body that decides by signatures: %d", status)
	}
	if status, _ := jade.post(path, url.Values{"choice": {"yes"}, "sign": {"yes"}}); status != 422 {
		t.Errorf("a form that was sent without script: %d", status)
	}
	if status, _ := jade.signs(path+"?choice=no", path, url.Values{"choice": {"yes"}, "sign": {"yes"}}); status != 422 {
		t.Errorf("a signature over another choice: %d", status)
	}
	if n, _ := ballots(); n != 0 {
		t.Fatalf("%d ballots", n)
	}
	if status, _ := jade.post(path, url.Values{"read": {"yes"}, "says": {"for the second reading"}}); status != 422 {
		t.Errorf("the exact bytes without a choice: %d", status)
	}
	exact := func() string {
		status, text := jade.post(path, url.Values{"choice": {"yes"}, "says": {"for the second reading\r\nalone"}, "read": {"yes"}})
		if n, _ := ballots(); status != 200 || n != 0 || !strings.Contains(text, "guarantor-jade\n1\nfor the second reading alone\n{") {
			t.Fatalf("%d, %d ballots: %.3000s", status, n, text)
		}
		return text
	}
	vote := func(says string) url.Values { return url.Values{"choice": {"yes"}, "says": {says}, "sign": {"yes"}} }
	for _, other := range []string{"", "without any condition"} {
		if status, _ := jade.signsWhatIs(exact(), path, vote(other)); status != 422 {
			t.Errorf("a signature over other words than %q: %d", other, status)
		}
	}
	if status, text := jade.signsWhatIs(exact(), path, vote("for the second reading alone")); status != 200 || !strings.Contains(text, "signed by the key jade-desk") || strings.Contains(text, "these words are not signed") {
		t.Fatalf("%d: %.1500s", status, text)
	}
	if n, last := ballots(); n != 1 || last.Key != "jade-desk" || last.Member != "guarantor-jade" || last.Void != "" || last.Says != "for the second reading alone" || last.Beside {
		t.Errorf("%d ballots, the last %+v", n, last)
	}
	stranger := operator.invited("cobalt-desk", "liaison", "cobalt")
	if status, _ := stranger.post(path, url.Values{"choice": {"yes"}}); status != 404 {
		t.Errorf("a liaison officer votes: %d", status)
	}
}
