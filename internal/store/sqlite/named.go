// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"truce/internal/store"
	"truce/place"
	"truce/when"
)

// Named lists incidents as Incidents does, by their IDs alone: up to store.MostNamed of them.
func (s *Store) Named(ctx context.Context, f store.IncidentFilter) (store.Page[store.Named], error) {
	out := store.Page[store.Named]{Rows: []store.Named{}}
	behind, err := readCursor(f.Cursor)
	if err != nil {
		return out, err
	}
	where, ok := s.incidentConditions(f)
	limit := f.Limit
	if limit <= 0 || limit > store.MostNamed {
		limit = store.MostNamed
	}
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
		rows, err := inOrder(ctx, tx, asked[store.Named]{list: numbersOf(spots), query: `SELECT n, id, triage, reviewer, reviewed FROM incident
			WHERE n IN (SELECT value FROM json_each(?))`, read: named})
		out.Rows = append(out.Rows, rows...)
		return err
	})
	return out, err
}

func named(rows *sql.Rows) (n int64, row store.Named, err error) {
	var id sql.RawBytes
	var triage int
	var at int64
	if err = rows.Scan(&n, &id, &triage, &row.Review.By, &at); err == nil {
		row.ID, row.Review.Triage, row.Review.At = idAt(id), triageList()[triage], instant(at)
	}
	return n, row, err
}

// Unreviewed returns how many incidents nobody on watch has looked at.
func (s *Store) Unreviewed(ctx context.Context) (n int64, err error) {
	err = s.ask(ctx, func(tx *sql.Tx, _ int64) error {
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM incident WHERE gone = 0 AND triage = ?`, triages(store.Unreviewed)).Scan(&n)
	})
	return n, err
}

// Totals are the four counts of the whole record, of no day and no region: one row of what is real, one of exercises, each
// only where there is anything.
func (s *Store) Totals(ctx context.Context) (out []store.Day, err error) {
	err = s.ask(ctx, func(tx *sql.Tx, _ int64) error {
		rows, err := tx.QueryContext(ctx, `SELECT exercise, what, least, most FROM total ORDER BY exercise, what`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var exercise bool
			var what string
			var n bounds
			if err := rows.Scan(&exercise, &what, &n.least, &n.most); err != nil {
				return err
			}
			if len(out) == 0 || out[len(out)-1].Exercise != exercise {
				out = append(out, store.Day{Exercise: exercise})
			}
			figure(&out[len(out)-1], what, n)
		}
		return rows.Err()
	})
	return out, err
}

// Extent returns the ground and the time of all incidents.
func (s *Store) Extent(ctx context.Context) (out store.Extent, err error) {
	err = s.ask(ctx, func(tx *sql.Tx, _ int64) error {
		if out.Span, err = spanOfAll(ctx, tx); err != nil {
			return err
		}
		out.Bounds, err = boundsOfAll(ctx, tx)
		return err
	})
	return out, err
}

// spanOfAll is from the first instant on record to the last. The last is that of something that lasts long, or began no more than a
// week before what began last.
func spanOfAll(ctx context.Context, tx *sql.Tx) (out when.Interval, err error) {
	var first, last, upto sql.NullInt64
	err = tx.QueryRowContext(ctx, `SELECT (SELECT min(at) FROM incident INDEXED BY incident_at WHERE gone = 0 AND at > ?), (SELECT max(at) FROM incident INDEXED BY incident_at WHERE gone = 0 AND at > ?)`,
		int64(when.MinInstant), int64(when.MinInstant)).Scan(&first, &last)
	if err != nil || !first.Valid {
		return out, err
	}
	err = tx.QueryRowContext(ctx, `SELECT max(m) FROM (SELECT max(upto) AS m FROM incident INDEXED BY incident_at WHERE gone = 0 AND at >= ?
		UNION ALL SELECT max(upto) FROM incident INDEXED BY incident_long WHERE gone = 0 AND long = 1)`, last.Int64-int64(week)).Scan(&upto)
	return when.Interval{From: instant(first.Int64), To: instant(upto.Int64)}, err
}

// boundsOfAll halves the ground until the tree of the areas holds nothing beyond: no row is looked at that is far from an edge.
func boundsOfAll(ctx context.Context, tx *sql.Tx) (*store.Bounds, error) {
	var edge [4]int64
	for i, ask := range []struct {
		column string
		sign   int64
		end    int64 // of the ground, times the sign
	}{{"south", 1, 900_000_000}, {"west", 1, 1_800_000_000}, {"north", -1, 900_000_000}, {"east", -1, 1_800_000_000}} {
		query := `SELECT 1 FROM incident_area WHERE ` + ask.column + ` <= ? LIMIT 1`
		if ask.sign < 0 {
			query = `SELECT 1 FROM incident_area WHERE ` + ask.column + ` >= ? LIMIT 1`
		}
		low, high := -ask.end, ask.end // the least x with sign * column <= x is sought
		for low < high {
			middle := low + (high-low)/2
			var one int
			switch err := tx.QueryRowContext(ctx, query, ask.sign*middle).Scan(&one); {
			case err == nil:
				high = middle
			case errors.Is(err, sql.ErrNoRows):
				low = middle + 1
			default:
				return nil, err
			}
		}
		edge[i] = ask.sign * low
	}
	var one int
	if err := tx.QueryRowContext(ctx, `SELECT 1 FROM incident_area LIMIT 1`).Scan(&one); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return nil, err
	}
	return &store.Bounds{
		Low: place.Point{Lat: int32(edge[0]), Lon: int32(edge[1])}, High: place.Point{Lat: int32(edge[2]), Lon: int32(edge[3])},
	}, nil
}
