// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/agreement/document"
	"truce/agreement/gazetteer"
	"truce/agreement/narrowing"
	"truce/agreement/reckoning"
	"truce/canon"
	"truce/known"
	"truce/place"
	"truce/when"
)

// Compiled is an agreement ready to be asked. It never changes and may be read from many goroutines.
type Compiled struct {
	agreement *Agreement
	digest    canon.Digest
	times     reckoning.Reckoning
	windows   map[TimeID]recurrence
	force     force
	ground    *gazetteer.Gazetteer
	area      gazetteer.Places // of the force; empty means everywhere
	parties   []party
	byName    map[string]int
	control   []holding
	rules     []*Rule
	quiet     []QuietRule
}

// party is a party or another armed actor.
type party struct {
	id    PartyID
	name  string
	span  reckoning.Span
	bound bool
}

// holding is a control entry.
type holding struct {
	party  PartyID
	place  int
	span   reckoning.Span
	source string
}

// Compile makes an agreement ready to be asked. starts sets start events by ID, each to a time point with its own
// date. An exercise may be moved to any date; of a real text only events that it leaves open can be set. Compile
// checks the agreement as Parse does and returns Faults if it is not sound, or an error that names the start at
// fault. The agreement must not change afterwards.
func Compile(a *Agreement, starts map[TimeID]string) (*Compiled, error) {
	f := &findings{"", &document.Document{}}
	check(a, f)
	if err := f.err(); err != nil {
		return nil, fmt.Errorf("compile %s: %w", a.ID, err)
	}
	if err := checkStarts(a, starts); err != nil {
		return nil, fmt.Errorf("compile %s: %w", a.ID, err)
	}
	digest, err := canon.Sum("truce/agreement/1", struct {
		Agreement *Agreement        `json:"agreement"`
		Starts    map[TimeID]string `json:"starts"`
	}{a, starts})
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", a.ID, err)
	}
	c := &Compiled{agreement: a, digest: digest, times: newReckoning(a, starts), ground: newGazetteer(a)}
	if err := c.build(); err != nil {
		return nil, fmt.Errorf("compile %s: %w", a.ID, err)
	}
	return c, nil
}

func checkStarts(a *Agreement, starts map[TimeID]string) error {
	plain := newReckoning(&Agreement{Counting: a.Counting}, nil)
	for _, id := range slices.Sorted(maps.Keys(starts)) {
		i := slices.IndexFunc(a.Times, func(t Time) bool { return t.ID == id })
		switch {
		case i < 0 || !a.Times[i].isEvent():
			return fmt.Errorf("set start %q: the agreement has no start event of that ID, only %s", id, startList(a))
		case !a.Exercise && !a.Times[i].Open:
			return fmt.Errorf("set start %q: the text gives its date, and only an exercise may move it", id)
		}
		if _, err := plain.Resolve(starts[id]); err != nil {
			return fmt.Errorf("set start %q: %w", id, err)
		}
	}
	return nil
}

// startList names the start events of an agreement.
func startList(a *Agreement) string {
	var ids []string
	for i := range a.Times {
		if a.Times[i].isEvent() {
			ids = append(ids, fmt.Sprintf("%q", a.Times[i].ID))
		}
	}
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}

// build fills the parts in the order in which they need each other.
func (c *Compiled) build() error {
	var first error
	c.shapes(func(path, problem, mend string) {
		if first == nil {
			first = Fault{Path: path, Problem: problem, Mend: mend}
		}
	})
	keep := func(err error) {
		if first == nil {
			first = err
		}
	}
	a := c.agreement
	c.area = indexes(c.ground, a.Force.Area)
	c.windows = map[TimeID]recurrence{}
	for i := range a.Times {
		if t := &a.Times[i]; !t.isEvent() {
			w, err := recurrenceOf(c.times, t)
			keep(err)
			c.windows[t.ID] = w
		}
	}
	keep(c.addForce())
	keep(c.addParties())
	for _, each := range a.Control {
		s, err := spanOf(c.times, each.From, each.Until)
		keep(err)
		at, _ := c.ground.Index(string(each.Place))
		c.control = append(c.control, holding{each.Party, at, s, each.Source})
	}
	expressions := &narrowing.Compiler{}
	for i := range a.Terms {
		keep(c.addRules(&a.Terms[i], expressions))
	}
	for i := range a.Quiet {
		keep(c.addQuiet(&a.Quiet[i]))
	}
	c.ground.Survey()
	return first
}

