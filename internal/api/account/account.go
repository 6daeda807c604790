// SPDX-License-Identifier: Apache-2.0

// Package account turns the accounts of a server, of either realm, into its pages: coming in with a passkey, one's own passkeys, who
// else is there, and who read what. The accounts say who somebody is at every request; a session only says which account it is of.
package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"truce/internal/access"
	"truce/internal/access/reads"
	"truce/internal/access/reads/trail"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/people"
	"truce/internal/people/passkey"
	"truce/keyring"
	"truce/when"
)

// Desk is the accounts of a server, or the lack of them in a demonstration, and the log of reads.
type Desk struct {
	// Doors are the ceremonies over the accounts; nil in a demonstration, where nobody has an account.
	Doors *passkey.Doors
	// Realm is what the pages offer and say that is the realm's own.
	Realm Realm
	// Record is the record beside which the accounts stand.
	Record Record
	// SignIn, SignOut and Account are the session's: see api.Server.
	SignIn  func(a *api.Ask, id, as string) error
	SignOut func(a *api.Ask) error
	Account func(a *api.Ask) string
	// Site is the address under which people reach the server, for the address of an invitation.
	Site string
	// Log is the log of reads; nil where there is none.
	Log *reads.Log

	pace     pace
	settling sync.Mutex // held while what the accounts owe the record is entered: two would enter it twice
}

// Record is what the accounts need of the record beside which they stand, of whichever realm it is.
type Record struct {
	// Clock is journal time.
	Clock func() when.Instant
	// Zone is the zone in which times are shown beside UTC.
	Zone func() when.Zone
	// Keys returns the keys on record, and Enrol enters one: an *api.Refused where the record does not take it. Both are nil where
	// nobody signs in a browser.
	Keys  func() ([]keyring.Enrolment, error)
	Enrol func(context.Context, keyring.Key) error
	// Members are those for whom somebody can speak, as the texts on record name them, and IsMember tells whether a text means somebody by
	// a name, however it is spelled. None, or nil, means that no text says it, and anybody may be named.
	Members  func() []page.Option
	IsMember func(name string) bool
	// Heads returns where the log of reads stood, as the record has it, and EnterHead enters one more.
	Heads     func() ([]trail.Head, error)
	EnterHead func(context.Context, trail.Head) error
}

// Realm is what the accounts of one realm are.
type Realm struct {
	// Roles are those that an account of the realm may have, the one that sees least first. Whoever has another sees what the
	// public sees.
	Roles []access.Role
	// Knows names what an operator reads nothing of, such as "what the mission knows", and Work what somebody works for who speaks
	// for no member.
	Knows, Work string
	// Signs says, after the words "it lets you in", what else a passkey is good for; empty for nothing.
	Signs string
	// Name and Member are the help beside the name of an account and beside whom it speaks for.
	Name, Member string
	// Check returns an error for a member that no record of the realm could name; nil where any may be.
	Check func(member string) error
}

// Sections are the pages of people in the navigation.
func Sections(accounts bool) []api.Section {
	out := []api.Section{{Name: "Log of reads", Path: "/reads", Needs: access.Running}}
	if accounts {
		out = append(out, api.Section{Name: "People", Path: "/people", Needs: access.Running})
	}
	return out
}

// Routes are the pages of people, and the log of reads.
func (d *Desk) Routes() []api.Route {
	routes := []api.Route{}
	if d.Log != nil {
		routes = append(routes, api.Route{Pattern: "/reads", Title: "who read what, for the operator alone", Needs: access.Running, Noted: true, Page: d.readsPage})
	}
	if d.Doors == nil {
		return append(routes,
			api.Route{Pattern: "/sign-in", Title: "why nobody signs in here", Needs: access.Open, Page: demonstration},
			api.Route{Pattern: "/account", Title: "why nobody has an account here", Needs: access.Open, Page: demonstration})
	}
	return append(routes, []api.Route{
		{Pattern: "/welcome", Title: "makes the account of an invitation, or of the first operator", Needs: access.Open, Page: d.welcome, Act: d.welcomed},
		{Pattern: "/sign-in", Title: "comes in with a passkey", Needs: access.Open, Page: d.enter, Act: d.entered},
		{Pattern: "/sign-out", Title: "ends the session", Needs: access.Open, Act: d.leave},
		{Pattern: "/account", Title: "one's own account and passkeys", Needs: access.Open, Page: d.own, Act: d.another},
		{Pattern: "/account/shut", Title: "shuts a passkey of one's own", Needs: access.Open, Act: d.shut},
		{Pattern: "/account/role", Title: "acts as another of one's own roles", Needs: access.Open, Act: d.role},
		{Pattern: "/people", Title: "accounts and invitations", Needs: access.Running, Page: d.people, Act: d.invite},
		{Pattern: "/people/account", Title: "one account: its roles, whom it speaks for, until when it holds", Needs: access.Running, Page: d.one, Act: d.changeOne},
		{Pattern: "/people/end", Title: "ends an account for good", Needs: access.Running, Page: d.one, Act: d.end},
		{Pattern: "/people/change", Title: "shuts an account, opens it again, or lets its person make a new passkey", Needs: access.Running, Act: d.change},
		{Pattern: "/people/withdraw", Title: "puts an invitation out of use", Needs: access.Running, Act: d.withdraw},
	}...)
}

