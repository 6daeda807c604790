// SPDX-License-Identifier: Apache-2.0

package whatif

import (
	"fmt"
	"strings"

	"truce/canon"
	"truce/engine"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// block is events that may come to share observations: they are linked as possible sames, one to the next, or by the
// decision of an analyst. Without some observations the joiner makes other events of a block, but none beyond it: a link
// is between two observations and nothing else.
type block struct {
	time     when.Interval // from the first to the last instant of any member; unknown where no member's is known
	hit      []bounds      // where its members were
	from     []bounds      // where its members say that it came from
	incident []*incident.Incident
}

// bounds is a box on the ground, or a name where there is no ground.
type bounds struct {
	low, high place.Point
	ground    bool
	name      string
}

func boundsOf(r place.Region) bounds {
	b := bounds{name: strings.ToLower(r.Name)}
	b.low, b.high, b.ground = r.Box()
	return b
}

// meets tells whether two regions may be one place, as the docket asks it and more often: it never misses one.
func (b *bounds) meets(o *bounds) bool {
	if !b.ground || !o.ground {
		return b.name != "" && b.name == o.name
	}
	return b.low.Lat <= o.high.Lat && o.low.Lat <= b.high.Lat && b.low.Lon <= o.high.Lon && o.low.Lon <= b.high.Lon
}

func anyMeet(as, bs []bounds) bool {
	for i := range as {
		for k := range bs {
			if as[i].meets(&bs[k]) {
				return true
			}
		}
	}
	return false
}

// blocks parts the events of the record, each in one block.
func (r *Record) blocks() (all []*block, of map[canon.IncidentID]*block) {
	above := map[canon.IncidentID]canon.IncidentID{}
	var head func(canon.IncidentID) canon.IncidentID
	head = func(id canon.IncidentID) canon.IncidentID {
		if up, ok := above[id]; ok && up != id {
			above[id] = head(up)
			return above[id]
		}
		return id
	}
	list := r.state.Incidents()
	for _, inc := range list {
		for _, other := range r.state.PossibleSames(inc.ID) {
			above[head(inc.ID)] = head(other)
		}
	}
	for i := range r.entries {
		if l := r.entries[i].Link; l != nil {
			a, b := r.state.Holding(l.A), r.state.Holding(l.B)
			if a != nil && b != nil {
				above[head(a.ID)] = head(b.ID)
			}
		}
	}
	of = map[canon.IncidentID]*block{}
	for _, inc := range list {
		b := of[head(inc.ID)]
		if b == nil {
			b = &block{}
			of[head(inc.ID)] = b
			all = append(all, b)
		}
		of[inc.ID] = b
		b.take(inc)
	}
	return all, of
}

func (b *block) take(inc *incident.Incident) {
	b.incident = append(b.incident, inc)
	for _, m := range inc.Members {
		if !m.When().IsUnknown() {
			b.time = hull(b.time, m.When())
		}
		b.hit = append(b.hit, boundsOf(m.Where()))
		if m.Sighting.Origin != nil {
			b.from = append(b.from, boundsOf(*m.Sighting.Origin))
		}
	}
}

func hull(a, b when.Interval) when.Interval {
	if a.IsUnknown() {
		return b
	}
	return a.Hull(b)
}

// mayLookBackOn tells whether a finding on an event of b may count or cite one of o: as an earlier violation, as what it
// answered, or as what excuses it.
func (b *block) mayLookBackOn(o *block, reach when.Duration) bool {
	if b.time.IsUnknown() || o.time.IsUnknown() || o.time.From > b.time.To || o.time.To < b.time.From-when.Instant(reach) {
		return false
	}
	return anyMeet(b.hit, o.hit) || anyMeet(b.hit, o.from) && anyMeet(b.from, o.hit)
}

// reach is how far back any finding of the record looks.
func reach(s *engine.State) (when.Duration, error) {
	var out when.Duration
	for _, d := range s.Dockets() {
		rule := d.Text().Agreement().Evidence
		sequence, err := rule.Sequence.Parse()
		if err != nil {
			return 0, err
		}
		recurrence, err := rule.Recurrence.Parse()
		if err != nil {
			return 0, err
		}
		out = max(out, sequence, recurrence)
		for _, rule := range d.Text().Rules() {
			for _, e := range rule.Exemptions {
				for _, c := range e.Conditions {
					out = max(out, c.Within)
				}
			}
		}
	}
	return out, nil
}

// Around is a record of the entries that a finding on an incident may rest on, and no others: the reports of its block, of
// the blocks that it may look back on, of those that these may look back on, and so on; the acts on any of these; and all
// that is of no event, such as texts, layers, keys and aggregates. Whatever the record comes to on that incident, this
// comes to, and with the same sources left out of both the two still agree: a test compares them. Every entry keeps its
// number and its time.
func (r *Record) Around(id canon.IncidentID) (*Record, error) {
	far, err := reach(r.state)
	if err != nil {
		return nil, err
	}
	all, of := r.blocks()
	if of[id] == nil {
		return nil, fmt.Errorf("%w: there is no incident %s", ErrChange, id)
	}
	in := map[*block]bool{of[id]: true}
	todo := []*block{of[id]}
	for len(todo) > 0 {
		b := todo[0]
		todo = todo[1:]
		for _, o := range all {
			if !in[o] && b.mayLookBackOn(o, far) {
				in[o] = true
				todo = append(todo, o)
			}
		}
	}
	k := keeper{record: r, kept: map[canon.ObservationID]bool{}, reports: map[canon.ReportID]bool{}}
	for _, b := range all {
		if in[b] {
			k.take(b)
		}
	}
	entries := make([]engine.Entry, len(r.entries))
	for i, e := range r.entries {
		if entries[i], err = k.keep(e); err != nil {
			return nil, err
		}
	}
	return open(entries, nil, true)
}

// keeper leaves out of a record what is of other events.
type keeper struct {
	record  *Record
	kept    map[canon.ObservationID]bool
	reports map[canon.ReportID]bool
}

func (k *keeper) take(b *block) {
	for _, inc := range b.incident {
		for _, m := range inc.Members {
			k.kept[m.ID], k.reports[m.Report] = true, true
		}
	}
}

func (k *keeper) keep(e engine.Entry) (engine.Entry, error) {
	switch _, act := concerns(&e); {
	case act:
		for _, m := range k.record.acted[e.Seq] {
			if k.kept[m] {
				return e, nil
			}
		}
		return skipped(e), nil
	case e.Link != nil:
		if !k.kept[e.Link.A] || !k.kept[e.Link.B] {
			return skipped(e), nil
		}
	case e.Rating != nil && !e.Rating.Report.IsZero() && !k.reports[e.Rating.Report]:
		rating := *e.Rating
		rating.Credibility, rating.Report = "", canon.ReportID{}
		if rating.Reliability == "" {
			return skipped(e), nil
		}
		e.Rating = &rating
	case e.Submission != nil:
		return k.keepReports(e)
	}
	return e, nil
}

func (k *keeper) keepReports(e engine.Entry) (engine.Entry, error) {
	submission := *e.Submission
	submission.Reports = nil
	for _, rep := range e.Submission.Reports {
		id, err := k.record.idOf(rep.Extract)
		if err != nil {
			return e, err
		}
		switch {
		case k.reports[id], rep.Extract.Level == report.Aggregate, k.lost(id):
			submission.Reports = append(submission.Reports, rep)
		case submission.Device != nil:
			submission.Reports = append(submission.Reports, blank(rep))
		}
	}
	if len(submission.Reports) == 0 {
		return skipped(e), nil
	}
	e.Submission = &submission
	return e, nil
}

// lost tells whether a report is of no event, so that nothing is known of what it may touch.
func (k *keeper) lost(id canon.ReportID) bool {
	first := k.record.seen[observation.ID(id, 0)]
	return first != nil && k.record.state.Holding(first.ID) == nil
}

// blank is a report in the place of one that is left out of a submission whose number of reports a device vouches for. It
// says nothing and is like no other.
func blank(rep report.Report) report.Report {
	rep.Extract = report.Extract{Level: report.Plain, Source: "left out", Received: rep.Extract.Received, Tag: rep.Original.Digest}
	return rep
}
