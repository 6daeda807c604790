// SPDX-License-Identifier: Apache-2.0

// Package api turns a running record into a server: one table of routes, each with who may go through it, and around them the
// limits, sessions, problems, stream of changes and measures that every route has alike.
package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"truce/internal/access"
	"truce/internal/api/page"
	"truce/internal/api/web"
	"truce/when"
)

// Options is what a server is made of. Members without a note are required.
type Options struct {
	// Realm is "mission" or "coalition".
	Realm string
	// Site returns what the record is of, and whether it is of an invented instrument.
	Site func() (name string, exercise bool)
	// Clock is journal time.
	Clock func() when.Instant
	// Zone returns the zone of the agreement, in which times are shown beside UTC.
	Zone func() when.Zone
	// Version returns how often the record changed, and a channel that is closed at the next change.
	Version func() (uint64, <-chan struct{})
	// Ready returns why nobody can read the record or enter anything now, nil where they can; nil itself for a server that is always ready.
	Ready func() error
	// Roles are those of the realm, nil for all, for the page that says who sees what.
	Roles []access.Role
	// Sections are the navigation.
	Sections []Section
	// Demo are the viewers that a demonstration offers, nil for a server in earnest.
	Demo []Guise
	// Origins are the addresses under which browsers know the server, for the check of where a form came from.
	Origins []string
	// Other is the address of the other realm's server, empty for none.
	Other string
	// Account returns who an account is at this moment, acting as one of its roles, and an error that wraps ErrNotFound for
	// one that may not come in any more. It is asked at every request, so that a session never says what somebody may do. Nil in a
	// demonstration, where SignIn gives sessions their viewers.
	Account func(ctx context.Context, id, as string) (access.Viewer, error)
	// Changes returns numbers of which one is another once any account changed, so that nobody asks for each open stream each second
	// whose it is. Nil where Account is.
	Changes func(ctx context.Context) ([2]uint64, error)
	// Note puts a read into the log of reads; nil where there is none.
	Note func(Read) error
	// Log takes what happens to the server. It is never given a person, a position or what was read.
	Log *slog.Logger
	// Streams are the limits of open streams of changes; zero for what is usual.
	Streams Streams
	// Assets serve the style sheet, the modules and what they load.
	Assets *web.Assets
}

// Guise is a viewer that a demonstration offers, with its name in words.
type Guise struct {
	Name   string
	Viewer access.Viewer
}

// Read is what the log of reads is told.
type Read struct {
	At     when.Instant
	Viewer access.Viewer
	// Path is what was asked, with its query, and Pattern the route that it is of.
	Path, Pattern string
	// Refused says that the viewer may not see it, and was told that there is no such thing.
	Refused bool
}

// Server answers requests. Add every route before the first one.
type Server struct {
	options  Options
	mux      *http.ServeMux
	routes   []Route
	table    map[string]Route // by pattern
	pages    *page.Renderer
	sessions *scs.SessionManager
	stored   *stored
	origin   *http.CrossOriginProtection
	measures *measures
	streams  *turnstile
	again    again
	readers  readers
	answers  answers
	api      huma.API
	handler  http.Handler
}

// The limits that stand before anything is read.
const (
	maxAddress  = 4096
	maxForm     = 256 << 10
	maxBody     = 10 << 20
	maxSessions = 12 * time.Hour
)

// New returns a server without routes but for those that every server has.
func New(o Options) (*Server, error) {
	pages, err := page.NewRenderer()
	if err != nil {
		return nil, err
	}
	if o.Roles == nil {
		o.Roles = access.Roles()
	}
	s := &Server{options: o, mux: http.NewServeMux(), table: map[string]Route{}, pages: pages, measures: newMeasures(), streams: newTurnstile(o.Streams, o.Demo != nil)}
	s.origin = http.NewCrossOriginProtection()
	s.origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { writeProblem(w, elsewhere()) }))
	for _, origin := range o.Origins {
		if err := s.origin.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("origin %q: want the scheme and host under which browsers know the server, such as https://mission.example: %w", origin, err)
		}
	}
	s.Gauge("truce_live_viewers", "Open streams of changes.", func() float64 { return float64(s.streams.open()) })
	s.sessions = scs.New()
	s.stored = &stored{Store: s.sessions.Store}
	s.sessions.Store = s.stored
	s.sessions.Lifetime = maxSessions
	s.sessions.Cookie.Name = "truce-" + o.Realm
	s.sessions.Cookie.SameSite = http.SameSiteLaxMode
	s.sessions.Cookie.HttpOnly = true
	s.sessions.Cookie.Secure = slices.ContainsFunc(o.Origins, func(origin string) bool { return strings.HasPrefix(origin, "https:") })
	s.sessions.HashTokenInStore = true
	config := huma.DefaultConfig("Truce, "+o.Realm+" realm", "1")
	config.DocsPath, config.SchemasPath, config.OpenAPIPath = "", "", ""
	s.api = humago.New(s.mux, config)
	for _, r := range s.own() {
		s.Add(r)
	}
	s.handler = s.limits(s.headers(s.origin.Handler(s.sessions.LoadAndSave(http.HandlerFunc(s.dispatch)))))
	return s, nil
}

