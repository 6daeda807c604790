// SPDX-License-Identifier: Apache-2.0

package undertaking

import (
	"fmt"
	"slices"

	"truce/coalition/sourced"
	"truce/when"
)

// The keys of the books: what one history is about.
type (
	partKey        struct{ instrument, version, component sourced.Name }
	stipulationKey struct{ instrument, version, component, state sourced.Name }
	conditionKey   struct{ instrument, version, component, condition sourced.Name }
	stepKey        struct {
		instrument, component, state sourced.Name
		owner                        Owner
	}
	relationKey struct {
		tie       Tie
		state, to sourced.Name
	}
	roleKey struct {
		part    Part
		who, of sourced.Name
	}
	readingKey struct {
		instrument, component, state sourced.Name
		about                        string
	}
	answerKey struct {
		instrument, component, condition sourced.Name
		about                            string
	}
	figureKey struct{ instrument, figure sourced.Name }
	shareKey  struct{ instrument, component, state, with sourced.Name }
)

// Register is what has been said of undertakings. It only grows, and every question to it is asked as of a time.
type Register struct {
	log sourced.Ledger[Record]

	instruments  sourced.Book[Text, Instrument]
	components   sourced.Book[partKey, Component]
	stipulations sourced.Book[stipulationKey, Stipulation]
	conditions   sourced.Book[conditionKey, Condition]
	positions    sourced.Book[stipulationKey, Position]
	steps        sourced.Book[stepKey, Step]
	relations    sourced.Book[relationKey, Relation]
	roles        sourced.Book[roleKey, Role]
	readings     sourced.Book[readingKey, Reading]
	answers      sourced.Book[answerKey, Answered]
	acts         sourced.Book[readingKey, Authority]
	figures      sourced.Book[figureKey, Figure]
	shares       sourced.Book[shareKey, Share]
}

// New returns an empty register.
func New() *Register { return &Register{} }

// Prepare looks at a record whole, by itself and against the register, and returns what enters it. It changes nothing. apply
// is called once, before anything else is prepared, or never. Each fault of a field is a *sourced.Fault; ErrOrder of package
// sourced says that the entry is older than the last.
func (g *Register) Prepare(at when.Instant, seq int64, r *Record) (apply func(), err error) {
	return g.log.Prepare(sourced.Stamp{At: at, Seq: seq}, r, sourced.Rules[Record]{
		Check: (*Record).Check, Said: (*Record).Said, Refers: g.refers, Enter: g.enter,
	})
}

func (g *Register) enter(r *Record, o sourced.Origin) (func(), error) {
	switch {
	case r.Instrument != nil:
		return g.instruments.Prepare(Text{r.Instrument.ID, r.Instrument.Version}, sourced.Entered(o, r.Instrument))
	case r.Component != nil:
		c := r.Component
		return g.components.Prepare(partKey{c.Instrument, c.Version, c.ID}, sourced.Entered(o, c))
	case r.Stipulation != nil:
		d := r.Stipulation
		return g.stipulations.Prepare(stipulationKey{d.Instrument, d.Version, d.Component, d.State}, sourced.Entered(o, d))
	case r.Condition != nil:
		c := r.Condition
		return g.conditions.Prepare(conditionKey{c.Instrument, c.Version, c.Component, c.ID}, sourced.Entered(o, c))
	case r.Position != nil:
		p := r.Position
		return g.positions.Prepare(stipulationKey{p.Instrument, p.Version, p.Component, p.State}, sourced.Entered(o, p))
	case r.Step != nil:
		s := r.Step
		return g.steps.Prepare(stepKey{s.Instrument, s.Component, s.State, s.Owner}, sourced.Entered(o, s))
	case r.Relation != nil:
		return g.relations.Prepare(relationKey{r.Relation.Tie, r.Relation.State, r.Relation.To}, sourced.Entered(o, r.Relation))
	case r.Role != nil:
		return g.roles.Prepare(roleKey{r.Role.Part, r.Role.Who, r.Role.Of}, sourced.Entered(o, r.Role))
	case r.Reading != nil:
		d := r.Reading
		return g.readings.Prepare(readingKey{d.Instrument, d.Component, d.State, d.About}, sourced.Entered(o, d))
	case r.Answer != nil:
		a := r.Answer
		return g.answers.Prepare(answerKey{a.Instrument, a.Component, a.Condition, a.About}, sourced.Entered(o, a))
	case r.Act != nil:
		a := r.Act
		return g.acts.Prepare(readingKey{a.Instrument, a.Component, a.State, a.About}, sourced.Entered(o, a))
	case r.Figure != nil:
		return g.figures.Prepare(figureKey{r.Figure.Instrument, r.Figure.ID}, sourced.Entered(o, r.Figure))
	default:
		s := r.Share
		return g.shares.Prepare(shareKey{s.Instrument, s.Component, s.State, s.With}, sourced.Entered(o, s))
	}
}

