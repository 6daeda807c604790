// SPDX-License-Identifier: Apache-2.0

package account

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/people"
)

const needs = "A passkey needs script. With script off nobody can come in; what is open to the public reads without."

// welcome shows what somebody is invited as, with the button that makes their passkey.
func (d *Desk) welcome(a *api.Ask) (page.Page, error) {
	if err := d.pace.keep(a.Request); err != nil {
		return page.Page{}, err
	}
	code := a.Value("code", a.URL.Query().Get("code"))
	i, options, err := d.Doors.Welcome(a.Request, code)
	if err != nil {
		return page.Page{}, fault(err)
	}
	facts := page.Facts{Facts: []page.Fact{
		{Name: "Name on record", Text: i.Person.Name},
		{Name: "Roles", Text: rolesWords(i.Person.Roles)},
		{Name: "Until", Text: d.clock(i.Expires)},
	}}
	if i.Person.Member != "" {
		facts.Facts = append(facts.Facts, page.Fact{Name: "Speaks for", Text: i.Person.Member})
	}
	p := page.Page{Title: "Welcome", Lead: "You make a passkey here, once: from then on it lets you in" + d.Realm.Signs + ". There is no password.", Blocks: []page.Block{facts}}
	if i.By == "" {
		p.Blocks = append(p.Blocks, page.Note{Kind: page.Help, Text: "You set this server up: you become its operator, who invites everybody else. An operator keeps the server and reads nothing of " + d.Realm.Knows + "."})
	}
	if i.Recovers {
		p.Blocks = append(p.Blocks, page.Note{Kind: page.Warning, Text: "You have an account already. When the new passkey is made, every one that you had is shut, and wherever you came in with one you are signed out."})
	}
	p.Blocks = append(p.Blocks, page.Form{
		ID: "passkey", Title: "Make your passkey", Action: "/welcome", Submit: "Make a passkey",
		Lead:    "Your phone, computer or stick asks for your finger, your face or its PIN, and keeps the key. " + needs,
		Passkey: &page.Passkey{Kind: "create", Options: string(options)},
		Fields: []page.Field{
			{Name: "label", Label: "What you call it", Value: a.Value("label", ""), Max: 80, Help: "Such as: phone. Only you and the operator see it."},
			{Name: "code", Kind: "hidden", Value: code},
		},
	})
	return p, nil
}

func rolesWords(roles []string) string {
	return strings.ReplaceAll(strings.Join(roles, ", "), "-", " ")
}

func (d *Desk) welcomed(a *api.Ask) (api.Done, error) {
	if err := d.pace.keep(a.Request); err != nil {
		return api.Done{}, err
	}
	p, err := d.Doors.Welcomed(a.Request, a.Sent.Get("code"), strings.TrimSpace(a.Sent.Get("label")))
	if err != nil {
		return api.Done{}, fault(err)
	}
	if err := d.SignIn(a, p.Session(), p.Roles[0]); err != nil {
		return api.Done{}, err
	}
	done := api.Done{To: "/account", Message: "Your account is made, and you are in."}
	if err := d.settle(a.Context(), p.Name); err != nil {
		var refused *api.Refused
		if !errors.As(err, &refused) {
			return done, err
		}
		done.Message = refused.Reason
	}
	return done, nil
}

func (d *Desk) enter(a *api.Ask) (page.Page, error) {
	if err := d.pace.keep(a.Request); err != nil {
		return page.Page{}, err
	}
	options, err := d.Doors.Enter(a.Request)
	if err != nil {
		return page.Page{}, err
	}
	return page.Page{Title: "Sign in", Lead: "With the passkey that you made from your invitation.", Blocks: []page.Block{
		page.Form{ID: "enter", Action: "/sign-in", Submit: "Sign in with your passkey", Lead: needs, Passkey: &page.Passkey{Kind: "get", Options: string(options)}},
		page.Note{Kind: page.Help, Text: "No passkey? An operator invites you. Lost it? An operator lets you make another."},
	}}, nil
}

func (d *Desk) entered(a *api.Ask) (api.Done, error) {
	if err := d.pace.keep(a.Request); err != nil {
		return api.Done{}, err
	}
	p, err := d.Doors.Entered(a.Request)
	if errors.Is(err, people.ErrCloned) {
		err = errors.Join(err, d.settle(a.Context(), "the server"))
	}
	if err != nil {
		return api.Done{}, fault(err)
	}
	return api.Done{To: "/", Message: "You are in as " + p.Name + "."}, d.SignIn(a, p.Session(), p.Roles[0])
}

func (d *Desk) leave(a *api.Ask) (api.Done, error) { return api.Done{To: "/"}, d.SignOut(a) }

// own shows the account of the session. Whoever has none is sent to where one comes in.
func (d *Desk) own(a *api.Ask) (page.Page, error) {
	p, err := d.me(a)
	if errors.Is(err, api.ErrNotFound) {
		return page.Page{Title: "Account", Lead: "You are not signed in.", Blocks: []page.Block{page.Note{Kind: page.Help, Text: "Come in first:", Link: page.Link{Text: "sign in", To: "/sign-in"}}}}, nil
	}
	if err != nil {
		return page.Page{}, err
	}
	list, err := d.Doors.Accounts.Credentials(a.Context(), p.ID)
	if err != nil {
		return page.Page{}, err
	}
	out := page.Page{Title: "Account", Lead: "You are " + p.Name + " on record.", Blocks: []page.Block{
		page.Facts{Facts: []page.Fact{{Name: "Roles", Text: rolesWords(p.Roles)}, {Name: "You act as", Text: strings.ReplaceAll(string(a.Viewer.Role), "-", " ")}, {Name: "You speak for", Text: d.orNobody(p.Member)}}},
	}}
	if len(p.Roles) > 1 {
		f := page.Form{ID: "role", Title: "Act as another of your roles", Action: "/account/role", Submit: "Act so", Fields: []page.Field{{Name: "role", Label: "Role", Kind: "choice", Value: string(a.Viewer.Role)}}}
		for _, r := range p.Roles {
			f.Fields[0].Options = append(f.Fields[0].Options, page.Option{Value: r, Text: strings.ReplaceAll(r, "-", " ")})
		}
		out.Blocks = append(out.Blocks, f)
	}
	out.Blocks = append(out.Blocks, d.passkeys(list))
	more, err := d.more(a, p)
	if err != nil {
		return page.Page{}, err
	}
	return page.Page{Title: out.Title, Lead: out.Lead, Blocks: append(out.Blocks, more, page.Form{ID: "leave", Title: "Sign out", Action: "/sign-out", Submit: "Sign out"})}, nil
}

