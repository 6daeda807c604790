// SPDX-License-Identifier: Apache-2.0

package trace

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// parser follows the file descriptors of one process through the lines of strace.
type parser struct {
	dir  string
	ops  []Op
	fds  map[string]*open
	half map[string]string // what a call of a thread began with, until it is resumed
	seen map[string]bool   // the paths that are there
}

// open is what a file descriptor stands for.
type open struct {
	path   string
	offset int64
}

func newParser(dir string) *parser {
	return &parser{dir: dir, fds: map[string]*open{"1": {path: "1"}}, half: map[string]string{}, seen: map[string]bool{}}
}

// line takes one line: thread, call, result.
func (p *parser) line(line string) error {
	thread, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimLeft(rest, " ")
	if strings.HasPrefix(rest, "+++") || strings.HasPrefix(rest, "---") {
		return nil
	}
	if begun, ok := strings.CutSuffix(rest, "<unfinished ...>"); ok {
		p.half[thread] = begun
		return nil
	}
	if strings.HasPrefix(rest, "<... ") {
		_, end, _ := strings.Cut(rest, "resumed>")
		rest = p.half[thread] + end
		delete(p.half, thread)
	}
	at := strings.LastIndex(rest, ") ")
	name, args, called := strings.Cut(rest, "(")
	if at < 0 || !called {
		return nil // the last call of a process that ended
	}
	args = strings.TrimSpace(args[:at-len(name)-1])
	result, _, _ := strings.Cut(strings.TrimLeft(rest[at+2:], " ="), " ")
	if n, err := strconv.ParseInt(result, 10, 64); err != nil || n < 0 {
		return nil // it failed and did nothing
	}
	return p.call(name, strings.Split(args, ", "), result)
}

// call takes a call that succeeded.
func (p *parser) call(name string, args []string, result string) error {
	switch name {
	case "openat":
		return p.open(args[0], args[1], args[2], result)
	case "open":
		return p.open("AT_FDCWD", args[0], args[1], result)
	case "close":
		delete(p.fds, args[0])
	case "dup", "fcntl", "fcntl64":
		if name == "dup" || strings.HasPrefix(args[1], "F_DUPFD") {
			p.fds[result] = p.fds[args[0]]
		}
	case "pwrite64", "write":
		return p.write(name, args, result)
	case "ftruncate", "ftruncate64":
		return p.on(args[0], func(o *open) error {
			size, err := strconv.ParseInt(args[1], 10, 64)
			p.add(Op{Kind: Truncate, Path: o.path, Offset: size})
			return err
		})
	case "fsync", "fdatasync":
		return p.on(args[0], func(o *open) error { p.add(Op{Kind: Sync, Path: o.path}); return nil })
	case "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "mkdir", "mkdirat":
		return p.names(name, args)
	default:
		return fmt.Errorf("%s is not understood", name)
	}
	return nil
}

// add keeps an operation on what is below the folder.
func (p *parser) add(op Op) {
	if op.Path == p.dir || strings.HasPrefix(op.Path, p.dir+"/") || op.Kind == Says {
		p.ops = append(p.ops, op)
	}
}

// on does something with what a descriptor stands for; nothing if it was opened before the trace.
func (p *parser) on(fd string, do func(*open) error) error {
	if o := p.fds[fd]; o != nil {
		return do(o)
	}
	return nil
}

func (p *parser) path(dir, quoted string) (string, error) {
	raw, err := unquote(quoted)
	if err != nil {
		return "", err
	}
	path := string(raw)
	if filepath.IsAbs(path) {
		return filepath.Clean(path), nil
	}
	if dir == "AT_FDCWD" {
		return filepath.Join(p.dir, path), nil
	}
	if o := p.fds[dir]; o != nil {
		return filepath.Join(o.path, path), nil
	}
	return "", fmt.Errorf("%s below a folder that was opened before", path)
}

func (p *parser) open(dir, quoted, flags, fd string) error {
	path, err := p.path(dir, quoted)
	if err != nil {
		return err
	}
	fd, _, _ = strings.Cut(fd, "<")
	p.fds[fd] = &open{path: path}
	switch {
	case strings.Contains(flags, "O_CREAT") && !p.seen[path]:
		p.seen[path] = true
		p.add(Op{Kind: Create, Path: path})
	case strings.Contains(flags, "O_TRUNC"):
		p.add(Op{Kind: Truncate, Path: path})
	}
	return nil
}

func (p *parser) write(name string, args []string, result string) error {
	return p.on(args[0], func(o *open) error {
		data, err := unquote(args[1])
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(result)
		if err != nil || n > len(data) {
			return fmt.Errorf("%s bytes written, %d recorded", result, len(data))
		}
		op := Op{Kind: Write, Path: o.path, Offset: o.offset, Data: data[:n]}
		if name == "pwrite64" {
			if op.Offset, err = strconv.ParseInt(args[3], 10, 64); err != nil {
				return err
			}
		} else {
			o.offset += int64(n)
		}
		if op.Path == "1" {
			op.Kind = Says
		}
		p.add(op)
		return nil
	})
}

// names takes the calls that change names. Those without a folder in them are brought to the form of those with one.
func (p *parser) names(name string, args []string) error {
	base := strings.TrimSuffix(strings.TrimSuffix(name, "2"), "at")
	if base == name {
		with := []string{"AT_FDCWD", args[0]}
		if base == "rename" || base == "link" {
			with = append(with, "AT_FDCWD", args[1])
		}
		args = with
	}
	first, err := p.path(args[0], args[1])
	if err != nil {
		return err
	}
	switch base {
	case "unlink":
		delete(p.seen, first)
		p.add(Op{Kind: Unlink, Path: first})
	case "mkdir":
		p.seen[first] = true
		p.add(Op{Kind: Mkdir, Path: first})
	default:
		second, err := p.path(args[2], args[3])
		if err != nil {
			return err
		}
		p.seen[second] = true
		if base == "rename" {
			delete(p.seen, first)
		}
		p.add(Op{Kind: Kind(base), Path: second, From: first})
	}
	return nil
}

// unquote reads a string of strace in which every byte is hexadecimal.
func unquote(text string) ([]byte, error) {
	body, ok := strings.CutPrefix(text, `"`)
	body, ended := strings.CutSuffix(body, `"`)
	if !ok || !ended {
		return nil, errors.New("a string that is cut or is none")
	}
	return hex.DecodeString(strings.ReplaceAll(body, `\x`, ""))
}
