// SPDX-License-Identifier: Apache-2.0

package agreement_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"

	"truce/act"
	"truce/agreement"
	"truce/place"
)

// Run "go test ./agreement -run TestSchema -update" after a change of the model.
var update = flag.Bool("update", false, "write agreement.schema.json anew from the Go types")

const schemaFile = "agreement.schema.json"

// TestSchemaAgreesWithTheGoTypes builds the schema from the types, their comments and the closed lists, and wants
// the published file to be exactly that.
func TestSchemaAgreesWithTheGoTypes(t *testing.T) {
	b := schemaBuilder{defs: map[string]any{}, comments: comments(t)}
	b.object(reflect.TypeFor[agreement.Agreement]())
	root := b.defs["agreement"].(map[string]any)
	delete(b.defs, "agreement")
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "urn:truce:agreement:1"
	root["title"] = "Truce agreement, format 1"
	root["$defs"] = b.defs
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(root); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(agreement.Schema(), out.Bytes()) {
		t.Errorf("%s is not what the Go types say: run go test ./agreement -run TestSchema -update", schemaFile)
	}
}

func TestEveryKeyOfTheFormatIsInTheSpecification(t *testing.T) {
	page, err := os.ReadFile("../docs/spec/agreement.md")
	if err != nil {
		t.Fatal(err)
	}
	b := schemaBuilder{defs: map[string]any{}, comments: map[string]string{}}
	b.object(reflect.TypeFor[agreement.Agreement]())
	for name, def := range b.defs {
		properties, _ := def.(map[string]any)["properties"].(map[string]any)
		for key := range properties {
			if !bytes.Contains(page, []byte("`"+key+"`")) {
				t.Errorf("docs/spec/agreement.md does not have the key `%s` of %s", key, name)
			}
		}
		words, _ := def.(map[string]any)["enum"].([]string)
		for _, word := range words {
			if !bytes.Contains(page, []byte("`"+word+"`")) {
				t.Errorf("docs/spec/agreement.md does not have the word `%s` of %s", word, name)
			}
		}
	}
}

// lists are the closed lists of fields that are plain texts in Go.
var lists = map[string][]string{
	"Source.standing":       {"text", "official", "reported", "invented"},
	"Threshold.reliability": {"A", "B", "C", "D", "E"},
	"Body.decides":          {"consensus", "majority", "two-thirds", "chair", "sole"},
	"Body.competent":        {"determine", "rule-reading", "verify", "call", "appeal", "remedy", "set-time"},
	"Step.does":             {"call", "verify", "invite", "meet", "notice", "reply", "determine", "appeal", "remedy", "publish"},
	"Body.remedies":         {"requested", "recommended", "ordered"},
	"Indicator.counts":      {"violations", "overdue", "quiet-days"},
	"Indicator.on":          {"assessment", "determination"},
	"Rung.on":               {"assessment", "determination"},
}

// nouns are how faults call what stands in a closed list, where the key alone would not read well.
var nouns = map[string]string{"does": "kind-of-step", "on": "basis", "decides": "way-of-deciding", "competent": "competence", "remedies": "force-of-remedy", "counts": "count"}

// ids are the fields that are IDs but plain texts in Go.
var ids = map[string]bool{
	"Source.id": true, "Article.source": true, "Contest.source": true, "Place.source": true, "Control.source": true,
	"Exemption.id": true, "Condition.id": true, "Quiet.id": true, "Member.id": true, "Rung.id": true, "Reading.quiet": true,
	"Gate.id": true, "Indicator.id": true, "Indicator.clock": true, "Rung.declared": true,
}

// bounds of whole numbers; every other is from 0 to 1,000,000.
var bounds = map[string][2]int{
	"Agreement.version": {1, 1_000_000}, "Quiet.days": {1, 3660}, "Quiet.hours": {1, 24}, "QuietChange.days": {1, 3660},
	"QuietChange.hours": {1, 24}, "Time.days": {1, 7}, "Threshold.roots": {1, 1000},
}

// filled are the lists that need an item.
var filled = map[string]int{
	"Agreement.sources": 1, "Agreement.parties": 1, "Agreement.articles": 1, "Term.acts": 1, "Quiet.resets": 1,
	"Exemption.conditions": 1, "Contest.by": 1, "Procedure.steps": 1,
	"Pause.by": 1, "Appeal.by": 1, "Gate.indicators": 1,
}

type schemaBuilder struct {
	defs     map[string]any
	comments map[string]string // by "Type" and "Type.Field"
}

func reference(name string) map[string]any { return map[string]any{"$ref": "#/$defs/" + name} }

// define adds a definition once.
func (b *schemaBuilder) define(name string, schema map[string]any) map[string]any {
	if old, ok := b.defs[name]; ok && !reflect.DeepEqual(old, schema) {
		panic("two definitions of " + name)
	}
	b.defs[name] = schema
	return reference(name)
}

func (b *schemaBuilder) object(t reflect.Type) map[string]any {
	name := strings.ToLower(t.Name()[:1]) + t.Name()[1:]
	if _, ok := b.defs[name]; ok {
		return reference(name)
	}
	properties, required := map[string]any{}, []string{}
	schema := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	b.defs[name] = schema
	if text := b.comments[t.Name()]; text != "" {
		schema["description"] = text
	}
	for i := range t.NumField() {
		f := t.Field(i)
		key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		property := b.value(f.Type, t.Name()+"."+key)
		if text := b.comments[t.Name()+"."+f.Name]; text != "" {
			property["description"] = text
		}
		properties[key] = property
		if !strings.Contains(options, "omit") {
			required = append(required, key)
		}
	}
	if len(required) > 0 {
		schema["required"] = required
	}
	return reference(name)
}

