// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"cmp"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/incident"
	"truce/known"
	"truce/observation"
	"truce/territory"
	"truce/when"
)

// Docket holds every finding under one instrument and keeps them true to what is on record: whatever an
// incident's finding rests on, a change of it makes a new version.
type Docket struct {
	text    *agreement.Compiled
	rules   []*agreement.Rule // of prohibiting and requiring terms
	permits []*agreement.Rule
	// follows, repeats and reach are how far back an answer, a recurrence and any relation between incidents go.
	follows, repeats, reach when.Duration
	zone                    when.Zone // whose civil days name dates
	ruleSet                 canon.Digest

	maps    []*territory.Map
	ratings map[string]string
	ruled   map[agreement.QuestionID]agreement.ReadingID
	answers map[answerKey]Answer

	now    when.Instant
	cases  map[canon.IncidentID]*hearing
	sorted []*hearing // by start of the event, then by recording
	count  int
}

// hearing is one incident under the instrument, with everything that is derived of it.
type hearing struct {
	order    int
	incident *incident.Incident
	// into is why no version of the incident stands any more; empty while one does.
	into    string
	rules   []ruled // as Docket.rules, in order
	near    []neighbour
	attr    Attribution
	origins []Origin
	layers  []canon.LayerID
	// outcome is what each term comes to, exemptions settled: what later incidents look back on.
	outcome map[agreement.TermID]Verdict
	records map[agreement.TermID]*record
	outside *Outside
	// claimed and due are when an exemption was first claimed and when its answers are due; zero if it is not.
	claimed, due when.Instant
}

// neighbour is another incident within reach, and whether it may have been at the same place.
type neighbour struct {
	*hearing
	same bool
}

// record is one finding over all its versions, with the acts of people on it.
type record struct {
	versions  []*Finding
	status    Status
	contested []Opinion
	positions []Opinion
	act       *Determination
}

// Answer is what is on record of one condition of an exemption in one case.
type Answer struct {
	Incident  canon.IncidentID `json:"incident"`
	Term      agreement.TermID `json:"term"`
	Exemption string           `json:"exemption"`
	Condition string           `json:"condition"`
	Met       known.Answer     `json:"met"`
	By        string           `json:"by"`
	At        when.Instant     `json:"at"`
	Says      string           `json:"says,omitempty"`
}

type answerKey struct {
	incident             canon.IncidentID
	term                 agreement.TermID
	exemption, condition string
}

// Change is what became of one incident under the instrument: new versions of findings, or being outside.
type Change struct {
	Findings []*Finding
	Outside  *Outside
}

// NewDocket opens the docket of an instrument. ruleSet is the digest of everything but the inputs that its
// findings rest on.
//
// Its error is a length of time that the text does not give in full.
func NewDocket(text *agreement.Compiled, ruleSet canon.Digest) (*Docket, error) {
	d := &Docket{
		text: text, ruleSet: ruleSet, ratings: map[string]string{}, cases: map[canon.IncidentID]*hearing{},
		ruled: map[agreement.QuestionID]agreement.ReadingID{}, answers: map[answerKey]Answer{},
	}
	var err error
	if d.follows, err = text.Agreement().Evidence.Sequence.Parse(); err != nil {
		return nil, err
	}
	if d.repeats, err = text.Agreement().Evidence.Recurrence.Parse(); err != nil {
		return nil, err
	}
	d.reach = max(d.follows, d.repeats)
	if d.zone, err = when.LoadZone(text.Agreement().Counting.Day); err != nil {
		return nil, err
	}
	for _, r := range text.Rules() {
		for _, e := range r.Exemptions {
			for _, c := range e.Conditions {
				d.reach = max(d.reach, c.Within)
			}
		}
		switch r.Term.Sense {
		case agreement.Permits:
			d.permits = append(d.permits, r)
		case agreement.Prohibits:
			d.rules = append(d.rules, r)
		case agreement.Requires:
			// What a term requires is followed up by the procedure; an incident cannot break it.
		}
	}
	return d, nil
}

// Text returns the instrument.
func (d *Docket) Text() *agreement.Compiled { return d.text }

// Take judges incidents that are new or changed, drops those that are gone, and judges again every incident
// whose finding rests on one of them. cause is why, for the new versions.
func (d *Docket) Take(changes []incident.Change, cause string) []Change {
	touched := map[*hearing]bool{}
	for _, c := range changes {
		if c.Was != nil {
			for _, h := range d.leave(c.Was.ID, movedTo(c)) {
				touched[h] = true
			}
		}
		if c.Incident != nil {
			for _, h := range d.enter(c.Incident) {
				touched[h] = true
			}
		}
	}
	return d.review(touched, cause)
}

// movedTo says where the members of an incident that is gone went; empty for one that stands.
func movedTo(c incident.Change) string {
	if c.Incident != nil {
		return ""
	}
	words := "its observations are part of"
	for _, id := range c.Into {
		words += " " + id.String()
	}
	return words
}

// review settles the touched cases and writes what changed of them, in the order they were first recorded.
func (d *Docket) review(touched map[*hearing]bool, cause string) []Change {
	list := make([]*hearing, 0, len(touched))
	for h := range touched {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b *hearing) int { return cmp.Compare(a.order, b.order) })
	for _, h := range list {
		d.settle(h)
	}
	var out []Change
	for _, h := range list {
		if c := d.write(h, cause); len(c.Findings) > 0 || c.Outside != nil {
			out = append(out, c)
		}
	}
	return out
}

