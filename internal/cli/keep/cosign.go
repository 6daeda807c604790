// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/cosigner"
)

// cosigning are the flags of cosign.
type cosigning struct {
	key, state, listen string
	logs               []string
	enrol, behindProxy bool
	tlsCert, tlsKey    string
	maxGrowth          int64
}

// The limits of time of a cosigner's server. A request is small, and a cosigner answers at once or not at all.
const (
	headerWait  = 5 * time.Second
	requestWait = 15 * time.Second
	idleWait    = time.Minute
	stopWait    = 10 * time.Second
	maxHeader   = 16 << 10
)

// NewCosign is the verb of a cosigner. It sees hashes and no content, so it cosigns logs of either realm.
func NewCosign() *cobra.Command {
	var o cosigning
	cmd := &cobra.Command{
		Use:   "cosign --key FILE --state DIR --log KEY --listen ADDRESS",
		Short: "Run a cosigner",
		Long: `Cosign answers POST add-checkpoint of https://C2SP.org/tlog-witness: it signs a checkpoint of a log that it knows if
the tree only grew since the last one that it signed. It sees hashes and no content. Give the operator of the log your
verifier key and the address.

DIR is the cosigner's memory, and on it rests what its signature is worth. Never put it back from a backup and never run two
of one key: if it is lost, make a new key under a new name. --enrol begins with a log that this key never cosigned, once.

A cosigner sees no content, so a log can ask for a tree of which nobody has the leaves. It does not sign one that grew by more than
--max-growth leaves since it signed last. Raise that once for a log that was larger before you began with it.

Beyond this machine it listens only with a certificate, or with --behind-proxy where something else keeps TLS and limits how
many may ask.

Exit codes: 0 ended by an interrupt, in order; 1 refused; 2 the folder is held by another program or cannot be written.`,
		Example: `  truce cosign --key neutral.key --state neutral --log mission.example/2026+1cc758f9+AYqI... --listen 127.0.0.1:7701 --enrol
  truce cosign --key neutral.key --state neutral --log mission.example/2026+1cc758f9+AYqI... --listen :443 --tls-cert c.pem --tls-key k.pem`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, _ []string) error { return o.run(cmd) }),
	}
	f := cmd.Flags()
	f.StringVar(&o.key, "key", "", "file of the cosigner's key")
	f.StringVar(&o.state, "state", "", "folder that keeps what it signed; made if it is not there")
	f.StringArrayVar(&o.logs, "log", nil, "verifier key of a log that it cosigns; repeat for several")
	f.StringVar(&o.listen, "listen", "", "address to listen at, such as 127.0.0.1:7701")
	f.BoolVar(&o.enrol, "enrol", false, "begin with those logs that the folder does not know")
	f.BoolVar(&o.behindProxy, "behind-proxy", false, "listen beyond this machine without TLS")
	f.Int64Var(&o.maxGrowth, "max-growth", cosigner.DefaultGrowth, "leaves that a log may grow by between two cosignatures")
	f.StringVar(&o.tlsCert, "tls-cert", "", "file of the certificate chain, PEM")
	f.StringVar(&o.tlsKey, "tls-key", "", "file of its key, PEM")
	return cmd
}

func (o cosigning) run(cmd *cobra.Command) error {
	if o.key == "" || o.state == "" || len(o.logs) == 0 || o.listen == "" {
		return say.Misused(cmd, "missing: --key, --state, --log or --listen")
	}
	if o.maxGrowth < 1 {
		return say.Misused(cmd, "--max-growth %d: want at least 1", o.maxGrowth)
	}
	if (o.tlsCert == "") != (o.tlsKey == "") {
		return say.Misused(cmd, "--tls-cert and --tls-key go together")
	}
	k, err := readKey(o.key, journal.Cosigns)
	if err != nil {
		return err
	}
	logs := make([]journal.VerifierKey, len(o.logs))
	for i, text := range o.logs {
		if logs[i], err = journal.ParseVerifierKey(text); err != nil {
			return fmt.Errorf("--log: %w", err)
		}
	}
	disk, err := durable.Open(o.state)
	if err != nil {
		return err
	}
	defer disk.Close()
	folder := durable.NewFolder(disk)
	if o.enrol {
		for _, l := range logs {
			err := cosigner.Enrol(folder, k.Verifier(), l.Name())
			if err != nil && !errors.Is(err, cosigner.ErrEnrolled) {
				return err
			}
		}
	}
	out := cmd.ErrOrStderr()
	server, err := cosigner.Open(cosigner.Options{
		Key: k, Logs: logs, Folder: folder, Now: time.Now, MaxGrowth: o.maxGrowth,
		Notice: func(err error) { say.PrintError(out, err) },
	})
	if err != nil {
		return err
	}
	return o.serve(cmd.Context(), out, server)
}

// serve listens until the context ends, and then lets the requests that have begun come to their end.
func (o cosigning) serve(ctx context.Context, out io.Writer, handler http.Handler) error {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", o.listen)
	if err != nil {
		return err
	}
	if at, ok := l.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() && o.tlsCert == "" && !o.behindProxy {
		return errors.Join(fmt.Errorf("--listen %s is reached from beyond this machine: give --tls-cert and --tls-key, or --behind-proxy if something before it keeps TLS", o.listen), l.Close())
	}
	s := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerWait, ReadTimeout: requestWait, WriteTimeout: requestWait, IdleTimeout: idleWait,
		MaxHeaderBytes: maxHeader,
	}
	scheme := "http"
	if o.tlsCert != "" {
		scheme = "https"
	}
	fmt.Fprintf(out, "listening on %s://%s\n", scheme, l.Addr())
	ended := make(chan error, 1)
	go func() {
		if o.tlsCert != "" {
			ended <- s.ServeTLS(l, o.tlsCert, o.tlsKey)
			return
		}
		ended <- s.Serve(l)
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWait)
	defer cancel()
	err = s.Shutdown(stop)
	if ended := <-ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}
