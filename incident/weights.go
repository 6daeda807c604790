// SPDX-License-Identifier: Apache-2.0

package incident

// Shipped is the table that the joiner decides by: what the labelled reports speak for that docs/METHOD.md names. The verb
// eval join makes it again with --fit.
var Shipped = Table{
	reportedAlone:  445,
	oneName:        -35,
	bothNames:      -146,
	nextDay:        67,
	nextDayNames:   -321,
	later:          38,
	laterNames:     -184,
	daysBetween:    -170,
	oneSource:      -43,
	oneSourceLater: -83,
	repeated:       -224,
	sameKilled:     102,
	otherKilled:    -154,
	listed:         -126,
	crowd:          -17,
	crowdNextDay:   -82,
	crowdLater:     -83,
	widePlace:      -361,
}
