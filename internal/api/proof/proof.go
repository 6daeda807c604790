// SPDX-License-Identifier: Apache-2.0

// Package proof turns the last signed checkpoint of a journal, of either realm, into what anybody needs to check the record without
// trusting its server: who signed how much of it, the checkpoint as a note, and the second verifier as a page.
package proof

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"truce/internal/api"
	"truce/internal/api/page"
	"truce/journal"
	"truce/verifier"
)

// Signed are the blocks of a page that say how much of a record is signed, and by whom, behind what else is told of it. Verb is the
// command by which an operator signs it.
func Signed(told []page.Fact, head journal.Head, verb string) []page.Block {
	if head.Size == 0 {
		return []page.Block{
			page.Facts{Facts: told},
			page.Note{Kind: page.Warning, Text: "No checkpoint was signed yet, so nothing outside this server says what the record holds. The operator signs it with " + verb + "."},
		}
	}
	told = append(told, page.Fact{Name: "Last signed", Text: fmt.Sprintf("%d entries", head.Size), Link: "/record/checkpoint"}, page.Fact{Name: "Root", Text: fmt.Sprint(head.Root)})
	who := signers(head)
	blocks := []page.Block{page.Facts{Facts: told}, who}
	if len(who.Rows) < 2 {
		blocks = append(blocks, page.Note{Kind: page.Warning, Text: "Nobody but the log signed this checkpoint. Whoever has the log's key could show another one to somebody else, and only who compares the two would notice."})
	}
	return append(blocks, page.Prose{Title: "The checkpoint", Paragraphs: []string{string(head.Note)}, Exact: true})
}

// signers are those whose signatures stand under a checkpoint, by the names of their keys.
func signers(head journal.Head) page.List {
	l := page.List{ID: "signers", Title: "Signatures", Empty: "Nobody signed it.", Columns: []page.Column{{Key: "key", Name: "Key"}, {Key: "as", Name: "As"}}}
	_, signatures, _ := strings.Cut(string(head.Note), "\n\n")
	for i, line := range strings.Split(strings.TrimSpace(signatures), "\n") {
		words := strings.Fields(line)
		if len(words) < 3 {
			continue
		}
		as := "cosigner"
		if i == 0 {
			as = "the log"
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: words[1]}, {Text: as}}})
	}
	return l
}

// Checkpoint answers with the checkpoint as a note; api.ErrNotFound where none was signed.
func Checkpoint(head journal.Head, w http.ResponseWriter) error {
	if head.Size == 0 {
		return api.ErrNotFound
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write(head.Note)
	return err
}

// Bundle answers with a packed bundle as a file.
func Bundle(packed []byte, w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="truce.bundle"`)
	_, err := w.Write(packed)
	return err
}

// Verify serves the second verifier under the policy that the page itself states: it loads nothing and sends nothing.
func Verify(_ *api.Ask, w http.ResponseWriter) error {
	const meta = `http-equiv="Content-Security-Policy" content="`
	_, rest, _ := bytes.Cut(verifier.Page, []byte(meta))
	policy, _, found := bytes.Cut(rest, []byte(`"`))
	if !found {
		return errors.New("the verifier's page states no policy")
	}
	w.Header().Set("Content-Security-Policy", string(policy)+"; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := w.Write(verifier.Page)
	return err
}
