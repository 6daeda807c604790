// SPDX-License-Identifier: Apache-2.0

package account

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/people"
	"truce/when"
)

// days is how long an invitation opens the door unless the operator says otherwise, and maxDays how long it may.
const (
	days    = 3
	maxDays = 30
)

func (d *Desk) people(a *api.Ask) (page.Page, error) {
	list, err := d.Doors.Accounts.People(a.Context())
	if err != nil {
		return page.Page{}, err
	}
	open, err := d.Doors.Accounts.Invitations(a.Context(), d.Doors.Now())
	if err != nil {
		return page.Page{}, err
	}
	deeds, err := d.Doors.Accounts.Deeds(a.Context())
	if err != nil {
		return page.Page{}, err
	}
	p := page.Page{Title: "People", Lead: "Who may come in, and as what. Names here are those on record; whom they belong to stays with you."}
	who, err := d.accounts(a, list)
	if err != nil {
		return p, err
	}
	p.Blocks = []page.Block{who, d.invitations(open), d.inviteForm(a), d.deeds(deeds)}
	return p, nil
}

func (d *Desk) accounts(a *api.Ask, list []people.Person) (page.List, error) {
	l := page.List{ID: "people", Title: "Accounts", Empty: "Nobody has an account. Invite somebody below.", Columns: []page.Column{
		{Key: "name", Name: "Name on record"},
		{Key: "called", Name: "Called"},
		{Key: "contact", Name: "Contact"},
		{Key: "roles", Name: "Roles"},
		{Key: "member", Name: "Speaks for"},
		{Key: "passkeys", Name: "Passkeys", Number: true},
		{Key: "until", Name: "Valid until"},
		{Key: "state", Name: "State"},
	}}
	for _, p := range list {
		held, err := d.Doors.Accounts.Credentials(a.Context(), p.ID)
		if err != nil {
			return l, err
		}
		n := 0
		for _, c := range held {
			if c.Ended == 0 {
				n++
			}
		}
		state := d.state(p)
		row := page.Row{Cells: []page.Cell{
			{Text: p.Name, Link: oneAddress(p.Name)}, {Text: p.Called}, {Text: p.Contact}, {Text: rolesWords(p.Roles)}, {Text: p.Member}, {Text: strconv.Itoa(n)}, {Text: d.lasts(p)}, {Text: state, Status: state},
		}}
		switch {
		case p.Ended():
		case p.Disabled:
			row.Forms = []page.Form{changeForm(p.Name, "enable", "Open again")}
		default:
			row.Forms = []page.Form{changeForm(p.Name, "disable", "Disable"), changeForm(p.Name, "let-in", "Lost the passkey: let in again")}
		}
		l.Rows = append(l.Rows, row)
	}
	return l, nil
}

func changeForm(name, act, submit string) page.Form {
	return page.Form{Quiet: true, Action: "/people/change", Submit: submit, Fields: []page.Field{
		{Name: "name", Kind: "hidden", Value: name}, {Name: "act", Kind: "hidden", Value: act},
	}}
}

func (d *Desk) invitations(list []people.Invitation) page.List {
	l := page.List{ID: "invitations", Title: "Open invitations", Empty: "No invitation is open.", Columns: []page.Column{
		{Key: "name", Name: "Name on record"}, {Key: "roles", Name: "Roles"}, {Key: "member", Name: "Speaks for"}, {Key: "by", Name: "Invited by"}, {Key: "until", Name: "Until"},
	}}
	for _, i := range list {
		l.Rows = append(l.Rows, page.Row{
			Cells: []page.Cell{{Text: i.Person.Name}, {Text: rolesWords(i.Person.Roles)}, {Text: i.Person.Member}, {Text: i.By}, {Text: d.clock(i.Expires)}},
			Forms: []page.Form{{Quiet: true, Action: "/people/withdraw", Submit: "Withdraw", Fields: []page.Field{{Name: "name", Kind: "hidden", Value: i.Person.Name}}}},
		})
	}
	return l
}

func (d *Desk) deeds(list []people.Deed) page.List {
	l := page.List{ID: "deeds", Title: "What was done with accounts", Empty: "Nothing was done yet.", Columns: []page.Column{
		{Key: "at", Name: "When"}, {Key: "by", Name: "By"}, {Key: "did", Name: "Did"}, {Key: "name", Name: "With the account"},
	}}
	for _, deed := range list[:min(len(list), 200)] {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: d.clock(deed.At)}, {Text: deed.By}, {Text: deed.Did}, {Text: deed.Name}}})
	}
	return l
}

func (d *Desk) inviteForm(a *api.Ask) page.Form {
	f := page.Form{
		ID: "invite", Title: "Invite somebody", Action: "/people", Submit: "Invite",
		Lead: "You get an address that opens once. Hand it over so that nobody else reads it: whoever opens it first is let in under that name.",
		Fields: []page.Field{
			{Name: "name", Label: "Name on record", Value: a.Value("name", ""), Required: true, Max: 64, Help: d.Realm.Name, Error: a.Fault("name")},
			{Name: "role", Label: "Role", Kind: "choice", Value: a.Value("role", ""), Required: true},
			{Name: "second", Label: "Second role", Kind: "choice", Value: a.Value("second", ""), Options: []page.Option{{Text: "none"}}},
			d.memberField(a, ""),
			{Name: "called", Label: "What colleagues call them", Value: a.Value("called", ""), Help: "Stays in the file of accounts."},
			{Name: "contact", Label: "How to reach them", Value: a.Value("contact", ""), Help: "Stays in the file of accounts."},
			{Name: "days", Label: "Days until it runs out", Kind: "number", Value: a.Value("days", strconv.Itoa(days)), Error: a.Fault("days")},
		},
	}
	for _, role := range d.roles() {
		o := page.Option{Value: role, Text: strings.ReplaceAll(role, "-", " ")}
		f.Fields[1].Options, f.Fields[2].Options = append(f.Fields[1].Options, o), append(f.Fields[2].Options, o)
	}
	return f
}

