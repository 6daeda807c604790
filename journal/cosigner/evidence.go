// SPDX-License-Identifier: Apache-2.0

package cosigner

import (
	"errors"
	"fmt"

	"truce/canon"
	"truce/internal/durable"
)

// maxKept is how many requests a running cosigner keeps of a log of which only the proof is wrong: anybody can send such
// a one with a checkpoint that is in order. As many again are kept with a second root of one size, which only the log can
// sign, and of which one is enough.
const maxKept = 1000

// ErrTwoTrees says that a log signed two trees of one size. Both checkpoints are kept: together they prove it to anyone.
var ErrTwoTrees = errors.New("the log signed two trees")

// keepEvidence keeps a request that was refused because it does not continue the tree that was cosigned, once for each
// checkpoint, together with what was cosigned. It returns what whoever runs the cosigner has to know.
func (s *Server) keepEvidence(l *cosigned, req Request) error {
	text := req.Checkpoint.Note.Text
	two := req.Checkpoint.Size == l.state.last.Size && req.Checkpoint.Root != l.state.last.Root
	if l.kept[text] || !two && len(l.kept) >= maxKept || len(l.kept) >= 2*maxKept {
		return nil
	}
	l.kept[text] = true
	kind := "proof-"
	if two {
		kind = "tree-"
	}
	name := directory("evidence", req.Checkpoint.Origin) + "/" + kind + canon.SumBytes("truce/cosigner/1", []byte(text)).String()
	content := append(req.Bytes(), "\n"...)
	content = append(content, l.state.bytes...)
	err := s.options.Folder.Keep(name, content)
	if errors.Is(err, durable.ErrDiffers) {
		err = nil // the checkpoint was kept before, by a process that is gone
	}
	if two {
		found := fmt.Errorf("%.80q at %d leaves: %w; see %s", req.Checkpoint.Origin, req.Checkpoint.Size, ErrTwoTrees, name)
		return errors.Join(found, err)
	}
	return err
}
