// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
)

// Question is one thing that a reader asks of a bundle.
type Question string

// The questions of docs/spec/bundle.md that need no engine.
const (
	Form     Question = "form"
	Log      Question = "log"
	Quorum   Question = "quorum"
	Tree     Question = "tree"
	Headers  Question = "headers"
	Findings Question = "findings"
)

// Answer is the outcome of a question. Says is the first difference where it is no, and what is lacking where it could
// not be told.
type Answer struct {
	Question Question        `json:"question"`
	Outcome  journal.Outcome `json:"outcome"`
	Says     string          `json:"says,omitempty"`
}

// Result is what a bundle showed.
type Result struct {
	Head Head
	// Checkpoint is what the bundle stands under; the zero value where it has none that can be read.
	Checkpoint journal.SignedCheckpoint
	// Root is that of the tree over the leaves of all entries, computed.
	Root tlog.Hash
	// Findings and Digest are their number and the digest of their IDs, computed; Exercises is how many of them say that they
	// are of an invented or moved event, as Listing has it or else as far as it is shown.
	Findings, Exercises int64
	Digest              canon.Digest
	// Withheld is how many findings a bundle for the public holds by their hashes alone.
	Withheld int64
	// WithheldEntries is how many entries are shown as commitments alone.
	WithheldEntries int64
	// Listing is what a log of the policy vouches for in the bundle; nil where none does.
	Listing *SignedListing
	// Unvouched tells that Findings could not be told for no other reason than that no log of the policy vouches for them:
	// whoever computes them again can tell.
	Unvouched bool
	// Answers are in the order of the questions.
	Answers []Answer
	// Missing are the cosigners of the policy that did not sign.
	Missing []journal.Missing
	// Hashes are those of the tree over the leaves of all entries, for proofs.
	Hashes tlog.HashReader

	ends ends
	gone gone
}

// Is returns the answer to a question; the zero answer if it was not asked.
func (r Result) Is(q Question) Answer {
	for _, a := range r.Answers {
		if a.Question == q {
			return a
		}
	}
	return Answer{}
}

// With returns the result with another answer to a question that was asked.
func (r Result) With(a Answer) Result {
	r.Answers = slices.Clone(r.Answers)
	for i := range r.Answers {
		if r.Answers[i].Question == a.Question {
			r.Answers[i] = a
		}
	}
	return r
}

// Seen is given every entry and finding that a check passes, besides the check itself: for whoever recomputes.
type Seen struct {
	Entry   func(n int64, e Disclosed) error
	Finding func(f Finding) error
}

// Disclosed is an entry as far as a bundle shows it.
type Disclosed struct {
	// Header and Head are not set where the header is withheld.
	Header *journal.Header
	Parts  []journal.Part
	Root   canon.Digest
	// Commitment is the entry's, whatever of it is shown.
	Commitment canon.Digest
}

// Check reads a bundle once and answers the questions. policy is nil where the reader has none. The error is that of
// the reader or of seen; what is wrong with the bundle is an answer.
func Check(r io.Reader, policy *journal.Policy, seen Seen) (Result, error) {
	c := &checker{policy: policy, seen: seen, known: map[canon.FindingID]version{}, ofAll: map[version]canon.FindingID{}}
	c.answers = map[Question]*Answer{}
	c.result.gone.record = map[place]bool{}
	err := Read(r, Visitor{Head: c.head, Checkpoint: c.checkpoint, Entry: c.entry, Finding: c.finding, End: c.end})
	if errors.Is(err, ErrForm) {
		c.no(Form, "%v", err)
		err = nil
	}
	if err != nil {
		return Result{}, err
	}
	return c.conclude(), nil
}

// checker answers the questions of one bundle.
type checker struct {
	policy  *journal.Policy
	seen    Seen
	result  Result
	answers map[Question]*Answer // of what is not yes
	ended   bool
	// unvouched says why nobody vouches for the list of findings; empty where a log of the policy does.
	unvouched string
	hidden    int64 // findings of which it is not shown whether they are exercises

	realm  journal.Realm   // of the record, as entry 1 says
	before *journal.Header // the last header that was disclosed
	hashes hashes
	leaves int64
	ids    []canon.FindingID
	known  map[canon.FindingID]version // every finding so far
	ofAll  map[version]canon.FindingID // those that show what they are about
}

