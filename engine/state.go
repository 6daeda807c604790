// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/coverage"
	"truce/engine/issue"
	"truce/finding"
	"truce/incident"
	"truce/keyring"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/response"
	"truce/territory"
	"truce/watch"
	"truce/when"
)

// Version is the engine's version. It enters the rule-set digest of every finding: another version may judge
// otherwise, and says so.
const Version = "truce/engine/6"

// State is everything that the entries so far come to. Its zero value is not usable; NewState makes one. It is
// not safe for concurrent use: the fold is one thread (ADR 2).
type State struct {
	seq          int64
	now          when.Instant
	genesis      *Genesis
	joiner       *incident.Joiner
	dockets      []*finding.Docket
	maps         []*territory.Map
	coverage     coverage.Ledger
	held         map[canon.Digest]bool // what was entered that a batch may bring again: digests of extracts and of content
	reports      map[canon.ReportID]bool
	observations []*observation.Observation
	ratings      []finding.Rating
	linked       []Linked // what people decided on two observations, in order
	confirmed    []finding.Confirmation
	located      map[string]place.Region
	ring         *keyring.Ring
	keyed        map[string]when.Instant // when each key was put on record, by its name
	chains       map[string]*chain       // of devices, by the names of their keys
	devices      []*chain                // in order of enrolment
	room         watch.Room              // the operations room
	registers    []*response.Register    // of the procedure, beside the dockets
	outward      outward
	shelf        issue.Shelf // of reports of days that were issued
}

// Effect is one thing that came of an entry: exactly one member is set besides Fired.
type Effect struct {
	// Fired is the instant of the deadline that brought it about, zero where the entry itself did.
	Fired when.Instant

	Observed *observation.Observation
	Incident *incident.Change
	Finding  *finding.Finding
	Outside  *finding.Outside
	// Irregular is what a submission showed of its device.
	Irregular *Irregularity
	// Due is a clock of the operations room that ran out.
	Due *watch.Due
	// Procedure is something that came about in the procedure.
	Procedure *response.Event
}

// NewState returns the state before the first entry.
func NewState() *State {
	return &State{
		joiner: incident.NewJoiner(), held: map[canon.Digest]bool{}, reports: map[canon.ReportID]bool{}, located: map[string]place.Region{},
		ring: newRing(), keyed: map[string]when.Instant{}, chains: map[string]*chain{},
	}
}

// NewGenesis returns the first entry of a record of this engine.
func NewGenesis(at when.Instant) Entry {
	return Entry{Seq: 1, Time: at, Genesis: &Genesis{Realm: Realm, Engine: Version, Database: when.Database}}
}

// Seq returns the number of the last entry.
func (s *State) Seq() int64 { return s.seq }

// Seed returns the secret of the record; zeros where it has none or has not begun.
func (s *State) Seed() canon.Salt {
	if s.genesis == nil {
		return canon.Salt{}
	}
	return s.genesis.Seed
}

// Now returns the journal time of the last entry.
func (s *State) Now() when.Instant { return s.now }

// Skip passes over an entry that is for the journal alone: it takes its number and its time, and nothing comes of it.
// Deadlines up to its time are for the next entry. After an error, which is ErrEntry, nothing has changed.
func (s *State) Skip(seq int64, at when.Instant) error {
	if seq != s.seq+1 || s.genesis == nil || at < s.now || at > when.MaxInstant {
		return fmt.Errorf("%w: entry %d at %s is passed over, after entry %d at %s", ErrEntry, seq, at, s.seq, s.now)
	}
	s.seq, s.now = seq, at
	return nil
}

// admit checks what every entry must fulfil, whatever its kind.
func (s *State) admit(e *Entry) (string, error) {
	kind, err := e.kind()
	if err != nil {
		return "", err
	}
	switch {
	case e.Seq != s.seq+1:
		err = fmt.Errorf("number %d follows %d", e.Seq, s.seq)
	case e.Time < s.now:
		err = fmt.Errorf("journal time %s is before %s", e.Time, s.now)
	case s.genesis == nil && e.Genesis == nil:
		err = errors.New("a record begins with its genesis")
	case s.genesis != nil && e.Genesis != nil:
		err = errors.New("a record has one genesis")
	case e.Time < when.MinInstant || e.Time > when.MaxInstant:
		err = errors.New("journal time lies outside the years 1 to 9999")
	}
	if err != nil {
		return "", fmt.Errorf("%w: entry %d, %s: %w", ErrEntry, e.Seq, kind, err)
	}
	return kind, nil
}

