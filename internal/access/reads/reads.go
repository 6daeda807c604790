// SPDX-License-Identifier: Apache-2.0

// Package reads turns what people looked at into a file of lines beside the journal, each bound to all before it, so that who
// asked where the next patrol goes is known afterwards, and nobody takes a line out unnoticed: where the file stood at the end of a
// day is entered in the record (package trail). It is the mission's own and enters no output to anybody outside. The format is
// docs/spec/reads.md.
package reads

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"truce/canon"
	"truce/internal/access/reads/trail"
	"truce/internal/durable"
	"truce/when"
)

// ErrDamaged says that a log of reads is not what was written: a line was changed, or taken out of the middle. The caller keeps
// the file as evidence, and goes on in another.
var ErrDamaged = errors.New("the log of reads is damaged")

// ErrRewritten says that a log of reads is not the one whose heads a record has. The caller keeps both.
var ErrRewritten = errors.New("the log of reads is not the one that the record has the heads of")

// maxLine is the longest line, in bytes.
const maxLine = 64 << 10

// Log is an open log of reads. It may be used by many goroutines at once; one program at a time has it open.
type Log struct {
	path   string
	disk   *durable.Disk // holds the folder for this program
	mu     sync.Mutex
	file   *os.File
	at     trail.Trail
	end    int64 // where the last whole line ends
	broken error // why nothing more is written
}

// line is one line of the file: the read, and the digest of the trail up to it.
type line struct {
	Digest canon.Digest `json:"digest"`
	Read   trail.Read   `json:"read"`
}

// Name is the name of the file in its folder.
const Name = "reads.ndjson"

// Open opens the log in a folder of its own, which it makes, readable by its owner alone, where there is none. What the last
// write of a program that was stopped left without its end is cut off: nobody was told that it was written. Its error wraps
// ErrDamaged where a line does not follow from those before, and durable.ErrLocked where another program has it open.
func Open(folder string) (*Log, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	disk, err := durable.Open(folder)
	if err != nil {
		return nil, fmt.Errorf("the log of reads in %s: %w", folder, err)
	}
	l := &Log{path: filepath.Join(folder, Name), disk: disk}
	if l.file, err = os.OpenFile(l.path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, errors.Join(err, disk.Close())
	}
	end, err := walk(l.file, &l.at, nil)
	if err == nil {
		err = l.file.Truncate(end)
	}
	if err == nil {
		_, err = l.file.Seek(end, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", l.path, err), l.Close())
	}
	l.end = end
	return l, nil
}

// walk reads whole lines, holds each to the trail and hands it on; it returns where the last whole line ends. A nil visit is
// told nothing; one that returns false ends it.
func walk(r io.Reader, at *trail.Trail, visit func(trail.Read) bool) (end int64, err error) {
	in := bufio.NewReaderSize(r, maxLine)
	for {
		data, err := in.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF):
			return end, nil
		case errors.Is(err, bufio.ErrBufferFull):
			return end, fmt.Errorf("%w: line %d is longer than %d bytes", ErrDamaged, at.Count+1, maxLine)
		case err != nil:
			return end, err
		}
		var l line
		if err := canon.Decode(bytes.TrimSuffix(data, []byte("\n")), &l); err != nil {
			return end, fmt.Errorf("%w: line %d: %w", ErrDamaged, at.Count+1, err)
		}
		read := l.Read
		if err := at.Add(&read); err != nil {
			return end, fmt.Errorf("%w: line %d: %w", ErrDamaged, at.Count+1, err)
		}
		if read.Seq != l.Read.Seq || at.Digest != l.Digest {
			return end, fmt.Errorf("%w: line %d does not follow from those before", ErrDamaged, at.Count)
		}
		end += int64(len(data))
		if visit != nil && !visit(read) {
			return end, nil
		}
	}
}

// Append writes one line, and returns it with its number. The operating system has it when Append returns, and the disk has it
// when Sync does. After an error nothing was logged, and whoever asked is shown nothing: what cannot be logged is not looked at.
func (l *Log) Append(r trail.Read) (trail.Read, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return r, l.broken
	}
	next := l.at
	r.At = max(r.At, l.at.Last) // clocks are put back; the order of the lines is the order of writing
	if err := next.Add(&r); err != nil {
		return r, fmt.Errorf("log a read: %w", err)
	}
	data, err := canon.Encode(line{next.Digest, r})
	if err != nil {
		return r, err
	}
	data = append(data, '\n')
	if _, err := l.file.Write(data); err != nil {
		err = fmt.Errorf("write to the log of reads %s: %w", l.path, err)
		if fault := l.back(); fault != nil {
			l.broken = fmt.Errorf("%w, and what was written of a line could not be taken back: %w: open it again", err, fault)
			return r, l.broken
		}
		return r, err
	}
	l.at, l.end = next, l.end+int64(len(data))
	return r, nil
}

