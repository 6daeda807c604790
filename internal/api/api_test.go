// SPDX-License-Identifier: Apache-2.0

package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/api/web"
	"truce/internal/live"
	"truce/when"
)

// officer is a viewer of the mission.
func officer() access.Viewer { return access.Viewer{Role: access.DutyOfficer, Person: "watch-1"} }

// room is a server with one page, and what it is told and asked.
type room struct {
	server *api.Server
	state  *live.Room[int]
	log    bytes.Buffer
	now    when.Instant
	reads  []api.Read
}

func serve(t *testing.T, streams api.Streams, routes ...api.Route) *room {
	t.Helper()
	assets, err := web.New()
	if err != nil {
		t.Fatal(err)
	}
	r := &room{state: live.New(0), now: 1_772_323_200_000}
	r.server, err = api.New(api.Options{
		Realm: "mission", Site: func() (string, bool) { return "a test", true }, Clock: func() when.Instant { return r.now }, Zone: func() when.Zone { return when.Zone{} },
		Version: r.state.Version, Demo: []api.Guise{{Name: "officer", Viewer: officer()}, {Name: "liaison", Viewer: access.Viewer{Role: access.Liaison, Member: "amber"}}, {Name: "second", Viewer: access.Viewer{Role: access.DutyOfficer, Person: "watch-2"}}, {Name: "public"}},
		Origins: []string{"http://localhost"}, Log: slog.New(slog.NewTextHandler(&r.log, nil)), Assets: assets, Streams: streams,
		Note: func(read api.Read) error {
			r.reads = append(r.reads, read)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range routes {
		r.server.Add(route)
	}
	return r
}

// officer signs in and returns the cookies of a session.
func (r *room) officer(t *testing.T) []*http.Cookie { return r.as(t, "officer") }

func (r *room) as(t *testing.T, guise string) []*http.Cookie {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "/demo/role", strings.NewReader(url.Values{"role": {guise}}.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	r.server.ServeHTTP(w, request)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("sign in: %d %s", w.Code, w.Body)
	}
	return w.Result().Cookies()
}

// ask is a request of a session.
func ask(ctx context.Context, path string, session []*http.Cookie) *http.Request {
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	for _, c := range session {
		request.AddCookie(c)
	}
	return request
}

func TestAServerAnswersForItsOwnHostsAlone(t *testing.T) {
	ok := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	local := api.Hosts{Names: []string{"mission.example:8443"}, Local: true}
	outside := api.Hosts{Names: []string{"mission.example"}, Other: func(name string) bool { return name == "in.the.certificate" }}
	for _, c := range []struct {
		host           string
		local, outside bool
	}{
		{"localhost", true, false},
		{"LocalHost:8470", true, false},
		{"localhost.:8470", true, false},
		{"127.0.0.1:8470", true, false},
		{"127.9.9.9", true, false},
		{"[::1]:8470", true, false},
		{"[::ffff:127.0.0.1]:1", true, false},
		{"mission.example", true, true},
		{"MISSION.example:443", true, true},
		{"in.the.certificate", false, true},
		{"192.0.2.1:8470", true, true}, // where the connection came in
		{"192.0.2.2:8470", false, false},
		{"10.0.0.1", false, false},
		{"attacker.example:8470", false, false},
		{"localhost.attacker.example", false, false},
		{"127.0.0.1.attacker.example", false, false},
		{"mission.example.attacker.example", false, false},
		{"mission.example@attacker.example", false, false},
		{"0.0.0.0:8470", false, false},
		{"", false, false},
	} {
		for _, each := range []struct {
			name string
			of   api.Hosts
			may  bool
		}{{"a local server", local, c.local}, {"one of a mission", outside, c.outside}} {
			request := httptest.NewRequest(http.MethodGet, "/health/live", nil)
			request.Host = c.host
			request = request.WithContext(context.WithValue(request.Context(), http.LocalAddrContextKey, net.Addr(&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 8470})))
			w := httptest.NewRecorder()
			each.of.Only(ok).ServeHTTP(w, request)
			if (w.Code == http.StatusOK) != each.may || w.Code != http.StatusOK && w.Code != http.StatusMisdirectedRequest {
				t.Errorf("%s asked as %q: %d", each.name, c.host, w.Code)
			}
			var p api.Problem
			if w.Code == http.StatusMisdirectedRequest && (json.Unmarshal(w.Body.Bytes(), &p) != nil || p.Status != w.Code || strings.Contains(w.Body.String(), "attacker")) {
				t.Errorf("%s asked as %q: %s", each.name, c.host, w.Body)
			}
		}
	}
}

func TestBehindAProxyTheAddressIsTheLastHop(t *testing.T) {
	for _, c := range []struct {
		name    string
		headers []string
		want    string
	}{
		{"no header leaves the proxy's", nil, "192.0.2.1"},
		{"the one that the proxy adds", []string{"203.0.113.7"}, "203.0.113.7"},
		{"what somebody wrote before it does not count", []string{"198.51.100.1, 198.51.100.2,203.0.113.7"}, "203.0.113.7"},
		{"nor in a header of its own", []string{"198.51.100.1", "203.0.113.7"}, "203.0.113.7"},
		{"with a port", []string{"203.0.113.7:4711"}, "203.0.113.7"},
		{"in six parts", []string{"2001:db8::7"}, "2001:db8::7"},
		{"in brackets", []string{"[2001:db8::7]:4711"}, "2001:db8::7"},
		{"one that says nobody leaves the proxy's", []string{"198.51.100.1, unknown"}, "192.0.2.1"},
		{"and so does an empty one", []string{"198.51.100.1,"}, "192.0.2.1"},
	} {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.RemoteAddr = "192.0.2.1:1234"
		for _, h := range c.headers {
			request.Header.Add("X-Forwarded-For", h)
		}
		got := ""
		api.Forwarded(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got, _, _ = net.SplitHostPort(r.RemoteAddr) })).ServeHTTP(httptest.NewRecorder(), request)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// pipes are a listener whose connections have no buffer: what is not read is not written.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// open asks for the stream over a connection of its own and returns the answer's first line.
func (p *pipes) open(t *testing.T, session []*http.Cookie) (net.Conn, *bufio.Reader, string) {
	t.Helper()
	here, there := net.Pipe()
	p.conns <- there
	request := ask(t.Context(), "/events", session)
	request.Header.Set("Accept", "text/event-stream")
	request.RequestURI, request.URL.Scheme, request.URL.Host = "", "http", "localhost"
	if err := request.Write(here); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(here)
	line, err := in.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return here, in, line
}

func TestAReaderThatTakesNothingIsDroppedAndNobodyWaitsForIt(t *testing.T) {
	r := serve(t, api.Streams{})
	session := r.officer(t)
	synctest.Test(t, func(t *testing.T) {
		r.state.Change(func(int) error { return nil }) // from here on what is waited for is of the bubble
		p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: r.server}
		go server.Serve(p)
		slow, _, line := p.open(t, session) // and it reads nothing more
		if !strings.Contains(line, "200") {
			t.Fatal(line)
		}
		quick, in, _ := p.open(t, session)
		told := make(chan string, 1000)
		go func() {
			defer close(told)
			for lines := bufio.NewScanner(in); lines.Scan(); {
				if strings.HasPrefix(lines.Text(), "event: change") {
					told <- lines.Text()
				}
			}
		}()
		for range 20 { // each reader is told once in a while, and the slow one takes none of it
			<-time.After(time.Second) // of the bubble's clock
			r.state.Change(func(int) error { return nil })
		}
		if len(told) < 20 {
			t.Errorf("the quick reader was told %d times", len(told))
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			io.Copy(io.Discard, slow)
		}()
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Error("the slow reader was not dropped")
		}
		if strings.Contains(r.log.String(), "ERROR") {
			t.Errorf("a slow reader is no error: %s", &r.log)
		}
		quick.Close()
		server.Close()
		synctest.Wait()
	})
}

