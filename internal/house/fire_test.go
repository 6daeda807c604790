// SPDX-License-Identifier: Apache-2.0

package house_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

// good is a small tree in which every rule holds. A bad tree is this one with some files put in.
var good = map[string]string{
	"go.mod":     "module truce\n\nrequire example.com/a v1.0.0\n",
	"when/w.go":  spdx + "// Package when turns clocks into times.\npackage when\n\n// Day is a day.\ntype Day int\n",
	"place/p.go": spdx + "// Package place turns names into places.\npackage place\n\nfunc half(x float64) float64 { return x / 2.0 }\n",
	"incident/i.go": spdx + `// Package incident turns observations into incidents.
package incident

import (
	"slices"

	"truce/when"
)

// north is written as a power of ten and is an integer.
func north(lat int) bool { return lat > 90e7 || lat < -90e7 }

func days(m map[when.Day]int) []when.Day {
	var out []when.Day
	for d := range m {
		out = append(out, d)
	}
	slices.Sort(out)
	return out
}
`,
	"docs/adr/0001-one.md":  "# One\n\nStatus: accepted\n\n## Context\n\n## Decision\n\n## Consequences\n\n## What would change our mind\n",
	"docs/DEPENDENCIES.md":  "| module | version | licence | why | trusted with |\n|---|---|---|---|---|\n| `example.com/a` | v1.0.0 | MIT | x | y |\n",
	"docs/PROMISES.md":      "| n | promise | state | test |\n|---|---|---|---|\n| 1 | x | not yet | - |\n",
	"incident/i_test.go":    spdx + "package incident_test\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) {}\n",
	"cmd/truce/main.go":     spdx + "// Command truce runs truce.\npackage main\n\nimport \"truce/internal/cli\"\n\nfunc main() { cli.Run() }\n",
	"internal/cli/cli.go":   spdx + "// Package cli holds the verbs.\npackage cli\n\n// Run runs.\nfunc Run() {}\n",
	"docs/GLOSSARY.md":      "# Glossary\n\n## Acts (`act.Act`)\n",
	"docs/notes/see-adr.md": "As ADR 1 says.\n",
}

const spdx = "// SPDX-License-Identifier: Apache-2.0\n\n"

// pureFile is a file of package incident with imports and a body.
func pureFile(imports, body string) string {
	return spdx + "package incident\n\nimport (\n" + imports + "\n)\n\n" + body + "\n"
}

