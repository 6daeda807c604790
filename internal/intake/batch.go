// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"truce/canon"
	"truce/coverage"
	"truce/report"
	"truce/territory"
	"truce/when"
)

// progressRows is how many rows lie between two notes of progress.
const progressRows = 1000

// Batch reads one file: it counts its rows, seals what a door makes of each, and hands it on or refuses it. A row is
// accepted or refused, never half. The steps for each row are Row, then exactly one of Report, Layer, Watch, Gap,
// Accept and Refuse.
type Batch struct {
	ctx     context.Context // of the one call to Read that the batch lives in
	in      *Bounded
	options Options
	sink    Sink
	tally   Tally
}

// NewBatch begins a file.
func NewBatch(ctx context.Context, r io.Reader, o Options, sink Sink) *Batch {
	return &Batch{ctx: ctx, in: NewBounded(r), options: o, sink: sink, tally: Tally{File: o.File}}
}

// As names the format, and with it the door that the reports carry.
func (b *Batch) As(format string) *Batch {
	b.tally.Format = format
	return b
}

// In returns the bounded bytes of the file.
func (b *Batch) In() *Bounded { return b.in }

// Head returns the beginning of the file, before anything is read of it.
func (b *Batch) Head() []byte { return b.in.head() }

// Row begins the next row. Its error is that of a cancelled context.
func (b *Batch) Row() error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	if b.sink.Progress != nil && b.tally.Rows > 0 && b.tally.Rows%progressRows == 0 {
		b.sink.Progress(b.tally.Rows, b.in.Offset())
	}
	b.tally.Rows++
	return nil
}

// Report seals a report with its door, its place in the file and the digest of the original, leaves out the names that
// mean nobody, and hands it on; one that is not valid is refused. The digest is also what tells it from others, unless
// the row names a person: whoever has the rest of the row could try names against it. No journal takes that tag: whoever
// enters the report there draws another at random. Its error is the sink's.
func (b *Batch) Report(r report.Report, original []byte) error {
	if b.sink.Report == nil {
		return b.unwanted("reports")
	}
	r = withoutNobody(r)
	r.Identity.Door, r.Identity.File, r.Identity.Row = b.tally.Format, b.options.File, b.tally.Rows
	r.Original.Digest = canon.SumBytes("truce/original/1", bytes.TrimSpace(original))
	if r.Identity.Person == "" {
		r.Extract.Tag = r.Original.Digest
	}
	r.Extract.Exercise = r.Extract.Exercise || b.options.Exercise
	err := r.Check()
	if err == nil {
		err = cmp.Or(b.options.toCome("received", r.Extract.Received), b.options.exchangedInReport(r))
	}
	if err != nil {
		b.Refuse(err)
		return nil
	}
	return b.accept(b.sink.Report(r))
}

// Layer checks a layer and hands it on, as Report does.
func (b *Batch) Layer(l territory.Layer) error {
	if b.sink.Layer == nil {
		return b.unwanted("layers")
	}
	l.Exercise = l.Exercise || b.options.Exercise
	_, err := territory.NewMap(l)
	if err == nil {
		err = cmp.Or(b.options.toCome("published", l.Published), b.options.exchangedInLayer(l))
	}
	if err != nil {
		b.Refuse(err)
		return nil
	}
	return b.accept(b.sink.Layer(l))
}

// Watch checks a watch and hands it on, as Report does.
func (b *Batch) Watch(w coverage.Watch) error {
	if b.sink.Watch == nil {
		return b.unwanted("watches")
	}
	err := w.Check()
	if err == nil {
		err = cmp.Or(b.options.toCome("ends", w.Time.To), b.options.exchanged(w.Where), b.options.exchanged(w.Post))
	}
	if err != nil {
		b.Refuse(err)
		return nil
	}
	return b.accept(b.sink.Watch(w))
}

// Gap checks a gap and hands it on, as Report does.
func (b *Batch) Gap(g coverage.Gap) error {
	if b.sink.Gap == nil {
		return b.unwanted("gaps")
	}
	err := g.Check()
	if err == nil {
		err = cmp.Or(b.options.toCome("ends", g.Time.To), b.options.exchanged(g.Where))
	}
	if err != nil {
		b.Refuse(err)
		return nil
	}
	return b.accept(b.sink.Gap(g))
}

// toCome returns an error for what lies after the time at which the file is read. That a row calls itself an exercise is no
// excuse: it moves the time of the record that it is entered in.
func (o Options) toCome(verb string, at when.Instant) error {
	if o.Now == 0 || o.Exercise || at <= o.Now {
		return nil
	}
	return fmt.Errorf("%s %s, which is still to come: it is %s now", verb, at, o.Now)
}

func (b *Batch) unwanted(what string) error {
	b.Refuse(fmt.Errorf("%s are not taken here", what))
	return nil
}

// Accept counts a row that goes into something larger, such as one layer of many rows.
func (b *Batch) Accept() { b.tally.Accepted++ }

// Refuse counts the row as refused, for a reason.
func (b *Batch) Refuse(reason error) { b.tally.Refuse(b.tally.Rows, reason) }

func (b *Batch) accept(err error) error {
	if err != nil {
		return fmt.Errorf("hand on row %d: %w", b.tally.Rows, err)
	}
	b.tally.Accepted++
	return nil
}

// Whole hands on one layer made of all the rows of a file; one that is not valid ends the file.
func (b *Batch) Whole(l territory.Layer) error {
	if b.sink.Layer == nil {
		return errors.New("layers are not taken here")
	}
	l.Exercise = l.Exercise || b.options.Exercise
	if _, err := territory.NewMap(l); err != nil {
		return err
	}
	return b.sink.Layer(l)
}

// Broken returns why the row after those counted cannot be read, and with it the rest of the file: the fault of the
// file where there is one, or else what the decoder says. The end of the file is io.EOF.
func (b *Batch) Broken(err error) error {
	if fault := b.in.Fault(); fault != nil {
		err = fault
	}
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("row %d: %w", b.tally.Rows+1, err)
}

// End returns the tally, and why reading ended unless it was at the end of the file: nil or io.EOF.
func (b *Batch) End(err error) (Tally, error) {
	if err == nil || errors.Is(err, io.EOF) {
		if b.sink.Progress != nil {
			b.sink.Progress(b.tally.Rows, b.in.Offset())
		}
		return b.tally, nil
	}
	name := b.options.File
	if name == "" {
		name = "the file"
	}
	return b.tally, fmt.Errorf("read %s as %s: %w", name, b.tally.Format, err)
}
