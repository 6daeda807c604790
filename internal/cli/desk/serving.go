// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"truce/coalition/app"
	pages "truce/internal/api/coalition"
	"truce/internal/cli/people"
	"truce/internal/cli/say"
	"truce/internal/cli/serve"
	"truce/internal/live"
	"truce/journal/sqlite"
)

const (
	// serveAddr is where the realm's server listens unless it is told otherwise: beside the mission's, on this machine alone.
	serveAddr = "127.0.0.1:8471"
	// lookEvery is how often the server looks whether somebody entered something.
	lookEvery = 2 * time.Second
)

func newServe() *cobra.Command {
	var n serve.Another
	cmd := &cobra.Command{
		Use:   "serve RECORD",
		Short: "Serve a coalition's record to a browser",
		Long: `Serve opens a coalition's record for reading and answers browsers until it is interrupted: then it lets what runs finish.
What the verbs of the registers enter meanwhile, such as truce undertakings RECORD --import, is on the pages within seconds. The realm is
served on a port of its own and never together with a mission's.

Beside the record stand the accounts (RECORD.people) and the log of who read what (RECORD.reads), which only you may read. Where no
operator can come in yet, the first line that it prints is an address, good for an hour and one use, at which you become the operator:
open it in a browser on the device that shall keep your passkey. Then invite the chancelleries, and the guarantors' liaison officers, on
the page People. Whoever has no account is the public: it sees how the record is signed, and the registers do not exist for it.

A record that is older than what stands beside it is not served: where RECORD.reads knows of an entry that the record has not, or has
another in its place, serve changes nothing, ends with 1 and says what it found; so too where RECORD.reads or RECORD.people stand beside
no record. A copy where neither is, as on another machine, is served: whether it is the newest, only the cosigners can tell (truce
coalition restore). What was entered last before a server that was killed may not be known beside it yet, for ten seconds.

Without more it listens on this machine alone. Beyond this machine it refuses to serve without TLS (--tls-cert and --tls-key), or
behind a proxy of your own that does TLS (--behind-proxy and --origin).`,
		Example: `  truce coalition serve coalition.journal
  truce coalition serve coalition.journal --behind-proxy --origin https://coalition.example`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error { return serveRecord(cmd, args[0], n) },
	}
	n.Flags(cmd, serveAddr)
	return cmd
}

// newPeople is the verb for the accounts of the realm's server.
func newPeople() *cobra.Command {
	var roles []string
	for _, role := range pages.Realm().Roles {
		roles = append(roles, string(role))
	}
	return people.Coalition(roles)
}

func serveRecord(cmd *cobra.Command, path string, n serve.Another) error {
	r, err := app.OpenReadOnly(cmd.Context(), path, nil)
	if err != nil {
		if older := serve.Begins(path); older != nil {
			return older
		}
		if _, gone := os.Stat(path); errors.Is(gone, fs.ErrNotExist) {
			return fmt.Errorf("%w: begin one with truce coalition begin %s --log NAME", recordFault(path, err), path)
		}
		return recordFault(path, err)
	}
	d := &pages.Desk{Room: live.New(r), Clock: now}
	n.Record, n.Clock = path, now
	n.Journal = func(read func(*sqlite.Journal, int64) error) error {
		return d.Room.Read(func(r *app.Record) error { return read(r.Journal(), r.State().Seq()) })
	}
	err = n.Run(cmd, func(o serve.BesideOptions, h *serve.House) (http.Handler, error) { return Server(d, o, nil, h) }, func(ctx context.Context) error { return follow(ctx, d.Room) })
	return errors.Join(err, d.Room.Change(func(r *app.Record) error { return r.Close() }))
}

// follow takes into the pages what other programs enter into the record, until the context is done.
func follow(ctx context.Context, room *live.Room[*app.Record]) error {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := look(ctx, room); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

func look(ctx context.Context, room *live.Room[*app.Record]) error {
	grown := false
	err := room.Read(func(r *app.Record) error {
		size, err := r.Journal().Size(ctx)
		grown = size > r.State().Seq()
		return err
	})
	if err != nil || !grown {
		return err
	}
	return room.Change(func(r *app.Record) error { return r.Follow(ctx) })
}
