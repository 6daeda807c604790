// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"truce/canon"
	"truce/finding"
	"truce/internal/store"
)

// Findings lists the current versions of findings, the last changed or the last recorded first.
func (s *Store) Findings(ctx context.Context, f store.FindingFilter) (store.Page[store.Finding], error) {
	out := store.Page[store.Finding]{Rows: []store.Finding{}}
	behind, err := readCursor(f.Cursor)
	if err != nil {
		return out, err
	}
	limit := limitOf(f.Limit)
	err = s.ask(ctx, func(tx *sql.Tx, seq int64) error {
		out.Seq = seq
		where, err := findingConditions(ctx, tx, f)
		if err != nil || where == nil {
			return err
		}
		l := list{bounding: s.bounding, table: "finding", key: "last", index: "finding_last", where: where}
		if f.Recorded {
			l.key, l.index = "n", ""
		}
		all, err := l.search(ctx, tx, behind, limit+1)
		if err != nil {
			return err
		}
		var spots []spot
		spots, out.Next, out.Looked = all.page(limit)
		rows, err := findingRows(ctx, tx, numbersOf(spots))
		out.Rows = append(out.Rows, rows...)
		return err
	})
	return out, err
}

// findingConditions are what a filter asks for; nil where nothing can meet it.
func findingConditions(ctx context.Context, tx *sql.Tx, f store.FindingFilter) ([]condition, error) {
	where := []condition{{sql: "t.status <> ?", args: []any{statuses(finding.Withdrawn)}}}
	if f.Status != "" {
		where[0] = equal("finding", "status", statuses(f.Status))
	}
	if f.Outcome != "" {
		where = append(where, equal("finding", "outcome", outcomes(f.Outcome)))
	}
	if f.Agreement != "" {
		where = append(where, equal("finding", "agreement", f.Agreement))
	}
	for column, value := range map[string]string{"article": string(f.Article), "term": string(f.Term)} {
		if value == "" {
			continue
		}
		c := condition{sql: "t." + column + " = ?", args: []any{value}}
		if f.Agreement != "" && column == "article" {
			c.rows, c.rowsArgs = "SELECT n FROM finding WHERE agreement = ? AND article = ?", []any{f.Agreement, value}
		}
		where = append(where, c)
	}
	if f.Severity != 0 {
		where = append(where, equal("finding", "severity", int64(f.Severity)))
	}
	if f.Region != nil {
		where = append(where, equal("finding", "region", *f.Region))
	}
	if !f.Span.IsUnknown() {
		from, to := int64(f.Span.From), int64(f.Span.To)
		where = append(where, condition{
			sql: "t.timed = 1 AND t.at <= ? AND t.upto >= ?", args: []any{to, from},
			rows:     "SELECT n FROM finding WHERE at BETWEEN ? AND ? UNION ALL SELECT n FROM finding WHERE upto - at > 604800000 AND at < ?",
			rowsArgs: []any{from - int64(week), to, from - int64(week)},
		})
	}
	if f.Prefix != "" {
		low, high, ok := prefixed("finding", f.Prefix)
		if !ok {
			return nil, nil
		}
		args := []any{low, high}
		where = append(where, condition{sql: "t.id BETWEEN ? AND ?", args: args, rows: "SELECT n FROM finding WHERE id BETWEEN ? AND ?", rowsArgs: args})
	}
	if !f.Incident.IsZero() {
		n, err := incidentNumber(ctx, tx, f.Incident)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		where = append(where, equal("finding", "incident", n))
	}
	return where, nil
}

// equal keeps the rows of a table in which an indexed column has a value.
func equal(table, column string, value any) condition {
	return condition{
		sql: "t." + column + " = ?", args: []any{value},
		rows: "SELECT n FROM " + table + " WHERE " + column + " = ?", rowsArgs: []any{value},
	}
}

// findingRows reads rows of findings by their numbers, in the order of these.
func findingRows(ctx context.Context, tx *sql.Tx, list []int64) ([]store.Finding, error) {
	return inOrder(ctx, tx, asked[store.Finding]{list: list, query: `SELECT n, first, last, made, doc FROM finding WHERE n IN (SELECT value FROM json_each(?))`, read: func(rows *sql.Rows) (n int64, f store.Finding, err error) {
		var first, last, made int64
		var doc sql.RawBytes
		if err = rows.Scan(&n, &first, &last, &made, &doc); err == nil {
			err = json.Unmarshal(doc, &f)
		}
		f.First, f.Last, f.At = first, last, instant(made)
		return n, f, err
	}})
}

// Finding returns one version of a finding with what became of it, or store.ErrNotFound.
func (s *Store) Finding(ctx context.Context, id canon.FindingID) (store.FindingDetail, error) {
	var out store.FindingDetail
	err := s.ask(ctx, func(tx *sql.Tx, seq int64) error {
		out.Seq = seq
		var n int64
		var doc []byte
		err := sql.ErrNoRows
		if !id.IsZero() {
			err = tx.QueryRowContext(ctx, `SELECT finding, doc FROM version WHERE id = ?`, blob(id)).Scan(&n, &doc)
		}
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("finding %s: %w", id, store.ErrNotFound)
		}
		if err == nil {
			err = unpack(doc, &out.Finding)
		}
		if err != nil {
			return err
		}
		rows, err := findingRows(ctx, tx, []int64{n})
		if err != nil {
			return err
		}
		if len(rows) != 1 {
			return fmt.Errorf("finding %s: %d current versions", id, len(rows))
		}
		out.Current = rows[0]
		out.Versions, err = versionsOf(ctx, tx, n)
		return err
	})
	return out, err
}

func versionsOf(ctx context.Context, tx *sql.Tx, n int64) ([]store.Version, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, version, outcome, status, why, entry, at FROM version WHERE finding = ? ORDER BY version DESC LIMIT ?`, n, store.MostRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []store.Version
	for rows.Next() {
		var v store.Version
		var outcome, status, at int64
		var id []byte
		if err := rows.Scan(&id, &v.Version, &outcome, &status, &v.Why, &v.Entry, &at); err != nil {
			return nil, err
		}
		var d canon.Digest
		copy(d[:], id)
		v.ID, v.Outcome, v.Status, v.At = canon.NewFindingID(d), verdicts()[outcome], stages()[status], instant(at)
		out = append([]store.Version{v}, out...)
	}
	return out, rows.Err()
}
