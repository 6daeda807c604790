// SPDX-License-Identifier: Apache-2.0

package store

import (
	"cmp"
	"encoding/json"
	"slices"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/finding/casualties"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/response"
)

func actOrder() map[string]int {
	out := map[string]int{}
	for i, a := range act.Acts() {
		out[string(a)] = i
	}
	return out
}

func (p *Projector) observation(o *observation.Observation, seq int64) (Observation, error) {
	g, err := p.atlas.ground(o.Where(), o.Exercise)
	if err != nil {
		return Observation{}, err
	}
	row := Observation{
		ID: o.ID, Report: o.Report, Seq: seq, Received: o.Received, Level: o.Level, Exercise: o.Exercise,
		When: o.When(), Date: p.atlas.dateOf(o.When()), Ground: g,
		Act: o.Sighting.Act, Count: o.Sighting.Count, Means: o.Sighting.Means, Flags: o.Sighting.Describes,
		Inside: ObservationInside{Source: o.Source, Roots: o.Roots, Words: o.Sighting.Words},
	}
	if o.Sighting.Weapon != nil {
		row.Weapon = o.Sighting.Weapon.Class
	}
	if from := o.Sighting.Origin; from != nil && from.HasGeometry() {
		drawn, err := place.FormatGeoJSON(*from)
		if err != nil {
			return Observation{}, err
		}
		row.Inside.Origin = json.RawMessage(drawn)
	}
	return row, nil
}

// incident writes the row of an incident. One that does not stand has no findings.
func (w *work) incident(inc *incident.Incident, stands bool) (Incident, error) {
	g, err := w.atlas.ground(inc.Where, inc.Exercise)
	if err != nil {
		return Incident{}, err
	}
	row := Incident{
		ID: inc.ID, Version: inc.Version, Exercise: inc.Exercise, When: inc.When, Date: w.atlas.dateOf(inc.When), Ground: g,
		Acts: w.actsOf(inc), Weapons: weaponsOf(inc), Observations: len(inc.Members), Reports: reportsOf(inc),
		Roots: len(incident.Roots(inc.Members)), Review: Review{Triage: Unreviewed},
	}
	if stands {
		for _, d := range w.state.Dockets() {
			w.judged(d, &row)
		}
	}
	if stands && len(row.Findings) == 0 {
		row.Harm = casualties.List(inc.Members, nil, w.texts(inc.Exercise)...)
	}
	return row, nil
}

// texts are those on record of a world, exercise or not.
func (w *work) texts(exercise bool) []*agreement.Compiled {
	var out []*agreement.Compiled
	for _, d := range w.state.Dockets() {
		if d.Text().Agreement().Exercise == exercise {
			out = append(out, d.Text())
		}
	}
	return out
}

// judged adds to the row of an incident what came of it under one text.
func (w *work) judged(d *finding.Docket, row *Incident) {
	if o := d.OutsideOf(row.ID); o != nil {
		row.Outside = append(row.Outside, *o)
		return
	}
	for _, t := range d.Text().Agreement().Terms {
		f := d.Current(row.ID, t.ID)
		if f == nil || f.Released.Status == finding.Withdrawn {
			continue
		}
		if len(row.Findings) == 0 {
			row.Harm = f.Released.Casualties
		}
		r := &f.Released
		row.Findings = append(row.Findings, Brief{
			ID: f.ID, Agreement: r.Agreement, Article: r.Article, Term: r.Term, Outcome: r.Verdict, Status: r.Status, Grade: r.Grade,
			Contested: len(r.Contested) > 0, Divided: r.Determination != nil && r.Determination.None, Determined: isDetermined(f),
		})
	}
}

// isDetermined tells whether a finding is counted as a determined violation.
func isDetermined(f *finding.Finding) bool {
	var c engine.Counts
	c.Find(f)
	return c.Determined > 0
}

// actsOf lists the words of the members, each once, in order of the list of acts.
func (p *Projector) actsOf(inc *incident.Incident) []act.Act {
	var out []act.Act
	for _, m := range inc.Members {
		if a := m.Sighting.Act; a != "" && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b act.Act) int { return cmp.Compare(p.acts[string(a)], p.acts[string(b)]) })
	return out
}

