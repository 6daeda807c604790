// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"

	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/report"
	"truce/when"
)

// Ready is an entry before its turn: everything of it that depends on itself alone is done. It is entered once.
type Ready struct {
	sealed *journal.Sealed
	framed engine.Framed
	// submission is what the parts say, where they were read already; nil where the parts are yet to be read.
	submission *engine.Submission
	draft      journal.Draft // where it was not read ahead
}

// ReadAhead reads a submission file, checks it, and computes the hashes of its parts: all but whether the device's key is on
// record and signed it. It is where most of the work is, and many files may be read ahead at the same time. Its error wraps
// report.ErrSent. The data must not be changed as long as what comes of it is in use.
func ReadAhead(data []byte) (*Ready, error) {
	sent, parts, err := report.OpenSent(data)
	if err != nil {
		return nil, err
	}
	if err := checkTags(sent.Reports); err != nil {
		return nil, err
	}
	draft := journal.Draft{Kind: journal.Submission, Engine: engine.Version, Parts: parts, Device: sent.Header, Salted: true}
	sealed, err := draft.Seal()
	if err != nil {
		return nil, err
	}
	if err := sent.Rooted(sealed.PartsRoot()); err != nil {
		return nil, errors.Join(report.ErrSent, err)
	}
	contents := make([][]byte, len(sent.Reports))
	for i := range contents {
		contents[i] = parts[report.PartsPerReport*i+2].Content
	}
	ahead, err := engine.LookAhead(sent.Reports, contents)
	if err != nil {
		return nil, err
	}
	device := report.Sealed{Header: sent.Header, Root: sealed.PartsRoot()}
	return &Ready{sealed: sealed, submission: &engine.Submission{Reports: sent.Reports, Device: &device, Ahead: ahead}}, nil
}

// sealedOf seals what is to be entered. What the parts say is read from them when its turn comes.
func sealedOf(in Incoming) (*Ready, error) {
	draft, err := draftOf(in.Entry, in.Salts)
	if err != nil {
		return nil, err
	}
	if draft.Device != "" && !draft.Salted {
		return nil, errors.New("a device draws the salts of what it sends: they are not at hand")
	}
	sealed, err := draft.Seal()
	if err != nil {
		return nil, err
	}
	f := engine.Framed{Kind: string(draft.Kind), Parts: draft.Parts, Device: draft.Device, Root: sealed.PartsRoot()}
	return &Ready{sealed: sealed, framed: f, draft: draft}, nil
}

// final is what is appended. What was not read ahead is sealed anew, so that the salts of a look that came to nothing are
// those of no entry.
func (r *Ready) final() (*journal.Sealed, error) {
	if r.submission != nil {
		return r.sealed, nil
	}
	return r.draft.Seal()
}

// entry is what comes back from the journal.
func (r *Ready) entry(seq int64, at when.Instant) (engine.Entry, error) {
	if r.submission == nil {
		return engine.Unframe(seq, at, r.framed)
	}
	return engine.Entry{Seq: seq, Time: at, Submission: r.submission}, nil
}

// checkTags refuses a tag that would outlive what it is the digest of.
func checkTags(reports []report.Report) error {
	for i := range reports {
		if tag := reports[i].Extract.Tag; tag != (canon.Digest{}) && tag == reports[i].Original.Digest {
			return fmt.Errorf("report %d: its tag is the digest of its original and would outlive it: draw the tag at random", i+1)
		}
	}
	return nil
}
