// SPDX-License-Identifier: Apache-2.0

package passkey_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"truce/internal/people"
	"truce/internal/people/authenticator"
	"truce/internal/people/passkey"
	"truce/keyring"
	"truce/when"
)

const (
	begin when.Instant = 1_900_000_000_000
	home               = "https://room.mission.example"
)

// desk is a site with its accounts.
type desk struct {
	*testing.T
	site     *passkey.Site
	accounts *people.Accounts
}

func newDesk(t *testing.T) desk {
	t.Helper()
	accounts, err := people.Open(t.Context(), filepath.Join(t.TempDir(), "accounts.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := accounts.Close(); err != nil {
			t.Error(err)
		}
	})
	site, err := passkey.New(passkey.Options{RelyingParty: "mission.example", Origins: []string{home}, Name: "The mission"})
	if err != nil {
		t.Fatal(err)
	}
	return desk{t, site, accounts}
}

// enrols makes an account by an invitation, with a passkey in a browser.
func (d desk) enrols(name, role, member string) (people.Person, *authenticator.Authenticator) {
	d.Helper()
	code, err := d.accounts.Invite(d.Context(), people.Invitation{
		Person: people.Person{Name: name, Roles: []string{role}, Member: member}, By: "operator", Expires: begin + 3_600_000,
	}, begin)
	if err != nil {
		d.Fatal(err)
	}
	a := authenticator.New(name, home)
	c := d.makes(a, code)
	p, err := d.accounts.Accept(d.Context(), code, c, begin)
	if err != nil {
		d.Fatal(err)
	}
	return p, a
}

func (d desk) makes(a *authenticator.Authenticator, code string) people.Credential {
	d.Helper()
	i, err := d.accounts.Invited(d.Context(), code, begin)
	if err != nil {
		d.Fatal(err)
	}
	options, ceremony, err := d.site.BeginRegistration(i.Person, nil, begin)
	if err != nil {
		d.Fatal(err)
	}
	answer, err := a.Create(options)
	if err != nil {
		d.Fatal(err)
	}
	c, err := d.site.FinishRegistration(again(d.T, ceremony), answer, begin+1000)
	if err != nil {
		d.Fatal(err)
	}
	return c
}

// again is a ceremony that was kept in a session.
func again(t *testing.T, c passkey.Ceremony) passkey.Ceremony {
	t.Helper()
	open := passkey.DecodeOpen(passkey.Open(nil).With(c, begin).Encode())
	if len(open) != 1 {
		t.Fatalf("%d ceremonies are open", len(open))
	}
	return open[0]
}

func (d desk) find(id []byte) (people.Credential, people.Person, error) {
	return d.accounts.Credential(context.Background(), id)
}

// comesIn runs a whole login.
func (d desk) comesIn(a *authenticator.Authenticator) (people.Person, error) {
	d.Helper()
	options, ceremony, err := d.site.BeginLogin(begin)
	if err != nil {
		d.Fatal(err)
	}
	answer, err := a.Get(options)
	if err != nil {
		return people.Person{}, err
	}
	p, used, err := d.site.FinishLogin(again(d.T, ceremony), answer, d.find, begin+1000)
	if err != nil {
		return p, err
	}
	return p, d.accounts.Used(d.Context(), used, begin+1000)
}

func (d desk) credentials(p people.Person) []people.Credential {
	d.Helper()
	list, err := d.accounts.Credentials(d.Context(), p.ID)
	if err != nil {
		d.Fatal(err)
	}
	return list
}

// signs runs the whole signing of an act.
func (d desk) signs(p people.Person, a *authenticator.Authenticator, message string) (passkey.Signature, error) {
	d.Helper()
	held := d.credentials(p)
	options, ceremony, err := d.site.BeginAct(p, []byte(message), held, begin)
	if err != nil {
		d.Fatal(err)
	}
	answer, err := a.Get(options)
	if err != nil {
		return passkey.Signature{}, err
	}
	return d.site.FinishAct(again(d.T, ceremony), answer, held, begin+1000)
}

const ballot = "truce/ballot/1\nyes\nguarantor-jade\n{}"

