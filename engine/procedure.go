// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/keyring"
	"truce/response"
	"truce/when"
)

// Procedure is an act of the procedure under an agreement.
type Procedure struct {
	Agreement string       `json:"agreement"`
	Act       response.Act `json:"act"`
}

// Registers returns the registers of the procedure in order of adoption, one beside each docket.
func (s *State) Registers() []*response.Register { return s.registers }

// Register returns the register of an instrument by its reference, or nil.
func (s *State) Register(ref string) *response.Register {
	for _, r := range s.registers {
		if r.Ref() == ref {
			return r
		}
	}
	return nil
}

// decides tells whether a motion closes or a pause ends by itself up to a time.
func (s *State) decides(now when.Instant) bool {
	for _, r := range s.registers {
		if r.Closing(now) {
			return true
		}
	}
	return false
}

// procedure prepares an act of the procedure, with what it does to the finding that it is on.
func (s *State) procedure(p *Procedure, at when.Instant) (deed, error) {
	d, err := s.docket(p.Agreement)
	if err != nil {
		return nil, err
	}
	r := s.Register(p.Agreement)
	if err := s.restsOn(&p.Act); err != nil {
		return nil, err
	}
	act, err := s.onDocket(d, r, &p.Act)
	if err != nil {
		return nil, err
	}
	do, err := r.Prepare(&p.Act, at)
	if err != nil {
		return nil, err
	}
	_, _, by := r.Advances(&p.Act)
	return func() []Effect {
		effects := s.carryOut(r, do())
		if act != nil {
			effects = append(effects, s.proceed(outcome(act()), at, by)...)
		}
		return effects
	}, nil
}

// onDocket prepares what an act of the procedure does to a finding; nil where it does nothing.
func (s *State) onDocket(d *finding.Docket, r *response.Register, a *response.Act) (finding.Act, error) {
	if t, to, by := r.Advances(a); to != "" {
		return d.Advance(t.Incident, t.Term, to, by)
	}
	if a.Log == nil || a.Log.Shows == nil {
		return nil, nil
	}
	answer := *a.Log.Shows
	answer.By, answer.At = string(a.Log.Body), a.Log.At
	answer.Says = fmt.Sprintf("line %d of the log (unsigned): %s", r.LogNumber(a.Log.Body, len(r.Log()))+1, a.Log.Says)
	return d.Answer(answer)
}

// restsOn refuses what rests on observations that are not on record.
func (s *State) restsOn(a *response.Act) error {
	if a.FollowUp == nil {
		return nil
	}
	for _, id := range a.FollowUp.Observations {
		if s.joiner.Of(id) == nil {
			return fmt.Errorf("follow-up: there is no observation %s", id)
		}
	}
	for _, id := range a.FollowUp.Findings {
		if s.findingOf(id) == nil {
			return fmt.Errorf("follow-up: there is no finding %s", id)
		}
	}
	return nil
}

// rootsOf returns the custodial roots of what a follow-up rests on: of the observations that it names, and of all those of the
// incidents on which the findings are that it names.
func (s *State) rootsOf(f *response.FollowUp) (roots []string) {
	for _, id := range f.Observations {
		for _, o := range s.joiner.Of(id).Members {
			if o.ID == id {
				roots = append(roots, o.Roots...)
			}
		}
	}
	for _, id := range f.Findings {
		if inc := s.joiner.Get(s.findingOf(id).Released.Incident); inc != nil {
			for _, o := range inc.Members {
				roots = append(roots, o.Roots...)
			}
		}
	}
	return roots
}

// findingOf returns a version of a finding by its ID, or nil.
func (s *State) findingOf(id canon.FindingID) *finding.Finding {
	for _, d := range s.dockets {
		for _, versions := range d.All() {
			for _, f := range versions {
				if f.ID == id {
					return f
				}
			}
		}
	}
	return nil
}

