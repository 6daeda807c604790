// SPDX-License-Identifier: Apache-2.0

package native

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"truce/act"
	"truce/internal/intake"
	"truce/report"
	"truce/when"
)

// Decoder holds what lines do not say themselves.
type Decoder struct {
	// Zone is that of civil times without one; a report may name its own.
	Zone when.Zone
	// Source is that of reports which name none.
	Source string
}

// NewDecoder returns the decoder of a file's options. Civil times have no zone by default.
func NewDecoder(o intake.Options) (Decoder, error) {
	zone, err := o.LoadZone("")
	return Decoder{Zone: zone, Source: o.Source}, err
}

// Take reads one line and hands it on, or refuses it: a report, or an object of one member watch, gap or layer. Its
// error is the sink's.
func (d Decoder) Take(b *intake.Batch, data []byte) error {
	var l line
	if err := decode(data, &l); err != nil {
		b.Refuse(err)
		return nil
	}
	controls := 0
	for _, set := range []bool{l.Watch != nil, l.Gap != nil, l.Layer != nil} {
		if set {
			controls++
		}
	}
	var err error
	switch {
	case controls == 0:
		r, failed := d.report(l.wireReport)
		if err = failed; err == nil {
			return b.Report(r, data)
		}
	case controls > 1 || !reflect.ValueOf(l.wireReport).IsZero():
		err = errors.New("watch, gap and layer stand alone on their line")
	case l.Watch != nil:
		w, failed := d.watch(*l.Watch)
		if err = failed; err == nil {
			return b.Watch(w)
		}
	case l.Gap != nil:
		g, failed := d.gap(*l.Gap)
		if err = failed; err == nil {
			return b.Gap(g)
		}
	default:
		layer, failed := d.layer(*l.Layer)
		if err = failed; err == nil {
			return b.Layer(layer)
		}
	}
	b.Refuse(err)
	return nil
}

// Report reads a report alone.
func (d Decoder) Report(data []byte) (report.Report, error) {
	var w wireReport
	if err := decode(data, &w); err != nil {
		return report.Report{}, err
	}
	return d.report(w)
}

func (d Decoder) report(w wireReport) (report.Report, error) {
	if w.Zone != "" {
		zone, err := when.LoadZone(w.Zone)
		if err != nil {
			return report.Report{}, err
		}
		d.Zone = zone
	}
	sightings := w.Sightings
	if !reflect.ValueOf(w.wireSighting).IsZero() {
		if sightings != nil {
			return report.Report{}, errors.New("members of a sighting stand both in the report and in sightings; use one")
		}
		sightings = []wireSighting{w.wireSighting}
	}
	e := report.Extract{
		Level: report.Level(w.Level), Source: w.Source, Roots: w.Roots, Item: string(w.Item), Exercise: w.Exercise,
	}
	if e.Level == "" {
		e.Level = report.Plain
	}
	if e.Source == "" {
		e.Source = d.Source
	}
	for i, each := range sightings {
		s, err := d.sighting(each)
		if err != nil && len(sightings) > 1 {
			err = fmt.Errorf("sighting %d: %w", i+1, err)
		}
		if err != nil {
			return report.Report{}, err
		}
		e.Sightings = append(e.Sightings, s)
	}
	if c := w.Complaint; c != nil {
		e.Complaint = &report.Complaint{
			Complainant: c.Complainant, Respondent: c.Respondent, Article: string(c.Article), Remedy: c.Remedy,
		}
	}
	if e.Sightings == nil && e.Complaint == nil {
		return report.Report{}, errors.New("nothing is reported: no act, words, time or place, and no complaint")
	}
	err := d.received(w.Received, &e)
	return report.Report{
		Identity: report.Identity{Person: w.Person, Consent: w.Consent},
		Original: report.Original{Text: w.Original}, Extract: e,
	}, err
}

// received sets when the report came: as given, or as early as it can be, when the last of its events ends.
func (d Decoder) received(text string, e *report.Extract) error {
	if text == "" {
		for _, s := range e.Sightings {
			if !s.Time.Interval.IsUnknown() {
				e.Received = max(e.Received, s.Time.Interval.To)
			}
		}
		if e.Received == 0 {
			return errors.New("received: not given, and there is no time of a sighting to take it from")
		}
		return nil
	}
	span, err := when.Parse(text, d.Zone)
	if err != nil {
		return fmt.Errorf("received: %w", err)
	}
	e.Received = span.Interval.To
	return nil
}

