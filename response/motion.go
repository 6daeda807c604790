// SPDX-License-Identifier: Apache-2.0

package response

import (
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/canon"
	"truce/finding"
	"truce/response/ballot"
	"truce/when"
)

// What votes are made of, and what they come to: package ballot.
type (
	Result = ballot.Result
	Choice = ballot.Choice
	Ballot = ballot.Ballot
	Count  = ballot.Count
)

// The results and the choices of package ballot.
const (
	Undecided = ballot.Undecided
	Adopted   = ballot.Adopted
	Refused   = ballot.Refused
	Divided   = ballot.Divided
	Vetoed    = ballot.Vetoed
	NoQuorum  = ballot.NoQuorum
	Unsigned  = ballot.Unsigned

	Yes     = ballot.Yes
	No      = ballot.No
	Abstain = ballot.Abstain
)

// Motion is a motion on record.
type Motion struct {
	Content Content      `json:"motion"`
	Digest  canon.Digest `json:"digest"`
	Bytes   string       `json:"bytes"`
	State   Result       `json:"result"`
	// Closed is when it was decided, Because why so.
	Closed  when.Instant `json:"closed,omitzero"`
	Because string       `json:"because,omitempty"`
	Ballots []*Ballot    `json:"ballots"`
	// Key names the key by which it was moved, and Holder answers for that; none where nobody signed the moving.
	Key    string `json:"key,omitempty"`
	Holder string `json:"holder,omitempty"`

	On     *finding.Finding `json:"-"` // On is the version of the case's finding when it was moved; nil where there was none
	caseOf *Case            // nil where it is on none
	id     int
}

// Signature is what Options.Verify is asked about.
type Signature struct {
	Key, Member string
	Party       agreement.PartyID
	// Message is what is signed, and Of says what that is made of.
	Message   []byte
	Of        string
	Signature string
}

var errNoKeys = errors.New("there are no keys to verify by")

// ErrEnded says that a key signed that was rotated or revoked before: the vote is kept and void.
var ErrEnded = errors.New("the key has ended")

// BallotBytes is what a member signs: its choice, its name, which vote of its this is, what it says to it, and the motion's exact bytes.
func (m *Motion) BallotBytes(member string, choice Choice, says string) []byte {
	return m.paper(member, choice, says).Bytes()
}

func (m *Motion) paper(member string, choice Choice, says string) ballot.Paper {
	p := ballot.Paper{Choice: choice, Member: member, Nth: 1, Says: says, Motion: m.Bytes}
	for _, b := range m.Ballots {
		if b.Member == member {
			p.Nth++
		}
	}
	return p
}

func (r *Register) move(m *Move, at when.Instant) (func(), error) {
	b := r.bodies[m.Body]
	if b == nil {
		return nil, fmt.Errorf("motion: %s has no body %q", r.ref, m.Body)
	}
	if !people.Is(r.text, m.By, string(m.Body)) && !slices.ContainsFunc(b.Members, func(o agreement.Member) bool { return o.ID == m.By }) {
		return nil, fmt.Errorf("motion: %s is no member of %s", m.By, m.Body)
	}
	var c *Case
	if m.Thread != (Thread{}) {
		var err error
		if c, err = r.find(m.Thread); err != nil {
			return nil, fmt.Errorf("motion: %w", err)
		}
	}
	if err := r.proposable(b, c, &m.Proposes, at); err != nil {
		return nil, fmt.Errorf("motion: %w", err)
	}
	closes := m.Closes
	silence, err := b.Silence.Parse()
	switch {
	case err != nil:
		return nil, err
	case m.Silence && silence == 0:
		return nil, fmt.Errorf("motion: the text lets %s decide nothing by silence", m.Body)
	case m.Silence && closes == 0:
		closes = at + when.Instant(silence)
	case m.Silence && closes < at+when.Instant(silence):
		return nil, fmt.Errorf("motion: silence lasts %s by the text", silence)
	case closes != 0 && closes <= at:
		return nil, errors.New("motion: it closes before it is moved")
	}
	holder, err := r.movedBy(b, m)
	if err != nil {
		return nil, fmt.Errorf("motion: %w", err)
	}
	content := Content{
		Agreement: r.ref, Number: len(r.motions) + 1, Body: m.Body, By: m.By, Moved: at, Closes: closes, Silence: m.Silence, Proposes: m.Proposes,
	}
	if c != nil {
		content.Thread = Thread{Case: c.Number, Incident: c.Incident, Term: c.Term}
	}
	data, err := canon.Encode(content)
	if err != nil {
		return nil, fmt.Errorf("motion: %w", err)
	}
	return func() {
		r.moved(&Motion{Content: content, Bytes: string(data), Digest: canon.SumBytes("truce/motion/1", data), State: Undecided, Key: m.Key, Holder: holder, caseOf: c})
	}, nil
}

// MoveBytes is what a member signs of a motion that it moves next.
func (r *Register) MoveBytes(m *Move) ([]byte, error) { return m.Bytes(r.ref, len(r.motions)+1) }

