// SPDX-License-Identifier: Apache-2.0

package incident

// Shipped is the table that the joiner decides by: what the labelled reports speak for that docs/METHOD.md names. The verb
// eval join makes it again with --fit.
var Shipped = Table{
	reportedAlone:  562,
	oneName:        -26,
	bothNames:      -173,
	nextDay:        2,
	nextDayNames:   -306,
	later:          -32,
	laterNames:     -155,
	daysBetween:    -162,
	oneSource:      -48,
	oneSourceLater: -78,
	repeated:       -256,
	sameKilled:     108,
	otherKilled:    -142,
	listed:         -110,
	crowd:          -45,
	crowdNextDay:   -55,
	crowdLater:     -83,
	widePlace:      -315,
}
