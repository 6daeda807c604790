// SPDX-License-Identifier: Apache-2.0

package store

import (
	"truce/canon"
	"truce/engine"
	"truce/when"
)

// Mark says of which record a store is made, and how far it has come.
type Mark struct {
	// Origin names the log, Engine the version that folded it.
	Origin string
	Engine string
	// Seq is the last entry that is in the store, 0 for none; Commitment is that entry's.
	Seq        int64
	Commitment canon.Digest
	// Destroyed is how many entries of the record said that parts were destroyed.
	Destroyed int64
}

// Record is what a store has to agree with.
type Record struct {
	Origin string
	Engine string
	// Size is how many entries the journal has.
	Size int64
	// Commitment returns the commitment of an entry of the journal.
	Commitment func(seq int64) (canon.Digest, error)
}

// Entered is one entry that the engine has folded, with what came of it.
type Entered struct {
	Seq        int64
	Time       when.Instant
	Commitment canon.Digest
	// Entry is what was entered; all of it is unset for an entry that is for the journal alone.
	Entry   engine.Entry
	Effects []engine.Effect
	// Destroys says that the entry says that parts were destroyed.
	Destroys bool
}

// Replay folds a record from its first entry, and gives each entry to take together with the state that has just folded it. It
// stops at the first error, and may be called again.
type Replay func(take func(*engine.State, Entered) error) error
