// SPDX-License-Identifier: Apache-2.0

// Package ndjson turns the native format, one JSON value a line, into reports, watches, gaps and layers.
package ndjson

import (
	"bytes"
	"context"
	"io"
	"regexp"

	"truce/internal/intake"
	"truce/internal/intake/native"
)

// Format is the name of the door.
const Format = "ndjson"

var opening = regexp.MustCompile(`^\s*\{[^\n]*"(?:source|sightings|act|words|watch|gap|layer|complaint)"\s*:`)

// Recognises tells whether the beginning of a file is that of this format.
func Recognises(head []byte) bool { return opening.Match(bytes.TrimPrefix(head, []byte("\ufeff"))) }

// Read reads a file of one value a line. Empty lines are passed over and are no rows.
func Read(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	b := intake.NewBatch(ctx, r, o, sink).As(Format)
	d, err := native.NewDecoder(o)
	if err != nil {
		return b.End(err)
	}
	lines := intake.NewLines(b)
	for {
		line, err := lines.Next()
		if err != nil {
			return b.End(err)
		}
		if err := b.Row(); err != nil {
			return b.End(err)
		}
		if err := d.Take(b, line); err != nil {
			return b.End(err)
		}
	}
}
