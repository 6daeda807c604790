// SPDX-License-Identifier: Apache-2.0

package say

import (
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// Plain returns a writer on which nothing that a source, a file or an agreement wrote can move the cursor, colour, hide or
// turn around what people read: control characters, formats such as bidirectional overrides, and foreign line ends are
// written as \u and four digits, as JSON writes them, so that lines of JSON keep their meaning. Bytes that are not UTF-8
// become U+FFFD. Line feeds and tabs pass.
func Plain(w io.Writer) io.Writer { return &plain{w: w} }

// Exact returns the writer below Plain, for bytes that must be exactly what they are; w itself if there is none.
func Exact(w io.Writer) io.Writer {
	if p, ok := w.(*plain); ok {
		return p.w
	}
	return w
}

type plain struct {
	w    io.Writer
	rest []byte // the beginning of a character that the next write goes on with
}

// Write implements io.Writer.
func (p *plain) Write(data []byte) (int, error) {
	text := append(p.rest, data...)
	out := make([]byte, 0, len(text))
	for len(text) > 0 && (utf8.FullRune(text) || len(text) >= utf8.UTFMax) {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		out = appendPlain(out, r)
	}
	p.rest = append([]byte(nil), text...)
	if _, err := p.w.Write(out); err != nil {
		return 0, err
	}
	return len(data), nil
}

func appendPlain(out []byte, r rune) []byte {
	switch {
	case r == '\n' || r == '\t':
		return append(out, byte(r))
	case unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co):
		if r > 0xFFFF {
			high, low := (r-0x10000)>>10+0xD800, (r-0x10000)&0x3FF+0xDC00
			return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		}
		return fmt.Appendf(out, `\u%04x`, r)
	default:
		return utf8.AppendRune(out, r)
	}
}
