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
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/access/reads"
	"truce/internal/api"
	"truce/internal/api/account"
	"truce/internal/api/features"
	"truce/internal/api/mission"
	"truce/internal/api/mission/signed"
	"truce/internal/api/web"
	"truce/internal/cli/keep"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/live"
	"truce/internal/store/kept"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/when"
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
	// Folder is where the demonstration keeps its files, and Record the file of a record that is served in earnest.
	Folder, Record string
	Origins        []string
	// Other is the address of the mission's server.
	Other string
	Log   *slog.Logger
}

// defaultAddr is where a server listens unless it is told otherwise: this machine and nobody else.
const defaultAddr = "127.0.0.1:8470"

// Verb is the verb serve.
func Verb() *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "serve JOURNAL",
		Short: "Serve a mission's record to its operations room, its desks and the public",
		Long: `Serve opens a record and answers browsers and programs until it is interrupted: then it lets what runs finish, and a
later run goes on from the same file. Without more it listens on this machine alone.

Beyond this machine it refuses to serve without TLS (--tls-cert and --tls-key), or behind a proxy of your own that does TLS
(--behind-proxy and --origin). A file that is not there is begun as a new record, under the name of
the key where one is given; that name never changes, and one that was begun without a key is signed by none. It has no agreement yet: stop the server, put one on record with truce adopt, and start it again.

It answers under its own names alone: localhost and the numbers of this machine, the name in --addr, and that of --origin; without
--origin, also the names in its certificate. Any other gets 421, so that no page of another site reaches it through a name that was
pointed here. A proxy passes on the Host that it was asked for, or an address of this machine.

Beside the journal stands JOURNAL.store, from which long lists are read. It holds nothing that is not in the journal, and is made
anew where it is missing, is of another log or engine, or knows another entry under its last number. Its rows are not compared with the
journal: whoever can write to that file can make lists say what no finding says. Delete it while no server runs, and it is made anew.

A journal that is older than what stands beside it is not served: where JOURNAL.store or JOURNAL.reads knows of an entry that the
journal has not, or has another in its place, serve changes nothing, ends with 1 and says what it found; so too where they or
JOURNAL.people stand beside no journal. A copy where none of them is, as on another machine, is served: whether it is the newest, only
the cosigners can tell (truce restore).

With --key and --policy the server signs checkpoints while it runs, as publish does. With --metrics it tells measures to Prometheus
on a port of their own.

Beside the journal stand the accounts (JOURNAL.people) and the log of who read what (JOURNAL.reads), which only you may read. Where no
operator can come in yet, the first line that it prints is an address, good for an hour and one use, at which you become the
operator: open it in a browser on the device that shall keep your passkey. Then invite the others on the page People.`,
		Example: `  truce serve mission.journal
  truce serve mission.journal --addr 127.0.0.1:9000
  truce serve mission.journal --addr 0.0.0.0:443 --tls-cert mission.crt --tls-key mission.key --origin https://mission.example
  truce serve mission.journal --behind-proxy --origin https://mission.example
  truce serve mission.journal --key log.key --policy operator.policy --every 60s --metrics 127.0.0.1:9470`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error { return serve(cmd, args[0], o) },
	}
	o.listening.flags(cmd)
	o.signing.flags(cmd)
	o.measured.flags(cmd)
	return cmd
}

func (l *listening) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&l.addr, "addr", defaultAddr, "HOST:PORT to listen on")
	f.BoolVar(&l.behind, "behind-proxy", false, "a proxy of your own takes TLS away in front of this server, and says in X-Forwarded-For who asks; whoever runs it sees everything")
	f.StringVar(&l.origin, "origin", "", "address under which browsers know the server, such as https://mission.example")
	f.StringVar(&l.cert, "tls-cert", "", "file of the certificate for TLS")
	f.StringVar(&l.key, "tls-key", "", "file of its key")
}

// options are the flags of serve.
type options struct {
	listening listening
	signing   signing
	measured  measured
}

func (o options) check(cmd *cobra.Command) error {
	return errors.Join(o.listening.check(), o.signing.check(cmd), o.measured.check())
}

func serve(cmd *cobra.Command, path string, o options) error {
	if err := o.check(cmd); err != nil {
		return err
	}
	clock := machineClock()
	origin := "unnamed/" + filepath.Base(path)
	if o.signing.key != "" {
		signer, err := keep.ReadSigner(o.signing.key, o.signing.policy)
		if err != nil {
			return err
		}
		origin = signer.Key.Verifier().Name()
	}
	fresh, err := begun(cmd.Context(), path, app.Founder{Origin: origin, At: clock.now()})
	if err != nil {
		return err
	}
	if fresh && o.signing.key == "" {
		fmt.Fprintf(cmd.ErrOrStderr(), unnamed, path, origin)
	}
	beside, err := OpenHouse(cmd.Context(), path) // from here on adopt is refused
	if err != nil {
		return errors.Join(err, beside.Close())
	}
	k, err := openKept(cmd, path)
	if err != nil {
		return errors.Join(err, beside.Close())
	}
	if ahead := k.Record().State().Now() - clock.now(); ahead > when.Instant(when.Minute) {
		fmt.Fprintf(cmd.ErrOrStderr(), early, path, api.RFC3339(k.Record().State().Now()), when.Duration(ahead))
	}
	clock.set(k.Record().State().Now())
	log := logger(cmd.ErrOrStderr())
	desk := &mission.Desk{Room: live.New(k.Record()), Clock: clock.now, Kept: k, Log: log}
	err = o.run(cmd, desk, standing{path, &beside})
	return errors.Join(err, desk.Room.Change(func(*app.Record) error { return k.Close() }))
}

