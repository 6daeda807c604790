// SPDX-License-Identifier: Apache-2.0

package casefile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/casefile"
)

func anything(casefile.Step) error { return nil }

func TestALineIsATimeAVerbAndItsWords(t *testing.T) {
	c, err := casefile.Parse("a.txtar", []byte("# What happens\n\nat \"2026-01-06 10:00\" meet here says=\"a = b\" x=\"\"\ntodo: more\n-- f --\ntext\n"), anything)
	if err != nil {
		t.Fatal(err)
	}
	want := []casefile.Step{
		{Line: 3, At: "2026-01-06 10:00", Verb: "meet", Words: []string{"here"}, Named: []casefile.Pair{{Key: "says", Value: "a = b"}, {Key: "x", Value: ""}}},
		{Line: 4, Verb: "todo", Words: []string{"more"}},
	}
	if diff := cmp.Diff(want, c.Steps); diff != "" || c.Title != "What happens" || string(c.Files["f"]) != "text\n" {
		t.Errorf("title %q, files %q, steps (-want +got):\n%s", c.Title, c.Files, diff)
	}
	if got := c.Steps[0].Get("says") + c.Steps[0].Get("none"); got != "a = b" {
		t.Errorf("the named word is %q", got)
	}
}

func TestAFileThatIsNoCaseIsRefusedByItsLine(t *testing.T) {
	no := errors.New("not in the language")
	for name, c := range map[string]struct{ text, want string }{
		"a quotation that goes on":    {"say \"a\n", "a.txtar:1: a quotation mark is not closed"},
		"a name that stands twice":    {"x\nsay a=1 a=2\n", "a.txtar:2: a= stands twice"},
		"a time without a verb":       {"at 10:00\n", `"at" needs a time and a verb`},
		"a line that the check fails": {"x\nbad\n", "a.txtar:2: not in the language"},
		"a file that stands twice":    {"x\n-- f --\n-- f --\n", `file "f" appears twice`},
		"no script":                   {"# only a title\n", "no script"},
		"bytes that are no text":      {"x \xff\n", "not UTF-8"},
	} {
		_, err := casefile.Parse("a.txtar", []byte(c.text), func(s casefile.Step) error {
			if s.Verb == "bad" {
				return no
			}
			return nil
		})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
}

func TestTheFirstLineOfAScriptNamesItsRealm(t *testing.T) {
	for text, want := range map[string]string{
		"# title\n\nrealm coalition\nzone UTC\n": "coalition",
		"zone UTC\nrealm coalition\n":            casefile.Mission,
		"realm\n":                                casefile.Mission,
		"":                                       casefile.Mission,
		"-- f --\nrealm coalition\n":             casefile.Mission,
	} {
		if got := casefile.Realm([]byte(text)); got != want {
			t.Errorf("%q is of the realm %q, want %q", text, got, want)
		}
	}
}

// A case file comes from anybody. go test -fuzz FuzzParse ./internal/casefile
func FuzzParse(f *testing.F) {
	f.Add("# t\nrealm coalition\nat 10:00 say a b=\"c d\"\n-- f --\nx\n")
	f.Add("say \"\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := casefile.Parse("f.txtar", []byte(text), anything)
		if err != nil {
			return
		}
		last := 0
		for _, s := range c.Steps {
			if s.Line <= last || s.Line > strings.Count(text, "\n")+1 {
				t.Errorf("line %d after line %d: %+v", s.Line, last, s)
			}
			last = s.Line
		}
	})
}
