// SPDX-License-Identifier: Apache-2.0

package procedure_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"truce/internal/cli/procedure"
	"truce/response"
	"truce/when"
)

func kyiv(tb testing.TB) when.Zone {
	tb.Helper()
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		tb.Fatal(err)
	}
	return zone
}

func TestEveryActHasAnExample(t *testing.T) {
	examples, of := procedure.Templates(), reflect.TypeFor[response.Act]()
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		act, read, err := procedure.ReadAct([]byte(examples[name]), kyiv(t))
		if err != nil || read != name || reflect.ValueOf(act).Field(i).IsNil() {
			t.Errorf("the example of %s is read as %q, %v", name, read, err)
		}
	}
	if len(examples) != of.NumField() {
		t.Errorf("%d examples of %d acts", len(examples), of.NumField())
	}
}

// go test ./internal/cli/procedure -fuzz FuzzAct
func FuzzAct(f *testing.F) {
	for _, text := range procedure.Templates() {
		f.Add([]byte(text))
	}
	f.Add([]byte(`{"done":{"case":1,"step":"call","by":"cell","at":"2031-03-03"}}`))
	f.Add([]byte(`{"log":{"body":"cell","at":{"x":[1]},"says":[null]}}`))
	zone := kyiv(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		act, name, err := procedure.ReadAct(data, zone)
		if err != nil {
			return
		}
		again, err := json.Marshal(act)
		if err != nil {
			t.Fatal(err)
		}
		same, as, err := procedure.ReadAct(again, zone)
		if err != nil || as != name || !reflect.DeepEqual(act, same) {
			t.Errorf("%s was read as %+v, and again as %+v, %v", data, act, same, err)
		}
	})
}
