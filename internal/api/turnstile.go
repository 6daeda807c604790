// SPDX-License-Identifier: Apache-2.0

package api

import (
	"cmp"
	"net/http"
	"net/netip"
	"sync"
)

// Streams says how many streams of changes may be open at once. Zero is what is usual, which stands beside each.
type Streams struct {
	// Session is of one session: 16.
	Session int
	// Account is of one account, in however many sessions: 64.
	Account int
	// Address is from one network, as Network has it: 1,250. Those of accounts that work for the mission are not counted in it.
	Address int
	// All is in all: 5,000.
	All int
	// Mission is how many of All only accounts that work for the mission may have: 1,000. In a demonstration, where everybody takes
	// whatever role they like, it is none.
	Mission int
}

// holder is whose a stream is.
type holder struct {
	session, account, network string // the account is empty in a demonstration
	mission                   bool   // the account works for the mission
}

// turnstile counts open streams.
type turnstile struct {
	most Streams

	mu      sync.Mutex // held for what follows
	all     int
	others  int // of those who are not of the mission
	session map[string]int
	account map[string]int
	network map[string]int // of the others
}

func newTurnstile(most Streams, demonstration bool) *turnstile {
	most = Streams{cmp.Or(most.Session, 16), cmp.Or(most.Account, 64), cmp.Or(most.Address, 1250), cmp.Or(most.All, 5000), cmp.Or(most.Mission, 1000)}
	if demonstration {
		most.Mission = 0
	}
	return &turnstile{most: most, session: map[string]int{}, account: map[string]int{}, network: map[string]int{}}
}

// enter lets one more stream in, or returns errStreaming. Call leave once when it ends.
func (t *turnstile) enter(h holder) (leave func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.hasPlace(h) {
		return nil, errStreaming
	}
	t.count(h, 1)
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.count(h, -1)
	}, nil
}

// hasPlace tells whether one more may be open. A network gets no further place once it has half as many as are still free, so that nobody
// takes all of them from a few networks, and whoever comes from elsewhere finds one.
func (t *turnstile) hasPlace(h holder) bool {
	switch free := t.most.All - t.all; {
	case free <= 0, t.session[h.session] >= t.most.Session, h.account != "" && t.account[h.account] >= t.most.Account:
		return false
	case h.mission:
		return true
	default:
		free = min(free, t.most.All-t.most.Mission-t.others)
		held := t.network[h.network]
		return held < t.most.Address && 2*held < free
	}
}

func (t *turnstile) count(h holder, by int) {
	t.all += by
	add(t.session, h.session, by)
	if h.account != "" {
		add(t.account, h.account, by)
	}
	if !h.mission {
		t.others += by
		add(t.network, h.network, by)
	}
}

func add(counts map[string]int, of string, by int) {
	if counts[of] += by; counts[of] == 0 {
		delete(counts, of)
	}
}

// open returns how many streams are open.
func (t *turnstile) open() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all
}

// Network is from where a request comes, for counting: its address or, of IPv6, the network of 64 bits that one customer has at the least, since
// whoever has one address of it has them all. Behind a proxy of the operator's own it is what Forwarded took from the proxy's word.
func Network(r *http.Request) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr // of no network, such as a socket's
	}
	ip := at.Addr().Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	net, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return net.String()
}