func demonstration(*api.Ask) (page.Page, error) {
	return page.Page{Title: "Nobody signs in here", Lead: "This is a demonstration: choose a role at the top of the page.", Blocks: []page.Block{
		page.Note{Kind: page.Info, Text: "In earnest everybody has an account by invitation, comes in with a passkey, and signs votes and handovers with it. In the demonstration nobody has one: it signs for you, by keys that it drew when it began, and says so beside every form."},
	}}, nil
}

// Who returns whom an account is at this moment, for api.Options: in the role asked for, where the account has it, or in its first. A
// role that the realm does not have sees what the public sees. By now accounts run out: a clock's time, not the record's.
func Who(accounts *people.Accounts, realm Realm, now func() when.Instant) func(ctx context.Context, id, as string) (access.Viewer, error) {
	return func(ctx context.Context, id, as string) (access.Viewer, error) {
		p, err := accounts.Person(ctx, people.AccountOf(id))
		switch {
		case errors.Is(err, people.ErrNotFound) || err == nil && (p.Shut(now()) || p.Session() != id):
			return access.Viewer{}, fmt.Errorf("%w: the account is shut", api.ErrNotFound)
		case err != nil:
			return access.Viewer{}, err
		}
		if !p.Is(as) {
			as = p.Roles[0]
		}
		if p.Is(people.Operator) { // also one that was given another role when that was possible
			as = people.Operator
		}
		role, err := access.ParseRole(as)
		if !slices.Contains(realm.Roles, role) {
			role = access.Public
		}
		v := access.Viewer{Role: role, Person: p.Name}
		if role == access.Commissioner || role == access.Liaison || role == access.Chancellery {
			v.Member = p.Member
		}
		return v, err
	}
}

// fault makes of what accounts and ceremonies hold against something a refusal with the reason; other errors stay.
func fault(err error) error {
	for _, known := range []error{
		people.ErrNoInvitation, people.ErrNotFound, people.ErrDisabled, people.ErrCloned, people.ErrLastOperator, people.ErrTaken, people.ErrEnded, people.ErrOperatorApart,
		passkey.ErrOver, passkey.ErrRefused, passkey.ErrNoKey,
	} {
		if errors.Is(err, known) {
			return &api.Refused{Reason: strings.ToUpper(err.Error()[:1]) + err.Error()[1:] + "."}
		}
	}
	return err
}

// settle puts on record what the accounts say of keys: passkeys of those who sign, and the end of those that were shut.
func (d *Desk) settle(ctx context.Context, by string) error {
	if d.Record.Keys == nil {
		return nil
	}
	d.settling.Lock()
	defer d.settling.Unlock()
	keys, err := d.Record.Keys()
	if err != nil {
		return err
	}
	owed, fault := d.Doors.Accounts.Owed(ctx, by, keys)
	for _, k := range owed {
		var refused *api.Refused
		if err := d.Record.Enrol(ctx, k); err != nil && !errors.As(err, &refused) {
			return err
		} else if err != nil {
			fault = errors.Join(fault, err)
		}
	}
	if fault != nil {
		return &api.Refused{Reason: "The account is changed, and the record does not have its key yet: " + fault.Error()}
	}
	return nil
}

// Lapse shuts the accounts whose time is over, and puts on record what follows.
func (d *Desk) Lapse(ctx context.Context) error {
	n, err := d.Doors.Accounts.Lapse(ctx, d.Doors.Now())
	if err != nil || n == 0 {
		return err
	}
	return d.settle(ctx, "the server")
}

// Settle puts on record what is owed when a server begins: it may have been stopped in between.
func (d *Desk) Settle(ctx context.Context) error { return d.settle(ctx, "the server") }

// me is the account of the session; ErrNotFound without one.
func (d *Desk) me(a *api.Ask) (people.Person, error) {
	id := d.Account(a)
	if id == "" || a.Viewer.Person == "" {
		return people.Person{}, api.ErrNotFound
	}
	return d.Doors.Accounts.Person(a.Context(), people.AccountOf(id))
}

func (d *Desk) clock(t when.Instant) string {
	if t == 0 {
		return "never"
	}
	return api.Clock(t, d.Record.Zone())
}
