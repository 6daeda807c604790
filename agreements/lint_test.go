// SPDX-License-Identifier: Apache-2.0

package agreements_test

import (
	"slices"
	"testing"

	"truce/agreement"
	"truce/agreement/lint"
)

func TestTheMendedTwinPassesTheLinter(t *testing.T) {
	for _, c := range lint.Check(read(t, "paris-exercise-mended")) {
		t.Errorf("%s, article %s, %s: %s", c.Check, c.Article, c.Subject, c.Says)
	}
}

func TestTheDefectsOnPurposeAreFound(t *testing.T) {
	tests := []struct {
		name  string
		texts []string
		want  []string
	}{
		{"the draft of the exercise keeps its defects", []string{"paris-exercise"}, []string{
			"clock-from-breach", "stoppable-body", "weapon-gap", "weapon-overlap", "ladder-cell", "silent-act",
			"undefined-word", "step-without-deadline", "unowned-deadline", "no-authoritative-language",
		}},
		{"the addendum overlaps the Package", []string{"minsk-package-2015", "minsk-addendum-2015"}, []string{
			"weapon-overlap", "differing-readings", "nobody-determines", "reported-geometry",
		}},
		{"the two energy lists are two texts", []string{"energy-truce-2025-r", "energy-truce-2025-u"}, []string{
			"texts-differ", "texts-apart", "no-mutual-undertaking",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var found []string
			var texts []*agreement.Compiled
			for _, name := range tt.texts {
				texts = append(texts, read(t, name))
			}
			for _, c := range lint.Check(texts...) {
				found = append(found, c.Check)
			}
			for _, want := range tt.want {
				if !slices.Contains(found, want) {
					t.Errorf("%s is not found", want)
				}
			}
		})
	}
}