// bad has at least one tree for each rule, and a word of the fault it must name.
var bad = []struct {
	rule, name, path, text, want string
}{
	{"packages import only what the table allows", "an import that runs back up", "when/x.go", spdx + "package when\n\nimport _ \"truce/incident\"\n", "when must not import incident"},
	{"packages import only what the table allows", "a package without a row", "nowhere/x.go", spdx + "package nowhere\n", "no row"},
	{"packages import only what the table allows", "a program that wires by itself", "cmd/truce/x.go", spdx + "package main\n\nimport _ \"truce/engine\"\n", "cmd/truce must not import engine"},
	{"the mission's programs reach no coalition package", "through a third package", "cmd/truce-mission/main.go", spdx + "package main\n\nimport _ \"truce/internal/cli\"\n", "cmd/truce-mission reaches coalition/force through internal/cli"},
	{"nothing is imported for its side effects but embed", "a driver", "when/x.go", spdx + "package when\n\nimport _ \"database/sql\"\n", "blank import"},
	{"pure packages import no means", "the disk", "incident/x.go", pureFile(`"os"`, ``), "imports os"},
	{"pure packages import no means", "the network below net", "incident/x.go", pureFile(`"net/http"`, ``), "imports net/http"},
	{"pure packages import no means", "locks", "incident/x.go", pureFile(`"sync/atomic"`, ``), "imports sync/atomic"},
	{"pure packages import no means", "logging", "incident/x.go", pureFile(`"log/slog"`, ``), "imports log/slog"},
	{"pure packages use no clock and start no goroutine", "the clock", "incident/x.go", pureFile(`"time"`, `var t = time.Now`), "time.Now"},
	{"pure packages use no clock and start no goroutine", "a goroutine", "incident/x.go", pureFile("", `func f() { go f() }`), "goroutine"},
	{"floats stay in place", "a float type", "incident/x.go", pureFile("", `var x float64`), "float64"},
	{"floats stay in place", "a float literal", "incident/x.go", pureFile("", `const half = 0.5`), "0.5"},
	{"floats stay in place", "a function of math", "incident/x.go", pureFile(`"math"`, `var x = math.Sqrt`), "math.Sqrt"},
	{"maps are sorted before they become output", "a loop that appends", "incident/x.go", pureFile("", `func f(m map[int]int) (out []int) {
		for k := range m {
			out = append(out, k)
		}
		return
	}`), "f builds output"},
	{"maps are sorted before they become output", "a loop that returns what it meets first", "incident/x.go", pureFile("", `func f(m map[int]int) int {
		for k := range m {
			return k
		}
		return 0
	}`), "f builds output"},
	{"maps are sorted before they become output", "a field of another package", "incident/x.go", pureFile(`"truce/when"`, `func f(c when.Calendar) (out []when.Day) {
		for d := range c.Days {
			out = append(out, d)
		}
		return
	}`), "f builds output"},
	{"maps are sorted before they become output", "keys as they come", "incident/x.go", pureFile(`"maps"
	"slices"`, `func f(m map[int]int) []int { return slices.Collect(maps.Keys(m)) }`), "maps.Keys unsorted"},
	{"package variables are set once", "a counter", "incident/x.go", pureFile("", "var n int\n\nfunc f() { n++ }"), "package variable n"},
	{"package variables are set once", "an entry of a table", "incident/x.go", pureFile("", "var m = map[int]int{}\n\nfunc f() { m[1] = 2 }"), "package variable m"},
	{"packages are not drawers", "a drawer", "internal/util/x.go", spdx + "package util\n", "util"},
	{"files stay short", "a long file", "when/x.go", spdx + "package when\n" + strings.Repeat("\n", maxLines), "lines"},
	{"packages stay small", "a large package", "when/x.go", spdx + "package when\n" + strings.Repeat("\n", maxPackageLines), "package when has"},
	{"functions stay short and take few parameters", "a long function", "when/x.go", spdx + "package when\n\nfunc f() {" + strings.Repeat("\n", maxFuncLines) + "}\n", "101 lines"},
	{"functions stay short and take few parameters", "five parameters", "when/x.go", spdx + "package when\n\nfunc f(a, b, c int, d, e string) {}\n", "5 parameters"},
	{"interfaces are few and small", "a wide interface", "when/x.go", spdx + "package when\n\ntype i interface { a(); b(); c(); d(); e(); f() }\n", "6 methods"},
	{"interfaces are few and small", "many interfaces", "when/x.go", spdx + "package when\n\n" + strings.Repeat("type _ interface { a() }\n", maxInterfaces+1), "13 interfaces"},
	{"nothing runs before main", "an init", "when/x.go", spdx + "package when\n\nfunc init() {}\n", "func init"},
	{"tests stand outside their package and do not sleep", "a test inside", "when/x_test.go", spdx + "package when\n", "want when_test"},
	{"tests stand outside their package and do not sleep", "a sleep", "when/x_test.go", spdx + "package when_test\n\nimport \"time\"\n\nvar x = time.Sleep\n", "time.Sleep"},
	{"tests stand outside their package and do not sleep", "an assertion library", "when/x_test.go", spdx + "package when_test\n\nimport _ \"example.com/assert\"\n", "example.com/assert"},
	{"every Go file begins with its licence", "no licence", "when/x.go", "package when\n", "SPDX"},
	{"every package says what it turns into what", "two comments", "when/x.go", spdx + "// Package when turns a into b.\npackage when\n", "one package comment"},
	{"every package says what it turns into what", "a comment that does not say it", "act/x.go", spdx + "// Package act is about acts.\npackage act\n", "turns into what"},
	{"every exported name is explained in a sentence", "a bare name", "when/x.go", spdx + "package when\n\nfunc Later() {}\n", "Later"},
	{"every exported name is explained in a sentence", "half a sentence", "when/x.go", spdx + "package when\n\n// Later than\nconst Later = 1\n", "Later"},
	{"no comment is left for later", "a reminder", "when/x.go", spdx + "package when\n\n// TO" + "DO: think.\nvar x int\n", "TO" + "DO"},
	{"no path of one machine is named", "in a document", "docs/x.md", "see /ho" + "me/me/x\n", "/ho" + "me/"},
	{"every decision cited exists and has its parts", "a decision that was not taken", "docs/x.md", "ADR 99\n", "ADR 99"},
	{"every decision cited exists and has its parts", "a decision without a status", "docs/adr/0002-two.md", "# Two\n", "Status"},
	{"every decision cited exists and has its parts", "two of one number", "docs/adr/0001-also.md", "# Two\n", "share a number"},
	{"every promise names a test that exists or says not yet", "a test that is gone", "docs/PROMISES.md", "| 1 | x | kept | `incident.TestGone` |\n", "TestGone"},
	{"every promise names a test that exists or says not yet", "a promise on trust", "docs/PROMISES.md", "| 1 | x | kept | look |\n", "no test shows it"},
	{"every promise names a test that exists or says not yet", "a state of its own", "docs/PROMISES.md", "| 1 | x | nearly | `incident.TestX` |\n", "nearly"},
	{"every word of a closed list is in the glossary", "a word of a new list", "when/x.go", spdx + "package when\n\nconst dawn Phase = \"dawn\"\n\nconst Dusk Phase = \"dusk\"\n", `"dusk" of when.Phase`},
	{"every word of a closed list is in the glossary", "an act", "docs/GLOSSARY.md", "", `"mortar-fire" of act.Act`},
	{"the dependencies are those that are explained", "one without a reason", "go.mod", "require (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0\n)\n", "no row for example.com/b v1.0.0"},
	{"the dependencies are those that are explained", "one that is gone", "go.mod", "require example.com/a v1.0.0 // indirect\n", "not a direct requirement"},
	{"the dependencies are those that are explained", "a replacement", "go.mod", "require example.com/a v1.0.0\n\nreplace example.com/a => ../a\n", "replace"},
	{"the README stays short", "a long one", "README.md", strings.Repeat("\n", 201), "201 lines"},
}

