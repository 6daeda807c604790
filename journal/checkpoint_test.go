// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"truce/journal"
)

// rootOf is some root that differs for each number.
func rootOf(n int64) tlog.Hash { return tlog.RecordHash(fmt.Append(nil, n)) }

func signedCheckpoint(t testing.TB, origin string, size int64) journal.SignedCheckpoint {
	t.Helper()
	s, err := journal.SignCheckpoint(journal.Checkpoint{Origin: origin, Size: size, Root: rootOf(size)}, keyFor(t, origin, journal.SignsNotes))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// cosign adds a cosignature to a checkpoint.
func cosign(t testing.TB, s *journal.SignedCheckpoint, name string, seconds int64) {
	t.Helper()
	line, err := journal.Cosign(s.Checkpoint, keyFor(t, name, journal.Cosigns), seconds)
	if err != nil {
		t.Fatal(err)
	}
	s.Note = s.Note.With(line)
}

func TestOnlyTheThreeLinesOfACheckpointAreRead(t *testing.T) {
	root := base64.StdEncoding.EncodeToString(make([]byte, 32))
	if c, err := journal.ParseCheckpoint("log.example\n9007199254740991\n" + root + "\n"); err != nil || c.Size != 9007199254740991 {
		t.Fatalf("the largest size: %v, %v", c, err)
	}
	for _, c := range []struct{ name, text string }{
		{"nothing", ""},
		{"two lines", "log.example\n1\n"},
		{"an extension line", "log.example\n1\n" + root + "\nextension\n"},
		{"an empty extension line", "log.example\n1\n" + root + "\n\n"},
		{"no last line feed", "log.example\n1\n" + root},
		{"the empty tree", "log.example\n0\n" + root + "\n"},
		{"a negative size", "log.example\n-1\n" + root + "\n"},
		{"a leading zero", "log.example\n01\n" + root + "\n"},
		{"a plus sign", "log.example\n+1\n" + root + "\n"},
		{"a space after the size", "log.example\n1 \n" + root + "\n"},
		{"a size beyond canonical integers", "log.example\n9007199254740992\n" + root + "\n"},
		{"a size on which the tree library does not end", "log.example\n9223372036854775807\n" + root + "\n"},
		{"a size beyond 64 bits", "log.example\n18446744073709551616\n" + root + "\n"},
		{"a short root", "log.example\n1\n" + root[4:] + "\n"},
		{"a root without padding", "log.example\n1\n" + root[:43] + "\n"},
		{"another spelling of the root", "log.example\n1\n" + root[:42] + "B=\n"},
		{"no origin", "\n1\n" + root + "\n"},
		{"a space in the origin", "log example\n1\n" + root + "\n"},
		{"an origin kept for receipts", "truce/receipt/1\n1\n" + root + "\n"},
		{"carriage returns", "log.example\r\n1\r\n" + root + "\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := journal.ParseCheckpoint(c.text); err == nil {
				t.Errorf("%q is read as %v", c.text, got)
			}
		})
	}
}

