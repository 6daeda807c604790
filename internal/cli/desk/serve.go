// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path/filepath"
	"time"

	signing "truce/app"
	"truce/coalition"
	"truce/coalition/app"
	"truce/coalition/brief"
	"truce/coalition/cases"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/api"
	pages "truce/internal/api/coalition"
	"truce/internal/api/web"
	"truce/internal/cli/serve"
	"truce/internal/live"
	"truce/journal"
	"truce/keyring"
	"truce/when"
)

// ServeDemo plays the demo's case into a record of the realm and returns the server of its pages.
func ServeDemo(ctx context.Context, o serve.BesideOptions) (http.Handler, error) {
	data, err := fs.ReadFile(cases.Files, DemoCase+caseEnding)
	if err != nil {
		return nil, err
	}
	var list []coalition.Entry
	if _, err := played(DemoCase+caseEnding, data, func(e coalition.Entry, _ []coalition.Effect) {
		if e.Genesis == nil {
			list = append(list, e)
		}
	}); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("the case %s enters nothing", DemoCase)
	}
	r, err := app.Found(ctx, filepath.Join(o.Folder, "coalition.journal"), app.Founder{Origin: "truce.demo/coalition", At: list[0].Time})
	if err != nil {
		return nil, err
	}
	if _, err := r.Enter(ctx, list); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	key, err := signOnce(ctx, r)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	last, began := r.State().Now(), time.Now()
	d := &pages.Desk{Room: live.New(r), Key: key, Clock: func() when.Instant { return last + when.Instant(time.Since(began).Milliseconds()) }}
	context.AfterFunc(ctx, func() { d.Room.Change(func(r *app.Record) error { return r.Close() }) })
	return Server(d, o, guises(r.State()), nil)
}

// signOnce puts a key that is drawn now on record as the log's, and signs by it what is there, as a secretariat does: nothing is entered
// into a demonstration later, and nobody cosigns it.
func signOnce(ctx context.Context, r *app.Record) (journal.SigningKey, error) {
	origin := r.Journal().First().Origin
	key, err := journal.GenerateKey(rand.Reader, origin, journal.SignsNotes)
	if err != nil {
		return key, err
	}
	policy, err := journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", key.Verifier()))
	if err != nil {
		return key, err
	}
	enrolled := &keyring.Key{Name: origin, Text: key.Verifier().String(), Act: keyring.Made, Holder: "secretariat", By: "secretariat", Use: keyring.ForLog}
	if _, err := r.Enter(ctx, []coalition.Entry{{Time: r.State().Now(), Key: enrolled}}); err != nil {
		return key, err
	}
	_, err = signing.Signer{Key: key, Policy: policy}.Sign(ctx, r.Journal())
	return key, err
}

// Server wires the realm's pages into a server: of a demonstration with the viewers that it offers, or in earnest with its house.
func Server(d *pages.Desk, o serve.BesideOptions, demo []api.Guise, h *serve.House) (*api.Server, error) {
	assets, err := web.New()
	if err != nil {
		return nil, err
	}
	options := api.Options{
		Realm: Realm, Roles: pages.Realm().Roles, Site: d.Site, Clock: d.Clock, Zone: d.Zone, Version: d.Room.Version, Ready: d.Ready, Sections: pages.Sections(), Demo: demo,
		Origins: o.Origins, Other: o.Other, Log: o.Log, Assets: assets,
	}
	if h != nil {
		h.Into(&options, pages.Realm())
		options.Account = d.Contributing(options.Account)
	}
	s, err := api.New(options)
	if err != nil {
		return nil, err
	}
	for _, r := range d.Routes() {
		s.Add(r)
	}
	if h == nil {
		return s, nil
	}
	enter := func(ctx context.Context, list []coalition.Entry) error {
		err := put(ctx, o.Record, list)
		if err != nil && ctx.Err() == nil { // the secretariat may be entering something: the server goes on, and tries again in a minute
			o.Log.Warn("the head of the log of reads is not on record yet", "error", err)
		}
		return nil
	}
	if err := h.Wire(s, o.Origins, pages.Realm(), d.Beside(enter)); err != nil {
		return nil, err
	}
	for _, r := range h.Desk.Routes() {
		s.Add(r)
	}
	return s, nil
}

// guises are the chancelleries of the states that the record names, and the public.
func guises(s *coalition.State) []api.Guise {
	v := sourced.Known(s.Now())
	var list []api.Guise
	for _, state := range brief.Names(s, v) {
		list = append(list, api.Guise{Name: "chancellery of " + string(state), Viewer: access.Viewer{
			Role: access.Chancellery, Member: string(state), Person: "demo-" + string(state), Contributes: s.Force().MayRead(v.For(state)),
		}})
	}
	return append(list, api.Guise{Name: "public", Viewer: access.Viewer{Role: access.Public}})
}
