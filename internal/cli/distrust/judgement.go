// SPDX-License-Identifier: Apache-2.0

package distrust

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/tiles"
	"truce/report"
)

// maxReceiptFile is the largest file of a receipt, in bytes.
const maxReceiptFile = journal.MaxNote

// judgeReceipt prints whether the word of a receipt was kept.
func (o verifying) judgeReceipt(cmd *cobra.Command, p *journal.Policy) error {
	data, err := say.ReadLimited(o.receipt, maxReceiptFile)
	if err != nil {
		return fmt.Errorf("receipt %w", say.FileFault(o.receipt, err))
	}
	r, err := openReceipt(data, p)
	if err != nil {
		return fmt.Errorf("%s: %w", o.receipt, err)
	}
	if err := o.isFor(r); err != nil {
		return err
	}
	e, err := o.shown(cmd, p, r)
	if err != nil {
		return err
	}
	j, err := journal.JudgeReceipt(data, *p, e)
	if err != nil {
		return fmt.Errorf("%s: %w", o.receipt, err)
	}
	if say.WantsJSON(cmd) {
		err = say.PrintJSON(cmd.OutOrStdout(), map[string]any{
			"origin": r.Origin, "level": r.Level, "seq": r.Seq, "received": r.Received, "deadline": r.Deadline,
			"root": r.Root, "outcome": j.Outcome, "reason": j.Reason,
		})
		return outcomeError(j.Outcome, err)
	}
	w := cmd.OutOrStdout()
	say.Row(w, "origin", "%s", r.Origin)
	say.Row(w, "level", "%s", r.Level)
	if r.Seq > 0 {
		say.Row(w, "entry", "%d", r.Seq)
	}
	say.Row(w, "root", "%s", r.Root)
	say.Row(w, "received", "%s", say.AtMillis(r.Received))
	say.Row(w, "deadline", "%s", say.AtMillis(r.Deadline))
	say.Row(w, "word", "%s: %s", keptWords(j.Outcome), j.Reason)
	if at := j.Acceptance.FreshAt; at > 0 {
		say.Row(w, "cosigned", "%s", fresh{at: at}.words())
	}
	for _, m := range j.Acceptance.Missing {
		say.Row(w, "cosigner", "%s", missingWords(m))
	}
	return outcomeError(j.Outcome, nil)
}

// isFor returns an error unless the receipt is for the submission that is named, if one is.
func (o verifying) isFor(r journal.Receipt) error {
	if o.submission == "" {
		return nil
	}
	data, err := say.ReadLimited(o.submission, report.MaxSent)
	if err != nil {
		return fmt.Errorf("submission %w", say.FileFault(o.submission, err, ".json"))
	}
	sent, err := report.ReadSent(data)
	if err != nil {
		return fmt.Errorf("%s: %w", o.submission, err)
	}
	h, err := report.ReadHeader(sent.Header)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", o.submission, err)
	case h.Origin != r.Origin:
		return fmt.Errorf("%s is a receipt of the log %s, and %s was sealed for %s", o.receipt, r.Origin, o.submission, h.Origin)
	case h.Root != r.Root: // ReadSent computed the root that the header has
		return fmt.Errorf("%s is a receipt for something else: it is for the root %s, and %s has %s", o.receipt, r.Root, o.submission, h.Root)
	}
	return nil
}

func keptWords(o journal.Outcome) string {
	switch o {
	case journal.Yes:
		return "yes, kept"
	case journal.No:
		return "no, broken"
	default:
		return string(o)
	}
}

// openReceipt opens a receipt by whichever log of the policy signed it.
func openReceipt(data []byte, p *journal.Policy) (journal.Receipt, error) {
	err := errors.New("the policy names no log")
	for _, l := range p.Logs() {
		var r journal.Receipt
		if r, err = journal.OpenReceipt(data, l.Key); err == nil {
			return r, nil
		}
	}
	return journal.Receipt{}, err
}

// shown is what the reader has beside the receipt.
func (o verifying) shown(cmd *cobra.Command, p *journal.Policy, r journal.Receipt) (journal.Evidence, error) {
	clock := time.Now().UnixMilli()
	if o.bundle == "" && o.public == "" {
		return journal.Evidence{Now: clock}, nil
	}
	v, err := openView(cmd, o.bundle+o.public, p, r.Seq)
	if err != nil {
		return journal.Evidence{}, err
	}
	e, err := v.Evidence(cmd.Context(), r)
	e.Now = clock
	return e, err
}

// isAddress tells an address of a published log from a path.
func isAddress(where string) bool {
	return strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://")
}

