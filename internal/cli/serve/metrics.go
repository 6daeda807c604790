// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"fmt"
	"net"
	"os"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/api"
	"truce/internal/api/mission"
	"truce/journal"
)

// measured says where the measures are served; empty for nowhere but the page for operators.
type measured struct {
	addr   string
	beyond bool
}

func (m *measured) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&m.addr, "metrics", "", "HOST:PORT to serve measures for Prometheus on, without sign-in; this machine only")
	f.BoolVar(&m.beyond, "metrics-beyond", false, "let --metrics listen beyond this machine, under the name or number in it; how much comes in and when is then seen by whoever reaches it")
}

// check refuses to tell measures to anybody beyond this machine unless that was said.
func (m measured) check() error {
	if m.addr == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(m.addr)
	if err != nil {
		return fmt.Errorf("--metrics %s: want HOST:PORT, such as 127.0.0.1:9470", m.addr)
	}
	if !isLoopback(host) && !m.beyond {
		return fmt.Errorf("--metrics %s: measures tell how much comes in and when, and nobody signs in for them: listen on 127.0.0.1, or say --metrics-beyond", m.addr)
	}
	return nil
}

// job is the work of the listener of the measures, nil for none.
func (m measured) job(s *api.Server) (func(context.Context) error, error) {
	if m.addr == "" {
		return nil, nil
	}
	l, err := listening{addr: m.addr}.bind()
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return l.run(ctx, s.Metrics()) }, nil
}

// gauge puts the record and its projections among the measures of a server.
func gauge(s *api.Server, d *mission.Desk, path string) {
	of := func(f func(*app.Record) float64) func() float64 {
		return func() (out float64) {
			d.Room.Read(func(r *app.Record) error {
				out = f(r)
				return nil
			})
			return out
		}
	}
	s.Gauge("truce_journal_bytes", "Size of the journal's file and of its WAL.", func() float64 { return size(path) + size(path+"-wal") })
	s.Gauge("truce_journal_entries", "Entries on record.", of(func(r *app.Record) float64 { return float64(r.State().Seq()) }))
	s.Gauge("truce_journal_last_entry_seconds", "Journal time up to which the record is folded, in seconds since 1970.", of(func(r *app.Record) float64 { return float64(r.State().Now()) / 1000 }))
	s.Gauge("truce_journal_unsigned_entries", "Entries that no checkpoint signs yet.", of(func(r *app.Record) float64 {
		head, err := r.Journal().Head(context.Background(), journal.LastSigned)
		if err != nil {
			return -1
		}
		return float64(r.State().Seq() - head.Size)
	}))
	s.Gauge("truce_projections_lag_entries", "Entries that the projections lack.", of(func(r *app.Record) float64 {
		return float64(r.State().Seq() - d.Kept.Store().Mark().Seq)
	}))
}

func size(path string) float64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return float64(info.Size())
}
