// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"truce/coalition"
	"truce/coalition/app"
	"truce/coalition/cases"
	"truce/coalition/scenario"
	"truce/internal/access"
	"truce/internal/access/reads"
	pages "truce/internal/api/coalition"
	"truce/internal/cli/desk"
	"truce/internal/cli/serve"
	"truce/internal/live"
	"truce/when"
)

// openCoalition is a coalition's server in earnest over the record of the demonstration, with nobody in it yet.
func openCoalition(t *testing.T) (*hall, *live.Room[*app.Record]) {
	t.Helper()
	data, err := fs.ReadFile(cases.Files, desk.DemoCase+".txtar")
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenario.Parse(desk.DemoCase, data)
	if err != nil {
		t.Fatal(err)
	}
	var list []coalition.Entry
	if _, err := scenario.Play(c, func(e coalition.Entry, _ []coalition.Effect) {
		if e.Genesis == nil {
			list = append(list, e)
		}
	}); err != nil {
		t.Fatal(err)
	}
	h := &hall{t: t, journal: filepath.Join(t.TempDir(), "coalition.journal"), realm: pages.Realm()}
	r, err := app.Found(t.Context(), h.journal, app.Founder{Origin: "secretariat.example/2026", At: list[0].Time})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Enter(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err = app.OpenReadOnly(t.Context(), h.journal, nil); err != nil {
		t.Fatal(err)
	}
	now := r.State().Now()
	h.now = func() when.Instant { return now }
	d := &pages.Desk{Room: live.New(r), Clock: func() when.Instant { return h.now() }}
	server := httptest.NewUnstartedServer(nil)
	_, port, _ := strings.Cut(server.Listener.Addr().String(), ":")
	h.home = "http://localhost:" + port
	house, err := serve.OpenHouse(t.Context(), h.journal)
	if err != nil {
		t.Fatal(err)
	}
	s, err := desk.Server(d, serve.BesideOptions{Record: h.journal, Origins: []string{h.home}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}, nil, &house)
	if err != nil {
		t.Fatal(err)
	}
	h.Hall = serve.Hall{Server: s, Desk: house.Desk, Accounts: house.Accounts, Close: house.Close}
	server.Config.Handler = s
	server.Start()
	t.Cleanup(func() {
		server.Close()
		for _, err := range []error{h.Close(), d.Room.Change(func(r *app.Record) error { return r.Close() })} {
			if err != nil {
				t.Error(err)
			}
		}
	})
	return h, d.Room
}

func TestAChancelleryComesInByInvitationAndReadsForItsOwnState(t *testing.T) {
	h, _ := openCoalition(t)
	operator := h.operator()
	operator.wants(200, "/people")
	operator.wants(404, "/undertakings") // an operator reads nothing of what the registers hold
	if _, text := operator.get("/"); !strings.Contains(text, `href="/people"`) {
		t.Errorf("the first page does not tell the operator whom to invite: %.1500s", text)
	}
	rome := operator.invited("rome-1", "chancellery", "Italy")
	for _, path := range []string{"/undertakings", "/force", "/meetings", "/meetings/calendar.ics", "/readiness", "/statements", "/brief", "/releases", "/record"} {
		rome.wants(200, path)
	}
	if _, text := rome.get("/brief"); !strings.Contains(text, "Brief for Italy") {
		t.Errorf("%.800s", text)
	}
	rome.wants(404, "/people")
	rome.wants(404, "/reads")
	rome.wants(404, "/demo/role")
	moscow := operator.invited("outside-1", "chancellery", "Russia")
	moscow.wants(200, "/undertakings")
	moscow.wants(404, "/force") // it contributes nothing, as the record has it
	operator.post("/people/account", url.Values{"name": {"outside-1"}, "role-chancellery": {"yes"}, "member": {"France"}})
	moscow.wants(200, "/force")
	operator.post("/people/change", url.Values{"name": {"rome-1"}, "act": {"disable"}})
	rome.wants(404, "/undertakings")
	if _, text := rome.does("/sign-in", "/sign-in", url.Values{}); !strings.Contains(text, "disabled") {
		t.Errorf("a disabled person comes in: %.800s", text)
	}
}

func TestAGuarantorsLiaisonSeesWhatWasReleasedAndNoRegister(t *testing.T) {
	h, _ := openCoalition(t)
	operator := h.operator()
	desk := operator.invited("liaison-1", "liaison", "United-Kingdom")
	for _, path := range []string{"/", "/releases", "/record", "/verify", "/help"} {
		desk.wants(200, path)
	}
	for _, path := range []string{"/undertakings", "/force", "/meetings", "/readiness", "/statements", "/brief", "/record/bundle", "/people", "/reads"} {
		desk.wants(404, path)
	}
}

func TestNoAccountOfTheCoalitionHasARoleOfTheMission(t *testing.T) {
	h, _ := openCoalition(t)
	operator := h.operator()
	for _, role := range []string{"duty-officer", "monitor", "analyst"} {
		if status, text := operator.post("/people", url.Values{"name": {"x-" + role}, "role": {role}, "days": {"3"}}); status != 422 || !strings.Contains(text, "no role of this realm") {
			t.Errorf("%s is invited: %d", role, status)
		}
	}
	if status, text := operator.post("/people", url.Values{"name": {"x"}, "role": {"chancellery"}, "member": {"United States"}, "days": {"3"}}); status != 422 || !strings.Contains(text, "is no name") {
		t.Errorf("a state that no record could name: %d", status)
	}
	operator.invited("rome-1", "chancellery", "Italy")
	if status, _ := operator.post("/people/account", url.Values{"name": {"rome-1"}, "role-duty-officer": {"yes"}}); status != 422 {
		t.Errorf("an account gets a role of the mission: %d", status)
	}
}

func TestReadsOfTheCoalitionAreLoggedAndTheirHeadEntersTheRecordWhileItIsServed(t *testing.T) {
	h, room := openCoalition(t)
	operator := h.operator()
	rome := operator.invited("rome-1", "chancellery", "Italy")
	rome.get("/undertakings?format=csv&list=texts")
	operator.get("/undertakings")
	h.guest("public").get("/undertakings")
	list, err := h.Desk.Log.List(reads.Filter{Kind: "undertakings"})
	if err != nil || len(list) != 2 || list[0].Who != "rome-1" || list[0].Member != "Italy" || list[0].Answer != "shown" || list[1].Answer != "refused" {
		t.Fatalf("%+v, %v", list, err)
	}
	heads := func() (n int) {
		if err := room.Change(func(r *app.Record) error { n = 0; return r.Follow(t.Context()) }); err != nil {
			t.Fatal(err)
		}
		room.Read(func(r *app.Record) error { n = len(r.State().Reads().All()); return nil })
		return n
	}
	enter := func(want int) {
		t.Helper()
		if err := h.Desk.EnterHead(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := heads(); got != want {
			t.Errorf("%d heads on record, want %d", got, want)
		}
	}
	enter(0) // the day is not over
	now := h.now()
	h.now = func() when.Instant { return now + when.Instant(when.Day) }
	enter(1)
	enter(1)
	if _, text := operator.get("/reads"); !strings.Contains(text, "The log holds") {
		t.Errorf("%.2000s", text)
	}
}

func TestThePublicOfTheCoalitionSeesHowTheRecordIsSignedAndNoRegister(t *testing.T) {
	h, _ := openCoalition(t)
	g := h.guest("public")
	for _, path := range []string{"/", "/record", "/verify", "/help", "/help/chancellery", "/sign-in"} {
		g.wants(200, path)
	}
	for _, r := range h.Server.Routes() {
		if r.Needs != access.Open {
			g.holds(access.Public, r)
		}
	}
	if _, text := g.get("/"); !strings.Contains(text, "an address that opens once") || strings.Contains(text, `href="/undertakings"`) {
		t.Errorf("the first page does not say how somebody gets in: %.2000s", text)
	}
	if status, text := g.get("/record/public.bundle"); status != http.StatusUnprocessableEntity || !strings.Contains(text, "No bundle yet") {
		t.Errorf("before anything is signed the bundle is %d: %.300s", status, text)
	}
}
