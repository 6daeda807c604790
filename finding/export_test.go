// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"truce/act"
	"truce/finding/sieve"
	"truce/incident"
)

// AskEverything makes a docket ask every rule in full and relate every case, as the definition has it.
func AskEverything(d *Docket) {
	d.sift = func(*incident.Incident) *sieve.Sifted { return sieve.Everything() }
	d.excuses, d.facings = act.SetOf(act.Acts()...), true
}
