// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"truce/internal/access"
)

// A bundle for a party discloses answers whole (docs/spec/bundle.md), so the form must not say that others never read their words.
func TestWhoAnswersOnAnExemptionIsToldThatBundlesHaveItsWords(t *testing.T) {
	r := open(t, week)
	seen := false
	for number := 1; number <= 12; number++ {
		_, text := r.as(access.Liaison).get(fmt.Sprintf("/cases/paris-exercise@1/%d/answer", number))
		if !strings.Contains(text, `action="/cases/`) || !strings.Contains(text, `name="condition"`) {
			continue
		}
		seen = true
		if strings.Contains(text, "and not its words") || !strings.Contains(text, "given a bundle of the record reads them too") {
			t.Errorf("case %d: %.3000s", number, text)
		}
	}
	if !seen {
		t.Fatal("no case asks the side for an answer")
	}
}
