// SPDX-License-Identifier: Apache-2.0

package house_test

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// pure packages are functions of their arguments: no clock, network, disk, chance, threads or log (ADR 2).
var pure = within("known", "canon", "keyring", "when", "place", "act", "territory", "agreement", "report", "observation",
	"coverage", "incident", "finding", "response", "engine", "ledger", "likeness", "spelling", "watch", "internal/access/reads/trail", "internal/publish/approval",
	"coalition/sourced", "coalition/undertaking", "coalition/force", "coalition/meeting", "coalition/readiness",
	"coalition/statement", "coalition/brief", "internal/publish/daily/words", "internal/publish/daily/sheet")

// pureRoom adds the coalition's fold itself, below which stand its record and its cases, and the daily report, below which stand its
// forms: neither of these is pure.
func pureRoom(dir string) bool {
	return pure(dir) || dir == "coalition" || dir == "internal/publish/daily"
}

// bannedImports are what no pure package may import; a path bans what lies below it too.
var bannedImports = within("os", "net", "syscall", "runtime", "unsafe", "path/filepath", "database/sql", "math/rand",
	"crypto/rand", "log", "sync", "context", "testing", "plugin", "time/tzdata")

// bannedNames are what no pure package may use of what it may import: the clock and the host's zones.
var bannedNames = []string{
	"time.Now", "time.Since", "time.Until", "time.Sleep", "time.Tick", "time.After", "time.AfterFunc", "time.NewTimer",
	"time.NewTicker", "time.Local", "time.LoadLocation",
}

var pureRules = []rule{
	{"pure packages import no means", noMeans},
	{"pure packages use no clock and start no goroutine", noClock},
	{"floats stay in place", noFloats},
	{"maps are sorted before they become output", sortedMaps},
	{"package variables are set once", noMutableState},
}

func noMeans(t *tree) []string {
	var faults []string
	for _, f := range t.code(pureRoom) {
		for _, p := range f.imports() {
			if bannedImports(p) && !excepted("import", f.dir+" "+p) {
				faults = append(faults, f.at("a pure package imports "+p))
			}
		}
	}
	return faults
}

func noClock(t *tree) []string {
	var faults []string
	for _, f := range t.code(pureRoom) {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				faults = append(faults, f.at("a pure package starts a goroutine"))
			case *ast.SelectorExpr:
				if name := selected(n); slices.Contains(bannedNames, name) {
					faults = append(faults, f.at("a pure package uses "+name))
				}
			}
			return true
		})
	}
	return faults
}

// noFloats looks for float types, float literals that do not become integers, and functions of math; its integer
// limits are free (ADR 5).
func noFloats(t *tree) []string {
	info := t.types()
	var faults []string
	for _, f := range t.code(pureRoom) {
		if f.dir == "place" || f.dir == "place/field" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if slices.Contains([]string{"float32", "float64", "complex64", "complex128"}, n.Name) {
					faults = append(faults, f.at(n.Name+" outside place"))
				}
			case *ast.BasicLit:
				if n.Kind == token.FLOAT && !isInteger(info.Types[n]) {
					faults = append(faults, f.at("literal "+n.Value+" outside place"))
				}
			case *ast.SelectorExpr:
				limit := strings.Contains(n.Sel.Name, "Int") || strings.Contains(n.Sel.Name, "Uint")
				if name := selected(n); strings.HasPrefix(name, "math.") && !limit {
					faults = append(faults, f.at(name+" outside place"))
				}
			}
			return true
		})
	}
	return faults
}

// isInteger tells whether a literal is or becomes an integer; one that stays untyped must have a whole value.
func isInteger(tv types.TypeAndValue) bool {
	if tv.Type == nil {
		return false
	}
	basic, ok := tv.Type.Underlying().(*types.Basic)
	return ok && (basic.Info()&types.IsInteger != 0 ||
		basic.Kind() == types.UntypedFloat && constant.ToInt(tv.Value).Kind() == constant.Int)
}

// sortedMaps looks for loops over maps that build something in order, in functions that sort nothing afterwards,
// and for maps.Keys and maps.Values that go anywhere but into a sort. It sees what the types say, so a map of
// another module escapes it.
func sortedMaps(t *tree) []string {
	info := t.types()
	var faults []string
	for _, f := range t.code(pureRoom) {
		f.funcs(func(name string, fn *ast.FuncDecl) {
			if excepted("map", f.dir+"."+name) {
				return
			}
			sorts := lastSort(fn)
			ast.Inspect(fn, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.RangeStmt:
					if tv, ok := info.Types[n.X]; ok && isMap(tv.Type) && ordered(n.Body) && n.End() > sorts {
						faults = append(faults, f.at(name+" builds output from an unsorted map"))
					}
				case *ast.CallExpr:
					if strings.HasPrefix(selected(n.Fun), "slices.Sorted") {
						return false
					}
					if use := selected(n.Fun); (use == "maps.Keys" || use == "maps.Values" || use == "maps.All") && n.End() > sorts {
						faults = append(faults, f.at(name+" uses "+use+" unsorted"))
					}
				}
				return true
			})
		})
	}
	return faults
}

func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// lastSort is where the last call of a sort in a function begins.
func lastSort(fn *ast.FuncDecl) token.Pos {
	var last token.Pos
	ast.Inspect(fn, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if s := selected(call.Fun); strings.HasPrefix(s, "slices.Sort") || strings.HasPrefix(s, "sort.") {
				last = max(last, call.Pos())
			}
		}
		return true
	})
	return last
}

// ordered tells whether a loop's body does something whose result depends on the order of the loop: it appends,
// writes, formats onto something, sends, or returns a value.
func ordered(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.SendStmt:
			found = true
		case *ast.ReturnStmt:
			found = found || slices.ContainsFunc(n.Results, func(e ast.Expr) bool { return !fixed(e) })
		case *ast.AssignStmt:
			if lit, ok := n.Rhs[0].(*ast.BasicLit); n.Tok == token.ADD_ASSIGN && ok && lit.Kind == token.STRING {
				found = true
			}
		case *ast.CallExpr:
			name := selected(n.Fun)
			_, method, _ := strings.Cut(name, ".")
			id, plain := n.Fun.(*ast.Ident)
			found = found || plain && id.Name == "append" || strings.HasPrefix(method, "Write") ||
				strings.HasPrefix(name, "fmt.Fprint") || strings.HasPrefix(name, "fmt.Append")
		}
		return !found
	})
	return found
}

// fixed tells whether an expression is true, false, nil or a literal: the same whichever key came first.
func fixed(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return e.Name == "true" || e.Name == "false" || e.Name == "nil"
	}
	return false
}

// noMutableState looks for functions that assign to a variable of their package, or into one.
func noMutableState(t *tree) []string {
	info := t.types()
	var faults []string
	for _, f := range t.code(anywhere) {
		f.funcs(func(name string, fn *ast.FuncDecl) {
			assigned := func(e ast.Expr) {
				if v := root(e); v != nil {
					if obj, ok := info.Uses[v].(*types.Var); ok && obj.Pkg() != nil && obj.Parent() == obj.Pkg().Scope() {
						faults = append(faults, f.at(name+" assigns to package variable "+v.Name))
					}
				}
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					for _, e := range n.Lhs {
						assigned(e)
					}
				case *ast.IncDecStmt:
					assigned(n.X)
				}
				return true
			})
		})
	}
	return faults
}

// root is the variable at the beginning of v, v.f, v[i] or *v.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}
