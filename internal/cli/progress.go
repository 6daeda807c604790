// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"truce/internal/cli/say"
)

// The time between two notes of progress: for somebody who watches, and in a log, which only has to show that the run
// lives.
const (
	noteOnTerminal = 200 * time.Millisecond
	noteInLog      = 5 * time.Second
)

// progress says on standard error how far a long run has come: on a terminal in one line that is written over,
// elsewhere in a line every few seconds, with --json as JSON. What is done sooner it does not mention. The clock is the
// caller's. A nil progress says nothing.
type progress struct {
	w        io.Writer
	clock    func() time.Time
	terminal bool
	json     bool
	last     time.Time // of the last note, or of the first that was not due
	shown    bool      // a line stands on the terminal
}

func newProgress(w io.Writer, clock func() time.Time) *progress {
	file, ok := w.(*os.File)
	return &progress{w: w, clock: clock, terminal: ok && term.IsTerminal(int(file.Fd()))}
}

type progressKey struct{}

// withProgress carries the progress of a command line to all that takes long in it.
func withProgress(ctx context.Context, p *progress) context.Context {
	return context.WithValue(ctx, progressKey{}, p)
}

func progressOf(ctx context.Context) *progress {
	p, _ := ctx.Value(progressKey{}).(*progress)
	return p
}

// note says how many of what are done, of how many where that is known and not 0, if it is time to.
func (p *progress) note(what string, done, of int64) {
	if p == nil {
		return
	}
	now, every := p.clock(), noteInLog
	if p.terminal {
		every = noteOnTerminal
	}
	if p.last.IsZero() {
		p.last = now
	}
	if now.Sub(p.last) < every {
		return
	}
	p.last = now
	switch {
	case p.json:
		_ = say.PrintJSON(p.w, noteLine{note{what, done, of}}) // a note that is lost changes nothing
	case p.terminal:
		fmt.Fprintf(p.w, "\r\033[K%s", progressWords(what, done, of))
		p.shown = true
	default:
		fmt.Fprintln(p.w, progressWords(what, done, of))
	}
}

// noteLine is a note for programs.
type noteLine struct {
	Progress note `json:"progress"`
}

type note struct {
	What string `json:"what"`
	Done int64  `json:"done"`
	Of   int64  `json:"of,omitempty"`
}

// end takes the line off the terminal.
func (p *progress) end() {
	if p != nil && p.shown {
		fmt.Fprint(p.w, "\r\033[K")
		p.shown = false
	}
}

func progressWords(what string, done, of int64) string {
	if of == 0 {
		return fmt.Sprintf("%s: %d", what, done)
	}
	return fmt.Sprintf("%s: %d of %d", what, done, of)
}
