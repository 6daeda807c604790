// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"fmt"
	"slices"

	"truce/coalition/brief"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/internal/casefile"
)

// source tells of a source what its lines say of it, beside what it measures.
func (r *Run) source(s casefile.Step, v sourced.View) (map[string]string, error) {
	x, ok := r.state.Statements().Source(sourced.Name(s.Words[1]), v.AsOf)
	if !ok {
		return nil, missing("source", s.Words[1])
	}
	out := map[string]string{
		"outlet": x.Outlet, "kind": string(x.Kind), "bytes": number(x.Bytes), "letters": number(x.Runes),
		"claimed": number(x.Layout.Claimed), "words": number(x.Layout.Words), "count": "agrees", "slug": x.Layout.Slug,
	}
	if x.Layout.CountDiffers() {
		out["count"] = "differs"
	}
	if d := x.Layout.Dateline; d != nil {
		out["dateline"] = d.Place
	}
	return out, nil
}

func (r *Run) facts(s casefile.Step, v sourced.View) (map[string]string, error) {
	n := 0
	for _, e := range r.state.Statements().Facts(v.AsOf) {
		x := e.Fact
		flagged := slices.ContainsFunc(x.Flags, func(f statement.Flag) bool { return string(f.Word) == s.Get("flag") })
		about := slices.Contains(x.About, sourced.Name(s.Get("about"))) || string(x.For) == s.Get("about")
		if is(s, "of", x.Source) && is(s, "nature", x.Nature) && is(s, "grade", x.Grade) && (s.Get("flag") == "" || flagged) && (s.Get("about") == "" || about) {
			n++
		}
	}
	return map[string]string{"number": number(n)}, nil
}

// is tells whether a value is the one that a named word asks for, if it asks for any.
func is[T ~string](s casefile.Step, key string, value T) bool {
	return s.Get(key) == "" || s.Get(key) == string(value)
}

func (r *Run) fact(s casefile.Step, v sourced.View) (map[string]string, error) {
	e, by, ok := r.state.Statements().Fact(sourced.Name(s.Words[1]), v.AsOf)
	if !ok {
		return nil, missing("fact", s.Words[1])
	}
	x := e.Fact
	out := map[string]string{
		"nature": string(x.Nature), "mode": string(x.Mode), "grade": string(x.Grade), "held": string(x.Grade.Held()), "speaker": x.Speaker,
		"role": x.Role, "for": string(x.For), "article": x.Article, "says": x.Says, "replaced": string(by),
		"at": fmt.Sprintf("%d+%d", x.At.Offset, x.At.Length),
	}
	if x.Figure != nil {
		out["figure"] = number(x.Figure.Number) + " " + x.Figure.Unit
	}
	var flags []statement.FlagWord
	for _, f := range x.Flags {
		flags = append(flags, f.Word)
	}
	out["flags"] = joined(flags)
	return out, nil
}

// brief makes the one page of a state, as that state reads it, and looks words up in it.
func (r *Run) brief(s casefile.Step, v sourced.View) (map[string]string, error) {
	page := brief.Make(r.state, sourced.Name(s.Words[1]), v).Text()
	out := map[string]string{"says": page, "not": ""}
	if words := s.Get("not"); words != "" {
		out["not"] = words // the line holds where the page does not have the words
		if contains(page, words) {
			out["not"] = "the page says so"
		}
	}
	return out, nil
}
