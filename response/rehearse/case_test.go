// SPDX-License-Identifier: Apache-2.0

package rehearse_test

import (
	"bytes"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"truce/cases"
	"truce/response/rehearse"
)

// The case of the absent guarantor is what its rehearsal foresaw: one needs its parliament, so that one more absence stops the
// Commission; and the clocks of the rungs are over before the determination.
func TestTheAbsentGuarantorIsForeseen(t *testing.T) {
	data, err := cases.Files.ReadFile("absent-guarantor.txtar")
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(data)
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "two-clocks.yaml" })
	draft := archive.Files[i].Data
	r := report(t, compile(t, draft), rehearse.Options{Seed: 1, Limit: 8000})
	for _, want := range []struct {
		kind    rehearse.Kind
		subject string
	}{
		{rehearse.Deadlock, "determine"},
		{rehearse.OpenRatification, "guarantor-umber"},
		{rehearse.OutrunsDecision, "rung pause"},
		{rehearse.OutrunsDecision, "rung expanded"},
	} {
		if !slices.ContainsFunc(r.Findings, func(f rehearse.Finding) bool { return f.Kind == want.kind && f.Subject == want.subject }) {
			t.Errorf("no %s of %s", want.kind, want.subject)
		}
	}

	mended := draft
	for _, m := range [][2]string{
		{", needs: consent of its parliament", ""},
		{"    decides: majority\n    quorum: 3\n    signatures: 3\n", "    decides: majority\n    quorum: 3\n    fallback: umpire\n"},
		{"bodies:\n", "bodies:\n  - {id: umpire, name: Umpire, article: 2, decides: sole, competent: [determine, remedy]}\n"},
		{"within: 24 h, after: breach", "within: 24 h, after: determination"},
		{"within: 72 h, after: breach", "within: 72 h, after: determination"},
	} {
		mended = bytes.ReplaceAll(mended, []byte(m[0]), []byte(m[1]))
	}
	for _, f := range report(t, compile(t, mended), rehearse.Options{Seed: 1, Limit: 8000}).Findings {
		if f.Kind == rehearse.Deadlock || f.Kind == rehearse.OutrunsDecision || f.Kind == rehearse.OpenRatification {
			t.Errorf("mended: %s: %s", f.Kind, f.Says)
		}
	}
}
