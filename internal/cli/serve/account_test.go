// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"truce/internal/access"
	"truce/internal/people"
	"truce/when"
)

// halls are a server in earnest of each realm.
func halls(t *testing.T) map[string]*hall {
	c, _ := openCoalition(t)
	return map[string]*hall{"the mission's": open(t), "the coalition's": c}
}

func TestAnOperatorChangesAnAccountOnItsPageAndItIsWrittenDown(t *testing.T) {
	for realm, h := range halls(t) {
		operator := h.operator()
		guest := operator.invited("desk-1", "liaison", "Italy")
		_, text := operator.get("/people")
		if !strings.Contains(text, `href="/people/account?name=desk-1"`) {
			t.Errorf("%s: the list leads to no page of the account", realm)
		}
		_, text = operator.get("/people/account?name=desk-1")
		for _, role := range h.realm.Roles {
			if want := role != access.Public; strings.Contains(text, `name="role-`+string(role)+`"`) != want {
				t.Errorf("%s: the role %s is offered: %t", realm, role, !want)
			}
		}
		form := url.Values{"name": {"desk-1"}, "role-chancellery": {"yes"}, "member": {"France"}, "until": {"2999-12-31"}, "called": {"Anna"}, "contact": {"anna@desk.example"}}
		if status, text := operator.post("/people/account", form); status != http.StatusOK || !strings.Contains(text, "desk-1 is changed.") || !strings.Contains(text, "2999-12-31") {
			t.Errorf("%s: %d %.1500s", realm, status, text)
		}
		if _, text := guest.get("/account"); !strings.Contains(text, "France") || !strings.Contains(text, "chancellery") {
			t.Errorf("%s: the session goes on as before: %.1500s", realm, text)
		}
		_, text = operator.get("/people?format=csv&list=deeds")
		if !strings.Contains(text, "gave the roles chancellery; let it speak for France; let it hold until 3000-01-01T00:00:00Z") || strings.Contains(text, "anna@") {
			t.Errorf("%s: what is written down: %s", realm, text)
		}
		for field, wrong := range map[string]string{"until": "2001-01-01", "member": ""} {
			bad := url.Values{"name": {"desk-1"}, "role-chancellery": {"yes"}, "member": {"France"}, "until": {""}}
			bad.Set(field, wrong)
			if status, _ := operator.post("/people/account", bad); status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %s=%q gets %d", realm, field, wrong, status)
			}
		}
		if status, _ := operator.post("/people/account", url.Values{"name": {"desk-1"}, "member": {"France"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: an account without a role gets %d", realm, status)
		}
		for _, path := range []string{"/people/account?name=desk-1", "/people/end?name=desk-1"} {
			guest.wants(404, path)
			h.guest("public").wants(404, path)
		}
		for _, path := range []string{"/people/account", "/people/end"} {
			if status, _ := guest.post(path, url.Values{"name": {"operator"}, "sure": {"yes"}}); status != http.StatusNotFound {
				t.Errorf("%s: somebody else's form at %s gets %d", realm, path, status)
			}
		}
	}
}

func TestAnAccountEndsForGoodAndTheLastOperatorNever(t *testing.T) {
	for realm, h := range halls(t) {
		operator := h.operator()
		guest := operator.invited("desk-1", "liaison", "Italy")
		if status, text := operator.post("/people/end", url.Values{"name": {"desk-1"}}); status != http.StatusUnprocessableEntity || !strings.Contains(text, "cannot be undone") {
			t.Errorf("%s: without the tick: %d", realm, status)
		}
		guest.wants(200, "/account")
		for path, form := range map[string]url.Values{
			"/people/end":    {"name": {"operator"}, "sure": {"yes"}},
			"/people/change": {"name": {"operator"}, "act": {"disable"}},
		} {
			if status, text := operator.post(path, form); status != http.StatusUnprocessableEntity || !strings.Contains(text, "make another operator first") {
				t.Errorf("%s: the last operator by %s: %d %.600s", realm, path, status, text)
			}
		}
		if status, text := operator.post("/people/account", url.Values{"name": {"operator"}, "role-operator": {"yes"}, "until": {"2999-01-01"}}); status != http.StatusUnprocessableEntity || !strings.Contains(text, "make another operator first") {
			t.Errorf("%s: the last operator gets an end: %d", realm, status)
		}
		if status, text := operator.post("/people/end", url.Values{"name": {"desk-1"}, "sure": {"yes"}}); status != http.StatusOK || !strings.Contains(text, "desk-1 has ended") {
			t.Errorf("%s: %d %.600s", realm, status, text)
		}
		if _, text := guest.get("/account"); !strings.Contains(text, "You are not signed in") {
			t.Errorf("%s: the session of an account that ended goes on: %.600s", realm, text)
		}
		if status, _ := operator.post("/people/change", url.Values{"name": {"desk-1"}, "act": {"enable"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: it is opened again: %d", realm, status)
		}
	}
}

func TestAnAccountThatRanOutIsOutAtTheNextClick(t *testing.T) {
	for realm, h := range halls(t) {
		operator := h.operator()
		guest := operator.invited("desk-1", "liaison", "Italy")
		p, err := h.Accounts.Named(t.Context(), "desk-1")
		if err != nil {
			t.Fatal(err)
		}
		now := h.Desk.Doors.Now()
		p.Until = now + 1
		if err := h.Accounts.Change(t.Context(), people.By{Who: "operator", At: now}, p.ID, func(is *people.Person) error {
			is.Until = p.Until
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for h.Desk.Doors.Now() <= p.Until { // a millisecond of the machine's clock
		}
		if _, text := guest.get("/account"); !strings.Contains(text, "You are not signed in") {
			t.Errorf("%s: %.600s", realm, text)
		}
		if _, text := operator.get("/people"); !strings.Contains(text, "run out") {
			t.Errorf("%s: the list does not say so", realm)
		}
		if err := h.Desk.Lapse(t.Context()); err != nil {
			t.Fatal(err)
		}
		if status, text := operator.post("/people/change", url.Values{"name": {"desk-1"}, "act": {"enable"}}); status != http.StatusUnprocessableEntity || !strings.Contains(text, "another last day first") {
			t.Errorf("%s: it is opened again as it is: %d %.600s", realm, status, text)
		}
	}
}

// Every form of an account that another site's page sends is refused, and nothing of it is done.
func TestNoFormOfAnAccountIsTakenFromElsewhere(t *testing.T) {
	for realm, h := range halls(t) {
		operator := h.operator()
		operator.invited("desk-1", "liaison", "Italy")
		for path, form := range map[string]url.Values{
			"/people/account": {"name": {"desk-1"}, "role-operator": {"yes"}},
			"/people/end":     {"name": {"desk-1"}, "sure": {"yes"}},
		} {
			for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"}} {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.home+path, strings.NewReader(form.Encode()))
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				for name, value := range header {
					request.Header.Set(name, value)
				}
				if status, _ := operator.read(operator.http.Do(request)); status != http.StatusForbidden {
					t.Errorf("%s: %s with %v gets %d", realm, path, header, status)
				}
			}
		}
		p, err := h.Accounts.Named(t.Context(), "desk-1")
		if err != nil || p.Shut(when.Instant(0)) || !p.Is("liaison") {
			t.Errorf("%s: %+v, %v", realm, p, err)
		}
	}
}

func TestOneOperatorDoesNotOverwriteWhatAnotherChangedMeanwhile(t *testing.T) {
	h := open(t)
	first := h.operator()
	second := first.invited("second", "operator", "")
	first.invited("desk-1", "liaison", "Italy")
	form := func(by guest) url.Values {
		_, text := by.get("/people/account?name=desk-1")
		return hidden(text, `action="/people/account"`)
	}
	one, other := form(first), form(second)
	one.Set("role-chancellery", "yes")
	one.Set("member", "France")
	if status, text := first.post("/people/account", one); status != http.StatusOK {
		t.Fatalf("%d: %.1500s", status, text)
	}
	other.Set("role-liaison", "yes")
	other.Set("member", "Italy")
	other.Set("contact", "anna@desk.example")
	status, text := second.post("/people/account", other)
	if status != http.StatusUnprocessableEntity || !strings.Contains(text, "Somebody else changed this account") {
		t.Errorf("the second operator overwrites what the first changed: %d", status)
	}
	if p, err := h.Accounts.Named(t.Context(), "desk-1"); err != nil || p.Member != "France" || !p.Is("chancellery") {
		t.Errorf("%+v, %v", p, err)
	}
	again := hidden(text, `action="/people/account"`)
	for name := range other {
		if name != "seen" {
			again.Set(name, other.Get(name))
		}
	}
	if status, text := second.post("/people/account", again); status != http.StatusOK {
		t.Errorf("who has seen it cannot change it: %d %.1500s", status, text)
	}
}

// TestWhatIsOwedToTheRecordIsEnteredOnce has many who changed accounts at once put on record what follows.
func TestWhatIsOwedToTheRecordIsEnteredOnce(t *testing.T) {
	h := open(t)
	h.operator().invited("watch-1", "duty-officer", "")
	p, err := h.Accounts.Named(t.Context(), "watch-1")
	if err != nil {
		t.Fatal(err)
	}
	err = h.Accounts.Change(t.Context(), people.By{Who: "operator", At: h.Desk.Doors.Now()}, p.ID, func(p *people.Person) error {
		p.Disabled = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := h.Desk.Settle(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestAStreamOfChangesEndsWithWhomItIsFor opens streams, ends what each is for, and waits for the end of the stream. Nothing
// changes in the record meanwhile.
func TestAStreamOfChangesEndsWithWhomItIsFor(t *testing.T) {
	for realm, h := range halls(t) {
		operator := h.operator()
		account := func(act func(people.By, string) error) func(guest) error {
			return func(g guest) error {
				_, text := g.get("/account")
				for _, name := range []string{"desk-1", "desk-2", "desk-3", "desk-4", "desk-5", "desk-6"} {
					if strings.Contains(text, name) {
						p, err := h.Accounts.Named(t.Context(), name)
						if err != nil {
							return err
						}
						return act(people.By{Who: "operator", At: h.Desk.Doors.Now()}, p.ID)
					}
				}
				return errors.New("whose account it is is not known")
			}
		}
		gives := func(to func(*people.Person)) func(guest) error {
			return account(func(by people.By, id string) error {
				return h.Accounts.Change(t.Context(), by, id, func(p *people.Person) error {
					to(p)
					return nil
				})
			})
		}
		n := 0
		for name, end := range map[string]func(guest) error{
			"it signs out": func(g guest) error {
				if status, _ := g.post("/sign-out", nil); status != http.StatusOK {
					return fmt.Errorf("sign out: %d", status)
				}
				return nil
			},
			"its account ends": account(func(by people.By, id string) error { return h.Accounts.Leave(t.Context(), by.Who, id, by.At) }),
			"another program shuts its account": account(func(by people.By, id string) error {
				other, err := people.Open(t.Context(), people.Beside(h.journal))
				if err != nil {
					return err
				}
				defer other.Close()
				return other.Change(t.Context(), by, id, func(p *people.Person) error {
					p.Disabled = true
					return nil
				})
			}),
			"its account is shut": gives(func(p *people.Person) { p.Disabled = true }),
			"its role changes":    gives(func(p *people.Person) { p.Roles = []string{"chancellery"} }),
			"its member changes":  gives(func(p *people.Person) { p.Member = "France" }),
		} {
			n++
			guest := operator.invited(fmt.Sprint("desk-", n), "liaison", "Italy")
			within := &http.Client{Jar: guest.http.Jar, Timeout: 20 * time.Second}
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.home+"/events", nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Accept", "text/event-stream")
			answer, err := within.Do(request)
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s: no stream: %v", realm, name, err)
			}
			if err := end(guest); err != nil {
				t.Fatalf("%s: %s: %v", realm, name, err)
			}
			if _, err := io.Copy(io.Discard, answer.Body); err != nil {
				t.Errorf("%s: %s, and its stream goes on: %v", realm, name, err)
			}
			answer.Body.Close()
		}
	}
}