// Add adds a route.
func (s *Server) Add(r Route) {
	if r.Needs == "" || r.Title == "" {
		panic("api: the route " + r.Pattern + " needs a title and a compartment")
	}
	r = s.enlist(r)
	s.mux.HandleFunc(r.Pattern, func(w http.ResponseWriter, request *http.Request) {
		ask := askOf(request.Context()) // dispatch put it there
		ask.Request = request
		s.answer(w, ask, r)
	})
}

// enlist puts a route into the table. What is not for everybody is noted.
func (s *Server) enlist(r Route) Route {
	r.Noted = r.Noted || r.Needs != access.Open && r.Pattern != "/events"
	s.routes = append(s.routes, r)
	s.table[r.Pattern] = r
	return r
}

// AddDoor adds an operation to the JSON doors under /api, which the OpenAPI document describes. The operation is open to who may
// see the compartment, as a route is.
func AddDoor[I, O any](s *Server, needs access.Compartment, op huma.Operation, answer func(*Ask, *I) (*O, error)) {
	s.door(needs, op)
	register(s, op, answer)
}

// Routes returns every route, sorted by its pattern.
func (s *Server) Routes() []Route {
	out := slices.Clone(s.routes)
	slices.SortFunc(out, func(a, b Route) int { return strings.Compare(a.Pattern, b.Pattern) })
	return out
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// dispatch is the one choke point: it finds the route, asks the table whether the viewer may go through it, and answers. What
// has no route and what the viewer may not see get the same answer.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	_, pattern := s.mux.Handler(r)
	if _, path, found := strings.Cut(pattern, " "); found { // huma's patterns have a method
		pattern = path
	}
	route, ok := s.table[pattern]
	ask := &Ask{Request: r, Viewer: s.viewer(r), Now: s.options.Clock()}
	ask.Sections = s.sections(ask.Viewer)
	ask.version, _ = s.options.Version()
	ask.shown = s.shown(ask.Viewer, time.Now())
	began := time.Now()
	seen := &recorder{ResponseWriter: w}
	if !ok || !ask.Viewer.May(route.Needs) {
		var err error
		if ask.Viewer.Person != "" { // the public, and every program that tries addresses, would fill the log
			if err = s.often(ask); err == nil && ok { // what is not there is counted like what is refused
				err = s.note(ask, route)
			}
		}
		pattern = "none"
		s.fail(seen, ask, cmp.Or(err, ErrNotFound))
	} else if err := s.note(ask, route); err != nil {
		s.fail(seen, ask, err)
	} else {
		s.mux.ServeHTTP(seen, r.WithContext(withAsk(r.Context(), ask)))
	}
	if seen.status == 0 {
		seen.status = statusLeft // whoever asked left before the answer
	}
	s.measures.answered(pattern, seen.status, time.Since(began))
}

func (s *Server) answer(w http.ResponseWriter, ask *Ask, route Route) {
	var err error
	switch {
	case ask.Method == http.MethodPost && route.Act != nil:
		err = s.act(w, ask, route)
	case ask.Method != http.MethodGet && ask.Method != http.MethodHead:
		err = errMethod
	case route.Raw != nil:
		err = route.Raw(ask, w)
	case route.Page != nil:
		err = s.show(w, ask, route, http.StatusOK)
	default:
		err = errMethod
	}
	if err != nil {
		s.fail(w, ask, err)
	}
}

