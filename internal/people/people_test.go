// SPDX-License-Identifier: Apache-2.0

package people_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"truce/internal/people"
	"truce/internal/people/authenticator"
	"truce/keyring"
	"truce/when"
)

const (
	begin when.Instant = 1_900_000_000_000
	hour  when.Instant = 3_600_000
)

func opened(t *testing.T) (*people.Accounts, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "accounts.db")
	a, err := people.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, path
}

// made is a passkey that follows from a seed.
func made(t *testing.T, seed string) people.Credential {
	t.Helper()
	p, err := authenticator.New(seed, "").Make("mission.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	return people.Credential{ID: p.ID, COSE: []byte{1}, Point: p.Point(), RelyingParty: "mission.example"}
}

func invite(t *testing.T, a *people.Accounts, p people.Person) string {
	t.Helper()
	code, err := a.Invite(t.Context(), people.Invitation{Person: p, By: "operator", Expires: begin + hour}, begin)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func joins(t *testing.T, a *people.Accounts, p people.Person) people.Person {
	t.Helper()
	out, err := a.Accept(t.Context(), invite(t, a, p), made(t, p.Name), begin)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func operator(t *testing.T, a *people.Accounts) people.Person {
	t.Helper()
	code, err := a.Setup(t.Context(), begin)
	if err != nil || code == "" {
		t.Fatalf("%q, %v", code, err)
	}
	p, err := a.Accept(t.Context(), code, made(t, "operator"), begin)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheFirstOperatorComesInByOneAddressOnce(t *testing.T) {
	a, _ := opened(t)
	first, err := a.Setup(t.Context(), begin)
	if err != nil {
		t.Fatal(err)
	}
	if open, err := a.SetupOpen(t.Context(), begin+1); err != nil || open != people.SetupUntil(begin) {
		t.Errorf("the first is open until %s, %v", open, err)
	}
	if open, err := a.SetupOpen(t.Context(), begin+hour); err != nil || open != 0 {
		t.Errorf("after an hour it is open until %s, %v", open, err)
	}
	second, err := a.Setup(t.Context(), begin+1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Accept(t.Context(), first, made(t, "x"), begin+2); !errors.Is(err, people.ErrNoInvitation) {
		t.Errorf("the address of an earlier start: %v", err)
	}
	if _, err := a.Accept(t.Context(), second, made(t, "x"), begin+1+hour); !errors.Is(err, people.ErrNoInvitation) {
		t.Errorf("after an hour: %v", err)
	}
	p, err := a.Accept(t.Context(), second, made(t, "x"), begin+2)
	if err != nil || !p.Is(people.Operator) {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := a.Accept(t.Context(), second, made(t, "y"), begin+2); !errors.Is(err, people.ErrNoInvitation) {
		t.Errorf("a second time: %v", err)
	}
	if code, err := a.Setup(t.Context(), begin+3); code != "" || err != nil {
		t.Errorf("with an operator: %q, %v", code, err)
	}
}

func TestWhoeverLosesTheOnlyOperatorSetsUpAnew(t *testing.T) {
	a, _ := opened(t)
	p := operator(t, a)
	c := made(t, "operator")
	c.Counter = 5
	if err := a.Used(t.Context(), c, begin); err != nil {
		t.Fatal(err)
	}
	if err := a.Used(t.Context(), c, begin); !errors.Is(err, people.ErrCloned) {
		t.Fatal(err)
	}
	code, err := a.Setup(t.Context(), begin)
	if err != nil || code == "" {
		t.Fatalf("%q, %v", code, err)
	}
	again, err := a.Accept(t.Context(), code, made(t, "new"), begin)
	if err != nil || again.ID != p.ID {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestOfTwoCeremoniesWithOneCounterOneIsTaken(t *testing.T) {
	a, _ := opened(t)
	joins(t, a, people.Person{Name: "anna", Roles: []string{"analyst"}})
	c := made(t, "anna")
	c.Counter = 1
	var taken atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			switch err := a.Used(t.Context(), c, begin); {
			case err == nil:
				taken.Add(1)
			case !errors.Is(err, people.ErrCloned) && !errors.Is(err, people.ErrDisabled):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if taken.Load() != 1 {
		t.Errorf("%d are taken", taken.Load())
	}
	for range 2 { // an authenticator that does not count stays at 0
		c := made(t, "ben")
		if _, err := a.Named(t.Context(), "ben"); err != nil {
			joins(t, a, people.Person{Name: "ben", Roles: []string{"analyst"}})
		}
		if err := a.Used(t.Context(), c, begin); err != nil {
			t.Error(err)
		}
	}
}

func TestNobodyShutsOutTheLastOperator(t *testing.T) {
	a, _ := opened(t)
	p := operator(t, a)
	q := p
	q.Disabled = true
	if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, q.ID, to(q)); !errors.Is(err, people.ErrLastOperator) {
		t.Errorf("disabled: %v", err)
	}
	if err := a.End(t.Context(), "operator", made(t, "operator").ID, begin); !errors.Is(err, people.ErrLastOperator) {
		t.Errorf("the last passkey: %v", err)
	}
	joins(t, a, people.Person{Name: "second", Roles: []string{"operator"}})
	q.Disabled = true
	if err := a.Change(t.Context(), people.By{Who: "second", At: begin}, q.ID, to(q)); err != nil {
		t.Errorf("with another operator: %v", err)
	}
	if _, _, err := a.Credential(t.Context(), made(t, "operator").ID); !errors.Is(err, people.ErrDisabled) {
		t.Errorf("a disabled account's passkey: %v", err)
	}
}

func TestAnOperatorReadsAndDecidesNothingUnderTheSameAccount(t *testing.T) {
	a, _ := opened(t)
	p := operator(t, a)
	joins(t, a, people.Person{Name: "second", Roles: []string{"operator"}})
	watch := joins(t, a, people.Person{Name: "watch-1", Roles: []string{"duty-officer"}})
	for name, each := range map[string]struct {
		of    people.Person
		roles []string
	}{
		"an operator on the watch too": {p, []string{"operator", "duty-officer"}},
		"an operator no more":          {p, []string{"duty-officer"}},
		"an officer an operator too":   {watch, []string{"duty-officer", "operator"}},
		"an officer an operator":       {watch, []string{"operator"}},
	} {
		q := each.of
		q.Roles = each.roles
		if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, q.ID, to(q)); !errors.Is(err, people.ErrOperatorApart) {
			t.Errorf("%s: %v", name, err)
		}
	}
	both := people.Invitation{Person: people.Person{Name: "third", Roles: []string{"analyst", "operator"}}, By: "operator", Expires: begin + hour}
	if _, err := a.Invite(t.Context(), both, begin); !errors.Is(err, people.ErrOperatorApart) {
		t.Errorf("invited as both: %v", err)
	}
}

func TestAnInvitationIsForOnePersonOnce(t *testing.T) {
	a, path := opened(t)
	code := invite(t, a, people.Person{Name: "anna", Called: "Anna", Contact: "anna at the mission", Roles: []string{"duty-officer"}})
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wal, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(append(data, wal...), []byte(code)) {
		t.Error("the code is in the file")
	}
	for name, try := range map[string]people.Person{
		"the name of an invitation": {Name: "Anna", Roles: []string{"analyst"}},
		"no role":                   {Name: "b"},
		"no such role":              {Name: "b", Roles: []string{"king"}},
		"a role twice":              {Name: "b", Roles: []string{"analyst", "analyst"}},
		"nobody's liaison officer":  {Name: "b", Roles: []string{"liaison"}},
		"an analyst of a side":      {Name: "b", Roles: []string{"analyst"}, Member: "amber"},
		"on watch and on a side":    {Name: "b", Roles: []string{"duty-officer", "liaison"}, Member: "amber"},
		"a name with a space":       {Name: "b c", Roles: []string{"analyst"}},
		"two lines":                 {Name: "b", Called: "a\nb", Roles: []string{"analyst"}},
	} {
		if code, err := a.Invite(t.Context(), people.Invitation{Person: try, By: "operator", Expires: begin + hour}, begin); err == nil {
			t.Errorf("%s is invited: %s", name, code)
		}
	}
	if _, err := a.Invite(t.Context(), people.Invitation{Person: people.Person{Name: "c", Roles: []string{"analyst"}}, By: "operator", Expires: begin}, begin); err == nil {
		t.Error("an invitation that is over is given")
	}
	if list, err := a.Invitations(t.Context(), begin); err != nil || len(list) != 1 || list[0].Person.Called != "Anna" {
		t.Errorf("%+v, %v", list, err)
	}
	p, err := a.Accept(t.Context(), code, made(t, "anna"), begin+hour-1)
	if err != nil || p.Contact != "anna at the mission" {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := a.Invited(t.Context(), code, begin); !errors.Is(err, people.ErrNoInvitation) {
		t.Errorf("a used code: %v", err)
	}
	if _, err := a.Accept(t.Context(), invite(t, a, people.Person{Name: "ben", Roles: []string{"analyst"}}), made(t, "anna"), begin); err == nil {
		t.Error("one passkey is of two accounts")
	}
	if _, err := a.Named(t.Context(), "ben"); !errors.Is(err, people.ErrNotFound) {
		t.Errorf("an account without a passkey is left: %v", err)
	}
	if err := a.Withdraw(t.Context(), "operator", "ben", begin); err != nil {
		t.Error(err)
	}
	if list, _ := a.Invitations(t.Context(), begin); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestRecoveryShutsThePasskeysOfBefore(t *testing.T) {
	a, _ := opened(t)
	operator(t, a)
	anna := joins(t, a, people.Person{Name: "anna", Roles: []string{"duty-officer"}})
	code, err := a.Recover(t.Context(), anna.ID, people.Invitation{By: "operator", Expires: begin + hour}, begin)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := a.Credential(t.Context(), made(t, "anna").ID); err != nil {
		t.Errorf("the old passkey, before: %v", err)
	}
	p, err := a.Accept(t.Context(), code, made(t, "anna's next"), begin)
	if err != nil || p.ID != anna.ID {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, _, err := a.Credential(t.Context(), made(t, "anna").ID); !errors.Is(err, people.ErrDisabled) {
		t.Errorf("the old passkey, after: %v", err)
	}
	anna.Disabled = true
	if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, anna.ID, to(anna)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Recover(t.Context(), anna.ID, people.Invitation{By: "operator", Expires: begin + hour}, begin); !errors.Is(err, people.ErrDisabled) {
		t.Errorf("a disabled account: %v", err)
	}
	deeds, err := a.Deeds(t.Context())
	if err != nil || deeds[0].Did != "disabled it" || deeds[0].Name != "anna" || deeds[0].By != "operator" {
		t.Errorf("%+v, %v", deeds, err)
	}
}

// enters puts what is owed on a ring of the mission, and returns the acts as words.
func enters(t *testing.T, a *people.Accounts, ring *keyring.Ring) (acts []string) {
	t.Helper()
	owed, err := a.Owed(t.Context(), "operator", ring.All())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range owed {
		apply, err := ring.Prepare(&k)
		if err != nil {
			t.Fatalf("%+v: %v", k, err)
		}
		apply()
		acts = append(acts, strings.TrimSpace(strings.Join([]string{string(k.Act), k.Name, string(k.Use), k.Holder, k.Replaces}, " ")))
	}
	if owed, err := a.Owed(t.Context(), "operator", ring.All()); err != nil || len(owed) != 0 {
		t.Errorf("still owed: %+v, %v", owed, err)
	}
	return acts
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheRecordFollowsTheAccounts(t *testing.T) {
	a, _ := opened(t)
	ring := keyring.New(keyring.ForDuty, keyring.ForMember, keyring.ForRelease)
	operator(t, a)
	want(t, enters(t, a, ring))
	anna := joins(t, a, people.Person{Name: "anna", Roles: []string{"duty-officer"}})
	jade := joins(t, a, people.Person{Name: "jade", Roles: []string{"commissioner"}, Member: "guarantor-jade"})
	want(t, enters(t, a, ring), "made anna duty mission", "made anna-release release mission", "made jade member guarantor-jade")

	for _, p := range []people.Person{anna, jade} {
		c := made(t, p.Name+" two")
		c.Person = p.ID
		if err := a.Add(t.Context(), c, begin+1); err != nil {
			t.Fatal(err)
		}
	}
	want(t, enters(t, a, ring), "rotated anna-2 duty mission anna", "rotated anna-release-2 release mission anna-release", "made jade-2 member guarantor-jade")

	if err := a.End(t.Context(), "jade", made(t, "jade").ID, begin+2); err != nil {
		t.Fatal(err)
	}
	want(t, enters(t, a, ring), "revoked jade")

	code, err := a.Recover(t.Context(), anna.ID, people.Invitation{By: "operator", Expires: begin + hour}, begin)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Accept(t.Context(), code, made(t, "anna three"), begin+3); err != nil {
		t.Fatal(err)
	}
	want(t, enters(t, a, ring), "revoked anna-2", "revoked anna-release-2", "rotated anna-3 duty mission anna-2", "rotated anna-release-3 release mission anna-release-2")

	jade.Member = "guarantor-slate"
	if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, jade.ID, to(jade)); err != nil {
		t.Fatal(err)
	}
	want(t, enters(t, a, ring), "revoked jade-2")
	anna.Disabled = true
	if err := a.Change(t.Context(), people.By{Who: "operator", At: begin}, anna.ID, to(anna)); err != nil {
		t.Fatal(err)
	}
	want(t, enters(t, a, ring), "revoked anna-3", "revoked anna-release-3")
}

func TestANameThatIsSomebodyElsesOnRecordIsNotTakenOver(t *testing.T) {
	a, _ := opened(t)
	joins(t, a, people.Person{Name: "anna", Roles: []string{"duty-officer"}})
	joins(t, a, people.Person{Name: "ben", Roles: []string{"duty-officer"}})
	owed, err := a.Owed(t.Context(), "operator", []keyring.Enrolment{{Key: keyring.Key{Name: "anna", Use: keyring.ForDevice, Holder: "mission"}}})
	if err == nil || !strings.Contains(err.Error(), "anna") || len(owed) != 3 || owed[1].Name != "ben" {
		t.Errorf("%+v, %v", owed, err)
	}
}

func TestAnAccountHasFewPasskeys(t *testing.T) {
	a, _ := opened(t)
	p := joins(t, a, people.Person{Name: "anna", Roles: []string{"analyst"}})
	for i := range people.MaxCredentials {
		c := made(t, strings.Repeat("x", i+1))
		c.Person = p.ID
		if err := a.Add(t.Context(), c, begin); (err != nil) != (i == people.MaxCredentials-1) {
			t.Errorf("passkey %d: %v", i+2, err)
		}
	}
	nobody := made(t, "nobody")
	nobody.Person = "nobody"
	if err := a.Add(t.Context(), nobody, begin); !errors.Is(err, people.ErrNotFound) {
		t.Error(err)
	}
}

func TestAFileOfSomethingElseIsRefused(t *testing.T) {
	a, path := opened(t)
	p := joins(t, a, people.Person{Name: "anna", Roles: []string{"analyst"}})
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := people.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Person(t.Context(), p.ID); err != nil || got.Name != "anna" || got.Made != begin {
		t.Errorf("%+v, %v", got, err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	other := filepath.Join(t.TempDir(), "other.db")
	if err := os.WriteFile(other, []byte("something else, long enough to be no empty file of SQLite at all, over and over"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := people.Open(t.Context(), other); err == nil {
		t.Error("a file of something else is opened")
	}
}
