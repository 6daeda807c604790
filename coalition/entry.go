// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"errors"
	"fmt"

	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/internal/access/reads/trail"
	"truce/keyring"
	"truce/when"
)

// Version is that of the fold: what any record comes to. A record of another version is not folded.
const Version = "truce/coalition/2"

// Realm is the half of the system that a record belongs to. A record's first entry names it, and each fold refuses the entries of
// the other.
const Realm = "coalition"

// Entry is one entry of the coalition's record, at its journal time. Exactly one of the members below Time is set: its kind.
// The kinds are closed; docs/spec/coalition.md has one section for each.
type Entry struct {
	// Seq counts from 1 without holes.
	Seq int64 `json:"seq"`
	// Time is journal time, which never decreases.
	Time when.Instant `json:"time"`

	Genesis   *Genesis          `json:"genesis,omitempty"`
	Key       *keyring.Key      `json:"key,omitempty"`
	Release   *Release          `json:"release,omitempty"`
	Statement *statement.Record `json:"statement,omitempty"`

	Undertaking *undertaking.Record `json:"undertaking,omitempty"`
	Force       *force.Record       `json:"force,omitempty"`
	Meeting     *meeting.Record     `json:"meeting,omitempty"`
	Readiness   *readiness.Record   `json:"readiness,omitempty"`
	// Reads is where the log of reads of the realm's server stood at the end of a day.
	Reads *trail.Head `json:"reads,omitempty"`
}

// Genesis is the first entry of a record.
type Genesis struct {
	Realm    string `json:"realm"`
	Fold     string `json:"fold"`
	Database string `json:"time_zones"`
}

// NewGenesis returns the first entry of a record of this fold.
func NewGenesis(at when.Instant) Entry {
	return Entry{Seq: 1, Time: at, Genesis: &Genesis{Realm: Realm, Fold: Version, Database: when.Database}}
}

// ErrEntry says that an entry does not fit the record. The state is as it was; the caller corrects the entry or
// leaves it out.
var ErrEntry = errors.New("entry refused")

// ErrRealm says that a record is of another realm. Nothing was folded; the caller took the wrong record.
var ErrRealm = errors.New("a record of another realm")

// check returns an error unless a record with this first entry is one of this fold.
func (g *Genesis) check() error {
	switch {
	case g.Realm != Realm:
		return fmt.Errorf("%w: its realm is %.40q, this is the fold of the %s", ErrRealm, g.Realm, Realm)
	case g.Fold != Version || g.Database != when.Database:
		return &VersionError{Version: g.Fold, Database: g.Database}
	}
	return nil
}

// VersionError says that a record was made by another version of the fold, or with other time zones.
type VersionError struct {
	// Version is the fold that the record needs.
	Version string
	// Database is the release of the time zones that it needs, empty where that is not known.
	Database string
}

// Error says what the record needs and what to do.
func (e *VersionError) Error() string {
	return fmt.Sprintf("the record needs the fold %.80s with time zones %.80s, this is %s with %s: use a truce of that version", e.Version, e.Database, Version, when.Database)
}

// kind returns the entry's kind, or an error if not exactly one is set.
func (e *Entry) kind() (string, error) {
	found := ""
	for _, k := range []struct {
		name string
		set  bool
	}{
		{"genesis", e.Genesis != nil},
		{"key", e.Key != nil},
		{"release", e.Release != nil},
		{"statement", e.Statement != nil},
		{"undertaking", e.Undertaking != nil},
		{"force", e.Force != nil},
		{"meeting", e.Meeting != nil},
		{"readiness", e.Readiness != nil},
		{"reads", e.Reads != nil},
	} {
		if !k.set {
			continue
		}
		if found != "" {
			return "", fmt.Errorf("%w: entry %d is both %s and %s", ErrEntry, e.Seq, found, k.name)
		}
		found = k.name
	}
	if found == "" {
		return "", fmt.Errorf("%w: entry %d has no kind that this fold knows", ErrEntry, e.Seq)
	}
	return found, nil
}
