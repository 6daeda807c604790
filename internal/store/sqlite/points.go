// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"truce/canon"
	"truce/internal/store"
	"truce/place"
	"truce/when"
)

// chunk is the points of one day of UTC as they are kept, one record after the other, in no order: a hundred thousand rows are
// too many to read one by one, and a hundred chunks are not.
type chunk struct {
	day   int64
	list  []byte
	at    map[canon.IncidentID]int // where each record is
	dirty bool
}

// A record is the ID, then latitude, longitude and reach of four bytes each, the first instant of eight, the last one as
// seconds from it of four, and a byte each for act, outcomes, status, and triage with the mark of an exercise; all
// big-endian.
const (
	idBytes     = 20
	recordBytes = idBytes + 4 + 4 + 4 + 8 + 4 + 4
	noWord      = 255
	exerciseBit = 0x80
)

// chunkDay is the day of UTC of an instant.
func chunkDay(at int64) int64 {
	day := int64(when.Day)
	if at == int64(when.MinInstant) {
		return noDay
	}
	n := at / day
	if at%day < 0 {
		n--
	}
	return n
}

// chunkOf returns the chunk of a day, as this transaction has it.
func (b *batch) chunkOf(day int64) (*chunk, error) {
	if c := b.chunks[day]; c != nil {
		return c, nil
	}
	c := &chunk{day: day, at: map[canon.IncidentID]int{}}
	if _, err := b.row(`SELECT list FROM points WHERE day = ?`, []any{day}, []any{&c.list}); err != nil {
		return nil, err
	}
	for i := 0; i+recordBytes <= len(c.list); i += recordBytes {
		c.at[idAt(c.list[i:])] = i
	}
	b.chunks[day] = c
	return c, nil
}

// idAt reads an ID: an incident is named by the first bytes of a digest, which are the bytes that are kept.
func idAt(kept []byte) canon.IncidentID {
	var d canon.Digest
	copy(d[:idBytes], kept)
	return canon.NewIncidentID(d)
}

// point puts an incident on the map, or takes it off.
func (b *batch) point(row *store.Incident, triage store.Triage) error {
	sp := spanOf(row.When)
	if row.Gone || row.Ground.Bounds == nil {
		return b.dropPoint(chunkDay(sp.at), row.ID)
	}
	c, err := b.chunkOf(chunkDay(sp.at))
	if err != nil {
		return err
	}
	i, ok := c.at[row.ID]
	if !ok {
		i = len(c.list)
		c.list = append(c.list, make([]byte, recordBytes)...)
		c.at[row.ID] = i
	}
	b.s.words.write(c.list[i:i+recordBytes], row, triage)
	c.dirty = true
	return nil
}

// dropPoint takes an incident off the map of a day.
func (b *batch) dropPoint(day int64, id canon.IncidentID) error {
	c, err := b.chunkOf(day)
	if err != nil {
		return err
	}
	i, ok := c.at[id]
	if !ok {
		return nil
	}
	last := len(c.list) - recordBytes
	if i != last {
		copy(c.list[i:], c.list[last:])
		c.at[idAt(c.list[i:])] = i
	}
	c.list, c.dirty = c.list[:last], true
	delete(c.at, id)
	return nil
}

// triagePoint changes the triage of a point, if there is one.
func (b *batch) triagePoint(day int64, id canon.IncidentID, triage store.Triage) error {
	c, err := b.chunkOf(day)
	if err != nil {
		return err
	}
	if i, ok := c.at[id]; ok {
		flags := &c.list[i+recordBytes-1]
		*flags = *flags&exerciseBit | byte(triages(triage))
		c.dirty = true
	}
	return nil
}

func (b *batch) flushChunks() error {
	for _, day := range slices.Sorted(maps.Keys(b.chunks)) {
		c := b.chunks[day]
		var err error
		switch {
		case !c.dirty:
		case len(c.list) == 0:
			_, err = b.exec(`DELETE FROM points WHERE day = ?`, day)
		default:
			_, err = b.exec(`INSERT OR REPLACE INTO points (day, list) VALUES (?, ?)`, day, c.list)
		}
		if err != nil {
			return fmt.Errorf("points of day %d: %w", day, err)
		}
	}
	return nil
}

