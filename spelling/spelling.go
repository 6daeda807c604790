// SPDX-License-Identifier: Apache-2.0

// Package spelling turns two words into the number of letters between them, for errors that suggest the word that
// was meant. It imports nothing.
package spelling

// Longest is the length, in bytes, above which a word is near to none: comparing takes the product of the lengths.
const Longest = 64

// Distance is the Levenshtein distance: how many bytes to insert, drop or change to make b of a. Where either is
// longer than Longest it is the length of both together, which is near nothing.
func Distance(a, b string) int {
	if len(a) > Longest || len(b) > Longest {
		return len(a) + len(b)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