// version is one version of what a finding is about: incident, agreement and term; empty where that is not shown.
type version struct {
	about  string
	number int64
}

// no answers a question with no, unless it was answered so already: the first difference counts.
func (c *checker) no(q Question, format string, args ...any) {
	if a := c.answers[q]; a == nil || a.Outcome != journal.No {
		c.answers[q] = &Answer{q, journal.No, fmt.Sprintf(format, args...)}
	}
}

// answer takes an answer that was found elsewhere.
func (c *checker) answer(a Answer) {
	if a.Outcome != journal.Yes {
		c.answers[a.Question] = &a
	}
}

// open answers a question with could not tell, unless it has an answer already.
func (c *checker) open(q Question, format string, args ...any) {
	if c.answers[q] == nil {
		c.answers[q] = &Answer{q, journal.CouldNotTell, fmt.Sprintf(format, args...)}
	}
}

func (c *checker) head(h Head) error {
	c.result.Head = h
	return nil
}

func (c *checker) checkpoint(text string) error {
	s, err := journal.ParseSignedCheckpoint([]byte(text))
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrForm, err)
	case s.Size != c.result.Head.Size:
		return fmt.Errorf("%w: a checkpoint of size %d in a bundle of %d entries", ErrForm, s.Size, c.result.Head.Size)
	}
	c.result.Checkpoint = s
	if s.Origin != c.result.Head.Origin {
		c.no(Log, "the checkpoint is of %s, the bundle of %s", s.Origin, c.result.Head.Origin)
	}
	if c.policy == nil {
		c.open(Log, "no policy says whom to trust")
		c.open(Quorum, "no policy says whom to trust")
		return nil
	}
	a := c.policy.Judge(s)
	c.result.Missing = a.Missing
	if a.Log.Key.IsZero() {
		c.no(Log, "no log of the policy signed the checkpoint")
	}
	if !a.Quorum {
		c.no(Quorum, "%d of the policy's %d cosigners signed: the quorum is not met", len(a.Cosigned), len(a.Cosigned)+len(a.Missing))
	}
	return nil
}

func (c *checker) entry(n int64, e Entry) error {
	d, commitment, err := c.disclose(n, e)
	if err != nil {
		return err
	}
	c.leaves = n
	c.holdToWord(n, d)
	c.result.ends.entry(n, d)
	c.result.gone.entry(c.result.Head.Origin, n, d, e.Commitment != nil)
	if err := c.hashes.add(n-1, tlog.RecordHash(journal.Leaf(commitment))); err != nil {
		return err
	}
	if c.seen.Entry == nil {
		return nil
	}
	d.Commitment = commitment
	return c.seen.Entry(n, d)
}

// disclose reads what an entry shows and computes its commitment.
func (c *checker) disclose(n int64, e Entry) (Disclosed, canon.Digest, error) {
	if e.Commitment != nil {
		c.result.WithheldEntries++
		if c.before != nil && c.before.Kind == journal.Closing {
			c.no(Headers, "entry %d, which is withheld, stands after entry %d, which closed the log", n, c.before.Seq)
		}
		c.open(Headers, "entry %d is withheld", n)
		return Disclosed{}, *e.Commitment, nil
	}
	var d Disclosed
	p, err := e.Header.Part()
	head, shown := p.Disclosed()
	if err != nil || !shown || head.Label != journal.HeaderLabel {
		return d, canon.Digest{}, fmt.Errorf("%w: entry %d: its header is no disclosed part of that label", ErrForm, n)
	}
	for i, form := range e.Parts {
		part, err := form.Part()
		if err != nil {
			return d, canon.Digest{}, fmt.Errorf("%w: entry %d, part %d: %w", ErrForm, n, i+1, err)
		}
		d.Parts = append(d.Parts, part)
	}
	if e.Root != nil {
		d.Root = *e.Root
	} else if d.Root, err = (journal.Entry{Parts: d.Parts}).PartsRoot(); err != nil {
		return d, canon.Digest{}, fmt.Errorf("%w: entry %d: %w", ErrForm, n, err)
	}
	h, err := journal.ReadHeader(head)
	if err != nil {
		c.no(Headers, "entry %d: %v", n, err)
		return d, journal.Commitment(p.Hash(), d.Root), nil
	}
	d.Header = &h
	c.checkHeader(n, &d, head)
	return d, journal.Commitment(p.Hash(), d.Root), nil
}

