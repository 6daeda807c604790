// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/url"
	"strings"
	"testing"

	"truce/app"
)

// list is the digest that a page of the handover has its list by.
func (g guest) list(path string) string {
	g.t.Helper()
	_, text := g.get(path)
	_, rest, _ := strings.Cut(text, `name="list"`)
	return attribute(rest, "value")
}

func TestTheSecondOfficerSignsInABrowserOfTheirOwn(t *testing.T) {
	h := open(t)
	operator := h.operator()
	anna, ben, carl := operator.invited("watch-1", "duty-officer", ""), operator.invited("watch-2", "duty-officer", ""), operator.invited("watch-3", "duty-officer", "")
	anna.post("/watch/duty", url.Values{})
	const path = "/watch/handover?in=watch-2&words=quiet"
	form := func(who string) url.Values {
		return url.Values{"out": {"watch-1"}, "in": {"watch-2"}, "words": {"quiet"}, "sign": {who}}
	}
	if status, text := ben.get("/watch/handover?out=watch-1"); status != 404 {
		t.Errorf("what nobody began is signed: %d %.500s", status, text)
	}
	anna.signs(path, "/watch/handover", form("watch-1"))
	if _, text := anna.get(path); !strings.Contains(text, "It waits for the signature of watch-2") {
		t.Errorf("who hands over does not read that it waits: %.3000s", text)
	}
	if _, text := ben.get("/watch"); !strings.Contains(text, "watch-1 hands the watch over to you") {
		t.Error("the watch does not lead who comes on to the signature")
	}
	if status, _ := carl.get("/watch/handover?out=watch-1"); status != 404 {
		t.Errorf("another officer sees it: %d", status)
	}
	if status, _ := carl.post("/watch/handover", url.Values{"out": {"watch-1"}, "in": {"watch-3"}, "list": {anna.list(path)}}); status != 404 {
		t.Errorf("another officer takes it: %d", status)
	}
	if status, _ := ben.post("/watch/handover", url.Values{"out": {"watch-1"}, "in": {"watch-2"}, "list": {anna.list(path)}}); status != 200 || h.handovers() != 0 {
		t.Errorf("%d, and %d handovers without the second signature", status, h.handovers())
	}
	if status, text := ben.signs("/watch/handover?out=watch-1", "/watch/handover", form("watch-2")); status != 200 || !strings.Contains(text, "watch-2 has taken the watch over") {
		t.Fatalf("%d: %.1500s", status, text)
	}
	h.desk.Room.Read(func(r *app.Record) error {
		list, on := r.State().Room().Handovers(), r.State().Room().OnDuty()
		if len(list) != 1 || !list[0].OutSigned || !list[0].InSigned || list[0].Out != "watch-1" || list[0].Words != "quiet" || len(on) != 1 || on[0].Name != "watch-2" {
			t.Errorf("%+v, on %+v", list, on)
		}
		return nil
	})
	if _, text := ben.get("/watch"); strings.Contains(text, "hands the watch over to you") {
		t.Error("what was signed waits still")
	}
}

func TestAHandoverWhoseListHasChangedIsSignedAgainByBoth(t *testing.T) {
	h := open(t)
	operator := h.operator()
	anna, ben := operator.invited("watch-1", "duty-officer", ""), operator.invited("watch-2", "duty-officer", "")
	anna.post("/watch/duty", url.Values{})
	const path = "/watch/handover?in=watch-2&words="
	anna.signs(path, "/watch/handover", url.Values{"in": {"watch-2"}, "sign": {"watch-1"}})
	anna.post("/watch/call", url.Values{"to": {"hotline"}, "asked": {"who fired"}, "reached": {"no-answer"}})
	if _, text := ben.get("/watch/handover?out=watch-1"); !strings.Contains(text, "is not this list any more") || strings.Contains(text, "data-sign") {
		t.Errorf("%.3000s", text)
	}
	if status, _ := ben.post("/watch/handover", url.Values{"out": {"watch-1"}, "in": {"watch-2"}, "list": {anna.list(path)}, "sign": {"watch-1"}}); status != 422 || h.handovers() != 0 {
		t.Errorf("%d, %d handovers", status, h.handovers())
	}
}

func TestTheWatchIsHandedToNobodyWithoutAnAccountOfTheRole(t *testing.T) {
	h := open(t)
	operator := h.operator()
	anna := operator.invited("watch-1", "duty-officer", "")
	anna.post("/watch/duty", url.Values{})
	if _, text := anna.get("/watch/handover"); !strings.Contains(text, "nobody to hand over to") {
		t.Error("the page does not say that there is nobody")
	}
	operator.invited("watch-2", "duty-officer", "")
	operator.invited("patrol-7", "monitor", "")
	_, text := anna.get("/watch/handover")
	if !strings.Contains(text, `<option value="watch-2"`) || strings.Contains(text, `<option value="watch-1`) || strings.Contains(text, `<option value="patrol-7"`) {
		t.Errorf("who is offered: %.3000s", text)
	}
	for _, in := range []string{"nobody-at-all", "patrol-7", "operator", "watch-1", ""} {
		status, text := anna.post("/watch/handover", url.Values{"in": {in}, "list": {anna.list("/watch/handover")}})
		if n := h.handovers(); n != 0 || in != "watch-1" && (status != 422 || !strings.Contains(text, "has no account of a duty officer")) {
			t.Errorf("%q: %d handovers, %d %.500s", in, n, status, text)
		}
	}
}
