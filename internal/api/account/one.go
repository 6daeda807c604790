// SPDX-License-Identifier: Apache-2.0

package account

import (
	"net/url"
	"strings"

	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/people"
	"truce/when"
)

// oneAddress is that of the page of one account.
func oneAddress(name string) string { return "/people/account?name=" + url.QueryEscape(name) }

// asked is the account that a request names.
func (d *Desk) asked(a *api.Ask) (people.Person, error) {
	p, err := d.Doors.Accounts.Named(a.Context(), a.Value("name", a.URL.Query().Get("name")))
	return p, fault(err)
}

// state is whether an account lets its person in now.
func (d *Desk) state(p people.Person) string {
	switch {
	case p.Ended():
		return "ended"
	case p.Disabled:
		return "disabled"
	case p.Shut(d.Doors.Now()):
		return "run out"
	default:
		return "open"
	}
}

// lasts is until when an account holds.
func (d *Desk) lasts(p people.Person) string {
	if p.Until == 0 {
		return "no end"
	}
	return d.lastDay(p.Until) + " UTC, to the end of the day"
}

// lastDay is the last day in UTC on which an account holds that runs out at a time.
func (d *Desk) lastDay(until when.Instant) string {
	if until == 0 {
		return ""
	}
	return people.LastDay(until).String()
}

// one shows one account, with the forms that change and end it.
func (d *Desk) one(a *api.Ask) (page.Page, error) {
	p, err := d.asked(a)
	if err != nil {
		return page.Page{}, err
	}
	out := page.Page{Title: "Account " + p.Name, Lead: "What you change holds from this person's next click on.", Blocks: []page.Block{
		page.Facts{Facts: []page.Fact{
			{Name: "State", Text: d.state(p), Status: d.state(p)},
			{Name: "Roles", Text: rolesWords(p.Roles)},
			{Name: "Speaks for", Text: d.orNobody(p.Member)},
			{Name: "Valid until", Text: d.lasts(p)},
			{Name: "Made", Text: d.clock(p.Made)},
		}},
	}}
	if p.Ended() {
		out.Blocks = append(out.Blocks, page.Note{Kind: page.Info, Text: "It ended on " + d.clock(p.EndedAt) + " and is never opened again. Its name stays taken, since the record may have it."})
	} else {
		out.Blocks = append(out.Blocks, d.oneForm(a, p), endForm(a, p))
	}
	out.Blocks = append(out.Blocks, page.Links{Links: []page.Link{{Text: "All accounts, and what was done with them", To: "/people"}}})
	return out, nil
}

func (d *Desk) oneForm(a *api.Ask, p people.Person) page.Form {
	f := page.Form{ID: "account", Title: "Change it", Action: "/people/account", Submit: "Change the account", Fields: []page.Field{{Name: "name", Kind: "hidden", Value: p.Name}}}
	seen := a.Value("seen", p.Stamp())
	if a.Fault("seen") != "" { // they are shown now what they had not seen
		seen = p.Stamp()
	}
	f.Fields = append(f.Fields, page.Field{Name: "seen", Kind: "hidden", Value: seen})
	for i, role := range d.roles() {
		had := ""
		if p.Is(role) {
			had = "yes"
		}
		field := page.Field{Name: "role-" + role, Label: "Role: " + strings.ReplaceAll(role, "-", " "), Kind: "tick", Value: a.Value("role-"+role, had)}
		if i == 0 {
			field.Error = a.Fault("role")
		}
		f.Fields = append(f.Fields, field)
	}
	f.Fields = append(
		f.Fields,
		d.memberField(a, p.Member),
		page.Field{Name: "until", Label: "Last day", Value: a.Value("until", d.lastDay(p.Until)), Max: 10, Help: "YYYY-MM-DD in UTC, to the end of that day; empty for no end. Afterwards the account is disabled by itself.", Error: a.Fault("until")},
		page.Field{Name: "called", Label: "What colleagues call them", Value: a.Value("called", p.Called), Help: "Stays in the file of accounts."},
		page.Field{Name: "contact", Label: "How to reach them", Value: a.Value("contact", p.Contact), Help: "Stays in the file of accounts."},
	)
	return f
}

