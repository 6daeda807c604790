// SPDX-License-Identifier: Apache-2.0

package cli_test

import (
	"bytes"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"truce/canon"
	"truce/journal"
	"truce/journal/bundle"
)

// relist takes the last finding out of a bundle of an exercise and has the log vouch for the rest, as only who has its key can: relist
// BUNDLE OUT. With a third word it is anybody who does so, and nobody vouches.
func relist(ts *testscript.TestScript, _ bool, args []string) {
	k, err := journal.ParseSigningKey(ts.ReadFile("log.key"))
	ts.Check(err)
	split := bytes.SplitAfter([]byte(ts.ReadFile(args[0])), []byte("\n"))
	last := len(split) - 2
	var line struct {
		Finding *bundle.Finding `json:"finding,omitempty"`
		End     *bundle.End     `json:"end,omitempty"`
	}
	var ids []canon.FindingID
	for _, l := range split[:last-1] {
		if bytes.HasPrefix(l, []byte(`{"finding":`)) {
			line.Finding = nil
			ts.Check(canon.Decode(bytes.TrimSpace(l), &line))
			ids = append(ids, line.Finding.ID)
		}
	}
	line.Finding = nil
	ts.Check(canon.Decode(bytes.TrimSpace(split[last]), &line))
	listed, err := bundle.ParseListing([]byte(*line.End.Note))
	ts.Check(err)
	listed.Count, listed.Exercises = int64(len(ids)), int64(len(ids))
	listed.Findings, err = bundle.DigestOf(ids)
	ts.Check(err)
	signed, err := bundle.SignListing(listed.Listing, k)
	ts.Check(err)
	note := string(signed)
	line.End = &bundle.End{Findings: listed.Count, Digest: listed.Findings, Note: &note}
	if len(args) > 2 {
		line.End.Note = nil
	}
	end, err := canon.Encode(line)
	ts.Check(err)
	out := bytes.Join(append(split[:last-1:last-1], append(end, '\n')), nil)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out, 0o600))
}
