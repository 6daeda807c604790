// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

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
		l := list{bounding: s.bounding, table: "report", key: "seq", index: "report_seq", where: where}
		all, err := l.search(ctx, tx, behind, limit+1)
		if err != nil {
			return err
		}
		var spots []spot
		spots, out.Next, out.Looked = all.page(limit)
		rows, err := reportRows(ctx, tx, numbersOf(spots))
		out.Rows = append(out.Rows, rows...)
		return err
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

// reportRows reads rows of reports by their numbers, in the order of these, with the incidents that hold their observations.
func reportRows(ctx context.Context, tx *sql.Tx, list []int64) ([]store.Report, error) {
	out, err := inOrder(ctx, tx, asked[store.Report]{list: list, query: `SELECT n, region, triage, reviewer, reviewed, doc FROM report WHERE n IN (SELECT value FROM json_each(?))`, read: func(rows *sql.Rows) (n int64, row store.Report, err error) {
		var region, by string
		var triage int
		var at int64
		var doc sql.RawBytes
		if err = rows.Scan(&n, &region, &triage, &by, &at, &doc); err == nil {
			err = json.Unmarshal(doc, &row)
		}
		row.Region, row.Review = region, store.Review{Triage: triageList()[triage], By: by, At: instant(at)}
		return n, row, err
	}})
	if err != nil || len(out) == 0 {
		return out, err
	}
	at := map[string]*store.Report{}
	for i := range out {
		at[string(blob(out[i].ID))] = &out[i]
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT o.report, i.id FROM json_each(?) l CROSS JOIN report r ON r.n = l.value CROSS JOIN observation o ON o.report = r.id
		CROSS JOIN incident i ON i.n = o.incident ORDER BY o.n`, string(text))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var report, incident sql.RawBytes
		if err := rows.Scan(&report, &incident); err != nil {
			return nil, err
		}
		if row := at[string(report)]; row != nil && !slices.Contains(row.Incidents, idAt(incident)) {
			row.Incidents = append(row.Incidents, idAt(incident))
		}
	}
	return out, rows.Err()
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
		if err != nil {
			return err
		}
		rows, err := reportRows(ctx, tx, []int64{n})
		if len(rows) == 1 {
			out = rows[0]
		}
		return err
	})
	return out, err
}

// Since returns what came or changed after an entry, the oldest first; up to a limit of each.
func (s *Store) Since(ctx context.Context, seq int64, limit int) (store.News, error) {
	var out store.News
	limit = limitOf(limit)
	err := s.ask(ctx, func(tx *sql.Tx, now int64) error {
		out.Seq = now
		take := func(table, key string) ([]int64, error) {
			list, err := numbers(ctx, tx, `SELECT n FROM `+table+` WHERE `+key+` > ? ORDER BY `+key+`, n LIMIT ?`, seq, limit+1)
			if len(list) > limit {
				list, out.Cut = list[:limit], true
			}
			return list, err
		}
		list, err := take("report", "seq")
		if err == nil {
			out.Reports, err = reportRows(ctx, tx, list)
		}
		if err != nil {
			return err
		}
		if list, err = take("incident", "last"); err == nil {
			out.Incidents, err = incidentRows(ctx, tx, list)
		}
		if err != nil {
			return err
		}
		if list, err = take("finding", "last"); err == nil {
			out.Findings, err = findingRows(ctx, tx, list)
		}
		return err
	})
	return out, err
}
