// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"truce/internal/store"
)

// A list is looked up by the condition that fewest rows meet, where that is rare enough; else its rows are looked through in the
// order of the list, up to a bound.
type bounding struct {
	rare  int // the most rows that are rare
	bound int // how many rows are looked through
}

func usual() bounding { return bounding{rare: 4_000, bound: 20_000} }

// condition is one thing that rows have to meet. Where rows is not empty, it selects the numbers n of all rows that do, by an
// index.
type condition struct {
	sql      string
	args     []any
	rows     string
	rowsArgs []any
}

// list says where rows are looked for: a table with its alias t, the column they are sorted by, greatest first and then by n, and
// the index of that; none where they are sorted by n.
type list struct {
	bounding
	table, key, index string
	always            string // what every row of the list meets, by the index
	alwaysArgs        []any
	where             []condition
}

// by says by which index the rows are read in order.
func (l list) by() string {
	if l.index == "" {
		return "NOT INDEXED"
	}
	return "INDEXED BY " + l.index
}

// spot is where a row stands in a list.
type spot struct{ key, n int64 }

// before tells whether a stands before b.
func (a spot) before(b spot) bool { return a.key > b.key || a.key == b.key && a.n > b.n }

// found are the rows of a page in order, and where the search ended short of its end, if it did.
type found struct {
	spots []spot
	short *spot
}

// search finds up to most rows behind a spot, which may be nil.
func (l list) search(ctx context.Context, tx *sql.Tx, behind *spot, most int) (found, error) {
	probe, err := l.rarest(ctx, tx)
	if err != nil {
		return found{}, err
	}
	where, args := l.conditions()
	if behind != nil {
		where = append(where, fmt.Sprintf("(t.%s, t.n) < (?, ?)", l.key))
		args = append(args, behind.key, behind.n)
	}
	if probe != nil {
		if l.always != "" {
			where, args = append([]string{l.always}, where...), append(slices.Clone(l.alwaysArgs), args...)
		}
		where, args = append([]string{"t.n IN (" + probe.rows + ")"}, where...), append(slices.Clone(probe.rowsArgs), args...)
		query := fmt.Sprintf("SELECT t.%s, t.n FROM %s t NOT INDEXED WHERE %s ORDER BY 1 DESC, 2 DESC LIMIT ?", l.key, l.table, strings.Join(where, " AND "))
		spots, err := spotsOf(ctx, tx, query, append(args, most))
		return found{spots: spots}, err
	}
	return l.through(ctx, tx, behind, most)
}

// through looks through the rows in order, no further than the bound.
func (l list) through(ctx context.Context, tx *sql.Tx, behind *spot, most int) (found, error) {
	inner, innerArgs := []string{"1"}, []any{}
	if l.always != "" {
		inner, innerArgs = append(inner, l.always), append(innerArgs, l.alwaysArgs...)
	}
	if behind != nil {
		inner, innerArgs = append(inner, fmt.Sprintf("(t.%s, t.n) < (?, ?)", l.key)), append(innerArgs, behind.key, behind.n)
	}
	slice := fmt.Sprintf("SELECT t.* FROM %s t %s WHERE %s ORDER BY t.%s DESC, t.n DESC LIMIT %d", l.table, l.by(), strings.Join(inner, " AND "), l.key, l.bound)
	where, args := l.conditions()
	query := fmt.Sprintf("SELECT t.%s, t.n FROM (%s) t WHERE %s LIMIT ?", l.key, slice, strings.Join(where, " AND "))
	spots, err := spotsOf(ctx, tx, query, append(append(slices.Clone(innerArgs), args...), most))
	if err != nil || len(spots) == most {
		return found{spots: spots}, err
	}
	// Fewer than asked for: is that all, or did the bound end it?
	end := fmt.Sprintf("SELECT t.%s, t.n FROM %s t %s WHERE %s ORDER BY t.%s DESC, t.n DESC LIMIT 1 OFFSET %d", l.key, l.table, l.by(), strings.Join(inner, " AND "), l.key, l.bound-1)
	last, err := spotsOf(ctx, tx, end, innerArgs)
	out := found{spots: spots}
	if len(last) > 0 {
		out.short = &last[0]
	}
	return out, err
}

// rarest returns the condition that fewest rows meet, if they are few, else nil.
func (l list) rarest(ctx context.Context, tx *sql.Tx) (*condition, error) {
	var best *condition
	least := l.rare + 1
	for i := range l.where {
		c := &l.where[i]
		if c.rows == "" {
			continue
		}
		var n int
		query := fmt.Sprintf("SELECT count(*) FROM (%s LIMIT %d)", c.rows, least)
		if err := tx.QueryRowContext(ctx, query, c.rowsArgs...).Scan(&n); err != nil {
			return nil, err
		}
		if n < least {
			best, least = c, n
		}
		if n == 0 {
			break
		}
	}
	return best, nil
}

func (l list) conditions() (where []string, args []any) {
	where = []string{"1"}
	for _, c := range l.where {
		if c.sql != "" {
			where, args = append(where, c.sql), append(args, c.args...)
		}
	}
	return where, args
}

func spotsOf(ctx context.Context, tx *sql.Tx, query string, args []any) ([]spot, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []spot
	for rows.Next() {
		var at spot
		if err := rows.Scan(&at.key, &at.n); err != nil {
			return nil, err
		}
		out = append(out, at)
	}
	return out, rows.Err()
}

// merged are two lists as one. What stands behind where one of them ended short may be missing, so it is left for the next page.
func merged(a, b found) found {
	var out found
	for _, f := range []found{a, b} {
		if f.short != nil && (out.short == nil || f.short.before(*out.short)) {
			out.short = f.short
		}
		out.spots = append(out.spots, f.spots...)
	}
	slices.SortFunc(out.spots, func(x, y spot) int {
		if x.before(y) {
			return -1
		}
		return 1
	})
	if out.short != nil {
		out.spots = slices.DeleteFunc(out.spots, func(at spot) bool { return out.short.before(at) })
	}
	return out
}

// page cuts a page and says where the next one begins.
func (f found) page(limit int) (spots []spot, next store.Cursor, looked bool) {
	switch {
	case len(f.spots) > limit:
		return f.spots[:limit], cursorOf(f.spots[limit-1]), false
	case f.short != nil:
		return f.spots, cursorOf(*f.short), true
	}
	return f.spots, "", false
}

func limitOf(limit int) int {
	switch {
	case limit <= 0:
		return store.DefaultLimit
	case limit > store.MostRows:
		return store.MostRows
	}
	return limit
}

func cursorOf(at spot) store.Cursor {
	return store.Cursor(base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", at.key, at.n)))
}

// readCursor returns where a page begins, nil for the first one.
func readCursor(c store.Cursor) (*spot, error) {
	if c == "" {
		return nil, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(string(c))
	var at spot
	if err == nil {
		var rest string
		if n, _ := fmt.Sscanf(string(text), "%d.%d%s", &at.key, &at.n, &rest); n != 2 {
			err = store.ErrCursor
		}
	}
	if err != nil || len(c) > 80 {
		return nil, fmt.Errorf("%w: %.80q", store.ErrCursor, string(c))
	}
	return &at, nil
}
