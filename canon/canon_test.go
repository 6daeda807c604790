// SPDX-License-Identifier: Apache-2.0

package canon_test

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"truce/canon"
	"truce/known"
)

type inner struct {
	Names []string `json:"names,omitempty"`
	Note  string   `json:"-"`
}

type sample struct {
	Z     int               `json:"z"`
	A     *bool             `json:"a"`
	Text  string            `json:"text,omitempty"`
	Sure  known.Answer      `json:"sure,omitzero"`
	Inner inner             `json:"inner,omitzero"`
	Map   map[string]uint16 `json:"map"`
	Pair  [2]int64          `json:"pair"`
	Any   any               `json:"any,omitempty"`
	ID    canon.FindingID   `json:"id,omitzero"`
}

// nested returns n arrays one inside another.
func nested(n int) any {
	var v any = []any{}
	for range n - 1 {
		v = []any{v}
	}
	return v
}

func TestEncode(t *testing.T) {
	yes := true
	for _, c := range []struct {
		name string
		in   any
		want string
	}{
		{"null", nil, `null`},
		{"a nil pointer", (*int)(nil), `null`},
		{"the largest integer", int64(canon.MaxInt), `9007199254740991`},
		{"the least integer", int64(-canon.MaxInt), `-9007199254740991`},
		{"an unsigned integer", uint64(canon.MaxInt), `9007199254740991`},
		{"a number kept as text", json.Number("-12"), `-12`},
		{"a nil slice is empty", []string(nil), `[]`},
		{"a nil map is empty", map[string]int(nil), `{}`},
		{"bytes are integers", []byte{0, 255}, `[0,255]`},
		{"escapes", "\x00\b\t\n\v\f\r\x1f\"\\/<>&\x7f", `"\u0000\b\t\n\u000b\f\r\u001f\"\\/<>&` + "\x7f\""},
		{"letters and separators stay", "Їжак\u2028\U0001F54A", "\"Їжак\u2028\U0001F54A\""},
		{
			"keys in order of UTF-16",
			map[string]int{"\ufb33": 1, "\U0001F600": 2, "€": 3, "1": 4, "\r": 5, "\u0080": 6, "ö": 7},
			"{\"\\r\":5,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":3,\"\U0001F600\":2,\"\ufb33\":1}",
		},
		{
			"a struct in order of names",
			sample{Z: 1, A: &yes, Text: "t", Sure: known.No, Map: map[string]uint16{"b": 2, "a": 1}},
			`{"a":true,"map":{"a":1,"b":2},"pair":[0,0],"sure":"no","text":"t","z":1}`,
		},
		{"zero members are left out where a field asks", sample{}, `{"a":null,"map":{},"pair":[0,0],"z":0}`},
		{"an empty slice is as zero as a nil one", sample{Inner: inner{Names: []string{}}}, `{"a":null,"map":{},"pair":[0,0],"z":0}`},
		{"what has no name does not count", sample{Inner: inner{Note: "x"}}, `{"a":null,"map":{},"pair":[0,0],"z":0}`},
		{"an interface", sample{Any: []any{1, "x", false}}, `{"a":null,"any":[1,"x",false],"map":{},"pair":[0,0],"z":0}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := canon.Encode(c.in)
			if err != nil || string(got) != c.want {
				t.Errorf("Encode(%#v) = %s, %v, want %s", c.in, got, err, c.want)
			}
		})
	}
	if got, err := canon.Encode(nested(canon.MaxDepth)); err != nil || len(got) != 2*canon.MaxDepth {
		t.Errorf("the deepest value: %s, %v", got, err)
	}
}

func TestEncodeRefuses(t *testing.T) {
	var loop any
	loop = &loop
	for _, c := range []struct {
		name string
		in   any
		want string
	}{
		{"a float", 1.5, "float64 has no canonical form"},
		{"a float that is whole", map[string]any{"n": 1.0}, "n: a float64"},
		{"an integer too large", int64(math.MaxInt64), "beyond 2^53-1"},
		{"an integer too small", []int64{-canon.MaxInt - 1}, "[0]: integer"},
		{"an unsigned integer too large", uint64(math.MaxUint64), "beyond 2^53-1"},
		{"a number with a fraction", json.Number("1.0"), "want an integer"},
		{"a negative zero", json.Number("-0"), "want an integer"},
		{"invalid UTF-8", "\xff", "not UTF-8"},
		{"half a surrogate pair", "\xed\xa0\x80", "not UTF-8"},
		{"an invalid key", map[string]int{"\xff": 1}, "not UTF-8"},
		{"keys that are not strings", map[int]int{1: 1}, "keys must be plain strings"},
		{"a channel", make(chan int), "no canonical form"},
		{"a function", func() {}, "no canonical form"},
		{"too deep", nested(canon.MaxDepth + 1), "nested deeper"},
		{"a pointer to itself", loop, "pointers in a row"},
		{"a field without a name", struct{ A int }{}, "json name"},
		{"a hidden field", struct {
			a int
		}{1}, "json name"},
		{"one name twice", reflect.New(reflect.StructOf([]reflect.StructField{
			{Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"x"`},
			{Name: "B", Type: reflect.TypeFor[int](), Tag: `json:"x"`},
		})).Interface(), `two fields with the json name "x"`},
		{"an option that is not known", struct {
			A int `json:"a,string"`
		}{}, `"string": use`},
		{"an embedded struct", struct {
			inner `json:"inner"`
		}{}, "json name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := canon.Encode(c.in)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Encode gave %s, %v, want an error with %q", got, err, c.want)
			}
		})
	}
}

func TestEqualComparesCanonicalBytes(t *testing.T) {
	if !canon.Equal(map[string]any{"a": 1}, struct {
		A int `json:"a"`
	}{1}) {
		t.Error("a map and a struct of the same bytes differ")
	}
	if canon.Equal(1.5, 1.5) {
		t.Error("two values without canonical bytes are equal")
	}
}

// vectorRow is a row of the tables of vectors: two or three cells, in backticks but for a reason in the last.
var vectorRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|(?: `([^`]+)` \\| `([^`]+)` \\|)?")

// A second implementation is written from the document, so the vectors that it reads are the ones tested.
func TestVectorsOfTheSpecification(t *testing.T) {
	text, err := os.ReadFile("../docs/spec/canonical-bytes.md")
	if err != nil {
		t.Fatal(err)
	}
	accepted, refused := 0, 0
	for _, m := range vectorRow.FindAllStringSubmatch(string(text), -1) {
		if m[2] == "" {
			refused++
			if err := canon.Decode([]byte(m[1]), new(small)); err == nil {
				t.Errorf("%s is accepted, want it refused", m[1])
			}
			continue
		}
		accepted++
		var v any
		if err := canon.Decode([]byte(m[2]), &v); err != nil {
			t.Errorf("Decode(%s) = %v", m[2], err)
		}
		sum, err := canon.Sum(m[1], v)
		if err != nil || sum.String() != m[3] {
			t.Errorf("Sum(%s, %s) = %s, %v, want %s", m[1], m[2], sum, err, m[3])
		}
	}
	if accepted < 3 || refused < 10 {
		t.Errorf("%d vectors accepted and %d refused, want 3 and 10 at least", accepted, refused)
	}
	if got, want := canon.NewReportID(canon.SumBytes("truce/test/1", []byte("{}"))).String(), "report:mzfmac3z27olbj6zxovqotcw5ilushli"; got != want ||
		!strings.Contains(string(text), want) {
		t.Errorf("ID %s, want %s, as in the document", got, want)
	}
}
