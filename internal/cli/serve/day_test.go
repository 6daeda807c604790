// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"strconv"
	"strings"
	"testing"

	"truce/internal/browser"
)

// guideWindow is the window of the pictures in the guides.
func guideWindow() browser.Reader { return browser.Reader{Width: 1200, Height: 860} }

// report is what a monitor sends in, with words by which it is known again.
func fileReport(words string) map[string]string {
	return map[string]string{"words": words, "means": "heard", "from": "2026-02-06T08:40", "source": "patrol-9", "lat": "48.1", "lon": "31.6", "accuracy": "50", "bearing": "80", "far": "4000"}
}

func TestBrowserAReportReachesTheDutyOfficerUnreviewedAndNamesNoParty(t *testing.T) {
	s := play(t)
	officer := s.seat(t, guideWindow(), s.mission, "duty officer")
	officer.Visit("/watch")
	officer.Send("#duty button")
	officer.Visit("/queue")
	officer.Until(`document.documentElement.dataset.line === "live"`)
	monitor := s.seat(t, guideWindow(), s.mission, "monitor")
	monitor.Visit("/report")
	monitor.Fill("#report", fileReport("a dull bang to the east"))
	monitor.picture("report")
	browser.Eval[any](officer.Tab, `window.came = new Promise((done) => { const look = () => {
		const r = [...document.querySelectorAll("tr")].find((r) => r.textContent.includes("new") && r.textContent.includes("2026-02-06 08:40"));
		if (r) done(r.textContent.replace(/\s+/g, " ") + "@" + Date.now()); else setTimeout(look, 10); }; look(); }); 0`)
	sent := browser.Eval[float64](monitor.Tab, "Date.now()")
	monitor.Send("#report p.send button")
	monitor.says("unreviewed")
	came := browser.Eval[string](officer.Tab, "window.came")
	row, at, _ := strings.Cut(came, "@")
	there, err := strconv.ParseFloat(at, 64)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("from the monitor's press to the officer's queue: %.0f ms", there-sent)
	for _, party := range []string{"Amber", "Cobalt", "amber", "cobalt"} {
		if strings.Contains(row, party) {
			t.Errorf("the row names %s: %s", party, row)
		}
	}
	if !strings.Contains(row, "unreviewed") {
		t.Errorf("the row is not marked unreviewed: %s", row)
	}
	officer.picture("queue")
	monitor.clean()
	officer.clean()
}

func TestBrowserTheDayOfADutyOfficer(t *testing.T) {
	s := play(t)
	p := s.seat(t, guideWindow(), s.mission, "duty officer")
	p.Visit("/watch")
	p.Send("#duty button")
	p.says("You are on duty.")
	monitor := s.seat(t, guideWindow(), s.mission, "monitor")
	monitor.fills("/report", "report", fileReport("three bursts from the ridge"), "unreviewed")
	p.fills("/watch/call", "call", map[string]string{"to": "liaison officer north", "asked": "who fired at marker 3", "reached": "answered", "said": "they are asking", "back": "2026-02-06T23:50"}, "call-1 is entered.")
	p.says("liaison officer north")
	p.fills("/watch/assurance", "assurance", map[string]string{"from": "liaison officer north", "what": "no fire on the road until noon", "until": "2026-02-06T23:55"}, "is entered.")
	p.fills("/patrols", "request", map[string]string{"what": "look at the crater at marker 3", "source": "patrol-7", "place": "marker 3", "every": "30 min"}, "is requested.")
	p.fills("/patrols/step?task=patrol-1", "step", map[string]string{"step": "cleared", "says": "both sides informed"}, "patrol-1: cleared.")
	p.fills("/notices/give", "give", map[string]string{"kind": "repair", "what": "repair of the substation", "place": "substation in the west", "from": "2026-02-07T08:00", "until": "2026-02-07T16:00", "sides": "amber, cobalt"}, "notice-1")
	p.Visit("/watch")
	p.says("Owed in the cases by the mission and its cell")
	p.Visit("/watch/owed")
	p.Send("#owed form[action$='/7/watch/step'] button")
	p.fills("", "step", map[string]string{"to-amber": "yes", "to-cobalt": "yes", "summary": "a patrol was turned away"}, "On record: notice to the respondent, done")
	p.Visit("/watch")
	p.picture("watch")
	if browser.Eval[bool](p.Tab, `!!document.querySelector("#new form[action='/watch/flash'] button")`) {
		p.Send("#new form[action='/watch/flash'] button")
		p.Send("#flash p.send button")
		p.says("The flash report is sent and on record.")
		p.Send("#new form[action='/watch/seen'] button")
		p.says("Seen: ")
	}
	p.Visit("/watch/handover")
	p.says("call-1")
	p.picture("handover")
	p.fills("", "handover", map[string]string{"in": "night officer", "words": "the patrol is not back before one"}, "demo-duty signs now")
	p.Send("#sign p.send button")
	p.says("The watch is handed over to night officer")
	p.clean()
}