// events opens the stream of a session and returns what it says, line by line.
func (p *pipes) events(t *testing.T, session []*http.Cookie) (io.Closer, <-chan string) {
	t.Helper()
	conn, in, _ := p.open(t, session)
	told := make(chan string, 1000)
	go func() {
		defer close(told)
		for lines := bufio.NewScanner(in); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "data: ") {
				told <- lines.Text()
			}
		}
	}()
	return conn, told
}

func TestWhoIsNotOfTheMissionIsToldTheMinuteAndNotThatSomethingChanged(t *testing.T) {
	r := serve(t, api.Streams{}, api.Route{Pattern: "/list", Title: "a list", Needs: access.Released, Page: list})
	officer, liaison := r.officer(t), r.as(t, "liaison")
	synctest.Test(t, func(t *testing.T) {
		r.state.Change(func(int) error { return nil }) // from here on what is waited for is of the bubble
		p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: r.server}
		go server.Serve(p)
		inside, changes := p.events(t, officer)
		outside, minutes := p.events(t, liaison)
		version := func() string {
			w := httptest.NewRecorder()
			r.server.ServeHTTP(w, ask(t.Context(), "/list", liaison))
			_, rest, _ := strings.Cut(w.Body.String(), `data-version="`)
			out, _, _ := strings.Cut(rest, `"`)
			return out
		}
		before := version()
		for range 10 { // the bubble begins with a minute
			<-time.After(time.Second)
			r.state.Change(func(int) error { return nil })
		}
		<-time.After(time.Second)
		synctest.Wait()
		if len(changes) != 11 || len(minutes) != 1 {
			t.Errorf("within the minute the officer was told %d times and the liaison officer %d times, want 11 and once", len(changes), len(minutes))
		}
		if after := version(); before == "" || after != before {
			t.Errorf("a page for the liaison officer says version %s before the changes and %s after", before, after)
		}
		<-time.After(5 * time.Minute) // in which nothing changes
		synctest.Wait()
		if len(changes) != 11 || len(minutes) != 6 {
			t.Errorf("five minutes later the officer was told %d times and the liaison officer %d times, want 11 and 6", len(changes), len(minutes))
		}
		inside.Close()
		outside.Close()
		server.Close()
		synctest.Wait()
	})
}

