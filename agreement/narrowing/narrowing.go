// SPDX-License-Identifier: Apache-2.0

// Package narrowing turns the CEL expression with which a term narrows itself into an answer over what is known of an
// incident. It is the only package that knows CEL.
package narrowing

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"truce/known"
)

// maxCost is the most that one evaluation of an expression may cost, in CEL's units.
const maxCost = 10_000

// maxBytes is the longest expression, in bytes.
const maxBytes = 2000

// variables are what an expression can speak of.
var variables = [...]struct {
	name string
	of   *cel.Type
}{
	{"act", cel.StringType},
	{"weapon_class", cel.StringType},
	{"calibre_tenths", cel.IntType},
	{"count", cel.IntType},
	{"killed", cel.IntType},
	{"injured", cel.IntType},
	{"civilian_killed", cel.IntType},
	{"target", cel.StringType},
	{"description", cel.StringType},
}

// Compiler compiles the expressions of one agreement. The zero Compiler is ready; its environment is made for the
// first expression, since most agreements have none.
type Compiler struct{ env *cel.Env }

// Compile reads an expression of at most 2,000 bytes that gives true or false, over whole numbers, texts, truths and
// lists of them. An error says what is wrong with it.
func (c *Compiler) Compile(text string) (*Expression, error) {
	if len(text) > maxBytes {
		return nil, fmt.Errorf("an expression of %d bytes, more than %d: split the term", len(text), maxBytes)
	}
	if c.env == nil {
		var options []cel.EnvOption
		for _, v := range variables {
			options = append(options, cel.Variable(v.name, v.of))
		}
		env, err := cel.NewEnv(options...)
		if err != nil {
			return nil, fmt.Errorf("make the expression environment: %w", err)
		}
		c.env = env
	}
	checked, issues := c.env.Compile(text)
	if err := issues.Err(); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("cannot compile the expression: %s", strings.TrimPrefix(first, "ERROR: "))
	}
	if checked.OutputType() != cel.BoolType {
		return nil, fmt.Errorf("the expression gives %s: it must give true or false", checked.OutputType())
	}
	if err := onlyExact(checked); err != nil {
		return nil, err
	}
	program, err := c.env.Program(checked, cel.CostLimit(maxCost), cel.EvalOptions(cel.OptPartialEval))
	if err != nil {
		return nil, err
	}
	return &Expression{program}, nil
}

// onlyExact refuses every value but integers, texts, truths and lists of them, since others may differ by machine.
func onlyExact(checked *cel.Ast) error {
	kinds := checked.NativeRep().TypeMap()
	ids := make([]int64, 0, len(kinds))
	for id := range kinds {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if !exact(kinds[id]) {
			return fmt.Errorf("the expression uses a %s: use whole numbers, texts, true and false only", kinds[id])
		}
	}
	return nil
}

func exact(t *types.Type) bool {
	switch t.Kind() {
	case types.IntKind, types.StringKind, types.BoolKind:
		return true
	case types.ListKind:
		return len(t.Parameters()) == 1 && exact(t.Parameters()[0])
	default:
		return false
	}
}

// Expression is a compiled expression. It never changes and may be asked from many goroutines.
type Expression struct{ program cel.Program }

// Holds evaluates the expression over the variables that are known: act, weapon_class, target and description are
// texts; calibre_tenths (tenths of a millimetre), count, killed, injured and civilian_killed are int64. Yes if it is
// true, No if it is false, Unknown where that depends on a variable that is missing or nil. An error, and Unknown, is
// for a variable that is not one of these or of another type, and for an expression that costs more than 10,000 or
// cannot be evaluated.
func (e *Expression) Holds(vars map[string]any) (known.Answer, error) {
	input, read := make(map[string]any, len(vars)), 0
	var missing []*cel.AttributePatternType
	for _, v := range variables {
		value, given := vars[v.name]
		if given {
			read++
		}
		_, text := value.(string)
		_, number := value.(int64)
		switch {
		case value == nil:
			missing = append(missing, cel.AttributePattern(v.name))
			continue
		case v.of == cel.StringType && !text, v.of == cel.IntType && !number:
			return known.Unknown, fmt.Errorf("variable %s is a %T: give a %s", v.name, value, v.of)
		}
		input[v.name] = value
	}
	if read != len(vars) {
		return known.Unknown, fmt.Errorf("%d of the variables have names that no expression knows", len(vars)-read)
	}
	activation, err := cel.PartialVars(input, missing...)
	if err != nil {
		return known.Unknown, err
	}
	return answer(e.program.Eval(activation))
}

func answer(value ref.Val, _ *cel.EvalDetails, err error) (known.Answer, error) {
	switch {
	case err != nil:
		return known.Unknown, err
	case types.IsUnknown(value):
		return known.Unknown, nil
	}
	truth, ok := value.Value().(bool)
	if !ok {
		return known.Unknown, errors.New("the expression gave no truth")
	}
	return known.Of(truth), nil
}
