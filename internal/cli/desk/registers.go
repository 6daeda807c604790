// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/coalition"
	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/intake/registers"
	"truce/when"
)

// Opened is a record of the coalition as the verbs of the registers read it.
type Opened struct {
	Undertakings *undertaking.Register
	Force        *force.Register
	Meetings     *meeting.Register
	Readiness    *readiness.Register
	Statements   *statement.Register
	// Seq and Now are the number and the journal time of the last entry.
	Seq int64
	Now when.Instant
	// Released are the releases of missions, as they stood on record at a time.
	Released func(asOf when.Instant) []coalition.Released
}

// Batch is records of one register that are entered together.
type Batch struct {
	Undertakings []undertaking.Record
	Force        []force.Record
	Meetings     []meeting.Record
	Readiness    []readiness.Record
	Statements   []statement.Record
}

// Source opens records and enters into them.
type Source struct {
	Open func(ctx context.Context, path string) (*Opened, error)
	// Enter enters each record of a batch as an entry of its own at a journal time, all or none.
	Enter func(ctx context.Context, path string, at when.Instant, b Batch) error
	// Clock is the journal time at which records are entered.
	Clock func() when.Instant
}

// RegisterVerbs returns the verbs of the registers over a source of records.
func RegisterVerbs(s Source) []*cobra.Command {
	return []*cobra.Command{newUndertakings(s), newForce(s), newMeetings(s), newReadiness(s), newStatement(s)}
}

// asking are the flags that the verbs of all registers share.
type asking struct {
	asOf, day, reader, importFile string
	template, export              bool
}

func (a *asking) flags(cmd *cobra.Command) {
	a.tableFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&a.day, "day", "", "leave out what was said after this day: 2026-01-06")
	f.StringVar(&a.reader, "reader", "", "the state that asks; what is restricted is shown to nobody in particular")
}

// tableFlags are those of a register in which nothing is restricted and whose records are not of a day.
func (a *asking) tableFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.asOf, "as-of", "", "what was on record then: 2026-01-06, to its end in UTC, or 2026-01-06T13:00:00Z")
	f.StringVar(&a.importFile, "import", "", "enter the rows of this table, all or none")
	f.BoolVar(&a.template, "template", false, "print an empty table that explains its columns")
	f.BoolVar(&a.export, "export", false, "print what is on record as a table that --import reads")
}

// desk is the desk of one register: what its table is, and where its records are.
type desk[R any] struct {
	source Source
	sheet  func() registers.Sheet[R]
	// prepare is that of a clone.
	prepare func(*Opened) func(when.Instant, int64, *R) (func(), error)
	log     func(*Opened, sourced.View) []sourced.Line[R]
	batch   func([]R) Batch
	// may says why a reader may see nothing, nil where everybody may see what the register shows.
	may func(page) error
}

// page is an opened record and who looks at it as of when.
type page struct {
	*Opened
	view sourced.View
	w    io.Writer
}

// run does what all registers do alike, or else opens the record and lets show answer.
func (d desk[R]) run(cmd *cobra.Command, args []string, a asking, show func(page) error) error {
	if a.template {
		if len(args) > 0 {
			return say.Misused(cmd, "--template takes no record")
		}
		return d.sheet().Template(say.Exact(cmd.OutOrStdout()))
	}
	if len(args) != 1 {
		return say.Misused(cmd, "missing: the file of the record")
	}
	opened, err := d.source.Open(cmd.Context(), args[0])
	if err != nil {
		return err
	}
	if a.importFile != "" {
		return d.enter(cmd, args[0], opened, a.importFile)
	}
	view, err := a.view(opened.Now)
	if err != nil {
		return err
	}
	seen := page{opened, view, cmd.OutOrStdout()}
	if d.may != nil {
		if err := d.may(seen); err != nil {
			return err
		}
	}
	if a.export {
		var records []R
		for _, l := range d.log(opened, view) {
			records = append(records, l.Is)
		}
		return d.sheet().Write(say.Exact(cmd.OutOrStdout()), records)
	}
	return show(seen)
}

// enter tries every row of a table on a clone of the register and enters them only if all fit.
func (d desk[R]) enter(cmd *cobra.Command, path string, opened *Opened, table string) error {
	f, err := verb.OpenFile(cmd, table)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := d.sheet().ReadRows(f)
	f.Finish()
	if err != nil {
		return fmt.Errorf("%s, nothing is entered:\n%w", table, err)
	}
	first := sourced.Stamp{At: max(d.source.Clock(), opened.Now), Seq: opened.Seq + 1}
	if err := d.sheet().Try(rows, first, d.prepare(opened)); err != nil {
		return fmt.Errorf("%s, nothing is entered:\n%w", table, err)
	}
	records := make([]R, len(rows))
	for i, r := range rows {
		records[i] = r.Record
	}
	if len(records) > 0 {
		if err := d.source.Enter(cmd.Context(), path, first.At, d.batch(records)); err != nil {
			return err
		}
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"entered": len(records), "at": first.At.String()})
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s of %s entered\n", say.Counted(int64(len(records)), "row"), table)
	return err
}

// view reads the flags that say who asks and as of when.
func (a asking) view(now when.Instant) (sourced.View, error) {
	v := sourced.View{Reader: sourced.Name(a.reader), AsOf: now}
	if a.reader != "" {
		if err := v.Reader.Check(); err != nil {
			return v, fmt.Errorf("--reader: %w", err)
		}
	}
	if a.day != "" {
		day, err := when.ParseDate(a.day)
		if err != nil {
			return v, fmt.Errorf("--day: %w", err)
		}
		v.Day = day
	}
	if a.asOf == "" {
		return v, nil
	}
	day, err := when.ParseDate(a.asOf)
	if err == nil {
		end, err := when.ParseInstant(day.Add(1).String() + "T00:00:00Z")
		v.AsOf = end - 1
		return v, err
	}
	at, err := when.ParseInstant(a.asOf)
	if err != nil {
		return v, errors.New("--as-of: write a day, 2026-01-06, or a time with its zone, 2026-01-06T13:00:00Z")
	}
	v.AsOf = at
	return v, nil
}

// head prints as of when the answer is.
func (p page) head(what string) {
	line := what + ", as of " + p.view.AsOf.String()
	if !p.view.Day.IsZero() {
		line += ", said by " + p.view.Day.String()
	}
	say.Paragraph(p.w, 2, "", line)
}

// table prints a heading and rows under it, nothing where there are none.
func (p page) table(mark, heading string, columns []string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(p.w, "\n%s%s\n", mark, heading); err != nil {
		return err
	}
	return say.Fitted(p.w, mark+"  ", append([][]string{columns}, rows...))
}

// origin is a source in a column.
func origin(s sourced.Said) string {
	words := fmt.Sprintf("%s, %s", s.By, s.On)
	if s.OnlyReported() {
		words += " (reported)"
	}
	return words
}

// exerciseMark stands on every row of an invented text.
func exerciseMark(exercise bool) string {
	if exercise {
		return "EXERCISE "
	}
	return ""
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func dayOrDash(d when.Date) string {
	if d.IsZero() {
		return "-"
	}
	return d.String()
}

func list[T ~string](names []T) string { return orDash(strings.Join(sourced.Words(names), ", ")) }

// splitText takes a text and its version apart, "paris@final".
func splitText(flag, text string) (id, version sourced.Name, err error) {
	a, b, ok := strings.Cut(text, "@")
	if !ok || a == "" || b == "" {
		return "", "", fmt.Errorf("%s: %.80q: write a text and its version, paris@final", flag, text)
	}
	return sourced.Name(a), sourced.Name(b), nil
}
