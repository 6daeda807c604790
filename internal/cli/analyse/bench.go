// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/speed"
)

// mostSeconds is the longest time for one stage.
const mostSeconds = 3600

// mostReports is the longest stream.
const mostReports = 100_000_000

func newBench() *cobra.Command {
	var only []string
	var seconds int
	var reports int64
	var dir string
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast each part of the path is on this machine",
		Long: `Bench runs each part of the path from a submission to its findings on made-up data, some seconds each: reading and checking what a
device sent, sealing it, joining, judging under fifty terms, and all of it together with signatures, a file on disk, checkpoints
and tiles. It calls the functions that judging calls. The reports are an exercise, the same every time: seventy of a hundred a
point with a radius, twenty a direction from an observer, ten a named place, about a thousand events a day along a front.

For each stage it prints reports a second, on one core or on as many as it uses; where submissions are answered one by one, the
time until half and until ninety-nine of a hundred were; and the memory of the whole process. How busy the machine is shows in
every figure: what docs/BENCHMARKS.md says is of a quiet one.

The stage edit moves one point of a line of a hundred thousand and makes anew what judging asks of it. The stage growth is run only
where it is asked for: it joins one stream of ten million reports, or of --reports, and says after a tenth, a fifth, a half and all
of it how long joining took and what the process holds; ten million take some 15 GB. The exponent is of that one run: 1 is a time
that grows as the stream does.

It writes a record of its own into a folder that it makes, in --dir or where the system keeps such, and removes it afterwards.
An interrupt ends it, and what was measured until then is printed.

Exit codes: 0 measured, 1 there is no such stage, 2 interrupted, or a stage failed.`,
		Example: "  truce bench\n  truce bench --stage terms --stage path --seconds 20 --json\n  truce bench --stage growth --reports 1000000",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if seconds < 1 || seconds > mostSeconds {
				return say.Misused(cmd, "--seconds %d: from 1 to %d", seconds, mostSeconds)
			}
			if reports < 10 || reports > mostReports {
				return say.Misused(cmd, "--reports %d: from 10 to %d", reports, mostReports)
			}
			stages, err := chosen(cmd, only)
			if err != nil {
				return err
			}
			return bench(cmd, stages, speed.Options{For: time.Duration(seconds) * time.Second, Dir: dir, Stream: reports})
		},
	}
	cmd.Flags().StringArrayVar(&only, "stage", nil, "measure this stage; repeat for several, none for all")
	cmd.Flags().IntVar(&seconds, "seconds", 5, "about how long each stage runs")
	cmd.Flags().Int64Var(&reports, "reports", 10_000_000, "how many reports the stage growth joins")
	cmd.Flags().StringVar(&dir, "dir", "", "where the folder for the record is made: the disk that is measured")
	return cmd
}

// chosen returns the stages that are asked for, in the order of the path.
func chosen(cmd *cobra.Command, only []string) ([]speed.Stage, error) {
	all := speed.Stages()
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	for _, name := range only {
		if !slices.Contains(names, name) {
			return nil, say.Misused(cmd, "there is no stage %.40q: %s", name, strings.Join(names, ", "))
		}
	}
	return slices.DeleteFunc(all, func(s speed.Stage) bool { return (len(only) > 0 || s.Long) && !slices.Contains(only, s.Name) }), nil
}

// benchmarks is what bench prints with --json.
type benchmarks struct {
	Machine speed.Machine  `json:"machine"`
	Stages  []speed.Figure `json:"stages"`
}

func bench(cmd *cobra.Command, stages []speed.Stage, o speed.Options) error {
	out := benchmarks{Machine: speed.ThisMachine(), Stages: []speed.Figure{}}
	var failed error
	for _, s := range stages {
		f, err := measured(cmd, s, o)
		if len(f.Marks) > 0 || err == nil {
			out.Stages = append(out.Stages, f)
		}
		if err != nil {
			failed = fmt.Errorf("%w: %w", say.ErrUnknown, err)
			break
		}
	}
	if say.WantsJSON(cmd) {
		if err := say.PrintJSON(cmd.OutOrStdout(), out); err != nil {
			return err
		}
		return failed
	}
	w, m := cmd.OutOrStdout(), out.Machine
	fmt.Fprintf(w, "%s, %d cores, %s, %s\n", m.CPU, m.Cores, m.OS, m.Go)
	for _, f := range out.Stages {
		fmt.Fprintf(w, "%-8s%12.0f %s/s on %-9s%s\n", f.Stage, f.PerSecond, f.Of, say.Counted(int64(f.Cores), "core"), f.Does)
		if f.P99 > 0 {
			fmt.Fprintf(w, "%8sanswered: half within %.1f ms, 99 of 100 within %.1f ms\n", "", f.P50, f.P99)
		}
		fmt.Fprintf(w, "%8s%d %s in %.1f s; the process holds %d MB\n", "", f.Reports, f.Of, f.Seconds, f.Memory>>20)
		for _, m := range f.Marks {
			fmt.Fprintf(w, "%8s%10d reports after %.1f s; %d MB\n", "", m.Reports, m.Seconds, m.Memory>>20)
		}
		if f.Exponent != 0 {
			fmt.Fprintf(w, "%8sthe time grows by an exponent of %.3f\n", "", f.Exponent)
		}
	}
	return failed
}

// measured measures one stage in a folder of its own.
func measured(cmd *cobra.Command, s speed.Stage, o speed.Options) (f speed.Figure, err error) {
	if o.Dir, err = os.MkdirTemp(o.Dir, "truce-bench-"); err != nil {
		return f, err
	}
	defer os.RemoveAll(o.Dir)
	bar := say.NewProgress(cmd, s.Name)
	defer bar.Finish()
	o.Progress = func(done int64) { bar.Set(done, -1) }
	return s.Measure(cmd.Context(), o)
}
