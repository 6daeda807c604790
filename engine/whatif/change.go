// SPDX-License-Identifier: Apache-2.0

package whatif

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/observation"
	"truce/report"
)

// ErrChange says that a change cannot be made. Its text says why and what can be.
var ErrChange = errors.New("this cannot be changed")

// Change is what shall have been otherwise. Its parts are made together.
type Change struct {
	// Sources are names of sources and custodial roots that shall not be there: of whom everything goes that they sent
	// (reports, layers, watches, gaps, and what came under a key that they hold); as a root they are struck from the
	// reports that name them, and a report without another root goes.
	Sources []string `json:"without_sources,omitempty"`
	// Reports shall not have come in.
	Reports []canon.ReportID `json:"without_reports,omitempty"`
	// Ratings are given at the end of the record, where the last word of each rater counts.
	Ratings []Rated `json:"ratings,omitempty"`
	// Thresholds are parameters of agreements with other values.
	Thresholds []Threshold `json:"thresholds,omitempty"`
	// Readings are taken as ruled, each "question=reading", whoever the text lets rule.
	Readings []string `json:"readings,omitempty"`
}

// Rated is a rating as somebody may have given it: of a root, and of every report that rests on it.
type Rated struct {
	Root string `json:"root"`
	// Reliability is "A" to "F", Credibility "1" to "6"; one of them may be empty.
	Reliability string         `json:"reliability,omitempty"`
	Credibility string         `json:"credibility,omitempty"`
	Report      canon.ReportID `json:"report,omitzero"`
	By          string         `json:"by"`
}

// revised is a change as edits of the entries.
type revised struct {
	edits   map[int]engine.Entry // by the place of the entry
	further []engine.Entry       // after the last
	twins   map[canon.ObservationID]canon.ObservationID
	back    map[canon.ObservationID]canon.ObservationID
	reports map[canon.ReportID]canon.ReportID
}

func (m *revised) entry(i int, e engine.Entry) engine.Entry {
	if edit, ok := m.edits[i]; ok {
		return edit
	}
	return e
}

