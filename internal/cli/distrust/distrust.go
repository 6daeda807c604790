// SPDX-License-Identifier: Apache-2.0

// Package distrust turns what an operator shows of a record into an answer for somebody who need not trust that operator:
// bundles, receipts, published logs and mirrors of them, and evidence of two trees. One file holds one verb.
package distrust

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
)

// Verbs returns the verbs of a reader.
func Verbs() []*cobra.Command {
	return []*cobra.Command{NewVerify(app.Verify), newMirror(), newAudit()}
}

// notNo marks every error that is no answer: only an answer of no ends with code 1.
func notNo(err error) error {
	if err == nil || errors.Is(err, say.ErrQuiet) || errors.Is(err, say.ErrUnknown) || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w: %w", say.ErrUnknown, err)
}
