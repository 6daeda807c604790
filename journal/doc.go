// SPDX-License-Identifier: Apache-2.0

// Package journal turns bytes in order into a log that others can hold its operator to: entries and their leaves,
// signed checkpoints, cosignatures, policies, proofs and receipts. It knows no party and no violation, reads no clock
// and touches no disk or network, so whoever verifies needs this package and canon and nothing else of Truce. The formats
// are docs/spec/journal.md, docs/spec/checkpoint.md and docs/spec/receipt.md; those of the log itself are of C2SP, so that
// a reader who does not trust this code can use another.
package journal
