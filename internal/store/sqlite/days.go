// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"truce/engine"
	"truce/internal/store"
)

// dayRow is what counts are grouped by.
type dayRow struct {
	day      int64
	region   string
	exercise int64
}

// of returns counts under the key.
func (k dayRow) of(d store.Day) store.Day {
	d.Date, d.Region, d.Exercise = dateOf(k.day), k.region, k.exercise != 0
	return d
}

type tallyKey struct {
	dayRow
	what string
}

// bounds of one figure.
type bounds struct{ least, most int64 }

// The names of figures; those of observations are followed by what was counted.
const (
	countObserved     = "observed "
	countLiveFire     = "live-fire "
	countLiveFireRows = "live-fire-rows"
	countUnquantified = "unquantified"
	countIncidents    = "incidents"
	countAssessed     = "assessed"
	countDetermined   = "determined"
)

// count adds what a row counts for, or takes it away.
func (b *batch) count(d store.Day, sign int64) {
	k := dayRow{day: dayNumber(d.Date), region: d.Region}
	if d.Exercise {
		k.exercise = 1
	}
	add := func(what string, n engine.Number) {
		if n == (engine.Number{}) {
			return
		}
		sum := b.tally[tallyKey{k, what}]
		b.tally[tallyKey{k, what}] = bounds{sum.least + sign*n.Least, sum.most + sign*n.Most}
	}
	for unit, n := range d.Observations {
		add(countObserved+unit, n)
	}
	for unit, n := range d.LiveFire {
		add(countLiveFire+unit, n)
	}
	for what, n := range map[string]int64{
		countLiveFireRows: d.LiveFireRows, countUnquantified: d.Unquantified, countIncidents: d.Incidents, countAssessed: d.Assessed,
		countDetermined: d.Determined,
	} {
		add(what, engine.Number{Least: n, Most: n})
	}
}

// flushTally adds what was counted to what stands, by day and region and of the whole record.
func (b *batch) flushTally() error {
	keys := slices.SortedFunc(maps.Keys(b.tally), func(x, y tallyKey) int {
		return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.region, y.region), cmp.Compare(x.exercise, y.exercise), cmp.Compare(x.what, y.what))
	})
	for _, k := range keys {
		n := b.tally[k]
		if n == (bounds{}) {
			continue
		}
		if err := b.sum("tally", n, pair{"day", k.day}, pair{"region", k.region}, pair{"exercise", k.exercise}, pair{"what", k.what}); err != nil {
			return err
		}
		if err := b.sum("total", n, pair{"exercise", k.exercise}, pair{"what", k.what}); err != nil {
			return err
		}
	}
	return nil
}

// pair is a column of a key and its value.
type pair struct {
	column string
	value  any
}

// sum adds to the row of a table of sums that has a key, which goes when nothing is left of it.
func (b *batch) sum(table string, n bounds, key ...pair) error {
	var columns, is []string
	var args []any
	for _, p := range key {
		columns, is, args = append(columns, p.column), append(is, p.column+" = ?"), append(args, p.value)
	}
	names := strings.Join(columns, ", ")
	if _, err := b.exec("INSERT INTO "+table+" ("+names+", least, most) VALUES ("+strings.Repeat("?, ", len(key))+"?, ?) ON CONFLICT ("+names+
		") DO UPDATE SET least = least + excluded.least, most = most + excluded.most", append(slices.Clone(args), n.least, n.most)...); err != nil {
		return err
	}
	_, err := b.exec("DELETE FROM "+table+" WHERE "+strings.Join(is, " AND ")+" AND least = 0 AND most = 0", args...)
	return err
}

// Days returns the four counts by day and region; at most store.MostDays rows, the earliest.
func (s *Store) Days(ctx context.Context, f store.DayFilter) (store.Days, error) {
	var out store.Days
	err := s.ask(ctx, func(tx *sql.Tx, seq int64) error {
		out.Seq = seq
		from, to := int64(noDay), int64(1)<<31
		if !f.From.IsZero() {
			from = dayNumber(f.From)
		} else if !f.To.IsZero() {
			from = noDay + 1
		}
		if !f.To.IsZero() {
			to = dayNumber(f.To)
		}
		query, args := `SELECT day, region, exercise, what, least, most FROM tally WHERE day BETWEEN ? AND ?`, []any{from, to}
		if f.Region != nil {
			query, args = query+` AND region = ?`, append(args, *f.Region)
		}
		rows, err := tx.QueryContext(ctx, query+` ORDER BY day, region, exercise, what`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		last := dayRow{day: noDay - 1}
		for rows.Next() {
			var k tallyKey
			var n bounds
			if err := rows.Scan(&k.day, &k.region, &k.exercise, &k.what, &n.least, &n.most); err != nil {
				return err
			}
			if k.dayRow != last {
				if len(out.Days) == store.MostDays {
					break
				}
				out.Days, last = append(out.Days, k.of(store.Day{})), k.dayRow
			}
			figure(&out.Days[len(out.Days)-1], k.what, n)
		}
		return rows.Err()
	})
	return out, err
}

// figure puts one figure into its day.
func figure(d *store.Day, what string, n bounds) {
	into := func(m *map[string]engine.Number, unit string) {
		if *m == nil {
			*m = map[string]engine.Number{}
		}
		(*m)[unit] = engine.Number{Least: n.least, Most: n.most}
	}
	if unit, ok := strings.CutPrefix(what, countObserved); ok {
		into(&d.Observations, unit)
		return
	}
	if unit, ok := strings.CutPrefix(what, countLiveFire); ok {
		into(&d.LiveFire, unit)
		return
	}
	for name, to := range map[string]*int64{
		countLiveFireRows: &d.LiveFireRows, countUnquantified: &d.Unquantified, countIncidents: &d.Incidents, countAssessed: &d.Assessed,
		countDetermined: &d.Determined,
	} {
		if name == what {
			*to = n.least
		}
	}
}

// Regions returns the regions that anything on record is in, in order of their names; store.NotTold is not among them.
func (s *Store) Regions(ctx context.Context) ([]string, error) {
	var out []string
	err := s.ask(ctx, func(tx *sql.Tx, _ int64) error {
		// Each step finds the next name in the index, so that no row is looked at twice.
		rows, err := tx.QueryContext(ctx, `WITH RECURSIVE r(name) AS (
			SELECT min(region) FROM incident WHERE gone = 0 AND region > ''
			UNION ALL SELECT (SELECT min(region) FROM incident WHERE gone = 0 AND region > r.name) FROM r WHERE r.name IS NOT NULL
		) SELECT name FROM r WHERE name IS NOT NULL`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			out = append(out, name)
		}
		return rows.Err()
	})
	return out, err
}
