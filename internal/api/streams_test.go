// SPDX-License-Identifier: Apache-2.0

package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/web"
	"truce/internal/live"
	"truce/when"
)

// crowd are viewers who hold streams of a server over connections of their own. They come from where they say, as by the word of a proxy.
type crowd struct {
	t      *testing.T
	server *httptest.Server
	client *http.Client
}

func crowdAt(t *testing.T, h http.Handler) *crowd {
	t.Helper()
	c := &crowd{t, httptest.NewServer(api.Forwarded(h)), &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	t.Cleanup(c.server.Close)
	return c
}

// opens opens the stream of a session from an address, keeps it open until the test ends or the function is called, and returns the answer.
func (c *crowd) opens(session []*http.Cookie, from string) (answer *http.Response, leave func()) {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	request := ask(ctx, c.server.URL+"/events", session)
	request.RequestURI = ""
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("X-Forwarded-For", from)
	answer, err := c.client.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	leave = func() { cancel(); answer.Body.Close() }
	c.t.Cleanup(leave)
	return answer, leave
}

// fills opens streams of a session from an address until one is refused or there are so many, and returns how many there are.
func (c *crowd) fills(session []*http.Cookie, from string, most int) int {
	c.t.Helper()
	for n := range most {
		answer, leave := c.opens(session, from)
		if answer.StatusCode == http.StatusOK {
			continue
		}
		var p api.Problem
		if err := json.NewDecoder(answer.Body).Decode(&p); answer.StatusCode != http.StatusTooManyRequests || err != nil || answer.Header.Get("Retry-After") == "" || p.Type != "/help/problems#streams" || answer.Header.Get("Content-Type") != "application/problem+json" {
			c.t.Errorf("one too many: %d %v %+v %v", answer.StatusCode, err, p, answer.Header)
		}
		leave()
		return n
	}
	return most
}

func TestAPlaceIsFreeAgainOnceItsViewerLeft(t *testing.T) {
	r := serve(t, api.Streams{Session: 2})
	c, session := crowdAt(t, r.server), r.officer(t)
	_, leave := c.opens(session, "192.0.2.1")
	if got := c.fills(session, "192.0.2.1", 5); got != 1 {
		t.Fatalf("beside the first stream of the session there are %d, want 1", got)
	}
	leave()
	for c.fills(session, "192.0.2.1", 1) == 0 { // until the server saw it
		if t.Context().Err() != nil {
			t.Fatal("the place is never free")
		}
	}
}

// TestWhoTakesStreamsFromAFewAddressesShutsNobodyElseOut has somebody open as many sessions of a demonstration as they like, from three
// addresses: a tenth of the usual numbers.
func TestWhoTakesStreamsFromAFewAddressesShutsNobodyElseOut(t *testing.T) {
	r := serve(t, api.Streams{Address: 125, All: 500})
	c := crowdAt(t, r.server)
	taken := map[string]int{}
	for _, from := range []string{"192.0.2.1", "192.0.2.2", "2001:db8:1:1::7"} {
		for got := 16; got == 16; {
			got = c.fills(r.officer(t), from, 17)
			taken[from] += got
		}
	}
	for from := range 100 { // others of the same network of six parts
		taken["the network"] += c.fills(r.officer(t), fmt.Sprintf("2001:db8:1:1::%d:1", from), 1)
	}
	if fmt.Sprint(taken) != "map[192.0.2.1:125 192.0.2.2:125 2001:db8:1:1::7:84 the network:0]" {
		t.Errorf("they take %v", taken)
	}
	for range 50 { // a room full of people behind one address
		if got := c.fills(r.officer(t), "198.51.100.1", 1); got != 1 {
			t.Fatal("a room full of people gets no streams")
		}
	}
	for n := range 20 {
		if got := c.fills(r.as(t, "liaison"), fmt.Sprintf("203.0.113.%d", n), 2); got != 2 {
			t.Fatalf("whoever comes from elsewhere gets %d streams, want 2", got)
		}
	}
}

// TestTheAddressThatSomebodyWritesThemselvesIsNotCounted asks a server without a proxy.
func TestTheAddressThatSomebodyWritesThemselvesIsNotCounted(t *testing.T) {
	r := serve(t, api.Streams{Address: 3})
	c := crowdAt(t, r.server)
	c.server.Config.Handler = r.server
	got := 0
	for n := range 5 {
		got += c.fills(r.officer(t), fmt.Sprintf("203.0.113.%d", n), 1)
	}
	if got != 3 {
		t.Errorf("under addresses of their own choice somebody has %d streams from one, want 3", got)
	}
}

// earnest is a server with accounts, which are let in by their names alone: those of the mission begin with duty.
func earnest(t *testing.T, streams api.Streams) *api.Server {
	t.Helper()
	return earnestOf(t, streams, &register{room: live.New(0)})
}

// register is who is let in, and how often that was asked.
type register struct {
	room           *live.Room[int]
	asked, changes atomic.Uint64
	shut           atomic.Bool
}

func earnestOf(t *testing.T, streams api.Streams, g *register) *api.Server {
	t.Helper()
	assets, err := web.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := api.New(api.Options{
		Realm: "mission", Site: func() (string, bool) { return "a test", true }, Clock: func() when.Instant { return 1_772_323_200_000 }, Zone: func() when.Zone { return when.Zone{} },
		Version: g.room.Version, Origins: []string{"http://localhost"}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Assets: assets, Streams: streams,
		Changes: func(context.Context) ([2]uint64, error) { return [2]uint64{g.changes.Load()}, nil },
		Account: func(_ context.Context, id, _ string) (access.Viewer, error) {
			if g.asked.Add(1); g.shut.Load() {
				return access.Viewer{}, api.ErrNotFound
			}
			if strings.HasPrefix(id, "duty") {
				return access.Viewer{Role: access.DutyOfficer, Person: id}, nil
			}
			return access.Viewer{Role: access.Liaison, Member: "amber", Person: id}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Add(api.Route{Pattern: "/in", Title: "comes in", Needs: access.Open, Act: func(a *api.Ask) (api.Done, error) {
		return api.Done{To: "/"}, s.SignInAccount(a.Request, a.Sent.Get("id"), "")
	}})
	return s
}

// in is a new session of an account.
func in(t *testing.T, s *api.Server, id string) []*http.Cookie {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "/in", strings.NewReader(url.Values{"id": {id}}.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, request)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("come in: %d %s", w.Code, w.Body)
	}
	return w.Result().Cookies()
}

func TestTheMissionsPeopleAlwaysGetAStream(t *testing.T) {
	s := earnest(t, api.Streams{Session: 2, Account: 3, Address: 10, All: 40, Mission: 10})
	c := crowdAt(t, s)
	if first, more := c.fills(in(t, s, "amber-1"), "192.0.2.1", 5), c.fills(in(t, s, "amber-1"), "192.0.2.2", 5); first != 2 || more != 1 {
		t.Errorf("one account has %d streams in its first session and %d in another, want 2 and 1", first, more)
	}
	others, last := 3, ""
	for n := range 100 { // accounts without number, each from a network of its own and one that all share
		for _, from := range []string{"198.51.100.1", fmt.Sprintf("203.0.113.%d", n)} {
			if got := c.fills(in(t, s, fmt.Sprint("amber-", n+2)), from, 5); got > 0 {
				others, last = others+got, from
			}
		}
	}
	if others != 30 {
		t.Errorf("those who are not of the mission have %d streams, want 30; the last from %s", others, last)
	}
	if answer, _ := c.opens(nil, "192.0.2.9"); answer.StatusCode != http.StatusNotFound {
		t.Errorf("whoever has no account gets %d", answer.StatusCode)
	}
	mission := 0
	for n := range 10 { // from the very address that is full
		mission += c.fills(in(t, s, fmt.Sprint("duty-", n)), "198.51.100.1", 1)
	}
	if mission != 10 {
		t.Errorf("ten of the mission have %d streams", mission)
	}
}

// TestAStreamAsksWhoseItIsWhereSomethingChanged counts how often the accounts are asked while nothing changes, changes something, and then lets the
// account run out without a word, as by the clock.
func TestAStreamAsksWhoseItIsWhereSomethingChanged(t *testing.T) {
	for _, each := range []struct {
		name   string
		told   bool
		within time.Duration
	}{{"somebody shuts it", true, 1100 * time.Millisecond}, {"it runs out", false, 12 * time.Second}} {
		g := &register{room: live.New(0)}
		s := earnestOf(t, api.Streams{}, g)
		session := in(t, s, "duty-1")
		synctest.Test(t, func(t *testing.T) {
			g.room.Change(func(int) error { return nil }) // from here on what is waited for is of the bubble
			p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
			server := &http.Server{Handler: s}
			server.SetKeepAlivesEnabled(false) // the connection ends with the stream
			go server.Serve(p)
			conn, told := p.events(t, session)
			<-told
			before := g.asked.Load()
			<-time.After(time.Minute) // of the bubble's clock
			if asked := g.asked.Load() - before; asked < 3 || asked > 8 {
				t.Errorf("%s: in a minute in which nothing changed the accounts are asked %d times, want about once in eleven seconds", each.name, asked)
			}
			g.shut.Store(true)
			if each.told {
				g.changes.Add(1)
			}
			late := time.After(each.within)
			for open := true; open; {
				select {
				case _, open = <-told:
				case <-late:
					t.Errorf("%s: the stream goes on after %v", each.name, each.within)
					open = false
				}
			}
			conn.Close()
			server.Close()
			synctest.Wait()
		})
	}
}
