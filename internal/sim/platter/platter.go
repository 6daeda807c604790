// SPDX-License-Identifier: Apache-2.0

// Package platter turns a recorded run into the files that may be found after the power went at a moment of it. What was
// not synced is there or is not, sector by sector and name by name, in any combination: lost, torn or out of order.
package platter

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"truce/internal/sim/trace"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// Disk is what stands on a disk, and what is on its way there. New makes one.
type Disk struct {
	dirs  map[string]*dir
	files map[string]*file // by the names that the program sees
	order []*file
}

// dir is a folder: the names that surely outlast a crash, and changes of names that may.
type dir struct {
	path    string
	names   map[string]*file
	pending []change
}

// file is the content that surely outlasts a crash, and changes that may.
type file struct {
	bytes   []byte
	pending []change
	// size is the size that the program sees.
	size int64
}

// change is the smallest thing that is lost or not. It is a name or, if that is empty, a sector or a size.
type change struct {
	name string
	file *file // what the name stands for from now on; nil if for nothing

	offset int64
	data   []byte // nil in a change of size
	grows  bool   // the size is at least offset; otherwise the file is cut or stretched to it
}

// New returns a disk with these files, by their absolute paths, all of which outlast a crash.
func New(root string, image Image) *Disk {
	d := &Disk{dirs: map[string]*dir{}, files: map[string]*file{}}
	d.dirs[root] = &dir{path: root, names: map[string]*file{}}
	for _, path := range slices.Sorted(maps.Keys(image)) {
		f := &file{bytes: image[path], size: int64(len(image[path]))}
		d.order = append(d.order, f)
		d.files[path] = f
		d.folder(filepath.Dir(path)).names[filepath.Base(path)] = f
	}
	return d
}

// folder returns a folder, which is made to last if it is new: what folders themselves lose is for the simulated disk.
func (d *Disk) folder(path string) *dir {
	if d.dirs[path] == nil {
		d.dirs[path] = &dir{path: path, names: map[string]*file{}}
	}
	return d.dirs[path]
}

// Do lets an operation happen. Its error says that the trace is not one of a program on this disk.
func (d *Disk) Do(op trace.Op) error {
	switch op.Kind {
	case trace.Says:
		return nil
	case trace.Mkdir:
		d.folder(op.Path)
		return nil
	case trace.Create:
		f := &file{}
		d.order = append(d.order, f)
		d.name(op.Path, f)
		return nil
	case trace.Sync:
		return d.sync(op.Path)
	}
	f := d.files[op.Path]
	if op.Kind == trace.Link || op.Kind == trace.Rename {
		f = d.files[op.From]
	}
	if f == nil {
		return fmt.Errorf("%s %s: there is no such file", op.Kind, op.Path)
	}
	switch op.Kind {
	case trace.Write:
		f.write(op.Offset, op.Data)
	case trace.Truncate:
		f.size = op.Offset
		f.pending = append(f.pending, change{offset: op.Offset})
	case trace.Unlink:
		d.name(op.Path, nil)
	case trace.Link:
		d.name(op.Path, f)
	case trace.Rename:
		d.name(op.Path, f)
		d.name(op.From, nil)
	default:
		return fmt.Errorf("%s %s: not understood", op.Kind, op.Path)
	}
	return nil
}

// name gives a file a name, or ends one.
func (d *Disk) name(path string, f *file) {
	dir := d.folder(filepath.Dir(path))
	dir.pending = append(dir.pending, change{name: filepath.Base(path), file: f})
	if d.files[path] = f; f == nil {
		delete(d.files, path)
	}
}

func (f *file) write(offset int64, data []byte) {
	if end := offset + int64(len(data)); end > f.size {
		f.size = end
		f.pending = append(f.pending, change{offset: end, grows: true})
	}
	for len(data) > 0 {
		n := min(int64(len(data)), sector-offset%sector)
		f.pending = append(f.pending, change{offset: offset, data: data[:n]})
		offset, data = offset+n, data[n:]
	}
}

func (d *Disk) sync(path string) error {
	if dir := d.dirs[path]; dir != nil {
		for _, c := range dir.pending {
			rename(dir.names, c)
		}
		dir.pending = nil
		return nil
	}
	f := d.files[path]
	if f == nil {
		return nil // it has no name any more
	}
	f.bytes = f.with(slices.Values(f.pending), nil)
	f.pending = nil
	return nil
}

func rename(names map[string]*file, c change) {
	if names[c.name] = c.file; c.file == nil {
		delete(names, c.name)
	}
}
