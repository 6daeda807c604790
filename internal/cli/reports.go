// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/intake"
	"truce/internal/intake/csvmap"
	"truce/internal/intake/doors"
	"truce/report"
	"truce/scenario"
	"truce/when"
)

// maxRefusals is how many refused rows are named for people; --json names all that the door kept.
const maxRefusals = 20

// readBatch reads the files through their doors, with progress on a terminal.
func readBatch(cmd *cobra.Command, o judgeOptions, files []string, exercise bool) (*engine.Batch, error) {
	r := fileReader{cmd: cmd, format: o.format, batch: &engine.Batch{}}
	r.options = intake.Options{Source: o.source, Zone: o.zone, Exercise: exercise, Ground: o.ground, Now: when.Instant(time.Now().UnixMilli())}
	if o.mapping != "" {
		data, err := say.ReadLimited(o.mapping, maxAgreement)
		if err != nil {
			return nil, fmt.Errorf("mapping %w", say.FileFault(o.mapping, err, ".yaml"))
		}
		r.options.Mapping, r.options.MappingFile = data, o.mapping
	}
	for _, name := range files {
		if err := r.read(name); err != nil {
			return nil, err
		}
	}
	return r.batch, r.allRefused()
}

// fileReader reads files into a batch.
type fileReader struct {
	cmd     *cobra.Command
	format  string
	options intake.Options
	batch   *engine.Batch
	done    []reading
}

// allRefused returns an error where there were rows and none of any file was accepted. A single file of such rows is
// no reason to judge nothing of the others.
func (r *fileReader) allRefused() error {
	var names, formats []string
	for _, g := range r.done {
		if g.Accepted > 0 {
			return nil
		}
		if g.Rows > 0 {
			names, formats = append(names, g.File), append(formats, g.Format)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("%s: every row is refused, so there is nothing to judge; read as %s",
		strings.Join(names, ", "), strings.Join(formats, ", "))
}

// read reads one file. An interrupt closes it, so that a pipe nobody writes to does not hold the run.
func (r *fileReader) read(name string) error {
	f := os.Stdin
	if name != "-" {
		var err error
		if f, err = os.Open(name); err != nil {
			return say.FileFault(name, err, ".ndjson", ".csv", ".geojson", ".json")
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return say.FileFault(name, nil)
		}
	}
	ctx := r.cmd.Context()
	defer context.AfterFunc(ctx, func() { _ = f.Close() })()
	in := bufio.NewReaderSize(f, 1<<16)
	door, err := r.door(in, name)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	r.options.File = name
	before := *r.batch
	aggregates := int64(0)
	sink := scenario.Into(r.batch)
	into := sink.Report
	sink.Report = func(rep report.Report) error {
		if rep.Extract.Level == report.Aggregate {
			aggregates++
		}
		return into(rep)
	}
	bar := newBar(say.Exact(r.cmd.ErrOrStderr()), f, name)
	sink.Progress = func(rows, bytes int64) {
		_ = bar.Set64(bytes)
		if p := progressOf(ctx); p != nil && !p.terminal { // on a terminal the bar says it
			p.note(name+": rows read", rows, 0)
		}
	}
	tally, broken := door.Read(ctx, in, r.options, sink)
	_ = bar.Finish()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if broken != nil && tally.Rows == 0 {
		return broken
	}
	got := reading{
		Tally: tally, Aggregates: aggregates, Layers: len(r.batch.Layers) - len(before.Layers),
		Watches: len(r.batch.Watches) - len(before.Watches), Gaps: len(r.batch.Gaps) - len(before.Gaps), Broken: broken != nil,
	}
	if err := r.report(got); err != nil {
		return err
	}
	r.done = append(r.done, got)
	return broken
}

// door finds the door of a file: the one that is named; else, where there is a mapping, that of the mapping for every
// file whose name is not one of JSON; else the one that the beginning and the name of the file tell.
func (r *fileReader) door(in *bufio.Reader, name string) (doors.Format, error) {
	format := r.format
	if format == "" && r.options.Mapping != nil && !slices.Contains([]string{".json", ".ndjson", ".jsonl", ".geojson"}, strings.ToLower(filepath.Ext(name))) {
		format = csvmap.Format
	}
	if format != "" {
		door, ok := doors.Find(format)
		if !ok {
			return door, fmt.Errorf("format %s: no such format", format)
		}
		return door, nil
	}
	head, _ := in.Peek(4096) // what cannot be read here cannot be read by the door, which says why
	door, ok := doors.Detect(head, name)
	switch {
	case ok:
		return door, nil
	case len(head) == 0:
		return door, fmt.Errorf("%s: the file is empty: it has no rows", name)
	}
	if why := intake.Encoding(head); why != nil {
		return door, fmt.Errorf("%s: %w", name, why)
	}
	hint := ""
	if slices.Contains([]string{".csv", ".tsv", ".txt"}, strings.ToLower(filepath.Ext(name))) {
		hint = "; a table of your own is read with --mapping FILE (docs/guide/monitor.md has one)"
	}
	return door, fmt.Errorf("%s: its format is not known: name it with --format, one of %s%s", name, strings.Join(doors.Names(), ", "), hint)
}

// reading is what one file gave.
type reading struct {
	intake.Tally
	Aggregates int64 `json:"aggregates"`
	Watches    int   `json:"watches"`
	Gaps       int   `json:"gaps"`
	Layers     int   `json:"layers"`
	// Broken says that the file could not be read on after these rows.
	Broken bool `json:"broken,omitempty"`
}

// report says on standard error how many rows were accepted, refused and context only, and what else they gave.
func (r *fileReader) report(g reading) error {
	w := r.cmd.ErrOrStderr()
	if say.WantsJSON(r.cmd) {
		return say.PrintJSON(w, struct {
			Read reading `json:"read"`
		}{g})
	}
	fmt.Fprintf(w, "%s, %s", g.Tally.String(), say.Counted(g.Aggregates, "aggregate"))
	for _, other := range []struct {
		n    int
		noun string
	}{{g.Watches, "watch"}, {g.Gaps, "gap"}, {g.Layers, "control layer"}} {
		if other.n > 0 {
			fmt.Fprintf(w, ", %s", say.Counted(int64(other.n), other.noun))
		}
	}
	switch {
	case g.Broken:
		fmt.Fprint(w, ", and then it cannot be read on")
	case g.Rows == 0:
		fmt.Fprint(w, ": the file has no rows")
	}
	fmt.Fprintln(w)
	for i, refusal := range g.Reasons {
		if i == maxRefusals {
			fmt.Fprintf(w, "  and %s refused; --json names them\n", say.Counted(g.Refused-maxRefusals, "more row"))
			break
		}
		fmt.Fprintf(w, "  row %d refused: %s\n", refusal.Row, refusal.Reason)
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
