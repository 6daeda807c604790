// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package crash

import (
	"context"

	"truce/internal/sim/tally"
)

// Full needs small disks, which are made on Linux alone.
func Full(_ context.Context, job tally.Job) error {
	job.Out.Skip("full: small disks are made on Linux alone")
	return nil
}
