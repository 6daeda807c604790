// SPDX-License-Identifier: Apache-2.0

package agreement_test

import (
	"encoding/json"
	"testing"

	"truce/act"
	"truce/agreement"
	"truce/place"
)

func TestLengthsAreMetresUnlessTheySayOtherwise(t *testing.T) {
	for _, each := range []struct {
		text string
		want place.Length
		ok   bool
	}{
		{"", 0, true},
		{"520", 520 * place.Metre, true},
		{"520 m", 520 * place.Metre, true},
		{"520m", 520 * place.Metre, true},
		{"15 km", 15 * place.Kilometre, true},
		{"7.5 km", 7500 * place.Metre, true},
		{"0.001", 1, true},
		{"25000 km", 25_000 * place.Kilometre, true},
		{"25001 km", 0, false},
		{"999999999 km", 0, false},
		{"-1", 0, false},
		{"1e3", 0, false},
		{"1.", 0, false},
		{".5", 0, false},
		{"1.0001", 0, false},
		{"km", 0, false},
		{"5 mi", 0, false},
		{"NaN", 0, false},
		{"15 kmm", 0, false},
	} {
		got, err := agreement.Metres(each.text).Parse()
		if got != each.want || (err == nil) != each.ok {
			t.Errorf("%q: got %d, %v, want %d, ok %t", each.text, got, err, each.want, each.ok)
		}
	}
}

func TestCalibresAreMillimetresWithOneDecimal(t *testing.T) {
	for _, each := range []struct {
		text string
		want act.Calibre
		ok   bool
	}{
		{"", 0, true},
		{"82", 820, true},
		{"14.5", 145, true},
		{"1000", 10_000, true},
		{"0", 0, false},
		{"1000.1", 0, false},
		{"12.75", 0, false},
		{"82 mm", 0, false},
		{"-5", 0, false},
	} {
		got, err := agreement.Calibre(each.text).Parse()
		if got != each.want || (err == nil) != each.ok {
			t.Errorf("%q: got %d, %v, want %d, ok %t", each.text, got, err, each.want, each.ok)
		}
	}
}

func TestNumeralsReadNumbersAndTexts(t *testing.T) {
	var v struct {
		A agreement.Degrees   `json:"a"`
		B agreement.Metres    `json:"b"`
		C agreement.Calibre   `json:"c"`
		D agreement.ArticleID `json:"d"`
	}
	if err := json.Unmarshal([]byte(`{"a": 37.50, "b": "15 km", "c": 14.5, "d": 1.10}`), &v); err != nil {
		t.Fatal(err)
	}
	if v.A != "37.50" || v.B != "15 km" || v.C != "14.5" || v.D != "1.10" {
		t.Errorf("got %+v", v)
	}
	for _, bad := range []string{`{"a": true}`, `{"b": [1]}`, `{"c": {}}`} {
		if err := json.Unmarshal([]byte(bad), &v); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}

func TestLevelsAreWrittenWithTheirLetter(t *testing.T) {
	var v struct {
		S agreement.Severity   `json:"s"`
		C agreement.Confidence `json:"c"`
	}
	if err := json.Unmarshal([]byte(`{"s": "S3", "c": "C2"}`), &v); err != nil || v.S != 3 || v.C != 2 {
		t.Errorf("got %+v, %v", v, err)
	}
	if data, err := json.Marshal(v); err != nil || string(data) != `{"s":"S3","c":"C2"}` {
		t.Errorf("got %s, %v", data, err)
	}
	for _, bad := range []string{`{"s": "S5"}`, `{"s": "3"}`, `{"c": "C4"}`, `{"c": "S1"}`, `{"s": "S0"}`} {
		if err := json.Unmarshal([]byte(bad), &v); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
	if _, err := agreement.Severity(7).MarshalText(); err == nil {
		t.Error("S7 is written")
	}
	if got := agreement.Severity(0).String(); got != "not set" {
		t.Errorf("zero is %q", got)
	}
}
