// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/response"
	"truce/when"
)

// entering is what every verb that enters an act takes.
type entering struct {
	of  string
	dry bool
}

func (o *entering) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.of, "of", "", "agreement that the act is under; left out, the only one on record")
	cmd.Flags().BoolVar(&o.dry, "dry-run", false, "say what would follow, and enter nothing")
}

// desk is a record that is open to enter an act at a time.
type desk struct {
	cmd      *cobra.Command
	record   *app.Record
	register *response.Register
	now      when.Instant
	zone     when.Zone
	dry      bool
}

// sit opens a record at the time of the clock, to read where nothing is to be entered. The caller closes it.
func (o *entering) sit(cmd *cobra.Command, path string) (*desk, error) {
	open := verb.OpenRecord
	if o.dry {
		open = verb.ReadRecord
	}
	record, err := open(cmd, path)
	if err != nil {
		return nil, err
	}
	state := record.State()
	d := &desk{cmd: cmd, record: record, now: max(verb.Clock(cmd.Context()), state.Now()), dry: o.dry}
	list, err := registers(state, o.of)
	if err == nil && len(list) > 1 {
		err = errors.New("several agreements are on record: name the one that the act is under with --of")
	}
	if err != nil {
		return nil, errors.Join(err, record.Close())
	}
	d.register = list[0]
	for _, each := range state.Dockets() {
		if each.Text().Ref() == d.register.Ref() {
			d.zone = each.Zone()
		}
	}
	return d, nil
}

// doing is a verb that opens a record, makes an act of its arguments, enters it and says what came of it.
func (o *entering) doing(make func(d *desk, args []string) (response.Act, error)) func(*cobra.Command, []string) error {
	return verb.Does(func(cmd *cobra.Command, args []string) error {
		d, err := o.sit(cmd, args[0])
		if err != nil {
			return err
		}
		defer d.record.Close()
		act, err := make(d, args[1:])
		if err != nil {
			return fmt.Errorf("nothing was entered: %w", err)
		}
		return d.enter(act)
	})
}

// enter enters an act as of now, or only in memory, and prints what came of it.
func (d *desk) enter(act response.Act) error {
	e := engine.Entry{Time: d.now, Procedure: &engine.Procedure{Agreement: d.register.Ref(), Act: act}}
	out := outcome{register: d.register, Dry: d.dry, Agreement: d.register.Ref(), Exercise: d.register.Text().Agreement().Exercise}
	state := d.record.State()
	if d.dry {
		if gone := d.record.Gone(); gone > 0 {
			return fmt.Errorf("%w: an extract of entry %d was destroyed, so nothing is judged: go on in a successor", engine.ErrMissing, gone)
		}
		e.Seq = state.Seq() + 1
		effects, err := state.Step(e)
		if err != nil {
			return fmt.Errorf("it would be refused: %w", err)
		}
		out.Entry = e.Seq
		out.gather(effects, &act, state.Now())
		return out.print(d.cmd)
	}
	got, err := d.record.Enter(d.cmd.Context(), []app.Incoming{{Entry: e}})
	if err != nil {
		return fmt.Errorf("nothing was entered: %w", err)
	}
	out.Entry = got[0].Placed.Seq
	out.gather(got[0].Effects, &act, state.Now())
	return errors.Join(out.print(d.cmd), d.record.Close())
}

func newEnter() *cobra.Command {
	var o entering
	var file, example string
	cmd := &cobra.Command{
		Use:   "enter [JOURNAL] --act FILE",
		Short: "Enter an act of the procedure into a record",
		Long: `Enter puts one act of people on record: a complaint, an admission, a step that was done, a verification, a motion, a vote, a
recusal, a proxy, a pause, an appeal, a remedy, a follow-up, a correction and so on. The file, or standard input for -, has it in JSON: one
object with one member, the name of the act (docs/spec/procedure.md lists them). A time is a number of milliseconds, or a text such as
"2031-03-10 12:00" on the clocks of the agreement. --template prints a filled example; change every word of it.

The act is looked at whole, against the text and the record as of now. What is not in order is refused, says why, and changes nothing. Then
it prints what came of it: what passed meanwhile, what is owed from now on, by whom and by when, and the status of the finding. --dry-run
prints the same and enters nothing. An assessment is no determination.

Exit codes: 0 entered, or would be, 1 refused and nothing entered, 2 could not tell.`,
		Example: `  truce case enter --template complaint > complaint.json
  truce case enter mission.journal --act complaint.json --dry-run
  truce case enter mission.journal --act complaint.json`,
		Args: say.AsUsed,
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case example != "" && (len(args) > 0 || file != ""):
			return say.Misused(cmd, "--template prints an example and enters nothing")
		case example != "":
			return printTemplate(cmd.OutOrStdout(), example)
		case len(args) == 0 || file == "":
			return say.Misused(cmd, "missing: JOURNAL and --act FILE, or --template NAME")
		}
		data, err := readInput(cmd, file)
		if err != nil {
			return fmt.Errorf("nothing was entered: %w", err)
		}
		return o.doing(func(d *desk, _ []string) (response.Act, error) {
			act, _, err := readAct(data, d.zone)
			return act, err
		})(cmd, args)
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&file, "act", "", "file that has the act in JSON, - for standard input")
	cmd.Flags().StringVar(&example, "template", "", "print a filled example of this act")
	return cmd
}

// readInput reads a file of an act, or standard input.
func readInput(cmd *cobra.Command, file string) ([]byte, error) {
	if file == "-" {
		return say.ReadAtMost(cmd.InOrStdin(), "standard input", maxActFile)
	}
	data, err := say.ReadLimited(file, maxActFile)
	if err != nil {
		return nil, fmt.Errorf("act %w", say.FileFault(file, err, ".json"))
	}
	return data, nil
}
