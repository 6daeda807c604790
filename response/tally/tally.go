// SPDX-License-Identifier: Apache-2.0

// Package tally turns the complaints of a register into how they fared. It adds nothing to them but numbers.
package tally

import (
	"truce/finding"
	"truce/response"
)

// Tally is how complaints fared.
type Tally struct {
	Lodged   int `json:"lodged"`
	Pending  int `json:"pending"`
	Admitted int `json:"admitted"`
	Rejected int `json:"rejected"`
	Joined   int `json:"joined"`
	// Of those admitted or joined: in a case where a body found a violation, or none, or divided. The rest are undecided.
	Upheld    int `json:"upheld"`
	NotUpheld int `json:"not_upheld"`
	Divided   int `json:"divided"`
}

// Of counts the complaints of a register.
func Of(r *response.Register) Tally {
	t := Tally{Lodged: len(r.Complaints())}
	for _, l := range r.Complaints() {
		if l.Admission == nil {
			t.Pending++
			continue
		}
		switch l.Admission.Act.Outcome {
		case "rejected":
			t.Rejected++
			continue
		case "joined":
			t.Joined++
		default:
			t.Admitted++
		}
		c := r.Case(l.Case)
		switch outcome := c.Outcome(); {
		case outcome == finding.Violation:
			t.Upheld++
		case outcome != "":
			t.NotUpheld++
		case c.Papers != nil && len(c.Papers.Decided) > 0 || c.Finding != nil && c.Finding.Released.Determination != nil:
			t.Divided++
		}
	}
	return t
}
