// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"log/slog"

	"io"

	"truce/app"
	"truce/canon"
	"truce/engine"

	"truce/internal/api"
	"truce/internal/api/mission"
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
