// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// chunk is how much of a file is read at once, and how far a decoder may read beyond the row it is at.
const chunk = 32 << 10

var byteOrderMark = []byte("\ufeff")

// Bounded passes the bytes of a file on to a decoder and keeps three promises: a row longer than MaxLine ends the
// file before more than a little beyond that length is in memory; so does a byte that is not UTF-8; and a byte order
// mark at the beginning is left out. Every byte before the fault is passed on, so the rows before it are read,
// whatever the size of the reads.
type Bounded struct {
	in    *bufio.Reader
	begun bool
	sound int // bytes of in that are known to be UTF-8

	skipped int64  // bytes of the byte order mark
	mark    int64  // offset of the end of the last row
	row     []byte // passed on since the mark
	fault   error
}

// NewBounded returns a reader over a file from its beginning.
func NewBounded(r io.Reader) *Bounded { return &Bounded{in: bufio.NewReaderSize(r, chunk)} }

// headSize is how much of a file Head shows.
const headSize = 4 << 10

func (b *Bounded) head() []byte {
	head, _ := b.in.Peek(headSize)
	return head
}

// Read passes bytes on.
func (b *Bounded) Read(p []byte) (int, error) {
	if len(b.row) > MaxLine+chunk && b.fault == nil {
		b.fault = errTooLong
	}
	if b.fault != nil {
		return 0, b.fault
	}
	if b.sound == 0 {
		if b.sound, b.fault = b.look(); b.fault != nil {
			return 0, b.fault
		}
	}
	ahead, _ := b.in.Peek(b.sound)
	n := copy(p, ahead)
	b.row = append(b.row, p[:n]...)
	b.sound -= n
	_, err := b.in.Discard(n)
	return n, err
}

var errTooLong = fmt.Errorf("it is longer than %d bytes, the limit of one row or value, and was not read", MaxLine)

// look waits for bytes and returns how many of them are UTF-8, at least one.
func (b *Bounded) look() (int, error) {
	ahead, err := b.in.Peek(utf8.UTFMax)
	if !b.begun {
		b.begun = true
		if why := Encoding(ahead); why != nil {
			return 0, why
		}
		if bytes.HasPrefix(ahead, byteOrderMark) {
			b.skipped = int64(len(byteOrderMark))
			_, _ = b.in.Discard(len(byteOrderMark)) // cannot fail: the bytes were seen
			ahead, err = b.in.Peek(utf8.UTFMax)
		}
	}
	if len(ahead) == 0 {
		return 0, err
	}
	ahead, _ = b.in.Peek(b.in.Buffered())
	n := validPrefix(ahead)
	if n == 0 {
		return 0, fmt.Errorf("byte %d of the file is 0x%02X, which is not UTF-8; convert the file first, for example "+
			"with \"iconv -f CP1252 -t UTF-8\" if it comes from a Windows program",
			b.skipped+b.mark+int64(len(b.row))+1, ahead[0])
	}
	return n, nil
}

// Encoding returns an error that names the mend if the beginning of a file bears the mark of an encoding in units of
// two or four bytes, as programs of Windows write it.
func Encoding(head []byte) error {
	for _, e := range []struct{ mark, name string }{
		{"\xff\xfe\x00\x00", "UTF-32"}, {"\xff\xfe", "UTF-16"}, {"\xfe\xff", "UTF-16"},
	} {
		if bytes.HasPrefix(head, []byte(e.mark)) {
			return fmt.Errorf("it is in %s, as its first bytes % X say; save it as UTF-8, or convert it, for example with "+
				"\"iconv -f %s -t UTF-8\"", e.name, e.mark, e.name)
		}
	}
	return nil
}

// validPrefix returns how many bytes at the beginning are whole characters of UTF-8.
func validPrefix(p []byte) int {
	if utf8.Valid(p) {
		return len(p)
	}
	for i := 0; i < len(p); {
		r, size := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(p)
}

// Mark says that the row so far ends at the offset, counted in the bytes passed on, and returns its bytes, good until
// the next Read. Its error says that the row is too long.
func (b *Bounded) Mark(offset int64) ([]byte, error) {
	n := int(min(max(offset-b.mark, 0), int64(len(b.row))))
	row := b.row[:n]
	b.row = b.row[n:]
	b.mark += int64(n)
	if n > MaxLine {
		b.fault = errTooLong
		return nil, b.fault
	}
	return row, nil
}

// Offset returns how many bytes the rows so far take.
func (b *Bounded) Offset() int64 { return b.mark }

// Fault returns why the file cannot be read on, or nil where it was read to its end or still is. A decoder may wrap
// an error of its reader in words of its own; this one is plain.
func (b *Bounded) Fault() error {
	if errors.Is(b.fault, io.EOF) {
		return nil
	}
	return b.fault
}
