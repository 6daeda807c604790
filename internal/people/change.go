// SPDX-License-Identifier: Apache-2.0

package people

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"truce/when"
)

// By is who does something with an account, and when.
type By struct {
	Who string
	At  when.Instant
}

// Change gives an account, by its ID, what else it is to have: called, contact, roles, member, until when it holds, disabled. to is given
// the account as it is and changes that; nobody else changes it meanwhile, so to asks nothing of these accounts, and its error
// is returned and nothing changed. The name stays, since the record has it. An account whose new end is past is shut at once.
// ErrLastOperator says that nobody could invite others afterwards, or only until some day; ErrEnded that the account has
// ended for good; ErrOperatorApart that it would become an operator's, or that of one another. Of keys on record see Owed.
func (a *Accounts) Change(ctx context.Context, by By, id string, to func(*Person) error) error {
	err := a.change(ctx, func(tx *sql.Tx) error {
		was, err := personBy(ctx, tx, "id = ?", id)
		if err != nil {
			return err
		}
		if was.Ended() {
			return ErrEnded
		}
		p := was
		p.Roles = slices.Clone(was.Roles)
		if err := to(&p); err != nil {
			return err
		}
		p.ID, p.Name, p.Disabled = was.ID, was.Name, p.Disabled || p.Until != 0 && p.Until <= by.At
		if err := p.Check(); err != nil {
			return err
		}
		if was.Is(Operator) != p.Is(Operator) {
			return ErrOperatorApart
		}
		const q = "UPDATE person SET called = ?, contact = ?, roles = ?, member = ?, disabled = ?, until = ? WHERE id = ?"
		if _, err := tx.ExecContext(ctx, q, p.Called, p.Contact, joined(p.Roles), p.Member, p.Disabled, p.Until, p.ID); err != nil {
			return err
		}
		if p.Disabled && !was.Disabled {
			if err := nextRound(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		if p.Disabled {
			if err := uninvite(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		if err := stillOperated(ctx, tx, was); err != nil {
			return err
		}
		return deed(ctx, tx, Deed{At: by.At, By: by.Who, Did: changed(was, p), Name: p.Name})
	})
	if err != nil {
		return fmt.Errorf("change an account: %w", err)
	}
	return nil
}

// Leave ends an account for good, by its ID: its passkeys are shut, its contact details forgotten, and it is never opened again. Its name
// stays taken, since the record has it. ErrLastOperator says that nobody could invite others afterwards.
func (a *Accounts) Leave(ctx context.Context, by, id string, now when.Instant) error {
	err := a.change(ctx, func(tx *sql.Tx) error {
		was, err := personBy(ctx, tx, "id = ?", id)
		if err != nil {
			return err
		}
		if was.Ended() {
			return ErrEnded
		}
		if _, err := tx.ExecContext(ctx, "UPDATE person SET called = '', contact = '', disabled = 1, ended = ? WHERE id = ?", now, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE credential SET ended = ? WHERE person = ? AND ended = 0", now, id); err != nil {
			return err
		}
		if err := uninvite(ctx, tx, id); err != nil {
			return err
		}
		if err := stillOperated(ctx, tx, was); err != nil {
			return err
		}
		return deed(ctx, tx, Deed{At: now, By: by, Did: "ended it for good", Name: was.Name})
	})
	if err != nil {
		return fmt.Errorf("end an account: %w", err)
	}
	return nil
}

// Lapse disables the accounts that have run out by a time and says how many they were. An account that ran out lets nobody in also before
// that; its keys on record are revoked by what Owed returns afterwards.
func (a *Accounts) Lapse(ctx context.Context, now when.Instant) (n int, err error) {
	list, err := a.People(ctx)
	if err != nil {
		return 0, err
	}
	for _, each := range list {
		if each.Disabled || !each.Shut(now) {
			continue
		}
		shut := false
		err := a.change(ctx, func(tx *sql.Tx) error {
			p, err := personBy(ctx, tx, "id = ?", each.ID)
			if err != nil || p.Disabled || !p.Shut(now) { // somebody changed it meanwhile
				return err
			}
			if _, err := tx.ExecContext(ctx, "UPDATE person SET disabled = 1 WHERE id = ?", p.ID); err != nil {
				return err
			}
			if err := nextRound(ctx, tx, p.ID); err != nil {
				return err
			}
			if err := uninvite(ctx, tx, p.ID); err != nil {
				return err
			}
			shut = true
			return deed(ctx, tx, Deed{At: now, By: "the server", Did: "disabled it: it held until " + p.Until.String(), Name: p.Name})
		})
		if err != nil {
			return n, fmt.Errorf("shut the account %s, which has run out: %w", each.Name, err)
		}
		if shut {
			n++
		}
	}
	return n, nil
}

// nextRound ends every session of an account.
func nextRound(ctx context.Context, tx *sql.Tx, id string) error {
	_, err := tx.ExecContext(ctx, "UPDATE person SET round = round + 1 WHERE id = ?", id)
	return err
}

// uninvite puts the invitations of an account out of use.
func uninvite(ctx context.Context, tx *sql.Tx, id string) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM invitation WHERE person = ?", id)
	return err
}

// stillOperated returns ErrLastOperator where a change to an operator left none whose account has no end.
func stillOperated(ctx context.Context, tx *sql.Tx, was Person) error {
	if !was.Is(Operator) || was.Disabled {
		return nil
	}
	n, err := operators(ctx, tx, when.MaxInstant)
	if err == nil && n == 0 {
		err = ErrLastOperator
	}
	return err
}

// changed says what became of an account, without contact details.
func changed(was, is Person) string {
	var did []string
	if joined(was.Roles) != joined(is.Roles) {
		did = append(did, "gave the roles "+joined(is.Roles))
	}
	if was.Member != is.Member {
		if is.Member == "" {
			did = append(did, "let it speak for nobody")
		} else {
			did = append(did, "let it speak for "+is.Member)
		}
	}
	if was.Until != is.Until {
		if is.Until == 0 {
			did = append(did, "let it hold without an end")
		} else {
			did = append(did, "let it hold until "+is.Until.String())
		}
	}
	switch {
	case is.Disabled && !was.Disabled:
		did = append(did, "disabled it")
	case was.Disabled && !is.Disabled:
		did = append(did, "let it in again")
	}
	if was.Called != is.Called || was.Contact != is.Contact || did == nil {
		did = append(did, "wrote down other contact details")
	}
	return strings.Join(did, "; ")
}
