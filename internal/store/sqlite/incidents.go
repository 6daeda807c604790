// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"truce/canon"
	"truce/internal/store"
	"truce/when"
)

// Incidents lists incidents, newest first. Its error is store.ErrCursor or store.ErrRebuilding, or that of the file.
func (s *Store) Incidents(ctx context.Context, f store.IncidentFilter) (store.Page[store.Incident], error) {
	out := store.Page[store.Incident]{Rows: []store.Incident{}}
	behind, err := readCursor(f.Cursor)
	if err != nil {
		return out, err
	}
	where, ok := s.incidentConditions(f)
	limit := limitOf(f.Limit)
	err = s.ask(ctx, func(tx *sql.Tx, seq int64) error {
		if out.Seq = seq; !ok {
			return nil
		}
		all, err := searched(ctx, tx, sought{s.incidentLists(f, where), behind, limit + 1})
		if err != nil {
			return err
		}
		var spots []spot
		spots, out.Next, out.Looked = all.page(limit)
		rows, err := incidentRows(ctx, tx, numbersOf(spots))
		out.Rows = append(out.Rows, rows...)
		return err
	})
	return out, err
}

// sought is what a page of a list is looked for in, behind a spot, and how many rows of it.
type sought struct {
	lists  []list
	behind *spot
	most   int
}

// searched looks through lists that together are one.
func searched(ctx context.Context, tx *sql.Tx, q sought) (all found, err error) {
	for _, l := range q.lists {
		part, err := l.search(ctx, tx, q.behind, q.most)
		if err != nil {
			return all, err
		}
		all = merged(all, part)
	}
	return all, nil
}

// incidentLists are where incidents are looked for: all together or, where a span is asked for, those of at most a week, which
// begin no earlier than a week before it, apart from those that last longer, and those of no known time where they are asked for.
// Those of a triage, of any time, are read by the index that has them in order: they may be few among very many.
func (s *Store) incidentLists(f store.IncidentFilter, where []condition) []list {
	span := f.Span
	l := list{bounding: s.bounding, table: "incident", key: "at", index: "incident_at", always: "t.gone = 0", where: where}
	if span.IsUnknown() {
		if f.Triage == "" && f.Not == "" {
			return []list{l}
		}
		var out []list
		for _, t := range triageList() {
			if f.Triage != "" && t != f.Triage || t == f.Not {
				continue
			}
			l.index, l.always, l.alwaysArgs = "incident_triage", "t.gone = 0 AND t.triage = ?", []any{triages(t)}
			out = append(out, l)
		}
		return out
	}
	untimed := l
	untimed.always, untimed.alwaysArgs = "t.gone = 0 AND t.at = ?", []any{int64(when.MinInstant)}
	untimed.where = append(l.where[:len(l.where):len(l.where)], condition{sql: "t.timed = 0"})
	l.where = append(l.where[:len(l.where):len(l.where)], condition{sql: "t.timed = 1 AND t.upto >= ?", args: []any{int64(span.From)}})
	short, long := l, l
	short.always, short.alwaysArgs = "t.gone = 0 AND t.at BETWEEN ? AND ?", []any{int64(span.From - week), int64(span.To)}
	short.where = append(l.where[:len(l.where):len(l.where)], condition{sql: "t.long = 0"})
	long.always, long.alwaysArgs = "t.gone = 0 AND t.long = 1 AND t.at <= ?", []any{int64(span.To)}
	long.index = "incident_long"
	if f.Untimed {
		return []list{short, long, untimed}
	}
	return []list{short, long}
}

