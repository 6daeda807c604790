// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"io"

	"truce/engine"
	"truce/finding"
	"truce/journal"
	"truce/journal/bundle"
)

// The questions of docs/spec/bundle.md that need the engine.
const (
	Inputs     bundle.Question = "inputs"
	Recomputed bundle.Question = "recomputed"
)

// Verify answers every question of a bundle, by a policy or, where it is nil, without one. The error is that of the
// reader; what is wrong with the bundle is an answer.
func Verify(r io.Reader, policy *journal.Policy) (bundle.Result, error) {
	v := &verifier{state: engine.NewState(), inputs: newInputs(), devices: devices{keys: map[string]string{}}}
	result, err := bundle.Check(r, policy, bundle.Seen{Entry: v.entry, Finding: v.finding})
	if err != nil {
		return result, err
	}
	if result.Answers[0].Outcome != journal.Yes {
		v.open("the file was not read to its end")
		v.inputs.open("the file was not read to its end")
	}
	v.devices.answer(result.Answers)
	again := v.recomputed()
	for i, a := range result.Answers {
		if a.Question == bundle.Findings && again.Outcome == journal.Yes && (a.Outcome == journal.Yes || result.Unvouched) {
			result.Answers[i] = bundle.Answer{Question: a.Question, Outcome: journal.Yes} // whoever vouches, it is so
		}
	}
	result.Answers = append(result.Answers, v.inputs.answer(), again)
	return result, nil
}

// verifier folds the entries of a bundle and compares what comes of them with the findings that it holds.
type verifier struct {
	state   *engine.State
	made    []*finding.Finding // what the fold made, in order
	next    int                // how many of them were compared
	why     string             // why the fold ended; empty while it goes on
	differs string             // the first difference of findings

	inputs  inputs
	devices devices
}

// open ends the fold: nothing is recomputed from there on.
func (v *verifier) open(format string, args ...any) {
	if v.why == "" {
		v.why = fmt.Sprintf(format, args...)
	}
}

func (v *verifier) entry(n int64, d bundle.Disclosed) error {
	v.inputs.entry(n, d)
	v.devices.entry(n, d)
	if d.Header == nil || d.Parts == nil {
		v.open("entry %d is withheld", n)
		return nil
	}
	if v.why != "" {
		return nil
	}
	if n == 1 && d.Header.Realm == journal.Coalition {
		v.open("it is of a coalition's record, which no engine of a mission folds: truce coalition verify")
		return nil
	}
	_, effects, err := step(v.state, *d.Header, d.Parts)
	var other *engine.VersionError
	switch {
	case errors.As(err, &other):
		v.open("%s", other.Needs())
	case errors.Is(err, engine.ErrMissing):
		v.open("entry %d: an extract is withheld or destroyed", n)
	case err != nil:
		v.open("entry %d cannot be folded: %v", n, err)
		v.differs = fmt.Sprintf("entry %d: %v", n, err)
	}
	for _, each := range effects {
		if each.Finding != nil {
			v.made = append(v.made, each.Finding)
		}
	}
	return nil
}

func (v *verifier) finding(f bundle.Finding) error {
	v.compare(f)
	v.inputs.finding(f)
	return nil
}

// compare holds a finding of the bundle against the next one that the fold made.
func (v *verifier) compare(f bundle.Finding) {
	if v.why != "" || v.differs != "" {
		return
	}
	if v.next >= len(v.made) {
		v.differs = fmt.Sprintf("finding %d, %s: the entries give no more than %d", v.next+1, f.ID, len(v.made))
		return
	}
	if made := v.made[v.next]; made.ID != f.ID {
		v.differs = fmt.Sprintf("finding %d: the bundle has %s, the entries give %s, of %s under %s", v.next+1, f.ID, made.ID, made.Released.Incident, made.Released.Agreement)
		return
	}
	v.next++
}

func (v *verifier) recomputed() bundle.Answer {
	switch {
	case v.differs != "":
		return bundle.Answer{Question: Recomputed, Outcome: journal.No, Says: v.differs}
	case v.why != "":
		return bundle.Answer{Question: Recomputed, Outcome: journal.CouldNotTell, Says: v.why}
	case v.next < len(v.made):
		return bundle.Answer{Question: Recomputed, Outcome: journal.No, Says: fmt.Sprintf("the entries give %d findings, the bundle has %d: the next is %s", len(v.made), v.next, v.made[v.next].ID)}
	default:
		return bundle.Answer{Question: Recomputed, Outcome: journal.Yes}
	}
}
