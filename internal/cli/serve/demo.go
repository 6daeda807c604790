// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"truce/agreement"
	"truce/agreements"
	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission"
	"truce/internal/api/mission/signed"
	"truce/internal/live"
	"truce/internal/store/kept"
	"truce/keyring"
	"truce/scenario"
)

// The pace of a demonstration: what is left to the replay, and how far apart it comes in.
const (
	replayed = 8
	every    = 8 * time.Second
)

// demonstration is a case that plays into a record of its own.
type demonstration struct {
	desk  *mission.Desk
	clock *clock
	left  []engine.Entry
}

// entriesOf plays a case and returns what it enters after its beginning, made with the secret of a record.
func entriesOf(name string, data []byte, seed canon.Salt) ([]engine.Entry, error) {
	c, err := scenario.Parse(name, data)
	if err != nil {
		return nil, err
	}
	c.Seed = seed
	var list []engine.Entry
	_, err = scenario.Play(c, agreements.Files, func(s scenario.Step) {
		if s.Entry != nil {
			list = append(list, *s.Entry)
		}
	})
	return list, err
}

// begin makes a record in a folder, enters most of a case at once, and leaves the rest to the replay.
func begin(ctx context.Context, folder string, list []engine.Entry, seed canon.Salt) (*demonstration, error) {
	if len(list) == 0 {
		return nil, errors.New("the case enters nothing")
	}
	journal := filepath.Join(folder, "demo.journal")
	r, err := app.Found(ctx, journal, app.Founder{Origin: "truce.demo/exercise", At: list[0].Time, Seed: seed})
	if err != nil {
		return nil, err
	}
	if err := r.Close(); err != nil {
		return nil, err
	}
	k, err := kept.Open(ctx, kept.Files{Journal: journal, Store: journal + storeEnding}, nil)
	if err != nil {
		return nil, err
	}
	now := len(list) - min(replayed, len(list)/2)
	incoming := make([]app.Incoming, now)
	for i, e := range list[:now] {
		incoming[i] = app.Incoming{Entry: e}
	}
	if _, err := k.Enter(ctx, incoming); err != nil {
		return nil, errors.Join(err, k.Close())
	}
	c := &clock{from: k.Record().State().Now(), began: time.Now()}
	return &demonstration{desk: &mission.Desk{Room: live.New(k.Record()), Clock: c.now, Kept: k}, clock: c, left: list[now:]}, nil
}

// replay enters what is left, one after the other, until the context is done. What no longer fits what people entered meanwhile
// is left out. At last a public release is let go where it covers more.
func (d *demonstration) replay(ctx context.Context, pace time.Duration) error {
	next := time.NewTicker(pace)
	defer next.Stop()
	for _, e := range d.left {
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
		}
		d.clock.set(e.Time)
		if _, err := d.desk.Enter(ctx, e); err != nil && !errors.Is(err, engine.ErrEntry) {
			return err
		}
	}
	return d.letGo(ctx, "release-desk-three", "release-desk-four")
}

// hold draws a key for each invented person who signs, puts it on record, and lets the desk say what each is called.
func (d *demonstration) hold(ctx context.Context, list []api.Guise) (*signed.Held, error) {
	var roles []signed.Role
	d.desk.Called = map[string]string{}
	for _, g := range list {
		d.desk.Called[g.Viewer.Person] = g.Name
		switch g.Viewer.Role {
		case access.DutyOfficer:
			roles = append(roles, signed.Role{Person: g.Viewer.Person, Holder: agreement.Mission, Use: keyring.ForDuty}, signed.Role{Person: g.Viewer.Person, Holder: agreement.Mission, Use: keyring.ForRelease})
		case access.Analyst:
			roles = append(roles, signed.Role{Person: g.Viewer.Person, Holder: agreement.Mission, Use: keyring.ForRelease})
		case access.Commissioner:
			roles = append(roles, signed.Role{Person: g.Viewer.Person, Holder: g.Viewer.Member, Use: keyring.ForMember})
		}
	}
	h, err := signed.NewHeld(rand.Reader, roles)
	if err != nil {
		return nil, err
	}
	for _, k := range h.Keys() {
		if _, err := d.desk.Enter(ctx, engine.Entry{Key: &k}); err != nil {
			return nil, fmt.Errorf("put the key of %s on record: %w", k.Name, err)
		}
	}
	return h, nil
}

// guises are the viewers of a demonstration.
func guises(s *engine.State) []api.Guise {
	list := []api.Guise{
		{Name: "duty officer", Viewer: access.Viewer{Role: access.DutyOfficer, Person: "demo-duty"}},
		{Name: "second duty officer", Viewer: access.Viewer{Role: access.DutyOfficer, Person: "demo-duty-2"}},
		{Name: "analyst", Viewer: access.Viewer{Role: access.Analyst, Person: "demo-analyst"}},
		{Name: "monitor", Viewer: access.Viewer{Role: access.Monitor, Person: "demo-monitor"}},
	}
	if texts := s.Dockets(); len(texts) > 0 {
		a := texts[0].Text().Agreement()
		for _, p := range a.Parties {
			list = append(list, api.Guise{Name: "liaison of " + p.Name, Viewer: access.Viewer{Role: access.Liaison, Member: string(p.ID), Person: "demo-" + string(p.ID)}})
		}
		for _, b := range a.Bodies {
			for _, m := range b.Members {
				list = append(list, api.Guise{Name: "commissioner " + m.ID, Viewer: access.Viewer{Role: access.Commissioner, Member: m.ID, Person: "demo-" + m.ID}})
			}
		}
	}
	seen := map[string]bool{}
	out := list[:0]
	for _, g := range list {
		if !seen[g.Name] {
			seen[g.Name] = true
			out = append(out, g)
		}
	}
	return append(out, api.Guise{Name: "public"}, api.Guise{Name: "operator", Viewer: access.Viewer{Role: access.Operator, Person: "demo-operator"}})
}

// tick lets the record fire what is due, once a second, and see what was destroyed.
func tick(ctx context.Context, desk *mission.Desk) error {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	blind := false // the last look failed
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		err := desk.Look(ctx)
		if failed := err != nil && ctx.Err() == nil; failed != blind {
			if blind = failed; failed && desk.Log != nil {
				desk.Log.Error("what was destroyed meanwhile is not seen; it is tried each second", "error", err)
			}
		}
		due := false
		err = desk.Room.Read(func(r *app.Record) error {
			at, ok := r.State().NextDue()
			due = ok && at <= desk.Clock()
			return nil
		})
		if err == nil && due {
			err = desk.Tick()
		}
		if err != nil {
			return fmt.Errorf("fire what is due: %w", err)
		}
	}
}

// folder makes a folder for a demonstration; the function returned takes it away.
func folder() (string, func() error, error) {
	dir, err := os.MkdirTemp("", "truce-demo-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}
