// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/keyring"
)

// newKeys is the verb of the keys of a mission's record.
func newKeys() *cobra.Command {
	e := Entering{Uses: []keyring.Use{keyring.ForDevice, keyring.ForCosigner, keyring.ForLog, keyring.ForDuty, keyring.ForMember, keyring.ForRelease}, Enter: enterKey}
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Make keys, and put on record whose they are",
		Long: `A key is Ed25519. A log signs checkpoints and receipts with it, a device what it sends, a cosigner what it has
seen, a member of a body its votes. The secret stays in its file; its verifier key, name+hash+key, is for everybody. What the record says of keys is for
devices alone: whom to trust of logs and cosigners is each reader's own policy.`,
		Example: `  truce keys make mission.example/2031 --for log --out log.key > log.pub
  truce keys make phone-7 --for device --out phone.key > phone.pub
  truce keys enrol mission.journal $(cat phone.pub) --holder mission --by desk
  truce keys list mission.journal`,
	}
	cmd.AddCommand(NewKeysMake(), e.Enrol(), e.Rotate(), e.Revoke(), newKeysList())
	return cmd
}

// uses are what a key may be for, with what it then signs.
func algorithmFor(use string) (journal.Algorithm, error) {
	switch keyring.Use(use) {
	case keyring.ForLog, keyring.ForDevice, keyring.ForDuty, keyring.ForMember, keyring.ForRelease:
		return journal.SignsNotes, nil
	case keyring.ForCosigner:
		return journal.Cosigns, nil
	}
	return 0, fmt.Errorf("--for %.40q: name log, device, cosigner, duty, member or release", use)
}

// Entering is how an act on a key comes on the record of a realm, and the uses that keys have there, the usual one first.
type Entering struct {
	Uses []keyring.Use
	// Enter enters it and returns the number of its entry.
	Enter func(cmd *cobra.Command, path string, k keyring.Key) (seq int64, err error)
}

// words list the uses: "cosigner or log".
func (e Entering) words() string {
	var all []string
	for _, u := range e.Uses {
		all = append(all, string(u))
	}
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " or " + all[last]
}

// NewKeysMake is the verb that draws a key. It enters nothing, so it is of either realm.
func NewKeysMake() *cobra.Command {
	var use, out string
	cmd := &cobra.Command{
		Use:   "make NAME --for log|device|cosigner|member --out FILE",
		Short: "Draw a new key",
		Long: `Make draws a new secret, writes it to a file that only you can read, and prints the verifier key. A file that is
there is never overwritten. The name of a log's key is the log's name for ever, such as mission.example/2026.`,
		Example: "  truce keys make mission.example/2026 --for log --out log.key\n  truce keys make neutral --for cosigner --out neutral.key",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			a, err := algorithmFor(use)
			if err != nil {
				return err
			}
			if out == "" {
				return say.Misused(cmd, "missing: --out FILE, which will hold the secret")
			}
			if err := journal.CheckOrigin(args[0]); err != nil && keyring.Use(use) == keyring.ForLog {
				return err
			}
			k, err := journal.GenerateKey(rand.Reader, args[0], a)
			if err != nil {
				return err
			}
			err = verb.NewFile(out, func(w io.Writer) error {
				_, err := fmt.Fprintln(w, k.Secret())
				return err
			})
			if err != nil {
				return fmt.Errorf("no key was made: %w", err)
			}
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), map[string]string{"name": args[0], "for": use, "verifier": k.Verifier().String(), "file": out})
			}
			_, err = fmt.Fprintln(say.Exact(cmd.OutOrStdout()), k.Verifier())
			return err
		}),
	}
	cmd.Flags().StringVar(&use, "for", "", "what it signs as: log, device, cosigner, duty, member or release")
	cmd.Flags().StringVar(&out, "out", "", "file for the secret; it must not be there")
	return cmd
}

// Enrol is the verb that puts a key on record.
func (e Entering) Enrol() *cobra.Command {
	k := keyring.Key{Act: keyring.Made}
	var use string
	cmd := &cobra.Command{
		Use:   "enrol JOURNAL KEY --holder WHO --by WHO",
		Short: "Put a key on record",
		Long: `Enrol enters that a key was made and who answers for it. KEY is a verifier key, as keys make prints it. From that
entry on a device's submissions under it are taken. A name is enrolled once, ever.`,
		Example: "  truce keys enrol mission.journal phone-7+be9f1a6a+AZ3... --holder mission --by desk",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			k.Text, k.Use = args[1], keyring.Use(use)
			k.Name, _, _ = strings.Cut(k.Text, "+")
			return e.put(cmd, args[0], k)
		}),
	}
	cmd.Flags().StringVar(&use, "for", string(e.Uses[0]), "what it signs as: "+e.words())
	flagsOfKey(cmd, &k)
	return cmd
}

// Rotate is the verb that puts a key in the place of another.
func (e Entering) Rotate() *cobra.Command {
	k := keyring.Key{Act: keyring.Rotated}
	var use string
	cmd := &cobra.Command{
		Use:   "rotate JOURNAL KEY --replaces NAME --holder WHO --by WHO",
		Short: "Put a key on record in the place of another",
		Long: `Rotate enters a key that takes the place of another, which signs nothing from there on. A device goes on with its
counter, and its holder stays: one that goes to somebody else is enrolled anew. Have everything entered that was signed under the old key first: what comes under it afterwards is refused.`,
		Example: "  truce keys rotate mission.journal phone-7b+2c51f3b0+AVq... --replaces phone-7 --holder mission --by desk",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			k.Text, k.Use = args[1], keyring.Use(use)
			k.Name, _, _ = strings.Cut(k.Text, "+")
			return e.put(cmd, args[0], k)
		}),
	}
	cmd.Flags().StringVar(&use, "for", string(e.Uses[0]), "what both sign as: "+e.words())
	cmd.Flags().StringVar(&k.Replaces, "replaces", "", "name of the key whose place it takes")
	flagsOfKey(cmd, &k)
	return cmd
}