// act takes what a form sent.
func (s *Server) act(w http.ResponseWriter, ask *Ask, route Route) error {
	ask.Body = http.MaxBytesReader(w, ask.Body, maxForm)
	err := ask.ParseForm() // apart, since what is wrong with a form is lost where it is not multipart
	if err == nil && strings.HasPrefix(ask.Header.Get("Content-Type"), "multipart/form-data") {
		err = ask.ParseMultipartForm(maxForm) // no form sends a file, and nothing that large goes to a disk
	}
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return err
		}
		return errMalformed
	}
	if ask.Sent = ask.PostForm; !fits(ask.Sent) {
		return errLong
	}
	var done Done
	if err = visible(ask.Sent); err == nil {
		done, err = route.Act(ask)
	}
	var refused *Refused
	if errors.As(err, &refused) && route.Page != nil && !wantsJSON(ask.Request) {
		ask.Refused = refused
		return s.show(w, ask, route, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	if done.Again && route.Page != nil {
		return s.show(w, ask, route, http.StatusOK)
	}
	if done.Message != "" {
		s.sessions.Put(ask.Context(), "message", done.Message)
	}
	http.Redirect(w, ask.Request, done.To, http.StatusSeeOther)
	return nil
}

// show answers with a page, or with one of its lists as a file or alone.
func (s *Server) show(w http.ResponseWriter, ask *Ask, route Route, status int) error {
	q := ask.URL.Query()
	if q.Get("fragment") != "" && q.Get("format") == "" {
		return s.fragment(w, ask, route)
	}
	p, err := route.Page(ask)
	if err != nil {
		return err
	}
	p.SetAddress(ask.URL.RawQuery)
	if f := page.Format(q.Get("format")); f != "" {
		return s.file(w, p, f, q.Get("list"))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	frame := s.frame(ask) // takes the message out of the session, which is kept with the header
	if ask.Refused != nil {
		frame.Message, frame.Refused = ask.Refused.Reason, true
	}
	if route.Needs == access.Open { // help, signing in and the like know no record
		p.Exercise = p.Exercise || s.exercise()
	}
	w.WriteHeader(status)
	return s.pages.Write(w, frame, p)
}

// fragment answers with one list of a page alone.
func (s *Server) fragment(w http.ResponseWriter, ask *Ask, route Route) error {
	write := func(out *bytes.Buffer) error {
		p, err := route.Page(ask)
		if err != nil {
			return err
		}
		p.SetAddress(ask.URL.RawQuery)
		found, err := s.pages.WriteList(out, p, ask.URL.Query().Get("fragment"))
		if err == nil && !found {
			return ErrNotFound
		}
		return err
	}
	of := &s.answers
	if !route.Alike {
		of = &answers{}
	}
	body, err := of.of(likenessOf(ask), write)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write(body)
	return err
}

// exercise reports whether the record is of an invented instrument.
func (s *Server) exercise() bool {
	_, exercise := s.options.Site()
	return exercise
}

func (s *Server) file(w http.ResponseWriter, p page.Page, f page.Format, id string) error {
	l, ok := p.List(id)
	if !ok || f.MediaType() == "" {
		return ErrNotFound
	}
	w.Header().Set("Content-Type", f.MediaType())
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", l.ID+"."+string(f)))
	return l.WriteFile(w, f, p.Exercise)
}

// fail answers with what an error is to who asked. An answer that had begun is cut off instead.
func (s *Server) fail(w http.ResponseWriter, ask *Ask, err error) {
	p := problemOf(err)
	r, _ := w.(*recorder)
	if r.left(ask, err) {
		return // nobody is there any more: that is no fault of anything here
	}
	if p.Status == http.StatusInternalServerError {
		s.options.Log.Error("no answer", "route", ask.Pattern, "error", err)
	}
	if r != nil && r.status != 0 {
		return
	}
	if wantsJSON(ask.Request) || alone(ask.Request) {
		writeProblem(w, p)
		return
	}
	frame := s.frame(ask)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if p.Status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(p.Status)
	shown := page.Page{Title: p.Title, Lead: p.Detail, Exercise: s.exercise(), Blocks: []page.Block{page.Note{Kind: page.Help, Text: "Go on from", Link: page.Link{Text: "the start page", To: "/"}}}}
	if err := s.pages.Write(w, frame, shown); err != nil && !r.left(ask, err) {
		s.options.Log.Error("no page for a problem", "error", err)
	}
}

// wantsJSON reports whether a program asks.
func wantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.HasPrefix(r.URL.Path, "/api/") || (strings.Contains(accept, "json") || strings.Contains(accept, "event-stream")) && !strings.Contains(accept, "html")
}
