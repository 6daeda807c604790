// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"truce/canon"
	"truce/finding"
	"truce/internal/store"
	"truce/when"
)

// week is the longest time that is not long: see the schema.
const week = when.Instant(7 * when.Day)

// span is a time in columns.
type span struct{ at, upto, timed, long int64 }

func spanOf(i when.Interval) span {
	if i.IsUnknown() {
		return span{at: int64(when.MinInstant), upto: int64(when.MinInstant)}
	}
	sp := span{at: int64(i.From), upto: int64(i.To), timed: 1}
	if i.To-i.From > week {
		sp.long = 1
	}
	return sp
}

// held is what the row of an incident was before.
type held struct {
	n, first, last, review, day, exercise, gone, at, acts int64
	region                                                string
}

func (b *batch) heldOf(id canon.IncidentID) (h held, ok bool, err error) {
	ok, err = b.row(`SELECT n, first, last, review, day, region, exercise, gone, at, acts FROM incident WHERE id = ?`, []any{blob(id)},
		[]any{&h.n, &h.first, &h.last, &h.review, &h.day, &h.region, &h.exercise, &h.gone, &h.at, &h.acts})
	return h, ok, err
}

// blob is an ID as it is kept.
func blob[T interface{ MarshalText() ([]byte, error) }](id T) []byte {
	text, err := id.MarshalText()
	if err != nil {
		panic("sqlite: an ID has no text: " + err.Error())
	}
	return raw(string(text))
}

