// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"context"
	"io"
	"time"
)

// ExecuteAt is Execute by a clock of the test's.
func ExecuteAt(ctx context.Context, clock func() time.Time, args []string, stdout, stderr io.Writer) int {
	return execute(withProgress(ctx, newProgress(stderr, clock)), newRoot(Other{}), args, streams{stdout, stderr})
}
