// SPDX-License-Identifier: Apache-2.0

package house_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// tree is the checkout as the rules see it: the Go files of the main module, parsed, and every other text.
type tree struct {
	fset  *token.FileSet
	files []*file
	// texts holds the files that are not Go by path.
	texts map[string]string
	// info is nil until types is first called.
	info *types.Info
}

// file is one Go file. Its directory, relative to the module, is its package's import path.
type file struct {
	path, dir string
	src       string
	ast       *ast.File
	test      bool
}

func (f *file) generated() bool { return ast.IsGenerated(f.ast) }

// at says where a node stands, without a line: lines move.
func (f *file) at(what string) string { return f.path + ": " + what }

// rule looks for one fault over the whole tree and names each place.
type rule struct {
	name  string
	check func(*tree) []string
}

var rules = slices.Concat(importRules, pureRules, shapeRules, textRules, documentRules)

func TestTheTreeKeepsTheRules(t *testing.T) {
	tree := readTree(t, os.DirFS("../.."))
	if len(tree.files) < 10 {
		t.Fatalf("%d Go files found, want the whole tree", len(tree.files))
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			for _, fault := range r.check(tree) {
				t.Error(fault)
			}
		})
	}
}

// texts are the kinds of file, besides Go, that the rules read.
var texts = []string{".md", ".yaml", ".txtar", ".mod", ".json", ".geojson", ".csv", ".sh"}

func readTree(t *testing.T, root fs.FS) *tree {
	t.Helper()
	out := &tree{fset: token.NewFileSet(), texts: map[string]string{}}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == ".git" || name == "tools" || path.Base(name) == "fuzz"):
			return fs.SkipDir
		case d.IsDir():
			return nil
		case strings.HasSuffix(name, ".go"):
			return out.add(root, name)
		case slices.Contains(texts, path.Ext(name)) || name == ".ci/run":
			data, err := fs.ReadFile(root, name)
			out.texts[name] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read the tree: %v", err)
	}
	return out
}

func (t *tree) add(root fs.FS, name string) error {
	src, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(t.fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	t.files = append(t.files, &file{
		path: name, dir: path.Dir(name), src: string(src), ast: parsed, test: strings.HasSuffix(name, "_test.go"),
	})
	return nil
}

// code returns the files that are not tests, whose directory satisfies in.
func (t *tree) code(in func(dir string) bool) []*file {
	var out []*file
	for _, f := range t.files {
		if !f.test && in(f.dir) {
			out = append(out, f)
		}
	}
	return out
}

func anywhere(string) bool { return true }

// within returns whether a directory is one of the packages or lies below one.
func within(packages ...string) func(dir string) bool {
	return func(dir string) bool {
		return slices.ContainsFunc(packages, func(p string) bool { return dir == p || strings.HasPrefix(dir, p+"/") })
	}
}

// funcs calls each for every function and method with a body.
func (f *file) funcs(each func(name string, d *ast.FuncDecl)) {
	for _, d := range f.ast.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			each(funcName(fn), fn)
		}
	}
}

// funcName is "Type.Method" or "function".
func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	name := d.Name.Name
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if ok {
			name = id.Name + "." + d.Name.Name
		}
		return !ok
	})
	return name
}

// selected returns "pkg.Name" for a selector on a plain identifier, else "".
func selected(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}
