// SPDX-License-Identifier: Apache-2.0

package canon_test

import (
	"bytes"
	"testing"

	"truce/canon"
)

// What Decode accepts encodes to the same bytes, and what DecodeLoose accepts has at most one canonical form.
//
//	go test ./canon -run '^$' -fuzz FuzzDecode -fuzztime 30s
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"act":"a"}`, `{"Act":"a"}`, `{"act":"a","act":"b"}`, `{"act":"\ud83d\udd4a","n":-1}`, `[[[1]],{"a":null}]`,
		`{"act":"a","at":[1,2],"by":{"act":"b"},"more":[{"act":"c"}]}`, "\xff", `"\ud800"`, `-0`, `1e3`, `{} {}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var one any
		check(t, data, &one, new(any))
		check(t, data, new(small), new(small))
	})
}

func check(t *testing.T, data []byte, v, again any) {
	t.Helper()
	if canon.Decode(data, v) == nil {
		if back, err := canon.Encode(v); err != nil || !bytes.Equal(back, data) {
			t.Errorf("%q is accepted and encodes to %q, %v", data, back, err)
		}
	}
	if canon.DecodeLoose(data, again) != nil {
		return
	}
	form, err := canon.Encode(again)
	if err != nil {
		return // such as a fraction in an any
	}
	if err := canon.DecodeLoose(form, again); err != nil {
		t.Errorf("%q is accepted and its canonical form %q is not: %v", data, form, err)
	}
}
