// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/canon"
	"truce/engine"
	"truce/engine/whatif"
	"truce/internal/cli/say"
	"truce/journal/bundle"
)

// asking are the flags of what-if.
type asking struct {
	dir, finding                                 string
	sources, reports, ratings, thresholds, reads []string
	list, whole                                  bool
}

func newWhatIf() *cobra.Command {
	var o asking
	cmd := &cobra.Command{
		Use:   "what-if --state DIR",
		Short: "Say which findings would be otherwise without a source, or with another rating, threshold or reading",
		Long: `What-if folds the whole record once more with something otherwise, through the engine itself, and lists which findings
change, appear and vanish: verdict, severity, confidence of each part, attribution and the rungs of the ladder, before and after,
with the reason. Acts of people follow the incident that they were on; those that have nothing left to be on are listed.

With --finding it says instead what would change that one finding: the fewest custodial roots and layers without which it is another
(every set up to three is tried, and where none does it, it says so), the ratings whose change by one step does, and, of an
undetermined one, which condition is open, what kind of account, answer or ruling would close it, and what would be found with such an
account.

Whoever reads this learns where nobody looks and whom one would have to silence. It is MISSION-INTERNAL, stands in no finding,
and is not derived from a bundle for a party or for the public.

Names: --drop-source takes a source or a custodial root, in any spelling. --rate ROOT=B2 gives the root the reliability B and each of its
reports the credibility 2; "by RATER" makes it the last word of that rater, and without it one more rater speaks. --list prints
what --threshold and --reading may name. The weights by which accounts are joined are part of the engine and can not be changed.

Exit codes: 0 nothing would change, 1 something would, or the change cannot be made; 2 interrupted, or the record cannot be read.
With --finding: 0 done.`,
		Example: `  truce what-if --state record --drop-source "ministry channel"
  truce what-if --state record --threshold evidence.c3.roots=3 --rate "patrol 7=C by desk"
  truce what-if --state record --reading width-or-distance=distance --json
  truce what-if --state record --finding 6hqj3qxi`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&o.dir, "state", "", "folder that holds the entries")
	f.StringVar(&o.finding, "finding", "", "look for the least that would change this finding, by its ID or its first letters")
	f.StringArrayVar(&o.sources, "drop-source", nil, "without this source or custodial root; repeat for several")
	f.StringArrayVar(&o.reports, "drop-report", nil, "without this report, by its ID or its first letters; repeat for several")
	f.StringArrayVar(&o.ratings, "rate", nil, `with this rating: "ROOT=B2 by RATER"; repeat for several`)
	f.StringArrayVar(&o.thresholds, "threshold", nil, "with this parameter of the texts: NAME=VALUE; repeat for several")
	f.StringArrayVar(&o.reads, "reading", nil, "as if this reading were ruled: QUESTION=READING; repeat for several")
	f.BoolVar(&o.whole, "whole", false, "with --finding: fold the whole record each time, not only the entries around the incident; slower, the same answer")
	f.BoolVar(&o.list, "list", false, "list the parameters and readings that can be changed")
	return cmd
}

func (o asking) run(cmd *cobra.Command) error {
	changes := len(o.sources)+len(o.reports)+len(o.ratings)+len(o.thresholds)+len(o.reads) > 0
	switch {
	case o.dir == "":
		return say.Misused(cmd, "missing: --state DIR, the folder that holds the entries")
	case o.finding != "" && (changes || o.list), o.list && changes:
		return say.Misused(cmd, "--finding, --list and a change are three questions: ask one")
	case o.finding == "" && !o.list && !changes:
		return say.Misused(cmd, "missing: what shall be otherwise, or --finding ID, or --list")
	}
	r, err := openEntries(cmd, o.dir)
	if err != nil {
		return err
	}
	switch {
	case o.list:
		return printParameters(cmd, r)
	case o.finding != "":
		return o.least(cmd, r)
	}
	change, err := o.change(r)
	if err != nil {
		return err
	}
	watch, finish := watched(cmd, "entries folded")
	result, err := r.Ask(change, watch)
	finish()
	if err != nil {
		return err
	}
	if err := printResult(cmd, result); err != nil {
		return err
	}
	if len(result.Flips) > 0 {
		return say.ErrQuiet
	}
	return nil
}

// openEntries folds the entries of a folder. A bundle is refused: one for a party or the public must not be asked, and the
// mission has its entries.
func openEntries(cmd *cobra.Command, dir string) (*whatif.Record, error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, refuseFile(dir)
	}
	var entries []engine.Entry
	err := readRecord(cmd, dir, func(e engine.Entry) error {
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	watch, finish := watched(cmd, "entries folded")
	defer finish()
	r, err := whatif.Open(entries, watch)
	if err != nil {
		return nil, fmt.Errorf("fold the record: %w", err)
	}
	return r, nil
}

func refuseFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	audience := bundle.Audience("")
	stop := errors.New("the head is read")
	err = bundle.Read(bufio.NewReader(f), bundle.Visitor{Head: func(h bundle.Head) error { audience = h.Audience; return stop }})
	switch {
	case !errors.Is(err, stop):
		return fmt.Errorf("%s is no folder of entries: name the one that judge --state keeps", path)
	case audience == bundle.ForMission:
		return fmt.Errorf("%s is a bundle: inside the mission name the folder of entries that judge --state keeps", path)
	}
	return fmt.Errorf("%s is a bundle for the %s: what would change a finding is internal to the mission, and is not derived from what others hold", path, audience)
}