// incident writes the row of an incident, its place on the map and in the counts.
func (b *batch) incident(row *store.Incident) error {
	old, was, err := b.heldOf(row.ID)
	if err != nil {
		return err
	}
	first, last := row.First, row.Last
	if was {
		if first = old.first; last == 0 {
			last = old.last
		}
		b.count(dayRow{old.day, old.region, old.exercise}.of(store.Day{Incidents: 1 - old.gone}), -1)
	}
	triage := triageOf(old.review, last)
	sp, day := spanOf(row.When), dayNumber(row.Date)
	acts, judged := b.s.words.actMask(row.Acts), judgedMask(row.Findings)
	var south, north, west, east any
	if g := row.Ground.Bounds; g != nil {
		south, north, west, east = g.Low.Lat, g.High.Lat, g.Low.Lon, g.High.Lon
	}
	args := []any{
		sp.at, sp.upto, sp.timed, sp.long, row.Gone, row.Ground.Region, acts, judged, triages(triage), south, north, west, east, first, last,
		day, row.Exercise, blob(row.ID),
	}
	n := old.n
	if was {
		_, err = b.exec(`UPDATE incident SET at = ?, upto = ?, timed = ?, long = ?, gone = ?, region = ?, acts = ?, judged = ?, triage = ?,
			south = ?, north = ?, west = ?, east = ?, first = ?, last = ?, day = ?, exercise = ? WHERE id = ?`, args...)
	} else {
		n, err = b.inserted(`INSERT INTO incident (at, upto, timed, long, gone, region, acts, judged, triage, south, north, west, east,
			first, last, day, exercise, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, args...)
	}
	if err != nil {
		return err
	}
	b.numbers[row.ID] = n
	b.count(row.Counted(), 1)
	if err := b.aside(row, n, old.acts); err != nil {
		return err
	}
	if was && chunkDay(old.at) != chunkDay(sp.at) {
		if err := b.dropPoint(chunkDay(old.at), row.ID); err != nil {
			return err
		}
	}
	return b.point(row, triage)
}

// aside writes what stands beside the narrow row of an incident; old are the bits of the acts that it had.
func (b *batch) aside(row *store.Incident, n, old int64) error {
	doc, err := json.Marshal(row)
	if err != nil {
		return err
	}
	if _, err := b.exec(`INSERT OR REPLACE INTO incident_row (n, doc) VALUES (?, ?)`, n, doc); err != nil {
		return err
	}
	if g := row.Ground.Bounds; g != nil && !row.Gone {
		_, err = b.exec(`INSERT OR REPLACE INTO incident_area (n, south, north, west, east) VALUES (?, ?, ?, ?, ?)`, n, g.Low.Lat, g.High.Lat, g.Low.Lon, g.High.Lon)
	} else {
		_, err = b.exec(`DELETE FROM incident_area WHERE n = ?`, n)
	}
	if err != nil {
		return err
	}
	for i, a := range b.s.words.list {
		bit := int64(1) << i
		switch now := slices.Contains(row.Acts, a); {
		case now && old&bit == 0:
			_, err = b.exec(`INSERT INTO incident_act (word, n) VALUES (?, ?)`, i, n)
		case !now && old&bit != 0:
			_, err = b.exec(`DELETE FROM incident_act WHERE word = ? AND n = ?`, i, n)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inserted runs an INSERT and returns the number of the new row.
func (b *batch) inserted(query string, args ...any) (int64, error) {
	res, err := b.exec(query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// number returns the number of an incident's row.
func (b *batch) number(id canon.IncidentID) (int64, error) {
	if n, ok := b.numbers[id]; ok {
		return n, nil
	}
	h, ok, err := b.heldOf(id)
	if err == nil && !ok {
		err = fmt.Errorf("there is no row of incident %s", id)
	}
	if err == nil {
		b.numbers[id] = h.n
	}
	return h.n, err
}

// observations writes new observations, and moves those that are in another incident now.
func (b *batch) observations(c *store.Changes) error {
	at := map[canon.ObservationID]*store.Held{}
	for i := range c.Held {
		at[c.Held[i].ID] = &c.Held[i] // of several in one batch the last counts
	}
	for i := range c.Observations {
		o := &c.Observations[i]
		var n int64
		var joined []byte
		if h := at[o.ID]; h != nil {
			var err error
			if n, joined, err = b.holds(h); err != nil {
				return err
			}
			delete(at, o.ID)
		}
		doc, err := b.packer.pack(o)
		if err != nil {
			return err
		}
		if _, err := b.exec(`INSERT INTO observation (id, report, incident, doc, joined) VALUES (?, ?, ?, ?, ?)`,
			blob(o.ID), blob(o.Report), n, doc, joined); err != nil {
			return fmt.Errorf("observation %s: %w", o.ID, err)
		}
		b.count(o.Counted(), 1)
	}
	for i := range c.Held {
		h := &c.Held[i]
		if at[h.ID] != h {
			continue
		}
		n, joined, err := b.holds(h)
		if err != nil {
			return err
		}
		if _, err := b.exec(`UPDATE observation SET incident = ?, joined = ? WHERE id = ?`, n, joined, blob(h.ID)); err != nil {
			return fmt.Errorf("observation %s: %w", h.ID, err)
		}
	}
	return nil
}

// holds is an observation's incident and the reasons as they are kept; nil for none.
func (b *batch) holds(h *store.Held) (n int64, joined []byte, err error) {
	if n, err = b.number(h.Incident); err != nil || len(h.Joined) == 0 {
		return n, nil, err
	}
	joined, err = json.Marshal(h.Joined)
	return n, joined, err
}

// findings writes the rows of findings and their new versions.
func (b *batch) findings(c *store.Changes) error {
	numbers := map[string]int64{}
	for i := range c.Findings {
		f := &c.Findings[i]
		n, err := b.finding(f)
		if err != nil {
			return fmt.Errorf("finding %s: %w", f.ID, err)
		}
		numbers[f.Agreement+" "+f.Incident.String()+" "+string(f.Term)] = n
	}
	for _, m := range c.Made {
		doc, err := b.packer.pack(m.Finding)
		if err != nil {
			return err
		}
		r := &m.Finding.Released
		n := numbers[r.Agreement+" "+r.Incident.String()+" "+string(r.Term)]
		if _, err := b.exec(`INSERT OR REPLACE INTO version (id, finding, version, outcome, status, why, entry, at, doc)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, blob(m.Finding.ID), n, m.Finding.Version, outcomes(r.Verdict), statuses(r.Status), string(r.Why),
			m.Entry, int64(m.At), doc); err != nil {
			return fmt.Errorf("finding %s: %w", m.Finding.ID, err)
		}
	}
	return nil
}