func (d *Desk) invite(a *api.Ask) (api.Done, error) {
	n, err := strconv.Atoi(a.Sent.Get("days"))
	if err != nil || n < 1 || n > maxDays {
		return api.Done{}, api.Refuse("days", "want 1 to %d days", maxDays)
	}
	i := people.Invitation{By: a.Viewer.Person, Expires: d.until(n), Person: people.Person{
		Name: a.Sent.Get("name"), Called: a.Sent.Get("called"), Contact: a.Sent.Get("contact"), Member: a.Sent.Get("member"), Roles: []string{a.Sent.Get("role")},
	}}
	if second := a.Sent.Get("second"); second != "" {
		i.Person.Roles = append(i.Person.Roles, second)
	}
	if err := i.Person.Check(); err != nil {
		return api.Done{}, api.Refuse("name", "%v", err)
	}
	if err := d.fits(i.Person, ""); err != nil {
		return api.Done{}, err
	}
	code, err := d.Doors.Accounts.Invite(a.Context(), i, d.Doors.Now())
	return d.handOver(i.Person.Name, code, i.Expires), fault(err)
}

// roles are those that an operator may give somebody.
func (d *Desk) roles() (out []string) {
	for _, role := range d.Realm.Roles {
		if role != access.Public {
			out = append(out, string(role))
		}
	}
	return out
}

// memberField asks for whom an account speaks, and offers those whom the texts on record name. A chancellery may be of another state.
func (d *Desk) memberField(a *api.Ask, was string) page.Field {
	return page.Field{Name: "member", Label: "Speaks for", Value: a.Value("member", was), Help: d.Realm.Member, Error: a.Fault("member"), Options: d.members()}
}

func (d *Desk) members() []page.Option {
	if d.Record.Members == nil {
		return nil
	}
	return d.Record.Members()
}

// fits refuses what is no account of this realm. An account goes on to speak for whom it did.
func (d *Desk) fits(p people.Person, was string) error {
	for _, role := range p.Roles {
		if !slices.Contains(d.roles(), role) {
			return api.Refuse("role", "%.40q is no role of this realm: want one of %s", role, rolesWords(d.roles()))
		}
	}
	if p.Member != "" && d.Realm.Check != nil {
		if err := d.Realm.Check(p.Member); err != nil {
			return api.Refuse("member", "speaks for: %v", err)
		}
	}
	acts := p.Is(string(access.Commissioner)) || p.Is(string(access.Liaison)) // a chancellery reads, and may be of any state
	if known := d.members(); acts && p.Member != "" && p.Member != was && len(known) > 0 && !d.Record.IsMember(p.Member) {
		var ids []string
		for _, o := range known {
			ids = append(ids, o.Value)
		}
		return api.Refuse("member", "%.40q is named by no text on record, so whoever speaks for it would see nothing of its own: want one of %s", p.Member, strings.Join(ids, ", "))
	}
	return nil
}

func (d *Desk) until(n int) when.Instant {
	return d.Doors.Now() + when.Instant(when.Duration(n)*when.Day)
}

// handOver shows the address of an invitation, this once.
func (d *Desk) handOver(name, code string, until when.Instant) api.Done {
	return api.Done{To: "/people", Message: fmt.Sprintf("%s makes a passkey, once, until %s. The address is shown now and never again: %s", name, d.clock(until), d.Site+people.Welcome(code))}
}

func (d *Desk) change(a *api.Ask) (api.Done, error) {
	p, err := d.Doors.Accounts.Named(a.Context(), a.Sent.Get("name"))
	if err != nil {
		return api.Done{}, fault(err)
	}
	done := api.Done{To: "/people"}
	switch a.Sent.Get("act") {
	case "let-in":
		i := people.Invitation{By: a.Viewer.Person, Expires: d.until(days)}
		code, err := d.Doors.Accounts.Recover(a.Context(), p.ID, i, d.Doors.Now())
		return d.handOver(p.Name, code, i.Expires), fault(err)
	case "disable":
		done.Message = p.Name + " is disabled: every session of it has ended" + d.revoked() + "."
	case "enable":
		done.Message = p.Name + " may come in again."
		if d.Record.Keys != nil {
			done.Message += " A key that was revoked signs no more: they make another passkey to sign."
		}
	default:
		return done, api.Refuse("act", "want disable, enable or let-in")
	}
	by := people.By{Who: a.Viewer.Person, At: d.Doors.Now()}
	err = d.Doors.Accounts.Change(a.Context(), by, p.ID, func(p *people.Person) error {
		p.Disabled = a.Sent.Get("act") == "disable"
		if !p.Disabled && p.Shut(by.At) {
			return &api.Refused{Reason: p.Name + " has run out: give the account another last day first, on its page."}
		}
		return nil
	})
	if err != nil {
		return done, fault(err)
	}
	return done, d.settle(a.Context(), a.Viewer.Person)
}

func (d *Desk) withdraw(a *api.Ask) (api.Done, error) {
	name := a.Sent.Get("name")
	err := d.Doors.Accounts.Withdraw(a.Context(), a.Viewer.Person, name, d.Doors.Now())
	return api.Done{To: "/people", Message: "The invitation of " + name + " opens nothing any more."}, fault(err)
}
