// SPDX-License-Identifier: Apache-2.0

// Package force turns requirement lines and pledges into what is covered at which firmness, and since when it could be there.
// It holds planned numbers and no positions, and shows them to contributors and to those they admit.
package force

import (
	"errors"
	"slices"

	"truce/coalition/sourced"
	"truce/when"
)

// maxDays is the longest time to deploy or tour, in days.
const maxDays = 3660

// Record is one dated statement for the register. Exactly one member is set.
type Record struct {
	Line      *Line      `json:"line,omitempty"`
	Pledge    *Pledge    `json:"pledge,omitempty"`
	Decision  *Decision  `json:"decision,omitempty"`
	Host      *Host      `json:"host,omitempty"`
	Admission *Admission `json:"admission,omitempty"`
}

// Line is one requirement of the statement of requirement.
type Line struct {
	ID         sourced.Name `json:"line"`
	Capability string       `json:"capability"`
	Domain     Domain       `json:"domain"`
	// Quantity is how many of Unit are needed, above nought.
	Quantity int64  `json:"quantity"`
	Unit     string `json:"unit"`
	// By is when it is needed, zero where the requirement sets no day.
	By   when.Date `json:"needed_by,omitzero"`
	Soil Soil      `json:"soil"`
	// Where says in words where it is planned: a region or a country, never a position.
	Where string `json:"where,omitempty"`
	// Enabler marks what others need before they can work: lift, medical, engineers.
	Enabler bool `json:"enabler,omitempty"`
	// Exercise marks an invented requirement, and with it every pledge to it.
	Exercise bool         `json:"exercise,omitempty"`
	Said     sourced.Said `json:"said"`
}

// Pledge is what one state offers for one line.
type Pledge struct {
	ID       sourced.Name `json:"pledge"`
	State    sourced.Name `json:"state"`
	Line     sourced.Name `json:"line"`
	Firmness Firmness     `json:"firmness"`
	// Contributed names the formation or equipment as the contributor does, empty where it has not. By it one thing that is
	// pledged twice is found.
	Contributed string `json:"contributed,omitempty"`
	// Quantity in the line's unit, 0 where it is not stated; it is then unknown and never nought.
	Quantity int64 `json:"quantity,omitempty"`
	// DaysKnown says that the days to deploy are stated: from Earliest to Latest days after the order.
	DaysKnown bool  `json:"days_known,omitempty"`
	Earliest  int64 `json:"earliest_days,omitempty"`
	Latest    int64 `json:"latest_days,omitempty"`
	// Tour is how many days it stays, 0 where that is not stated, and Tours how often in all it is relieved by its like, 0
	// where no end is stated.
	Tour    int64    `json:"tour_days,omitempty"`
	Tours   int64    `json:"tours,omitempty"`
	Caveats []Caveat `json:"caveats,omitempty"`
	// CaveatWords say the caveats in our words.
	CaveatWords string `json:"caveat_words,omitempty"`
	Command     string `json:"command,omitempty"`
	// Needs are the enabler lines without which it does not work.
	Needs []sourced.Name `json:"needs,omitempty"`
	// Elsewhere says to what it is already committed, empty where nothing is on record.
	Elsewhere string       `json:"committed_elsewhere,omitempty"`
	Said      sourced.Said `json:"said"`
}

// Decision is something that has to be decided before pledges count on the ground.
type Decision struct {
	ID   sourced.Name `json:"decision"`
	What string       `json:"what"`
	// Owner is who decides.
	Owner  string `json:"owner"`
	Choice Choice `json:"choice"`
	// Pledges hang on it, and every pledge of the lines; where neither is named, all.
	Pledges []sourced.Name `json:"pledges,omitempty"`
	Lines   []sourced.Name `json:"lines,omitempty"`
	Due     when.Date      `json:"due,omitzero"`
	Said    sourced.Said   `json:"said"`
}

// Concerns tells whether a pledge hangs on the decision: it is named, its line is, or neither pledge nor line is.
func (d Decision) Concerns(p Pledge) bool {
	return slices.Contains(d.Pledges, p.ID) || slices.Contains(d.Lines, p.Line) || len(d.Pledges) == 0 && len(d.Lines) == 0
}

// Host is a host's consent to a line.
type Host struct {
	Line    sourced.Name `json:"line"`
	Host    sourced.Name `json:"host"`
	Consent Consent      `json:"consent"`
	Words   string       `json:"words,omitempty"`
	Said    sourced.Said `json:"said"`
}

// Admission lets somebody who contributes nothing read the register: a host, a headquarters.
type Admission struct {
	Reader sourced.Name `json:"reader"`
	Ended  bool         `json:"ended,omitempty"`
	Said   sourced.Said `json:"said"`
}

