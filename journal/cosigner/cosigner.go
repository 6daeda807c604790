// SPDX-License-Identifier: Apache-2.0

// Package cosigner turns checkpoints that grow without contradiction into cosignatures, and asks others for theirs: both
// ends of https://C2SP.org/tlog-witness as docs/spec/checkpoint.md has it. A cosigner vouches that it has seen one tree of
// a log, ever. It says nothing of what the log holds.
package cosigner

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
)

// path is where a cosigner is asked, below its address.
const path = "/add-checkpoint"

// maxRequest is the largest request that is read, in bytes: a first line, the longest proof, an empty line and a note.
const maxRequest = 32 + 64*45 + journal.MaxNote

// sizeType is the content type of an answer that is the size that a cosigner has.
const sizeType = "text/x.tlog.size"

// Request asks for a cosignature.
type Request struct {
	// Old is the size that the cosigner is believed to have, and 0 if it never cosigned the log.
	Old int64
	// Proof shows that the log only appended from Old to the checkpoint.
	Proof      []tlog.Hash
	Checkpoint journal.SignedCheckpoint
}

// Bytes returns the body of the request.
func (r Request) Bytes() []byte {
	return append(fmt.Appendf(nil, "old %d\n%s\n", r.Old, journal.ProofLines(r.Proof)), r.Checkpoint.Note.Bytes()...)
}

// errForm says that a body is no request.
var errForm = errors.New("want old <size>, the lines of a proof, an empty line and a checkpoint")

// ParseRequest reads the body of a request. It verifies nothing in it.
func ParseRequest(data []byte) (Request, error) {
	if len(data) > maxRequest {
		return Request{}, fmt.Errorf("request of %d bytes: want at most %d", len(data), maxRequest)
	}
	head, note, found := strings.Cut(string(data), "\n\n")
	first, proof, _ := strings.Cut(head+"\n", "\n")
	number, old := strings.CutPrefix(first, "old ")
	if !found || !old {
		return Request{}, fmt.Errorf("request: %w", errForm)
	}
	r := Request{}
	var err error
	if r.Old, err = parseSize(number); err != nil {
		return Request{}, fmt.Errorf("request: %w", err)
	}
	if r.Proof, err = journal.ParseProofLines(proof); err != nil {
		return Request{}, fmt.Errorf("request: %w", err)
	}
	if r.Checkpoint, err = journal.ParseSignedCheckpoint([]byte(note)); err != nil {
		return Request{}, fmt.Errorf("request: %w", err)
	}
	return r, nil
}

// parseSize reads a size in its only spelling, 0 included.
func parseSize(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > canon.MaxInt || strconv.FormatInt(n, 10) != text {
		return 0, fmt.Errorf("size %.40q: want a decimal number from 0 to %d", text, int64(canon.MaxInt))
	}
	return n, nil
}
