// SPDX-License-Identifier: Apache-2.0

package response

import (
	"container/heap"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/finding"
	"truce/when"
)

// Count is how a vote stands.
type Count struct {
	Yes, No, Abstain int
	// Eligible are those who may vote and are not recused, Quorum how many of them have to take part.
	Eligible, Quorum int
	// Signed are the votes in favour that bear a signature, Needed how many the text asks.
	Signed, Needed int
	// Vetoes are the members whose refusal stopped it.
	Vetoes []string
}

// Taking is how many took part.
func (c Count) Taking() int { return c.Yes + c.No + c.Abstain }

// Count counts the votes on a motion that are not void.
func (r *Register) Count(m *Motion) Count {
	b := r.bodies[m.Content.Body]
	out := Count{Quorum: b.Quorum, Needed: b.Signatures}
	signers := map[string]bool{}
	for _, who := range voters(b) {
		if r.isRecused(m, who) {
			continue
		}
		out.Eligible++
		v := valid(m, who)
		if v == nil {
			continue
		}
		switch v.Choice {
		case Yes:
			out.Yes++
			if v.Key != "" {
				signers[v.By] = true
			}
		case No:
			out.No++
			if slices.ContainsFunc(b.Members, func(o agreement.Member) bool { return o.ID == who && o.Veto }) {
				out.Vetoes = append(out.Vetoes, who)
			}
		default:
			out.Abstain++
		}
	}
	out.Signed = len(signers)
	if out.Quorum == 0 {
		out.Quorum = out.Eligible
	}
	return out
}

// valid returns the vote of a member that counts, or nil.
func valid(m *Motion, member string) *Ballot {
	for _, b := range slices.Backward(m.Ballots) {
		if b.Member == member && b.Void == "" && !b.Replaced {
			return b
		}
	}
	return nil
}

// settle decides a motion if it can be decided: when it closes, when everybody voted, or when nothing can change it.
func (r *Register) settle(m *Motion, closes bool) {
	b, n := r.bodies[m.Content.Body], r.Count(m)
	closes = closes || n.Taking() == n.Eligible
	switch {
	case n.Eligible == 0:
		r.close(m, NoQuorum, "everybody is recused")
	case len(n.Vetoes) > 0:
		r.close(m, Vetoed, fmt.Sprintf("refused by %v, whose refusal stops it", n.Vetoes))
	case m.Content.Silence:
		r.settleSilence(m, n, closes)
	case b.Decides == "chair" || b.Decides == "sole":
		r.settleAlone(m, b, n, closes)
	case closes || r.certain(b, n):
		r.settleVotes(m, b, n)
	}
}

func (r *Register) settleSilence(m *Motion, n Count, closes bool) {
	switch {
	case n.No > 0:
		r.close(m, Refused, "the silence was broken")
	case closes && n.Needed > 0:
		r.close(m, Unsigned, "what is adopted by silence bears no signatures")
	case closes && m.Content.Closes <= r.now:
		r.close(m, Adopted, "nobody objected")
	}
}

// settleAlone decides where one voice does.
func (r *Register) settleAlone(m *Motion, b *agreement.Body, n Count, closes bool) {
	voice := voters(b)[0]
	if i := slices.IndexFunc(b.Members, func(o agreement.Member) bool { return o.Chair }); i >= 0 {
		voice = b.Members[i].ID
	}
	v := valid(m, voice)
	switch {
	case v != nil && v.Choice == Yes && n.Signed >= n.Needed:
		r.close(m, Adopted, voice+" decides")
	case v != nil && v.Choice == No:
		r.close(m, Refused, voice+" decides")
	case closes && v != nil && v.Choice == Yes:
		r.close(m, Unsigned, fmt.Sprintf("%d of %d signatures", n.Signed, n.Needed))
	case closes:
		r.close(m, NoQuorum, voice+" did not decide")
	}
}

// certain tells whether no further vote can keep a motion from being adopted.
func (r *Register) certain(b *agreement.Body, n Count) bool {
	veto := slices.ContainsFunc(b.Members, func(o agreement.Member) bool { return o.Veto })
	if veto || n.Taking() < n.Quorum || n.Signed < n.Needed {
		return false
	}
	return b.Decides == "majority" && 2*n.Yes > n.Eligible || b.Decides == "two-thirds" && 3*n.Yes >= 2*n.Eligible
}

func (r *Register) settleVotes(m *Motion, b *agreement.Body, n Count) {
	carried := map[string]bool{
		"majority": 2*n.Yes > n.Taking(), "two-thirds": 3*n.Yes >= 2*n.Taking(), "consensus": n.No == 0 && n.Yes > 0,
	}[b.Decides]
	says := fmt.Sprintf("%d for, %d against, %d abstain, of %d", n.Yes, n.No, n.Abstain, n.Eligible)
	switch {
	case n.Taking() < n.Quorum:
		r.close(m, NoQuorum, fmt.Sprintf("%d took part, the quorum is %d", n.Taking(), n.Quorum))
	case carried && n.Yes > 0 && n.Signed >= n.Needed:
		r.close(m, Adopted, says)
	case carried && n.Yes > 0:
		r.close(m, Unsigned, fmt.Sprintf("%d of %d signatures", n.Signed, n.Needed))
	case 2*n.No > n.Taking() && b.Decides != "consensus":
		r.close(m, Refused, says)
	default:
		r.close(m, Divided, says)
	}
}

