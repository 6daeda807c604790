// SPDX-License-Identifier: Apache-2.0

package api

import (
	"fmt"
	"net/http"
	"sync"

	"golang.org/x/time/rate"

	"truce/internal/access"
	"truce/when"
)

// A page that is open asks for its lists again whenever something changes. Such askings (fragment=) of one viewer for one address are
// noted once in anew of journal time: that they looked is on the log, how often their browser did is not. What is no page has no lists,
// so each asking for it is noted.
const (
	anew = 10 * when.Minute
	// remembered is how many such askings are remembered; all are forgotten for one more, which notes some again early.
	remembered = 10_000
)

// again remembers which fragments were noted, and when. The zero again is ready.
type again struct {
	mu sync.Mutex
	at map[asked]when.Instant
}

// asked is what makes two askings for a fragment the same.
type asked struct {
	viewer access.Viewer
	uri    string
}

// soon reports whether the same was noted less than anew before.
func (g *again) soon(of asked, now when.Instant) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	at, ok := g.at[of]
	return ok && at <= now && now < at+when.Instant(anew)
}

func (g *again) noted(of asked, now when.Instant) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.at == nil || len(g.at) >= remembered {
		g.at = map[asked]when.Instant{}
	}
	g.at[of] = now
}

// How often a person may ask for what is noted: more than people read, and so little that the log of reads fills no disk.
const (
	readsPerSecond = 2
	readsAtOnce    = 1200
	mostReaders    = 4096 // are remembered; all are forgotten for one more
)

// readers limit how often each person asks. The zero readers are ready.
type readers struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

// often returns ErrBusy where the person asks for more than the log of reads shall hold; never where there is no such log.
func (s *Server) often(ask *Ask) error {
	if s.options.Note == nil {
		return nil
	}
	r := &s.readers
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.by[ask.Viewer.Person]
	if l == nil {
		if r.by == nil || len(r.by) >= mostReaders {
			r.by = map[string]*rate.Limiter{}
		}
		l = rate.NewLimiter(readsPerSecond, readsAtOnce)
		r.by[ask.Viewer.Person] = l
	}
	if !l.Allow() {
		return ErrBusy
	}
	return nil
}

// note puts a read into the log of reads. Where that takes nothing, nothing is shown.
func (s *Server) note(ask *Ask, route Route) error {
	if !route.Noted || s.options.Note == nil || route.Needs == access.Open && ask.Viewer.Person == "" {
		return nil
	}
	refused := !ask.Viewer.May(route.Needs) || route.Withheld != nil && route.Withheld(ask)
	of := asked{ask.Viewer, ask.URL.RequestURI()}
	fragment := route.Page != nil && !refused && ask.Method == http.MethodGet && ask.URL.Query().Get("fragment") != "" && ask.URL.Query().Get("format") == ""
	if fragment && s.again.soon(of, ask.Now) {
		return nil
	}
	if !refused { // what is refused was counted
		if err := s.often(ask); err != nil {
			return err
		}
	}
	if err := s.options.Note(Read{ask.Now, ask.Viewer, of.uri, route.Pattern, refused}); err != nil {
		return fmt.Errorf("the log of reads takes nothing, so nothing of it is shown: %w", err)
	}
	if fragment {
		s.again.noted(of, ask.Now)
	}
	return nil
}
