// SPDX-License-Identifier: Apache-2.0

package coalition_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"truce/coalition"
	"truce/coalition/app"
	"truce/coalition/brief"
	"truce/coalition/cases"
	"truce/coalition/force"
	"truce/coalition/scenario"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/api"
	pages "truce/internal/api/coalition"
	"truce/internal/api/web"
	"truce/internal/live"
	"truce/when"
)

// room is a server over the record of a case, as it stands at its end.
type room struct {
	t      testing.TB
	record *app.Record
	server *api.Server
}

// open plays a case into a record, enters what else is given, and serves it.
func open(t *testing.T, name string, more ...coalition.Entry) *room {
	t.Helper()
	data, err := fs.ReadFile(cases.Files, name+".txtar")
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenario.Parse(name, data)
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
	r, err := app.Found(t.Context(), filepath.Join(t.TempDir(), "c.journal"), app.Founder{Origin: "truce.test/coalition", At: list[0].Time})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	if _, err := r.Enter(t.Context(), append(list, more...)); err != nil {
		t.Fatal(err)
	}
	return &room{t, r, serve(t, r, guises(r.State()))}
}

func serve(t testing.TB, r *app.Record, demo []api.Guise) *api.Server {
	t.Helper()
	assets, err := web.New()
	if err != nil {
		t.Fatal(err)
	}
	at := r.State().Now()
	d := &pages.Desk{Room: live.New(r), Clock: func() when.Instant { return at }}
	s, err := api.New(api.Options{
		Realm: coalition.Realm, Site: d.Site, Clock: d.Clock, Zone: d.Zone, Version: d.Room.Version, Sections: pages.Sections(), Demo: demo,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Assets: assets,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range d.Routes() {
		s.Add(route)
	}
	return s
}

// guises are every role, and a chancellery of each state on record. One that is marked forged says of itself that it contributes,
// whatever the register has.
func guises(s *coalition.State) []api.Guise {
	var out []api.Guise
	for _, role := range access.Roles() {
		out = append(out, api.Guise{Name: string(role), Viewer: access.Viewer{Role: role, Person: "test-" + string(role)}})
	}
	v := sourced.Known(s.Now())
	for _, state := range brief.Names(s, v) {
		viewer := access.Viewer{Role: access.Chancellery, Member: string(state), Person: "test-" + string(state), Contributes: s.Force().MayRead(v.For(state))}
		out = append(out, api.Guise{Name: string(state), Viewer: viewer})
		viewer.Contributes = true
		out = append(out, api.Guise{Name: "forged " + string(state), Viewer: viewer})
	}
	return out
}

// seat is a browser of one viewer.
type seat struct {
	*room
	cookie *http.Cookie
}

func (r *room) as(guise string) seat {
	r.t.Helper()
	request := httptest.NewRequest(http.MethodPost, "/demo/role", strings.NewReader(url.Values{"role": {guise}, "back": {"/"}}.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range (seat{room: r}).ask(request).Result().Cookies() {
		return seat{r, c}
	}
	r.t.Fatalf("no session for %s", guise)
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

func (s seat) get(address string) (int, string) {
	w := s.ask(httptest.NewRequest(http.MethodGet, address, nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return w.Code, string(body)
}

func (s seat) must(address string) string {
	s.t.Helper()
	code, body := s.get(address)
	if code != http.StatusOK {
		s.t.Fatalf("%s answers %d: %.300s", address, code, body)
	}
	return body
}

// fileLink is the address of a list as a file, which stands under each list that has rows.
var fileLink = regexp.MustCompile(`href="\?([^"]*)">CSV`)

// everything is a page in every format: whole, and each list as a file and alone.
func (s seat) everything(address string) string {
	s.t.Helper()
	body := s.must(address)
	all := strings.Builder{}
	all.WriteString(body)
	for _, m := range fileLink.FindAllStringSubmatch(body, -1) {
		q, err := url.ParseQuery(strings.ReplaceAll(m[1], "&amp;", "&"))
		if err != nil {
			s.t.Fatal(err)
		}
		sep := "?"
		if strings.Contains(address, "?") {
			sep = "&"
		}
		file := s.must(address + sep + "format=csv&list=" + q.Get("list"))
		if _, err := csv.NewReader(strings.NewReader(file)).ReadAll(); err != nil {
			s.t.Errorf("%s, list %s as CSV: %v", address, q.Get("list"), err)
		}
		objects := s.must(address + sep + "format=json&list=" + q.Get("list"))
		if !json.Valid([]byte(objects)) {
			s.t.Errorf("%s, list %s as JSON is none", address, q.Get("list"))
		}
		all.WriteString(file + objects + s.must(address+sep+"fragment="+q.Get("list")))
	}
	return all.String()
}

// addresses are every page of the realm with rows in the record of the demonstration.
func addresses() []string {
	return []string{
		"/undertakings", "/undertakings/changes?from=paris-declaration%40draft&to=paris-declaration%40final", "/meetings", "/meetings/paris-summit",
		"/readiness", "/readiness/peace-plan@2025-12-24/14", "/statements", "/statements?about=Ukraine", "/brief", "/releases",
	}
}

// forceAddresses are those of the register of the force, with its files.
func forceAddresses() []string {
	return []string{
		"/force", "/force?format=csv&list=pledges", "/force?format=json&list=lines", "/force?fragment=cover", "/force/land", "/force/land?format=csv&list=curve",
		"/force/nothing",
	}
}

func TestOnlyAChancelleryGetsTheRegistersInAnyFormat(t *testing.T) {
	r := open(t, "paris-2026")
	for _, role := range access.Roles() {
		s := r.as(string(role))
		for _, address := range append(addresses(), "/meetings/calendar.ics") {
			code, body := s.get(address)
			may := role == access.Chancellery || address == "/releases" && access.Viewer{Role: role}.May(access.Released)
			if may != (code == http.StatusOK) {
				t.Errorf("%s as %s answers %d", address, role, code)
			}
			if !may && strings.Contains(body, "Paris") {
				t.Errorf("%s as %s tells of the record: %.300s", address, role, body)
			}
		}
		for _, address := range []string{"/", "/help"} {
			s.must(address)
		}
	}
	for _, address := range addresses() {
		if code, _ := (seat{room: r}).get(address); code != http.StatusNotFound {
			t.Errorf("%s without a session answers %d", address, code)
		}
	}
}

func TestEveryPageReadsWholeAsEveryFormat(t *testing.T) {
	s := open(t, "paris-2026").as("France")
	for _, c := range []struct{ address, want string }{
		{"/undertakings", "a ceasefire has come into force"}, // a condition
		{"/undertakings", "its support is proposed"},         // a stipulation
		{"/undertakings", "coordinated-response"},            // a period
		{"/undertakings", "a draft, which nobody can sign"},
		{"/undertakings/changes?from=paris-declaration%40draft&to=paris-declaration%40final", "binds less"},
		{"/force", "no-ground-troops excludes the line"},
		{"/force/land", "Days after the order"},
		{"/meetings/paris-summit", "Keir Starmer"},
		{"/meetings/paris-summit", "could not tell"},
		{"/readiness", "Territory"},
		{"/readiness", "90 percent"},
		{"/readiness", "own word, up to"},
		{"/readiness/peace-plan@2025-12-24/14", "Ukraine itself"},
		{"/statements", "unnamed adviser"},
		{"/brief", "Brief for France"},
	} {
		if body := s.everything(c.address); !strings.Contains(body, c.want) {
			t.Errorf("%s does not say %q", c.address, c.want)
		}
	}
}

func TestTheForceIsForContributorsAndThoseTheyAdmit(t *testing.T) {
	r := open(t, "paris-2026")
	for _, guise := range []string{"Russia", "United-States", "forged Russia", "public", "chancellery", "operator", "duty-officer"} {
		s := r.as(guise)
		for _, address := range forceAddresses() {
			if code, body := s.get(address); code != http.StatusNotFound || strings.Contains(body, "announced") {
				t.Errorf("%s as %s answers %d: %.300s", address, guise, code, body)
			}
		}
		if body := s.must("/"); strings.Contains(body, `href="/force"`) && !strings.HasPrefix(guise, "forged") {
			t.Errorf("the start page leads %s to the force", guise)
		}
	}
	contributor := r.as("France")
	if !strings.Contains(contributor.everything("/force"), "Italy") {
		t.Error("a contributor does not see the pledges of the others")
	}
	if code, _ := contributor.get("/force/nothing"); code != http.StatusNotFound {
		t.Error("a line that is not there answers")
	}
}

func TestAReaderWhoIsAdmittedAndThenNotLosesTheForceAtOnce(t *testing.T) {
	said := sourced.Said{By: "the contributors", On: when.Date{Year: 2026, Month: 2, Day: 5}, Grade: sourced.Official}
	admitted := func(ended bool) coalition.Entry {
		return coalition.Entry{Force: &force.Record{Admission: &force.Admission{Reader: "Russia", Ended: ended, Said: said}}}
	}
	if code, _ := open(t, "paris-2026", admitted(false)).as("forged Russia").get("/force"); code != http.StatusOK {
		t.Errorf("who is admitted gets %d", code)
	}
	if code, _ := open(t, "paris-2026", admitted(false), admitted(true)).as("forged Russia").get("/force"); code != http.StatusNotFound {
		t.Errorf("whose admission ended gets %d", code)
	}
}

func TestABriefIsOfOnesOwnStateWhateverIsAsked(t *testing.T) {
	r := open(t, "paris-2026")
	italy := r.as("Italy")
	own := italy.everything("/brief")
	for _, ask := range []string{"/brief?state=France", "/brief?reader=France", "/brief?member=France&as=France"} {
		if body := italy.must(ask); strings.Contains(body, "Brief for France") || !strings.Contains(body, "Brief for Italy") {
			t.Errorf("%s gives another's brief", ask)
		}
	}
	if code, _ := italy.get("/brief/France"); code != http.StatusNotFound {
		t.Errorf("the address of another's brief answers %d", code)
	}
	if !strings.Contains(own, "no ground troops") || strings.Contains(own, "black sea only") {
		t.Error("a brief has its own pledge and no other's")
	}
	russia := r.as("Russia").everything("/brief")
	for _, pledged := range []string{"no ground troops", "black sea only", "netherlands-parliament"} {
		if strings.Contains(russia, pledged) {
			t.Errorf("the brief of who contributes nothing has %s", pledged)
		}
	}
	if body := r.as("chancellery").must("/brief"); !strings.Contains(body, "speaks for none") {
		t.Error("an account without a state is not told so")
	}
}

func TestASessionOfTheOtherRealmIsNothingHere(t *testing.T) {
	r := open(t, "paris-2026")
	cookie := *r.as("France").cookie
	if cookie.Name != "truce-coalition" {
		t.Fatalf("the cookie is %s", cookie.Name)
	}
	cookie.Name = "truce-mission"
	if code, _ := (seat{r, &cookie}).get("/undertakings"); code != http.StatusNotFound {
		t.Errorf("a cookie under the other realm's name answers %d", code)
	}
	other := open(t, "paris-2026")
	if code, _ := (seat{other, r.as("France").cookie}).get("/undertakings"); code != http.StatusNotFound {
		t.Errorf("a session of another server answers %d", code)
	}
}

func TestAServerInEarnestOffersNoRole(t *testing.T) {
	r := open(t, "paris-2026")
	r.server = serve(t, r.record, nil)
	request := httptest.NewRequest(http.MethodPost, "/demo/role", strings.NewReader("role=France"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if code := (seat{room: r}).ask(request).Code; code != http.StatusNotFound {
		t.Errorf("a role can be taken: %d", code)
	}
	for _, address := range append(addresses(), forceAddresses()...) {
		if code, _ := (seat{room: r}).get(address); code != http.StatusNotFound {
			t.Errorf("%s answers %d", address, code)
		}
	}
}
