// SPDX-License-Identifier: Apache-2.0

// Package entryfile turns the entries of a record into a file of canonical lines and back. The file is what the
// journal will seal; a folder of state holds it and nothing else.
package entryfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"truce/canon"
	"truce/engine"
)

// Name is the name of the file in its folder.
const Name = "entries.ndjson"

// next begins the name of the file while it is written. The rest of the name is drawn by chance, so that nobody can
// put something in its way. Files of such a name that were left behind are removed before the next is made.
const next = ".entries-next-"

// maxLine is the longest line, in bytes, that is read back.
const maxLine = 1 << 30

// ErrUnsure says that the new entries are in the file, but that the machine may still lose them. The caller reads the
// file again before it tells anybody.
var ErrUnsure = errors.New("the entries are written and may not last")

// A line is {"chain":"...","entry":...}: canonical bytes, with the entry's digest together with all before it.
const (
	open   = `{"chain":"`
	middle = `","entry":`
	digits = 2 * len(canon.Digest{})
	prefix = len(open) + digits + len(middle)
)

// follow returns the digest of an entry that comes after others.
func follow(before canon.Digest, entry []byte) canon.Digest {
	return canon.SumBytes("truce/entry-line/1", append(before[:], entry...))
}

// Read gives each entry of the folder to take, in order. A folder without the file has no entries. An error
// names the line; the file is never changed. Damage to any line is an error; that whole lines are missing at the
// end cannot be seen. A link or anything else that is not a regular file is an error too: the record is in its folder.
func Read(dir string, take func(engine.Entry) error) error {
	f, err := openRegular(filepath.Join(dir, Name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	defer f.Close()
	switch info, err := f.Stat(); {
	case err != nil:
		return err
	case info.Size() == 0:
		return fmt.Errorf("%s: empty: a record has at least its first entry", f.Name())
	}
	return eachLine(f, f.Name(), func(l *line) error {
		var e engine.Entry
		if err := canon.Decode(l.entry, &e); err != nil {
			return err
		}
		return take(e)
	})
}

// openRegular opens a regular file to read and nothing else: it follows no link and waits for no writer of a pipe.
func openRegular(name string) (*os.File, error) {
	seen, err := os.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case seen.Mode()&fs.ModeSymlink != 0:
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("a link: put the file itself in its folder")}
	case !seen.Mode().IsRegular():
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a regular file")}
	}
	f, err := os.OpenFile(name, os.O_RDONLY|noLink, 0)
	if err != nil {
		return nil, err
	}
	// Something else may have been put there since it was looked at.
	if opened, err := f.Stat(); err != nil || !os.SameFile(seen, opened) {
		return nil, errors.Join(&fs.PathError{Op: "read", Path: name, Err: errors.New("exchanged while it was opened")}, err, f.Close())
	}
	return f, nil
}

// line is one line that follows those before it.
type line struct {
	whole []byte // with its end
	entry []byte
	chain canon.Digest
}

// eachLine gives each line to take once it follows. An error names the line.
func eachLine(in io.Reader, name string, take func(*line) error) error {
	r := bufio.NewReaderSize(in, 1<<16)
	var before canon.Digest
	for n := 1; ; n++ {
		data, err := readLine(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		var l *line
		if err == nil {
			l, err = parseLine(data, before)
		}
		if err == nil {
			err = take(l)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
		before = l.chain
	}
}

func parseLine(data []byte, before canon.Digest) (*line, error) {
	body := data[:len(data)-1]
	if len(body) < prefix+1 || string(body[:len(open)]) != open || string(body[prefix-len(middle):prefix]) != middle || body[len(body)-1] != '}' {
		return nil, fmt.Errorf("not an entry: want %s...%s...}", open, middle)
	}
	l := &line{whole: data, entry: body[prefix : len(body)-1]}
	if err := l.chain.UnmarshalText(body[len(open) : len(open)+digits]); err != nil {
		return nil, err
	}
	if follow(before, l.entry) != l.chain {
		return nil, errors.New("the line is not as it was written, or does not follow the one before it")
	}
	return l, nil
}

// readLine returns a line with its end. A last line without an end was cut off.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			return nil, fmt.Errorf("longer than %d bytes", maxLine)
		}
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0:
			return nil, errors.New("the last line has no end: the file was cut off")
		default:
			return nil, err
		}
	}
}

// Append adds entries to the folder's file, of which the first follows the last one there. It writes a new file
// beside the old one, syncs it and puts it in the old one's place: all of the entries, or after an error none, but
// for ErrUnsure. There is one writer at a time: the caller sees to it.
func Append(dir string, entries []engine.Entry) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := clean(dir); err != nil {
		return err
	}
	// It is made exclusively, for its owner alone: what is there already, a link among it, is never opened.
	f, err := os.CreateTemp(dir, next)
	if err != nil {
		return err
	}
	err = errors.Join(fill(f, filepath.Join(dir, Name), entries), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, Name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := syncDir(dir); err != nil {
		return fmt.Errorf("%w: %w", ErrUnsure, err)
	}
	return nil
}

// clean removes the files that writes which broke off have left behind. What is not a regular file is not ours, nor is
// what may not be removed: neither is in the way of the next write.
func clean(dir string) error {
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range list {
		if strings.HasPrefix(e.Name(), next) && e.Type().IsRegular() {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	return nil
}

// fill writes the old file, which must be whole, and then the new lines, and syncs.
func fill(f *os.File, old string, entries []engine.Entry) error {
	var chain canon.Digest
	var last []byte
	out := bufio.NewWriterSize(f, 1<<16)
	in, err := openRegular(old)
	switch {
	case err == nil:
		defer in.Close()
		err = eachLine(in, old, func(l *line) error {
			chain, last = l.chain, l.entry
			_, err := out.Write(l.whole)
			return err
		})
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err != nil {
		return err
	}
	seq := int64(0)
	if last != nil {
		var e engine.Entry
		if err := canon.Decode(last, &e); err != nil {
			return fmt.Errorf("%s: the last entry: %w", old, err)
		}
		seq = e.Seq
	}
	for _, e := range entries {
		if seq++; e.Seq != seq {
			return fmt.Errorf("entry %d follows %d: another run wrote to the file", e.Seq, seq-1)
		}
		data, err := canon.Encode(e)
		if err != nil {
			return fmt.Errorf("entry %d: %w", e.Seq, err)
		}
		chain = follow(chain, data)
		if _, err := fmt.Fprintf(out, "%s%s%s%s}\n", open, chain, middle, data); err != nil {
			return err
		}
	}
	return errors.Join(out.Flush(), f.Sync())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
