// SPDX-License-Identifier: Apache-2.0

package response

import "truce/response/acts"

// What people do in the procedure, as entries carry it: package acts.
type (
	Act            = acts.Act
	Thread         = acts.Thread
	Complaint      = acts.Complaint
	Admission      = acts.Admission
	Done           = acts.Done
	Verification   = acts.Verification
	Recusal        = acts.Recusal
	Proxy          = acts.Proxy
	Halt           = acts.Halt
	Appeal         = acts.Appeal
	AppealDecision = acts.AppealDecision
	Revision       = acts.Revision
	Order          = acts.Order
	Check          = acts.Check
	FollowUp       = acts.FollowUp
	Correction     = acts.Correction
	Decided        = acts.Decided
	Declaration    = acts.Declaration
	Claim          = acts.Claim
	LogLine        = acts.LogLine
	Move           = acts.Move
	Proposal       = acts.Proposal
	Outcome        = acts.Outcome
	Ruling         = acts.Ruling
	Content        = acts.Content
	Vote           = acts.Vote
)
