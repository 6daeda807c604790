// SPDX-License-Identifier: Apache-2.0

package publishing

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/durable"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/journal"
	"truce/when"
)

func newRelease() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "release",
		Short: "Let a public release leave the room, by two people, and check one",
		Long: `A public release is a folder of pages and data that anybody may host: what was found, under which article, how far it has come and in which
words, on a day and in a cell of the ground, delayed and coarsened by the rule of the agreement. It shows no source and nothing that tells
where nobody looks, and only what at least one source allowed the public to see.

It leaves the room by two people: one proposes it and another approves it, each signing the digest of its manifest with a key of their own
that is on record (truce keys enrol --for release). Then it is published with the record, and written. Findings that would point at
somebody are held back; propose lists them, and --show lets one go, which both people then sign.`,
		Example: `  truce release propose mission.journal --key ann.key --look draft
  truce release approve mission.journal --key ben.key --look again
  truce publish mission.journal --key log.key --policy operator.policy --to public
  truce release write mission.journal public-release --key log.key
  truce release check public-release --policy my.policy`,
	}
	cmd.AddCommand(newPropose(), newApprove(), newSign(), newWrite(), newCheck())
	return cmd
}

// proposing are the flags of propose.
type proposing struct {
	key, asOf, delay, cell, look string
	exercise, dry                bool
	show                         []string
}

func newPropose() *cobra.Command {
	var o proposing
	cmd := &cobra.Command{
		Use:   "propose JOURNAL --key FILE",
		Short: "Make a public release, and propose it as the first of two people",
		Long: `Propose makes the release as of a time, says what it holds back and why, and enters your proposal, signed over the digest of its manifest.
--look writes the files to a folder for you to read first, without the proof that a release has; --dry-run enters nothing.

The delay and the cell are those of the agreements on record, the strictest of them; --delay and --cell may only make them stricter, or set
them where no agreement has a rule. Where only exercises are on record, --exercise makes a release that says so on every row and page.`,
		Example: `  truce release propose mission.journal --key ann.key --dry-run --look draft
  truce release propose mission.journal --key ann.key --as-of "2031-03-12 12:00"
  truce release propose mission.journal --key ann.key --show finding:a7sbjixoqmg2n3idurl74zhmvjnzvbu7`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0]) }),
	}
	f := cmd.Flags()
	f.StringVar(&o.key, "key", "", "file of your key, which is on record for releases")
	f.StringVar(&o.asOf, "as-of", "", "time that the delay is counted back from, such as \"2031-03-12 12:00\"; left out, now")
	f.StringVar(&o.delay, "delay", "", "delay at the least, such as 96 h")
	f.StringVar(&o.cell, "cell", "", "side of a cell at the least, such as 20 km")
	f.StringVar(&o.look, "look", "", "folder, made anew, for the files to be looked at; it is not the release")
	f.BoolVar(&o.exercise, "exercise", false, "make a release of exercises, marked on every row and page")
	f.BoolVar(&o.dry, "dry-run", false, "make it and enter nothing")
	f.StringArrayVar(&o.show, "show", nil, "finding that is held back and is shown all the same; repeat for several")
	return cmd
}

func (o *proposing) run(cmd *cobra.Command, path string) error {
	if o.key == "" && !o.dry {
		return say.Misused(cmd, "missing: --key FILE, your key for releases; or --dry-run")
	}
	r, err := verb.OpenRecord(cmd, path)
	if err != nil {
		return err
	}
	defer r.Close()
	rule, err := o.rule(cmd, r)
	if err != nil {
		return err
	}
	d, err := release.Make(app.Source(cmd.Context(), r.Journal()), rule)
	if err != nil {
		return advised(err)
	}
	if err := look(o.look, d); err != nil {
		return err
	}
	says := said{Manifest: d.Manifest, From: d.Release.From, To: d.Release.To, Findings: len(d.Release.Items), Held: d.Held, Kept: d.Kept, Notes: d.Notes, Exercise: rule.Exercise}
	if !o.dry {
		k, err := verb.ReadKey(o.key, journal.SignsNotes)
		if err != nil {
			return err
		}
		held := int64(0)
		for _, h := range d.Held {
			if !h.Shown {
				held++
			}
		}
		p := &approval.Publication{By: k.Verifier().Name(), Propose: &approval.Proposal{Manifest: d.Manifest, Rule: rule, Held: held}}
		if p.Propose.Note, err = sign(p, k); err != nil {
			return err
		}
		if says.Entry, err = enter(cmd, r, p); err != nil {
			return err
		}
	}
	return errors.Join(says.print(cmd), r.Close())
}

