// SPDX-License-Identifier: Apache-2.0

package platter

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Image are files by their absolute paths. Its bytes are shared and not to be changed.
type Image map[string][]byte

// Choice is one way in which the power goes. The zero value loses all that was not synced.
type Choice struct {
	// How is the kind of loss.
	How Loss
	// Seed decides which changes are lost, where How leaves it open.
	Seed uint64
}

// Loss is which changes are lost.
type Loss int

// The kinds of loss.
const (
	All         Loss = iota // nothing survives
	None                    // everything does
	OnlyNames               // names do, content does not
	OnlyContent             // content does, names do not
	Later                   // of each file what was written up to some moment survives
	AllButOne
	One
	Half
	Few
	Most
	losses
)

// Choices yields the four plain losses and then so many by chance.
func Choices(random *rand.Rand, n int) iter.Seq[Choice] {
	return func(yield func(Choice) bool) {
		for how := range Later {
			if !yield(Choice{How: how}) {
				return
			}
		}
		for range n {
			if !yield(Choice{How: Later + Loss(random.IntN(int(losses-Later))), Seed: random.Uint64()}) {
				return
			}
		}
	}
}

// Pending is how many changes are not synced.
func (d *Disk) Pending() int {
	n := 0
	for _, dir := range d.dirs {
		n += len(dir.pending)
	}
	for _, f := range d.order {
		n += len(f.pending)
	}
	return n
}

// chosen returns which of the pending changes survive, by their order: files first, then folders by their paths.
func (c Choice) chosen(names, contents int) []bool {
	n := names + contents
	out := make([]bool, n)
	random := rand.New(rand.NewPCG(c.Seed, 2))
	one, until := -1, -1
	if n > 0 {
		one, until = random.IntN(n), random.IntN(n+1)
	}
	for i := range out {
		switch c.How {
		case None:
			out[i] = true
		case OnlyNames:
			out[i] = i >= contents
		case OnlyContent:
			out[i] = i < contents
		case Later:
			out[i] = i < until
		case AllButOne:
			out[i] = i != one
		case One:
			out[i] = i == one
		case Half:
			out[i] = random.IntN(2) == 0
		case Few:
			out[i] = random.IntN(10) == 0
		case Most:
			out[i] = random.IntN(10) != 0
		}
	}
	return out
}

// After returns what is found after the power went.
func (d *Disk) After(c Choice) Image {
	names := 0
	paths := slices.Sorted(maps.Keys(d.dirs))
	for _, p := range paths {
		names += len(d.dirs[p].pending)
	}
	survives := c.chosen(names, d.Pending()-names)
	next := func() bool {
		s := survives[0]
		survives = survives[1:]
		return s
	}
	var noise *rand.Rand
	if c.Seed%2 == 1 {
		noise = rand.New(rand.NewPCG(c.Seed, 3))
	}
	content := map[*file][]byte{}
	for _, f := range d.order {
		content[f] = f.with(filtered(f.pending, next), noise)
	}
	out := Image{}
	for _, p := range paths {
		found := maps.Clone(d.dirs[p].names)
		for change := range filtered(d.dirs[p].pending, next) {
			rename(found, change)
		}
		for name, f := range found {
			out[filepath.Join(p, name)] = content[f]
		}
	}
	return out
}

// Sum returns a number that images share, all but surely, only if they are the same.
func (i Image) Sum(seed maphash.Seed) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, path := range slices.Sorted(maps.Keys(i)) {
		fmt.Fprintf(&h, "%q %d\n", path, len(i[path]))
		_, _ = h.Write(i[path])
	}
	return h.Sum64()
}

func filtered(changes []change, survives func() bool) iter.Seq[change] {
	return func(yield func(change) bool) {
		for _, c := range changes {
			if survives() && !yield(c) {
				return
			}
		}
	}
}

// with returns the content together with changes. What a file has grown by and nothing was written to is zeros, or noise if
// there is one: a file system may show there what once stood in the place.
func (f *file) with(changes iter.Seq[change], noise *rand.Rand) []byte {
	out := f.bytes
	owned := false
	for c := range changes {
		if !owned {
			out, owned = slices.Clone(out), true
		}
		end := c.offset + int64(len(c.data))
		if end > int64(len(out)) {
			was := len(out)
			out = append(out, make([]byte, end-int64(was))...)
			for i := was; noise != nil && i < len(out); i += 7 {
				out[i] = byte(noise.Uint32())
			}
		}
		if c.data == nil && !c.grows {
			out = out[:c.offset]
		}
		copy(out[c.offset:], c.data)
	}
	return out
}

// WriteTo writes the files of an image below a folder, in place of the root that they were recorded below.
func (i Image) WriteTo(root, folder string) error {
	for path, data := range i {
		rest, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		to := filepath.Join(folder, rest)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			return fmt.Errorf("write an image: %w", err)
		}
	}
	return nil
}

// Read returns the files below a folder.
func Read(folder string) (Image, error) {
	out := Image{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		out[path] = data
		return err
	})
	return out, err
}

// Moved returns the image with its files below another folder.
func (i Image) Moved(from, to string) Image {
	out := Image{}
	for path, data := range i {
		out[filepath.Join(to, strings.TrimPrefix(path, from))] = data
	}
	return out
}
