// SPDX-License-Identifier: Apache-2.0

package ballot

import (
	"fmt"
	"strconv"
)

// Paper is what a member signs of its vote, in the order in which docs/spec/procedure.md has it.
type Paper struct {
	Choice Choice
	Member string
	// Nth is which vote of the member on the motion it is, from 1: an earlier one cannot be entered again.
	Nth int
	// Says is what the member says to it, on one line; empty for nothing.
	Says string
	// Motion are the exact bytes of the motion.
	Motion string
}

// Bytes are what is signed: all of it, so that nobody puts other words beside the vote, or takes them away.
func (p Paper) Bytes() []byte {
	return fmt.Appendf(nil, "truce/ballot/3\n%s\n%s\n%d\n%s\n%s", p.Choice, p.Member, p.Nth, p.Says, p.Motion)
}

// Wordless are what was signed before words were: what a member is said to have said beside such a vote is not signed.
func (p Paper) Wordless() []byte {
	words := string(p.Choice) + "\n" + p.Member + "\n"
	if p.Nth == 1 {
		return []byte("truce/ballot/1\n" + words + p.Motion)
	}
	return []byte("truce/ballot/2\n" + words + strconv.Itoa(p.Nth) + "\n" + p.Motion)
}
