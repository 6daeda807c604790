// SPDX-License-Identifier: Apache-2.0

package numeral_test

import (
	"testing"

	"truce/agreement/numeral"
)

func TestANumberKeepsTheWayItWasWritten(t *testing.T) {
	for written, want := range map[string]string{`7.50`: "7.50", `"7.50"`: "7.50", `1.b`: "", `null`: "as it was"} {
		got := "as it was"
		err := numeral.Unmarshal([]byte(written), &got)
		if (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%s: got %q, %v, want %q", written, got, err, want)
		}
	}
}

func TestADecimalHasAtMostItsDecimals(t *testing.T) {
	for text, want := range map[string]int64{"1": 1000, "1.5": 1500, "0.001": 1, "1.0001": -1, "-1": -1, "1.": -1, ".5": -1, "": -1} {
		got, ok := numeral.Decimal(text, 3)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}

func TestALevelIsReadAsItIsWritten(t *testing.T) {
	for n := range 5 {
		text, err := numeral.MarshalLevel("S", n, 4)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := numeral.ParseLevel("S", string(text), 4); err != nil || got != n {
			t.Errorf("%q: got %d, %v, want %d", text, got, err, n)
		}
	}
	if _, err := numeral.MarshalLevel("S", 5, 4); err == nil {
		t.Error("S5 is written")
	}
	if _, err := numeral.ParseLevel("S", "S5", 4); err == nil {
		t.Error("S5 is read")
	}
}
