// SPDX-License-Identifier: Apache-2.0

package join

import (
	"fmt"
	"hash/crc32"
	"slices"
	"strings"

	"truce/incident"
)

// Fold is the fold of an event.
func Fold(event string) int { return int(crc32.ChecksumIEEE([]byte(event)) % folds) }

// Crossed writes the weights of every pair in cv, by what its rows say without their events and by their folds, in an order
// of its own, and how many of the pairs local practice corrects.
func Crossed(rows []Row, local bool) (told []string, corrected int) {
	rows = sorted(rows)
	seen := observe(rows, false)
	all := samples(rows, seen)
	with, bare := crossed(rows, seen, all, local), crossed(rows, seen, all, false)
	name := func(i int) string {
		row := rows[i]
		fold := Fold(row.Event)
		row.Event, row.Year = "", 0
		return fmt.Sprint(row, " of fold ", fold, ";")
	}
	for _, s := range all {
		table := with(seen[s.a], seen[s.b])
		if *table != *bare(seen[s.a], seen[s.b]) {
			corrected++
		}
		pair := []string{name(s.a), name(s.b)}
		slices.Sort(pair)
		told = append(told, strings.Join(pair, " ")+fmt.Sprint([incident.Facts]int32(*table)))
	}
	slices.Sort(told)
	return told, corrected
}
