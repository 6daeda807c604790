// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/intake"
	"truce/internal/intake/csvmap"
	"truce/internal/intake/doors"
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
	// ground is what the agreements draw: no flag.
	ground []intake.Box
}

func newJudge() *cobra.Command {
	var o judgeOptions
	cmd := &cobra.Command{
		Use:   "judge --agreement FILE [flags] REPORTS...",
		Short: "Judge reports under one agreement or several",
		Long: `Judge reads reports, joins them into incidents and judges each incident under every agreement that is
named. Findings go to standard output as NDJSON or as a table: {"finding":...}, or {"outside":...} for an incident that
no term reaches, with the nearest reason. Progress and counts go to standard error. The order of the files leaves no
trace in the output. A file named - is standard input.

A CSV of a form of its own is read with --mapping: a YAML file that says which column is what, such as

  format: truce/csvmap/1
  zone: Europe/Kyiv
  fields:
    source: {column: post}
    time: {columns: [day, from]}
    act: {column: what, words: {boom: mortar-fire, rat-tat: small-arms-fire}}
  where: {name: {column: place}}

With --state DIR the ordered canonical entries that the journal will seal later are kept in DIR, all of a run or none
of it, and nothing else; a later run refolds them, goes on where they stand and enters nothing twice. Refused rows are
counted, named on standard error, and do not change the exit code. Aggregates, such as totals, alerts and heat seen from
orbit, are context: by themselves they open nothing.

A finding is an assessment, not a determination. Under an exercise agreement every row is marked as exercise. The
member "internal" of a finding, and DIR, stay within the mission.

Exit codes: 0 done, 1 a file, an agreement or every row refused, 2 interrupted or could not tell.`,
		Example: `  truce judge -a minsk-protocol-2014 -a minsk-package-2015 events.csv > findings.ndjson
  truce judge -a minsk-package-2015 --state record --table events.csv
  truce judge -a draft.yaml --mapping post.yaml --table post.csv
  truce judge -a paris-exercise --start "d=2023-02-24 00:00 Europe/Kyiv" --table fires.csv
  truce judge --state record --at "2015-02-15" --zone Europe/Kyiv --table`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return judge(cmd, o, args) },
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return say.Told{Err: say.FlagFault(cmd, err), Entered: nothingEntered}
	})
	f := cmd.Flags()
	f.StringArrayVarP(&o.agreements, "agreement", "a", nil, "agreement file or worked example; repeat for several instruments")
	f.StringToStringVar(&o.starts, "start", nil, "set an open start event, or move one of an exercise: EVENT=TIME")
	f.StringVarP(&o.format, "format", "f", "", "format of the reports: "+strings.Join(doors.Names(), ", ")+" (default: told from each file)")
	f.StringVar(&o.mapping, "mapping", "", "mapping of a CSV of any form; implies --format csvmap for files that are not JSON by name")
	f.StringVar(&o.zone, "zone", "", "IANA time zone of civil times that name none")
	f.StringVar(&o.source, "source", "", "name of the source, where the format does not give it")
	f.StringVar(&o.asOf, "as-of", "", "judge on what was known at this time (RFC 3339, or a civil time with --zone)")
	f.StringVar(&o.at, "at", "", "print only what may have happened at this time (RFC 3339, or a day with --zone)")
	f.StringVar(&o.dir, "state", "", "folder that keeps the ordered entries")
	f.BoolVar(&o.table, "table", false, "print a table for people instead of JSON lines")
	return cmd
}

// times are the flags of judge that say when.
type times struct {
	at   when.Interval
	asOf *when.Instant
}

// times reads the flags before anything else is done: a slip in them must not cost a run.
func (o judgeOptions) times() (times, error) {
	t := times{at: engine.WholePeriod()}
	var zone when.Zone
	if o.zone != "" {
		var err error
		if zone, err = when.LoadZone(o.zone); err != nil {
			return t, fmt.Errorf("--zone: %w", err)
		}
	}
	if o.at != "" {
		span, err := when.Parse(o.at, zone)
		if err != nil {
			return t, fmt.Errorf("--at: %w", err)
		}
		t.at = span.Interval
	}
	if o.asOf != "" {
		span, err := when.Parse(o.asOf, zone)
		if err != nil {
			return t, fmt.Errorf("--as-of: %w", err)
		}
		t.asOf = &span.Interval.To
	}
	return t, nil
}

// check refuses flags that do not go together.
func (o judgeOptions) check(cmd *cobra.Command) error {
	if o.table && say.WantsJSON(cmd) {
		return errors.New("--table is for people and --json for programs: name one")
	}
	if o.mapping != "" && o.format != "" && o.format != csvmap.Format {
		return fmt.Errorf("--mapping is for --format %s and not for %s: leave out one", csvmap.Format, o.format)
	}
	if _, ok := doors.Find(o.format); o.format != "" && !ok {
		return fmt.Errorf("--format %s: no such format: name one of %s", o.format, strings.Join(doors.Names(), ", "))
	}
	return nil
}

// judge runs the verb. Every error of it says whether something was entered.
func judge(cmd *cobra.Command, o judgeOptions, files []string) error {
	r := &record{entered: nothingEntered}
	if err := o.run(cmd, r, files); err != nil {
		return say.Told{Err: err, Entered: r.entered}
	}
	return nil
}

func (o judgeOptions) run(cmd *cobra.Command, r *record, files []string) error {
	if err := o.check(cmd); err != nil {
		return err
	}
	t, err := o.times()
	if err != nil {
		return err
	}
	texts, err := readTexts(o.agreements, o.starts)
	if err != nil {
		return err
	}
	opened, err := openRecord(cmd.Context(), o.dir)
	if err != nil {
		return err
	}
	*r = *opened
	if texts, err = r.missing(texts); err != nil {
		return err
	}
	if len(texts) == 0 && len(r.state.Dockets()) == 0 {
		return errors.New("no agreement to judge under: name one with --agreement")
	}
	o.ground = groundOf(texts, r.state.Dockets())
	if len(files) == 0 && r.state.Seq() == 0 {
		return say.Misused(cmd, "no reports named, and nothing is on record to judge without any")
	}
	batch, err := readBatch(cmd, o, files, texts.exercise() || r.exercise())
	if err != nil {
		return err
	}
	if r.state.Seq() == 0 && isEmpty(batch) {
		return fmt.Errorf("no reports: there is no row in %s", strings.Join(files, ", "))
	}
	repeats, err := r.enter(cmd.Context(), texts, batch)
	if err != nil {
		return err
	}
	if err := r.keep(); err != nil {
		return err
	}
	if t.asOf != nil {
		if err := r.rewind(cmd.Context(), *t.asOf); err != nil {
			return err
		}
	}
	return printOutcome(cmd, outcomeOf(r.state, t.at, repeats), o.table)
}

func isEmpty(b *engine.Batch) bool {
	return len(b.Reports)+len(b.Layers)+len(b.Watches)+len(b.Gaps) == 0
}
