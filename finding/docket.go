// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/finding/nearby"
	"truce/finding/origin"
	"truce/finding/sieve"
	"truce/incident"
	"truce/incident/copies"
	"truce/observation"
	"truce/territory"
	"truce/when"
)

// Docket holds every finding under one instrument and keeps them true to what is on record: whatever an
// incident's finding rests on, a change of it makes a new version.
type Docket struct {
	text    *agreement.Compiled
	rules   []*agreement.Rule // of prohibiting terms, each under each reading
	terms   []term            // of the rules, in document order
	permits []permit
	// sift rules out most rules, briefs are what every rule is asked with, and excuses are the acts that some exemption asks
	// for before.
	sift    func(*incident.Incident) *sieve.Sifted
	briefs  map[*agreement.Rule]*brief
	excuses act.Set
	// facings says that something is asked of incidents that face each other: a sequence, or an act before.
	facings bool
	// follows and repeats are how far back an answer and a recurrence go, late is how long after an event a report is
	// in time.
	follows, repeats, late when.Duration
	most                   int       // as many earlier violations as the text tells apart
	zone                   when.Zone // whose civil days name dates
	ruleSet                canon.Digest
	seed                   canon.Salt

	maps       []*territory.Map // that may carry an attribution, by source, name and ID
	aggregates []*observation.Observation
	ratings    map[string][]Rating // by root or report, the last word of each rater, in order of raters
	ruled      map[agreement.QuestionID]agreement.ReadingID
	// answers, confirmed and filed are what people said of incidents, said how often they did.
	answers   spoken[Answer]
	confirmed spoken[Confirmation]
	filed     spoken[opinion]
	said      int

	now    when.Instant
	cases  map[canon.IncidentID]*hearing
	listed []*hearing // in order of recording, those that are gone among them
	near   *nearby.Index[*hearing]
	alarms alarms

	written []byte // the part of a finding that was named last
}

// term is a judged term and which of the docket's rules are it under some reading.
type term struct {
	*agreement.Term
	rules []int
}

// permit is a permitting term under each reading.
type permit struct {
	term  *agreement.Term
	rules []*agreement.Rule
}

// hearing is one incident under the instrument, with everything that is derived of it.
type hearing struct {
	order    int
	incident *incident.Incident
	// into is why no version of the incident stands any more; empty while one does.
	into    string
	rules   few[ruled] // of Docket.rules, those that were asked; nil where none applies
	nearest nearest    // where none applies
	earlier []neighbour
	later   []*hearing
	attr    Attribution
	origins []Origin
	rests   copies.Independent // when a finding was last graded
	fields  origin.Memo        // of the observations that the origins rest on
	layers  []canon.LayerID
	// verdicts and outcome are what each of Docket.terms comes to that applies, exemptions settled.
	verdicts few[[]ReadingVerdict]
	outcome  few[Verdict]
	back     hindsight    // when its findings were last written
	records  few[*record] // of those of Docket.terms of which there ever was a finding
	outside  *Outside
	named    []canon.IncidentID     // the incidents that its members lead or led: what was said of them is said of this
	answers  []Answer               // on record, in order
	dues     []when.Instant         // when answers to exemptions are due
	spot     *nearby.Case[*hearing] // of what is related to others, nil otherwise
}

// lateWindow is the late window of a text that sets none.
const lateWindow = 30 * when.Day

// NewDocket opens the docket of an instrument at a journal time. ruleSet is the digest of everything but the
// inputs that its findings rest on; seed is the secret of the record that the salts of findings follow from. Its error
// is a length of time that the text does not give in full.
func NewDocket(text *agreement.Compiled, ruleSet canon.Digest, seed canon.Salt, now when.Instant) (*Docket, error) {
	d := &Docket{
		text: text, ruleSet: ruleSet, seed: seed, now: now, ratings: map[string][]Rating{}, cases: map[canon.IncidentID]*hearing{},
		ruled: map[agreement.QuestionID]agreement.ReadingID{}, answers: spoken[Answer]{}, confirmed: spoken[Confirmation]{}, filed: spoken[opinion]{},
	}
	var err error
	if d.follows, err = text.Agreement().Evidence.Sequence.Parse(); err != nil {
		return nil, err
	}
	if d.repeats, err = text.Agreement().Evidence.Recurrence.Parse(); err != nil {
		return nil, err
	}
	if d.late = lateWindow; text.Agreement().LateWindow != "" {
		if d.late, err = text.Agreement().LateWindow.Parse(); err != nil {
			return nil, err
		}
	}
	if d.zone, err = when.LoadZone(text.Agreement().Counting.Day); err != nil {
		return nil, err
	}
	d.most = mostAsked(text.Agreement())
	reach := max(d.follows, d.repeats)
	for _, r := range text.Rules() {
		for _, e := range r.Exemptions {
			for _, c := range e.Conditions {
				reach = max(reach, c.Within)
				d.excuses = d.excuses.Or(act.SetOf(c.Condition.PrecededBy...))
			}
		}
		d.addRule(r)
	}
	d.facings = d.follows > 0 || d.excuses != act.SetOf()
	d.near, d.sift, d.briefs = nearby.New[*hearing](reach), sieve.New(text, d.rules).Sift, briefsOf(text)
	return d, nil
}

