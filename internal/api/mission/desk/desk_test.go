// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"truce/agreements"
	"truce/app"
	"truce/canon"
	"truce/cases"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission"
	"truce/internal/api/web"
	"truce/internal/live"
	"truce/internal/store/kept"
	"truce/scenario"
	"truce/when"
)

// room is a server over the record of a case, as it stands at its end.
type room struct {
	t      testing.TB
	desk   *mission.Desk
	server *api.Server
}

// open plays a case into a record and serves it.
func open(t *testing.T, name string) *room { return openAt(t, name, when.MaxInstant) }

// openAt is open of what a case enters until a time.
func openAt(t *testing.T, name string, until when.Instant) *room {
	t.Helper()
	data, err := cases.Files.ReadFile(name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenario.Parse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	c.Seed = canon.Salt{1}
	var list []app.Incoming
	_, err = scenario.Play(c, agreements.Files, func(s scenario.Step) {
		if s.Entry != nil && s.Entry.Time <= until {
			list = append(list, app.Incoming{Entry: *s.Entry})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := app.Found(t.Context(), filepath.Join(t.TempDir(), "record.journal"), app.Founder{Origin: "truce.test/mission", At: list[0].Entry.Time, Seed: c.Seed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	if _, err := r.Enter(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	return serve(t, r)
}

// serve serves a copy of a record with its projections beside it.
func serve(t testing.TB, r *app.Record) *room {
	t.Helper()
	dir := t.TempDir()
	files := kept.Files{Journal: filepath.Join(dir, "copy.journal"), Store: filepath.Join(dir, "copy.store")}
	if err := r.Journal().Backup(t.Context(), files.Journal); err != nil {
		t.Fatal(err)
	}
	k, err := kept.Open(t.Context(), files, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	k.Record().State().Tick(r.State().Now())
	return serveDesk(t, &mission.Desk{Room: live.New(k.Record()), Kept: k})
}

// serveDesk serves a record as a desk has it, at the time of its last entry.
func serveDesk(t testing.TB, d *mission.Desk) *room {
	t.Helper()
	var now when.Instant
	d.Room.Read(func(r *app.Record) error {
		now = r.State().Now()
		return nil
	})
	d.Clock = func() when.Instant { return now }
	assets, err := web.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := api.New(api.Options{
		Realm: "mission", Site: d.Site, Clock: d.Clock, Zone: d.Zone, Version: d.Room.Version, Ready: d.Ready, Sections: mission.Sections(), Demo: guises(), Assets: assets,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range d.Routes() {
		s.Add(route)
	}
	return &room{t, d, s}
}

// guises are one viewer of each role; a liaison is of a party.
func guises() []api.Guise {
	var out []api.Guise
	for _, role := range access.Roles() {
		v := access.Viewer{Role: role, Person: "test-" + string(role)}
		switch role {
		case access.Liaison:
			v.Member = "cobalt"
		case access.Commissioner:
			v.Member = "chair"
		}
		out = append(out, api.Guise{Name: string(role), Viewer: v})
	}
	return out
}

// seat is a browser of one viewer.
type seat struct {
	*room
	cookie *http.Cookie
}

// as signs a viewer of a role in.
func (r *room) as(role access.Role) seat {
	r.t.Helper()
	answer := seat{room: r}.send("/demo/role", url.Values{"role": {string(role)}, "back": {"/"}})
	for _, c := range answer.Result().Cookies() {
		return seat{r, c}
	}
	r.t.Fatalf("no session for %s: %d", role, answer.Code)
	return seat{}
}

func (s seat) ask(request *http.Request) *httptest.ResponseRecorder {
	if s.cookie != nil {
		request.AddCookie(s.cookie)
	}
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, request)
	return w
}

// get asks for an address and returns the status and the text.
func (s seat) get(address string) (int, string) {
	w := s.ask(httptest.NewRequest(http.MethodGet, address, nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return w.Code, string(body)
}

// must asks for an address that has to answer.
func (s seat) must(address string) string {
	s.t.Helper()
	code, body := s.get(address)
	if code != http.StatusOK {
		s.t.Fatalf("%s answers %d: %.300s", address, code, body)
	}
	return body
}

func (s seat) send(address string, form url.Values) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.ask(request)
}

// state calls f with what the record comes to.
func (r *room) state(f func(*engine.State)) {
	r.t.Helper()
	if err := r.desk.Room.Read(func(rec *app.Record) error { f(rec.State()); return nil }); err != nil {
		r.t.Fatal(err)
	}
}