func TestBrowserTheDayOfAnAnalyst(t *testing.T) {
	s := play(t)
	p := s.seat(t, guideWindow(), s.mission, "analyst")
	p.Visit("/incidents")
	p.Send("#incidents tbody a[href^='/incidents/']")
	p.says("Independent roots")
	two := browser.Eval[[]string](p.Tab, `fetch("/incidents?format=json&list=incidents").then((r) => r.json()).then((l) => l.map((i) => i.incident))`)
	if len(two) < 2 {
		t.Fatalf("%d incidents, want two to join", len(two))
	}
	here := browser.Eval[string](p.Tab, `location.pathname`)
	other := two[0]
	if strings.Contains(here, strings.TrimPrefix(other, "incident:")) {
		other = two[1]
	}
	p.Fill("#join", map[string]string{"other": strings.TrimPrefix(other, "incident:"), "reason": "one crater, two reports"})
	p.Send("#join p.send button")
	p.says("Your decision is on record")
	p.says("joined by an analyst")
	p.picture("incident")
	p.Fill("#split", map[string]string{"reason": "the second crater is older"})
	p.Send("#split p.send button")
	p.says("Your decision is on record")
	p.Fill("#rate", map[string]string{"reliability": "D", "credibility": "4"})
	p.Send("#rate p.send button")
	p.says("The rating is on record")
	p.Visit("/sources")
	p.says("D by analyst")
	p.Visit("/findings")
	p.Send("#findings tbody a[href^='/findings/']")
	p.says("mission only")
	p.picture("finding")
	p.Send("main a[href*='/reading?']")
	p.fills("", "reading", map[string]string{"holds": "the second root is a copy of the first"}, "Your second reading is on record")
	for _, at := range []string{"/map", "/coverage", "/sources"} {
		p.Visit(at)
	}
	p.clean()
}

func TestBrowserTheDayOfACommission(t *testing.T) {
	s := play(t)
	p := s.seat(t, guideWindow(), s.mission, "commissioner guarantor-umber")
	p.Visit("/cases?all=yes")
	p.Send("#cases tbody a[href^='/cases/']")
	p.says("Procedure and clocks")
	p.picture("case")
	p.Visit("/motions/paris-exercise@1/2")
	p.says("The exact bytes")
	p.votes("", "yes", "")
	p.says("4 for, 0 against")
	against := s.seat(t, guideWindow(), s.mission, "commissioner amber-member")
	against.votes("/motions/paris-exercise@1/2", "no", "nobody saw who fired")
	against.says("vetoed")
	against.picture("motion")
	const at = "/cases/paris-exercise@1/6"
	p.Visit(at)
	p.Send(`main a[href="` + at + `/move"]`)
	p.says("hears no appeals")
	p.Send("#may a[href*='of=determination']")
	p.fills("", "move", map[string]string{"outcome": "violation", "reasons": "two roots that do not rest on each other"}, "Sign what you move")
	p.fills("", "move", nil, "The motion is on record, signed by the key demo-guarantor-umber")
	p.says("to determine: violation")
	p.votes("", "yes", "")
	p.says("1 for, 0 against")
	other := s.seat(t, guideWindow(), s.mission, "commissioner guarantor-slate")
	other.fills(at+"/recuse", "recuse", map[string]string{"reason": "a cousin serves there"}, "guarantor-slate is recused.")
	for _, x := range []*person{p, against, other} {
		x.clean()
	}
}

// Two people of the mission let a public release go, and the public sees it.
func TestBrowserTwoPeopleLetAReleaseGo(t *testing.T) {
	s := play(t)
	p := s.seat(t, guideWindow(), s.mission, "duty officer")
	p.fills("/public/propose", "make", map[string]string{"delay": "96 h"}, "Exactly what goes out")
	digest := p.text("#propose pre")
	p.Send("#propose p.send button")
	p.says("The release is proposed.")
	p.Visit("/public/approve")
	p.says("Nobody approves their own")
	second := s.seat(t, guideWindow(), s.mission, "analyst")
	second.Visit("/public/approve")
	if words := strings.Fields(digest); len(words) != 4 || !strings.Contains(second.text("#approve pre"), words[3]) {
		t.Errorf("the second person is not asked to sign the manifest of the first: %q, %q", digest, second.text("#approve pre"))
	}
	second.Send("#approve p.send button")
	second.says("Two people stand behind the release")
	public := s.seat(t, guideWindow(), s.mission, "public")
	public.Visit("/public")
	public.says(strings.Fields(digest)[3])
	for _, x := range []*person{p, second, public} {
		x.clean()
	}
}

