// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"truce/coverage"
	"truce/finding/silence"
	"truce/incident"
	"truce/observation"
	"truce/when"
)

// Silence is what is on record of one clock of silence under one reading, up to a day.
type Silence = silence.Clock

// Silences counts every clock of silence under every reading, day by day from its start to the last day that is
// over at until: see silence.Record. It is mission-internal: a day that is not proven says where nobody looked.
func (d *Docket) Silences(watched *coverage.Ledger, until when.Instant) ([]Silence, error) {
	standing := make([]*incident.Incident, 0, len(d.listed))
	for _, h := range d.listed {
		if h.into == "" {
			standing = append(standing, h.incident)
		}
	}
	return silence.Record{
		Text: d.text, Incidents: standing, Aggregates: d.aggregates, Watched: watched, Until: until,
	}.Clocks()
}

// AddAggregate takes into account what an aggregate adds up: it makes no incident, and yet the days and places that it
// speaks of were not surely quiet.
func (d *Docket) AddAggregate(o *observation.Observation) { d.aggregates = append(d.aggregates, o) }