func (c *Compiled) addParties() error {
	c.byName = map[string]int{}
	a := c.agreement
	for i, list := range [][]Party{a.Parties, a.Others} {
		for _, p := range list {
			s, err := spanOf(c.times, p.From, p.Until)
			if err != nil {
				return fmt.Errorf("party %s: %w", p.ID, err)
			}
			for _, name := range append([]string{string(p.ID), p.Name}, p.Aliases...) {
				c.byName[gazetteer.Fold(name)] = len(c.parties)
			}
			bound := i == 0 && (a.Declarant == "" || a.Declarant == p.ID)
			c.parties = append(c.parties, party{p.ID, p.Name, s, bound})
		}
	}
	return nil
}

// Agreement returns what was compiled. It must not be changed.
func (c *Compiled) Agreement() *Agreement { return c.agreement }

// Digest returns the digest of the agreement together with the starts it was compiled with.
func (c *Compiled) Digest() canon.Digest { return c.digest }

// Ref returns the agreement's ID and version, such as "minsk-package-2015@1".
func (c *Compiled) Ref() string { return fmt.Sprintf("%s@%d", c.agreement.ID, c.agreement.Version) }

// Resolve returns the interval of a time point: the instant or minute, or the whole day where it gives a day. A day
// counted from a start event that is still open is the zero Interval, not known. The empty time point is an error.
func (c *Compiled) Resolve(p TimePoint) (when.Interval, error) {
	if p == "" {
		return when.Interval{}, fmt.Errorf("no time point is given")
	}
	m, err := c.times.Resolve(string(p))
	return m.Interval, err
}

// Time returns when a start event happens or a single span runs. The interval is not known while its event is
// open; ok is false for a recurring window and for an ID that the agreement does not have.
func (c *Compiled) Time(id TimeID) (i when.Interval, ok bool) {
	if e, isEvent := c.times.Event(string(id)); isEvent {
		if e.At == "" {
			return when.Interval{}, true
		}
		m, err := c.times.Resolve(string(id))
		return m.Interval, err == nil
	}
	w, ok := c.windows[id]
	if !ok || w.window != nil {
		return when.Interval{}, false
	}
	if w.span.From.Least != w.span.From.Most || w.span.Until.Least != w.span.Until.Most {
		return when.Interval{}, true
	}
	return w.span.Widest(), true
}

// During tells whether something that happened in i happened in a recurring window or single span of the
// agreement; Unknown for an ID that is neither.
func (c *Compiled) During(id TimeID, i when.Interval) known.Answer {
	w, ok := c.windows[id]
	if !ok {
		return known.Unknown
	}
	return w.holds(i)
}

// Actor is a party or another armed actor over an interval.
type Actor struct {
	ID PartyID
	// Bound is Yes for a party that had acceded and not left, which says nothing of whether the instrument is in
	// force, and No for those who are not bound at all.
	Bound known.Answer
}

// Party returns the party or other actor of an ID, name or alias, matched whole and without case.
func (c *Compiled) Party(name string) (PartyID, bool) {
	i, ok := c.byName[gazetteer.Fold(name)]
	if !ok {
		return "", false
	}
	return c.parties[i].id, true
}

// Actors returns every party and then every other armed actor in document order, with whether each was bound over i.
func (c *Compiled) Actors(i when.Interval) []Actor {
	out := make([]Actor, len(c.parties))
	for n, p := range c.parties {
		out[n] = Actor{p.id, p.boundAt(i)}
	}
	return out
}

func (p *party) boundAt(i when.Interval) known.Answer {
	if !p.bound {
		return known.No
	}
	return p.span.Holds(i)
}

// PartyName returns the name of a party or other actor, or its ID where the agreement does not have it.
func (c *Compiled) PartyName(id PartyID) string {
	for _, p := range c.parties {
		if p.id == id {
			return p.name
		}
	}
	return string(id)
}

// PlaceNamed returns the place of an ID, name or alias, matched whole and without case.
func (c *Compiled) PlaceNamed(name string) (*Place, bool) {
	i, ok := c.ground.Named(name)
	if !ok {
		return nil, false
	}
	return &c.agreement.Places[i], true
}

// Locate gives a region of a bare name the geometry of the place that it names, where the agreement draws it.
// Every other region is returned as it is. A point without a radius is taken as exact.
func (c *Compiled) Locate(r place.Region) place.Region { return c.ground.Locate(r).Region }

// Site is a region that Find found among the places. It is used by one goroutine at a time.
type Site = gazetteer.Somewhere

// Find finds a region among the places, for the rules of the text to be asked of it.
func (c *Compiled) Find(r place.Region) *Site { w := c.ground.Find(r); return &w }

