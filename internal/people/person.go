// SPDX-License-Identifier: Apache-2.0

package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"truce/when"
)

const personColumns = "id, name, called, contact, roles, member, disabled, made"

func readPerson(scan func(...any) error) (p Person, err error) {
	var roles string
	err = scan(&p.ID, &p.Name, &p.Called, &p.Contact, &roles, &p.Member, &p.Disabled, &p.Made)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	p.Roles = strings.Split(roles, ",")
	return p, err
}

// querier is what both a transaction and the file answer.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func personBy(ctx context.Context, q querier, where string, arg any) (Person, error) {
	return readPerson(q.QueryRowContext(ctx, "SELECT "+personColumns+" FROM person WHERE "+where, arg).Scan)
}

func insert(ctx context.Context, tx *sql.Tx, p Person) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.Name, p.Called, p.Contact, joined(p.Roles), p.Member, p.Disabled, p.Made)
	if isTaken(err) {
		return fmt.Errorf("%w: %s", ErrTaken, p.Name)
	}
	return err
}

// Person returns an account by its ID, or ErrNotFound.
func (a *Accounts) Person(ctx context.Context, id string) (Person, error) {
	return personBy(ctx, a.db, "id = ?", id)
}

// Named returns an account by its name on record, in whatever case, or ErrNotFound.
func (a *Accounts) Named(ctx context.Context, name string) (Person, error) {
	return personBy(ctx, a.db, "name = ?", name)
}

// People returns all accounts, disabled ones among them, in the order of their names.
func (a *Accounts) People(ctx context.Context) (out []Person, err error) {
	rows, err := a.db.QueryContext(ctx, "SELECT "+personColumns+" FROM person ORDER BY name")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := readPerson(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// Change gives an account, by its ID, what else it is to have: called, contact, roles, member, disabled. Its name stays, since the record
// has it. ErrLastOperator says that nobody could invite others afterwards. Of keys on record see Owed.
func (a *Accounts) Change(ctx context.Context, by string, p Person, now when.Instant) error {
	err := a.change(ctx, func(tx *sql.Tx) error {
		was, err := personBy(ctx, tx, "id = ?", p.ID)
		if err != nil {
			return err
		}
		p.Name = was.Name
		if err := p.Check(); err != nil {
			return err
		}
		const q = "UPDATE person SET called = ?, contact = ?, roles = ?, member = ?, disabled = ? WHERE id = ?"
		if _, err := tx.ExecContext(ctx, q, p.Called, p.Contact, joined(p.Roles), p.Member, p.Disabled, p.ID); err != nil {
			return err
		}
		if p.Disabled {
			if _, err := tx.ExecContext(ctx, "DELETE FROM invitation WHERE person = ?", p.ID); err != nil {
				return err
			}
		}
		if err := stillOperated(ctx, tx, was); err != nil {
			return err
		}
		return deed(ctx, tx, Deed{At: now, By: by, Did: changed(was, p), Name: p.Name})
	})
	if err != nil {
		return fmt.Errorf("change an account: %w", err)
	}
	return nil
}

// stillOperated returns ErrLastOperator where a change to an operator left none.
func stillOperated(ctx context.Context, tx *sql.Tx, was Person) error {
	if !was.Is(Operator) || was.Disabled {
		return nil
	}
	n, err := operators(ctx, tx)
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
		did = append(did, "let it speak for "+is.Member)
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