func TestAPersonIsInvitedComesInAndSigns(t *testing.T) {
	d := newDesk(t)
	jade, browser := d.enrols("jade", "commissioner", "guarantor-jade")
	p, err := d.comesIn(browser)
	if err != nil || p.ID != jade.ID {
		t.Fatalf("%+v, %v", p, err)
	}
	signed, err := d.signs(jade, browser, ballot)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.accounts.Used(t.Context(), signed.Used, begin); err != nil {
		t.Fatal(err)
	}
	owed, err := d.accounts.Owed(t.Context(), "operator", nil)
	if err != nil || len(owed) != 1 || owed[0].Holder != "guarantor-jade" || owed[0].Use != keyring.ForMember {
		t.Fatalf("%+v, %v", owed, err)
	}
	ring := keyring.New(keyring.ForMember)
	apply, err := ring.Prepare(&owed[0])
	if err != nil {
		t.Fatal(err)
	}
	apply()
	e, ok := people.KeyOf(ring.All(), signed.Used, keyring.ForMember)
	if !ok || e.Key.Name != "jade" {
		t.Fatalf("%+v", e)
	}
	value, err := keyring.DecodeSignature(signed.Text)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Key.Verify([]byte(ballot), value); err != nil {
		t.Errorf("the key on record: %v", err)
	}
	if err := e.Key.Verify([]byte(ballot+" "), value); err == nil {
		t.Error("the key on record takes other bytes")
	}
}

