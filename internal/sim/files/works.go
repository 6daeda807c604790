// SPDX-License-Identifier: Apache-2.0

package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"time"

	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/internal/sim/tree"
	"truce/journal"
	"truce/journal/cosigner"
	"truce/journal/tiles"
)

const origin = "files.example/1"

func works(ctx context.Context) ([]work, error) {
	key, err := tree.Key(origin, journal.SignsNotes)
	if err != nil {
		return nil, err
	}
	own, err := tree.Key("cosigner.example", journal.Cosigns)
	if err != nil {
		return nil, err
	}
	log, fork := tree.New(key), tree.New(key)
	if err := errors.Join(log.Grow(600, ""), fork.Grow(2, ""), fork.Grow(40, "other")); err != nil {
		return nil, err
	}
	out := []work{plain("a file that was not there", nil), plain("a file that is replaced", bytes.Repeat([]byte("old content "), 20))}
	for _, sizes := range [][]int64{{1, 2}, {1, 5, 6}, {3, 255, 256}, {250, 256, 257}, {256, 512, 600}, {40, 41, 42, 43, 44}, {10, 20, 30, 40, 50, 60}} {
		out = append(out, published(ctx, log, key, sizes))
	}
	for _, sizes := range [][]int64{{0, 12}, {5, 12}, {5, 12, 13}, {5, 8, 12, 30}} {
		out = append(out, cosigned(log, fork, own, sizes))
	}
	return out, nil
}

// plain writes two files by package durable itself.
func plain(name string, old []byte) work {
	const path, other, limit = "some/where/file", "some/where/kept", 1 << 16
	content := func(size int64) []byte {
		if size == 0 {
			return old
		}
		return bytes.Repeat(fmt.Appendf(nil, "content %d ", size), 12)
	}
	return work{
		name: name,
		begin: func(disk durable.FS) error {
			if old == nil {
				return nil
			}
			return durable.NewFolder(disk).Write(path, old)
		},
		step: func(disk durable.FS) (a acknowledged) {
			folder := durable.NewFolder(disk)
			for size := int64(1); size <= 3 && a.err == nil; size++ {
				if a.err = folder.Write(path, content(size)); a.err == nil {
					a.size = size
				}
			}
			if a.err == nil {
				a.err = folder.Keep(other, content(9))
			}
			return a
		},
		look: func(disk *faulty.Disk, a acknowledged) error {
			got, err := disk.Read(path, limit)
			if errors.Is(err, fs.ErrNotExist) {
				got, err = nil, nil
			}
			next := a.size
			if !errors.Is(a.err, durable.ErrNotDone) && a.size < 3 {
				next++
			}
			if err != nil || !bytes.Equal(got, content(a.size)) && !bytes.Equal(got, content(next)) {
				return fmt.Errorf("the file has %.40q after %d writes, %w", got, a.size, err)
			}
			kept, err := disk.Read(other, limit)
			if a.err == nil && (err != nil || !bytes.Equal(kept, content(9))) {
				return fmt.Errorf("what was kept is %.40q, %w", kept, err)
			}
			return durable.NewFolder(disk).Write(path, content(5))
		},
	}
}

// published brings a folder from one size to the others.
func published(ctx context.Context, log *tree.Tree, key journal.SigningKey, sizes []int64) work {
	signed := map[int64]journal.SignedCheckpoint{}
	publish := func(disk durable.FS, folder *durable.Folder, size int64) error {
		c, ok := signed[size]
		if !ok {
			var err error
			if c, err = log.Checkpoint(size); err != nil {
				return err
			}
			signed[size] = c
		}
		return tiles.Publish(ctx, folder, log.Fork(size).Source(), c)
	}
	return work{
		name:  fmt.Sprint("tiles of ", sizes),
		begin: func(disk durable.FS) error { return publish(disk, durable.NewFolder(disk), sizes[0]) },
		step: func(disk durable.FS) acknowledged {
			a := acknowledged{size: sizes[0]}
			folder := durable.NewFolder(disk)
			for _, size := range sizes[1:] {
				if a.err = publish(disk, folder, size); a.err != nil {
					break
				}
				a.size = size
			}
			return a
		},
		look: func(disk *faulty.Disk, a acknowledged) error {
			l, err := tiles.Open(ctx, func(_ context.Context, path string, limit int64) ([]byte, error) { return disk.Read(path, limit) }, key.Verifier())
			if err != nil {
				return err
			}
			size := l.Checkpoint().Size
			if size < a.size || !slices.Contains(sizes, size) {
				return fmt.Errorf("%d leaves are published, %d were acknowledged", size, a.size)
			}
			leaves, err := l.Leaves(ctx, 0, size)
			if err == nil && !slices.EqualFunc(leaves, log.Leaves()[:size], bytes.Equal) {
				err = errors.New("the leaves are others")
			}
			if err != nil {
				return err
			}
			return publish(disk, durable.NewFolder(disk), sizes[len(sizes)-1])
		},
	}
}

