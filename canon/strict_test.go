// SPDX-License-Identifier: Apache-2.0

package canon_test

import (
	"bytes"
	"flag"
	"reflect"
	"testing"

	"truce/canon"
	"truce/internal/workload"
	"truce/known"
	"truce/report"
)

type within struct {
	Is   bool   `json:"is,omitempty"`
	Word string `json:"word,omitempty"`
}

// sound is of everything that strict reading reads, and of something that it leaves alone.
type sound struct {
	Absent  *sound          `json:"absent,omitempty"`
	Answer  known.Answer    `json:"answer"`
	Any     any             `json:"any,omitempty"`
	Digest  canon.Digest    `json:"digest,omitzero"`
	Fixed   [2]int16        `json:"fixed"`
	ID      canon.ReportID  `json:"id"`
	Inner   within          `json:"within,omitzero"`
	List    []within        `json:"list"`
	Maybe   *int64          `json:"maybe"`
	Salts   []canon.Salt    `json:"salts,omitempty"`
	Text    string          `json:"text"`
	Unsized uint32          `json:"unsized,omitempty"`
	Zeroed  []*known.Answer `json:"zeroed,omitzero"`
}

// sameReading reads data both ways into new values, and tells whether the strict way read it.
func sameReading[T any](t *testing.T, data []byte) bool {
	t.Helper()
	var strictly, slowly T
	took := canon.ReadStrictly(data, &strictly)
	err := canon.DecodeSlowly(data, &slowly)
	switch {
	case took && err != nil:
		t.Fatalf("%q is taken into %+v, and the slow way says: %v", data, strictly, err)
	case took && !reflect.DeepEqual(strictly, slowly):
		t.Fatalf("%q is read as %+v, and the slow way as %+v", data, strictly, slowly)
	case !took && !reflect.ValueOf(&strictly).Elem().IsZero():
		t.Fatalf("%q is not taken and leaves %+v", data, strictly)
	}
	return took
}

var strictRounds = flag.Int("strict.rounds", 20_000, "how many spoilt texts are read both ways")

// TestStrictReadingTakesNothingThatTheSlowWayDoesNot spoils canonical bytes in one or two places.
func TestStrictReadingTakesNothingThatTheSlowWayDoesNot(t *testing.T) {
	answer, number := known.Yes, int64(-7)
	reports := workload.NewStream(3, 1_773_000_000_000, 1000).Next(50)
	var texts [][]byte
	for _, r := range reports {
		texts = append(texts, encoded(t, r))
	}
	for _, v := range []sound{
		{},
		{Text: "\x01\x1f\b\"\\\u00e9\U0001F600", List: []within{{}, {Is: true, Word: "x"}}, Maybe: &number, Zeroed: []*known.Answer{&answer, nil}},
		{Absent: &sound{Answer: known.No}, Digest: canon.Digest{1}, Salts: []canon.Salt{{2}}, Unsized: 1 << 31, Inner: within{Is: true}, Fixed: [2]int16{-32768, 32767}},
		{Any: map[string]any{"a": "b"}, ID: canon.NewReportID(canon.Digest{9})},
	} {
		texts = append(texts, encoded(t, v))
	}
	took := 0
	for i, data := range texts {
		if i < len(reports) {
			if !sameReading[report.Report](t, data) {
				t.Errorf("%s is not read strictly", data)
			}
		} else if sameReading[sound](t, data) {
			took++
		}
	}
	if took < 3 {
		t.Errorf("%d of the others are read strictly, want all but the one with a map", took)
	}
	rand := uint64(1)
	below := func(n int) int { rand = rand*6364136223846793005 + 1442695040888963407; return int(rand>>33) % n }
	pieces := []string{
		"", `"`, `\`, `\u0008`, `\u001f`, `\u001F`, `\u00e9`, `\/`, "null", "true", "-0", "00", "0", "-1", "1e1", "1.0", " ", ",", ":", "{}", "[]", "{", "}", "]", "[",
		"9007199254740991", "9007199254740992", "\xff", "\xed\xa0\x80", "A", "a", "\x00", "\n", `"is":false,`, `"word":"",`, `"text":"x",`, `,"zzz":1`,
	}
	for range *strictRounds {
		i := below(len(texts))
		data := bytes.Clone(texts[i])
		for range 1 + below(2) {
			from := below(len(data) + 1)
			to := min(len(data), from+below(4))
			data = append(append(bytes.Clone(data[:from]), pieces[below(len(pieces))]...), data[to:]...)
		}
		if i < len(reports) {
			sameReading[report.Report](t, data)
		} else {
			sameReading[sound](t, data)
		}
	}
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	data, err := canon.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// FuzzStrict reads any bytes both ways.
// Run it with: go test ./canon -run '^$' -fuzz FuzzStrict
func FuzzStrict(f *testing.F) {
	f.Add([]byte(`{"answer":"unknown","fixed":[0,0],"id":"","list":[],"maybe":null,"text":""}`))
	f.Add([]byte(`{"absent":{"answer":"yes"},"answer":"no"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		sameReading[sound](t, data)
		sameReading[[]within](t, data)
		sameReading[report.Extract](t, data)
		sameReading[string](t, data)
		sameReading[int16](t, data)
	})
}

// BenchmarkReport encodes and decodes the extract of one report.
func BenchmarkReport(b *testing.B) {
	extract := workload.NewStream(3, 1_773_000_000_000, 1000).Next(1)[0].Extract
	data, err := canon.Encode(extract)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("encode", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := canon.Encode(extract); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, read := range map[string]func([]byte, any) error{"decode": canon.Decode, "decode the slow way": canon.DecodeSlowly} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				var back report.Extract
				if err := read(data, &back); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
