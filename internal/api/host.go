// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Hosts are the names under which a server is asked. A browser that another site's name was pointed here for (DNS rebinding) still
// sends that name, so a server that answers for its own names alone answers no page of others.
type Hosts struct {
	// Names are host names and addresses, without ports.
	Names []string
	// Local lets every name of the machine itself pass too: localhost, and the addresses of the loopback.
	Local bool
	// Other, which may be nil, is asked for a name that is none of these, such as whether the certificate is for it.
	Other func(name string) bool
}

// Only hands requests for those hosts on to a handler, and answers every other with 421 (Misdirected Request). The port is not looked
// at, since proxies and tunnels have ports of their own. A number passes where the connection came in at it: no other site can have
// that as its name.
func (h Hosts) Only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.has(r) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		writeProblem(w, misdirected())
	})
}

func (h Hosts) has(r *http.Request) bool {
	name := hostOf(r.Host)
	if name == "" {
		return false
	}
	for _, n := range h.Names {
		if hostOf(n) == name {
			return true
		}
	}
	ip, err := netip.ParseAddr(name)
	if err == nil && (h.Local && ip.Unmap().IsLoopback() || ip.Unmap() == arrived(r)) || h.Local && name == "localhost" {
		return true
	}
	return h.Other != nil && h.Other(name)
}

// hostOf is the host of a Host header: in small letters, without port, brackets and the dot of the root.
func hostOf(header string) string {
	name := header
	if host, _, err := net.SplitHostPort(header); err == nil {
		name = host
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

// arrived is the address of this machine at which a request came in, the zero address where that is not known.
func arrived(r *http.Request) netip.Addr {
	at, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if at == nil {
		return netip.Addr{}
	}
	p, err := netip.ParseAddrPort(at.String())
	if err != nil {
		return netip.Addr{}
	}
	return p.Addr().Unmap().WithZone("")
}

// Forwarded has a handler take for the address of who asks the one that the proxy in front of the server says in X-Forwarded-For: the last
// there, which the proxy itself added. What stands before it anybody can write. Where there is none, it stays the proxy's. Use it only
// where nobody but that proxy reaches the server: anybody else would choose an address.
func Forwarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		last := strings.TrimSpace(hops[len(hops)-1])
		ip, err := netip.ParseAddr(strings.Trim(last, "[]"))
		if err != nil {
			var p netip.AddrPort
			p, err = netip.ParseAddrPort(last)
			ip = p.Addr()
		}
		if err == nil {
			r = r.Clone(r.Context())
			r.RemoteAddr = netip.AddrPortFrom(ip.Unmap().WithZone(""), 0).String()
		}
		next.ServeHTTP(w, r)
	})
}

// misdirected is the answer to a request for another host.
func misdirected() Problem {
	return Problem{"/help/problems#misdirected", "Not this server", http.StatusMisdirectedRequest, "This server does not answer under the name it was asked by. Its operator says that name with --origin.", nil}
}
