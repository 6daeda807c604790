// SPDX-License-Identifier: Apache-2.0

package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Disk is the file system of the machine below one folder. No name leads out of the folder, by links neither.
type Disk struct {
	root   *os.Root
	unlock func() error
}

// Open returns the disk below a folder, which it makes if it is not there, and holds a lock on it until Close. Its error
// wraps ErrLocked if another process holds it. Systems without flock have no lock.
func Open(dir string) (*Disk, error) {
	if err := os.Mkdir(dir, 0o755); err == nil {
		if err := syncDir(filepath.Dir(dir)); err != nil {
			return nil, fmt.Errorf("open folder %s: %w", dir, err)
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	unlock, err := lock(dir)
	if err != nil {
		return nil, fmt.Errorf("open folder %s: %w", dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open folder: %w", err), unlock())
	}
	return &Disk{root: root, unlock: unlock}, nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close gives the lock back. The Disk is not used afterwards.
func (d *Disk) Close() error { return errors.Join(d.root.Close(), d.unlock()) }

// Create is that of FS.
func (d *Disk) Create(name string) (File, error) {
	if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Rename is that of FS.
func (d *Disk) Rename(from, to string) error { return d.root.Rename(from, to) }

// Mkdir is that of FS.
func (d *Disk) Mkdir(name string) error { return d.root.Mkdir(name, 0o755) }

// Sync is that of FS.
func (d *Disk) Sync(name string) error {
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Read is that of FS.
func (d *Disk) Read(name string, limit int64) ([]byte, error) {
	f, err := d.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%w of %d bytes", ErrTooLarge, limit)
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}
