// SPDX-License-Identifier: Apache-2.0

package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// Changes are the rows that entries brought or changed. First is for rows that are new; a row that is there keeps its own, and of
// Last and At what it has where they are zero.
type Changes struct {
	// Seq is the last of the entries and Commitment its commitment; a tick has none.
	Seq        int64
	Commitment canon.Digest
	// Destroyed is how many of the entries say that parts were destroyed.
	Destroyed int64

	// Reports and Observations are new. A report that is a row already stays as it is.
	Reports      []Report
	Observations []Observation
	// Held says of observations, new or not, in which incident they are now and why.
	Held []Held
	// Redrawn says where observations are by the texts on record, after another was adopted.
	Redrawn []Redrawn
	// Incidents and Findings are rows that take the place of the one before; Made are new versions of findings, in order.
	Incidents []Incident
	Findings  []Finding
	Made      []Made
	// Same lists anew what may be the same as an incident.
	Same []Same
	// Reviews are what the watch has looked at.
	Reviews []Acknowledged
}

// Held is an observation in its incident.
type Held struct {
	ID       canon.ObservationID
	Incident canon.IncidentID
	Joined   []Joined
}

// Redrawn is what another text made of the ground of an observation, and of its day.
type Redrawn struct {
	ID     canon.ObservationID
	Ground Ground
	Date   when.Date
}

// Made is a new version of a finding with the entry that made it.
type Made struct {
	Finding *finding.Finding
	Entry   int64
	At      when.Instant
}

// Same are all incidents that may be the same event as one; none where nothing may be any more.
type Same struct {
	Of     canon.IncidentID
	Others []canon.IncidentID
}

// Acknowledged is the word of the watch, by an entry, that somebody looked at an incident or a report: one of the two is set.
type Acknowledged struct {
	Incident canon.IncidentID
	Report   canon.ReportID
	By       string
	At       when.Instant
	Entry    int64
}

// Projector turns what came of entries into changes of rows. It remembers what texts call places and nothing else. It is not
// safe for concurrent use.
type Projector struct {
	atlas atlas
	acts  map[string]int // the place of each word in the list
}

// NewProjector returns a projector for one record.
func NewProjector() *Projector { return &Projector{acts: actOrder()} }

// Learn takes in the texts that a state has, where rows up to it are there already.
func (p *Projector) Learn(state *engine.State) { p.atlas.follow(state) }

// Project returns what entries that follow each other changed. state is that after the last of them.
func (p *Projector) Project(state *engine.State, entered []Entered) (*Changes, error) {
	if len(entered) == 0 {
		return nil, errors.New("project: no entries")
	}
	last := entered[len(entered)-1]
	w := &work{
		Projector: p, state: state, out: &Changes{Seq: last.Seq, Commitment: last.Commitment},
		touched: map[canon.IncidentID]*touch{}, found: map[key]*Finding{},
	}
	anew := p.atlas.follow(state)
	p.atlas.told = map[drawn]Ground{}
	defer func() { p.atlas.told = nil }()
	for _, e := range entered {
		if e.Destroys {
			w.out.Destroyed++
		}
		if err := w.entry(e); err != nil {
			return nil, fmt.Errorf("project entry %d: %w", e.Seq, err)
		}
	}
	if anew {
		if err := w.redraw(); err != nil {
			return nil, fmt.Errorf("project entry %d: %w", last.Seq, err)
		}
	}
	if err := w.finish(); err != nil {
		return nil, fmt.Errorf("project entry %d: %w", last.Seq, err)
	}
	return w.out, nil
}

// Tick returns what deadlines changed that passed since the last entry, as of state.
func (p *Projector) Tick(state *engine.State, effects []engine.Effect) (*Changes, error) {
	c, err := p.Project(state, []Entered{{Seq: state.Seq() + 1, Time: state.Now(), Effects: effects}})
	if c != nil {
		c.Seq = state.Seq()
	}
	return c, err
}

// key names a finding whatever its version.
type key struct {
	agreement string
	incident  canon.IncidentID
	term      agreement.TermID
}

func keyOf(f *finding.Finding) key {
	return key{f.Released.Agreement, f.Released.Incident, f.Released.Term}
}

// touch is what became of an incident in the entries at hand.
type touch struct {
	id          canon.IncidentID
	first, last int64
	// changed says that its members or reasons did; before is the version before the first change, nil if there was none.
	changed bool
	before  *incident.Incident
	was     *incident.Incident // the last version, of one that is gone
	into    []canon.IncidentID
}

