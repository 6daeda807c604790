// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"

	"truce/spelling/unseen"
)

//go:embed templates/*.html
var files embed.FS

// Renderer lays pages out. It is safe for concurrent use.
type Renderer struct {
	set *template.Template
}

// NewRenderer parses the templates.
func NewRenderer() (*Renderer, error) {
	r := &Renderer{}
	set, err := template.New("").Funcs(template.FuncMap{
		"form": func(f Form) (template.HTML, error) { return r.block(f) },
	}).ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse the templates: %w", err)
	}
	r.set = set
	return r, nil
}

// Write writes a page within its frame, with every sign that turns others written out: what was written before such signs were refused, or
// came from a source, reads in the order in which it stands.
func (r *Renderer) Write(w io.Writer, f Frame, p Page) error {
	var body bytes.Buffer
	for _, b := range p.Blocks {
		html, err := r.block(b)
		if err != nil {
			return err
		}
		body.WriteString(string(html))
	}
	var whole bytes.Buffer
	if err := r.set.ExecuteTemplate(&whole, "layout", laid{Frame: f, Page: p, Body: template.HTML(body.String())}); err != nil {
		return err
	}
	_, err := io.WriteString(w, unseen.Marked(whole.String()))
	return err
}

// WriteList writes one list of a page alone, as it stands within it. It reports whether the page has it.
func (r *Renderer) WriteList(w io.Writer, p Page, id string) (bool, error) {
	l, ok := p.List(id)
	if !ok {
		return false, nil
	}
	html, err := r.block(l)
	if err == nil {
		_, err = io.WriteString(w, unseen.Marked(string(html)))
	}
	return true, err
}

func (r *Renderer) block(b Block) (template.HTML, error) {
	var out bytes.Buffer
	if err := r.set.ExecuteTemplate(&out, b.template(), b); err != nil {
		return "", fmt.Errorf("lay out a %s: %w", b.template(), err)
	}
	return template.HTML(out.String()), nil
}

// List returns the list of an ID, or the first where it is empty.
func (p Page) List(id string) (List, bool) {
	for _, b := range p.Blocks {
		if l, ok := b.(List); ok && (id == "" || l.ID == id) {
			return l, true
		}
	}
	return List{}, false
}
