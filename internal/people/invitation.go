// SPDX-License-Identifier: Apache-2.0

package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"truce/canon"
	"truce/when"
)

// SetupFor is how long a setup code opens the door.
const SetupFor = time.Hour

// SetupOpen returns until when an address is open at which the first operator makes their passkey, zero where none is. Setup puts it
// out of use.
func (a *Accounts) SetupOpen(ctx context.Context, now when.Instant) (until when.Instant, err error) {
	err = a.change(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT coalesce(max(expires), 0) FROM invitation WHERE by = '' AND expires > ?", now).Scan(&until)
	})
	return until, err
}

// SetupUntil returns when a setup code that is given at a time runs out.
func SetupUntil(now when.Instant) when.Instant { return now + when.Instant(SetupFor.Milliseconds()) }

// Invitation lets one person make a passkey, once.
type Invitation struct {
	// Person is the account that comes of it. Of one that recovers an account it is there already.
	Person Person
	// By is who invited, by their name on record; empty for the first operator.
	By string
	// Recovers says that it is for an account that is there: whoever accepts it shuts the passkeys that the account had.
	Recovers bool
	Expires  when.Instant
}

// hashed is how a code is kept: nobody who reads the file can use it.
func hashed(code string) []byte {
	sum := canon.SumBytes("truce/invitation/1", []byte(strings.TrimSpace(code)))
	return sum[:]
}

// Setup returns a code by which the first operator makes their passkey, and puts any earlier one out of use. Where an operator can come
// in already it returns the empty string: then only they invite.
func (a *Accounts) Setup(ctx context.Context, now when.Instant) (code string, err error) {
	err = a.change(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM invitation WHERE by = '' OR expires <= ?", now); err != nil {
			return err
		}
		n, err := operators(ctx, tx, now)
		if err != nil || n > 0 {
			return err
		}
		i, err := firstOperator(ctx, tx)
		if err != nil {
			return err
		}
		code, i.Expires = draw(20), SetupUntil(now)
		return keep(ctx, tx, code, i)
	})
	if err != nil {
		return "", fmt.Errorf("set up accounts: %w", err)
	}
	return code, nil
}

// firstOperator is the invitation of whoever sets up: for an operator's account that was begun or whose passkeys are all shut, else
// for a new one.
func firstOperator(ctx context.Context, tx *sql.Tx) (Invitation, error) {
	p, err := personBy(ctx, tx, "NOT disabled AND until = 0 AND ',' || roles || ',' LIKE ? ORDER BY made LIMIT 1", "%,"+Operator+",%")
	if !errors.Is(err, ErrNotFound) {
		return Invitation{Person: p, Recovers: true}, err
	}
	name := Operator
	if _, err := personBy(ctx, tx, "name = ?", name); err == nil { // it is disabled, and stays so
		name += "-" + draw(2)
	} else if !errors.Is(err, ErrNotFound) {
		return Invitation{}, err
	}
	return Invitation{Person: Person{ID: draw(16), Name: name, Roles: []string{Operator}}}, nil
}

// operators counts those who can come in and invite others, and still can at a time.
func operators(ctx context.Context, tx *sql.Tx, at when.Instant) (n int, err error) {
	const q = `SELECT count(DISTINCT p.id) FROM person p JOIN credential c ON c.person = p.id
		WHERE NOT p.disabled AND (p.until = 0 OR p.until > ?) AND c.ended = 0 AND ',' || p.roles || ',' LIKE '%,` + Operator + `,%'`
	return n, tx.QueryRowContext(ctx, q, at).Scan(&n)
}

// Invite invites somebody to make an account as Person of the invitation says, and returns the code: it is shown once and kept
// nowhere. ErrTaken says that the name is an account's, or is in another invitation that is open.
func (a *Accounts) Invite(ctx context.Context, i Invitation, now when.Instant) (code string, err error) {
	i.Person.ID, i.Person.Made, i.Person.Disabled, i.Recovers = draw(16), 0, false, false
	i.Person.Until, i.Person.EndedAt = 0, 0 // an invitation keeps neither: the account gets its end by Change
	if err := i.check(now); err != nil {
		return "", err
	}
	code = draw(20)
	err = a.change(ctx, func(tx *sql.Tx) error {
		var taken int
		const q = `SELECT (SELECT count(*) FROM person WHERE name = ?1) + (SELECT count(*) FROM invitation WHERE name = ?1 AND expires > ?2 AND NOT recovers)`
		if err := tx.QueryRowContext(ctx, q, i.Person.Name, now).Scan(&taken); err != nil {
			return err
		}
		if taken > 0 {
			return fmt.Errorf("%w: %s", ErrTaken, i.Person.Name)
		}
		if err := keep(ctx, tx, code, i); err != nil {
			return err
		}
		return deed(ctx, tx, Deed{At: now, By: i.By, Did: "invited as " + joined(i.Person.Roles), Name: i.Person.Name})
	})
	if err != nil {
		return "", fmt.Errorf("invite %s: %w", i.Person.Name, err)
	}
	return code, nil
}

