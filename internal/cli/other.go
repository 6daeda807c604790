// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"context"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"truce/cases"
	"truce/internal/casefile"
	"truce/internal/cli/serve"
	"truce/scenario"
)

// Other is what a program holds of another realm beside the mission's. It is handed over by the program, as nothing here knows that realm
// (ADR 22); the zero Other is none.
type Other struct {
	// Realm is its name, by which its cases begin.
	Realm string
	// Verbs returns the verbs of that realm, made anew.
	Verbs func() []*cobra.Command
	// Cases are those that come along, beside the mission's.
	Cases fs.FS
	// Play runs a case of that realm. Its error is of a case that cannot run.
	Play func(name string, data []byte) (scenario.Result, error)
	// Demo plays a case for a person who watches, or for programs.
	Demo func(cmd *cobra.Command, name string, data []byte) error
	// Beside is that realm's server.
	Beside serve.Beside
	// After is the case that the demo plays behind the mission's.
	After string
}

// Execute is the function Execute, of a program that holds the other realm too.
func (o Other) Execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return execute(withProgress(ctx, newProgress(stderr, time.Now)), newRoot(o), args, streams{stdout, stderr})
}

// has tells whether a case is of the other realm.
func (o Other) has(file caseFile) bool { return o.Realm != "" && casefile.Realm(file.data) == o.Realm }

// inside are the cases that come with the program.
func (o Other) inside() []fs.FS {
	if o.Cases == nil {
		return []fs.FS{cases.Files}
	}
	return []fs.FS{cases.Files, o.Cases}
}

// names are those of the cases that come with the program.
func (o Other) names() []string {
	var out []string
	for _, each := range o.inside() {
		out = append(out, carried(each, caseEnding)...)
	}
	return out
}
