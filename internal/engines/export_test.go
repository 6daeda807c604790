// SPDX-License-Identifier: Apache-2.0

package main

// Listed is the list as it is committed.
func Listed() string { return listed }

// Versions reads a list for today's version and returns the versions in it.
func Versions(list, today string) ([]string, error) {
	all, err := releases(list, today)
	var out []string
	for _, r := range all {
		out = append(out, r.version)
	}
	return out, err
}
