// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"testing"

	"truce/finding"
	"truce/place"
	"truce/report"
)

// TestAnAccountThatStraddlesALineUndoesNobodysWord puts a third, more exact account over the edge of the zone in which
// two others surely are.
func TestAnAccountThatStraddlesALineUndoesNobodysWord(t *testing.T) {
	r := opened(t)
	at := func(lon int32, radius place.Length) func(*report.Sighting) {
		return func(s *report.Sighting) {
			s.Where = place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 481_000_000, Lon: lon}, Radius: radius}}
		}
	}
	inc := r.see(r.extract("a", r.shot(at(389_930_000, 500*place.Metre))))
	r.see(r.extract("b", r.shot(at(389_932_000, 500*place.Metre))))
	before := r.the(inc, "no-fire")
	r.see(r.extract("amber press", r.shot(at(389_990_000, 200*place.Metre))))
	after := r.the(inc, "no-fire")
	if len(r.joiner.All()) != 1 || before.Released.Verdict != finding.Violation || after.Released.Verdict != finding.Violation {
		t.Errorf("%d incidents, %s before, %s after", len(r.joiner.All()), before.Released.Verdict, after.Released.Verdict)
	}
}

// TestAPlaceMayBeCalledAny tells a term of no place from one of a place with that ID.
func TestAPlaceMayBeCalledAny(t *testing.T) {
	r := opened(t, "{id: depot,", "{id: any,", "storage: [depot]", "storage: [any]", "terms:\n", `terms:
  - {id: near-depot, article: 1, sense: prohibits, acts: [fire], where: [any], severity: S3}
  - {id: everywhere, article: 1, sense: prohibits, acts: [fire], severity: S1}
`)
	inc := r.see(r.extract("a", r.shot()))
	if f := r.the(inc, "everywhere"); f.Released.Verdict != finding.Violation {
		t.Errorf("got %s", f.Released.Verdict)
	}
	for _, f := range r.docket.Findings() {
		if f.Released.Term == "near-depot" {
			t.Errorf("fire far from the depot: %s", f.Released.Verdict)
		}
	}
}
