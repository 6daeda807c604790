// SPDX-License-Identifier: Apache-2.0

package people_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"truce/internal/people"
	"truce/when"
)

func deeds(t *testing.T, a *people.Accounts) string {
	t.Helper()
	list, err := a.Deeds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range list {
		out = append(out, d.By+" "+d.Did+": "+d.Name)
	}
	return strings.Join(out, "\n")
}

func TestAnAccountRunsOutAfterItsLastDayAndThatIsWrittenDown(t *testing.T) {
	a, _ := opened(t)
	operator(t, a)
	p := joins(t, a, people.Person{Name: "rome-1", Roles: []string{"chancellery"}, Member: "Italy"})
	until, err := people.UntilOf("2030-03-18")
	if err != nil || people.LastDay(until).String() != "2030-03-18" {
		t.Fatalf("%v, %v", until, err)
	}
	p.Until = until
	if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, p.ID, to(p)); err != nil {
		t.Fatal(err)
	}
	used := made(t, "rome-1")
	if err := a.Used(t.Context(), used, until-1); err != nil {
		t.Errorf("on its last day: %v", err)
	}
	if n, err := a.Lapse(t.Context(), until-1); n != 0 || err != nil {
		t.Errorf("on its last day %d run out, %v", n, err)
	}
	if err := a.Used(t.Context(), used, until); !errors.Is(err, people.ErrDisabled) {
		t.Errorf("after its last day: %v", err)
	}
	another := made(t, "another")
	another.Person = p.ID
	if err := a.Add(t.Context(), another, until); !errors.Is(err, people.ErrDisabled) {
		t.Errorf("another passkey after its last day: %v", err)
	}
	if _, err := a.Recover(t.Context(), p.ID, people.Invitation{By: "operator", Expires: until + hour}, until); !errors.Is(err, people.ErrDisabled) {
		t.Errorf("let in again after its last day: %v", err)
	}
	for _, want := range []int{1, 0} {
		if n, err := a.Lapse(t.Context(), until); n != want || err != nil {
			t.Errorf("%d run out, want %d; %v", n, want, err)
		}
	}
	said := deeds(t, a)
	for _, want := range []string{"operator let it hold until 2030-03-19T00:00:00Z: rome-1", "the server disabled it: it held until 2030-03-19T00:00:00Z: rome-1"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not written down: %s", want, said)
		}
	}
}

func TestAnAccountThatHasEndedIsNeverOpenedAgain(t *testing.T) {
	a, _ := opened(t)
	operator(t, a)
	p := joins(t, a, people.Person{Name: "rome-1", Called: "Anna", Contact: "anna@rome.example", Roles: []string{"chancellery"}, Member: "Italy"})
	if err := a.Leave(t.Context(), "operator", p.ID, begin+1); err != nil {
		t.Fatal(err)
	}
	p, err := a.Person(t.Context(), p.ID)
	if err != nil || !p.Ended() || !p.Shut(begin+1) || p.Called != "" || p.Contact != "" {
		t.Errorf("%+v, %v", p, err)
	}
	list, err := a.Credentials(t.Context(), p.ID)
	if err != nil || len(list) != 1 || list[0].Ended == 0 {
		t.Errorf("%+v, %v", list, err)
	}
	p.Disabled = false
	for name, err := range map[string]error{"opened": a.Change(t.Context(), people.By{Who: "operator", At: begin + 2}, p.ID, to(p)), "ended again": a.Leave(t.Context(), "operator", p.ID, begin+2)} {
		if !errors.Is(err, people.ErrEnded) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.Invite(t.Context(), people.Invitation{Person: people.Person{Name: "rome-1", Roles: []string{"monitor"}}, By: "operator", Expires: begin + hour}, begin); !errors.Is(err, people.ErrTaken) {
		t.Errorf("its name is given to somebody else: %v", err)
	}
	if said := deeds(t, a); !strings.Contains(said, "operator ended it for good: rome-1") || strings.Contains(said, "anna@rome") {
		t.Error(said)
	}
}

func TestTheLastOperatorWithoutAnEndStays(t *testing.T) {
	a, _ := opened(t)
	first := operator(t, a)
	second := joins(t, a, people.Person{Name: "second", Roles: []string{people.Operator}})
	second.Until = begin + hour
	if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, second.ID, to(second)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(p *people.Person){
		"disabled":            func(p *people.Person) { p.Disabled = true },
		"an end":              func(p *people.Person) { p.Until = begin + 9*hour },
		"an end that is past": func(p *people.Person) { p.Until = begin - 1 },
	} {
		p := first
		change(&p)
		if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, p.ID, to(p)); !errors.Is(err, people.ErrLastOperator) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := a.Leave(t.Context(), "operator", first.ID, begin); !errors.Is(err, people.ErrLastOperator) {
		t.Errorf("ended: %v", err)
	}
	if err := a.End(t.Context(), "operator", made(t, "operator").ID, begin); !errors.Is(err, people.ErrLastOperator) {
		t.Errorf("without a passkey: %v", err)
	}
	second.Until = 0
	if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, second.ID, to(second)); err != nil {
		t.Fatal(err)
	}
	if err := a.Leave(t.Context(), "second", first.ID, begin); err != nil {
		t.Errorf("with another operator: %v", err)
	}
	if code, err := a.Setup(t.Context(), begin); code != "" || err != nil {
		t.Errorf("the door of the first operator opens again: %q, %v", code, err)
	}
}

