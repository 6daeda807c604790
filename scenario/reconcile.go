// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/internal/intake"
	"truce/internal/ledgerfile"
	"truce/ledger"
	"truce/scenario/aspect"
	"truce/scenario/reconciled"
)

// wantReconcile holds two lists of the case to a definition, a file of the case or an agreement on record, and compares how
// many items of each stand where (a-matched, b-only and so on, in the words of ledger.Class), the number of events, and single
// items, such as a:a7="matched b2,b3". What is compared enters no record.
func (r *Run) wantReconcile(s step) error {
	if len(s.words) != 2 || (s.get("definition") == "") == (s.get("of") == "") {
		return errors.New("write: want reconcile FILE FILE definition=FILE or of=AGREEMENT, and what of it")
	}
	d, err := r.definition(s)
	if err != nil {
		return err
	}
	var lists [2]ledger.List
	for i, name := range s.words {
		if lists[i], err = r.partyList(name, d); err != nil {
			return err
		}
	}
	got, err := ledger.Reconcile(lists[0], lists[1], d)
	if err != nil {
		return err
	}
	asked := false
	for _, p := range s.named {
		if p.key == "definition" || p.key == "of" {
			continue
		}
		asked = true
		says, err := reconciled.Aspect(&got, p.key)
		if err != nil {
			return err
		}
		r.compare(s, p.key, says, p.value)
	}
	if !asked {
		return errors.New("say what is wanted of the lists, such as events=2 or a-only=1")
	}
	return nil
}

func (r *Run) definition(s step) (ledger.Definition, error) {
	if name := s.get("definition"); name != "" {
		data, ok := r.c.files[name]
		if !ok {
			return ledger.Definition{}, fmt.Errorf("the case has no file %q for definition=", name)
		}
		return ledgerfile.ParseDefinition(name, data)
	}
	ref, err := r.ref(s)
	if err != nil {
		return ledger.Definition{}, err
	}
	i := slices.IndexFunc(r.texts, func(t *agreement.Compiled) bool { return t.Ref() == ref })
	return ledger.Definition{Name: "what " + ref + " prohibits", Unit: "event", Text: r.texts[i]}, nil
}

func (r *Run) partyList(name string, d ledger.Definition) (ledger.List, error) {
	data, ok := r.c.files[name]
	if !ok {
		return ledger.List{}, fmt.Errorf("the case has no file %q", name)
	}
	o := ledgerfile.Options{Name: name, Intake: intake.Options{File: name, Zone: r.zone.Name(), Exercise: d.Exercise}}
	if d.Text != nil {
		o.Locate, o.Intake.Exercise = d.Text.Locate, d.Text.Agreement().Exercise
	}
	list, tally, err := ledgerfile.ReadList(context.Background(), bytes.NewReader(data), o)
	if err == nil && tally.Refused > 0 {
		err = fmt.Errorf("%s: %d rows refused, the first: row %d: %s", name, tally.Refused, tally.Reasons[0].Row, tally.Reasons[0].Reason)
	}
	return list, err
}

// wantTotals lays the two totals of a file of the case side by side: comparable is yes or no, because are the obstacles,
// each once, with commas between.
func (r *Run) wantTotals(s step) error {
	if len(s.words) != 1 || s.get("comparable") == "" {
		return errors.New("write: want totals FILE comparable=yes or no [because=OBSTACLE,...]")
	}
	data, ok := r.c.files[s.words[0]]
	if !ok {
		return fmt.Errorf("the case has no file %q", s.words[0])
	}
	claims, err := ledgerfile.ParseTotals(s.words[0], data)
	if err != nil {
		return err
	}
	if len(claims) != 2 {
		return fmt.Errorf("%s: %d totals, want two", s.words[0], len(claims))
	}
	got := ledger.Compare(claims[0], claims[1])
	r.check(s, "comparable", aspect.YesNo(got.Comparable), s.get("comparable"))
	if want := s.get("because"); want != "" {
		var found []string
		for _, reason := range got.Reasons {
			if !slices.Contains(found, string(reason.Obstacle)) {
				found = append(found, string(reason.Obstacle))
			}
		}
		r.check(s, "because", strings.Join(found, ","), want)
	}
	return nil
}
