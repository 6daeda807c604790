// SPDX-License-Identifier: Apache-2.0

// Package serve turns a record in a file into a running server, and a case into a demonstration that changes as one watches. It
// follows the package verb.
package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/api"
	"truce/internal/api/features"
	"truce/internal/api/mission"
	"truce/internal/api/web"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/live"
)

// Beside is a server of another realm that the demonstration and the desks that hold both run beside the mission's (ADR 22).
// The zero Beside is none.
type Beside struct {
	// Name is the realm's.
	Name string
	// Demo makes the server of the realm's demonstration, in a folder of its own.
	Demo func(ctx context.Context, o BesideOptions) (http.Handler, error)
}

// BesideOptions is what the server of the other realm is told.
type BesideOptions struct {
	Folder  string
	Origins []string
	// Other is the address of the mission's server.
	Other string
	Log   *slog.Logger
}

// defaultAddr is where a server listens unless it is told otherwise: this machine and nobody else.
const defaultAddr = "127.0.0.1:8470"

// Verb is the verb serve.
func Verb() *cobra.Command {
	var l listening
	cmd := &cobra.Command{
		Use:   "serve JOURNAL",
		Short: "Serve a mission's record to its operations room, its desks and the public",
		Long: `Serve opens a record and answers browsers and programs until it is interrupted: then it lets what runs finish, and a
later run goes on from the same file. Without more it listens on this machine alone.

Beyond this machine it refuses to serve without TLS (--tls-cert and --tls-key), or behind a proxy of your own that does TLS
(--behind-proxy and --origin). A file that is not there is begun as a new record.`,
		Example: `  truce serve mission.journal
  truce serve mission.journal --addr 127.0.0.1:9000
  truce serve mission.journal --addr 0.0.0.0:443 --tls-cert mission.crt --tls-key mission.key --origin https://mission.example
  truce serve mission.journal --behind-proxy --origin https://mission.example`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error { return serve(cmd, args[0], l) },
	}
	l.flags(cmd)
	return cmd
}

func (l *listening) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&l.addr, "addr", defaultAddr, "HOST:PORT to listen on")
	f.BoolVar(&l.behind, "behind-proxy", false, "a proxy of your own takes TLS away in front of this server; whoever runs it sees everything")
	f.StringVar(&l.origin, "origin", "", "address under which browsers know the server, such as https://mission.example")
	f.StringVar(&l.cert, "tls-cert", "", "file of the certificate for TLS")
	f.StringVar(&l.key, "tls-key", "", "file of its key")
}

func serve(cmd *cobra.Command, path string, l listening) error {
	if err := l.check(); err != nil {
		return err
	}
	ctx := cmd.Context()
	clock := machineClock()
	r, err := verb.OpenRecord(cmd, path)
	if errors.Is(err, os.ErrNotExist) {
		r, err = app.Found(ctx, path, app.Founder{Origin: "truce/" + path, At: clock.now()})
	}
	if err != nil {
		return err
	}
	s, err := l.bind()
	if err != nil {
		return errors.Join(err, r.Close())
	}
	clock.set(r.State().Now())
	desk := &mission.Desk{Room: live.New(r), Clock: clock.now}
	h, err := missionServer(desk, serverOptions{origins: l.origins(s), log: logger(cmd.ErrOrStderr())})
	if err != nil {
		return errors.Join(err, s.listener.Close(), r.Close())
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Serving %s at %s\n", path, s.address)
	err = together(ctx, func(ctx context.Context) error { return tick(ctx, desk) }, func(ctx context.Context) error { return s.run(ctx, h) })
	return errors.Join(err, desk.Room.Change(func(r *app.Record) error { return r.Close() }))
}

// origins are the addresses under which browsers know the server.
func (l listening) origins(s *serving) []string {
	if l.origin != "" {
		return []string{l.origin}
	}
	return []string{s.address}
}

type serverOptions struct {
	origins []string
	other   string
	demo    []api.Guise
	log     *slog.Logger
}

// missionServer wires the mission's pages into a server.
func missionServer(d *mission.Desk, o serverOptions) (*api.Server, error) {
	assets, err := web.New()
	if err != nil {
		return nil, err
	}
	s, err := api.New(api.Options{
		Realm: "mission", Site: d.Site, Clock: d.Clock, Zone: d.Zone, Version: d.Room.Version, Sections: mission.Sections(),
		Demo: o.demo, Origins: o.origins, Other: o.other, Log: o.log, Assets: assets,
	})
	if err != nil {
		return nil, err
	}
	for _, r := range d.Routes() {
		s.Add(r)
	}
	features.Add(s, features.Options{Room: d.Room, Released: d.Released(), Origin: o.origins[0], Site: d.Site})
	return s, nil
}

// together runs jobs until one ends or the context is done, and waits for all.
func together(ctx context.Context, jobs ...func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, len(jobs))
	for _, job := range jobs {
		go func() { done <- job(ctx) }()
	}
	var err error
	for range jobs {
		if one := <-done; one != nil {
			err = errors.Join(err, one)
			cancel()
		}
	}
	return err
}

func logger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
