// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/engine"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/response"
)

type voteOptions struct {
	source
	of, by, proxy, choice, says, key string
	motion                           int
}

func newVote() *cobra.Command {
	var o voteOptions
	cmd := &cobra.Command{
		Use:   "vote [CASE] --motion N",
		Short: "Show the exact bytes of a motion and how the vote stands, or cast a vote",
		Long: `Vote prints the exact bytes of a motion, their digest, the votes so far, which of them are void and why, and how the count
stands against the quorum and the signatures that the text asks for. Read the bytes before you vote: they are what is decided.

With --choice it casts a vote into the journal. Where the body decides by signatures, --key names the file of the member's key;
what is signed is the choice, the member, what it says to it (--says) and the motion's bytes. A vote may be cast again until the motion is closed; the last
one counts. A vote of a recused member, or under a revoked key, is kept and does not count.

Exit codes: 0 shown or cast, 1 refused and nothing entered, 2 could not tell.`,
		Example: `  truce vote absent-guarantor --motion 2
  truce vote --journal mission.journal --motion 4
  truce vote --journal mission.journal --motion 4 --by guarantor-jade --choice yes --key jade.key`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if o.motion < 1 {
				return say.Misused(cmd, "missing: --motion N")
			}
			if o.choice == "" {
				state, err := o.state(cmd, args)
				if err != nil {
					return err
				}
				return o.show(cmd, state)
			}
			if o.journal == "" || o.by == "" {
				return say.Misused(cmd, "a vote is cast into --journal FILE, --by a member")
			}
			return o.cast(cmd)
		}),
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.of, "of", "", "agreement that the motion is under")
	f.IntVar(&o.motion, "motion", 0, "number of the motion")
	f.StringVar(&o.by, "by", "", "member that votes")
	f.StringVar(&o.proxy, "for", "", "member whose proxy it holds")
	f.StringVar(&o.choice, "choice", "", "yes, no or abstain")
	f.StringVar(&o.says, "says", "", "what the member says to it")
	f.StringVar(&o.key, "key", "", "file of the member's key")
	return cmd
}

// find returns the motion that the command line names.
func (o voteOptions) find(state *engine.State) (*response.Register, *response.Motion, error) {
	list, err := registers(state, o.of)
	if err != nil {
		return nil, nil, err
	}
	var in *response.Register
	for _, r := range list {
		if len(r.Motions()) >= o.motion {
			if in != nil {
				return nil, nil, fmt.Errorf("there is a motion %d under several agreements: name one with --of", o.motion)
			}
			in = r
		}
	}
	if in == nil {
		return nil, nil, fmt.Errorf("there is no motion %d", o.motion)
	}
	return in, in.Motions()[o.motion-1], nil
}

func (o voteOptions) show(cmd *cobra.Command, state *engine.State) error {
	r, m, err := o.find(state)
	if err != nil {
		return err
	}
	n := r.Count(m)
	if say.WantsJSON(cmd) {
		return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"motion": m, "yes": n.Yes, "no": n.No, "abstain": n.Abstain, "eligible": n.Eligible, "quorum": n.Quorum, "signed": n.Signed, "signatures": n.Needed, "changed": changed(r, m)})
	}
	w := cmd.OutOrStdout()
	if r.Text().Agreement().Exercise {
		fmt.Fprintln(w, "EXERCISE")
	}
	moved := ", unsigned"
	if m.Key != "" {
		moved = ", signed by " + say.OneLine(m.Key+" of "+m.Holder)
	}
	fmt.Fprintf(w, "motion %d of %s before %s, moved %s by %s%s\n", m.Content.Number, r.Ref(), m.Content.Body, m.Content.Moved, m.Content.By, moved)
	fmt.Fprintf(w, "digest %s\n%s\n", m.Digest, m.Bytes)
	if says := changed(r, m); says != "" {
		fmt.Fprintln(w, say.OneLine(says))
	}
	for _, b := range m.Ballots {
		note := ""
		switch {
		case b.Void != "":
			note = ", void: " + say.OneLine(b.Void)
		case b.Replaced:
			note = ", replaced by a later one"
		case b.Key != "":
			note = ", signed by " + say.OneLine(b.Key+" of "+b.Holder)
		}
		if b.By != b.Member {
			note += ", cast by " + say.OneLine(b.By) + ", by proxy (the proxy is unsigned)"
		}
		if b.Says != "" {
			note += "; says: " + say.OneLine(b.Says)
		}
		if b.Beside {
			note += " (these words are not signed)"
		}
		fmt.Fprintf(w, "  %s %s: %s%s\n", b.At, b.Member, b.Choice, note)
	}
	fmt.Fprintf(w, "%d for, %d against, %d abstain; %d of a quorum of %d; %d of %d signatures\n", n.Yes, n.No, n.Abstain, n.Taking(), n.Quorum, n.Signed, n.Needed)
	fmt.Fprintf(w, "%s %s\n", m.State, say.OneLine(m.Because))
	return nil
}

func (o voteOptions) cast(cmd *cobra.Command) error {
	record, err := verb.OpenRecord(cmd, o.journal)
	if err != nil {
		return err
	}
	defer record.Close()
	r, m, err := o.find(record.State())
	if err != nil {
		return err
	}
	if says := changed(r, m); says != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), say.OneLine(says))
	}
	v := response.Vote{Motion: m.Digest, By: o.by, For: o.proxy, Choice: response.Choice(o.choice), Says: o.says}
	if o.key != "" {
		if err := o.sign(&v, m); err != nil {
			return err
		}
	}
	e := engine.Entry{
		Time:      max(verb.Clock(cmd.Context()), record.State().Now()),
		Procedure: &engine.Procedure{Agreement: r.Ref(), Act: response.Act{Vote: &v}},
	}
	got, err := record.Enter(cmd.Context(), []app.Incoming{{Entry: e}})
	if err != nil {
		return fmt.Errorf("nothing was entered: %w", err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "entry %d: %s votes %s on motion %d\n", got[0].Placed.Seq, o.by, o.choice, o.motion)
	return o.show(cmd, record.State())
}

// sign signs a vote with the member's key.
func (o voteOptions) sign(v *response.Vote, m *response.Motion) (err error) {
	v.Key, v.Signature, err = signWith(o.key, m.BallotBytes(cmp.Or(v.For, v.By), v.Choice, v.Says))
	return err
}

// signWith signs bytes with the key of a file that only its owner may read, and returns the name of the key and the signature in base 64.
func signWith(path string, message []byte) (name, signature string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", "", fmt.Errorf("key %w", say.FileFault(path, err, ".key"))
	}
	if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		return "", "", fmt.Errorf("key %s: others than its owner may read it: make it yours alone with chmod 600", path)
	}
	const most = 4 << 10
	data, err := say.ReadLimited(path, most)
	if err != nil {
		return "", "", fmt.Errorf("key %w", err)
	}
	k, err := journal.ParseSigningKey(string(data))
	if err != nil {
		return "", "", fmt.Errorf("key %s: %w", path, err)
	}
	signer := k.NoteSigner()
	if signer == nil {
		return "", "", fmt.Errorf("key %s: it is a cosigner's, which signs no acts", path)
	}
	signed, err := signer.Sign(message)
	return signer.Name(), base64.StdEncoding.EncodeToString(signed), err
}

// changed says that the finding of an open motion has changed since it was moved.
func changed(r *response.Register, m *response.Motion) string {
	c := r.Case(m.Content.Case)
	if c == nil || m.State != response.Undecided {
		return "" // what was decided is a new version itself
	}
	return finding.Changed(m.On, c.Finding)
}
