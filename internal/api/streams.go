// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"

	"truce/internal/access"
)

// errStreaming says that as many streams are open as may be.
var errStreaming = errors.New("as many streams are open as may be")

// streaming is the answer to one stream too many.
func streaming() Problem {
	return Problem{"/help/problems#streams", "Too many open pages", http.StatusTooManyRequests, "As many streams of changes are open for you, from your address or in all as this server keeps. Close a page, or wait a minute.", nil}
}

// retryAfter is after how many seconds whoever was refused for being too many may ask again.
const retryAfter = "60"

// The pace of the stream of changes.
const (
	apart     = 250 * time.Millisecond // changes nearer to each other are told at once
	beat      = 20 * time.Second       // a sign of life
	look      = time.Second            // how often a stream asks whose it is now
	unchanged = 10                     // how many times in a row a stream does not look, where nothing changed
	patience  = 10 * time.Second       // a reader that takes nothing for as long is dropped
	each      = 20 * time.Millisecond  // that a viewer who asks again keeps the server busy, with as much left for others
	soon      = time.Second            // a wait below this is not worth it
	longest   = 30 * time.Second
	calm      = time.Minute // after which those who are not of the mission are told to look, whether anything changed or not
)

// shown is the version that a viewer is told: for who works for the mission that of the record. Anybody else is told the minute of the
// clock, since an event at each change would say that a report came in, and when, to those who may not see it.
func (s *Server) shown(v access.Viewer, now time.Time) uint64 {
	if !v.OfMission() {
		return uint64(now.Unix() / int64(calm/time.Second))
	}
	version, _ := s.options.Version()
	return version
}

// told is shown, and a channel that is closed when there is another version to tell.
func (s *Server) told(v access.Viewer) (uint64, <-chan struct{}) {
	if v.OfMission() {
		return s.options.Version()
	}
	now := time.Now()
	next := make(chan struct{})
	time.AfterFunc(now.Truncate(calm).Add(calm).Sub(now), func() { close(next) })
	return s.shown(v, now), next
}

// within is how long a viewer may wait before it asks again, so that many who hear of one change do not all ask at one moment.
// The operations room never waits.
func (s *Server) within(v access.Viewer) time.Duration {
	wait := time.Duration(s.streams.open()) * each
	if wait < soon || v.May(access.Watching) {
		return 0
	}
	return min(wait, longest)
}

// stream is one viewer's stream of changes. The record's writer never waits for it: it is told by a channel that is closed, and the
// stream asks for the version that is then the last.
type stream struct {
	http.ResponseWriter
	control *http.ResponseController
}

// send sends a text at once, or returns an error where the viewer left or takes nothing.
func (s stream) send(text string) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := fmt.Fprint(s, text); err != nil {
		return err
	}
	if err := s.control.Flush(); err != nil {
		return err
	}
	return s.control.SetWriteDeadline(time.Time{}) // between two texts it lasts as long as it lasts
}

// events tells that it is time to look again, never for what: a page asks for what its viewer may see.
func (s *Server) events(a *Ask, w http.ResponseWriter) error {
	token, account := s.sessions.Token(a.Context()), s.Account(a.Request)
	leave, err := s.streams.enter(holder{token, account, Network(a.Request), account != "" && a.Viewer.OfMission()})
	if err != nil {
		return err
	}
	defer leave()
	if a.Method == http.MethodHead {
		return nil
	}
	to := stream{w, http.NewResponseController(w)}
	if err := to.control.SetWriteDeadline(time.Time{}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	still := s.watching(a, token)
	for {
		version, changed := s.told(a.Viewer)
		if to.send(fmt.Sprintf("event: change\ndata: {\"version\":%d,\"within\":%d}\n\n", version, s.within(a.Viewer).Milliseconds())) != nil {
			return nil // the viewer left, or was too slow
		}
		if !to.wait(a.Context(), changed, still) || !still() {
			return nil // whoever was shut out meanwhile hears nothing more
		}
	}
}

// stored counts how often anything changed in the sessions that are kept.
type stored struct {
	scs.Store
	changes atomic.Uint64
}

// Commit keeps a session.
func (s *stored) Commit(token string, b []byte, expiry time.Time) error {
	defer s.changes.Add(1)
	return s.Store.Commit(token, b, expiry)
}

// Delete forgets a session.
func (s *stored) Delete(token string) error {
	defer s.changes.Add(1)
	return s.Store.Delete(token)
}

// standing is what decides whose a stream is, but for time: that of the sessions, of the accounts and of the record.
type standing struct {
	sessions uint64
	accounts [2]uint64
	record   uint64
}

// stands is how all of that stands now.
func (s *Server) stands() (out standing, err error) {
	out.sessions = s.stored.changes.Load()
	out.record, _ = s.options.Version()
	if s.options.Changes != nil {
		out.accounts, err = s.options.Changes(context.Background())
	}
	return out, err
}

// watching returns what tells whether a stream is still that of its viewer. It looks anew where something changed since it looked last, and
// every few times in any case, since sessions and accounts run out by the clock alone.
func (s *Server) watching(a *Ask, token string) func() bool {
	var seen standing
	again := 0 // how often it may be asked before it looks in any case
	return func() bool {
		now, err := s.stands()
		if err == nil && now == seen && again > 0 {
			again--
			return true
		}
		seen, again = now, unchanged
		return s.still(a, token)
	}
}

// still reports whether a session is that of the viewer whose stream it began: nobody signed out of it, took another role in it, or shut
// or changed its account. The request has the session as it was then, so the session is looked up anew.
func (s *Server) still(a *Ask, token string) bool {
	ctx, err := s.sessions.Load(context.Background(), token)
	if err != nil {
		s.options.Log.Error("whose a stream is is not known", "error", err)
		return false
	}
	v := s.viewer(a.WithContext(ctx))
	return v == a.Viewer && v.May(s.table["/events"].Needs)
}

// wait waits for a change and reports false when the viewer or the server left, or the stream is not the viewer's still.
func (s stream) wait(ctx context.Context, changed <-chan struct{}, still func() bool) bool {
	ticker, looks := time.NewTicker(beat), time.NewTicker(look)
	defer ticker.Stop()
	defer looks.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-looks.C:
			if !still() {
				return false
			}
		case <-ticker.C:
			if s.send(": still here\n\n") != nil {
				return false
			}
		case <-changed:
			select {
			case <-ctx.Done():
				return false
			case <-time.After(apart):
				return true
			}
		}
	}
}