// fetchFrom fetches from a published log, in a folder or at an address.
func fetchFrom(where string) (tiles.Fetch, error) {
	if isAddress(where) {
		return tiles.FromHTTP(nil, where)
	}
	info, err := os.Stat(where)
	if err != nil {
		return nil, say.FileFault(where, err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is no folder of a published log", where)
	}
	return tiles.FromFolder(os.DirFS(where)), nil
}

// openView opens what somebody was shown of a log: an address, a folder of tiles or a bundle. seq is the entry that is
// asked for, 0 for none.
func openView(cmd *cobra.Command, where string, p *journal.Policy, seq int64) (app.View, error) {
	if info, err := os.Stat(where); !isAddress(where) && err == nil && !info.IsDir() {
		f, err := verb.OpenFile(cmd, where)
		if err != nil {
			return app.View{}, err
		}
		defer f.Close()
		v, err := app.ViewBundle(f, p, seq)
		f.Finish()
		if err != nil {
			err = fmt.Errorf("%s: %w", where, err)
		}
		return v, err
	}
	fetch, err := fetchFrom(where)
	if err != nil {
		return app.View{}, err
	}
	return viewOf(cmd.Context(), where, fetch, keysOf(p))
}

func viewOf(ctx context.Context, where string, fetch tiles.Fetch, keys []journal.VerifierKey) (app.View, error) {
	v, err := app.ViewPublished(ctx, fetch, keys...)
	if err != nil {
		err = fmt.Errorf("%s: %w", where, err)
	}
	return v, err
}

func keysOf(p *journal.Policy) []journal.VerifierKey {
	var keys []journal.VerifierKey
	for _, l := range p.Logs() {
		keys = append(keys, l.Key)
	}
	return keys
}

// judgeEvidence prints whether evidence proves that a log signed two trees, or two lists of findings. What proves nothing is could not tell: it shows
// no fault, and does not show that there is none.
func judgeEvidence(cmd *cobra.Command, path string, p *journal.Policy) error {
	data, err := say.ReadLimited(path, journal.MaxTwoTrees)
	if err != nil {
		return fmt.Errorf("evidence %w", say.FileFault(path, err))
	}
	if lists, err := bundle.ParseTwoListings(data); err == nil {
		if err := lists.Check(keysOf(p)...); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return printTwoListings(cmd, lists)
	}
	t, err := journal.ParseTwoTrees(data)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := t.Check(keysOf(p)...); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return printTwoTrees(cmd, t)
}

// printTwoTrees prints the evidence and ends with no.
func printTwoTrees(cmd *cobra.Command, t journal.TwoTrees) error {
	w := cmd.OutOrStdout()
	if say.WantsJSON(cmd) {
		err := say.PrintJSON(w, map[string]any{
			"outcome": journal.No, "origin": t.First.Origin, "first": string(t.First.Note.Bytes()), "second": string(t.Second.Note.Bytes()),
		})
		return outcomeError(journal.No, err)
	}
	fmt.Fprintf(w, "no: the log %s signed two trees, of %d and of %d leaves, of which neither continues the other.\n\n", t.First.Origin, t.First.Size, t.Second.Size)
	fmt.Fprintf(w, "%s\n%s", t.First.Note.Bytes(), t.Second.Note.Bytes())
	return say.ErrQuiet
}

// printTwoListings prints the evidence and ends with no.
func printTwoListings(cmd *cobra.Command, t bundle.TwoListings) error {
	w := cmd.OutOrStdout()
	if say.WantsJSON(cmd) {
		err := say.PrintJSON(w, map[string]any{
			"outcome": journal.No, "origin": t.First.Origin, "first": string(t.First.Note.Bytes()), "second": string(t.Second.Note.Bytes()),
		})
		return outcomeError(journal.No, err)
	}
	fmt.Fprintf(w, "no: the log %s vouched for two lists of findings at %d leaves, of %d and of %d findings.\n\n",
		t.First.Origin, t.First.Size, t.First.Count, t.Second.Count)
	fmt.Fprintf(w, "%s\n%s", t.First.Note.Bytes(), t.Second.Note.Bytes())
	return say.ErrQuiet
}

// printRewritten prints how two bundles differ of which neither list of findings continues the other, and ends with no.
func printRewritten(cmd *cobra.Command, differs error, where []string) error {
	if say.WantsJSON(cmd) {
		return outcomeError(journal.No, say.PrintJSON(cmd.OutOrStdout(), map[string]any{"outcome": journal.No, "says": differs.Error(), "bundles": where}))
	}
	fmt.Fprintf(cmd.OutOrStdout(), "no: %v.\nThe evidence is the two bundles, %s and %s: keep both.\n", differs, where[0], where[1])
	return say.ErrQuiet
}
