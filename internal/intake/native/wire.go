// SPDX-License-Identifier: Apache-2.0

// Package native turns reports as people and programs write them for Truce, JSON with times, places and weapons in
// human form, into domain values. The doors that carry such reports share it. The format is docs/spec/intake.md.
package native

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"truce/canon"
	"truce/internal/intake"
)

// text is a text, or a number as its source wrote it.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && (data[0] == '-' || data[0] >= '0' && data[0] <= '9') {
		*t = text(data)
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

// texts is a list of texts, or one text.
type texts []string

func (t *texts) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		*t = texts{""}
		return json.Unmarshal(data, &(*t)[0])
	}
	return json.Unmarshal(data, (*[]string)(t))
}

// line is one line of an NDJSON file: a report, or one of the control members alone.
type line struct {
	wireReport
	Watch *wireWatch `json:"watch"`
	Gap   *wireGap   `json:"gap"`
	Layer *wireLayer `json:"layer"`
}

// wireReport is a report with its sightings, or with the members of its only sighting beside its own.
type wireReport struct {
	Level     string         `json:"level"`
	Source    string         `json:"source"`
	Roots     texts          `json:"roots"`
	Item      text           `json:"item"`
	Received  string         `json:"received"`
	Exercise  bool           `json:"exercise"`
	Person    string         `json:"person"`
	Consent   string         `json:"consent"`
	Original  string         `json:"original"`
	Zone      string         `json:"zone"`
	Complaint *wireComplaint `json:"complaint"`
	Sightings []wireSighting `json:"sightings"`
	wireSighting
}

type wireComplaint struct {
	Complainant string `json:"complainant"`
	Respondent  string `json:"respondent"`
	Article     text   `json:"article"`
	Remedy      string `json:"remedy"`
}

type wireSighting struct {
	Act        string           `json:"act"`
	Words      string           `json:"words"`
	Weapon     *wireWeapon      `json:"weapon"`
	Target     string           `json:"target"`
	Count      text             `json:"count"`
	Means      string           `json:"means"`
	Describes  texts            `json:"describes"`
	Time       string           `json:"time"`
	Evidence   string           `json:"evidence"`
	Where      *wirePlace       `json:"where"`
	Origin     *wirePlace       `json:"origin"`
	Actors     []wireActor      `json:"actors"`
	Between    []string         `json:"between"`
	Casualties []wireCasualties `json:"casualties"`
	Class      string           `json:"class"`
	InAnswerTo string           `json:"in_answer_to"`
}

// wireWeapon is an object, or words such as "152 mm".
type wireWeapon struct {
	words   string
	Class   string `json:"class"`
	Model   string `json:"model"`
	Calibre text   `json:"calibre"`
}

func (w *wireWeapon) UnmarshalJSON(data []byte) error {
	type members wireWeapon
	return wordsOr(data, &w.words, (*members)(w))
}

// wirePlace is an object, or words: a position or a name.
type wirePlace struct {
	words    string
	Name     string          `json:"name"`
	At       string          `json:"at"`
	Radius   string          `json:"radius"`
	Geometry json.RawMessage `json:"geometry"`
	Observer *wirePlace      `json:"observer"`
	Sectors  texts           `json:"sectors"`
	Bearing  text            `json:"bearing"`
	Distance string          `json:"distance"`
}

func (p *wirePlace) UnmarshalJSON(data []byte) error {
	type members wirePlace
	return wordsOr(data, &p.words, (*members)(p))
}

// wireActor is an object, or a name that the source said.
type wireActor struct {
	words string
	Actor string `json:"actor"`
	Basis string `json:"basis"`
	By    string `json:"by"`
}

func (a *wireActor) UnmarshalJSON(data []byte) error {
	type members wireActor
	return wordsOr(data, &a.words, (*members)(a))
}

type wireCasualties struct {
	Harm   string `json:"harm"`
	Of     string `json:"of"`
	Age    string `json:"age"`
	Number text   `json:"number"`
	Cause  string `json:"cause"`
	Side   string `json:"side"`
}

type wireWatch struct {
	Source string     `json:"source"`
	Means  string     `json:"means"`
	Where  *wirePlace `json:"where"`
	Post   *wirePlace `json:"post"`
	Time   string     `json:"time"`
}

