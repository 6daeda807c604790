// SPDX-License-Identifier: Apache-2.0

// Package bundle turns a journal into one file with everything of it that its reader may see, and checks such a file
// without anything else but the reader's own policy. It follows journal; the format is docs/spec/bundle.md. It knows no
// finding's content: whether findings follow from the entries is for whoever has the engine to recompute.
package bundle

import (
	"errors"

	"truce/canon"
	"truce/journal"
)

// Audience is whom a bundle's writer meant it for.
type Audience string

// The audiences.
const (
	ForMission Audience = "mission"
	ForParty   Audience = "party"
	ForPublic  Audience = "public"
	// ForCoalition is of a record of the coalition's realm, for those who keep it: all of it.
	ForCoalition Audience = "coalition"
)

// MaxLine is the longest line of a bundle, in bytes without its line feed.
const MaxLine = 64 << 20

// ErrForm says that a file is no bundle. The reader uses nothing of it.
var ErrForm = errors.New("not a bundle")

// Head is the first line.
type Head struct {
	Version  int64    `json:"v"`
	Audience Audience `json:"audience"`
	// Origin is the log.
	Origin string `json:"origin"`
	// Engine is the version of the engine whose findings the bundle holds.
	Engine string `json:"engine"`
	// Size is the number of entries, at least 1.
	Size int64 `json:"size"`
}

// Entry is one entry as far as its reader may see it: header and parts; or its header and the root of its parts; or
// its commitment alone.
type Entry struct {
	Commitment *canon.Digest      `json:"commitment,omitempty"`
	Header     *journal.PartForm  `json:"header,omitempty"`
	Parts      []journal.PartForm `json:"parts,omitempty"`
	Root       *canon.Digest      `json:"root,omitempty"`
}

// Finding is one version of a finding: its ID commits to the two parts.
type Finding struct {
	ID         canon.FindingID  `json:"id"`
	Internal   journal.PartForm `json:"internal"`
	Released   journal.PartForm `json:"released"`
	Supersedes canon.FindingID  `json:"supersedes,omitzero"`
	Version    int64            `json:"version"`
}

// End is the last line.
type End struct {
	// Digest is that of the findings' IDs in order.
	Digest canon.Digest `json:"digest"`
	// Findings is how many there are.
	Findings int64 `json:"findings"`
	// Note is the signed note by which the log vouches for them (SignListing); nil where nobody does.
	Note *string `json:"note,omitempty"`
}

// line is any line: exactly one member is set.
type line struct {
	Bundle     *Head    `json:"bundle,omitempty"`
	Checkpoint string   `json:"checkpoint,omitempty"`
	Entry      *Entry   `json:"entry,omitempty"`
	Finding    *Finding `json:"finding,omitempty"`
	End        *End     `json:"end,omitempty"`
}

// DigestOf returns the digest of findings' IDs in order. Its error is that an ID has no canonical form.
func DigestOf(ids []canon.FindingID) (canon.Digest, error) {
	return canon.Sum("truce/findings/1", ids)
}
