// SPDX-License-Identifier: Apache-2.0

// Package cli turns command lines into runs of the engine and their results into text for people or JSON for
// programs. One file holds one verb.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"truce/engine"
	"truce/internal/cli/analyse"
	"truce/internal/cli/distrust"
	"truce/internal/cli/keep"
	"truce/internal/cli/people"
	"truce/internal/cli/procedure"
	"truce/internal/cli/publishing"
	"truce/internal/cli/room"
	"truce/internal/cli/say"
	"truce/internal/cli/serve"
	"truce/internal/cli/territory"
	"truce/internal/cli/verb"
)

//go:generate go run truce/cmd/truce manual ../../docs/manual

// The exit codes of every verb.
const (
	exitYes     = 0 // done, or the answer is yes
	exitNo      = 1 // a file or an agreement is refused, a case fails, or the answer is no
	exitUnknown = 2 // interrupted, or could not tell
)

// Mission runs the command of the mission realm and returns its exit code. The first interrupt ends the run in
// order, the second at once.
func Mission(args []string) int { return Run(args, Other{}) }

// Run is Mission for a program that holds another realm too.
func Run(args []string, other Other) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return other.Execute(ctx, args, os.Stdout, os.Stderr)
}

// Execute runs one command line against the given streams and returns its exit code: 0 yes or done, 1 no or refused,
// 2 could not tell or interrupted. A cancelled context interrupts it. Its standard input is the process's.
func Execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return Other{}.Execute(ctx, args, stdout, stderr)
}

type streams struct{ stdout, stderr io.Writer }

func execute(ctx context.Context, root *cobra.Command, args []string, to streams) int {
	stdout, stderr := to.stdout, to.stderr
	root.SetArgs(args)
	root.SetOut(say.Plain(stdout))
	root.SetErr(say.Plain(stderr))
	err := misnamed(root, args)
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	progressOf(ctx).end()
	switch {
	case err == nil:
		return exitYes
	case errors.Is(err, say.ErrQuiet) && errors.Is(err, say.ErrUnknown):
		return exitUnknown
	case errors.Is(err, say.ErrQuiet):
		return exitNo
	}
	say.PrintError(say.Plain(stderr), err)
	if errors.Is(err, say.ErrUnknown) || errors.Is(err, context.Canceled) {
		return exitUnknown
	}
	return exitNo
}

// newRoot builds the tree of verbs.
func newRoot(other Other) *cobra.Command {
	root := &cobra.Command{
		Use:   "truce",
		Short: "The open system of record for a ceasefire",
		Long: `Truce turns an agreement into executable terms, reports into incidents, and incidents into
assessments that cite the article and say how sure they are. A machine assesses; a body determines.

Exit codes: 0 yes or done, 1 no or refused, 2 could not tell or interrupted.`,
		Version:       engine.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRun: func(cmd *cobra.Command, _ []string) {
			if p := progressOf(cmd.Context()); p != nil {
				p.json = say.WantsJSON(cmd)
			}
		},
	}
	root.PersistentFlags().Bool("json", false, "print JSON for programs instead of text for people")
	root.SetFlagErrorFunc(say.FlagFault)
	root.SetHelpCommand(newHelp())
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", fmt.Sprintf(".FlagUsagesWrapped %d", say.PageWidth)))
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		cmd.Long = say.Page(cmd.Long)
		for _, each := range cmd.Commands() {
			indent := each.NamePadding() + 3
			each.Short = strings.ReplaceAll(say.Page(each.Short, indent), "\n", "\n"+strings.Repeat(" ", indent))
		}
		help(cmd, args)
	})
	root.AddCommand(newDemo(other), newTest(other), newJudge(), newExplain(), newLint(), newDiff(), verb.NewManual())
	root.AddCommand(keep.Verbs()...)
	root.AddCommand(analyse.Verbs()...)
	root.AddCommand(distrust.Verbs()...)
	root.AddCommand(territory.Verbs()...)
	root.AddCommand(room.Verbs()...)
	root.AddCommand(procedure.Verbs()...)
	root.AddCommand(serve.Verb())
	root.AddCommand(publishing.Verbs()...)
	root.AddCommand(people.Verbs()...)
	if other.Verbs != nil {
		root.AddCommand(other.Verbs()...)
	}
	root.AddCommand(procedure.NewRehearse(compileOne), keep.NewAdopt(compileOne))
	return root
}

// misnamed refuses a word that is no verb of a group, such as "patrol atsite", for which the library would print the help and
// say yes.
func misnamed(root *cobra.Command, args []string) error {
	group, rest, err := root.Find(args)
	if err != nil || group == root || group.Runnable() || !group.HasSubCommands() {
		return nil // the library refuses what is no verb at all
	}
	for _, arg := range rest {
		if !strings.HasPrefix(arg, "-") {
			var names []string
			for _, each := range group.Commands() {
				names = append(names, each.Name())
			}
			return fmt.Errorf("unknown command %q for %q: %s", arg, group.CommandPath(), say.OrOneOf(arg, names))
		}
	}
	return nil
}

// newHelp is the verb help, which refuses a verb that does not exist.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB]",
		Short: "Say how a verb is used",
		RunE: func(cmd *cobra.Command, args []string) error {
			verb, _, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			verb.InitDefaultHelpFlag()
			verb.InitDefaultVersionFlag()
			return verb.Help()
		},
	}
}
