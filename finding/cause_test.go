// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"strings"
	"testing"

	"truce/agreement"
	"truce/finding"
	"truce/report"
)

// TestOnlyTheTermThatNoLongerAppliesSaysSo has a patrol that is not sure whether a shot fell in the basin, and a camera that is
// sure that it did not: of two terms on fire one is of the basin alone, and comes before the other.
func TestOnlyTheTermThatNoLongerAppliesSaysSo(t *testing.T) {
	r := opened(t, "acts: [explosion], where: [basin]", "acts: [explosion]")
	inc := r.see(r.extract("patrol", r.shot(func(s *report.Sighting) { s.Where = circle(999, 1500) })))
	r.see(r.extract("camera", r.shot(func(s *report.Sighting) { s.Where = circle(1005, 10) })))
	last := func(term string) *finding.Finding {
		versions := r.docket.Versions(inc.ID, agreement.TermID(term))
		if len(versions) != 2 {
			t.Fatalf("%s: %d versions, want 2", term, len(versions))
		}
		return versions[1]
	}
	const gone = "the term does not apply: "
	if f := last("no-fire"); f.Released.Status != finding.Withdrawn || !strings.HasPrefix(f.Internal.Cause, gone) {
		t.Errorf("no-fire, which is of the basin: %s, %q", f.Released.Status, f.Internal.Cause)
	}
	if f := last("no-blast"); f.Released.Status != finding.Assessed || strings.Contains(f.Internal.Cause, gone) || f.Internal.Cause == "" {
		t.Errorf("no-blast, which applies everywhere: %s, %q", f.Released.Status, f.Internal.Cause)
	}
}
