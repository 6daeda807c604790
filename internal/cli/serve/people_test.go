// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"truce/agreements"
	"truce/app"
	"truce/canon"
	"truce/cases"
	"truce/internal/access"
	"truce/internal/access/reads"
	"truce/internal/api"
	"truce/internal/api/account"
	"truce/internal/api/mission"
	"truce/internal/cli/serve"
	"truce/internal/live"
	"truce/internal/people"
	"truce/internal/people/authenticator"
	"truce/scenario"
	"truce/when"
)

var update = flag.Bool("update", false, "write docs/access.md anew")

const began when.Instant = 1_900_000_000_000

// hall is a server over a new record, with nobody in it yet.
type hall struct {
	t    *testing.T
	home string
	serve.Hall
	desk    *mission.Desk // nil for the coalition's
	journal string
	realm   account.Realm
	now     func() when.Instant // the coalition's journal time
}

func open(t *testing.T) *hall { return openWith(t, began, canon.Salt{}, nil) }

func openWith(t *testing.T, at when.Instant, seed canon.Salt, list []app.Incoming) *hall {
	t.Helper()
	h := &hall{t: t, journal: filepath.Join(t.TempDir(), "mission.journal"), realm: mission.Realm()}
	r, err := app.Found(t.Context(), h.journal, app.Founder{Origin: "mission.example/2031", At: at, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Enter(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	now := max(at, r.State().Now())
	h.desk = &mission.Desk{Room: live.New(r), Clock: func() when.Instant { return now }}
	server := httptest.NewUnstartedServer(nil)
	_, port, _ := strings.Cut(server.Listener.Addr().String(), ":")
	h.home = "http://localhost:" + port
	if h.Hall, err = serve.Open(t.Context(), h.journal, h.home, h.desk, slog.New(slog.NewTextHandler(t.Output(), nil))); err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = h.Server
	server.Start()
	t.Cleanup(func() {
		server.Close()
		for _, err := range []error{h.Close(), r.Close()} {
			if err != nil {
				t.Error(err)
			}
		}
	})
	return h
}

// guest is somebody at a browser with an authenticator in software.
type guest struct {
	*hall
	http   *http.Client
	device *authenticator.Authenticator
}

func (h *hall) guest(seed string) guest {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return guest{h, &http.Client{Jar: jar}, authenticator.New(seed, h.home)}
}

func (g guest) read(res *http.Response, err error) (int, string) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

func (g guest) get(path string) (int, string) { return g.read(g.http.Get(g.home + path)) }

func (g guest) post(path string, form url.Values) (int, string) {
	return g.read(g.http.PostForm(g.home+path, form))
}

// attribute returns what an attribute of a page holds.
func attribute(text, name string) string {
	_, rest, _ := strings.Cut(text, name+`="`)
	out, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(out)
}

// does opens a page, has the passkey answer, and sends the form.
func (g guest) does(path, action string, form url.Values) (int, string) {
	g.t.Helper()
	code, text := g.get(path)
	options := attribute(text, "data-passkey-options")
	if options == "" {
		return code, text
	}
	answer := g.device.Get
	if attribute(text, "data-passkey") == "create" {
		answer = g.device.Create
	}
	data, err := answer([]byte(options))
	if err != nil {
		g.t.Fatal(err)
	}
	form.Set("passkey-answer", string(data))
	return g.post(action, form)
}

// signs has the passkey sign what a page asks, and sends its form.
func (g guest) signs(path, action string, form url.Values) (int, string) {
	g.t.Helper()
	_, text := g.get(path)
	return g.signsWhatIs(text, action, form)
}

// signsWhatIs signs what a page asks to be signed and sends the form.
func (g guest) signsWhatIs(text, action string, form url.Values) (int, string) {
	g.t.Helper()
	if !strings.Contains(text, "data-sign") {
		g.t.Fatalf("no signature is asked for %s: %.2000s", action, text)
	}
	type id struct {
		Type string `json:"type"`
		ID   string `json:"id"`
	}
	ids := []id{}
	for _, each := range strings.Fields(attribute(text, "data-credentials")) {
		ids = append(ids, id{"public-key", each})
	}
	options, err := json.Marshal(map[string]any{"publicKey": map[string]any{
		"challenge": attribute(text, "data-challenge"), "rpId": attribute(text, "data-rp"), "allowCredentials": ids, "userVerification": "required",
	}})
	if err != nil {
		g.t.Fatal(err)
	}
	data, err := g.device.Get(options)
	if err != nil {
		g.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(text, `name="list"`)
	form.Set("list", attribute(rest, "value"))
	form.Set("signature", string(data))
	return g.post(action, form)
}

// operator sets the server up.
func (h *hall) operator() guest {
	h.t.Helper()
	code, err := h.Accounts.Setup(h.t.Context(), h.Desk.Doors.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	g := h.guest("operator")
	g.comes(code)
	return g
}

func (g guest) comes(code string) {
	g.t.Helper()
	status, text := g.does(people.Welcome(code), "/welcome", url.Values{"code": {code}, "label": {"phone"}})
	if status != http.StatusOK || !strings.Contains(text, "you are in") {
		g.t.Fatalf("%d: %.1500s", status, text)
	}
}

// invited has the operator invite somebody, who comes in.
func (g guest) invited(name, role, member string) guest {
	g.t.Helper()
	return g.hall.guest(name).with(g.invites(name, role, member))
}

func (g guest) with(code string) guest {
	g.t.Helper()
	g.comes(code)
	return g
}

func (g guest) invites(name, role, member string) string {
	g.t.Helper()
	_, text := g.post("/people", url.Values{"name": {name}, "role": {role}, "member": {member}, "days": {"3"}})
	_, rest, found := strings.Cut(html.UnescapeString(text), people.Welcome(""))
	if !found {
		g.t.Fatalf("no address of an invitation: %.1500s", text)
	}
	end := strings.IndexAny(rest, ".<\" \n")
	if end < 0 || rest[end] == '.' {
		g.t.Errorf("a full stop is glued to the address: %.80s", rest)
	}
	return rest[:max(end, 0)]
}

func (g guest) wants(status int, path string) {
	g.t.Helper()
	if got, text := g.get(path); got != status {
		g.t.Errorf("%s: got %d, want %d: %.300s", path, got, status, text)
	}
}

func TestPeopleComeInByInvitationAndLeaveWhenTheyAreDisabled(t *testing.T) {
	h := open(t)
	operator := h.operator()
	operator.wants(200, "/people")
	operator.wants(404, "/watch") // an operator reads nothing of what the mission knows
	code := operator.invites("watch-1", "duty-officer", "")
	anna := h.guest("watch-1").with(code)
	anna.wants(200, "/watch")
	anna.wants(404, "/people")
	anna.wants(404, "/reads")
	if status, text := h.guest("thief").get(people.Welcome(code)); status != 422 || !strings.Contains(text, "opens nothing") {
		t.Errorf("an invitation opens twice: %d", status)
	}
	operator.post("/people/change", url.Values{"name": {"watch-1"}, "act": {"disable"}})
	anna.wants(404, "/watch")
	if _, text := anna.does("/sign-in", "/sign-in", url.Values{}); !strings.Contains(text, "disabled") {
		t.Errorf("a disabled person comes in: %.800s", text)
	}
	operator.post("/people/change", url.Values{"name": {"operator"}, "act": {"disable"}})
	operator.wants(200, "/people") // nobody would be left
}

func TestWhoLoadsThePagesOfSigningInShutsNobodyOut(t *testing.T) {
	h := open(t)
	operator := h.operator()
	code := operator.invites("watch-1", "duty-officer", "")
	for i := range 200 {
		if status, _ := h.guest("anybody").get("/sign-in"); status != 200 {
			t.Fatalf("page %d: %d", i+1, status)
		}
	}
	h.guest("watch-1").with(code).wants(200, "/watch")
	tries := 0
	for status := 0; status != http.StatusTooManyRequests; tries++ {
		if status, _ = h.guest("anybody").post("/sign-in", url.Values{"passkey-answer": {"{}"}}); tries > 200 {
			t.Fatal("somebody tries to sign in 200 times at once")
		}
	}
	if tries < 30 {
		t.Errorf("refused after %d tries", tries)
	}
	operator.wants(200, "/sign-in") // what was tried too often is not what a page is
}

func TestARoleIsThatOfTheAccountsAtEachRequest(t *testing.T) {
	h := open(t)
	operator := h.operator()
	anna := operator.invited("watch-1", "duty-officer", "")
	anna.wants(200, "/watch")
	operator.post("/people/account", url.Values{"name": {"watch-1"}, "role-monitor": {"yes"}})
	anna.wants(404, "/watch")
	if status, _ := anna.post("/account/role", url.Values{"role": {"duty-officer"}}); status != 404 {
		t.Errorf("a role that the account has not: %d", status)
	}
	if status, _ := anna.post("/demo/role", url.Values{"role": {"duty officer"}}); status != 404 {
		t.Errorf("the door of the demonstration is there: %d", status)
	}
	anna.wants(404, "/watch")
}

func TestASessionGetsANewTokenAndNothingIsSentFromElsewhere(t *testing.T) {
	h := open(t)
	operator := h.operator()
	token := func() string {
		u, _ := url.Parse(h.home)
		for _, c := range operator.http.Jar.Cookies(u) {
			return c.Value
		}
		return ""
	}
	operator.post("/sign-out", url.Values{})
	operator.wants(404, "/people")
	operator.get("/sign-in")
	before := token()
	if _, text := operator.does("/sign-in", "/sign-in", url.Values{}); !strings.Contains(text, "You are in as operator") {
		t.Fatalf("%.800s", text)
	}
	if before == "" || token() == before {
		t.Errorf("the session kept its token %q when somebody came in", before)
	}
	for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}} {
		request, err := http.NewRequest(http.MethodPost, h.home+"/people", strings.NewReader("name=x&role=operator&days=3"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for name, value := range header {
			request.Header.Set(name, value)
		}
		if status, _ := operator.read(operator.http.Do(request)); status != http.StatusForbidden {
			t.Errorf("%v: a form from elsewhere gets %d", header, status)
		}
	}
}

func TestAnInvitationRunsOut(t *testing.T) {
	h := open(t)
	operator := h.operator()
	code := operator.invites("watch-1", "duty-officer", "")
	now := h.Desk.Doors.Now
	h.Desk.Doors.Now = func() when.Instant { return now() + when.Instant(4*when.Day) }
	if status, text := h.guest("watch-1").get(people.Welcome(code)); status != 422 || !strings.Contains(text, "opens nothing") {
		t.Errorf("%d: %.500s", status, text)
	}
}

func TestAHandoverIsSignedByBothPasskeys(t *testing.T) {
	h := open(t)
	operator := h.operator()
	anna, ben := operator.invited("watch-1", "duty-officer", ""), operator.invited("watch-2", "duty-officer", "")
	if status, text := anna.post("/watch/duty", url.Values{}); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	form := func(who string) url.Values { return url.Values{"in": {"watch-2"}, "words": {"quiet"}, "sign": {who}} }
	const path = "/watch/handover?in=watch-2&words=quiet"
	_, text := anna.get(path)
	if status, _ := anna.post("/watch/handover", url.Values{"in": {"watch-2"}, "list": {attribute(text[strings.Index(text, `name="list"`):], "value")}}); status != 200 {
		t.Errorf("%d", status)
	}
	if n := h.handovers(); n != 0 {
		t.Fatalf("%d handovers without a signature", n)
	}
	anna.signs(path, "/watch/handover", form("watch-1"))
	desk := anna
	desk.device = ben.device // the other officer signs at the same desk
	if status, text := desk.signs(path, "/watch/handover", form("watch-2")); status != 200 || !strings.Contains(text, "has taken the watch over") {
		t.Fatalf("%d: %.1500s", status, text)
	}
	h.desk.Room.Read(func(r *app.Record) error {
		list := r.State().Room().Handovers()
		if len(list) != 1 || !list[0].OutSigned || !list[0].InSigned {
			t.Errorf("%+v", list)
		}
		return nil
	})
}

// beforeAVote is a case as it stands when the first motion is before its body and nobody has voted.
func beforeAVote(t *testing.T) *hall {
	t.Helper()
	data, err := cases.Files.ReadFile("absent-guarantor.txtar")
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenario.Parse("absent-guarantor", data)
	if err != nil {
		t.Fatal(err)
	}
	c.Seed = canon.Salt{1}
	var list []app.Incoming
	voted := false
	_, err = scenario.Play(c, agreements.Files, func(s scenario.Step) {
		if s.Entry == nil || voted {
			return
		}
		if voted = s.Entry.Procedure != nil && s.Entry.Procedure.Act.Vote != nil; !voted {
			list = append(list, app.Incoming{Entry: *s.Entry})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return openWith(t, list[0].Entry.Time, c.Seed, list)
}

func (h *hall) handovers() (n int) {
	h.desk.Room.Read(func(r *app.Record) error {
		n = len(r.State().Room().Handovers())
		return nil
	})
	return n
}

func TestWhoReadsWhatIsLoggedAndTheOperatorAloneSeesIt(t *testing.T) {
	h := open(t)
	operator := h.operator()
	anna := operator.invited("watch-1", "duty-officer", "")
	anna.get("/incidents?format=csv&list=incidents")
	anna.get("/incidents?fragment=incidents")
	operator.get("/incidents")
	list, err := h.Desk.Log.List(reads.Filter{Kind: "incidents"})
	if err != nil || len(list) != 3 || list[0].Who != "watch-1" || list[0].Answer != "shown" || list[2].Answer != "refused" {
		t.Fatalf("%+v, %v", list, err)
	}
	liaison := operator.invited("amber-1", "liaison", "amber")
	for _, below := range []string{"incidents", "incidents/items", "incidents/items/1", "nothing", "places", "places/items", ""} {
		status, _ := liaison.get(strings.TrimSuffix("/features/collections/"+below, "/"))
		list, err := h.Desk.Log.List(reads.Filter{Who: "amber-1", Kind: "features"})
		if err != nil || (list[len(list)-1].Answer == "refused") != (status == 404) {
			t.Errorf("%q answers %d, and the log has %+v, %v", below, status, list[len(list)-1], err)
		}
	}
	if status, text := operator.get("/reads?who=watch-1"); status != 200 || !strings.Contains(text, "format=csv") || strings.Contains(text, "demonstration") {
		t.Errorf("%d: %.1500s", status, text)
	}
	for _, role := range []struct{ name, role, member string }{{"m", "monitor", ""}, {"a", "analyst", ""}, {"l", "liaison", "cobalt"}} {
		operator.invited(role.name, role.role, role.member).wants(404, "/reads?format=csv&list=reads")
	}
	h.Close = h.Accounts.Close
	if err := h.Desk.Log.Close(); err != nil {
		t.Fatal(err)
	}
	anna.wants(500, "/incidents") // what cannot be logged is not shown
}

func TestAnAddressIsNotedHoweverItIsWritten(t *testing.T) {
	h := open(t)
	anna := h.operator().invited("watch-1", "duty-officer", "")
	long := "/findings?q=" + strings.Repeat("\u0436", 1500)
	for path, want := range map[string]int{"//findings": 200, "/./findings": 200, "/%66indings": 200, "//watch//": 404, "/findings?x=%ff": 400, "/findings?x=\xff": 400, "/findings%ff": 400, long: 200} {
		if status, text := anna.get(path); status != want {
			t.Errorf("%q: %d, want %d: %.200s", path, status, want, text)
		}
	}
	list, err := h.Desk.Log.List(reads.Filter{Who: "watch-1", Kind: "findings"})
	if err != nil || len(list) < 4 {
		t.Errorf("%d lines, %v", len(list), err)
	}
}

// go test -run TestTheTableOfRoutes -update ./internal/cli/serve writes the table.
func TestTheTableOfRoutesAndRolesIsTheOneOnPaper(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Who sees what\n\nEvery address of the servers of both realms and the roles that it answers, made by a test from the servers' own tables (`internal/cli/serve`). " +
		"What is not listed does not exist, and what a role may not see does not exist for it: both get the same answer. Within a page a row may be withheld further.\n")
	b.WriteString("\n## The mission's realm\n\n")
	table(&b, open(t))
	b.WriteString("\n## The coalition's realm\n\nThe force is for a chancellery whose state has a pledge in it, or whom those admit, as the record has it at each request.\n\n")
	c, _ := openCoalition(t)
	table(&b, c)
	path := filepath.Join("..", "..", "..", "docs", "access.md")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != b.String() {
		t.Errorf("docs/access.md is not the table of the servers (%v): run go test -run TestTheTableOfRoutes -update ./internal/cli/serve", err)
	}
}

// table writes each route of a server with the roles of its realm that it answers.
func table(b *strings.Builder, h *hall) {
	b.WriteString(notedOpen(h.Server.Routes()) + "| address | what | compartment |")
	for _, role := range h.realm.Roles {
		fmt.Fprintf(b, " %s |", role)
	}
	b.WriteString("\n|---|---|---|" + strings.Repeat("---|", len(h.realm.Roles)) + "\n")
	for _, r := range h.Server.Routes() {
		fmt.Fprintf(b, "| `%s` | %s | %s |", r.Pattern, r.Title, r.Needs)
		for _, role := range h.realm.Roles {
			may := " |"
			switch {
			case (access.Viewer{Role: role}).May(r.Needs):
				may = " yes |"
			case (access.Viewer{Role: role, Contributes: true}).May(r.Needs):
				may = " contributors |"
			}
			b.WriteString(may)
		}
		b.WriteString("\n")
	}
}

// notedOpen says which routes are put into the log of reads.
func notedOpen(routes []api.Route) string {
	var open []string
	for _, r := range routes {
		if r.Noted && r.Needs == access.Open {
			open = append(open, "`"+r.Pattern+"`")
		}
	}
	return "Each asking is put into the log of reads (`docs/spec/reads.md`) for every route that is not open, but `/events`, and of those who signed in for these that are: " + strings.Join(open, ", ") + ". " +
		"How far what is not for a viewer and what is not there are apart in time is measured in `docs/BENCHMARKS.md`.\n\n"
}

func TestEachRoleGetsExactlyItsRoutes(t *testing.T) {
	c, _ := openCoalition(t)
	for _, h := range []*hall{open(t), c} {
		operator := h.operator()
		for _, role := range h.realm.Roles {
			g := h.guest("public")
			switch role {
			case access.Public:
			case access.Operator:
				g = operator
			case access.Commissioner, access.Liaison, access.Chancellery:
				g = operator.invited("x-"+string(role), string(role), "cobalt") // of whom no record knows a pledge
			default:
				g = operator.invited("x-"+string(role), string(role), "")
			}
			for _, r := range h.Server.Routes() {
				if r.Pattern == "/events" || strings.HasPrefix(r.Pattern, "/assets") || r.Pattern == "/{$}" {
					continue
				}
				g.holds(role, r)
			}
		}
	}
}

// holds asks for a route and compares whether it was there with the table. A route that only takes forms says so to who may send them.
func (g guest) holds(role access.Role, r api.Route) {
	g.t.Helper()
	path := r.Pattern
	for strings.Contains(path, "{") {
		before, rest, _ := strings.Cut(path, "{")
		_, after, _ := strings.Cut(rest, "}")
		path = before + "x" + after
	}
	status, _ := g.get(path)
	later := []string{"/record/checkpoint", "/record/keys", "/public/release.zip"} // of which a new record has nothing yet
	switch may := (access.Viewer{Role: role}).May(r.Needs); {
	case !may && status != http.StatusNotFound:
		g.t.Errorf("%s gets %d at %s", role, status, r.Pattern)
	case may && status == http.StatusNotFound && path == r.Pattern && !slices.Contains(later, path):
		g.t.Errorf("%s gets nothing at %s", role, path)
	}
}