// signer is a cosigner on a disk.
type signer struct {
	*cosigner.Server
}

func start(disk durable.FS, own journal.SigningKey, log journal.VerifierKey, seconds int64) (signer, error) {
	s, err := cosigner.Open(cosigner.Options{
		Key: own, Logs: []journal.VerifierKey{log}, Folder: durable.NewFolder(disk), Now: func() time.Time { return time.Unix(seconds, 0) },
	})
	return signer{s}, err
}

// response is what a cosigner answers, as far as it is asked for here.
type response struct {
	header http.Header
	code   int
}

func (r *response) Header() http.Header            { return r.header }
func (r *response) Write(data []byte) (int, error) { return len(data), nil }
func (r *response) WriteHeader(code int)           { r.code = code }

// signs asks for a cosignature and tells whether it was given.
func (s signer) signs(t *tree.Tree, old, size int64) (bool, error) {
	req, err := t.Request(old, size)
	if err != nil {
		return false, err
	}
	r := &response{header: http.Header{}}
	h, err := http.NewRequest(http.MethodPost, "/add-checkpoint", bytes.NewReader(req.Bytes()))
	if err != nil {
		return false, err
	}
	s.ServeHTTP(r, h)
	return r.code == http.StatusOK, nil
}

// cosigned lets a cosigner sign one tree as it grows, under faults, and offers it another on each disk that is found. The
// trees part after two leaves.
func cosigned(log, fork *tree.Tree, own journal.SigningKey, sizes []int64) work {
	key := log.Key()
	return work{
		name: fmt.Sprint("cosigner from ", sizes),
		begin: func(disk durable.FS) error {
			if err := cosigner.Enrol(durable.NewFolder(disk), own.Verifier(), origin); err != nil || sizes[0] == 0 {
				return err
			}
			s, err := start(disk, own, key, 1000)
			if err != nil {
				return err
			}
			_, err = s.signs(log, 0, sizes[0])
			return err
		},
		step: func(disk durable.FS) acknowledged {
			a := acknowledged{size: sizes[0]}
			s, err := start(disk, own, key, 2000)
			if err != nil {
				a.err = err
				return a
			}
			for _, size := range sizes[1:] {
				given, err := s.signs(log, a.size, size)
				if !given {
					a.err = errors.Join(err, errors.New("not signed"))
					return a
				}
				a.size = size
			}
			return a
		},
		look: func(disk *faulty.Disk, a acknowledged) error {
			s, err := start(disk, own, key, 3000)
			if err != nil {
				return fmt.Errorf("the cosigner does not start: %w", err)
			}
			return offer(s, a, sizes, [2]*tree.Tree{log, fork})
		},
	}
}

// offer offers a cosigner that was started again the other tree at each size that it may have, and then its own.
func offer(s signer, a acknowledged, sizes []int64, trees [2]*tree.Tree) error {
	for _, old := range sizes {
		given, err := s.signs(trees[1], old, 40)
		if err != nil || given && a.size > 0 {
			return fmt.Errorf("after %d leaves were cosigned, the other tree from %d on: %w", a.size, old, errors.Join(errTwo, err))
		}
		if given {
			return nil // nothing was cosigned before, so this is its one tree
		}
	}
	for i, old := range sizes {
		given, err := s.signs(trees[0], old, 50)
		if err != nil || given && old < a.size {
			return fmt.Errorf("it signs from %d leaves on and had cosigned %d: %w", old, a.size, errors.Join(errTwo, err))
		}
		if given {
			return nil
		}
		if i == len(sizes)-1 {
			return fmt.Errorf("after %d leaves were cosigned it signs no more", a.size)
		}
	}
	return nil
}
