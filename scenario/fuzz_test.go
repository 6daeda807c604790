// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"truce/cases"
	"truce/scenario"
)

// Whatever the bytes, a case is read or refused with its name, and a small one runs to a result or an error.
//
// go test -fuzz FuzzParse -fuzztime 30s -fuzzminimizetime 10x ./scenario
func FuzzParse(f *testing.F) {
	f.Add([]byte(begin + "want incidents 2\nwant finding on=mill verdict=violation\n" + text + shots))
	f.Add([]byte(begin + "refuse answer on=mill term=no-fire met=yes error=exemption\ntodo: more\n" + text + shots))
	f.Add([]byte("at \"2031-03-01\" want quiet \"a b\" reading=x=y day:2031-03-01=quiet\n"))
	names, err := fs.Glob(cases.Files, "*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(cases.Files, name)
		if err != nil {
			f.Fatal(err)
		}
		script, _, _ := strings.Cut(string(data), "\n-- ")
		f.Add([]byte(script + "\n"))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := scenario.Parse("a-case", data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "a-case:") {
				t.Errorf("an error without the name of its case: %v", err)
			}
			return
		}
		if len(data) > 8<<10 {
			return
		}
		first, err := scenario.Play(c, fstest.MapFS{}, nil)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "a-case:") {
				t.Errorf("an error without the name of its case: %v", err)
			}
			return
		}
		again, err := scenario.Play(c, fstest.MapFS{}, nil)
		if err != nil || again.Result().Digest != first.Result().Digest {
			t.Errorf("the same case ran otherwise the second time: %v", err)
		}
	})
}