func (c *checker) checkHeader(n int64, d *Disclosed, head canon.Part) {
	h := d.Header
	switch {
	case h.Seq != n:
		c.no(Headers, "entry %d says that it is number %d", n, h.Seq)
	case n == 1 && h.Origin != c.result.Head.Origin:
		c.no(Headers, "entry 1 names the log %s, the bundle %s", h.Origin, c.result.Head.Origin)
	case c.before != nil && h.Time < c.before.Time:
		c.no(Headers, "entry %d: its time is before that of entry %d", n, c.before.Seq)
	case c.before != nil && c.before.Kind == journal.Closing:
		c.no(Headers, "entry %d stands after entry %d, which closed the log", n, c.before.Seq)
	}
	c.before = h
	if d.Parts == nil {
		return
	}
	if err := (journal.Entry{Header: *h, Head: head, Parts: d.Parts}).Check(); err != nil {
		c.no(Headers, "%v", err)
	}
}

func (c *checker) finding(n int64, f Finding) error {
	released, errR := f.Released.Part()
	internal, errI := f.Internal.Part()
	if err := errors.Join(errR, errI); err != nil {
		return fmt.Errorf("%w: finding %d: %w", ErrForm, n, err)
	}
	for want, p := range map[string]journal.Part{"released": released, "internal": internal} {
		if shown, ok := p.Disclosed(); ok && shown.Label != want {
			return fmt.Errorf("%w: finding %d: a part labelled %q where %s stands", ErrForm, n, shown.Label, want)
		}
	}
	c.ids = append(c.ids, f.ID)
	shown := c.checkPart(n, released)
	c.checkPart(n, internal)
	_, open := internal.Disclosed()
	c.holdFindingToWord(n, shown, open)
	if canon.FindingIDOf(f.Version, f.Supersedes, released.Hash(), internal.Hash()) != f.ID {
		c.no(Findings, "finding %d: its ID %s is not that of its content", n, f.ID)
	}
	if _, disclosed := released.Disclosed(); !disclosed {
		c.hidden++
	}
	if exercise, _ := shown["exercise"].(bool); exercise {
		c.result.Exercises++
	}
	c.checkVersion(n, f, shown)
	if c.seen.Finding == nil {
		return nil
	}
	return c.seen.Finding(f)
}

// checkPart looks at the form of a part of a finding and returns the members that it shows.
func (c *checker) checkPart(n int64, p journal.Part) map[string]any {
	shown, ok := p.Disclosed()
	if !ok {
		return nil
	}
	content, err := canon.DecodeAny(shown.Content)
	if err != nil {
		c.no(Findings, "finding %d, %s: %v", n, shown.Label, err)
	}
	members, ok := content.(map[string]any)
	if !ok {
		c.no(Findings, "finding %d, %s: not an object", n, shown.Label)
	}
	return members
}

// about returns what a finding is about in one text, empty where it does not say.
func about(released map[string]any) string {
	out := ""
	for _, name := range []string{"incident", "agreement", "term"} {
		value, _ := released[name].(string)
		if value == "" {
			return ""
		}
		out += fmt.Sprintf("%q ", value)
	}
	return out
}