// enter judges one incident and relates it to the others near it in time; it returns the cases to review.
func (d *Docket) enter(inc *incident.Incident) []*hearing {
	h := d.cases[inc.ID]
	if h == nil {
		h = &hearing{order: d.count, records: map[agreement.TermID]*record{}}
		d.count++
		d.cases[inc.ID] = h
	}
	h.incident, h.into, h.near = inc, "", nil
	d.judge(h)
	at := d.position(h)
	d.sorted = slices.Insert(d.sorted, at, h)
	if h.incident.When.IsUnknown() {
		return []*hearing{h}
	}
	for _, other := range d.around(at) {
		if other != h {
			same := samePlace(h.incident.Where, other.incident.Where)
			h.near = append(h.near, neighbour{other, same})
			other.near = append(other.near, neighbour{h, same})
		}
	}
	return withLater(h)
}

// withLater returns the case and those near it that may look back on it.
func withLater(h *hearing) []*hearing {
	list := []*hearing{h}
	for _, n := range h.near {
		if n.incident.When.To >= h.incident.When.From {
			list = append(list, n.hearing)
		}
	}
	return list
}

// position is where the case belongs among the sorted ones.
func (d *Docket) position(h *hearing) int {
	at, _ := slices.BinarySearchFunc(d.sorted, h, func(a, b *hearing) int {
		return cmp.Or(cmp.Compare(a.incident.When.From, b.incident.When.From), cmp.Compare(a.order, b.order))
	})
	return at
}

// around returns the cases whose start lies within the reach of relations of the one at the index.
func (d *Docket) around(at int) []*hearing {
	from := d.sorted[at].incident.When.From
	low := at
	for low > 0 && when.Duration(from-d.sorted[low-1].incident.When.From) <= d.reach {
		low--
	}
	high := at
	for high < len(d.sorted) && when.Duration(d.sorted[high].incident.When.From-from) <= d.reach {
		high++
	}
	return d.sorted[low:high]
}

// leave takes an incident out of the relations and returns the cases that looked back on it. into is not empty
// where no version of the incident stands any more.
func (d *Docket) leave(id canon.IncidentID, into string) []*hearing {
	h := d.cases[id]
	if h == nil {
		return nil
	}
	if at := slices.Index(d.sorted, h); at >= 0 {
		d.sorted = slices.Delete(d.sorted, at, at+1)
	}
	touched := withLater(h)
	for _, n := range h.near {
		n.near = slices.DeleteFunc(n.near, func(x neighbour) bool { return x.hearing == h })
	}
	h.near, h.into = nil, into
	return touched
}

// judge derives what depends on the incident alone.
func (d *Docket) judge(h *hearing) {
	b := &bench{text: d.text, incident: h.incident, permits: d.permits, actors: possibleActors(d.text, h.incident)}
	h.rules = make([]ruled, len(d.rules))
	for i, r := range d.rules {
		if r.Void {
			h.rules[i] = ruled{stage: unfit, because: "under this reading the term does not exist"}
			continue
		}
		h.rules[i] = b.rule(r)
	}
	h.attr, h.origins, h.layers = d.attribution(h.incident)
}

// AddLayer takes a control layer into account and returns the changes.
func (d *Docket) AddLayer(m *territory.Map) []Change {
	d.maps = append(d.maps, m)
	return d.again(func(h *hearing) bool { return h.incident.When.Overlaps(m.Layer.Valid) }, "control layer "+m.Layer.Name)
}

// Rate records how reliable a custodial root is, A to F, and returns the changes.
func (d *Docket) Rate(root, reliability string) []Change {
	d.ratings[root] = reliability
	return d.again(func(h *hearing) bool {
		return slices.ContainsFunc(h.incident.Members, func(o *observation.Observation) bool { return slices.Contains(o.Roots, root) })
	}, "rating of "+root)
}

// Rule records a competent body's ruling on a question and returns the changes. Its error says what the text
// does not know or who is not competent.
func (d *Docket) Rule(q agreement.QuestionID, reading agreement.ReadingID, by agreement.BodyID) ([]Change, error) {
	if err := d.text.MayRule(q, reading, by); err != nil {
		return nil, err
	}
	d.ruled[q] = reading
	return d.again(func(*hearing) bool { return true }, fmt.Sprintf("ruling by %s: %s=%s", by, q, reading)), nil
}

// Answer records an answer on a condition of an exemption and returns the changes.
func (d *Docket) Answer(a Answer) ([]Change, error) {
	h := d.cases[a.Incident]
	if h == nil || h.records[a.Term] == nil {
		return nil, fmt.Errorf("answer on %s under term %s: there is no such finding", a.Incident, a.Term)
	}
	if err := d.text.CheckCondition(a.Term, a.Exemption, a.Condition); err != nil {
		return nil, err
	}
	d.answers[answerKey{a.Incident, a.Term, a.Exemption, a.Condition}] = a
	if h.claimed == 0 {
		h.claimed = a.At
	}
	touched := map[*hearing]bool{}
	for _, each := range withLater(h) {
		touched[each] = true
	}
	return d.review(touched, "answer by "+a.By), nil
}

// again judges the chosen cases anew.
func (d *Docket) again(chosen func(*hearing) bool, cause string) []Change {
	touched := map[*hearing]bool{}
	for _, h := range d.sorted {
		if !chosen(h) {
			continue
		}
		d.judge(h)
		for _, each := range withLater(h) {
			touched[each] = true
		}
	}
	return d.review(touched, cause)
}
