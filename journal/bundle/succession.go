// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"errors"
	"fmt"

	"truce/canon"
	"truce/journal"
)

// Succession asks whether the end of a log and the beginning of its successor are in order, as far as a bundle shows them.
const Succession Question = "succession"

// ends is what a bundle shows of how its log began and ended.
type ends struct {
	first   *journal.Header    // that of entry 1; nil where it cannot be read
	last    *journal.Header    // that of the last entry; nil where it is withheld or cannot be read
	named   *journal.Successor // whom the last closing names; nil where it is not shown
	problem string             // the first closing that names nobody
	hidden  string             // the first closing that does not show whom it names
}

// entry takes in the next entry. What is said of a closing that is not the last one is for the question of headers.
func (s *ends) entry(n int64, d Disclosed) {
	if n == 1 {
		s.first = d.Header
	}
	s.last = d.Header
	if d.Header == nil || d.Header.Kind != journal.Closing {
		return
	}
	s.named = nil
	err := journal.ErrWithheld
	var named journal.Successor
	if len(d.Parts) > 0 {
		named, err = journal.ReadSuccessor(d.Parts[0])
	}
	switch {
	case errors.Is(err, journal.ErrWithheld):
		if s.hidden == "" {
			s.hidden = fmt.Sprintf("entry %d closes the log and does not show for which successor", n)
		}
		return
	case err == nil && s.first != nil && named.Origin == s.first.Origin:
		err = fmt.Errorf("it names the log itself, %s", named.Origin)
	}
	if err != nil && s.problem == "" {
		s.problem = fmt.Sprintf("entry %d: %v", n, err)
	}
	if err == nil {
		s.named = &named
	}
}

// answer is what one bundle shows by itself.
func (s *ends) answer() Answer {
	a := Answer{Question: Succession, Outcome: journal.CouldNotTell}
	switch {
	case s.problem != "":
		a.Outcome, a.Says = journal.No, s.problem
	case s.first != nil && s.first.Follows != nil && s.first.Follows.Origin == s.first.Origin:
		a.Outcome, a.Says = journal.No, "entry 1 follows a log of its own name"
	case s.hidden != "":
		a.Says = s.hidden
	case s.first == nil:
		a.Says = "the header of entry 1 cannot be read"
	case s.first.Follows != nil:
		a.Says = fmt.Sprintf("it follows the log %s: a bundle of that one is needed", s.first.Follows.Origin)
	default:
		a.Outcome = journal.Yes
	}
	return a
}

// Follows answers the question of succession by a bundle of the log before, both checked by the same policy: whether
// this log begins where that one ended and is the successor that it names, or, where it names none, one that the quorum
// cosigned as a log of the policy.
func (r Result) Follows(before Result) Answer {
	a := Answer{Question: Succession, Outcome: journal.No}
	own := r.Is(Succession)
	first := r.ends.first
	switch {
	case own.Outcome == journal.No || r.Is(Form).Outcome != journal.Yes || r.ends.hidden != "" || first == nil:
		return own
	case first.Follows == nil:
		a.Says = "entry 1 follows no log"
		return a
	}
	for _, q := range []Question{Form, Log, Quorum, Tree, Headers} {
		b := before.Is(q)
		if b.Outcome == journal.Yes || q == Headers && b.Outcome == journal.CouldNotTell {
			continue
		}
		a.Outcome, a.Says = journal.CouldNotTell, fmt.Sprintf("the bundle of the log before shows nothing: %s: %s: %s", q, b.Outcome, b.Says)
		return a
	}
	if a.Outcome, a.Says = follows(*first.Follows, before); a.Outcome == journal.Yes {
		a.Outcome, a.Says = r.succeeds(before)
	}
	return a
}

// follows compares what entry 1 of a successor names with the end of the log before.
func follows(f journal.Predecessor, before Result) (journal.Outcome, string) {
	at := before.Checkpoint
	closed := before.ends.last != nil && before.ends.last.Kind == journal.Closing
	switch {
	case f.Origin != at.Origin:
		return journal.No, fmt.Sprintf("it follows the log %s, the bundle before is of %s", f.Origin, at.Origin)
	case f.Size > at.Size && closed:
		return journal.No, fmt.Sprintf("it follows %s at size %d, which was closed at %d", f.Origin, f.Size, at.Size)
	case f.Size > at.Size:
		return journal.CouldNotTell, fmt.Sprintf("it follows %s at size %d, the bundle before is older, of size %d", f.Origin, f.Size, at.Size)
	case f.Size < at.Size:
		return journal.No, fmt.Sprintf("it follows %s at size %d, which went on to %d", f.Origin, f.Size, at.Size)
	case f.Root != canon.Digest(at.Root):
		return journal.No, fmt.Sprintf("it follows another tree of %s at size %d", f.Origin, f.Size)
	}
	return journal.Yes, ""
}

// succeeds tells whether the log is the one to succeed another, at whose end it begins.
func (r Result) succeeds(before Result) (journal.Outcome, string) {
	end := before.ends
	switch {
	case end.problem != "":
		return journal.No, "the log before names no successor: " + end.problem
	case end.last == nil || end.hidden != "":
		return journal.CouldNotTell, "the bundle before does not show its last entry, which may name the successor"
	case end.named != nil:
		k, err := end.named.Verifier()
		if err != nil || end.named.Origin != r.Head.Origin || r.Checkpoint.Origin != r.Head.Origin || r.Checkpoint.Note.SignedBy(k) != nil {
			return journal.No, fmt.Sprintf("the log before was closed for the successor %s, which did not sign this bundle", end.named.Key)
		}
		return journal.Yes, ""
	}
	for _, q := range []Question{Log, Quorum} {
		if b := r.Is(q); b.Outcome != journal.Yes {
			return b.Outcome, fmt.Sprintf("the log before names no successor, and this one is not cosigned as a log of the policy: %s: %s", q, b.Outcome)
		}
	}
	return journal.Yes, ""
}