func TestACheckpointIsOpenedWithTheKeyOfItsLog(t *testing.T) {
	s := signedCheckpoint(t, "log.example", 7)
	data := s.Note.Bytes()
	key := keyFor(t, "log.example", journal.SignsNotes)
	got, err := journal.OpenCheckpoint(data, key.Verifier())
	if err != nil || got.Checkpoint != s.Checkpoint {
		t.Fatalf("OpenCheckpoint = %v, %v", got, err)
	}
	foreign, err := note.NewVerifier(key.Verifier().String())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(data, note.VerifierList(foreign)); err != nil || n.Text != s.Text() {
		t.Errorf("the note library opens it as %v, %v", n, err)
	}
	stranger := keyFor(t, "stranger.example", journal.SignsNotes)
	other, err := journal.SignNote(s.Text(), stranger)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		key  journal.VerifierKey
	}{
		{"the key of another log", data, stranger.Verifier()},
		{"signed by another log only", other, stranger.Verifier()},
		{"another size", []byte(strings.Replace(string(data), "\n7\n", "\n8\n", 1)), key.Verifier()},
		{"no key", data, journal.VerifierKey{}},
		{"a cosigner's key of the same name", data, keyFor(t, "log.example", journal.Cosigns).Verifier()},
	} {
		if _, err := journal.OpenCheckpoint(c.data, c.key); !errors.Is(err, journal.ErrNotSigned) {
			t.Errorf("%s: %v, want %v", c.name, err, journal.ErrNotSigned)
		}
	}
	if _, err := journal.OpenCheckpoint(append([]byte{0xff}, data...), key.Verifier()); err == nil || errors.Is(err, journal.ErrNotSigned) {
		t.Errorf("bytes that are no note: %v", err)
	}
	for _, c := range []journal.Checkpoint{{Origin: "log.example"}, {Origin: "log example", Size: 1}, {Origin: "stranger.example", Size: 1}} {
		if got, err := journal.SignCheckpoint(c, key); err == nil {
			t.Errorf("%v is signed as %v", c, got)
		}
	}
}

func TestTextsThatReadBackOtherwiseAreNotSigned(t *testing.T) {
	key := keyFor(t, "log.example", journal.SignsNotes)
	for _, text := range []string{"", "no line feed", "tab\t\n", "\xff\n", strings.Repeat("x", journal.MaxNote) + "\n"} {
		if data, err := journal.SignNote(text, key); err == nil {
			t.Errorf("%.20q is signed: %.80q", text, data)
		}
	}
	if data, err := journal.SignNote("text\n"); err == nil {
		t.Errorf("signed by nobody: %q", data)
	}
	data, err := journal.SignNote("a\n\nb\n", key)
	if err != nil {
		t.Fatal(err)
	}
	n, err := journal.ParseNote(data)
	if err != nil || n.Text != "a\n\nb\n" || n.SignedBy(key.Verifier()) != nil || string(n.Bytes()) != string(data) {
		t.Errorf("a text with an empty line reads back as %v, %v", n, err)
	}
}

func TestOneBadLineDoesNotHideAGoodOne(t *testing.T) {
	s := signedCheckpoint(t, "log.example", 7)
	log := keyFor(t, "log.example", journal.SignsNotes)
	bad := s.Note.Signatures[0]
	raw, err := base64.StdEncoding.DecodeString(bad.Base64)
	if err != nil {
		t.Fatal(err)
	}
	raw[10] ^= 1
	bad.Base64 = base64.StdEncoding.EncodeToString(raw)
	n := journal.Note{Text: s.Note.Text}.With(bad, s.Note.Signatures[0])
	if _, err := journal.OpenCheckpoint(n.Bytes(), log.Verifier()); err != nil {
		t.Errorf("a bad line before the good one: %v", err)
	}
	if _, err := journal.OpenCheckpoint((journal.Note{Text: s.Note.Text}).With(bad).Bytes(), log.Verifier()); !errors.Is(err, journal.ErrNotSigned) {
		t.Errorf("the bad line alone: %v", err)
	}
}

func TestCosignaturesAgreeWithThoseOfTransparencyDev(t *testing.T) {
	s := signedCheckpoint(t, "log.example", 7)
	key := keyFor(t, "cosigner.example", journal.Cosigns)
	cosign(t, &s, "cosigner.example", 1_800_000_000)

	theirs, err := formats.NewVerifierForCosignatureV1(key.Verifier().String())
	if err != nil {
		t.Fatal(err)
	}
	opened, err := note.Open(s.Note.Bytes(), note.VerifierList(theirs))
	if err != nil || len(opened.Sigs) != 1 {
		t.Fatalf("they read our cosignature as %v, %v", opened, err)
	}
	if at, err := formats.CoSigV1Timestamp(opened.Sigs[0]); err != nil || at.Unix() != 1_800_000_000 {
		t.Errorf("they read its time as %v, %v", at, err)
	}
	signer, err := formats.NewSignerForCosignatureV1(key.Secret())
	if err != nil {
		t.Fatal(err)
	}
	data, err := note.Sign(&note.Note{Text: s.Text()}, signer)
	if err != nil {
		t.Fatal(err)
	}
	back, err := journal.ParseSignedCheckpoint(data)
	if err != nil {
		t.Fatal(err)
	}
	first, last, err := back.CosignedBy(key.Verifier())
	want, _ := formats.CoSigV1Timestamp(back.Note.Signatures[0])
	if err != nil || first != want.Unix() || last != first {
		t.Errorf("we read their cosignature as of %d to %d, %v, want %d", first, last, err, want.Unix())
	}
}

