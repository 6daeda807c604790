// SPDX-License-Identifier: Apache-2.0

package account

import (
	"net"
	"net/http"
	"sync"

	"golang.org/x/time/rate"

	"truce/internal/api"
)

// The pace at which one address may begin and end ceremonies and try codes: people are slower, and a code of 160 bits is not guessed
// at any pace. Behind a proxy all people share its address.
const (
	perSecond = 2
	atOnce    = 60
	// addresses is how many addresses are remembered; all are forgotten for one more, which lets somebody with that many in again early.
	addresses = 4096
)

// pace limits how often an address asks. The zero pace is ready.
type pace struct {
	mu sync.Mutex
	by map[string]*rate.Limiter // by address without the port
}

// keep returns api.ErrBusy for an address that asks too often.
func (p *pace) keep(r *http.Request) error {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.by[host]
	if l == nil {
		if p.by == nil || len(p.by) >= addresses {
			p.by = map[string]*rate.Limiter{}
		}
		l = rate.NewLimiter(perSecond, atOnce)
		p.by[host] = l
	}
	if !l.Allow() {
		return api.ErrBusy
	}
	return nil
}
