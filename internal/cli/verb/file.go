// SPDX-License-Identifier: Apache-2.0

package verb

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"truce/internal/cli/say"
	"truce/journal"
)

// maxPolicyFile is the largest policy, in bytes.
const maxPolicyFile = 256 << 10

// ReadPolicy reads whom a reader trusts; nil where no file is named.
func ReadPolicy(path string) (*journal.Policy, error) {
	if path == "" {
		return nil, nil
	}
	data, err := say.ReadLimited(path, maxPolicyFile)
	if err != nil {
		return nil, fmt.Errorf("policy %w", say.FileFault(path, err))
	}
	p, err := journal.ParsePolicy(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &p, nil
}

// NewFile lets write fill a file that is afterwards there whole, of mode 0600, or not at all. It never takes the place of
// a file: the error is then fs.ErrExist.
func NewFile(path string, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	return written(path, os.Link, write)
}

// ReplaceFile lets write fill a file that then takes the place of the one that has the name.
func ReplaceFile(path string, write func(io.Writer) error) error {
	return written(path, os.Rename, write)
}

// written fills a file beside the path, syncs it and puts it in its place.
func written(path string, put func(from, to string) error, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".new-*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if gone := os.Remove(f.Name()); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := put(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
