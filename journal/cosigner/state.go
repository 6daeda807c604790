// SPDX-License-Identifier: Apache-2.0

package cosigner

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"truce/canon"
	"truce/internal/durable"
	"truce/journal"
)

// The errors of a cosigner's state. After any of them but ErrEnrolled the cosigner does not sign for that log.
var (
	// ErrDamaged says that a state is there and is none that this cosigner wrote. Its key is retired: a cosigner that
	// does not know what it cosigned must not sign again.
	ErrDamaged = errors.New("the cosigner's state is damaged; retire its key")
	// ErrLost says that there is no state for a log. If the log is new it is enrolled; if not, the key is retired.
	ErrLost = errors.New("the cosigner has no state for the log; enrol a new log, and retire the key if it was enrolled before")
	// ErrEnrolled says that a log has a state already, so it is not new.
	ErrEnrolled = errors.New("the log is enrolled already")
	// ErrRolledBack says that the cosigner found its own signature on more than its state knows, or its state changed by
	// somebody else. Its key is retired.
	ErrRolledBack = errors.New("the cosigner's state was rolled back or changed under it; retire its key")
)

// directory is where what a cosigner keeps of a log stands. An origin may hold what no file name may.
func directory(kind, origin string) string {
	return kind + "/" + canon.SumBytes("truce/cosigner/1", []byte(origin)).String()
}

func statePath(origin string) string { return directory("logs", origin) + "/state" }

// unsigned is the state of a log of which nothing was cosigned yet. It names the key, so that no other begins with it.
func unsigned(origin string, key journal.VerifierKey) []byte {
	return []byte("truce/cosigner/1\nnothing cosigned yet\n" + origin + "\n" + key.String() + "\n")
}

// Enrol lets a cosigner begin with a log that it never cosigned. It is not called again for a log whose state was lost.
func Enrol(folder *durable.Folder, key journal.VerifierKey, origin string) error {
	if err := journal.CheckOrigin(origin); err != nil {
		return fmt.Errorf("enrol a log: %w", err)
	}
	_, err := folder.Read(statePath(origin), journal.MaxNote)
	if err == nil || errors.Is(err, durable.ErrTooLarge) {
		return fmt.Errorf("enrol %.80q: %w", origin, ErrEnrolled)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("enrol %.80q: %w", origin, err)
	}
	if err := folder.Write(statePath(origin), unsigned(origin, key)); err != nil {
		return fmt.Errorf("enrol %.80q: %w", origin, err)
	}
	return nil
}

// state is what a cosigner knows of one log: the checkpoint that it cosigned last, with the log's signatures, by which it can
// show others what the log signed, and its own cosignature, by which it knows the state for its own.
type state struct {
	// last is the zero checkpoint if nothing was cosigned yet.
	last journal.SignedCheckpoint
	// seconds is the time of the last cosignature.
	seconds int64
	// bytes are what stands on disk.
	bytes []byte
}

// readState reads the state of a log and makes sure that it outlasts a crash, whoever wrote it last.
func readState(folder *durable.Folder, key journal.VerifierKey, origin string) (state, error) {
	data, err := folder.Read(statePath(origin), journal.MaxNote)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return state{}, ErrLost
	case errors.Is(err, durable.ErrTooLarge):
		return state{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	case err != nil:
		return state{}, err
	}
	st := state{bytes: data}
	if !bytes.Equal(data, unsigned(origin, key)) {
		if st.last, err = journal.ParseSignedCheckpoint(data); err != nil {
			return state{}, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if st.last.Origin != origin {
			return state{}, fmt.Errorf("%w: it is of %.80q", ErrDamaged, st.last.Origin)
		}
		if _, st.seconds, err = st.last.CosignedBy(key); err != nil {
			return state{}, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	if err := folder.Write(statePath(origin), data); err != nil {
		return state{}, err
	}
	return st, nil
}
