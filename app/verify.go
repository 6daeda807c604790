// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"io"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/journal"
	"truce/journal/bundle"
	"truce/observation"
	"truce/place"
	"truce/report"
)

// The questions of docs/spec/bundle.md that need the engine.
const (
	Inputs     bundle.Question = "inputs"
	Recomputed bundle.Question = "recomputed"
)

// Verify answers every question of a bundle, by a policy or, where it is nil, without one. The error is that of the
// reader; what is wrong with the bundle is an answer.
func Verify(r io.Reader, policy *journal.Policy) (bundle.Result, error) {
	v := &verifier{state: engine.NewState(), observations: map[canon.ObservationID]bool{}}
	result, err := bundle.Check(r, policy, bundle.Seen{Entry: v.entry, Finding: v.finding})
	if err != nil {
		return result, err
	}
	if result.Answers[0].Outcome != journal.Yes {
		v.open("the file was not read to its end")
		v.unknown = "the file was not read to its end"
	}
	result.Answers = append(result.Answers, v.inputs(), v.recomputed())
	return result, nil
}

// verifier folds the entries of a bundle and compares what comes of them with the findings that it holds.
type verifier struct {
	state *engine.State
	made  []*finding.Finding // what the fold made, in order
	next  int                // how many of them were compared
	why   string             // why the fold ended; empty while it goes on
	differs,
	orphan string // the first difference of findings and of inputs

	seed         *canon.Salt
	observations map[canon.ObservationID]bool
	hidden       string // an entry of which not every extract is shown
	unknown      string // an observation that is not among those shown
	internals    int
}

// open ends the fold: nothing is recomputed from there on.
func (v *verifier) open(format string, args ...any) {
	if v.why == "" {
		v.why = fmt.Sprintf(format, args...)
	}
}

func (v *verifier) entry(n int64, d bundle.Disclosed) error {
	if d.Header == nil || d.Parts == nil {
		v.open("entry %d is withheld", n)
		if d.Header == nil || d.Header.Kind == journal.Submission {
			v.hidden = fmt.Sprintf("entry %d", n)
		}
		return nil
	}
	if v.why == "" {
		effects, err := step(v.state, *d.Header, d.Parts)
		switch {
		case errors.Is(err, ErrEngine):
			v.open("needs engine %s", d.Header.Engine)
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
	}
	v.read(n, d)
	return nil
}

// read takes the observations of the extracts that an entry shows, whether or not it can be folded.
func (v *verifier) read(n int64, d bundle.Disclosed) {
	if d.Header.Kind == journal.Genesis {
		if shown, ok := d.Parts[0].Disclosed(); ok {
			var g engine.Genesis
			if canon.Decode(shown.Content, &g) == nil {
				v.seed = &g.Seed
			}
		}
	}
	if d.Header.Kind != journal.Submission {
		return
	}
	for i := journal.PartsOfReport - 1; i < len(d.Parts); i += journal.PartsOfReport {
		shown, ok := d.Parts[i].Disclosed()
		var e report.Extract
		if !ok || v.seed == nil || canon.Decode(shown.Content, &e) != nil {
			v.hidden = fmt.Sprintf("report %d of entry %d", i/journal.PartsOfReport+1, n)
			continue
		}
		digest, err := e.Digest()
		if err != nil {
			continue
		}
		for _, o := range observation.Extract(report.ID(digest, *v.seed), e, func(r place.Region) place.Region { return r }) {
			v.observations[o.ID] = true
		}
	}
}

func (v *verifier) finding(f bundle.Finding) error {
	v.compare(f)
	internal, err := f.Internal.Part()
	if err != nil {
		return nil // it was answered already
	}
	shown, ok := internal.Disclosed()
	if !ok {
		return nil
	}
	v.internals++
	var in finding.Internal
	if err := canon.Decode(shown.Content, &in); err != nil {
		return nil
	}
	for _, o := range in.Observations {
		switch {
		case v.observations[o]:
		case v.hidden != "":
			v.unknown = fmt.Sprintf("finding %s rests on %s, which is not shown; %s is not shown whole", f.ID, o, v.hidden)
		case v.orphan == "":
			v.orphan = fmt.Sprintf("finding %s rests on %s, which no report in the bundle gives", f.ID, o)
		}
	}
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

func (v *verifier) inputs() bundle.Answer {
	switch {
	case v.orphan != "":
		return bundle.Answer{Question: Inputs, Outcome: journal.No, Says: v.orphan}
	case v.unknown != "":
		return bundle.Answer{Question: Inputs, Outcome: journal.CouldNotTell, Says: v.unknown}
	case v.internals == 0:
		return bundle.Answer{Question: Inputs, Outcome: journal.CouldNotTell, Says: "no finding shows what it rests on"}
	default:
		return bundle.Answer{Question: Inputs, Outcome: journal.Yes}
	}
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
