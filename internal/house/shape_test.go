// SPDX-License-Identifier: Apache-2.0

package house_test

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"slices"
	"strings"
)

// The sizes at which things stop growing. docs/STYLE.md says from which size to talk.
const (
	maxLines        = 600
	maxPackageLines = 3000 // without tests
	maxFuncLines    = 100
	maxParameters   = 4
	maxMethods      = 5
	maxInterfaces   = 12
)

// exceptions are the places where a rule does not hold, each with its reason. The list only shrinks.
var exceptions = map[string]map[string]string{
	"import": {
		"canon sync":     "the cache of struct fields, which changes speed and no output",
		"agreement sync": "the schema, compiled once, which changes speed and no output",
	},
	"map":   {},
	"lines": {},
	"package": {
		"place": "the readers of texts, grid references and GeoJSON still stand beside the geometry",
	},
	"function":   {},
	"parameters": {},
}

func excepted(rule, place string) bool { return exceptions[rule][place] != "" }

// forbiddenNames are drawers: what is put in them is found by nobody.
var forbiddenNames = []string{
	"util", "utils", "common", "helper", "helpers", "misc", "types", "model", "models", "base", "manager", "service",
	"services", "shared", "pkg", "lib", "core", "internalutil",
}

var shapeRules = []rule{
	{"packages are not drawers", noDrawers},
	{"files stay short", shortFiles},
	{"packages stay small", smallPackages},
	{"functions stay short and take few parameters", shortFuncs},
	{"interfaces are few and small", fewInterfaces},
	{"nothing runs before main", noInit},
	{"tests stand outside their package and do not sleep", outsideTests},
}

func noDrawers(t *tree) []string {
	var faults []string
	for _, f := range t.files {
		for _, name := range append(strings.Split(f.dir, "/"), strings.TrimSuffix(f.ast.Name.Name, "_test")) {
			if slices.Contains(forbiddenNames, name) {
				faults = append(faults, f.at("package name "+name))
			}
		}
	}
	return faults
}

func shortFiles(t *tree) []string {
	var faults []string
	for _, f := range t.files {
		if n := strings.Count(f.src, "\n"); n > maxLines && !f.generated() && !excepted("lines", f.path) {
			faults = append(faults, f.at(fmt.Sprintf("%d lines, stop at %d", n, maxLines)))
		}
	}
	return faults
}

// smallPackages counts the lines of a package's files but tests and what is generated.
func smallPackages(t *tree) []string {
	lines := map[string]int{}
	for _, f := range t.code(anywhere) {
		if !f.generated() {
			lines[f.dir] += strings.Count(f.src, "\n")
		}
	}
	var faults []string
	for _, dir := range slices.Sorted(maps.Keys(lines)) {
		if n := lines[dir]; n > maxPackageLines && !excepted("package", dir) {
			faults = append(faults, fmt.Sprintf("package %s has %d lines, stop at %d", dir, n, maxPackageLines))
		}
	}
	return faults
}

func shortFuncs(t *tree) []string {
	var faults []string
	for _, f := range t.code(anywhere) {
		f.funcs(func(name string, d *ast.FuncDecl) {
			lines := t.fset.Position(d.End()).Line - t.fset.Position(d.Pos()).Line + 1
			if lines > maxFuncLines && !f.generated() && !isTable(d.Body) && !excepted("function", f.dir+"."+name) {
				faults = append(faults, f.at(fmt.Sprintf("%s has %d lines, stop at %d", name, lines, maxFuncLines)))
			}
			if n := d.Type.Params.NumFields(); n > maxParameters && !excepted("parameters", f.dir+"."+name) {
				faults = append(faults, f.at(fmt.Sprintf("%s takes %d parameters, want a struct above %d", name, n, maxParameters)))
			}
		})
	}
	return faults
}

// isTable tells whether a body is nothing but the return of a literal: a list, which may be long.
func isTable(body *ast.BlockStmt) bool {
	if len(body.List) != 1 {
		return false
	}
	ret, ok := body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return false
	}
	_, ok = ret.Results[0].(*ast.CompositeLit)
	return ok
}

func fewInterfaces(t *tree) []string {
	var faults []string
	count := 0
	for _, f := range t.code(anywhere) {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			in, ok := n.(*ast.InterfaceType)
			if !ok || in.Methods.NumFields() == 0 {
				return true
			}
			count++
			if n := in.Methods.NumFields(); n > maxMethods {
				faults = append(faults, f.at(fmt.Sprintf("an interface of %d methods, stop at %d", n, maxMethods)))
			}
			return true
		})
	}
	if count > maxInterfaces {
		faults = append(faults, fmt.Sprintf("%d interfaces in the tree, stop at %d", count, maxInterfaces))
	}
	return faults
}

func noInit(t *tree) []string {
	var faults []string
	for _, f := range t.files {
		f.funcs(func(name string, _ *ast.FuncDecl) {
			if name == "init" {
				faults = append(faults, f.at("func init: wire by hand, where it is seen (ADR 9)"))
			}
		})
	}
	return faults
}

// testHelp is what tests may use of other modules: to compare, to generate, to run scripts, to open a real browser, and to
// check a result of ours against a work that is independent of it.
var testHelp = []string{
	"github.com/google/go-cmp/", "pgregory.net/rapid", "github.com/rogpeppe/go-internal/", "golang.org/x/tools/txtar",
	"github.com/gowebpki/jcs", "github.com/golang/geo/", "github.com/peterstace/simplefeatures/",
	"golang.org/x/text/feature/plural", "golang.org/x/text/language",
	"golang.org/x/mod/sumdb/", "github.com/transparency-dev/formats/",
	"github.com/chromedp/",
}

// outsideTests asks for external test packages, for little foreign help, and for no clock.
func outsideTests(t *tree) []string {
	var faults []string
	for _, f := range t.files {
		if !f.test {
			continue
		}
		if !strings.HasSuffix(f.ast.Name.Name, "_test") && path.Base(f.path) != "export_test.go" {
			faults = append(faults, f.at("test in package "+f.ast.Name.Name+", want "+f.ast.Name.Name+"_test"))
		}
		for _, p := range f.imports() {
			known := slices.ContainsFunc(testHelp, func(each string) bool { return strings.HasPrefix(p, each) })
			if strings.Contains(strings.Split(p, "/")[0], ".") && !known {
				faults = append(faults, f.at("test uses "+p))
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && (selected(s) == "time.Sleep" || selected(s) == "time.Now") {
				faults = append(faults, f.at("test uses "+selected(s)))
			}
			return true
		})
	}
	return faults
}
