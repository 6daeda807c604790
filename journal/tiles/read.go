// SPDX-License-Identifier: Apache-2.0

package tiles

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"truce/journal"
)

// ErrWrong says that a file is not what the checkpoint says that it is: it is damaged, or whoever serves it deceives.
var ErrWrong = errors.New("the files do not agree with the checkpoint")

// maxCached is how many verified tiles a Log keeps, 8 KiB each. Those of level 0 are not kept.
const maxCached = 1024

// Log reads a published log under one checkpoint. It returns nothing that is not under it. It is safe for concurrent use.
type Log struct {
	fetch      Fetch
	checkpoint journal.SignedCheckpoint

	mu       sync.Mutex
	verified map[tlog.Tile][]byte
}

// Open fetches the newest checkpoint and verifies that its log signed it. Whoever asks for cosignatures judges the
// checkpoint by a journal.Policy.
func Open(ctx context.Context, fetch Fetch, key journal.VerifierKey) (*Log, error) {
	data, err := fetch(ctx, checkpointPath, journal.MaxNote)
	if err != nil {
		return nil, fmt.Errorf("fetch the checkpoint: %w", err)
	}
	s, err := journal.OpenCheckpoint(data, key)
	if err != nil {
		return nil, err
	}
	return At(fetch, s), nil
}

// At returns the log under a checkpoint that the caller has verified.
func At(fetch Fetch, s journal.SignedCheckpoint) *Log {
	return &Log{fetch: fetch, checkpoint: s, verified: map[tlog.Tile][]byte{}}
}

// Checkpoint returns the checkpoint under which everything is read.
func (l *Log) Checkpoint() journal.SignedCheckpoint { return l.checkpoint }

// Hashes returns a reader of hashes of the tree, each verified, for proofs. It is good as long as the context is.
func (l *Log) Hashes(ctx context.Context) tlog.HashReader {
	tree := tlog.Tree{N: l.checkpoint.Size, Hash: l.checkpoint.Root}
	return tlog.TileHashReader(tree, &tileReader{ctx: ctx, log: l})
}

// Leaves returns the leaves from index from up to but not including to, each verified.
func (l *Log) Leaves(ctx context.Context, from, to int64) ([][]byte, error) {
	if from < 0 || to < from || to > l.checkpoint.Size {
		return nil, fmt.Errorf("leaves %d to %d: want some of %d", from, to, l.checkpoint.Size)
	}
	var out [][]byte
	for n := from / width; n*width < to; n++ {
		leaves, err := l.bundle(ctx, n)
		if err != nil {
			return nil, err
		}
		out = append(out, leaves[max(0, from-n*width):min(int64(len(leaves)), to-n*width)]...)
	}
	return out, nil
}

// bundle returns the leaves of the n-th bundle that are in the tree.
func (l *Log) bundle(ctx context.Context, n int64) ([][]byte, error) {
	t := tlog.Tile{H: height, L: leavesLevel, N: n, W: width}
	t.W = needed(t, l.checkpoint.Size)
	data, got, err := l.tile(ctx, t, maxBundle)
	if err != nil {
		return nil, err
	}
	leaves, err := parseBundle(data, got.W)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", pathOf(got), ErrWrong, err)
	}
	leaves = leaves[:t.W]
	indexes := make([]int64, t.W)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, n*width+int64(i))
	}
	hashes, err := l.Hashes(ctx).ReadHashes(indexes)
	if err != nil {
		return nil, wrong(err)
	}
	for i, leaf := range leaves {
		if tlog.RecordHash(leaf) != hashes[i] {
			return nil, fmt.Errorf("%s: %w: leaf %d", pathOf(got), ErrWrong, i)
		}
	}
	return leaves, nil
}

// wrong marks the errors by which package tlog says that tiles do not fit the tree; those of fetching say so already.
func wrong(err error) error {
	if errors.As(err, new(fetchError)) || errors.Is(err, ErrWrong) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrWrong, err)
}

// fetchError is an error of fetching, which says nothing of the log.
type fetchError struct{ error }