// close ends a motion and lets what was decided take effect.
func (r *Register) close(m *Motion, result Result, because string) {
	m.State, m.Closed, m.Because = result, r.now, because
	e := Event{Case: m.Content.Case, What: Closed, Motion: m, Says: string(result) + ": " + because}
	var err error
	if result == Adopted {
		if err = r.proposable(r.bodies[m.Content.Body], m.caseOf, &m.Content.Proposes); err == nil {
			e.Carry = r.carry(m)
		}
	}
	c, what := m.caseOf, m.Content.Proposes.Determination
	if what != nil && (result == Divided || result == Vetoed) && c.determination() == nil {
		if c.Finding == nil {
			defer r.decided(c, Decided{Case: c.Number, By: string(m.Content.Body), None: true, Reason: because})
		} else {
			e.Carry = &Decision{Incident: c.Incident, Term: c.Term, By: string(m.Content.Body), Determination: &finding.Determination{
				By: m.Content.Body, At: r.now, None: true, Reasons: because, Members: positions(m),
			}}
		}
	}
	r.note(e)
	if result == NoQuorum || result == Divided || result == Vetoed || result == Unsigned {
		r.fallBack(m)
	}
	switch {
	case err != nil: // it was in order when it was moved
		r.note(Event{Case: m.Content.Case, What: Entered, Motion: m, Says: "not carried out: " + err.Error()})
	case result == Adopted:
		r.takeEffect(m)
	}
}

// carry is what an adopted motion does to the finding.
func (r *Register) carry(m *Motion) *Decision {
	c, p, body := m.caseOf, m.Content.Proposes, m.Content.Body
	switch {
	case p.Ruling != nil:
		return &Decision{Ruling: p.Ruling, By: string(body)}
	case p.Determination != nil && c.Finding != nil:
		act := &finding.Determination{
			By: body, At: r.now, Outcome: p.Determination.Outcome, Intent: p.Determination.Intent, Reasons: p.Determination.Reasons, Members: positions(m),
		}
		if c.Papers != nil {
			act.ExParte = slices.Clone(c.Papers.ExParte)
		}
		return &Decision{Incident: c.Incident, Term: c.Term, By: string(body), Determination: act}
	case p.Appealed != nil && p.Appealed.Outcome == "upheld" && c.Finding != nil:
		return &Decision{Incident: c.Incident, Term: c.Term, By: string(body), Advance: finding.Final}
	}
	return nil
}

// takeEffect does what an adopted motion does to the case itself.
func (r *Register) takeEffect(m *Motion) {
	c, p, body := m.caseOf, m.Content.Proposes, string(m.Content.Body)
	switch {
	case p.Determination != nil && c.Finding == nil:
		r.decided(c, Decided{Case: c.Number, By: body, Outcome: p.Determination.Outcome, Reason: p.Determination.Reasons})
	case p.Remedy != nil:
		o := *p.Remedy
		o.By = body
		r.ordered(c, o)
	case p.Declaration != nil:
		d := *p.Declaration
		d.By = body
		r.declared(c, d)
	case p.Appealed != nil:
		a := *p.Appealed
		a.By = body
		r.appealed(c, a)
	}
}

// positions are what the members held, for the determination.
func positions(m *Motion) []finding.Opinion {
	words := map[Choice]string{Yes: "for", No: "against", Abstain: "abstains"}
	var out []finding.Opinion
	for _, b := range m.Ballots {
		if b.Void == "" && !b.Replaced {
			holds := words[b.Choice]
			if b.Says != "" {
				holds += ": " + b.Says
			}
			out = append(out, finding.Opinion{By: b.Member, At: b.At, Holds: holds})
		}
	}
	return out
}

// fallBack hands what a body could not decide to whom the text names instead.
func (r *Register) fallBack(m *Motion) {
	b := r.bodies[m.Content.Body]
	if m.caseOf == nil || b.Fallback == "" || b.Fallback == string(b.ID) {
		return
	}
	step := map[bool]string{true: "determine", false: "decide-appeal"}[m.Content.Proposes.Determination != nil]
	if m.Content.Proposes.Determination == nil && m.Content.Proposes.Appealed == nil {
		return
	}
	for _, d := range m.caseOf.Obligations {
		if d.Kind == StepObligation && d.Name == step && d.IsOpen() {
			d.detail().Fallback = b.Fallback
			r.note(Event{Case: m.Content.Case, What: FallsBack, Obligation: d, Says: fmt.Sprintf("%s acts, since %s could not", b.Fallback, b.ID)})
		}
	}
}

// wake has a pause end by itself, and wakeMotion a motion close.
func (r *Register) wake(d *Obligation, at when.Instant) {
	r.end(&deadline{at: at, id: d.id, obligation: d, pause: true})
}

func (r *Register) wakeMotion(m *Motion) {
	r.end(&deadline{at: m.Content.Closes, id: m.id, motion: m})
}

func (r *Register) end(d *deadline) {
	r.closing = append(r.closing, d)
	heap.Push(&r.due, d)
}
