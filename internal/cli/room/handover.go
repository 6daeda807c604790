// SPDX-License-Identifier: Apache-2.0

package room

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/engine/lookout"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/keyring"
	"truce/watch"
)

func newHandover() *cobra.Command {
	var h watch.Handover
	var outKey, inKey string
	var show bool
	cmd, a := duty("handover JOURNAL --to NAME", "Hand the watch over, with exactly what is open",
		`Handover prints what is open and what nobody has acknowledged, and enters that --to takes the watch over from --by with exactly that list:
its digest is in the entry, and a list that has changed in between is refused. --show prints the list and enters nothing.

Where an officer has a key on record for the watch (truce keys enrol --for duty, under the officer's name), they sign the list with it: --out-key
and --in-key are the files. Who has no key is named, and the handover says that they did not sign.`, nil)
	cmd.RunE = doing(a, func(d *desk, _ []string) (err error) {
		if h.List, h.Items, err = d.room().List(d.now); err != nil {
			return err
		}
		d.printList()
		if show {
			return nil
		}
		if h.Note, err = d.signed(h, outKey, inKey); err != nil {
			return err
		}
		return d.handOver(h)
	})
	f := cmd.Flags()
	f.StringVarP(&h.In, "to", "t", "", "who comes on")
	f.StringVarP(&h.Words, "words", "m", "", "what else is to be said")
	f.StringVar(&outKey, "out-key", "", "file of the key of who goes off")
	f.StringVar(&inKey, "in-key", "", "file of the key of who comes on")
	f.BoolVar(&show, "show", false, "print the list and enter nothing")
	cmd.Example = "  truce watch handover mission.journal --show\n  truce watch handover mission.journal --to ben\n  truce watch handover mission.journal --to ben --out-key anna.key --in-key ben.key"
	return cmd
}

// printList prints what is handed over, on standard error where JSON is asked for.
func (d *desk) printList() {
	if say.WantsJSON(d.cmd) {
		return
	}
	w := d.cmd.OutOrStdout()
	for _, o := range d.room().Open(d.now) {
		late := ""
		if o.Overdue(d.now) {
			late = "LATE "
		}
		say.Paragraph(w, 12, fmt.Sprintf("%-12s", o.ID), late+o.Says+waits(o))
	}
	for _, g := range lookout.Groups(d.record.State()) {
		say.Row(w, "not seen", "%s of %s: %s %s (%s)", g.Term, g.Agreement, say.Counted(int64(g.Findings), "finding"), g.Verdict, g.Status)
	}
}

// signed is the note that the officers whose keys are given signed; empty without a key.
func (d *desk) signed(h watch.Handover, files ...string) (string, error) {
	var keys []journal.SigningKey
	for _, file := range files {
		if file == "" {
			continue
		}
		k, err := verb.ReadKey(file, journal.SignsNotes)
		if err != nil {
			return "", err
		}
		keys = append(keys, k)
	}
	if keys == nil {
		return "", nil
	}
	data, err := journal.SignNote(watch.HandoverText(d.by, h.In, h.List), keys...)
	return string(data), err
}

func (d *desk) handOver(h watch.Handover) error {
	if h.In == "" {
		return errors.New("missing: --to NAME, who comes on")
	}
	keys := map[string]bool{}
	for _, k := range d.record.State().Keys() {
		keys[k.Key.Name] = k.Key.Use == keyring.ForDuty
	}
	words := fmt.Sprintf("%s took the watch over from %s with %s, list %s", h.In, d.by, say.Counted(h.Items, "item"), h.List)
	for _, name := range []string{d.by, h.In} {
		if !keys[name] {
			words += fmt.Sprintf("\n%s has no key on record: named, not signed", name)
		}
	}
	return d.does(watch.Duty{Handover: &h}, "", words)
}
