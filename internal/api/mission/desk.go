// SPDX-License-Identifier: Apache-2.0

// Package mission turns the mission's record into its pages: what each role of the field sees of it, and what it may do. Every
// handler reads between two entries and takes away values, never the record's own memory.
package mission

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/help"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/handover"
	"truce/internal/api/mission/outward"
	"truce/internal/api/mission/signed"
	"truce/internal/api/proof"
	"truce/internal/live"
	"truce/internal/store/kept"
	"truce/internal/store/sqlite"
	"truce/when"
)

// Desk is a running record of the mission, and what its pages need beside it.
type Desk struct {
	// Room holds the record; nothing else enters into it.
	Room *live.Room[*app.Record]
	// Clock is journal time: never before the last entry.
	Clock func() when.Instant

	late     desk.Overdue
	packs    proof.Packs
	outside  minuted
	sharing  sync.Once // for of
	of       *desk.Desk
	handing  *handover.Desk
	once     sync.Once
	released *outward.Released
	// Kept is the record of Room with its projections, from which long lists are read; nil where it has none: then they are read
	// from the state.
	Kept *kept.Record
	// Log is told when the projections could not follow; nil where nobody is.
	Log *slog.Logger

	first sync.Once // for said
	said  atomic.Pointer[about]

	failed atomic.Pointer[error] // why the last entry could not be kept, nil where it was

	behind atomic.Bool // the projections lack something that is on record
	holds  atomic.Bool // the projections may hold what was destroyed: nothing is read from them any more
	empty  bool        // they were dropped since; for whoever changes the room
	// Signing is where votes and handovers are signed; nil where nothing can be signed in the browser.
	Signing *signed.Desk
	// Accounts says that people sign in with accounts of their own, whose names are on record: a monitor reports under its own.
	Accounts bool
	// Officers are the names of those who have an account of a duty officer that is open, in order: the watch is handed to nobody else. It is
	// nil where there are no accounts.
	Officers func(context.Context) ([]string, error)
	// Called is what the demonstration calls an officer, by their name on record; nil where nobody is called anything else.
	Called map[string]string
}

// Sections are the mission's pages in the navigation, in the order of a day's work.
func Sections() []api.Section {
	return []api.Section{
		{Name: "Watch", Path: "/watch", Needs: access.Mission},
		{Name: "Map", Path: "/map", Needs: access.Mission},
		{Name: "Queue", Path: "/queue", Needs: access.Mission},
		{Name: "Incidents", Path: "/incidents", Needs: access.Mission},
		{Name: "Report", Path: "/report", Needs: access.Reporting},
		{Name: "Findings", Path: "/findings", Needs: access.Released},
		{Name: "Cases", Path: "/cases", Needs: access.Released},
		{Name: "Notices", Path: "/notices", Needs: access.Released},
		{Name: "Agreement", Path: "/agreement", Needs: access.Open},
		{Name: "Territory", Path: "/territory", Needs: access.Open},
		{Name: "Coverage", Path: "/coverage", Needs: access.Inside},
		{Name: "Sources", Path: "/sources", Needs: access.Inside},
		{Name: "Daily report", Path: "/daily", Needs: access.Released},
		{Name: "Public release", Path: "/public", Needs: access.Open},
		{Name: "Record", Path: "/record", Needs: access.Open},
		{Name: "Help", Path: "/help", Needs: access.Open},
	}
}

// Routes are the mission's pages.
func (d *Desk) Routes() []api.Route {
	d.known() // before anybody asks within a reading
	d.read(func(s *engine.State) error {
		d.late.Longest(s, s.Now(), 0) // once, so that no page waits for it
		return nil
	})
	return slices.Concat(d.start(), desk.InOneLine(slices.Concat(d.watching(), d.patrols(), d.notices(), d.cases())), d.record(), d.news(), d.topics(), help.MissionRoutes())
}

// Ready returns why the record cannot be read, or why the last entry could not be kept, as on a disk that is full.
func (d *Desk) Ready() error {
	if err := d.Room.Read(func(*app.Record) error { return nil }); err != nil {
		return err
	}
	if failed := d.failed.Load(); failed != nil {
		return *failed
	}
	return nil
}

// Enter enters one entry at the journal time and returns what came of it. Its error wraps engine.ErrEntry where the entry is at
// fault; then nothing is on record.
func (d *Desk) Enter(ctx context.Context, e engine.Entry) (app.Entered, error) {
	var out app.Entered
	err := d.Room.Change(func(r *app.Record) (err error) {
		out, err = d.enterOne(ctx, r, e)
		return err
	})
	return out, err
}

// EnterMade is Enter of an entry that is made of the record as it stands at the journal time, with every deadline before it passed.
// Where that errors nothing is entered.
func (d *Desk) EnterMade(ctx context.Context, entryOf func(*engine.State) (engine.Entry, error)) (app.Entered, error) {
	var out app.Entered
	err := d.Room.Change(func(r *app.Record) error {
		d.tick(r)
		e, err := entryOf(r.State())
		if err != nil {
			return err
		}
		out, err = d.enterOne(ctx, r, e)
		return err
	})
	return out, err
}

func (d *Desk) enterOne(ctx context.Context, r *app.Record, e engine.Entry) (app.Entered, error) {
	e.Time = max(d.Clock(), r.State().Now())
	list, err := d.enter(ctx, r, []app.Incoming{{Entry: e}})
	if err != nil {
		if !errors.Is(err, engine.ErrEntry) && ctx.Err() == nil {
			d.failed.Store(&err)
		}
		return app.Entered{}, err
	}
	d.failed.Store(nil)
	return list[0], nil
}