func (g *Genesis) check() error {
	switch {
	case g.Realm != Realm:
		return fmt.Errorf("the record is of the %s realm, this fold of the %s realm", g.Realm, Realm)
	case g.Engine != Version || g.Database != when.Database:
		return &VersionError{Version: g.Engine, Database: g.Database}
	}
	return nil
}

// check tells whether a rating says something on an axis, of something that has one.
func (r *Rating) check(s *State) error {
	switch {
	case r.By == "":
		return errors.New("a rating names a rater")
	case r.Reliability == "" && r.Credibility == "":
		return errors.New("a rating gives a reliability, a credibility or both")
	case r.Reliability != "" && observation.Root(r.Root) == "":
		return errors.New("a reliability names a root")
	case len(r.Reliability) > 1 || r.Reliability != "" && (r.Reliability < "A" || r.Reliability > "F"):
		return fmt.Errorf("reliability %q: use A to F", r.Reliability)
	case len(r.Credibility) > 1 || r.Credibility != "" && (r.Credibility < "1" || r.Credibility > "6"):
		return fmt.Errorf("credibility %q: use 1 to 6", r.Credibility)
	case r.Credibility != "" && (r.Report.IsZero() || !s.reports[r.Report]):
		return errors.New("a credibility names a report that is on record")
	}
	return nil
}

// mustID returns an ID whose value was checked when its entry was admitted.
func mustID[T any](id T, err error) T {
	if err != nil {
		panic("engine: an admitted value has no canonical form: " + err.Error())
	}
	return id
}

// locate gives a region that is only a name the geometry that the agreements which know the name give it. Where they
// differ it stays a name, which each of them reads as it does.
func (s *State) locate(r place.Region) place.Region {
	if r.HasGeometry() || r.Name == "" {
		return r
	}
	if r, ok := s.located[r.Name]; ok {
		return r
	}
	found := r
	for _, d := range s.dockets {
		own := d.Text().Locate(r)
		if own.HasGeometry() && found.HasGeometry() && !canon.Equal(own, found) {
			found = r
			break
		}
		if own.HasGeometry() {
			found = own
		}
	}
	s.located[r.Name] = found
	return found
}

// adopt opens a docket for an instrument and judges what is already on record under it.
func (s *State) adopt(a *Adoption, at when.Instant) (deed, error) {
	if a.Agreement == nil {
		return nil, errors.New("no agreement")
	}
	text, err := agreement.Compile(a.Agreement, a.Starts)
	if err != nil {
		return nil, err
	}
	for _, d := range s.dockets {
		if d.Text().Ref() == text.Ref() {
			return nil, fmt.Errorf("%s is adopted already", text.Ref())
		}
	}
	ruleSet, err := canon.Sum("truce/rule-set/1", struct {
		Engine   string       `json:"engine"`
		Database string       `json:"time_zones"`
		Weights  string       `json:"weights"`
		Text     canon.Digest `json:"agreement"`
	}{Version, when.Database, incident.Weights, text.Digest()})
	if err != nil {
		return nil, err
	}
	d, err := finding.NewDocket(text, ruleSet, s.genesis.Seed, at)
	if err != nil {
		return nil, err
	}
	r, err := response.New(text, response.Options{Verify: s.verifies, Roots: s.rootsOf}, at)
	if err != nil {
		return nil, err
	}
	return func() []Effect {
		for _, m := range s.maps {
			d.AddLayer(m)
		}
		for _, r := range s.ratings {
			d.Rate(r)
		}
		for _, c := range s.confirmed {
			d.Confirm(c)
		}
		for _, o := range s.observations {
			if o.Level == report.Aggregate {
				d.AddAggregate(o)
			}
		}
		s.dockets = append(s.dockets, d)
		s.registers = append(s.registers, r)
		clear(s.located)
		var changes []incident.Change
		for _, inc := range s.joiner.All() {
			changes = append(changes, incident.Change{Incident: inc})
		}
		return outcome(d.Take(changes, finding.Cause{Why: finding.ByAdoption, Says: "adoption of " + text.Ref()}))
	}, nil
}

