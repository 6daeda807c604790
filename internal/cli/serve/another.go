// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"errors"
	"net/http"

	"github.com/spf13/cobra"

	"truce/internal/store/kept"
	"truce/journal/sqlite"
	"truce/when"
)

// Another is how the server of another realm listens and runs, by the rules of the mission's. The zero Another has no flags yet.
type Another struct {
	// Record is the file of the record that is served.
	Record string
	// Journal reads the journal of the record, which is open, and Clock is its time.
	Journal Reading
	Clock   func() when.Instant

	listening listening
}

// Flags gives a verb the flags of a server, with the address where it listens unless it is told otherwise.
func (n *Another) Flags(cmd *cobra.Command, addr string) {
	n.listening.flags(cmd)
	n.listening.addr = addr
	cmd.Flags().Lookup("addr").DefValue = addr
}

// Run opens what stands beside the record, takes the port, asks for the handler, says where it serves and how the first operator comes
// in, and answers until the context is done or a job ends with an error; it waits for all of them. The error says what to do where the
// rules refuse the address, or where the journal is older than what stands beside it: it wraps kept.ErrOlder then, and nothing was changed.
func (n *Another) Run(cmd *cobra.Command, handler func(BesideOptions, *House) (http.Handler, error), jobs ...func(context.Context) error) error {
	if err := n.listening.check(); err != nil {
		return err
	}
	if err := n.newest(cmd.Context()); err != nil {
		return err
	}
	s, err := n.listening.bind()
	if err != nil {
		return err
	}
	defer s.listener.Close() // run closed it already where it was reached
	house, err := OpenHouse(cmd.Context(), n.Record)
	if err != nil {
		return errors.Join(err, house.Close())
	}
	log := logger(cmd.ErrOrStderr())
	marking := &marking{log: house.Reads, every: markAlone, clock: n.Clock, read: n.Journal, fault: unmarked(log)}
	h, err := handler(BesideOptions{Record: n.Record, Origins: n.listening.origins(s), Log: log}, &house)
	if err == nil {
		err = house.Welcome(cmd, n.Record, s.address)
	}
	if err == nil {
		err = together(cmd.Context(), append(jobs, house.Daily, marking.job, func(ctx context.Context) error { return s.run(ctx, h) })...)
		err = errors.Join(err, marking.mark())
	}
	return errors.Join(err, house.Close())
}

// newest returns an error where what stands beside the record knows an entry that is not in it.
func (n *Another) newest(ctx context.Context) error {
	known, err := knownBy(n.Record)
	if err != nil {
		return err
	}
	err = n.Journal(func(j *sqlite.Journal, _ int64) error { return kept.Held(ctx, j, n.Record, known) })
	return older(n.Record, restoreCoalition, err)
}