// A member moves, votes and signs, and two people let a release go, by the keyboard alone.
func TestBrowserAMotionAndAReleaseByTheKeyboardAlone(t *testing.T) {
	s := play(t)
	p := s.seat(t, guideWindow(), s.mission, "commissioner guarantor-umber")
	p.Visit("/cases/paris-exercise@1/6")
	p.enters("main a[href$='/6/move']", "What you can move")
	p.enters("#may a[href*='of=determination']", "Moved by guarantor-umber")
	p.tabTo("#move [name=outcome]")
	p.Keys("v") // of violation
	p.tabTo("#move [name=reasons]")
	p.Keys("two roots that do not rest on each other")
	p.enters("#move p.send button", "Sign what you move")
	p.enters("#move p.send button", "The motion is on record, signed by the key demo-guarantor-umber")
	p.tabTo("#vote [name=choice]")
	p.Keys("y")
	p.enters("#vote p.send button", "These are the exact bytes")
	p.enters("#vote p.send button", "The vote is on record, signed by the key demo-guarantor-umber")
	officer := s.seat(t, guideWindow(), s.mission, "duty officer")
	officer.Visit("/public/propose")
	officer.tabTo("#make [name=delay]")
	officer.Keys("96 h")
	officer.enters("#make p.send button", "Exactly what goes out")
	officer.enters("#propose p.send button", "The release is proposed.")
	analyst := s.seat(t, guideWindow(), s.mission, "analyst")
	analyst.Visit("/public")
	analyst.enters("main a[href='/public/approve']", "Proposed by")
	analyst.enters("#approve p.send button", "Two people stand behind the release")
	for _, x := range []*person{p, officer, analyst} {
		x.clean()
	}
}

// enters goes to what a selector names by the key, presses Enter on it, and wants words on the page that answers.
func (p *person) enters(selector, want string) {
	p.t.Helper()
	p.tabTo(selector)
	p.Leave(func() { p.Keys(browser.Enter) })
	p.says(want)
}

func TestBrowserTheDayOfALiaisonDesk(t *testing.T) {
	s := play(t)
	officer := s.seat(t, guideWindow(), s.mission, "duty officer")
	officer.Visit("/watch")
	officer.Send("#duty button")
	officer.fills("/notices/give", "give", map[string]string{"kind": "repair", "what": "repair of the substation", "place": "substation in the west", "from": "2026-02-07T08:00", "until": "2026-02-07T16:00", "sides": "amber, cobalt"}, "notice-1")
	p := s.seat(t, guideWindow(), s.mission, "liaison of Party Cobalt")
	p.Visit("/cases")
	p.Send("#cases tbody a[href^='/cases/']")
	p.keepsQuiet("What was entered")
	p.fills("/complain", "complaint", map[string]string{"article": "1", "respondent": "amber", "says": "two shells at the mill", "seeks": "that it stops"}, "omplaint")
	p.Visit("/notices")
	p.says("repair of the substation")
	p.picture("notices")
	p.Send("#row-notice-1 form button")
	p.says("Your answer to notice-1 is on record.")
	for _, at := range []string{"/findings", "/agreement", "/record"} {
		p.Visit(at)
		p.keepsQuiet("mission only")
	}
	p.clean()
}

// A person who cannot use a mouse reaches everything by the keyboard: the focus goes from one thing to the next, and what has it
// is pressed by Enter.
func TestBrowserTheWatchIsKeptByTheKeyboardAlone(t *testing.T) {
	s := play(t)
	p := s.seat(t, guideWindow(), s.mission, "duty officer")
	p.Visit("/watch")
	p.tabTo("#duty button")
	p.Leave(func() { p.Keys(browser.Enter) })
	p.says("You are on duty.")
	p.tabTo("main a[href='/watch/call']")
	p.Leave(func() { p.Keys(browser.Enter) })
	p.tabTo("#call [name=to]")
	p.Keys("liaison officer south")
	p.tabTo("#call [name=asked]")
	p.Keys("whether the road is free")
	p.tabTo("#call p.send button")
	p.Leave(func() { p.Keys(browser.Enter) })
	p.says("call-1 is entered.")
	p.tabTo("nav a[href='/queue']")
	p.Leave(func() { p.Keys(browser.Enter) })
	p.tabTo("main tbody a[href^='/incidents/']")
	p.Leave(func() { p.Keys(browser.Enter) })
	p.says("Independent roots")
	p.clean()
}

// tabTo presses the key until what a selector names has the focus, which has to be seen.
func (p *person) tabTo(selector string) {
	p.t.Helper()
	for range 200 {
		p.Keys(browser.TabKey)
		if browser.Eval[bool](p.Tab, `!!document.activeElement && document.activeElement.matches("`+selector+`")`) {
			return
		}
	}
	p.t.Fatalf("the key never reaches %s", selector)
}