func TestAnActOfOtherBytesOrOfSomebodyElseIsRefused(t *testing.T) {
	d := newDesk(t)
	jade, browser := d.enrols("jade", "commissioner", "guarantor-jade")
	slate, other := d.enrols("slate", "commissioner", "guarantor-slate")
	held := d.credentials(jade)
	_, ceremony, err := d.site.BeginAct(jade, []byte(ballot), held, begin)
	if err != nil {
		t.Fatal(err)
	}
	answer := func(a *authenticator.Authenticator, p people.Person, message string) []byte {
		options, _, err := d.site.BeginAct(p, []byte(message), d.credentials(p), begin)
		if err != nil {
			t.Fatal(err)
		}
		out, err := a.Get(options)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	good := answer(browser, jade, ballot)
	login, _, err := d.site.BeginLogin(begin)
	if err != nil {
		t.Fatal(err)
	}
	loggedIn, err := browser.Get(login)
	if err != nil {
		t.Fatal(err)
	}
	absent, unverified, elsewhere, below := browser.Clone(), browser.Clone(), browser.Clone(), browser.Clone()
	absent.Flags, unverified.Flags = authenticator.Verified, authenticator.Present
	elsewhere.Origin, below.Origin = "https://mission.example.evil.example", "https://other.mission.example"

	closed := slices.Clone(held)
	closed[0].Ended = begin
	for _, c := range []struct {
		name   string
		answer []byte
		held   []people.Credential
		want   string
	}{
		{"other bytes", answer(browser, jade, strings.Replace(ballot, "yes", "no", 1)), held, "other bytes"},
		{"a login", loggedIn, held, "other bytes"},
		{"somebody else's passkey", answer(other, slate, ballot), held, "somebody else"},
		{"a passkey that may not sign it", good, nil, "none of the passkeys"},
		{"a passkey that was shut", good, closed, "none of the passkeys"},
		{"nobody present", answer(absent, jade, ballot), held, "present"},
		{"a person not verified", answer(unverified, jade, ballot), held, "did not verify"},
		{"another site", answer(elsewhere, jade, ballot), held, "no page of this site"},
		{"another page of the relying party", answer(below, jade, ballot), held, "no page of this site"},
		{"a cut answer", good[:len(good)-2], held, "Parse"},
		{"a long answer", []byte(strings.Repeat(" ", passkey.MaxAnswer+1)), held, "at most"},
		{"no answer", nil, held, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := d.site.FinishAct(ceremony, c.answer, c.held, begin+1000)
			if !errors.Is(err, passkey.ErrRefused) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if _, err := d.site.FinishAct(ceremony, good, held, begin+1000); err != nil {
		t.Errorf("the honest one: %v", err)
	}
}

// Every letter of an honest answer, changed, is refused or comes to the very same signature.
func TestNoLetterOfAnAnswerCanBeChanged(t *testing.T) {
	d := newDesk(t)
	jade, browser := d.enrols("jade", "commissioner", "guarantor-jade")
	held := d.credentials(jade)
	options, ceremony, err := d.site.BeginAct(jade, []byte(ballot), held, begin)
	if err != nil {
		t.Fatal(err)
	}
	good, err := browser.Get(options)
	if err != nil {
		t.Fatal(err)
	}
	honest, err := d.site.FinishAct(ceremony, good, held, begin)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		changed := append([]byte(nil), good...)
		changed[i] ^= 1
		got, err := d.site.FinishAct(ceremony, changed, held, begin)
		if err == nil && got.Text != honest.Text {
			t.Errorf("letter %d changed gives another signature: %s", i, changed)
		}
	}
}

func TestACeremonyIsOfOneKindAndRunsOut(t *testing.T) {
	d := newDesk(t)
	jade, browser := d.enrols("jade", "commissioner", "guarantor-jade")
	held := d.credentials(jade)
	options, act, err := d.site.BeginAct(jade, []byte(ballot), held, begin)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := browser.Get(options)
	if err != nil {
		t.Fatal(err)
	}
	late := begin + when.Instant(passkey.Term.Milliseconds()) + 1
	_, login, _ := d.site.BeginLogin(begin)
	_, making, _ := d.site.BeginRegistration(jade, held, begin)
	for name, try := range map[string]func() error{
		"an act too late":       func() error { _, err := d.site.FinishAct(act, answer, held, late); return err },
		"a login too late":      func() error { _, _, err := d.site.FinishLogin(login, answer, d.find, late); return err },
		"a making too late":     func() error { _, err := d.site.FinishRegistration(making, answer, late); return err },
		"an act as a login":     func() error { _, _, err := d.site.FinishLogin(act, answer, d.find, begin); return err },
		"a login as an act":     func() error { _, err := d.site.FinishAct(login, answer, held, begin); return err },
		"a login as a making":   func() error { _, err := d.site.FinishRegistration(login, answer, begin); return err },
		"nothing in a session":  func() error { _, _, err := passkey.DecodeOpen("").Answered(answer); return err },
		"nothing that was kept": func() error { _, err := d.site.FinishAct(passkey.Ceremony{}, answer, held, begin); return err },
	} {
		if err := try(); !errors.Is(err, passkey.ErrOver) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := d.site.BeginAct(jade, nil, held, begin); err == nil {
		t.Error("nothing is signed")
	}
	if _, _, err := d.site.BeginAct(jade, []byte(ballot), nil, begin); err == nil {
		t.Error("an act is signed by nobody")
	}
}

func TestASessionHasFewOpenCeremonies(t *testing.T) {
	d := newDesk(t)
	jade, _ := d.enrols("jade", "commissioner", "guarantor-jade")
	var open passkey.Open
	act := func(message string, now when.Instant) {
		_, c, err := d.site.BeginAct(jade, []byte(message), d.credentials(jade), now)
		if err != nil {
			t.Fatal(err)
		}
		open = open.With(c, now)
	}
	act("one", begin)
	act("one", begin+1)
	if len(open) != 1 || open[0].Expires != begin+1+when.Instant(passkey.Term.Milliseconds()) {
		t.Errorf("the same act twice: %+v", open)
	}
	for i := range 2 * passkey.MaxOpen {
		act(strings.Repeat("x", i+1), begin+2)
	}
	if len(open) != passkey.MaxOpen || len(open[0].Message) != passkey.MaxOpen+1 {
		t.Errorf("%d are open, the first over %d bytes", len(open), len(open[0].Message))
	}
	act("late", begin+3+when.Instant(passkey.Term.Milliseconds()))
	if len(open) != 1 {
		t.Errorf("%d are open after all but one are over", len(open))
	}
}

func TestAClonedAuthenticatorShutsItsPasskey(t *testing.T) {
	d := newDesk(t)
	jade, browser := d.enrols("jade", "commissioner", "guarantor-jade")
	thief := browser.Clone()
	if _, err := d.comesIn(browser); err != nil {
		t.Fatal(err)
	}
	signed, err := d.signs(jade, thief, ballot)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.accounts.Used(t.Context(), signed.Used, begin); !errors.Is(err, people.ErrCloned) {
		t.Errorf("the copy signs: %v", err)
	}
	if _, err := d.comesIn(browser); !errors.Is(err, people.ErrDisabled) {
		t.Errorf("the passkey of which there are two still opens: %v", err)
	}
	if c := d.credentials(jade)[0]; !c.Cloned || c.Ended == 0 {
		t.Errorf("%+v", c)
	}
}

func TestALoginIsOfTheSiteAndOnlyOnce(t *testing.T) {
	d := newDesk(t)
	_, browser := d.enrols("anna", "duty-officer", "")
	options, ceremony, err := d.site.BeginLogin(begin)
	if err != nil {
		t.Fatal(err)
	}
	stranger := authenticator.New("stranger", home)
	if _, err := stranger.Make("mission.example", []byte("nobody")); err != nil {
		t.Fatal(err)
	}
	elsewhere, unverified := browser.Clone(), browser.Clone()
	elsewhere.Origin, unverified.Flags = "https://evil.example", authenticator.Present
	for name, a := range map[string]*authenticator.Authenticator{"a stranger": stranger, "another site": elsewhere, "nobody verified": unverified} {
		answer, err := a.Get(options)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.site.FinishLogin(ceremony, answer, d.find, begin); !errors.Is(err, passkey.ErrRefused) && !errors.Is(err, people.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	answer, err := browser.Get(options)
	if err != nil {
		t.Fatal(err)
	}
	_, used, err := d.site.FinishLogin(ceremony, answer, d.find, begin)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.accounts.Used(t.Context(), used, begin); err != nil {
		t.Fatal(err)
	}
	// The server drops a ceremony at its first try; where it did not, the counter would show it.
	_, used, err = d.site.FinishLogin(ceremony, answer, d.find, begin)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.accounts.Used(t.Context(), used, begin); !errors.Is(err, people.ErrCloned) {
		t.Errorf("the same answer again: %v", err)
	}
}

func TestAPasskeyIsMadeForThisSiteAndOnce(t *testing.T) {
	d := newDesk(t)
	jade, browser := d.enrols("jade", "commissioner", "guarantor-jade")
	options, ceremony, err := d.site.BeginRegistration(jade, d.credentials(jade), begin)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := browser.Create(options); err == nil {
		t.Error("one authenticator makes two passkeys of one account")
	}
	var asked struct {
		PublicKey struct {
			Attestation string                    `json:"attestation"`
			Parameters  []struct{ Alg int }       `json:"pubKeyCredParams"`
			Selection   map[string]any            `json:"authenticatorSelection"`
			User        struct{ Name, ID string } `json:"user"`
		} `json:"publicKey"`
	}
	if err := json.Unmarshal(options, &asked); err != nil {
		t.Fatal(err)
	}
	k := asked.PublicKey
	if k.Attestation != "none" || len(k.Parameters) != 1 || k.Parameters[0].Alg != -7 || k.Selection["userVerification"] != "required" || k.User.Name != "jade" {
		t.Errorf("%s", options)
	}
	fresh := authenticator.New("fresh", "https://evil.example")
	answer, err := fresh.Create(options)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.site.FinishRegistration(ceremony, answer, begin); !errors.Is(err, passkey.ErrRefused) {
		t.Errorf("made at another site: %v", err)
	}
	fresh = authenticator.New("fresh", home)
	fresh.Flags = authenticator.Present
	if answer, err = fresh.Create(options); err != nil {
		t.Fatal(err)
	}
	if _, err := d.site.FinishRegistration(ceremony, answer, begin); !errors.Is(err, passkey.ErrRefused) {
		t.Errorf("made without verifying: %v", err)
	}
}

func TestASiteIsADomainWithItsPages(t *testing.T) {
	for name, o := range map[string]passkey.Options{
		"an address":     {RelyingParty: "127.0.0.1", Origins: []string{"http://127.0.0.1:8080"}, Name: "x"},
		"another's page": {RelyingParty: "mission.example", Origins: []string{"https://evil.example"}, Name: "x"},
		"no TLS":         {RelyingParty: "mission.example", Origins: []string{"http://mission.example"}, Name: "x"},
		"no page":        {RelyingParty: "mission.example", Name: "x"},
	} {
		if _, err := passkey.New(o); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := passkey.New(passkey.Options{RelyingParty: "localhost", Origins: []string{"http://localhost:8080"}, Name: "x"}); err != nil {
		t.Error(err)
	}
}
