// SPDX-License-Identifier: Apache-2.0

// Package late turns what devices sent while they were offline into arrivals in any order, with repeats and clones, and asks
// whether every order comes to the same.
package late

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"truce/canon"
	"truce/engine"
	"truce/internal/sim/tally"
	"truce/internal/sim/tree"
	"truce/journal"
	"truce/keyring"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Step takes an entry into a state. Whoever plants a bug gives another than the engine's own.
type Step func(*engine.State, engine.Entry) ([]engine.Effect, error)

// began is when the devices begin to send.
const began = when.Instant(1_773_964_800_000)

// Late lets the submissions of some devices arrive in many orders. step is nil but to plant a bug.
func Late(_ context.Context, job tally.Job, step Step) error {
	if step == nil {
		step = (*engine.State).Step
	}
	worlds, orders := job.Tier.Pick(10, 200), 10
	for n := range worlds {
		random := rand.New(rand.NewPCG(job.Seed, 10_000+uint64(n)))
		w, err := newWorld(random)
		if err != nil {
			return err
		}
		job.Out.Add("worlds", 1)
		first := ""
		for order := range orders {
			got, err := w.arrive(random, step, job.Out, order == 0)
			if err != nil {
				job.Out.Fail("world %d, order %d: %v", n, order, err)
				return nil
			}
			job.Out.Add("orders", 1)
			if first == "" {
				first = got
			}
			if got != first {
				job.Out.Fail("world %d: order %d comes to something else:\n%s\n%s", n, order, first, got)
				return nil
			}
		}
		if err := w.found(first); err != nil {
			job.Out.Fail("world %d: %v", n, err)
		}
	}
	return nil
}

// world is what devices send.
type world struct {
	keys []*keyring.Key
	sent []*engine.Submission
	// cloned are the devices of which a copy sent something else under one counter.
	cloned []string
}

func newWorld(random *rand.Rand) (*world, error) {
	w := &world{}
	for d := range 2 + random.IntN(4) {
		name := fmt.Sprint("device-", d)
		key, err := tree.Key(name, journal.SignsNotes)
		if err != nil {
			return nil, err
		}
		signer, err := note.NewSigner(key.Secret())
		if err != nil {
			return nil, err
		}
		w.keys = append(w.keys, &keyring.Key{
			Name: name, Text: key.Verifier().String(), Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForDevice,
		})
		h := report.Header{Origin: "log.example/late"}
		turns := 1 + random.IntN(8)
		clone := -1
		if random.IntN(2) == 0 {
			clone = random.IntN(turns)
			w.cloned = append(w.cloned, name)
		}
		for n := range turns {
			h.Counter++
			s, err := submission(signer, h, fmt.Sprint(name, " ", n), d*100+n)
			if err != nil {
				return nil, err
			}
			w.sent = append(w.sent, s)
			if n == clone {
				other, err := submission(signer, h, fmt.Sprint("copy of ", name, " ", n), d*100+n+50)
				if err != nil {
					return nil, err
				}
				w.sent = append(w.sent, other)
			}
			h.Previous = s.Device.Root
		}
	}
	return w, nil
}

// submission is one report, sealed under salts that follow from its words.
func submission(signer note.Signer, h report.Header, words string, minute int) (*engine.Submission, error) {
	from := began + when.Instant(minute)*when.Instant(when.Minute)
	r := report.Report{
		Identity: report.Identity{Door: "truce-device", Person: "p " + words},
		Original: report.Original{Text: words, Digest: canon.SumBytes("truce/original/1", []byte(words))},
		Extract: report.Extract{
			Level: report.Plain, Source: words, Exercise: true, Received: from + when.Instant(when.Minute),
			Sightings: []report.Sighting{{
				Act: "mortar-fire", Means: report.Seen,
				Time:  when.Span{Interval: when.Interval{From: from, To: from + when.Instant(when.Minute) - 1}},
				Where: place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_000_000, Lon: 380_000_000}, Radius: 300 * place.Metre}},
			}},
		},
	}
	salts := make([]canon.Salt, report.PartsPerReport)
	for i := range salts {
		salts[i] = canon.Salt(canon.SumBytes("salt of late", fmt.Append(nil, words, i)))
	}
	parts, err := report.Parts([]report.Report{r}, salts)
	if err != nil {
		return nil, err
	}
	sealed, err := report.Seal(h, parts, signer)
	if err != nil {
		return nil, err
	}
	return &engine.Submission{Reports: []report.Report{r}, Device: &sealed}, nil
}

// arrive lets everything arrive, in order or in any, some of it more than once, and returns what the record then says but for
// the numbers of entries, which follow the order.
func (w *world) arrive(random *rand.Rand, step Step, out *tally.Tally, inOrder bool) (string, error) {
	s := engine.NewState()
	if _, err := s.Step(engine.NewGenesis(began)); err != nil {
		return "", err
	}
	for _, k := range w.keys {
		if _, err := s.Step(engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Key: k}); err != nil {
			return "", err
		}
	}
	arrivals := slices.Clone(w.sent)
	if !inOrder {
		for range random.IntN(len(arrivals)) {
			arrivals = append(arrivals, arrivals[random.IntN(len(w.sent))])
		}
		random.Shuffle(len(arrivals), func(i, j int) { arrivals[i], arrivals[j] = arrivals[j], arrivals[i] })
	}
	at := began + 30*24*60*when.Instant(when.Minute)
	seen := map[*engine.Submission]bool{}
	for _, a := range arrivals {
		_, err := step(s, engine.Entry{Seq: s.Seq() + 1, Time: at, Submission: a})
		out.Add("arrivals", 1)
		if seen[a] {
			out.Add("repeats", 1)
			if !errors.Is(err, engine.ErrRepeat) {
				return "", fmt.Errorf("a repeat is answered with %v", err)
			}
			continue
		}
		if seen[a] = true; err != nil {
			return "", err
		}
	}
	return says(s)
}

// says is what the record says of its devices and of what they saw.
func says(s *engine.State) (string, error) {
	var b strings.Builder
	for _, d := range s.Devices() {
		var clones []int64
		for _, c := range d.Clones {
			clones = append(clones, c.Counter)
		}
		slices.Sort(clones)
		for i := range d.Holes {
			if d.Holes[i].Missing > 0 {
				return "", fmt.Errorf("%s: a hole is left though everything came", d.Keys[0])
			}
		}
		fmt.Fprintln(&b, d.Keys, d.Holder, d.Highest, d.Taken, d.Missing, slices.Compact(clones))
	}
	var ids []string
	for _, o := range s.Observations() {
		text, err := json.Marshal(o.ID)
		if err != nil {
			return "", err
		}
		ids = append(ids, string(text))
	}
	slices.Sort(ids)
	fmt.Fprintln(&b, ids)
	return b.String(), nil
}

// found returns an error unless every clone shows, and nobody else is taken for one.
func (w *world) found(says string) error {
	for line := range strings.Lines(says) {
		name, _, ok := strings.Cut(strings.TrimPrefix(line, "["), "]")
		if !ok || !strings.HasPrefix(name, "device-") {
			continue
		}
		cloned := !strings.HasSuffix(strings.TrimSpace(line), "[] []")
		if cloned != slices.Contains(w.cloned, name) {
			return fmt.Errorf("%s is found to be cloned: %t", name, cloned)
		}
	}
	return nil
}
