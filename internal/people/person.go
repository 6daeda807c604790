// SPDX-License-Identifier: Apache-2.0

package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

const personColumns = "id, name, called, contact, roles, member, disabled, made, until, ended, round"

func readPerson(scan func(...any) error) (p Person, err error) {
	var roles string
	err = scan(&p.ID, &p.Name, &p.Called, &p.Contact, &roles, &p.Member, &p.Disabled, &p.Made, &p.Until, &p.EndedAt, &p.Round)
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
	_, err := tx.ExecContext(ctx, "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
		p.ID, p.Name, p.Called, p.Contact, joined(p.Roles), p.Member, p.Disabled, p.Made, p.Until)
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
