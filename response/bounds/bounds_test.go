// SPDX-License-Identifier: Apache-2.0

package bounds_test

import (
	"strings"
	"testing"

	"truce/response/bounds"
)

type inner struct{ Says string }

type outer struct {
	inner
	Of    []string
	Maybe *inner
	Count int
}

func TestWhatAnActMayCarry(t *testing.T) {
	for name, each := range map[string]struct {
		value any
		taken bool
	}{
		"one line":                    {outer{Of: []string{"a", "Щастя"}, Maybe: &inner{"x"}}, true},
		"nothing":                     {outer{}, true},
		"a line feed":                 {outer{inner: inner{"told"}, Maybe: &inner{"a\nmotion 2: adopted"}}, false},
		"a tab in a list":             {outer{Of: []string{"a\tb"}}, false},
		"an escape":                   {&inner{"\x1b[2J"}, false},
		"a control of eight bits":     {&inner{"\u009b"}, false},
		"bytes that are no text":      {&inner{"\xff"}, false},
		"a text that is just so long": {&inner{strings.Repeat("a", bounds.MaxText)}, true},
		"a text that is longer":       {&inner{strings.Repeat("a", bounds.MaxText+1)}, false},
		"a list that is longer":       {outer{Of: make([]string, bounds.MaxList+1)}, false},
	} {
		if err := bounds.Check(each.value); (err == nil) != each.taken {
			t.Errorf("%s: %v", name, err)
		}
	}
}