func (e fetchError) Unwrap() error { return e.error }

// tile fetches a tile, or the full one if the partial one is gone, and says which.
func (l *Log) tile(ctx context.Context, t tlog.Tile, limit int64) ([]byte, tlog.Tile, error) {
	data, err := l.fetch(ctx, pathOf(t), limit)
	if errors.Is(err, fs.ErrNotExist) && t.W < width {
		t = full(t)
		data, err = l.fetch(ctx, pathOf(t), limit)
	}
	switch {
	case errors.Is(err, errTooLarge):
		return nil, t, fmt.Errorf("%w: %w", ErrWrong, err)
	case err != nil:
		return nil, t, fmt.Errorf("fetch %s: %w", pathOf(t), fetchError{err})
	}
	return data, t, nil
}

// Verify reads every leaf and every tile under the checkpoint. Its error wraps ErrWrong if one is not what the
// checkpoint says; another error says that something could not be fetched.
func (l *Log) Verify(ctx context.Context) error {
	for n := int64(0); n*width < l.checkpoint.Size; n++ {
		if _, err := l.bundle(ctx, n); err != nil {
			return fmt.Errorf("verify %d leaves of %.80q: %w", l.checkpoint.Size, l.checkpoint.Origin, err)
		}
	}
	return nil
}

// tileReader fetches tiles for package tlog, which verifies them before it uses them or hands them to SaveTiles.
type tileReader struct {
	ctx context.Context
	log *Log
}

func (r *tileReader) Height() int { return height }

func (r *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		if data, ok := r.log.cached(t); ok {
			out[i] = data
			continue
		}
		data, got, err := r.log.tile(r.ctx, t, width*tlog.HashSize)
		if err != nil {
			return nil, err
		}
		if len(data) != got.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %w: %d bytes", pathOf(got), ErrWrong, len(data))
		}
		out[i] = data[:t.W*tlog.HashSize]
	}
	return out, nil
}

func (r *tileReader) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	for i, t := range tiles {
		if t.L > 0 && len(r.log.verified) < maxCached {
			r.log.verified[t] = data[i]
		}
	}
}

func (l *Log) cached(t tlog.Tile) ([]byte, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	data, ok := l.verified[t]
	return data, ok
}

// CheckFolder verifies a folder as Open and Verify do, and then every other file in it: the partial tiles of smaller
// trees must agree with the checkpoint as well. extra are the files that no checkpoint in the folder speaks for: tiles
// beyond it, which a publisher that was cut off leaves, and whatever is no part of a log.
func CheckFolder(ctx context.Context, fsys fs.FS, key journal.VerifierKey) (extra []string, err error) {
	l, err := Open(ctx, FromFolder(fsys), key)
	if err != nil {
		return nil, err
	}
	if err := l.Verify(ctx); err != nil {
		return nil, err
	}
	names := map[string]bool{}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && name != checkpointPath {
			names[name] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the folder: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		t, ok := parsePath(name)
		if !ok || needed(t, l.checkpoint.Size) < t.W {
			extra = append(extra, name)
			continue
		}
		if err := l.checkFile(ctx, t); err != nil {
			return extra, err
		}
	}
	return extra, nil
}

// checkFile compares a file whose tile is under the checkpoint with what stands in the verified tree.
func (l *Log) checkFile(ctx context.Context, t tlog.Tile) error {
	data, err := l.fetch(ctx, pathOf(t), maxBundle)
	if err != nil {
		return fmt.Errorf("fetch %s: %w", pathOf(t), err)
	}
	var want []byte
	if t.L == leavesLevel {
		leaves, err := l.Leaves(ctx, t.N*width, t.N*width+int64(t.W))
		if err != nil {
			return err
		}
		if want, err = bundle(leaves); err != nil {
			return err
		}
	} else if want, err = tlog.ReadTileData(t, l.Hashes(ctx)); err != nil {
		return wrong(err)
	}
	if !bytes.Equal(data, want) {
		return fmt.Errorf("%s: %w", pathOf(t), ErrWrong)
	}
	return nil
}
