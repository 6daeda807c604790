// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"golang.org/x/mod/sumdb/tlog"

	"truce/journal"
)

// Grown is the tree over entries that come in order, as far as its root depends on it: by level the hash of the last
// complete subtree of 2^level leaves. The zero value is the tree of none.
type Grown struct {
	edge [64]tlog.Hash
}

// Add takes in the next entry.
func (g *Grown) Add(e journal.Entry) error {
	leaf, err := e.Leaf()
	if err != nil {
		return err
	}
	hashes, err := tlog.StoredHashes(e.Header.Seq-1, leaf, g)
	copy(g.edge[:], hashes)
	return err
}

// ReadHashes gives the hashes at the edge of the tree. Neither the next leaf nor the root needs others.
func (g *Grown) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, _ := tlog.SplitStoredHashIndex(index)
		out[i] = g.edge[level]
	}
	return out, nil
}
