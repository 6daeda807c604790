// SPDX-License-Identifier: Apache-2.0

package say_test

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"truce/internal/cli/say"
)

func TestNothingThatASourceWroteMovesTheCursor(t *testing.T) {
	for text, want := range map[string]string{
		"mortar fire\tat 10:15\n": "mortar fire\tat 10:15\n",
		"Щастя, Zażółć, 東京":       "Щастя, Zażółć, 東京",
		"\x1b[2J":                 `\u001b[2J`,
		"a\rb\x7f\u009bc":         `a\u000db\u007f\u009bc`,
		"North\u202ehtuoS":        `North\u202ehtuoS`,
		"a\u200bb\u2028c":         `a\u200bb\u2028c`,
		"\U000e0041":              `\udb40\udc41`,
	} {
		var out bytes.Buffer
		if _, err := io.WriteString(say.Plain(&out), text); err != nil || out.String() != want {
			t.Errorf("%q: got %q, %v, want %q", text, out.String(), err, want)
		}
	}
}

func TestNothingThatASourceWroteIsARowOfATable(t *testing.T) {
	rows := [][]string{{"ITEM", "STANDS"}, {"b1\nb9    matched\tboth list it", "only"}, {"\x1b[2J", "only"}, {"c\u2028d\r\ne", "only"}}
	want := "! ITEM                        STANDS\n" +
		"! b1 b9 matched both list it  only\n" +
		`! \u001b[2J                   only` + "\n" +
		"! c d e                       only\n"
	var out bytes.Buffer
	if err := say.Aligned(say.Plain(&out), "! ", rows); err != nil || out.String() != want {
		t.Errorf("got\n%s%v, want\n%s", out.String(), err, want)
	}
}

// TestPlainKeepsLinesOfJSON cuts what is written anywhere: the bytes come out the same, and JSON keeps its meaning.
func TestPlainKeepsLinesOfJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		data, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var whole, pieces bytes.Buffer
		if _, err := say.Plain(&whole).Write(data); err != nil {
			t.Fatal(err)
		}
		w := say.Plain(&pieces)
		for rest := data; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			if _, err := w.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		var back, want string
		if err := json.Unmarshal(pieces.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		if back != want || !bytes.Equal(whole.Bytes(), pieces.Bytes()) || !utf8.Valid(whole.Bytes()) {
			t.Errorf("%q became %q, whole %q", text, pieces.Bytes(), whole.Bytes())
		}
		if say.Exact(w) != io.Writer(&pieces) || say.Exact(&pieces) != io.Writer(&pieces) {
			t.Error("Exact does not find the writer below")
		}
	})
}
