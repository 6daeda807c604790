// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"truce/coalition"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/internal/casefile"
)

// textOf reads a text and its version, which must be on record.
func (r *Run) textOf(word string, v sourced.View) (undertaking.Text, sourced.Line[undertaking.Instrument], error) {
	id, version, err := cut(word)
	t := undertaking.Text{Instrument: id, Version: version}
	if err != nil {
		return t, sourced.Line[undertaking.Instrument]{}, err
	}
	l, ok := r.state.Undertakings().Instrument(t, v)
	if !ok {
		return t, l, missing("text", word)
	}
	return t, l, nil
}

func (r *Run) text(s casefile.Step, v sourced.View) (map[string]string, error) {
	t, l, err := r.textOf(s.Words[1], v)
	if err != nil {
		return nil, err
	}
	counts, ok := r.state.Undertakings().InForce(t.Instrument, v)
	return map[string]string{
		"kind": string(l.Is.Kind), "draft": yesNo(l.Is.Draft), "parties": number(len(l.Is.Parties)), "exercise": yesNo(l.Is.Exercise),
		"components": number(len(r.state.Undertakings().Components(t, v))), "in-force": yesNo(ok && counts == t),
	}, nil
}

func (r *Run) component(s casefile.Step, v sourced.View) (map[string]string, error) {
	t, _, err := r.textOf(s.Words[1], v)
	if err != nil {
		return nil, err
	}
	g := r.state.Undertakings()
	for _, c := range g.Components(t, v) {
		if string(c.Is.ID) == s.Words[2] {
			return map[string]string{
				"binding": string(c.Is.Binding), "addressee": string(c.Is.Addressee), "constitutional": yesNo(c.Is.Constitutional),
				"from": day(c.Is.From), "expires": day(c.Is.Expires), "conditions": number(len(g.Conditions(t, c.Is.ID, v))),
				"figures": number(len(g.Figures(t.Instrument, v))),
			}, nil
		}
	}
	return nil, missing("component", s.Words[1]+" "+s.Words[2])
}

func (r *Run) stipulation(s casefile.Step, v sourced.View) (map[string]string, error) {
	t, _, err := r.textOf(s.Words[1], v)
	if err != nil {
		return nil, err
	}
	for _, d := range r.state.Undertakings().Stipulations(t, sourced.Name(s.Words[2]), v) {
		if string(d.Is.State) == s.Get("state") {
			return map[string]string{"what": string(d.Is.What), "words": d.Is.Words}, nil
		}
	}
	return map[string]string{}, nil
}

// position tells where a state stands: want position TEXT STATE. Where nothing is on record it is unknown.
func (r *Run) position(s casefile.Step, v sourced.View) (map[string]string, error) {
	t, _, err := r.textOf(s.Words[1], v)
	if err != nil {
		return nil, err
	}
	l, ok := r.state.Undertakings().Position(t, sourced.Name(s.Get("component")), sourced.Name(s.Words[2]), v)
	if !ok {
		return map[string]string{"is": string(undertaking.UnknownStance)}, nil
	}
	return map[string]string{"is": string(l.Is.Stance), "reservation": l.Is.Reservation, "by": l.Said.By, "grade": string(l.Said.Grade)}, nil
}

// positions counts the states that stand so on a text, or on a component by itself.
func (r *Run) positions(s casefile.Step, v sourced.View) (map[string]string, error) {
	t, _, err := r.textOf(s.Words[1], v)
	if err != nil {
		return nil, err
	}
	var states []sourced.Name
	for _, p := range r.state.Undertakings().Positions(t, v) {
		if string(p.Is.Component) == s.Get("component") && is(s, "is", p.Is.Stance) {
			states = append(states, p.Is.State)
		}
	}
	return map[string]string{"number": number(len(states)), "states": joined(states)}, nil
}

// tie tells who is tied to something: want tie member-of WHAT.
func (r *Run) tie(s casefile.Step, v sourced.View) (map[string]string, error) {
	g, what := r.state.Undertakings(), sourced.Name(s.Words[2])
	var all []sourced.Line[undertaking.Relation]
	switch undertaking.Tie(s.Words[1]) {
	case undertaking.RepresentedAt:
		all = g.RepresentedAt(what, v)
	case undertaking.MemberOf:
		all = g.MemberOf(what, v)
	case undertaking.BoundBy:
		all = g.BoundBy(what, v)
	default:
		return nil, unknown("tie", s.Words[1], sourced.Words(undertaking.Ties()))
	}
	var states []sourced.Name
	for _, l := range all {
		states = append(states, l.Is.State)
	}
	return map[string]string{"number": number(len(states)), "states": joined(states)}, nil
}