// standing are files of a bad tree that are not themselves at fault.
var standing = map[string]string{
	"coalition/force/f.go":  spdx + "package force\n",
	"internal/cli/force.go": spdx + "package cli\n\nimport _ \"truce/coalition/force\"\n",
	"when/calendar.go":      spdx + "package when\n\ntype Calendar struct{ Days map[Day]bool }\n",
}

func TestEveryRuleFires(t *testing.T) {
	fired := map[string]bool{}
	for _, c := range bad {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for _, set := range []map[string]string{good, standing, {c.path: c.text}} {
				for name, text := range set {
					files[name] = &fstest.MapFile{Data: []byte(text)}
				}
			}
			tree := readTree(t, files)
			for _, r := range rules {
				if r.name == c.rule {
					fired[r.name] = true
					if got := strings.Join(r.check(tree), "\n"); !strings.Contains(got, c.want) {
						t.Errorf("faults %q, want one with %q", got, c.want)
					}
				}
			}
		})
	}
	for _, r := range rules {
		if !fired[r.name] {
			t.Errorf("no bad tree shows that the rule %q fires", r.name)
		}
	}
}

func TestNoRuleFiresOnAGoodTree(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range good {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree := readTree(t, files)
	for _, r := range rules {
		faults := r.check(tree)
		if r.name == "every word of a closed list is in the glossary" {
			continue // the lists are those of the real tree
		}
		for _, fault := range faults {
			t.Errorf("%s: %s", r.name, fault)
		}
	}
}