// Holds tells whether something somewhere in r was in the place: by what the text says of a named place within or
// outside of others, else by geometry. Unknown for a place without geometry, for one that the agreement does not
// have, and where text and geometry contradict each other.
func (c *Compiled) Holds(p PlaceID, r place.Region) known.Answer {
	i, ok := c.ground.Index(string(p))
	if !ok {
		return known.Unknown
	}
	return c.ground.Holds(i, c.ground.Find(r))
}

// Distance returns the least and the most that something somewhere in r was from a line of the agreement. ok is
// false for a place that is not a drawn line and where r has no geometry.
func (c *Compiled) Distance(line PlaceID, r place.Region) (d place.Range, ok bool) {
	i, ok := c.ground.Index(string(line))
	if !ok {
		return place.Range{}, false
	}
	return c.ground.Distance(i, c.ground.Locate(r))
}

// ControlOf returns which party or actor held the ground by agreement, and the ID of the source that says so: Yes
// with the holder, No where nothing agreed covers r, and Unknown without a holder where it might be covered, or
// where two hold it.
func (c *Compiled) ControlOf(r place.Region, i when.Interval) (holder PartyID, source string, a known.Answer) {
	w, a := c.ground.Find(r), known.No
	for n := range c.control {
		h := &c.control[n]
		at := known.And(h.span.Holds(i), c.ground.Holds(h.place, w))
		switch {
		case at == known.Yes && a == known.Yes && h.party != holder:
			return "", "", known.Unknown
		case at == known.Yes && a != known.Yes:
			holder, source = h.party, h.source
		}
		a = max(a, at)
	}
	return holder, source, a
}

// force is when the agreement binds, with the words for each answer.
type force struct {
	span                reckoning.Span
	contests            []contest
	since, begins, ends string
	atStart, atEnd      string
}

type contest struct {
	span  reckoning.Span
	words string
}

func (c *Compiled) addForce() error {
	f := &c.agreement.Force
	s, err := spanOf(c.times, f.From, f.Until)
	if err != nil {
		return fmt.Errorf("force: %w", err)
	}
	from, until := c.words(f.From), c.words(f.Until)
	c.force = force{
		span: s, since: "in force since " + from, begins: "begins " + from, ends: "ended " + until,
		atStart: "may be before it begins (" + from + ")", atEnd: "may be after it ends (" + until + ")",
	}
	for _, each := range f.Contested {
		s, err := spanOf(c.times, each.From, each.Until)
		if err != nil {
			return fmt.Errorf("force contested: %w", err)
		}
		words := fmt.Sprintf("force contested since %s by %s: %s", c.words(each.From), strings.Join(each.By, ", "), each.About)
		c.force.contests = append(c.force.contests, contest{s, words})
	}
	return nil
}

// words writes a time point as the document does, with the date of a counted day.
func (c *Compiled) words(p TimePoint) string {
	first, _, _ := strings.Cut(string(p), " ")
	if p == "" || !c.times.Counts(first) {
		return string(p)
	}
	switch m, err := c.times.Resolve(string(p)); {
	case err != nil || m.Open:
		return string(p) + ", which has no date yet"
	case m.WholeDay:
		return fmt.Sprintf("%s, %s %s", p, m.Zone.DateOf(m.Interval.From), m.Zone)
	default:
		return fmt.Sprintf("%s, %s", p, m.Interval.From)
	}
}

// InForce tells whether the instrument bound at the time of something that happened in i, and says in words why.
// Unknown where i lies across its beginning or end, where a start event is open, and wherever i touches a span in
// which it is contested whether it binds.
func (c *Compiled) InForce(i when.Interval) (known.Answer, string) {
	f := &c.force
	if i.IsUnknown() {
		return known.Unknown, "the time is not known"
	}
	for n := range f.contests {
		if f.contests[n].span.Holds(i) != known.No {
			return known.Unknown, f.contests[n].words
		}
	}
	switch a := f.span.Holds(i); {
	case a == known.Yes:
		return a, f.since
	case a == known.No && i.To < f.span.From.Least:
		return a, f.begins
	case a == known.No:
		return a, f.ends
	case i.From < f.span.From.Most:
		return a, f.atStart
	default:
		return a, f.atEnd
	}
}

// Bounds returns the bounds of all places that the agreement draws; ok is false where it draws none. Places that it only
// names may lie beyond.
func (c *Compiled) Bounds() (low, high place.Point, ok bool) { return c.ground.Bounds() }

// Line returns a place of the agreement that is a line, with its tolerance; nil where it is none or not drawn.
func (c *Compiled) Line(p PlaceID) *place.Line { return c.ground.Line(string(p)) }