// revise works out the edits, or says why there are none.
func (r *Record) revise(c Change) (*revised, error) {
	m := &revised{
		edits: map[int]engine.Entry{}, twins: map[canon.ObservationID]canon.ObservationID{},
		back: map[canon.ObservationID]canon.ObservationID{}, reports: map[canon.ReportID]canon.ReportID{},
	}
	w := without{record: r, names: map[string]bool{}, used: map[string]bool{}, reports: map[canon.ReportID]bool{}}
	for _, name := range c.Sources {
		w.names[observation.Root(name)] = true
	}
	for _, id := range c.Reports {
		w.reports[id] = false
	}
	if len(w.names)+len(w.reports) > 0 {
		for i, e := range r.entries {
			if err := w.edit(m, i, e); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range c.Sources {
		if !w.used[observation.Root(name)] {
			return nil, fmt.Errorf("%w: nothing on record is of a source or root %q", ErrChange, name)
		}
	}
	for _, id := range c.Reports {
		if !w.reports[id] {
			return nil, fmt.Errorf("%w: no report %s is on record", ErrChange, id)
		}
	}
	if err := r.setThresholds(m, c.Thresholds); err != nil {
		return nil, err
	}
	for _, rated := range c.Ratings {
		m.further = append(m.further, r.rate(rated)...)
	}
	return m, r.read(m, c.Readings)
}

// Sources are the names that Change.Sources may have: of sources, custodial roots, layers and watches on record, each once
// and in order, in the one way in which roots are written.
func (r *Record) Sources() []string {
	names := map[string]bool{}
	for _, o := range r.state.Observations() {
		names[observation.Root(o.Source)] = true
		for _, root := range o.Roots {
			names[root] = true
		}
	}
	for i := range r.entries {
		switch e := &r.entries[i]; {
		case e.Layer != nil:
			names[observation.Root(e.Layer.Source)] = true
		case e.Watch != nil:
			names[observation.Root(e.Watch.Source)] = true
		case e.Gap != nil:
			names[observation.Root(e.Gap.Source)] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// without edits entries so that some sources and reports are not there.
type without struct {
	record  *Record
	names   map[string]bool // of sources and roots, as roots are written
	used    map[string]bool
	reports map[canon.ReportID]bool // and whether each was found
}

func (w *without) is(name string) bool {
	name = observation.Root(name)
	if w.names[name] {
		w.used[name] = true
	}
	return w.names[name]
}

func (w *without) edit(m *revised, i int, e engine.Entry) error {
	switch {
	case e.Layer != nil && w.is(e.Layer.Source), e.Watch != nil && w.is(e.Watch.Source), e.Gap != nil && w.is(e.Gap.Source):
		m.edits[i] = skipped(e)
	case e.Submission != nil:
		return w.editReports(m, i, e)
	}
	return nil
}

// editReports leaves reports out of a submission. A device's header vouches for their number: there a report that says
// nothing takes the place of one that is left out.
func (w *without) editReports(m *revised, i int, e engine.Entry) error {
	reports, changed := make([]report.Report, 0, len(e.Submission.Reports)), false
	for _, rep := range e.Submission.Reports {
		id, err := w.record.idOf(rep.Extract)
		if err != nil {
			return err
		}
		extract, stays := w.left(id, rep.Extract)
		if stays && len(extract.Roots) == len(rep.Extract.Roots) {
			reports = append(reports, rep)
			continue
		}
		changed = true
		twin := canon.ReportID{}
		if stays {
			rep.Extract = extract
			if twin, err = w.record.idOf(extract); err != nil {
				return err
			}
			reports = append(reports, rep)
		} else if e.Submission.Device != nil {
			reports = append(reports, blank(rep))
		}
		m.replaced(id, twin, len(extract.Sightings))
	}
	switch {
	case changed && len(reports) == 0:
		m.edits[i] = skipped(e)
	case changed:
		submission := *e.Submission
		submission.Reports = reports
		e.Submission = &submission
		m.edits[i] = e
	}
	return nil
}

// replaced notes that a report became another one, or none, with its sightings.
func (m *revised) replaced(id, twin canon.ReportID, sightings int) {
	m.reports[id] = twin
	for k := range sightings {
		was := observation.ID(id, k)
		m.twins[was] = canon.ObservationID{}
		if !twin.IsZero() {
			m.twins[was] = observation.ID(twin, k)
			m.back[m.twins[was]] = was
		}
	}
}

func (r *Record) idOf(e report.Extract) (canon.ReportID, error) {
	digest, err := e.Digest()
	return report.ID(digest, r.seed), err
}

// left is what is left of a report, and whether anything is.
func (w *without) left(id canon.ReportID, e report.Extract) (report.Extract, bool) {
	_, named := w.reports[id]
	if named {
		w.reports[id] = true
	}
	bySource, byHolder := w.is(e.Source), w.heldByOne(id, e)
	var roots []string // each is asked for, though the report may go anyway: a name is used where it stands
	for _, root := range e.Roots {
		if !w.is(root) {
			roots = append(roots, root)
		}
	}
	if named || bySource || byHolder || len(roots) == 0 && len(e.Roots) > 0 {
		return e, false
	}
	e.Roots = roots
	return e, true
}

// heldByOne tells whether the report came under a key that one of the names holds: a root that it does not name itself.
func (w *without) heldByOne(id canon.ReportID, e report.Extract) bool {
	first := w.record.seen[observation.ID(id, 0)]
	if first == nil {
		return false
	}
	own := []string{observation.Root(e.Source)}
	for _, root := range e.Roots {
		own = append(own, observation.Root(root))
	}
	held := false
	for _, root := range first.Roots {
		held = !slices.Contains(own, root) && w.is(root) || held
	}
	return held
}

// rate makes the entries of a rating.
func (r *Record) rate(rated Rated) []engine.Entry {
	var out []engine.Entry
	if rated.Reliability != "" {
		out = append(out, engine.Entry{Rating: &engine.Rating{Root: rated.Root, Reliability: rated.Reliability, By: rated.By}})
	}
	if rated.Credibility == "" {
		return out
	}
	of := []canon.ReportID{rated.Report}
	if rated.Report.IsZero() {
		of = r.reportsOf(rated.Root)
	}
	for _, id := range of {
		out = append(out, engine.Entry{Rating: &engine.Rating{Report: id, Credibility: rated.Credibility, By: rated.By}})
	}
	return out
}

// reportsOf are the reports that rest on a root, in order of recording.
func (r *Record) reportsOf(root string) []canon.ReportID {
	var out []canon.ReportID
	done := map[canon.ReportID]bool{}
	for _, o := range r.state.Observations() {
		if !done[o.Report] && slices.Contains(o.Roots, observation.Root(root)) {
			done[o.Report] = true
			out = append(out, o.Report)
		}
	}
	return out
}

// read appends rulings. Where the text lets nobody rule on a question, the changed text lets a body of this package do it.
func (r *Record) read(m *revised, readings []string) error {
	for _, each := range readings {
		q, reading, ok := strings.Cut(each, "=")
		found := false
		for i, e := range r.entries {
			if e = m.entry(i, e); e.Adoption == nil {
				continue
			}
			a := e.Adoption.Agreement
			at := slices.IndexFunc(a.Questions, func(each agreement.Question) bool { return string(each.ID) == q })
			if at < 0 || !slices.ContainsFunc(a.Questions[at].Readings, func(each agreement.Reading) bool { return string(each.ID) == reading }) {
				continue
			}
			found = true
			by := a.Questions[at].RuledBy
			if by == "" {
				changed, err := copyOf(a)
				if err != nil {
					return err
				}
				by = "what-if"
				changed.Questions[at].RuledBy = by
				changed.Bodies = append(changed.Bodies, agreement.Body{
					ID: by, Name: "what-if", Article: a.Questions[at].Article, Decides: "sole", Competent: []string{"rule-reading"},
				})
				m.edits[i] = withText(e, changed)
			}
			m.further = append(m.further, engine.Entry{Ruling: &engine.Ruling{
				Agreement: refOf(a), Question: agreement.QuestionID(q), Reading: agreement.ReadingID(reading), By: by,
			}})
		}
		if !ok || !found {
			return fmt.Errorf("%w: no text on record has the reading %q; they are %s", ErrChange, each, orNone(r.Readings()))
		}
	}
	return nil
}

// Readings are those that Change.Readings may have, "question=reading", in order of adoption and of the texts.
func (r *Record) Readings() []string {
	var out []string
	for i := range r.entries {
		if a := r.entries[i].Adoption; a != nil {
			for _, q := range a.Agreement.Questions {
				for _, reading := range q.Readings {
					out = append(out, fmt.Sprintf("%s=%s", q.ID, reading.ID))
				}
			}
		}
	}
	return out
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

// refOf is the reference of an agreement, as its compiled form has it.
func refOf(a *agreement.Agreement) string { return fmt.Sprintf("%s@%d", a.ID, a.Version) }

// copyOf copies an agreement as it stands on record.
func copyOf(a *agreement.Agreement) (*agreement.Agreement, error) {
	data, err := canon.Encode(a)
	if err != nil {
		return nil, err
	}
	out := &agreement.Agreement{}
	return out, canon.Decode(data, out)
}

// withText is an adoption of another text.
func withText(e engine.Entry, a *agreement.Agreement) engine.Entry {
	adoption := *e.Adoption
	adoption.Agreement, e.Adoption = a, &adoption
	return e
}