func (i Invitation) check(now when.Instant) error {
	const most = 30 * 24 * time.Hour
	switch {
	case i.By == "":
		return errors.New("an invitation says who invites")
	case i.Expires <= now || i.Expires > now+when.Instant(most.Milliseconds()):
		return errors.New("an invitation runs out, within 30 days")
	}
	return i.Person.Check()
}

// Recover lets the person of an account, who lost their passkeys, make another. The old ones go on until the code is used; where they
// were stolen, shut them at once (End). Expires and By are those of the invitation.
func (a *Accounts) Recover(ctx context.Context, person string, i Invitation, now when.Instant) (code string, err error) {
	code = draw(20)
	err = a.change(ctx, func(tx *sql.Tx) error {
		var err error
		if i.Person, err = personBy(ctx, tx, "id = ?", person); err != nil {
			return err
		}
		i.Recovers = true
		if err := i.check(now); err != nil {
			return err
		}
		if i.Person.Shut(now) {
			return ErrDisabled
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM invitation WHERE person = ?", person); err != nil {
			return err
		}
		if err := keep(ctx, tx, code, i); err != nil {
			return err
		}
		return deed(ctx, tx, Deed{At: now, By: i.By, Did: "let in again", Name: i.Person.Name})
	})
	if err != nil {
		return "", fmt.Errorf("recover an account: %w", err)
	}
	return code, nil
}

func keep(ctx context.Context, tx *sql.Tx, code string, i Invitation) error {
	p := i.Person
	_, err := tx.ExecContext(ctx, "INSERT INTO invitation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		hashed(code), p.ID, p.Name, p.Called, p.Contact, joined(p.Roles), p.Member, i.By, i.Recovers, i.Expires)
	return err
}

// Invited returns the invitation that a code opens, or ErrNoInvitation. It uses nothing up.
func (a *Accounts) Invited(ctx context.Context, code string, now when.Instant) (i Invitation, err error) {
	err = a.change(ctx, func(tx *sql.Tx) error {
		i, err = invited(ctx, tx, code, now)
		return err
	})
	return i, err
}

const invitationColumns = "person, name, called, contact, roles, member, by, recovers, expires"

func readInvitation(scan func(...any) error) (i Invitation, err error) {
	var roles string
	p := &i.Person
	err = scan(&p.ID, &p.Name, &p.Called, &p.Contact, &roles, &p.Member, &i.By, &i.Recovers, &i.Expires)
	p.Roles = strings.Split(roles, ",")
	return i, err
}

func invited(ctx context.Context, tx *sql.Tx, code string, now when.Instant) (Invitation, error) {
	row := tx.QueryRowContext(ctx, "SELECT "+invitationColumns+" FROM invitation WHERE hash = ? AND expires > ?", hashed(code), now)
	i, err := readInvitation(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoInvitation
	}
	return i, err
}

// Invitations returns the invitations that are open, in order of names. The codes are nowhere.
func (a *Accounts) Invitations(ctx context.Context, now when.Instant) (out []Invitation, err error) {
	rows, err := a.db.QueryContext(ctx, "SELECT "+invitationColumns+" FROM invitation WHERE expires > ? ORDER BY name", now)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		i, err := readInvitation(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, rows.Err()
}

// Withdraw puts every open invitation under a name out of use.
func (a *Accounts) Withdraw(ctx context.Context, by, name string, now when.Instant) error {
	return a.change(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "DELETE FROM invitation WHERE name = ?", name)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNotFound)
		}
		return deed(ctx, tx, Deed{At: now, By: by, Did: "withdrew the invitation", Name: name})
	})
}

// Accept makes the account of an invitation with its first passkey, and uses the code up. Where the invitation recovers an account its
// earlier passkeys are shut. Person of the credential is set here.
func (a *Accounts) Accept(ctx context.Context, code string, c Credential, now when.Instant) (p Person, err error) {
	err = a.change(ctx, func(tx *sql.Tx) error {
		i, err := invited(ctx, tx, code, now)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM invitation WHERE hash = ?", hashed(code)); err != nil {
			return err
		}
		did := "came in"
		if i.Recovers {
			did = "came in again, and the passkeys of before are shut"
			if p, err = personBy(ctx, tx, "id = ?", i.Person.ID); err != nil {
				return err
			}
			if p.Shut(now) {
				return ErrDisabled
			}
			if err := nextRound(ctx, tx, p.ID); err != nil {
				return err
			}
			p.Round++
			_, err = tx.ExecContext(ctx, "UPDATE credential SET ended = ? WHERE person = ? AND ended = 0", now, p.ID)
		} else {
			p = i.Person
			p.Made = now
			err = insert(ctx, tx, p)
		}
		if err != nil {
			return err
		}
		c.Person = p.ID
		if err := add(ctx, tx, c, now); err != nil {
			return err
		}
		return deed(ctx, tx, Deed{At: now, By: p.Name, Did: did, Name: p.Name})
	})
	if err != nil {
		return Person{}, fmt.Errorf("accept an invitation: %w", err)
	}
	return p, nil
}
