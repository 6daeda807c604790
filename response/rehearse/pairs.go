// SPDX-License-Identifier: Apache-2.0

package rehearse

// mostPairs bounds the table of pairs; with more choices than it has room for, the last of them are left to chance.
const mostPairs = 1 << 16

// pairs returns rows, one value for each choice, so that every two values of two choices occur in one of them, up to most
// rows. sizes is how many values each choice has. Each row takes the first pair that is still missing and fills its other
// choices with the values that bring the most missing pairs.
func pairs(sizes []int, most int, c *chance) [][]int {
	total := 0
	for _, n := range sizes {
		total += n
	}
	for total*total > mostPairs && len(sizes) > 2 {
		total -= sizes[len(sizes)-1]
		sizes = sizes[:len(sizes)-1]
	}
	begin := make([]int, len(sizes)+1) // of the values of each choice
	for i, n := range sizes {
		begin[i+1] = begin[i] + n
	}
	width := begin[len(sizes)]
	met := make([]bool, width*width)
	var rows [][]int
	for first := 0; len(rows) < most; {
		a, b, next := missing(begin, met, first)
		if a < 0 {
			return rows
		}
		first = next
		row := fill(begin, met, [2]int{a, b}, c)
		for i := range row {
			for j := range row {
				met[(begin[i]+row[i])*width+begin[j]+row[j]] = true
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// missing finds the first pair from a position on that no row has yet.
func missing(begin []int, met []bool, from int) (a, b, next int) {
	width := begin[len(begin)-1]
	for at := from; at < len(met); at++ {
		x, y := at/width, at%width
		if x < y && !met[at] && owner(begin, x) != owner(begin, y) {
			return x, y, at
		}
	}
	return -1, -1, len(met)
}

// owner is the choice that a value belongs to.
func owner(begin []int, value int) int {
	i := 0
	for begin[i+1] <= value {
		i++
	}
	return i
}

// fill makes a row of a pair.
func fill(begin []int, met []bool, pair [2]int, c *chance) []int {
	width := begin[len(begin)-1]
	row := make([]int, len(begin)-1)
	for i := range row {
		row[i] = -1
	}
	for _, v := range pair {
		i := owner(begin, v)
		row[i] = v - begin[i]
	}
	for i := range row {
		if row[i] >= 0 {
			continue
		}
		best, gain, n := 0, -1, begin[i+1]-begin[i]
		for offset, k := c.below(n), 0; k < n; k++ {
			v, brings := (offset+k)%n, 0
			for j := range row {
				if row[j] >= 0 && !met[min(begin[i]+v, begin[j]+row[j])*width+max(begin[i]+v, begin[j]+row[j])] {
					brings++
				}
			}
			if brings > gain {
				best, gain = v, brings
			}
		}
		row[i] = best
	}
	return row
}