// rate records a rating, each axis for itself, in every docket.
func (s *State) rate(r *Rating, at when.Instant) []Effect {
	var axes []finding.Rating
	if r.Reliability != "" {
		axes = append(axes, finding.Rating{Root: observation.Root(r.Root), Reliability: r.Reliability, By: r.By, At: at})
	}
	if r.Credibility != "" {
		axes = append(axes, finding.Rating{Report: r.Report, Credibility: r.Credibility, By: r.By, At: at})
	}
	s.ratings = append(s.ratings, axes...)
	var effects []Effect
	for _, axis := range axes {
		for _, d := range s.dockets {
			effects = append(effects, outcome(d.Rate(axis))...)
		}
	}
	return effects
}

// confirm records how many were harmed in an incident. The mission confirms, under every text, and bodies under those
// texts that let them verify or determine: no text empowers anybody under another.
func (s *State) confirm(c *finding.Confirmation) (deed, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if s.joiner.Get(c.Incident) == nil {
		return nil, fmt.Errorf("there is no incident %s", c.Incident)
	}
	may := c.By == agreement.Mission || slices.ContainsFunc(s.dockets, func(d *finding.Docket) bool { return d.MayConfirm(c.By) })
	if !may {
		return nil, fmt.Errorf("%s may not confirm: the mission does, or a body that a text lets verify or determine", c.By)
	}
	return func() []Effect {
		s.confirmed = append(s.confirmed, *c)
		var effects []Effect
		for _, d := range s.dockets {
			effects = append(effects, outcome(d.Confirm(*c))...)
		}
		return effects
	}, nil
}

// Linked is a decision on two observations with when it was entered.
type Linked struct {
	Link
	At when.Instant
}

// Linked returns every decision that two observations are, or are not, of one event, in order; a later one on the same two holds.
func (s *State) Linked() []Linked { return slices.Clip(s.linked) }

func (s *State) link(l *Link, at when.Instant) (deed, error) {
	if l.By == "" || l.Reason == "" {
		return nil, errors.New("a join or split names who decides and why")
	}
	if err := s.joiner.CheckDecision(l.A, l.B, l.Same); err != nil {
		return nil, err
	}
	return func() []Effect {
		changes, err := s.joiner.Decide(l.A, l.B, l.Same)
		if err != nil {
			panic("engine: a decision that was in order is not: " + err.Error())
		}
		s.linked = append(s.linked, Linked{*l, at})
		return s.judge(changes, finding.Cause{Why: finding.ByAnalyst, Says: "decision of " + l.By})
	}, nil
}

// docket returns the docket of an instrument by its reference.
func (s *State) docket(ref string) (*finding.Docket, error) {
	for _, d := range s.dockets {
		if d.Text().Ref() == ref {
			return d, nil
		}
	}
	return nil, fmt.Errorf("no agreement %q is adopted", ref)
}

// act prepares an act of people on the docket it concerns. An act is recorded at its own time or later, and done no
// earlier than what it is on began.
func (s *State) act(e *Entry) (deed, error) {
	ref, on, at := e.concerns()
	inc := s.joiner.Get(on)
	switch {
	case at < when.MinInstant || at > when.MaxInstant:
		return nil, errors.New("an act lies outside the years 1 to 9999")
	case at > e.Time:
		return nil, fmt.Errorf("an act of %s is recorded before it was done", at)
	case inc != nil && !inc.When.IsUnknown() && at < inc.When.From:
		return nil, fmt.Errorf("an act of %s is on what began %s: say when it was done", at, inc.When.From)
	}
	d, err := s.docket(ref)
	if err != nil {
		return nil, err
	}
	if err := s.onPaper(e); err != nil {
		return nil, err
	}
	var act finding.Act
	switch {
	case e.Ruling != nil:
		act, err = d.Rule(e.Ruling.Question, e.Ruling.Reading, e.Ruling.By)
	case e.Answer != nil:
		act, err = d.Answer(e.Answer.Answer)
	case e.Opinion != nil:
		act, err = d.File(e.Opinion.On.Incident, e.Opinion.On.Term, e.Opinion.Opinion)
	case e.Determination != nil:
		act, err = d.Determine(e.Determination.On.Incident, e.Determination.On.Term, e.Determination.Act)
	case e.Advance != nil:
		act, err = d.Advance(e.Advance.On.Incident, e.Advance.On.Term, e.Advance.To, e.Advance.By)
	}
	return func() []Effect { return outcome(act()) }, err
}

