// SPDX-License-Identifier: Apache-2.0

package distrust

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/canon"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/bundle"
)

// verifying are the flags of verify.
type verifying struct {
	read       Reading
	policy     string
	follows    string
	without    []string
	receipt    string
	submission string
	evidence   string
	bundle     string
	public     string
	maxAge     time.Duration
}

// Reading answers every question of a bundle, by a policy or, where it is nil, without one.
type Reading func(io.Reader, *journal.Policy) (bundle.Result, error)

// NewVerify is the verb that verifies what a log gave out. How the entries of a bundle fold is for the realm.
func NewVerify(read Reading) *cobra.Command {
	o := verifying{read: read}
	cmd := &cobra.Command{
		Use:   "verify [BUNDLE]",
		Short: "Verify a bundle, a receipt or evidence of two trees, by your own policy",
		Long: `Verify answers every question of a bundle with yes, no or could not tell, and says where the first difference is: the
form of the file, who signed, whether the quorum of your policy did, whether the entries make the tree that was signed, and
whether the findings follow from them. It trusts nothing but the policy. A bundle for a party or the public cannot be recomputed
by design: that its findings are all, and no others, is then the word of the log's key. Leave recomputed, inputs and headers out of
the whole with --without, where they could not be told: an answer of no always counts.

The question destroyed is answered with no if a part is gone and no entry says so, or if one that is destroyed on record is shown.

A log that succeeds another begins where that one ended. --follows names a bundle of the log before, and the question of succession
is answered by both: whether the closing there names this log and its key, and this log's first entry the last checkpoint there.
Your policy needs a line for each of the two logs. Without it, succession of such a log cannot be told.

It says when a quorum cosigned last what the bundle stands under; with --max-age, an older one is could not tell.

With --receipt it judges instead whether the operator kept the word of a receipt (yes), provably broke it (no), or neither can be
shown: by the checkpoint in the receipt, by a bundle, or by what is published. A receipt names what it is for by a root alone: whoever
sent something names the file with --submission, and a receipt for anything else is no answer. With --evidence it judges a file that mirror or
audit wrote: no means that the log signed two trees, or two lists of findings, that contradict each other.

Exit codes: 0 yes, 1 no, 2 could not tell. A file that cannot be read, or is not what it should be, is no answer and ends with 2; only
a bundle that is none is answered with no.`,
		Example: `  truce verify --policy our.policy 2026-03.bundle
  truce verify --policy our.policy --without recomputed,inputs,headers 2026-03.bundle
  truce verify --policy our.policy --follows last-of-2026.bundle first-of-2027.bundle
  truce verify --policy our.policy --receipt 17.receipt --submission submission-17.json --published https://log.mission.example/
  truce verify --policy our.policy --evidence split.json`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error { return notNo(o.run(cmd, args)) }),
	}
	f := cmd.Flags()
	f.StringVar(&o.policy, "policy", "", "whom you trust; without it, who signed cannot be told")
	f.StringVar(&o.follows, "follows", "", "a bundle of the log that this one succeeds")
	f.StringSliceVar(&o.without, "without", nil, "leave what could not be told out of the whole: recomputed, inputs, headers, succession, destroyed")
	f.DurationVar(&o.maxAge, "max-age", 0, maxAgeHelp)
	f.StringVar(&o.receipt, "receipt", "", "judge this receipt")
	f.StringVar(&o.submission, "submission", "", "with --receipt: the file that was sent, which it must be for")
	f.StringVar(&o.bundle, "bundle", "", "with --receipt: a bundle to judge it by")
	f.StringVar(&o.public, "published", "", "with --receipt: a published log to judge it by, a folder or an address")
	f.StringVar(&o.evidence, "evidence", "", "judge this evidence of two trees or two lists of findings")
	return cmd
}

func (o verifying) run(cmd *cobra.Command, args []string) error {
	for _, q := range o.without {
		if !slices.Contains([]string{string(app.Recomputed), string(app.Inputs), string(bundle.Headers), string(bundle.Succession), string(bundle.Destroyed)}, q) {
			return fmt.Errorf("--without %.40s: only recomputed, inputs, headers, succession and destroyed may be left out", q)
		}
	}
	named := 0
	for _, what := range append(slices.Clone(args), o.receipt, o.evidence) {
		if what != "" {
			named++
		}
	}
	if named != 1 {
		return say.Misused(cmd, "name one thing: a BUNDLE, --receipt FILE or --evidence FILE")
	}
	if o.submission != "" && o.receipt == "" {
		return say.Misused(cmd, "--submission says what a --receipt must be for")
	}
	if (o.bundle != "" || o.public != "") && o.receipt == "" || o.bundle != "" && o.public != "" {
		return say.Misused(cmd, "--bundle or --published say what to judge a --receipt by: name one")
	}
	if o.follows != "" && len(args) == 0 {
		return say.Misused(cmd, "--follows goes with a BUNDLE")
	}
	if err := checkMaxAge(cmd, o.maxAge, o.policy); err != nil {
		return err
	}
	if o.maxAge > 0 && len(args) == 0 {
		return say.Misused(cmd, "--max-age is of a BUNDLE")
	}
	p, err := verb.ReadPolicy(o.policy)
	if err != nil {
		return err
	}
	if p == nil && len(args) == 0 {
		return say.Misused(cmd, "missing: --policy FILE, which says whom you trust")
	}
	switch {
	case o.receipt != "":
		return o.judgeReceipt(cmd, p)
	case o.evidence != "":
		return judgeEvidence(cmd, o.evidence, p)
	}
	return o.verifyBundle(cmd, args[0], p)
}

