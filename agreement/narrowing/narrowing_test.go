// SPDX-License-Identifier: Apache-2.0

package narrowing_test

import (
	"strings"
	"testing"

	"truce/agreement/narrowing"
	"truce/known"
)

func TestAnExpressionAnswersOverWhatIsKnown(t *testing.T) {
	for _, each := range []struct {
		name, text string
		vars       map[string]any
		want       known.Answer
	}{
		{"true", "count > 3", map[string]any{"count": int64(4)}, known.Yes},
		{"false", "count > 3", map[string]any{"count": int64(3)}, known.No},
		{"a variable is missing", "count > 3", nil, known.Unknown},
		{"a variable is not known", "count > 3", map[string]any{"count": nil}, known.Unknown},
		{"what is missing does not matter", `count > 3 || act == "fire"`, map[string]any{"act": "fire"}, known.Yes},
	} {
		t.Run(each.name, func(t *testing.T) {
			var c narrowing.Compiler
			e, err := c.Compile(each.text)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := e.Holds(each.vars); got != each.want || err != nil {
				t.Errorf("got %v, %v, want %v", got, err, each.want)
			}
		})
	}
}

func TestVariablesThatNoExpressionKnowsAreRefused(t *testing.T) {
	var c narrowing.Compiler
	e, err := c.Compile("count > 3")
	if err != nil {
		t.Fatal(err)
	}
	for _, vars := range []map[string]any{{"cnt": int64(1)}, {"count": "many"}, {"count": 4}} {
		if got, err := e.Holds(vars); got != known.Unknown || err == nil {
			t.Errorf("%v: got %v, %v, want Unknown and an error", vars, got, err)
		}
	}
}

func TestExpressionsThatMachinesMayReadDifferentlyDoNotCompile(t *testing.T) {
	var c narrowing.Compiler
	for _, text := range []string{"", "count", "cnt > 3", "double(count) > 3.5", "size({1: 2}) == 1", strings.Repeat("true && ", 300) + "true"} {
		if _, err := c.Compile(text); err == nil {
			t.Errorf("%.40q compiles", text)
		}
	}
}

// go test ./agreement/narrowing -run FuzzCompile -fuzz FuzzCompile -fuzztime 30s -fuzzminimizetime 1x
func FuzzCompile(f *testing.F) {
	for _, text := range []string{"count > 3", `description.matches("a+")`, "[1, 2].exists(x, x == count)", "1 / count == 0", "("} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var c narrowing.Compiler
		e, err := c.Compile(text)
		if err != nil {
			return
		}
		if got, err := e.Holds(map[string]any{"count": int64(0)}); err != nil && got != known.Unknown {
			t.Fatalf("got %v with an error: %v", got, err)
		}
	})
}
