// SPDX-License-Identifier: Apache-2.0

package statement

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"unicode/utf8"

	"truce/canon"
)

// Measure fills in what follows from a text itself: its digest, its length and what its lines say of it. Nothing of the text goes
// along but its slug, its dateline and its count.
func (s *Source) Measure(text []byte) error {
	if err := checkText(text); err != nil {
		return err
	}
	s.Digest, s.Bytes, s.Runes = sha256.Sum256(text), int64(len(text)), int64(utf8.RuneCount(text))
	s.Layout = Read(string(text))
	return nil
}

func checkText(text []byte) error {
	switch {
	case len(text) == 0:
		return errors.New("the text is empty")
	case len(text) > MaxText:
		return fmt.Errorf("the text has %d bytes, stop at %d", len(text), MaxText)
	case !utf8.Valid(text):
		return errors.New("the text is not UTF-8: save the file as UTF-8")
	}
	return nil
}

// Mark returns where words stand in a text. It errors where they do not stand there exactly once.
func Mark(text []byte, words string) (Span, error) {
	if err := checkText(text); err != nil {
		return Span{}, err
	}
	at := bytes.Index(text, []byte(words))
	switch {
	case words == "" || at < 0:
		return Span{}, fmt.Errorf("the words %.60q do not stand in the text", words)
	case bytes.Contains(text[at+1:], []byte(words)):
		return Span{}, fmt.Errorf("the words %.60q stand in the text more than once: take more of them", words)
	}
	return At(text, int64(at), int64(len(words)))
}

// At returns the span of so many bytes from an offset. It errors where they are not a place in the text, whole letters at both ends.
func At(text []byte, offset, length int64) (Span, error) {
	size := int64(len(text))
	if offset < 0 || length < 1 || offset > size || length > size-offset {
		return Span{}, fmt.Errorf("%d bytes from %d are no place in a text of %d bytes", length, offset, size)
	}
	end := offset + length
	if !utf8.RuneStart(text[offset]) || end < size && !utf8.RuneStart(text[end]) {
		return Span{}, fmt.Errorf("%d bytes from %d cut a letter in two", length, offset)
	}
	return Span{
		Offset: offset, Length: length, Digest: canon.Digest(sha256.Sum256(text[offset:end])),
		RuneOffset: int64(utf8.RuneCount(text[:offset])), RuneLength: int64(utf8.RuneCount(text[offset:end])),
	}, nil
}

// Standing is whether the words that a fact rests on are in a text.
type Standing string

// The closed list of standings.
const (
	// Stands says that they are where the record says, in the very text that was entered.
	Stands Standing = "stands"
	// Moved says that the text is another one, and the words are in it once.
	Moved Standing = "moved"
	// Several says that the text is another one, and the words are in it more than once.
	Several Standing = "several"
	// Absent says that the words are not there.
	Absent Standing = "absent"
)

// Located is what became of a fact in a text.
type Located struct {
	Standing Standing `json:"standing"`
	// At is where the words are, the zero Span where they are not, or are more than once.
	At Span `json:"at,omitzero"`
	// Says is what differs, empty where nothing does.
	Says string `json:"says,omitempty"`
}

// Locate looks the words of a fact up in a text by their digest. The text is that of the source, or a later version of it.
func Locate(text []byte, s Source, x Fact) Located {
	if canon.Digest(sha256.Sum256(text)) == s.Digest {
		span, err := At(text, x.At.Offset, x.At.Length)
		switch {
		case err != nil:
			return Located{Standing: Absent, Says: err.Error()}
		case span.Digest != x.At.Digest:
			return Located{Standing: Absent, Says: "other words stand there"}
		case span != x.At:
			return Located{Standing: Absent, Says: fmt.Sprintf("it is letter %d to %d, the record says %d to %d", span.RuneOffset, span.RuneOffset+span.RuneLength, x.At.RuneOffset, x.At.RuneOffset+x.At.RuneLength)}
		}
		return Located{Standing: Stands, At: span}
	}
	return search(text, x.At)
}

// search looks for words of a digest in a text that is not the one they were taken from.
func search(text []byte, want Span) Located {
	const other = "the text is not the one that was entered"
	out := Located{Standing: Absent, Says: other}
	for at := int64(0); at+want.Length <= int64(len(text)); at++ {
		end := at + want.Length
		if !utf8.RuneStart(text[at]) || end < int64(len(text)) && !utf8.RuneStart(text[end]) {
			continue
		}
		if canon.Digest(sha256.Sum256(text[at:end])) != want.Digest {
			continue
		}
		if out.Standing == Moved {
			return Located{Standing: Several, Says: other}
		}
		span, err := At(text, at, want.Length)
		if err != nil {
			return Located{Standing: Absent, Says: err.Error()}
		}
		out = Located{Standing: Moved, At: span, Says: other}
	}
	return out
}
