// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
	"unicode/utf8"

	"truce/internal/access"
	"truce/internal/api/page"
	"truce/internal/api/web"
	"truce/when"
)

// limits refuses what is too long to be meant.
func (s *Server) limits(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.RequestURI()) > maxAddress || !isText(r.URL) {
			writeProblem(w, problemOf(errMalformed))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}

// isText tells whether an address is text when its escapes are read, in its path and in its query.
func isText(u *url.URL) bool {
	ok := utf8.ValidString(u.RawQuery) && utf8.ValidString(u.Path)
	for name, values := range u.Query() {
		ok = ok && utf8.ValidString(name) && !slices.ContainsFunc(values, func(v string) bool { return !utf8.ValidString(v) })
	}
	return ok
}

func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", web.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", web.PermissionsPolicy)
		h.Set("Cache-Control", "no-store")
		if s.sessions.Cookie.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// The names under which a session keeps who it is of.
const (
	keyRole        = "role"
	keyMember      = "member"
	keyPerson      = "person"
	keyContributes = "contributes"
	keyAccount     = "account"
	keyAs          = "as"
)

// viewer is who a session is of; without one it is the public.
func (s *Server) viewer(r *http.Request) access.Viewer {
	if s.options.Account != nil {
		return s.ofAccount(r)
	}
	role, err := access.ParseRole(s.sessions.GetString(r.Context(), keyRole))
	if err != nil {
		return access.Viewer{Role: access.Public}
	}
	return access.Viewer{
		Role: role, Member: s.sessions.GetString(r.Context(), keyMember), Person: s.sessions.GetString(r.Context(), keyPerson),
		Contributes: s.sessions.GetBool(r.Context(), keyContributes),
	}
}

// ofAccount is who the account of a session is now. The session of one that may not come in any more ends here.
func (s *Server) ofAccount(r *http.Request) access.Viewer {
	ctx := r.Context()
	id := s.sessions.GetString(ctx, keyAccount)
	if id == "" {
		return access.Viewer{Role: access.Public}
	}
	v, err := s.options.Account(ctx, id, s.sessions.GetString(ctx, keyAs))
	if err == nil {
		return v
	}
	if errors.Is(err, ErrNotFound) {
		err = s.sessions.Destroy(ctx)
	}
	if err != nil {
		s.options.Log.Error("who a session is of is not known", "error", err)
	}
	return access.Viewer{Role: access.Public}
}

// SignInAccount makes the session that of an account, acting as one of its roles, under a new token. What the account may see is
// asked of Options.Account each time.
func (s *Server) SignInAccount(r *http.Request, id, as string) error {
	ctx := r.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, keyAccount, id)
	s.sessions.Put(ctx, keyAs, as)
	return nil
}

// Account is the account that a session is of, empty for none.
func (s *Server) Account(r *http.Request) string {
	return s.sessions.GetString(r.Context(), keyAccount)
}

// SignIn makes the session that of a viewer, under a new token.
func (s *Server) SignIn(r *http.Request, v access.Viewer) error {
	ctx := r.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, keyRole, string(v.Role))
	s.sessions.Put(ctx, keyMember, v.Member)
	s.sessions.Put(ctx, keyPerson, v.Person)
	s.sessions.Put(ctx, keyContributes, v.Contributes)
	return nil
}

// SignOut ends the session.
func (s *Server) SignOut(r *http.Request) error { return s.sessions.Destroy(r.Context()) }

// Keep keeps a text in the session until Take takes it: what a ceremony of several steps needs between them.
func (s *Server) Keep(r *http.Request, name, text string) {
	s.sessions.Put(r.Context(), "kept-"+name, text)
}

// Take returns what Keep kept, once; empty for nothing.
func (s *Server) Take(r *http.Request, name string) string {
	return s.sessions.PopString(r.Context(), "kept-"+name)
}

func (s *Server) frame(a *Ask) page.Frame {
	o := s.options
	site, _ := o.Site()
	f := page.Frame{
		Realm: o.Realm, Site: site, Demo: o.Demo != nil, Role: words(a.Viewer.Role), Member: a.Viewer.Member,
		Signed: a.Viewer.Person != "", Path: a.URL.RequestURI(), Now: Clock(a.Now, o.Zone()), At: RFC3339(a.Now), Zone: o.Zone().Name(),
		Style: o.Assets.Address("truce.css"), Script: []string{o.Assets.Address("truce.js")}, Other: o.Other, Message: s.sessions.PopString(a.Context(), "message"),
	}
	if a.Viewer.May(access.Released) {
		f.Live, f.Version = "/events", a.shown
	}
	for _, g := range o.Demo {
		f.Roles = append(f.Roles, page.Option{Value: g.Name, Text: g.Name})
		if g.Viewer == a.Viewer {
			f.Role, f.Member = g.Name, ""
		}
	}
	for _, section := range a.Sections {
		f.Nav = append(f.Nav, page.Section{Name: section.Name, To: section.Path, Here: here(a.URL.Path, section.Path)})
	}
	_, f.Accounts = s.table["/account"]
	_, f.Record = s.table["/record"]
	return f
}

// sections are the entries of the navigation that a viewer may see and that lead somewhere.
func (s *Server) sections(v access.Viewer) []Section {
	var out []Section
	for _, section := range s.options.Sections {
		if _, found := s.table[section.Path]; found && v.May(section.Needs) {
			out = append(out, section)
		}
	}
	return out
}

// here reports whether a path is within a section.
func here(path, section string) bool {
	if section == "/" {
		return path == "/"
	}
	return path == section || len(path) > len(section) && path[:len(section)] == section && path[len(section)] == '/'
}

func words(r access.Role) string {
	out := []byte(r)
	for i, c := range out {
		if c == '-' {
			out[i] = ' '
		}
	}
	return string(out)
}

// Clock is a time in words: in the agreement's zone, with UTC beside it.
func Clock(t when.Instant, z when.Zone) string {
	utc := time.UnixMilli(int64(t)).UTC()
	if z.IsZero() {
		return utc.Format("2006-01-02 15:04 UTC")
	}
	local := z.ClockOf(t)
	layout := "15:04"
	if date := utc.Format(time.DateOnly); date != z.DateOf(t).String() {
		layout = "2006-01-02 15:04" // an hour alone would be read as one of the day before it
	}
	return fmt.Sprintf("%s %02d:%02d (%s UTC)", z.DateOf(t), local.Hour, local.Minute, utc.Format(layout))
}

// RFC3339 is a time for programs.
func RFC3339(t when.Instant) string { return time.UnixMilli(int64(t)).UTC().Format(time.RFC3339) }

// statusLeft is the status in the measures of an answer that nobody waited for.
const statusLeft = 499

// recorder notes the status of an answer, and whether it could not be sent.
type recorder struct {
	http.ResponseWriter
	status int
	broken bool
}

// left reports whether an error is no more than that whoever asked is not there any more, or takes nothing.
func (r *recorder) left(a *Ask, err error) bool {
	return r != nil && r.broken || a.Context().Err() != nil && errors.Is(err, context.Canceled)
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.broken = r.broken || err != nil && !errors.Is(err, http.ErrBodyNotAllowed) && !errors.Is(err, http.ErrContentLength)
	return n, err
}

// Unwrap lets a stream reach what it must flush.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