// work is one call of Project.
type work struct {
	*Projector
	state   *engine.State
	out     *Changes
	touched map[canon.IncidentID]*touch
	order   []*touch
	found   map[key]*Finding
	keys    []key
}

func (w *work) touch(id canon.IncidentID, seq int64) *touch {
	t := w.touched[id]
	if t == nil {
		t = &touch{id: id, first: seq}
		w.touched[id], w.order = t, append(w.order, t)
	}
	t.last = seq
	return t
}

// entry takes in one entry. Rows of incidents and findings are written at the end, as of the state.
func (w *work) entry(e Entered) error {
	seen := map[canon.ReportID][]*observation.Observation{}
	for _, effect := range e.Effects {
		at := cmp.Or(effect.Fired, e.Time)
		switch {
		case effect.Observed != nil:
			o, err := w.observation(effect.Observed, e.Seq)
			if err != nil {
				return err
			}
			w.out.Observations = append(w.out.Observations, o)
			seen[o.Report] = append(seen[o.Report], effect.Observed)
		case effect.Incident != nil:
			w.incidentChanged(effect.Incident, e.Seq)
		case effect.Finding != nil:
			if err := w.findingMade(effect.Finding, e.Seq, at); err != nil {
				return err
			}
		case effect.Outside != nil:
			w.touch(effect.Outside.Incident, e.Seq)
		case effect.Procedure != nil && effect.Procedure.Case != 0:
			c := w.state.Register(effect.Procedure.Agreement).Case(effect.Procedure.Case)
			if c == nil || c.Finding == nil {
				continue
			}
			if err := w.findingTouched(c.Finding, e.Seq); err != nil {
				return err
			}
		}
	}
	switch {
	case e.Entry.Submission != nil:
		return w.reports(e, seen)
	case e.Entry.Duty != nil && e.Entry.Duty.Ack != nil:
		w.reviews(e)
	case e.Entry.Link != nil:
		for _, id := range []canon.ObservationID{e.Entry.Link.A, e.Entry.Link.B} {
			if inc := w.state.Holding(id); inc != nil {
				w.same(inc.ID)
			}
		}
	}
	return nil
}

func (w *work) incidentChanged(c *incident.Change, seq int64) {
	inc := c.Incident
	if inc == nil {
		inc = c.Was
	}
	t := w.touch(inc.ID, seq)
	if !t.changed {
		t.changed, t.before = true, c.Was
	}
	t.was, t.into = c.Was, c.Into
}

func (w *work) findingMade(f *finding.Finding, seq int64, at when.Instant) error {
	w.out.Made = append(w.out.Made, Made{Finding: f, Entry: seq, At: at})
	if err := w.findingTouched(f, seq); err != nil {
		return err
	}
	w.found[keyOf(f)].At = at
	return nil
}

// findingTouched writes the row of a finding anew. Of several versions in the entries at hand the last one counts.
func (w *work) findingTouched(f *finding.Finding, seq int64) error {
	row, err := w.finding(f)
	if err != nil {
		return err
	}
	row.First, row.Last = seq, seq
	k := keyOf(f)
	if before := w.found[k]; before != nil {
		row.First, row.At = before.First, before.At
	} else {
		w.keys = append(w.keys, k)
	}
	w.found[k] = &row
	w.touch(f.Released.Incident, seq)
	return nil
}

// reports takes in the reports of a submission.
func (w *work) reports(e Entered, seen map[canon.ReportID][]*observation.Observation) error {
	device := ""
	if sealed := e.Entry.Submission.Device; sealed != nil {
		h, err := report.ReadHeader(sealed.Header)
		if err != nil {
			return err
		}
		device = h.Device
	}
	for i := range e.Entry.Submission.Reports {
		x := &e.Entry.Submission.Reports[i].Extract
		digest, err := x.Digest()
		if err != nil {
			return err
		}
		r := Report{
			ID: report.ID(digest, w.state.Seed()), Seq: e.Seq, Entered: e.Time, Received: x.Received, Class: classOf(x), Level: x.Level,
			Form: formOf(x), Exercise: x.Exercise, Review: Review{Triage: Unreviewed},
			Inside: ReportInside{Source: x.Source, Item: x.Item, Device: device},
		}
		if list := seen[r.ID]; len(list) > 0 {
			r.Sightings = len(list)
			g, err := w.atlas.ground(list[0].Where(), list[0].Exercise)
			if err != nil {
				return err
			}
			r.Region = g.Region
		}
		w.out.Reports = append(w.out.Reports, r)
	}
	return nil
}