func (b *schemaBuilder) value(t reflect.Type, field string) map[string]any {
	if s, ok := b.scalar(t); ok {
		return s
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.value(t.Elem(), field)
	case reflect.Struct:
		return b.object(t)
	case reflect.Array:
		return map[string]any{"type": "array", "items": b.value(t.Elem(), field), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Slice:
		s := map[string]any{"type": "array", "items": b.value(t.Elem(), field)}
		if n := filled[field]; n > 0 {
			s["minItems"] = n
		}
		return s
	case reflect.Map:
		s := map[string]any{"type": "object", "additionalProperties": b.value(t.Elem(), "")}
		if t.Key() != reflect.TypeFor[string]() || ids[field] {
			s["propertyNames"] = b.id()
		}
		return s
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		if field == "Agreement.truce" {
			return map[string]any{"const": agreement.Format}
		}
		bound, ok := bounds[field]
		if !ok {
			bound = [2]int{0, 1_000_000}
		}
		return map[string]any{"type": "integer", "minimum": bound[0], "maximum": bound[1]}
	case reflect.String:
		_, key, _ := strings.Cut(field, ".")
		switch {
		case lists[field] != nil:
			return b.enum(cmp.Or(nouns[key], key), lists[field])
		case ids[field]:
			return b.id()
		case field == "Source.url":
			return b.define("web-address", map[string]any{
				"type": "string", "pattern": "^https?://[^\\s]+$",
				"$comment": "begin with https://", "maxLength": 2000,
			})
		}
		return map[string]any{"type": "string", "minLength": 1}
	}
	panic("no schema for " + t.String())
}

func (b *schemaBuilder) enum(name string, words []string) map[string]any {
	return b.define(name, map[string]any{"type": "string", "enum": words})
}

func (b *schemaBuilder) id() map[string]any {
	return b.define("ID", map[string]any{
		"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$",
		"$comment": "use lower-case letters, digits and hyphens, at most 64",
	})
}

// scalar is the schema of a text type with a meaning of its own.
func (b *schemaBuilder) scalar(t reflect.Type) (map[string]any, bool) {
	numeral := map[string]any{"type": []string{"string", "number"}, "minLength": 1}
	switch reflect.Zero(t).Interface().(type) {
	case agreement.ID, agreement.PartyID, agreement.PlaceID, agreement.TimeID, agreement.TermID, agreement.QuestionID,
		agreement.ReadingID, agreement.BodyID:
		return b.id(), true
	case agreement.ArticleID:
		return b.define("article-number", map[string]any{
			"type":    []string{"string", "number"},
			"pattern": "^[A-Za-z0-9][A-Za-z0-9.()/-]{0,31}$", "$comment": "use letters, digits and . ( ) / -, at most 32",
		}), true
	case act.Act:
		return b.enum("act", texts(act.Acts())), true
	case act.Target:
		return b.enum("target", texts(act.Targets())), true
	case act.Class:
		return b.enum("weapon-class", texts(act.Classes())), true
	case agreement.Kind:
		return b.enum("kind-of-instrument", texts([]agreement.Kind{
			agreement.Treaty, agreement.Accord, agreement.Decision,
			agreement.Parallel, agreement.Declaration,
		})), true
	case agreement.PlaceKind:
		return b.enum("kind-of-place", texts([]agreement.PlaceKind{
			agreement.ZonePlace, agreement.LinePlace,
			agreement.SitePlace, agreement.NamedPlace,
		})), true
	case agreement.Sense:
		return b.enum("sense", texts([]agreement.Sense{agreement.Prohibits, agreement.Permits, agreement.Requires})), true
	case place.EdgeModel:
		return b.enum("edge-model", texts([]place.EdgeModel{place.Straight, place.Geodesic})), true
	case agreement.Severity:
		return b.enum("severity", levels("S", 4)), true
	case agreement.Confidence:
		return b.enum("confidence", levels("C", 3)), true
	case agreement.Clock:
		return b.define("clock", map[string]any{
			"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$",
			"$comment": "write hours and minutes, such as \"22:00\"",
		}), true
	case agreement.TimePoint, agreement.Duration:
		return map[string]any{"type": "string", "minLength": 1, "maxLength": 128}, true
	case agreement.Degrees, agreement.Metres, agreement.Calibre:
		numeral["maxLength"] = 40
		return numeral, true
	}
	return nil, false
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

func levels(letter string, most int) []string {
	var out []string
	for n := 1; n <= most; n++ {
		out = append(out, fmt.Sprintf("%s%d", letter, n))
	}
	return out
}

// comments reads the comments of the model's types and fields.
func comments(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, file := range []string{"agreement.go", "procedure.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				ts, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				st, ok := ts.Type.(*ast.StructType)
				if !ok {
					continue
				}
				out[ts.Name.Name] = flat(g.Doc)
				for _, f := range st.Fields.List {
					for _, n := range f.Names {
						out[ts.Name.Name+"."+n.Name] = strings.TrimSpace(flat(f.Doc) + " " + flat(f.Comment))
					}
				}
			}
		}
	}
	return out
}

func flat(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }
