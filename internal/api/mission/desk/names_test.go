// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/when"
)

func TestAPositionOfAPartyIsEnteredFromItsForm(t *testing.T) {
	r := open(t, week)
	form := url.Values{"holds": {"we hold that it was not ours"}}
	r.state(func(s *engine.State) {
		d := s.Dockets()[0]
		f := d.Findings()[0].Released
		form.Set("agreement", d.Text().Ref())
		form.Set("incident", f.Incident.String())
		form.Set("term", string(f.Term))
	})
	if w := r.as(access.Liaison).send("/opinion", form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	entered := false
	r.state(func(s *engine.State) {
		for _, o := range s.Dockets()[0].Findings()[0].Internal.Opinions {
			entered = entered || o.By == "cobalt" && o.Holds == form.Get("holds")
		}
	})
	if !entered {
		t.Error("the position is not on record")
	}
}

func TestTheWayBackStaysOnTheServer(t *testing.T) {
	r := open(t, week)
	for _, back := range []string{"/\t/elsewhere.example", "/\n/elsewhere.example", "//elsewhere.example", `/\elsewhere.example`, "https://elsewhere.example", ""} {
		w := seat{room: r}.send("/demo/role", url.Values{"role": {"analyst"}, "back": {back}})
		if got := w.Header().Get("Location"); got != "/" {
			t.Errorf("back to %q leads to %q", back, got)
		}
	}
}

// seen is a report of a monitor that is entered as it stands.
func seen() url.Values {
	return url.Values{"words": {"a dull bang\nto the east"}, "means": {"heard"}, "from": {"2026-02-06 02:30"}, "place": {"marker 2"}, "consent": {"internal"}, "source": {"patrol-7"}}
}

func TestAReportIsRefusedThatClaimsWhatItsSenderIsNot(t *testing.T) {
	for name, change := range map[string]url.Values{
		"the name of a party's liaison":             {"source": {"Liaison of cobalt"}},
		"the ID of a party":                         {"source": {"cobalt"}},
		"the name of a party":                       {"source": {"party  Cobalt"}},
		"a name with a line end":                    {"source": {"patrol-7\r\nX: y"}},
		"a name that turns the order of letters":    {"source": {"patrol\u202e7"}},
		"a name longer than a line":                 {"source": {strings.Repeat("x", 121)}},
		"the name of a liaison in other letters":    {"source": {"liais\u043en of cobalt"}},
		"the ID of a party in other letters":        {"source": {"c\u043ebalt"}},
		"the ID of a party in wide letters":         {"source": {"\uff43obalt"}},
		"a name with a sign that chooses a form":    {"source": {"patrol-7\ufe0f"}},
		"a name with a letter that fills":           {"source": {"patrol\u31647"}},
		"a name with a blank of Braille":            {"source": {"patrol\u28007"}},
		"words with a control character":            {"words": {"a\x1b[31m"}},
		"words that turn the order of letters":      {"words": {"it was \u202ethe others"}},
		"words with a letter that fills":            {"words": {"a\u3164b"}},
		"a place that turns the order of letters":   {"place": {"marker \u202e2"}},
		"a means that is not a person's":            {"means": {"satellite"}},
		"an end that is still to come":              {"until": {"2031-02-06 02:30"}},
		"an end that is still to come, in one form": {"until": {"9999-12-31T23:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, week)
			form := seen()
			if name == "the name of a party's liaison" {
				if w := r.as(access.Monitor).send("/report", seen()); w.Code != http.StatusSeeOther {
					t.Fatalf("what has no fault is refused: %d %s", w.Code, w.Body)
				}
			}
			for k, v := range change {
				form[k] = v
			}
			w := r.as(access.Monitor).send("/report", form)
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `class="error"`) {
				t.Errorf("%d, want a refusal at its field", w.Code)
			}
		})
	}
}

func TestNobodyActsInTheNameOfSomebodyElse(t *testing.T) {
	r := open(t, week)
	if w := r.as(access.DutyOfficer).send("/watch/duty", url.Values{}); w.Code != http.StatusSeeOther {
		t.Fatalf("come on duty: %d %s", w.Code, w.Body)
	}
	path, a, b := first(r)
	id := strings.TrimPrefix(path, "/incidents/")
	for _, as := range []string{"test-duty-officer", "Test-Duty-Officer", "cobalt", "liaison of cobalt", "guarantor-jade", "Special  Commission", "special-commission"} {
		w := r.as(access.Analyst).send("/queue", url.Values{"incident": {id}, "as": {as}})
		if w.Code == http.StatusSeeOther {
			t.Errorf("an analyst takes a row as %q", as)
		}
		if w := r.as(access.Analyst).send(path, url.Values{"do": {"split"}, "a": {a}, "b": {b}, "reason": {"two"}, "as": {as}}); w.Code == http.StatusSeeOther {
			t.Errorf("an analyst splits as %q", as)
		}
	}
	if w := r.as(access.DutyOfficer).send("/queue", url.Values{"incident": {id}, "as": {"test-duty-officer"}}); w.Code != http.StatusSeeOther {
		t.Errorf("an officer in their own name: %d %s", w.Code, w.Body)
	}
}

