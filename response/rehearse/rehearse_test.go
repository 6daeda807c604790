// SPDX-License-Identifier: Apache-2.0

package rehearse_test

import (
	"encoding/json"
	"testing"

	"truce/agreement"
	"truce/agreements"
	"truce/response/rehearse"
)

func read(t testing.TB, name string) *agreement.Compiled {
	t.Helper()
	data, err := agreements.Files.ReadFile(name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse(name+".yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDump(t *testing.T) {
	for _, n := range []string{"paris-exercise-mended", "paris-exercise"} {
		r, err := rehearse.Rehearse(read(t, n), rehearse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			t.Logf("%s %s %s: %s\n  mend: %s\n  %+v", f.Kind, f.Article, f.Subject, f.Says, f.Mend, f.Shown)
		}
		for _, d := range r.Decisions {
			t.Logf("%s by %s: typ %s worst %s %d/%d %+v", d.Name, d.By, d.Typical, d.Worst, d.Taken, d.Owed, d.Shown)
		}
		for _, s := range r.Stops {
			b, _ := json.Marshal(s)
			t.Logf("%s", b)
		}
		t.Logf("%+v", r.Population)
	}
}