// checkVersion holds a version to follow the one before it of the same incident, agreement and term, where the bundle
// shows it.
func (c *checker) checkVersion(n int64, f Finding, released map[string]any) {
	this := version{about(released), f.Version}
	_, again := c.known[f.ID]
	before, held := c.known[f.Supersedes]
	problem := ""
	switch {
	case again:
		problem = "it stands before"
	case (f.Version == 1) != f.Supersedes.IsZero():
		problem = "version 1, and no other, supersedes nothing"
	case held && (before.number != f.Version-1 || before.about != "" && this.about != "" && before.about != this.about):
		problem = "what it supersedes is not the version before of the same incident, agreement and term"
	case f.Released.Hash != nil && f.Internal.Hash != nil && c.result.Head.Audience == ForPublic:
		c.result.Withheld++
	case this.about == "":
		c.open(Findings, "finding %d does not show what it is about: whether it follows on another version is not told", n)
	default:
		problem = c.misplaced(this, f.Supersedes)
	}
	if problem != "" {
		c.no(Findings, "finding %d, version %d: %s", n, f.Version, problem)
	}
	c.known[f.ID] = this
	if this.about != "" {
		c.ofAll[this] = f.ID
	}
}

// misplaced says what is wrong with a version among the others of the same incident, agreement and term.
func (c *checker) misplaced(v version, supersedes canon.FindingID) string {
	_, twice := c.ofAll[v]
	_, late := c.ofAll[version{v.about, v.number + 1}]
	before, held := c.ofAll[version{v.about, v.number - 1}]
	switch {
	case twice:
		return "this version stands twice"
	case late:
		return "it stands after the next version"
	case held && before != supersedes:
		return "it does not supersede the version before"
	}
	return ""
}

func (c *checker) end(e End) error {
	c.ended = true
	if c.before != nil && c.before.Engine != c.result.Head.Engine {
		c.no(Headers, "entry %d is of engine %s, the bundle of %s", c.before.Seq, c.before.Engine, c.result.Head.Engine)
	}
	c.answer(c.result.ends.answer())
	c.answer(c.result.gone.answer(c.result.Head.Audience))
	digest, err := DigestOf(c.ids)
	if err != nil {
		return err
	}
	if e.Findings != int64(len(c.ids)) || e.Digest != digest {
		c.no(Findings, "the end says %d findings of digest %s, there are %d of %s", e.Findings, e.Digest, len(c.ids), digest)
	}
	return c.vouch(e, digest)
}

func (c *checker) conclude() Result {
	r := &c.result
	r.Findings = int64(len(c.ids))
	if digest, err := DigestOf(c.ids); err == nil {
		r.Digest = digest
	}
	root, err := tlog.TreeHash(c.leaves, &c.hashes)
	if err != nil {
		panic("bundle: a tree in memory has no root: " + err.Error())
	}
	r.Root, r.Hashes = root, &c.hashes
	if c.ended && r.Root != r.Checkpoint.Root {
		c.no(Tree, "the entries make the root %s, the checkpoint has %s", r.Root, r.Checkpoint.Root)
	}
	if c.answers[Form] == nil && c.answers[Findings] == nil && c.unvouched != "" {
		c.open(Findings, "%s", c.unvouched)
		r.Unvouched = true
	}
	for _, q := range []Question{Form, Log, Quorum, Tree, Headers, Findings, Succession, Destroyed} {
		a := c.answers[q]
		switch {
		case a != nil:
			r.Answers = append(r.Answers, *a)
		case c.answers[Form] != nil:
			r.Answers = append(r.Answers, Answer{q, journal.CouldNotTell, "the file is refused"})
		case q == Findings:
			r.Answers = append(r.Answers, Answer{q, journal.Yes, "as the log's key says, not recomputed"})
		default:
			r.Answers = append(r.Answers, Answer{Question: q, Outcome: journal.Yes})
		}
	}
	return *r
}

// hashes are the stored hashes of a tree in memory.
type hashes []tlog.Hash

// ReadHashes returns hashes by their indexes, for tlog.
func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(*h)) {
			return nil, fmt.Errorf("no hash %d", x)
		}
		out[i] = (*h)[x]
	}
	return out, nil
}

func (h *hashes) add(n int64, leaf tlog.Hash) error {
	more, err := tlog.StoredHashesForRecordHash(n, leaf, h)
	*h = append(*h, more...)
	return err
}