// movedBy checks the signature of a motion where there is one, and returns who answers for the key.
func (r *Register) movedBy(b *agreement.Body, m *Move) (holder string, err error) {
	switch {
	case m.Key == "" && m.Signature == "":
		return "", nil
	case m.Key == "" || m.Signature == "":
		return "", errors.New("a key and a signature stand together")
	case r.options.Verify == nil:
		return "", errNoKeys
	}
	message, err := r.MoveBytes(m)
	if err != nil {
		return "", err
	}
	holder, err = r.options.Verify(Signature{
		Key: m.Key, Member: m.By, Party: partyOf(b, m.By), Message: message, Signature: m.Signature,
		Of: fmt.Sprintf("what is moved, as motion %d", len(r.motions)+1),
	})
	return holder, err
}

// partyOf is the party for which a member of a body speaks, empty for none.
func partyOf(b *agreement.Body, member string) agreement.PartyID {
	if i := slices.IndexFunc(b.Members, func(o agreement.Member) bool { return o.ID == member }); i >= 0 {
		return b.Members[i].Party
	}
	return ""
}

func (r *Register) moved(m *Motion) {
	r.ids++
	m.id = r.ids
	r.motions, r.digests[m.Digest] = append(r.motions, m), m
	if m.caseOf != nil {
		m.On, m.caseOf.papers().Motions = m.caseOf.Finding, append(m.caseOf.papers().Motions, m.Content.Number)
	}
	if m.Content.Closes != 0 {
		r.wakeMotion(m)
	}
	r.note(Event{Case: m.Content.Case, What: Moved, Motion: m})
}

// proposable returns an error unless the body may decide what is proposed.
func (r *Register) proposable(b *agreement.Body, c *Case, p *Proposal, at when.Instant) error {
	count := 0
	for _, set := range []bool{p.Determination != nil, p.Ruling != nil, p.Remedy != nil, p.Declaration != nil, p.Appealed != nil, p.Text != ""} {
		if set {
			count++
		}
	}
	may := func(act string) error { return people.Competent(r.text, b.ID, act) }
	switch {
	case count != 1:
		return errors.New("it proposes exactly one thing")
	case p.Ruling != nil:
		return people.MayRule(r.text, p.Ruling.Question, p.Ruling.Reading, b.ID)
	case p.Text != "":
		return nil
	case c == nil:
		return errors.New("name the case that it is on")
	}
	if err := r.names(c, p, b.ID); err != nil {
		return err
	}
	switch {
	case p.Determination != nil:
		if !slices.Contains([]finding.Verdict{finding.Violation, finding.NoViolation, finding.Exempt, finding.Undetermined}, p.Determination.Outcome) {
			return fmt.Errorf("outcome %q: use violation, no-violation, exempt or undetermined", p.Determination.Outcome)
		}
		if c.Finding == nil {
			if err := r.complained(c, p.Determination.Outcome); err != nil {
				return err
			}
		}
		if err := may("determine"); err != nil {
			return err
		}
		return r.turn(c, determining, string(b.ID), at)
	case p.Declaration != nil:
		if p.Declaration.Word == "" || p.Declaration.Reason == "" {
			return errors.New("say what is declared and why")
		}
		return may("determine")
	case p.Remedy != nil:
		return r.orderable(c, p.Remedy, string(b.ID))
	}
	return r.decidable(c, p.Appealed, string(b.ID), at)
}

// vote prepares a vote. What a recused member or an ended key says is kept and void; what is nobody's is refused.
func (r *Register) vote(v *Vote, at when.Instant) (func(), error) {
	m := r.digests[v.Motion]
	if m == nil {
		return nil, fmt.Errorf("vote: no motion %s is on record", v.Motion)
	}
	b := r.bodies[m.Content.Body]
	member := v.For
	if member == "" {
		member = v.By
	}
	switch {
	case m.State != Undecided || m.Content.Closes != 0 && m.Content.Closes <= at:
		return nil, fmt.Errorf("vote: motion %d is closed", m.Content.Number)
	case !slices.Contains([]Choice{Yes, No, Abstain}, v.Choice):
		return nil, fmt.Errorf("vote: choice %q: use yes, no or abstain", v.Choice)
	case !slices.Contains(ballot.Voters(b), member):
		return nil, fmt.Errorf("vote: %s has no vote in %s", member, b.ID)
	case v.For != "" && v.For != v.By && !r.holdsProxy(b.ID, v.For, v.By):
		return nil, fmt.Errorf("vote: %s holds no proxy of %s", v.By, v.For)
	}
	vote := &Ballot{Member: member, By: v.By, Choice: v.Choice, Says: v.Says, Key: v.Key}
	if err := r.signed(m, b, v, vote); err != nil {
		return nil, fmt.Errorf("vote: %w", err)
	}
	return func() { r.cast(m, vote) }, nil
}