func list(*api.Ask) (page.Page, error) {
	return page.Page{Title: "x", Blocks: []page.Block{page.List{ID: "rows", Empty: "None."}}}, nil
}

func TestWhatAPageAsksForAgainIsNotedOnceInTenMinutes(t *testing.T) {
	r := serve(t, api.Streams{},
		api.Route{Pattern: "/inside", Title: "inside", Needs: access.Mission, Page: list},
		api.Route{Pattern: "/open", Title: "open", Needs: access.Open, Page: list},
		api.Route{Pattern: "/file", Title: "a file inside", Needs: access.Mission, Raw: func(*api.Ask, http.ResponseWriter) error { return nil }},
		api.Route{Pattern: "/more", Title: "open, with more for some", Needs: access.Open, Noted: true, Page: list})
	session := r.officer(t)
	for _, c := range []struct {
		name, path string
		session    []*http.Cookie
		later      when.Duration
		times      int
		want       int
	}{
		{"a page is noted each time", "/inside", session, 0, 3, 3},
		{"what it asks for again is noted once", "/inside?fragment=rows", session, 0, 50, 1},
		{"and again after ten minutes", "/inside?fragment=rows", session, 10 * when.Minute, 50, 1},
		{"another address is noted too", "/inside?fragment=rows&from=x", session, 0, 2, 1},
		{"what is no page is noted each time", "/file?fragment=rows", session, 0, 3, 3},
		{"a file is noted each time", "/inside?fragment=rows&format=csv&list=rows", session, 0, 2, 2},
		{"what is for everybody is not noted", "/open", session, 0, 2, 0},
		{"what shows some more is noted of them", "/more", session, 0, 2, 2},
		{"and not of the public", "/more", nil, 0, 2, 0},
		{"nor what the public tries", "/inside", nil, 0, 2, 0},
	} {
		r.now += when.Instant(c.later)
		r.reads = nil
		for range c.times {
			r.server.ServeHTTP(httptest.NewRecorder(), ask(t.Context(), c.path, c.session))
		}
		if len(r.reads) != c.want {
			t.Errorf("%s: %d lines, want %d", c.name, len(r.reads), c.want)
		}
	}
}

