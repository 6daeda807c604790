// SPDX-License-Identifier: Apache-2.0

package sim

// Row is the line of a promise that is in part shown, with one suite, by evidence.
func Row(open, suite string, e Evidence, now string) string {
	return promise{n: 1, text: "x", open: open, state: "in part", suites: []string{suite}}.row(e, now)
}

// Tested are the folders whose sources evidence is of.
func Tested() []string { return tested() }
