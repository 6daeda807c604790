// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/agreements"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/intake"
	"truce/internal/ledgerfile"
	"truce/ledger"
)

// reconciling are the flags of reconcile.
type reconciling struct {
	definition, agreement, totals string
	format, mapping, zone, names  string
	exercise                      bool
}

func newReconcile() *cobra.Command {
	var o reconciling
	cmd := &cobra.Command{
		Use:   "reconcile [A] [B]",
		Short: "Hold two parties' lists to one definition, and say what both claim and what one claims alone",
		Long: `Reconcile places every item of two lists: matched (both claim it, one item with one, or one with its parts),
differently defined (the other list has it as another act, in another unit or outside of the definition), possible same (nothing
decides it), on one list only, or outside of the definition for its period, area or act. Two items are one event where the
joiner's weights say so, the same by which reports are joined; where several fit alike, none is paired. The counts of a list add
up to its length, and what is matched shows that both claim it, not that it happened.

The definition is a file (--definition), or what the terms of an agreement prohibit (--agreement). A list is a CSV with the columns
id and time and any of act, lat, lon, radius, place, target, weapon, count, unit, means, source, words; or any file that judge reads.

With --totals FILE it lays the totals that parties stated side by side and says why they are not comparable. It never subtracts,
adds or averages them.

Exit codes: 0 done, 1 a file is refused; of --totals alone 1 says that some are not comparable; 2 interrupted.`,
		Example: `  truce reconcile ours.csv theirs.csv --definition strikes.yaml --names "the first side,the second side"
  truce reconcile ours.csv theirs.csv --agreement easter-2025-u --zone Europe/Kyiv --json
  truce reconcile --totals easter.yaml`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.definition, "definition", "", "file that says what is counted")
	f.StringVarP(&o.agreement, "agreement", "a", "", "agreement file or worked example whose terms say what is counted")
	f.StringVar(&o.totals, "totals", "", "file of totals that parties stated")
	f.StringVarP(&o.format, "format", "f", "", "format of both lists: "+strings.Join(ledgerfile.Formats(), ", ")+" (default: told from each file)")
	f.StringVar(&o.mapping, "mapping", "", "mapping of CSVs of any other form; implies --format csvmap")
	f.StringVar(&o.zone, "zone", "", "IANA time zone of civil times that name none")
	f.StringVar(&o.names, "names", "", "who made the lists, in order, with a comma between; else the names of the files")
	f.BoolVar(&o.exercise, "exercise", false, "the lists are invented")
	return cmd
}

// reconciled is what the verb prints for programs.
type reconciled struct {
	Lists   *ledger.Result  `json:"lists,omitempty"`
	Refused []intake.Tally  `json:"read,omitempty"`
	Totals  []ledger.Totals `json:"totals,omitempty"`
	Words   []string        `json:"words"`
}

func (o reconciling) run(cmd *cobra.Command, files []string) error {
	switch {
	case len(files) == 1:
		return say.Misused(cmd, "missing: B, the other list")
	case len(files) == 0 && o.totals == "":
		return say.Misused(cmd, "missing: two lists, or --totals FILE")
	case len(files) == 2 && (o.definition == "") == (o.agreement == ""):
		return say.Misused(cmd, "say once what is counted: --definition FILE or --agreement ID")
	}
	var out reconciled
	if len(files) == 2 {
		if err := o.lists(cmd, files, &out); err != nil {
			return err
		}
	}
	comparable, err := o.claims(&out)
	if err != nil {
		return err
	}
	if say.WantsJSON(cmd) {
		err = say.PrintJSON(cmd.OutOrStdout(), out)
	} else {
		err = out.print(cmd.OutOrStdout())
	}
	if err == nil && !comparable && len(files) == 0 {
		return say.ErrQuiet
	}
	return err
}

func (o reconciling) lists(cmd *cobra.Command, files []string, out *reconciled) error {
	d, err := o.read()
	if err != nil {
		return err
	}
	names, err := o.named(files)
	if err != nil {
		return err
	}
	var lists [2]ledger.List
	for i, file := range files {
		options := ledgerfile.Options{
			Name: strings.TrimSpace(names[i]), Format: o.format,
			Intake: intake.Options{File: file, Zone: o.zone, Exercise: o.exercise || d.Exercise || d.Text != nil && d.Text.Agreement().Exercise},
		}
		if d.Text != nil {
			options.Locate = d.Text.Locate
		}
		if o.mapping != "" {
			if options.Intake.Mapping, err = say.ReadLimited(o.mapping, ledgerfile.MaxFile); err != nil {
				return fmt.Errorf("mapping %w", say.FileFault(o.mapping, err, ".yaml"))
			}
			options.Intake.MappingFile, options.Format = o.mapping, "csvmap"
		}
		tally, err := readList(cmd, file, options, &lists[i])
		if err != nil {
			return err
		}
		out.Refused = append(out.Refused, tally)
	}
	result, err := ledger.Reconcile(lists[0], lists[1], d)
	if err != nil {
		return err
	}
	out.Lists, out.Words = &result, result.Sentences()
	for i, tally := range out.Refused {
		if tally.Refused > 0 {
			out.Words = append(out.Words, fmt.Sprintf("Of the list of %s %s could not be read and %s in no number above.", lists[i].Name,
				say.Counted(tally.Refused, "row"), map[bool]string{true: "is", false: "are"}[tally.Refused == 1]))
		}
	}
	return nil
}