func TestWhatIsNotedIsAskedSoOftenByAPersonAndNoOftener(t *testing.T) {
	r := serve(t, api.Streams{}, api.Route{Pattern: "/inside", Title: "inside", Needs: access.Mission, Page: list}, api.Route{Pattern: "/running", Title: "running", Needs: access.Running, Page: list})
	session, other := r.officer(t), r.as(t, "second")
	get := func(path string, of []*http.Cookie) int {
		w := httptest.NewRecorder()
		r.server.ServeHTTP(w, ask(t.Context(), path, of))
		return w.Code
	}
	status, times := http.StatusOK, 0
	for ; status == http.StatusOK && times < 3000; times++ {
		status = get("/inside", session)
	}
	if status != http.StatusTooManyRequests || times < 1200 || len(r.reads) != times-1 {
		t.Errorf("after %d askings the answer is %d, with %d lines in the log", times, status, len(r.reads))
	}
	lines := len(r.reads)
	for _, path := range []string{"/inside", "/running", "/nowhere"} { // what is refused is answered like what is not there
		status := http.StatusNotFound
		for range 20 {
			status = max(status, get(path, session))
		}
		if status != http.StatusTooManyRequests {
			t.Errorf("%s: %d", path, status)
		}
	}
	if len(r.reads) > lines+30 { // a few seconds give a few more
		t.Errorf("the log went on to %d lines", len(r.reads))
	}
	if status := get("/inside", other); status != http.StatusOK {
		t.Errorf("somebody else gets %d", status)
	}
}

func TestWhatIsNoTextOrTooLongIsRefusedBeforeItIsRead(t *testing.T) {
	taken := 0
	r := serve(t, api.Streams{}, api.Route{Pattern: "/form", Title: "a form", Needs: access.Open, Page: list, Act: func(*api.Ask) (api.Done, error) {
		taken++
		return api.Done{To: "/form"}, nil
	}})
	for _, c := range []struct {
		name, address string
		form          url.Values
		want          int
	}{
		{"the longest field", "/form", url.Values{"holds": {strings.Repeat("\u0436", 4096)}}, http.StatusSeeOther},
		{"the longest field on many lines, as a browser sends it", "/form", url.Values{"holds": {strings.Repeat("x\r\n", 2000)}}, http.StatusSeeOther},
		{"one sign more", "/form", url.Values{"holds": {strings.Repeat("x", 4097)}}, http.StatusBadRequest},
		{"a second value that is longer", "/form", url.Values{"holds": {"x", strings.Repeat("x", 200_000)}}, http.StatusBadRequest},
		{"a field that is no text", "/form", url.Values{"holds": {"\xff\xfe"}}, http.StatusBadRequest},
		{"what a passkey answered is as long as it is", "/form", url.Values{"passkey-answer": {strings.Repeat("x", 5000)}}, http.StatusSeeOther},
		{"a query that is no text", "/form?x=%ff", nil, http.StatusBadRequest},
		{"a path that is no text", "/form/%ff", nil, http.StatusBadRequest},
		{"a query with a percent sign", "/form?x=100%", nil, http.StatusOK},
	} {
		request := httptest.NewRequest(http.MethodPost, c.address, strings.NewReader(c.form.Encode()))
		if c.form == nil {
			request = httptest.NewRequest(http.MethodGet, c.address, nil)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		before, w := taken, httptest.NewRecorder()
		r.server.ServeHTTP(w, request)
		if w.Code != c.want || (taken > before) != (c.want == http.StatusSeeOther) {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.want)
		}
		if c.form != nil && w.Code == http.StatusBadRequest && !strings.Contains(w.Body.String(), "more than 4096 characters") {
			t.Errorf("%s: the answer does not say how long it may be: %.300s", c.name, w.Body)
		}
	}
}

