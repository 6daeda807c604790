// SPDX-License-Identifier: Apache-2.0

package house_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"truce/act"
)

var documentRules = []rule{
	{"every decision cited exists and has its parts", decisions},
	{"every promise names a test that exists or says not yet", promises},
	{"every word of a closed list is in the glossary", glossary},
	{"the dependencies are those that are explained", dependencies},
	{"the README stays short", shortReadme},
}

var (
	decisionFile   = regexp.MustCompile(`^docs/adr/(\d{4})-[a-z0-9-]+\.md$`)
	decisionCited  = regexp.MustCompile(`\bADR (\d+)\b`)
	decisionStatus = regexp.MustCompile(`(?m)^Status: (proposed|accepted|rejected|superseded by \d+)$`)
	decisionParts  = []string{"## Context\n", "## Decision\n", "## Consequences\n", "## What would change our mind\n"}
)

func decisions(t *tree) []string {
	var faults []string
	exists := map[int]string{}
	for name, text := range t.texts {
		m := decisionFile.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		n, _ := strconv.Atoi(m[1])
		if other := exists[n]; other != "" {
			faults = append(faults, fmt.Sprintf("%s and %s share a number", min(name, other), max(name, other)))
		}
		exists[n] = name
		if !decisionStatus.MatchString(text) {
			faults = append(faults, name+": no line such as \"Status: accepted\"")
		}
		for _, part := range decisionParts {
			if !strings.Contains(text, part) {
				faults = append(faults, name+": no part "+strings.TrimSpace(part))
			}
		}
	}
	cite := func(where, text string) {
		for _, m := range decisionCited.FindAllStringSubmatch(text, -1) {
			if n, _ := strconv.Atoi(m[1]); exists[n] == "" {
				faults = append(faults, fmt.Sprintf("%s: cites ADR %d, which does not exist", where, n))
			}
		}
	}
	for _, f := range t.files {
		if f.dir != "internal/house" {
			cite(f.path, f.src)
		}
	}
	for name, text := range t.texts {
		cite(name, text)
	}
	slices.Sort(faults)
	return slices.Compact(faults)
}

// rows returns the cells of every table row of a document whose first cell is not a heading or a rule.
func rows(text string) [][]string {
	var out [][]string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|-") || strings.HasPrefix(line, "| -") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		out = append(out, cells)
	}
	return out
}

var testCited = regexp.MustCompile("`([a-z0-9/]+)\\.((?:Test|Fuzz|Example)\\w+)`")

func promises(t *tree) []string {
	tests := map[string]bool{}
	for _, f := range t.files {
		f.funcs(func(name string, _ *ast.FuncDecl) { tests[f.dir+"."+name] = f.test })
	}
	var faults []string
	for _, cells := range rows(t.texts["docs/PROMISES.md"]) {
		n, err := strconv.Atoi(cells[0])
		if err != nil {
			continue // the heading
		}
		state, shown := cells[len(cells)-2], cells[len(cells)-1]
		cited := testCited.FindAllStringSubmatch(shown, -1)
		for _, m := range cited {
			if !tests[m[1]+"."+m[2]] {
				faults = append(faults, fmt.Sprintf("promise %d names %s.%s, which does not exist", n, m[1], m[2]))
			}
		}
		switch {
		case !slices.Contains([]string{"kept", "in part", "stale", "not yet"}, state):
			faults = append(faults, fmt.Sprintf("promise %d: state %q: use kept, in part, stale or not yet", n, state))
		case state != "not yet" && len(cited) == 0:
			faults = append(faults, fmt.Sprintf("promise %d is %s and no test shows it", n, state))
		}
	}
	return faults
}

// closedLists returns the words of every closed list by the name of its type: the constants of the string types
// of the pure packages, and the lists of act.
func closedLists(t *tree) map[string][]string {
	lists := map[string][]string{}
	for _, f := range t.code(pure) {
		for _, d := range f.ast.Decls {
			consts, ok := d.(*ast.GenDecl)
			if !ok || consts.Tok != token.CONST {
				continue
			}
			for _, spec := range consts.Specs {
				s := spec.(*ast.ValueSpec)
				kind, ok := s.Type.(*ast.Ident)
				if !ok || !kind.IsExported() || len(s.Values) == 0 {
					continue
				}
				lit, ok := s.Values[0].(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING || lit.Value == `""` {
					continue
				}
				name := path.Base(f.dir) + "." + kind.Name
				lists[name] = append(lists[name], strings.Trim(lit.Value, "`\""))
			}
		}
	}
	return lists
}

func glossary(t *tree) []string {
	text := t.texts["docs/GLOSSARY.md"]
	lists := closedLists(t)
	for _, w := range act.Acts() {
		lists["act.Act"] = append(lists["act.Act"], string(w))
	}
	for _, w := range act.Targets() {
		lists["act.Target"] = append(lists["act.Target"], string(w))
	}
	for _, w := range act.Classes() {
		lists["act.Class"] = append(lists["act.Class"], string(w))
	}
	defined := map[string]bool{}
	for section := range strings.SplitSeq(text, "\n## ") {
		heading, body, _ := strings.Cut(section, "\n")
		for _, cells := range rows(body) {
			if len(cells) > 1 && cells[1] != "" {
				defined[heading+" "+cells[0]] = true
			}
		}
	}
	var faults []string
	for name, words := range lists {
		for _, w := range words {
			found := false
			for key := range defined {
				found = found || strings.Contains(key, "`"+name+"`") && strings.HasSuffix(key, " `"+w+"`")
			}
			if !found {
				faults = append(faults, fmt.Sprintf("docs/GLOSSARY.md: %q of %s is not explained under a heading with `%s`", w, name, name))
			}
		}
	}
	slices.Sort(faults)
	return faults
}

var (
	replaced = regexp.MustCompile(`(?m)^\s*replace\b`)
	version  = regexp.MustCompile(`^v[0-9]`)
	required = regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.-]+\.[a-z]+/\S+) (v\S+)( // indirect)?$`)
)

func dependencies(t *tree) []string {
	var faults []string
	direct := map[string]bool{}
	if replaced.MatchString(t.texts["go.mod"]) {
		faults = append(faults, "go.mod: replace: what we build is what others build")
	}
	for _, m := range required.FindAllStringSubmatch(t.texts["go.mod"], -1) {
		if m[3] == "" {
			direct[m[1]+" "+m[2]] = true
		}
	}
	explained := map[string]bool{}
	for _, cells := range rows(t.texts["docs/DEPENDENCIES.md"]) {
		if len(cells) < 5 || !version.MatchString(cells[1]) {
			continue
		}
		explained[strings.Trim(cells[0], "`")+" "+cells[1]] = true
	}
	for d := range direct {
		if !explained[d] {
			faults = append(faults, "docs/DEPENDENCIES.md: no row for "+d)
		}
	}
	for d := range explained {
		if !direct[d] {
			faults = append(faults, "docs/DEPENDENCIES.md: "+d+" is not a direct requirement of go.mod")
		}
	}
	slices.Sort(faults)
	return faults
}

func shortReadme(t *tree) []string {
	if n := strings.Count(t.texts["README.md"], "\n"); n > 200 {
		return []string{fmt.Sprintf("README.md: %d lines, stop at 200", n)}
	}
	return nil
}