type wireGap struct {
	Source string     `json:"source"`
	Means  string     `json:"means"`
	Reason string     `json:"reason"`
	Where  *wirePlace `json:"where"`
	Time   string     `json:"time"`
}

type wireLayer struct {
	Name      string     `json:"name"`
	Kind      string     `json:"kind"`
	Source    string     `json:"source"`
	Published string     `json:"published"`
	Valid     string     `json:"valid"`
	Exercise  bool       `json:"exercise"`
	Areas     []wireArea `json:"areas"`
	Marks     []wireMark `json:"marks"`
	Reach     string     `json:"reach"`
}

type wireArea struct {
	Holder    string          `json:"holder"`
	Geometry  json.RawMessage `json:"geometry"`
	Edges     string          `json:"edges"`
	Tolerance string          `json:"tolerance"`
}

type wireMark struct {
	Name   string     `json:"name"`
	Code   string     `json:"code"`
	At     string     `json:"at"`
	Radius string     `json:"radius"`
	Holds  []wireHold `json:"holds"`
}

type wireHold struct {
	From   string `json:"from"`
	Holder string `json:"holder"`
}

// feature is a feature of GeoJSON. Members that RFC 7946 leaves to the writer are passed over.
type feature struct {
	Type       string          `json:"type"`
	Geometry   json.RawMessage `json:"geometry"`
	Properties json.RawMessage `json:"properties"`
}

// properties are those of a feature: a report, and how far a point or line is good.
type properties struct {
	wireReport
	RadiusM text `json:"radius_m"`
}

// wordsOr reads a text into words, or an object with no member but those of the struct.
func wordsOr(data []byte, words *string, members any) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, words)
	}
	return strict(data, members)
}

func strict(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(to)
}

var unknownField = regexp.MustCompile(`unknown (?:field|member) "([^"]*)"`)

// decode reads one value with no unknown and no repeated member, and says which member an unknown one is near.
func decode(data []byte, to any) error {
	err := canon.DecodeLoose(data, to)
	if err == nil {
		return nil
	}
	m := unknownField.FindStringSubmatch(err.Error())
	if m == nil {
		return fmt.Errorf("JSON: %w", err)
	}
	var value any
	names, found := []string(nil), false
	if json.Unmarshal(data, &value) == nil {
		names, found = namesBeside(m[1], value, reflect.TypeOf(to))
	}
	if !found {
		names = memberNames(reflect.TypeOf(to), nil)
	}
	return fmt.Errorf("unknown member %q%s", m[1], intake.DidYouMean(m[1], names))
}

// namesBeside returns the members that the object with the unknown one may have; found is false where it is not in the
// value. A member that is right elsewhere must not be suggested where it is wrong.
func namesBeside(unknown string, value any, t reflect.Type) (names []string, found bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	switch value := value.(type) {
	case []any:
		for _, each := range value {
			if names, found = namesBeside(unknown, each, t); found {
				return names, true
			}
		}
	case map[string]any:
		if t.Kind() != reflect.Struct {
			return nil, false
		}
		own := map[string]reflect.Type{}
		names = ownMembers(t, own, nil)
		if _, here := value[unknown]; here && own[unknown] == nil {
			return names, true
		}
		for _, name := range names {
			if deeper, found := namesBeside(unknown, value[name], own[name]); found {
				return deeper, true
			}
		}
	}
	return nil, false
}

// ownMembers lists the members of a type, those of the types embedded in it among them, and notes the type of each.
func ownMembers(t reflect.Type, types map[string]reflect.Type, names []string) []string {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			names = ownMembers(f.Type, types, names)
			continue
		}
		if name := strings.Split(f.Tag.Get("json"), ",")[0]; name != "" {
			names, types[name] = append(names, name), f.Type
		}
	}
	return names
}

// memberNames lists the names of the members of a type and of the types in it, in the order of their fields.
func memberNames(t reflect.Type, names []string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return names
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if name := strings.Split(f.Tag.Get("json"), ",")[0]; name != "" {
			names = append(names, name)
		}
		if f.Type != reflect.TypeFor[*wirePlace]() || t != reflect.TypeFor[wirePlace]() { // an observer is a place again
			names = memberNames(f.Type, names)
		}
	}
	return names
}