// gone is the connection of somebody who left in the middle of an answer.
type gone struct{ http.ResponseWriter }

func (g gone) Write([]byte) (int, error) { return 0, errors.New("write tcp: broken pipe") }

func TestSomebodyWhoLeavesIsNoError(t *testing.T) {
	inside := errors.New("the disk is gone")
	r := serve(t, api.Streams{},
		api.Route{Pattern: "/list", Title: "a list", Needs: access.Open, Page: list},
		api.Route{Pattern: "/waits", Title: "what waits", Needs: access.Open, Raw: func(a *api.Ask, _ http.ResponseWriter) error { return a.Context().Err() }},
		api.Route{Pattern: "/fails", Title: "what fails", Needs: access.Open, Raw: func(*api.Ask, http.ResponseWriter) error { return inside }})
	left, leave := context.WithCancel(t.Context())
	leave()
	for _, c := range []struct {
		name, path string
		ctx        context.Context
		broken     bool
		logged     bool
	}{
		{"a connection that breaks within an answer", "/list", t.Context(), true, false},
		{"somebody who left before it", "/waits", left, false, false},
		{"what goes wrong here", "/fails", t.Context(), false, true},
		{"what goes wrong here while they leave", "/fails", left, false, true},
	} {
		r.log.Reset()
		var w http.ResponseWriter = httptest.NewRecorder()
		if c.broken {
			w = gone{w}
		}
		r.server.ServeHTTP(w, ask(c.ctx, c.path, nil))
		if got := strings.Contains(r.log.String(), "ERROR"); got != c.logged {
			t.Errorf("%s: logged as an error: %v\n%s", c.name, got, &r.log)
		}
	}
}

func TestAFormWithAFileLeavesNothingOnTheDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	r := serve(t, api.Streams{}, api.Route{Pattern: "/form", Title: "a form", Needs: access.Open, Act: func(*api.Ask) (api.Done, error) { return api.Done{To: "/form"}, nil }})
	for size, want := range map[int]int{100 << 10: http.StatusSeeOther, 1 << 20: http.StatusRequestEntityTooLarge} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("x", "large")
		if err != nil {
			t.Fatal(err)
		}
		part.Write(make([]byte, size))
		form.Close()
		request := httptest.NewRequest(http.MethodPost, "http://localhost/form", &body)
		request.Header.Set("Content-Type", form.FormDataContentType())
		w := httptest.NewRecorder()
		r.server.ServeHTTP(w, request)
		if w.Code != want {
			t.Errorf("%d bytes: %d, want %d", size, w.Code, want)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left on the disk: %v, %v", left, err)
	}
}

func TestAListThatIsAlikeIsMadeOnceForThoseOfARole(t *testing.T) {
	made := 0
	list := func(a *api.Ask) (page.Page, error) {
		made++
		return page.Page{Title: "List", Blocks: []page.Block{page.List{ID: "list", Empty: fmt.Sprint("nothing for ", a.Viewer.Role)}}}, nil
	}
	r := serve(t, api.Streams{}, api.Route{Pattern: "/list", Title: "a list", Needs: access.Open, Alike: true, Page: list})
	get := func(session []*http.Cookie) string {
		w := httptest.NewRecorder()
		r.server.ServeHTTP(w, ask(t.Context(), "/list?fragment=list", session))
		return w.Body.String()
	}
	one, other := r.officer(t), r.officer(t)
	for _, session := range [][]*http.Cookie{one, other, one} {
		if body := get(session); !strings.Contains(body, "nothing for duty-officer") {
			t.Errorf("the officer sees %s", body)
		}
	}
	if body := get(nil); !strings.Contains(body, "nothing for public") || made != 2 {
		t.Errorf("made %d times, the public sees %s", made, body)
	}
	r.state.Change(func(int) error { return nil })
	get(one)
	r.now += 1000
	get(one)
	if made != 4 {
		t.Errorf("made %d times after a change and a second later, want 4", made)
	}
}