func endForm(a *api.Ask, p people.Person) page.Form {
	return page.Form{
		ID: "end", Title: "End it for good", Action: "/people/end", Submit: "End the account",
		Lead: "For somebody who left. The passkeys are shut, the contact details forgotten, and the account is never opened again; what it signed stands. For a while only, disable it on the page of all accounts instead.",
		Fields: []page.Field{
			{Name: "name", Kind: "hidden", Value: p.Name},
			{Name: "sure", Label: "I end the account " + p.Name, Kind: "tick", Value: a.Value("sure", ""), Error: a.Fault("sure")},
		},
	}
}

// changeOne gives an account what the form says.
func (d *Desk) changeOne(a *api.Ask) (api.Done, error) {
	p, err := d.asked(a)
	if err != nil {
		return api.Done{}, err
	}
	now := p
	now.Roles, now.Member, now.Called, now.Contact = nil, strings.TrimSpace(a.Sent.Get("member")), a.Sent.Get("called"), a.Sent.Get("contact")
	for _, role := range d.roles() {
		if a.Sent.Get("role-"+role) != "" {
			now.Roles = append(now.Roles, role)
		}
	}
	if now.Until, err = people.UntilOf(strings.TrimSpace(a.Sent.Get("until"))); err != nil {
		return api.Done{}, api.Refuse("until", "%v", err)
	}
	if now.Is(people.Operator) != p.Is(people.Operator) {
		return api.Done{}, api.Refuse("role", "%v", people.ErrOperatorApart)
	}
	if len(now.Roles) == 0 {
		return api.Done{}, api.Refuse("role", "an account has at least one role: to shut it, disable or end it")
	}
	if err := now.Check(); err != nil {
		return api.Done{}, api.Refuse("role", "%v", err)
	}
	if err := d.fits(now, p.Member); err != nil {
		return api.Done{}, err
	}
	by := people.By{Who: a.Viewer.Person, At: d.Doors.Now()}
	err = d.Doors.Accounts.Change(a.Context(), by, p.ID, func(p *people.Person) error {
		switch {
		case a.Sent.Get("seen") != "" && a.Sent.Get("seen") != p.Stamp():
			return api.Refuse("seen", "Somebody else changed this account since you opened it, and nothing of yours was taken. What it has now stands above: look at it, and send the form again.")
		case now.Until != 0 && now.Until <= by.At && now.Until != p.Until:
			return api.Refuse("until", "this day is over: to shut the account now, disable or end it")
		}
		p.Roles, p.Member, p.Called, p.Contact, p.Until = now.Roles, now.Member, now.Called, now.Contact, now.Until
		return nil
	})
	if err != nil {
		return api.Done{}, fault(err)
	}
	return api.Done{To: oneAddress(p.Name), Message: p.Name + " is changed."}, d.settle(a.Context(), a.Viewer.Person)
}

// revoked says what becomes of the keys of an account that is shut, where the realm has any on record.
func (d *Desk) revoked() string {
	if d.Record.Keys == nil {
		return ""
	}
	return ", and its keys are revoked on record"
}

// end ends an account for good.
func (d *Desk) end(a *api.Ask) (api.Done, error) {
	p, err := d.asked(a)
	if err != nil {
		return api.Done{}, err
	}
	if a.Sent.Get("sure") == "" {
		return api.Done{}, api.Refuse("sure", "tick this to end the account: it cannot be undone")
	}
	if err := d.Doors.Accounts.Leave(a.Context(), a.Viewer.Person, p.ID, d.Doors.Now()); err != nil {
		return api.Done{}, fault(err)
	}
	return api.Done{To: "/people", Message: p.Name + " has ended: every session of it is over" + d.revoked() + "."}, d.settle(a.Context(), a.Viewer.Person)
}
