// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/canon"
	"truce/report"
)

// Device is what the record says of one device, under all its keys.
type Device struct {
	// Keys are the names of its keys in order of enrolment; each but the first replaced the one before it.
	Keys []string `json:"keys"`
	// Holder answers for it now.
	Holder string `json:"holder"`
	// Highest is the highest counter so far, 0 before the first submission.
	Highest int64 `json:"highest"`
	// Taken is how many submissions were taken.
	Taken int64 `json:"taken"`
	// Holes are all that ever showed, in order of counters, closed ones among them.
	Holes []Hole `json:"holes,omitempty"`
	// Missing are the counters below Highest that never came, as spans in order.
	Missing []Span `json:"missing,omitempty"`
	// Clones are in order of record.
	Clones []Clone `json:"clones,omitempty"`
}

// Span is counters from the first to the last, both included.
type Span struct {
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

// Hole is a span of counters that were missing when a later one came.
type Hole struct {
	Span Span `json:"span"`
	// Missing is how many of them are missing now.
	Missing int64 `json:"missing"`
	// Shown is the entry that showed it, and Closed the one that brought the last of them, 0 until then.
	Shown  int64 `json:"shown"`
	Closed int64 `json:"closed,omitempty"`
}

// Clone is two entries whose headers one device with one key cannot both have made: two different ones of one
// counter, or one that names another root than that of the counter before.
type Clone struct {
	// Counter is that of both, or the higher.
	Counter int64 `json:"counter"`
	// Entry showed it; Against is the earlier one.
	Entry   int64 `json:"entry"`
	Against int64 `json:"against"`
}

// Irregularity is what a submission showed of its device: a hole that opened or closed, or a clone. It stops nothing.
type Irregularity struct {
	// Device is the name of its first key.
	Device string
	Hole   *Hole
	Clone  *Clone
}

// ErrRepeat says that the very same header is on record: nothing was entered. The caller answers with the receipt of
// the earlier entry, which RepeatError names.
var ErrRepeat = errors.New("the device sent this before")

// RepeatError is ErrRepeat with the entry that has the header.
type RepeatError struct{ Seq int64 }

// Error says which entry it is.
func (e *RepeatError) Error() string { return fmt.Sprintf("%v: entry %d", ErrRepeat, e.Seq) }

// Unwrap returns ErrRepeat.
func (e *RepeatError) Unwrap() error { return ErrRepeat }

// chain is a device's submissions. It goes on under the next key.
type chain struct {
	keys    []string
	holder  string
	highest int64
	headers map[canon.Digest]int64 // entries by what was signed
	turns   map[int64]*turn        // by counter
	holes   []Hole                 // their spans ascend and share nothing
	clones  []Clone
}

// link is what ties a header to those before and after it.
type link struct {
	entry          int64
	root, previous canon.Digest
}

// turn is the headers of one counter. To find one that contradicts another turn, the first will do, or else the first
// that differs from it: so a thief cannot make the search long.
type turn struct{ first, otherRoot, otherPrevious link }

func newChain() *chain {
	return &chain{headers: map[canon.Digest]int64{}, turns: map[int64]*turn{}}
}

// signedText names what was signed. The signature is no part of it: a device may sign the same text twice.
func signedText(header string) canon.Digest {
	text, _, _ := strings.Cut(header, "\n\n")
	return canon.SumBytes("truce/signed-text/1", []byte(text))
}

// vouch checks a device's header over a submission at this place of the record, and prepares what follows from it. It returns
// who answers for the key.
func (s *State) vouch(sealed report.Sealed, reports int) (shows func(entry int64) []Effect, holder string, err error) {
	h, err := report.ReadHeader(sealed.Header)
	if err != nil {
		return nil, "", err
	}
	c := s.chains[h.Device]
	key, ok := s.ring.Get(h.Device)
	if c == nil || !ok {
		return nil, "", fmt.Errorf("no key of a device is on record under the name %.80q", h.Device)
	}
	if err := sealed.Holds(h, key.Key.Text, int64(reports)); err != nil {
		return nil, "", err
	}
	signed := signedText(sealed.Header)
	if seq, ok := c.headers[signed]; ok {
		return nil, "", &RepeatError{seq}
	}
	if size, _, err := h.Saw(); err != nil || size > s.seq {
		return nil, "", errors.Join(err, fmt.Errorf("the device says that it saw a checkpoint of %d entries, and %d are before this one", size, s.seq))
	}
	if key.Ended != "" {
		return nil, "", fmt.Errorf("the key %.80q was %s and signs no more", h.Device, key.Ended)
	}
	return func(entry int64) []Effect {
		c.headers[signed] = entry
		return c.take(h.Counter, link{entry, h.Root, h.Previous})
	}, c.holder, nil
}

// take enters a header and returns what it shows.
func (c *chain) take(counter int64, l link) []Effect {
	var effects []Effect
	for _, clone := range c.contradictions(counter, l) {
		c.clones = append(c.clones, clone)
		effects = append(effects, Effect{Irregular: &Irregularity{Device: c.keys[0], Clone: &clone}})
	}
	t := c.turns[counter]
	if t == nil {
		c.turns[counter] = &turn{first: l}
		if hole, changed := c.count(counter, l.entry); changed {
			effects = append(effects, Effect{Irregular: &Irregularity{Device: c.keys[0], Hole: &hole}})
		}
		return effects
	}
	if t.otherRoot.entry == 0 && l.root != t.first.root {
		t.otherRoot = l
	}
	if t.otherPrevious.entry == 0 && l.previous != t.first.previous {
		t.otherPrevious = l
	}
	return effects
}

// contradictions compares a header with those of its counter, the one before and the one after. Which pairs of
// counters contradict each other does not depend on the order in which they came.
func (c *chain) contradictions(counter int64, l link) []Clone {
	var out []Clone
	if t := c.turns[counter]; t != nil {
		out = append(out, Clone{counter, l.entry, t.first.entry})
	}
	if t := c.turns[counter-1]; t != nil {
		other := t.first
		if other.root == l.previous {
			other = t.otherRoot
		}
		if other.entry != 0 {
			out = append(out, Clone{counter, l.entry, other.entry})
		}
	}
	if t := c.turns[counter+1]; t != nil {
		other := t.first
		if other.previous == l.root {
			other = t.otherPrevious
		}
		if other.entry != 0 {
			out = append(out, Clone{counter + 1, l.entry, other.entry})
		}
	}
	return out
}

// count counts a counter that came for the first time, and returns the hole that it opened or closed.
func (c *chain) count(counter, entry int64) (hole Hole, changed bool) {
	if counter > c.highest {
		missing := Span{c.highest + 1, counter - 1}
		c.highest = counter
		if missing.First > missing.Last {
			return Hole{}, false
		}
		c.holes = append(c.holes, Hole{Span: missing, Missing: missing.Last - missing.First + 1, Shown: entry})
		return c.holes[len(c.holes)-1], true
	}
	i, _ := slices.BinarySearchFunc(c.holes, counter, func(h Hole, n int64) int {
		switch {
		case h.Span.Last < n:
			return -1
		case h.Span.First > n:
			return 1
		}
		return 0
	})
	h := &c.holes[i]
	if h.Missing--; h.Missing == 0 {
		h.Closed = entry
	}
	return *h, h.Missing == 0
}

// missing returns the counters that never came.
func (c *chain) missing() []Span {
	var out []Span
	next := int64(1)
	for _, counter := range slices.Sorted(maps.Keys(c.turns)) {
		if counter > next {
			out = append(out, Span{next, counter - 1})
		}
		next = counter + 1
	}
	return out
}

// Devices returns what the record says of every device, in order of enrolment.
func (s *State) Devices() []Device {
	out := make([]Device, len(s.devices))
	for i, c := range s.devices {
		out[i] = Device{
			Keys: slices.Clone(c.keys), Holder: c.holder, Highest: c.highest, Taken: int64(len(c.headers)),
			Holes: slices.Clone(c.holes), Missing: c.missing(), Clones: slices.Clone(c.clones),
		}
	}
	return out
}
