// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"fmt"
	"strings"

	"truce/internal/cli/say"
	"truce/response"
)

// Words says in one line what came about in the procedure, for people who watch a case being played; nothing where it is only
// that something is owed from now on, or no more.
func Words(e *response.Event) string {
	switch e.What {
	case response.Opened, response.Owed, response.Drops:
		return ""
	default:
	}
	words := []string{fmt.Sprintf("case %d:", e.Case)}
	if e.Case == 0 {
		words = nil
	}
	if e.Motion != nil {
		words = append(words, fmt.Sprintf("motion %d", e.Motion.Content.Number))
	}
	if e.Obligation != nil {
		words = append(words, string(e.Obligation.Kind), e.Obligation.Name)
	}
	if e.What != response.Entered {
		words = append(words, string(e.What))
	}
	if late := obligationLate(e); late != "" {
		words = append(words, late)
	}
	if e.Says != "" {
		words = append(words, say.OneLine(e.Says))
	}
	return strings.Join(words, " ")
}

// obligationLate says how late something was done.
func obligationLate(e *response.Event) string {
	if e.What != response.Did || e.Obligation == nil || e.Obligation.Late(e.At) == 0 {
		return ""
	}
	return "late by " + e.Obligation.Late(e.At).String()
}
