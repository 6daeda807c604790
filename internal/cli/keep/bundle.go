// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
)

func newBundle() *cobra.Command {
	var audience, out, key string
	var disclose []string
	cmd := &cobra.Command{
		Use:   "bundle JOURNAL --for mission|party|public --key FILE --out FILE",
		Short: "Pack one file with everything of the record that its reader may see",
		Long: `Bundle writes a file that its reader verifies alone, with nothing but a policy: all entries under the last checkpoint
that the quorum cosigned (or else the last one signed), each whole, in part or as its hash, and all findings. A bundle for the
mission holds everything, sources and places too. For a party or the public it holds neither; docs/spec/bundle.md has the
table. With --key the log vouches for the list of findings: nobody else can then invent one, leave one out or change their order.
Whoever cannot compute them again, as a party and the public cannot, could not tell without it. The file is there whole or not at all, and never takes the place of another.

A bundle for the public knows no delay and no grid: it tells outcomes at once, with their times as they are, whatever the agreement
says of publication. It is for those who check the record, once all in it is old enough to be told; the command says so each time.
What is delayed and coarsened by the agreement's rule is a public release ("truce release").

With --disclose the extract of one report is shown to a party or the public as well, and with it the header of its entry: when it was
entered, and which device signed it. The extract shows source and roots as they are named, and the place: read it first. The identity, the original, and every other
report of the entry stay withheld. It is refused unless the consent on record allows it: party or public for a party, public for the public.

Where an extract was destroyed, it holds the findings that were made before its entry and no later ones, and says so; whoever
verifies it could not tell whether the findings follow.

What was handed on cannot be called back: content that is destroyed later is still in it.

Exit codes: 0 done, 1 refused, 2 interrupted, or nothing is signed yet.`,
		Example: "  truce bundle mission.journal --for party --key log.key --out 2026-03.bundle\n  truce bundle mission.journal --for party --key log.key --disclose 17:1 --out 17.bundle",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			a := bundle.Audience(audience)
			if a != bundle.ForMission && a != bundle.ForParty && a != bundle.ForPublic {
				return fmt.Errorf("--for %.40q: name mission, party or public", audience)
			}
			if out == "" {
				return say.Misused(cmd, "missing: --out FILE")
			}
			k, err := VouchingKey(key)
			if err != nil {
				return err
			}
			reports, err := disclosed(disclose)
			if err != nil {
				return say.Misused(cmd, "%v", err)
			}
			if a == bundle.ForMission && len(reports) > 0 {
				return say.Misused(cmd, "--disclose is for a party or the public: a bundle for the mission shows every report")
			}
			o := Packing{Of: journal.Mission, Path: args[0], Out: out, Audience: a, Vouched: !k.Verifier().IsZero()}
			if a == bundle.ForPublic {
				fmt.Fprintln(cmd.ErrOrStderr(), undelayed)
			}
			return o.Run(cmd, func(ctx context.Context, j *sqlite.Journal, w io.Writer, told Told) error {
				return app.Pack(ctx, j, w, app.Packing{Audience: a, Key: k, Disclose: reports, Progress: told.Progress, Missing: told.Missing})
			})
		}),
	}
	cmd.Flags().StringVar(&audience, "for", "", "whom it is for: mission, party or public")
	cmd.Flags().StringVar(&key, "key", "", "file of the log's key, by which it vouches for the findings")
	cmd.Flags().StringVar(&out, "out", "", "file to write; it must not be there")
	cmd.Flags().StringSliceVar(&disclose, "disclose", nil, "entry and report, as 17:1, to show alone; repeat for several")
	return cmd
}

// undelayed is said of each bundle for the public.
const undelayed = "a bundle for the public tells outcomes at once and times as they are: hand it on only once the agreement's delay has passed for all in it; " +
	"what is delayed and coarsened is a public release (truce release)"

// disclosed reads which reports of which entries are shown alone, nil for none.
func disclosed(list []string) (map[int64][]int, error) {
	var out map[int64][]int
	for _, text := range list {
		entry, report, ok := strings.Cut(text, ":")
		seq, errSeq := strconv.ParseInt(entry, 10, 64)
		n, errN := strconv.Atoi(report)
		if !ok || errSeq != nil || errN != nil || seq < 1 || n < 1 {
			return nil, fmt.Errorf("--disclose %.40q: want SEQ:REPORT, such as 17:1", text)
		}
		if out == nil {
			out = map[int64][]int{}
		}
		out[seq] = append(out[seq], n)
	}
	return out, nil
}

// VouchingKey reads the key of a log by which it vouches for findings; the zero key where no file is named.
func VouchingKey(path string) (journal.SigningKey, error) {
	if path == "" {
		return journal.SigningKey{}, nil
	}
	return readKey(path, journal.SignsNotes)
}

// Packing says which bundle of which journal is written where.
type Packing struct {
	Of        journal.Realm
	Path, Out string
	Audience  bundle.Audience
	// Vouched says that a key vouches for the list of findings.
	Vouched bool
}

// Told is what a writer of a bundle tells while it writes.
type Told struct {
	Progress func(done, of int64)
	Missing  func(seq int64)
}

// Run writes the bundle to a new file and says what it holds.
func (o Packing) Run(cmd *cobra.Command, write func(context.Context, *sqlite.Journal, io.Writer, Told) error) error {
	ctx, out := cmd.Context(), o.Out
	j, err := openOf(ctx, o.Of, o.Path, sqlite.OpenReadOnly)
	if err != nil {
		return err
	}
	defer j.Close()
	cosigned, err := j.Head(ctx, journal.LastCosigned)
	if err != nil {
		return err
	}
	if err := warnOfLeft(cmd, out); err != nil {
		return err
	}
	p := say.NewProgress(cmd, "pack the entries")
	missing := int64(0)
	told := Told{p.Set, func(seq int64) { missing = seq }}
	err = verb.NewFile(out, func(w io.Writer) error { return write(ctx, j, w, told) })
	p.Finish()
	if err != nil {
		return fmt.Errorf("no bundle was written: %w", err)
	}
	size, bytes := cosigned.Size, int64(0)
	if size == 0 {
		signed, err := j.Head(ctx, journal.LastSigned)
		if err != nil {
			return err
		}
		size = signed.Size
	}
	if info, err := os.Stat(out); err == nil {
		bytes = info.Size()
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"bundle": map[string]any{
			"file": out, "audience": o.Audience, "entries": size, "bytes": bytes, "cosigned": cosigned.Size > 0, "vouched": o.Vouched, "findings_until": missing,
		}})
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s: for %s, %s, %s\n", out, o.Audience, entries(size), say.Counted(bytes, "byte"))
	if missing > 0 {
		fmt.Fprintf(w, "an extract of entry %d was destroyed: it holds the findings before that entry, and nobody can compute later ones\n", missing)
	}
	if cosigned.Size == 0 {
		fmt.Fprintln(w, "its checkpoint did not meet the quorum: no reader will accept it")
	}
	if !o.Vouched {
		fmt.Fprintln(w, "no key vouches for its findings: who cannot compute them again could not tell whether they are all; name the log's --key")
	}
	return nil
}

// entries is a number of entries in words.
func entries(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
