// SPDX-License-Identifier: Apache-2.0

// Package rot turns every kind of file of a record into damaged ones, and asks whether each is found out, or says the same as
// before the damage. What is neither was served as good.
package rot

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"truce/internal/sim/tally"
)

// Verdict is what a reader made of a damaged file.
type Verdict string

// The verdicts.
const (
	// Found says that the damage was found out.
	Found Verdict = "found out"
	// Harmless says that everything reads as before.
	Harmless Verdict = "harmless, all reads as before"
	// Cut says that the file reads as it did at an earlier moment, which whoever holds something of later finds out: a
	// receipt, or a checkpoint.
	Cut Verdict = "an earlier state, which a later receipt finds out"
	// Served says that damage was served as good.
	Served Verdict = "served as good"
)

// subject is a kind of file.
type subject struct {
	name string
	data []byte
	// read tells what a reader makes of the damaged file.
	read func(ctx context.Context, damaged []byte) (Verdict, error)
	// share is how many of a thousand flips fall to it; every bit is flipped where that is enough.
	share int
}

// Options plant bugs. The zero value plants none.
type Options struct {
	// NoRecheck reads a journal without letting it check itself.
	NoRecheck bool
}

// Rot damages every kind of file.
func Rot(ctx context.Context, job tally.Job, o Options) error {
	random := rand.New(rand.NewPCG(job.Seed, 7))
	stored, err := databases(ctx, job, o)
	if err != nil {
		return err
	}
	records, err := records(ctx, job)
	if err != nil {
		return err
	}
	published, err := published(ctx)
	if err != nil {
		return err
	}
	flips := job.Tier.Pick(1_500, 20_000)
	for _, s := range slices.Concat(stored, records, published) {
		for damage, at := range damages(random, s.data, flips*s.share/1000) {
			v, err := s.read(ctx, damage.data)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", s.name, damage.what, err)
			}
			job.Out.Add("damages", 1)
			job.Out.Add(s.name+": "+string(v), 1)
			if v == Served {
				job.Out.Fail("%s, %s at byte %d of %d: %s", s.name, damage.what, at, len(s.data), v)
			}
		}
	}
	return nil
}

// damaged is a file after a damage.
type damaged struct {
	what string
	data []byte
}

// damages yields so many damages and their places: mostly single bits, and some sectors that are zeros, noise or another
// sector, and files that are cut. Of the places three of four hold something or are beside what does.
func damages(random *rand.Rand, whole []byte, n int) func(func(damaged, int) bool) {
	const sector = 512
	return func(yield func(damaged, int) bool) {
		var held []int
		for at := range whole {
			if len(bytes.Trim(whole[at:min(at+4, len(whole))], "\x00")) > 0 {
				held = append(held, at)
			}
		}
		every := len(whole)*8 <= n
		if every {
			n = len(whole) * 8
		}
		for i := range n {
			data, at := bytes.Clone(whole), random.IntN(len(whole))
			if len(held) > 0 && random.IntN(4) > 0 {
				at = held[random.IntN(len(held))]
			}
			end := min(at+sector, len(data))
			what := "a bit flipped"
			switch kind := random.IntN(100); {
			case every:
				at = i / 8
				data[at] ^= 1 << (i % 8)
			case kind < 80:
				data[at] ^= 1 << random.IntN(8)
			case kind < 86:
				what = "zeros"
				clear(data[at:end])
			case kind < 92:
				what = "noise"
				for j := at; j < end; j++ {
					data[j] = byte(random.Uint32())
				}
			case kind < 97:
				what = "another sector"
				from := random.IntN(len(whole))
				copy(data[at:end], whole[from:min(from+sector, len(whole))])
			default:
				what = "cut"
				data = data[:at]
			}
			if !bytes.Equal(data, whole) && !yield(damaged{what, data}, at) {
				return
			}
		}
	}
}
