// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"truce/agreement"
	"truce/finding"
	"truce/internal/intake"
)

// groundOf returns a box around what each agreement draws, of those of the command line and of those on record.
func groundOf(all texts, held []*finding.Docket) []intake.Box {
	var out []intake.Box
	add := func(c *agreement.Compiled) {
		if low, high, ok := c.Bounds(); ok {
			out = append(out, intake.BoxAround(low, high))
		}
	}
	for _, t := range all {
		add(t.compiled)
	}
	for _, d := range held {
		add(d.Text())
	}
	return out
}
