// SPDX-License-Identifier: Apache-2.0

// Package known turns incomplete knowledge into three-valued answers: yes, no, or not known.
// It imports nothing; every other package builds on it.
package known

import "fmt"

// Answer is a three-valued truth in Kleene's strong logic. The zero value is Unknown, so that a field
// nobody filled in never reads as a yes or a no.
type Answer int8

// The three answers. An Answer of any other value is a broken invariant.
const (
	No      Answer = -1
	Unknown Answer = 0
	Yes     Answer = 1
)

// Of returns Yes or No for a condition that is known.
func Of(b bool) Answer {
	if b {
		return Yes
	}
	return No
}

// And returns No if any answer is No, else Unknown if any is Unknown, else Yes. And() is Yes.
func And(answers ...Answer) Answer {
	least := Yes
	for _, a := range answers {
		least = min(least, a)
	}
	return least
}

// Or returns Yes if any answer is Yes, else Unknown if any is Unknown, else No. Or() is No.
func Or(answers ...Answer) Answer {
	most := No
	for _, a := range answers {
		most = max(most, a)
	}
	return most
}

// All returns Yes when every case agrees on Yes, No when every case agrees on No, and Unknown otherwise.
// It folds the answers of possible worlds, where And folds the answers of joint conditions.
func All(cases ...Answer) Answer {
	if len(cases) == 0 {
		return Unknown
	}
	for _, c := range cases[1:] {
		if c != cases[0] {
			return Unknown
		}
	}
	return cases[0]
}

// Not exchanges Yes and No and keeps Unknown.
func (a Answer) Not() Answer { return -a }

// String returns "yes", "no" or "unknown".
func (a Answer) String() string {
	switch a {
	case Yes:
		return "yes"
	case No:
		return "no"
	case Unknown:
		return "unknown"
	}
	panic(fmt.Sprintf("known: answer %d out of range", int8(a)))
}

// MarshalText writes the answer as String does.
func (a Answer) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// AppendText appends what MarshalText writes.
func (a Answer) AppendText(b []byte) ([]byte, error) { return append(b, a.String()...), nil }

// UnmarshalText reads what MarshalText writes and refuses every other word.
func (a *Answer) UnmarshalText(text []byte) error {
	switch string(text) {
	case "yes":
		*a = Yes
	case "no":
		*a = No
	case "unknown":
		*a = Unknown
	default:
		return fmt.Errorf("answer %q: use yes, no or unknown", text)
	}
	return nil
}
