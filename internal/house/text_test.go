// SPDX-License-Identifier: Apache-2.0

package house_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

var textRules = []rule{
	{"every Go file begins with its licence", licenceLine},
	{"every package says what it turns into what", packageComments},
	{"every exported name is explained in a sentence", exportedComments},
	{"no comment is left for later", noLater},
	{"no path of one machine is named", noPrivatePaths},
}

func licenceLine(t *tree) []string {
	var faults []string
	for _, f := range t.files {
		if !strings.HasPrefix(f.src, "// SPDX-License-Identifier: Apache-2.0\n\n") && !f.generated() {
			faults = append(faults, f.at("want the SPDX line and an empty line first"))
		}
	}
	return faults
}

func packageComments(t *tree) []string {
	said := map[string][]string{}
	names := map[string]string{}
	for _, f := range t.code(anywhere) {
		names[f.dir] = f.ast.Name.Name
		if f.ast.Doc != nil {
			said[f.dir] = append(said[f.dir], strings.Join(strings.Fields(f.ast.Doc.Text()), " "))
		}
	}
	var faults []string
	for dir, name := range names {
		switch docs := said[dir]; {
		case len(docs) != 1:
			faults = append(faults, dir+": want one package comment, in one file")
		case name == "main" && !strings.HasPrefix(docs[0], "Command "):
			faults = append(faults, dir+": want a comment that begins with Command")
		case name != "main" && !strings.HasPrefix(docs[0], "Package "+name+" "):
			faults = append(faults, dir+": want a comment that begins with Package "+name)
		case pureRoom(dir) && !turns.MatchString(docs[0]):
			faults = append(faults, dir+": want the first sentence to say what the package turns into what")
		}
	}
	slices.Sort(faults)
	return faults
}

var turns = regexp.MustCompile(`^[^.]* turns [^.]* into `)

func exportedComments(t *tree) []string {
	var faults []string
	for _, f := range t.code(anywhere) {
		say := func(name string, doc ...*ast.CommentGroup) {
			text := ""
			for _, d := range doc {
				if text == "" {
					text = strings.TrimSpace(d.Text())
				}
			}
			if ast.IsExported(name[strings.LastIndexByte(name, '.')+1:]) && (text == "" || !strings.ContainsAny(text[len(text)-1:], ".:)")) {
				faults = append(faults, f.at(name+": want a comment in sentences"))
			}
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if name := funcName(d); ast.IsExported(name) && f.ast.Name.Name != "main" {
					say(name, d.Doc)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					explain(spec, d, say)
				}
			}
		}
	}
	return faults
}

// explain hands on the names of a declaration with the comments that may explain them. A group's comment is
// enough for constants and variables; a type has one of its own, or is one of a family of names.
func explain(spec ast.Spec, d *ast.GenDecl, say func(string, ...*ast.CommentGroup)) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		say(s.Name.Name, s.Doc, s.Comment, d.Doc)
	case *ast.ValueSpec:
		for _, n := range s.Names {
			if d.Tok != token.IMPORT {
				say(n.Name, s.Doc, d.Doc, s.Comment)
			}
		}
	}
}

var later = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)

func noLater(t *tree) []string {
	var faults []string
	for _, f := range t.files {
		for _, group := range f.ast.Comments {
			if m := later.FindString(group.Text()); m != "" {
				faults = append(faults, f.at("a comment says "+m))
			}
		}
	}
	return faults
}

// roots are the folders that only one machine has.
var roots = []string{"work", "tmp", "root", "home"}

// privatePaths are absolute paths in them.
var privatePaths = regexp.MustCompile("(^|[^a-zA-Z0-9_.~/-])/(" + strings.Join(roots, "|") + ")/")

// privatePath returns the first such path in a text. Most texts hold no such folder and are not searched.
func privatePath(text string) string {
	if !slices.ContainsFunc(roots, func(r string) bool { return strings.Contains(text, "/"+r+"/") }) {
		return ""
	}
	return privatePaths.FindString(text)
}

func noPrivatePaths(t *tree) []string {
	var faults []string
	for _, f := range t.files {
		if m := privatePath(f.src); m != "" {
			faults = append(faults, f.at("names "+m))
		}
	}
	for name, text := range t.texts {
		if m := privatePath(text); m != "" {
			faults = append(faults, name+": names "+m)
		}
	}
	slices.Sort(faults)
	return faults
}
