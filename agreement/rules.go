// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"cmp"
	"fmt"
	"slices"

	"truce/act"
	"truce/agreement/gazetteer"
	"truce/agreement/narrowing"
	"truce/agreement/reckoning"
	"truce/known"
	"truce/place"
	"truce/when"
)

// Rule is a term under one combination of the readings that touch it. Its methods answer for one condition each;
// the whole term applies where all of them, and the force of the instrument, answer Yes.
type Rule struct {
	Term *Term
	// Reading is "question=reading", joined by ";" in document order; empty for a term that no question touches.
	Reading string
	// Questions are the questions that touch the term.
	Questions []QuestionID
	// Void says that under this reading the term does not exist.
	Void bool

	// What the reading makes of the term.
	Acts            []act.Act
	Targets         []act.Target
	Weapons         act.WeaponRule
	Where, NotWhere []PlaceID
	When            []TimeID
	// Span is all that may lie within the term's own from and until; without them it is all time. The force of
	// the instrument is asked separately.
	Span     when.Interval
	KeepBack *Distance
	// Beyond is the line that something must be farther from than By; nil where the term names none.
	Beyond     *Off
	Exemptions []CompiledExemption

	compiled        *Compiled
	acts            map[act.Act]known.Answer
	targets         map[act.Target]known.Answer
	where, notWhere gazetteer.Places
	span            reckoning.Span
	windows         []recurrence
	bound           []PartyID
	narrow          *narrowing.Expression
}

// Distance is a compiled KeepBack.
type Distance struct {
	AtLeast  place.Length
	From     PlaceID
	PerParty map[PartyID]PlaceID
	Storage  []PlaceID
}

// Off is a compiled Beyond.
type Off struct {
	Line PlaceID
	By   place.Length
}

// CompiledExemption is an exemption with its clock read.
type CompiledExemption struct {
	Exemption *Exemption
	// Within is zero where the text sets no time to answer.
	Within     when.Duration
	Conditions []CompiledCondition
}

// CompiledCondition is a condition with its clock read.
type CompiledCondition struct {
	Condition *Condition
	Within    when.Duration
}

// Rules returns every term under every combination of the readings that touch it, in document order. The slice
// must not be changed.
func (c *Compiled) Rules() []*Rule { return c.rules }

func (c *Compiled) addRules(t *Term, expressions *narrowing.Compiler) error {
	wrap := func(err error) error { return fmt.Errorf("term %s: %w", t.ID, err) }
	var narrow *narrowing.Expression
	if t.Narrow != "" {
		var err error
		if narrow, err = expressions.Compile(t.Narrow); err != nil {
			return wrap(err)
		}
	}
	exemptions, err := compileExemptions(t.Exemptions)
	if err != nil {
		return wrap(err)
	}
	questions := c.agreement.touching(t.ID)
	for _, chosen := range combine(questions) {
		r := &Rule{Term: t, Exemptions: exemptions, compiled: c, narrow: narrow}
		r.Reading, r.Questions = name(questions, chosen)
		var as Term
		as, r.Void = t.under(chosen)
		if err := r.fill(as); err != nil {
			return wrap(err)
		}
		c.rules = append(c.rules, r)
	}
	return nil
}

// fill takes over a term as a reading has it.
func (r *Rule) fill(t Term) (err error) {
	c := r.compiled
	r.Acts, r.Targets, r.Where, r.NotWhere, r.When = t.Acts, t.Targets, t.Where, t.NotWhere, t.When
	r.acts = make(map[act.Act]known.Answer)
	for _, a := range act.Acts() {
		r.acts[a] = a.Is(t.Acts...)
	}
	r.targets = make(map[act.Target]known.Answer)
	for _, g := range act.Targets() {
		r.targets[g] = g.Is(t.Targets...)
	}
	r.where, r.notWhere = indexes(c.ground, t.Where), indexes(c.ground, t.NotWhere)
	for _, id := range t.When {
		r.windows = append(r.windows, c.windows[id])
	}
	if r.span, err = spanOf(c.times, t.From, t.Until); err != nil {
		return err
	}
	r.Span = r.span.Widest()
	if r.Weapons, err = t.Weapons.rule(); err != nil {
		return err
	}
	if k := t.KeepBack; k != nil {
		r.KeepBack = &Distance{From: k.From, PerParty: k.PerParty, Storage: k.Storage}
		if r.KeepBack.AtLeast, err = k.AtLeast.Parse(); err != nil {
			return err
		}
		for _, p := range append([]party{{}}, c.parties...) {
			c.ground.Belt(string(r.lineOf(p.id)), r.KeepBack.AtLeast)
		}
	}
	if b := t.Beyond; b != nil {
		r.Beyond = &Off{Line: b.Line}
		if r.Beyond.By, err = b.By.Parse(); err != nil {
			return err
		}
		c.ground.Belt(string(b.Line), r.Beyond.By)
	}
	for _, p := range c.parties {
		if p.bound && (len(t.Binds) == 0 || slices.Contains(t.Binds, p.id)) {
			r.bound = append(r.bound, p.id)
		}
	}
	return nil
}