func (o verifying) verifyBundle(cmd *cobra.Command, path string, p *journal.Policy) error {
	r, err := o.verified(cmd, path, p)
	if err != nil {
		return err
	}
	if o.follows != "" {
		before, err := o.verified(cmd, o.follows, p)
		if err != nil {
			return err
		}
		r = r.With(r.Follows(before))
	}
	whole := o.whole(r)
	seen := freshness(p, r.Checkpoint, o.maxAge)
	old := seen.err()
	if old != nil && whole == journal.Yes {
		whole = journal.CouldNotTell
	}
	if say.WantsJSON(cmd) {
		form := resultForm(r, whole)
		form["cosigned"] = seen.at
		err = say.PrintJSON(cmd.OutOrStdout(), form)
	} else {
		printResult(cmd.OutOrStdout(), r, whole)
		say.Row(cmd.OutOrStdout(), "cosigned", "%s", seen.words())
		if old != nil {
			say.Row(cmd.OutOrStdout(), "fresh", "%v", old)
		}
	}
	return outcomeError(whole, err)
}

// verified is what a bundle shows.
func (o verifying) verified(cmd *cobra.Command, path string, p *journal.Policy) (bundle.Result, error) {
	f, err := verb.OpenFile(cmd, path)
	if err != nil {
		return bundle.Result{}, err
	}
	defer f.Close()
	defer f.Finish()
	return o.read(f, p)
}

// outcomeError is how a verb ends that has printed an outcome.
func outcomeError(o journal.Outcome, err error) error {
	switch {
	case err != nil:
		return err
	case o == journal.Yes:
		return nil
	case o == journal.No:
		return say.ErrQuiet
	default:
		return say.CouldNotTell()
	}
}

// whole is the answer to all questions. What is left out excuses that it could not be told, and never a no.
func (o verifying) whole(r bundle.Result) journal.Outcome {
	whole := journal.Yes
	for _, a := range r.Answers {
		switch {
		case a.Outcome == journal.No:
			return journal.No
		case a.Outcome != journal.Yes && !slices.Contains(o.without, string(a.Question)):
			whole = journal.CouldNotTell
		}
	}
	return whole
}

func printResult(w io.Writer, r bundle.Result, whole journal.Outcome) {
	if r.Exercises > 0 {
		fmt.Fprintf(w, "EXERCISE: %d of %d findings are of an invented or moved event\n", r.Exercises, r.Findings)
	}
	if r.Head.Size > 0 {
		say.Row(w, "origin", "%s", r.Head.Origin)
		say.Row(w, "audience", "%s", r.Head.Audience)
		say.Row(w, "size", "%d", r.Head.Size)
		say.Row(w, "root", "%s", canon.Digest(r.Root))
		say.Row(w, "findings", "%d", r.Findings)
		say.Row(w, "digest", "%s", r.Digest)
		if r.Withheld > 0 {
			say.Row(w, "withheld", "%d of %d findings", r.Withheld, r.Findings)
		}
		if r.WithheldEntries > 0 {
			say.Row(w, "withheld", "%d of %d entries", r.WithheldEntries, r.Head.Size)
		}
	}
	for _, a := range r.Answers {
		says := string(a.Outcome)
		if a.Says != "" {
			says += ": " + strings.Join(strings.Fields(a.Says), " ")
		}
		say.Row(w, string(a.Question), "%s", says)
	}
	say.Row(w, "whole", "%s", whole)
	for _, m := range r.Missing {
		say.Row(w, "cosigner", "%s", missingWords(m))
	}
}

func missingWords(m journal.Missing) string {
	if m.Invalid {
		return m.Name + " did not sign: its signature does not hold"
	}
	return m.Name + " did not sign"
}

// resultForm is a result as JSON.
func resultForm(r bundle.Result, whole journal.Outcome) map[string]any {
	missing := []string{}
	for _, m := range r.Missing {
		missing = append(missing, m.Name)
	}
	return map[string]any{
		"origin": r.Head.Origin, "audience": r.Head.Audience, "size": r.Head.Size, "root": canon.Digest(r.Root),
		"findings": r.Findings, "exercises": r.Exercises, "withheld": r.Withheld, "withheld_entries": r.WithheldEntries, "digest": r.Digest, "answers": r.Answers, "whole": whole, "missing": missing,
	}
}