// onPaper refuses a bare determination or ruling, and what ends or withdraws one, where the text asks for signatures, and a
// decision of a body in the place of one that has not failed.
func (s *State) onPaper(e *Entry) error {
	var ref, by string
	switch {
	case e.Determination != nil:
		ref, by = e.Determination.On.Agreement, string(e.Determination.Act.By)
	case e.Ruling != nil:
		ref, by = e.Ruling.Agreement, string(e.Ruling.By)
	case e.Advance != nil && (e.Advance.To == finding.Final || e.Advance.To == finding.Withdrawn):
		ref, by = e.Advance.On.Agreement, e.Advance.By
	default:
		return nil
	}
	r := s.Register(ref)
	if r == nil {
		return nil
	}
	if err := r.OnPaper(by); err != nil {
		return err
	}
	switch a := e.Advance; {
	case e.Determination != nil:
		return r.Turn(response.Thread{Incident: e.Determination.On.Incident, Term: e.Determination.On.Term}, "determine", by, e.Time)
	case a != nil && a.To == finding.Final:
		if c := r.CaseOf(a.On.Incident, a.On.Term); c != nil && c.Status() == finding.UnderAppeal {
			return r.Turn(response.Thread{Case: c.Number}, "appeal", by, e.Time)
		}
	}
	return nil
}

// by is who did the act on a finding that an entry is.
func (e *Entry) by() string {
	switch {
	case e.Advance != nil:
		return e.Advance.By
	case e.Determination != nil:
		return string(e.Determination.Act.By)
	}
	return ""
}

// proceed makes findings of an instant known to the registers, and adds what comes of them after each.
func (s *State) proceed(effects []Effect, at when.Instant, by string) []Effect {
	var out []Effect
	for _, e := range effects {
		out = append(out, e)
		if e.Finding == nil {
			continue
		}
		r := s.Register(e.Finding.Released.Agreement)
		if r.Now() < at {
			out = append(out, s.carryOut(r, r.Fire(at))...)
		}
		out = append(out, s.carryOut(r, r.Take(e.Finding, by))...)
	}
	return out
}

// carryOut turns what came about in a register into effects, and carries out what a body decided by votes.
func (s *State) carryOut(r *response.Register, events []response.Event) []Effect {
	var out []Effect
	for _, e := range events {
		out = append(out, Effect{Procedure: &e})
		if e.Carry == nil {
			continue
		}
		d, err := s.docket(r.Ref())
		var act finding.Act
		if err == nil {
			act, err = decided(d, e.Carry)
		}
		if err != nil {
			out = append(out, Effect{Procedure: &response.Event{
				At: e.At, Agreement: e.Agreement, Case: e.Case, What: response.Entered, Motion: e.Motion, Says: "not carried out: " + err.Error(),
			}})
			continue
		}
		out = append(out, s.proceed(outcome(act()), r.Now(), e.Carry.By)...)
	}
	return out
}

func decided(d *finding.Docket, c *response.Decision) (finding.Act, error) {
	switch {
	case c.Ruling != nil:
		return d.Rule(c.Ruling.Question, c.Ruling.Reading, agreement.BodyID(c.By))
	case c.Determination != nil:
		return d.Determine(c.Incident, c.Term, *c.Determination)
	}
	return d.Advance(c.Incident, c.Term, c.Advance, c.By)
}

// verifies tells whether a signature is a member's: by a key on record that is the member's own, or that of the party that it
// speaks for. It returns which of them answers for the key.
func (s *State) verifies(v response.Signature) (holder string, err error) {
	err = s.verified(v)
	if err != nil && !errors.Is(err, response.ErrEnded) {
		return "", err
	}
	e, _ := s.ring.Get(v.Key)
	if strings.EqualFold(e.Key.Holder, v.Member) {
		return v.Member, err
	}
	return e.Key.Holder, err
}

func (s *State) verified(v response.Signature) error {
	e, ok := s.ring.Get(v.Key)
	k := e.Key
	switch {
	case !ok:
		return fmt.Errorf("no key %.80q is on record", v.Key)
	case k.Use != keyring.ForMember:
		return fmt.Errorf("the key %.80q is not a member's: it is for a %s", v.Key, k.Use)
	case !strings.EqualFold(k.Holder, v.Member) && (v.Party == "" || k.Holder != string(v.Party)):
		return fmt.Errorf("%s answers for the key %.80q, not %s", k.Holder, v.Key, v.Member)
	}
	signature, err := keyring.DecodeSignature(v.Signature)
	if err != nil {
		return err
	}
	if err := k.Verify(v.Message, signature); err != nil {
		return fmt.Errorf("the signature is not over the exact bytes of %s: %w", v.Of, err)
	}
	if e.Ended != "" {
		return fmt.Errorf("%w: %s was %s", response.ErrEnded, v.Key, e.Ended)
	}
	return nil
}
