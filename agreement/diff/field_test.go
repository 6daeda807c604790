// SPDX-License-Identifier: Apache-2.0

package diff_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"truce/agreement"
	"truce/agreement/diff"
)

// silent are the fields of which a change is not told, and why: neither the engine nor an answer of people rests on them.
var silent = map[string]string{
	"truce":                                "the version of the format: there is one, and another is refused",
	"id":                                   "what the text is filed under",
	"version":                              "what the text is filed under",
	"title":                                "for people; nothing is decided by it",
	"languages.tag":                        "told for the languages that decide",
	"sources.id":                           "a name within the document: it cannot change alone",
	"sources.title":                        "where it was read, not what it says",
	"sources.url":                          "where it was read, not what it says",
	"sources.standing":                     "where it was read, not what it says",
	"articles.id":                          "renaming an article changes nothing",
	"articles.cite":                        "where it was read, not what it says",
	"articles.source":                      "where it was read, not what it says",
	"articles.context":                     "asks the linter for no term of it",
	"force.contested.source":               "where it was read, not what it says",
	"places.source":                        "where it was read, not what it says",
	"places.reported":                      "how well it is known, not what it says",
	"places.geometry.geojson":              "the name of a file; what it draws is compared",
	"control.source":                       "where it was read, not what it says",
	"exercise":                             alone,
	"sources":                              alone,
	"declarant":                            alone,
	"parties":                              alone,
	"parties.id":                           alone,
	"articles":                             alone,
	"places":                               alone,
	"times":                                alone,
	"times.id":                             alone,
	"times.open":                           alone,
	"times.span":                           alone,
	"terms":                                alone,
	"terms.exemptions.conditions.acts":     alone,
	"terms.exemptions.conditions.answered": alone,
	"quiet":                                alone,
	"quiet.id":                             alone,
	"bodies":                               alone,
	"bodies.id":                            alone,
	"bodies.members":                       alone,
	"ladder.by":                            alone,
	"terms.article":                        "where the matter stands: it is told beside what changes",
	"quiet.article":                        "where the matter stands: it is told beside what changes",
	"questions.article":                    "where the matter stands: it is told beside what changes",
	"bodies.article":                       "where the matter stands: it is told beside what changes",
	"procedure.steps.article":              "where the matter stands: it is told beside what changes",
	"ladder.article":                       "where the matter stands: it is told beside what changes",
	"publication.article":                  "where the matter stands: it is told beside what changes",
	"times.article":                        "where the matter stands: it is told beside what changes",
	"times.reported":                       "how well it is known, not what it says",
	"terms.id":                             "renaming a term changes nothing",
	"terms.reported":                       "how well it is known, not what it says",
	"terms.exemptions.id":                  "a name for answers; the conditions are compared",
	"terms.exemptions.article":             "renaming an article changes nothing",
	"terms.exemptions.reported":            "how well it is known, not what it says",
	"quiet.reported":                       "how well it is known, not what it says",
	"questions.readings.held_by":           "who holds a reading decides nothing",
	"bodies.name":                          "for people; a body acts under its ID",
	"bodies.reported":                      "how well it is known, not what it says",
	"procedure.steps.reported":             "how well it is known, not what it says",
	"ladder.reported":                      "how well it is known, not what it says",
	"evidence.reported":                    "how well it is known, not what it says",
	"publication.reported":                 "how well it is known, not what it says",
}

// alone is the reason of a field that cannot change by itself: another field names it, or the text is not sound then.
const alone = "cannot change alone in this document"

