// SPDX-License-Identifier: Apache-2.0

package proof_test

import (
	"slices"
	"strings"
	"testing"

	"truce/internal/api/page"
	"truce/internal/api/proof"
	"truce/journal"
)

func TestACheckpointThatTheLogAloneSignedIsSaidToBe(t *testing.T) {
	const log, neutral = "\u2014 truce.test/log AAAA\n", "\u2014 truce.test/neutral BBBB\n"
	for signatures, alone := range map[string]bool{log: true, log + neutral: false} {
		blocks := proof.Signed(nil, journal.Head{Size: 3, Note: []byte("truce.test/log\n3\nroot\n\n" + signatures)}, "truce publish")
		warned := slices.ContainsFunc(blocks, func(b page.Block) bool {
			note, is := b.(page.Note)
			return is && note.Kind == page.Warning && strings.Contains(note.Text, "Nobody but the log signed")
		})
		if warned != alone {
			t.Errorf("signed by %q: warned %t", signatures, warned)
		}
	}
}