// reviews takes in what somebody on watch has seen: of a finding, its incident.
func (w *work) reviews(e Entered) {
	d := e.Entry.Duty
	for _, ref := range d.Ack.Of {
		if ref.Incident.IsZero() && ref.Report.IsZero() {
			continue
		}
		w.out.Reviews = append(w.out.Reviews, Acknowledged{
			Incident: ref.Incident, Report: ref.Report, By: d.By, At: cmp.Or(d.At, e.Time), Entry: e.Seq,
		})
	}
}

// same lists anew what may be the same as an incident.
func (w *work) same(id canon.IncidentID) {
	for i := range w.out.Same {
		if w.out.Same[i].Of == id {
			return
		}
	}
	w.out.Same = append(w.out.Same, Same{Of: id, Others: w.state.PossibleSames(id)})
}

// redraw writes everything anew whose place has other names, or whose day is another, since a text was adopted. That is no change
// that is news, so no row has another Last.
func (w *work) redraw() error {
	fresh := map[canon.ObservationID]bool{}
	for _, o := range w.out.Observations {
		fresh[o.ID] = true
	}
	for _, o := range w.state.Observations() {
		if fresh[o.ID] {
			continue
		}
		g, err := w.atlas.ground(o.Where(), o.Exercise)
		if err != nil {
			return err
		}
		w.out.Redrawn = append(w.out.Redrawn, Redrawn{ID: o.ID, Ground: g, Date: w.atlas.dateOf(o.When())})
	}
	for _, inc := range w.state.Incidents() {
		if w.touched[inc.ID] == nil {
			w.touch(inc.ID, 0)
		}
	}
	for _, d := range w.state.Dockets() {
		for _, versions := range d.All() {
			f := versions[len(versions)-1]
			if w.found[keyOf(f)] != nil {
				continue
			}
			row, err := w.finding(f)
			if err != nil {
				return err
			}
			w.out.Findings = append(w.out.Findings, row)
		}
	}
	return nil
}

// finish writes the rows that were touched, as of the state.
func (w *work) finish() error {
	for _, t := range w.order {
		inc := w.state.Incident(t.id)
		gone := inc == nil
		if gone && t.was == nil {
			continue // it was gone before, and what is left of it are findings
		}
		if gone {
			inc = t.was
		}
		row, err := w.incident(inc, !gone)
		if err != nil {
			return err
		}
		row.First, row.Last, row.Gone = t.first, t.last, gone
		if gone { // it is on no map and in no count, and nobody names its place anew
			row.Into, row.Date, row.Ground.Place, row.Ground.Zones, row.Ground.Region = t.into, when.Date{}, "", nil, NotTold
		}
		w.out.Incidents = append(w.out.Incidents, row)
		if t.changed {
			w.same(t.id)
		}
		if t.changed && !gone {
			w.held(t.before, inc)
		}
	}
	for _, k := range w.keys {
		w.out.Findings = append(w.out.Findings, *w.found[k])
	}
	return nil
}

// held says of the members of an incident why they are in it, where that is not as it was before.
func (w *work) held(before, now *incident.Incident) {
	was := map[canon.ObservationID]bool{}
	var reasons map[canon.ObservationID][]Joined
	if before != nil {
		reasons = joinedOf(before)
		for _, id := range before.MemberIDs {
			was[id] = true
		}
	}
	joined := joinedOf(now)
	for _, id := range now.MemberIDs {
		if was[id] && slices.EqualFunc(reasons[id], joined[id], Joined.equal) {
			continue
		}
		w.out.Held = append(w.out.Held, Held{ID: id, Incident: now.ID, Joined: joined[id]})
	}
}

func (j Joined) equal(o Joined) bool {
	return j.With == o.With && j.Score == o.Score && slices.Equal(j.Reasons, o.Reasons)
}

// joinedOf puts each join of an incident to the later recorded of its two observations.
func joinedOf(inc *incident.Incident) map[canon.ObservationID][]Joined {
	if len(inc.Joins) == 0 {
		return nil
	}
	at := make(map[canon.ObservationID]int, len(inc.MemberIDs))
	for i, id := range inc.MemberIDs {
		at[id] = i
	}
	out := map[canon.ObservationID][]Joined{}
	for _, j := range inc.Joins {
		a, b := j.A, j.B
		if at[a] > at[b] {
			a, b = b, a
		}
		out[b] = append(out[b], Joined{With: a, Score: j.Score, Reasons: j.Reasons})
	}
	return out
}
