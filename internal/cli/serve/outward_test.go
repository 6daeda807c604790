// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"truce/app"
	"truce/canon"
	"truce/cases"
	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission"
	"truce/internal/cli/serve"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/journal"
	"truce/keyring"
	"truce/when"
)

// secrets are acts after the first week of the exercise in whose every word that is the mission's own stands the mark q9, which is in no identifier. What "q9shown"
// saw its source lets the public see.
const secrets = `
at "2026-02-20 02:00" submit q9.ndjson exercise=yes
duty on by=q9officer
duty call q9call by=q9officer to="q9liaison" asked="q9asked" reached=answered said="q9said" promised="q9promised"
patrol requested q9patrol by=q9officer source=q9patrolsource what="q9patrolwhat" where=q9patrolplace point="48.1234567, 31.7654321" radius=300 every="1 h"
patrol cleared q9patrol by=q9officer
patrol notified q9patrol by=q9officer
patrol out q9patrol by=q9officer
notice given q9notice by=q9officer kind=repair what="q9noticewhat" where=q9noticeplace point="48.2345678, 31.6543219" radius=500 from="2026-02-20 06:00" until="2026-02-28 18:00" sides=amber know="q9keeper"
opinion on=satellite-slate term=energy by=guarantor-ochre holds="q9opinion"

`

const secretReports = `
-- q9.ndjson --
{"source":"q9internal","roots":["q9root"],"sightings":[{"act":"small-arms-fire","words":"q9words","count":"several","means":"heard","time":"2026-02-10 03:17-03:19","where":{"name":"q9place","at":"49.3456789, 31.4567891","radius":"100 m"}}]}
{"source":"q9shown","consent":"public","roots":["q9root2"],"sightings":[{"act":"small-arms-fire","words":"q9words","count":"several","means":"heard","time":"2026-02-10 04:23-04:29","where":{"name":"q9place2","at":"49.4567891, 31.5678912","radius":"100 m"}}]}
{"source":"q9young","consent":"public","roots":["q9root3"],"sightings":[{"act":"small-arms-fire","words":"q9words","count":"several","means":"heard","time":"2026-02-19 05:37-05:41","where":{"name":"q9place3","at":"49.5678912, 31.6789123","radius":"100 m"}}]}
`

// secretWord finds a whole word of the secrets in a text in lower case. Two letters would not do: a signature has them by chance.
var secretWord = regexp.MustCompile(strings.Join(slices.Compact(slices.Sorted(slices.Values(
	regexp.MustCompile(`q9[a-z]+`).FindAllString(secrets+secretReports+" q9ann q9ben", -1)))), "|"))

// house is a running demonstration with secrets in it.
type house struct {
	server  *api.Server
	desk    *mission.Desk
	entries []engine.Entry
	web     *httptest.Server
	signer  *app.Signer // nil until the record is signed
}

// demonstrated is a house that links to itself by a name, and demonstratedAt one whose links programs can follow.
func demonstrated(t testing.TB) *house   { return houseAt(t, "http://mission.example") }
func demonstratedAt(t testing.TB) *house { return houseAt(t, "") }

func houseAt(t testing.TB, origin string) *house {
	t.Helper()
	name := "paris-exercise-first-week.txtar"
	data, err := fs.ReadFile(cases.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("\n-- "))
	return playing(t, name, slices.Concat(data[:at], []byte(secrets), bytes.TrimLeft(data[at:], "\n"), []byte(secretReports)), origin)
}

// playing is a demonstration of a case.
func playing(t testing.TB, name string, data []byte, origin string) *house {
	t.Helper()
	h := &house{web: httptest.NewUnstartedServer(nil)}
	var err error
	h.server, h.desk, h.entries, err = serve.Demonstrated(t.Context(), t.TempDir(), name, data, cmp.Or(origin, "http://"+h.web.Listener.Addr().String()))
	if err != nil {
		t.Fatal(err)
	}
	h.web.Config.Handler = h.server
	h.web.Start()
	t.Cleanup(func() {
		h.web.Close()
		if err := h.desk.Room.Change(func(r *app.Record) error { return r.Close() }); err != nil {
			t.Error(err)
		}
	})
	return h
}

