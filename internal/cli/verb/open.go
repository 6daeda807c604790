// SPDX-License-Identifier: Apache-2.0

package verb

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
)

// File is a file that an interrupt closes, so that reading it ends. It shows how far it is read.
type File struct {
	*os.File
	cmd  *cobra.Command
	bar  *say.Progress
	done int64
	size int64
}

// OpenFile opens a file to read it, and refuses a folder. Its error names the file that may have been meant.
func OpenFile(cmd *cobra.Command, path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("file %w", say.FileFault(path, err, ".bundle"))
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = say.FileFault(path, nil)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &File{File: f, cmd: cmd, bar: say.NewProgress(cmd, path), size: info.Size()}, nil
}

// Read reads from the file until the verb is interrupted.
func (f *File) Read(p []byte) (int, error) {
	if err := f.cmd.Context().Err(); err != nil {
		return 0, err
	}
	n, err := f.File.Read(p)
	f.done += int64(n)
	f.bar.Set(f.done, f.size)
	return n, err
}

// Finish takes away what shows how far the file is read.
func (f *File) Finish() { f.bar.Finish() }
