// SPDX-License-Identifier: Apache-2.0

package account

import (
	"net/http"
	"sync"

	"golang.org/x/time/rate"

	"truce/internal/api"
)

// The pace at which one address, or one network as api.Network has it, may end ceremonies and try codes: people are slower, and a code of 160 bits is not guessed at any pace.
// The pages that lead there are counted apart, so that whoever loads them again and again shuts nobody at the same address out.
const (
	perSecond      = 2
	atOnce         = 60
	pagesPerSecond = 10
	pagesAtOnce    = 300
	// addresses is how many addresses are remembered; all are forgotten for one more, which lets somebody with that many in again early.
	addresses = 4096
)

// pace limits how often an address asks. The zero pace is ready.
type pace struct{ acts, pages limiters }

// limiters are those of addresses without their ports, as api.Network has them.
type limiters struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

// keep returns api.ErrBusy for an address that asks too often: for pages or, where it sends something, for what is tried.
func (p *pace) keep(r *http.Request) error {
	if r.Method == http.MethodPost {
		return p.acts.keep(r, rate.NewLimiter(perSecond, atOnce))
	}
	return p.pages.keep(r, rate.NewLimiter(pagesPerSecond, pagesAtOnce))
}

// keep counts an asking by the limiter of its address, which is a fresh one where it has none.
func (p *limiters) keep(r *http.Request, fresh *rate.Limiter) error {
	host := api.Network(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.by[host]
	if l == nil {
		if p.by == nil || len(p.by) >= addresses {
			p.by = map[string]*rate.Limiter{}
		}
		l = fresh
		p.by[host] = l
	}
	if !l.Allow() {
		return api.ErrBusy
	}
	return nil
}
