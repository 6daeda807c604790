// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"

	"truce/agreement"
	"truce/canon"
	"truce/coverage"
	"truce/finding"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/territory"
	"truce/when"
)

// Version is the engine's version. It enters the rule-set digest of every finding: another version may judge
// otherwise, and says so.
const Version = "truce/engine/1"

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
	reports      map[canon.ReportID]bool
	held         map[canon.Digest]bool // the content of everything entered that a batch may bring again
	observations []*observation.Observation
	ratings      []Rating
	located      map[string]place.Region
	// pending are effects of deadlines that passed before an entry that was refused.
	pending []Effect
}

// Effect is one thing that came of an entry: exactly one member is set.
type Effect struct {
	Observed *observation.Observation
	Incident *incident.Change
	Finding  *finding.Finding
	Outside  *finding.Outside
}

// NewState returns the state before the first entry.
func NewState() *State {
	return &State{
		joiner: incident.NewJoiner(), reports: map[canon.ReportID]bool{}, held: map[canon.Digest]bool{},
		located: map[string]place.Region{},
	}
}

// NewGenesis returns the first entry of a record of this engine.
func NewGenesis(at when.Instant) Entry {
	return Entry{Seq: 1, Time: at, Genesis: &Genesis{Realm: Realm, Engine: Version, Database: when.Database}}
}

// Seq returns the number of the last entry.
func (s *State) Seq() int64 { return s.seq }

// Now returns the journal time of the last entry.
func (s *State) Now() when.Instant { return s.now }

// admit checks what every entry must fulfil before anything is changed.
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
	case e.Genesis != nil:
		err = e.Genesis.check()
	case e.Watch != nil:
		err = e.Watch.Check()
	case e.Gap != nil:
		err = e.Gap.Check()
	case e.Submission != nil:
		err = e.Submission.check(e.Time)
	case e.Rating != nil:
		err = e.Rating.check()
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
		return fmt.Errorf("the record needs engine %s with time zones %s, this is %s with %s", g.Engine, g.Database, Version, when.Database)
	}
	return nil
}

func (sub *Submission) check(at when.Instant) error {
	for i, r := range sub.Reports {
		if err := r.Extract.Check(); err != nil {
			return fmt.Errorf("report %d: %w", i+1, err)
		}
		if r.Extract.Received > at {
			return fmt.Errorf("report %d: received %s, after its entry", i+1, r.Extract.Received)
		}
		if _, err := r.ID(); err != nil {
			return fmt.Errorf("report %d: %w", i+1, err)
		}
	}
	return nil
}