func (r *Run) roles(s casefile.Step, v sourced.View) (map[string]string, error) {
	list := map[string][]string{}
	for _, l := range r.state.Undertakings().Roles(sourced.Name(s.Words[1]), v) {
		list[string(l.Is.Part)] = append(list[string(l.Is.Part)], string(l.Is.Who))
	}
	out := map[string]string{}
	for _, part := range undertaking.Parts() {
		slices.Sort(list[string(part)])
		out[string(part)] = strings.Join(list[string(part)], ",")
	}
	return out, nil
}

func (r *Run) owing(s casefile.Step, v sourced.View) (map[string]string, error) {
	var steps []string
	for _, l := range r.state.Undertakings().Owing(sourced.Name(s.Words[1]), v) {
		if is(s, "state", l.Is.State) {
			steps = append(steps, fmt.Sprintf("%s:%s:%s", l.Is.State, l.Is.Owner, l.Is.Progress))
		}
	}
	return map[string]string{"number": number(len(steps)), "steps": strings.Join(steps, ",")}, nil
}

func (r *Run) figure(s casefile.Step, v sourced.View) (map[string]string, error) {
	for _, l := range r.state.Undertakings().Figures(sourced.Name(s.Words[1]), v) {
		if string(l.Is.ID) == s.Words[2] {
			return map[string]string{"hours": number(l.Is.Hours), "basis": string(l.Is.Basis), "start": l.Is.Start, "owed": l.Is.Owed}, nil
		}
	}
	return nil, missing("figure", s.Words[1]+" "+s.Words[2])
}

// difference tells what changed from one version to another, in effect on a state.
func (r *Run) difference(s casefile.Step, v sourced.View) (map[string]string, error) {
	from, _, err := r.textOf(s.Words[1], v)
	to, _, again := r.textOf(s.Words[2], v)
	if err := errors.Join(err, again); err != nil {
		return nil, err
	}
	changes, err := r.state.Undertakings().Compare(from, to, v)
	if err != nil {
		return nil, err
	}
	var effects []string
	for _, c := range changes {
		for _, e := range c.Effects {
			if is(s, "state", e.State) {
				effects = append(effects, fmt.Sprintf("%s:%s:%s", e.State, c.What, e.Direction))
			}
		}
	}
	return map[string]string{"number": number(len(changes)), "effects": strings.Join(effects, ",")}, nil
}

// stand sets a state's undertaking beside a release, on= by its place: want stand STATE COMPONENT reader=STATE.
func (r *Run) stand(s casefile.Step, v sourced.View) (map[string]string, error) {
	on := s.Get("on")
	if on == "" {
		on = "last"
	}
	release, err := r.released(on)
	if err != nil {
		return nil, err
	}
	all, err := r.state.Undertakings().Stand(release.ForRegister(), v)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if string(x.State) != s.Words[1] || string(x.Component) != s.Words[2] {
			continue
		}
		var clauses, owing []string
		for _, c := range x.Clauses {
			clauses = append(clauses, fmt.Sprintf("%s:%s", c.ID, c.Answer))
		}
		for _, step := range x.Owing {
			owing = append(owing, fmt.Sprintf("%s:%s", step.Owner, step.Progress))
		}
		out := map[string]string{
			"seen": "yes", "conditions": string(x.Conditions), "clauses": strings.Join(clauses, ","), "what": string(x.What),
			"owing": strings.Join(owing, ","), "reservation": x.Reservation, "outcome": string(release.ForRegister().Outcome),
		}
		if x.Reading != nil {
			out["reading"] = string(x.Reading.Is.Holds)
		}
		if x.Act != nil {
			out["act"] = string(x.Act.Is.Decided)
		}
		return out, nil
	}
	return map[string]string{"seen": "no"}, nil
}

func (r *Run) releases(_ casefile.Step, v sourced.View) (map[string]string, error) {
	return map[string]string{"number": number(len(r.state.ReleasesAsOf(v.AsOf)))}, nil
}

func (r *Run) wantReleased(s casefile.Step, _ sourced.View) (map[string]string, error) {
	x, err := r.released(s.Words[1])
	if err != nil {
		return nil, err
	}
	out := map[string]string{
		"status": x.Status, "verdict": x.Verdict, "article": x.Article, "hold": string(x.Hold), "exercise": yesNo(x.Exercise),
		"superseded": yesNo(!x.SupersededBy.IsZero()), "severity": x.Severity, "current": yesNo(x.SupersededBy.IsZero()),
	}
	if !x.Doubt.IsZero() {
		out["current"] = string(coalition.CouldNotTell)
	}
	if x.Determination != nil {
		out["determined"] = x.Determination.By + ": " + x.Determination.Outcome
	}
	return out, nil
}
