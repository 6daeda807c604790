// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNoPageOfTheDeskIsWiderThanAHundredColumns(t *testing.T) {
	for _, line := range []string{
		"undertakings paris-2026", "undertakings paris-2026 --from paris-declaration@draft --to paris-declaration@final", "meetings paris-2026",
		"readiness paris-2026", "statement list paris-2026", "force paris-2026 --reader France", "force ladder-exercise --reader Northland",
		"undertakings ladder-exercise", "brief Italy --record paris-2026",
	} {
		out, err := truce(t, strings.Fields(line)...)
		if err != nil && !strings.HasPrefix(line, "force ladder") {
			t.Errorf("%s: %v", line, err)
		}
		for row := range strings.Lines(out) {
			if n := utf8.RuneCountInString(row); n > 101 && !strings.Contains(row, "https://") {
				t.Errorf("%s: %d columns: %s", line, n, row)
			}
		}
	}
}