// rule reads the calibres; no rule covers every weapon.
func (w *Weapons) rule() (r act.WeaponRule, err error) {
	if w == nil {
		return r, nil
	}
	r = act.WeaponRule{Classes: w.Classes, Models: w.Models, ExceptModels: w.ExceptModels}
	if r.AtLeast, err = w.AtLeast.Parse(); err == nil {
		r.AtMost, err = w.AtMost.Parse()
	}
	return r, err
}

func compileExemptions(list []Exemption) ([]CompiledExemption, error) {
	var out []CompiledExemption
	for i := range list {
		within, err := list[i].Within.Parse()
		if err != nil {
			return nil, fmt.Errorf("exemption %s: %w", list[i].ID, err)
		}
		e := CompiledExemption{Exemption: &list[i], Within: within}
		for j := range list[i].Conditions {
			d := &list[i].Conditions[j]
			within, err := d.Within.Parse()
			if err != nil {
				return nil, fmt.Errorf("exemption %s, condition %s: %w", list[i].ID, d.ID, err)
			}
			e.Conditions = append(e.Conditions, CompiledCondition{d, within})
		}
		out = append(out, e)
	}
	return out, nil
}

// Takes returns the reading of a question that the rule stands under, and false for a question that does not touch
// the term.
func (r *Rule) Takes(q QuestionID) (ReadingID, bool) { return takes(r.Reading, q) }

// Time tells whether something that happened in i happened within the term's own span and windows.
func (r *Rule) Time(i when.Interval) known.Answer {
	answer := r.span.Holds(i)
	if len(r.windows) == 0 || answer == known.No {
		return answer
	}
	inside := known.No
	for _, w := range r.windows {
		inside = max(inside, w.holds(i))
	}
	return min(answer, inside)
}

// Area tells whether something somewhere in r2 was in the instrument's area and the term's places, and in none of
// the excluded ones. Without any of these it is Yes everywhere.
func (r *Rule) Area(r2 place.Region) known.Answer { return r.AreaOf(r.compiled.Find(r2)) }

// AreaOf is Area of a region that Find found, which may be asked of many rules.
func (r *Rule) AreaOf(w *Site) known.Answer {
	return r.compiled.ground.Inside(w, r.compiled.area, r.where, r.notWhere)
}

// Act tells whether something observed as a is an act of the term.
func (r *Rule) Act(a act.Act) known.Answer { return r.acts[a] }

// Target tells whether something observed as t is a target of the term; Yes where the term names none.
func (r *Rule) Target(t act.Target) known.Answer {
	if len(r.Targets) == 0 {
		return known.Yes
	}
	return r.targets[t]
}

// Weapon tells whether the weapon falls under the term.
func (r *Rule) Weapon(w act.Weapon) known.Answer { return r.Weapons.Covers(w) }

// Narrowed evaluates the term's narrow expression over the variables that are known: act, weapon_class, target and
// description are texts; calibre_tenths (tenths of a millimetre), count, killed, injured and civilian_killed are
// int64. Yes if the term has no expression or it is true, No if it is false, Unknown where that depends on a
// variable that is missing or nil. An error, and Unknown, is for a variable that is not one of these or of another
// type, and for an expression that costs more than 10,000 or cannot be evaluated.
func (r *Rule) Narrowed(vars map[string]any) (known.Answer, error) {
	if r.narrow == nil {
		return known.Yes, nil
	}
	answer, err := r.narrow.Holds(vars)
	if err != nil {
		return known.Unknown, fmt.Errorf("narrow term %s: %w", r.Term.ID, err)
	}
	return answer, nil
}

// Binds tells whether the term bound a party over i, as far as accession and end go.
func (r *Rule) Binds(p PartyID, i when.Interval) known.Answer {
	if !slices.Contains(r.bound, p) {
		return known.No
	}
	for n := range r.compiled.parties {
		if each := &r.compiled.parties[n]; each.id == p {
			return each.boundAt(i)
		}
	}
	return known.No
}

// HasKeepBack tells whether the term asks for a distance from a line.
func (r *Rule) HasKeepBack() bool { return r.KeepBack != nil }

