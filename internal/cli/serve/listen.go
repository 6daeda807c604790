// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"truce/internal/api"
)

// listening says where and how a server listens.
type listening struct {
	// addr is HOST:PORT.
	addr string
	// behind says that a proxy of the operator's own takes TLS away before requests come here.
	behind bool
	// origin is the address under which browsers know the server.
	origin string
	// cert and key are files for TLS.
	cert, key string
}

// check refuses to serve anybody beyond this machine without TLS, or without a proxy and an origin that were said.
func (l listening) check() error {
	host, _, err := net.SplitHostPort(l.addr)
	if err != nil {
		return fmt.Errorf("--addr %s: want HOST:PORT, such as 127.0.0.1:8470", l.addr)
	}
	if (l.cert == "") != (l.key == "") {
		return errors.New("--tls-cert and --tls-key go together")
	}
	if l.behind && l.origin == "" {
		return errors.New("--behind-proxy: say --origin https://HOST too, the address under which browsers know the proxy")
	}
	if l.origin != "" {
		if u, err := url.Parse(l.origin); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.Path != "" {
			return fmt.Errorf("--origin %s: want scheme and host and nothing else, such as https://mission.example", l.origin)
		}
	}
	if isLoopback(host) || l.cert != "" || l.behind {
		return nil
	}
	return fmt.Errorf("--addr %s: beyond this machine Truce serves with TLS only: give --tls-cert and --tls-key, or --behind-proxy and --origin", l.addr)
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// scheme is that of the addresses that people type.
func (l listening) scheme() string {
	if l.cert != "" {
		return "https"
	}
	return "http"
}

// serving is a server that has its port.
type serving struct {
	address  string // under which a browser on this machine reaches it
	hosts    api.Hosts
	behind   bool // a proxy, which says from where people ask
	listener net.Listener
	server   *http.Server
}

// The times after which a connection is given up.
const (
	headerWithin = 10 * time.Second
	readWithin   = 60 * time.Second
	writeWithin  = 60 * time.Second // streams lift it for themselves
	idleWithin   = 2 * time.Minute
	stopWithin   = 5 * time.Second
)

// bind takes the port. A port that is taken is an error that says what to do.
func (l listening) bind() (*serving, error) {
	listener, err := net.Listen("tcp", l.addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another with --addr", l.addr, err)
	}
	hosts := l.hosts()
	if l.cert != "" {
		pair, err := tls.LoadX509KeyPair(l.cert, l.key)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("--tls-cert %s and --tls-key %s: %w", l.cert, l.key, err), listener.Close())
		}
		if l.origin == "" { // then it is for the names that its certificate is for
			hosts.Other = func(name string) bool { return pair.Leaf.VerifyHostname(name) == nil }
		}
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}})
	}
	host, _, _ := net.SplitHostPort(l.addr)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost" // passkeys are for a name, never for a number
	}
	return &serving{address: l.scheme() + "://" + net.JoinHostPort(host, port), hosts: hosts, listener: listener, behind: l.behind}, nil
}

// hosts are the names under which the server is asked: that of --origin, the one it listens on, and those of this machine where it
// listens here, be it for a proxy.
func (l listening) hosts() api.Hosts {
	host, _, _ := net.SplitHostPort(l.addr)
	ip, err := netip.ParseAddr(host)
	everywhere := host == "" || err == nil && ip.IsUnspecified()
	out := api.Hosts{Local: everywhere || isLoopback(host)}
	if u, err := url.Parse(l.origin); err == nil && u.Host != "" {
		out.Names = append(out.Names, u.Host)
	}
	if !everywhere {
		out.Names = append(out.Names, host)
	}
	return out
}

// run answers requests until the context is done, then lets those that run finish.
func (s *serving) run(ctx context.Context, h http.Handler) error {
	h = s.hosts.Only(h)
	if s.behind {
		h = api.Forwarded(h)
	}
	base, leave := context.WithCancel(context.WithoutCancel(ctx))
	defer leave()
	s.server = &http.Server{
		Handler: h, ReadHeaderTimeout: headerWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin, IdleTimeout: idleWithin,
		MaxHeaderBytes: 32 << 10, BaseContext: func(net.Listener) context.Context { return base },
	}
	done := make(chan error, 1)
	go func() { done <- s.server.Serve(s.listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	leave() // streams end
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	err := s.server.Shutdown(within)
	if errors.Is(err, context.DeadlineExceeded) { // who is as slow as that is given up: nothing was confirmed to them
		err = s.server.Close()
	}
	if served := <-done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