// full is the document that uses every part of the format.
func full(t *testing.T) *agreement.Agreement {
	t.Helper()
	const folder = "../testdata/"
	data, err := os.ReadFile(folder + "ford.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("ford.yaml", data, os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// words are values that a text may take in one field or another. Those that tell most come first, as they are tried in
// this order.
var words = []string{
	"D+70", "9 d", "9 km", "UTC", "south", "strip", "basin", "2", "120", "nights", "school", "fire", "05:00",
	"count > 5", "commission", "old-front", "2026-03-21 00:00 Europe/Kyiv", "D+3", "Another Word", "another-word",
	"north", "river-men", "front", "depot", "mill", "3", "1", "4", "feast", "D+5 20:00", "23:30", "Europe/Warsaw",
	"5 km", "3 h", "assault", "uav-flight", "mortar-fire", "mortar", "tank", "treaty", "site", "named", "zone", "rhumb",
	"geodesic", "great-circle", "prohibits", "permits", "requires", "majority", "sole", "determine", "verify", "A", "C",
	"S1", "S3", "37.7", "47.7", "de", "complaint", "hearing", "incident", "determination", "recurrence", "notice",
	"respondent", "chair",
}

// site gives one place of a document to a change.
type site struct {
	path string // without numbers and keys
	make func(root reflect.Value, change func(reflect.Value))
}

func (e site) then(name string, step func(v reflect.Value, change func(reflect.Value))) site {
	return site{strings.TrimPrefix(e.path+name, "."), func(root reflect.Value, change func(reflect.Value)) {
		e.make(root, func(v reflect.Value) { step(v, change) })
	}}
}

// walker collects every way to change one thing of a document, by its path.
type walker struct {
	paths   []string
	changes map[string][]attempt
}

// attempt is a change of one thing; those of low rank are tried first, at whatever place of the document.
type attempt struct {
	rank   int
	change func(*agreement.Agreement)
}

func (w *walker) put(e site, rank int, change func(reflect.Value)) {
	if w.changes[e.path] == nil {
		w.paths = append(w.paths, e.path)
	}
	w.changes[e.path] = append(w.changes[e.path], attempt{rank, func(a *agreement.Agreement) { e.make(reflect.ValueOf(a).Elem(), change) }})
}

func (w *walker) walk(e site, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			w.walk(e.then("."+name, func(v reflect.Value, change func(reflect.Value)) { change(v.Field(i)) }), v.Field(i))
		}
	case reflect.Pointer:
		w.put(e, 0, func(f reflect.Value) {
			if f.IsNil() {
				f.Set(reflect.New(f.Type().Elem()))
			} else {
				f.SetZero()
			}
		})
		if !v.IsNil() {
			w.walk(e.then("", func(v reflect.Value, change func(reflect.Value)) { change(v.Elem()) }), v.Elem())
		}
	case reflect.Slice, reflect.Array:
		w.list(e, v)
	case reflect.Map:
		w.table(e, v)
	case reflect.String:
		for rank, word := range words {
			w.put(e, rank, func(f reflect.Value) { f.SetString(word) })
		}
	case reflect.Bool:
		w.put(e, 0, func(f reflect.Value) { f.SetBool(!f.Bool()) })
	default:
		for _, by := range []int64{1, -1, 2} {
			w.put(e, 0, func(f reflect.Value) { f.SetInt(f.Int() + by) })
		}
	}
}

// list takes the last out, puts another in, and changes each.
func (w *walker) list(e site, v reflect.Value) {
	of := v.Type().Elem()
	if v.Kind() == reflect.Slice && v.Len() > 0 {
		w.put(e, 0, func(f reflect.Value) { f.Set(f.Slice(0, f.Len()-1)) })
	}
	switch of.Kind() {
	case reflect.String:
		for rank, word := range words {
			if v.Kind() == reflect.Slice {
				w.put(e, rank, func(f reflect.Value) { f.Set(reflect.Append(f, reflect.ValueOf(word).Convert(of))) })
			}
		}
	case reflect.Int:
		w.put(e, 0, func(f reflect.Value) { f.Set(reflect.Append(f, reflect.ValueOf(3))) })
	default:
	}
	for i := range v.Len() {
		if of.Kind() != reflect.String || v.Kind() == reflect.Array {
			w.walk(e.then("", func(v reflect.Value, change func(reflect.Value)) { change(v.Index(i)) }), v.Index(i))
		}
	}
}

// table takes all out and changes each.
func (w *walker) table(e site, v reflect.Value) {
	if v.Len() > 0 {
		w.put(e, 0, func(f reflect.Value) { f.SetZero() })
	}
	for _, key := range v.MapKeys() {
		w.walk(e.then("", func(v reflect.Value, change func(reflect.Value)) {
			one := reflect.New(v.Type().Elem()).Elem()
			one.Set(v.MapIndex(key))
			change(one)
			v.SetMapIndex(key, one)
		}), v.MapIndex(key))
	}
}

// TestEveryFieldThatDecidesIsTold changes every field of the document in turn, one at a time, and wants the comparison
// to tell of it, unless the field is on the list of those on which nothing rests.
func TestEveryFieldThatDecidesIsTold(t *testing.T) {
	first := full(t)
	old, err := agreement.Compile(first, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	w := &walker{changes: map[string][]attempt{}}
	w.walk(site{"", func(root reflect.Value, change func(reflect.Value)) { change(root) }}, reflect.ValueOf(first).Elem())
	for _, path := range w.paths {
		if silent[path] != "" {
			continue
		}
		compiled, told := 0, false
		for _, each := range slices.SortedStableFunc(slices.Values(w.changes[path]), func(a, b attempt) int { return a.rank - b.rank }) {
			var a agreement.Agreement
			if err := json.Unmarshal(data, &a); err != nil {
				t.Fatal(err)
			}
			each.change(&a)
			changed, err := agreement.Compile(&a, nil)
			if err != nil {
				continue
			}
			compiled++
			if told = len(diff.Compare(old, changed))+len(diff.TextOnly(old, changed)) > 0; told {
				break
			}
		}
		if !told {
			t.Errorf("%s: %d changes, %d of them sound, and none is told", path, len(w.changes[path]), compiled)
		}
	}
	for path := range silent {
		if w.changes[path] == nil {
			t.Errorf("the list has %s, which the document has not", path)
		}
	}
}
