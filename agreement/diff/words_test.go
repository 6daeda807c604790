// SPDX-License-Identifier: Apache-2.0

package diff_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"truce/agreement"
	"truce/agreement/diff"
)

// unsaid are the fields of a rule that its conditions do not say, and why. Whatever else a rule has must show.
var unsaid = map[string]string{
	"Term.ID":                                "a name within the document, told beside the conditions",
	"Term.Article":                           "where it stands, told beside the conditions",
	"Term.Sense":                             "what is asked, told beside the conditions",
	"Term.Binds":                             "of whom it is asked, told beside the conditions",
	"Term.Acts":                              "what is asked, told beside the conditions",
	"Term.Severity":                          "what it weighs, told beside the conditions",
	"Term.Targets":                           "the rule has them as its reading has them",
	"Term.Weapons":                           "the rule has them as its reading has them",
	"Term.Where":                             "the rule has them as its reading has them",
	"Term.NotWhere":                          "the rule has them as its reading has them",
	"Term.KeepBack":                          "the rule has it as its reading has it",
	"Term.Beyond":                            "the rule has it compiled",
	"Term.When":                              "the rule has them as its reading has them",
	"Term.Exemptions":                        "the rule has them compiled",
	"Questions":                              "the reading names them",
	"Acts":                                   "what is asked, told beside the conditions",
	"Span":                                   "the term's own time points are told, of which it is compiled",
	"Exemptions.Exemption.Conditions":        "the exemption has them compiled",
	"Exemptions.Exemption.Within":            "the exemption has it compiled",
	"Exemptions.Conditions.Condition.ID":     "a name for answers; what it says is told",
	"Exemptions.Conditions.Condition.Within": "the condition has it compiled",
}

// eachLeaf calls f with the path of every field that is set below v, after unsetting it, and sets it again.
func eachLeaf(v reflect.Value, path string, f func(path string)) {
	if _, ok := unsaid[path]; ok || v.IsZero() {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		eachLeaf(v.Elem(), path, f)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				eachLeaf(v.Field(i), strings.TrimPrefix(path+"."+field.Name, "."), f)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if k := v.Index(i).Kind(); k == reflect.Struct || k == reflect.Pointer {
				eachLeaf(v.Index(i), path, f)
				continue
			}
			unset(v, reflect.AppendSlice(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v.Slice(0, i)), v.Slice(i+1, v.Len())), func() { f(path) })
		}
	default:
		unset(v, reflect.Zero(v.Type()), func() { f(path) })
	}
}

func unset(v, to reflect.Value, f func()) {
	was := reflect.New(v.Type()).Elem()
	was.Set(v)
	v.Set(to)
	f()
	v.Set(was)
}

func worked(t *testing.T) map[string]*agreement.Compiled {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*agreement.Compiled{}
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".yaml"); ok {
			out[name] = example(t, name)
		}
	}
	// The document that uses every part of the format has what no worked text has.
	data, err := os.ReadFile("../testdata/ford.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out["ford"] = read(t, "ford.yaml", data, os.DirFS("../testdata/"))
	return out
}

func TestEveryConditionOfATermShowsInItsWords(t *testing.T) {
	shown := map[string]bool{}
	for name, c := range worked(t) {
		for _, r := range c.Rules() {
			rule := *r
			before := said(diff.ConditionsOf(c, &rule))
			eachLeaf(reflect.ValueOf(&rule).Elem(), "", func(path string) {
				shown[path] = true
				if slices.Equal(before, said(diff.ConditionsOf(c, &rule))) && !(alike(path) && rule.Reading != "") {
					t.Errorf("%s, term %s: the words say as much without %s: %v", name, r.Term.ID, path, before)
				}
			})
		}
	}
	for _, must := range []string{"Weapons.AtLeast", "Weapons.Classes", "KeepBack.AtLeast", "KeepBack.From", "Term.From", "Exemptions.Within", "Exemptions.Conditions.Within", "Targets", "When", "Void"} {
		if !shown[must] {
			t.Errorf("no worked text has %s: the test shows nothing of it", must)
		}
	}
}

// said are all conditions, in order.
func said(c diff.Conditions) []string {
	return slices.Concat(c.Weapons, c.Places, c.Times, c.Exemptions, c.Readings)
}

// alike tells whether a reading may set the field in the place of the term.
func alike(path string) bool { return path == "Term.From" || path == "Term.Until" }

func TestTheConditionsOfTheExercise(t *testing.T) {
	c := example(t, "paris-exercise")
	want := map[agreement.TermID][]string{
		"back-50": {"100.1 mm", "artillery", "mortar", "closer than 50 km to ", "from D+15"},
		"back-75": {"except Smerch and Tornado-S", "75 km"},
		"energy":  {"against energy"},
		"no-fly":  {"in "},
		"ceasefire": {
			"an attack or fire of the other side came before (met by use-of-force at most 30 min earlier)", "has 48 h to answer", "no record of it means not met",
		},
		"repair-silence": {"09:00 to 15:00 Europe/Kyiv"},
		"training-far":   {"not in "},
	}
	for _, r := range c.Rules() {
		text := strings.Join(said(diff.ConditionsOf(c, r)), "; ")
		for _, w := range want[r.Term.ID] {
			if !strings.Contains(text, w) {
				t.Errorf("term %s: %q does not say %q", r.Term.ID, text, w)
			}
		}
	}
}

func TestEveryArticleOfTheExerciseSaysWhatItSets(t *testing.T) {
	c := example(t, "paris-exercise")
	of := map[agreement.ArticleID]string{}
	for _, r := range c.Rules() {
		of[r.Term.Article] += string(r.Term.ID) + "\n"
	}
	for _, m := range diff.Matters(c) {
		of[m.Article] += m.Name + ": " + m.Says + "\n"
	}
	for _, a := range c.Agreement().Articles {
		if of[a.ID] == "" {
			t.Errorf("article %s, %s, says nothing of what it sets", a.ID, a.Title)
		}
	}
	for article, want := range map[agreement.ArticleID]string{
		"2": `exemption return-fire from the term ceasefire`, "11": `days: 7`, "12": `quorum: 5`, "13": `time: 1 h`,
		"14": `(?s)step determine.*time: 72 h`, "15": `duty: "written warning`, "16": `delay: 72 h`,
	} {
		if !regexp.MustCompile(want).MatchString(of[article]) {
			t.Errorf("article %s: %q does not say %q", article, of[article], want)
		}
	}
}