func TestACosignatureIsOfOneCheckpointAndOneTime(t *testing.T) {
	s := signedCheckpoint(t, "log.example", 7)
	key := keyFor(t, "cosigner.example", journal.Cosigns)
	if _, _, err := s.CosignedBy(key.Verifier()); !errors.Is(err, journal.ErrNotSigned) {
		t.Errorf("no cosignature: %v", err)
	}
	cosign(t, &s, "cosigner.example", 300)
	cosign(t, &s, "cosigner.example", 100)
	cosign(t, &s, "cosigner.example", 200)
	cosign(t, &s, "cosigner.example", 200)
	if n := len(s.Note.Signatures); n != 4 {
		t.Errorf("%d signature lines, want the log's and three", n)
	}
	if first, last, err := s.CosignedBy(key.Verifier()); first != 100 || last != 300 || err != nil {
		t.Errorf("cosigned from %d to %d, %v", first, last, err)
	}
	moved := signedCheckpoint(t, "log.example", 8)
	moved.Note = moved.Note.With(s.Note.Signatures[1:]...)
	if _, _, err := moved.CosignedBy(key.Verifier()); !errors.Is(err, journal.ErrNotSigned) {
		t.Errorf("the cosignature of another checkpoint: %v", err)
	}
	for _, seconds := range []int64{0, -1, 9007199254741} {
		if line, err := journal.Cosign(s.Checkpoint, key, seconds); err == nil {
			t.Errorf("cosigned at %d: %v", seconds, line)
		}
	}
	if line, err := journal.Cosign(journal.Checkpoint{Origin: "log.example"}, key, 1); err == nil {
		t.Errorf("the empty tree is cosigned: %v", line)
	}
	zero := s.Note.Signatures[1]
	raw, _ := base64.StdEncoding.DecodeString(zero.Base64)
	binary.BigEndian.PutUint64(raw[4:], 301)
	zero.Base64 = base64.StdEncoding.EncodeToString(raw)
	redated := journal.SignedCheckpoint{Checkpoint: s.Checkpoint, Note: journal.Note{Text: s.Note.Text}.With(zero)}
	if _, _, err := redated.CosignedBy(key.Verifier()); !errors.Is(err, journal.ErrNotSigned) {
		t.Errorf("a cosignature with another time: %v", err)
	}
}

func TestSignatureLinesReadBack(t *testing.T) {
	s := signedCheckpoint(t, "log.example", 7)
	cosign(t, &s, "a.example", 5)
	cosign(t, &s, "b.example", 6)
	text := journal.SignatureLine(s.Note.Signatures[1]) + journal.SignatureLine(s.Note.Signatures[2])
	got, err := journal.ParseSignatureLines([]byte(text))
	if err != nil || len(got) != 2 || got[0] != s.Note.Signatures[1] || got[1] != s.Note.Signatures[2] {
		t.Errorf("ParseSignatureLines = %v, %v", got, err)
	}
	for _, bad := range []string{"", "\n", text + "\n", "\n" + text, text[:len(text)-1], "x\n\n" + text, "- a AAAAAAAA\n", "— a AAAA\n"} {
		if got, err := journal.ParseSignatureLines([]byte(bad)); err == nil {
			t.Errorf("%.40q is read as %v", bad, got)
		}
	}
}