func (r *Rating) check() error {
	switch {
	case r.Root == "" || r.By == "":
		return errors.New("a rating names a root and a rater")
	case len(r.Reliability) > 1 || r.Reliability != "" && (r.Reliability < "A" || r.Reliability > "F"):
		return fmt.Errorf("reliability %q: use A to F", r.Reliability)
	case len(r.Credibility) > 1 || r.Credibility != "" && (r.Credibility < "1" || r.Credibility > "6"):
		return fmt.Errorf("credibility %q: use 1 to 6", r.Credibility)
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

// locate gives a region that is only a name the geometry that the first agreement which knows the name gives it.
func (s *State) locate(r place.Region) place.Region {
	if r.HasGeometry() || r.Name == "" {
		return r
	}
	if r, ok := s.located[r.Name]; ok {
		return r
	}
	found := r
	for _, d := range s.dockets {
		if found = d.Text().Locate(r); found.HasGeometry() {
			break
		}
	}
	s.located[r.Name] = found
	return found
}

// adopt opens a docket for an instrument and judges what is already on record under it.
func (s *State) adopt(a *Adoption) ([]Effect, error) {
	text, err := agreement.Compile(a.Agreement, a.Starts)
	if err != nil {
		return nil, err
	}
	for _, d := range s.dockets {
		if d.Text().Ref() == text.Ref() {
			return nil, fmt.Errorf("%s is adopted already", text.Ref())
		}
	}
	ruleSet := mustID(canon.Sum("truce/rule-set/1", struct {
		Engine   string       `json:"engine"`
		Database string       `json:"time_zones"`
		Weights  string       `json:"weights"`
		Text     canon.Digest `json:"agreement"`
	}{Version, when.Database, incident.Weights, text.Digest()}))
	d, err := finding.NewDocket(text, ruleSet)
	if err != nil {
		return nil, err
	}
	for _, m := range s.maps {
		d.AddLayer(m)
	}
	for _, r := range s.ratings {
		d.Rate(r.Root, r.Reliability)
	}
	s.dockets = append(s.dockets, d)
	clear(s.located)
	var changes []incident.Change
	for _, inc := range s.joiner.All() {
		changes = append(changes, incident.Change{Incident: inc})
	}
	return outcome(d.Take(changes, "adoption of "+text.Ref())), nil
}

// Adopted tells whether the instrument is on record in this version.
func (s *State) Adopted(a *agreement.Agreement) bool {
	for _, d := range s.dockets {
		if own := d.Text().Agreement(); own.ID == a.ID && own.Version == a.Version {
			return true
		}
	}
	return false
}

// rate records a rating; its reliability counts in every docket.
func (s *State) rate(r *Rating) []Effect {
	s.ratings = append(s.ratings, *r)
	var effects []Effect
	for _, d := range s.dockets {
		if r.Reliability != "" {
			effects = append(effects, outcome(d.Rate(r.Root, r.Reliability))...)
		}
	}
	return effects
}

func (s *State) link(l *Link) ([]Effect, error) {
	if l.By == "" || l.Reason == "" {
		return nil, errors.New("a join or split names who decides and why")
	}
	changes, err := s.joiner.Decide(l.A, l.B, l.Same)
	if err != nil {
		return nil, err
	}
	return s.judge(changes, "decision of "+l.By), nil
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

// act applies an act of people to the docket it concerns.
func (s *State) act(e *Entry) ([]Effect, error) {
	var ref string
	var do func(*finding.Docket) ([]finding.Change, error)
	switch {
	case e.Ruling != nil:
		r := e.Ruling
		ref, do = r.Agreement, func(d *finding.Docket) ([]finding.Change, error) { return d.Rule(r.Question, r.Reading, r.By) }
	case e.Answer != nil:
		a := e.Answer
		ref, do = a.Agreement, func(d *finding.Docket) ([]finding.Change, error) { return d.Answer(a.Answer) }
	case e.Opinion != nil:
		o := e.Opinion
		ref, do = o.On.Agreement, func(d *finding.Docket) ([]finding.Change, error) {
			return d.File(o.On.Incident, o.On.Term, o.Opinion)
		}
	case e.Determination != nil:
		a := e.Determination
		ref, do = a.On.Agreement, func(d *finding.Docket) ([]finding.Change, error) {
			return d.Determine(a.On.Incident, a.On.Term, a.Act)
		}
	case e.Advance != nil:
		a := e.Advance
		ref, do = a.On.Agreement, func(d *finding.Docket) ([]finding.Change, error) {
			return d.Advance(a.On.Incident, a.On.Term, a.To, a.By)
		}
	}
	d, err := s.docket(ref)
	if err != nil {
		return nil, err
	}
	changes, err := do(d)
	return outcome(changes), err
}

// fire lets every deadline up to now pass, each at its due instant and in the order of the dockets.
func (s *State) fire(now when.Instant) []Effect {
	var effects []Effect
	for {
		next := when.Instant(0)
		for _, d := range s.dockets {
			if due := d.NextDue(); due != 0 && due <= now && (next == 0 || due < next) {
				next = due
			}
		}
		if next == 0 {
			break
		}
		for _, d := range s.dockets {
			effects = append(effects, outcome(d.Fire(next))...)
		}
	}
	for _, d := range s.dockets {
		d.Fire(now)
	}
	return effects
}

// Tick lets deadlines up to an instant pass without an entry, and returns what came of them.
func (s *State) Tick(now when.Instant) []Effect {
	effects := s.fire(now)
	s.now = max(s.now, now)
	return effects
}

// Dockets returns the dockets in order of adoption.
func (s *State) Dockets() []*finding.Docket { return s.dockets }

// Incidents returns the current incidents in order of first recording.
func (s *State) Incidents() []*incident.Incident { return s.joiner.All() }

// Incident returns an incident's current version, or nil.
func (s *State) Incident(id canon.IncidentID) *incident.Incident { return s.joiner.Get(id) }

// Observations returns all observations in order of recording, aggregates included.
func (s *State) Observations() []*observation.Observation { return s.observations }

// Coverage returns the ledger of who watched what.
func (s *State) Coverage() *coverage.Ledger { return &s.coverage }
