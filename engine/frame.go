// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"truce/canon"
	"truce/report"
	"truce/when"
)

// Framed is what a journal keeps of an entry besides its number and time: docs/spec/journal.md.
type Framed struct {
	// Kind is the kind with its version, such as "rating/1".
	Kind string
	// Parts have labels and content, and no salts. Nil content is gone: withheld or destroyed.
	Parts []canon.Part
	// Device is the signed header of a submission, empty where nobody sealed it.
	Device string
	// Root is the root of the parts under their salts. It matters where Device is set, and then whoever reads the journal
	// computes it from the parts' hashes.
	Root canon.Digest
}

// ErrMissing says that an entry cannot be folded, since a part that the fold reads is not at hand. Whatever rests on
// it, and on all entries after it, cannot be told.
var ErrMissing = errors.New("the content of an entry is not at hand")

// kindVersion follows the name of each kind in a journal.
const kindVersion = "/1"

// Frame returns what a journal keeps of an entry. An identity or original that a report does not have is nil content: a
// journal does not append that. It errors where the entry has not exactly one kind, or has no canonical form.
func Frame(e Entry) (Framed, error) {
	kind, err := e.kind()
	if err != nil {
		return Framed{}, err
	}
	f := Framed{Kind: kind + kindVersion}
	if e.Submission != nil {
		if e.Submission.Device != nil {
			f.Device, f.Root = e.Submission.Device.Header, e.Submission.Device.Root
		}
		f.Parts, err = frameReports(e.Submission.Reports)
		return f, err
	}
	content, err := canon.Encode(e.value(kind))
	f.Parts = []canon.Part{{Label: kind, Content: content}}
	return f, err
}

func frameReports(reports []report.Report) ([]canon.Part, error) {
	parts, err := report.Parts(reports, make([]canon.Salt, report.PartsPerReport*len(reports)))
	if err != nil {
		return nil, err
	}
	for i, r := range reports {
		if r.Identity == (report.Identity{}) {
			parts[report.PartsPerReport*i].Content = nil
		}
		if r.Original == (report.Original{}) {
			parts[report.PartsPerReport*i+1].Content = nil
		}
	}
	return parts, nil
}

// Unframe returns the entry that a journal kept: what was framed comes back. An identity or original that is gone is
// the zero value, and the fold does not miss it; anything else that is gone is ErrMissing. A kind that no entry of the
// engine has, such as "closing/1", is ErrEntry, and so is content that is not canonical.
func Unframe(seq int64, time when.Instant, f Framed) (Entry, error) {
	e := Entry{Seq: seq, Time: time}
	err := e.unframe(f)
	if err != nil {
		return Entry{}, fmt.Errorf("entry %d, %.40s: %w", seq, f.Kind, err)
	}
	return e, nil
}

func (e *Entry) unframe(f Framed) error {
	kind, ok := strings.CutSuffix(f.Kind, kindVersion)
	if ok && kind == "submission" {
		return e.unframeReports(f)
	}
	value := e.value(kind)
	switch {
	case !ok || value == nil:
		return fmt.Errorf("%w: a kind that this engine does not fold", ErrEntry)
	case len(f.Parts) != 1:
		return fmt.Errorf("%w: %d parts, want one", ErrEntry, len(f.Parts))
	case f.Device != "":
		return fmt.Errorf("%w: only a submission has the header of a device", ErrEntry)
	}
	return read(f.Parts[0], kind, value)
}

func (e *Entry) unframeReports(f Framed) error {
	if len(f.Parts) == 0 || len(f.Parts)%report.PartsPerReport != 0 {
		return fmt.Errorf("%w: %d parts, want three for each report", ErrEntry, len(f.Parts))
	}
	e.Submission = &Submission{Reports: make([]report.Report, len(f.Parts)/report.PartsPerReport)}
	if !utf8.ValidString(f.Device) {
		return fmt.Errorf("%w: the header of the device is no text", ErrEntry)
	}
	if f.Device != "" {
		e.Submission.Device = &report.Sealed{Header: f.Device, Root: f.Root}
	}
	for i := range e.Submission.Reports {
		r, parts := &e.Submission.Reports[i], f.Parts[report.PartsPerReport*i:]
		for k, each := range []struct {
			label string
			into  any
			spare bool // the fold goes on without it
		}{{"identity", &r.Identity, true}, {"original", &r.Original, true}, {"extract", &r.Extract, false}} {
			err := read(parts[k], each.label, each.into)
			if err != nil && !(each.spare && errors.Is(err, ErrMissing)) {
				return fmt.Errorf("report %d: %w", i+1, err)
			}
		}
	}
	return nil
}

// read reads the content of a part that has a label.
func read(p canon.Part, label string, into any) error {
	if p.Content == nil {
		return fmt.Errorf("%w: %s", ErrMissing, label)
	}
	if p.Label != label {
		return fmt.Errorf("%w: a part %.70q stands where %s belongs", ErrEntry, p.Label, label)
	}
	if err := canon.Decode(p.Content, into); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrEntry, label, err)
	}
	return nil
}

// value returns a pointer to what an entry holds under a kind of one part, which it makes where there is none; nil for
// any other kind.
func (e *Entry) value(kind string) any {
	switch kind {
	case "genesis":
		return made(&e.Genesis)
	case "adoption":
		return made(&e.Adoption)
	case "layer":
		return made(&e.Layer)
	case "watch":
		return made(&e.Watch)
	case "gap":
		return made(&e.Gap)
	case "rating":
		return made(&e.Rating)
	case "ruling":
		return made(&e.Ruling)
	case "link":
		return made(&e.Link)
	case "answer":
		return made(&e.Answer)
	case "opinion":
		return made(&e.Opinion)
	case "determination":
		return made(&e.Determination)
	case "advance":
		return made(&e.Advance)
	case "key":
		return made(&e.Key)
	case "confirmation":
		return made(&e.Confirmation)
	case "duty":
		return made(&e.Duty)
	case "patrol":
		return made(&e.Patrol)
	case "notice":
		return made(&e.Notice)
	case "mode":
		return made(&e.Mode)
	case "procedure":
		return made(&e.Procedure)
	case "publication":
		return made(&e.Publication)
	case "reads":
		return made(&e.Reads)
	case "issue":
		return made(&e.Issue)
	}
	return nil
}

func made[T any](p **T) *T {
	if *p == nil {
		*p = new(T)
	}
	return *p
}
