// SPDX-License-Identifier: Apache-2.0

package report_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"truce/canon"
	"truce/report"
)

// sent is a submission of so many reports under salts that count from 1.
func sent(t testing.TB, n int) report.Sent {
	t.Helper()
	s := report.Sent{Reports: make([]report.Report, n), Salts: make([]canon.Salt, 3*n)}
	for i := range s.Reports {
		s.Reports[i] = valid()
	}
	for i := range s.Salts {
		s.Salts[i][0] = byte(i + 1)
	}
	parts, err := report.Parts(s.Reports, s.Salts)
	if err != nil {
		t.Fatal(err)
	}
	signer, _ := key(t, "device-7", 1)
	sealed, err := report.Seal(second(), parts, signer)
	if err != nil {
		t.Fatal(err)
	}
	s.Header = sealed.Header
	return s
}

func TestASubmissionReadsBackAsItWasSealed(t *testing.T) {
	s := sent(t, 2)
	data, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	read, err := report.ReadSent(data)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := read.Sealed()
	if err != nil {
		t.Fatal(err)
	}
	_, verifier := key(t, "device-7", 1)
	if _, err := sealed.Verify(verifier, 2); err != nil {
		t.Error(err)
	}
	if !canon.Equal(read, s) {
		t.Error("it reads back as another")
	}
}

func TestASubmissionThatIsNotWholeIsRefused(t *testing.T) {
	good, err := sent(t, 2).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*report.Sent)) []byte {
		s := sent(t, 2)
		change(&s)
		data, err := canon.Encode(s)
		if err != nil {
			t.Fatal(err)
		}
		return append(data, '\n')
	}
	for name, data := range map[string][]byte{
		"nothing":                    nil,
		"no line feed":               bytes.TrimSpace(good),
		"two line feeds":             append(bytes.Clone(good), '\n'),
		"cut short":                  good[:len(good)/2],
		"spaces":                     append([]byte(" "), good...),
		"another member":             bytes.Replace(good, []byte(`{"header"`), []byte(`{"extra":1,"header"`), 1),
		"too long":                   append(bytes.Repeat([]byte(" "), report.MaxSent), '\n'),
		"a report less":              changed(func(s *report.Sent) { s.Reports = s.Reports[:1] }),
		"a salt less":                changed(func(s *report.Sent) { s.Salts = s.Salts[:5] }),
		"no reports":                 changed(func(s *report.Sent) { s.Reports, s.Salts = nil, nil }),
		"another salt":               changed(func(s *report.Sent) { s.Salts[3][9] = 1 }),
		"a salt of zeros":            changed(func(s *report.Sent) { s.Salts[3] = canon.Salt{} }),
		"another word in a report":   changed(func(s *report.Sent) { s.Reports[1].Extract.Source += "x" }),
		"a report that is not sound": changed(func(s *report.Sent) { s.Reports[1].Identity.Door = "" }),
		"reports exchanged":          changed(func(s *report.Sent) { s.Salts[0], s.Salts[3] = s.Salts[3], s.Salts[0] }),
		"no header":                  changed(func(s *report.Sent) { s.Header = "" }),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := report.ReadSent(data); !errors.Is(err, report.ErrSent) {
				t.Errorf("got %v, want ErrSent", err)
			}
		})
	}
}

// What is read has one spelling, and its header is over its parts.
//
//	go test ./report -run '^$' -fuzz FuzzReadSent -fuzztime 30s
func FuzzReadSent(f *testing.F) {
	for n := 1; n < 3; n++ {
		data, err := sent(f, n).Bytes()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add([]byte(strings.Replace(string(data), `"salts":["0`, `"salts":["1`, 1)))
	}
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := report.ReadSent(data)
		if err != nil {
			return
		}
		again, err := s.Bytes()
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("%q reads back as %q, %v", data, again, err)
		}
		sealed, err := s.Sealed()
		h, errH := report.ReadHeader(s.Header)
		if err != nil || errH != nil || h.Root != sealed.Root {
			t.Errorf("%q is read and its header is over another root", data)
		}
	})
}

// What is cut out of a submission is what Parts writes of its reports, and spoilt bytes are refused as they were by reading the
// whole and writing it again.
func TestPartsAreCutOutOfASubmissionAsTheyAreWritten(t *testing.T) {
	s := sent(t, 3)
	s.Reports[1].Original.Text = "a \"brace\" {\\ in a text }\x01"
	s.Salts[4][31] = 0xff
	parts, err := report.Parts(s.Reports, s.Salts)
	if err != nil {
		t.Fatal(err)
	}
	signer, _ := key(t, "device-7", 1)
	sealed, err := report.Seal(second(), parts, signer)
	if err != nil {
		t.Fatal(err)
	}
	s.Header = sealed.Header
	data, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	read, cut, err := report.OpenSent(data)
	if err != nil || !canon.Equal(read, s) || len(cut) != len(parts) {
		t.Fatalf("got %d parts, want %d, %v", len(cut), len(parts), err)
	}
	for i := range parts {
		if cut[i].Hash() != parts[i].Hash() || !bytes.Equal(cut[i].Content, parts[i].Content) {
			t.Errorf("part %d: got %q, want %q", i, cut[i].Content, parts[i].Content)
		}
	}
	for i := 0; i < len(data); i++ {
		for _, piece := range []string{"", " ", "0", "}", `"`, `\`, ","} {
			spoilt := slices.Concat(data[:i], []byte(piece), data[min(len(data), i+1):])
			if back, err := report.ReadSent(spoilt); err == nil {
				if again, err := back.Bytes(); err != nil || !bytes.Equal(again, spoilt) {
					t.Fatalf("%q is read and is not what it would be written as", spoilt)
				}
			}
		}
	}
}
