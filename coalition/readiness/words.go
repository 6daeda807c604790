// SPDX-License-Identifier: Apache-2.0

package readiness

// Status is where a party stands on an article of a text.
type Status string

// The statuses. Silent is a party that has said nothing where it was asked; it is never counted as agreement or as refusal.
const (
	Agreed        Status = "agreed"
	AdReferendum  Status = "agreed-ad-referendum"
	Bracketed     Status = "bracketed"
	Open          Status = "open"
	Rejected      Status = "rejected"
	Silent        Status = "silent"
	UnknownStatus Status = "unknown"
)

// Statuses returns the closed list.
func Statuses() []Status {
	return []Status{Agreed, AdReferendum, Bracketed, Open, Rejected, Silent, UnknownStatus}
}

// Authority is who of a party stands behind its word.
type Authority string

// The authorities.
const (
	Negotiator       Authority = "negotiator"
	MinisterLevel    Authority = "minister"
	HeadLevel        Authority = "head"
	Parliament       Authority = "parliament"
	UnknownAuthority Authority = "unknown"
)

// Authorities returns the closed list.
func Authorities() []Authority {
	return []Authority{Negotiator, MinisterLevel, HeadLevel, Parliament, UnknownAuthority}
}

// Verdict sets a claim beside a count. There is no word for confirmed: a count is of what was said.
type Verdict string

// The verdicts on a claim.
const (
	Consistent    Verdict = "consistent with"
	NotConsistent Verdict = "not consistent with"
	CannotTell    Verdict = "could not tell"
)

// Verdicts returns the closed list.
func Verdicts() []Verdict { return []Verdict{Consistent, NotConsistent, CannotTell} }
