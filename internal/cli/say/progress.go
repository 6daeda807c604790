// SPDX-License-Identifier: Apache-2.0

package say

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Progress shows on a terminal how far something is, and nothing where nobody would see it.
type Progress struct{ bar *progressbar.ProgressBar }

// NewProgress shows nothing yet: it has the words that stand before the numbers.
func NewProgress(cmd *cobra.Command, what string) *Progress {
	w := Exact(cmd.ErrOrStderr())
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return &Progress{progressbar.DefaultSilent(-1)}
	}
	return &Progress{progressbar.NewOptions64(-1, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))}
}

// Set says how many are done, of how many; -1 where that is not known.
func (p *Progress) Set(done, of int64) {
	if p.bar.GetMax64() != of {
		p.bar.ChangeMax64(of)
	}
	_ = p.bar.Set64(done)
}

// Finish takes away what is shown.
func (p *Progress) Finish() { _ = p.bar.Finish() }
