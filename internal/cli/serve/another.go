// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"
)

// Another is how the server of another realm listens and runs, by the rules of the mission's. The zero Another has no flags yet.
type Another struct {
	// What is served, for the line that says so.
	What string

	listening listening
}

// Flags gives a verb the flags of a server, with the address where it listens unless it is told otherwise.
func (n *Another) Flags(cmd *cobra.Command, addr string) {
	n.listening.flags(cmd)
	n.listening.addr = addr
	cmd.Flags().Lookup("addr").DefValue = addr
}

// Run takes the port, asks for the handler, says where it serves, and answers until the context is done or a job ends with an error;
// it waits for all of them. The error says what to do where the rules refuse the address.
func (n *Another) Run(cmd *cobra.Command, handler func(BesideOptions) (http.Handler, error), jobs ...func(context.Context) error) error {
	if err := n.listening.check(); err != nil {
		return err
	}
	s, err := n.listening.bind()
	if err != nil {
		return err
	}
	defer s.listener.Close() // run closed it already where it was reached
	h, err := handler(BesideOptions{Origins: n.listening.origins(s), Log: logger(cmd.ErrOrStderr())})
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Serving %s at %s\n", n.What, s.address)
	return together(cmd.Context(), append(jobs, func(ctx context.Context) error { return s.run(ctx, h) })...)
}