// TooClose tells whether something of party p, somewhere in r2, was nearer to the line than the term allows: Yes if
// surely so, No if surely not, Unknown otherwise, where the line is not drawn, and where the term asks for no
// distance. It returns the distance and the line it was measured from. For an empty p, not known, it asks for every
// party the term binds, and returns a line only if it is the same for all.
func (r *Rule) TooClose(p PartyID, r2 place.Region) (known.Answer, place.Range, PlaceID) {
	if r.KeepBack == nil {
		return known.Unknown, place.Range{}, ""
	}
	w := r.compiled.ground.Locate(r2)
	if p != "" {
		return r.closeTo(r.lineOf(p), w)
	}
	var lines []PlaceID
	for _, each := range r.bound {
		if line := r.lineOf(each); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 1 {
		return r.closeTo(lines[0], w)
	}
	answers := make([]known.Answer, len(lines))
	for i, line := range lines {
		answers[i], _, _ = r.closeTo(line, w)
	}
	return known.All(answers...), place.Range{}, ""
}

// IsTooClose is TooClose without distance and line, the former of which is what costs time.
func (r *Rule) IsTooClose(p PartyID, r2 place.Region) known.Answer {
	if r.KeepBack == nil || p == "" {
		a, _, _ := r.TooClose(p, r2)
		return a
	}
	return r.compiled.ground.IsAtMost(string(r.lineOf(p)), r.KeepBack.AtLeast-1, r2)
}

// Past tells whether something somewhere in r2 was farther from the line than the term's Beyond: Yes if surely so, No if
// surely not, Unknown otherwise and where the line is not drawn; Yes where the term has no Beyond. It returns the
// distance.
func (r *Rule) Past(r2 place.Region) (known.Answer, place.Range) {
	if r.Beyond == nil {
		return known.Yes, place.Range{}
	}
	near, d := r.compiled.ground.AtMost(string(r.Beyond.Line), r.Beyond.By, r.compiled.ground.Locate(r2))
	return near.Not(), d
}

// IsPast is Past without the distance, which is what costs time.
func (r *Rule) IsPast(r2 place.Region) known.Answer {
	if r.Beyond == nil {
		return known.Yes
	}
	return r.compiled.ground.IsAtMost(string(r.Beyond.Line), r.Beyond.By, r2).Not()
}

func (r *Rule) lineOf(p PartyID) PlaceID {
	if line, ok := r.KeepBack.PerParty[p]; ok {
		return line
	}
	return r.KeepBack.From
}

func (r *Rule) closeTo(line PlaceID, w gazetteer.Somewhere) (known.Answer, place.Range, PlaceID) {
	near, d := r.compiled.ground.AtMost(string(line), r.KeepBack.AtLeast-1, w)
	return near, d, line
}

// QuietRule is a clock of silence under one combination of the readings that touch it.
type QuietRule struct {
	Quiet *Quiet
	// Reading, Questions and Void are as in Rule.
	Reading   string
	Questions []QuestionID
	Void      bool

	Place PlaceID
	Days  int
	// Hours is how many hours of a day must be covered, 1 to 24.
	Hours int
	Zone  when.Zone
	// From is when the clock may begin to count, with the instrument unless it says otherwise; not known while its
	// start event is open.
	From   when.Interval
	Resets []act.Act
	Near   place.Length

	compiled *Compiled
	place    int
}

// QuietClocks returns every clock of silence under every combination of readings, in document order. The slice must
// not be changed.
func (c *Compiled) QuietClocks() []QuietRule { return c.quiet }

func (c *Compiled) addQuiet(q *Quiet) error {
	questions := c.agreement.touchingQuiet(q.ID)
	for _, chosen := range combine(questions) {
		as, void := q.under(chosen)
		at, _ := c.ground.Index(string(as.Place))
		r := QuietRule{
			Quiet: q, Void: void, Place: as.Place, Days: as.Days, Hours: as.Hours, Resets: as.Resets,
			compiled: c, place: at,
		}
		r.Reading, r.Questions = name(questions, chosen)
		if r.Hours == 0 {
			r.Hours = 24
		}
		var err error
		if r.Zone, err = when.LoadZone(as.Zone); err != nil {
			return fmt.Errorf("quiet %s: %w", q.ID, err)
		}
		if r.Near, err = as.Near.Parse(); err != nil {
			return fmt.Errorf("quiet %s: %w", q.ID, err)
		}
		if r.From, err = c.Resolve(cmp.Or(as.From, c.agreement.Force.From)); err != nil {
			return fmt.Errorf("quiet %s: %w", q.ID, err)
		}
		c.quiet = append(c.quiet, r)
	}
	return nil
}

// Takes returns the reading of a question that the clock stands under, as Rule.Takes does.
func (q *QuietRule) Takes(question QuestionID) (ReadingID, bool) { return takes(q.Reading, question) }

// Breaks tells whether something observed as a is an act that breaks the silence.
func (q *QuietRule) Breaks(a act.Act) known.Answer { return a.Is(q.Resets...) }

// Touches tells whether something somewhere in r was in the clock's place, or so near that it counts.
func (q *QuietRule) Touches(r place.Region) known.Answer {
	return q.compiled.ground.Near(q.place, q.Near, q.compiled.ground.Find(r))
}
