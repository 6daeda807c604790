// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"io/fs"
	"strings"
	"testing"

	"truce/coalition/cases"
	"truce/coalition/scenario"
)

// Every case that comes along holds, says what it shows, and gives the same bytes when it is run again.
func TestCorpus(t *testing.T) {
	names, err := fs.Glob(cases.Files, "*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(name, ".txtar"), func(t *testing.T) {
			data, err := fs.ReadFile(cases.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			var before scenario.Result
			for range 2 {
				c, err := scenario.Parse(name, data)
				if err != nil {
					t.Fatal(err)
				}
				run, err := scenario.Play(c, nil)
				if err != nil {
					t.Fatal(err)
				}
				r := run.Result()
				if r.Title == "" || len(r.Todo) > 0 {
					t.Errorf("title %q, %d lines to do", r.Title, len(r.Todo))
				}
				for _, failure := range r.Failures {
					t.Error(failure)
				}
				if !before.Digest.IsZero() && before.Digest != r.Digest {
					t.Errorf("run again it is %s, and was %s", r.Digest, before.Digest)
				}
				before = r
			}
		})
	}
}

const table = "-- t.csv --\nrecord,instrument,version,kind,title,said_by,said_on,grade\ninstrument,text,1,declaration,A text,us,2026-01-05,official\n"

func TestASlipOfThePenIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"a case of the mission":              {"zone UTC\nwant releases number=0\n", "begin it with realm coalition"},
		"an unknown verb":                    {"realm coalition\nimprt force f.csv\n", `did you mean "import"`},
		"an unknown want":                    {"realm coalition\nwant fcat x nature=claim\n", `did you mean "fact"`},
		"an unknown word":                    {"realm coalition\nwant releases numbr=0\n", `did you mean "number"`},
		"too few words":                      {"realm coalition\nwant stand France conditions=met\n", "takes 2 words"},
		"a refusal without its error":        {"realm coalition\nrefuse import force f.csv\n", "error=WORDS"},
		"nothing wanted":                     {"realm coalition\nzone UTC\n", "nothing is wanted"},
		"a want that asks nothing":           {"realm coalition\nzone UTC\nat 2026-01-06 import undertakings t.csv\nwant text text@1\n", "say what is wanted of it"},
		"a thing that is not on record":      {"realm coalition\nzone UTC\nat 2026-01-06 import undertakings t.csv\nwant text other@1 draft=no\n", `no text "other@1" is on record`},
		"a clock that runs back":             {"realm coalition\nzone UTC\nat 2026-01-06 import undertakings t.csv\nat 2026-01-05 import undertakings t.csv\n", "a case runs forward"},
		"a file that the case does not have": {"realm coalition\nimport undertakings none.csv\n", "no file"},
	} {
		data := []byte("# A case\n" + c.script + table)
		parsed, err := scenario.Parse("a.txtar", data)
		if err == nil {
			_, err = scenario.Play(parsed, nil)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
}

func TestAnExpectationThatIsNotMetFails(t *testing.T) {
	script := "realm coalition\nzone UTC\nat 2026-01-06 import undertakings t.csv\nwant text text@1 draft=yes kind=~decl\nrefuse import undertakings t.csv error=corrects\n"
	c, err := scenario.Parse("a.txtar", []byte("# A case\n"+script+table))
	if err != nil {
		t.Fatal(err)
	}
	run, err := scenario.Play(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := run.Result(); r.Passed != 1 || len(r.Failures) != 2 || !strings.Contains(r.Failures[0], "draft: got no, want yes") || !strings.Contains(r.Failures[1], "it was taken") {
		t.Errorf("got %d met, failures %q", r.Passed, r.Failures)
	}
}

// A case comes from anybody. go test -fuzz FuzzPlay ./coalition/scenario
func FuzzPlay(f *testing.F) {
	f.Add("realm coalition\nzone UTC\nat 2026-01-06 import undertakings t.csv\nwant text text@1 draft=no\n" + table)
	f.Add("realm coalition\nat 2026-01-06 release r.json origin=m.example by=desk\nwant releases number=1\n-- r.json --\n{\"agreement\":\"a@1\"}\n")
	f.Add("realm coalition\nenter e\nwant facts number=0\n-- e --\n{\"force\":{}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := scenario.Parse("f.txtar", []byte(text))
		if err != nil {
			return
		}
		if _, err := scenario.Play(c, nil); err != nil {
			return
		}
	})
}
