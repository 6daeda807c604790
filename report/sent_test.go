// SPDX-License-Identifier: Apache-2.0

package report_test

import (
	"bytes"
	"errors"
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
