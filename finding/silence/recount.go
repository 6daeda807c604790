// SPDX-License-Identifier: Apache-2.0

package silence

import "truce/when"

// Recount counts the clock again for another number of days. It errors if the number is less than 1. A clock that is void
// stays as it is.
func (c Clock) Recount(needs int) (Clock, error) {
	if c.Void {
		return c, nil
	}
	count, err := when.CountQuiet(records(c.Days), needs)
	if err != nil {
		return c, err
	}
	c.Needs, c.Count = needs, count
	return c, nil
}
