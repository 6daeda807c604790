// SPDX-License-Identifier: Apache-2.0

package canon_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/canon"
)

func TestDecodeReadsWhatEncodeWrites(t *testing.T) {
	sum := canon.SumBytes("truce/test/1", nil)
	want := sample{Z: -3, Text: "Торецьк", Map: map[string]uint16{"k": 9}, Pair: [2]int64{1, 2}, ID: canon.NewFindingID(sum)}
	data, err := canon.Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	var got sample
	if err := canon.Decode(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, want, cmp.AllowUnexported(canon.FindingID{})); diff != "" {
		t.Errorf("read back (-got +want):\n%s", diff)
	}
}

type small struct {
	Act  string   `json:"act"`
	More []small  `json:"more,omitempty"`
	By   *small   `json:"by,omitempty"`
	At   [2]int64 `json:"at,omitzero"`
	N    int64    `json:"n,omitempty"`
}

func TestDecodeRefusesOtherSpellings(t *testing.T) {
	for _, c := range []struct{ name, in string }{
		{"white space", `{"act": "a"}`},
		{"a line feed at the end", "{\"act\":\"a\"}\n"},
		{"members out of order", `{"n":1,"act":"a"}`},
		{"an escape that is not needed", `{"act":"\u0061"}`},
		{"an escaped slash", `{"act":"\/"}`},
		{"a null member", `{"act":"a","by":null}`},
		{"an empty member that is left out", `{"act":"a","more":[]}`},
		{"a zero that is left out", `{"act":"a","n":0}`},
		{"a negative zero", `{"act":"a","n":-0}`},
		{"a member missing", `{}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var v small
			if err := canon.Decode([]byte(c.in), &v); !errors.Is(err, canon.ErrNotCanonical) {
				t.Errorf("Decode(%s) = %v, want ErrNotCanonical", c.in, err)
			}
			if err := canon.DecodeLoose([]byte(c.in), new(small)); err != nil {
				t.Errorf("DecodeLoose(%s) = %v, want it read", c.in, err)
			}
		})
	}
}

func TestBothDecodersRefuse(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", ``, "no JSON value"},
		{"a second value", `{"act":"a"}{}`, "more than one"},
		{"an unknown member", `{"act":"a","b":1}`, `unknown member "b"`},
		{"a member in other letters", `{"Act":"a"}`, `unknown member "Act"`},
		{"a member in other letters beside the right one", `{"act":"a","ACT":"b"}`, `unknown member "ACT"`},
		{"a Kelvin sign for a k", "{\"act\":\"a\",\"\u212aey\":1}", "unknown member"},
		{"other letters deeper down", `{"act":"a","more":[{"act":"b","by":{"Act":"c"}}]}`, `unknown member "Act"`},
		{"a member twice", `{"act":"a","act":"a"}`, "appears twice"},
		{"a member twice, once escaped", `{"act":"a","\u0061ct":"a"}`, "appears twice"},
		{"a fraction", `{"act":"a","n":1.0}`, "cannot unmarshal"},
		{"an exponent", `{"act":"a","n":1e1}`, "cannot unmarshal"},
		{"an integer beyond 64 bits", `{"act":"a","n":9223372036854775808}`, "cannot unmarshal"},
		{"invalid UTF-8", "{\"act\":\"\xff\"}", "not UTF-8"},
		{"half a surrogate pair", `{"act":"\ud83d"}`, "surrogate"},
		{"a surrogate pair the wrong way round", `{"act":"\udd4a\ud83d"}`, "surrogate"},
		{"a short array", `{"act":"a","at":[1]}`, "1 elements, want 2"},
		{"a long array", `{"act":"a","at":[1,2,3]}`, "3 elements, want 2"},
		{"too deep", strings.Repeat("[", canon.MaxDepth+1), "nested deeper"},
		{"a broken value", `{"act":`, "EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, err := range map[string]error{
				"Decode":      canon.Decode([]byte(c.in), new(small)),
				"DecodeLoose": canon.DecodeLoose([]byte(c.in), new(small)),
			} {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s(%s) = %v, want an error with %q", name, c.in, err, c.want)
				}
			}
		})
	}
}

func TestDecodeRefusesIntegersBeyondTheLimit(t *testing.T) {
	var v small
	if err := canon.Decode([]byte(`{"act":"a","n":9007199254740992}`), &v); err == nil {
		t.Error("2^53 is read, want it refused")
	}
	var n any
	if err := canon.Decode([]byte(`9007199254740992`), &n); err == nil {
		t.Error("2^53 is read into any, want it refused")
	}
}

// A door's own type may embed another; a type with canonical bytes may not.
func TestDecodeLooseReadsEmbeddedFields(t *testing.T) {
	type outer struct {
		small
		Zone string          `json:"zone"`
		Raw  json.RawMessage `json:"raw"`
	}
	var v outer
	if err := canon.DecodeLoose([]byte(`{"act":"a","zone":"z","by":{"act":"b"},"raw":{"Any":1}}`), &v); err != nil {
		t.Fatal(err)
	}
	if v.Act != "a" || v.By.Act != "b" || v.Zone != "z" || string(v.Raw) != `{"Any":1}` {
		t.Errorf("read %+v", v)
	}
	for _, in := range []string{`{"Act":"a"}`, `{"small":{"act":"a"}}`, `{"by":{"Act":"b"}}`} {
		if err := canon.DecodeLoose([]byte(in), new(outer)); err == nil {
			t.Errorf("%s is read, want its member unknown", in)
		}
	}
}

func TestDecodeLooseReadsPairsOfSurrogates(t *testing.T) {
	var v small
	if err := canon.DecodeLoose([]byte(`{"act":"\\\ud83d\udd4a\n\\ud83d"}`), &v); err != nil || v.Act != "\\\U0001F54A\n\\ud83d" {
		t.Errorf("read %q, %v", v.Act, err)
	}
}

// TestATextOfTooManyObjectsIsRefused: a second reader draws the line at the same place.
func TestATextOfTooManyObjectsIsRefused(t *testing.T) {
	for containers, want := range map[int]bool{canon.MaxContainers: true, canon.MaxContainers + 1: false} {
		text := `["[{\"[",` + strings.Repeat("[],", containers-2) + "[]]"
		if _, err := canon.DecodeAny([]byte(text)); (err == nil) != want {
			t.Errorf("%d objects and arrays: %v, want taken %t", containers, err, want)
		}
	}
	if v, err := canon.DecodeAny([]byte(`{"a":["[\\"]}`)); err != nil || v.(map[string]any)["a"].([]any)[0] != `[\` {
		t.Errorf("got %v, %v", v, err)
	}
}