// visitor is somebody with a browser.
type visitor struct {
	t      testing.TB
	base   string
	client *http.Client
}

func (h *house) as(t testing.TB, role string) *visitor {
	t.Helper()
	v := &visitor{t: t, base: h.web.URL, client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	v.client.Jar = &oneJar{}
	if status, body := v.post("/demo/role", url.Values{"role": {role}}); status != http.StatusSeeOther {
		t.Fatalf("role %s: %d %s", role, status, body)
	}
	return v
}

// oneJar keeps the cookies of one server.
type oneJar struct{ list []*http.Cookie }

func (j *oneJar) SetCookies(_ *url.URL, list []*http.Cookie) { j.list = list }
func (j *oneJar) Cookies(*url.URL) []*http.Cookie            { return j.list }

func (v *visitor) do(r *http.Request) (int, string) {
	v.t.Helper()
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	var out bytes.Buffer
	if _, err := out.ReadFrom(answer.Body); err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, out.String()
}

func (v *visitor) get(path string) (int, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.do(r)
}

func (v *visitor) post(path string, form url.Values) (int, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

// person puts the key of a person for releases on record.
func (h *house) person(t *testing.T, name string) journal.SigningKey {
	t.Helper()
	k, err := journal.GenerateKey(strings.NewReader(strings.Repeat(name, 20)), name, journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.desk.Enter(t.Context(), engine.Entry{Key: &keyring.Key{Name: name, Text: k.Verifier().String(), Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForRelease}})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var digest = regexp.MustCompile(`truce release sign (\w+) ([0-9a-f]{64})`)

// release lets a public release go through the forms, by two people.
func (h *house) release(t *testing.T) {
	t.Helper()
	ann, ben := h.person(t, "q9ann"), h.person(t, "q9ben")
	officer, analyst := h.as(t, "duty officer"), h.as(t, "analyst")
	address := "/public/propose?made=yes&exercise=yes&as_of=" + url.QueryEscape(fmt.Sprint(int64(h.desk.Clock())))
	_, shown := officer.get(address)
	found := digest.FindStringSubmatch(shown)
	if found == nil {
		t.Fatalf("no digest to sign: %s", shown)
	}
	asOf := regexp.MustCompile(`name="as_of" value="(\d+)"`).FindStringSubmatch(shown)
	if asOf == nil {
		t.Fatal("the form does not say as of when")
	}
	form := url.Values{"by": {"q9ann"}, "made": {"yes"}, "exercise": {"yes"}, "as_of": {asOf[1]}, "manifest": {found[2]}}
	form.Set("note", signed(t, &approval.Publication{By: "q9ann", Propose: &approval.Proposal{}}, found[2], ben))
	if status, _ := officer.post("/public/propose", form); status != http.StatusUnprocessableEntity {
		t.Errorf("a note of another key proposes: %d", status)
	}
	form.Set("note", signed(t, &approval.Publication{By: "q9ann", Propose: &approval.Proposal{}}, found[2], ann))
	if status, body := officer.post("/public/propose", form); status != http.StatusSeeOther {
		t.Fatalf("propose: %d %s", status, body)
	}
	if _, body := h.as(t, "public").get("/public"); !strings.Contains(body, "Nothing was released yet") {
		t.Error("one person lets a release go")
	}
	own := url.Values{"by": {"q9ann"}, "manifest": {found[2]}, "note": {signed(t, &approval.Publication{By: "q9ann", Approve: &approval.Approval{}}, found[2], ann)}}
	if status, _ := analyst.post("/public/approve", own); status != http.StatusUnprocessableEntity {
		t.Errorf("who proposed it approves it: %d", status)
	}
	other := url.Values{"by": {"q9ben"}, "manifest": {found[2]}, "note": {signed(t, &approval.Publication{By: "q9ben", Approve: &approval.Approval{}}, found[2], ben)}}
	if status, body := analyst.post("/public/approve", other); status != http.StatusSeeOther {
		t.Fatalf("approve: %d %s", status, body)
	}
}

func signed(t *testing.T, p *approval.Publication, manifest string, k journal.SigningKey) string {
	t.Helper()
	act := "propose"
	if p.Approve != nil {
		act = "approve"
	}
	var d canon.Digest
	if err := d.UnmarshalText([]byte(manifest)); err != nil {
		t.Fatal(err)
	}
	note, err := journal.SignNote(approval.Text(act, p.By, d), k)
	if err != nil {
		t.Fatal(err)
	}
	return string(note)
}

// addresses are every address of a pattern of the server, with what stands in the record for its wildcards.
func (h *house) addresses(t *testing.T, pattern string) []string {
	t.Helper()
	fill := map[string][]string{"{$}": {""}, "{path...}": nil, "{digest}": nil, "{role}": nil, "{name}": nil, "{day}": {"2026-02-10", "2026-02-19"}, "{file}": {"report.pdf", "report.html", "report.csv", "report.geojson", "report.json", "report.txt"}, "{collection}": {"released", "places", "incidents"}}
	out := []string{pattern}
	h.desk.Room.Read(func(r *app.Record) error {
		for _, inc := range r.State().Incidents() {
			fill["{id}"] = append(fill["{id}"], strings.TrimPrefix(inc.ID.String(), "incident:"))
			fill["{item}"] = fill["{id}"]
		}
		for _, g := range r.State().Registers() {
			fill["{agreement}"], fill["{ref}"] = append(fill["{agreement}"], g.Ref()), append(fill["{ref}"], g.Ref())
			for _, term := range g.Text().Agreement().Terms {
				fill["{term}"] = append(fill["{term}"], string(term.ID))
			}
			for _, c := range g.Cases() {
				fill["{number}"] = append(fill["{number}"], fmt.Sprint(c.Number))
			}
		}
		return nil
	})
	shown, err := h.desk.Released().Current(t.Context())
	if err == nil {
		for _, f := range shown.Draft.Files {
			fill["{path...}"] = append(fill["{path...}"], f.Name)
		}
		for i := range shown.Draft.Release.Items {
			fill["{item}"] = append(fill["{item}"], strings.TrimPrefix(shown.Draft.Release.Items[i].Finding.String(), "finding:"))
		}
	}
	for {
		at := slices.IndexFunc(out, func(a string) bool { return strings.Contains(a, "{") })
		if at < 0 {
			return out
		}
		a := out[at]
		out = slices.Delete(out, at, at+1)
		open, end := strings.Index(a, "{"), strings.Index(a, "}")
		values, known := fill[a[open:end+1]]
		if !known {
			t.Errorf("%s: the test does not know what %s may be", pattern, a[open:end+1])
		}
		for _, v := range values {
			out = append(out, a[:open]+v+a[end+1:])
		}
	}
}

var blocks = regexp.MustCompile(`class="block" id="([a-z0-9-]+)"`)

// everything calls f with every answer that the server gives to somebody in every format: pages, each list alone, as CSV, JSON and
// GeoJSON, and what programs ask for.
func (h *house) everything(t *testing.T, role string, f func(path, body string)) {
	t.Helper()
	v := h.as(t, role)
	asked, shown := 0, 0
	see := func(path string) string {
		status, body := v.get(path)
		asked++
		if status == http.StatusOK {
			shown++
		}
		f(path, readable(t, path, body))
		return body
	}
	otherwise := func(path string, r api.Route) {
		if role == "duty officer" {
			return // nothing is kept from them
		}
		list := accepts()
		if r.Raw != nil {
			list = list[:1] // it looks at none
		}
		for _, accept := range list {
			_, header, body := v.ask(http.MethodGet, path, accept)
			f(path+" as "+accept, header+readable(t, path, body))
		}
		_, header, body := v.ask(http.MethodHead, path, "text/html")
		f(path+" (head)", header+body)
	}
	for _, r := range h.server.Routes() {
		if r.Pattern == "/events" || strings.HasPrefix(r.Pattern, "/assets/") {
			continue // the one is a stream of versions without end, the other the files of the program
		}
		for _, path := range h.addresses(t, strings.TrimPrefix(r.Pattern, "GET ")) {
			body := see(path)
			otherwise(path, r)
			see(path + "?fragment=nothing")
			see(path + "?format=csv&list=nothing")
			for _, one := range blocks.FindAllStringSubmatch(body, -1) {
				see(path + "?fragment=" + one[1])
				for _, format := range []string{"csv", "json", "geojson"} {
					see(path + "?format=" + format + "&list=" + one[1])
				}
			}
		}
	}
	t.Logf("%s: %d addresses asked, %d answered", role, asked, shown)
	if shown < 30 {
		t.Errorf("only %d addresses answered: the walk finds nothing to look at", shown)
	}
}

// words are what the mission's sources, people and places of watching are called in the record.
func words(entries []engine.Entry) (out []string) {
	for _, e := range entries {
		if e.Submission == nil {
			continue
		}
		for _, r := range e.Submission.Reports {
			out = append(out, r.Extract.Source)
			out = append(out, r.Extract.Roots...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mission asks that the mission sees what others must not: else the walk of the others would find nothing to see.
func (h *house) mission(t *testing.T) {
	t.Helper()
	v := h.as(t, "duty officer")
	for path, marks := range map[string][]string{
		"/patrols": {"q9patrol"}, "/notices": {"q9noticewhat", "q9noticeplace"}, "/sources": {"q9root"}, "/incidents": {"q9place"},
		"/features/collections/incidents/items": {"incident"}, "/daily/2026-02-10": {"2026"},
	} {
		_, body := v.get(path)
		for _, mark := range marks {
			if !strings.Contains(body, mark) {
				t.Errorf("the mission does not see %s at %s", mark, path)
			}
		}
	}
}

func TestNoRouteTellsThePublicOrAPartyWhatIsTheMissionsOwn(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	h.sign(t)
	h.mission(t)
	names := words(h.entries)
	for _, role := range []string{"public", "liaison of Party Cobalt"} {
		h.everything(t, role, func(path, body string) {
			body = strings.ToLower(body)
			if strings.HasPrefix(path, "/record/bundle") { // it discloses opinions to the sides (docs/spec/bundle.md)
				body = strings.ReplaceAll(body, "q9opinion", "")
			}
			if at := secretWord.FindStringIndex(body); at != nil {
				t.Errorf("%s, %s: %s", role, path, body[max(0, at[0]-60):min(len(body), at[1]+60)])
			}
			for _, name := range names {
				if strings.Contains(body, strings.ToLower(name)) {
					t.Errorf("%s, %s names the source %q", role, path, name)
				}
			}
			if strings.HasPrefix(path, "/routes") || strings.HasPrefix(path, "/api/") {
				return // they say what there is, and for whom
			}
			for _, word := range []string{"flip set", "would flip", "cell_hours", "hours watched by cell", "gaps in the watch", "kept from watching", "mission only"} {
				if strings.Contains(body, word) && !(word == "cell_hours" && strings.HasPrefix(path, "/public")) {
					t.Errorf("%s, %s says %q", role, path, word)
				}
			}
		})
	}
}

var (
	decimals = regexp.MustCompile(`-?\d{1,3}\.\d{3,}`)
	stamps   = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d[0-9:.]*Z`)
	days     = regexp.MustCompile(`\b2026-\d\d-\d\d\b`)
	clocks   = regexp.MustCompile(`\b\d\d:\d\d\b`)
	header   = regexp.MustCompile(`(?s)<header class="realm">.*?</header>|<style>.*?</style>`)
)

func TestNothingPublicLiesBelowTheGridOrBeforeTheDelay(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	shown, err := h.desk.Released().Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := &shown.Draft.Release
	delay := when.Duration(r.DelayHours) * when.Hour
	if end := h.desk.Zone().Whole(r.To).To; end > shown.Let.Proposal.Rule.AsOf-when.Instant(delay) || delay < 72*when.Hour {
		t.Fatalf("the release covers %s, %s before it is as of", r.To, delay)
	}
	if !slices.ContainsFunc(r.Items, func(i release.Item) bool { return i.Cell != nil }) {
		t.Fatal("no finding of the release has a cell: there is nothing to look for")
	}
	allowed := h.drawn(t)
	for i := range r.Items {
		if c := r.Items[i].Cell; c != nil {
			if c.North-c.South < 890_000 || c.East-c.West < 890_000 {
				t.Errorf("cell %+v is narrower than 10 km", c)
			}
			for _, edge := range []int64{c.South, c.West, c.North, c.East} {
				allowed[trimmed(fmt.Sprintf("%d.%07d", edge/10_000_000, edge%10_000_000))] = true
			}
		}
	}
	today := h.desk.Zone().DateOf(h.desk.Clock()).String()
	h.everything(t, "public", func(path, body string) {
		if strings.HasPrefix(path, "/agreement") || strings.HasPrefix(path, "/map/belts") || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/verify") || strings.HasSuffix(path, "verify.html") || strings.HasSuffix(path, ".zip") || strings.HasPrefix(path, "/metrics") {
			return // the text of the agreement and the belts that it draws, and the program itself, which an archive of what is looked at here has too
		}
		body = header.ReplaceAllString(body, "")
		for _, n := range decimals.FindAllString(body, -1) {
			if !allowed[trimmed(n)] {
				t.Errorf("%s shows the number %s, which is no edge of a cell and in no text", path, n)
			}
		}
		for _, s := range stamps.FindAllString(body, -1) {
			if !strings.HasSuffix(s, "T00:00:00Z") && !strings.HasPrefix(s, today) && !endOfDay(t, h.desk.Zone(), s, r.To) {
				t.Errorf("%s shows the time %s", path, s)
			}
		}
		for _, d := range days.FindAllString(body, -1) {
			if d > r.To.String() && d != today {
				t.Errorf("%s shows the day %s, and the release ends with %s", path, d, r.To)
			}
		}
		for _, c := range clocks.FindAllString(stamps.ReplaceAllString(body, ""), -1) {
			t.Errorf("%s shows the time of day %s", path, c)
		}
	})
}

// endOfDay tells whether a time is where a civil day of a zone begins or ends, no later than a day.
func endOfDay(t *testing.T, z when.Zone, text string, last when.Date) bool {
	t.Helper()
	i, err := when.ParseInstant(text)
	if err != nil {
		t.Fatal(err)
	}
	d := z.DateOf(i)
	whole := z.Whole(d)
	return d.Compare(last) <= 0 && (whole.From == i || whole.To-i < 1000)
}

// drawn are the numbers of what the texts and the layers on record draw themselves.
func (h *house) drawn(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, path := range []string{"/map/agreement", "/map/belts", "/map/layers"} {
		_, body := h.as(t, "duty officer").get(path)
		for _, n := range decimals.FindAllString(body, -1) {
			out[trimmed(n)] = true
		}
	}
	return out
}

func trimmed(number string) string { return cmp.Or(strings.TrimRight(number, "0"), "0") }

func TestWhatASideMayNotKnowOfAnswersLikeWhatIsNotThere(t *testing.T) {
	h := demonstrated(t)
	for _, role := range []string{"public", "liaison of Party Cobalt"} {
		v := h.as(t, role)
		for _, c := range []struct{ path, field, known, unknown string }{
			{"/notices/answer", "notice", "q9notice", "q9absent"},
			{"/notices/act", "notice", "q9notice", "q9absent"},
			{"/patrols", "patrol", "q9patrol", "q9absent"},
			{"/public/approve", "manifest", strings.Repeat("0", 64), strings.Repeat("1", 64)},
		} {
			status, body := v.post(c.path, url.Values{c.field: {c.known}, "act": {"assured"}})
			status2, body2 := v.post(c.path, url.Values{c.field: {c.unknown}, "act": {"assured"}})
			body, body2 = header.ReplaceAllString(body, ""), header.ReplaceAllString(body2, "")
			if status != status2 || strings.ReplaceAll(body, c.known, "") != strings.ReplaceAll(body2, c.unknown, "") || status == http.StatusSeeOther {
				t.Errorf("%s, %s: what is there answers %d, what is not %d", role, c.path, status, status2)
			}
		}
	}
	if status, _ := h.as(t, "liaison of Party Amber").post("/notices/answer", url.Values{"notice": {"q9notice"}, "act": {"assured"}}); status != http.StatusSeeOther {
		t.Errorf("a side that may know of the notice cannot answer it: %d", status)
	}
}

// An assurance that is sought waits for its side on the first page, and for nobody else, until the side has answered.
func TestAnAssuranceThatIsSoughtWaitsForItsSideOnTheFirstPage(t *testing.T) {
	h := demonstrated(t)
	const waits = "Give or refuse your assurance on q9notice"
	amber, cobalt, jade, duty := h.as(t, "liaison of Party Amber"), h.as(t, "liaison of Party Cobalt"), h.as(t, "commissioner guarantor-jade"), h.as(t, "duty officer")
	if _, text := amber.get("/"); strings.Contains(text, waits) {
		t.Error("nobody has sought the assurance yet")
	}
	duty.post("/watch/duty", url.Values{})
	if status, text := duty.post("/notices/act", url.Values{"notice": {"q9notice"}, "act": {"sought"}, "side": {"amber"}}); status != http.StatusSeeOther {
		t.Fatalf("%d: %s", status, text)
	}
	if _, text := amber.get("/"); !strings.Contains(text, waits) || !strings.Contains(text, `href="/notices#row-q9notice"`) {
		t.Errorf("it does not wait for its side: %.3000s", text)
	}
	if _, text := amber.get("/notices"); !strings.Contains(text, "Party Amber: sought") {
		t.Errorf("the page of notices does not name the side: %.3000s", text)
	}
	duty.get("/notices") // which says once what was entered
	for name, other := range map[string]*visitor{"the other side": cobalt, "a guarantor": jade, "the duty officer": duty} {
		for _, form := range []string{"/", "/?format=json", "/?fragment=waiting", "/?fragment=waiting&format=csv"} {
			if _, text := other.get(form); strings.Contains(text, "q9notice") {
				t.Errorf("%s reads of it on %s", name, form)
			}
		}
	}
	if status, _ := amber.post("/notices/answer", url.Values{"notice": {"q9notice"}, "act": {"refused"}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if _, text := amber.get("/"); strings.Contains(text, waits) {
		t.Error("it waits for a side that has answered")
	}
}

func TestTheCalendarAndTheFeedsAreForThoseWhoMayKnow(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	for role, may := range map[string]bool{"duty officer": true, "liaison of Party Amber": true, "liaison of Party Cobalt": false} {
		status, body := h.as(t, role).get("/cases/calendar.ics")
		if status != http.StatusOK || strings.Contains(body, "q9notice:") != may {
			t.Errorf("%s: %d, and the notice in the calendar is not %v", role, status, may)
		}
		if strings.Contains(body, "q9noticeplace") {
			t.Errorf("%s: the calendar says where", role)
		}
		for line := range strings.SplitSeq(body, "\r\n") {
			if len(line) > 75 {
				t.Errorf("a line of %d octets", len(line))
			}
		}
	}
	public := h.as(t, "public")
	for _, path := range []string{"/cases/calendar.ics", "/cases/feed.atom"} {
		if status, _ := public.get(path); status != http.StatusNotFound {
			t.Errorf("the public at %s: %d", path, status)
		}
	}
	_, feed := public.get("/public/feed.atom")
	if err := xml.Unmarshal([]byte(feed), new(struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	})); err != nil || strings.Count(feed, "<entry>") < 1 || !strings.Contains(feed, "EXERCISE") {
		t.Errorf("the feed of the public: %v\n%s", err, feed)
	}
}
