// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"fmt"
	"strings"
)

// Kind is what an entry is, with its version. The list is closed and only grows (docs/spec/journal.md).
type Kind string

// The kinds of entries.
const (
	Genesis       Kind = "genesis/1"       // the first entry, and only that
	Submission    Kind = "submission/1"    // reports: three parts each
	Adoption      Kind = "adoption/1"      // an agreement document is adopted
	Layer         Kind = "layer/1"         // who held what, according to one source
	Watch         Kind = "watch/1"         // a source could observe
	Gap           Kind = "gap/1"           // a source could not observe
	Rating        Kind = "rating/1"        // a rating of a source or a report
	Ruling        Kind = "ruling/1"        // a body chose among readings
	Link          Kind = "link/1"          // two observations are, or are not, of one event
	Answer        Kind = "answer/1"        // a respondent answered
	Opinion       Kind = "opinion/1"       // a member holds something of a finding
	Determination Kind = "determination/1" // a body decided on a finding
	Advance       Kind = "advance/1"       // a step of the procedure on a finding
	Key           Kind = "key/1"           // a device's key was enrolled, rotated or revoked
	Confirmation  Kind = "confirmation/1"  // people confirmed how many were harmed
	Destruction   Kind = "destruction/1"   // parts of a report are destroyed
	Closing       Kind = "closing/1"       // the log ends here
	Duty          Kind = "duty/1"          // an act of the watch in the operations room
	Patrol        Kind = "patrol/1"        // a step of a patrol task
	Notice        Kind = "notice/1"        // an act on a notice
	Mode          Kind = "mode/1"          // the mission is normal, suspended or evacuated
	Procedure     Kind = "procedure/1"     // an act of the procedure
	Publication   Kind = "publication/1"   // a public release is proposed or approved
	Reads         Kind = "reads/1"         // where the log of reads stood at the end of a day
	Issue         Kind = "issue/1"         // a report of a day was issued
)

// The kinds of entries of the coalition's realm, besides Genesis, Key and Closing.
const (
	Release     Kind = "release/1"     // a released finding of a mission
	Statement   Kind = "statement/1"   // who said what, in which source
	Undertaking Kind = "undertaking/1" // who is bound to what
	Force       Kind = "force/1"       // what is required, and what was pledged
	Meeting     Kind = "meeting/1"     // who meets, and what comes of it
	Readiness   Kind = "readiness/1"   // how far a text is agreed
)

// Kinds returns the closed list.
func Kinds() []Kind {
	return []Kind{
		Genesis, Submission, Adoption, Layer, Watch, Gap, Rating, Ruling, Link, Answer, Opinion, Determination, Advance, Key,
		Confirmation, Destruction, Closing,
		Duty, Patrol, Notice, Mode, Procedure,
		Publication, Reads,
		Release, Statement, Undertaking, Force, Meeting, Readiness,
		Issue,
	}
}

// PartsOfReport is how many parts each report of a submission has.
const PartsOfReport = 3

// IsKnown tells whether the kind is on the list.
func (k Kind) IsKnown() bool {
	switch k {
	case Genesis, Submission, Adoption, Layer, Watch, Gap, Rating, Ruling, Link, Answer, Opinion, Determination, Advance, Key,
		Confirmation, Destruction, Closing,
		Duty, Patrol, Notice, Mode, Procedure,
		Publication, Reads,
		Release, Statement, Undertaking, Force, Meeting, Readiness,
		Issue:
		return true
	}
	return false
}

// In tells whether a journal of a realm holds entries of this kind. There are none that both hold but the first, those of keys, those
// of the log of reads and the last.
func (k Kind) In(r Realm) bool {
	switch k {
	case Genesis, Key, Reads, Closing:
		return true
	case Release, Statement, Undertaking, Force, Meeting, Readiness:
		return r == Coalition
	}
	return r == Mission
}

// Label returns the label of part i, from 0, of an entry of this kind. It is empty for a kind that is not known.
func (k Kind) Label(i int) string {
	if k == Submission {
		switch i % PartsOfReport {
		case 0:
			return "identity"
		case 1:
			return "original"
		default:
			return "extract"
		}
	}
	if !k.IsKnown() {
		return ""
	}
	return strings.TrimSuffix(string(k), "/1")
}

// CheckParts returns an error if no entry of this kind has n parts, or if the kind is not known.
func (k Kind) CheckParts(n int64) error {
	switch {
	case !k.IsKnown():
		return fmt.Errorf("kind %.80q is not known here", string(k))
	case k == Submission && (n < PartsOfReport || n%PartsOfReport != 0):
		return fmt.Errorf("kind %s has three parts for each report, got %d parts", k, n)
	case k != Submission && n != 1:
		return fmt.Errorf("kind %s has one part, got %d", k, n)
	}
	return nil
}

// ForJournal tells whether an entry of this kind is for the journal alone: no engine folds it.
func (k Kind) ForJournal() bool { return k == Closing || k == Destruction }

// MayDestroy tells whether parts of an entry of this kind may be destroyed.
func (k Kind) MayDestroy() bool { return k == Submission }

// Realm is whose record a journal is. There is no way from one to the other.
type Realm string

// The realms.
const (
	Mission   Realm = "mission"
	Coalition Realm = "coalition"
)
