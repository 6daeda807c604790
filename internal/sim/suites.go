// SPDX-License-Identifier: Apache-2.0

// Package sim turns the promises of the record into attempts to break them, and what came of the attempts into evidence: how
// often what was tried, on which sources, and what was left out. ADR 18 says why it is built as it is.
package sim

import (
	"context"

	"truce/internal/sim/canary"
	"truce/internal/sim/crash"
	"truce/internal/sim/evil"
	"truce/internal/sim/files"
	"truce/internal/sim/late"
	"truce/internal/sim/rot"
	"truce/internal/sim/tally"
)

// suite is one kind of attempt.
type suite struct {
	name string
	// main is the figure without which the suite has shown nothing.
	main string
	run  func(context.Context, tally.Job) error
}

// suites returns all suites in the order in which they run.
func suites() []suite {
	return []suite{
		{"evil", evil.Proven, func(ctx context.Context, j tally.Job) error { return evil.Evil(ctx, j, evil.Options{}) }},
		{"late", "orders", func(ctx context.Context, j tally.Job) error { return late.Late(ctx, j, nil) }},
		{"crash-files", "crash points", func(ctx context.Context, j tally.Job) error { return files.Files(ctx, j, nil) }},
		{"crash-db", "crash points", func(ctx context.Context, j tally.Job) error { return crash.Database(ctx, j, nil) }},
		{"kill", "kill -9", crash.Kill},
		{"syscalls", "runs", crash.Syscalls},
		{"full", "runs that met a full disk", crash.Full},
		{"rot", "damages", func(ctx context.Context, j tally.Job) error { return rot.Rot(ctx, j, rot.Options{}) }},
		{"canaries", "planted bugs", canary.Canaries},
	}
}