func TestAFileOfAnEarlierSchemaIsBroughtToThisOne(t *testing.T) {
	for version, lacks := range [][]string{1: {"until", "ended", "round"}, 2: {"round"}} {
		if lacks != nil {
			t.Run(fmt.Sprint(version), func(t *testing.T) { brought(t, version, lacks) })
		}
	}
}

// brought makes a file of an earlier schema, which lacks some columns of an account, and opens it.
func brought(t *testing.T, version int, lacks []string) {
	a, path := opened(t)
	operator(t, a)
	joins(t, a, people.Person{Name: "anna", Roles: []string{"monitor"}})
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	earlier := fmt.Sprintf("PRAGMA user_version = %d;", version)
	for _, column := range lacks {
		earlier += "ALTER TABLE person DROP COLUMN " + column + ";"
	}
	if _, err := db.ExecContext(t.Context(), earlier); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // brought there once, opened as it is afterwards
		b, err := people.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		list, err := b.People(t.Context())
		if err != nil || len(list) != 2 || list[0].Until != 0 || list[0].Ended() || list[0].Shut(when.MaxInstant) {
			t.Errorf("%+v, %v", list, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// to makes an account what another says.
func to(p people.Person) func(*people.Person) error {
	return func(is *people.Person) error {
		*is = p
		return nil
	}
}

func TestTwoWhoChangeOneAccountAtOnceBothHaveTheirChange(t *testing.T) {
	a, path := opened(t)
	operator(t, a)
	p := joins(t, a, people.Person{Name: "rome-1", Roles: []string{"chancellery"}, Member: "Italy"})
	b, err := people.Open(t.Context(), path) // as truce people does beside the server
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	const times = 20
	var all sync.WaitGroup
	for who, by := range map[string]*people.Accounts{"first": a, "second": a, "third": b} {
		all.Go(func() {
			for range times {
				err := by.Change(t.Context(), people.By{Who: who, At: begin}, p.ID, func(p *people.Person) error {
					p.Called += "."
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if p, err = a.Person(t.Context(), p.ID); err != nil || len(p.Called) != 3*times {
		t.Errorf("%d of %d changes are there: %v", len(p.Called), 3*times, err)
	}
	refused := errors.New("not like this")
	err = a.Change(t.Context(), people.By{Who: "first", At: begin}, p.ID, func(p *people.Person) error {
		p.Member = "France"
		return refused
	})
	if is, other := a.Person(t.Context(), p.ID); !errors.Is(err, refused) || other != nil || is.Member != "Italy" {
		t.Errorf("%v, and it is %+v", err, is)
	}
}

// TestAnAccountThatIsLetGoOnMeanwhileDoesNotLapse has accounts run out while an operator gives each another last day.
func TestAnAccountThatIsLetGoOnMeanwhileDoesNotLapse(t *testing.T) {
	a, path := opened(t)
	operator(t, a)
	b, err := people.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	const many = 20
	for i := range many {
		p := joins(t, a, people.Person{Name: fmt.Sprint("patrol-", i), Roles: []string{"monitor"}})
		if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, p.ID, func(p *people.Person) error {
			p.Until = begin + hour
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := a.People(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	both.Go(func() {
		if _, err := b.Lapse(t.Context(), begin+hour); err != nil {
			t.Error(err)
		}
	})
	on := map[string]bool{}
	for _, p := range slices.Backward(list) {
		if p.Until == 0 {
			continue
		}
		err := a.Change(t.Context(), people.By{Who: "operator", At: begin + hour}, p.ID, func(p *people.Person) error {
			if !p.Disabled { // it has not lapsed yet
				p.Until, on[p.Name] = 0, true
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	both.Wait()
	for _, p := range list {
		is, err := a.Person(t.Context(), p.ID)
		if err != nil || on[p.Name] && is.Disabled {
			t.Errorf("%s was given no end and lapsed all the same: %v", p.Name, err)
		}
	}
}