// back takes away what was written of a line, as on a full disk: once there is room, lines go on after the last whole one.
func (l *Log) back() error {
	if err := l.file.Truncate(l.end); err != nil {
		return err
	}
	_, err := l.file.Seek(l.end, io.SeekStart)
	return err
}

// Sync returns when the disk has every line that was appended before.
func (l *Log) Sync() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.broken, l.file.Sync())
}

// Count returns how many lines there are.
func (l *Log) Count() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at.Count
}

// Filter says which lines are asked for; what is empty asks nothing.
type Filter struct {
	Who, Member, Role, Kind, Object string
	Answer                          trail.Answer
	From, To                        when.Instant // both included; zero for no bound
	// After is the number after which lines are given, and Most how many, the first of them; 0 for all.
	After int64
	Most  int
}

// Takes tells whether a line is one of those that are asked for.
func (f Filter) Takes(r trail.Read) bool {
	is := func(asked, has string) bool { return asked == "" || asked == has }
	return is(f.Who, r.Who) && is(f.Member, r.Member) && is(f.Role, r.Role) && is(f.Kind, r.Kind) && is(f.Object, r.Object) &&
		is(string(f.Answer), string(r.Answer)) && (f.From == 0 || r.At >= f.From) && (f.To == 0 || r.At <= f.To) && r.Seq > f.After
}

// List returns the lines that are asked for, in order, as the file has them: it is read, and held to the trail, from its
// beginning.
func (l *Log) List(f Filter) ([]trail.Read, error) {
	var out []trail.Read
	err := l.read(func(_ trail.Trail, r trail.Read) bool {
		if f.Takes(r) {
			out = append(out, r)
		}
		return f.Most == 0 || len(out) < f.Most
	})
	return out, err
}

// Head returns where the log stood at the end of a civil day in UTC, for by to enter it in the record.
func (l *Log) Head(by string, day when.Date) (trail.Head, error) {
	h := trail.Head{By: by, Day: day}
	utc, err := when.LoadZone("UTC")
	if err != nil {
		return h, err
	}
	end := utc.Whole(day).To
	if err := l.Sync(); err != nil {
		return h, err
	}
	return h, l.read(func(at trail.Trail, r trail.Read) bool {
		if r.At > end {
			return false
		}
		h.Count, h.Digest = at.Count, at.Digest
		return true
	})
}

// Verify holds the whole file to its trail and to the heads that a record has of it. Its error wraps ErrDamaged or ErrRewritten
// and says where; nil says that up to the last head nothing was changed, put in or taken out.
func (l *Log) Verify(heads []trail.Head) error {
	next := 0
	var wrong error
	hold := func(count int64, digest canon.Digest) {
		for next < len(heads) && heads[next].Count == count && wrong == nil {
			if heads[next].Digest != digest {
				wrong = fmt.Errorf("%w: after %d lines the head of %s is another", ErrRewritten, count, heads[next].Day)
			}
			next++
		}
	}
	hold(0, canon.Digest{})
	err := l.read(func(at trail.Trail, _ trail.Read) bool {
		hold(at.Count, at.Digest)
		return wrong == nil
	})
	switch {
	case err != nil || wrong != nil:
		return errors.Join(err, wrong)
	case next < len(heads):
		return fmt.Errorf("%w: it has %d lines, and had %d on %s", ErrRewritten, l.Count(), heads[next].Count, heads[next].Day)
	}
	return nil
}

// read walks the lines that were written when it was called. visit is told where the trail stands after each.
func (l *Log) read(visit func(trail.Trail, trail.Read) bool) error {
	l.mu.Lock()
	count := l.at.Count
	l.mu.Unlock()
	file, err := os.Open(l.path)
	if err != nil {
		return err
	}
	defer file.Close()
	var at trail.Trail
	ended := count == 0
	if !ended {
		_, err = walk(file, &at, func(r trail.Read) bool {
			ended = !visit(at, r) || at.Count >= count
			return !ended
		})
	}
	if err == nil && !ended {
		err = fmt.Errorf("%w: it has %d lines, and had %d", ErrDamaged, at.Count, count)
	}
	return err
}

// Close closes the log once the disk has all of it.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := errors.Join(l.file.Sync(), l.file.Close())
	if l.broken == nil {
		l.broken = os.ErrClosed
	}
	return errors.Join(err, l.disk.Close())
}
