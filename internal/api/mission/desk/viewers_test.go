// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"truce/engine"
	"truce/internal/access"
	"truce/when"
)

// audience are those who look at a server: the clients of a benchmark, in its own process.
type audience struct {
	b      *testing.B
	home   string
	client *http.Client
}

// get asks for an address, and returns nil where the benchmark is over.
func (a *audience) get(ctx context.Context, who seat, address string) *http.Response {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.home+address, nil)
	if err != nil {
		a.b.Error(err)
		return nil
	}
	request.AddCookie(who.cookie)
	answer, err := a.client.Do(request)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil || answer.StatusCode != http.StatusOK {
		a.b.Errorf("%s: %v", address, err)
		return nil
	}
	return answer
}

func (a *audience) read(ctx context.Context, who seat, address string) {
	if answer := a.get(ctx, who, address); answer != nil {
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
}

// look does what an open page does: it holds the stream of changes and asks for its list again after each, when the stream says.
func (a *audience) look(ctx context.Context, who seat, open func(), asked *atomic.Int64) {
	answer := a.get(ctx, who, "/events")
	if answer == nil {
		open()
		return
	}
	defer answer.Body.Close()
	var known uint64
	var planned atomic.Bool
	lines := bufio.NewScanner(answer.Body)
	for first := true; lines.Scan(); {
		data, found := strings.CutPrefix(lines.Text(), "data: ")
		if !found {
			continue
		}
		var event struct {
			Version uint64
			Within  int64
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			a.b.Error(err)
		}
		if first {
			first, known = false, event.Version
			open()
		}
		if event.Version == known || !planned.CompareAndSwap(false, true) {
			continue
		}
		known = event.Version
		go func() {
			select {
			case <-ctx.Done():
			case <-time.After(time.Duration(rand.Int64N(event.Within*int64(time.Millisecond) + 1))):
				planned.Store(false)
				a.read(ctx, who, "/incidents?fragment=incidents")
				asked.Add(1)
			}
		}()
	}
}

// BenchmarkViewers has 1,000 viewers hold the stream of changes open while 50 ask for pages, each again two seconds after its answer
// on the average, as people do who read. Beside a record that stands still, and beside one into which a report comes every five
// seconds: then each of the 1,000 asks for its list again. All of them are in this process too. One round is 50 x 20 pages:
//
//	go test -run '^$' -bench Viewers -benchtime 1x ./internal/api/mission/desk
func BenchmarkViewers(b *testing.B) {
	b.Run("still", func(b *testing.B) { viewers(b, 0) })
	b.Run("changing", func(b *testing.B) { viewers(b, 5*time.Second) })
}

func viewers(b *testing.B, every time.Duration) {
	r, rows := loaded(b)
	server := httptest.NewServer(r.server)
	ctx, leave := context.WithCancel(context.Background())
	a := &audience{b, server.URL, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	var idle, opening sync.WaitGroup
	var asked atomic.Int64
	for range 1_000 {
		who := r.as(access.Analyst)
		opening.Add(1)
		idle.Go(func() { a.look(ctx, who, sync.OnceFunc(opening.Done), &asked) })
	}
	opening.Wait()
	if every > 0 {
		idle.Go(func() { arrive(ctx, r, every) })
	}
	officer := r.as(access.DutyOfficer)
	var mu sync.Mutex // held for took
	var took []time.Duration
	for b.Loop() {
		var active sync.WaitGroup
		for n := range 50 {
			active.Go(func() {
				for i := range 20 {
					<-time.After(time.Duration((n*797+i*1009)%4_000) * time.Millisecond)
					began := b.Elapsed()
					a.read(ctx, officer, listsAsked()[(n+i)%len(listsAsked())])
					mu.Lock()
					took = append(took, b.Elapsed()-began)
					mu.Unlock()
				}
			})
		}
		active.Wait()
	}
	timings(b, took)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.Logf("%d incidents in the store, %d pages, %d lists asked for again, %d MB of memory from the system, clients included", rows, len(took), asked.Load(), m.Sys>>20)
	leave()
	server.CloseClientConnections()
	idle.Wait()
	server.Close()
}

// arrive lets a report come in again and again until the context is done.
func arrive(ctx context.Context, r *room, every time.Duration) {
	var start when.Instant
	r.state(func(s *engine.State) { start = s.Now() - when.Instant(31*when.Day) })
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if _, err := r.desk.Enter(ctx, engine.Entry{Submission: &engine.Submission{Reports: scattered(1_000+n, 1_001+n, start)}}); err != nil {
			r.t.Error(err)
		}
	}
}

func TestTheStartPageLeadsAnOperatorToWhatKeepsTheServerRunning(t *testing.T) {
	r := open(t, week)
	for role, want := range map[access.Role]bool{access.Operator: true, access.DutyOfficer: false} {
		body := r.as(role).must("/")
		for _, to := range []string{"/metrics", "/health/ready", "/routes"} {
			if got := strings.Contains(body, `<a href="`+to+`">`); got != want {
				t.Errorf("%s, a link to %s: %t", role, to, got)
			}
		}
	}
}
