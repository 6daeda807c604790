// SPDX-License-Identifier: Apache-2.0

package signed

import (
	"slices"
	"strings"
	"sync"
)

// Begun is an act of two people that one of them has begun and the other has yet to sign.
type Begun struct {
	// By began it, and For signs next. Each is the person's name on record.
	By, For string
	// Words are what By says with it, and Note the signed note as far as it is signed.
	Words, Note string
}

// Between holds the acts that were begun, one of each person, so that the second can sign in a browser of their own. They stand in memory
// alone: when the server starts again both sign anew. The zero value holds none, and it is safe for concurrent use.
type Between struct {
	mu   sync.Mutex // held for what follows
	held map[string]Begun
}

// Hold keeps an act in the place of the one that the same person began before.
func (b *Between) Hold(x Begun) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held == nil {
		b.held = map[string]Begun{}
	}
	b.held[x.By] = x
}

// Of returns what somebody began, the zero Begun for nothing.
func (b *Between) Of(by string) Begun {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held[by]
}

// Drop forgets what somebody began.
func (b *Between) Drop(by string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.held, by)
}

// For returns what waits for somebody's signature, in order of who began it.
func (b *Between) For(person string) (out []Begun) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, x := range b.held {
		if x.For == person {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b Begun) int { return strings.Compare(a.By, b.By) })
	return out
}