// incidentConditions are what a filter asks for; ok is false where nothing can meet it.
func (s *Store) incidentConditions(f store.IncidentFilter) (where []condition, ok bool) {
	if f.Prefix != "" {
		low, high, good := prefixed("incident", f.Prefix)
		if !good {
			return nil, false
		}
		where = append(where, condition{
			sql: "t.id BETWEEN ? AND ?", args: []any{low, high},
			rows: "SELECT n FROM incident WHERE id BETWEEN ? AND ?", rowsArgs: []any{low, high},
		})
	}
	if f.Act != "" {
		numbers, mask := s.words.covered(f.Act)
		if mask == 0 {
			return nil, false
		}
		where = append(where, condition{
			sql: "t.acts & ? <> 0", args: []any{mask},
			rows: "SELECT DISTINCT n FROM incident_act WHERE word IN (?" + strings.Repeat(", ?", len(numbers)-1) + ")", rowsArgs: numbers,
		})
	}
	if f.Window != nil {
		where = append(where, window(*f.Window))
	}
	if f.Region != nil {
		where = append(where, condition{
			sql: "t.region = ?", args: []any{*f.Region}, rows: "SELECT n FROM incident WHERE gone = 0 AND region = ?", rowsArgs: []any{*f.Region},
		})
	}
	if f.Triage != "" {
		n := triages(f.Triage)
		where = append(where, condition{sql: "t.triage = ?", args: []any{n}, rows: "SELECT n FROM incident WHERE gone = 0 AND triage = ?", rowsArgs: []any{n}})
	}
	if f.Not != "" {
		n := triages(f.Not)
		where = append(where, condition{
			sql: "t.triage <> ?", args: []any{n},
			rows: "SELECT n FROM incident WHERE gone = 0 AND triage IN (?, ?)", rowsArgs: []any{(n + 1) % 3, (n + 2) % 3},
		})
	}
	if f.Outcome != "" || f.Status != "" || f.Agreement != "" {
		where = append(where, judged(f))
	}
	return where, true
}

// window keeps what touches bounds. Bounds whose west is beyond their east reach across the antimeridian.
func window(b store.Bounds) condition {
	args := []any{b.High.Lat, b.Low.Lat, b.High.Lon, b.Low.Lon}
	join := "AND"
	if b.Low.Lon > b.High.Lon {
		join = "OR"
	}
	return condition{
		sql: fmt.Sprintf("t.south <= ? AND t.north >= ? AND (t.west <= ? %s t.east >= ?)", join), args: args,
		rows: fmt.Sprintf("SELECT n FROM incident_area WHERE south <= ? AND north >= ? AND (west <= ? %s east >= ?)", join), rowsArgs: args,
	}
}

// judged keeps those with one finding that stands and is of an agreement, an outcome and a status, as far as these are set.
func judged(f store.IncidentFilter) condition {
	var rows []string
	var args []any
	add := func(sql string, arg any) { rows, args = append(rows, sql), append(args, arg) }
	if f.Status != "" {
		add("status = ?", statuses(f.Status))
	} else {
		rows = append(rows, fmt.Sprintf("status <> %d", statuses(stages()[len(stages())-1])))
	}
	if f.Outcome != "" {
		add("outcome = ?", outcomes(f.Outcome))
	}
	if f.Agreement != "" {
		add("agreement = ?", f.Agreement)
	}
	c := condition{rows: "SELECT DISTINCT incident FROM finding WHERE " + strings.Join(rows, " AND "), rowsArgs: args}
	if f.Agreement == "" {
		c.sql, c.args = "t.judged & ? <> 0", []any{judgedBits(f.Outcome, f.Status)}
	} else {
		c.sql, c.args = "EXISTS (SELECT 1 FROM finding f WHERE f.incident = t.n AND "+strings.Join(rows, " AND ")+")", args
	}
	return c
}

// incidentRows reads rows of incidents by their numbers, in the order of these.
func incidentRows(ctx context.Context, tx *sql.Tx, list []int64) ([]store.Incident, error) {
	return inOrder(ctx, tx, asked[store.Incident]{list: list, query: `SELECT i.n, i.first, i.last, i.triage, i.reviewer, i.reviewed, r.doc
		FROM incident i CROSS JOIN incident_row r ON r.n = i.n WHERE i.n IN (SELECT value FROM json_each(?))`, read: func(rows *sql.Rows) (n int64, row store.Incident, err error) {
		var first, last, at int64
		var triage int
		var by string
		var doc sql.RawBytes
		if err = rows.Scan(&n, &first, &last, &triage, &by, &at, &doc); err == nil {
			err = json.Unmarshal(doc, &row)
		}
		row.First, row.Last, row.Review = first, last, store.Review{Triage: triageList()[triage], By: by, At: instant(at)}
		return n, row, err
	}})
}

// asked says which rows are read, and how one is.
type asked[T any] struct {
	list  []int64
	query string
	read  func(*sql.Rows) (int64, T, error)
}

// inOrder reads rows by their numbers with one query, in the order of the numbers.
func inOrder[T any](ctx context.Context, tx *sql.Tx, a asked[T]) ([]T, error) {
	if len(a.list) == 0 {
		return nil, nil
	}
	text, err := json.Marshal(a.list)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, a.query, string(text))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := make(map[int64]T, len(a.list))
	for rows.Next() {
		n, row, err := a.read(rows)
		if err != nil {
			return nil, err
		}
		found[n] = row
	}
	out := make([]T, 0, len(a.list))
	for _, n := range a.list {
		if row, ok := found[n]; ok {
			out = append(out, row)
		}
	}
	return out, rows.Err()
}

