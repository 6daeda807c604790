// SPDX-License-Identifier: Apache-2.0

// Package help turns the guides of docs/guide into pages of a server, one for each role, and lists what a refusal or a problem
// means and what to do about it.
package help

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"truce/docs/guide"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

// Guide is a guide of one role.
type Guide struct {
	// Name is that of its file and of its address, For whom it is, and Says what it is good for.
	Name, For, Says string
}

// Mission are the guides of the mission's realm.
func Mission() []Guide {
	return []Guide{
		{"monitor", "Monitors", "Saw or heard something, or was kept from looking: how it is reported, and what becomes of it."},
		{"operations-room", "Duty officers", "The watch: who is on, what is late, calls, flash reports, patrols, notices, the handover."},
		{"analyst", "Analysts", "From a report to an incident and a finding: why they were joined, what was judged, what would change it."},
		{"commission", "Commissioners", "The procedure: what is owed, by whom and by when; motions and votes."},
		{"liaison-desk", "Liaison desks of parties and guarantors", "What is said of one's side, on what ground; complaints, replies and answers to notices; checking all of it oneself."},
		{"public", "Everybody else", "What the public sees, when, and how anybody checks the record."},
		{"operator", "Operators", "Running the server, its keys, its accounts and its copies."},
	}
}

// Coalition are the guides of the coalition's realm.
func Coalition() []Guide {
	return []Guide{
		{"chancellery", "Chancelleries", "What a state has undertaken and how strongly, what is open, who meets when, and what of a claim the record bears out."},
		{"liaison-desk", "Liaison desks of guarantors", "What came in here of a mission, and how anybody holds a record to its log; the rest of it is for the mission's realm."},
		{"operator", "Operators", "Running the servers of both realms, their keys, accounts and copies."},
	}
}

// MissionRoutes are the routes of the mission's help.
func MissionRoutes() []api.Route {
	return append(Routes(Mission()), api.Route{Pattern: "/help", Title: "help: a guide for each role", Needs: access.Open, Page: func(*api.Ask) (page.Page, error) {
		return page.Page{Title: "Help", Lead: "A guide for each role, which goes through its day. What you do not find in the navigation is not for your role.", Blocks: []page.Block{
			List(Mission()),
			page.Links{Title: "More", Links: []page.Link{{Text: "What a refusal means", To: "/help/problems"}, {Text: "Who sees what", To: "/routes"}}},
		}}, nil
	}})
}

// List names some guides and leads to them.
func List(guides []Guide) page.List {
	l := page.List{ID: "guides", Title: "Guides", Empty: "No guide comes with this program.", Columns: []page.Column{{Key: "for", Name: "For"}, {Key: "says", Name: "What it says"}}}
	for _, g := range guides {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: g.For, Link: "/help/" + g.Name}, {Text: g.Says}}})
	}
	return l
}

// Routes are those of some guides, of their pictures, and of what the problems mean.
func Routes(guides []Guide) []api.Route {
	return []api.Route{
		{Pattern: "/help/problems", Title: "what each refusal means and what to do", Needs: access.Open, Page: problems},
		{Pattern: "/help/{role}", Title: "the guide of a role", Needs: access.Open, Page: func(a *api.Ask) (page.Page, error) { return show(guides, a.PathValue("role")) }},
		{Pattern: "/help/img/{name}", Title: "a picture in a guide", Needs: access.Open, Raw: picture},
	}
}

func show(guides []Guide, name string) (page.Page, error) {
	for _, g := range guides {
		if g.Name != name {
			continue
		}
		title, html, err := render(name, guides)
		if err != nil {
			return page.Page{}, err
		}
		return page.Page{Title: title, Blocks: []page.Block{page.Guide{HTML: html}, page.Links{Links: []page.Link{{Text: "All of the help", To: "/help"}}}}}, nil
	}
	return page.Page{}, api.ErrNotFound
}

// render turns a guide into its title and its HTML. Raw HTML in a guide is left out.
func render(name string, guides []Guide) (title string, html template.HTML, err error) {
	source, err := fs.ReadFile(guide.Files, name+".md")
	if err != nil {
		return "", "", fmt.Errorf("read the guide %s: %w", name, err)
	}
	md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	root := md.Parser().Parse(text.NewReader(source))
	title, err = adapt(root, source, guides)
	if err != nil {
		return "", "", fmt.Errorf("the guide %s: %w", name, err)
	}
	var out bytes.Buffer
	if err := md.Renderer().Render(&out, source, root); err != nil {
		return "", "", fmt.Errorf("the guide %s: %w", name, err)
	}
	// What scrolls can be reached by the keyboard; within the text these words stand escaped.
	marked := strings.NewReplacer("<pre>", `<pre tabindex="0">`, "<table>", `<div class="scroll" tabindex="0" role="region" aria-label="table"><table>`, "</table>", "</table></div>").Replace(out.String())
	return title, template.HTML(marked), nil
}

// adapt takes the first heading away, which becomes the title of the page, and lets links lead to pages of the server; a link to a
// document that is not among the guides becomes its text.
func adapt(root ast.Node, source []byte, guides []Guide) (title string, err error) {
	first, ok := root.FirstChild().(*ast.Heading)
	if !ok || first.Level != 1 {
		return "", errors.New("want a heading of the first level at its beginning")
	}
	title = plain(first, source)
	root.RemoveChild(root, first)
	var links []*ast.Link
	err = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch x := n.(type) {
		case *ast.Image:
			if entering {
				x.Destination = []byte("/help/" + string(x.Destination))
			}
		case *ast.Link:
			if entering {
				links = append(links, x)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, l := range links {
		if to := address(string(l.Destination), guides); to != "" {
			l.Destination = []byte(to)
			continue
		}
		for l.FirstChild() != nil {
			l.Parent().InsertBefore(l.Parent(), l, l.FirstChild())
		}
		l.Parent().RemoveChild(l.Parent(), l)
	}
	return title, err
}

// plain is the text of a heading.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(source))
			continue
		}
		b.WriteString(plain(c, source))
	}
	return b.String()
}

// address is where a link of a guide leads on a server, empty for nowhere.
func address(destination string, guides []Guide) string {
	if strings.HasPrefix(destination, "/") || strings.HasPrefix(destination, "#") {
		return destination
	}
	file, part, _ := strings.Cut(destination, "#")
	if part != "" {
		part = "#" + part
	}
	for _, g := range guides {
		if file == g.Name+".md" {
			return "/help/" + g.Name + part
		}
	}
	return ""
}

func picture(a *api.Ask, w http.ResponseWriter) error {
	name := a.PathValue("name")
	data, err := fs.ReadFile(guide.Files, path.Join("img", name))
	if err != nil || path.Ext(name) != ".png" {
		return api.ErrNotFound
	}
	w.Header().Set("Content-Type", "image/png")
	_, err = w.Write(data)
	return err
}

func problems(*api.Ask) (page.Page, error) {
	p := page.Page{Title: "What a refusal means", Lead: "A page says it in words; a program gets the same as a problem document (RFC 9457), whose type leads here."}
	for _, k := range api.Problems() {
		_, id, _ := strings.Cut(k.Type, "#")
		p.Blocks = append(p.Blocks, page.Prose{ID: id, Title: fmt.Sprintf("%s (%d)", k.Title, k.Status), Paragraphs: []string{k.Detail, k.Do}})
	}
	return p, nil
}
