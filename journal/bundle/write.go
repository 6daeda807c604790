// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"bufio"
	"fmt"
	"io"

	"truce/canon"
	"truce/journal"
)

// Writer writes a bundle, line after line in the order of the format. After an error the file is not a bundle and the
// caller throws it away.
type Writer struct {
	w        *bufio.Writer
	head     Head
	entries  int64
	ids      []canon.FindingID
	note     []byte // the checkpoint
	key      journal.SigningKey
	invented int64
	until    int64
}

// NewWriter begins a bundle under a checkpoint whose size is that of the head.
func NewWriter(w io.Writer, head Head, checkpoint []byte) (*Writer, error) {
	head.Version = 1
	b := &Writer{w: bufio.NewWriterSize(w, 1<<16), head: head, note: checkpoint}
	if err := b.line(line{Bundle: &head}); err != nil {
		return nil, err
	}
	return b, b.line(line{Checkpoint: string(checkpoint)})
}

func (b *Writer) line(l line) error {
	data, err := canon.Encode(l)
	if err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	if len(data) > MaxLine {
		return fmt.Errorf("write the bundle: a line of %d bytes, at most %d are read", len(data), MaxLine)
	}
	if _, err := b.w.Write(append(data, '\n')); err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	return nil
}

// Entry writes the next entry with its parts as they are: disclosed, withheld or destroyed.
func (b *Writer) Entry(e journal.Entry) error {
	b.entries++
	if e.Header.Seq != b.entries {
		return fmt.Errorf("write the bundle: entry %d stands at place %d", e.Header.Seq, b.entries)
	}
	head, err := journal.Disclose(e.Head)
	if err != nil {
		return fmt.Errorf("write the bundle: entry %d: %w", e.Header.Seq, err)
	}
	form := head.Form()
	out := &Entry{Header: &form, Parts: make([]journal.PartForm, len(e.Parts))}
	shown := false
	for i, p := range e.Parts {
		out.Parts[i] = p.Form()
		_, disclosed := p.Disclosed()
		shown = shown || disclosed || p.IsDestroyed()
	}
	if !shown { // one root says as much as all the hashes
		root, err := e.PartsRoot()
		if err != nil {
			return fmt.Errorf("write the bundle: entry %d: %w", e.Header.Seq, err)
		}
		out.Parts, out.Root = nil, &root
	}
	return b.line(line{Entry: out})
}

// Withheld writes the next entry by its commitment alone.
func (b *Writer) Withheld(e journal.Entry) error {
	b.entries++
	if e.Header.Seq != b.entries {
		return fmt.Errorf("write the bundle: entry %d stands at place %d", e.Header.Seq, b.entries)
	}
	commitment, err := e.Commitment()
	if err != nil {
		return fmt.Errorf("write the bundle: entry %d: %w", e.Header.Seq, err)
	}
	return b.line(line{Entry: &Entry{Commitment: &commitment}})
}

// Finding writes the next version of a finding, its parts as they are given.
func (b *Writer) Finding(f Finding) error {
	b.ids = append(b.ids, f.ID)
	return b.line(line{Finding: &f})
}

// Vouch has Close sign the list of findings with the log's key, so that whoever cannot compute them again sees that nobody
// else made them up, left some out or changed their order. exercises is how many of them say that they are of an invented or
// moved event, shown or not; until is the first entry whose findings are left out since an extract was destroyed, 0 for none.
func (b *Writer) Vouch(k journal.SigningKey, exercises, until int64) {
	b.key, b.invented, b.until = k, exercises, until
}

// end is the last line.
func (b *Writer) end() (*End, error) {
	digest, err := DigestOf(b.ids)
	if err != nil {
		return nil, err
	}
	e := &End{Digest: digest, Findings: int64(len(b.ids))}
	if b.key.Verifier().IsZero() {
		return e, nil
	}
	s, err := journal.ParseSignedCheckpoint(b.note)
	if err != nil {
		return nil, err
	}
	note, err := SignListing(Listing{
		Origin: b.head.Origin, Size: b.head.Size, Root: canon.Digest(s.Root), Engine: b.head.Engine, Findings: digest, Count: e.Findings,
		Exercises: b.invented, Until: b.until,
	}, b.key)
	text := string(note)
	e.Note = &text
	return e, err
}

// Close writes the end. The bundle is whole only after it.
func (b *Writer) Close() error {
	if b.entries != b.head.Size {
		return fmt.Errorf("write the bundle: %d entries of %d", b.entries, b.head.Size)
	}
	end, err := b.end()
	if err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	if err := b.line(line{End: end}); err != nil {
		return err
	}
	if err := b.w.Flush(); err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	return nil
}