func flagsOfKey(cmd *cobra.Command, k *keyring.Key) {
	cmd.Flags().StringVar(&k.Holder, "holder", "", "who answers for the key: mission, or a party or a public office by its name in the agreement; no person's name")
	cmd.Flags().StringVar(&k.By, "by", "", "who puts it on record")
}

// Revoke is the verb that says that a key signs no more.
func (e Entering) Revoke() *cobra.Command {
	k := keyring.Key{Act: keyring.Revoked}
	cmd := &cobra.Command{
		Use:     "revoke JOURNAL NAME --by WHO",
		Short:   "Put on record that a key signs no more",
		Long:    "Revoke enters that a key, lost or stolen, signs nothing from there on. What it signed before stands. It may be replaced later, once.",
		Example: "  truce keys revoke mission.journal phone-7 --by desk",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			k.Name = args[1]
			return e.put(cmd, args[0], k)
		}),
	}
	cmd.Flags().StringVar(&k.By, "by", "", "who puts it on record")
	return cmd
}

// put puts one act on record and prints what it was.
func (e Entering) put(cmd *cobra.Command, path string, k keyring.Key) error {
	if trimmed := strings.TrimSpace(k.Holder); trimmed != k.Holder {
		return fmt.Errorf("the holder %.80q begins or ends with a blank, and nobody on record has such a name: say --holder %q", k.Holder, trimmed)
	}
	seq, err := e.Enter(cmd, path, k)
	if err != nil {
		return err
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"seq": seq, "key": k})
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "entry %d: the key %s is %s\n", seq, k.Name, k.Act)
	return err
}

// enterKey puts one act on the record of a mission.
func enterKey(cmd *cobra.Command, path string, k keyring.Key) (int64, error) {
	r, err := openRecord(cmd, path)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	got, err := r.Enter(cmd.Context(), []app.Incoming{{Entry: engine.Entry{Time: max(now(), r.State().Now()), Key: &k}}})
	if err != nil {
		return 0, fmt.Errorf("nothing was entered: %w", err)
	}
	return got[0].Placed.Seq, r.Close()
}

func newKeysList() *cobra.Command {
	return &cobra.Command{
		Use:   "list JOURNAL",
		Short: "List the keys on record, and what their devices sent",
		Long: `List prints every key on record and, of each device, how many submissions were taken, which counters are missing
and at which there are two that one device cannot both have made. A clone means a copied key or a device put back to an
earlier state: rotate the key, and look at both entries.`,
		Example: "  truce keys list mission.journal\n  truce keys list mission.journal --json",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			r, err := readRecord(cmd, args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			keys, devices := r.State().Keys(), r.State().Devices()
			if say.WantsJSON(cmd) {
				for _, k := range keys {
					err = errors.Join(err, say.PrintJSON(cmd.OutOrStdout(), map[string]any{"enrolled": k}))
				}
				for _, d := range devices {
					err = errors.Join(err, say.PrintJSON(cmd.OutOrStdout(), map[string]any{"device": d}))
				}
				return err
			}
			return printKeys(cmd.OutOrStdout(), keys, devices)
		}),
	}
}

// PrintKeys prints what became of each key on record.
func PrintKeys(w io.Writer, keys []keyring.Enrolment) error {
	if len(keys) == 0 {
		_, err := fmt.Fprintln(w, "no key is on record")
		return err
	}
	rows := [][]string{{"key", "for", "holder", "state"}}
	for _, k := range keys {
		state := "counts"
		if k.Ended != "" {
			state = string(k.Ended)
		}
		if k.ReplacedBy != "" {
			state += ", replaced by " + k.ReplacedBy
		}
		rows = append(rows, []string{k.Key.Name, string(k.Key.Use), k.Key.Holder, state})
	}
	return say.Aligned(w, "", rows)
}

func printKeys(w io.Writer, keys []keyring.Enrolment, devices []engine.Device) error {
	if err := PrintKeys(w, keys); err != nil || len(devices) == 0 {
		return err
	}
	fmt.Fprintln(w)
	rows := [][]string{{"device", "taken", "highest", "missing", "clones"}}
	for _, d := range devices {
		var missing, clones []string
		for _, s := range d.Missing {
			missing = append(missing, spanWords(s))
		}
		for _, c := range d.Clones {
			clones = append(clones, fmt.Sprintf("%d (entries %d and %d)", c.Counter, c.Against, c.Entry))
		}
		rows = append(rows, []string{
			strings.Join(d.Keys, ", "), fmt.Sprint(d.Taken), fmt.Sprint(d.Highest), orNone(missing), orNone(clones),
		})
	}
	return say.Aligned(w, "", rows)
}

func spanWords(s engine.Span) string {
	if s.First == s.Last {
		return fmt.Sprint(s.First)
	}
	return fmt.Sprintf("%d-%d", s.First, s.Last)
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}