// signed checks the signature of a vote where the body asks for one, or one is given.
func (r *Register) signed(m *Motion, b *agreement.Body, v *Vote, kept *Ballot) error {
	switch {
	case v.Signature == "" && b.Signatures == 0:
		kept.Key = "" // a key that signed nothing proves nothing
		return nil
	case v.Signature == "" || v.Key == "":
		return fmt.Errorf("%s decides by signatures: sign the motion's bytes with a key on record", b.ID)
	case r.options.Verify == nil:
		return errNoKeys
	}
	paper := m.paper(kept.Member, v.Choice, v.Says)
	s := Signature{
		Key: v.Key, Member: v.By, Party: partyOf(b, v.By), Message: paper.Bytes(), Signature: v.Signature,
		Of: "the motion, the member, the choice and what it says to it",
	}
	holder, err := r.options.Verify(s)
	if err != nil && !errors.Is(err, ErrEnded) {
		s.Message = paper.Wordless()
		if was, before := r.options.Verify(s); before == nil || errors.Is(before, ErrEnded) {
			holder, err, kept.Beside = was, before, v.Says != ""
		}
	}
	kept.Holder = holder
	if errors.Is(err, ErrEnded) {
		kept.Void = err.Error()
		return nil
	}
	return err
}

func (r *Register) cast(m *Motion, b *Ballot) {
	b.At = r.now
	if body, n := m.Content.Body, m.Content.Case; r.IsRecused(body, b.Member, n) || r.IsRecused(body, b.By, n) {
		b.Void = recused
	}
	own := slices.ContainsFunc(m.Ballots, func(o *Ballot) bool {
		return o.Member == b.Member && o.Void == "" && !o.Replaced && o.By == o.Member
	})
	switch {
	case b.Void == "" && own && b.By != b.Member:
		b.Void = "the member voted itself"
	case b.Void == "":
		for _, o := range m.Ballots {
			o.Replaced = o.Replaced || o.Member == b.Member && o.Void == ""
		}
	}
	m.Ballots = append(m.Ballots, b)
	what := Voted
	if b.Void != "" {
		what = Voided
	}
	r.note(Event{Case: m.Content.Case, What: what, Motion: m, Says: fmt.Sprintf("%s: %s", b.Member, b.Choice)})
	r.settle(m, false)
}

// recused is what is said of a member that takes no part: nobody signs a recusal, and nobody shall think so.
const recused = "recused (unsigned)"

// IsRecused tells whether a member takes no part in what a body decides on a case; 0 is what is on none.
func (r *Register) IsRecused(body agreement.BodyID, member string, number int) bool {
	return slices.ContainsFunc(r.recused, func(o Filed[Recusal]) bool { return o.Act.TakesOut(body, member, number) })
}

func (r *Register) recuse(o *Recusal) (func(), error) {
	b := r.bodies[o.Body]
	switch {
	case b == nil || !slices.Contains(ballot.Voters(b), o.Member):
		return nil, fmt.Errorf("recusal: %q is no member of %q", o.Member, o.Body)
	case o.By != o.Member && !people.Is(r.text, o.By, string(o.Body)):
		return nil, fmt.Errorf("recusal: %s or %s recuses, not %s", o.Member, o.Body, o.By)
	case o.Reason == "":
		return nil, errors.New("recusal: say why")
	case o.Case != 0 && r.Case(o.Case) == nil:
		return nil, fmt.Errorf("recusal: there is no case %d of %s", o.Case, r.ref)
	}
	return func() {
		r.recused = append(r.recused, Filed[Recusal]{r.now, *o})
		r.note(Event{Case: o.Case, What: Entered, Says: o.Member + " is " + recused})
		for _, m := range r.motions {
			if m.State != Undecided || !r.IsRecused(m.Content.Body, o.Member, m.Content.Case) {
				continue
			}
			for _, b := range m.Ballots {
				if (b.Member == o.Member || b.By == o.Member) && b.Void == "" {
					b.Void = "since then " + recused
					r.note(Event{Case: m.Content.Case, What: Voided, Motion: m, Says: b.Member})
				}
			}
			r.settle(m, false)
		}
	}, nil
}

func (r *Register) proxy(p *Proxy) (func(), error) {
	b := r.bodies[p.Body]
	if b == nil {
		return nil, fmt.Errorf("proxy: %s has no body %q", r.ref, p.Body)
	}
	i := slices.IndexFunc(b.Members, func(m agreement.Member) bool { return m.ID == p.Member })
	switch {
	case i < 0 || !slices.Contains(b.Members[i].Proxies, p.Holder):
		return nil, fmt.Errorf("proxy: the text does not let %s vote for %s", p.Holder, p.Member)
	case p.By != p.Member:
		return nil, fmt.Errorf("proxy: %s gives and takes back its proxy itself", p.Member)
	case p.Ends != r.holdsProxy(p.Body, p.Member, p.Holder):
		return nil, errors.New("proxy: it is so already")
	}
	return func() {
		r.proxies = append(r.proxies, *p)
		r.note(Event{What: Entered, Says: fmt.Sprintf("proxy of %s for %s: %t", p.Member, p.Holder, !p.Ends)})
	}, nil
}

func (r *Register) holdsProxy(body agreement.BodyID, member, holder string) bool {
	held := false
	for _, p := range r.proxies {
		if p.Body == body && p.Member == member && p.Holder == holder {
			held = !p.Ends
		}
	}
	return held
}
