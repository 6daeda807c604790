// SPDX-License-Identifier: Apache-2.0

// Package observation turns a sealed report into observations: each one thing that the report says was seen,
// when, where and how. It follows report on the path.
package observation

import (
	"slices"

	"truce/canon"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Observation is one sighting of one report with what it inherits from the report. It is never edited; a
// correction is another report.
type Observation struct {
	ID     canon.ObservationID `json:"id"`
	Report canon.ReportID      `json:"report"`
	Level  report.Level        `json:"level"`
	Source string              `json:"source"`
	// Roots are the custodial roots, sorted, each once, never empty. What they share is not independent.
	Roots    []string     `json:"roots"`
	Received when.Instant `json:"received"`
	// Item is the source's own number of the entry, where it keeps a list: two numbers are two entries to it.
	Item     string          `json:"item,omitempty"`
	Exercise bool            `json:"exercise,omitempty"`
	Sighting report.Sighting `json:"sighting"`
}

// When is the interval in which it happened.
func (o *Observation) When() when.Interval { return o.Sighting.Time.Interval }

// Where is the region in which it happened.
func (o *Observation) Where() place.Region { return o.Sighting.Where }

// Extract returns the observations of a report in the order of its sightings. locate gives a region that is
// only a name the geometry that is known for it, and returns other regions as they are. An aggregate has
// observations too; what they may do depends on their level.
func Extract(id canon.ReportID, e report.Extract, locate func(place.Region) place.Region) []Observation {
	roots := make([]string, 0, len(e.Roots)+1)
	for _, r := range e.Roots {
		if r = Root(r); r != "" {
			roots = append(roots, r)
		}
	}
	if len(roots) == 0 {
		roots = append(roots, Root(e.Source))
	}
	slices.Sort(roots)
	roots = slices.Compact(roots)
	out := make([]Observation, 0, len(e.Sightings))
	for i, s := range e.Sightings {
		s.Where = locate(s.Where)
		if s.Origin != nil {
			origin := locate(*s.Origin)
			s.Origin = &origin
		}
		out = append(out, Observation{
			ID: ID(id, i), Report: id, Level: e.Level, Source: e.Source, Roots: roots,
			Received: e.Received, Item: e.Item, Exercise: e.Exercise, Sighting: s,
		})
	}
	return out
}

// Through gives observations that came under the key of a device the holder of that key as a custodial root: whoever holds a
// key can write anything under it, and name anybody. A report keeps the roots that it names beside it, so that copies of
// them are still seen; a coded event, each of whose roots would count by itself, has the holder alone.
func Through(holder string, list []Observation) []Observation {
	for i, o := range list {
		roots := []string{Root(holder)}
		if o.Level != report.Coded {
			roots = append(roots, o.Roots...)
		}
		slices.Sort(roots)
		list[i].Roots = slices.Compact(roots)
	}
	return list
}

// ID names the i-th sighting, from 0, of a report.
func ID(id canon.ReportID, i int) canon.ObservationID {
	sum, err := canon.Sum("truce/observation/1", struct {
		Report canon.ReportID `json:"report"`
		Index  int            `json:"index"`
	}{id, i})
	if err != nil {
		panic("observation: an ID and a number have no canonical form: " + err.Error())
	}
	return canon.NewObservationID(sum)
}
