// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"

	"truce/agreement"
	"truce/finding/wording"
)

// brief is what is worked out of a rule once, for every incident that is put to it.
type brief struct {
	// ground is the same number for all rules of the same places.
	ground int
	// says are the conditions in words, by stage, and fails that they do not hold; empty for those that depend on the incident.
	says, fails [withWeapon + 1]string
}

func briefsOf(text *agreement.Compiled) map[*agreement.Rule]*brief {
	out, first := map[*agreement.Rule]*brief{}, map[string]int{}
	for i, r := range text.Rules() {
		key := fmt.Sprintf("%q not %q", r.Where, r.NotWhere)
		if _, ok := first[key]; !ok {
			first[key] = i
		}
		b := &brief{ground: first[key]}
		b.says[inArea], b.says[inTime], b.says[ofAct] = wording.Place(text, r), wording.Time(r), wording.List(r.Acts)
		b.says[onTarget], b.says[withWeapon] = wording.List(r.Targets), wording.Weapon(r)
		for c := range stage(len(b.says)) {
			if b.says[c] != "" {
				b.fails[c] = wording.NotSo(c.String(), b.says[c])
			}
		}
		out[r] = b
	}
	return out
}

// String names a condition of a rule's scope as findings do.
func (c stage) String() string {
	return [...]string{
		inForce: "in force", inArea: "in the area", pastLine: "beyond the line", inTime: "at the time", ofAct: "the act", onTarget: "the target",
		withWeapon: "the weapon",
	}[c]
}
