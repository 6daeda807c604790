// SPDX-License-Identifier: Apache-2.0

// Package numeral turns the numbers of an agreement document, which its author may write as a text or as a number, into
// texts as they were written, whole numbers and levels. They never pass through a float.
package numeral

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Unmarshal reads a JSON text, or a JSON number as its source wrote it, and leaves null as it was.
func Unmarshal[T ~string](data []byte, to *T) error {
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if len(data) > 0 && data[0] != '"' {
		var n json.Number
		if err := json.Unmarshal(data, &n); err != nil {
			return fmt.Errorf("want a number or a text: %w", err)
		}
		*to = T(n)
		return nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	*to = T(s)
	return nil
}

// Decimal reads an unsigned decimal of at most so many decimals and returns it times 10^decimals.
func Decimal(text string, decimals int) (int64, bool) {
	whole, fraction, dotted := strings.Cut(text, ".")
	if whole == "" || dotted && fraction == "" || len(fraction) > decimals || len(whole) > 9 {
		return 0, false
	}
	var n int64
	for _, c := range whole + fraction + strings.Repeat("0", decimals-len(fraction)) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// Level writes a level by its letter, or "not set" for 0.
func Level(letter string, n int) string {
	if n == 0 {
		return "not set"
	}
	return fmt.Sprintf("%s%d", letter, n)
}

// MarshalLevel writes a level from 1 to most, no text for 0, and refuses others.
func MarshalLevel(letter string, n, most int) ([]byte, error) {
	if n < 0 || n > most {
		return nil, fmt.Errorf("level %s%d: use %s1 to %s%d", letter, n, letter, letter, most)
	}
	if n == 0 {
		return nil, nil
	}
	return []byte(Level(letter, n)), nil
}

// ParseLevel reads what MarshalLevel writes and refuses everything else.
func ParseLevel(letter, text string, most int) (int, error) {
	if text == "" {
		return 0, nil
	}
	for n := 1; n <= most; n++ {
		if text == Level(letter, n) {
			return n, nil
		}
	}
	return 0, fmt.Errorf("level %q: use %s1 to %s%d", text, letter, letter, most)
}

// Degrees writes degrees x 10^7 as the shortest decimal.
func Degrees(e7 int32) string {
	sign, n := "", int64(e7)
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%s%d.%07d", sign, n/10_000_000, n%10_000_000)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
