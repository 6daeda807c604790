// SPDX-License-Identifier: Apache-2.0

package ground

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"truce/act"
	"truce/agreement"
	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/place"
	"truce/when"
)

// belt is the ground about a line that terms of a text keep something out of, or reach beyond.
type belt struct {
	line  agreement.PlaceID
	by    place.Length
	rules []*agreement.Rule
}

// beltsOf are the belts that a text makes, in order of its terms; terms that measure as far from the same line share one.
func beltsOf(text *agreement.Compiled) []belt {
	var out []belt
	add := func(line agreement.PlaceID, by place.Length, r *agreement.Rule) {
		if line == "" || by <= 0 || text.Line(line) == nil {
			return
		}
		at := slices.IndexFunc(out, func(b belt) bool { return b.line == line && b.by == by })
		if at < 0 {
			at = len(out)
			out = append(out, belt{line: line, by: by})
		}
		if !slices.Contains(out[at].rules, r) {
			out[at].rules = append(out[at].rules, r)
		}
	}
	for _, r := range text.Rules() {
		if k := r.KeepBack; k != nil && !r.Void {
			add(k.From, k.AtLeast, r)
			for _, p := range text.Agreement().Parties {
				add(k.PerParty[p.ID], k.AtLeast, r)
			}
		}
		if b := r.Beyond; b != nil && !r.Void {
			add(b.Line, b.By, r)
		}
	}
	return out
}

// feature is a belt as its edges.
func (b *belt) feature(text *agreement.Compiled) desk.Feature {
	return desk.Feature{ID: fmt.Sprintf("%s/%s/%d", text.Ref(), b.line, b.by), Geometry: desk.LinesShape(edges(text.Line(b.line), b.by)), Properties: b.properties(text)}
}

// properties say what is kept out of a belt, by which articles and under which readings.
func (b *belt) properties(text *agreement.Compiled) map[string]any {
	a := text.Agreement()
	var articles []string
	reported := false
	for _, r := range b.rules {
		add(&articles, string(r.Term.Article))
		reported = reported || r.Term.Reported
	}
	line := lineOf(a, b.line)
	far := distance(b.by)
	p := map[string]any{
		"role": "belt", "name": far + " from " + line.Name + ": " + b.what(), "words": far,
		"source": text.Ref() + ", article " + strings.Join(articles, " and ") + "; line: " + desk.SourceOf(a, line.Source),
	}
	span := b.span()
	if span.From > when.MinInstant {
		p["from"] = api.RFC3339(span.From)
	}
	if span.To < when.MaxInstant {
		p["until"] = api.RFC3339(span.To)
	}
	if reported || line.Reported {
		p["reported"] = "figure or line as the press or a secondary source reports it"
	}
	if a.Exercise {
		p["exercise"] = "EXERCISE"
	}
	return p
}

// span is from when one of its terms binds until none does.
func (b *belt) span() when.Interval {
	span := b.rules[0].Span
	for _, r := range b.rules {
		span = span.Hull(r.Span)
	}
	return span
}

// what says what is kept out of the belt, and under which readings where not under all.
func (b *belt) what() string {
	var kept []string
	readings := map[string][]string{}
	for _, r := range b.rules {
		w := weapons(r)
		add(&kept, w)
		narrower := func(other string) bool { return strings.HasPrefix(r.Reading, other+";") }
		if r.Reading != "" && !slices.ContainsFunc(readings[w], narrower) {
			readings[w] = append(readings[w], r.Reading)
		}
	}
	for i, w := range kept {
		if len(readings[w]) > 0 {
			kept[i] += " (read as " + strings.Join(readings[w], " or ") + ")"
		}
	}
	return strings.Join(kept, "; ")
}

// distance is a length as texts write it.
func distance(l place.Length) string {
	if l%place.Kilometre == 0 {
		return fmt.Sprintf("%d km", l/place.Kilometre)
	}
	return l.String()
}

func add(list *[]string, text string) {
	if !slices.Contains(*list, text) {
		*list = append(*list, text)
	}
}

func lineOf(a *agreement.Agreement, id agreement.PlaceID) *agreement.Place {
	return &a.Places[slices.IndexFunc(a.Places, func(p agreement.Place) bool { return p.ID == id })]
}

// weapons says what a term keeps away, such as "artillery of 100 mm and more".
func weapons(r *agreement.Rule) string {
	w := r.Weapons
	var classes []string
	for _, c := range w.Classes {
		classes = append(classes, desk.Plain(string(c)))
	}
	out := strings.Join(classes, ", ")
	if out == "" && len(w.Models) == 0 {
		out = strings.Join(plain(r.Acts), ", ")
	}
	switch {
	case w.AtLeast > 0 && w.AtLeast == w.AtMost:
		out += " of " + w.AtLeast.String()
	case w.AtLeast > 0 && w.AtMost > 0:
		out += " of " + w.AtLeast.String() + " to " + w.AtMost.String()
	case w.AtLeast > 0:
		out += " of " + w.AtLeast.String() + " and more"
	case w.AtMost > 0:
		out += " of " + w.AtMost.String() + " and less"
	}
	if len(w.Models) > 0 {
		out = strings.TrimPrefix(out+", ", ", ") + strings.Join(w.Models, ", ")
	}
	if len(w.ExceptModels) > 0 {
		out += ", without " + strings.Join(w.ExceptModels, ", ")
	}
	return out
}

func plain(acts []act.Act) []string {
	var out []string
	for _, a := range acts {
		out = append(out, desk.Plain(string(a)))
	}
	return out
}

// drawn are the belts of texts by their digest, which never change.
type drawn struct {
	mu sync.Mutex // held for what follows, and while drawing
	by map[string][]desk.Feature
}

// belts are the belts of the texts on record, or of the one of a reference.
func (p *pages) belts(ref string) ([]desk.Feature, error) {
	texts, err := p.texts(ref)
	if err != nil {
		return nil, err
	}
	p.drawn.mu.Lock()
	defer p.drawn.mu.Unlock()
	var out []desk.Feature
	for _, text := range texts {
		key := text.Digest().String()
		list, ok := p.drawn.by[key]
		if !ok {
			for _, b := range beltsOf(text) {
				list = append(list, b.feature(text))
			}
			if p.drawn.by == nil || len(p.drawn.by) > 100 {
				p.drawn.by = map[string][]desk.Feature{}
			}
			p.drawn.by[key] = list
		}
		out = append(out, list...)
	}
	return out, nil
}

// texts are the texts on record, or the one of a reference. They never change, so they may be read after the state was.
func (p *pages) texts(ref string) ([]*agreement.Compiled, error) {
	var out []*agreement.Compiled
	err := p.Read(func(s *engine.State) error {
		for _, d := range s.Dockets() {
			if ref == "" || d.Text().Ref() == ref {
				out = append(out, d.Text())
			}
		}
		return nil
	})
	return out, err
}

func (p *pages) writeBelts(a *api.Ask, w http.ResponseWriter) error {
	list, err := p.belts(a.URL.Query().Get("text"))
	if err != nil {
		return err
	}
	var c desk.Collection
	c.Add(list...)
	return c.Write(w)
}