// begun begins a record where there is no file and nothing that only stands beside one, and tells whether it did. Its error says that a
// file is there that is no journal of a mission: nothing is put beside it then.
func begun(ctx context.Context, path string, founder app.Founder) (fresh bool, err error) {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		j, err := sqlite.OpenReadOnly(ctx, path, journal.Mission)
		if err != nil {
			return false, verb.JournalFault(path, err)
		}
		return false, j.Close()
	}
	if err := nothingBeside(path); err != nil {
		return false, older(path, restoreMission, err)
	}
	r, err := app.Found(ctx, path, founder)
	if err != nil {
		return false, verb.JournalFault(path, err)
	}
	return true, r.Close()
}

// standing is a journal with what stands beside it while it is served.
type standing struct {
	path   string
	beside *House
}

// unnamed is what the operator is told, in one line, of a record that is begun without a key: a log never gets another name.
const unnamed = "%s is begun as the log %s, a name that no key can sign and that never changes: for a record that others shall check, stop now, remove the file, " +
	"make a key with truce keys make NAME --for log --out log.key, and begin again with --key log.key --policy FILE\n"

// early is said of a record whose last entry lies ahead of the clock: an entry that was made while that was wrong stays.
const early = "%s: its last entry is of %s, %s ahead of the clock of this machine. The record's time never goes back: every page, deadline and delay goes by that time " +
	"from now on, what happens today is taken as past, and what came in before that entry may be released to the public before its delay is over. If this machine's " +
	"clock is wrong, stop now and put it right. If it is right, that of the machine which made the entry was not: ask who kept it, and release nothing before you know.\n"

// storeEnding is that of the file of the projections, beside the journal. It may be deleted while no server runs.
const storeEnding = ".store"

// openKept opens a record with its projections.
func openKept(cmd *cobra.Command, path string) (*kept.Record, error) {
	files, err := besideOf(path)
	if err != nil {
		return nil, err
	}
	p := say.NewProgress(cmd, "fold the entries")
	defer p.Finish()
	k, err := kept.Open(cmd.Context(), files, p.Set)
	return k, older(path, restoreMission, verb.JournalFault(path, err))
}

// run serves a desk until the context is done, and closes what stands beside its journal.
func (o options) run(cmd *cobra.Command, desk *mission.Desk, of standing) error {
	s, err := o.listening.bind()
	if err != nil {
		return errors.Join(err, of.beside.Close())
	}
	with := serverOptions{origins: o.listening.origins(s), log: desk.Log, beside: of.beside}
	h, err := with.make(cmd.Context(), desk)
	if err != nil {
		return errors.Join(err, h.Close(), s.listener.Close())
	}
	return errors.Join(o.jobs(cmd, desk, served{s, h, of.path}), h.Close())
}

// served is a server that has its port and its people.
type served struct {
	at   *serving
	with house
	path string
}

// jobs runs what a server does until the context is done.
func (o options) jobs(cmd *cobra.Command, desk *mission.Desk, v served) error {
	s, h := v.at, v.with
	gauge(h.server, desk, v.path)
	sign, err := o.signing.job(desk, desk.Log)
	if err != nil {
		return errors.Join(err, s.listener.Close())
	}
	measure, err := o.measured.job(h.server)
	if err != nil {
		return errors.Join(err, s.listener.Close())
	}
	marking := marks(desk, h.Reads)
	jobs := []func(context.Context) error{func(ctx context.Context) error { return tick(ctx, desk) }, h.Daily, marking.job, func(ctx context.Context) error { return s.run(ctx, h.server) }}
	for _, job := range []func(context.Context) error{sign, measure} {
		if job != nil {
			jobs = append(jobs, job)
		}
	}
	if err := h.Welcome(cmd, v.path, s.address); err != nil {
		return errors.Join(err, s.listener.Close())
	}
	return errors.Join(together(cmd.Context(), jobs...), marking.mark())
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
	// beside are the accounts and the log of reads of a server in earnest; nil in a demonstration, where reads is the log alone.
	beside *House
	reads  *reads.Log
	// held signs for the people of a demonstration; nil in earnest.
	held *signed.Held
}

// missionServer wires the mission's pages, and those of its people, into a server.
func missionServer(d *mission.Desk, o serverOptions) (*api.Server, *account.Desk, error) {
	assets, err := web.New()
	if err != nil {
		return nil, nil, err
	}
	options := api.Options{
		Realm: "mission", Site: d.Site, Clock: d.Clock, Zone: d.Zone, Version: d.Room.Version, Ready: d.Ready,
		Sections: mission.Sections(),
		Demo:     o.demo, Origins: o.origins, Other: o.other, Log: o.log, Assets: assets,
	}
	switch {
	case o.beside != nil:
		o.beside.Into(&options, mission.Realm())
	case o.reads != nil:
		options.Sections, options.Note = append(options.Sections, account.Sections(false)...), account.Note(o.reads)
	}
	s, err := api.New(options)
	if err != nil {
		return nil, nil, err
	}
	a, err := o.people(s, d)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range slices.Concat(d.Routes(), a.Routes()) {
		s.Add(r)
	}
	features.Add(s, features.Options{Room: d.Room, Released: d.Released(), Origin: o.origins[0], Site: d.Site, Rows: d.Rows})
	return s, a, nil
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