// Check returns what is wrong with the record by itself, each fault a *sourced.Fault; nil where nothing is.
func (r *Record) Check() error {
	var f sourced.Faults
	switch f.Union([]sourced.One{
		{Kind: "line", Set: r.Line != nil},
		{Kind: "pledge", Set: r.Pledge != nil},
		{Kind: "decision", Set: r.Decision != nil},
		{Kind: "host", Set: r.Host != nil},
		{Kind: "admission", Set: r.Admission != nil},
	}) {
	case "line":
		r.Line.check(&f)
	case "pledge":
		r.Pledge.check(&f)
	case "decision":
		r.Decision.check(&f)
	case "host":
		r.Host.check(&f)
	case "admission":
		f.Name("reader", r.Admission.Reader)
		r.Admission.Said.Check(&f)
	}
	return f.Err()
}

// Said returns the source of the record, the zero Said where nothing is set.
func (r *Record) Said() sourced.Said {
	switch {
	case r.Line != nil:
		return r.Line.Said
	case r.Pledge != nil:
		return r.Pledge.Said
	case r.Decision != nil:
		return r.Decision.Said
	case r.Host != nil:
		return r.Host.Said
	case r.Admission != nil:
		return r.Admission.Said
	}
	return sourced.Said{}
}

func (l *Line) check(f *sourced.Faults) {
	f.Name("line", l.ID)
	f.Title("capability", l.Capability)
	sourced.Pick(f, "domain", l.Domain, Domains())
	f.Within("quantity", l.Quantity, sourced.MaxNumber)
	if l.Quantity == 0 {
		f.Add("quantity", errors.New("is missing; a requirement asks for at least one"))
	}
	f.Title("unit", l.Unit)
	f.MaybeDay("needed_by", l.By)
	sourced.Pick(f, "soil", l.Soil, Soils())
	f.Note("where", l.Where)
	noPositions(f, "capability", l.Capability, "unit", l.Unit, "where", l.Where)
	l.Said.Check(f)
}

func (p *Pledge) check(f *sourced.Faults) {
	f.Name("pledge", p.ID)
	f.Name("state", p.State)
	f.Name("line", p.Line)
	sourced.Pick(f, "firmness", p.Firmness, Firmnesses())
	f.Note("contributed", p.Contributed)
	f.Within("quantity", p.Quantity, sourced.MaxNumber)
	f.Within("earliest_days", p.Earliest, maxDays)
	f.Within("latest_days", p.Latest, maxDays)
	f.Within("tour_days", p.Tour, maxDays)
	f.Within("tours", p.Tours, maxDays)
	switch {
	case !p.DaysKnown && (p.Earliest != 0 || p.Latest != 0):
		f.Add("days_known", errors.New("days are given, so say that they are known"))
	case p.Latest < p.Earliest:
		f.Add("latest_days", errors.New("is less than the earliest"))
	}
	if p.Tours != 0 && p.Tour == 0 {
		f.Add("tour_days", errors.New("is missing; tours are given, so say how long one is"))
	}
	for i, c := range p.Caveats {
		sourced.Pick(f, "caveats", c, Caveats())
		for _, d := range p.Caveats[:i] {
			if c == d {
				f.Add("caveats", errors.New(string(c)+" stands twice"))
			}
		}
	}
	f.Words("caveat_words", p.CaveatWords)
	f.Note("command", p.Command)
	f.Names("needs", p.Needs)
	f.Note("committed_elsewhere", p.Elsewhere)
	noPositions(f, "contributed", p.Contributed, "caveat_words", p.CaveatWords, "command", p.Command, "committed_elsewhere", p.Elsewhere)
	p.Said.Check(f)
}

func (d *Decision) check(f *sourced.Faults) {
	f.Name("decision", d.ID)
	f.Title("what", d.What)
	f.Title("owner", d.Owner)
	sourced.Pick(f, "choice", d.Choice, Choices())
	f.Names("pledges", d.Pledges)
	f.Names("lines", d.Lines)
	f.MaybeDay("due", d.Due)
	noPositions(f, "what", d.What, "owner", d.Owner)
	d.Said.Check(f)
}

func (h *Host) check(f *sourced.Faults) {
	f.Name("line", h.Line)
	f.Name("host", h.Host)
	sourced.Pick(f, "consent", h.Consent, Consents())
	f.Words("words", h.Words)
	noPositions(f, "words", h.Words)
	h.Said.Check(f)
}

// noPositions refuses words that hold a position, given as a field and its words in turn: the register is of planned numbers. It sees
// coordinates and grid references, and not every way to describe a spot.
func noPositions(f *sourced.Faults, fields ...string) {
	for i := 0; i+1 < len(fields); i += 2 {
		if position(fields[i+1]) {
			f.Add(fields[i], errors.New("holds what looks like a position; say the region in words"))
		}
	}
}
