// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/when"
)

// outcome is what a run of judge came to: the findings and the incidents outside that may be of the period.
type outcome struct {
	state   *engine.State
	period  when.Interval
	repeats int
	parts   []part
}

// part is the outcome under one instrument.
type part struct {
	docket   *finding.Docket
	findings []*finding.Finding
	outside  []finding.Outside
}

// outcomeOf gathers what may have happened in a period; what has no known time may have happened in any.
func outcomeOf(s *engine.State, period when.Interval, repeats int) outcome {
	o := outcome{state: s, period: period, repeats: repeats}
	maybe := func(i when.Interval) bool { return i.IsUnknown() || i.Overlaps(period) }
	for _, d := range s.Dockets() {
		p := part{docket: d}
		for _, f := range d.Findings() {
			if maybe(f.Released.When) {
				p.findings = append(p.findings, f)
			}
		}
		for _, x := range d.Outsiders() {
			if inc := s.Incident(x.Incident); inc != nil && maybe(inc.When) {
				p.outside = append(p.outside, x)
			}
		}
		o.parts = append(o.parts, p)
	}
	return o
}

// printOutcome prints the outcome to standard output and the counts to standard error.
func printOutcome(cmd *cobra.Command, o outcome, table bool) error {
	out, write := bufio.NewWriter(say.Exact(cmd.OutOrStdout())), o.lines // canonical bytes
	if table {
		out, write = bufio.NewWriter(cmd.OutOrStdout()), o.table
	}
	err := write(out)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("print the findings: %w: %w; what was printed is not whole", say.ErrUnknown, err)
	}
	if say.WantsJSON(cmd) {
		return o.countsJSON(cmd.ErrOrStderr())
	}
	o.counts(cmd.ErrOrStderr())
	return nil
}

// line is one line of judge's output: exactly one member is set. docs/spec/judge-output.md explains it.
type line struct {
	Finding *finding.Finding `json:"finding,omitempty"`
	Outside *finding.Outside `json:"outside,omitempty"`
}

// lines writes canonical JSON lines.
func (o outcome) lines(w io.Writer) error {
	put := func(l line) error {
		data, err := canon.Encode(l)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s\n", data)
		return err
	}
	for _, p := range o.parts {
		for _, f := range p.findings {
			if err := put(line{Finding: f}); err != nil {
				return err
			}
		}
		for _, x := range p.outside {
			if err := put(line{Outside: &x}); err != nil {
				return err
			}
		}
	}
	return nil
}

// verdicts counts the findings by verdict.
func (p part) verdicts() map[finding.Verdict]int {
	n := map[finding.Verdict]int{}
	for _, f := range p.findings {
		n[f.Released.Verdict]++
	}
	return n
}

// reason is why incidents are outside, and how many.
type reason struct {
	Nearest string `json:"nearest"`
	N       int    `json:"incidents"`
}

// reasons counts the incidents outside by the nearest reason, the most frequent first.
func (p part) reasons() []reason {
	n := map[string]int{}
	for _, x := range p.outside {
		n[x.Nearest]++
	}
	var all []reason
	for _, nearest := range slices.Sorted(maps.Keys(n)) {
		all = append(all, reason{nearest, n[nearest]})
	}
	slices.SortStableFunc(all, func(a, b reason) int { return cmp.Compare(b.N, a.N) })
	return all
}

// counts writes for each instrument what was judged and what is outside, and then the four counts.
func (o outcome) counts(w io.Writer) {
	if o.repeats > 0 {
		fmt.Fprintf(w, "%s left out: the same as another row, or on record already\n", say.Counted(int64(o.repeats), "row"))
	}
	if len(o.parts) == 0 {
		fmt.Fprintln(w, "nothing was on record by then")
		return
	}
	for _, p := range o.parts {
		text := p.docket.Text()
		n := p.verdicts()
		var parts []string
		for _, v := range []finding.Verdict{finding.Violation, finding.NoViolation, finding.Exempt, finding.Undetermined} {
			parts = append(parts, fmt.Sprintf("%d %s", n[v], v))
		}
		fmt.Fprintf(w, "%s%s, assessed by the engine: %s\n", mark(text.Agreement().Exercise), text.Ref(), strings.Join(parts, ", "))
		for _, r := range p.reasons() {
			fmt.Fprintf(w, "  outside: %d: %s\n", r.N, r.Nearest)
		}
	}
	if n := possibleSames(o.state); n > 0 {
		fmt.Fprintf(w, "possibly one event, kept apart since nothing decides it: %s of incidents\n", say.Counted(int64(n), "pair"))
	}
	say.Paragraph(w, 4, "", o.periodWords())
	printCounts(w, engine.Count(o.state, o.period))
	if n := engine.Aggregates(o.state); n > 0 {
		fmt.Fprintf(w, "aggregates on record, which open nothing by themselves: %d\n", n)
	}
}

// periodWords says of which period the four counts are, and what was known.
func (o outcome) periodWords() string {
	first := o.parts[0].docket.Text().Agreement()
	of := "all time"
	if o.period != engine.WholePeriod() {
		of = "what began in " + say.Both(o.period, zoneOf(first))
	}
	return fmt.Sprintf("%sThe four counts, never added, of %s, as known at %s:", mark(first.Exercise), of, say.BothAt(o.state.Now(), zoneOf(first)))
}

// countsJSON writes for programs what counts writes for people: a line for each instrument and one for the record.
func (o outcome) countsJSON(w io.Writer) error {
	for _, p := range o.parts {
		text := p.docket.Text()
		if err := say.PrintJSON(w, map[string]any{"assessed": map[string]any{
			"agreement": text.Ref(), "exercise": text.Agreement().Exercise, "verdicts": p.verdicts(), "outside": p.reasons(),
		}}); err != nil {
			return err
		}
	}
	return say.PrintJSON(w, map[string]any{"record": map[string]any{
		"counts": engine.Count(o.state, o.period), "aggregates": engine.Aggregates(o.state), "repeats": o.repeats,
		"possible_sames": possibleSames(o.state),
	}})
}

// possibleSames is how many pairs of incidents on record may be one event.
func possibleSames(s *engine.State) int {
	n := 0
	for _, inc := range s.Incidents() {
		n += len(s.PossibleSames(inc.ID)) // each of a pair names the other
	}
	return n / 2
}

// printCounts writes the four counts, one a line.
func printCounts(w io.Writer, c engine.Counts) {
	for each := range strings.Lines(c.String()) {
		say.Paragraph(w, 4, "  ", each)
	}
}