// watched shows how far a folding is, and ends it when the verb is interrupted.
func watched(cmd *cobra.Command, what string) (whatif.Watch, func()) {
	bar := say.NewProgress(cmd, what)
	return func(done, of int64) error {
		bar.Set(done, of)
		return cmd.Context().Err()
	}, bar.Finish
}

// change reads the flags.
func (o asking) change(r *whatif.Record) (whatif.Change, error) {
	c := whatif.Change{Sources: o.sources, Readings: o.reads}
	if err := onRecord(r, o.sources); err != nil {
		return c, err
	}
	for _, text := range o.reports {
		id, err := reportOf(r, text)
		if err != nil {
			return c, err
		}
		c.Reports = append(c.Reports, id)
	}
	for _, text := range o.ratings {
		rated, err := parseRating(text)
		if err != nil {
			return c, err
		}
		if err := onRecord(r, []string{rated.Root}); err != nil {
			return c, fmt.Errorf("--rate: %w", err)
		}
		c.Ratings = append(c.Ratings, rated)
	}
	for _, text := range o.thresholds {
		name, value, ok := cutLast(text, "=")
		if !ok {
			return c, fmt.Errorf("--threshold %s: write NAME=VALUE; --list prints the names", text)
		}
		if err := parameter(r, name); err != nil {
			return c, err
		}
		c.Thresholds = append(c.Thresholds, whatif.Threshold{Name: name, Value: value})
	}
	return c, nil
}

// onRecord refuses a name that nothing on record bears, with those that may have been meant.
func onRecord(r *whatif.Record, names []string) error {
	all := r.Sources()
	for _, name := range names {
		if _, err := r.Replay(whatif.Change{Sources: []string{name}}, nothing); !errors.Is(err, whatif.ErrChange) {
			continue
		}
		if near := say.Nearest(strings.ToLower(name), all); near != nil {
			return fmt.Errorf("no source or root on record is %q: did you mean %s?", name, strings.Join(near, " or "))
		}
		return fmt.Errorf("no source or root on record is %q: there are %d, such as %s", name, len(all), strings.Join(all[:min(5, len(all))], ", "))
	}
	return nil
}

// errNothing ends a folding before its first entry: only whether a change can be made was asked.
var errNothing = errors.New("nothing is folded")

func nothing(_, _ int64) error { return errNothing }

func parameter(r *whatif.Record, name string) error {
	var names []string
	for _, p := range r.Parameters() {
		if name == p.Name || name == p.Agreement+"/"+p.Name {
			return nil
		}
		names = append(names, p.Name)
	}
	if near := say.Nearest(name, names); near != nil {
		return fmt.Errorf("--threshold %s: no text on record has it: did you mean %s?", name, strings.Join(slices.Compact(near), " or "))
	}
	return fmt.Errorf("--threshold %s: no text on record has it: --list prints those that there are", name)
}

func cutLast(text, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(text, sep)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(sep):], true
}

// parseRating reads "ROOT=B2 by RATER".
func parseRating(text string) (whatif.Rated, error) {
	rating, by, named := cutLast(text, " by ")
	if !named {
		by = "what-if"
	}
	root, word, ok := cutLast(rating, "=")
	word = strings.ToUpper(strings.TrimSpace(word))
	letter, digit := strings.Trim(word, "0123456789"), strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	if !ok || strings.TrimSpace(root) == "" || word == "" || letter+digit != word || len(letter) > 1 || len(digit) > 1 {
		return whatif.Rated{}, fmt.Errorf(`--rate %s: write "ROOT=B2 by RATER": a letter A to F, a digit 1 to 6, or both`, text)
	}
	return whatif.Rated{Root: root, Reliability: letter, Credibility: digit, By: by}, nil
}

// reportOf finds the one report whose ID begins with the letters given.
func reportOf(r *whatif.Record, text string) (canon.ReportID, error) {
	letters := "report:" + strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "report:")
	var found []canon.ReportID
	for _, o := range r.State().Observations() {
		if strings.HasPrefix(o.Report.String(), letters) && !slices.Contains(found, o.Report) {
			found = append(found, o.Report)
		}
	}
	if len(found) != 1 || letters == "report:" {
		return canon.ReportID{}, fmt.Errorf("--drop-report %s: %d reports on record begin so: give the letters of one, as explain --json prints them", text, len(found))
	}
	return found[0], nil
}

func (o asking) least(cmd *cobra.Command, r *whatif.Record) error {
	id, err := findingOf(r, o.finding)
	if err != nil {
		return err
	}
	watch, finish := watched(cmd, "sets tried")
	m, err := r.Least(id, o.whole, watch)
	finish()
	if err != nil {
		return err
	}
	return printMinimum(cmd, m)
}

// findingOf finds the one finding whose ID, of any version, begins with the letters given.
func findingOf(r *whatif.Record, text string) (canon.FindingID, error) {
	letters := "finding:" + strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "finding:")
	var found []canon.FindingID
	for _, d := range r.State().Dockets() {
		for _, versions := range d.All() {
			for _, f := range versions {
				if strings.HasPrefix(f.ID.String(), letters) {
					found = append(found, versions[len(versions)-1].ID)
					break
				}
			}
		}
	}
	if len(found) != 1 {
		return canon.FindingID{}, fmt.Errorf("--finding %s: %d findings on record begin so: judge --table lists them", filepath.Base(text), len(found))
	}
	return found[0], nil
}
