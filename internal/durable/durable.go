// SPDX-License-Identifier: Apache-2.0

// Package durable turns bytes into files that are whole or absent: after a crash at any moment a file has the content
// that it had before or the one that was being written, and once Write has returned it has the new one. It does so by a
// temporary file beside it, synced, renamed, and the folders above it synced; it trusts the disk to keep what it says
// that it has synced.
package durable

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// The classes of errors of a write. An error of Write or Keep wraps exactly one of the first three; nil says that it is
// done and stays done.
var (
	// ErrNotDone says that the file is as it was. The caller may try again.
	ErrNotDone = errors.New("not written; the file is as it was")
	// ErrUnknown says that the file has the old or the new content, and after a crash may have the other one. The caller
	// acts on neither: it stops, and reads again after a start.
	ErrUnknown = errors.New("not known whether it was written")
	// ErrDiffers says that Keep found other content in the file, and left it.
	ErrDiffers = errors.New("the file has other content")
	// ErrLocked says that another process writes to the folder. The caller stops; a folder has one writer.
	ErrLocked = errors.New("another process writes to the folder")
)

// FS is the part of a file system that a Folder stands on. Names are slash-separated and relative, as io/fs has them;
// "." is the folder itself. What a method has done may be lost in a crash, whole or in part and in any order, until it
// is synced. Errors of names that are not there or are there already wrap fs.ErrNotExist and fs.ErrExist.
type FS interface {
	// Create opens a new file for writing, in place of one that has the name. That one is not cut: after a crash in the
	// middle of a rename it may be the same file as the one that has the new name.
	Create(name string) (File, error)
	// Rename puts a file in place of another, in the same directory.
	Rename(from, to string) error
	// Mkdir makes one directory.
	Mkdir(name string) error
	// Sync returns once the content of a file, or the names in a directory, will outlast a crash.
	Sync(name string) error
	// Read returns the content of a file of at most limit bytes, and an error for a larger one.
	Read(name string, limit int64) ([]byte, error)
}

// File is a file that is being written. Sync is that of FS, on the file that was written to rather than one opened
// later: so it is told of every error in writing it.
type File interface {
	io.Writer
	Sync() error
	Close() error
}

// Folder writes files into one folder. It is safe for concurrent use, and writes one file at a time. After a sync that
// failed it writes nothing more: whoever runs it checks the disk and starts again. A process that is only started again
// cannot know of such a sync before it; a directory that was being made at the time may then be lost with what is in it.
type Folder struct {
	fs FS

	mu sync.Mutex
	// synced are the directories whose own names are known to outlast a crash.
	synced map[string]bool
	// suspect is the error of the first sync that failed. A system may drop what it could not write and say of the next
	// sync that all is well, so nothing is written after it.
	suspect error
}

// NewFolder returns a Folder on a file system to which nobody else writes.
func NewFolder(fs FS) *Folder { return &Folder{fs: fs, synced: map[string]bool{".": true}} }

// temporary is what the name of a file ends with while it is written. One that a crash leaves behind is overwritten by
// the next write of the same file; no file of a caller may end so.
const temporary = ".new"

func checkName(name string) error {
	if !fs.ValidPath(name) || name == "." || strings.HasSuffix(name, temporary) {
		return fmt.Errorf("name %.200q: want a relative path without ending %s", name, temporary)
	}
	return nil
}

// Write gives a file new content, and makes the directories above it that are not there.
func (f *Folder) Write(name string, data []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.write(name, data)
}

func (f *Folder) write(name string, data []byte) error {
	if err := f.prepare(name, data); err != nil {
		return fmt.Errorf("write %s: %w: %w", name, ErrNotDone, err)
	}
	if err := f.fs.Rename(name+temporary, name); err != nil {
		return fmt.Errorf("write %s: %w: %w", name, ErrUnknown, err)
	}
	if err := f.sync(path.Dir(name)); err != nil {
		return fmt.Errorf("write %s: %w: %w", name, ErrUnknown, err)
	}
	return nil
}

func (f *Folder) sync(name string) error { return f.trust(f.fs.Sync(name)) }

// trust keeps the first error of a sync and hands on each.
func (f *Folder) trust(err error) error {
	if err != nil && f.suspect == nil {
		f.suspect = fmt.Errorf("the disk is not trusted since a sync failed; check it and start again: %w", err)
	}
	return err
}

// prepare writes the temporary file, synced.
func (f *Folder) prepare(name string, data []byte) error {
	if err := f.may(name); err != nil {
		return err
	}
	if err := f.makeDir(path.Dir(name)); err != nil {
		return err
	}
	file, err := f.fs.Create(name + temporary)
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		file.Close()
		return err
	}
	if err := f.trust(file.Sync()); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// makeDir makes a directory that outlasts a crash. One that is there already is synced as well: whoever made it may have
// died before it was.
func (f *Folder) makeDir(dir string) error {
	if f.synced[dir] {
		return nil
	}
	if err := f.makeDir(path.Dir(dir)); err != nil {
		return err
	}
	if err := f.fs.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := f.sync(path.Dir(dir)); err != nil {
		return err
	}
	f.synced[dir] = true
	return nil
}

// Keep makes sure that a file has the given content for good. If it has it already it is synced and not written again;
// if it has another, the error wraps ErrDiffers.
func (f *Folder) Keep(name string, data []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.may(name); err != nil {
		return fmt.Errorf("keep %s: %w: %w", name, ErrNotDone, err)
	}
	old, err := f.fs.Read(name, max(int64(len(data)), 1))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f.write(name, data)
	case err == nil && bytes.Equal(old, data):
	case err == nil || errors.Is(err, ErrTooLarge):
		return fmt.Errorf("keep %s: %w", name, ErrDiffers)
	default:
		return fmt.Errorf("keep %s: %w: %w", name, ErrNotDone, err)
	}
	if err := f.makeDir(path.Dir(name)); err != nil {
		return fmt.Errorf("keep %s: %w: %w", name, ErrUnknown, err)
	}
	if err := errors.Join(f.sync(name), f.sync(path.Dir(name))); err != nil {
		return fmt.Errorf("keep %s: %w: %w", name, ErrUnknown, err)
	}
	return nil
}

// may returns nil if a file of the name may be written now.
func (f *Folder) may(name string) error {
	if f.suspect != nil {
		return f.suspect
	}
	return checkName(name)
}

// ErrTooLarge says that a file is larger than the caller can use. It is not one that this program wrote.
var ErrTooLarge = errors.New("larger than the limit")

// Read returns the content of a file of at most limit bytes. The error of one that is not there wraps fs.ErrNotExist.
func (f *Folder) Read(name string, limit int64) ([]byte, error) {
	if err := checkName(name); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	data, err := f.fs.Read(name, limit)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return data, nil
}
