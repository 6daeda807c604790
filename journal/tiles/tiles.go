// SPDX-License-Identifier: Apache-2.0

// Package tiles turns a log into files that anybody can serve, mirror and verify without this code, and such files back
// into verified leaves: https://C2SP.org/tlog-tiles, as docs/spec/checkpoint.md says. Only leaves, hashes and checkpoints
// are in them.
package tiles

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	// height is how many levels of the tree a tile holds, and width how many hashes or leaves, if it is full.
	height = 8
	width  = 1 << height
	// maxLeaf is the largest leaf that is published or read, in bytes. Those of a journal have 78.
	maxLeaf = 1 << 10
	// maxBundle is the largest bundle of leaves, in bytes.
	maxBundle = width * (2 + maxLeaf)
	// checkpointPath is where the newest checkpoint stands.
	checkpointPath = "checkpoint"
)

// leavesLevel is the level by which package tlog knows tiles of leaves.
const leavesLevel = -1

// pathOf returns where a tile is published: its path in package tlog without the height, and the leaves under entries.
func pathOf(t tlog.Tile) string {
	p := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", height))
	if rest, ok := strings.CutPrefix(p, "data/"); ok {
		p = "entries/" + rest
	}
	return "tile/" + p
}

// parsePath returns the tile that is published at a path.
func parsePath(path string) (tlog.Tile, bool) {
	p, ok := strings.CutPrefix(path, "tile/")
	if rest, leaves := strings.CutPrefix(p, "entries/"); leaves {
		p = "data/" + rest
	}
	t, err := tlog.ParseTilePath(fmt.Sprintf("tile/%d/%s", height, p))
	return t, ok && err == nil && t.L < 64 && pathOf(t) == path
}

// full returns the tile that a partial one becomes.
func full(t tlog.Tile) tlog.Tile {
	t.W = width
	return t
}

// leavesOf returns the bundle of leaves below a tile of level 0.
func leavesOf(t tlog.Tile) tlog.Tile {
	t.L = leavesLevel
	return t
}

// needed returns how many of its hashes or leaves a tree of a size has in a tile, from 0 to the tile's own width.
func needed(t tlog.Tile, size int64) int {
	level := max(t.L, 0)
	if level*height > 62 {
		return 0
	}
	return int(min(int64(t.W), max(0, size>>(level*height)-t.N*width)))
}

// bundle returns the content of a bundle of leaves.
func bundle(leaves [][]byte) ([]byte, error) {
	var out []byte
	for _, l := range leaves {
		if len(l) > maxLeaf {
			return nil, fmt.Errorf("a leaf of %d bytes: want at most %d", len(l), maxLeaf)
		}
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(l))), l...)
	}
	return out, nil
}

// parseBundle reads a bundle of exactly n leaves.
func parseBundle(data []byte, n int) ([][]byte, error) {
	leaves := make([][]byte, 0, n)
	for len(data) > 0 && len(leaves) < n {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("leaf %d of the bundle is cut short", len(leaves))
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		leaves, data = append(leaves, data[2:end]), data[end:]
	}
	if len(leaves) != n || len(data) > 0 {
		return nil, fmt.Errorf("%d leaves and %d bytes after them: want %d leaves", len(leaves), len(data), n)
	}
	return leaves, nil
}