func (d *Desk) orNobody(member string) string {
	if member == "" {
		return "nobody but " + d.Realm.Work
	}
	return member
}

// more is the form by which somebody makes another passkey.
func (d *Desk) more(a *api.Ask, p people.Person) (page.Block, error) {
	if err := d.pace.keep(a.Request); err != nil {
		return nil, err
	}
	options, err := d.Doors.Another(a.Request, p)
	if err != nil {
		return nil, err
	}
	lead := "On another device, so that a lost one does not shut you out. "
	if d.Record.Keys != nil {
		lead += "An officer of the watch signs with the newest. "
	}
	return page.Form{
		ID: "another", Title: "Make another passkey", Action: "/account", Submit: "Make another passkey", Passkey: &page.Passkey{Kind: "create", Options: string(options)},
		Lead:   lead + needs,
		Fields: []page.Field{{Name: "label", Label: "What you call it", Value: a.Value("label", ""), Max: 80}},
	}, nil
}

// passkeys lists the passkeys of an account with their state. The last that counts has no button: it is shut by the operator.
func (d *Desk) passkeys(list []people.Credential) page.List {
	l := page.List{ID: "passkeys", Title: "Your passkeys", Empty: "You have no passkey.", Columns: []page.Column{
		{Key: "passkey", Name: "Passkey"}, {Key: "made", Name: "Made"}, {Key: "used", Name: "Last used"}, {Key: "state", Name: "State"},
	}}
	count := 0
	for _, c := range list {
		if c.Ended == 0 {
			count++
		}
	}
	for _, c := range list {
		row := page.Row{Cells: []page.Cell{{Text: named(c)}, {Text: d.clock(c.Made)}, {Text: d.clock(c.Used)}, {Text: stateOf(c)}}}
		if c.Ended == 0 && count > 1 {
			row.Forms = []page.Form{{Quiet: true, Action: "/account/shut", Submit: "Shut it", Fields: []page.Field{{Name: "passkey", Kind: "hidden", Value: hex.EncodeToString(c.ID)}}}}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func named(c people.Credential) string {
	if c.Label == "" {
		return "without a name"
	}
	return c.Label
}

func stateOf(c people.Credential) string {
	switch {
	case c.Cloned:
		return "shut: somebody may have a copy"
	case c.Ended != 0:
		return "shut"
	default:
		return "counts"
	}
}

func (d *Desk) another(a *api.Ask) (api.Done, error) {
	p, err := d.me(a)
	if err == nil {
		err = d.pace.keep(a.Request)
	}
	if err == nil {
		err = d.Doors.AnotherMade(a.Request, p, strings.TrimSpace(a.Sent.Get("label")))
	}
	if err == nil {
		err = d.settle(a.Context(), p.Name)
	}
	return api.Done{To: "/account", Message: "The passkey is made."}, fault(err)
}

func (d *Desk) shut(a *api.Ask) (api.Done, error) {
	p, err := d.me(a)
	if err != nil {
		return api.Done{}, err
	}
	id, err := hex.DecodeString(a.Sent.Get("passkey"))
	if err != nil {
		return api.Done{}, api.ErrNotFound
	}
	list, err := d.Doors.Accounts.Credentials(a.Context(), p.ID)
	if err != nil {
		return api.Done{}, err
	}
	live := slices.DeleteFunc(list, func(c people.Credential) bool { return c.Ended != 0 })
	switch {
	case !slices.ContainsFunc(live, func(c people.Credential) bool { return bytes.Equal(c.ID, id) }):
		return api.Done{}, api.ErrNotFound // somebody else's, or none
	case len(live) == 1:
		return api.Done{}, &api.Refused{Reason: "It is your last passkey: make another first, or ask the operator to shut the account."}
	}
	if err := d.Doors.Accounts.End(a.Context(), p.Name, id, d.Doors.Now()); err != nil {
		return api.Done{}, fault(err)
	}
	if p, err = d.Doors.Accounts.Person(a.Context(), p.ID); err == nil { // every session has ended, but for the one in which it was shut
		err = d.SignIn(a, p.Session(), string(a.Viewer.Role))
	}
	if err != nil {
		return api.Done{}, err
	}
	return api.Done{To: "/account", Message: "The passkey is shut, and everywhere else you are signed out."}, d.settle(a.Context(), p.Name)
}

func (d *Desk) role(a *api.Ask) (api.Done, error) {
	p, err := d.me(a)
	if err != nil {
		return api.Done{}, err
	}
	role := a.Sent.Get("role")
	if !p.Is(role) {
		return api.Done{}, api.ErrNotFound
	}
	return api.Done{To: "/", Message: "You act as " + strings.ReplaceAll(role, "-", " ") + "."}, d.SignIn(a, p.Session(), role)
}
