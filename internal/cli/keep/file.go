// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"truce/internal/cli/say"
	"truce/journal"
)

// maxKeyFile is the largest file of a key, in bytes.
const maxKeyFile = 4 << 10

// maxPolicyFile is the largest policy, in bytes.
const maxPolicyFile = 256 << 10

// readKey reads a secret that only its owner may read.
func readKey(path string, a journal.Algorithm) (journal.SigningKey, error) {
	info, err := os.Stat(path)
	if err != nil {
		return journal.SigningKey{}, fmt.Errorf("key %w", say.FileFault(path, err, ".key"))
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return journal.SigningKey{}, fmt.Errorf("key %s: others than its owner may read it (mode %04o): make it yours alone with chmod 600, and rotate it if somebody may have", path, info.Mode().Perm())
	}
	data, err := say.ReadLimited(path, maxKeyFile)
	if err != nil {
		return journal.SigningKey{}, fmt.Errorf("key %w", err)
	}
	k, err := journal.ParseSigningKey(string(data))
	if err != nil {
		return k, fmt.Errorf("key %s: %w", path, err)
	}
	if got := k.Verifier().Algorithm(); got != a {
		return k, fmt.Errorf("key %s: it is %s, want %s", path, kindOfKey(got), kindOfKey(a))
	}
	return k, nil
}

func kindOfKey(a journal.Algorithm) string {
	if a == journal.Cosigns {
		return "a cosigner's key"
	}
	return "a key of a log or a device"
}

// readPolicy reads whom a reader trusts; nil where no file is named.
func readPolicy(path string) (*journal.Policy, error) {
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

// newFile lets write fill a file that is afterwards there whole, of mode 0600, or not at all. It never takes the place of
// a file: the error is then fs.ErrExist.
func newFile(path string, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	return written(path, os.Link, write)
}

// replaceFile lets write fill a file that then takes the place of the one that has the name.
func replaceFile(path string, write func(io.Writer) error) error {
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
