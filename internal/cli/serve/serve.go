// SPDX-License-Identifier: Apache-2.0

// Package serve turns a record in a file into a running server, and a case into a demonstration that changes as one watches. It
// follows the package verb.
package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"runtime"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"truce/app"
	"truce/canon"
	"truce/internal/api"
	"truce/internal/api/mission"
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

// DefaultAddr is where a server listens unless it is told otherwise: this machine and nobody else.
const DefaultAddr = "127.0.0.1:8470"

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
	f.StringVar(&l.addr, "addr", DefaultAddr, "HOST:PORT to listen on")
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
	s, err := api.New(api.Options{
		Realm: "mission", Site: d.Site, Clock: d.Clock, Zone: d.Zone, Version: d.Room.Version, Sections: mission.Sections(),
		Demo: o.demo, Origins: o.origins, Other: o.other, Log: o.log,
	})
	if err != nil {
		return nil, err
	}
	for _, r := range d.Routes() {
		s.Add(r)
	}
	return s, nil
}

// Demo serves a case as a demonstration, and the other realm's beside it, until it is interrupted.
type Demo struct {
	// Name and Data are the case's.
	Name   string
	Data   []byte
	Beside Beside
	// Addr is HOST:PORT on this machine; the other realm takes the next port.
	Addr string
	// Open says that a browser may be opened, where there is a terminal and a display.
	Open bool
}

// Run runs the demonstration.
func (d Demo) Run(cmd *cobra.Command) error {
	l := listening{addr: d.Addr}
	if err := l.check(); err != nil {
		return err
	}
	first, err := l.bind()
	if err != nil {
		return err
	}
	dir, remove, err := folder()
	if err != nil {
		return errors.Join(err, first.listener.Close())
	}
	err = d.run(cmd, first, dir)
	return errors.Join(err, remove())
}

func (d Demo) run(cmd *cobra.Command, first *serving, dir string) error {
	ctx := cmd.Context()
	var seed canon.Salt
	if _, err := rand.Read(seed[:]); err != nil {
		return errors.Join(err, first.listener.Close())
	}
	list, err := entriesOf(d.Name, d.Data, seed)
	if err != nil {
		return errors.Join(err, first.listener.Close())
	}
	demo, err := begin(ctx, dir, list, seed)
	if err != nil {
		return errors.Join(err, first.listener.Close())
	}
	log := logger(cmd.ErrOrStderr())
	o := serverOptions{origins: []string{first.address}, log: log}
	demo.desk.Room.Read(func(r *app.Record) error {
		o.demo = guises(r.State())
		return nil
	})
	jobs := []func(context.Context) error{demo.replay, func(ctx context.Context) error { return tick(ctx, demo.desk) }}
	if d.Beside.Demo != nil {
		second, err := listening{addr: "127.0.0.1:0"}.bind()
		if err != nil {
			return errors.Join(err, first.listener.Close())
		}
		h, err := d.Beside.Demo(ctx, BesideOptions{Folder: dir, Origins: []string{second.address}, Other: first.address, Log: log})
		if err != nil {
			return errors.Join(err, first.listener.Close(), second.listener.Close())
		}
		o.other = second.address
		jobs = append(jobs, func(ctx context.Context) error { return second.run(ctx, h) })
	}
	h, err := missionServer(demo.desk, o)
	if err != nil {
		return errors.Join(err, first.listener.Close())
	}
	jobs = append(jobs, func(ctx context.Context) error { return first.run(ctx, h) })
	d.announce(cmd, first.address, o.other)
	err = together(ctx, jobs...)
	return errors.Join(err, demo.desk.Room.Change(func(r *app.Record) error { return r.Close() }))
}

// announce says where the demonstration is, and opens a browser where somebody sits at a display.
func (d Demo) announce(cmd *cobra.Command, first, second string) {
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "The mission's realm: %s\n", first)
	if second != "" {
		fmt.Fprintf(out, "The %s's realm: %s\n", d.Beside.Name, second)
	}
	fmt.Fprintln(out, "A demonstration: everybody in it is invented, roles change at a click, and nothing of it is kept. Stop it with Ctrl-C.")
	if d.Open && onDisplay(out) {
		openBrowser(first)
	}
}

// onDisplay reports whether a person sits at a terminal with a display.
func onDisplay(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return false
	}
	return runtime.GOOS == "darwin" || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// openBrowser tries to open a browser; where that is not possible the address that was printed does.
func openBrowser(address string) {
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "open"
	}
	exec.Command(name, address).Start()
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