// refers adds a fault for everything that the record speaks of and the register does not hold.
func (g *Register) refers(f *sourced.Faults, r *Record, v sourced.View) {
	switch {
	case r.Component != nil:
		g.needText(f, v, Text{r.Component.Instrument, r.Component.Version})
	case r.Stipulation != nil:
		g.needPart(f, v, partKey{r.Stipulation.Instrument, r.Stipulation.Version, r.Stipulation.Component})
	case r.Condition != nil:
		g.needPart(f, v, partKey{r.Condition.Instrument, r.Condition.Version, r.Condition.Component})
	case r.Position != nil:
		p := r.Position
		g.needPart(f, v, partKey{p.Instrument, p.Version, p.Component})
		if i, ok := g.instruments.Last(Text{p.Instrument, p.Version}, v); ok && i.Is.Draft && p.Stance == Signed {
			f.Add("stance", fmt.Errorf("%s is a draft, which nobody signs; record the position on the text that was signed", Text{p.Instrument, p.Version}))
		}
	case r.Step != nil:
		g.needAny(f, v, r.Step.Instrument, r.Step.Component)
	case r.Reading != nil:
		g.needAny(f, v, r.Reading.Instrument, r.Reading.Component)
	case r.Act != nil:
		g.needAny(f, v, r.Act.Instrument, r.Act.Component)
	case r.Share != nil:
		g.needAny(f, v, r.Share.Instrument, r.Share.Component)
	case r.Figure != nil:
		g.needAny(f, v, r.Figure.Instrument, "")
	case r.Answer != nil:
		g.needCondition(f, v, r.Answer)
	}
}

func (g *Register) needText(f *sourced.Faults, v sourced.View, t Text) {
	if _, ok := g.instruments.Last(t, v); ok {
		return
	}
	if !slices.ContainsFunc(g.instruments.Keys(), func(k Text) bool { return k.Instrument == t.Instrument }) {
		f.Add("instrument", fmt.Errorf("%s is not on record; enter the instrument first", t.Instrument))
		return
	}
	f.Add("version", fmt.Errorf("%s has no version %s on record; enter it first", t.Instrument, t.Version))
}

// needPart asks for a component of a version, or for the version where no component is named.
func (g *Register) needPart(f *sourced.Faults, v sourced.View, k partKey) {
	t := Text{k.instrument, k.version}
	if _, ok := g.instruments.Last(t, v); !ok {
		g.needText(f, v, t)
		return
	}
	if _, ok := g.components.Last(k, v); !ok && k.component != "" {
		f.Add("component", fmt.Errorf("%s has no component %s on record; enter it first", t, k.component))
	}
}

// needAny asks for a component in any version of an instrument, or for any version where no component is named.
func (g *Register) needAny(f *sourced.Faults, v sourced.View, instrument, component sourced.Name) {
	found := false
	for _, k := range g.instruments.Keys() {
		if _, ok := g.instruments.Last(k, v); !ok || k.Instrument != instrument {
			continue
		}
		found = true
		if _, ok := g.components.Last(partKey{instrument, k.Version, component}, v); ok || component == "" {
			return
		}
	}
	if !found {
		f.Add("instrument", fmt.Errorf("%s is not on record; enter the instrument first", instrument))
		return
	}
	f.Add("component", fmt.Errorf("no version of %s has a component %s on record; enter it first", instrument, component))
}

// needCondition asks for a condition that a body may answer; those that a determination answers are computed.
func (g *Register) needCondition(f *sourced.Faults, v sourced.View, a *Answered) {
	found := false
	for _, k := range g.conditions.Keys() {
		if k.instrument != a.Instrument || k.component != a.Component || k.condition != a.Condition {
			continue
		}
		c, ok := g.conditions.Last(k, v)
		found = found || ok
		if ok && !c.Is.Needs.answered() {
			f.Add("condition", fmt.Errorf("%s is read from the determination itself; nobody answers it", a.Condition))
			return
		}
	}
	if !found {
		f.Add("condition", fmt.Errorf("%s of %s has no condition %s on record; enter it first", a.Component, a.Instrument, a.Condition))
	}
}

// answered tells whether a condition is one that only a recorded answer settles.
func (n Needs) answered() bool {
	return slices.Contains([]Needs{NeedsCeasefire, NeedsRequest, NeedsExpanded, NeedsOther}, n)
}

// Log returns every record that a view sees, in the order of entry, corrected ones included: what an export holds. Readings and
// acts of a state are shown to those who may see how its undertaking stands.
func (g *Register) Log(v sourced.View) []sourced.Line[Record] {
	hidden := func(l sourced.Line[Record]) bool {
		switch r := l.Is; {
		case r.Reading != nil:
			return !g.MaySee(Share{Instrument: r.Reading.Instrument, Component: r.Reading.Component, State: r.Reading.State}, v)
		case r.Act != nil:
			return !g.MaySee(Share{Instrument: r.Act.Instrument, Component: r.Act.Component, State: r.Act.State}, v)
		}
		return false
	}
	return slices.DeleteFunc(g.log.Seen(v), hidden)
}

// Clone returns a register that holds the same, on which records can be tried before any of them is entered.
func (g *Register) Clone() *Register {
	out := New()
	g.log.Replay(out.Prepare)
	return out
}
