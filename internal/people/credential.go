// SPDX-License-Identifier: Apache-2.0

package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"truce/when"
)

// MaxCredentials is how many passkeys that count an account may have.
const MaxCredentials = 8

const credentialColumns = "id, person, cose, point, party, flags, counter, label, made, used, ended, cloned"

func readCredential(scan func(...any) error) (c Credential, err error) {
	var point []byte
	err = scan(&c.ID, &c.Person, &c.COSE, &point, &c.RelyingParty, &c.Flags, &c.Counter, &c.Label, &c.Made, &c.Used, &c.Ended, &c.Cloned)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return c, ErrNotFound
	case err != nil:
		return c, err
	case len(point) != len(c.Point):
		return c, errors.New("the public key of a passkey is damaged")
	}
	copy(c.Point[:], point)
	return c, nil
}

// Add gives an account another passkey.
func (a *Accounts) Add(ctx context.Context, c Credential, now when.Instant) error {
	err := a.change(ctx, func(tx *sql.Tx) error {
		p, err := personBy(ctx, tx, "id = ?", c.Person)
		if err != nil {
			return err
		}
		if p.Shut(now) {
			return ErrDisabled
		}
		if err := add(ctx, tx, c, now); err != nil {
			return err
		}
		return deed(ctx, tx, Deed{At: now, By: p.Name, Did: "made another passkey", Name: p.Name})
	})
	if err != nil {
		return fmt.Errorf("add a passkey: %w", err)
	}
	return nil
}

func add(ctx context.Context, tx *sql.Tx, c Credential, now when.Instant) error {
	if err := c.check(); err != nil {
		return err
	}
	var n int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM credential WHERE person = ? AND ended = 0", c.Person).Scan(&n); err != nil {
		return err
	}
	if n >= MaxCredentials {
		return fmt.Errorf("it has %d passkeys that count: shut one first", n)
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO credential VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)",
		c.ID, c.Person, c.COSE, c.Point[:], c.RelyingParty, c.Flags, c.Counter, c.Label, now)
	if isTaken(err) {
		return errors.New("this passkey is an account's already")
	}
	return err
}

// Credential returns a passkey by its ID with the account whose it is. It is ErrNotFound where there is none, and ErrDisabled where it,
// or the account, is shut.
func (a *Accounts) Credential(ctx context.Context, id []byte) (c Credential, p Person, err error) {
	err = a.change(ctx, func(tx *sql.Tx) error {
		if c, err = readCredential(tx.QueryRowContext(ctx, "SELECT "+credentialColumns+" FROM credential WHERE id = ?", id).Scan); err != nil {
			return err
		}
		if p, err = personBy(ctx, tx, "id = ?", c.Person); err != nil {
			return err
		}
		if c.Ended != 0 || p.Disabled {
			return ErrDisabled
		}
		return nil
	})
	if err != nil {
		return Credential{}, Person{}, err
	}
	return c, p, nil
}

// Credentials returns all passkeys of an account in the order in which they were made, those that are shut among them.
func (a *Accounts) Credentials(ctx context.Context, person string) (out []Credential, err error) {
	rows, err := a.db.QueryContext(ctx, "SELECT "+credentialColumns+" FROM credential WHERE person = ? ORDER BY made, id", person)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		c, err := readCredential(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// Used writes down that a passkey signed, with the flags and the counter of the ceremony. Where the counter did not go up, and is not
// one of those that stay at 0, the passkey is shut, which is kept, and the error is ErrCloned: what it signed is to be
// dropped. An account that is shut, or has run out, is ErrDisabled. Of two ceremonies with one counter at the same time one gets it.
func (a *Accounts) Used(ctx context.Context, used Credential, now when.Instant) error {
	cloned := false
	err := a.change(ctx, func(tx *sql.Tx) error {
		is, err := readCredential(tx.QueryRowContext(ctx, "SELECT "+credentialColumns+" FROM credential WHERE id = ?", used.ID).Scan)
		switch {
		case err != nil:
			return err
		case is.Ended != 0:
			return ErrDisabled
		}
		p, err := personBy(ctx, tx, "id = ?", is.Person)
		switch {
		case err != nil:
			return err
		case p.Shut(now):
			return ErrDisabled
		case used.Counter > is.Counter || used.Counter == 0 && is.Counter == 0:
			_, err := tx.ExecContext(ctx, "UPDATE credential SET flags = ?, counter = ?, used = ? WHERE id = ?", used.Flags, used.Counter, now, used.ID)
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE credential SET ended = ?, cloned = 1 WHERE id = ?", now, used.ID); err != nil {
			return err
		}
		if err := nextRound(ctx, tx, p.ID); err != nil {
			return err
		}
		cloned = true
		return deed(ctx, tx, Deed{At: now, By: p.Name, Did: "signed with a counter that did not go up: the passkey is shut", Name: p.Name})
	})
	switch {
	case err != nil:
		return fmt.Errorf("use a passkey: %w", err)
	case cloned:
		return ErrCloned
	}
	return nil
}

// End shuts a passkey of an account, by its ID. ErrLastOperator says that nobody could invite others afterwards.
func (a *Accounts) End(ctx context.Context, by string, id []byte, now when.Instant) error {
	err := a.change(ctx, func(tx *sql.Tx) error {
		c, err := readCredential(tx.QueryRowContext(ctx, "SELECT "+credentialColumns+" FROM credential WHERE id = ?", id).Scan)
		if err != nil {
			return err
		}
		p, err := personBy(ctx, tx, "id = ?", c.Person)
		if err != nil {
			return err
		}
		if c.Ended != 0 {
			return ErrDisabled
		}
		if _, err := tx.ExecContext(ctx, "UPDATE credential SET ended = ? WHERE id = ?", now, id); err != nil {
			return err
		}
		if err := nextRound(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := stillOperated(ctx, tx, p); err != nil {
			return err
		}
		return deed(ctx, tx, Deed{At: now, By: by, Did: "shut a passkey", Name: p.Name})
	})
	if err != nil {
		return fmt.Errorf("shut a passkey: %w", err)
	}
	return nil
}