func (d *Docket) addRule(r *agreement.Rule) {
	switch r.Term.Sense {
	case agreement.Permits:
		if n := len(d.permits); n == 0 || d.permits[n-1].term != r.Term {
			d.permits = append(d.permits, permit{term: r.Term})
		}
		last := &d.permits[len(d.permits)-1]
		last.rules = append(last.rules, r)
	case agreement.Prohibits:
		if n := len(d.terms); n == 0 || d.terms[n-1].Term != r.Term {
			d.terms = append(d.terms, term{Term: r.Term})
		}
		last := &d.terms[len(d.terms)-1]
		last.rules = append(last.rules, len(d.rules))
		d.rules = append(d.rules, r)
	case agreement.Requires:
		// What a term requires is followed up by the procedure; an incident cannot break it.
	}
}

// Text returns the instrument.
func (d *Docket) Text() *agreement.Compiled { return d.text }

// LateWindow returns how long after an event a report of it still counts as in time.
func (d *Docket) LateWindow() when.Duration { return d.late }

// Change is what became of one incident under the instrument: new versions of findings, or being outside.
type Change struct {
	Findings []*Finding
	Outside  *Outside
}

// Take judges incidents that are new or changed, drops those that are gone, and judges again every incident
// whose finding rests on one of them. cause is why, for the new versions.
func (d *Docket) Take(changes []incident.Change, cause Cause) []Change {
	touched := touched{}
	for _, c := range changes {
		if c.Was != nil {
			d.leave(touched, c.Was.ID, movedTo(c))
		}
		if c.Incident != nil {
			d.enter(touched, c.Incident)
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

// touched are the cases to look at again: true where something of the case itself may have changed, false where only
// something that it looks back on has.
type touched map[*hearing]bool

// add takes a case in whose own, with those that look back on it.
func (t touched) add(h *hearing) {
	t[h] = true
	t.follow(h.later)
}

// follow takes in cases that look back on a touched one.
func (t touched) follow(list []*hearing) {
	for _, h := range list {
		if !t[h] {
			t[h] = false // it is there, and not for its own sake
		}
	}
}

// inOrder lists the cases in the order they were first recorded.
func (t touched) inOrder() []*hearing {
	return slices.SortedFunc(maps.Keys(t), func(a, b *hearing) int { return cmp.Compare(a.order, b.order) })
}

// review settles the touched cases and writes what changed of them and of those that count one whose outcome changed.
// A case that only looks back is written again where it sees something else than before: to find that out costs no
// encoding, so that what many look back on may change often.
func (d *Docket) review(touched touched, cause Cause) []Change {
	for _, h := range touched.inOrder() {
		before := h.outcome
		d.settle(h)
		if !before.equal(h.outcome, same) {
			touched.follow(h.later)
		}
	}
	var out []Change
	for _, h := range touched.inOrder() {
		back := d.lookBack(h)
		if !touched[h] && back.equal(h.back) {
			continue
		}
		h.back = back
		if c := d.write(h, cause); len(c.Findings) > 0 || c.Outside != nil {
			out = append(out, c)
		}
	}
	return out
}

// enter judges one incident and relates it to the others near it.
func (d *Docket) enter(touched touched, inc *incident.Incident) {
	h := d.cases[inc.ID]
	if h == nil {
		h = &hearing{order: len(d.listed)}
		d.listed = append(d.listed, h)
		d.cases[inc.ID] = h
	}
	h.incident, h.into, h.named = inc, "", names(inc)
	h.answers = d.answers.of(h.named)
	d.judge(h)
	d.relate(h)
	touched.add(h)
}

// leave takes an incident out of the relations. into is not empty where no version of the incident stands any more.
func (d *Docket) leave(touched touched, id canon.IncidentID, into string) {
	h := d.cases[id]
	if h == nil {
		return
	}
	touched.add(h)
	h.into = into
	d.unrelate(h)
}

// AddLayer takes a control layer into account and returns the changes. A layer of an exercise says nothing under
// a text in force, nor the reverse; one that is only claimed or demanded carries no attribution.
func (d *Docket) AddLayer(m *territory.Map) []Change {
	kind := m.Layer.Kind
	if kind != territory.Observed && kind != territory.Agreed || m.Layer.Exercise != d.text.Agreement().Exercise {
		return nil
	}
	at, _ := slices.BinarySearchFunc(d.maps, m, func(a, b *territory.Map) int {
		return cmp.Or(cmp.Compare(a.Layer.Source, b.Layer.Source), cmp.Compare(a.Layer.Name, b.Layer.Name),
			cmp.Compare(a.ID.String(), b.ID.String()))
	})
	d.maps = slices.Insert(d.maps, at, m)
	return d.again(func(h *hearing) bool { return h.incident.When.Overlaps(m.Layer.Valid) }, Cause{ByLayer, "control layer " + m.Layer.Name})
}

// again judges the chosen cases anew.
func (d *Docket) again(chosen func(*hearing) bool, cause Cause) []Change {
	touched := touched{}
	for _, h := range d.listed {
		if h.into == "" && chosen(h) {
			d.judge(h)
			touched.add(h)
		}
	}
	return d.review(touched, cause)
}

// Findings returns the current version of every finding that is not withdrawn, in order of first recording.
func (d *Docket) Findings() []*Finding { return d.latest(false) }

// Withdrawn returns the last version of every finding that is withdrawn, in order of first recording.
func (d *Docket) Withdrawn() []*Finding { return d.latest(true) }

func (d *Docket) latest(withdrawn bool) (out []*Finding) {
	for _, versions := range d.All() {
		if last := versions[len(versions)-1]; (last.Released.Status == Withdrawn) == withdrawn {
			out = append(out, last)
		}
	}
	return out
}

// Outsiders returns the incidents that are outside, in order of first recording.
func (d *Docket) Outsiders() []Outside {
	var out []Outside
	for _, h := range d.listed {
		if h.outside != nil {
			out = append(out, *h.outside)
		}
	}
	return out
}

// OutsideOf returns what Outsiders has of one incident, nil where a term reaches it or nobody judged it.
func (d *Docket) OutsideOf(id canon.IncidentID) *Outside {
	if h := d.cases[id]; h != nil {
		return h.outside
	}
	return nil
}

// All returns every finding on record with all its versions, oldest first, in order of first recording. Change none of it.
func (d *Docket) All() (out [][]*Finding) {
	d.Backward(func(versions []*Finding) bool { out = append(out, versions); return true })
	slices.Reverse(out)
	return out
}

// On returns the current versions of the findings on an incident that stand, in order of the text's terms.
func (d *Docket) On(id canon.IncidentID) (out []*Finding) {
	if h := d.cases[id]; h != nil {
		for n := range d.terms {
			if rec := h.records.of(n); rec != nil && rec.versions[len(rec.versions)-1].Released.Status != Withdrawn {
				out = append(out, rec.versions[len(rec.versions)-1])
			}
		}
	}
	return out
}

// Versions returns every version of a finding, oldest first, also where it is withdrawn; none where there never was one.
func (d *Docket) Versions(id canon.IncidentID, t agreement.TermID) []*Finding {
	n := slices.IndexFunc(d.terms, func(each term) bool { return each.ID == t })
	if h := d.cases[id]; h != nil && n >= 0 && h.records.of(n) != nil {
		return slices.Clip(h.records.of(n).versions)
	}
	return nil
}

// Backward visits what All returns from its end, until visit returns false.
func (d *Docket) Backward(visit func(versions []*Finding) bool) {
	for _, h := range slices.Backward(d.listed) {
		for _, each := range slices.Backward(h.records) {
			if rec := each.is; rec != nil && !visit(slices.Clip(rec.versions)) {
				return
			}
		}
	}
}

// ruling is the ruled reading of a question in the words of a rule's reading.
func ruling(q agreement.QuestionID, r agreement.ReadingID) string { return fmt.Sprintf("%s=%s", q, r) }
