// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"errors"
	"fmt"
	"strings"

	"truce/canon"
	"truce/when"
)

// Framed is what a journal keeps of an entry besides its number and time: docs/spec/journal.md. Every entry of this realm has one
// part, whose label is the kind without its version.
type Framed struct {
	// Kind is the kind with its version, such as "undertaking/1".
	Kind string
	// Part has label and content, and no salt. Nil content is gone: withheld.
	Part canon.Part
}

// ErrMissing says that an entry cannot be folded, since its content is not at hand. Whatever rests on it, and on all entries after
// it, cannot be told.
var ErrMissing = errors.New("the content of an entry is not at hand")

// kindVersion follows the name of each kind in a journal.
const kindVersion = "/1"

// Frame returns what a journal keeps of an entry. It errors where the entry has not exactly one kind, or has no canonical form.
func Frame(e Entry) (Framed, error) {
	kind, err := e.kind()
	if err != nil {
		return Framed{}, err
	}
	content, err := canon.Encode(e.value(kind))
	return Framed{Kind: kind + kindVersion, Part: canon.Part{Label: kind, Content: content}}, err
}

// Unframe returns the entry that a journal kept: what was framed comes back. Content that is gone is ErrMissing. A kind that no entry
// of this realm has is ErrEntry, such as every kind that only the mission's journals hold, and so is content that is not canonical.
func Unframe(seq int64, time when.Instant, f Framed) (Entry, error) {
	e := Entry{Seq: seq, Time: time}
	if err := e.unframe(f); err != nil {
		return Entry{}, fmt.Errorf("entry %d, %.40s: %w", seq, f.Kind, err)
	}
	return e, nil
}

func (e *Entry) unframe(f Framed) error {
	kind, ok := strings.CutSuffix(f.Kind, kindVersion)
	value := e.value(kind)
	switch {
	case !ok || value == nil:
		return fmt.Errorf("%w: a kind that this fold does not know", ErrEntry)
	case f.Part.Content == nil:
		return fmt.Errorf("%w: %s", ErrMissing, kind)
	case f.Part.Label != kind:
		return fmt.Errorf("%w: a part %.70q stands where %s belongs", ErrEntry, f.Part.Label, kind)
	}
	if err := canon.Decode(f.Part.Content, value); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrEntry, kind, err)
	}
	return nil
}

// value returns a pointer to what an entry holds under a kind, which it makes where there is none; nil for any other kind.
func (e *Entry) value(kind string) any {
	switch kind {
	case "genesis":
		return made(&e.Genesis)
	case "key":
		return made(&e.Key)
	case "release":
		return made(&e.Release)
	case "statement":
		return made(&e.Statement)
	case "undertaking":
		return made(&e.Undertaking)
	case "force":
		return made(&e.Force)
	case "meeting":
		return made(&e.Meeting)
	case "readiness":
		return made(&e.Readiness)
	case "reads":
		return made(&e.Reads)
	}
	return nil
}

func made[T any](p **T) *T {
	if *p == nil {
		*p = new(T)
	}
	return *p
}
