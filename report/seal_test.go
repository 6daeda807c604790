// SPDX-License-Identifier: Apache-2.0

package report_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/report"
)

// key makes the key pair of a name, the same for the same first byte of its seed.
func key(t testing.TB, name string, first byte) (signer note.Signer, verifier string) {
	t.Helper()
	private := ed25519.NewKeyFromSeed(append([]byte{first}, make([]byte, ed25519.SeedSize-1)...))
	verifier, err := note.NewEd25519VerifierKey(name, private.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	hash := strings.Split(verifier, "+")[1]
	signer, err = note.NewSigner("PRIVATE+KEY+" + name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...)))
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

const seen = "log.example/truce\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

// parts are those of so many reports, under salts that count.
func parts(t testing.TB, n int) []canon.Part {
	t.Helper()
	reports, salts := make([]report.Report, n), make([]canon.Salt, 3*n)
	for i := range reports {
		reports[i] = valid()
	}
	for i := range salts {
		salts[i][0] = byte(i)
	}
	out, err := report.Parts(reports, salts)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sealed(t testing.TB, h report.Header, n int) report.Sealed {
	t.Helper()
	signer, _ := key(t, "device-7", 1)
	s, err := report.Seal(h, parts(t, n), signer)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func second() report.Header {
	return report.Header{Origin: "log.example/truce", Counter: 2, Previous: canon.SumBytes("x", nil), Seen: seen, Made: 1_900_000_000_000}
}

func TestPartsAreThreeAReportInOrder(t *testing.T) {
	got := parts(t, 2)
	if len(got) != 6 {
		t.Fatalf("%d parts of two reports", len(got))
	}
	for i, label := range []string{"identity", "original", "extract", "identity", "original", "extract"} {
		if got[i].Label != label || got[i].Salt[0] != byte(i) {
			t.Errorf("part %d is %s under salt %d", i, got[i].Label, got[i].Salt[0])
		}
	}
	var e report.Extract
	if err := canon.Decode(got[5].Content, &e); err != nil || !canon.Equal(e, valid().Extract) {
		t.Errorf("the extract reads back as %+v, %v", e, err)
	}
	if _, err := report.Parts(make([]report.Report, 2), make([]canon.Salt, 5)); err == nil {
		t.Error("two reports have five salts")
	}
}

func TestASealHoldsForItsPartsItsKeyAndItsNumberAlone(t *testing.T) {
	_, verifier := key(t, "device-7", 1)
	_, thief := key(t, "device-7", 2)
	_, other := key(t, "device-8", 1)
	s := sealed(t, second(), 2)
	h, err := s.Verify(verifier, 2)
	if err != nil || h.Device != "device-7" || h.Counter != 2 || h.Reports != 2 || h.Root != s.Root || h.Seen != seen {
		t.Fatalf("got %+v, %v", h, err)
	}
	moved := s
	moved.Root = canon.SumBytes("x", nil)
	forged := s
	forged.Header = strings.Replace(s.Header, `"counter":2`, `"counter":3`, 1)
	for name, each := range map[string]struct {
		s        report.Sealed
		verifier string
		reports  int64
	}{
		"another key of the name": {s, thief, 2}, "another name": {s, other, 2}, "other parts": {moved, verifier, 2},
		"a report fewer": {s, verifier, 1}, "reports beyond 32 bits": {s, verifier, 1<<32 + 2}, "another counter than was signed": {forged, verifier, 2},
	} {
		if _, err := each.s.Verify(each.verifier, each.reports); !errors.Is(err, report.ErrSeal) {
			t.Errorf("%s: got %v, want the seal not to hold", name, err)
		}
	}
	if _, err := s.Verify("device-7", 2); err == nil {
		t.Error("a text that is no key verifies")
	}
}

func TestSealRefusesAHeaderThatNobodyWouldRead(t *testing.T) {
	signer, _ := key(t, "device-7", 1)
	p := parts(t, 1)
	for name, each := range map[string]struct {
		h     report.Header
		parts []canon.Part
	}{
		"no parts": {second(), nil}, "two thirds of a report": {second(), p[:2]}, "no counter": {report.Header{Origin: "log.example/truce"}, p},
		"a first one with one before": {report.Header{Origin: "log.example/truce", Counter: 1, Previous: canon.SumBytes("x", nil)}, p},
		"no log":                      {report.Header{Counter: 1}, p},
		"a note of ours as the log":   {report.Header{Origin: "truce/receipt/1", Counter: 1}, p},
		"a checkpoint of another log": {report.Header{Origin: "log.example/other", Counter: 1, Seen: seen}, p},
		"a second one without":        {report.Header{Origin: "log.example/truce", Counter: 2}, p},
	} {
		if _, err := report.Seal(each.h, each.parts, signer); err == nil {
			t.Errorf("%s: it is sealed", name)
		}
	}
}

// resigned is a header whose signed text is what the change makes of a good one.
func resigned(t *testing.T, change func(string) string) string {
	t.Helper()
	signer, _ := key(t, "device-7", 1)
	text, _, _ := strings.Cut(sealed(t, second(), 1).Header, "\n\n")
	out, err := note.Sign(&note.Note{Text: change(text + "\n")}, signer)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestReadHeaderRefusesEverySpellingButOne(t *testing.T) {
	good := sealed(t, second(), 1).Header
	if _, err := report.ReadHeader(good); err != nil {
		t.Fatal(err)
	}
	body, signature, _ := strings.Cut(good, "\n\n")
	stranger, _ := key(t, "device-8", 2)
	foreign, err := note.Sign(&note.Note{Text: body + "\n"}, stranger)
	if err != nil {
		t.Fatal(err)
	}
	_, added, _ := strings.Cut(string(foreign), "\n\n")
	swap := func(a, b string) string {
		return resigned(t, func(s string) string {
			if !strings.Contains(s, a) {
				t.Fatalf("no %s in %s", a, s)
			}
			return strings.Replace(s, a, b, 1)
		})
	}
	for name, text := range map[string]string{
		"nothing":                     "",
		"no signature":                body + "\n\n",
		"a text without a note":       body,
		"two signatures":              good + added,
		"the same signature twice":    good + signature,
		"a stranger's signature":      string(foreign),
		"an end too many":             good + "\n",
		"another spelling of base64":  strings.Replace(good, "=\n", "\n", 1),
		"another first line":          swap("submission/1", "submission/2"),
		"an extension line":           swap("}\n", "}\nmore\n"),
		"white space":                 swap(`"v":1`, `"v": 1`),
		"a member it does not know":   swap(`"v":1`, `"v":1,"x":1`),
		"another version":             swap(`"v":1`, `"v":2`),
		"no number of reports":        swap(`"reports":1`, `"reports":0`),
		"counter nought":              swap(`"counter":2`, `"counter":0`),
		"first, with one before":      swap(`"counter":2`, `"counter":1`),
		"a time beyond calendars":     swap(`1900000000000`, `9000000000000000`),
		"no log":                      swap(`"origin":"log.example/truce",`, ``),
		"a log with a space":          swap(`"origin":"log.example/truce"`, `"origin":"log example"`),
		"a checkpoint of another log": swap(`"seen":"log.example/truce`, `"seen":"log.example/other`),
		"a checkpoint of size 0":      swap(`\n7\n`, `\n0\n`),
		"a checkpoint of size 07":     swap(`\n7\n`, `\n07\n`),
		"a checkpoint of four lines":  swap(`AAA=\n"`, `AAA=\nmore\n"`),
		"a checkpoint without root":   swap(`AAA=\n"`, `A=\n"`),
	} {
		if h, err := report.ReadHeader(text); err == nil {
			t.Errorf("%s: reads as %+v", name, h)
		}
	}
}

// TestAnyByteOfAHeaderThatChangesBreaksIt flips bits of a sealed header.
func TestAnyByteOfAHeaderThatChangesBreaksIt(t *testing.T) {
	_, verifier := key(t, "device-7", 1)
	s := sealed(t, second(), 1)
	rapid.Check(t, func(t *rapid.T) {
		data := []byte(s.Header)
		data[rapid.IntRange(0, len(data)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := (report.Sealed{Header: string(data), Root: s.Root}).Verify(verifier, 1); err == nil {
			t.Errorf("verifies: %s", data)
		}
	})
}

// What ReadHeader accepts has one spelling: the header's canonical bytes stand in it, and a second reading is the same.
//
//	go test ./report -run '^$' -fuzz FuzzReadHeader -fuzztime 30s
func FuzzReadHeader(f *testing.F) {
	f.Add(sealed(f, second(), 1).Header)
	f.Add(sealed(f, report.Header{Origin: "log.example/truce", Counter: 1}, 2).Header)
	f.Add("truce/submission/1\n{}\n\n— a AAAAAAA=\n")
	f.Add("truce/submission/1\n\n— a AAAAAAA=\n— b AAAAAAA=\n")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := report.ReadHeader(text)
		if err != nil {
			return
		}
		body, err := canon.Encode(h)
		if err != nil {
			t.Fatalf("%q is read and has no canonical form: %v", text, err)
		}
		if !bytes.HasPrefix([]byte(text), fmt.Appendf(nil, "truce/submission/1\n%s\n\n— %s ", body, h.Device)) || strings.Count(text, "\n") != 4 {
			t.Errorf("%q is read as %s", text, body)
		}
	})
}
