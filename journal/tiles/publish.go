// SPDX-License-Identifier: Apache-2.0

package tiles

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"

	"golang.org/x/mod/sumdb/tlog"

	"truce/internal/durable"
	"truce/journal"
)

// ErrOtherTree says that what was to be published does not continue what stands in the folder. The caller publishes
// nothing there: one of the two is not the log.
var ErrOtherTree = errors.New("not a continuation of the tree that is published")

// Source is a log to publish.
type Source struct {
	// Hashes are those of the tree in the order of package tlog.
	Hashes tlog.HashReader
	// Leaves returns the leaves from index from up to but not including to, at most 256.
	Leaves func(ctx context.Context, from, to int64) ([][]byte, error)
}

// Publish brings a folder up to a checkpoint: first the tiles and bundles that it needs beyond those of the checkpoint
// that stands there, then the checkpoint. A call that fails or is cut off can be made again, and with the same checkpoint
// as well, such as when it has got more cosignatures. A tile that is there is never written again; one with other content
// is an error that wraps durable.ErrDiffers. What the folder does not confirm is an error of package durable.
//
// What it holds in memory does not grow with the size of the checkpoint, and it ends with the context: a checkpoint may be cosigned
// of a tree that nobody has.
//
// The root and the leaves are compared with the checkpoint before they are written. Signatures are not looked at.
func Publish(ctx context.Context, folder *durable.Folder, src Source, s journal.SignedCheckpoint) error {
	if err := checkRoot(src, s.Checkpoint); err != nil {
		return fmt.Errorf("publish %d leaves of %.80q: %w", s.Size, s.Origin, err)
	}
	old, err := published(folder)
	if err != nil {
		return fmt.Errorf("publish %d leaves of %.80q: %w", s.Size, s.Origin, err)
	}
	if err := continues(src, old, s.Checkpoint); err != nil {
		return fmt.Errorf("publish %d leaves of %.80q: %w", s.Size, s.Origin, err)
	}
	for t := range newTiles(old.Size, s.Size) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("publish %d leaves of %.80q: %w", s.Size, s.Origin, err)
		}
		if err := publishTile(ctx, folder, src, t); err != nil {
			return fmt.Errorf("publish %s: %w", pathOf(t), err)
		}
	}
	if err := folder.Write(checkpointPath, s.Note.Bytes()); err != nil {
		return fmt.Errorf("publish the checkpoint of %d leaves of %.80q: %w", s.Size, s.Origin, err)
	}
	return nil
}

// newTiles are the tiles that a tree of a size has beyond those of an older size, as tlog.NewTiles lists them, but one at a time:
// a checkpoint may name more leaves than a list of its tiles has room for, whether there are any or not.
func newTiles(old, size int64) iter.Seq[tlog.Tile] {
	return func(yield func(tlog.Tile) bool) {
		for level := 0; level*height < 63 && size>>(level*height) > 0; level++ {
			from, to := old>>(level*height), size>>(level*height)
			if from == to {
				continue
			}
			for n := from / width; n <= to/width; n++ {
				if w := int(min(to-n*width, width)); w > 0 && !yield(tlog.Tile{H: height, L: level, N: n, W: w}) {
					return
				}
			}
		}
	}
}

// checkRoot returns nil if the source has the root of a checkpoint.
func checkRoot(src Source, c journal.Checkpoint) error {
	root, err := tlog.TreeHash(c.Size, src.Hashes)
	if err != nil {
		return err
	}
	if root != c.Root {
		return fmt.Errorf("%w: its root at %d leaves is %s, want %s", ErrOtherTree, c.Size, root, c.Root)
	}
	return nil
}

// published returns the checkpoint in the folder, and the zero one if there is none.
func published(folder *durable.Folder) (journal.Checkpoint, error) {
	data, err := folder.Read(checkpointPath, journal.MaxNote)
	if errors.Is(err, fs.ErrNotExist) {
		return journal.Checkpoint{}, nil
	}
	if err != nil {
		return journal.Checkpoint{}, err
	}
	s, err := journal.ParseSignedCheckpoint(data)
	if err != nil {
		return journal.Checkpoint{}, fmt.Errorf("the folder's checkpoint is damaged; without it everything is published anew: %w", err)
	}
	return s.Checkpoint, nil
}

// continues returns nil if a checkpoint may take the place of the one that is published.
func continues(src Source, old, c journal.Checkpoint) error {
	switch {
	case old == (journal.Checkpoint{}):
		return nil
	case old.Origin != c.Origin:
		return fmt.Errorf("%w: the folder is of %.80q", ErrOtherTree, old.Origin)
	case old.Size > c.Size:
		return fmt.Errorf("%w: the folder has %d leaves", ErrOtherTree, old.Size)
	default:
		return checkRoot(src, old)
	}
}

// publishTile writes a tile of hashes, and before one of level 0 the leaves below it.
func publishTile(ctx context.Context, folder *durable.Folder, src Source, t tlog.Tile) error {
	data, err := tlog.ReadTileData(t, src.Hashes)
	if err != nil {
		return err
	}
	if t.L == 0 {
		from := t.N * width
		leaves, err := src.Leaves(ctx, from, from+int64(t.W))
		if err != nil {
			return err
		}
		if err := checkLeaves(leaves, data); err != nil {
			return err
		}
		entries, err := bundle(leaves)
		if err != nil {
			return err
		}
		if err := folder.Keep(pathOf(leavesOf(t)), entries); err != nil {
			return err
		}
	}
	return folder.Keep(pathOf(t), data)
}

// checkLeaves returns nil if the leaves are those whose hashes a tile of level 0 holds. Both come from the source: one that
// contradicts itself is damaged, and no other tree.
func checkLeaves(leaves [][]byte, tile []byte) error {
	if len(leaves)*tlog.HashSize != len(tile) {
		return fmt.Errorf("%w: %d leaves under %d hashes", journal.ErrDamaged, len(leaves), len(tile)/tlog.HashSize)
	}
	for i, l := range leaves {
		if tlog.RecordHash(l) != tlog.Hash(tile[i*tlog.HashSize:(i+1)*tlog.HashSize]) {
			return fmt.Errorf("%w: leaf %d of the tile is not the one of its hash", journal.ErrDamaged, i)
		}
	}
	return nil
}
