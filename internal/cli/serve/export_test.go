// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"log/slog"

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