// errStill says that time passed and nothing fired, so that nobody is woken.
var errStill = errors.New("nothing is due")

// Tick fires what is due by the journal time. It enters nothing, and wakes nobody where nothing fired.
func (d *Desk) Tick() error {
	err := d.Room.Change(func(r *app.Record) error {
		if !d.tick(r) {
			return errStill
		}
		return nil
	})
	if errors.Is(err, errStill) {
		return nil
	}
	return err
}

// tick fires what is due while the room changes, lets the projections follow, and tells whether anything fired.
func (d *Desk) tick(r *app.Record) bool {
	now := max(d.Clock(), r.State().Now())
	var effects []engine.Effect
	if d.Kept == nil || d.holds.Load() {
		effects = r.State().Tick(now)
	} else {
		var err error
		effects, err = d.Kept.Tick(context.Background(), now)
		d.followed(err)
	}
	d.late.Took(r.State(), r.State().Seq(), 0, effects)
	return len(effects) > 0
}

// Look lets the room see what was destroyed meanwhile, by whatever program, so that no page, list or file shows it any more. Where an
// extract was destroyed, everybody waits until the record was folded anew. It enters nothing.
func (d *Desk) Look(ctx context.Context) error {
	behind := false
	err := d.Room.Read(func(r *app.Record) (err error) {
		behind, err = r.Behind(ctx)
		return err
	})
	if err != nil || !behind {
		return err
	}
	return d.Room.Change(func(r *app.Record) error {
		err := r.Look(ctx)
		d.learn(r.State())
		if err = d.looked(r, err); err == nil && d.Kept != nil && !d.holds.Load() {
			d.followed(d.Kept.Follow(context.WithoutCancel(ctx), nil))
		}
		return err
	})
}

// looked drops the projections once something was destroyed, which may be in them: they are made anew when the server starts again.
func (d *Desk) looked(r *app.Record, err error) error {
	if r.Destroyed() == 0 || d.Kept == nil || d.empty {
		return err
	}
	first := !d.holds.Swap(true)
	fault := d.Kept.Drop(context.Background())
	d.empty = fault == nil
	switch {
	case d.Log == nil:
	case fault != nil:
		d.Log.Error("parts of the record were destroyed, and the projections may hold them still: stop the server and delete JOURNAL.store", "error", fault)
	case first:
		d.Log.Warn("parts of the record were destroyed: the projections are dropped, and lists are read from the state until the server starts again")
	}
	return err
}

// enter enters a list while the room changes, and lets the projections follow. What is on record stays so where they cannot.
func (d *Desk) enter(ctx context.Context, r *app.Record, list []app.Incoming) ([]app.Entered, error) {
	before, at := r.State().Seq(), r.State().Now()
	entered, err := r.Enter(ctx, list)
	if err != nil && r.State().Now() != at { // what fired before something was refused is not told
		before = -1
	}
	d.overdue(r.State(), before, entered)
	d.learn(r.State())
	d.looked(r, nil)
	if d.Kept != nil && !d.holds.Load() {
		d.followed(d.Kept.Follow(context.WithoutCancel(ctx), entered))
	}
	return entered, err
}

// overdue tells what is looked through for what is late what was entered after an entry.
func (d *Desk) overdue(s *engine.State, before int64, entered []app.Entered) {
	n := 0
	var effects []engine.Effect
	for _, e := range entered {
		if !e.Placed.Again {
			n, effects = n+1, append(effects, e.Effects...)
		}
	}
	d.late.Took(s, before, n, effects)
}

// followed notes whether the projections are at the end of the record.
func (d *Desk) followed(err error) {
	if was := d.behind.Swap(err != nil); err != nil && !was && d.Log != nil {
		d.Log.Error("lists are read from the state: start again to make the projections anew", "error", err)
	}
}

// Rows are the projections, or nil where there are none or they are not at the end of the record: no list shows less than that.
func (d *Desk) Rows() *sqlite.Store {
	if d.Kept == nil || d.behind.Load() || d.holds.Load() || !d.Kept.Store().Ready() {
		return nil
	}
	return d.Kept.Store()
}

// read calls f with the state between two entries.
func (d *Desk) read(f func(*engine.State) error) error {
	return d.Room.Read(func(r *app.Record) error { return f(r.State()) })
}

// about is what every page says of its record.
type about struct {
	name     string
	exercise bool
	zone     when.Zone
}

// learn keeps what pages say of the record while it changes. They ask within their reading too, and a reader that waits for the room
// twice waits for good where a writer came between.
func (d *Desk) learn(s *engine.State) {
	said := about{name: "A record without an agreement yet"}
	for _, k := range s.Dockets() {
		a := k.Text().Agreement()
		said.name, said.exercise, said.zone = a.Title, said.exercise || a.Exercise, k.Zone()
	}
	d.said.Store(&said)
}

// known is what learn kept last.
func (d *Desk) known() *about {
	d.first.Do(func() {
		d.read(func(s *engine.State) error {
			d.learn(s)
			return nil
		})
	})
	return d.said.Load()
}

// Site returns what the record is of, and whether that is invented.
func (d *Desk) Site() (name string, exercise bool) { return d.known().name, d.known().exercise }

// adopted tells whether an agreement is on record.
func (d *Desk) adopted() bool { return !d.Zone().IsZero() }

// Zone is that of the agreement in force, the zero zone where there is none.
func (d *Desk) Zone() when.Zone { return d.known().zone }
