// SPDX-License-Identifier: Apache-2.0

package publishing

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/engine/issue"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/publish/daily"
)

func newIssue() *cobra.Command {
	var c choice
	var by, because string
	cmd := &cobra.Command{
		Use:   "issue JOURNAL",
		Short: "Enter that the report of a day is issued, with its digest",
		Long: `Issue makes the report of a day as of now and enters in the journal that it is issued: its days, audience, number, version and digest. Whoever
has the journal makes it again and compares. The report itself is not kept: truce report writes it.

Where one of the same days and audience was issued before, this is the next version, which names the one before; --because says why there
is another.`,
		Example: `  truce report issue mission.journal --day 2026-02-06 --by duty-officer
  truce report issue mission.journal --day 2026-02-06 --by duty-officer --because "a patrol's table came in late"`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			request, err := c.request(cmd)
			if err != nil {
				return err
			}
			if by == "" {
				return say.Misused(cmd, "missing: --by NAME, who issues it")
			}
			request.Because = because
			r, err := verb.OpenRecord(cmd, args[0])
			if err != nil {
				return err
			}
			return errors.Join(enterIssue(cmd, r, request, by), r.Close())
		}),
	}
	c.flags(cmd)
	f := cmd.Flags()
	f.StringVarP(&by, "by", "b", "", "who issues it, by function")
	f.StringVar(&because, "because", "", "why there is another version")
	return cmd
}

// enter issues a report as of now.
func enterIssue(cmd *cobra.Command, r *app.Record, request daily.Request, by string) error {
	now := max(verb.Clock(cmd.Context()), r.State().Now())
	r.State().Tick(now)
	report, err := daily.Make(r.State(), request)
	if errors.Is(err, daily.ErrNotPublic) {
		return fmt.Errorf("%w: %w", say.ErrUnknown, err)
	}
	if err != nil {
		return err
	}
	if report.Partial {
		return fmt.Errorf("%s is not over: issue its report when it is", report.Last)
	}
	act, err := report.Issue(request, by)
	if err != nil {
		return err
	}
	got, err := r.Enter(cmd.Context(), []app.Incoming{{Entry: engine.Entry{Time: now, Issue: act}}})
	if err != nil {
		return fmt.Errorf("nothing was issued: %w", err)
	}
	seq := got[0].Placed.Seq
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), issue.Issued{Issue: *act, Seq: seq, At: now})
	}
	fmt.Fprintf(cmd.OutOrStdout(), "entry %d: report %s, version %d, for %s, digest %s\n", seq, report.Name(), report.Version, report.Audience, act.Digest)
	return nil
}

func newIssued() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "issued [JOURNAL]",
		Short: "Make every issued report again and say whether its digest is the same",
		Long: `Issued lists every report that the record says was issued, makes each of them again from the entries before its issue, and compares the digests: a hash and
yes, no, or could not tell. It needs nothing but the record.

Exit codes: 0 all are the same, 1 one is another, 2 one could not be told.`,
		Example: `  truce report issued mission.journal
  truce report issued --state record --json`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			s, err := sourceOf(cmd, folder, args)
			if err != nil {
				return err
			}
			return madeAgain(s)
		}),
	}
	cmd.Flags().StringVar(&folder, "state", "", "folder that holds the entries")
	return cmd
}

// errFound ends a replay.
var errFound = errors.New("found")

// version makes a version of a report again as it was issued, and refuses one whose digest is another. It returns the request of the
// issue, too.
func (s source) version(state *engine.State, request daily.Request, number int64) (was daily.Request, made *daily.Report, err error) {
	draft, err := daily.Make(state, request)
	if err != nil {
		return was, nil, err
	}
	var wanted *issue.Issued
	for _, each := range state.Issued().All() {
		if each.Key == draft.Key() && each.Version == number {
			wanted = &each
		}
	}
	switch {
	case wanted == nil:
		return was, nil, fmt.Errorf("version %d of the report of %s for %s was never issued: truce report issued lists what was", number, draft.Last, draft.Audience)
	case !s.folder && !isJournal(s.path):
		return was, nil, errors.New("--version is for a journal or a folder of entries: a case is played anew each time")
	}
	was = daily.RequestOf(wanted.Issue)
	err = s.replay(func(seq int64, before *engine.State) error {
		if seq != wanted.Seq {
			return nil
		}
		before.Tick(wanted.AsOf)
		made, err = daily.Make(before, was)
		return errors.Join(err, errFound)
	})
	if !errors.Is(err, errFound) || made == nil {
		return was, nil, err
	}
	digest, err := made.Digest()
	if err == nil && digest != wanted.Digest {
		err = fmt.Errorf("the record gives another report than was issued: %s, and entry %d says %s", digest, wanted.Seq, wanted.Digest)
	}
	return was, made, err
}

// checked is an issue with what the record gives.
type checked struct {
	issue.Issued
	Same   bool         `json:"same"`
	Made   canon.Digest `json:"made"`
	Reason string       `json:"reason,omitempty"`
}

// again makes every issued report again.
func madeAgain(s source) error {
	state, err := s.state()
	if err != nil {
		return err
	}
	due := map[int64]issue.Issued{}
	for _, each := range state.Issued().All() {
		due[each.Seq] = each
	}
	other := false
	err = s.replay(func(seq int64, state *engine.State) error {
		each, ok := due[seq]
		if !ok {
			return nil
		}
		c := checked{Issued: each}
		state.Tick(each.AsOf)
		report, err := daily.Make(state, daily.RequestOf(each.Issue))
		if err == nil {
			c.Made, err = report.Digest()
		}
		if err != nil {
			c.Reason = err.Error()
		}
		c.Same = err == nil && c.Made == each.Digest
		other = other || !c.Same
		return c.print(s.cmd)
	})
	switch {
	case err != nil:
		return err
	case len(due) == 0 && !say.WantsJSON(s.cmd):
		fmt.Fprintln(s.cmd.OutOrStdout(), "no report was issued: truce report issue does it")
	case other:
		return say.ErrQuiet
	}
	return nil
}

func (c checked) print(cmd *cobra.Command) error {
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), c)
	}
	same := "yes"
	if !c.Same {
		same = "no: the record gives " + c.Made.String()
	}
	if c.Reason != "" {
		same = "no: " + c.Reason
	}
	fmt.Fprintf(cmd.OutOrStdout(), "entry %d: report %03d/%d, version %d, for %s, %s: %s: %s\n", c.Seq, c.Number, c.Year, c.Version, c.Audience, c.Last, c.Digest, same)
	return nil
}
