// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"truce/act"
	"truce/finding/sieve"
	"truce/incident"
)

// AskEverything makes a docket ask every rule in full and relate every case, as the definition has it.
func AskEverything(d *Docket) {
	d.sift = func(*incident.Incident) ([]sieve.Mark, []bool, bool) {
		return make([]sieve.Mark, len(d.rules)), make([]bool, len(d.rules)), len(d.rules) > 0
	}
	d.excuses = act.SetOf(act.Acts()...)
}
