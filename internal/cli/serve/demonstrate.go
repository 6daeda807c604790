// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"truce/app"
	"truce/canon"
	"truce/internal/access/reads"
	"truce/internal/api/account"
)

// Demo serves a case as a demonstration, and the other realm's beside it, until it is interrupted.
type Demo struct {
	Beside Beside
	// Pace is how far apart what the replay enters comes in, 0 for eight seconds.
	Pace time.Duration

	addr   string
	noOpen bool
}

// DemoLong is the help of the verb demo.
const DemoLong = `Demo serves the exercise to a browser on this machine, as it comes in: the mission's realm and, beside it on a port of
its own, the coalition's. Roles change at a click. Nothing of it is kept. CASE is a file, or the name of a case that comes
with Truce; "truce test --list" names them.

With --text, or with --json, it plays the case in the terminal instead: the agreement that comes into force, each report as it comes
in, what is assessed under which article and why, and what people answer, determine and hold.

With --json each thing is a line of one member, in the same order: case, entry, deadline, observed, incident, gone,
finding, outside, silence, record (the four counts) and, at last, result.

What it prints is what the mission sees, not what is released.`

// Flags gives the verb its flags.
func (d *Demo) Flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&d.addr, "addr", defaultAddr, "HOST:PORT to listen on; the other realm takes a port of its own")
	cmd.Flags().BoolVar(&d.noOpen, "no-open", false, "open no browser; none is opened without a terminal and a display anyway")
}

// Command is a command that runs one case as a demonstration, with the flags of the verb.
func (d *Demo) Command(name string, data []byte) *cobra.Command {
	cmd := &cobra.Command{Use: "demo", RunE: func(cmd *cobra.Command, _ []string) error { return d.Run(cmd, name, data) }}
	d.Flags(cmd)
	return cmd
}

// Run runs a case as a demonstration.
func (d *Demo) Run(cmd *cobra.Command, name string, data []byte) error {
	l := listening{addr: d.addr}
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
	err = d.run(cmd, first, playing{dir, name, data})
	return errors.Join(err, remove())
}

// playing is a case in a folder of its own.
type playing struct {
	dir, name string
	data      []byte
}

func (d *Demo) run(cmd *cobra.Command, first *serving, p playing) error {
	ctx := cmd.Context()
	var seed canon.Salt
	if _, err := rand.Read(seed[:]); err != nil {
		return errors.Join(err, first.listener.Close())
	}
	list, err := entriesOf(p.name, p.data, seed)
	if err != nil {
		return errors.Join(err, first.listener.Close())
	}
	demo, err := begin(ctx, p.dir, list, seed)
	if err != nil {
		return errors.Join(err, first.listener.Close())
	}
	if err := demo.letGo(ctx, "release-desk-one", "release-desk-two"); err != nil {
		return errors.Join(err, first.listener.Close())
	}
	log := logger(cmd.ErrOrStderr())
	demo.desk.Log = log
	signer, err := demoSigner(journalOf(demo.desk).First().Origin)
	if err != nil {
		return errors.Join(err, first.listener.Close())
	}
	demo.desk.Released().ProveBy(signer.Key)
	o := serverOptions{origins: []string{first.address}, log: log}
	demo.desk.Room.Read(func(r *app.Record) error {
		o.demo = guises(r.State())
		return nil
	})
	jobs := []func(context.Context) error{
		func(ctx context.Context) error { return demo.replay(ctx, cmp.Or(d.Pace, every)) }, func(ctx context.Context) error { return tick(ctx, demo.desk) },
		func(ctx context.Context) error {
			return heartbeat(ctx, beat{journalOf(demo.desk), signer, demoEvery, log})
		},
	}
	if d.Beside.Demo != nil {
		second, err := listening{addr: "127.0.0.1:0"}.bind()
		if err != nil {
			return errors.Join(err, first.listener.Close())
		}
		h, err := d.Beside.Demo(ctx, BesideOptions{Folder: p.dir, Origins: []string{second.address}, Other: first.address, Log: log})
		if err != nil {
			return errors.Join(err, first.listener.Close(), second.listener.Close())
		}
		o.other = second.address
		jobs = append(jobs, func(ctx context.Context) error { return second.run(ctx, h) })
	}
	if o.held, err = demo.hold(ctx, o.demo); err == nil {
		o.reads, err = reads.Open(account.Beside(filepath.Join(p.dir, "demo.journal")))
	}
	if err != nil {
		return errors.Join(err, first.listener.Close())
	}
	h, people, err := missionServer(demo.desk, o)
	if err != nil {
		return errors.Join(err, o.reads.Close(), first.listener.Close())
	}
	jobs = append(jobs, func(ctx context.Context) error { return first.run(ctx, h) }, func(ctx context.Context) error {
		return eachMinute(ctx, func() error { return enterHead(ctx, people) })
	})
	d.announce(cmd, first.address, o.other)
	err = together(ctx, jobs...)
	return errors.Join(err, o.reads.Close(), demo.desk.Room.Change(func(*app.Record) error { return demo.desk.Kept.Close() }))
}

// announce says where the demonstration is, and opens a browser where somebody sits at a display.
func (d *Demo) announce(cmd *cobra.Command, first, second string) {
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "The mission's realm: %s\n", first)
	if second != "" {
		fmt.Fprintf(out, "The %s's realm: %s\n", d.Beside.Name, second)
	}
	fmt.Fprintln(out, "A demonstration: nobody signs in, roles change at a click, and nothing of it is kept. Stop it with Ctrl-C.")
	if !d.noOpen && onDisplay(out) {
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