func TestWordsThatAreSignedOrFiledHoldNoSignThatNobodySees(t *testing.T) {
	r := open(t, week)
	const hidden = "it was \u202ethe others\u202c"
	on := url.Values{}
	r.state(func(s *engine.State) {
		d := s.Dockets()[0]
		f := d.Findings()[0].Released
		on = url.Values{"agreement": {d.Text().Ref()}, "incident": {f.Incident.String()}, "term": {string(f.Term)}, "article": {"3"}, "case": {"6"}}
	})
	const at = "/cases/paris-exercise@1/6"
	for name, each := range map[string]struct {
		role        access.Role
		path, field string
		more        url.Values
	}{
		"the reasons of a motion":      {access.Commissioner, at + "/move", "reasons", url.Values{"of": {"determination"}, "body": {"special-commission"}, "outcome": {"violation"}}},
		"the intent of a motion":       {access.Commissioner, at + "/move", "intent", url.Values{"of": {"determination"}, "body": {"special-commission"}, "outcome": {"violation"}, "reasons": {"x"}}},
		"what a remedy counts":         {access.Commissioner, at + "/move", "what", url.Values{"of": {"remedy"}, "body": {"special-commission"}, "says": {"x"}, "count": {"1"}}},
		"a motion in words":            {access.Commissioner, at + "/move", "text", url.Values{"of": {"text"}, "body": {"special-commission"}}},
		"the reason of a recusal":      {access.Commissioner, at + "/recuse", "reason", url.Values{"body": {"special-commission"}}},
		"the ground of a decision":     {access.Commissioner, at + "/admit", "reason", url.Values{"complaint": {"1"}, "by": {"special-commission"}, "outcome": {"rejected"}}},
		"what a member says to a vote": {access.Commissioner, "/motions/paris-exercise@1/1", "says", url.Values{"choice": {"yes"}}},
		"a position":                   {access.Liaison, "/opinion", "holds", nil},
		"a reply":                      {access.Liaison, "/reply", "says", nil},
		"a complaint":                  {access.Liaison, "/complain", "says", nil},
		"the remedy sought":            {access.Liaison, "/complain", "seeks", url.Values{"says": {"x"}}},
	} {
		form := url.Values{each.field: {hidden}}
		for _, more := range []url.Values{on, each.more} {
			for k, v := range more {
				form[k] = v
			}
		}
		if w := r.as(each.role).send(each.path, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "a sign that nobody sees") {
			t.Errorf("%s: %d, want a refusal that names the sign", name, w.Code)
		}
	}
}

func TestWhatShowsTheSameAsANotedPageIsNotedToo(t *testing.T) {
	r := open(t, week)
	var noted []string
	for _, route := range r.desk.Routes() {
		if route.Noted {
			noted = append(noted, route.Pattern)
		}
	}
	for _, pattern := range []string{"/map/incidents", "/map/points", "/incidents/{id}/shapes", "/watch/flash", "/watch/handover"} {
		if !slices.Contains(noted, pattern) {
			t.Errorf("%s shows what the mission knows, and no read of it is noted", pattern)
		}
	}
}

func TestWordsOnSeveralLinesAreTaken(t *testing.T) {
	r := open(t, week)
	s := r.as(access.DutyOfficer)
	s.send("/watch/duty", url.Values{})
	call := url.Values{"to": {"liaison"}, "asked": {"who fired"}, "reached": {"answered"}, "said": {"will look\r\n\r\n  into it\n"}}
	if w := s.send("/watch/call", call); w.Code != http.StatusSeeOther {
		t.Errorf("a call: %d %s", w.Code, w.Body)
	}
	complaint := url.Values{"article": {"3"}, "respondent": {"amber"}, "says": {"They fired.\r\nTwice."}}
	r.state(func(s *engine.State) {
		complaint.Set("agreement", s.Dockets()[0].Text().Ref())
		calls := s.Room().Calls()
		if len(calls) == 0 || calls[len(calls)-1].Said != "will look into it" {
			t.Errorf("the calls are %+v", calls)
		}
	})
	if w := r.as(access.Liaison).send("/complain", complaint); w.Code != http.StatusSeeOther {
		t.Errorf("a complaint: %d %s", w.Code, w.Body)
	}
}

