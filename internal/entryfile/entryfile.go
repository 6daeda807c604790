// SPDX-License-Identifier: Apache-2.0

// Package entryfile turns the entries of a record into a file of canonical lines and back. The file is what the
// journal will seal; a folder of state holds it and nothing else.
package entryfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"truce/canon"
	"truce/engine"
)

// Name is the name of the file in its folder.
const Name = "entries.ndjson"

// maxLine is the longest entry, in bytes, that is read back.
const maxLine = 1 << 30

// Read gives each entry of the folder to take, in order. A folder without the file has no entries. An error
// names the line; the file is never changed.
func Read(dir string, take func(engine.Entry) error) error {
	f, err := os.Open(filepath.Join(dir, Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<16)
	for line := 1; ; line++ {
		data, err := readLine(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		var e engine.Entry
		if err == nil {
			err = canon.Decode(data, &e)
		}
		if err == nil {
			err = take(e)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", f.Name(), line, err)
		}
	}
}

// readLine returns a line without its end. A last line without an end was cut off.
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
			return line[:len(line)-1], nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0:
			return nil, errors.New("the last line has no end: the file was cut off")
		default:
			return nil, err
		}
	}
}

// Append adds entries to the folder's file: all of them, or after any error none. It writes a new file beside
// the old one, syncs it and puts it in the old one's place.
func Append(dir string, entries []engine.Entry) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var buf bytes.Buffer
	for _, e := range entries {
		data, err := canon.Encode(e)
		if err != nil {
			return fmt.Errorf("entry %d: %w", e.Seq, err)
		}
		buf.Write(data)
		buf.WriteByte('\n')
	}
	next, err := os.CreateTemp(dir, ".entries-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(next.Name())
		}
	}()
	if err := fill(next, filepath.Join(dir, Name), &buf); err != nil {
		return errors.Join(err, next.Close())
	}
	if err := next.Close(); err != nil {
		return err
	}
	if err := os.Rename(next.Name(), filepath.Join(dir, Name)); err != nil {
		return err
	}
	return syncDir(dir)
}

// fill writes the old file and then the new lines, and syncs.
func fill(next *os.File, old string, lines *bytes.Buffer) error {
	f, err := os.Open(old)
	switch {
	case err == nil:
		defer f.Close()
		if _, err := io.Copy(next, f); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if _, err := lines.WriteTo(next); err != nil {
		return err
	}
	return next.Sync()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
