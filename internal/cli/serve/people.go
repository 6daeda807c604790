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

// house is a server in earnest with what stands beside its journal.
type house struct {
	server   *api.Server
	desk     *account.Desk
	accounts *people.Accounts
	reads    *reads.Log
}

// open opens the accounts and the log of reads beside a journal and makes the server of all. What it returns is closed also where it
// fails.
func (o serverOptions) open(ctx context.Context, journal string, d *mission.Desk) (h house, err error) {
	if h.accounts, err = people.Open(ctx, people.Beside(journal)); err != nil {
		return h, err
	}
	if h.reads, err = reads.Open(account.Beside(journal)); err != nil {
		return h, err
	}
	o.accounts, o.reads = h.accounts, h.reads
	if h.server, h.desk, err = missionServer(d, o); err != nil {
		return h, err
	}
	if err := h.desk.Settle(ctx); err != nil {
		o.log.Warn("the record does not agree with the accounts", "error", err)
	}
	return h, nil
}

func (h house) close() (err error) {
	if h.reads != nil {
		err = h.reads.Close()
	}
	if h.accounts != nil {
		err = errors.Join(err, h.accounts.Close())
	}
	return err
}

// machine is the machine's time, by which ceremonies and invitations run out: not the record's.
func machine() when.Instant { return when.Instant(time.Now().UnixMilli()) }

// people makes the pages of people of a server and has acts signed on those of the mission.
func (o serverOptions) people(s *api.Server, d *mission.Desk) (*account.Desk, error) {
	a := &account.Desk{Mission: d, Log: o.reads, Site: o.origins[0]}
	if o.accounts == nil {
		if o.held != nil {
			d.Signing = &signed.Desk{Signer: o.held, Keep: s.Keep, Take: s.Take}
		}
		return a, nil
	}
	u, err := url.Parse(o.origins[0])
	if err != nil {
		return nil, err
	}
	site, err := passkey.New(passkey.Options{RelyingParty: u.Hostname(), Origins: o.origins, Name: "Truce"})
	if err != nil {
		return nil, fmt.Errorf("passkeys are for a name: serve at localhost, or say --origin https://NAME: %w", err)
	}
	a.Doors = &passkey.Doors{Site: site, Accounts: o.accounts, Keep: s.Keep, Take: s.Take, Now: machine}
	a.SignIn = func(ask *api.Ask, id, as string) error { return s.SignInAccount(ask.Request, id, as) }
	a.SignOut = func(ask *api.Ask) error { return s.SignOut(ask.Request) }
	a.Account = func(ask *api.Ask) string { return s.Account(ask.Request) }
	d.Signing = &signed.Desk{Signer: signed.Passkeys{Doors: a.Doors}, Keep: s.Keep, Take: s.Take}
	return a, nil
}

// welcome says where the server is and, where nobody can invite yet, at which address somebody becomes the first operator.
func (h house) welcome(cmd *cobra.Command, journal, address string) error {
	out := cmd.OutOrStdout()
	code, err := h.accounts.Setup(cmd.Context(), machine())
	if err != nil {
		return err
	}
	if code != "" {
		fmt.Fprintf(out, `This server has no operator yet. Open this address in a browser, within an hour, to become it:

  %s

Your browser makes a passkey: a key that your phone, your computer or a stick keeps, in place of a password. The address opens
once; whoever opens it first is the operator, so show it to nobody. Afterwards invite the others on the page People.

`, h.desk.Site+people.Welcome(code))
	}
	_, err = fmt.Fprintf(out, "Serving %s at %s\n", journal, address)
	return err
}

// heads puts the head of the log of reads on record for each day that is over, until the context is done.
func (h house) heads(ctx context.Context) error { return enterHeads(ctx, h.desk) }

func enterHeads(ctx context.Context, a *account.Desk) error {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		if err := a.EnterHead(ctx); err != nil && ctx.Err() == nil {
			return fmt.Errorf("enter the head of the log of reads: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}
