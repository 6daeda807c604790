// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"bufio"
	"bytes"
	"errors"
)

// Lines reads the file of a batch line by line.
type Lines struct {
	batch  *Batch
	in     *bufio.Reader
	offset int64
}

// NewLines returns the lines of a batch's file.
func NewLines(b *Batch) *Lines { return &Lines{batch: b, in: bufio.NewReader(b.In())} }

// Next returns the next line that is not empty, without its end, good until the next call. Its error is io.EOF at
// the end, or why the file cannot be read on.
func (l *Lines) Next() ([]byte, error) {
	for {
		line, err := l.line()
		if err != nil {
			return nil, l.batch.Broken(err)
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
		if err := l.batch.ctx.Err(); err != nil {
			return nil, err
		}
	}
}

func (l *Lines) line() ([]byte, error) {
	for {
		part, err := l.in.ReadSlice('\n')
		l.offset += int64(len(part))
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (l.batch.In().Fault() != nil || l.offset == l.batch.In().Offset()) {
			return nil, err
		}
		return l.batch.In().Mark(l.offset)
	}
}