func (d Decoder) sighting(w wireSighting) (report.Sighting, error) {
	s := report.Sighting{
		Act: act.Act(w.Act), Words: w.Words, Target: act.Target(w.Target), Means: report.Means(w.Means),
		Between: w.Between, Class: w.Class, InAnswerTo: w.InAnswerTo,
	}
	for _, word := range w.Describes {
		s.Describes = append(s.Describes, report.Description(word))
	}
	for _, a := range w.Actors {
		s.Actors = append(s.Actors, a.claim())
	}
	var err error
	if s.Weapon, err = w.Weapon.weapon(); err != nil {
		return s, err
	}
	if s.Count, err = intake.ParseCount(string(w.Count)); err != nil {
		return s, err
	}
	for _, c := range w.Casualties {
		record, err := c.record()
		if err != nil {
			return s, err
		}
		s.Casualties = append(s.Casualties, record)
	}
	if w.Time != "" {
		if s.Time, err = when.Parse(w.Time, d.Zone); err != nil {
			return s, err
		}
	}
	if w.Evidence != "" {
		s.Time.Evidence = when.Evidence(w.Evidence)
	}
	if s.Where, err = w.Where.region(); err != nil {
		return s, fmt.Errorf("where: %w", err)
	}
	if w.Origin != nil {
		origin, err := w.Origin.region()
		if err != nil {
			return s, fmt.Errorf("origin: %w", err)
		}
		s.Origin = &origin
	}
	return s, nil
}

func (a wireActor) claim() report.Claim {
	if a.words != "" {
		return report.Claim{Actor: a.words, Basis: "said"}
	}
	if a.Basis == "" {
		a.Basis = "said"
	}
	return report.Claim{Actor: a.Actor, Basis: a.Basis, By: a.By}
}

func (w *wireWeapon) weapon() (*act.Weapon, error) {
	if w == nil {
		return nil, nil
	}
	out, rest := intake.ParseWeapon(w.words)
	if rest != "" {
		return nil, fmt.Errorf("weapon %q: cannot read %q%s; write a class (%s), a model, a calibre, or more than one of them, "+
			"such as \"D-20 artillery 152 mm\"", w.words, rest, intake.DidYouMean(rest, classes()), strings.Join(classes(), ", "))
	}
	if w.words == "" {
		out = act.Weapon{Class: act.Class(w.Class), Model: w.Model}
		calibre, err := parseCalibre(string(w.Calibre))
		if err != nil {
			return nil, err
		}
		out.Calibre = calibre
	}
	if out.IsUnknown() {
		return nil, nil
	}
	return &out, nil
}

// classes are the words for a class of weapons.
func classes() []string {
	var words []string
	for _, c := range act.Classes() {
		words = append(words, string(c))
	}
	return words
}

// parseCalibre reads millimetres with at most one decimal.
func parseCalibre(text string) (act.Calibre, error) {
	number := strings.TrimSpace(strings.TrimSuffix(intake.Plain(text), "mm"))
	if number == "" {
		return 0, nil
	}
	whole, tenth, _ := strings.Cut(number, ".")
	n, err := strconv.ParseUint(whole+(tenth + "0")[:1], 10, 16)
	if err != nil || len(tenth) > 1 || n > 10_000 {
		return 0, fmt.Errorf("calibre %q: write millimetres with at most one decimal, such as 14.5 mm", text)
	}
	return act.Calibre(n), nil
}

// record reads a record of casualties; its number has bounds, or it is refused.
func (c wireCasualties) record() (report.Casualties, error) {
	n, err := intake.ParseCount(string(c.Number))
	if err != nil {
		return report.Casualties{}, fmt.Errorf("casualties: %w", err)
	}
	if n.Kind != report.Exact && n.Kind != report.About {
		return report.Casualties{}, fmt.Errorf("casualties: number %q has no bounds; write 3, 2-4 or about 30, or say it "+
			"in words", c.Number)
	}
	for _, word := range []*string{&c.Of, &c.Age} {
		if *word == "" {
			*word = "unknown"
		}
	}
	return report.Casualties{
		Harm: c.Harm, Of: c.Of, Age: c.Age, Least: n.Least, Most: n.Most, Cause: c.Cause, Side: c.Side,
	}, nil
}