func TestAReportIsTakenOfTheMinuteThatRuns(t *testing.T) {
	r := open(t, week)
	var now when.Instant
	r.state(func(s *engine.State) { now = s.Now() })
	zone := r.desk.Zone()
	minute := func(t when.Instant) string {
		c := zone.ClockOf(t)
		return fmt.Sprintf("%sT%02d:%02d", zone.DateOf(t), c.Hour, c.Minute)
	}
	for name, until := range map[string]string{"with no end": "", "to the same minute": minute(now)} {
		form := seen()
		form.Set("from", minute(now))
		form.Set("until", until)
		if w := r.as(access.Monitor).send("/report", form); w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	form := seen()
	form.Set("from", minute(now+when.Instant(2*when.Minute)))
	w := r.as(access.Monitor).send("/report", form)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "that lies in the future") {
		t.Errorf("a time to come: %d %s", w.Code, w.Body)
	}
}

func TestWithoutAnAgreementATimeIsRefusedWithWhatToDo(t *testing.T) {
	rec, err := app.Found(t.Context(), filepath.Join(t.TempDir(), "new.journal"), app.Founder{Origin: "truce.test/new", At: when.Instant(when.Day)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rec.Close() })
	r := serve(t, rec)
	const want = "No agreement is on record yet"
	if w := r.as(access.Monitor).send("/report", seen()); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), `<p class="note" data-kind="stop" role="alert">`) || strings.Contains(w.Body.String(), "no time here") {
		t.Errorf("a report: %d %s", w.Code, w.Body)
	}
	s := r.as(access.DutyOfficer)
	s.send("/watch/duty", url.Values{})
	call := url.Values{"to": {"liaison"}, "asked": {"who fired"}, "reached": {"answered"}, "back": {"2026-02-06T02:30"}}
	if w := s.send("/watch/call", call); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), want) {
		t.Errorf("a call: %d %s", w.Code, w.Body)
	}
}

func TestACallThatNobodyAnsweredHasAClock(t *testing.T) {
	r := open(t, week)
	s := r.as(access.DutyOfficer)
	s.send("/watch/duty", url.Values{})
	for _, reached := range []string{"no-answer", "answered"} {
		call := url.Values{"to": {"liaison"}, "asked": {"who fired"}, "reached": {reached}}
		if w := s.send("/watch/call", call); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", reached, w.Code, w.Body)
		}
	}
	r.state(func(s *engine.State) {
		calls := s.Room().Calls()
		missed, answered := calls[len(calls)-2], calls[len(calls)-1]
		if missed.Back != s.Now()+when.Instant(15*when.Minute) || answered.Back != 0 {
			t.Errorf("call again by %s and %s, want 15 minutes and no clock", missed.Back, answered.Back)
		}
	})
}

func TestAHandoverToSomebodyWithoutAKeyIsNotCalledTaken(t *testing.T) {
	r := open(t, week)
	s := r.as(access.DutyOfficer)
	s.send("/watch/duty", url.Values{})
	_, rest, _ := strings.Cut(s.must("/watch/handover"), `name="list" value="`)
	list, _, _ := strings.Cut(rest, `"`)
	if w := s.send("/watch/handover", url.Values{"in": {"night officer"}, "list": {list}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if body := s.must("/watch"); strings.Contains(body, "has taken the watch") || !strings.Contains(body, "and neither signs") {
		t.Error("the page does not say that nobody signed")
	}
}

func TestACallAndAnAssuranceAreOfASideThatATextNames(t *testing.T) {
	r := open(t, week)
	s := r.as(access.DutyOfficer)
	s.send("/watch/duty", url.Values{})
	for path, form := range map[string]url.Values{
		"/watch/call":      {"to": {"liaison"}, "asked": {"who fired"}, "reached": {"answered"}},
		"/watch/assurance": {"from": {"liaison"}, "what": {"no fire at the mill"}},
	} {
		for side, want := range map[string]int{"zzz": http.StatusUnprocessableEntity, "cobalt": http.StatusSeeOther, "": http.StatusSeeOther} {
			form.Set("side", side)
			if w := s.send(path, form); w.Code != want {
				t.Errorf("%s of %q: %d, want %d: %s", path, side, w.Code, want, w.Body)
			}
		}
	}
}
