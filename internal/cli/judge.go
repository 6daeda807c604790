// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/entryfile"
	"truce/internal/intake"
	"truce/internal/intake/doors"
	"truce/scenario"
	"truce/when"
)

// judgeOptions are the flags of judge.
type judgeOptions struct {
	agreements []string
	starts     map[string]string
	format     string
	mapping    string
	zone       string
	source     string
	asOf, at   string
	dir        string
	table      bool
}

func newJudge() *cobra.Command {
	var o judgeOptions
	cmd := &cobra.Command{
		Use:   "judge --agreement FILE [flags] REPORTS...",
		Short: "Judge reports under one agreement or several",
		Long: `Judge reads reports, joins them into incidents and judges each incident under every agreement that is
named. Findings go to standard output, one canonical JSON line each ({"finding":...}, or {"outside":...} for an
incident that no term reaches, with the nearest reason); progress, counts and refused rows go to standard error.
The order of the files leaves no trace in the output.

With --state the ordered entries are kept in a folder, all of a run or none of it; a later run takes them up
where it stands and skips what is held. Refused rows are counted and do not change the exit code.

A finding is an assessment, not a determination. Under an exercise agreement every row is marked as exercise.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return judge(cmd, o, args) },
	}
	f := cmd.Flags()
	f.StringArrayVarP(&o.agreements, "agreement", "a", nil, "agreement file or worked example; repeat for several instruments")
	f.StringToStringVar(&o.starts, "start", nil, "set an open start event, or move one of an exercise: EVENT=TIME")
	f.StringVarP(&o.format, "format", "f", "", "format of the reports: "+strings.Join(doors.Names(), ", ")+" (default: told from each file)")
	f.StringVar(&o.mapping, "mapping", "", "mapping file of a generic CSV")
	f.StringVar(&o.zone, "zone", "", "IANA time zone of civil times that name none")
	f.StringVar(&o.source, "source", "", "name of the source, where the format does not give it")
	f.StringVar(&o.asOf, "as-of", "", "judge on what was known at this time (RFC 3339)")
	f.StringVar(&o.at, "at", "", "print only what may have happened at this time (RFC 3339, or a day with --zone)")
	f.StringVar(&o.dir, "state", "", "folder that keeps the ordered entries")
	f.BoolVar(&o.table, "table", false, "print a table for people instead of JSON lines")
	return cmd
}

func judge(cmd *cobra.Command, o judgeOptions, files []string) error {
	text, err := instruments(o)
	if err != nil {
		return err
	}
	state, held, err := fold(o.dir)
	if err != nil {
		return err
	}
	if len(text.agreements) == 0 && held == 0 {
		return errors.New("name at least one agreement with --agreement")
	}
	zone, err := loadZone(o.zone)
	if err != nil {
		return err
	}
	batch, err := readBatch(cmd, o, files, text.exercise())
	if err != nil {
		return err
	}
	text.log = cmd.ErrOrStderr()
	entries, err := enter(cmd.Context(), state, text, batch)
	if err != nil {
		return err
	}
	if o.dir != "" && len(entries) > 0 {
		if err := entryfile.Append(o.dir, entries); err != nil {
			return fmt.Errorf("keep the entries in %s: %w", o.dir, err)
		}
	}
	if o.asOf != "" {
		if state, err = known(o, entries); err != nil {
			return err
		}
	}
	return printOutcome(cmd, o, state, zone)
}

// texts are the agreements to adopt, and the start events to set in them.
type texts struct {
	agreements []*agreement.Agreement
	starts     map[agreement.TimeID]string
	log        io.Writer // for rows that are left out
}

// instruments reads the agreements. An exercise and a text in force are never judged together.
func instruments(o judgeOptions) (texts, error) {
	t := texts{starts: map[agreement.TimeID]string{}}
	for k, v := range o.starts {
		t.starts[agreement.TimeID(k)] = v
	}
	for _, name := range o.agreements {
		a, err := readAgreement(name)
		if err != nil {
			return t, err
		}
		if len(t.agreements) > 0 && a.Exercise != t.exercise() {
			return t, fmt.Errorf("%s: an exercise and a text in force are never judged together", name)
		}
		t.agreements = append(t.agreements, a)
	}
	return t, nil
}

func (t texts) exercise() bool { return len(t.agreements) > 0 && t.agreements[0].Exercise }

func loadZone(name string) (when.Zone, error) {
	if name == "" {
		return when.Zone{}, nil
	}
	return when.LoadZone(name)
}

// fold reads the entries of a folder into a state and returns how many there were.
func fold(dir string) (*engine.State, int, error) {
	state, n := engine.NewState(), 0
	if dir == "" {
		return state, 0, nil
	}
	err := entryfile.Read(dir, func(e engine.Entry) error {
		n++
		_, err := state.Step(e)
		return err
	})
	return state, n, err
}

// enter gives the engine the agreements it does not hold yet and then the batch, and returns the new entries.
func enter(ctx context.Context, s *engine.State, t texts, b *engine.Batch) ([]engine.Entry, error) {
	var entries []engine.Entry
	step := func(e engine.Entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := s.Step(e); err != nil {
			return err
		}
		entries = append(entries, e)
		return nil
	}
	begin := s.Now()
	if s.Seq() == 0 {
		if first, ok := b.First(); ok {
			begin = first
		}
		if err := step(engine.NewGenesis(begin)); err != nil {
			return nil, err
		}
	}
	for _, a := range t.agreements {
		if s.Adopted(a) {
			continue
		}
		if err := step(engine.Entry{Seq: s.Seq() + 1, Time: begin, Adoption: &engine.Adoption{Agreement: a, Starts: t.starts}}); err != nil {
			return nil, err
		}
	}
	rest, repeats, err := b.Entries(s)
	if err != nil {
		return nil, err
	}
	if repeats > 0 {
		fmt.Fprintf(t.log, "%d rows repeat others or are on record already: not entered again\n", repeats)
	}
	for _, e := range rest {
		if err := step(e); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// known folds again only what was known at the time of --as-of.
func known(o judgeOptions, fresh []engine.Entry) (*engine.State, error) {
	span, err := when.Parse(o.asOf, when.Zone{})
	if err != nil {
		return nil, fmt.Errorf("--as-of: %w", err)
	}
	cut := span.Interval.To
	state := engine.NewState()
	take := func(e engine.Entry) error {
		if e.Time > cut {
			return nil
		}
		_, err := state.Step(e)
		return err
	}
	if o.dir != "" {
		err = entryfile.Read(o.dir, take)
	} else {
		for _, e := range fresh {
			if err = take(e); err != nil {
				break
			}
		}
	}
	state.Tick(cut)
	return state, err
}

// readBatch reads the files through their doors, with progress on a terminal.
func readBatch(cmd *cobra.Command, o judgeOptions, files []string, exercise bool) (*engine.Batch, error) {
	b := &engine.Batch{}
	r := fileReader{cmd, o.format, intake.Options{Source: o.source, Zone: o.zone, Exercise: exercise}, b}
	if o.mapping != "" {
		data, err := readLimited(o.mapping, maxAgreement)
		if err != nil {
			return nil, err
		}
		r.options.Mapping = data
	}
	for _, name := range files {
		if err := r.read(name); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// fileReader reads files into a batch.
type fileReader struct {
	cmd     *cobra.Command
	format  string
	options intake.Options
	batch   *engine.Batch
}

func (r fileReader) read(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<16)
	door, ok := doors.Find(r.format)
	if r.format == "" {
		head, _ := in.Peek(4096)
		door, ok = doors.Detect(head, name)
	}
	if !ok {
		return fmt.Errorf("%s: its format is not known: name it with --format, one of %s", name, strings.Join(doors.Names(), ", "))
	}
	r.options.File = name
	sink := scenario.Into(r.batch)
	errOut := r.cmd.ErrOrStderr()
	bar := newBar(errOut, f, name)
	sink.Progress = func(_, bytes int64) { _ = bar.Set64(bytes) }
	tally, err := door.Read(r.cmd.Context(), in, r.options, sink)
	_ = bar.Finish()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintln(errOut, tally.String())
	for _, refusal := range tally.Reasons {
		fmt.Fprintf(errOut, "  row %d refused: %s\n", refusal.Row, refusal.Reason)
	}
	return nil
}

// newBar returns a progress bar over the file's bytes, silent where nobody would see it.
func newBar(w io.Writer, f *os.File, name string) *progressbar.ProgressBar {
	file, onTerminal := w.(*os.File)
	if !onTerminal || !term.IsTerminal(int(file.Fd())) {
		return progressbar.DefaultSilent(-1)
	}
	size := int64(-1)
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return progressbar.NewOptions64(size, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(name),
		progressbar.OptionShowBytes(true), progressbar.OptionClearOnFinish())
}

// line is one line of judge's output: exactly one member is set.
type line struct {
	Finding *finding.Finding `json:"finding,omitempty"`
	Outside *finding.Outside `json:"outside,omitempty"`
}

// printOutcome prints the findings and the incidents outside, and the counts to standard error.
func printOutcome(cmd *cobra.Command, o judgeOptions, s *engine.State, zone when.Zone) error {
	at := engine.WholePeriod()
	if o.at != "" {
		span, err := when.Parse(o.at, zone)
		if err != nil {
			return fmt.Errorf("--at: %w", err)
		}
		at = span.Interval
	}
	out := bufio.NewWriter(cmd.OutOrStdout())
	tally := newOutcomeTally()
	if o.table {
		fmt.Fprintln(out, tableHead)
	}
	for _, d := range s.Dockets() {
		for _, f := range d.Findings() {
			if !f.Released.When.Overlaps(at) {
				continue
			}
			tally.finding(f)
			if err := printFinding(out, o.table, f); err != nil {
				return err
			}
		}
		for _, x := range d.Outsiders() {
			if inc := s.Incident(x.Incident); inc == nil || !inc.When.Overlaps(at) {
				continue
			}
			tally.outside(x)
			if o.table {
				continue
			}
			data, err := canon.Encode(line{Outside: &x})
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s\n", data)
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	tally.print(cmd.ErrOrStderr(), s, at)
	return nil
}

func printFinding(out io.Writer, table bool, f *finding.Finding) error {
	if table {
		fmt.Fprintln(out, tableRow(f))
		return nil
	}
	data, err := canon.Encode(line{Finding: f})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", data)
	return err
}
