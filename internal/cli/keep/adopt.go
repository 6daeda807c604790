// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/agreement/lint"
	"truce/app"
	"truce/engine"
	"truce/internal/api/account"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/durable"
)

// adopting are the flags of adopt.
type adopting struct {
	starts map[string]string
	read   func(name string) (*agreement.Compiled, error)
}

// NewAdopt returns the verb adopt. read reads an agreement by its file, or a worked example by its name.
func NewAdopt(read func(name string) (*agreement.Compiled, error)) *cobra.Command {
	o := adopting{read: read}
	cmd := &cobra.Command{
		Use:   "adopt JOURNAL AGREEMENT",
		Short: "Put an agreement on record, under which a journal is judged from then on",
		Long: `Adopt enters an agreement into a journal, such as one that truce serve began: what is on record already and what
comes in later is judged under it, and times are read on its clocks. An agreement is a YAML file, or the name of a worked
example such as paris-exercise. What is on record stays: a later text is another version of it, adopted in the same way.

A text that does not parse or compile, a version that is on record already, and an exercise beside a text in force are
refused. What the linter finds open is counted and does not stop it: read it before with truce lint. A journal that a server
has open is left as it is: stop the server, adopt, and start it again.

Exit codes: 0 on record, 1 refused and nothing entered, 2 could not tell, or a server has the journal open.`,
		Example: "  truce adopt mission.journal draft.yaml\n  truce adopt new.journal paris-exercise --start \"d=2023-02-24 00:00 Europe/Kyiv\"",
		Args:    say.AsUsed,
		RunE:    verb.Does(func(cmd *cobra.Command, args []string) error { return o.adopt(cmd, args[0], args[1]) }),
	}
	cmd.Flags().StringToStringVar(&o.starts, "start", nil, "set an open start event, or move one of an exercise: EVENT=TIME")
	return cmd
}

func (o adopting) adopt(cmd *cobra.Command, path, name string) error {
	c, err := o.read(name)
	if err != nil {
		return fmt.Errorf("%w; nothing was entered", err)
	}
	if _, failed := os.Stat(path); errors.Is(failed, fs.ErrNotExist) {
		return fmt.Errorf("%w; begin it with truce serve %s --key FILE --policy FILE, stop the server, and adopt the text then", verb.JournalFault(path, failed), path)
	}
	free, err := held(path)
	if err != nil {
		return err
	}
	defer free()
	r, err := openRecord(cmd, path)
	if err != nil {
		return err
	}
	defer r.Close()
	for _, k := range r.State().Dockets() {
		if k.Text().Agreement().Exercise != c.Agreement().Exercise {
			return fmt.Errorf("%s: %s is on record, and an exercise and a text in force are never judged together: adopt it in a journal of its own; nothing was entered", path, k.Text().Ref())
		}
	}
	a := &engine.Adoption{Agreement: c.Agreement()}
	for event, at := range o.starts {
		if a.Starts == nil {
			a.Starts = map[agreement.TimeID]string{}
		}
		a.Starts[agreement.TimeID(event)] = at
	}
	got, err := r.Enter(cmd.Context(), []app.Incoming{{Entry: engine.Entry{Time: max(verb.Clock(cmd.Context()), r.State().Now()), Adoption: a}}})
	if err != nil {
		return fmt.Errorf("nothing was entered: %w", err)
	}
	if got[0].Placed.Again {
		return fmt.Errorf("entry %d: %s is adopted already; nothing was entered", got[0].Placed.Seq, c.Ref())
	}
	return errors.Join(adopted(cmd, got[0].Placed.Seq, c), r.Close())
}

// adopted says which text is on record now, and how much of it the linter finds open.
func adopted(cmd *cobra.Command, seq int64, c *agreement.Compiled) error {
	open := len(lint.Check(c))
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"adopted": map[string]any{"entry": seq, "agreement": c.Ref(), "digest": c.Digest(), "open": open}})
	}
	mark := ""
	if c.Agreement().Exercise {
		mark = "EXERCISE "
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "entry %d: %s%s is on record, %s\n", seq, mark, c.Ref(), c.Agreement().Title)
	if open > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s that the text leaves something open: read them with truce lint\n", say.Counted(int64(open), "complaint"))
	}
	return err
}

// held keeps a server from opening a journal, or says that one has it open: under another text everything that it shows is judged anew,
// and its people should know when. It is known by the log of reads beside the journal, which one program has open at a time.
func held(path string) (free func() error, err error) {
	folder := account.Beside(path)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return func() error { return nil }, nil // no server ever ran on it
	}
	disk, err := durable.Open(folder)
	if errors.Is(err, durable.ErrLocked) {
		return nil, fmt.Errorf("%s: a server has it open: stop the server, adopt, and start it again; nothing was entered: %w", path, err)
	}
	if err != nil {
		return nil, err
	}
	return disk.Close, nil
}