func numbersOf(spots []spot) []int64 {
	out := make([]int64, len(spots))
	for i, at := range spots {
		out[i] = at.n
	}
	return out
}

// Incident returns everything that is kept of one incident, or store.ErrNotFound. One that is superseded is found too.
func (s *Store) Incident(ctx context.Context, id canon.IncidentID) (store.IncidentDetail, error) {
	var out store.IncidentDetail
	err := s.ask(ctx, func(tx *sql.Tx, seq int64) error {
		out.Seq = seq
		n, err := incidentNumber(ctx, tx, id)
		if err != nil {
			return err
		}
		rows, err := incidentRows(ctx, tx, []int64{n})
		if err != nil || len(rows) != 1 {
			return errors.Join(err, noRow(len(rows) == 1))
		}
		out.Incident = rows[0]
		page, err := observationsOf(ctx, tx, observationList{column: "incident", of: n, limit: store.MostRows})
		if err != nil {
			return err
		}
		out.Observations = page.Rows
		judged, err := numbers(ctx, tx, `SELECT n FROM finding WHERE incident = ? ORDER BY n LIMIT ?`, n, store.MostRows)
		if err != nil {
			return err
		}
		if out.Findings, err = findingRows(ctx, tx, judged); err != nil {
			return err
		}
		others, err := numbers(ctx, tx, `SELECT b FROM same WHERE a = ? ORDER BY b LIMIT ?`, n, store.MostRows)
		if err != nil {
			return err
		}
		out.Same, err = incidentRows(ctx, tx, others)
		return err
	})
	return out, err
}

func incidentNumber(ctx context.Context, tx *sql.Tx, id canon.IncidentID) (int64, error) {
	if id.IsZero() {
		return 0, fmt.Errorf("incident: %w", store.ErrNotFound)
	}
	var n int64
	err := tx.QueryRowContext(ctx, `SELECT n FROM incident WHERE id = ?`, blob(id)).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("incident %s: %w", id, store.ErrNotFound)
	}
	return n, err
}

func numbers(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// Observations lists the observations of one incident or of one report, in order of recording.
func (s *Store) Observations(ctx context.Context, f store.ObservationFilter) (store.Page[store.Observation], error) {
	out := store.Page[store.Observation]{Rows: []store.Observation{}}
	behind, err := readCursor(f.Cursor)
	if err != nil {
		return out, err
	}
	err = s.ask(ctx, func(tx *sql.Tx, seq int64) error {
		l := observationList{column: "report", of: blob(f.Report), limit: limitOf(f.Limit)}
		if !f.Incident.IsZero() {
			n, err := incidentNumber(ctx, tx, f.Incident)
			if err != nil {
				return err
			}
			l.column, l.of = "incident", n
		} else if f.Report.IsZero() {
			return fmt.Errorf("observations of nothing: %w", store.ErrNotFound)
		}
		if behind != nil {
			l.behind = behind.n
		}
		page, err := observationsOf(ctx, tx, l)
		page.Seq = seq
		out = page
		return err
	})
	return out, err
}

// observationList says which observations are read, behind a number.
type observationList struct {
	column string
	of     any
	behind int64
	limit  int
}

func observationsOf(ctx context.Context, tx *sql.Tx, l observationList) (store.Page[store.Observation], error) {
	out := store.Page[store.Observation]{Rows: []store.Observation{}}
	rows, err := tx.QueryContext(ctx, `SELECT o.n, o.doc, o.joined, coalesce(i.id, x'') FROM observation o LEFT JOIN incident i ON i.n = o.incident
		WHERE o.`+l.column+` = ? AND o.n > ? ORDER BY o.n LIMIT ?`, l.of, l.behind, l.limit+1)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	last := int64(0)
	for rows.Next() {
		var n int64
		var doc, joined, id []byte
		if err := rows.Scan(&n, &doc, &joined, &id); err != nil {
			return out, err
		}
		if len(out.Rows) == l.limit {
			out.Next = cursorOf(spot{0, last})
			break
		}
		var o store.Observation
		if err := unpack(doc, &o); err != nil {
			return out, err
		}
		if len(joined) > 0 {
			if err := json.Unmarshal(joined, &o.Joined); err != nil {
				return out, err
			}
		}
		if len(id) == idBytes {
			o.Incident = idAt(id)
		}
		out.Rows, last = append(out.Rows, o), n
	}
	return out, rows.Err()
}
