// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"truce/canon"
	"truce/internal/store"
	"truce/when"
)

func instant(n int64) when.Instant { return when.Instant(n) }

// Reports lists reports as they were received, the last entered first.
func (s *Store) Reports(ctx context.Context, f store.ReportFilter) (store.Page[store.Report], error) {
	out := store.Page[store.Report]{Rows: []store.Report{}}
	behind, err := readCursor(f.Cursor)
	if err != nil {
		return out, err
	}
	where, ok := reportConditions(f)
	limit := limitOf(f.Limit)
	err = s.ask(ctx, func(tx *sql.Tx, seq int64) error {
		if out.Seq = seq; !ok {
			return nil
		}
		l := list{table: "report", key: "seq", index: "report_seq", where: where}
		all, err := l.search(ctx, tx, behind, limit+1)
		if err != nil {
			return err
		}
		var spots []spot
		spots, out.Next, out.Looked = all.page(limit)
		for _, at := range spots {
			row, err := reportRow(ctx, tx, at.n)
			if err != nil {
				return err
			}
			out.Rows = append(out.Rows, row)
		}
		return nil
	})
	return out, err
}

// reportConditions are what a filter asks for; ok is false where nothing can meet it.
func reportConditions(f store.ReportFilter) (where []condition, ok bool) {
	if !f.Received.IsUnknown() {
		args := []any{int64(f.Received.From), int64(f.Received.To)}
		where = append(where, condition{
			sql: "t.received BETWEEN ? AND ?", args: args, rows: "SELECT n FROM report WHERE received BETWEEN ? AND ?", rowsArgs: args,
		})
	}
	if f.Class != "" {
		where = append(where, equal("report", "class", string(f.Class)))
	}
	if f.Level != "" {
		where = append(where, equal("report", "level", string(f.Level)))
	}
	if f.Form != "" {
		where = append(where, equal("report", "form", string(f.Form)))
	}
	if f.Triage != "" {
		where = append(where, equal("report", "triage", triages(f.Triage)))
	}
	if f.Region != nil {
		where = append(where, equal("report", "region", *f.Region))
	}
	if f.Prefix != "" {
		low, high, good := prefixed("report", f.Prefix)
		if !good {
			return nil, false
		}
		args := []any{low, high}
		where = append(where, condition{sql: "t.id BETWEEN ? AND ?", args: args, rows: "SELECT n FROM report WHERE id BETWEEN ? AND ?", rowsArgs: args})
	}
	return where, true
}

func reportRow(ctx context.Context, tx *sql.Tx, n int64) (store.Report, error) {
	var row store.Report
	var doc []byte
	var triage int
	var region string
	var review store.Review
	err := tx.QueryRowContext(ctx, `SELECT doc, region, triage, reviewer, reviewed FROM report WHERE n = ?`, n).
		Scan(&doc, &region, &triage, &review.By, &review.At)
	if err == nil {
		err = json.Unmarshal(doc, &row)
	}
	if err != nil {
		return row, err
	}
	review.Triage = triageList()[triage]
	row.Region, row.Review = region, review
	if row.Sightings == 0 {
		return row, nil
	}
	rows, err := tx.QueryContext(ctx, `SELECT i.id FROM observation o JOIN incident i ON i.n = o.incident WHERE o.report = ? ORDER BY o.n`, blob(row.ID))
	if err != nil {
		return row, err
	}
	defer rows.Close()
	seen := map[canon.IncidentID]bool{}
	for rows.Next() {
		var id []byte
		if err := rows.Scan(&id); err != nil {
			return row, err
		}
		inc, err := idAt(id)
		if err != nil {
			return row, err
		}
		if !seen[inc] {
			seen[inc] = true
			row.Incidents = append(row.Incidents, inc)
		}
	}
	return row, rows.Err()
}

// Report returns one report as it was received, or store.ErrNotFound.
func (s *Store) Report(ctx context.Context, id canon.ReportID) (store.Report, error) {
	var out store.Report
	err := s.ask(ctx, func(tx *sql.Tx, _ int64) error {
		var n int64
		err := sql.ErrNoRows
		if !id.IsZero() {
			err = tx.QueryRowContext(ctx, `SELECT n FROM report WHERE id = ?`, blob(id)).Scan(&n)
		}
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("report %s: %w", id, store.ErrNotFound)
		}
		if err == nil {
			out, err = reportRow(ctx, tx, n)
		}
		return err
	})
	return out, err
}

// Since returns what came or changed after an entry, the oldest first; up to a limit of each.
func (s *Store) Since(ctx context.Context, seq int64, limit int) (store.News, error) {
	out := store.News{Reports: []store.Report{}, Incidents: []store.Incident{}, Findings: []store.Finding{}}
	limit = limitOf(limit)
	err := s.ask(ctx, func(tx *sql.Tx, now int64) error {
		out.Seq = now
		take := func(table, key string, add func(n int64) error) error {
			list, err := numbers(ctx, tx, `SELECT n FROM `+table+` WHERE `+key+` > ? ORDER BY `+key+`, n LIMIT ?`, seq, limit+1)
			if err != nil {
				return err
			}
			if len(list) > limit {
				list, out.Cut = list[:limit], true
			}
			for _, n := range list {
				if err := add(n); err != nil {
					return err
				}
			}
			return nil
		}
		if err := take("report", "seq", func(n int64) error {
			row, err := reportRow(ctx, tx, n)
			out.Reports = append(out.Reports, row)
			return err
		}); err != nil {
			return err
		}
		if err := take("incident", "last", func(n int64) error {
			row, err := incidentRow(ctx, tx, n)
			out.Incidents = append(out.Incidents, row)
			return err
		}); err != nil {
			return err
		}
		return take("finding", "last", func(n int64) error {
			rows, err := findingRows(ctx, tx, `WHERE f.n = ?`, n)
			out.Findings = append(out.Findings, rows...)
			return err
		})
	})
	return out, err
}
