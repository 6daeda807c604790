// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"truce/internal/access"
	"truce/internal/api/page"
	"truce/internal/api/web"
	"truce/spelling/unseen"
)

// asks is the key of an Ask in a context.
type asks struct{}

func withAsk(ctx context.Context, a *Ask) context.Context { return context.WithValue(ctx, asks{}, a) }

func askOf(ctx context.Context) *Ask {
	a, _ := ctx.Value(asks{}).(*Ask)
	return a
}

// own are the routes that every server has.
func (s *Server) own() []Route {
	routes := []Route{
		{Pattern: "/health/live", Title: "whether the server answers", Needs: access.Open, Raw: healthy},
		{Pattern: "/health/ready", Title: "whether the record is open", Needs: access.Open, Raw: s.ready},
		{Pattern: web.Prefix + "{digest}/{name...}", Title: "style sheet, modules, fonts and shore line", Needs: access.Open, Raw: s.asset},
		{Pattern: "/metrics", Title: "measures of the server, for Prometheus", Needs: access.Running, Raw: s.metrics},
		{Pattern: "/routes", Title: "every address and who sees it", Needs: access.Open, Page: s.listRoutes},
		{Pattern: "/api/openapi.json", Title: "the description of the doors for programs (OpenAPI 3.1)", Needs: access.Open, Raw: s.openAPI},
		{Pattern: "/api/openapi-3.0.json", Title: "the same for programs that read OpenAPI 3.0", Needs: access.Open, Raw: s.openAPI30},
		{Pattern: "/events", Title: "the stream of changes, for those who work with the record", Needs: access.Released, Raw: s.events},
	}
	if s.options.Demo != nil {
		routes = append(routes, Route{Pattern: "/demo/role", Title: "changes the role in a demonstration", Needs: access.Open, Act: s.disguise})
	}
	return routes
}

// healthy says that the server answers. How often the record changed would tell everybody that something was entered.
func healthy(_ *Ask, w http.ResponseWriter) error {
	_, err := fmt.Fprintln(w, "ok")
	return err
}

// ready says that the record is open: that it can be read, and that what is entered can be kept.
func (s *Server) ready(a *Ask, w http.ResponseWriter) error {
	if s.options.Ready == nil || s.options.Ready() == nil {
		return healthy(a, w)
	}
	writeProblem(w, Problem{Type: "about:blank", Title: "The record is not open", Status: http.StatusServiceUnavailable, Detail: "The log of the server says why."})
	return nil
}

func (s *Server) asset(a *Ask, w http.ResponseWriter) error {
	s.options.Assets.ServeHTTP(w, a.Request)
	return nil
}

func (s *Server) openAPI(_ *Ask, w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
	return json.NewEncoder(w).Encode(s.api.OpenAPI())
}

func (s *Server) openAPI30(_ *Ask, w http.ResponseWriter) error {
	data, err := s.api.OpenAPI().Downgrade()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.0")
	_, err = w.Write(data)
	return err
}

// maxField is how many characters a field of a form has at most: as many as the longest field of any page takes.
const maxField = 4096

// visible refuses what was sent where a field of it holds a sign that nobody sees or that turns the order of the letters: what is written
// here is read, signed and answered for, and has to read as it is. It is one rule for every form.
func visible(sent url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		for _, v := range sent[name] {
			if err := unseen.Check(v); err != nil {
				return Refuse(name, "%v", err)
			}
		}
	}
	return nil
}

// fits tells whether what was sent is text, and no field of it too long to be meant. What a passkey or a browser makes itself is as long as it is.
func fits(sent url.Values) bool {
	for name, values := range sent {
		for _, v := range values {
			made := slices.Contains([]string{"passkey-answer", "signature", "bytes", "list"}, name)
			if !utf8.ValidString(name) || !utf8.ValidString(v) || !made && utf8.RuneCountInString(strings.ReplaceAll(v, "\r\n", "\n")) > maxField {
				return false
			}
		}
	}
	return true
}

// disguise gives the session the role that was chosen.
func (s *Server) disguise(a *Ask) (Done, error) {
	name := a.Sent.Get("role")
	for _, g := range s.options.Demo {
		if g.Name == name {
			return Done{To: local(a.Sent.Get("back"))}, s.SignIn(a.Request, g.Viewer)
		}
	}
	return Done{}, Refuse("role", "there is no role %.40q in this demonstration", name)
}

// local returns an address of this server, or the start page for any other. A browser leaves tabs and line ends out of an address,
// which makes two slashes of "/\t/".
func local(address string) string {
	if strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.Contains(address, "\\") && !strings.ContainsFunc(address, unicode.IsControl) {
		return address
	}
	return "/"
}

// listRoutes is the generated table of routes and roles.
func (s *Server) listRoutes(*Ask) (page.Page, error) {
	list := page.List{ID: "routes", Title: "Addresses and roles", Empty: "There is no route."}
	list.Columns = []page.Column{{Key: "address", Name: "Address"}, {Key: "what", Name: "What it is"}, {Key: "compartment", Name: "Compartment"}}
	for _, role := range s.options.Roles {
		list.Columns = append(list.Columns, page.Column{Key: strings.ReplaceAll(string(role), "-", "_"), Name: words(role)})
	}
	for _, r := range s.Routes() {
		row := page.Row{Cells: []page.Cell{{Text: r.Pattern}, {Text: r.Title}, {Text: string(r.Needs)}}}
		for _, role := range s.options.Roles {
			may := "no"
			if (access.Viewer{Role: role, Contributes: true}).May(r.Needs) {
				may = "yes"
			}
			row.Cells = append(row.Cells, page.Cell{Text: may})
		}
		list.Rows = append(list.Rows, row)
	}
	return page.Page{Title: "Who sees what", Lead: "Every address of this server and the roles that it answers. Whatever is not listed does not exist, and what a role may not see does not exist for it.", Blocks: []page.Block{list}}, nil
}

// Noted is the key in the metadata of an operation under which true puts each time that it is asked into the log of reads.
const Noted = "noted"

// Withheld is the key in the metadata of an operation of what Route.Withheld is of a route: a func(*Ask) bool.
const Withheld = "withheld"

// door puts an operation for programs into the table of routes.
func (s *Server) door(needs access.Compartment, op huma.Operation) {
	r := Route{Pattern: op.Path, Title: op.Summary, Needs: needs, Noted: op.Metadata[Noted] == true}
	r.Withheld, _ = op.Metadata[Withheld].(func(*Ask) bool)
	if needs == "" || op.Summary == "" {
		panic("api: the door " + op.Path + " needs a summary and a compartment")
	}
	s.enlist(r)
}

func register[I, O any](s *Server, op huma.Operation, answer func(*Ask, *I) (*O, error)) {
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := answer(askOf(ctx), in)
		var status huma.StatusError
		if errors.As(err, &status) {
			return nil, err
		}
		if err != nil {
			p := problemOf(err)
			if p.Status == http.StatusInternalServerError && ctx.Err() == nil {
				s.options.Log.Error("no answer", "route", op.Path, "error", err)
			}
			return nil, huma.NewError(p.Status, p.Detail)
		}
		return out, nil
	})
}