// write packs a row into a record.
func (w *words) write(to []byte, row *store.Incident, triage store.Triage) {
	g, sp := row.Ground.Bounds, spanOf(row.When)
	middle := place.Point{Lat: half(g.Low.Lat, g.High.Lat), Lon: half(g.Low.Lon, g.High.Lon)}
	reach := place.Distance(middle, g.High) / place.Metre
	copy(to, blob(row.ID))
	rest := to[idBytes:idBytes]
	rest = binary.BigEndian.AppendUint32(rest, uint32(middle.Lat))
	rest = binary.BigEndian.AppendUint32(rest, uint32(middle.Lon))
	rest = binary.BigEndian.AppendUint32(rest, uint32(reach))
	rest = binary.BigEndian.AppendUint64(rest, uint64(sp.at))
	rest = binary.BigEndian.AppendUint32(rest, uint32((sp.upto-sp.at+999)/1000))
	what, status, set := byte(noWord), byte(noWord), store.Outcomes(0)
	if len(row.Acts) > 0 {
		what = byte(w.acts[string(row.Acts[0])])
	}
	for _, f := range row.Findings {
		set |= 1 << outcomes(f.Outcome)
		if f.Determined {
			set |= store.HasDetermined
		}
	}
	for _, f := range row.Findings {
		if s := byte(statuses(f.Status)); f.Outcome == set.Gravest() && (status == noWord || s > status) {
			status = s
		}
	}
	flags := byte(triages(triage))
	if row.Exercise {
		flags |= exerciseBit
	}
	_ = append(rest, what, byte(set), status, flags)
}

func half(a, b int32) int32 { return int32((int64(a) + int64(b)) / 2) }

// positionAt and timesAt read of a record what is asked of all of them.
func positionAt(record []byte) place.Point {
	return place.Point{Lat: int32(binary.BigEndian.Uint32(record[idBytes:])), Lon: int32(binary.BigEndian.Uint32(record[idBytes+4:]))}
}

func timesAt(record []byte) (from, upto when.Instant) {
	from = when.Instant(binary.BigEndian.Uint64(record[idBytes+12:]))
	return from, from + when.Instant(binary.BigEndian.Uint32(record[idBytes+20:]))*1000
}

// read unpacks a record, but for its ID.
func (w *words) read(from []byte) (p store.Point) {
	rest := from[idBytes:]
	p.At = positionAt(from)
	p.Reach = int32(binary.BigEndian.Uint32(rest[8:]))
	p.When, p.Until = timesAt(from)
	if a := rest[24]; a != noWord {
		p.Act = w.list[a]
	}
	p.Outcomes = store.Outcomes(rest[25])
	if s := rest[26]; s != noWord {
		p.Furthest = w.stages[s]
	}
	p.Triage = w.triage[rest[27]&^exerciseBit]
	p.Exercise = rest[27]&exerciseBit != 0
	return p
}

// Points returns incidents as points of a map: the newest, up to the limit.
func (s *Store) Points(ctx context.Context, f store.PointFilter) (store.Points, error) {
	limit := f.Limit
	if limit <= 0 || limit > store.MostPoints {
		limit = store.MostPoints
	}
	out := store.Points{Points: []store.Point{}}
	if f.Window == nil && f.Span.IsUnknown() { // then there are as many as asked for, or all
		out.Points = make([]store.Point, 0, limit)
	}
	err := s.ask(ctx, func(tx *sql.Tx, seq int64) error {
		out.Seq = seq
		to := int64(1) << 31
		if !f.Span.IsUnknown() {
			to = chunkDay(int64(f.Span.To))
		}
		rows, err := tx.QueryContext(ctx, `SELECT list FROM points WHERE day <= ? ORDER BY day DESC`, to)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() && !out.Cut {
			var list sql.RawBytes
			if err := rows.Scan(&list); err != nil {
				return err
			}
			s.words.pick(&out, list, f, limit)
		}
		return rows.Err()
	})
	return out, err
}

// pick adds the points of one day that are asked for, the newest first.
func (w *words) pick(out *store.Points, list []byte, f store.PointFilter, limit int) {
	from := len(out.Points)
	for ; len(list) >= recordBytes; list = list[recordBytes:] {
		if f.Window != nil && !holds(*f.Window, positionAt(list)) {
			continue
		}
		if from, upto := timesAt(list); !f.Span.IsUnknown() && (from == when.MinInstant || from > f.Span.To || upto < f.Span.From) {
			continue
		}
		p := w.read(list)
		p.Incident = idAt(list)
		out.Points = append(out.Points, p)
	}
	slices.SortStableFunc(out.Points[from:], func(a, b store.Point) int { return cmp.Compare(b.When, a.When) })
	if len(out.Points) > limit {
		out.Points, out.Cut = out.Points[:limit], true
	}
}

// holds tells whether a point lies in bounds; those whose west is beyond their east reach across the antimeridian.
func holds(b store.Bounds, p place.Point) bool {
	if p.Lat < b.Low.Lat || p.Lat > b.High.Lat {
		return false
	}
	if b.Low.Lon <= b.High.Lon {
		return b.Low.Lon <= p.Lon && p.Lon <= b.High.Lon
	}
	return p.Lon >= b.Low.Lon || p.Lon <= b.High.Lon
}
