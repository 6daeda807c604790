// SPDX-License-Identifier: Apache-2.0

// Package trace turns a run of a real program into the list of what it did to its files, with every byte, as the kernel
// saw it. It uses strace, so what is recorded is the shipped program and not one that was built for the purpose.
package trace

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Kind is what an operation does.
type Kind string

// The operations that change what is on a disk, and one that is for whoever reads the trace.
const (
	Create   Kind = "create" // a name for a new empty file
	Write    Kind = "write"
	Truncate Kind = "truncate"
	Sync     Kind = "sync" // of a file, or of a folder and so of the names in it
	Rename   Kind = "rename"
	Link     Kind = "link"
	Unlink   Kind = "unlink"
	Mkdir    Kind = "mkdir"
	// Says is what the program wrote to its standard output. It says what was acknowledged, and when.
	Says Kind = "says"
)

// Op is one operation that succeeded.
type Op struct {
	Kind Kind
	// Path is absolute; of a link and a renaming it is the new name and From the old one.
	Path, From string
	Offset     int64 // of a write, or the new size
	Data       []byte
}

// ErrNoStrace says that there is no strace, or that it may not trace here. The caller skips what needs it and says so.
var ErrNoStrace = errors.New("strace is missing or may not trace here")

// Check returns ErrNoStrace if nothing can be recorded on this machine.
func Check(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "strace", "-f", "-o", os.DevNull, "true").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %w: %.200s", ErrNoStrace, err, out)
	}
	return nil
}

// calls are the system calls that are recorded. One that would change a file in a way that is not understood here is among
// them, and is an error.
const calls = "open,openat,creat,close,dup,dup2,dup3,fcntl,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,?ftruncate64,?truncate64,?fcntl64,fallocate," +
	"fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,copy_file_range,sendfile,splice"

// maxString is the longest write that is recorded, in bytes.
const maxString = 64 << 20

// Record runs a command under strace, in the folder dir, and returns what it did to files below dir, and its standard
// output. An exit code of the command other than 0 is an error.
func Record(ctx context.Context, dir string, command *exec.Cmd) ([]Op, error) {
	file, err := os.CreateTemp(filepath.Dir(dir), "trace-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	p := newParser(dir)
	err = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		p.seen[path] = true
		return err
	})
	if err != nil {
		return nil, err
	}
	traced := exec.CommandContext(ctx, "strace", append([]string{
		"-f", "-xx", "-s", strconv.Itoa(maxString), "-e", "trace=" + calls, "-e", "signal=none", "-o", file.Name(), "--",
	}, command.Args...)...)
	traced.Env, traced.Dir = command.Env, dir
	var says strings.Builder
	traced.Stdout, traced.Stderr = &says, &says
	if err := traced.Run(); err != nil {
		return nil, fmt.Errorf("run under strace: %w: %.400s", err, says.String())
	}
	lines := bufio.NewReaderSize(file, 1<<20)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			if err := p.line(strings.TrimSuffix(line, "\n")); err != nil {
				return nil, fmt.Errorf("read the trace: %w: %.300s", err, line)
			}
		}
		if err != nil {
			return p.ops, nil
		}
	}
}
