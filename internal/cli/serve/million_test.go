// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/mission"
	"truce/internal/cli/serve"
	"truce/internal/live"
	"truce/internal/store/kept"
	"truce/internal/workload"
	"truce/watch"
	"truce/when"
)

// theatre is what the record of the benchmark is made of.
type theatre struct {
	incidents int
	folder    string
}

const theatreBegins when.Instant = 1772323200000 // 2026-03-01

// perDay is how many events a day has, as in storetest.Filler.
const perDay = 1_400

func (th *theatre) open(b *testing.B) *kept.Record {
	b.Helper()
	ctx := context.Background()
	files := kept.Files{Journal: filepath.Join(th.folder, "mission.journal"), Store: filepath.Join(th.folder, "mission.store")}
	_, err := os.Stat(files.Journal)
	fresh := err != nil
	if fresh {
		r, err := app.Found(ctx, files.Journal, app.Founder{Origin: "exercise.example/log", At: theatreBegins, Seed: canon.Salt{1}})
		if err != nil {
			b.Fatal(err)
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	}
	k, err := kept.Open(ctx, files, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { k.Close() })
	if fresh {
		th.fill(b, k)
	}
	return k
}

func (th *theatre) fill(b *testing.B, k *kept.Record) {
	ctx := context.Background()
	enter := func(list ...app.Incoming) []app.Entered {
		out, err := k.Enter(ctx, list)
		if err != nil {
			b.Fatal(err)
		}
		return out
	}
	enter(app.Incoming{Entry: engine.Entry{Time: theatreBegins, Adoption: &engine.Adoption{Agreement: workload.Accord()}}})
	enter(app.Incoming{Entry: engine.Entry{Time: theatreBegins, Duty: &watch.Duty{By: "duty officer", On: &watch.On{}}}})
	stream := workload.NewStream(1, theatreBegins, perDay)
	made := 0
	for made < th.incidents {
		var list []app.Incoming
		for range 20 {
			list = append(list, app.Incoming{Entry: engine.Entry{Submission: &engine.Submission{Reports: stream.Next(100)}, Time: stream.Now()}})
		}
		var seen []watch.Ref
		known := map[watch.Ref]bool{}
		see := func(r watch.Ref) {
			if !known[r] {
				known[r], seen = true, append(seen, r)
			}
		}
		for _, e := range enter(list...) {
			for _, x := range e.Effects {
				switch {
				case x.Incident != nil && x.Incident.Incident != nil && k.Record().State().Incident(x.Incident.Incident.ID) != nil:
					see(watch.Ref{Incident: x.Incident.Incident.ID})
				case x.Finding != nil:
					r := &x.Finding.Released
					see(watch.Ref{Incident: r.Incident, Agreement: r.Agreement, Term: string(r.Term)})
				}
			}
		}
		made = len(k.Record().State().Incidents())
		if made+3*perDay > th.incidents {
			continue // nobody has looked at what came in these last days
		}
		list = nil
		for len(seen) > 0 {
			n := min(len(seen), watch.MaxList)
			list = append(list, app.Incoming{Entry: engine.Entry{Time: stream.Now(), Duty: &watch.Duty{By: "duty officer", Ack: &watch.Ack{Of: seen[:n]}}}})
			seen = seen[n:]
		}
		enter(list...)
	}
}

// BenchmarkEveryPage asks every address of the mission's server that has a page or a file, as each role that may see it, over a record
// of TRUCE_STORE_ROWS incidents that was folded and projected, else of 2,000; filters and last pages too. It gives the median and
// the worst of each, and the memory of the process. TRUCE_STORE_FOLDER names a folder that is filled once and used again; opening it
// folds the record anew:
//
//	TRUCE_STORE_ROWS=1000000 TRUCE_STORE_FOLDER=/some/folder go test -run '^$' -bench EveryPage -benchtime 1x -timeout 4h ./internal/cli/serve
func BenchmarkEveryPage(b *testing.B) {
	th := &theatre{incidents: 2_000, folder: os.Getenv("TRUCE_STORE_FOLDER")}
	if text := os.Getenv("TRUCE_STORE_ROWS"); text != "" {
		var err error
		if th.incidents, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	if th.folder == "" {
		th.folder = b.TempDir()
	}
	k := th.open(b)
	b.Logf("the record is open after %d s", int(b.Elapsed().Seconds()))
	remember(b, k.Record().State())
	now := k.Record().State().Now()
	guises := serve.Guises(k.Record())
	d := &mission.Desk{Room: live.New(k.Record()), Kept: k, Clock: func() when.Instant { return now }}
	s, done, err := serve.Handler(d, filepath.Join(b.TempDir(), "mission.journal"), guises...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { done() })
	v := asker{b, s, d}
	for _, g := range oneEach(guises) {
		c := v.as(g)
		for _, r := range s.Routes() {
			if !g.Viewer.May(r.Needs) || r.Page == nil && r.Raw == nil && !strings.HasPrefix(r.Pattern, "/features") {
				continue
			}
			for _, address := range v.addresses(r.Pattern) {
				c.time(b, string(g.Viewer.Role)+" "+address, address)
			}
		}
	}
	remember(b, k.Record().State())
}

// oneEach are the first viewer of each role.
func oneEach(all []api.Guise) (out []api.Guise) {
	for _, g := range all {
		if !slices.ContainsFunc(out, func(o api.Guise) bool { return o.Viewer.Role == g.Viewer.Role }) {
			out = append(out, g)
		}
	}
	return out
}

// remember says what is on record and what memory the process has.
func remember(b *testing.B, s *engine.State) {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	findings, cases := 0, 0
	for _, d := range s.Dockets() {
		findings += len(d.Findings())
	}
	for _, r := range s.Registers() {
		cases += len(r.Cases())
	}
	status, _ := os.ReadFile("/proc/self/status")
	resident := regexp.MustCompile(`Vm(RSS|HWM):\s+(\d+) kB`).FindAllSubmatch(status, -1)
	text := ""
	for _, r := range resident {
		kb, _ := strconv.Atoi(string(r[2]))
		text += fmt.Sprintf(", %s %d MiB", r[1], kb>>10)
	}
	b.Logf("%d incidents, %d observations, %d findings, %d cases, %d unseen findings: heap %d MiB%s", len(s.Incidents()), len(s.Observations()), findings, cases, len(s.Room().News()), m.HeapAlloc>>20, text)
}

// asker asks a server in this process.
type asker struct {
	b      *testing.B
	server *api.Server
	desk   *mission.Desk
}

type askerAs struct {
	asker
	cookies []*http.Cookie
}

func (v asker) as(g api.Guise) askerAs {
	form := url.Values{"role": {g.Name}, "back": {"/"}}
	r := httptest.NewRequest(http.MethodPost, "/demo/role", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	v.server.ServeHTTP(w, r)
	return askerAs{v, w.Result().Cookies()}
}

func (c askerAs) get(address string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for _, one := range c.cookies {
		r.AddCookie(one)
	}
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w
}

// rounds is how often each address is asked after the first time.
const rounds = 7

// time asks for an address again and again and prints what it took; what takes longer than some seconds is asked once. It is no
// benchmark of its own, since before each the garbage of the whole record would be collected.
func (c askerAs) time(b *testing.B, name, address string) {
	first := b.Elapsed()
	w := c.get(address)
	warm := b.Elapsed() - first
	if w.Code != http.StatusOK && w.Code != http.StatusNotFound && w.Code != http.StatusSeeOther {
		b.Errorf("%s: %d %.200s", address, w.Code, w.Body.String())
	}
	var took []time.Duration
	for i := 0; i < rounds && (i == 0 || warm < 2*time.Second); i++ {
		began := b.Elapsed()
		c.get(address)
		took = append(took, b.Elapsed()-began)
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	fmt.Printf("%9.1f median-ms %9.1f worst-ms %9.1f first-ms %7d KiB  %s\n", ms(took[len(took)/2]), ms(took[len(took)-1]), ms(warm), w.Body.Len()>>10, name)
}

// addresses are what is asked of a route: something on record for each wildcard, filters and last pages.
func (v asker) addresses(pattern string) []string {
	pattern = strings.TrimPrefix(pattern, "GET ")
	if pattern == "/events" || pattern == "/record/bundle" || strings.HasPrefix(pattern, "/assets/") {
		return nil // a stream without end; a file of everything, as large as the record; files of the program
	}
	var out []string
	fill := v.onRecord()
	text := pattern
	for name, value := range fill {
		text = strings.ReplaceAll(text, name, value)
	}
	if strings.Contains(text, "{") {
		return nil
	}
	out = append(out, text)
	day := fill["{day}"]
	for _, more := range map[string][]string{
		"/incidents":                            {"?act=mortar-fire", "?act=fortification", "?outcome=violation", "?outcome=exempt", "?place=zone-1", "?place=theatre", "?id=7g", "?from=" + day + "&to=" + day, "?to=2026-03-01T06:00", "?format=csv&list=incidents", "?format=geojson&list=incidents"},
		"/findings":                             {"?outcome=violation", "?outcome=exempt", "?outcome=undetermined", "?status=withdrawn", "?status=assessed", "?status=final", "?article=1", "?from=" + day + "&to=" + day, "?to=2026-03-01T06:00", "?format=csv&list=findings"},
		"/queue":                                {"?state=new", "?state=late", "?state=unreviewed", "?state=changed", "?state=taken", "?since=2026-03-01T00:00"},
		"/sources":                              {"?root=post-1", "?skip=200"},
		"/cases":                                {"?all=yes", "?format=csv&list=cases"},
		"/features/collections/incidents/items": {"?limit=1000", "?bbox=35,48,36,49", "?datetime=" + day + "T00:00:00Z/..", "?datetime=../2026-03-01T06:00:00Z"},
		"/map/points":                           {"?bbox=35,48,36,49"},
	}[text] {
		out = append(out, text+more)
	}
	return out
}

// onRecord is something on record for each wildcard.
func (v asker) onRecord() map[string]string {
	fill := map[string]string{"{$}": "", "{collection}": "incidents", "{file}": "report.pdf", "{role}": "duty-officer"}
	v.desk.Room.Read(func(r *app.Record) error {
		s := r.State()
		z := v.desk.Zone()
		fill["{day}"] = z.DateOf(s.Now() - when.Instant(when.Day)).String()
		for _, g := range s.Registers() {
			fill["{agreement}"], fill["{ref}"] = g.Ref(), g.Ref()
		}
		for _, d := range s.Dockets() {
			d.Backward(func(versions []*finding.Finding) bool {
				f := versions[len(versions)-1].Released
				fill["{id}"], fill["{term}"] = strings.TrimPrefix(f.Incident.String(), "incident:"), string(f.Term)
				fill["{item}"] = fill["{id}"]
				if c := s.Register(f.Agreement).CaseOf(f.Incident, f.Term); c != nil {
					fill["{number}"] = strconv.Itoa(c.Number)
				}
				return false
			})
		}
		return nil
	})
	return fill
}