// concerns returns the reference of the agreement that an act of people is under, the incident it is on, if any, and
// when it was done, as far as it says so.
func (e *Entry) concerns() (ref string, on canon.IncidentID, at when.Instant) {
	switch {
	case e.Ruling != nil:
		return e.Ruling.Agreement, on, e.Time
	case e.Answer != nil:
		return e.Answer.Agreement, e.Answer.Answer.Incident, e.Answer.Answer.At
	case e.Opinion != nil:
		return e.Opinion.On.Agreement, e.Opinion.On.Incident, e.Opinion.Opinion.At
	case e.Determination != nil:
		return e.Determination.On.Agreement, e.Determination.On.Incident, e.Determination.Act.At
	default:
		return e.Advance.On.Agreement, e.Advance.On.Incident, e.Time
	}
}

// fire lets every deadline up to now pass, in order of time, of the dockets and of recording, each as of its due
// instant.
func (s *State) fire(now when.Instant) []Effect {
	var effects []Effect
	already := 0
	for {
		next := now
		if due, ok := s.NextDue(); ok {
			next = min(next, due)
		}
		for _, d := range s.dockets {
			effects = append(effects, s.overheard(s.proceed(outcome(d.Fire(next)), next, ""), next)...)
		}
		for _, r := range s.registers {
			effects = append(effects, s.overheard(s.carryOut(r, r.Fire(next)), next)...)
		}
		effects = append(effects, s.ranOut(next)...)
		for i := range effects[already:] {
			effects[already+i].Fired = next
		}
		already = len(effects)
		if next == now {
			return effects
		}
	}
}

// NextDue returns when the next deadline passes by itself; ok is false where none is running. Whoever runs the
// engine sleeps until then and calls Tick.
func (s *State) NextDue() (next when.Instant, ok bool) {
	for _, d := range s.dockets {
		if due, running := d.NextDue(); running && (!ok || due < next) {
			next, ok = due, true
		}
	}
	for _, r := range s.registers {
		if due, running := r.NextDue(); running && (!ok || due < next) {
			next, ok = due, true
		}
	}
	if due, running := s.room.NextDue(); running && (!ok || due < next) {
		next, ok = due, true
	}
	return next, ok
}

// Tick lets deadlines up to an instant pass without an entry, and returns what came of them. It adds no judgement:
// with and without ticks the same entries come to the same state. An instant that is past changes nothing.
func (s *State) Tick(now when.Instant) []Effect {
	if now <= s.now {
		return nil
	}
	effects := s.fire(now)
	s.now = now
	return effects
}

// Dockets returns the dockets in order of adoption.
func (s *State) Dockets() []*finding.Docket { return s.dockets }

// Incidents returns the current incidents in order of first recording.
func (s *State) Incidents() []*incident.Incident { return s.joiner.All() }

// PossibleSames returns the incidents that may be the same event as one; nothing on record decides it.
func (s *State) PossibleSames(id canon.IncidentID) []canon.IncidentID {
	return s.joiner.PossibleSames(id)
}

// Incident returns an incident's current version, or nil.
func (s *State) Incident(id canon.IncidentID) *incident.Incident { return s.joiner.Get(id) }

// Holding returns the incident that holds an observation now, or nil.
func (s *State) Holding(id canon.ObservationID) *incident.Incident { return s.joiner.Of(id) }

// Observations returns all observations in order of recording, aggregates included.
func (s *State) Observations() []*observation.Observation { return s.observations }

// Layers returns every control layer on record, in order of recording. They may not be changed.
func (s *State) Layers() []*territory.Map { return slices.Clip(s.maps) }

// Ratings returns the words of every rater on roots and reports, in order of recording, those that were taken over by a later
// word of the same rater among them.
func (s *State) Ratings() []finding.Rating { return slices.Clip(s.ratings) }

// Coverage returns the ledger of who watched what,
// with the gaps that follow from the operations room up to now: of patrols that were held up and of people who left.
func (s *State) Coverage() *coverage.Ledger { return s.coverage.With(s.owedGaps()) }