func weaponsOf(inc *incident.Incident) []act.Class {
	var out []act.Class
	for _, g := range inc.Weapons() {
		if c := g.Weapon.Class; c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

func reportsOf(inc *incident.Incident) int {
	seen := map[canon.ReportID]bool{}
	for _, m := range inc.Members {
		seen[m.Report] = true
	}
	return len(seen)
}

// finding writes the row of a version of a finding.
func (w *work) finding(f *finding.Finding) (Finding, error) {
	r := &f.Released
	g, err := w.atlas.ground(f.Internal.Where, r.Exercise)
	if err != nil {
		return Finding{}, err
	}
	row := Finding{
		ID: f.ID, Version: f.Version, Supersedes: f.Supersedes, Incident: r.Incident, Agreement: r.Agreement, Article: r.Article,
		Term: r.Term, Outcome: r.Verdict, Status: r.Status, Exercise: r.Exercise, Grade: r.Grade,
		Level: r.Attribution.Level, Words: r.Attribution.Words,
		When: r.When, Date: w.atlas.dateOf(r.When), Region: g.Region, Since: r.Since, Why: r.Why,
	}
	for _, o := range r.Contested {
		row.ContestedBy = append(row.ContestedBy, o.By)
	}
	if d := r.Determination; d != nil {
		row.Divided = d.None
		if !d.None {
			row.Determined = d.Outcome
		}
	}
	if reg := w.state.Register(r.Agreement); reg != nil {
		if c := reg.CaseOf(r.Incident, r.Term); c != nil {
			row.Case, row.Next = c.Number, nextOf(c)
		}
	}
	return row, nil
}

// nextOf returns what is open in a case and due first; what has no time comes last, and then what was owed first.
func nextOf(c *response.Case) *Owed {
	var next *response.Obligation
	for _, o := range c.Obligations {
		if o.State != response.Open {
			continue
		}
		if next == nil || o.Due != 0 && (next.Due == 0 || o.Due < next.Due) {
			next = o
		}
	}
	if next == nil {
		return nil
	}
	return &Owed{Name: next.Name, By: next.By, Due: next.Due, RanOut: next.RanOut}
}

func formOf(x *report.Extract) Form {
	switch {
	case x.Complaint != nil && len(x.Sightings) > 0:
		return ComplaintSightings
	case x.Complaint != nil:
		return Complaint
	case len(x.Sightings) > 0:
		return Sightings
	}
	return Nothing
}

func classOf(x *report.Extract) Class {
	class := UnknownClass
	for i := range x.Sightings {
		c := classOfMeans(x.Sightings[i].Means)
		switch {
		case c == UnknownClass || c == class:
		case class == UnknownClass:
			class = c
		default:
			return Several
		}
	}
	return class
}

func classOfMeans(m report.Means) Class {
	switch m {
	case report.Seen, report.Heard:
		return Observer
	case report.Camera, report.UAV, report.Radar, report.Acoustic, report.Satellite:
		return Sensor
	case report.Crater:
		return Trace
	case report.Document:
		return Paper
	case report.Told:
		return Told
	}
	return UnknownClass
}

// Counted returns what an observation adds to the counts of its day; an aggregate adds nothing.
func (o *Observation) Counted() Day {
	d := Day{Date: o.Date, Region: o.Ground.Region, Exercise: o.Exercise}
	if o.Level == report.Aggregate {
		return d
	}
	c := engine.Counts{Observations: map[string]engine.Number{}, LiveFire: map[string]engine.Number{}}
	c.Observe(&observation.Observation{Sighting: report.Sighting{Act: o.Act, Count: o.Count, Describes: o.Flags}})
	d.Observations, d.LiveFire, d.LiveFireRows, d.Unquantified = c.Observations, c.LiveFire, c.LiveFireRows, c.Unquantified
	return d
}

// Counted returns what an incident adds to the counts of its day; one that is superseded adds nothing.
func (inc *Incident) Counted() Day {
	d := Day{Date: inc.Date, Region: inc.Ground.Region, Exercise: inc.Exercise}
	if !inc.Gone {
		d.Incidents = 1
	}
	return d
}

// Counted returns what a finding adds to the counts of its day; one that is withdrawn adds nothing.
func (f *Finding) Counted() Day {
	d := Day{Date: f.Date, Region: f.Region, Exercise: f.Exercise}
	if f.Status == finding.Withdrawn {
		return d
	}
	var c engine.Counts
	made := finding.Finding{Released: finding.Released{Verdict: f.Outcome, Since: f.Since}}
	if f.Determined != "" {
		made.Released.Determination = &finding.Determination{Outcome: f.Determined}
	}
	c.Find(&made)
	d.Assessed, d.Determined = c.Assessed, c.Determined
	return d
}
