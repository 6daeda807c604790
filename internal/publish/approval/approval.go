// SPDX-License-Identifier: Apache-2.0

// Package approval turns the acts by which people let a public release out of the room into whether two of them stand behind
// exactly its bytes. It stands below engine, which folds the acts and checks who signed them; what a release holds is made by
// package release, which it does not know.
package approval

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"truce/canon"
	"truce/when"
)

// MaxNote is the longest signed note of an act, in bytes, and MaxShown how many findings a proposal may name.
const (
	MaxNote  = 4096
	MaxShown = 10_000
)

// Publication is one act on a public release, as an entry of kind "publication" carries it: exactly one of Propose and
// Approve is set. docs/spec/public-release.md says what each needs.
type Publication struct {
	// By is who does it, by the name of a key that is on record for releases.
	By      string    `json:"by"`
	Propose *Proposal `json:"propose,omitempty"`
	Approve *Approval `json:"approve,omitempty"`
}

// Proposal says that By made a release, looked at it and stands behind it: the first of the two approvals.
type Proposal struct {
	// Manifest is the digest of the manifest of the release, and so of every file in it.
	Manifest canon.Digest `json:"manifest"`
	Rule     Rule         `json:"rule"`
	// Held is how many findings the check of what would point at somebody holds back from it.
	Held int64 `json:"held"`
	// Note is Text as a signed note.
	Note string `json:"note"`
}

// Rule is everything but the record that a release follows from: whoever makes it again from the same entries by the same rule
// gets the same bytes.
type Rule struct {
	// AsOf is the instant that the delay is counted back from.
	AsOf when.Instant `json:"as_of"`
	// Delay and Cell, in milliseconds and millimetres, are what people ask for beyond the rule of the agreement: 0 for nothing.
	Delay when.Duration `json:"delay_ms,omitempty"`
	Cell  int64         `json:"cell_mm,omitempty"`
	// Exercise makes a release of exercises alone, marked on every row and page.
	Exercise bool `json:"exercise,omitempty"`
	// Show names the findings that the check holds back and that this release shows all the same.
	Show []canon.FindingID `json:"show,omitempty"`
}

// Approval says that By looked at a release that somebody else proposed and stands behind it too.
type Approval struct {
	Manifest canon.Digest `json:"manifest"`
	Note     string       `json:"note"`
}

// Text is what a person signs: the act, propose or approve, who does it and the digest of the manifest.
func Text(act, by string, manifest canon.Digest) string {
	return "truce/publication/1\n" + act + "\n" + by + "\n" + manifest.String() + "\n"
}

// Text is what is signed in the act, empty where it has no kind.
func (p *Publication) Text() string {
	switch {
	case p.Propose != nil:
		return Text("propose", p.By, p.Propose.Manifest)
	case p.Approve != nil:
		return Text("approve", p.By, p.Approve.Manifest)
	}
	return ""
}

// Signer is who signed an act, as the keys on record have it.
type Signer struct {
	// Person is the name under which their first key was enrolled: a key that took the place of another is no other person.
	Person string
	// Key verifies what they sign now.
	Key note.Verifier
}

// Release is a release that was proposed.
type Release struct {
	Proposal Proposal     `json:"proposal"`
	By       string       `json:"by"`
	At       when.Instant `json:"at"`
	Seq      int64        `json:"seq"`
	// Approved are those who approved it after the first, in order of recording.
	Approved []Approved `json:"approved,omitempty"`
}

// Approved is an approval on record.
type Approved struct {
	By  string       `json:"by"`
	At  when.Instant `json:"at"`
	Seq int64        `json:"seq"`
}

// MayLeave tells whether two people stand behind the release.
func (r *Release) MayLeave() bool { return len(r.Approved) > 0 }

// Register is what became of every release that was proposed. The zero Register is that of a record without any.
type Register struct {
	list []*Release
}

// Releases returns every release that was proposed, in order of recording. Nobody changes them.
func (g *Register) Releases() []*Release { return g.list }

// Find returns the release with a manifest, or nil.
func (g *Register) Find(manifest canon.Digest) *Release {
	for _, r := range g.list {
		if r.Proposal.Manifest == manifest {
			return r
		}
	}
	return nil
}

// Prepare looks at an act whole and returns what enters it; it changes nothing. The signer is whom the keys on record have
// under the name in the act.
func (g *Register) Prepare(p *Publication, at when.Instant, who Signer) (apply func(seq int64), err error) {
	if (p.Propose == nil) == (p.Approve == nil) {
		return nil, errors.New("an act on a release proposes one or approves one")
	}
	if p.Propose != nil {
		return g.propose(p, at, who)
	}
	return g.approve(p, at, who)
}

func (g *Register) propose(p *Publication, at when.Instant, who Signer) (func(int64), error) {
	o := *p.Propose
	switch {
	case o.Manifest.IsZero():
		return nil, errors.New("a proposal names the digest of a manifest")
	case o.Rule.AsOf > at || o.Rule.AsOf < when.MinInstant:
		return nil, fmt.Errorf("the release is as of %s, and it is %s", o.Rule.AsOf, at)
	case o.Rule.Delay < 0 || o.Rule.Cell < 0 || o.Held < 0:
		return nil, errors.New("a delay, a cell and what is held back are never below 0")
	case len(o.Rule.Show) > MaxShown:
		return nil, fmt.Errorf("%d findings are named, at most %d", len(o.Rule.Show), MaxShown)
	case g.Find(o.Manifest) != nil:
		return nil, fmt.Errorf("the very same release was proposed already, in entry %d: somebody else approves it", g.Find(o.Manifest).Seq)
	}
	for i, id := range o.Rule.Show {
		if slices.Contains(o.Rule.Show[:i], id) {
			return nil, fmt.Errorf("the finding %s is named twice", id)
		}
	}
	if err := signed(p.Text(), o.Note, who); err != nil {
		return nil, err
	}
	return func(seq int64) {
		g.list = append(g.list, &Release{Proposal: o, By: who.Person, At: at, Seq: seq})
	}, nil
}

func (g *Register) approve(p *Publication, at when.Instant, who Signer) (func(int64), error) {
	r := g.Find(p.Approve.Manifest)
	switch {
	case r == nil:
		return nil, fmt.Errorf("no release with the manifest %s was proposed", p.Approve.Manifest)
	case r.By == who.Person:
		return nil, fmt.Errorf("%s proposed it: nobody approves their own, somebody else does", who.Person)
	case slices.ContainsFunc(r.Approved, func(a Approved) bool { return a.By == who.Person }):
		return nil, fmt.Errorf("%s approved it already", who.Person)
	}
	if err := signed(p.Text(), p.Approve.Note, who); err != nil {
		return nil, err
	}
	return func(seq int64) { r.Approved = append(r.Approved, Approved{By: who.Person, At: at, Seq: seq}) }, nil
}

// signed returns an error unless a note is of a text and signed by a key.
func signed(text, signedNote string, who Signer) error {
	if len(signedNote) > MaxNote {
		return fmt.Errorf("note: more than %d bytes", MaxNote)
	}
	n, err := note.Open([]byte(signedNote), note.VerifierList(who.Key))
	if err != nil {
		return fmt.Errorf("the act is not signed by %s, whose key for releases is on record", who.Key.Name())
	}
	if n.Text != text {
		return fmt.Errorf("what %s signed is another act, or another release", who.Key.Name())
	}
	return nil
}
