// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"truce/canon"
	"truce/internal/cli/say"
	"truce/response"
	"truce/when"
)

// maxActFile is the largest file of an act, in bytes: more than the longest list of the longest texts takes.
const maxActFile = 1 << 20

// member is one member of an object that an act is made of.
type member struct {
	name string
	due  bool // it may not be left out
	of   reflect.Type
}

func membersOf(t reflect.Type) []member {
	var out []member
	for _, f := range reflect.VisibleFields(t) {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" && f.IsExported() {
			out = append(out, member{name, !strings.HasPrefix(rest, "omit"), f.Type})
		}
	}
	return out
}

func namesOf(list []member) []string {
	var out []string
	for _, m := range list {
		out = append(out, m.name)
	}
	return out
}

// readAct reads an act as docs/spec/procedure.md has it, and returns its name too. A time is a number of milliseconds, or a text
// in the zone. Its errors name the member that is wrong, and what to do.
func readAct(data []byte, zone when.Zone) (act response.Act, name string, err error) {
	var whole map[string]any
	if err := canon.DecodeLoose(data, &whole); err != nil {
		return act, "", fmt.Errorf("the act is not one object in JSON that can be read: %w; truce case enter --template done prints one", err)
	}
	acts := membersOf(reflect.TypeFor[response.Act]())
	given := slices.Sorted(maps.Keys(whole))
	if len(given) != 1 {
		return act, "", fmt.Errorf("an act is one thing in an object with one member, and this has %d: name one of %s", len(given), strings.Join(namesOf(acts), ", "))
	}
	name = given[0]
	i := slices.IndexFunc(acts, func(m member) bool { return m.name == name })
	if i < 0 {
		return act, "", fmt.Errorf("there is no act %.60q: %s", name, say.OrOneOf(name, namesOf(acts)))
	}
	says, ok := whole[name].(map[string]any)
	if !ok {
		return act, "", fmt.Errorf("%s is an object: truce case enter --template %s prints one", name, name)
	}
	for _, m := range membersOf(acts[i].of.Elem()) {
		if m.due && says[m.name] == nil {
			return act, "", fmt.Errorf("%s lacks %q: truce case enter --template %s prints one that is filled in", name, m.name, name)
		}
	}
	if whole[name], err = fit(name, says, acts[i].of, zone); err != nil {
		return act, "", err
	}
	if err := decode(whole, &act); err != nil {
		return act, "", blame(name, says, err)
	}
	return act, name, nil
}

func decode(v any, into *response.Act) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return canon.DecodeLoose(data, into)
}

// blame names the member of an act for which it cannot be read.
func blame(name string, says map[string]any, err error) error {
	for _, key := range slices.Sorted(maps.Keys(says)) {
		var alone response.Act
		if err := decode(map[string]any{name: map[string]any{key: says[key]}}, &alone); err != nil {
			var kind *json.UnmarshalTypeError
			if errors.As(err, &kind) {
				err = fmt.Errorf("%s takes %s, and this is a %s", kind.Field, kindOf(kind.Type), kind.Value)
			}
			return fmt.Errorf("%s, member %q: %w", name, key, err)
		}
	}
	return fmt.Errorf("%s: %w", name, err)
}

// kindOf says what JSON a type is read from.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	case reflect.Struct:
		return "an object"
	default:
		return "a whole number"
	}
}

// fit refuses members that the type does not have, wherever they stand, and reads times that are texts.
func fit(path string, v any, t reflect.Type, zone when.Zone) (any, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch v := v.(type) {
	case string:
		if t != reflect.TypeFor[when.Instant]() {
			return v, nil
		}
		at, err := instant(v, zone)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return int64(at), nil
	case []any:
		for i := range v {
			if t.Kind() != reflect.Slice {
				break
			}
			var err error
			if v[i], err = fit(fmt.Sprintf("%s %d", path, i+1), v[i], t.Elem(), zone); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
			return v, nil // the decoder says what is wrong
		}
		list := membersOf(t)
		for _, key := range slices.Sorted(maps.Keys(v)) {
			i := slices.IndexFunc(list, func(m member) bool { return m.name == key })
			if i < 0 {
				return nil, fmt.Errorf("%s has no member %.60q: %s", path, key, say.OrOneOf(key, namesOf(list)))
			}
			var err error
			if v[key], err = fit(path+"."+key, v[key], list[i].of, zone); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

// instant reads a time to the minute or finer on the clocks of a zone.
func instant(text string, zone when.Zone) (when.Instant, error) {
	span, err := when.Parse(text, zone)
	if err != nil {
		return 0, err
	}
	if i := span.Interval; i.To-i.From > when.Instant(when.Minute) {
		return 0, fmt.Errorf("%q is longer than a minute: give the hour and the minute as well, such as \"2031-03-10 12:00\"", text)
	}
	return span.Interval.From, nil
}

// ahead reads a time to come: so long from now, such as 48h, or as instant does.
func ahead(text string, now when.Instant, zone when.Zone) (when.Instant, error) {
	if short, err := time.ParseDuration(text); err == nil && short > 0 {
		return now + when.Instant(short.Milliseconds()), nil
	}
	if long, err := when.ParseDuration(text); err == nil && long > 0 {
		return now + when.Instant(long), nil
	}
	return instant(text, zone)
}