func (b *batch) finding(f *store.Finding) (int64, error) {
	inc, err := b.number(f.Incident)
	if err != nil {
		return 0, err
	}
	var n, made int64
	first, last := f.First, f.Last
	old := dayRow{}
	var counts store.Day
	was, err := b.row(`SELECT n, first, last, made, day, region, exercise, assessed, decided FROM finding WHERE incident = ? AND agreement = ? AND term = ?`,
		[]any{inc, f.Agreement, string(f.Term)}, []any{&n, &first, &last, &made, &old.day, &old.region, &old.exercise, &counts.Assessed, &counts.Determined})
	if err != nil {
		return 0, err
	}
	if was {
		b.count(old.of(counts), -1)
	}
	if f.Last != 0 {
		last = f.Last
	}
	if f.At != 0 {
		made = int64(f.At)
	}
	counted := f.Counted()
	b.count(counted, 1)
	doc, err := json.Marshal(f)
	if err != nil {
		return 0, err
	}
	sp := spanOf(f.When)
	args := []any{
		string(f.Article), blob(f.ID), outcomes(f.Outcome), statuses(f.Status), int64(f.Grade.Severity), f.Region, sp.at, sp.upto, sp.timed, first,
		last, made, dayNumber(f.Date), f.Exercise, counted.Assessed, counted.Determined, doc, inc, f.Agreement, string(f.Term),
	}
	if was {
		_, err = b.exec(`UPDATE finding SET article = ?, id = ?, outcome = ?, status = ?, severity = ?, region = ?, at = ?, upto = ?, timed = ?, first = ?,
			last = ?, made = ?, day = ?, exercise = ?, assessed = ?, decided = ?, doc = ? WHERE incident = ? AND agreement = ? AND term = ?`, args...)
		return n, err
	}
	return b.inserted(`INSERT INTO finding (article, id, outcome, status, severity, region, at, upto, timed, first, last, made, day, exercise,
		assessed, decided, doc, incident, agreement, term) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, args...)
}

// report writes a report, unless it is a row already.
func (b *batch) report(r *store.Report) error {
	doc, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = b.exec(`INSERT OR IGNORE INTO report (id, seq, received, class, level, form, region, triage, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		blob(r.ID), r.Seq, int64(r.Received), string(r.Class), string(r.Level), string(r.Form), r.Region, triages(store.Unreviewed), doc)
	return err
}

// redraw puts an observation where another text has it, and its report with it where it is the first of that.
func (b *batch) redraw(r *store.Redrawn) error {
	var doc []byte
	ok, err := b.row(`SELECT doc FROM observation WHERE id = ?`, []any{blob(r.ID)}, []any{&doc})
	if err != nil || !ok {
		return errors.Join(err, noRow(ok))
	}
	var o store.Observation
	if err := unpack(doc, &o); err != nil {
		return err
	}
	b.count(o.Counted(), -1)
	o.Ground, o.Date = r.Ground, r.Date
	b.count(o.Counted(), 1)
	if doc, err = b.packer.pack(o); err != nil {
		return err
	}
	if _, err := b.exec(`UPDATE observation SET doc = ? WHERE id = ?`, doc, blob(r.ID)); err != nil {
		return err
	}
	_, err = b.exec(`UPDATE report SET region = ?1 WHERE id = ?2 AND ?3 = (SELECT id FROM observation WHERE report = ?2 ORDER BY n LIMIT 1)`,
		o.Ground.Region, blob(o.Report), blob(o.ID))
	return err
}

func noRow(ok bool) error {
	if ok {
		return nil
	}
	return errors.New("there is no such row")
}

// same writes anew what may be the same as an incident, in both directions.
func (b *batch) same(same store.Same) error {
	n, err := b.number(same.Of)
	if err != nil {
		return err
	}
	for _, query := range []string{`DELETE FROM same WHERE b = ?1 AND a IN (SELECT b FROM same WHERE a = ?1)`, `DELETE FROM same WHERE a = ?1`} {
		if _, err := b.exec(query, n); err != nil {
			return err
		}
	}
	for _, other := range same.Others {
		o, err := b.number(other)
		if err != nil {
			return err
		}
		if _, err := b.exec(`INSERT OR IGNORE INTO same (a, b) VALUES (?1, ?2), (?2, ?1)`, n, o); err != nil {
			return err
		}
	}
	return nil
}

// review notes that somebody looked at an incident or a report.
func (b *batch) review(r store.Acknowledged) error {
	if !r.Report.IsZero() {
		_, err := b.exec(`UPDATE report SET reviewer = ?, reviewed = ?, triage = ? WHERE id = ?`, r.By, int64(r.At), triages(store.Reviewed), blob(r.Report))
		return err
	}
	var n, last, at int64
	ok, err := b.row(`SELECT n, last, at FROM incident WHERE id = ?`, []any{blob(r.Incident)}, []any{&n, &last, &at})
	if err != nil || !ok {
		return errors.Join(err, noRow(ok))
	}
	triage := triageOf(r.Entry, last)
	if _, err := b.exec(`UPDATE incident SET reviewer = ?, reviewed = ?, review = ?, triage = ? WHERE n = ?`, r.By, int64(r.At), r.Entry, triages(triage), n); err != nil {
		return err
	}
	return b.triagePoint(chunkDay(at), r.Incident, triage)
}

// triageOf is the triage of an incident by the entries of its last review, 0 for none, and of its last change.
func triageOf(review, last int64) store.Triage {
	switch {
	case review == 0:
		return store.Unreviewed
	case last > review:
		return store.Changed
	}
	return store.Reviewed
}

// judgedMask has a bit for each outcome with each status of the findings that stand.
func judgedMask(list []store.Brief) int64 {
	mask := int64(0)
	for _, f := range list {
		mask |= judgedBits(f.Outcome, f.Status)
	}
	return mask
}

// judgedBits are the bits of an outcome with a status; of all, where one is not given.
func judgedBits(outcome finding.Verdict, status finding.Status) int64 {
	bits := int64(0)
	for o, v := range verdicts() {
		for s, st := range stages() {
			if (outcome == "" || outcome == v) && (status == "" || status == st) {
				bits |= 1 << (o*len(stages()) + s)
			}
		}
	}
	return bits
}