// named are the names of the two lists. Two of one name could not be told apart in anything that is printed.
func (o reconciling) named(files []string) ([]string, error) {
	if filepath.Clean(files[0]) == filepath.Clean(files[1]) {
		return nil, fmt.Errorf("%s stands for both lists: a list agrees with itself, whatever it says", files[0])
	}
	if o.names == "" {
		return files, nil
	}
	names := strings.Split(o.names, ",")
	if len(names) != 2 {
		return nil, fmt.Errorf("--names %s: two names with a comma between", o.names)
	}
	if a, b := say.OneLine(names[0]), say.OneLine(names[1]); a == b {
		return nil, fmt.Errorf("--names %s: give the two lists different names", o.names)
	}
	return names, nil
}

func readList(cmd *cobra.Command, file string, o ledgerfile.Options, into *ledger.List) (intake.Tally, error) {
	f, err := verb.OpenFile(cmd, file)
	if err != nil {
		return intake.Tally{}, err
	}
	defer f.Close()
	list, tally, err := ledgerfile.ReadList(cmd.Context(), f, o)
	f.Finish()
	*into = list
	switch {
	case cmd.Context().Err() != nil:
		return tally, cmd.Context().Err()
	case err != nil:
		return tally, err
	case len(list.Items) == 0 && tally.Rows > 0:
		return tally, fmt.Errorf("%s: every row is refused, the first: %s", file, tally.Reasons[0].Reason)
	}
	return tally, nil
}

// read reads what is counted.
func (o reconciling) read() (ledger.Definition, error) {
	if o.definition != "" {
		data, err := say.ReadLimited(o.definition, ledgerfile.MaxFile)
		if err != nil {
			return ledger.Definition{}, fmt.Errorf("definition %w", say.FileFault(o.definition, err, ".yaml"))
		}
		return ledgerfile.ParseDefinition(o.definition, data)
	}
	a, err := readAgreement(o.agreement)
	if err != nil {
		return ledger.Definition{}, err
	}
	return ledgerfile.OfAgreement(a)
}

// readAgreement reads a YAML file, or a worked example by its name.
func readAgreement(name string) (*agreement.Agreement, error) {
	data, err := os.ReadFile(name)
	if err == nil {
		return agreement.Parse(name, data, os.DirFS(filepath.Dir(name)))
	}
	if carried, inside := fs.ReadFile(agreements.Files, name+".yaml"); inside == nil {
		return agreement.Parse(name+".yaml", carried, agreements.Files)
	}
	return nil, fmt.Errorf("agreement %w", say.FileFault(name, err, ".yaml"))
}

// claims lays every two totals side by side, and tells whether all are comparable.
func (o reconciling) claims(out *reconciled) (comparable bool, err error) {
	if o.totals == "" {
		return true, nil
	}
	data, err := say.ReadLimited(o.totals, ledgerfile.MaxFile)
	if err != nil {
		return false, fmt.Errorf("totals %w", say.FileFault(o.totals, err, ".yaml"))
	}
	claims, err := ledgerfile.ParseTotals(o.totals, data)
	if err != nil {
		return false, err
	}
	comparable = true
	for i := range claims {
		for k := range claims[:i] {
			t := ledger.Compare(claims[k], claims[i])
			comparable = comparable && t.Comparable
			out.Totals, out.Words = append(out.Totals, t), append(out.Words, t.Sentences()...)
		}
	}
	return comparable, nil
}

// print writes the table of every item and then the words.
func (r *reconciled) print(w io.Writer) error {
	if r.Lists != nil {
		if err := r.table(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	for _, words := range r.Words {
		say.Paragraph(w, 0, "", words)
	}
	for _, tally := range r.Refused {
		printRefused(w, tally)
	}
	return nil
}

// mostRefused is how many refused rows of a list are named for people; --json names all that were kept.
const mostRefused = 20

func printRefused(w io.Writer, t intake.Tally) {
	for _, refusal := range t.Reasons[:min(mostRefused, len(t.Reasons))] {
		fmt.Fprintf(w, "%s: row %d refused: %s\n", say.OneLine(t.File), refusal.Row, say.OneLine(refusal.Reason))
	}
	if more := t.Refused - mostRefused; more > 0 {
		fmt.Fprintf(w, "%s: and %s refused; --json names them\n", say.OneLine(t.File), say.Counted(more, "more row"))
	}
}

func (r *reconciled) table(w io.Writer) error {
	mark := exercise(r.Lists.Exercise)
	fmt.Fprintf(w, "%s%s, unit %s\n", mark, say.OneLine(r.Lists.Definition), say.OneLine(r.Lists.Unit))
	rows := [][]string{{"LIST", "ITEM", "STANDS", "WITH", "BECAUSE"}}
	for _, s := range []*ledger.Side{&r.Lists.A, &r.Lists.B} {
		for _, p := range s.Items {
			because := p.Because
			if len(p.Open) > 0 {
				because += " (not known: " + strings.Join(p.Open, ", ") + ")"
			}
			rows = append(rows, []string{s.Name, p.ID, string(p.Class), partnerWords(p), because})
		}
	}
	err := say.Aligned(w, mark, rows)
	counts := [][]string{{"LIST", "ITEMS"}}
	for _, class := range ledger.Classes() {
		counts[0] = append(counts[0], string(class))
	}
	for _, s := range []*ledger.Side{&r.Lists.A, &r.Lists.B} {
		row := []string{s.Name, fmt.Sprint(s.Counts.Items)}
		for _, class := range ledger.Classes() {
			row = append(row, fmt.Sprint(s.Counts.Of(class)))
		}
		counts = append(counts, row)
	}
	fmt.Fprintln(w)
	return errors.Join(err, say.Aligned(w, mark, counts))
}

// named is how many partners of an item a table names.
const named = 6

func partnerWords(p ledger.Placed) string {
	var out []string
	for _, partner := range p.Partners[:min(named, len(p.Partners))] {
		out = append(out, partner.ID)
	}
	if more := len(p.Partners) - len(out) + p.LeftOut; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ", ")
}
