// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"truce/internal/access/reads"
	"truce/internal/api"
	"truce/internal/api/account"
	"truce/internal/api/mission"
	"truce/internal/api/mission/signed"
	"truce/internal/people"
	"truce/internal/people/passkey"
	"truce/when"
)

// House is what stands beside a journal while its server runs, of either realm: the accounts and the log of who read what. Open it,
// give it to the options of the server, wire it into the server that comes of them, and close it also where one of these fails.
type House struct {
	Accounts *people.Accounts
	Reads    *reads.Log
	// Desk is the pages of both, once the house is wired.
	Desk *account.Desk
}

// OpenHouse opens the accounts and the log of reads beside a journal, and makes them where there are none.
func OpenHouse(ctx context.Context, journal string) (h House, err error) {
	if h.Accounts, err = people.Open(ctx, people.Beside(journal)); err == nil {
		h.Reads, err = reads.Open(account.Beside(journal))
	}
	return h, err
}

// Close closes what was opened.
func (h House) Close() (err error) {
	if h.Reads != nil {
		err = h.Reads.Close()
	}
	if h.Accounts != nil {
		err = errors.Join(err, h.Accounts.Close())
	}
	return err
}

// Into has a server that is to be made ask the accounts who somebody is, and note its reads.
func (h House) Into(o *api.Options, realm account.Realm) {
	o.Sections = append(o.Sections, account.Sections(true)...)
	o.Note, o.Account = account.Note(h.Reads), account.Who(h.Accounts, realm, machine)
	o.Changes = h.Accounts.Changes
}

// Wire makes the pages of people for a server at the first of its origins. Its error says what to do where passkeys cannot be made for
// that address.
func (h *House) Wire(s *api.Server, origins []string, realm account.Realm, beside account.Record) error {
	u, err := url.Parse(origins[0])
	if err != nil {
		return err
	}
	site, err := passkey.New(passkey.Options{RelyingParty: u.Hostname(), Origins: origins, Name: "Truce"})
	if err != nil {
		return fmt.Errorf("passkeys are for a name: serve at localhost, or say --origin https://NAME: %w", err)
	}
	h.Desk = &account.Desk{
		Doors: &passkey.Doors{Site: site, Accounts: h.Accounts, Keep: s.Keep, Take: s.Take, Now: machine},
		Realm: realm, Record: beside, Site: origins[0], Log: h.Reads,
		SignIn:  func(ask *api.Ask, id, as string) error { return s.SignInAccount(ask.Request, id, as) },
		SignOut: func(ask *api.Ask) error { return s.SignOut(ask.Request) },
		Account: func(ask *api.Ask) string { return s.Account(ask.Request) },
	}
	return nil
}

// house is a mission's server in earnest with what stands beside its journal.
type house struct {
	House
	server *api.Server
}

// make makes the server of a desk and of what stands beside its journal. What it returns is closed also where it fails.
func (o serverOptions) make(ctx context.Context, d *mission.Desk) (h house, err error) {
	h.House = *o.beside
	o.beside = &h.House
	if h.server, h.Desk, err = missionServer(d, o); err != nil {
		return h, err
	}
	if err := h.Desk.Settle(ctx); err != nil {
		o.log.Warn("the record does not agree with the accounts", "error", err)
	}
	return h, nil
}

// machine is the machine's time, by which ceremonies and invitations run out: not the record's.
func machine() when.Instant { return when.Instant(time.Now().UnixMilli()) }

// people makes the pages of people of a server and has acts signed on those of the mission.
func (o serverOptions) people(s *api.Server, d *mission.Desk) (*account.Desk, error) {
	if o.beside == nil {
		if o.held != nil {
			d.Signing = &signed.Desk{Signer: o.held, Keep: s.Keep, Take: s.Take}
		}
		return &account.Desk{Realm: mission.Realm(), Record: d.Beside(), Log: o.reads, Site: o.origins[0]}, nil
	}
	d.Accounts, d.Officers = true, officers(o.beside.Accounts)
	if err := o.beside.Wire(s, o.origins, mission.Realm(), d.Beside()); err != nil {
		return nil, err
	}
	d.Signing = &signed.Desk{Signer: signed.Passkeys{Doors: o.beside.Desk.Doors}, Keep: s.Keep, Take: s.Take}
	return o.beside.Desk, nil
}

// officers returns how a mission's pages ask who can be handed the watch.
func officers(accounts *people.Accounts) func(context.Context) ([]string, error) {
	return func(ctx context.Context) (names []string, err error) {
		list, err := accounts.People(ctx)
		for _, p := range list {
			if p.Is("duty-officer") && !p.Shut(machine()) {
				names = append(names, p.Name)
			}
		}
		return names, err
	}
}

// Welcome says where the server of a journal is and, where nobody can invite yet, at which address somebody becomes the first operator.
func (h House) Welcome(cmd *cobra.Command, journal, address string) error {
	out := cmd.OutOrStdout()
	open, err := h.Accounts.SetupOpen(cmd.Context(), machine())
	if err != nil {
		return err
	}
	code, err := h.Accounts.Setup(cmd.Context(), machine())
	if err != nil {
		return err
	}
	if code != "" && open != 0 {
		fmt.Fprint(out, "The address that was printed before for the first operator opens no more: this one takes its place.\n\n")
	}
	if code != "" {
		fmt.Fprintf(out, `This server has no operator yet. Open this address in a browser, within an hour, to become it:

  %s

Your browser makes a passkey: a key that your phone, your computer or a stick keeps, in place of a password. The address opens
once; whoever opens it first is the operator, so show it to nobody. Afterwards invite the others on the page People.

`, h.Desk.Site+people.Welcome(code))
	}
	_, err = fmt.Fprintf(out, "Serving %s at %s\n", journal, address)
	return err
}

// Daily puts the head of the log of reads on record for each day that is over, and shuts the accounts that have run out, until the
// context is done.
func (h House) Daily(ctx context.Context) error {
	return eachMinute(ctx, func() error {
		var owed *api.Refused // the account is shut all the same; its key is owed to the record, which is said at the next start
		if err := h.Desk.Lapse(ctx); err != nil && !errors.As(err, &owed) {
			return fmt.Errorf("shut the accounts that have run out: %w", err)
		}
		return enterHead(ctx, h.Desk)
	})
}

func enterHead(ctx context.Context, a *account.Desk) error {
	if err := a.EnterHead(ctx); err != nil {
		return fmt.Errorf("enter the head of the log of reads: %w", err)
	}
	return nil
}

// eachMinute does something at once and each minute until the context is done.
func eachMinute(ctx context.Context, do func() error) error {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		if err := do(); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}