func (o *proposing) rule(cmd *cobra.Command, r *app.Record) (rule approval.Rule, err error) {
	rule = approval.Rule{AsOf: max(verb.Clock(cmd.Context()), r.State().Now()), Exercise: o.exercise}
	if o.asOf != "" {
		zone, err := when.LoadZone("UTC")
		if list := r.State().Dockets(); err == nil && len(list) > 0 {
			zone = list[0].Zone()
		}
		span, err := when.Parse(o.asOf, zone)
		if err != nil {
			return rule, fmt.Errorf("--as-of: %w", err)
		}
		rule.AsOf = span.Interval.From
	}
	if o.delay != "" {
		if rule.Delay, err = when.ParseDuration(o.delay); err != nil {
			return rule, fmt.Errorf("--delay: %w", err)
		}
	}
	if o.cell != "" {
		side, err := agreement.Metres(o.cell).Parse()
		if err != nil {
			return rule, fmt.Errorf("--cell: %w", err)
		}
		rule.Cell = int64(side)
	}
	for _, each := range o.show {
		var id canon.FindingID
		if err := id.UnmarshalText([]byte(each)); err != nil {
			return rule, fmt.Errorf("--show %.60q: the whole ID of a finding, as propose lists it: %w", each, err)
		}
		rule.Show = append(rule.Show, id)
	}
	return rule, nil
}

// advised says what to do about an error of making a release.
func advised(err error) error {
	switch {
	case errors.Is(err, release.ErrNoRule):
		return fmt.Errorf("%w, with --delay and --cell", err)
	case errors.Is(err, release.ErrNothing):
		return fmt.Errorf("%w; --exercise is for records of exercises, and a release comes after the delay", err)
	case errors.Is(err, engine.ErrMissing):
		return fmt.Errorf("%w: an extract was destroyed, and nothing after it can be told: go on in a successor", err)
	}
	return err
}

// look writes a draft to a new folder, without a proof.
func look(folder string, d *release.Draft) error {
	if folder == "" {
		return nil
	}
	return writeFolder(folder, d.Files)
}

// writeFolder writes files to a folder that is afterwards there whole or not at all. It never takes the place of anything.
func writeFolder(folder string, files []release.File) (err error) {
	if _, err := os.Lstat(folder); err == nil {
		return fmt.Errorf("%s is there already: name a new folder, or take it away", folder)
	}
	folder = filepath.Clean(folder)
	made, err := os.MkdirTemp(filepath.Dir(folder), "."+filepath.Base(folder)+".new-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(made)) }()
	disk, err := durable.Open(made)
	if err != nil {
		return err
	}
	to := durable.NewFolder(disk)
	for _, f := range files {
		if err := to.Write(f.Name, f.Data); err != nil {
			return errors.Join(err, disk.Close())
		}
	}
	if err := errors.Join(disk.Close(), os.Chmod(made, 0o755)); err != nil {
		return err
	}
	return os.Rename(made, folder)
}

func sign(p *approval.Publication, k journal.SigningKey) (string, error) {
	data, err := journal.SignNote(p.Text(), k)
	return string(data), err
}

func enter(cmd *cobra.Command, r *app.Record, p *approval.Publication) (int64, error) {
	e := engine.Entry{Time: max(verb.Clock(cmd.Context()), r.State().Now()), Publication: p}
	got, err := r.Enter(cmd.Context(), []app.Incoming{{Entry: e}})
	if err != nil {
		return 0, fmt.Errorf("nothing was entered: %w", err)
	}
	return got[0].Placed.Seq, nil
}

// said is what propose and approve say.
type said struct {
	Entry    int64          `json:"entry,omitempty"`
	Manifest canon.Digest   `json:"manifest"`
	Exercise bool           `json:"exercise,omitempty"`
	From     when.Date      `json:"from"`
	To       when.Date      `json:"to"`
	Findings int            `json:"findings"`
	Held     []release.Held `json:"held,omitempty"`
	Kept     int            `json:"kept"`
	Notes    []string       `json:"notes,omitempty"`
}

// internal stands above everything that is said of a release before it left.
const internal = "MISSION-INTERNAL: what is held back, and why. It goes to no party and to no public."

func (s said) print(cmd *cobra.Command) error {
	w := cmd.OutOrStdout()
	if say.WantsJSON(cmd) {
		return say.PrintJSON(w, struct {
			Internal string `json:"mission_internal"`
			said
		}{internal, s})
	}
	fmt.Fprintln(w, internal)
	mark := ""
	if s.Exercise {
		mark = "EXERCISE "
	}
	fmt.Fprintf(w, "%srelease of %s to %s: %s shown, %d kept back as no source of theirs allowed it\n", mark, s.From, s.To, say.Counted(int64(s.Findings), "finding"), s.Kept)
	for _, h := range s.Held {
		state := "held back"
		if h.Shown {
			state = "SHOWN all the same"
		}
		say.Paragraph(w, 4, mark, fmt.Sprintf("%s, %s, %s: %s", h.Finding, h.Day, state, strings.Join(h.Reasons, "; ")))
	}
	for _, n := range s.Notes {
		say.Paragraph(w, 4, mark, n)
	}
	fmt.Fprintf(w, "manifest %s\n", s.Manifest)
	if s.Entry > 0 {
		fmt.Fprintf(w, "entry %d\n", s.Entry)
	}
	return nil
}
