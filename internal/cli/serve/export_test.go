// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"truce/app"
	"truce/canon"
	"truce/internal/access/reads"
	"truce/internal/api"
	"truce/internal/api/account"
	"truce/internal/api/mission"
	"truce/internal/people"

	"truce/engine"
)

// Demonstrated returns the server of a case that was played to its end, with every role at a click, and its desk.
func Demonstrated(ctx context.Context, folder, name string, data []byte, origin string) (*api.Server, *mission.Desk, []engine.Entry, error) {
	seed := canon.Salt{1}
	list, err := entriesOf(name, data, seed)
	if err != nil {
		return nil, nil, nil, err
	}
	d, err := begin(ctx, folder, list, seed)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, e := range d.left {
		d.clock.set(e.Time)
		if _, err := d.desk.Enter(ctx, e); err != nil {
			return nil, nil, nil, err
		}
	}
	o := serverOptions{origins: []string{origin}, log: slog.New(slog.DiscardHandler)}
	err = d.desk.Room.Read(func(r *app.Record) error {
		o.demo = guises(r.State())
		return nil
	})
	if err != nil {
		return nil, nil, nil, err
	}
	s, _, err := missionServer(d.desk, o)
	return s, d.desk, list, err
}

// Desk serves a desk to viewers whom a demonstration offers, on this machine, until the context is done; then done gets the error.
func Desk(ctx context.Context, d *mission.Desk, viewers ...api.Guise) (address string, done <-chan error, err error) {
	s, err := listening{addr: "127.0.0.1:0"}.bind()
	if err != nil {
		return "", nil, err
	}
	h, _, err := missionServer(d, serverOptions{origins: []string{s.address}, demo: viewers, log: logger(io.Discard)})
	if err != nil {
		return "", nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx, h) }()
	return s.address, ended, nil
}

// Hall is a mission's server in earnest with what stands beside its journal, for tests.
type Hall struct {
	Server   *api.Server
	Desk     *account.Desk
	Accounts *people.Accounts
	Close    func() error
}

// Open opens what stands beside a journal and makes the server of all.
func Open(ctx context.Context, journal, origin string, d *mission.Desk, log *slog.Logger) (Hall, error) {
	beside, err := OpenHouse(ctx, journal)
	if err != nil {
		return Hall{Close: beside.Close}, err
	}
	h, err := serverOptions{origins: []string{origin}, log: log, beside: &beside}.make(ctx, d)
	return Hall{Server: h.server, Desk: h.Desk, Accounts: h.Accounts, Close: h.Close}, err
}

// Demonstrate makes the server of a demonstration in a folder, as it stands when it begins.
func Demonstrate(ctx context.Context, folder, name string, data []byte) (*api.Server, *mission.Desk, func() error, error) {
	seed := canon.Salt{1}
	list, err := entriesOf(name, data, seed)
	if err != nil {
		return nil, nil, nil, err
	}
	d, err := begin(ctx, folder, list, seed)
	if err != nil {
		return nil, nil, nil, err
	}
	o := serverOptions{origins: []string{"http://localhost"}, log: slog.New(slog.DiscardHandler)}
	d.desk.Room.Read(func(r *app.Record) error {
		o.demo = guises(r.State())
		return nil
	})
	if o.held, err = d.hold(ctx, o.demo); err != nil {
		return nil, nil, nil, err
	}
	if o.reads, err = reads.Open(account.Beside(folder)); err != nil {
		return nil, nil, nil, err
	}
	s, _, err := missionServer(d.desk, o)
	return s, d.desk, func() error {
		return errors.Join(o.reads.Close(), d.desk.Room.Change(func(*app.Record) error { return d.desk.Kept.Close() }))
	}, err
}

// Replayed makes a demonstration in a folder and lets it replay to its end, with the releases that it lets go.
func Replayed(ctx context.Context, folder, name string, data []byte) (*mission.Desk, error) {
	seed := canon.Salt{1}
	list, err := entriesOf(name, data, seed)
	if err != nil {
		return nil, err
	}
	d, err := begin(ctx, folder, list, seed)
	if err != nil {
		return nil, err
	}
	return d.desk, errors.Join(d.letGo(ctx, "release-desk-one", "release-desk-two"), d.replay(ctx, time.Millisecond))
}

// Signer is who signs the record of a desk in a demonstration, with a key drawn now.
func Signer(d *mission.Desk) (app.Signer, error) { return demoSigner(journalOf(d).First().Origin) }

// Handler makes the server of a desk with the log of reads in a folder, for viewers at a click.
func Handler(d *mission.Desk, folder string, viewers ...api.Guise) (*api.Server, func() error, error) {
	log, err := reads.Open(account.Beside(folder))
	if err != nil {
		return nil, nil, err
	}
	o := serverOptions{origins: []string{"http://localhost"}, log: slog.New(slog.DiscardHandler), demo: viewers, reads: log}
	s, _, err := missionServer(d, o)
	return s, log.Close, err
}

// Guises are the viewers that a demonstration of a record offers.
func Guises(r *app.Record) []api.Guise { return guises(r.State()) }

// MachineClock is the time of the clock by which a server runs, in milliseconds, before the record has a say.
func MachineClock() int64 { return int64(machineClock().now()) }
