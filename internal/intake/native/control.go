// SPDX-License-Identifier: Apache-2.0

package native

import (
	"errors"
	"fmt"

	"truce/coverage"
	"truce/internal/intake"
	"truce/place"
	"truce/report"
	"truce/territory"
	"truce/when"
)

func (d Decoder) watch(w wireWatch) (coverage.Watch, error) {
	out := coverage.Watch{Source: w.Source, Means: report.Means(w.Means)}
	if out.Means == "" {
		return out, errors.New("watch: no means")
	}
	if err := out.Means.Check(); err != nil {
		return out, fmt.Errorf("watch: %w", err)
	}
	var err error
	if out.Where, err = w.Where.region(); err != nil {
		return out, fmt.Errorf("watch: where: %w", err)
	}
	if out.Post, err = w.Post.region(); err != nil {
		return out, fmt.Errorf("watch: post: %w", err)
	}
	out.Time, err = d.interval("watch: time", w.Time)
	return out, err
}

func (d Decoder) gap(w wireGap) (coverage.Gap, error) {
	out := coverage.Gap{Source: w.Source, Means: report.Means(w.Means), Reason: coverage.Cause(w.Reason)}
	if err := out.Means.Check(); err != nil {
		return out, fmt.Errorf("gap: %w", err)
	}
	var err error
	if out.Where, err = w.Where.region(); err != nil {
		return out, fmt.Errorf("gap: where: %w", err)
	}
	if w.Where != nil && !out.Where.HasGeometry() {
		return out, errors.New("gap: where is only a name; give its place, or leave it out for all places of the source")
	}
	out.Time, err = d.interval("gap: time", w.Time)
	return out, err
}

func (d Decoder) interval(what, text string) (when.Interval, error) {
	if text == "" {
		return when.Interval{}, fmt.Errorf("%s: not given", what)
	}
	span, err := when.Parse(text, d.Zone)
	if err != nil {
		return when.Interval{}, fmt.Errorf("%s: %w", what, err)
	}
	return span.Interval, nil
}

func (d Decoder) layer(w wireLayer) (territory.Layer, error) {
	l := territory.Layer{Name: w.Name, Kind: territory.Kind(w.Kind), Source: w.Source, Exercise: w.Exercise}
	published, err := d.interval("layer: published", w.Published)
	if err != nil {
		return l, err
	}
	l.Published = published.To
	if l.Valid, err = d.interval("layer: valid", w.Valid); err != nil {
		return l, err
	}
	for i, a := range w.Areas {
		area, err := a.area()
		if err != nil {
			return l, fmt.Errorf("layer: area %d: %w", i+1, err)
		}
		l.Areas = append(l.Areas, area)
	}
	for i, m := range w.Marks {
		mark, err := d.mark(m)
		if err != nil {
			return l, fmt.Errorf("layer: mark %d: %w", i+1, err)
		}
		l.Marks = append(l.Marks, mark)
	}
	if w.Reach != "" {
		if l.Reach, err = intake.ParseLength(w.Reach); err != nil {
			return l, fmt.Errorf("layer: reach: %w", err)
		}
	}
	if l.Areas == nil && l.Marks == nil {
		return l, errors.New("layer: neither areas nor marks")
	}
	return l, nil
}

func (a wireArea) area() (territory.Area, error) {
	out := territory.Area{Holder: a.Holder, Edges: place.EdgeModel(a.Edges)}
	if a.Holder == "" {
		return out, errors.New("no holder")
	}
	if out.Edges != "" && out.Edges != place.Straight && out.Edges != place.Geodesic {
		return out, fmt.Errorf("edges %q: use straight or geodesic", a.Edges)
	}
	r, err := regionOf(a.Geometry, "", "")
	if err != nil {
		return out, err
	}
	out.Polygons = r.Polygons
	if a.Tolerance != "" {
		out.Tolerance, err = intake.ParseLength(a.Tolerance)
	}
	return out, err
}

func (d Decoder) mark(w wireMark) (territory.Mark, error) {
	m := territory.Mark{Name: w.Name, Code: w.Code}
	if w.Radius == "" {
		return m, errors.New("no radius: say how far the place reaches, such as 3 km")
	}
	c, err := circle(w.At, w.Radius)
	if err != nil {
		return m, err
	}
	m.At = *c
	for _, h := range w.Holds {
		from, err := d.interval("from", h.From)
		if err != nil {
			return m, err
		}
		m.Holds = append(m.Holds, territory.Hold{From: from.From, Holder: h.Holder})
	}
	return m, nil
}
